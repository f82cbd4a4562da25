"""Reading the facts of presence: what stands in the tables, as `Standing` takes it, day by day as it is asked for.

Where the hall looks at one moment only the days around it are read; for a year, all its days in one go. What is read
is kept by the hall until an act changes who is there (`Work.duty_changed`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from counter.domain.clock import ZONE
from counter.domain.columns import moment_text
from counter.domain.hall.duty.answering import DayBook, Standing
from counter.domain.hall.duty.facts import Holding, Punch, Span, Spell, Turn, seconds

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

_PRESENCE = (
    "SELECT id, person, at, kind, how, place, village, matter, back_by, witness, terminal, corrects, day "
    "FROM presence WHERE day >= ? AND day <= ? ORDER BY day, id"
)
_OF_PERSON = (
    "SELECT id, person, at, kind, how, place, village, matter, back_by, witness, terminal, corrects "
    "FROM presence WHERE person = ? AND day = ? ORDER BY id"
)
_LEAVES = (
    "SELECT person, start, until, kind, stand_in, third, number, id, agreed, returned FROM leave_taken "
    "WHERE until >= ? AND start <= ? AND approved IS NOT NULL AND withdrawn IS NULL ORDER BY start, id"
)
_GROUPS = "SELECT people, start, until, matter FROM group_duty WHERE until >= ? AND start <= ? ORDER BY start, id"
_COUNTS_AT = (
    "CASE WHEN kind IN ('hand-over', 'take-back') AND ground NOT IN ('short', 'giver-away') "
    "THEN max(confirmed_giver, confirmed_taker) ELSE at END"
)
"""From when a handover holds: from the second of the two confirmations, where both are asked for; null before it."""
_TURNS = (
    f"SELECT id, post, {_COUNTS_AT} AS since, kind, giver, taker FROM handover "
    "WHERE at <= ? AND since IS NOT NULL ORDER BY post, since, id"
)
_HELD = "SELECT post, since, a, b FROM post_holding ORDER BY post, since, id"
_ROTA = (
    "SELECT day, post FROM roster WHERE day >= ? AND day <= ? AND duty IN ('window', 'weekend') "
    "AND published IS NOT NULL AND dropped = 0 ORDER BY day, id"
)
_NEAR = timedelta(days=14)
"""How many days around a moment are read at once; what lies further back is read when it is asked for."""


@dataclass
class Reader:
    """Reads days of presence, and keeps them."""

    hall: Hall
    first: date
    last: date
    books: dict[date, DayBook] = field(default_factory=dict)
    _punches: dict[date, dict[str, list[Punch]]] = field(default_factory=dict)
    _rota: dict[date, set[str]] = field(default_factory=dict)
    _months: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Reads the days that are wanted in any case."""
        self._read(self.first, self.last)

    def day(self, day: date) -> DayBook:
        """One day of the hall."""
        if day not in self.books:
            if not self.first <= day <= self.last:
                self._read(day, day)
            self.books[day] = self._book(day)
        return self.books[day]

    def punches(self, day: date) -> Mapping[str, Sequence[Punch]]:
        """Who punched that day, in order, after corrections."""
        return self.day(day).punches

    def _book(self, day: date) -> DayBook:
        book = self.hall.book(day)
        market = self.hall.hours(day).is_market(day) and book.calendar.market.everybody.value
        rota: frozenset[str] | None = None
        if not market and (day.year, day.month) in self._months:
            rota = frozenset(self._rota.get(day, ()))
        return DayBook(
            tuple(spans(self.hall, day)), self._punches.get(day, {}), book.attendance.sessions.value == 1,
            book.posts.empty_minutes.value * 60, rota,
        )  # fmt: skip

    def _read(self, first: date, last: date) -> None:
        found: dict[date, list[Punch]] = defaultdict(list)
        for row in self.hall.rows(_PRESENCE, (first.isoformat(), last.isoformat())):
            found[date.fromisoformat(row[12])].append(_punch(row))
        for day, punches in found.items():
            by_person: dict[str, list[Punch]] = defaultdict(list)
            for punch in holding(punches):
                by_person[punch.person].append(punch)
            self._punches[day] = dict(by_person)
        of_month = (first.replace(day=1).isoformat(), (last.replace(day=28) + timedelta(days=4)).isoformat())
        for day_text, post in self.hall.rows(_ROTA, of_month):
            day = date.fromisoformat(day_text)
            self._months.add((day.year, day.month))
            self._rota.setdefault(day, set()).add(post)


