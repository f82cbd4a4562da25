"""Signing in and out at the comprehensive window, by one's own PIN (S32.1, S32.2, S32.4, S32.7; W05, K25).

What is entered is only that somebody came or went, and when; late, early and absent are derived from it. One sign-in
or one for each session, by the hall (`attendance.sessions`); how early one may, `attendance.sign_in_from_minutes`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.attendance.presence.first_try import came_before_the_lock
from counter.domain.attendance.presence.punching import (
    OWN,
    PAPER,
    Bridge,
    Day,
    Entering,
    Signed,
    Step,
    clock,
    entering,
    punch,
    stands_now,
)
from counter.domain.attendance.presence.state import Stands, begun, entered_for, opens
from counter.domain.hall.duty.facts import moment, seconds
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work


class AlreadyIn(Refusal):
    """Signed in a second time."""

    says = "{name}{when}已经签到，不用再签。要签退请按 1。"


class NotIn(Refusal):
    """Signed out without having signed in."""

    says = "{name}{session}没有签到，不能签退。请先签到；确实早就到了的，由综合窗口凭纸质记录补录，或申请更正。"


class AlreadyOut(Refusal):
    """Signed out a second time."""

    says = "{name}{when}已经签退。又回来上班的，请再签到。"


class TooEarly(Refusal):
    """Signed in before the hall lets anybody."""

    says = "还没到签到时间，{since}起才能签到。"


@act("sign-in")
@carries("S32.1", "S32.2", "S32.7", by="act")
def sign_in(work: Work, bridge: Bridge = OWN) -> Signed:
    """Somebody comes to work: for the first session that has not ended.

    Args:
        work: The open unit of work; its actor verified by their own PIN.
        bridge: What stands in for the person's own PIN, where it cannot be used.

    Raises:
        AlreadyIn, TooEarly: as they say; and whatever `punching.entering` refuses.
    """
    entered = entering(work, bridge)
    day, standing = stands_now(work, entered)
    if standing.present is not None and standing.present_session == standing.session:
        if standing.outing is None:
            raise AlreadyIn(name=entered.person.name, when=clock(standing.present.at),
                            cites=(work.book.attendance.terminals.cite,))  # fmt: skip
        punch(work, entered, "come-back")
        return Signed(entered.person.no, "come-back", work.moment, entered.how, came_back=True)
    _not_too_early(work, day, standing)
    _not_beside_another(work, entered, day, standing)
    if standing.outing is not None:
        punch(work, entered, "come-back")
    entered, came = came_before_the_lock(work, entered, day, standing.session)
    punch(work, entered, "in", came)
    return Signed(entered.person.no, "in", came or work.moment, entered.how, standing.outing is not None)


@act("sign-out")
@carries("S32.2", "S32.7", by="act")
def sign_out(work: Work, bridge: Bridge = OWN) -> Signed:
    """Somebody goes home, or to lunch; an outing from which they had not come back ends with it.

    Raises:
        NotIn, AlreadyOut: as they say; and whatever `punching.entering` refuses.
    """
    entered = entering(work, bridge)
    day, standing = stands_now(work, entered)
    session = begun(day.sessions, seconds(work.moment), once=day.once)
    if standing.present is None or standing.present_session < session:
        _refuse_out(work, entered, standing, day, session)
    if standing.outing is not None:
        punch(work, entered, "come-back")
    punch(work, entered, "out")
    return Signed(entered.person.no, "out", work.moment, entered.how, standing.outing is not None)


def next_step(hall: Hall, no: str, at: datetime) -> Step:
    """What Enter on the board does for somebody: signs in, out, back from an outing, or nothing yet.

    Enter never signs out within the hall's minutes of signing in (`attendance.sign_out_after_minutes`).
    """
    from counter.domain.attendance.presence.punching import day_of
    from counter.domain.clock import local_day

    day = day_of(hall, no, local_day(at))
    standing = day.stands(seconds(at))
    if standing.outing is not None:
        return "come-back"
    session = begun(day.sessions, seconds(at), once=day.once)
    if standing.present is None or standing.present_session < session:
        return "in"
    wait = timedelta(minutes=hall.book(local_day(at)).attendance.sign_out_after_minutes.value)
    return "out" if at - moment(standing.present.at) >= wait else "wait"


@carries("S32.5", "S34.4", by="check")
def _not_too_early(work: Work, day: Day, standing: Stands) -> None:
    """Refuses a sign-in before the hall's earliest moment, where it has one (S32.5).

    Raises:
        TooEarly: naming the moment.
    """
    earliest = work.book.attendance.sign_in_from_minutes
    if not earliest.value or not day.sessions:
        return
    since = opens(day.sessions, standing.session, once=day.once) - earliest.value * 60
    if seconds(work.moment) < since:
        raise TooEarly(since=clock(since), cites=(earliest.cite,))


def _not_beside_another(work: Work, entered: Entering, day: Day, standing: Stands) -> None:
    """Refuses a sign-in from paper beside the one that stands for the session: that one is put right instead.

    Raises:
        AlreadyIn: naming when.
    """
    other = entered_for(day.punches, day.sessions, standing.session, once=day.once)
    if entered.how == PAPER and other is not None:
        raise AlreadyIn(name=entered.person.name, when=clock(other.at), cites=(work.book.attendance.terminals.cite,))


def _refuse_out(work: Work, entered: Entering, standing: Stands, day: Day, session: int) -> None:
    """Says why nobody can sign out who is not in.

    Raises:
        AlreadyOut, NotIn: as they say.
    """
    cites = (work.book.attendance.sign_out.cite,)
    gone = standing.gone
    if gone is not None and (not day.sessions or gone.at >= opens(day.sessions, session, once=day.once)):
        raise AlreadyOut(name=entered.person.name, when=clock(gone.at), cites=cites)
    halves = ("今天",) if day.once or len(day.sessions) < 2 else ("上午", "下午")
    raise NotIn(name=entered.person.name, session=halves[min(session, len(halves) - 1)], cites=cites)
