"""Promises not kept, counted for a person: cases that were not finished when they fell due, while the person answered.

Keeps: who answers for a broken promise is who handled it when it fell due (S20.7, S13.15), whoever has the post now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from counter.domain.casework.case.answerable import answered
from counter.domain.casework.case.events import short_number
from counter.domain.casework.model import Case
from counter.domain.clock import local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.rules import carries

_C = table_of(Case)
_SINCE, _UNTIL = (bindparam(name, type_=_C.c.due.type) for name in ("since", "until"))
_DAY = bindparam("day", type_=_C.c.day.type)
_COLUMNS = select(_C.c.id, _C.c.number, _C.c.post, _C.c.due, _C.c.reported, _C.c.closed)
_DUE = (_C.c.due >= _SINCE) & (_C.c.due < _UNTIL)
_LATE = (
    _COLUMNS.where(text("cases.list = 'open'"), _DUE).order_by(_C.c.due),
    _COLUMNS.where(text("cases.list = 'above'"), _DUE).order_by(_C.c.due),
    _COLUMNS.where(_C.c.closed_day >= _DAY, _DUE, _C.c.state != "void").order_by(_C.c.due),
)
"""Open, sent up, ended since: of each what fell due in the time."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that was not kept."""

    number: str
    """The case's, in short."""
    due: datetime
    done: datetime | None
    """When it was finished after all; None while it is not."""

    @property
    def said(self) -> str:
        """In words: 1120-0001 11-25 18:00到期，11-26 09:00办结."""
        ended = f"{local(self.done):%m-%d %H:%M}办结" if self.done else "还没有办结"
        return f"{self.number} {local(self.due):%m-%d %H:%M}到期，{ended}"


@carries("S20.7", "S13.15", by="clock")
def breaches(hall: Hall, connection: Connection, no: str, since: datetime, until: datetime) -> list[Breach]:
    """The promises that somebody answered for when they fell due in a time and that were not kept, the earliest first.

    What was finished after `until` counts as not finished yet: it is told as it stood then.
    """
    values = {"since": since, "until": until, "day": local_day(since)}
    rows: Sequence[Mapping[str, Any]] = [
        dict(row) for query in _LATE for row in connection.execute(query, values).mappings()
    ]
    late = [row for row in rows if (done := row["reported"] or row["closed"]) is None or done > row["due"]]
    whose = answered(hall, connection, ((row["id"], row["post"], row["due"]) for row in late))
    mine = sorted((row for row in late if whose[row["id"]].person == no), key=lambda row: (row["due"], row["id"]))
    return [Breach(short_number(row["number"]), row["due"], _by(row["reported"] or row["closed"], until))
            for row in mine]  # fmt: skip


def _by(done: datetime | None, until: datetime) -> datetime | None:
    return done if done is not None and done <= until else None
