"""Who stands in for a leave: agrees or declines in person, is changed, or is a third whom the director names.

Keeps: the work is arranged before anybody goes (S33.4, S13.20), and a post is not left by both (S13.19).
"""

from __future__ import annotations

from counter.domain.attendance.leave.checks import (
    ARRANGED,
    NEVER_EMPTY,
    StandInAway,
    StandInSelf,
    away,
    both_away,
    may_stand_in,
    stood_in,
)
from counter.domain.attendance.leave.reading import Leave, by_id
from counter.domain.attendance.leave.row import REASON_MOST, change_leave, may_enter, not_now
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

_NAMES_A_THIRD = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE)


class NotTheStandIn(Refusal):
    """Only who was asked to stand in agrees."""

    says = "这张请假条请的顶岗人是{name}，要由{name}本人同意。"
    standing = True


class NotTheDirector(Refusal):
    """Only who runs the hall names a third."""

    says = "A岗、B岗都不在时由中心主任指定第三人顶岗，您不能指定。"
    standing = True


class ThirdOfThePair(Refusal):
    """The third is neither A nor B."""

    says = "{name}就是这个岗位的A岗或B岗，请指定另外一个人。"


class WhyNotStandIn(Refusal):
    """Who will not stand in says why."""

    says = "不同意顶岗要写明原因，请假的人才好另找人。"


@act("agree-stand-in")
@carries("S33.4", "S13.20", by="act")
def agree_stand_in(work: Work, leave_id: int, *, rev: int | None = None) -> Leave:
    """Whoever was asked to stand in agrees, in person.

    Raises:
        NotTheStandIn, NotInState, StandInAway: as they say.
    """
    leave = _asked(work, leave_id, "同意顶岗")
    _the_stand_in(work, leave)
    if why := away(work.hall, work.connection, work.actor, leave.start, leave.until):
        raise StandInAway(name=work.person.name, why=why, cites=(ARRANGED,))
    return change_leave(work, leave, {"agreed": work.moment}, rev)


@act("decline-stand-in")
def decline_stand_in(work: Work, leave_id: int, reason: str, *, rev: int | None = None) -> Leave:
    """Whoever was asked to stand in will not: another must be asked.

    Raises:
        NotTheStandIn, NotInState, WhyNotStandIn: as they say.
    """
    leave = _asked(work, leave_id, "推辞顶岗")
    _the_stand_in(work, leave)
    why = clean(reason, field="原因", most=REASON_MOST)
    if not why:
        raise WhyNotStandIn()
    work.tell(reason=why)
    return change_leave(work, leave, {"stand_in": "", "agreed": None, "declined": work.actor}, rev)


@act("change-stand-in")
def change_stand_in(work: Work, leave_id: int, stand_in: str, *, rev: int | None = None) -> Leave:
    """Another is asked to stand in, before it is decided.

    Raises:
        NotForOthers, NotInState: as they say.
        Refusal: of the stand-in.
    """
    leave = _asked(work, leave_id, "换顶岗人")
    person = work.hall.person(leave.person)
    may_enter(work, person)
    stood_in(work, person, stand_in, leave.start, leave.until)
    agreed = work.moment if stand_in == work.actor else None
    return change_leave(work, leave, {"stand_in": stand_in, "agreed": agreed}, rev)


@act("name-third-for-leave")
@carries("S13.19", by="act")
def name_third(work: Work, leave_id: int, to: str, *, rev: int | None = None) -> Leave:
    """The director names a third where A and B would both be away; the leave can be approved then.

    Raises:
        NotTheDirector, ThirdOfThePair, StandInMayHandleNoCase, StandInAway, StandInSelf, NotInState,
            UnknownStaff: as they say.
    """
    leave = by_id(work.hall, work.connection, leave_id)
    if not set(_NAMES_A_THIRD) & set(work.person.roles):
        raise NotTheDirector(cites=(NEVER_EMPTY,))
    if leave.state(work.moment) not in ("asked", "approved", "begun"):
        raise not_now(work, leave, "指定第三人")
    third = work.hall.person(to)
    if to == leave.person:
        raise StandInSelf(name=third.name, cites=(NEVER_EMPTY,))
    pairs = {no for post, other, _ in both_away(work.hall, work.connection, leave.person, leave.start, leave.until,
                                                but=leave.id)
             for no in (work.hall.post(post).a, work.hall.post(post).b, other)}  # fmt: skip
    if to in pairs:
        raise ThirdOfThePair(name=third.name, cites=(NEVER_EMPTY,))
    may_stand_in(work.hall, work.hall.person(leave.person), third)
    if why := away(work.hall, work.connection, to, leave.start, leave.until):
        raise StandInAway(name=third.name, why=why, cites=(NEVER_EMPTY,))
    after = change_leave(work, leave, {"third": to}, rev)
    work.duty_changed()
    return after


def _asked(work: Work, leave_id: int, doing: str) -> Leave:
    leave = by_id(work.hall, work.connection, leave_id)
    if leave.state(work.moment) != "asked":
        raise not_now(work, leave, doing)
    return leave


def _the_stand_in(work: Work, leave: Leave) -> None:
    if work.actor != leave.stand_in:
        name = work.hall.person(leave.stand_in).name if leave.stand_in else "（还没定）"
        raise NotTheStandIn(name=name, cites=(ARRANGED,))
