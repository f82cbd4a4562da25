"""How somebody stands on a day by their own punches: in, out of the hall, gone home; pure.

A sign-in belongs to the first session that has not ended (S32.16); where the hall takes one sign-in a day, the whole
day is one session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter.domain.hall.duty.facts import Punch, Span, session_of
from counter.domain.rules import carries


@dataclass(frozen=True, slots=True)
class Stands:
    """How somebody stands at a moment."""

    session: int
    """The session that a sign-in at this moment belongs to."""
    present: Punch | None = None
    """The sign-in or return since which they are here; None where they are not."""
    present_session: int = -1
    """The session to which that sign-in belongs."""
    outing: Punch | None = None
    """The outing from which they have not come back."""
    gone: Punch | None = None
    """The last sign-out of the day."""


@carries("S32.16", by="clock")
def stands(punches: Sequence[Punch], sessions: Sequence[Span], at: int, *, once: bool) -> Stands:
    """How somebody stands at a moment.

    Args:
        punches: their punches of the day, after corrections, in order.
        sessions: the hall's hours of the day.
        at: the moment, in seconds.
        once: whether one sign-in covers the whole day.
    """
    spans = _as_signed(sessions, once=once)
    present: Punch | None = None
    outing: Punch | None = None
    gone: Punch | None = None
    session = -1
    for punch in punches:
        if punch.at > at:
            break
        if punch.kind == "in":
            present, session, outing = punch, session_of(spans, punch.at), None
        elif punch.kind == "come-back":
            present = present if session == session_of(spans, punch.at) and present else punch
            session, outing = session_of(spans, punch.at), None
        elif punch.kind == "go-out":
            outing = punch
        else:
            present, outing, gone = None, None, punch
    return Stands(session_of(spans, at), present, session if present else -1, outing, gone)


def _as_signed(sessions: Sequence[Span], *, once: bool) -> Sequence[Span]:
    """The stretches of which each needs a sign-in; a day without hours is one."""
    if not sessions:
        return [(0, 0)]
    return [(sessions[0][0], sessions[-1][1])] if once else sessions


def entered_for(punches: Sequence[Punch], sessions: Sequence[Span], session: int, *, once: bool) -> Punch | None:
    """The sign-in of a session, whenever it was; None where there is none."""
    spans = _as_signed(sessions, once=once)
    return next((each for each in punches if each.kind == "in" and session_of(spans, each.at) == session), None)


def begun(sessions: Sequence[Span], at: int, *, once: bool) -> int:
    """The last session that has begun at a moment; the first before all."""
    spans = _as_signed(sessions, once=once)
    return max((number for number, (start, _) in enumerate(spans) if start <= at), default=0)


def opens(sessions: Sequence[Span], session: int, *, once: bool) -> int:
    """When a session begins, in seconds."""
    return _as_signed(sessions, once=once)[session][0]
