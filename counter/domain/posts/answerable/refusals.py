"""The row of a no said without the leader: who said it, its filing, the leader's decision or its absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from counter.domain.casework.case.answerable import post_when
from counter.domain.casework.case.events import CaseAt, is_veto, read
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.life import in_order
from counter.domain.casework.case.weight import why_important
from counter.domain.casework.lists.vetoes import filing_said
from counter.domain.clock import local_day
from counter.domain.columns import moment_text
from counter.domain.posts.answerable.facts import Answerable, Facts, when

_FILED = "SELECT filing, day FROM case_event WHERE case_id = ? AND kind = ? AND happened = ? AND filing IS NOT NULL"
_OF_YEAR = (
    "SELECT DISTINCT case_id FROM case_event WHERE filing IS NOT NULL AND day >= ? AND day <= ? "
    "ORDER BY day DESC, id DESC"
)
_WHAT = {"returned": "退回", "not-accepted": "暂不予受理", "answered": "上级不予办理"}


@dataclass(frozen=True, slots=True)
class No:
    """A no that was said about a case."""

    case: CaseAt
    event: Event

    @property
    def handler(self) -> str:
        """Who said it; where a leader decided, who brought it before them."""
        return str(self.event.data.get("handler") or self.event.actor)

    @property
    def leader(self) -> str:
        """Which leader agreed, in words; empty where none did."""
        return str(self.event.data.get("approved_by", ""))

    @property
    def needs_leader(self) -> str:
        """Why the leader had to decide, as a clause; empty where the handler may alone."""
        return why_important(self.case)


def refused_alone(facts: Facts) -> Answerable:
    """Z27: a no without the leader: who said it.

    Of a case it is its last no; of a person or a post the last of the year that lacked the leader whom it needed, or
    its filing, and where none lacked anything the last one.
    """
    said = _said(facts)
    if said is None:
        who = facts.who
        return Answerable((who[0],), (), who[1], ("不予办理的登记",))
    filing = _filing(facts, said)
    what = _WHAT.get(said.event.kind, "不予办理")
    told = [f"办件 {said.case.number} {when(said.event.happened)} {facts.hall.name_of(said.handler)}登记{what}",
            f"否定报备 {filing}" if filing else "没有否定报备登记"]  # fmt: skip
    if said.needs_leader:
        told.append(f"这件{said.needs_leader}，要领导决定")
    told.append(f"领导同意：{said.leader}" if said.leader else "没有领导同意的记录")
    against = (f"已报领导定，{said.leader}同意",) if said.leader else ()
    if filing and not (said.leader or said.needs_leader):
        against = ("不是重大疑难、法规不明确的，经办人登记报备即可",)
    return Answerable((said.handler,), (), tuple(told), (), against)


def _said(facts: Facts) -> No | None:
    found = list(_noes(facts))
    lacking = [each for each in found if (each.needs_leader and not each.leader) or not _filing(facts, each)]
    return next(iter(lacking or found), None)


def _noes(facts: Facts) -> Iterator[No]:
    """The noes that it is about, the latest first."""
    if facts.case_ is not None:
        yield from _of_case(facts, facts.case_)
        return
    if not facts.person_ and not facts.post_:
        _ = facts.who
    first = facts.day.replace(month=1, day=1).isoformat()
    for (key,) in facts.rows(_OF_YEAR, first, facts.day.isoformat()):
        with facts.hall.look() as connection:
            case = read(facts.hall, connection, key, facts.at)
        for each in _of_case(facts, case):
            at_post = not facts.post_ or post_when(case, each.event) == facts.post
            if at_post and facts.person_ in ("", each.handler):
                yield each


def _of_case(facts: Facts, case: CaseAt) -> Iterator[No]:
    for event in reversed(in_order(case.events)):
        if is_veto(event) and event.happened <= facts.at:
            yield No(case, event)


def _filing(facts: Facts, said: No) -> str:
    rows: Any = facts.rows(_FILED, said.case.id, said.event.kind, moment_text(said.event.happened))
    return next((filing_said(local_day(said.event.happened), filing) for filing, _ in rows), "")
