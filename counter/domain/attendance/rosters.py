"""The rota (值班表): drafted for a month, changed entry by entry, swapped by agreement, published at the month's end.

Keeps: next month's plan is published at the end of the month and put up (S36.5, S36.11), never with a day without a
leader (S36.4); who cannot do a duty finds another who agrees (S35.6). What was published is never written over: the old
entry is taken off and stays readable, with why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance import roster_papers
from counter.domain.attendance.model import RosterMonth, RosterSwap
from counter.domain.attendance.roster_plan import DUTY_NAMES, ON_REST_DAY, Gap, Plan, drafted
from counter.domain.attendance.roster_reading import (
    LEADERS,
    Entry,
    Month,
    away,
    days,
    duty_day,
    entries,
    entry,
    facts_of,
    month_of,
)
from counter.domain.casework.case import visits
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.duty.due import counted
from counter.domain.hall.duty.model import RosterRow
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

REASON_MOST = 100
SUBSTITUTE = Cite("午间值班 七：因特殊情况不能值班的，找好替班人员，交代好事项", ("S35.6",))
NOT_ON_LEAVE = Cite("值班表避开已批准的请假、公出", (), default=True)
_SWAP = table_of(RosterSwap)
_AT_ONCE = frozenset({"window", "weekend", "village"})
"""Nobody has two of these on one day."""
_AT_NOON = frozenset({"noon", "village"})


class MonthOver(Refusal):
    """A month of which no day is left."""

    standing = True
    says = "{month}已经没有以后的日子可排了，请排下一个月。"


class MonthPublished(Refusal):
    """A published rota is changed entry by entry."""

    standing = True
    says = "{month}的值班表已在{when}公布，不能重排。要动的请逐项改，或者换班。"


class NothingDrafted(Refusal):
    """There is nothing to publish."""

    standing = True
    says = "{month}还没有排值班表，请先编排，看过再公布。"


class TooEarly(Refusal):
    """A month further ahead than the next one."""

    standing = True
    says = "{month}的值班表要到上一个月才公布，现在只能公布到{next}。"


class NobodyOnDuty(Refusal):
    """A day that lacks somebody whom the rules ask for."""

    standing = True
    says = "{days}还缺{duty}的人，不能公布。请先在值班表上补上。"


class PastDay(Refusal):
    """A day that is over."""

    says = "{day}已经过去，值班表不再改；实际是谁值的，以值班记录为准。"


class AwayThen(Refusal):
    """Somebody who has approved leave, or is no longer here."""

    says = "{name}{day}请假、公出或已离开，不能排值班，请换一个人。"


class NotOfPost(Refusal):
    """A window's turn for somebody who does not hold its post."""

    says = "{name}不是{post}的A岗或B岗，不能排这个窗口。可以排：{pair}。"


class NotALeader(Refusal):
    """Leaders' duty for somebody who is no leader."""

    says = "{name}不是领导，不能排带班。"


class NotOfStaff(Refusal):
    """A staff duty for somebody who has none."""

    says = "{name}不参加大厅考勤，不能排{duty}值班。"


class NoSuchVillage(Refusal):
    """A village that the hall does not know."""

    says = "没有“{place}”这个村。有：{known}。"


class TwiceThen(Refusal):
    """Two duties at once."""

    says = "{name}{day}已经排了{duty}，不能再排这一项。"


class WhyChanged(Refusal):
    """A change of what was published, without why."""

    says = "已公布的值班表改动要写明原因，公示的表上会注明。"


class LastLeader(Refusal):
    """Taking off the only leader of a day."""

    says = "{day}只剩{name}一位领导带班，不能去掉。请改成另一位领导。"


class NothingChanged(Refusal):
    """A change to what stands there already."""

    says = "改的和原来一样，没有改动。"


class NotYourEntry(Refusal):
    """Only whose duty it is asks to swap it."""

    says = "这一天是{name}值班，换班要由本人提出。"


class OtherDuty(Refusal):
    """A swap of duties of different kinds."""

    says = "只能同一种值班互换：{mine}和{theirs}不能换。"


class SwapSettled(Refusal):
    """A swap that was agreed to, declined or taken back before."""

    says = "这次换班已经办过了。"


class NotAskedOfYou(Refusal):
    """Only who was asked agrees."""

    says = "这次换班要{name}本人同意。"


class WithYourself(Refusal):
    """A swap with oneself."""

    says = "不能和自己换班。"


