"""Lunar days: known days, leap months, the names people use, and the ends of the table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.hall.days.lunar import LunarDay, OutsideLunarTable, lunar_day

FIRST, LAST = date(1989, 2, 6), date(2101, 1, 28)


@pytest.mark.parametrize(
    ("day", "lunar", "said"),
    [
        (date(2026, 11, 20), LunarDay(10, 12), "十月十二"),
        (date(2026, 2, 17), LunarDay(1, 1), "正月初一"),
        (date(2026, 2, 16), LunarDay(12, 29), "腊月廿九"),
        (date(2024, 2, 9), LunarDay(12, 30), "腊月三十"),
        (date(2025, 6, 25), LunarDay(6, 1), "六月初一"),
        (date(2025, 7, 24), LunarDay(6, 30), "六月三十"),
        (date(2025, 7, 25), LunarDay(6, 1, leap=True), "闰六月初一"),
        (date(2025, 8, 22), LunarDay(6, 29, leap=True), "闰六月廿九"),
        (date(2025, 8, 23), LunarDay(7, 1), "七月初一"),
        (date(2023, 3, 22), LunarDay(2, 1, leap=True), "闰二月初一"),
        (date(2026, 6, 19), LunarDay(5, 5), "五月初五"),
        (date(2026, 9, 25), LunarDay(8, 15), "八月十五"),
        (date(2026, 12, 18), LunarDay(11, 10), "冬月初十"),
        (date(2026, 12, 28), LunarDay(11, 20), "冬月二十"),
        (date(1990, 1, 1), LunarDay(12, 5), "腊月初五"),
        (date(2100, 2, 9), LunarDay(1, 1), "正月初一"),
    ],
)
def test_known_days(day: date, lunar: LunarDay, said: str) -> None:
    assert lunar_day(day) == lunar
    assert str(lunar) == said


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_a_day_outside_the_table_is_refused(day: date) -> None:
    with pytest.raises(OutsideLunarTable) as refused:
        lunar_day(day)
    assert day.isoformat() in refused.value.sentence


def test_the_table_reaches_both_its_ends() -> None:
    assert lunar_day(FIRST) == LunarDay(1, 1)
    assert lunar_day(LAST) == LunarDay(12, 29)


@given(st.dates(FIRST, LAST - timedelta(days=1)))
def test_the_next_day_is_the_next_lunar_day(day: date) -> None:
    today, tomorrow = lunar_day(day), lunar_day(day + timedelta(days=1))
    if tomorrow.day == 1:
        assert today.day in (29, 30)
        assert tomorrow.leap or tomorrow.month == today.month % 12 + 1
    else:
        assert tomorrow == LunarDay(today.month, today.day + 1, today.leap)
