"""离岗未交接登记: who left a post without handing it over: on leave, by a change of A, at the end of their time here.

Keeps: B took it, but leaving without a handover stands against A (S13.14); read from leaves, changes and handovers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import Connection

from counter.domain.casework.case.paper_names import paper_title
from counter.domain.clock import ZONE, local
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.answering import Standing
from counter.domain.hall.duty.facts import moment, seconds
from counter.domain.hall.duty.reading import standing
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, Paper, Table, Text
from counter.domain.posts.turns import names_of
from counter.domain.reckoning import Cite
from counter.domain.rules import carries

LEFT_WITHOUT = Cite("南部山区制度 AB角 五：A角未交接离岗造成损失的，由A角负责", ("S13.14",))
NOTHING_OPEN = "没有在手的"
"""Noted with a change of A or B that had nothing to hand over."""
_LEAVES = (
    "SELECT id, number, person, start FROM leave_taken WHERE until >= ? AND start <= ? "
    "AND approved IS NOT NULL AND withdrawn IS NULL ORDER BY start, id"
)
_OF_LEAVE = "SELECT 1 FROM handover WHERE post = ? AND leave_id = ? LIMIT 1"
_EMPTY_HANDED = "SELECT since FROM post_holding WHERE post = ? AND paper = ? AND since IS NOT NULL"
_GIVEN = ("hand-over", "by-phone")


@dataclass(frozen=True, slots=True)
class Unhanded:
    """Somebody left without handing over."""

    post: str
    person: str
    since: datetime
    leave: str
    """The leave's number, 换岗, or 到期离岗."""


@dataclass(frozen=True, slots=True)
class _Period:
    """The days that are looked at, as far as they have come."""

    known: Standing
    since: datetime
    until: datetime

    def has(self, at: int) -> bool:
        """Whether a moment lies in it."""
        return seconds(self.since) <= at <= seconds(self.until)


@carries("S13.14", by="report")
def unhanded(hall: Hall, connection: Connection, first: date, last: date) -> list[Unhanded]:
    """Who left a post in a period without handing it over; another took it, but it stands against A."""
    since = datetime.combine(first, time(), ZONE)
    until = min(datetime.combine(last + timedelta(days=1), time(), ZONE), hall.clock().moment)
    period = _Period(standing(hall, first, last), since, until)
    found = [*_on_leave(hall, connection, period), *_changed_hands(hall, connection, period), *_ended(hall, period)]
    return sorted(found, key=lambda each: (each.since, each.post))


def _on_leave(hall: Hall, connection: Connection, period: _Period) -> Iterator[Unhanded]:
    bound = (moment_text(period.since), moment_text(period.until))
    for key, number, person, text in connection.exec_driver_sql(_LEAVES, bound).fetchall():
        start = moment_of(text)
        if not period.has(seconds(start)):
            continue
        for code in hall.laid.posts:
            at = seconds(start)
            if period.known.holding(code, at).a != person or period.known.turn(code, at) is not None:
                continue
            if connection.exec_driver_sql(_OF_LEAVE, (code, key)).first() is None:
                yield Unhanded(code, person, start, number)


def _changed_hands(hall: Hall, connection: Connection, period: _Period) -> Iterator[Unhanded]:
    """Posts that went to another A though the one before had something of it in hand and did not hand it over."""
    for code in hall.laid.posts:
        rows = connection.exec_driver_sql(_EMPTY_HANDED, (code, NOTHING_OPEN)).fetchall()
        empty = {seconds(moment_of(row[0])) for row in rows}
        for before, after in pairwise(period.known.holdings[code]):
            if before.a == after.a or after.since in empty or not period.has(after.since):
                continue
            if not _gave(period.known, code, before.a, before.since, after.since):
                yield Unhanded(code, before.a, moment(after.since), "换岗")


def _ended(hall: Hall, period: _Period) -> Iterator[Unhanded]:
    """Posts whose A's time here ended while nobody had taken them over."""
    for no, gone in period.known.left.items():
        for code in hall.laid.posts if period.has(gone) else ():
            held = period.known.holding(code, gone)
            if held.a == no and not _gave(period.known, code, no, held.since, gone):
                yield Unhanded(code, no, moment(gone), "到期离岗")


def _gave(known: Standing, code: str, a: str, since: int, until: int) -> bool:
    """Whether A handed a post over in person, and did not take it back, by a moment."""
    for turn in reversed([each for each in known.turns.get(code, ()) if since <= each.at <= until]):
        if turn.kind == "take-back" and turn.taker == a:
            return False
        if turn.giver == a and turn.kind in _GIVEN:
            return True
    return False


def unhanded_paper(hall: Hall, connection: Connection, first: date, last: date) -> Paper:
    """The same as a paper."""
    rows = tuple(
        (str(n), hall.post(each.post).name, names_of(hall, each.person), f"{local(each.since):%m-%d %H:%M}", each.leave)
        for n, each in enumerate(unhanded(hall, connection, first, last), 1)
    )
    table = Table(
        ("序号", "岗位", "A岗", "离岗时间", "假条或换岗"), rows, (3, 10, 8, 10, 10), "cllll", "未交接就离岗的"
    )
    body = table if rows else Text("这一段时间没有未交接就离岗的。")
    kind = "unhanded-list"
    return Paper(kind, paper_title(hall.book(), kind), hall.name, f"{first:%Y-%m-%d}至{last:%Y-%m-%d}",
                 (body, Articles((LEFT_WITHOUT.article,))), "A4", ("存档",))  # fmt: skip
