"""What a screen reads, at 10,000 and at 100,000 cases: one-screen reads must not grow with the years.

The halls are not made by acts but written in one go, as tables only: nothing here is a record of anything.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from accepting import made
from benched import Row, paired

from counter.domain.casework.acts.reminding import Reminders
from counter.domain.casework.lists.finding import find_cases
from counter.domain.casework.lists.worklist import Filter, Worklist
from counter.domain.casework.model import Case
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.oversight.daily import summary_paper

_FEW, _MANY = 10_000, 100_000
_A_DAY = 40
_OPEN = 300
_SCREEN = 20


def rows() -> Iterator[Row]:
    """Each read at 100,000 cases over the same read at 10,000."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder, contextlib.ExitStack() as closing:
        few, many = (_filled(Path(folder) / f"{cases}.db", cases) for cases in (_FEW, _MANY))
        for hall in (few, many):
            closing.callback(hall.storage.close)
        for what, read in _READS.items():
            read(few), read(many)
            yield paired(what, lambda: read(many), lambda: read(few), rounds=7, inner=15, target=1.5)  # noqa: B023


def _worklist(hall: Hall) -> object:
    return Worklist(hall, "open", ("MZ",)).first(_SCREEN)


def _narrowed(hall: Hall) -> object:
    return Worklist(hall, "open", ("MZ",), Filter(kind="promised", village="双河村")).first(_SCREEN)


def _chased(hall: Hall) -> object:
    return Worklist(hall, "chase").first(_SCREEN)


def _to_call(hall: Hall) -> object:
    return Reminders(hall).first(_SCREEN)


def _found(typed: str) -> Callable[[Hall], object]:
    return lambda hall: find_cases(hall, typed).first(_SCREEN)


def _summary(hall: Hall) -> object:
    with hall.look() as connection:
        return summary_paper(hall, connection, hall.today - timedelta(days=1))


_READS: dict[str, Callable[[Hall], object]] = {
    "worklist, one screen (10,000 = 1)": _worklist,
    "worklist of one village and kind (10,000 = 1)": _narrowed,
    "what is chased (10,000 = 1)": _chased,
    "whom to call (10,000 = 1)": _to_call,
    "search by ID (10,000 = 1)": _found("511923197201019979"),
    "search by last four (10,000 = 1)": _found("9979"),
    "search by phone (10,000 = 1)": _found("15400010001"),
    "search by name (10,000 = 1)": _found("李国强"),
    "search by initials (10,000 = 1)": _found("lgq"),
    "daily summary of yesterday (10,000 = 1)": _summary,
}


def _filled(path: Path, cases: int) -> Hall:
    """A hall with so many cases, forty a day up to yesterday, the last of them open."""
    hall = made(path)
    last = hall.today - timedelta(days=1)
    with hall.storage.writing() as connection:
        connection.exec_driver_sql(_CITIZEN, [_citizen(each) for each in range(1, cases // 10 + 1)])
        connection.exec_driver_sql(_with_defaults(), [_case(each, cases, last) for each in range(1, cases + 1)])
        connection.exec_driver_sql(_EVENT, [_event(each, cases, last) for each in range(1, cases + 1)])
        connection.exec_driver_sql("ANALYZE")
    return hall


_CITIZEN = (
    "INSERT INTO citizen (id, id_no, id_kind, name, initials, last4, phone, village, grp, source, rev) "
    "VALUES (?, ?, 'resident-id', ?, ?, ?, ?, ?, '3', 'visit', 0)"
)
_CASE = (
    "INSERT INTO cases (id, number, day, received, entered, clerk, post, item_code, item_version, channel, "
    "applicant_id, agent_relation, agent_authority, phone, source, checked_by, note, rev, state, kind, flags, "
    "list, due, provisional, accept_day, closed_day, overdue) VALUES (?, ?, ?, ?, ?, '05', ?, 'MZ-005', 1, "
    "'counter', ?, '', '', '', '', '', '', 1, ?, 'promised', '[]', ?, ?, 0, ?, ?, ?)"
)
_EVENT = (
    "INSERT INTO case_event (case_id, kind, happened, day, entered, actor, terminal, data) "
    "VALUES (?, 'received', ?, ?, ?, '05', 'W02', '{}')"
)


def _with_defaults() -> str:
    """The statement for cases, with what the table fills in where a row does not say."""
    named = _CASE.partition("(")[2].partition(")")[0].split(", ")
    rest = [column for column in table_of(Case).columns if not column.nullable and column.name not in named]
    names = "".join(f", {column.name}" for column in rest)
    values = "".join(f", {column.default.arg!r}" for column in rest)  # type: ignore[union-attr]
    head, _, tail = _CASE.rpartition(")")[0].partition(") VALUES (")
    return f"{head}{names}) VALUES ({tail}{values})"


_POSTS = ("MZ", "SB", "YB", "ZH")


def _citizen(n: int) -> tuple[object, ...]:
    if n == 1:
        return (1, "511923197201019979", "李国强", "lgq", "9979", "15400010001", "双河村")
    return (n, f"x{n:017d}", f"某{n}", f"m{n}", f"z{n:03d}", f"1{n:010d}", "双河村")


def _when(n: int, cases: int, last: date) -> date:
    return last - timedelta(days=(cases - n) // _A_DAY)


def _case(n: int, cases: int, last: date) -> tuple[object, ...]:
    day = _when(n, cases, last)
    moment = f"{day.isoformat()}T02:00:00Z"
    is_open = cases - n < _OPEN
    due = datetime.combine(day + timedelta(days=7), datetime.min.time(), UTC).strftime("%Y-%m-%dT10:00:00Z")
    closed = None if is_open else day.isoformat()
    state, tray = ("accepted", "open") if is_open else ("delivered", "closed")
    person = 1 if n % 4000 == 0 else 2 + n % (cases // 10 - 1)
    return (n, f"HY-{day:%Y%m%d}-{n:06d}", day.isoformat(), moment, moment, _POSTS[n % 4], person, state, tray,
            due, day.isoformat(), closed, None if is_open else 0)  # fmt: skip


def _event(n: int, cases: int, last: date) -> tuple[object, ...]:
    day = _when(n, cases, last).isoformat()
    return (n, f"{day}T02:00:00Z", day, f"{day}T02:00:00Z")
