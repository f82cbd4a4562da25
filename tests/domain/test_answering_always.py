"""People come and go at random: every minute belongs to somebody, exactly once, and a shown gap is the only nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.clock import ZONE
from counter.domain.hall.duty.answering import NOBODY, Answer, DayBook, Standing
from counter.domain.hall.duty.facts import Holding, Punch, Spell, Turn, covers, there

MONDAY = date(2026, 11, 16)
DAYS = 9
PEOPLE = ("07", "12", "09", "15")
EMPTY = 30 * 60
_MINUTE = 60


def seconds(day: date, at: time) -> int:
    return int(datetime.combine(day, at, ZONE).timestamp())


START, END = seconds(MONDAY, time()), seconds(MONDAY + timedelta(days=DAYS), time())


def sessions(day: date) -> tuple[tuple[int, int], ...]:
    if day.weekday() >= 5:
        return ()
    return ((seconds(day, time(8, 30)), seconds(day, time(12))), (seconds(day, time(14, 30)), seconds(day, time(18))))


minutes = st.integers(START // _MINUTE, END // _MINUTE).map(lambda at: at * _MINUTE)
people = st.sampled_from(PEOPLE)
punches = st.lists(st.tuples(people, minutes, st.sampled_from(("in", "out", "go-out", "come-back"))), max_size=40)
_TURNED = ("hand-over", "step-in", "name-third", "by-phone", "take-back", "unhanded")
turns = st.lists(
    st.tuples(minutes, st.sampled_from(_TURNED), people, people),
    max_size=6,
)
spells = st.lists(
    st.tuples(people, minutes, st.integers(10, 3000), st.sampled_from(("", *PEOPLE)), st.none() | st.integers(1, 3000)),
    max_size=5,
)
"""Who, from when, for how many minutes, who stands in, and after how many it was cut short."""
pairs = st.lists(st.tuples(minutes, people, st.sampled_from(("", *PEOPLE))), max_size=4)
"""From when on who is A and B."""
departures = st.dictionaries(people, minutes, max_size=2)
rotas = st.dictionaries(st.integers(0, DAYS - 1), st.booleans(), max_size=3)


Absence = tuple[str, int, int, str, int | None]
Pair = tuple[int, str, str]


def standing(
    moves: Sequence[tuple[str, int, str]], given_over: Sequence[tuple[int, str, str, str]],
    absences: Sequence[Absence], off: Mapping[int, bool], left: Mapping[str, int], changed: Sequence[Pair],
) -> Standing:  # fmt: skip
    of_day: dict[date, dict[str, list[Punch]]] = {}
    for number, (who, at, kind) in enumerate(sorted(moves, key=lambda each: each[1])):
        day = datetime.fromtimestamp(at, ZONE).date()
        of_day.setdefault(day, {}).setdefault(who, []).append(Punch(number, who, at, kind))

    books: dict[date, DayBook] = {}

    def day_of(day: date) -> DayBook:
        if day not in books:
            shut = off.get((day - MONDAY).days, False)
            rota = frozenset[str]() if shut else None
            books[day] = DayBook(sessions(day), of_day.get(day, {}), once=False, empty_seconds=EMPTY, rota=rota)
        return books[day]

    away: dict[str, list[Spell]] = {}
    for who, start, long, stand_in, cut in sorted(absences, key=lambda each: each[1]):
        other = stand_in if stand_in != who else ""
        until = start + min(long, cut or long) * _MINUTE
        away.setdefault(who, []).append(Spell(who, start, until, "private", other))
    handed = sorted(given_over, key=lambda each: each[0])
    held = [Holding(0, "07", "12"), *(Holding(at, a, b if b != a else "") for at, a, b in sorted(changed))]
    over = [Turn(number, "MZ", at, kind, giver, taker) for number, (at, kind, giver, taker) in enumerate(handed)]
    return Standing({"MZ": held}, {"MZ": over}, away, day_of, left)


@pytest.mark.rule("S13.2", "S13.19")
@given(punches, turns, spells, rotas, departures, pairs)
def test_every_minute_belongs_to_somebody_exactly_once(
    moves: Sequence[tuple[str, int, str]], given_over: Sequence[tuple[int, str, str, str]],
    absences: Sequence[Absence], off: Mapping[int, bool], left: Mapping[str, int], changed: Sequence[Pair],
) -> None:  # fmt: skip
    known = (moves, given_over, absences, off, left, changed)
    found = standing(*known).stretches("MZ", START, END)

    assert (found[0].start, found[-1].until) == (START, END)
    assert all(one.until == other.start for one, other in zip(found, found[1:], strict=False))
    assert all(each.start < each.until and each.answer.person in PEOPLE for each in found)
    assert all(one.answer != other.answer for one, other in zip(found, found[1:], strict=False))

    asked = standing(*known)
    for each in reversed(found):
        for at in {each.start, (each.start + each.until) // 2, each.until - 1}:
            assert asked.answer("MZ", at) == each.answer


@pytest.mark.rule("S13.19")
@given(punches, turns, spells, departures, pairs)
def test_nobody_is_shown_only_in_hours_after_the_halls_minutes_and_only_where_nobody_is_there(
    moves: Sequence[tuple[str, int, str]], given_over: Sequence[tuple[int, str, str, str]],
    absences: Sequence[Absence], left: Mapping[str, int], changed: Sequence[Pair],
) -> None:  # fmt: skip
    found = standing(moves, given_over, absences, {}, left, changed)
    for at in range(START, END, 7 * _MINUTE):
        day = datetime.fromtimestamp(at, ZONE).date()
        answer, book = found.answer("MZ", at), found.day_of(day)
        hours = next((each for each in sessions(day) if each[0] <= at < each[1]), None)
        if hours is None:
            assert answer.because != NOBODY
            continue
        held = found.holding("MZ", at)
        pair = {no for no in (held.a, held.b) if no}
        present = {
            no for no in PEOPLE
            if covers(there(book.punches.get(no, ()), book.sessions, judged=book.judged, once=False), at)
            and not any(each.start <= at < each.until for each in found.spells.get(no, ()))
            and left.get(no, at + 1) > at
        }  # fmt: skip
        if held.a in present and found.turn("MZ", at) is None:
            assert answer == Answer(held.a, "A", held.a)
        if answer.because == NOBODY:
            assert book.on_rota("MZ")
            assert at - hours[0] > EMPTY
            assert not present & pair
        elif present & pair:
            took_over = any(kind in ("hand-over", "step-in") and taker == answer.person and hours[0] <= when <= at
                            for when, kind, _, taker in given_over)  # fmt: skip
            assert answer.person in present or took_over


def test_the_year_and_the_moment_are_read_off_the_same_walk() -> None:
    """A window that is left in the morning and found empty until noon: the minutes are those of the hall."""
    moves = [("07", seconds(MONDAY, time(8, 20)), "in"), ("07", seconds(MONDAY, time(9)), "out")]
    found = standing(moves, (), (), {}, {}, ())
    told = [(each.start, each.answer.because) for each in found.stretches("MZ", START, seconds(MONDAY, time(13)))]
    assert told == [
        (START, "A"), (seconds(MONDAY, time(9)) + EMPTY + 1, NOBODY), (seconds(MONDAY, time(12)), "A"),
    ]  # fmt: skip
