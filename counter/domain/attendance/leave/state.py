"""How a leave stands: pure, from the moments that its row holds and the first sign-in after its end.

Whoever signs in for the first hours due after the end has reported the return by it; whoever has not by the close of
the first working day after it has broken the leave (S33.20, S33.16). What another carries on ends as that one begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from counter.domain.rules import carries

LeaveState = Literal["asked", "approved", "rejected", "withdrawn", "begun", "ended", "broken"]
STATE_NAMES: dict[LeaveState, str] = {
    "asked": "待批", "approved": "已批", "rejected": "不同意", "withdrawn": "已撤回", "begun": "在假",
    "ended": "已销假", "broken": "逾期未归",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moments:
    """Everything that says how a leave stands."""

    start: datetime
    until: datetime
    report_by: datetime
    """The close of the first working day after its end."""
    approved: datetime | None = None
    rejected: datetime | None = None
    withdrawn: datetime | None = None
    returned: datetime | None = None
    signed_in: datetime | None = None
    """The first sign-in after its last hours."""
    carried_on: bool = False
    """Whether an approved leave carries it on."""


@carries("S33.20", "S33.16", by="clock")
def state_of(known: Moments, at: datetime) -> LeaveState:
    """How it stands at a moment, from what had happened by then."""
    if _by(known.withdrawn, at):
        return "withdrawn"
    if _by(known.rejected, at):
        return "rejected"
    if not _by(known.approved, at):
        return "asked"
    if _by(known.returned, at):
        return "ended"
    if at < known.start:
        return "approved"
    if at < known.until and not _by(known.signed_in, at):
        return "begun"
    return _after(known, at)


def _after(known: Moments, at: datetime) -> LeaveState:
    if known.carried_on or _by(known.signed_in, at):
        return "ended"
    return "broken" if at > known.report_by else "begun"


def _by(when: datetime | None, at: datetime) -> bool:
    return when is not None and when <= at
