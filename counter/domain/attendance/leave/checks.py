"""What a leave must meet before it is asked for and before it is approved, each with its article and a way out.

Keeps: one day ahead, or by phone, or made up for with proof (S33.2, S33.15, S33.17, K22); a stand-in arranged who is
there (S33.4, S13.20, S33.21); A and B never both away (S13.19, A42). Asking twice for the same time is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from counter.domain.attendance.leave.reading import (
    KIND_NAMES,
    Leave,
    how_long,
    of_person,
    said_numbers,
    span_said,
    stood_in_by,
)
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import moment_text
from counter.domain.hall.duty.due import counted
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

MOST_DAYS = 400
"""A leave that is longer, or begins later than that, is a slip of the keys."""
ARRANGED = Cite("请假须先安排好顶岗人员，没有顶岗人员不得离岗", ("S13.20", "S33.4", "S33.21"))
NEVER_EMPTY = Cite("A岗、B岗不得同时离岗，工作时间窗口不得无人", ("S13.19",))
BY_PHONE = Cite("来不及办手续的可电话请假，事后凭有效证明补办", ("S33.15",))
Overlap = Literal["none", "partly", "fully"]


class NoSuchKind(Refusal):
    """A kind of leave that there is not."""

    says = "没有“{kind}”这种假。可选：{known}。"


class PeriodWrong(Refusal):
    """From and to do not make a leave."""

    says = "请假的起止时间不对：{why}。请改后重输。"


class NothingToLeave(Refusal):
    """No hours of the hall lie within it."""

    says = "{span} 大厅不上班，不用请假。请核对日期。"


class NotAhead(Refusal):
    """Asked for later than the hall's days ahead."""

    says = (
        "请假要提前{days}天，{start:%m-%d} 的假最迟 {latest:%m-%d} 报批。急事来不及的，按电话请假由综合窗口代录；"
        "已经离岗的，事后凭证明补办。"
    )


class NoProof(Refusal):
    """Leave in the past without anything that proves it."""

    says = "{start:%m-%d %H:%M} 已经过了，事后补办要有证明（医院证明、通知等）。请写明证明；当天急事的按电话请假录入。"


class StandInMissing(Refusal):
    """Nobody stands in."""

    says = "还没有安排顶岗人，不能请假离岗。请选顶岗人{proposed}。"


class StandInSelf(Refusal):
    """Nobody stands in for themselves."""

    says = "顶岗人不能是{name}本人，请另选一人。"


class StandInAway(Refusal):
    """Who is to stand in is away in that time."""

    says = "{name}那几天自己也不在（{why}），不能顶岗。请另选顶岗人，或者改请假时间。"


class StandInLeft(Refusal):
    """Who is to stand in no longer works here."""

    says = "{name}已经离岗，不能顶岗，请另选一人。"


class StandInMayHandleNoCase(Refusal):
    """Who is to stand in at a post may handle no case."""

    says = "{name}没有办件的权限，不能顶{posts}。请另选窗口人员、综合窗口或者主任、副主任顶岗。"


class NotAgreedYet(Refusal):
    """The stand-in has not said yes."""

    says = "顶岗人{name}还没有同意，先请{name}在请假里点同意，再审批。"


class BothAway(Refusal):
    """A and B of a post would be away together."""

    says = "{post}的{other}（{why}）那时也不在，A岗、B岗不能都离岗。请改时间，或由中心主任先指定第三人顶岗。"


class Overlapping(Refusal):
    """Leave is asked for or given for the same time."""

    says = "这段时间{how}已经请过假：{leaves}。{way}"


@dataclass(frozen=True, slots=True)
class Wish:
    """A leave as it is asked for."""

    kind: str
    start: datetime
    until: datetime
    reason: str = ""
    stand_in: str = ""
    """The staff number of who stands in."""
    by_phone: bool = False
    proof: str = ""
    person: str = ""
    """Whose it is, where another enters it."""


@dataclass(frozen=True, slots=True)
class Overlapped:
    """How a time lies to the leave that somebody has or asked for already."""

    how: Overlap
    leaves: tuple[Leave, ...] = ()
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    """What of it is still free."""


# -- what is asked for -------------------------------------------------------------------------


