"""How a leave stands at every moment, and what of a wished time is still free: tables and properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.attendance.leave.checks import _free
from counter.domain.attendance.leave.reading import Leave
from counter.domain.attendance.leave.state import Moments, state_of
from counter.domain.clock import at

START, UNTIL, BY = at("2026-11-17T08:30:00"), at("2026-11-18T18:00:00"), at("2026-11-19T18:00:00")
ASKED = at("2026-11-16T09:00:00")
LEAVE = Moments(START, UNTIL, BY, approved=at("2026-11-16T10:00:00"))
HOURS = st.integers(0, 120).map(lambda hour: ASKED + timedelta(hours=hour))
MAYBE = st.none() | HOURS


@pytest.mark.rule("S33.16", "S33.20")
@pytest.mark.parametrize(("change", "moment", "state"), [
    ({"approved": None}, "2026-11-17T09:00:00", "asked"),
    ({}, "2026-11-16T09:59:59", "asked"),
    ({}, "2026-11-16T10:00:00", "approved"),
    ({}, "2026-11-17T08:30:00", "begun"),
    ({}, "2026-11-18T18:00:00", "begun"),
    ({}, "2026-11-19T18:00:00", "begun"),
    ({}, "2026-11-19T18:00:01", "broken"),
    ({"signed_in": at("2026-11-19T08:20:00")}, "2026-11-19T08:19:59", "begun"),
    ({"signed_in": at("2026-11-19T08:20:00")}, "2026-11-19T08:20:00", "ended"),
    ({"signed_in": at("2026-11-20T08:20:00")}, "2026-11-20T08:00:00", "broken"),
    ({"signed_in": at("2026-11-20T08:20:00")}, "2026-11-20T09:00:00", "ended"),
    ({"returned": at("2026-11-17T14:00:00")}, "2026-11-17T13:00:00", "begun"),
    ({"returned": at("2026-11-17T14:00:00")}, "2026-11-17T14:00:00", "ended"),
    ({"carried_on": True}, "2026-11-18T17:00:00", "begun"),
    ({"carried_on": True}, "2026-11-30T17:00:00", "ended"),
    ({"rejected": at("2026-11-16T11:00:00"), "approved": None}, "2026-11-16T10:30:00", "asked"),
    ({"rejected": at("2026-11-16T11:00:00"), "approved": None}, "2026-11-17T10:30:00", "rejected"),
    ({"withdrawn": at("2026-11-16T11:00:00")}, "2026-11-17T10:30:00", "withdrawn"),
])  # fmt: skip
def test_how_it_stands(change: dict[str, Any], moment: str, state: str) -> None:
    assert state_of(replace(LEAVE, **change), at(moment)) == state


@given(MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, st.booleans(), HOURS)
def test_nothing_follows_without_what_it_rests_on(
    approved: datetime | None, rejected: datetime | None, withdrawn: datetime | None, returned: datetime | None,
    signed_in: datetime | None, carried_on: bool, moment: datetime,
) -> None:  # fmt: skip
    known = Moments(START, UNTIL, BY, approved, rejected, withdrawn, returned, signed_in, carried_on)
    state = state_of(known, moment)
    if state in ("approved", "begun", "ended", "broken"):
        assert approved is not None and approved <= moment
    if state in ("begun", "broken"):
        assert moment >= START and (returned is None or returned > moment)
    if state == "broken":
        assert moment > BY and not carried_on
    if state == "ended":
        assert any(each is not None and each <= moment for each in (returned, signed_in)) or carried_on
    assert state_of(known, moment) == state_of(known, moment)


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=5)


@given(SPANS, st.integers(0, 60), st.integers(1, 40))
def test_what_is_free_is_the_rest_and_nothing_more(own: list[tuple[int, int]], begin: int, lasts: int) -> None:
    def hour(number: int) -> datetime:
        return ASKED + timedelta(hours=number)

    taken = [range(start, start + many) for start, many in own]
    leaves = [cast("Leave", SimpleNamespace(start=hour(each.start), ends=hour(each.stop))) for each in taken
              if each.start < begin + lasts and each.stop > begin]  # fmt: skip
    free = list(_free(leaves, hour(begin), hour(begin + lasts)))
    for number in range(begin, begin + lasts):
        is_free = any(first <= hour(number) < last for first, last in free)
        assert is_free == (not any(number in each for each in taken))
    assert all(hour(begin) <= first < last <= hour(begin + lasts) for first, last in free)
