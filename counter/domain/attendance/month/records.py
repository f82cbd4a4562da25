"""Everything that marks follow from, read for some days in one go; and the marks of anybody on any of them.

Presence, leave and rota are read by their indexes once for the whole period, not once a person or a day.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.attendance.month.marks import DayMarks, Explanation, Facts, Missed, judge, marked
from counter.domain.attendance.month.plain_days import (
    NOT_HERE,
    REST,
    absence,
    bounds_of,
    plain_marks,
    punches_by_day,
    simple_punches,
)
from counter.domain.clock import local, local_day
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.due import OnRota, counted, due
from counter.domain.hall.duty.facts import Punch, Span, Spell, moment, seconds
from counter.domain.hall.duty.reading import punches_of, spells_of
from counter.domain.hall.rights import Role
from counter.domain.reckoning import Reckoning

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.rulebook import Rulebook

_ONE_DAY = timedelta(days=1)
_EXPLAINED = (
    "SELECT person, day, reason, accepted, accepted_by FROM explanation "
    "WHERE day >= ? AND day <= ? AND made <= ? ORDER BY day, person, id"
)
_SIGNED = (
    "SELECT first_day, last_day, signed_by FROM attendance_sheet "
    "WHERE what = 'signed' AND last_day >= ? AND first_day <= ? AND at <= ? ORDER BY last_day, id"
)
_ROTA = (
    "SELECT day, duty, person FROM roster WHERE day >= ? AND day <= ? AND published IS NOT NULL AND dropped = 0 "
    "ORDER BY day, duty, id"
)
_CALLED = "SELECT day, at, study, absent FROM roll_call WHERE day >= ? AND day <= ? AND at <= ? ORDER BY day, id"
_SAID = (
    "SELECT day, group_concat(person || ' ' || kind || at), count(corrects) FROM presence "
    "WHERE day >= ? AND day <= ? GROUP BY day"
)
"""A day's punches in one text: to read four times as many rows costs more than to take them apart."""
_CORRECTED = "SELECT person FROM presence WHERE day = ? AND corrects IS NOT NULL"
_BEGAN = "SELECT day FROM presence ORDER BY day LIMIT 1"
_SINCE = "SELECT no, since FROM staff WHERE since IS NOT NULL"
HANDED = {"hand-over": "交接", "by-phone": "电话请假交接", "step-in": "主动顶岗", "name-third": "指定顶岗"}
"""How somebody came to stand in, as an explanation says it."""