def period(hall: Hall, wish: Wish, now: datetime) -> None:
    """Refuses a kind or a time that makes no leave.

    Raises:
        NoSuchKind, PeriodWrong, NothingToLeave: as they say.
    """
    if wish.kind not in KIND_NAMES:
        raise NoSuchKind(kind=wish.kind, known="、".join(KIND_NAMES.values()))
    if wish.start >= wish.until:
        raise PeriodWrong(why=f"{span_said(wish.start, wish.until)}，结束不在开始之后")
    if wish.until - wish.start > timedelta(days=MOST_DAYS) or abs(wish.start - now) > timedelta(days=MOST_DAYS):
        raise PeriodWrong(why=f"{span_said(wish.start, wish.until)} 超过一年")
    if not how_long(hall, wish.start, wish.until).halves:
        raise NothingToLeave(span=span_said(wish.start, wish.until))


@carries("S33.2", "S33.15", "S33.17", "S33.23", by="act")
def in_time(work: Work, wish: Wish) -> bool:
    """Whether it is made up for afterwards; refuses what is asked for too late.

    Raises:
        NotAhead, NoProof: as they say.
    """
    rule = work.book.leave.ahead_days
    begins, today = local_day(wish.start), work.today
    past = begins < today if wish.by_phone else wish.start < work.moment
    if past:
        if not wish.proof.strip():
            raise NoProof(start=local(wish.start), cites=(rule.cite, BY_PHONE))
        return True
    if not wish.by_phone and (begins - today).days < rule.value:
        latest = begins - timedelta(days=rule.value)
        raise NotAhead(days=rule.value, start=begins, latest=latest, cites=(rule.cite, BY_PHONE))
    return False


@carries("S33.4", "S33.9", "S13.20", "S33.21", by="act")
def stood_in(work: Work, person: Person, stand_in: str, start: datetime, until: datetime) -> None:
    """Refuses where nobody stands in, or somebody who cannot.

    Raises:
        StandInMissing, StandInSelf, StandInLeft, StandInMayHandleNoCase, StandInAway, UnknownStaff: as they say.
    """
    rule = work.book.leave.stand_in
    if not stand_in:
        if rule.value and counted(work.hall, person):
            other = proposed(work.hall, person.no)
            hint = f"，B岗是{work.hall.person(other).name}（{other}）" if other else ""
            raise StandInMissing(proposed=hint, cites=(rule.cite, ARRANGED))
        return
    other_one = work.hall.person(stand_in)
    if stand_in == person.no:
        raise StandInSelf(name=person.name, cites=(rule.cite, ARRANGED))
    if not other_one.active or (other_one.until is not None and other_one.until <= local_day(until)):
        raise StandInLeft(name=other_one.name, cites=(rule.cite, ARRANGED))
    may_stand_in(work.hall, person, other_one)
    if why := away(work.hall, work.connection, stand_in, start, until):
        raise StandInAway(name=other_one.name, why=why, cites=(rule.cite, ARRANGED))


def may_stand_in(hall: Hall, person: Person, other: Person) -> None:
    """Refuses who may handle no case as the stand-in of somebody who has a post: its cases would be theirs.

    Raises:
        StandInMayHandleNoCase: as it says.
    """
    posts = {post.code: post.name for post in (*hall.posts_of(person.no), *hall.answers_for(person.no))}
    if posts and not other.may(Right.OWN_CASES):
        raise StandInMayHandleNoCase(name=other.name, posts="、".join(posts.values()), cites=(ARRANGED,))


def proposed(hall: Hall, no: str) -> str:
    """Who would stand in by the pairs: B of somebody's post, or A where they are B; empty where nobody is."""
    posts = sorted(hall.posts_of(no), key=lambda post: post.a != no)
    return next((other for post in posts if (other := post.b if post.a == no else post.a)), "")


def overlap(
    hall: Hall, connection: Connection, no: str, start: datetime, until: datetime, *, but: int = 0
) -> Overlapped:
    """How a time lies to somebody's own leave: none, partly (with what is still free), fully."""
    own = [each for each in of_person(hall, connection, no, start, until)
           if each.alive and each.id != but and each.ends > start]  # fmt: skip
    if not own:
        return Overlapped("none")
    gaps = [(first, last) for first, last in _free(own, start, until) if how_long(hall, first, last).halves]
    return Overlapped("partly" if gaps else "fully", tuple(own), tuple(gaps))


