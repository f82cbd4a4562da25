"""A post goes to another person: the one row that every way of it writes (handover, phone leave, return)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from counter.domain.hall.duty.model import HandoverRow
from counter.domain.hall.work import Work

NO_LEAVE = "no-leave"
"""Why a post goes back without anybody confirming it: the leave for which a call turned it was refused or withdrawn."""
Lister = Callable[[Work, str], Mapping[str, Any]]
"""What is open for a post at an act's moment, as it is kept with the handover."""
_listers: list[Lister] = []


def list_by(lister: Lister) -> Lister:
    """Notes who makes the list of a post: the room above, which knows cases and things."""
    _listers[:] = [lister]
    return lister


def turn_post(
    work: Work,
    post: str,
    kind: str,
    giver: str,
    taker: str,
    *,
    ground: str = "",
    leave_id: int | None = None,
    note: str = "",
    listed: Mapping[str, Any] | None = None,
    differences: Sequence[str] = (),
    confirmed_giver: bool = False,
    confirmed_taker: bool = False,
) -> int:
    """Writes that somebody else answers for a post from this act's moment on, and gives the row's key.

    Args:
        work: The open unit of work.
        post: The post's code.
        kind: hand-over, step-in, name-third, by-phone, take-back.
        giver: Who answered until now.
        taker: Who answers from now on.
        ground: leave, trip, short, overload, gone, left-hall, post-changed, giver-away, no-leave.
        leave_id: The leave for which it is done.
        note: What the next one must know.
        listed: What was open for the post at that moment; where left out it is listed now.
        differences: What was missing or more on the way back.
        confirmed_giver: Whether the giver confirmed in person.
        confirmed_taker: Whether the taker confirmed in person.
    """
    if listed is None:
        listed = next((lister(work, post) for lister in _listers), {})
    serial = work.serial(f"handover {work.today.year}")
    key = work.insert(HandoverRow, {
        "number": f"{work.hall.short}交〔{work.today.year}〕{serial:04d}号", "post": post, "kind": kind,
        "at": work.moment, "day": work.today, "giver": giver, "taker": taker, "entered_by": work.actor,
        "ground": ground, "leave_id": leave_id, "note": note, "listed": dict(listed),
        "differences": list(differences), "confirmed_giver": work.moment if confirmed_giver else None,
        "confirmed_taker": work.moment if confirmed_taker else None, "rev": 0,
    })  # fmt: skip
    work.duty_changed()
    return key
