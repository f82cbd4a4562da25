"""Rows of one person: complaints, breaches, faults, leave, things misused."""

from __future__ import annotations

from counter.domain.clock import local_day
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.duty.whereabouts import whereabouts
from counter.domain.hall.rights import Role
from counter.domain.posts.answerable.facts import CENTRE, Answerable, Facts, people, when


def person_only(facts: Facts) -> Answerable:
    """The person alone."""
    return Answerable((facts.person,))


def upheld(facts: Facts) -> Answerable:
    """Z20: a complaint upheld: the person; the sending unit is told."""
    unit = facts.hall.person(facts.person).payroll
    return Answerable((facts.person,), people(unit))


def broke_promise(facts: Facts) -> Answerable:
    """Z21: a breach of promise: the person; director and leader in charge carry out the first step."""
    leaders = facts.with_role(Role.DIRECTOR, Role.LEADER_IN_CHARGE)
    return Answerable((facts.person,), tuple(each for each in leaders if each != facts.person))


def direct_leader(facts: Facts) -> Answerable:
    """Z22: bad attitude with loss: the person, and the direct leader too."""
    leaders = facts.with_role(Role.DIRECTOR, Role.LEADER_IN_CHARGE)
    above = next((each for each in leaders if each != facts.person), CENTRE)
    return Answerable((facts.person, above))


def without_leave(facts: Facts) -> Answerable:
    """Z25: away without leave or registration: the person."""
    at = seconds(facts.at)
    standing = facts.hall.standing(local_day(facts.at))
    spells = [each for each in standing.spells.get(facts.person, ()) if each.start <= at < each.until]
    where = whereabouts(standing, facts.person, at)
    if spells:
        return Answerable((facts.person,), (), (), (f"有批准的请假 {spells[0].label}，不算擅自离岗",))
    return Answerable((facts.person,), (), (f"{when(facts.at)} {where.said or '在岗'}，没有批准的请假",))
