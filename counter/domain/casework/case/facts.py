"""What happened to a case: one event as the derivations need it, and the order in which events took place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_RANK = {name: rank for rank, name in enumerate(
    ("received", "noticed", "not-accepted", "returned", "guided", "rebooked", "switched", "weighed", "brought",
     "accepted", "asked-more", "special", "chased", "lead-fixed", "departments-told", "examined", "stopped", "resumed",
     "extended", "converted", "review-held", "opinion", "referred", "answered", "submitted", "sent-back", "refused",
     "decided", "stamped", "told", "fee-paid", "delivered", "gave-back", "withdrawn", "lapsed", "reviewed", "archived",
     "followed-up", "corrected", "void"))}  # fmt: skip
"""The order of events of one moment that are not written yet."""
KEPT = "暂存原件"
"""The mark of an original that the hall keeps for a while and must give back."""
UNWRITTEN = 2**62
"""The place of an event that is not written yet: after all that are."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event as the derivation needs it."""

    kind: str
    happened: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    entered: datetime | None = None
    seq: int = field(default=UNWRITTEN, compare=False)
    """Its place among the events entered, which orders those of one moment."""


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events as they happened, whatever the order of their entry."""
    return sorted(events, key=_order)


def _order(event: Event) -> tuple[datetime, int, int, str]:
    rank = _RANK.get(event.kind, len(_RANK))
    return (event.happened, event.seq, rank, str(sorted(event.data.items())))
