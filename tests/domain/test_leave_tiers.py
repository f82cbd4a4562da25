"""How long a leave is by the hall's hours, and who approves it: every tier of the documents, holes and edges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.attendance.leave.tiers import Length, deciding, last_worked, length
from counter.domain.clock import ZONE, at
from counter.domain.hall.duty.facts import Span, seconds
from counter.domain.hall.rights import Role
from counter.domain.hall.rulebook import shipped
from counter.domain.hall.ruled.attendance import LeaveTier, WhoseOwn
from counter.domain.hall.ruled.values import Ruled

HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)}
MAKE_UP = {date(2026, 9, 27)}
EVERYBODY = frozenset(str(role) for role in Role)


def hours(day: date) -> Sequence[Span]:
    if day in HOLIDAYS or (day.weekday() >= 5 and day not in MAKE_UP):
        return ()
    return tuple(
        (seconds(datetime(day.year, day.month, day.day, *first, tzinfo=ZONE)),
         seconds(datetime(day.year, day.month, day.day, *last, tzinfo=ZONE)))
        for first, last in (((8, 30), (12, 0)), ((14, 30), (18, 0)))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "until", "days", "in_hours"),
    [
        ("2026-11-20T08:30:00", "2026-11-20T18:00:00", 1, False),
        ("2026-11-20T00:00:00", "2026-11-21T00:00:00", 1, False),
        ("2026-11-20T08:30:00", "2026-11-20T12:00:00", 0.5, False),
        ("2026-11-20T12:00:00", "2026-11-20T18:00:00", 0.5, False),
        ("2026-11-20T10:00:00", "2026-11-20T12:00:00", 0.5, True),
        ("2026-11-20T10:00:00", "2026-11-20T15:00:00", 1, False),
        ("2026-11-20T14:30:00", "2026-11-23T12:00:00", 1, False),
        ("2026-11-20T08:30:00", "2026-11-23T18:00:00", 2, False),
        ("2026-11-21T08:30:00", "2026-11-22T18:00:00", 0, False),
        ("2026-09-30T08:30:00", "2026-10-08T18:00:00", 2, False),
        ("2026-10-01T08:30:00", "2026-10-01T12:00:00", 0, False),
        ("2026-09-27T08:30:00", "2026-09-27T18:00:00", 1, False),
        ("2026-11-20T12:30:00", "2026-11-20T14:00:00", 0, False),
    ],
)
def test_how_long_it_is(start: str, until: str, days: float, in_hours: bool) -> None:
    found = length(hours, at(start), at(until))
    assert (found.days, found.in_hours) == (days, in_hours)


@given(st.integers(0, 14 * 48), st.integers(1, 14 * 48))
def test_length_is_never_negative_and_splitting_at_midnight_loses_nothing(begin: int, lasts: int) -> None:
    start = at("2026-09-25T00:00:00") + timedelta(minutes=30 * begin)
    until = start + timedelta(minutes=30 * lasts)
    whole = length(hours, start, until)
    assert whole.halves >= 0 and whole.worked >= 0
    midnight = start.replace(hour=0, minute=0) + timedelta(days=1)
    if midnight < until:
        parts = [length(hours, start, midnight), length(hours, midnight, until)]
        assert (whole.halves, whole.worked) == (sum(each.halves for each in parts), sum(each.worked for each in parts))


def test_the_last_hours_within_it_end_it() -> None:
    assert last_worked(hours, at("2026-11-20T08:30:00"), at("2026-11-20T14:00:00")) == seconds(
        at("2026-11-20T12:00:00")
    )
    assert last_worked(hours, at("2026-11-20T08:30:00"), at("2026-11-22T23:00:00")) == seconds(
        at("2026-11-20T18:00:00")
    )
    assert last_worked(hours, at("2026-11-21T08:30:00"), at("2026-11-22T23:00:00")) == seconds(
        at("2026-11-22T23:00:00")
    )


# -- who approves ------------------------------------------------------------------------------

L, M, D, C, DD = Role.LEADER_IN_CHARGE, Role.MAIN_LEADER, Role.DIRECTOR, Role.COMPREHENSIVE, Role.DEPUTY_DIRECTOR
OF_P = (LeaveTier(most_days=1, needs=(DD,)), LeaveTier(needs=(D,)))
OF_Q = (LeaveTier(kinds=("official",), needs=(L,)), LeaveTier(most_days=1, needs=(L,)), LeaveTier(needs=(M,)))


def long(days: float) -> Length:
    return Length(int(days * 2), whole=True, worked=int(days * 25200))


def needs(
    tiers: tuple[LeaveTier, ...], days: float, kind: str = "private", roles: Sequence[str] = ("clerk",),
    others: frozenset[str] = EVERYBODY, own: WhoseOwn = "next-up",
) -> tuple[Role, ...]:  # fmt: skip
    ruled = Ruled[tuple[LeaveTier, ...]](value=tiers, article="试验")
    return deciding(ruled, kind, long(days), roles, others, Ruled[WhoseOwn](value=own, article="试验")).value


@pytest.mark.rule("S33.7")
@pytest.mark.parametrize(("days", "kind", "who"), [
    (0.5, "private", (DD,)), (1, "private", (DD,)), (1.5, "private", (D,)), (2, "private", (D,)),
    (1, "official", (DD,)), (2, "official", (D,)),
])  # fmt: skip
def test_department_head_for_a_day_and_centre_leader_for_two(days: float, kind: str, who: tuple[Role, ...]) -> None:
    assert needs(OF_P, days, kind) == who


@pytest.mark.rule("S33.8")
@pytest.mark.parametrize(("days", "kind", "who"), [
    (1, "private", (L,)), (1.5, "private", (M,)), (2, "sick", (M,)), (5, "official", (L,)),
])  # fmt: skip
def test_official_trips_stay_with_the_leader_in_charge(days: float, kind: str, who: tuple[Role, ...]) -> None:
    assert needs(OF_Q, days, kind) == who


@pytest.mark.rule("S33.10", "S33.11", "S33.12", "S33.13")
@pytest.mark.parametrize(("days", "who"), [
    (0.5, (C,)), (1, (L, D)), (1.5, (L, D)), (2.5, (L, D)), (3, (M, D)), (10, (M, D)),
])  # fmt: skip
def test_the_four_steps_of_nanshan(days: float, who: tuple[Role, ...]) -> None:
    assert needs(shipped("nanshan").leave.tiers.value, days) == who


@pytest.mark.rule("S33.10")
def test_hours_have_a_step_of_their_own() -> None:
    ruled = shipped("nanshan").leave
    found = deciding(ruled.tiers, "private", Length(1, False, 7200), ("clerk",), EVERYBODY, ruled.own)
    assert found.value == (C,)
    assert "S33.10" in found.rules
    assert "2小时" in found.steps[0].text


@pytest.mark.rule("S33.3", "S33.18")
@pytest.mark.parametrize(
    ("hall", "who"), [("qiujia", (L,)), ("zhenlai", (L,)), ("township", (L,)), ("community", (D,))]
)
def test_halls_of_one_tier(hall: str, who: tuple[Role, ...]) -> None:
    for days in (0.5, 1, 3, 30):
        assert needs(shipped(hall).leave.tiers.value, days) == who


@pytest.mark.parametrize(("tiers", "days", "roles", "others", "who"), [
    (shipped("qiujia").leave.tiers.value, 1, (L,), EVERYBODY, (M,)),
    (shipped("qiujia").leave.tiers.value, 1, (D,), EVERYBODY, (L,)),
    (shipped("qiujia").leave.tiers.value, 1, (M,), EVERYBODY, (L,)),
    (shipped("community").leave.tiers.value, 1, (D,), EVERYBODY, (L,)),
    (shipped("community").leave.tiers.value, 1, (D,), frozenset({str(M)}), (M,)),
    (shipped("nanshan").leave.tiers.value, 0.5, (C,), EVERYBODY, (DD,)),
    (shipped("nanshan").leave.tiers.value, 0.5, (C,), frozenset({str(D), str(C)}), (D,)),
    (shipped("nanshan").leave.tiers.value, 1, (D,), EVERYBODY, (L,)),
    (shipped("nanshan").leave.tiers.value, 3, (D,), EVERYBODY, (M, L)),
    (shipped("nanshan").leave.tiers.value, 0.5, (D,), EVERYBODY, (L,)),
])  # fmt: skip
def test_leave_of_the_approver_goes_to_the_next_level_up(
    tiers: tuple[LeaveTier, ...], days: float, roles: Sequence[str], others: frozenset[str], who: tuple[Role, ...]
) -> None:
    assert needs(tiers, days, roles=roles, others=others) == who


def test_a_hall_may_leave_it_with_the_same_role() -> None:
    assert needs(shipped("community").leave.tiers.value, 1, roles=(D,), own="same-role") == (D,)