def no_overlap(hall: Hall, connection: Connection, no: str, start: datetime, until: datetime, *, but: int = 0) -> None:
    """Refuses a time for which there is leave already; where part of it is free, that is offered.

    Raises:
        Overlapping: as it says.
    """
    found = overlap(hall, connection, no, start, until, but=but)
    if found.how == "none":
        return
    free = "、".join(span_said(first, last) for first, last in found.gaps)
    way = f"空着的是 {free}，可只请这一段。" if free else "不用再请；要多请几天的，请办续假。"
    raise Overlapping(how="有一部分" if free else "", leaves=said_numbers(found.leaves), way=way)


def _free(own: Sequence[Leave], start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    at = start
    for each in sorted(own, key=lambda leave: leave.start):
        if each.start > at:
            yield at, min(each.start, until)
        at = max(at, each.ends)
    if at < until:
        yield at, until


# -- who else is away --------------------------------------------------------------------------


def away(hall: Hall, connection: Connection, no: str, start: datetime, until: datetime) -> str:
    """Why somebody is away in a time, by approved leave or group duty; empty where they are not."""
    for leave in of_person(hall, connection, no, start, until):
        if leave.alive and leave.moments.approved is not None and leave.ends > start:
            return f"{leave.kind_name} {span_said(leave.start, leave.ends)}"
    rows = connection.exec_driver_sql(_DUTY, (moment_text(start), moment_text(until)))
    return next((f"集体公务 {matter}" for people, matter in rows if no in json.loads(people)), "")


_DUTY = "SELECT people, matter FROM group_duty WHERE until > ? AND start < ? ORDER BY id"


@carries("S13.19", by="act")
def not_both_away(hall: Hall, connection: Connection, leave: Leave) -> None:
    """Refuses leave by which A and B of a post would be away together, unless the director named a third.

    Raises:
        BothAway: naming post and other half.
    """
    if leave.row["third"]:
        return
    for post, other, why in both_away(hall, connection, leave.person, leave.start, leave.until, but=leave.id):
        raise BothAway(post=hall.post(post).name, other=hall.person(other).name, why=why, cites=(NEVER_EMPTY,))


def both_away(
    hall: Hall, connection: Connection, no: str, start: datetime, until: datetime, *, but: int = 0
) -> Iterator[tuple[str, str, str]]:
    """The posts whose two people would be away together: post, the other one, why; none where a third is named."""
    standing = hall.standing(local_day(start))
    for post in hall.laid.posts.values():
        held = standing.holding(post.code, int(start.timestamp()))
        if no not in (held.a, held.b):
            continue
        other = held.b if held.a == no else held.a
        if not other:
            continue
        why = away(hall, connection, other, start, until)
        if why and not _third(hall, connection, post.code, {held.a, held.b}, start, until):
            yield post.code, other, why
    for leave in stood_in_by(hall, connection, no, start, until):
        if leave.moments.approved is not None and leave.ends > start and leave.id != but and not leave.row["third"]:
            for code in _posts_of_a(hall, leave.person, leave.start):
                if no not in (hall.post(code).a, hall.post(code).b):
                    yield code, leave.person, f"{leave.kind_name} {span_said(leave.start, leave.ends)}，由本人顶岗"


def _third(hall: Hall, connection: Connection, post: str, pair: set[str], start: datetime, until: datetime) -> bool:
    """Whether a third took the post over and is there in that time."""
    turn = hall.standing(local_day(start)).turn(post, int(start.timestamp()))
    taken = turn is not None and turn.taker not in pair
    return taken and turn is not None and not away(hall, connection, turn.taker, start, until)


def _posts_of_a(hall: Hall, no: str, at: datetime) -> list[str]:
    standing = hall.standing(local_day(at))
    return [code for code in hall.laid.posts if standing.holding(code, int(at.timestamp())).a == no]


def half_day(hall: Hall, day: date, *, first: bool) -> tuple[datetime, datetime]:
    """The morning or the afternoon of a day as a leave, by the hours that the hall keeps or would keep."""
    found = hall.hours(day).sessions(day) or hall.hours(day).standard(day)
    session = found[0] if first else found[-1]
    return datetime.combine(day, session.start, ZONE), datetime.combine(day, session.end, ZONE)
