"""Cases reckoned anew where the ground under them moved: a holiday paper, a change of hours.

The acts change what the hall has laid down and, in the same transaction, the derived columns of every
case that comes out otherwise. The journal's entry names the cases with the old and the new date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from counter.domain.casework.case.clocks import terms_of
from counter.domain.casework.case.events import CaseAt, read, ruled_on, settle, short_number
from counter.domain.casework.case.life import Life, derive, projected
from counter.domain.casework.model import Case
from counter.domain.clock import ZONE, local
from counter.domain.columns import table_of
from counter.domain.hall import settings
from counter.domain.hall.days.calendar import Calendar, CalendarPaper
from counter.domain.hall.laid_down import hours_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import act

_C = table_of(Case)


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose date comes out otherwise."""

    case_id: int
    number: str
    old: datetime | None
    new: datetime | None
    open: bool
    provisional: bool
    """Whether the new date is still provisional."""

    def __str__(self) -> str:
        """As a line shows it: 1120-0031 11-25 改为 11-26."""
        old, new = (f"{local(each):%m-%d}" if each else "未定" for each in (self.old, self.new))
        return f"{short_number(self.number)} {old} 改为 {new}{'（暂定）' if self.provisional else ''}"


@act("load-calendar")
def load_calendar(work: Work, paper: CalendarPaper) -> tuple[Moved, ...]:
    """Enters a holiday paper and reckons anew what it touches.

    Returns:
        The cases whose date changes.

    Raises:
        NotAllowed, PaperUntitled, PaperEmpty, DayOutsidePaper, DayTwice: as they say.
    """
    settings.enter_paper(work, settings.dated(paper, work.today))
    work.read_anew()
    return _settled(work, _touched_by(work.connection, paper))


@act("change-rule")
def lay_down(work: Work, path: str, value: Any, since: date, article: str) -> tuple[Moved, ...]:
    """Sets a value of the rulebook otherwise, from a day on, and reckons anew what that day took in.

    Returns:
        The cases whose date changes.

    Raises:
        NotAllowed, UnknownPath, RulebookBroken, RuleBackdated, ArticleMissing, UnchangedRule: as they say.
    """
    settings.change_rule(work, path, value, since, article)
    work.read_anew()
    return _settled(work, _taken_in_from(work.connection, since))


def foreseen(hall: Hall, connection: Connection, paper: CalendarPaper) -> tuple[Moved, ...]:
    """Which open cases would move if the paper were entered; nothing is written.

    Raises:
        PaperUntitled, PaperEmpty, DayOutsidePaper, DayTwice: as they say.
    """
    settings.check_paper(paper)
    calendar = hall.calendar.with_paper(settings.dated(paper, hall.today))
    cases = (read(hall, connection, case_id) for case_id in _touched_by(connection, paper))
    found = (_moved(case, _life_by(case, calendar)) for case in cases)
    return tuple(each for each in found if each is not None and each.open)


def rederive(hall: Hall, connection: Connection) -> None:
    """Writes the derived columns of every case anew, as after an upgrade; no fact and no journal entry changes."""
    for case_id in connection.execute(select(_C.c.id).order_by(_C.c.id)).scalars().all():
        case = read(hall, connection, case_id)
        fresh = projected(case.life)
        if any(case.row[name] != value for name, value in fresh.items()):
            connection.execute(_C.update().where(_C.c.id == case_id).values(fresh))


def _touched_by(connection: Connection, paper: CalendarPaper) -> Sequence[int]:
    """Cases of which a clock reaches into the paper's year, or into the days it names before it.

    A case that is not accepted, or that stands still, has other clocks than the promise: the one due first is `watch`.
    """
    first = min((date(paper.year, 1, 1), *paper.off, *paper.work))
    last = date(paper.year, 12, 31)
    begins = datetime.combine(first, datetime.min.time(), tzinfo=ZONE)
    return connection.execute(
        select(_C.c.id).where(or_(_C.c.due >= begins, _C.c.watch >= begins), _C.c.day <= last).order_by(_C.c.id)
    ).scalars().all()  # fmt: skip


def _taken_in_from(connection: Connection, since: date) -> Sequence[int]:
    fresh = or_(_C.c.day >= since, _C.c.accept_day >= since)
    return connection.execute(select(_C.c.id).where(fresh).order_by(_C.c.id)).scalars().all()


def _settled(work: Work, case_ids: Sequence[int]) -> tuple[Moved, ...]:
    moved = tuple(_settle_each(work, case_ids))
    work.tell(moved=[[each.number, str(each)] for each in moved])
    work.case_id = None
    return moved


def _settle_each(work: Work, case_ids: Sequence[int]) -> Iterator[Moved]:
    for case_id in case_ids:
        case = read(work.hall, work.connection, case_id)
        now = projected(case.life)
        if any(case.row[name] != value for name, value in now.items()):
            moved = _moved(case, case.life)
            settle(work, case_id)
            if moved is not None:
                yield moved


def _moved(case: CaseAt, life: Life) -> Moved | None:
    old = case.row["due"]
    if old == life.due and bool(case.row["provisional"]) == life.provisional:
        return None
    return Moved(case.id, case.number, old, life.due, life.is_open, life.provisional)


def _life_by(case: CaseAt, calendar: Calendar) -> Life:
    """What the case would be under another calendar."""
    book = case.hall.book(ruled_on(case.events))
    return derive(case.events, calendar, hours_of(book, calendar), at=case.at, terms=terms_of(book)).value
