"""Rows of the hall itself: safety, what was left after overtime, whether attendance was kept."""

from __future__ import annotations

from counter.domain.clock import local_day
from counter.domain.hall.rights import Role
from counter.domain.posts.answerable.facts import CENTRE, Answerable, Facts


def safety(facts: Facts) -> Answerable:
    """Z23: safety: the window's head first, then section and centre leaders."""
    sections = facts.with_role(Role.COMPREHENSIVE)[:1]
    leaders = facts.with_role(Role.DIRECTOR, Role.DEPUTY_DIRECTOR)
    return Answerable((facts.held.a,), tuple(each for each in (*sections, *leaders) if each != facts.held.a))


def overtime(facts: Facts) -> Answerable:
    """Z24: left unsafe after overtime: who stayed; who approved it."""
    return Answerable((facts.person,), facts.with_role(Role.LEADER_IN_CHARGE, Role.DIRECTOR)[:1])


def attendance(facts: Facts) -> Answerable:
    """Z26: attendance not kept: the comprehensive window; the leader who signs."""
    keepers = facts.with_role(Role.COMPREHENSIVE)
    signers = facts.with_role(Role.LEADER_IN_CHARGE, Role.DIRECTOR)[:1]
    day = local_day(facts.at).isoformat()
    count = facts.rows("SELECT count(*) FROM presence WHERE day = ?", day)[0][0]
    seen = f"{local_day(facts.at):%m-%d}有签到记录{count}条"
    return Answerable(keepers or (CENTRE,), signers, (seen,), () if keepers else ("综合窗口的人员",))
