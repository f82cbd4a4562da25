"""The lunar calendar (农历), for market days that are stated in it.

A table of months, not astronomy: `data/lunar.toml` gives every month's length, and a day outside the
table is refused rather than guessed. Of the table only the lines of the years asked for are taken apart,
because the first frame of the screen waits for today's.
"""

from __future__ import annotations

import tomllib
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
    # A lunar year begins in January or February of the year it is named after.
    for year in (day.year, day.year - 1):
        for month in _months(year):
            if 0 <= (passed := day.toordinal() - month.first) < month.length:
                return LunarDay(month.number, passed + 1, month.leap)
    raise OutsideLunarTable(day=day.isoformat())


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
def _lines() -> dict[str, str]:
    """The table's lines by the year that each begins with."""
    lines = (data_dir() / "lunar.toml").read_text(encoding="utf-8").splitlines()
    return {line.partition(" ")[0]: line for line in lines if line[:1].isdigit()}


@lru_cache(maxsize=128)
def _months(year: int) -> tuple[_Month, ...]:
    """The months of a lunar year; none where the table does not have it."""
    line = _lines().get(str(year))
    return tuple(_months_of(tomllib.loads(line)[str(year)])) if line else ()


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
