"""Who answers for a post at a moment, past or present, and why: pure, from posts, presence, leave and handovers.

A answers; B after a handover, after stepping in, or while A is on leave or away; a named third where both are away
(S13.2, S13.10). Outside hours and on rest days the last one stays, so that every minute belongs to somebody. A window
in hours at which nobody is left for longer than the hall's minutes has nobody, and that is shown (S13.19).

A session of the hall's hours is walked once: who of the candidates was there, and who answers on where nobody was.
One moment and a whole year are read off the same walk, so that they cannot disagree.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from counter.domain.clock import local, local_day
from counter.domain.hall.duty.facts import Holding, Punch, Span, Spell, Turn, away, moment, there
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.rules import carries

NOBODY = "nobody"
BECAUSE = {
    "A": "A岗在岗",
    "B": "A岗不在，B岗顶岗",
    "handed-over": "已交接",
    "stepped-in": "主动顶岗",
    "named": "指定顶岗",
    NOBODY: "窗口无人",
}
"""Why somebody answers, as screens say it."""
TAKE_BACK = "take-back"
_OF_TURN = {
    "hand-over": "handed-over", "by-phone": "handed-over", "step-in": "stepped-in", "name-third": "named",
    TAKE_BACK: "named", "unhanded": "named",
}  # fmt: skip
_IN_PERSON = frozenset({"hand-over", "step-in"})
"""Turns that the taker confirms in person, and is therefore there."""
_LOOK_BACK = 400
"""So many days back the last one who answered is looked for; before that it is A."""
_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class DayBook:
    """One day of the hall: its hours, who punched, which posts are on its rota."""

    sessions: tuple[Span, ...]
    punches: Mapping[str, Sequence[Punch]]
    once: bool
    """One sign-in covers the whole day."""
    empty_seconds: int
    """For longer than that nobody may be missing at a window."""
    rota: frozenset[str] | None = None
    """The posts whose windows are open that day; None: all of them."""
    _judged: bool | None = None
    _there: dict[str, list[Span]] = field(default_factory=dict)
    _free: dict[str, list[Span]] = field(default_factory=dict)
    _spells: dict[str, list[Spell]] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Whether anybody signed in: without that presence is not judged."""
        if self._judged is None:
            self._judged = any(punch.kind == "in" for punches in self.punches.values() for punch in punches)
        return self._judged

    def on_rota(self, post: str) -> bool:
        """Whether the post's window is open that day."""
        return self.rota is None or post in self.rota

    def touched(self, person: str, spells: Sequence[Spell]) -> list[Spell]:
        """Which of somebody's spells touch the hours of that day."""
        if person not in self._spells:
            first, last = (self.sessions[0][0], self.sessions[-1][1]) if self.sessions else (0, 0)
            self._spells[person] = [each for each in spells if each.start < last and first < each.until]
        return self._spells[person]

    def there(self, person: str, spells: Sequence[Spell]) -> list[Span]:
        """When somebody was in the hall that day."""
        if person not in self._there:
            spans = there(self.punches.get(person, ()), self.sessions, judged=self.judged, once=self.once)
            self._there[person] = away(spans, spells) if spells else spans
        return self._there[person]

    def free(self, person: str, spells: Sequence[Spell]) -> list[Span]:
        """The hours without leave and outings, for a post that is not on the rota that day."""
        if person not in self._free:
            spans = there(self.punches.get(person, ()), self.sessions, judged=False, once=self.once)
            self._free[person] = away(spans, spells)
        return self._free[person]


class Answer(NamedTuple):
    """Who answers for a post."""

    person: str
    """Always somebody: where the window is empty, who answered last."""
    because: str
    """A, B, handed-over, stepped-in, named, or nobody."""
    a: str = ""
    """Whose post it is."""

    @property
    def who(self) -> str:
        """Who is there for the window: nobody where it stood empty for too long."""
        return "" if self.because == NOBODY else self.person

    @property
    def stands_in(self) -> bool:
        """Whether it is another than A."""
        return self.person != self.a


