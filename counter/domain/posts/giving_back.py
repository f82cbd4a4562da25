"""The give-back list, which makes itself: what was handed over, what came since, what is still open, what A owes.

Keeps: on the return B reports and gives back seals, documents and papers (S13.12); what B received and could not do is
A's to answer (S13.5).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from counter.domain.casework.case.events import short_number
from counter.domain.clock import local_day
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.turning import NO_LEAVE
from counter.domain.hall.opened import Hall
from counter.domain.posts.listing import COUNTED, Line, OpenWork, open_work, stored
from counter.domain.posts.turns import waits
from counter.domain.rules import carries

_LAST = 2**62
_SINCE = (
    "SELECT id, kind, at, giver, taker, listed, confirmed_giver, confirmed_taker, ground, note "
    "FROM handover WHERE post = ? AND id < ? ORDER BY id DESC LIMIT 200"
)
_CAME = "SELECT number FROM cases WHERE day >= ? AND post = ? AND received >= ? AND list = 'closed' ORDER BY day, id"


@dataclass(frozen=True, slots=True)
class GiveBack:
    """What goes back to A."""

    post: str
    since: datetime | None
    """When it left A; None where it never did."""
    chain: tuple[tuple[str, datetime, str, str], ...]
    """Every turn since then: kind, moment, giver, taker."""
    now: OpenWork
    came: tuple[Line, ...]
    """What came since it was handed over and is open."""
    still: tuple[Line, ...]
    """What was handed over and is open still."""
    done: tuple[Line, ...]
    """What was handed over and is settled."""
    came_and_done: tuple[str, ...]
    """The short numbers of the cases that came since and are finished."""
    owed: tuple[Line, ...]
    """What was received and could not be done: A contacts the applicant and replies."""
    notes: tuple[str, ...]

    @property
    def counted(self) -> tuple[Line, ...]:
        """Seals, things, cash and originals, counted in person."""
        return self.now.of(*COUNTED)


@carries("S13.12", by="report")
def give_back(hall: Hall, connection: Connection, post: str, *, before: int = _LAST) -> GiveBack:
    """The give-back list of a post as it stands now; `before`: the handover that takes it back, left out itself."""
    turns = _since_a(connection, post, hall.post(post).a, before)
    now = open_work(hall, connection, post)
    if not turns:
        return GiveBack(post, None, (), now, (), now.lines, (), (), (), ())
    first = turns[0]
    since = moment_of(first["at"])
    handed = stored(post, _loaded(first["listed"]))
    old, new = {line.key for line in handed.lines}, {line.key for line in now.lines}
    loose = [line for line in now.lines if line.kind not in COUNTED]
    chain = tuple((each["kind"], moment_of(each["at"]), each["giver"], each["taker"]) for each in turns)
    finished = connection.exec_driver_sql(_CAME, (local_day(since).isoformat(), post, moment_text(since))).fetchall()
    return GiveBack(
        post, since, chain, now,
        tuple(line for line in loose if line.key not in old and line.kind != "reception"),
        tuple(line for line in loose if line.key in old and line.kind != "reception"),
        tuple(line for line in handed.lines if line.key not in new and line.kind not in COUNTED),
        tuple(short_number(row[0]) for row in finished), now.of("reception"),
        tuple(each["note"] for each in turns if each["note"]),
    )  # fmt: skip


def _since_a(connection: Connection, post: str, a: str, before: int) -> list[Mapping[str, Any]]:
    """The turns since who is A now had it last, the first one first; those that wait for a confirmation left out."""
    found: list[Mapping[str, Any]] = []
    for row in connection.exec_driver_sql(_SINCE, (post, before)).mappings():
        if waits(dict(row)):
            continue
        if (row["kind"] == "take-back" and row["ground"] != NO_LEAVE) or row["taker"] == a:
            break
        found.append(dict(row))
    return found[::-1]


def _loaded(text: str) -> Mapping[str, Any]:
    return dict(json.loads(text or "{}"))
