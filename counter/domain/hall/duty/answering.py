"""Who answers for a post at a moment, past or present, and why: pure, from posts, presence, leave and handovers.

A answers; B after a handover, after stepping in, or while A is on leave or away; a named third where both are away
(S13.2, S13.10). Outside hours and on rest days the last one stays, so that every minute belongs to somebody. A window
in hours at which nobody is left for longer than the hall's minutes has nobody, and that is shown (S13.19).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from counter.domain.clock import local, local_day
from counter.domain.hall.duty.facts import Holding, Punch, Span, Spell, Turn, away, covers, moment, there
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
_OF_TURN = {
    "hand-over": "handed-over", "by-phone": "handed-over", "step-in": "stepped-in", "name-third": "named",
}  # fmt: skip
TAKE_BACK = "take-back"
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
    _there: dict[str, list[Span]] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Whether anybody signed in: without that presence is not judged."""
        return any(punch.kind == "in" for punches in self.punches.values() for punch in punches)

    def there(self, person: str, spells: Sequence[Spell]) -> list[Span]:
        """When somebody was in the hall that day."""
        if person not in self._there:
            spans = there(self.punches.get(person, ()), self.sessions, judged=self.judged, once=self.once)
            self._there[person] = away(spans, spells)
        return self._there[person]

    def free(self, person: str, spells: Sequence[Spell]) -> list[Span]:
        """The hours without leave and outings, for a post that is not on the rota that day."""
        return away(there(self.punches.get(person, ()), self.sessions, judged=False, once=self.once), spells)


