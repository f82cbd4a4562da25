"""What one day's figures are read from: a few queries along indexes, as of one moment.

The cases that the day touched, those that stood open at the moment, its events, visits, enquiries and
money. A present moment costs what the day and the work in hand hold; a past one also what was closed
since. Moments are compared as the text they are stored as, which orders as they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, bindparam, func, select, type_coerce

from counter.domain.casework.model import Case, CaseEvent, Collected, Enquiry, Visit
from counter.domain.columns import moment_text, table_of
from counter.domain.hall.model import Citizen

_C = table_of(Case)
_E = table_of(CaseEvent)
_M = table_of(Collected)
_Q = table_of(Enquiry)
_V = table_of(Visit)
_P = table_of(Citizen)


@dataclass(frozen=True, slots=True)
class Span:
    """A local day, up to a moment in it or at its end."""

    day: date
    until: datetime
    past: bool
    """Whether the moment lies before now, so that things may have changed since."""

    @property
    def text(self) -> str:
        """The moment as it is stored."""
        return moment_text(self.until)


class CaseRow(NamedTuple):
    """What the figures need of one case; moments as stored."""

    id: int
    number: str
    post: str
    kind: str | None
    state: str
    item: str
    version: int
    applicant: str
    clerk: str
    day: date
    received: str
    entered: str
    accept_day: date | None
    accepted: str | None
    due: str | None
    closed_day: date | None
    closed: str | None
    overdue: bool | None
    flags: str
    source: str
    checked_by: str
    reported: str | None
    """When it went up: from then on its own limit has ended."""

    def runs(self, until: str) -> bool:
        """Whether its limit still ran at a moment: what had gone up by then is only followed."""
        return self.reported is None or self.reported > until

    @property
    def void(self) -> bool:
        """Whether it left the counts."""
        return self.state == "void"

    def standing(self, until: str) -> str:
        """On which list it stood at a moment: open, wait, or none."""
        if self.void or self.received > until or (self.closed and self.closed <= until):
            return ""
        return "open" if self.accepted and self.accepted <= until else "wait"


class EventRow(NamedTuple):
    """An event of the day with the case it belongs to."""

    case_id: int
    kind: str
    happened: str
    entered: str
    actor: str
    data: Any
    number: str
    item: str
    version: int
    state: str


def _raw(column: Any) -> Any:
    return type_coerce(column, String)


_COLUMNS = (
    _C.c.id, _C.c.number, _C.c.post, _C.c.kind, _C.c.state, _C.c.item_code, _C.c.item_version, _P.c.name,
    _C.c.clerk, _C.c.day, _raw(_C.c.received), _raw(_C.c.entered), _C.c.accept_day, _raw(_C.c.accepted),
    _raw(_C.c.due), _C.c.closed_day, _raw(_C.c.closed), _C.c.overdue, _raw(_C.c.flags), _C.c.source,
    _C.c.checked_by, _raw(_C.c.reported),
)  # fmt: skip
_CASES = select(*_COLUMNS).join_from(_C, _P, _P.c.id == _C.c.applicant_id)
_DAY, _UNTIL = bindparam("day", type_=_C.c.day.type), bindparam("until", type_=String())
_OF_DAY = tuple(_CASES.where(column == _DAY) for column in (_C.c.day, _C.c.accept_day, _C.c.closed_day))
_OPEN = _CASES.where(_C.c.list == "open")
_ABOVE = _CASES.where(_C.c.list == "above")
_WAITING = _CASES.where(_C.c.list == "wait")
# The day of receipt is left out on purpose: its index would lead through every earlier case.
_CLOSED_SINCE = _CASES.where(_C.c.closed_day >= _DAY, _raw(_C.c.received) <= _UNTIL, _raw(_C.c.closed) > _UNTIL)
_TO_COLLECT = select(func.count()).where(
    _C.c.list == "collect",
    _C.c.closed_day <= _DAY,
    (_C.c.closed_day < _DAY) | (_raw(_C.c.closed) <= _UNTIL),
)
_COLLECTED_SINCE = (
    select(func.count(func.distinct(_C.c.id)))
    .join_from(_E, _C, _C.c.id == _E.c.case_id)
    .where(_E.c.day >= _DAY, _E.c.kind == "delivered", _raw(_E.c.happened) > _UNTIL,
           _raw(_C.c.closed) <= _UNTIL, _C.c.state != "void")
)  # fmt: skip
_EVENTS = (
    select(_E.c.case_id, _E.c.kind, _raw(_E.c.happened), _raw(_E.c.entered), _E.c.actor, _E.c.data,
           _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.state)
    .join_from(_E, _C, _C.c.id == _E.c.case_id)
    .where(_E.c.day == _DAY, _raw(_E.c.happened) <= _UNTIL)
    .order_by(_E.c.id)
)  # fmt: skip
_VISITS = select(func.count()).select_from(_V).where(_V.c.day == _DAY, _raw(_V.c.began) <= _UNTIL)
_ASKED = select(func.count()).select_from(_Q).where(_Q.c.day == _DAY, _raw(_Q.c.asked) <= _UNTIL)
_OWED = select(func.count()).select_from(_Q).where(_Q.c.owed, _Q.c.day <= _DAY, _raw(_Q.c.asked) <= _UNTIL)
_CALLED_SINCE = (
    select(func.count())
    .select_from(_Q)
    .where(_Q.c.called_back.is_not(None), _raw(_Q.c.called_back) > _UNTIL, _raw(_Q.c.asked) <= _UNTIL,
           _Q.c.day <= _DAY)
)  # fmt: skip
_CALLED_OFF_SINCE = (
    select(func.count())
    .select_from(_Q)
    .where(_Q.c.called_off.is_not(None), _raw(_Q.c.called_off) > _UNTIL, _raw(_Q.c.asked) <= _UNTIL, _Q.c.day <= _DAY)
)
_MONEY = (
    select(_M.c.own_fee, _M.c.fen, _M.c.receipt, _M.c.channel, _M.c.case_id, _C.c.number, _C.c.post, _C.c.state,
           _M.c.staff, _M.c.window)
    .join_from(_M, _C, _C.c.id == _M.c.case_id)
    .where(_M.c.day == _DAY, _raw(_M.c.at) <= _UNTIL)
    .order_by(_M.c.id)
)  # fmt: skip
_PER_DAY = (
    select(_C.c.day, func.count())
    .where(_C.c.day >= bindparam("first", type_=_C.c.day.type), _C.c.day <= _DAY, _C.c.state != "void")
    .group_by(_C.c.day)
)


class MoneyRow(NamedTuple):
    """Money taken that day."""

    own_fee: bool
    fen: int
    receipt: str
    channel: str
    case_id: int
    number: str
    post: str
    state: str
    staff: str
    """Who took it."""
    window: str
    """Where it was taken; empty where nobody noted it."""


def cases_of_day(connection: Connection, span: Span) -> list[CaseRow]:
    """Every case that was received, accepted or closed on the day, in the order of their numbers."""
    found = {row.id: row for query in _OF_DAY for row in _cases(connection.execute(query, {"day": span.day}))}
    return sorted(found.values(), key=lambda row: row.number)


def standing_at(connection: Connection, span: Span) -> list[CaseRow]:
    """Every case that stood open or waited for papers at the moment, the earliest due first."""
    rows = [row for query in (_OPEN, _ABOVE, _WAITING) for row in _cases(connection.execute(query))]
    if span.past:
        rows += _cases(connection.execute(_CLOSED_SINCE, {"day": span.day, "until": span.text}))
    stood = (row for row in rows if row.standing(span.text))
    return sorted(stood, key=lambda row: (row.due or "9", row.number))


def to_collect(connection: Connection, span: Span) -> int:
    """How many results waited to be collected at the moment."""
    there = _count(connection, _TO_COLLECT, span)
    return there + _count(connection, _COLLECTED_SINCE, span) if span.past else there


def events_of_day(connection: Connection, span: Span) -> list[EventRow]:
    """What happened to cases on the day, in the order of entry."""
    return [EventRow._make(row) for row in connection.execute(_EVENTS, {"day": span.day, "until": span.text})]


def visits(connection: Connection, span: Span) -> int:
    """How many people came to the desk."""
    return _count(connection, _VISITS, span)


def enquiries(connection: Connection, span: Span) -> int:
    """How many enquiries there were."""
    return _count(connection, _ASKED, span)


def calls_owed(connection: Connection, span: Span) -> int:
    """How many calls back were owed at the moment."""
    owed = _count(connection, _OWED, span)
    since = (_CALLED_SINCE, _CALLED_OFF_SINCE) if span.past else ()
    return owed + sum(_count(connection, query, span) for query in since)


def money(connection: Connection, span: Span) -> list[MoneyRow]:
    """Money taken on the day."""
    return [MoneyRow._make(row) for row in connection.execute(_MONEY, {"day": span.day, "until": span.text})]


def received_per_day(connection: Connection, last: date, days: int) -> list[int]:
    """Cases received on each of so many days up to the last."""
    first = last - timedelta(days=days - 1)
    found = {row[0]: row[1] for row in connection.execute(_PER_DAY, {"first": first, "day": last})}
    return [found.get(first + timedelta(days=at), 0) for at in range(days)]


def _count(connection: Connection, query: Any, span: Span) -> int:
    return int(connection.execute(query, {"day": span.day, "until": span.text}).scalar_one())


def _cases(rows: Iterable[Sequence[Any]]) -> Iterator[CaseRow]:
    return (CaseRow._make(row) for row in rows)
