"""Moments of a late entry: short forms, always in the past."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.casework.intake.past import MomentAhead, MomentUnclear, past_moment
from counter.domain.clock import at
from counter.domain.refusals import Refusal

NOW = at("2026-11-20T14:30:00")


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("昨天 9:30", "2026-11-19T09:30"),
        ("昨天9:30", "2026-11-19T09:30"),
        ("前天 16点", "2026-11-18T16:00"),
        ("今天 8：15", "2026-11-20T08:15"),
        ("9:30", "2026-11-20T09:30"),
        ("14:30", "2026-11-20T14:30"),
        ("11-18 10:20", "2026-11-18T10:20"),
        ("11月18日 10点20分", "2026-11-18T10:20"),
        ("12-3 10:20", "2025-12-03T10:20"),
        ("18 10:20", "2026-11-18T10:20"),
        ("25日 10:20", "2026-10-25T10:20"),
        ("25号 10:20", "2026-10-25T10:20"),
        ("2026-09-01 08:30", "2026-09-01T08:30"),
        ("１１－１８　１０：２０", "2026-11-18T10:20"),
    ],
)
def test_short_forms(typed: str, moment: str) -> None:
    assert past_moment(typed, NOW) == at(moment)


@pytest.mark.parametrize("typed", ["", "昨天", "上周 9:30", "9:61", "25:00", "2-30 9:00", "13-1 9:00", "x", "9"])
def test_what_cannot_be_understood(typed: str) -> None:
    with pytest.raises(MomentUnclear):
        past_moment(typed, NOW)


@pytest.mark.parametrize("typed", ["14:31", "今天 18:00", "2027-01-01 9:00"])
def test_the_future_is_refused(typed: str) -> None:
    with pytest.raises(MomentAhead):
        past_moment(typed, NOW)


@given(st.timedeltas(timedelta(0), timedelta(days=360)))
def test_month_day_and_time_are_enough_for_a_year(back: timedelta) -> None:
    moment = (NOW - back).replace(second=0, microsecond=0)
    assert past_moment(f"{moment:%m-%d %H:%M}", NOW) == moment


@given(st.text(max_size=20))
def test_nothing_else_than_a_refusal_comes_of_any_text(text: str) -> None:
    try:
        assert past_moment(text, NOW) <= NOW
    except Refusal:
        return
