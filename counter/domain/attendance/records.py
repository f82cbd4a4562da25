"""Everything that marks follow from, read for some days in one go; and the marks of anybody on any of them.

Presence, leave and rota are read by their indexes once for the whole period, not once a person or a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.attendance import roll_calls
from counter.domain.attendance.marks import DayMarks, Explanation, Facts, Missed, judge, marked
from counter.domain.clock import local, local_day
from counter.domain.columns import moment_text
from counter.domain.hall.duty.due import OnRota, counted, due
from counter.domain.hall.duty.facts import Punch, Span, Spell, moment, seconds
from counter.domain.hall.duty.reading import standing
from counter.domain.reckoning import Reckoning

if TYPE_CHECKING:
    from counter.domain.hall.duty.answering import Standing
    from counter.domain.hall.opened import Hall, Person
    from counter.domain.hall.rulebook import Rulebook

_ONE_DAY, _SOME_DAYS = timedelta(days=1), timedelta(days=4)
_EXPLAINED = (
    "SELECT person, day, reason, accepted, accepted_by FROM explanation "
    "WHERE day >= ? AND day <= ? AND made <= ? ORDER BY day, person, id"
)
_SIGNED = (
    "SELECT first_day, last_day, signed_by FROM attendance_sheet "
    "WHERE what = 'signed' AND last_day >= ? AND first_day <= ? AND at <= ? ORDER BY last_day, id"
)
_ROTA = (
    "SELECT day, duty, person FROM roster WHERE day >= ? AND day < ? AND published IS NOT NULL AND dropped = 0 "
    "ORDER BY day, duty, id"
)
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
    standing: Standing
    explanations: Mapping[tuple[str, str], Explanation]
    signed: Sequence[tuple[date, date, str]]
    missed: Mapping[tuple[str, date], Sequence[Missed]]
    covers: Mapping[str, Sequence[tuple[Span, str, bool]]]
    """Who stood in: when, in words, and whether for a leave."""
    since: Mapping[str, date]
    began: date | None
    """The first day of which the hall has anything; None where it has nothing."""
    rotas: Mapping[date, OnRota]
    """What the published rota says of each day of a month that has one."""
    _found: dict[tuple[str, date], DayMarks] = field(default_factory=dict)

    def of(self, person: Person, day: date) -> DayMarks:
        """The marks of somebody on a day."""
        key = (person.no, day)
        if key not in self._found:
            self._found[key] = judge(self.facts(person, day), self.book(day))
        return self._found[key]

    def explained(self, person: Person, day: date) -> Reckoning[DayMarks]:
        """The marks of a day with every step."""
        return marked(self.facts(person, day), self.book(day))

    def facts(self, person: Person, day: date) -> Facts:
        """Everything from which the marks of somebody's day follow."""
        covers = [each for each in self.covers.get(person.no, ()) if _touches(each[0], day)]
        expected = due(self.hall, person, day, self.rotas.get(day), stands_in=any(leave for *_, leave in covers))
        punches = self.standing.day_of(day).punches.get(person.no, ())
        return Facts(
            person.no, day, expected, [each for each in punches if each.at <= self.now],
            self.spells(person.no, day), [(span, words) for span, words, _ in covers],
            self.explanations.get((person.no, day.isoformat())), self.signer(day),
            self.missed.get((person.no, day), ()), self._not_here(person, day), self.now,
        )  # fmt: skip

    def spells(self, no: str, day: date) -> list[Spell]:
        """The leave, trips and group duty of a day."""
        return [each for each in self.standing.spells.get(no, ()) if _touches((each.start, each.until), day)]

    def punches(self, no: str, day: date) -> Sequence[Punch]:
        """The punches of a day as they hold."""
        return self.standing.day_of(day).punches.get(no, ())

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
        """Whose attendance is kept in the period, by number."""
        there = [each for each in self.hall.laid.staff.values() if counted(self.hall, each) or each.no in self._came()]
        return [each for each in there if (each.until is None or each.until > self.first)
                and self.since.get(each.no, self.first) <= self.last]  # fmt: skip

    def _came(self) -> set[str]:
        """Who left meanwhile holds no post any more, and signed in all the same."""
        return {no for day in self.days() for no in self.standing.day_of(day).punches}

    def _not_here(self, person: Person, day: date) -> bool:
        gone = person.until is not None and day >= person.until
        return gone or day < self.since.get(person.no, day) or self.began is None or day < self.began


