"""A locked PIN never costs anybody a late mark: the first try of the session stands for the arrival.

Every try stands in the journal, the locked one too. Whoever signs in after a reset, or by witness while locked, is
entered for the first try of the session; who reset the PIN, or the witness, stands in the row and vouches for it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from counter.domain.attendance.presence.punching import PAPER, WITNESS, Day, Entering
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.facts import moment
from counter.domain.hall.people.pins import LOCKED_TRY, TRY, is_locked

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

_RESET = "reset-pin"
_NOTED = (
    "SELECT verb, actor, entered, body FROM journal WHERE day = ? AND verb IN (?, ?, ?) AND entered >= ? ORDER BY seq"
)


def came_before_the_lock(work: Work, entered: Entering, day: Day, session: int) -> tuple[Entering, datetime | None]:
    """When somebody first tried, where a locked PIN kept them from signing in; None where nothing did."""
    if entered.how == PAPER:
        return entered, None
    no, first, vouched = entered.person.no, None, entered.witness
    locked = is_locked(work.connection, no, work.book.security)
    since = moment_text(moment(_since(day, session)))
    bound = (work.today.isoformat(), TRY, LOCKED_TRY, _RESET, since)
    for verb, actor, when, body in work.connection.exec_driver_sql(_NOTED, bound):
        if verb in (TRY, LOCKED_TRY) and actor == no:
            first = first or moment_of(when)
            locked = locked or verb == LOCKED_TRY
        elif verb == _RESET and json.loads(body).get("i", {}).get("who") == no and first is not None:
            locked, vouched = True, vouched or actor
    if not locked or not vouched or vouched == no or first is None:
        return entered, None
    return replace(entered, how=WITNESS, witness=vouched), first


def _since(day: Day, session: int) -> int:
    """From when on a try belongs to a session: from the end of the one before, and after the last thing entered."""
    before = [until for _, until in day.sessions[:session]] if not day.once else []
    return max([*before, *(each.at + 1 for each in day.punches)], default=0)
