"""The cases' screens in a small App of its own, for the tests and for looking at them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from counter.screens.kit.terminal import prepare

prepare()

from textual import events  # noqa: E402

from counter.domain.casework import cases  # noqa: E402
from counter.domain.casework.case.decision import Brought  # noqa: E402
from counter.domain.casework.case.events import CaseAt, read  # noqa: E402
from counter.domain.casework.cases import Application  # noqa: E402
from counter.domain.clock import at, local  # noqa: E402
from counter.domain.hall.opened import Hall  # noqa: E402
from counter.domain.hall.residents.citizens import Who  # noqa: E402
from counter.screens.case.screen import CaseScreen  # noqa: E402
from counter.screens.kit.screen import HallScreen  # noqa: E402
from counter.screens.kit.shell import Shell  # noqa: E402
from counter.screens.lists.cases import CasesScreen  # noqa: E402
from counter.screens.shared.session import Session  # noqa: E402
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall  # noqa: E402
from tests.screens.painted import rows_of  # noqa: E402
from tests.screens.rest import at_rest  # noqa: E402

LI = Who("李国强", id_no="511923197201019979", phone="15400010001", village="双河村", group="3")
WANG = Who("王秀芳", phone="15400010002", village="石桥村", group="2")
ZHAO = Who("赵成", village="场镇社区")


class CaseApp(Shell[None]):
    """Somebody of the qiujia hall signed on, on one screen."""

    def __init__(self, hall: Hall, screen: Callable[[], HallScreen[None]] = CasesScreen, no: str = "07") -> None:
        super().__init__()
        self.session = Session(hall, hall.person(no), "民政")
        self.first = screen

    def now(self) -> datetime:
        return local(self.session.hall.clock().moment)

    def holds(self, right: str) -> bool:
        return any(right == each for each in self._rights())

    def _rights(self) -> set[str]:
        from counter.domain.hall.rights import rights_of

        return {str(each) for each in rights_of(self.session.person.roles)}

    def header_facts(self) -> dict[str, str]:
        return {"hall": self.session.hall.name, "window": "民政窗口", "person": self.session.person.name}

    def on_mount(self) -> None:
        self.push_screen(self.first())

    def go(self, name: str) -> None:
        raise AssertionError(name)

    def rows(self) -> list[str]:
        """The screen's rows as painted."""
        return rows_of(self)

    def status(self) -> str:
        """The status line."""
        assert isinstance(self.screen, HallScreen)
        return self.screen.status.text

    async def by_hand(self, *keys: str) -> None:
        """Keys one after another, each when what the one before set off has ended."""
        for key in keys:
            await self.at_once(key)

    async def at_once(self, *keys: str) -> None:
        """Keys all at once, as a reader sends them, and a wait for all that they set off."""
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))
        await at_rest(self)


def take(hall: Hall, item: str = "X-001", who: Who = LI, by: str = "07", **more: Any) -> int:
    """Takes a case in and gives its key."""
    with hall.act(by, "民政") as work:
        return cases.accept(work, Application(item, who, **more)).case_id


def some_days(hall: Hall) -> None:
    """Cases of every list: overdue, due today, due later, waiting, to be collected, of another post."""
    clock = clock_of(hall)
    clock.set("2026-11-12T09:00:00")
    take(hall, who=WANG)
    clock.set("2026-11-13T10:00:00")
    take(hall)
    clock.set("2026-11-18T10:00:00")
    take(hall, who=ZHAO, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,), promised_later=(PHOTO,)))
    take(hall, "X-003", who=WANG, agent=Who("李小红", phone="15400010009", relation="女儿", authority="委托书"))
    take(hall, "X-005", by="08")
    decided = take(hall, who=ZHAO)
    with hall.act("12") as work:
        cases.decide(work, decided)
    clock.set("2026-11-20T08:35:00")
    with hall.act("07", "民政", happened=at("2026-11-19T16:00:00")) as work:
        cases.accept(work, Application("X-001", ZHAO, source="停电登记本3页", checked_by="12"))
    clock.set("2026-11-20T09:12:00")


def look(hall: Hall, case: int) -> CaseAt:
    """A case as it stands."""
    with hall.look() as connection:
        return read(hall, connection, case)


def kinds(hall: Hall, case: int) -> list[str]:
    """What happened to a case, by kind."""
    return [event.kind for event in look(hall, case).events]


def listed(app: CaseApp) -> list[str]:
    """The numbers of the cases on the list shown."""
    return [match[0] for row in app.rows() for match in re.finditer(r"\d{4}-\d{4}(?= )", row[:14])]


def one(hall: Hall, case: int, no: str = "07") -> CaseApp:
    """Somebody before one case."""
    return CaseApp(hall, lambda: CaseScreen(case), no)


def shown(app: CaseApp) -> str:
    """The screen as painted."""
    return "\n".join(app.rows())


if __name__ == "__main__":
    shown = make_hall(Path(sys.argv[1]))
    some_days(shown)
    CaseApp(shown).run(mouse=False)