class NotAVillageDay(Refusal):
    """No village day stands on that day."""

    says = "{day}没有排下村。"


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of drafting a month."""

    first: date
    """The first day that was planned."""
    entries: int
    gaps: tuple[Gap, ...]


# -- drafting and publishing -------------------------------------------------------------------


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
    there = month_of(work.connection, first)
    if there.published is not None:
        raise MonthPublished(month=said_month(first), when=f"{local(there.published):%m-%d}")
    for each in entries(work.connection, first, last):
        _drop(work, each)
    plan = drafted(facts_of(work.hall, work.connection, begins, last))
    for slot in plan.slots:
        _insert(work, Entry(0, slot.day, slot.duty, slot.person, slot.post, slot.place, slot.note))
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
    there = month_of(work.connection, first)
    if there.published is not None:
        raise MonthPublished(month=said_month(first), when=f"{local(there.published):%m-%d}")
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


# -- one entry ---------------------------------------------------------------------------------


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
    why = _why(work, (was.day, new.day), reason)
    fitting(work, new, (was.id,))
    _drop(work, was, rev)
    return _insert(work, new, why, was)


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
    why = _why(work, (day,), reason)
    fitting(work, new, ())
    if month_of(work.connection, day.replace(day=1)).drafted is None:
        raise NothingDrafted(month=said_month(day))
    return _insert(work, new, why)


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
    why = _why(work, (was.day,), reason)
    least = work.book.duty.leaders.least
    if was.duty == "leader" and was.published is not None and _others(work, was) < least.value:
        raise LastLeader(day=f"{was.day:%m-%d}", name=work.hall.person(was.person).name, cites=(least.cite,))
    _drop(work, was, rev, note=why)
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
    why = f"{day:%m-%d}改期：{_why(work, (day, to), reason)}"
    for was in going:
        _drop(work, was)
    for was in sorted(going, key=lambda each: not _fits(work, Entry(0, to, "village", each.person, place=each.place))):
        person = _goer(work, to, was.person, was.place)
        new = Entry(0, to, was.duty, person, was.post, was.place)
        fitting(work, new, ())
        _insert(work, new, why, was)
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


# -- swaps -------------------------------------------------------------------------------------


@act("swap-roster")
@carries("S35.6", by="act")
def ask_swap(work: Work, key: int, other: str, *, back: int | None = None, reason: str = "") -> int:
    """Asks a colleague to swap duties, or to take one over; it holds once they agree. Gives the swap's key.

    Args:
        work: The open unit of work.
        key: The entry of who asks.
        other: Whom they ask.
        back: The other's entry that they take for it; None where the other only takes theirs over.
        reason: Why.

    Raises:
        UnknownEntry, PastDay, NotYourEntry, WithYourself, OtherDuty: as they say.
        AwayThen, NotOfPost, NotALeader, NotOfStaff, TwiceThen: where it could not hold.
    """
    mine = entry(work.connection, key)
    theirs = entry(work.connection, back) if back else None
    if work.actor != mine.person:
        raise NotYourEntry(name=work.hall.person(mine.person).name, cites=(SUBSTITUTE,))
    if other == work.actor:
        raise WithYourself()
    _fits_both(work, mine, theirs, work.actor, other)
    return work.insert(RosterSwap, {
        "entry": mine.id, "back": theirs.id if theirs else None, "asked_by": work.actor, "other": other,
        "asked": work.moment, "reason": clean(reason, field="原因", most=REASON_MOST), "settled": None,
        "agreed": False, "rev": 0,
    })  # fmt: skip


@act("agree-swap")
@carries("S35.6", by="act")
def agree_swap(work: Work, swap: int) -> tuple[int, ...]:
    """Agrees to a swap: from now on each has the other's duty; gives the keys of the new entries.

    Raises:
        SwapSettled, NotAskedOfYou: as they say.
        Refusal: where it cannot hold any more, as `ask_swap`.
    """
    row = _open_swap(work, swap)
    mine = entry(work.connection, row["entry"])
    theirs = entry(work.connection, row["back"]) if row["back"] else None
    asker, other = work.hall.person(row["asked_by"]), work.hall.person(row["other"])
    _fits_both(work, mine, theirs, asker.no, other.no)
    work.update(RosterSwap, {"id": swap}, {"settled": work.moment, "agreed": True}, rev=row["rev"])
    why = f"：{row['reason']}" if row["reason"] else ""
    _drop(work, mine)
    if theirs is None:
        return (_insert(work, _with(mine, other), f"{other.name}替{asker.name}{why}", mine),)
    _drop(work, theirs)
    said = f"{asker.name}与{other.name}换班{why}"
    return _insert(work, _with(mine, other), said, mine), _insert(work, _with(theirs, asker), said, theirs)


@act("decline-swap")
def decline_swap(work: Work, swap: int) -> None:
    """Does not agree to a swap; or who asked takes it back.

    Raises:
        SwapSettled, NotAskedOfYou: as they say.
    """
    row = _open_swap(work, swap, also_asker=True)
    work.update(RosterSwap, {"id": swap}, {"settled": work.moment}, rev=row["rev"])


def open_swaps(connection: Connection, no: str) -> list[dict[str, Any]]:
    """The swaps that wait for somebody's agreement, and those that they asked for, the latest last."""
    query = select(_SWAP).where(_SWAP.c.settled.is_(None)).order_by(_SWAP.c.other, _SWAP.c.id)
    rows = [dict(row) for row in connection.execute(query).mappings() if no in (row["other"], row["asked_by"])]
    return sorted(rows, key=lambda row: int(row["id"]))


