"""The plan of a month, whatever the month: fair, nobody on leave, every rule on every day, always the same."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain.attendance.rota.plan import (
    DUTY_NAMES,
    MARKET,
    DutyDay,
    Facts,
    Gap,
    Leader,
    Opening,
    Plan,
    drafted,
    levelled,
)

FIRST = date(2026, 12, 1)
STAFF = tuple(f"{n:02}" for n in range(3, 19))
OPENINGS = tuple(Opening(f"P{n}", (STAFF[2 * n], STAFF[2 * n + 1])) for n in range(7))
VILLAGES = tuple(f"村{n}" for n in range(5))
LEADERS = (Leader("01"), Leader("02", in_charge=True), Leader("20", main=True), Leader("21", main=True))
EVERYBODY = (*STAFF, *(each.no for each in LEADERS))


@st.composite
def days(draw: st.DrawFn) -> tuple[DutyDay, ...]:
    found = []
    for number in range(draw(st.integers(5, 31))):
        day = FIRST + timedelta(days=number)
        working = day.weekday() < 5 and draw(st.integers(0, 9)) > 0
        market = draw(st.integers(0, 3)) == 0
        is_open = working or (market and draw(st.booleans()))
        everybody = market and is_open and draw(st.booleans())
        rest = not is_open and draw(st.booleans())
        found.append(DutyDay(
            day, working, is_open, market, everybody, windows=is_open and not everybody, noon=working,
            leader=is_open or rest, village=day.day in (8, 18, 28), rest=rest,
        ))  # fmt: skip
    return tuple(found)


@st.composite
def months(draw: st.DrawFn) -> Facts:
    asked = draw(days())
    away = draw(st.frozensets(
        st.tuples(st.sampled_from(EVERYBODY), st.sampled_from([each.day for each in asked])), max_size=40,
    ))  # fmt: skip
    before = draw(st.dictionaries(
        st.tuples(st.sampled_from(["noon", "window", "weekend", "village", "leader", MARKET]),
                  st.sampled_from(EVERYBODY)),
        st.integers(0, 9), max_size=30,
    ))  # fmt: skip
    return Facts(asked, OPENINGS, STAFF, STAFF[1:], LEADERS, VILLAGES, away, before, draw(st.integers(1, 5)),
                 main_days=1, in_charge=True, least_leaders=1, rest_people=draw(st.integers(0, 2)))  # fmt: skip


def of_day(plan: Plan, day: date, duty: str) -> list[Any]:
    return [slot for slot in plan.slots if slot.day == day and slot.duty == duty]


@settings(max_examples=60, deadline=None)
@given(months())
def test_nobody_who_is_away_is_put_and_nobody_twice_at_once(facts: Facts) -> None:
    plan = drafted(facts)
    assert not [slot for slot in plan.slots if (slot.person, slot.day) in facts.away]
    at_once = Counter((slot.day, slot.person) for slot in plan.slots if slot.duty in ("window", "weekend", "village"))
    assert set(at_once.values()) <= {1}
    at_noon = Counter((slot.day, slot.person) for slot in plan.slots if slot.duty in ("noon", "village"))
    assert set(at_noon.values()) <= {1}
    assert set(Counter((slot.day, slot.duty, slot.person) for slot in plan.slots).values()) <= {1}


@pytest.mark.rule("S34.8", "S34.10", "S35.1", "S36.2", "S36.4", "S34.9", "S34.15", "S36.10")
@settings(max_examples=60, deadline=None)
@given(months())
def test_every_day_has_what_its_rules_ask(facts: Facts) -> None:
    plan = drafted(facts)
    gaps = {(gap.day, gap.duty) for gap in plan.gaps}
    pair = {each.post: each.people for each in facts.openings}
    for day in facts.days:
        turns = of_day(plan, day.day, day.turn)
        if not day.windows:
            assert not turns
        else:
            assert len({slot.post for slot in turns}) == len(turns)
            assert len(turns) == facts.windows or (day.day, day.turn) in gaps
            assert all(slot.person in pair[slot.post] for slot in turns)
        assert len(of_day(plan, day.day, "noon")) == (1 if day.noon and (day.day, "noon") not in gaps else 0)
        leaders = {slot.person for slot in of_day(plan, day.day, "leader")}
        assert (len(leaders) >= facts.least_leaders) or not day.leader or (day.day, "leader") in gaps
        if day.leader and day.open and ("02", day.day) not in facts.away:
            assert "02" in leaders
        gone = of_day(plan, day.day, "village")
        assert bool(gone) == (day.village and (day.day, "village") not in gaps)
        assert len({slot.place for slot in gone}) == len(gone)
        assert len(of_day(plan, day.day, "rest")) == (facts.rest_people if day.rest else 0)


@settings(max_examples=60, deadline=None)
@given(months())
def test_a_gap_is_named_only_where_nobody_could(facts: Facts) -> None:
    for gap in drafted(facts).gaps:
        pool = {"leader": [each.no for each in LEADERS], "noon": STAFF, "village": STAFF[1:], "rest": STAFF}
        if gap.duty in ("leader",):
            assert all((no, gap.day) in facts.away for no in pool[gap.duty])
        if gap.duty in ("window", "weekend"):
            assert any((no, gap.day) in facts.away for each in OPENINGS for no in each.people)


@settings(max_examples=60, deadline=None)
@given(months())
def test_whose_turn_it_is_had_the_duty_least_often_of_all_who_could(facts: Facts) -> None:
    plan = drafted(facts)
    counts = Counter(facts.counts)
    for day in facts.days:
        gone = {slot.person for slot in of_day(plan, day.day, "village")}
        for slot in of_day(plan, day.day, "noon"):
            could = [no for no in STAFF if (no, day.day) not in facts.away and no not in gone]
            assert counts["noon", slot.person] == min(counts["noon", no] for no in could)
            counts["noon", slot.person] += 1
        for slot in of_day(plan, day.day, day.turn):
            counts[day.counted_as, slot.post] += 1


@settings(max_examples=60, deadline=None)
@given(days(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_in_a_month_without_leave_counts_differ_by_at_most_one(asked: Any, windows: int, random: Any) -> None:
    """History may be uneven; then nobody who is ahead gets more until the others have caught up."""
    asked = tuple(
        DutyDay(each.day, each.working, each.open, each.market, each.everybody, each.windows, each.noon, each.leader)
        for each in asked
    )
    before = {("noon", no): random.randint(0, 3) for no in STAFF}
    facts = Facts(asked, OPENINGS, STAFF, (), LEADERS, counts=before, windows=windows)
    plan = drafted(facts)
    noon = Counter({no: before["noon", no] for no in STAFF})
    noon.update(slot.person for slot in plan.slots if slot.duty == "noon")
    served = {slot.person for slot in plan.slots if slot.duty == "noon"}
    assert all(noon[no] <= min(noon.values()) + 1 for no in served)
    for kind in ("window", "weekend"):
        for market in (False, True):
            on = {each.day for each in asked if each.windows and each.turn == kind and each.market is market}
            turns = [slot for slot in plan.slots if slot.duty == kind and slot.day in on]
            if market:
                continue  # a market day counts by itself, whether on a weekday or not
            posts = Counter({each.post: 0 for each in OPENINGS})
            posts.update(slot.post for slot in turns)
            assert max(posts.values()) - min(posts.values()) <= 1
            for each in OPENINGS:
                seats = Counter(dict.fromkeys(each.people, 0))
                seats.update(slot.person for slot in turns if slot.post == each.post)
                assert max(seats.values()) - min(seats.values()) <= 1


@settings(max_examples=30, deadline=None)
@given(months(), st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_plan_in_whatever_order_they_come(facts: Facts, random: Any) -> None:
    staff, openings, villages = list(facts.staff), list(facts.openings), list(facts.villages)
    for each in (staff, openings, villages):
        random.shuffle(each)
    shuffled = Facts(facts.days, tuple(openings), tuple(staff), facts.goers, facts.leaders, tuple(villages),
                     facts.away, facts.counts, facts.windows, facts.main_days, facts.in_charge, facts.least_leaders,
                     facts.rest_people)  # fmt: skip
    assert drafted(shuffled) == drafted(facts)


@pytest.mark.rule("S36.1")
@settings(max_examples=60, deadline=None)
@given(months())
def test_a_main_leader_has_one_day_of_the_month_apart_from_the_others(facts: Facts) -> None:
    plan = drafted(facts)
    is_open = [each.day for each in facts.days if each.leader and each.open]
    for leader in (each.no for each in LEADERS if each.main):
        free = [day for day in is_open if (leader, day) not in facts.away]
        mine = [slot.day for slot in plan.slots if slot.duty == "leader" and slot.person == leader]
        assert len(mine) >= min(1, len(free))
        needed = [day for day in mine if {("01", day), ("02", day)} <= facts.away]
        assert len([day for day in mine if day in is_open and day not in needed]) <= 1


def test_who_is_new_does_not_make_up_for_years() -> None:
    counts = levelled({("noon", "03"): 7, ("noon", "04"): 5}, DUTY_NAMES, ["03", "04", "05"])
    assert counts["noon", "05"] == 5
    day = DutyDay(FIRST, True, noon=True)
    assert drafted(Facts((day,), staff=("03", "04", "05"), counts=counts)).slots[0].person == "04"


def test_a_village_day_on_a_rest_day_is_listed_with_a_word() -> None:
    sunday = DutyDay(date(2026, 11, 8), False, open=False, village=True)
    market = DutyDay(date(2026, 11, 18), True, market=True, everybody=True, village=True)
    slots = drafted(Facts((sunday, market), goers=STAFF[:1], villages=VILLAGES)).slots
    assert [(slot.place, slot.note) for slot in slots] == [("村0", "逢休息日"), ("村1", "逢场天，全天坐岗在先")]


def test_where_everybody_is_on_leave_the_gap_is_named() -> None:
    day = DutyDay(FIRST, True, noon=True, leader=True, windows=True)
    out = frozenset((no, FIRST) for no in EVERYBODY)
    plan = drafted(Facts((day,), OPENINGS, STAFF, STAFF, LEADERS, away=out, in_charge=True))
    assert plan == Plan((), (Gap(FIRST, "leader"), Gap(FIRST, "window"), Gap(FIRST, "noon")))
