"""The day's board: who is due and has come, who is out, on leave with whom in their place, on group duty, missing.

How late anybody was stands on the sheet and never here. Stand-ins sign in like everybody and are marked so (S32.12,
S13.18); whoever is not back from an outing by the time they named is shown (S37.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.attendance.presence.outings import late_return
from counter.domain.attendance.presence.state import Stands, stands
from counter.domain.clock import ZONE, local_day
from counter.domain.hall.duty.due import due, rota_of
from counter.domain.hall.duty.facts import Punch, Span, Spell, moment, seconds, session_of
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has signed in."""

    person: Person
    since: int
    how: str = ""
    stands_in_for: str = ""
    """The name of who is on leave, where they stand in."""
    due: bool = True


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody out of the hall."""

    person: Person
    outing: Punch
    late: str = ""
    """Empty, `overdue` or `left-post`."""


@dataclass(frozen=True, slots=True)
class OnLeave:
    """Somebody on leave or an official trip, and who is in their place."""

    person: Person
    spell: Spell
    stand_in: Person | None = None
    stand_in_since: int | None = None
    """When the stand-in signed in; None where they have not."""


@dataclass(frozen=True, slots=True)
class Group:
    """A duty that several people are on."""

    matter: str
    until: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class DayBoard:
    """The board at a moment."""

    day: date
    at: int
    sessions: tuple[Span, ...] = ()
    session: int = 0
    """The session that is shown: the first that has not ended."""
    due: int = 0
    arrived: int = 0
    here: tuple[Here, ...] = ()
    """The latest first."""
    gone: tuple[Here, ...] = ()
    """Who signed out again."""
    out: tuple[Outside, ...] = ()
    leave: tuple[OnLeave, ...] = ()
    groups: tuple[Group, ...] = ()
    missing: tuple[Person, ...] = ()
    turns: int | None = None
    """When it next changes by itself: a session begins or ends, somebody becomes overdue."""

    @property
    def stand_ins(self) -> int:
        """How many of those who stand in have come."""
        return sum(each.stand_in_since is not None for each in self.leave)

    @property
    def stood_in(self) -> int:
        """For how many somebody stands in."""
        return sum(each.stand_in is not None for each in self.leave)


@dataclass
class _Day:
    """What the board is made of."""

    hall: Hall
    at: int
    day: date
    sessions: tuple[Span, ...]
    once: bool
    punches: Mapping[str, Sequence[Punch]]
    spells: Mapping[str, Sequence[Spell]]
    covers: dict[str, str] = field(default_factory=dict)
    """Who stands in today, and for whom."""

    def stands(self, no: str) -> Stands:
        return stands(self.punches.get(no, ()), self.sessions, self.at, once=self.once)

    def came(self, no: str) -> Punch | None:
        """The sign-in of the session shown, whether they are still there or have gone."""
        before = self.sessions[self.session - 1][1] if self.session and not self.once else 0
        came = [each for each in self.punches.get(no, ()) if each.kind == "in" and each.at >= before]
        return self.stands(no).present or (came[-1] if came else None)

    def spell(self, no: str) -> Spell | None:
        """The spell that somebody is on now; before the hours and over noon the one that the session begins with.

        After the hours it is the one that they ended with: leave to the end of the day is not missing in the evening.
        """
        if not self.sessions:
            return self._spell_at(no, self.at)
        begins, ends = self.sessions[self.session]
        if self.at < ends:
            return self._spell_at(no, max(self.at, begins))
        return self._spell_at(no, self.at) or self._spell_at(no, ends - 1)

    def _spell_at(self, no: str, probe: int) -> Spell | None:
        return next((each for each in self.spells.get(no, ()) if each.start <= probe < each.until), None)

    @property
    def session(self) -> int:
        return session_of(self.sessions, self.at) if self.sessions else 0


@carries("S32.12", "S13.18", by="register")
def day_board(hall: Hall, at: datetime) -> DayBoard:
    """The board as it stands at a moment."""
    day, now = local_day(at), seconds(at)
    standing = hall.standing(day)
    book = standing.day_of(day)
    of = _Day(hall, now, day, book.sessions, book.once, book.punches, standing.spells)
    people = [person for person in hall.laid.staff.values() if person.until is None or person.until > day]
    for person in people:
        spell = of.spell(person.no)
        if spell is not None and spell.stand_in:
            of.covers[spell.stand_in] = person.name
    wanted = _due(of, people)
    here = [each for each in _here(of, people, wanted) if each.since]
    leave = tuple(_on_leave(of, people))
    out = tuple(_outside(of, people))
    gone = tuple(_gone(of, people))
    arrived = {each.person.no for each in (*here, *gone)} | {each.person.no for each in out}
    return DayBoard(
        day, now, of.sessions, of.session, len(wanted), len(wanted & arrived),
        tuple(sorted(here, key=lambda each: -each.since)), gone, out, leave, _groups(of, people),
        tuple(person for person in people if person.no in wanted - arrived), _turns(of, out),
    )  # fmt: skip


def place_of(hall: Hall, no: str) -> str:
    """The first post of somebody, as the board shows it: 民政A."""
    for post in hall.posts_of(no):
        return f"{post.name.removesuffix('岗')}{'A' if post.a == no else 'B'}"
    return ""


def _due(of: _Day, people: Sequence[Person]) -> set[str]:
    """Who is to be in the hall for the session shown (应到): by rota and market, without leave and group duty."""
    if not of.sessions:
        return set()
    rota = rota_of(of.hall, of.day)
    session = of.sessions[of.session]
    return {
        person.no for person in people
        if of.spell(person.no) is None
        and session in due(of.hall, person, of.day, rota, stands_in=person.no in of.covers).value
    }  # fmt: skip


def _here(of: _Day, people: Sequence[Person], wanted: set[str]) -> Iterator[Here]:
    for person in people:
        standing = of.stands(person.no)
        if standing.present is None or standing.outing is not None or not _of_session(of, standing):
            continue
        present = standing.present
        yield Here(person, present.at, present.how, of.covers.get(person.no, ""), person.no in wanted)


def _gone(of: _Day, people: Sequence[Person]) -> Iterator[Here]:
    """Who signed in for the session shown and out again."""
    before = of.sessions[of.session - 1][1] if of.session and not of.once else 0
    for person in people:
        if of.spell(person.no) is not None:
            continue  # stands with the leave or the group duty, not twice
        gone = of.stands(person.no).gone
        if gone is not None and gone.at > before and of.stands(person.no).present is None:
            came = [each for each in of.punches.get(person.no, ()) if each.kind == "in" and each.at >= before]
            if came:
                yield Here(person, gone.at, gone.how)


def _of_session(of: _Day, standing: Stands) -> bool:
    return of.once or not of.sessions or standing.present_session == standing.session


def _outside(of: _Day, people: Sequence[Person]) -> Iterator[Outside]:
    for person in people:
        outing = of.stands(person.no).outing
        if outing is not None:
            yield Outside(person, outing, late_return(of.hall, outing, moment(of.at)).value)


def _on_leave(of: _Day, people: Sequence[Person]) -> Iterator[OnLeave]:
    for person in people:
        spell = of.spell(person.no)
        if spell is None or spell.kind == "group-duty" or of.stands(person.no).present is not None:
            continue  # who has signed in is back, whatever the leave says
        other = of.hall.laid.staff.get(spell.stand_in)
        came = of.came(other.no) if other else None
        yield OnLeave(person, spell, other, came.at if came else None)


def _groups(of: _Day, people: Sequence[Person]) -> tuple[Group, ...]:
    found: dict[tuple[str, int], list[Person]] = {}
    for person in people:
        spell = of.spell(person.no)
        if spell is not None and spell.kind == "group-duty":
            found.setdefault((spell.label, spell.until), []).append(person)
    return tuple(Group(matter, until, tuple(each)) for (matter, until), each in found.items())


def _turns(of: _Day, out: Sequence[Outside]) -> int | None:
    midnight = seconds(datetime.combine(of.day + timedelta(days=1), datetime.min.time(), ZONE))
    minutes = of.hall.book(of.day).posts.empty_minutes.value * 60
    backs = [each.outing.back_by for each in out if each.outing.back_by is not None]
    points = [midnight, *(edge for span in of.sessions for edge in span), *(back + 1 for back in backs),
              *(back + minutes + 1 for back in backs)]  # fmt: skip
    points += [edge for spells in of.spells.values() for each in spells for edge in (each.start, each.until)]
    return min((each for each in points if each > of.at), default=None)