def read(hall: Hall, first: date, last: date, *, at: datetime | None = None, judged: bool = False) -> Records:
    """Reads what marks follow from.

    Args:
        hall: The hall, open.
        first: The first day.
        last: The last day.
        at: As of which moment; now where none is given.
        judged: Judge days before anybody ever signed in too.
    """
    moment_now = at or hall.clock().moment
    now = seconds(moment_now)
    known = standing(hall, first, last)
    days, by = (first.isoformat(), last.isoformat()), moment_text(moment_now)
    began = hall.rows(_BEGAN)
    return Records(
        hall, first, last, now, known, _explanations(hall, days, by),
        [(date.fromisoformat(since), date.fromisoformat(until), hall.person(who).name)
         for since, until, who in hall.rows(_SIGNED, (*days, by))],
        _missed(hall, first, last, now), _covers(hall, known, now),
        {no: date.fromisoformat(since) for no, since in hall.rows(_SINCE)},
        first if judged else date.fromisoformat(began[0][0]) if began else None, _rotas(hall, first, last),
    )  # fmt: skip


def of_day(hall: Hall, person: Person, day: date, at: datetime | None = None) -> Reckoning[DayMarks]:
    """The marks of one person and day with every step: why was I marked late on the 14th."""
    return read(hall, day, day, at=at, judged=True).explained(person, day)


def _touches(span: Span, day: date) -> bool:
    return local_day(moment(span[0])) <= day <= local_day(moment(max(span[0], span[1] - 1)))


def _rotas(hall: Hall, first: date, last: date) -> dict[date, OnRota]:
    """What the published rota says of each day; a month without windows on it has none."""
    rows: dict[str, dict[str, list[str]]] = {}
    months: set[str] = set()
    start, until = first.replace(day=1), (last.replace(day=28) + _SOME_DAYS).replace(day=1)
    for day, duty, person in hall.rows(_ROTA, (start.isoformat(), until.isoformat())):
        rows.setdefault(day, {}).setdefault(duty, []).append(person)
        if duty in ("window", "weekend"):
            months.add(day[:7])
    days = (first + number * _ONE_DAY for number in range((last - first).days + 1)) if months else ()
    return {day: OnRota(rows.get(day.isoformat(), {})) for day in days if f"{day:%Y-%m}" in months}


def _explanations(hall: Hall, days: tuple[str, str], by: str) -> dict[tuple[str, str], Explanation]:
    """The last explanation of each day counts."""
    return {
        (person, day): Explanation(reason, accepted is not None and accepted <= by,
                                   hall.person(who).name if who else "")
        for person, day, reason, accepted, who in hall.rows(_EXPLAINED, (*days, by))
    }  # fmt: skip


def _missed(hall: Hall, first: date, last: date, now: int) -> dict[tuple[str, date], list[Missed]]:
    found: dict[tuple[str, date], list[Missed]] = defaultdict(list)
    with hall.look() as connection:
        calls = roll_calls.of_days(connection, first, last)
    for each in calls:
        if seconds(each.at) <= now:
            for no, why in each.absent.items():
                found[(no, each.day)].append(Missed(seconds(each.at), each.study, why))
    return found


def _covers(hall: Hall, known: Standing, now: int) -> dict[str, list[tuple[Span, str, bool]]]:
    """Who stood in for whom: by agreement for a leave, as B of somebody on leave, or after a handover."""
    found: dict[str, list[tuple[Span, str, bool]]] = defaultdict(list)
    for no, spells in known.spells.items():
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
            if turn.kind in HANDED and turn.taker != known.holding(post, turn.at).a:
                words = (f"{local(moment(turn.at)):%m-%d %H:%M} {HANDED[turn.kind]}，"
                         f"顶{hall.post(post).name}岗")  # fmt: skip
                found[turn.taker].append(((turn.at, until), words, False))
    return found
