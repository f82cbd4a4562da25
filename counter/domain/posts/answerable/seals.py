"""Rows of seals and chief representatives, as they were then: who was named, who had which seal, who stamped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter.domain.casework.case.answerable import post_when
from counter.domain.casework.case.life import in_order
from counter.domain.hall.duty.responsible import standing_in
from counter.domain.hall.duty.seals import MOVE_NAMES, SealHeld, seals_of
from counter.domain.posts.answerable.facts import Answerable, Facts, people, when

_NAMED = (
    "SELECT staff, name, paper, since FROM representative WHERE department = ? AND since <= ? "
    "AND (until IS NULL OR until > ?) ORDER BY id DESC LIMIT 1"
)
_FILED = (
    "SELECT name, opened, confirmed FROM approval_seal WHERE post = ? AND opened <= ? "
    "AND (cancelled IS NULL OR cancelled > ?) ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A seal put on a case."""

    by: str
    """The staff number."""
    at: datetime
    post: str
    """Where the case was then."""
    said: str


def representative(facts: Facts) -> Answerable:
    """Z17: the rules of representatives and approval seals broken: the department's leaders, then the person.

    The person is who stamped the case, else who was the chief representative then, else who answered.
    """
    department, day = facts.departments[0], facts.day.isoformat()
    told, who = [], ""
    for staff, name, paper, since in facts.rows(_NAMED, department, day, day):
        told.append(f"{department}首席代表{name}，{since}起，{paper}")
        who = staff or name
    filed = facts.rows(_FILED, facts.post, day, day)
    told += [f"{name}，{opened}备案，{facts.hall.name_of(by)}确认" for name, opened, by in filed]
    stamped = _stamped(facts)
    if stamped is not None:
        told.append(stamped.said)
        who = stamped.by
    first = (f"{department}主要负责人", f"{department}分管负责人", who or facts.answer.person)
    return Answerable(first, (), tuple(told), () if filed else ("审批专用章备案",))


def seal(facts: Facts) -> Answerable:
    """Z19: a seal used wrongly: who kept it when it was used, the substitute alike.

    Of a case that was stamped it is the moment of its stamping, and who stamped it is told.
    """
    stamped = _stamped(facts)
    post, at = (stamped.post, stamped.at) if stamped else (facts.post, facts.at)
    held = seals_of(facts.hall, post, at)
    told = [] if stamped is None else [stamped.said]
    if not held:
        return Answerable(people(stamped.by if stamped else facts.answer.person), (), tuple(told), ("岗位的印章",))
    keepers = [each.holder if not each.at_post else stamped.by if stamped else facts.answer.person for each in held]
    told += [_kept(facts, each, no) for each, no in zip(held, keepers, strict=True)]
    return Answerable(people(*keepers), (), tuple(told))


def _kept(facts: Facts, held: SealHeld, no: str) -> str:
    if held.at_post or held.since is None:
        return f"{held.name}放在岗位，由{facts.hall.name_of(no)}保管"
    return f"{held.name}由{facts.hall.name_of(no)}保管（{when(held.since)} {MOVE_NAMES[held.kind]}）"


def _stamped(facts: Facts) -> Stamped | None:
    """Who put the seal on the case, up to the moment asked about."""
    if facts.case_ is None:
        return None
    found = [each for each in in_order(facts.case_.events) if each.kind == "stamped" and each.happened <= facts.at]
    if not found:
        return None
    last = found[-1]
    name = standing_in(facts.hall, last.actor, last.data.get("stands_for", ""))
    post = post_when(facts.case_, last)
    return Stamped(last.actor, last.happened, post, f"{when(last.happened)} {name}盖章")
