"""What several acts on a case share: the clock's beginning, the steps to the end, how reasons are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counter.domain.casework.case.events import happening
from counter.domain.casework.case.life import RUNNING as RUNNING
from counter.domain.casework.case.life import Event
from counter.domain.casework.case.limits import judgement_limit, limit_of
from counter.domain.hall.items.item import Item
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

REASON_MOST = 400
NOTE_MOST = 200
RETURN_REASON = Cite("退回要写明理由", ("S06.5",))


class ReasonMissing(Refusal):
    """An end without its reason in writing."""

    says = "{act}必须写明理由。"


def clock_begun(work: Work, item: Item, kind: str, owed: Sequence[str] = (), *, ruled: str = "") -> Event:
    """The acceptance, with the limit of the item and the rules in force frozen into it; not yet written."""
    facts: dict[str, Any] = {"kind": kind, "limit": limit_of(item, kind, work.book)}
    if owed:
        facts["owed"] = list(owed)
    if ruled:
        facts["ruled"] = ruled
    return happening(work, "accepted", **facts)


@carries("S03.19", "S06.9", "S06.10", by="act")
def weighing_begun(work: Work, item: Item, kind: str, reason: str, owed: Sequence[str] = ()) -> Event:
    """The beginning of weighing, with its limit frozen into it and what the case will be; not yet written."""
    facts: dict[str, Any] = {"kind": kind, "limit": judgement_limit(item, work.book), "reason": reason_text(reason)}
    if owed:
        facts["owed"] = list(owed)
    return happening(work, "weighed", **facts)


def to_the_end(work: Work, state: str, to: str, *, stamp: bool) -> list[Event]:
    """What is still to happen until the result is handed out; not yet written.

    Args:
        work: The open unit of work.
        state: Where the case stands.
        to: Who takes the result.
        stamp: Whether a stamp completes the case, by the rules under which it was accepted.
    """
    events = []
    if state in RUNNING:
        events.append(happening(work, "decided", granted=True))
    if state == "decided" or (state in RUNNING and stamp):
        events.append(happening(work, "stamped"))
    return [*events, happening(work, "delivered", to=receiver(to))]


def receiver(to: str) -> str:
    """Who took the result, as it is kept."""
    return clean(to, field="领取人", most=NOTE_MOST)


def reason_text(text: str) -> str:
    """A reason, as it is kept."""
    return clean(text, field="理由", most=REASON_MOST)