@dataclass(frozen=True, slots=True)
class Answer:
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment until another, one person answers."""

    start: int
    until: int
    answer: Answer


@dataclass
class Standing:
    """What is known of presence and posts, as far as it was read."""

    holdings: Mapping[str, Sequence[Holding]]
    turns: Mapping[str, Sequence[Turn]]
    spells: Mapping[str, Sequence[Spell]]
    day_of: Callable[[date], DayBook]
    """One day's hours and punches; kept by who reads them."""

    def holding(self, post: str, at: int) -> Holding:
        """A and B of a post at a moment."""
        held = self.holdings[post]
        return next((each for each in reversed(held) if each.since <= at), held[0])

    def turn(self, post: str, at: int) -> Turn | None:
        """The last handover at or before a moment; None where the post was taken back since."""
        turns = self.turns.get(post, ())
        number = bisect_right([each.at for each in turns], at)
        if not number or turns[number - 1].kind == TAKE_BACK:
            return None
        return turns[number - 1]

    @carries("S13.2", "S13.10", "S13.19", by="clock")
    def answer(self, post: str, at: int) -> Answer:
        """Who answers for a post at a moment."""
        book = self.day_of(local_day(moment(at)))
        if any(start <= at < until for start, until in book.sessions):
            session = next(each for each in book.sessions if each[0] <= at < each[1])
            found = self._in_hours(post, at, book)
            if found is not None:
                return found
            return self._empty(post, at, book, session)
        return self._after_hours(post, at)

    def stretches(self, post: str, start: int, until: int) -> list[Stretch]:
        """Who answered from a moment until another, without a gap; neighbours with the same answer are one."""
        found: list[Stretch] = []
        points = sorted({start, *(each for each in self._points(post, start, until) if start < each < until), until})
        for first, last in pairwise(points):
            answer = self.answer(post, first)
            if found and found[-1].answer == answer:
                found[-1] = Stretch(found[-1].start, last, answer)
            else:
                found.append(Stretch(first, last, answer))
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

    # -- one moment ----------------------------------------------------------------------------

    def _in_hours(self, post: str, at: int, book: DayBook) -> Answer | None:
        held, turn = self.holding(post, at), self.turn(post, at)
        rota = book.rota is None or post in book.rota
        for person, because in self._candidates(held, turn, at):
            spells = self.spells.get(person, ())
            if covers(book.there(person, spells) if rota else book.free(person, spells), at):
                return Answer(person, because, held.a)
        return None

    def _candidates(self, held: Holding, turn: Turn | None, at: int) -> Iterator[tuple[str, str]]:
        """Who may answer, first the nearest."""
        if turn is not None:
            yield turn.taker, "A" if turn.taker == held.a else _OF_TURN[turn.kind]
        yield held.a, "A"
        for spell in self.spells.get(held.a, ()):
            if spell.stand_in and spell.start <= at < spell.until:
                yield spell.stand_in, "B" if spell.stand_in == held.b else "named"
        if held.b:
            yield held.b, "B"

    def _empty(self, post: str, at: int, book: DayBook, session: Span) -> Answer:
        """Nobody is there: the last one answers on, and after the hall's minutes the window counts as empty."""
        since = max((each for each in self._points(post, session[0], at + 1) if each <= at
                     and self._in_hours(post, each - 1, book) is not None), default=session[0])  # fmt: skip
        held = self.holding(post, at)
        last = self._before(post, since)
        if at - since > book.empty_seconds:
            return Answer(last.person, NOBODY, held.a)
        return Answer(last.person, last.because if last.because != NOBODY else "A", held.a)

    def _after_hours(self, post: str, at: int) -> Answer:
        """The last one stays; what was handed over since then counts at once."""
        before = self._last_hours(at)
        turns = [each for each in self.turns.get(post, ()) if before < each.at <= at]
        held = self.holding(post, at)
        if turns:
            last = turns[-1]
            if last.kind != TAKE_BACK:
                return Answer(last.taker, _OF_TURN[last.kind], held.a)
            return Answer(last.taker, "A" if last.taker == held.a else "named", held.a)
        found = self._before(post, before + 1)
        return Answer(found.person, found.because if found.because != NOBODY else "A", held.a)

    def _before(self, post: str, at: int) -> Answer:
        """Who answered last before a moment, in hours."""
        held = self.holding(post, at)
        for day in _days_back(local_day(moment(at))):
            book = self.day_of(day)
            for start, until in reversed(book.sessions):
                last = min(until, at)
                if last <= start:
                    continue
                for point in sorted(self._points(post, start, last), reverse=True):
                    found = self._in_hours(post, min(point, last) - 1, book) if point > start else None
                    if found is not None:
                        return found
                found = self._in_hours(post, last - 1, book)
                if found is not None:
                    return found
            if self._settled(post, day):
                break
        return Answer(held.a, "A", held.a)

    def _settled(self, post: str, day: date) -> bool:
        """Nothing is known of days before: nobody looks further back than there are facts."""
        first = min((each.at for each in self.turns.get(post, ())), default=None)
        return first is None or local_day(moment(first)) > day

    def _last_hours(self, at: int) -> int:
        """The last second of the hours before a moment."""
        for day in _days_back(local_day(moment(at))):
            ends = [until for _, until in self.day_of(day).sessions if until <= at]
            if ends:
                return max(ends) - 1
        return at

    # -- where an answer can change ------------------------------------------------------------

    def _points(self, post: str, start: int, until: int) -> set[int]:
        """Every moment between two at which another may begin to answer."""
        held = self.holdings[post]
        turns = [each for each in self.turns.get(post, ()) if start <= each.at <= until]
        people = {no for each in held for no in (each.a, each.b) if no}
        people |= {no for each in self.turns.get(post, ()) for no in (each.giver, each.taker)}
        spells = [each for no in people for each in self.spells.get(no, ())]
        people |= {each.stand_in for each in spells if each.stand_in}
        found = {each.since for each in held} | {each.at for each in turns}
        found |= {at for each in spells for at in (each.start, each.until)}
        day, last = local_day(moment(start)), local_day(moment(until))
        while day <= last:
            book = self.day_of(day)
            for first, end in book.sessions:
                found |= {first, end}
            if book.sessions:
                for no in people:
                    for first, end in book.there(no, self.spells.get(no, ())):
                        found |= {first, end, end + book.empty_seconds + 1}
                found |= {first + book.empty_seconds + 1 for first, _ in book.sessions}
            day += _ONE_DAY
        return {each for each in found if start <= each <= until}


def _spell_said(spell: Spell) -> str:
    since, until = local(moment(spell.start)), local(moment(spell.until))
    what = {"official": "公出", "group-duty": "集体公务"}.get(spell.kind, "请假")
    return f"{what} {since:%m-%d %H:%M} 至 {until:%m-%d %H:%M} {spell.label}".rstrip()


def _days_back(day: date) -> Iterator[date]:
    for number in range(_LOOK_BACK):
        yield day - number * _ONE_DAY
