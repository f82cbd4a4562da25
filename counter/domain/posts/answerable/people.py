"""Rows of one person: complaints, breaches, faults, leave, things misused.

Who is named is taken; where only a case, a post or an enquiry is, it is whoever answered for it at that moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from counter.domain.casework.case.life import in_order
from counter.domain.clock import ZONE
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.rights import ROLE_NAMES, Role
from counter.domain.posts.answerable.facts import CENTRE, Answerable, Facts, people, when
from counter.domain.posts.answerable.promises import Breach, breaches
from counter.domain.posts.postings import after_years
from counter.domain.posts.things import THING_NAMES

_ABOVE: Mapping[str, tuple[Role, ...]] = {
    Role.MAIN_LEADER: (),
    Role.LEADER_IN_CHARGE: (Role.MAIN_LEADER,),
    Role.DIRECTOR: (Role.LEADER_IN_CHARGE, Role.MAIN_LEADER),
    Role.DEPUTY_DIRECTOR: (Role.DIRECTOR, Role.LEADER_IN_CHARGE, Role.MAIN_LEADER),
}
"""Who leads directly whoever has a role, the nearest first."""
_OF_STAFF = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE, Role.MAIN_LEADER)
_SLIPS = (
    "SELECT number, approved, rejected, withdrawn FROM leave_taken "
    "WHERE person = ? AND start <= ? AND until > ? AND asked <= ? ORDER BY id"
)
_THINGS = "SELECT kind, name, count FROM post_thing WHERE post = ? AND since <= ? AND (until IS NULL OR until > ?)"
_SHOWN = 5
"""So many promises are named; the rest are counted."""


def upheld(facts: Facts) -> Answerable:
    """Z20: a complaint upheld: the person; the unit that sent them is told."""
    no, shown = facts.who
    return Answerable((no,), _unit(facts, no), shown)


def broke_promise(facts: Facts) -> Answerable:
    """Z21: a breach of promise: the person; director and leader in charge carry out the first step.

    Of a case that was not finished in time it is who answered when it fell due.
    """
    life = facts.case_.life if facts.case_ is not None else None
    at = life.due if life is not None and life.overdue and life.due is not None else facts.at
    no, shown = replace(facts, at=at).who
    rule = facts.hall.book(facts.day).breach
    whole = rule.period.value == "lifetime"
    since = date.min.replace(year=1970) if whole else facts.day.replace(month=1, day=1)
    found = _breaches(facts, no, since)
    leaders = tuple(each for each in facts.with_role(Role.DIRECTOR, Role.LEADER_IN_CHARGE) if each != no)
    of = "" if whole else f"{facts.day.year}年"
    told = (*shown, f"{of}{facts.hall.name_of(no)}到期没有兑现的承诺{len(found)}件")
    if not found:
        return Answerable((no,), leaders, told, ("到期没有兑现的承诺",))
    step = rule.steps.value[min(len(found), len(rule.steps.value)) - 1]
    return Answerable((no,), leaders, (*told, *_named(found), f"第{len(found)}次：{step}（{rule.steps.cite.article}）"))


def direct_leader(facts: Facts) -> Answerable:
    """Z22: bad attitude with loss: the person, and the direct leader too."""
    no, shown = facts.who
    mine = facts.hall.person(no).roles
    ladder = next((above for role, above in _ABOVE.items() if role in mine), _OF_STAFF)
    for role in ladder:
        for leader in facts.with_role(role):
            if leader != no:
                said = f"直接领导：{ROLE_NAMES[role]}{facts.hall.name_of(leader)}"
                return Answerable((no, leader), (), (*shown, said))
    return Answerable((no, CENTRE), (), shown, ("直接领导",))


def repeated(facts: Facts) -> Answerable:
    """Z28: two faults within a year: the person, aggravated; promises not kept in that year are shown."""
    no, shown = facts.who
    found = _breaches(facts, no, after_years(facts.day, -1))
    told = f"一年内{facts.hall.name_of(no)}到期没有兑现的承诺{len(found)}件"
    return Answerable((no,), (), (*shown, told, *_named(found)))


def mitigated(facts: Facts) -> Answerable:
    """Z29: mitigating circumstances: the person; what they put right by themselves is shown."""
    no, shown = facts.who
    events = in_order(facts.case_.events) if facts.case_ is not None else []
    mended = [each for each in events if each.kind == "corrected" and each.happened <= facts.at]
    told = tuple(f"{when(each.happened)} {facts.hall.name_of(each.actor)}更正" for each in mended)
    return Answerable((no,), (), (*shown, *told))


def misused(facts: Facts) -> Answerable:
    """Z31: something of the hall misused: who broke the rule; what was noted as the post's is shown."""
    no, shown = facts.who
    if facts.case_ is None and not facts.post_:
        return Answerable((no,), (), shown)
    day = facts.day.isoformat()
    things = facts.rows(_THINGS, facts.post, day, day)
    told = tuple(f"岗位登记的{THING_NAMES[kind]}“{name}”{count}" for kind, name, count in things)
    return Answerable((no,), (), (*shown, *told))


def without_leave(facts: Facts) -> Answerable:
    """Z25: away without leave or registration: the person; of a post the first of its people who is missing."""
    no = facts.person if facts.person_ or facts.enquiry else _missing_one(facts)
    where = facts.where(no)
    now = moment_text(facts.at)
    slips = facts.rows(_SLIPS, no, now, now, now)
    told = tuple(f"请假条 {number} {_stands(facts.at, *moments)}" for number, *moments in slips)
    if where.away:
        return Answerable((no,), (), (), (), (f"{when(facts.at)} {where.away}，不算擅自离岗",))
    missing = () if where.missing else ("不在岗记录",)
    said = f"{when(facts.at)} {facts.hall.name_of(no)}{where.missing or '在岗'}，没有批准的请假，没有外出登记"
    return Answerable((no,), (), (said, *told), missing)


def _missing_one(facts: Facts) -> str:
    """Of a post: who has it, A, B: the first who is not there though nothing allows it; else who answered."""
    if facts.case_ is None and not facts.post_:
        return facts.who[0]
    held, turn = facts.held, facts.turn
    asked = people(turn.taker if turn is not None else "", held.a, held.b)
    return next((no for no in asked if facts.where(no).missing), facts.answer.person)


def _stands(at: datetime, approved: str | None, rejected: str | None, withdrawn: str | None) -> str:
    for moment, said in ((withdrawn, "已撤回"), (rejected, "不同意"), (approved, "已批准")):
        if moment is not None and moment_of(moment) <= at:
            return said
    return "还没有批准"


def _unit(facts: Facts, no: str) -> tuple[str, ...]:
    """The unit that sent somebody: the payroll, else the departments that sit at their posts."""
    payroll = facts.hall.person(no).payroll
    if payroll:
        return (payroll,)
    standing, at = facts.hall.standing(facts.day), seconds(facts.at)
    held = {code: standing.holding(code, at) for code in facts.hall.laid.posts}
    posts = {code for code, each in held.items() if no in (each.a, each.b)}
    return tuple(each.name for each in facts.hall.laid.departments.values() if each.post in posts)


def _breaches(facts: Facts, no: str, since: date) -> list[Breach]:
    with facts.hall.look() as connection:
        return breaches(facts.hall, connection, no, datetime.combine(since, time(), ZONE), facts.at)


def _named(found: list[Breach]) -> tuple[str, ...]:
    more = (f"另有{len(found) - _SHOWN}件",) if len(found) > _SHOWN else ()
    return (*(each.said for each in found[-_SHOWN:]), *more)
