"""Moments to come, as people type them."""

from __future__ import annotations

import pytest

from counter.domain.casework.booking.coming import TimePast, TimeUnclear, coming_moment
from counter.domain.clock import at

NOW = at("2026-11-20T10:00:00")  # a Friday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", "2026-11-20T14:30:00"),
        ("明天 9:30", "2026-11-21T09:30:00"),
        ("后天9点", "2026-11-22T09:00:00"),
        ("周三 14:30", "2026-11-25T14:30:00"),
        ("星期五 11:00", "2026-11-20T11:00:00"),
        ("下周二 下午3点半", "2026-11-24T15:30:00"),
        ("11-23 9:30", "2026-11-23T09:30:00"),
        ("1-5 9:30", "2027-01-05T09:30:00"),
        ("25日 9:30", "2026-11-25T09:30:00"),
        ("3号 8.30", "2026-12-03T08:30:00"),
        ("2027年2月1日 9:00", "2027-02-01T09:00:00"),
    ],
)
def test_the_next_time_that_fits_is_meant(typed: str, meant: str) -> None:
    assert coming_moment(typed, NOW) == at(meant)


@pytest.mark.parametrize(
    "typed", ["", "明天", "哪天吧 9:30", "13-45 9:00", "0-5 9:00", "0000-1-5 9:00", "25:00", "30日 9:99"]
)
def test_what_is_no_time_is_said_so(typed: str) -> None:
    with pytest.raises(TimeUnclear):
        coming_moment(typed, NOW)


@pytest.mark.parametrize("typed", ["9:30", "今天 10:00", "2026-11-19 9:00"])
def test_what_is_over_is_refused(typed: str) -> None:
    with pytest.raises(TimePast):
        coming_moment(typed, NOW)
