"""Reading duty: what is recorded of it as it was done, who has it by the published rota, what nobody recorded.

Keeps: a duty at noon, of a leader or on a day of rest of which nothing was recorded is named (S35.5, S36.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from counter.domain.attendance.model import DutyRecord
from counter.domain.attendance.rota.reading import Entry, entries
from counter.domain.clock import ZONE
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.rules import carries

_RECORD = table_of(DutyRecord)


@dataclass(frozen=True, slots=True)
class Record:
    """One duty as it was done."""

    id: int
    day: date
    duty: str
    person: str
    began: datetime
    ended: datetime | None
    record: str
    received: int = 0
    solved: int = 0
    signed: int = 0
    handed_to: str = ""
    rev: int = 0


@carries("S34.5", by="clock")
def noon_span(hall: Hall, day: date) -> tuple[datetime, datetime] | None:
    """From when to when noon duty lasts on a day; None where the hall has none."""
    spans = hall.book(day).duty.noon.hours.value
    if not spans:
        return None
    return datetime.combine(day, spans[0][0], ZONE), datetime.combine(day, spans[-1][1], ZONE)


def records(connection: Connection, first: date, last: date) -> list[Record]:
    """The records from a day to a day, in their order."""
    query = select(_RECORD).where(_RECORD.c.day.between(first, last)).order_by(_RECORD.c.day, _RECORD.c.id)
    return [Record(row["id"], row["day"], row["duty"], row["person"], row["began"], row["ended"], row["record"],
                   row["received"], row["solved"], row["signed"], row["handed_to"], row["rev"])
            for row in connection.execute(query).mappings()]  # fmt: skip


@carries("S35.5", "S36.7", by="check")
def unrecorded(connection: Connection, day: date) -> list[Entry]:
    """The duties of a day (noon, leaders, days of rest) of which nothing is recorded."""
    done = {(each.duty, each.person) for each in records(connection, day, day) if each.ended is not None}
    taken = {each.duty for each in records(connection, day, day) if each.ended is not None and each.duty != "leader"}
    return [each for each in entries(connection, day, day)
            if each.published is not None and each.duty in ("noon", "leader", "rest")
            and (each.duty, each.person) not in done and each.duty not in taken]  # fmt: skip


def on_duty(connection: Connection, day: date, duty: str) -> list[str]:
    """The staff numbers of who has a duty on a day, by the published rota."""
    return [each.person for each in published(connection, day, duty)]


def published(connection: Connection, day: date, duty: str) -> list[Entry]:
    """Who has a duty on a day, as entries of the published rota."""
    return [each for each in entries(connection, day, day) if each.duty == duty and each.published is not None]
