"""The lunar calendar (农历), for market days that are stated in it.

A table of months, not astronomy: `data/lunar.toml` gives every month's length, and a day outside the
table is refused rather than guessed.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from counter.domain.refusals import Refusal
from counter.locate import data_dir

_MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_DIGITS = "十一二三四五六七八九"


class OutsideLunarTable(Refusal):
    """The table of lunar months does not reach that day."""

    says = "农历表里没有{day}这一天，请核对日期；逢场日可改用公历设置。"


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; `leap` where its month is the doubled one (闰月)."""

    month: int
    day: int
    leap: bool = False

    def __str__(self) -> str:
        """As people say it: 十月十二, 闰六月初一, 腊月三十."""
        return f"{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}{_day_name(self.day)}"


@dataclass(frozen=True, slots=True)
class _Month:
    first: int
    """The ordinal of its first day."""
    length: int
    number: int
    leap: bool


def lunar_day(day: date) -> LunarDay:
    """The lunar day that falls on a Gregorian day.

    Raises:
        OutsideLunarTable: The table does not reach that day.
    """
    firsts, months = _table()
    at = bisect_right(firsts, day.toordinal()) - 1
    if at < 0 or day.toordinal() >= months[at].first + months[at].length:
        raise OutsideLunarTable(day=day.isoformat())
    month = months[at]
    return LunarDay(month.number, day.toordinal() - month.first + 1, month.leap)


def digit_name(digit: int) -> str:
    """The last digit of a day as market days are called: 二 for 2, 十 for 0."""
    return _DIGITS[digit]


def _day_name(day: int) -> str:
    if day in (20, 30):
        return "二十" if day == 20 else "三十"
    tens, digit = divmod(day, 10)
    if day <= 10:
        return "初" + _DIGITS[digit]
    return ("十" if tens == 1 else "廿") + _DIGITS[digit]


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[int, ...], tuple[_Month, ...]]:
    text = (data_dir() / "lunar.toml").read_text(encoding="utf-8")
    months = tuple(month for year in tomllib.loads(text).values() for month in _months_of(year))
    return tuple(month.first for month in months), months


def _months_of(year: dict[str, Any]) -> Iterator[_Month]:
    first = year["first"].toordinal()
    for number, leap, length in zip(*_numbers(year["leap"]), year["days"], strict=True):
        yield _Month(first, length, number, leap)
        first += length


def _numbers(leap: int) -> tuple[list[int], list[bool]]:
    """The month numbers of a year in order, and which of them is the leap one."""
    numbers = list(range(1, len(_MONTHS) + 1))
    doubled = [False] * len(_MONTHS)
    if leap:
        numbers.insert(leap, leap)
        doubled.insert(leap, True)
    return numbers, doubled
