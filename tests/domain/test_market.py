"""Market days: solar and lunar digits, extra days, exceptions, and what is said of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from counter.domain.hall.days.market import Basis, MarketRule, is_market_day

D = date
LUNAR_258 = MarketRule("lunar", frozenset({2, 5, 8}))
SOLAR_147 = MarketRule("solar", frozenset({1, 4, 7}))


@pytest.mark.parametrize(
    ("rule", "day", "held", "said"),
    [
        (LUNAR_258, D(2026, 11, 20), True, "农历十月十二 逢二 逢场"),
        (LUNAR_258, D(2026, 11, 21), False, "农历十月十三 冷场"),
        (LUNAR_258, D(2025, 7, 26), True, "农历闰六月初二 逢二 逢场"),
        (LUNAR_258, D(2026, 2, 16), False, "农历腊月廿九 冷场"),
        (SOLAR_147, D(2026, 11, 14), True, "公历11月14日 逢四 逢场"),
        (SOLAR_147, D(2026, 11, 15), False, "公历11月15日 冷场"),
        (MarketRule("solar", frozenset({0, 5})), D(2026, 11, 20), True, "公历11月20日 逢十 逢场"),
        (MarketRule("lunar", frozenset({0})), D(2024, 2, 9), True, "农历腊月三十 逢十 逢场"),
    ],
)
def test_digits(rule: MarketRule, day: date, held: bool, said: str) -> None:
    found = is_market_day(rule, day)
    assert found.value is held
    assert [step.text for step in found.steps] == [said]


@pytest.mark.parametrize("basis", ["solar", "lunar"])
def test_without_digits_there_is_never_a_market(basis: Basis) -> None:
    rule = MarketRule(basis)
    year = [D(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(is_market_day(rule, day).value for day in year)


def test_three_solar_digits_make_nine_days_in_a_month_of_thirty() -> None:
    month = [D(2026, 11, day) for day in range(1, 31)]
    held = [day.day for day in month if is_market_day(SOLAR_147, day).value]
    assert held == [1, 4, 7, 11, 14, 17, 21, 24, 27]


def test_an_extra_day_and_an_exception_go_before_the_digits() -> None:
    extra, excepted, both = D(2026, 11, 21), D(2026, 11, 20), D(2026, 11, 22)
    rule = MarketRule("lunar", frozenset({2}), frozenset({extra, both}), frozenset({excepted, both}))
    assert [is_market_day(rule, day).value for day in (extra, excepted, both)] == [True, False, False]
    assert is_market_day(rule, extra).steps[0].text == "11-21 加场 逢场"
    assert is_market_day(rule, excepted).steps[0].text == "11-20 停场"


def test_an_extra_day_needs_no_digits() -> None:
    assert is_market_day(MarketRule("solar", extra=frozenset({D(2026, 2, 13)})), D(2026, 2, 13)).value
