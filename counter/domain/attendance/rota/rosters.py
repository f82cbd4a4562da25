"""The rota (值班表) of a month: drafted, drafted anew, published at the month's end; what it still lacks.

Keeps: next month's plan is published at the end of the month and put up (S36.5, S36.11), never with a day without a
leader (S36.4). Entries are changed in `roster_changes`, swapped in `roster_swaps`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance.model import RosterMonth
from counter.domain.attendance.rota import papers as roster_papers
from counter.domain.attendance.rota.plan import DUTY_NAMES, Gap, Plan, drafted
from counter.domain.attendance.rota.reading import Entry, Month, days, duty_day, entries, facts_of, month_of
from counter.domain.attendance.rota.refusals import MonthOver, MonthPublished, NobodyOnDuty, NothingDrafted, TooEarly
from counter.domain.attendance.rota.writing import drop_entry, keep_entry
from counter.domain.casework.case import visits
from counter.domain.clock import local, said_month
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.duty.model import RosterRow
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.rules import carries


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of drafting a month."""

    first: date
    """The first day that was planned."""
    entries: int
    gaps: tuple[Gap, ...]


@act("draft-roster")
@carries("S34.10", "S35.1", "S36.1", by="act")
def draft(work: Work, month: date) -> Drafted:
    """Drafts the rota of a month, or drafts it anew; of the running month only the days to come.

    Args:
        work: The open unit of work.
        month: Any day of the month.

    Raises:
        NotAllowed, MonthOver, MonthPublished: as they say.
    """
    work.need(Right.ROSTER)
    first, last = month_ends(month)
    begins = max(first, work.today + ONE_DAY)
    if begins > last:
        raise MonthOver(month=said_month(first))
    there = _unpublished(work, first)
    for each in entries(work.connection, first, last):
        drop_entry(work, each)
    plan = drafted(facts_of(work.hall, work.connection, begins, last))
    for slot in plan.slots:
        keep_entry(work, Entry(0, slot.day, slot.duty, slot.person, slot.post, slot.place, slot.note))
    _note_draft(work, there)
    return Drafted(begins, len(plan.slots), plan.gaps)


def planned(hall: Hall, connection: Connection, month: date) -> Plan:
    """What drafting a month now would give; nothing is written."""
    first, last = month_ends(month)
    return drafted(facts_of(hall, connection, max(first, hall.today + ONE_DAY), last))


@act("publish-roster")
@carries("S36.4", "S36.5", "S36.11", by="act")
def publish(work: Work, month: date) -> Month:
    """Publishes a month's rota: it is in force from now on, and both papers are made to be put up.

    Raises:
        NotAllowed, NothingDrafted, MonthPublished, TooEarly, NobodyOnDuty: as they say.
    """
    work.need(Right.ROSTER)
    first, last = month_ends(month)
    there = _unpublished(work, first)
    every = entries(work.connection, first, last)
    if not every:
        raise NothingDrafted(month=said_month(first))
    _not_too_early(work, first)
    _complete(work, every, first, last)
    for each in every:
        work.update(RosterRow, {"id": each.id}, {"published": work.moment}, rev=each.rev)
    work.update(RosterMonth, {"month": first}, {"published": work.moment, "published_by": work.actor}, rev=there.rev)
    work.duty_changed()
    rota = visits.keep_paper(work, roster_papers.rota(work.hall, work.connection, first), None)
    leaders = visits.keep_paper(work, roster_papers.leaders(work.hall, work.connection, first), None)
    work.update(RosterMonth, {"month": first}, {"paper_id": rota, "leaders_paper_id": leaders})
    return month_of(work.connection, first)


@carries("S34.14", by="check")
def missing(hall: Hall, every: Iterable[Entry], first: date, last: date) -> list[Gap]:
    """The days of a month that lack a leader or somebody at noon, or windows in turn."""
    there: dict[tuple[date, str], int] = {}
    for each in every:
        there[each.day, each.duty] = there.get((each.day, each.duty), 0) + 1
    gaps: list[Gap] = []
    for day in days(first, last):
        asked = duty_day(hall, day)
        least = hall.book(day).duty.leaders.least.value
        if asked.leader and there.get((day, "leader"), 0) < least:
            gaps.append(Gap(day, "leader"))
        if asked.noon and not there.get((day, "noon")):
            gaps.append(Gap(day, "noon"))
        if asked.windows and not there.get((day, asked.turn)):
            gaps.append(Gap(day, asked.turn))
    return gaps


def to_publish(hall: Hall, connection: Connection) -> date | None:
    """The first day of next month, where its rota is still to be published and the month is nearly over (S36.5)."""
    first, last = month_ends(hall.today)
    upcoming = last + ONE_DAY
    due = last - timedelta(days=hall.book().duty.leaders.publish_days.value - 1)
    if hall.today < due or month_of(connection, upcoming).published is not None:
        return None
    return upcoming


def _unpublished(work: Work, first: date) -> Month:
    there = month_of(work.connection, first)
    if there.published is not None:
        raise MonthPublished(month=said_month(first), when=f"{local(there.published):%m-%d}")
    return there


def _not_too_early(work: Work, first: date) -> None:
    upcoming = month_ends(work.today)[1] + ONE_DAY
    if first > upcoming:
        cite = work.book.duty.leaders.publish_days.cite
        raise TooEarly(month=said_month(first), next=said_month(upcoming), cites=(cite,))


def _complete(work: Work, every: Iterable[Entry], first: date, last: date) -> None:
    begins = min(each.day for each in every)
    gaps = missing(work.hall, every, max(first, begins), last)
    if not gaps:
        return
    duty = gaps[0].duty
    named = "、".join(f"{gap.day:%m-%d}" for gap in gaps if gap.duty == duty)
    book = work.book.duty
    cites = {"leader": book.leaders.least.cite, "noon": book.noon.hours.cite}
    raise NobodyOnDuty(days=named, duty=DUTY_NAMES[duty], cites=(cites.get(duty, work.book.calendar.rota.cite),))


def _note_draft(work: Work, there: Month) -> None:
    change = {"drafted": work.moment, "drafted_by": work.actor}
    if there.drafted is None:
        work.insert(RosterMonth, {"month": there.first, **change, "rev": 0})
    else:
        work.update(RosterMonth, {"month": there.first}, change, rev=there.rev)
