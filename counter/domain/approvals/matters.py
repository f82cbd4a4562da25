"""What an approval means for its subject: a registered matter, whose consequence runs in the same act.

A room that needs approvals registers its matters: extension, refusal, decision; later leave, seals, purchases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from counter.domain.approvals.standing import Approval
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work

Consequence = Callable[[Work, Approval], object]
Rows = tuple[tuple[str, str], ...]


def nothing(work: Work, approval: Approval) -> None:
    """No consequence."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of thing that is asked for."""

    name: str
    title: str
    """What it is called on screens and on the slip."""
    granted: Consequence
    """What happens once every role has agreed; refuses where it cannot be any more."""
    rejected: Consequence
    """What happens where a leader does not agree."""
    rows: Callable[[Hall, Connection, Approval], Rows]
    """What the leader reads before deciding: labels and values."""
    ready: Consequence = nothing
    """What must hold before any role agrees; refuses where it does not."""


_MATTERS: dict[str, Matter] = {}


def register(matter: Matter) -> Matter:
    """Makes a matter known; one name is one matter."""
    assert _MATTERS.setdefault(matter.name, matter) is matter, matter.name
    return matter


def matter_of(approval: Approval) -> Matter:
    """The matter of an approval."""
    return _MATTERS[approval.matter]
