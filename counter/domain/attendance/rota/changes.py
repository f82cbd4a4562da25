"""The rota changed entry by entry: another person, day or village; one more, one less; a village day moved (A27).

Keeps: no published day loses its last leader (S36.4); a village day that is moved is noted with why (S34.9).
"""

from __future__ import annotations

from datetime import date

from counter.domain.attendance.rota.fitting import fitting
from counter.domain.attendance.rota.reading import Entry, entries, entry, facts_of, month_of
from counter.domain.attendance.rota.refusals import (
    LastLeader,
    NotAVillageDay,
    NothingChanged,
    NothingDrafted,
    WhyChanged,
)
from counter.domain.attendance.rota.writing import drop_entry, keep_entry, why_changed
from counter.domain.clock import said_month
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries


@act("change-roster")
def change(
    work: Work, key: int, *, person: str = "", day: date | None = None, place: str = "", reason: str = "",
    rev: int | None = None,
) -> int:  # fmt: skip
    """Puts another person, day or village into one entry, and gives the new one's key.

    Raises:
        NotAllowed, UnknownEntry, PastDay, WhyChanged, NothingChanged: as they say.
        AwayThen, NotOfPost, NotALeader, NotOfStaff, TwiceThen: of who shall have it.
        ChangedMeanwhile: where somebody else has changed it since.
    """
    work.need(Right.ROSTER)
    was = entry(work.connection, key)
    new = Entry(0, day or was.day, was.duty, person or was.person, was.post, place or was.place)
    if (new.day, new.person, new.place) == (was.day, was.person, was.place):
        raise NothingChanged()
    why = why_changed(work, (was.day, new.day), reason)
    fitting(work, new, (was.id,))
    drop_entry(work, was, rev)
    return keep_entry(work, new, why, was)


@act("change-roster")
def add(
    work: Work, day: date, duty: str, person: str, *, post: str = "", place: str = "", reason: str = ""
) -> int:  # fmt: skip
    """Puts one more duty on the rota, and gives its key.

    Raises:
        Refusal: as `change`.
    """
    work.need(Right.ROSTER)
    new = Entry(0, day, duty, person, post, place)
    why = why_changed(work, (day,), reason)
    fitting(work, new, ())
    if month_of(work.connection, day.replace(day=1)).drafted is None:
        raise NothingDrafted(month=said_month(day))
    return keep_entry(work, new, why)


@act("change-roster")
@carries("S36.4", by="act")
def take_off(work: Work, key: int, reason: str = "", *, rev: int | None = None) -> None:
    """Takes one entry off; it stays readable where it was published.

    Raises:
        NotAllowed, UnknownEntry, PastDay, WhyChanged: as they say.
        LastLeader: where no leader would be left that day.
    """
    work.need(Right.ROSTER)
    was = entry(work.connection, key)
    why = why_changed(work, (was.day,), reason)
    least = work.book.duty.leaders.least
    if was.duty == "leader" and was.published is not None and _others(work, was) < least.value:
        raise LastLeader(day=f"{was.day:%m-%d}", name=work.hall.person(was.person).name, cites=(least.cite,))
    drop_entry(work, was, rev, note=why)
    work.duty_changed()


@act("move-village-day")
@carries("S34.9", by="act")
def move_village_day(work: Work, day: date, to: date, reason: str) -> int:
    """Moves everybody who goes to the villages on a day to another, with a note (A27); gives how many go.

    Whoever cannot go on the new day is replaced by a colleague who can, who went least often first.

    Raises:
        NotAllowed, PastDay, WhyChanged, NotAVillageDay: as they say.
        AwayThen, TwiceThen: of somebody who cannot go then, where nobody else can.
    """
    work.need(Right.ROSTER)
    going = [each for each in entries(work.connection, day, day) if each.duty == "village"]
    if not going:
        raise NotAVillageDay(day=f"{day:%m-%d}")
    if not reason.strip():
        raise WhyChanged()
    why = f"{day:%m-%d}改期：{why_changed(work, (day, to), reason)}"
    for was in going:
        drop_entry(work, was)
    for was in sorted(going, key=lambda each: not _fits(work, Entry(0, to, "village", each.person, place=each.place))):
        person = _goer(work, to, was.person, was.place)
        new = Entry(0, to, was.duty, person, was.post, was.place)
        fitting(work, new, ())
        keep_entry(work, new, why, was)
    return len(going)


def _goer(work: Work, to: date, person: str, place: str) -> str:
    """Who goes to a village on a day: this person, or who can and went least often; this person where nobody can."""
    if _fits(work, Entry(0, to, "village", person, place=place)):
        return person
    facts = facts_of(work.hall, work.connection, to, to)
    free = [no for no in facts.goers if _fits(work, Entry(0, to, "village", no, place=place))]
    return min(free, key=lambda no: (facts.counts["village", no], no), default=person)


def _fits(work: Work, new: Entry) -> bool:
    try:
        fitting(work, new, ())
    except Refusal:
        return False
    return True


def _others(work: Work, was: Entry) -> int:
    there = entries(work.connection, was.day, was.day)
    return sum(each.duty == was.duty and each.id != was.id for each in there)
