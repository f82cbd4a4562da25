"""A call for leave turns the caller's posts to who stands in, and they come back where there is no leave after all.

Keeps: who calls in because it is urgent is stood in for at once (S33.15, S13.20); a leave that is over turns nothing.
"""

from __future__ import annotations

from datetime import timedelta

from counter.domain.attendance.leave.reading import Leave
from counter.domain.clock import local
from counter.domain.hall.duty.answering import TAKE_BACK
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.duty.reading import spans
from counter.domain.hall.duty.turning import NO_LEAVE, turn_post
from counter.domain.hall.work import Work
from counter.domain.rules import carries

_OF_LEAVE = "SELECT 1 FROM handover WHERE id = ? AND leave_id = ?"


@carries("S33.15", "S13.20", by="act")
def turn_by_phone(work: Work, leave: Leave) -> None:
    """Who stands in answers at once for every post that the caller has, where no hours lie between call and leave.

    That is A's own post, one that somebody took over and still has, and one for which B answers while A is on leave:
    so a third answers where B falls ill too. An A who is to stand in takes the own post back, with what is counted.
    """
    if not leave.stand_in or not _at_once(work, leave):
        return
    for post in work.hall.laid.posts.values():
        if _has(work, post.code) == leave.person and post.a != leave.stand_in:
            turn_post(work, post.code, "by-phone", leave.person, leave.stand_in, ground="leave", leave_id=leave.id,
                      note=f"电话请假 {leave.number}", confirmed_taker=work.actor == leave.stand_in)  # fmt: skip


def back_without_leave(work: Work, leave: Leave) -> None:
    """A leave that was refused or taken back: what its call turned goes back to the caller, if who stood in has it yet.

    No seal went along with the call, so none has to be counted; what was handed on in person since stays where it is.
    """
    standing, at = work.hall.standing(work.today), seconds(work.moment)
    for code in work.hall.laid.posts:
        turn = standing.turn(code, at)
        if turn is None or turn.kind != "by-phone" or turn.taker == standing.holding(code, at).a:
            continue
        if work.connection.exec_driver_sql(_OF_LEAVE, (turn.id, leave.id)).first() is not None:
            turn_post(work, code, TAKE_BACK, turn.taker, turn.giver, ground=NO_LEAVE, leave_id=leave.id,
                      note=f"{leave.number} 没有批准或已撤回")  # fmt: skip


def _has(work: Work, post: str) -> str:
    """Whose a post is to give at the act's moment: who took it over, else A, else who answers for an A on leave."""
    standing, at = work.hall.standing(work.today), seconds(work.moment)
    turn = standing.turn(post, at)
    if turn is not None:
        return turn.taker  # it stays so until it is taken back
    a = standing.holding(post, at).a
    away = any(each.start <= at < each.until for each in standing.spells.get(a, ()))
    return standing.answer(post, at).person if away else a


def _at_once(work: Work, leave: Leave) -> bool:
    now, start = seconds(work.moment), seconds(leave.start)
    if seconds(leave.until) <= now:
        return False  # over before anybody called: whose post it was has it again
    if start <= now:
        return True
    day = local(work.moment).date()
    until = local(leave.start).date()
    while day <= until:
        if any(begin < start and now < end for begin, end in spans(work.hall, day)):
            return False
        day += timedelta(days=1)
    return True
