"""Who answered for a case from when to when: through the posts that it went to, and who stood at each of them.

Every minute of a case, from its receipt to its end, belongs to exactly one person (S13.13); an open case to who answers
now, a finished one to who answered when it ended, an overdue one to who answered when it fell due.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.life import in_order
from counter.domain.casework.model import CaseEvent
from counter.domain.columns import table_of
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.facts import moment, seconds
from counter.domain.hall.opened import Hall
from counter.domain.rules import carries

_E = table_of(CaseEvent)
_MOVED = ("switched", "transferred")
_MOVES = (
    select(_E.c.case_id, _E.c.happened, _E.c.data)
    .where(_E.c.case_id.in_(bindparam("ids", expanding=True)), _E.c.kind.in_(_MOVED))
    .order_by(_E.c.case_id, _E.c.happened, _E.c.id)
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A time for which one person answered for a case."""

    since: datetime
    until: datetime | None
    """None while it lasts."""
    post: str
    answer: Answer


def post_at(case: CaseAt, at: datetime) -> str:
    """The post that a case belonged to at a moment."""
    moves = _moves_of(case)
    return next((before for when, before in moves if when > at), str(case.row["post"]))


def post_when(case: CaseAt, event: Event) -> str:
    """The post that a case belonged to when something happened; what came later in the same moment counts later."""
    events = in_order(case.events)
    later = events[events.index(event) + 1 :]
    return next((post for _, post in _moves_among(later)), str(case.row["post"]))


def answer_of(case: CaseAt, at: datetime | None = None) -> Answer:
    """Who answers for a case at the moment at which it was read, or at another; for one that ended, when it ended."""
    at = at or case.at
    closed = case.life.closed
    at = closed if closed is not None and closed < at else at
    return case.hall.answering(post_at(case, at), at)


@carries("S13.13", by="report")
def stretches(case: CaseAt) -> list[Answered]:
    """Every stretch of a case's life with who answered, without a gap: from its receipt to its end, or to now."""
    found: list[Answered] = []
    standing = case.hall.standing()
    for since, until, post in _at_posts(case):
        every = standing.stretches(post, seconds(since), max(seconds(until), seconds(since) + 1))
        found += [Answered(moment(each.start), moment(each.until), post, each.answer) for each in every]
    if found and case.life.closed is None:
        last = found[-1]
        found[-1] = Answered(last.since, None, last.post, last.answer)
    return found


def answered(
    hall: Hall, connection: Connection, asked: Iterable[tuple[int, str, datetime]]
) -> Mapping[int, Answer]:  # fmt: skip
    """Who answered for each of many cases at a moment of its own.

    Args:
        hall: The hall.
        connection: An open look.
        asked: The case's key, its post of today, and the moment.
    """
    every = list(asked)
    moved: dict[int, list[tuple[datetime, str]]] = {}
    for case_id, happened, data in connection.execute(_MOVES, {"ids": [key for key, _, _ in every]}):
        moved.setdefault(case_id, []).append((happened, str(data["post_before"])))
    return {
        key: hall.answering(next((before for when, before in moved.get(key, ()) if when > at), post), at)
        for key, post, at in every
    }


def _moves_of(case: CaseAt) -> list[tuple[datetime, str]]:
    """When it went from one post to another, and from which."""
    return _moves_among(in_order(case.events))


def _moves_among(events: Iterable[Event]) -> list[tuple[datetime, str]]:
    return [
        (event.happened, str(event.data["post_before"])) for event in events
        if event.kind in _MOVED and event.data.get("post_before") not in (None, event.data.get("post"))
    ]  # fmt: skip


def _at_posts(case: CaseAt) -> Sequence[tuple[datetime, datetime, str]]:
    """From when until when it belonged to which post; its last time ends with the case, or now."""
    moves = [each for each in _moves_of(case) if each[0] <= case.at]
    end = max(case.life.closed or case.at, case.row["received"])
    begins = [case.row["received"], *(when for when, _ in moves)]
    ends = [*(when for when, _ in moves), end]
    posts = [*(before for _, before in moves), post_at(case, end)]
    return [each for each in zip(begins, ends, posts, strict=True) if each[0] < each[1] or each[1] == end]