class Stretch(NamedTuple):
    """From a moment until another, one person answers."""

    start: int
    until: int
    answer: Answer


class _Walk(NamedTuple):
    """A session as it was: its stretches without a gap, and who answers on after it."""

    stretches: Sequence[Stretch]
    last: Answer


class _Known(NamedTuple):
    """What is known of a post through all time, ready to be looked up."""

    turned: Sequence[int]
    """The moments of its handovers, as they stand."""
    people: frozenset[str]
    """Everybody who ever was A or B of it, or took it over."""
    changes: Sequence[int]
    """The moments of handovers, of changes of A and B, and of departures for good."""


_Piece = tuple[int, int, Answer | None]
"""A part of a session, and who of the candidates was there for the post; None where nobody was."""


@dataclass
class Standing:
    """What is known of presence and posts."""

    holdings: Mapping[str, Sequence[Holding]]
    turns: Mapping[str, Sequence[Turn]]
    spells: Mapping[str, Sequence[Spell]]
    day_of: Callable[[date], DayBook]
    """One day's hours and punches; kept by who reads them."""
    left: Mapping[str, int] = field(default_factory=dict)
    """Since when somebody no longer works here."""
    _of_post: dict[str, _Known] = field(default_factory=dict)
    _walked: dict[tuple[str, int], _Walk] = field(default_factory=dict)

    def holding(self, post: str, at: int) -> Holding:
        """A and B of a post at a moment."""
        held = self.holdings[post]
        if len(held) == 1:
            return held[0]
        return next((each for each in reversed(held) if each.since <= at), held[0])

    def turn(self, post: str, at: int) -> Turn | None:
        """The last handover at or before a moment; None where A took the post back since, or a new pair came."""
        number = bisect_right(self._known(post).turned, at)
        if not number:
            return None
        found = self.turns[post][number - 1]
        if found.kind == TAKE_BACK and found.taker == self.holding(post, found.at).a:
            return None
        return None if self._ended(post, found, at) else found

    def _ended(self, post: str, turn: Turn, at: int) -> bool:
        """Whether another pair ended a turn: another A who is not who has it, or another B in place of who had it."""
        for before, after in pairwise(self.holdings[post]):
            if not turn.at < after.since <= at or turn.taker == after.a:
                continue
            if after.a != before.a or (after.b != before.b and turn.taker == before.b):
                return True
        return False

    @carries("S13.2", "S13.10", "S13.19", by="clock")
    def answer(self, post: str, at: int) -> Answer:
        """Who answers for a post at a moment."""
        book = self.day_of(local_day(moment(at)))
        for session in book.sessions:
            if session[0] <= at < session[1]:
                found = self._walk(post, session, book).stretches
                return found[bisect_right(found, at, key=lambda each: each.start) - 1].answer
        return self._carried(post, at)

    def stretches(self, post: str, start: int, until: int) -> list[Stretch]:
        """Who answered from a moment until another, without a gap; neighbours with the same answer are one."""
        found: list[Stretch] = []
        if until <= start:
            return found
        at, last = start, None
        day, end = local_day(moment(start)), local_day(moment(until))
        while day <= end:
            book = self.day_of(day)
            for session in book.sessions:
                if session[1] <= start or session[0] >= until:
                    continue
                if at < session[0]:
                    last = self._rest(post, at, session[0], last or self.answer(post, at), found)
                walk = self._walk(post, session, book, last)
                for each in walk.stretches:
                    _join(found, max(each.start, start), min(each.until, until), each.answer)
                at, last = min(session[1], until), walk.last
            day += _ONE_DAY
        if at < until:
            self._rest(post, at, until, last or self.answer(post, at), found)
        return found

    def explained(self, post: str, at: int, name_of: Callable[[str], str], cite: Cite) -> Reckoning[Answer]:
        """The answer with its reason, for F9."""
        answer = self.answer(post, at)
        held, turn = self.holding(post, at), self.turn(post, at)
        said = [f"A岗{name_of(held.a)}，B岗{name_of(held.b) if held.b else '未设'}"]
        for no in dict.fromkeys((held.a, held.b, turn.taker if turn else "")):
            said += [f"{name_of(no)} {_spell_said(each)}" for each in self.spells.get(no, ())
                     if no and each.start <= at < each.until]  # fmt: skip
        if turn is not None:
            said.append(f"{local(moment(turn.at)):%m-%d %H:%M} {BECAUSE[_OF_TURN[turn.kind]]}："
                        f"{name_of(turn.giver)} → {name_of(turn.taker)}")  # fmt: skip
        said.append(f"{BECAUSE[answer.because]}，由{name_of(answer.person)}负责")
        return Reckoning(answer, (*(Step(each) for each in said[:-1]), Step(said[-1], (cite,))))

    # -- in hours ------------------------------------------------------------------------------

    def _walk(self, post: str, session: Span, book: DayBook, before: Answer | None = None) -> _Walk:
        """A session from its start to its end; walked once. Who answered before it is looked for where it matters."""
        key = (post, session[0])
        if key not in self._walked:
            pieces = self._pieces(post, session, book)
            if before is None and pieces[0][2] is None:
                before = self._carried(post, session[0] - 1)
            self._walked[key] = self._through(post, pieces, before, book)
        return self._walked[key]

    def _through(self, post: str, pieces: Sequence[_Piece], last: Answer | None, book: DayBook) -> _Walk:
        """Where nobody is there the last one answers on; after the hall's minutes the window counts as empty.

        Off the rota a window is empty by rule, and counts as nothing.
        """
        found: list[Stretch] = []
        empty_from: int | None = None
        for start, until, answer in pieces:
            if answer is not None:
                last, empty_from = answer, None
                _join(found, start, until, answer)
                continue
            if empty_from is None:
                empty_from = start + book.empty_seconds + 1 if book.on_rota(post) else pieces[-1][1]
            last = self._answers_on(post, start, last)
            _join(found, start, min(until, empty_from), last)
            _join(found, max(start, empty_from), until, last._replace(because=NOBODY))
        assert last is not None
        return _Walk(found, last)

    def _pieces(self, post: str, session: Span, book: DayBook) -> list[_Piece]:
        """Who of the candidates was there, from the start of a session to its end."""
        first, last = session
        cuts = {at for at in self._changes_of(post, first, last) if first < at}
        asked = list(self._known(post).people)
        for no in asked:  # a stand-in's own leave too: then another stands in
            for each in book.touched(no, self.spells.get(no, ())):
                cuts |= {at for at in (each.start, each.until) if first < at < last}
                if each.stand_in and each.stand_in not in asked:
                    asked.append(each.stand_in)
        if not cuts:
            return self._overlaid(post, session, book)
        points = [first, *sorted(cuts), last]
        return [piece for part in pairwise(points) for piece in self._overlaid(post, part, book)]

    def _overlaid(self, post: str, part: Span, book: DayBook) -> list[_Piece]:
        """A time in which the candidates are the same: the nearest who is there answers."""
        rota = book.on_rota(post)
        held = self.holding(post, part[0])
        found: list[_Piece] = []
        uncovered: list[Span] = [part]
        for person, because in self._candidates(post, held, part[0]):
            spells = book.touched(person, self.spells.get(person, ()))
            spans = book.there(person, spells) if rota else book.free(person, spells)
            spans = self._took_over(post, part, person, book) or spans
            answer = Answer(person, because, held.a)
            found += [(first, last, answer) for hole in uncovered for first, last in _shared(hole, spans)]
            uncovered = [rest for hole in uncovered for rest in _outside(hole, spans)]
            if not uncovered:
                break
        found += [(first, last, None) for first, last in uncovered]
        return sorted(found, key=lambda each: each[0]) if len(found) > 1 else found

    def _took_over(self, post: str, part: Span, person: str, book: DayBook) -> list[Span]:
        """Who took over in person was there, signed in or not, until signing out or to the end of the session."""
        turn = self.turn(post, part[0])
        if turn is None or turn.taker != person or turn.kind not in _IN_PERSON:
            return []
        session = next(each for each in book.sessions if each[0] <= part[0] < each[1])
        if not session[0] <= turn.at < session[1]:
            return []
        gone = (
            each.at for each in book.punches.get(person, ()) if each.kind in ("out", "go-out") and each.at >= turn.at
        )
        stay = (turn.at, min([session[1], *gone]))
        spells = book.touched(person, self.spells.get(person, ()))
        others = [rest for span in book.there(person, spells) for rest in _outside(span, [stay])]
        return away(sorted([stay, *others]), spells)

    def _candidates(self, post: str, held: Holding, at: int) -> Iterator[tuple[str, str]]:
        """Who may answer, first the nearest; who left the hall for good does not."""
        return (each for each in self._named(post, held, at) if at < self.left.get(each[0], at + 1))

    def _named(self, post: str, held: Holding, at: int) -> Iterator[tuple[str, str]]:
        turn = self.turn(post, at)
        if turn is not None:
            yield turn.taker, self._of_turn(turn, held)
            if turn.taker != held.a:
                yield from self._stand_ins(turn.taker, held, at)
        yield held.a, "A"
        yield from self._stand_ins(held.a, held, at)
        if held.b:
            yield held.b, "B"
            yield from self._stand_ins(held.b, held, at)

    def _stand_ins(self, person: str, held: Holding, at: int) -> Iterator[tuple[str, str]]:
        """Who stands in for somebody on leave, and for that one where they are on leave too, as far as it goes."""
        seen = {person}
        while spell := next((each for each in self.spells.get(person, ())
                             if each.stand_in not in ("", *seen) and each.start <= at < each.until), None):  # fmt: skip
            person = spell.stand_in
            seen.add(person)
            yield person, "B" if person == held.b else "named"

    def _of_turn(self, turn: Turn, held: Holding) -> str:
        if turn.taker == held.a:
            return "A"
        return "B" if turn.kind == TAKE_BACK and turn.taker == held.b else _OF_TURN[turn.kind]

    def _answers_on(self, post: str, at: int, last: Answer | None) -> Answer:
        """Who answers in hours though nobody is there: the last one; where they are rightly away, who should be."""
        held, turn = self.holding(post, at), self.turn(post, at)
        if turn is not None and turn.at == at:
            return Answer(turn.taker, self._of_turn(turn, held), held.a)
        if last is not None and not self._is_away(last.person, at):
            return last._replace(a=held.a)
        for person, because in self._candidates(post, held, at):
            if not self._is_away(person, at):
                return Answer(person, because, held.a)
        return last._replace(a=held.a) if last is not None else Answer(held.a, "A", held.a)

    def _is_away(self, person: str, at: int) -> bool:
        return self.left.get(person, at + 1) <= at or any(
            each.start <= at < each.until for each in self.spells.get(person, ())
        )

    # -- outside hours -------------------------------------------------------------------------

    def _carried(self, post: str, at: int) -> Answer:
        """Outside hours: the last one stays; what was handed over or changed since then counts at once."""
        back: list[tuple[Span, DayBook, list[_Piece]]] = []
        last: Answer | None = None
        for session, book in self._sessions_before(at):
            known = self._walked.get((post, session[0]))
            if known is not None:
                last = known.last
                end = session[1]
                break
            back.append((session, book, self._pieces(post, session, book)))
            if any(answer is not None for _, _, answer in back[-1][2]):
                break
        if last is None:
            first = back[-1][0][0] if back else at
            held = self.holding(post, first)
            last, end = Answer(held.a, "A", held.a), first
        for session, book, pieces in reversed(back):
            last = self._after_changes(post, end, session[0], last)
            # How the earliest of them began is not known here, only how it ended: it is walked again when asked for.
            walk = self._through(post, pieces, last, book)
            last, end = walk.last, session[1]
        return self._after_changes(post, end, at + 1, last)

    def _sessions_before(self, at: int) -> Iterator[tuple[Span, DayBook]]:
        """The sessions that ended before a moment, the latest first."""
        day = local_day(moment(at))
        for number in range(_LOOK_BACK):
            book = self.day_of(day - number * _ONE_DAY)
            yield from ((session, book) for session in reversed(book.sessions) if session[1] <= at)

    def _rest(self, post: str, start: int, until: int, last: Answer, found: list[Stretch]) -> Answer:
        """A time outside hours, told into what was found; who answers at its end."""
        at = start
        for change in self._changes_of(post, start, until):
            _join(found, at, change, last)
            last, at = self._changed(post, change, last), change
        _join(found, at, until, last)
        return last

    def _after_changes(self, post: str, start: int, until: int, last: Answer) -> Answer:
        for change in self._changes_of(post, start, until):
            last = self._changed(post, change, last)
        return last

    def _changes_of(self, post: str, start: int, until: int) -> Sequence[int]:
        """The moments of handovers, changes of A and B, and departures for good, from one until before another."""
        every = self._known(post).changes
        return every[bisect_left(every, start) : bisect_left(every, until)]

    def _known(self, post: str) -> _Known:
        if post not in self._of_post:
            held, turns = self.holdings[post], self.turns.get(post, ())
            people = {no for each in held for no in (each.a, each.b) if no} | {each.taker for each in turns}
            changes = {each.since for each in held} | {each.at for each in turns}
            changes |= {self.left[no] for no in people if no in self.left}
            turned = [each.at for each in turns]
            self._of_post[post] = _Known(turned, frozenset(people), sorted(changes))
        return self._of_post[post]

    def _changed(self, post: str, at: int, last: Answer) -> Answer:
        """Who answers on after a change outside hours."""
        held, turn = self.holding(post, at), self.turn(post, at)
        number = bisect_right(self._known(post).turned, at)
        if number and (taken := self.turns[post][number - 1]).at == at:
            return Answer(taken.taker, self._of_turn(taken, held), held.a)
        mine = {held.a, held.b, turn.taker if turn else "", *(each.stand_in for each in self.spells.get(held.a, ()))}
        if last.person in mine and at < self.left.get(last.person, at + 1):
            return last._replace(a=held.a)
        person, because = next(self._candidates(post, held, at), (held.a, "A"))
        return Answer(person, because, held.a)


def _join(found: list[Stretch], start: int, until: int, answer: Answer) -> None:
    """Adds a time to what was found; neighbours with the same answer are one."""
    if start >= until:
        return
    if found and found[-1].answer == answer:
        found[-1] = Stretch(found[-1].start, until, answer)
    else:
        found.append(Stretch(start, until, answer))


def _shared(hole: Span, spans: Sequence[Span]) -> Iterator[Span]:
    for start, until in spans:
        first, last = max(start, hole[0]), min(until, hole[1])
        if first < last:
            yield first, last


def _outside(hole: Span, spans: Sequence[Span]) -> Iterator[Span]:
    """What of a time no span covers; the spans stand in their order."""
    at, end = hole
    for start, until in spans:
        if until <= at or end <= start:
            continue
        if at < start:
            yield at, start
        at = until
    if at < end:
        yield at, end


def _spell_said(spell: Spell) -> str:
    since, until = local(moment(spell.start)), local(moment(spell.until))
    what = {"official": "公出", "group-duty": "集体公务"}.get(spell.kind, "请假")
    return f"{what} {since:%m-%d %H:%M} 至 {until:%m-%d %H:%M} {spell.label}".rstrip()
