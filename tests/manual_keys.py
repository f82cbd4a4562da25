"""The manual's key tables, made from the commands of the screens themselves.

`python -m tests.manual_keys` writes them into docs/manual.md; a test compares them.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from counter.screens.kit.terminal import prepare

prepare()

from counter.domain.casework.intake.machine import Intake  # noqa: E402
from counter.domain.casework.intake.sheet import Sheet  # noqa: E402
from counter.domain.hall.opened import Hall  # noqa: E402
from counter.domain.paper import Paper  # noqa: E402
from counter.screens.attendance.month import AttendanceSheetScreen  # noqa: E402
from counter.screens.attendance.person import PersonMonthScreen  # noqa: E402
from counter.screens.attendance.roster_entries import EntriesScreen  # noqa: E402
from counter.screens.batches.roster import RosterScreen  # noqa: E402
from counter.screens.batches.village_points import PointsScreen  # noqa: E402
from counter.screens.case.screen import CaseScreen  # noqa: E402
from counter.screens.day.money import MoneyScreen  # noqa: E402
from counter.screens.entrance.desk import DeskMenu  # noqa: E402
from counter.screens.entrance.outside import LockScreen  # noqa: E402
from counter.screens.hall.item import ItemScreen  # noqa: E402
from counter.screens.hall.item_waiting import WaitingScreen  # noqa: E402
from counter.screens.intake.menu import commands_at  # noqa: E402
from counter.screens.kit.commands import Command, manual_table  # noqa: E402
from counter.screens.kit.screen import HallScreen  # noqa: E402
from counter.screens.lists.agency import LedgerScreen  # noqa: E402
from counter.screens.lists.reminders import RemindersScreen  # noqa: E402
from counter.screens.shared.sheet import SheetScreen  # noqa: E402
from tests.screens.counter_app import DIRECTOR, PASSPHRASE, app_of, ready, sign_on  # noqa: E402
from tests.screens.rest import at_rest  # noqa: E402

MANUAL = Path(__file__).parents[1] / "docs" / "manual.md"
TABLE = re.compile(r"(<!-- keys: (\w+) -->\n).*?(<!-- /keys -->)", re.DOTALL)
PLACES = (
    "attendance",
    "cases",
    "today",
    "closing",
    "people",
    "settings",
    "items",
    "enquiries",
    "appointments",
    "batches",
    "approvals",
    "leave",
    "duty",
    "vetoes",
    "checklists",
    "handover",
)


async def tables(hall: Hall) -> dict[str, str]:
    """The table of every place, by the place's name."""
    return {name: manual_table(commands) for name, commands in (await _commands(hall)).items()}


async def _commands(hall: Hall) -> dict[str, Sequence[Command]]:
    app = app_of(ready(hall))
    found: dict[str, Sequence[Command]] = {}
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        found["signon"] = _of(app.screen)
        await sign_on(app, DIRECTOR, PASSPHRASE)
        found["everywhere"] = (*app.commands(), Command("帮助", "f1", "这里能按哪些键。"))
        for place in PLACES:
            app.go(place)
            await at_rest(app)
            found[place] = _of(app.screen)
        app.go("desk")
        await at_rest(app)
        found["desk"], *others = cast("DeskMenu", app.screen).lists()
        found |= {f"desk{n}": each for n, each in enumerate(others, start=2)}
        for name, screen in (("case", CaseScreen(1)), ("lock", LockScreen()), ("sheet", _sheet()),
                             ("reminders", RemindersScreen()), ("money", MoneyScreen()), ("points", PointsScreen()),
                             ("ledger", LedgerScreen()), ("roster", RosterScreen(1)),
                             ("duty_day", EntriesScreen(date(2026, 12, 1))),
                             ("item", ItemScreen("MZ-005")), ("item_waiting", WaitingScreen()),
                             ("attendance_sheet", AttendanceSheetScreen()),
                             ("attendance_person", PersonMonthScreen(hall.person(DIRECTOR), hall.today))):  # fmt: skip
            await app.push_screen(cast("Any", screen))
            found[name] = _of(screen)
            app.pop_screen()
    return {**found, **_intake()}


def _of(screen: object) -> Sequence[Command]:
    assert isinstance(screen, HallScreen)
    return screen.commands()


def _sheet() -> SheetScreen:
    return SheetScreen(Paper("sample", "样张", "", "", ()), lambda work: 0, name="样张")


def _intake() -> dict[str, Sequence[Command]]:
    form = SimpleNamespace(series=False, verdict=None, sheet=Sheet())

    def at(step: str, *, idle: bool = False) -> Sequence[Command]:
        machine = SimpleNamespace(idle=idle, step=step, only_asks=False, form=form)
        return commands_at(cast("Intake", machine))

    return {
        "intake_idle": at("came", idle=True), "intake_field": at("phone"), "intake_materials": at("materials"),
        "intake_outcome": at("outcome"),
    }  # fmt: skip


def written(text: str, found: dict[str, str]) -> str:
    """The manual with these tables in their places."""
    return TABLE.sub(lambda match: f"{match[1]}{found[match[2]]}\n{match[3]}", text)


if __name__ == "__main__":
    import os

    from tests.halls import make_hall

    os.environ["COUNTER_WINDOW"] = "民政"

    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(tables(make_hall(Path(folder))))
    MANUAL.write_text(written(MANUAL.read_text(encoding="utf-8"), made), encoding="utf-8")
