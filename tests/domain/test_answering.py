"""Who answers for a post: by presence, leave and handovers, in hours, at night, and where nobody is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from counter.domain.clock import ZONE
from counter.domain.hall.duty.answering import DayBook, Standing
from counter.domain.hall.duty.facts import Holding, Punch, Spell, Turn

FRIDAY = date(2026, 11, 20)
_HOURS = ((8, 30, 12, 0), (14, 30, 18, 0))


def at(text: str, day: date = FRIDAY) -> int:
    hour, minute = map(int, text.split(":"))
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp())


def hours(day: date) -> tuple[tuple[int, int], ...]:
    if day.weekday() >= 5:
        return ()
    return tuple((at(f"{a}:{b}", day), at(f"{c}:{d}", day)) for a, b, c, d in _HOURS)


def standing(
    punches: Sequence[tuple[str, str, str]] = (), spells: Sequence[Spell] = (), turns: Sequence[Turn] = ()
) -> Standing:
    def day_of(day: date) -> DayBook:
        found: dict[str, list[Punch]] = {}
        for number, (who, when, kind) in enumerate(punches):
            if day == FRIDAY:
                found.setdefault(who, []).append(Punch(number, who, at(when), kind))
        return DayBook(hours(day), found, once=False, empty_seconds=30 * 60)

    of_people: dict[str, list[Spell]] = {}
    for each in spells:
        of_people.setdefault(each.person, []).append(each)
    return Standing({"MZ": [Holding(0, "07", "12")]}, {"MZ": list(turns)}, of_people, day_of)


BOTH = [("07", "08:20", "in"), ("12", "08:25", "in")]
OF_B = Spell("12", at("00:00"), at("23:59"), "sick", "09")
LEAVE = Spell("07", at("00:00"), at("23:59"), "private", "12")


@pytest.mark.rule("S13.2", "S13.10", "S13.19")
@pytest.mark.parametrize(
    ("punches", "spells", "turns", "when", "person", "because"),
    [
        ((), (), (), "09:00", "07", "A"),
        (BOTH, (), (), "09:00", "07", "A"),
        ([("12", "08:25", "in")], (), (), "09:00", "12", "B"),
        ([*BOTH, ("07", "10:00", "go-out")], (), (), "10:30", "12", "B"),
        ([*BOTH, ("07", "10:00", "go-out"), ("07", "11:00", "come-back")], (), (), "11:30", "07", "A"),
        (BOTH, [LEAVE], (), "09:00", "12", "B"),
        ((), [Spell("07", at("00:00"), at("23:59"), "sick", "09")], (), "09:00", "09", "named"),
        (BOTH, (), [Turn(1, "MZ", at("09:30"), "hand-over", "07", "12")], "09:29", "07", "A"),
        (BOTH, (), [Turn(1, "MZ", at("09:30"), "hand-over", "07", "12")], "09:30", "12", "handed-over"),
        (BOTH, (), [Turn(1, "MZ", at("09:30"), "step-in", "07", "12")], "20:00", "12", "stepped-in"),
        (BOTH, (), [Turn(1, "MZ", at("09:30"), "hand-over", "07", "12"),
                    Turn(2, "MZ", at("11:00"), "take-back", "12", "07")], "11:30", "07", "A"),
        ([*BOTH, ("07", "10:00", "out"), ("12", "10:00", "out")], (), (), "10:30", "07", "A"),
        ([*BOTH, ("07", "10:00", "out"), ("12", "10:00", "out")], (), (), "10:31", "07", "nobody"),
        ([*BOTH, ("07", "15:00", "out")], (), (), "20:00", "07", "A"),
        ([("12", "08:25", "in"), ("12", "14:20", "in")], (), (), "20:00", "12", "B"),
        (BOTH, (), [Turn(1, "MZ", at("15:00"), "hand-over", "07", "12")], "16:00", "12", "handed-over"),
        ([*BOTH, ("07", "14:20", "in"), ("12", "16:30", "out")], (),
         [Turn(1, "MZ", at("15:00"), "hand-over", "07", "12")], "16:40", "07", "A"),
        (BOTH, (), [Turn(1, "MZ", at("12:30"), "hand-over", "07", "12")], "13:00", "12", "handed-over"),
    ],
)  # fmt: skip
def test_who_answers(
    punches: Sequence[tuple[str, str, str]], spells: Sequence[Spell], turns: Sequence[Turn],
    when: str, person: str, because: str,
) -> None:  # fmt: skip
    answer = standing(punches, spells, turns).answer("MZ", at(when))
    assert (answer.person, answer.because) == (person, because)


def test_the_weekend_stays_with_the_last_one() -> None:
    found = standing([("12", "08:25", "in"), ("12", "14:20", "in")])
    assert found.answer("MZ", at("10:00", FRIDAY + timedelta(days=1))).person == "12"


def test_stretches_leave_no_gap() -> None:
    found = standing([*BOTH, ("07", "10:00", "go-out"), ("07", "11:00", "come-back")])
    stretches = found.stretches("MZ", at("08:00"), at("12:00"))
    assert [(each.start, each.answer.person) for each in stretches] == [
        (at("08:00"), "07"), (at("10:00"), "12"), (at("11:00"), "07"),
    ]  # fmt: skip
    assert stretches[-1].until == at("12:00")


@pytest.mark.rule("S13.2", "S13.19")
@pytest.mark.parametrize(
    ("spells", "turns", "when", "person", "because"),
    [
        ([LEAVE, Spell("12", at("10:00"), at("23:59"), "sick", "09")], (), "09:59", "12", "B"),
        ([LEAVE, Spell("12", at("10:00"), at("23:59"), "sick", "09")], (), "10:00", "09", "named"),
        ([LEAVE, Spell("12", at("10:00"), at("11:00"), "sick", "09")], (), "11:00", "12", "B"),
        ([LEAVE, OF_B, Spell("09", at("10:00"), at("11:00"), "sick", "08")],
         (), "10:30", "08", "named"),
        ([LEAVE, OF_B, Spell("09", at("10:00"), at("11:00"), "sick", "07")],
         (), "10:31", "09", "nobody"),
        ([Spell("12", at("10:00"), at("23:59"), "sick", "09")], [Turn(1, "MZ", at("09:30"), "hand-over", "07", "12")],
         "10:30", "09", "named"),
        ([Spell("12", at("10:00"), at("23:59"), "sick", "09")], (), "10:30", "07", "A"),
    ],
)  # fmt: skip
def test_a_chain_of_stand_ins_is_followed(
    spells: Sequence[Spell], turns: Sequence[Turn], when: str, person: str, because: str
) -> None:
    answer = standing((), spells, turns).answer("MZ", at(when))
    assert (answer.person, answer.because) == (person, because)
