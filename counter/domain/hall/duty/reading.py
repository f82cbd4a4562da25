"""Reading the facts of presence: what stands in the tables, as `Standing` takes it, week by week as it is asked for.

Where the hall looks at one moment only the week around it is read; for a year, all its days in one go. What is read
is kept by the hall until an act changes who is there (`Work.duty_changed`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

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
_BETWEEN = (
    "SELECT id, person, at, kind, how, place, village, matter, back_by, witness, terminal, corrects "
    "FROM presence WHERE day >= ? AND day < ? ORDER BY day, id"
)
_OF_PERSON = (
    "SELECT id, person, at, kind, how, place, village, matter, back_by, witness, terminal, corrects "
    "FROM presence WHERE person = ? AND day = ? ORDER BY id"
)
_LEAVES = (
    "SELECT person, start, until, kind, stand_in, third, number, id, agreed, returned FROM leave_taken "
    "WHERE until >= ? AND start <= ? AND approved IS NOT NULL AND withdrawn IS NULL ORDER BY start, id"
)
_GROUPS = "SELECT id, people, start, until, matter FROM group_duty WHERE until >= ? AND start <= ? ORDER BY start, id"
_COUNTS_AT = (
    "CASE WHEN kind IN ('hand-over', 'take-back') AND ground NOT IN ('short', 'giver-away', 'no-leave') "
    "THEN max(confirmed_giver, confirmed_taker) ELSE at END"
)
"""From when a handover holds: from the second of the two confirmations, where both are asked for; null before it."""
_TURNS = (
    f"SELECT id, post, {_COUNTS_AT} AS since, kind, giver, taker FROM handover WHERE since IS NOT NULL "
    "ORDER BY post, since, id"
)
_HELD = "SELECT post, since, a, b FROM post_holding ORDER BY post, since, id"
_ROTA = (
    "SELECT day, post FROM roster WHERE day >= ? AND day < ? AND duty IN ('window', 'weekend') "
    "AND published IS NOT NULL AND dropped = 0 ORDER BY day, id"
)
_BY_MOMENT = attrgetter("at", "id")
_WEEK = timedelta(days=6)


@dataclass
class Reader:
    """Reads what is known of presence a week at a time, as it is asked for, and keeps it."""

    hall: Hall
    books: dict[date, DayBook] = field(default_factory=dict)
    spells: dict[str, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    _read_days: set[date] = field(default_factory=set)
    _known: set[tuple[str, str, int]] = field(default_factory=set)
    _punches: dict[date, dict[str, list[Punch]]] = field(default_factory=dict)
    _rota: dict[date, set[str]] = field(default_factory=dict)
    _begun: dict[tuple[int, int], date] = field(default_factory=dict)
    """From which day of a month its published rota counts: one made in mid-month judges no day before."""

    def day(self, day: date) -> DayBook:
        """One day of the hall."""
        if day not in self.books:
            if day not in self._read_days:
                monday = day - timedelta(days=day.weekday())
                self.read(monday, monday + _WEEK)
            self.books[day] = self._book(day)
        return self.books[day]

    def read(self, first: date, last: date) -> None:
        """Reads the days from a first to a last one in one go."""
        self._read_punches(first, last)
        self.read_spells(first, last)
        month = first.replace(day=1)
        while month <= last:
            if (month.year, month.month) not in self._begun:
                self._read_rota(month)
            month = (month + timedelta(days=31)).replace(day=1)
        self._read_days |= {first + timedelta(days=number) for number in range((last - first).days + 1)}

    def _book(self, day: date) -> DayBook:
        book = self.hall.book(day)
        market = self.hall.hours(day).is_market(day) and book.calendar.market.everybody.value
        rota: frozenset[str] | None = None
        if not market and self._begun[(day.year, day.month)] <= day:
            rota = frozenset(self._rota.get(day, ()))
        return DayBook(
            tuple(spans(self.hall, day)), self._punches.get(day, {}), book.attendance.sessions.value == 1,
            book.posts.empty_minutes.value * 60, rota,
        )  # fmt: skip

    def _read_punches(self, first: date, last: date) -> None:
        found: dict[str, list[Punch]] = defaultdict(list)
        for row in self.hall.rows(_PRESENCE, (first.isoformat(), last.isoformat())):
            *facts, day = row
            found[day].append(_punch(*facts))
        for day, punches in found.items():
            by_person: dict[str, list[Punch]] = defaultdict(list)
            for punch in holding(punches):
                by_person[punch.person].append(punch)
            self._punches[date.fromisoformat(day)] = dict(by_person)

    def read_spells(self, first: date, last: date) -> None:
        """Reads for which times somebody is rightly away, and no punches."""
        bound = (moment_text(datetime.combine(first, time(), ZONE)),
                 moment_text(datetime.combine(last + timedelta(days=1), time(), ZONE)))  # fmt: skip
        for person, start, end, kind, stand_in, third, number, key, agreed, returned in self.hall.rows(_LEAVES, bound):
            last_at = min(_at(end), _at(returned)) if returned else _at(end)
            who = third or (stand_in if agreed else "")
            self._keep("leave", key, Spell(person, _at(start), last_at, kind, who, number, key))
        for key, people, start, end, matter in self.hall.rows(_GROUPS, bound):
            for person in json.loads(people):
                self._keep("group", key, Spell(person, _at(start), _at(end), "group-duty", label=matter))

    def _keep(self, table: str, key: int, spell: Spell) -> None:
        """Notes a spell once, whatever weeks it touches."""
        if (table, spell.person, key) not in self._known:
            self._known.add((table, spell.person, key))
            self.spells[spell.person].append(spell)
            self.spells[spell.person].sort(key=lambda each: each.start)

    def _read_rota(self, month: date) -> None:
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        rows = self.hall.rows(_ROTA, (month.isoformat(), last.isoformat()))
        self._begun[(month.year, month.month)] = date.fromisoformat(rows[0][0]) if rows else date.max
        for day, post in rows:
            self._rota.setdefault(date.fromisoformat(day), set()).add(post)


def spells_of(hall: Hall, first: date, last: date) -> Mapping[str, Sequence[Spell]]:
    """For which times from a first to a last day somebody is rightly away, by person."""
    reader = Reader(hall)
    reader.read_spells(first, last)
    return reader.spells


def lasting(hall: Hall) -> Standing:
    """What is known of presence and posts; days are read as they are asked for."""
    return _standing(hall, Reader(hall))


def standing(hall: Hall, first: date, last: date) -> Standing:
    """What is known of presence and posts, its days from a first to a last one read in one go."""
    reader = Reader(hall)
    reader.read(first, last)
    return _standing(hall, reader)


def _standing(hall: Hall, reader: Reader) -> Standing:
    turns: dict[str, list[Turn]] = defaultdict(list)
    for key, post, at, kind, giver, taker in hall.rows(_TURNS):
        turns[post].append(Turn(key, post, _at(at), kind, giver, taker))
    left = {no: seconds(each.left) for no, each in hall.laid.staff.items() if each.left is not None}
    return Standing(holdings(hall), turns, reader.spells, reader.day, left)


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
    left = [each for each in every if each.kind != "struck" and each.id not in gone]
    return sorted(left, key=_BY_MOMENT)


def punches_of(hall: Hall, no: str, day: date) -> list[Punch]:
    """One person's punches of a day as they hold, in the order of their moments."""
    return holding(_punch(*row) for row in hall.rows(_OF_PERSON, (no, day.isoformat())))


def punches_between(hall: Hall, first: date, after: date) -> list[Punch]:
    """Everybody's punches from a day up to another that is not in it, as they hold, in the order of their moments."""
    rows = hall.rows(_BETWEEN, (first.isoformat(), after.isoformat()))
    return holding(_punch(*row) for row in rows)


def spans(hall: Hall, day: date) -> list[Span]:
    """The hall's hours of a day as whole seconds; the minute in which a session ends is not in it."""
    return [
        (seconds(datetime.combine(day, each.start, ZONE)), seconds(datetime.combine(day, each.end, ZONE)))
        for each in hall.hours(day).sessions(day)
    ]


def _punch(
    key: int, person: str, at: str, kind: str, how: str, place: str, village: int, matter: str, back_by: str | None,
    witness: str, terminal: str, replaces: int | None,
) -> Punch:  # fmt: skip
    return Punch(key, person, _at(at), kind, how, place, bool(village), matter, _at(back_by) if back_by else None,
                 witness, terminal, replaces)  # fmt: skip


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