def _open_swap(work: Work, swap: int, *, also_asker: bool = False) -> Mapping[str, Any]:
    row = work.connection.execute(select(_SWAP).where(_SWAP.c.id == swap)).mappings().first()
    if row is None or row["settled"] is not None:
        raise SwapSettled()
    if work.actor != row["other"] and not (also_asker and work.actor == row["asked_by"]):
        raise NotAskedOfYou(name=work.hall.person(row["other"]).name)
    return dict(row)


def _fits_both(work: Work, mine: Entry, theirs: Entry | None, asker: str, other: str) -> None:
    besides = tuple(each.id for each in (mine, theirs) if each)
    _not_past(work, mine.day)
    fitting(work, _with(mine, work.hall.person(other)), besides)
    if theirs is None:
        return
    if theirs.person != other:
        raise NotYourEntry(name=work.hall.person(theirs.person).name)
    if theirs.duty != mine.duty:
        raise OtherDuty(mine=DUTY_NAMES[mine.duty], theirs=DUTY_NAMES[theirs.duty])
    _not_past(work, theirs.day)
    fitting(work, _with(theirs, work.hall.person(asker)), besides)


def _with(was: Entry, person: Person) -> Entry:
    return Entry(0, was.day, was.duty, person.no, was.post, was.place)


# -- what may stand there ----------------------------------------------------------------------


def fitting(work: Work, new: Entry, besides: tuple[int, ...]) -> None:
    """Refuses an entry that cannot stand: of somebody away, of the wrong sort, or with two duties at once.

    Raises:
        AwayThen, NotOfPost, NotALeader, NotOfStaff, TwiceThen: as they say.
    """
    person = work.hall.person(new.person)
    if not person.active or (new.person, new.day) in away(work.hall, new.day, new.day):
        raise AwayThen(name=person.name, day=f"{new.day:%m-%d}", cites=(NOT_ON_LEAVE,))
    _right_sort(work, new, person)
    for each in entries(work.connection, new.day, new.day):
        if each.id not in besides and each.person == new.person and _clash(each.duty, new.duty):
            raise TwiceThen(name=person.name, day=f"{new.day:%m-%d}", duty=DUTY_NAMES[each.duty])


def _clash(one: str, other: str) -> bool:
    return one == other or any({one, other} <= kinds for kinds in (_AT_ONCE, _AT_NOON))


def _right_sort(work: Work, new: Entry, person: Person) -> None:
    if new.duty == "leader":
        if not LEADERS & set(person.roles):
            raise NotALeader(name=person.name, cites=(work.book.duty.leaders.least.cite,))
        return
    if new.duty in ("window", "weekend"):
        post = work.hall.post(new.post)
        pair = [no for no in (post.a, post.b) if no]
        if person.no not in pair:
            names = "、".join(work.hall.person(no).name for no in pair)
            raise NotOfPost(name=person.name, post=post.name, pair=names, cites=(work.book.calendar.rota.cite,))
        return
    if new.duty == "village" and new.place not in work.hall.laid.villages:
        raise NoSuchVillage(place=new.place, known="、".join(work.hall.laid.villages))
    if not counted(work.hall, person):
        raise NotOfStaff(name=person.name, duty=DUTY_NAMES[new.duty])


def _others(work: Work, was: Entry) -> int:
    there = entries(work.connection, was.day, was.day)
    return sum(each.duty == was.duty and each.id != was.id for each in there)


def _why(work: Work, changed: Iterable[date], reason: str) -> str:
    """The reason, which a published rota asks for; a day that is over is not changed."""
    why = clean(reason, field="原因", most=REASON_MOST)
    for day in changed:
        _not_past(work, day)
        if not why and month_of(work.connection, day.replace(day=1)).published is not None:
            raise WhyChanged()
    return why


def _not_past(work: Work, day: date) -> None:
    if day < work.today:
        raise PastDay(day=f"{day:%m-%d}")


def _drop(work: Work, was: Entry, rev: int | None = None, note: str = "") -> None:
    """Takes an entry off the rota."""
    change: dict[str, Any] = {"dropped": True}
    if note:
        change["note"] = note
    work.update(RosterRow, {"id": was.id}, change, rev=was.rev if rev is None else rev)


def _insert(work: Work, new: Entry, note: str = "", replaces: Entry | None = None) -> int:
    """Writes an entry; in a month that is published it is in force at once."""
    asked = duty_day(work.hall, new.day)
    said = note or new.note or (ON_REST_DAY if new.duty == "village" and not asked.working else "")
    published = month_of(work.connection, new.day.replace(day=1)).published is not None
    key = work.insert(RosterRow, {
        "day": new.day, "duty": new.duty, "post": new.post, "place": new.place, "person": new.person,
        "published": work.moment if published else None, "dropped": False, "note": said,
        "replaces": replaces.id if replaces else None, "rev": 0,
    })  # fmt: skip
    if published:
        work.duty_changed()
    return key


def said_month(day: date) -> str:
    """A month as sentences say it: 2026年12月."""
    return f"{day.year}年{day.month}月"