@dataclass
class Records:
    """What was read of some days."""

    hall: Hall
    first: date
    last: date
    now: int
    spelled: Mapping[str, Sequence[Spell]]
    explanations: Mapping[tuple[str, str], Explanation]
    signed: Sequence[tuple[date, date, str]]
    missed: Mapping[tuple[str, date], Sequence[Missed]]
    covers: Mapping[str, Sequence[tuple[Span, str, bool]]]
    """Who stood in: when, in words, and whether for a leave."""
    since: Mapping[str, date]
    began: date | None
    """The first day of which the hall has anything; None where it has nothing."""
    rotas: Mapping[date, OnRota]
    """What the published rota says of each day on which one counts."""
    said: Mapping[str, Mapping[str, Sequence[str]]]
    """Each day's punches by person, as texts."""
    corrected: Mapping[str, set[str]]
    """Of each day whose punches were corrected."""
    _known: dict[date, set[str]] = field(default_factory=dict)
    _grid: dict[str, list[DayMarks]] = field(default_factory=dict)
    _people: list[Person] | None = None
    _moving: set[str] = field(default_factory=set)
    """Who came or left within the hall's time."""

    def month(self, person: Person) -> list[DayMarks]:
        """The marks of somebody on every day of the period, in its order."""
        if not self._grid:
            self._fill()
        return self._grid[person.no]

    def of(self, person: Person, day: date) -> DayMarks:
        """The marks of somebody on a day, with how it went."""
        return judge(self.facts(person, day), self.book(day))

    def explained(self, person: Person, day: date) -> Reckoning[DayMarks]:
        """The marks of a day with every step."""
        return marked(self.facts(person, day), self.book(day))

    def facts(self, person: Person, day: date) -> Facts:
        """Everything from which the marks of somebody's day follow."""
        covers = [each for each in self.covers.get(person.no, ()) if _touches(each[0], day)]
        return Facts(
            person.no, day, self._due(person, day, covers),
            [each for each in self.punches(person.no, day) if each.at <= self.now],
            self.spells(person.no, day), [(span, words) for span, words, _ in covers],
            self.explanations.get((person.no, day.isoformat())), self.signer(day),
            self.missed.get((person.no, day), ()), self._not_here(person, day), self.now,
        )  # fmt: skip

    def spells(self, no: str, day: date) -> list[Spell]:
        """The leave, trips and group duty of a day."""
        return [each for each in self.spelled.get(no, ()) if _touches((each.start, each.until), day)]

    def punches(self, no: str, day: date) -> Sequence[Punch]:
        """The punches of a day as they hold."""
        there = self.said.get(day.isoformat(), {})
        return punches_of(self.hall, no, day) if no in there else ()

    def signer(self, day: date) -> str:
        """Who signed the sheet that covers a day; empty where nobody did."""
        return next((who for first, last, who in self.signed if first <= day <= last), "")

    def book(self, day: date) -> Rulebook:
        """The rules in force on a day."""
        return self.hall.book(day)

    def days(self) -> Iterator[date]:
        """The days of the period."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * _ONE_DAY

    def people(self) -> list[Person]:
        """Whose attendance is kept in the period, by number; who left meanwhile too, where they signed in."""
        if self._people is None:
            came: set[str] = set().union(*self.said.values())
            self._people = [
                each for each in self.hall.laid.staff.values()
                if (each.no in came or counted(self.hall, each)) and (each.until is None or each.until > self.first)
                and self.since.get(each.no, self.first) <= self.last
            ]  # fmt: skip
        return self._people

    # -- everybody's days in one go --------------------------------------------------------------

    def _fill(self) -> None:
        """The marks of everybody: plain days at a glance, the others judged."""
        people = self.people()
        self._grid = {person.no: [] for person in people}
        closed = local_day(moment(self.now))
        self._moving = {each.no for each in people if each.until is not None or each.no in self.since}
        usual = [each for each in people if counted(self.hall, each)]
        others = [each for each in people if not counted(self.hall, each)]
        for day in self.days():
            if day >= closed:
                self._judge(people, day)
                continue
            self._judge(others, day)
            for alike in self._alike(usual, day):
                self._glance(alike, day)

    def _alike(self, people: Sequence[Person], day: date) -> Iterator[Sequence[Person]]:
        """People of whom the same hours are due that day: on the rota, and off it."""
        rota = self.rotas.get(day)
        if rota is None:
            yield people
            return
        duty = {no for kind in ("window", "weekend") for no in rota.duties.get(kind, ())}
        for on in (True, False):
            yield [each for each in people if (each.no in duty or Role.COMPREHENSIVE in each.roles) == on]

    def _judge(self, people: Sequence[Person], day: date) -> None:
        for person in people:
            self._grid[person.no].append(self.of(person, day))

    def _glance(self, people: Sequence[Person], day: date) -> None:
        """A day on which the same hours are due of these people."""
        if not people:
            return
        hours = self._due(people[0], day, ()).value
        bounds = bounds_of(hours, self.book(day))
        missing = absence(hours, signed=bool(self.signer(day))) if hours else REST
        said, more = self.said.get(day.isoformat(), {}), self._more_known(day)
        grid, here = self._grid, self.began is not None and day >= self.began
        for person in people:
            no = person.no
            if no in more:
                found = None
            elif not here or (no in self._moving and self._not_here(person, day)):
                found = NOT_HERE
            else:
                found = plain_marks(said.get(no), bounds, missing)
            grid[no].append(self._near(person, day, hours) if found is None else found)

    def _near(self, person: Person, day: date, hours: tuple[Span, ...]) -> DayMarks:
        """A day that is not plain; where nothing but signing in and out is known of it, it need not be read again."""
        no = person.no
        punches = None if no in self._more_known(day) else simple_punches(self.said[day.isoformat()][no], no)
        if punches is None:
            return self.of(person, day)
        facts = Facts(no, day, Reckoning(hours), punches, signed=self.signer(day), now=self.now)
        return judge(facts, self.book(day))

    def _more_known(self, day: date) -> set[str]:
        """Of whom more than punches is known that day."""
        if not self._known:
            self._note_known()
        return self._known.get(day, set()) | self.corrected.get(day.isoformat(), set())

    def _note_known(self) -> None:
        known: dict[date, set[str]] = defaultdict(set)
        for no, day_text in self.explanations:
            known[date.fromisoformat(day_text)].add(no)
        for no, day in self.missed:
            known[day].add(no)
        spans = [(no, (each.start, each.until)) for no, spells in self.spelled.items() for each in spells]
        spans += [(no, span) for no, covers in self.covers.items() for span, *_ in covers]
        for no, span in spans:
            for day in self.days():
                if _touches(span, day):
                    known[day].add(no)
        self._known = known or {self.first: set()}

    def _due(self, person: Person, day: date, covers: Sequence[tuple[Span, str, bool]]) -> Reckoning[tuple[Span, ...]]:
        return due(self.hall, person, day, self.rotas.get(day), stands_in=any(leave for *_, leave in covers))

    def _not_here(self, person: Person, day: date) -> bool:
        gone = person.until is not None and day >= person.until
        return gone or day < self.since.get(person.no, day) or self.began is None or day < self.began


def read(hall: Hall, first: date, last: date, *, at: datetime | None = None, judged: bool = False) -> Records:
    """Reads what marks follow from; inside one look it is all of one moment, and quickest.

    Args:
        hall: The hall, open.
        first: The first day.
        last: The last day.
        at: As of which moment; now where none is given.
        judged: Judge days before anybody ever signed in too.
    """
    moment_now = at or hall.clock().moment
    now = seconds(moment_now)
    days, by = (first.isoformat(), last.isoformat()), moment_text(moment_now)
    spelled = spells_of(hall, first, last)
    began = hall.rows(_BEGAN)
    rows = hall.rows(_SAID, days)
    return Records(
        hall, first, last, now, spelled, _explanations(hall, days, by),
        [(date.fromisoformat(since), date.fromisoformat(until), hall.person(who).name)
         for since, until, who in hall.rows(_SIGNED, (*days, by))],
        _missed(hall, days, by), _covers(hall, spelled, first, last, now),
        {no: date.fromisoformat(since) for no, since in hall.rows(_SINCE)},
        first if judged else date.fromisoformat(began[0][0]) if began else None, _rotas(hall, first, last),
        punches_by_day([(row[0], row[1]) for row in rows]),
        {row[0]: {no for (no,) in hall.rows(_CORRECTED, (row[0],))} for row in rows if row[2]},
    )  # fmt: skip


def of_day(hall: Hall, person: Person, day: date, at: datetime | None = None) -> Reckoning[DayMarks]:
    """The marks of one person and day with every step: why was I marked late on the 14th."""
    with hall.look():
        return read(hall, day, day, at=at, judged=True).explained(person, day)


def _touches(span: Span, day: date) -> bool:
    return local_day(moment(span[0])) <= day <= local_day(moment(max(span[0], span[1] - 1)))


def _rotas(hall: Hall, first: date, last: date) -> dict[date, OnRota]:
    """What the published rota says of each day; one counts in its month from its first window on."""
    rows: dict[str, dict[str, list[str]]] = {}
    begun: dict[str, str] = {}
    for day, duty, person in hall.rows(_ROTA, (first.replace(day=1).isoformat(), last.isoformat())):
        rows.setdefault(day, {}).setdefault(duty, []).append(person)
        if duty in ("window", "weekend"):
            begun.setdefault(day[:7], day)
    days = (first + number * _ONE_DAY for number in range((last - first).days + 1)) if begun else ()
    texts = ((day, day.isoformat()) for day in days)
    return {day: OnRota(rows.get(said, {})) for day, said in texts if begun.get(said[:7], "~") <= said}


def _explanations(hall: Hall, days: tuple[str, str], by: str) -> dict[tuple[str, str], Explanation]:
    """The last explanation of each day counts."""
    return {
        (person, day): Explanation(reason, accepted is not None and accepted <= by,
                                   hall.person(who).name if who else "")
        for person, day, reason, accepted, who in hall.rows(_EXPLAINED, (*days, by))
    }  # fmt: skip


def _missed(hall: Hall, days: tuple[str, str], by: str) -> dict[tuple[str, date], list[Missed]]:
    found: dict[tuple[str, date], list[Missed]] = defaultdict(list)
    for day, at, study, absent in hall.rows(_CALLED, (*days, by)):
        for no, why in json.loads(absent).items():
            found[(no, date.fromisoformat(day))].append(Missed(seconds(moment_of(at)), bool(study), why))
    return found


def _covers(
    hall: Hall, spelled: Mapping[str, Sequence[Spell]], first: date, last: date, now: int
) -> dict[str, list[tuple[Span, str, bool]]]:
    """Who stood in for whom: by agreement for a leave, as B of somebody on leave, or after a handover."""
    found: dict[str, list[tuple[Span, str, bool]]] = defaultdict(list)
    known = hall.standing()
    for no, spells in spelled.items():
        held = [post for post in hall.laid.posts if known.holding(post, now).a == no]
        for each in spells:
            if each.kind == "group-duty":
                continue
            for stands in {each.stand_in} if each.stand_in else {known.holding(post, each.start).b for post in held}:
                if stands:
                    found[stands].append(((each.start, each.until), f"顶{hall.person(no).name}的岗（请假）", True))
    for post, turns in known.turns.items():
        for number, turn in enumerate(turns):
            until = turns[number + 1].at if number + 1 < len(turns) else now
            if local_day(moment(until)) < first or local_day(moment(turn.at)) > last:
                continue
            if turn.kind in HANDED and turn.taker != known.holding(post, turn.at).a:
                words = (f"{local(moment(turn.at)):%m-%d %H:%M} {HANDED[turn.kind]}，"
                         f"顶{hall.post(post).name}岗")  # fmt: skip
                found[turn.taker].append(((turn.at, until), words, False))
    return found
