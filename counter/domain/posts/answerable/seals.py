"""Rows of seals and chief representatives."""

from __future__ import annotations

from counter.domain.hall.duty.seals import seals_of
from counter.domain.posts.answerable.facts import Answerable, Facts, name_of, people


def representative(facts: Facts) -> Answerable:
    """Z17: the rules of representatives and approval seals broken: the department's leaders, then the person."""
    department = facts.departments[0]
    known = facts.hall.laid.departments.get(department)
    named_one = known.representative if known is not None else None
    who = named_one.staff or named_one.name if named_one is not None else facts.answer.person
    seals = [each.name for each in seals_of(facts.hall, facts.post, facts.at) if each.approval]
    first = (f"{department}主要负责人", f"{department}分管负责人", who)
    return Answerable(first, (), tuple(seals), () if seals else ("审批专用章备案",))


def seal(facts: Facts) -> Answerable:
    """Z19: a seal used wrongly: who keeps it, the substitute alike."""
    seals = seals_of(facts.hall, facts.post, facts.at)
    if not seals:
        return Answerable((facts.answer.person,), (), (), ("岗位的印章",))
    held = [each.holder if not each.at_post else facts.answer.person for each in seals]
    said = tuple(f"{each.name}由{name_of(facts.hall, no)}保管" for each, no in zip(seals, held, strict=True))
    return Answerable(people(*held), (), said)