def standing(hall: Hall, first: date, last: date) -> Standing:
    """What is known of presence and posts from a day to a day; days outside are read when asked for."""
    reader = Reader(hall, first, last)
    since, until = (
        moment_text(datetime(first.year, first.month, first.day, tzinfo=ZONE)),
        moment_text(datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=ZONE)),
    )
    turns: dict[str, list[Turn]] = defaultdict(list)
    for row in hall.rows(_TURNS, (until,)):
        turns[row[1]].append(Turn(row[0], row[1], _at(row[2]), row[3], row[4], row[5]))
    return Standing(holdings(hall), turns, _spells(hall, since, until), reader.day)


def around(hall: Hall, day: date) -> Standing:
    """What is known around a day: enough for who answers at a moment of it."""
    return standing(hall, day - _NEAR, day + _NEAR)


def holdings(hall: Hall) -> dict[str, list[Holding]]:
    """A and B of every post through time; what was never changed holds from the beginning."""
    found: dict[str, list[Holding]] = defaultdict(list)
    for post, since, a, b in hall.rows(_HELD, ()):
        found[post].append(Holding(_at(since) if since else 0, a, b))
    for of in hall.laid.posts.values():
        if not found[of.code]:
            found[of.code].append(Holding(0, of.a, of.b))
    return dict(found)


def holding(punches: Iterable[Punch]) -> list[Punch]:
    """The punches as they hold: what was corrected stands no more; in the order of their moments."""
    every = list(punches)
    gone = {each.replaces for each in every if each.replaces is not None}
    return sorted((each for each in every if each.id not in gone and each.kind != "struck"),
                  key=lambda each: (each.at, each.id))  # fmt: skip


def punches_of(hall: Hall, no: str, day: date) -> list[Punch]:
    """One person's punches of a day as they hold, in the order of their moments."""
    return holding(_punch(row) for row in hall.rows(_OF_PERSON, (no, day.isoformat())))


def spans(hall: Hall, day: date) -> list[Span]:
    """The hall's hours of a day as whole seconds; the minute in which a session ends is not in it."""
    return [
        (seconds(datetime.combine(day, each.start, ZONE)), seconds(datetime.combine(day, each.end, ZONE)))
        for each in hall.hours(day).sessions(day)
    ]


def _spells(hall: Hall, since: str, until: str) -> dict[str, list[Spell]]:
    found: dict[str, list[Spell]] = defaultdict(list)
    for row in hall.rows(_LEAVES, (since, until)):
        person, start, end, kind, stand_in, third, number, key, agreed, returned = row
        last = min(_at(end), _at(returned)) if returned else _at(end)
        who = third or (stand_in if agreed else "")
        found[person].append(Spell(person, _at(start), last, kind, who, number, key))
    for people, start, end, matter in hall.rows(_GROUPS, (since, until)):
        for person in _listed(people):
            found[person].append(Spell(person, _at(start), _at(end), "group-duty", label=matter))
    return found


def _listed(text: str) -> list[str]:
    return list(json.loads(text))


def _punch(row: Any) -> Punch:
    return Punch(row[0], row[1], _at(row[2]), row[3], row[4], row[5], bool(row[6]), row[7],
                 _at(row[8]) if row[8] else None, row[9], row[10], row[11])  # fmt: skip


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
