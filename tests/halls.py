"""Halls for tests: made once in a session, copied for each test, with a clock that the test sets."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from counter.domain.casework.cases import Application, accept
from counter.domain.clock import Reading, at, local_day
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.items.item import Item, item_from
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rulebook import Override
from counter.domain.setup import create, open_hall
from counter.storage import Storage

OPENED: list[Storage] = []
"""The files of the halls made in this test: what it left open is closed when it ends."""
SET_UP = "2026-01-05T08:00:00"
"""When every hall of the tests was set up; tests live later."""

APPLY, CARD, INCOME, PHOTO = "申请表", "身份证", "收入证明", "照片"
"""The papers of the trial items: two main ones, an attachment, one that may follow."""
_PAPERS = [
    {"name": APPLY, "key": True},
    {"name": CARD, "key": True, "keep": "returned"},
    {"name": INCOME},
    {"name": PHOTO, "deferrable": True},
]
_TRIAL = (
    {"code": "X-001", "name": "试验承诺事项", "window": "民政", "kind": "promised", "promised_days": 5},
    {"code": "X-002", "name": "试验即办事项", "window": "民政", "kind": "instant"},
    {"code": "X-003", "name": "试验联办事项", "window": "民政", "kind": "promised", "promised_days": 10,
     "departments": ("民政办", "派出所")},
    {"code": "X-004", "name": "试验上报事项", "window": "民政", "kind": "referred", "promised_days": 15,
     "departments": ("民政办",), "county": ("县民政局",),
     "steps": ({"department": "民政办", "days": 3}, {"department": "县民政局", "days": 12})},
    {"code": "X-005", "name": "试验社保事项", "window": "社保就业", "kind": "promised", "promised_days": 3},
    {"code": "X-006", "name": "试验控制事项", "window": "民政", "kind": "controlled"},
    {"code": "X-007", "name": "试验收费事项", "window": "民政", "kind": "promised", "promised_days": 2, "fee": 10,
     "fee_basis": "试验收费文件"},
    {"code": "X-008", "name": "试验有条件材料", "window": "民政", "kind": "promised", "promised_days": 5},
)  # fmt: skip
_WHEN = {"name": "委托书", "when": "委托他人的"}


def trial_items() -> tuple[Item, ...]:
    """Items X-001 to X-008, in every hall of the tests."""
    return tuple(_trial(dict(each)) for each in _TRIAL)


def _trial(entry: dict[str, object]) -> Item:
    papers = [*_PAPERS, _WHEN] if entry["code"] == "X-008" else _PAPERS
    return item_from({"statutory_days": 20, **entry, "materials": papers}, file="试验事项")


class SetClock:
    """A clock that stands where the test puts it, and that the machine agrees with."""

    def __init__(self, text: str) -> None:
        self.moment = at(text)

    def __call__(self) -> Reading:
        return Reading(self.moment, "test", int(self.moment.timestamp()))

    def set(self, text: str) -> None:
        """Puts it to a local ISO moment."""
        self.moment = at(text)

    def forward(self, **by: float) -> None:
        """Lets time pass: days, hours, minutes, seconds."""
        self.moment += timedelta(**by)


def make_hall(
    folder: Path,
    name: str = "qiujia",
    at: str = "2026-11-20T08:30:00",
    rules: Mapping[str, str | int | bool | tuple[int | str, ...]] | None = None,
) -> Hall:
    """A hall of its own in a folder, under a shipped hall file; `clock_of` sets its time.

    `rules` are values of the rulebook that hold otherwise, by dotted path.
    """
    to = folder / "hall.db"
    shutil.copyfile(_template(name, tuple((rules or {}).items())), to)
    storage = Storage(f"sqlite:///{to}")
    OPENED.append(storage)
    return open_hall(storage, SetClock(at))


def clock_of(hall: Hall) -> SetClock:
    """The clock of a hall of `make_hall`."""
    assert isinstance(hall.clock, SetClock)
    return hall.clock


@functools.cache
def _template(name: str, rules: tuple[tuple[str, str | int | bool | tuple[int | str, ...]], ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hall-"))
    storage = Storage(f"sqlite:///{folder / 'hall.db'}")
    day = local_day(at(SET_UP))
    overrides = [Override(path, value, day, "试验") for path, value in rules]
    create(storage, load_hall(name), clock=SetClock(SET_UP), extra_items=trial_items(), overrides=overrides)
    storage.close()
    return folder / "hall.db"


def took(hall: Hall, name: str = "李国强", item: str = "X-001") -> str:
    """Takes a complete application in at the desk; returns the case's number."""
    with hall.act("03", "W01") as work:
        return accept(work, Application(item, Who(name, phone="15400010001"))).number


def without_gaps(numbers: Iterable[str]) -> bool:
    """Whether the serials of every day run from 1 without a gap."""
    days: defaultdict[str, set[int]] = defaultdict(set)
    for number in numbers:
        day, serial = number.rsplit("-", 1)
        days[day].add(int(serial))
    return all(given_out == set(range(1, len(given_out) + 1)) for given_out in days.values())
