"""A day as people write it: 2026-11-20, 11-20, 11月20日, 20, 周三, 下周二. Which one is meant says who asks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = "一二三四五六日"
_WEEK = re.compile(r"(下?)(?:周|星期|礼拜)([一二三四五六日天])")
_DATE = re.compile(r"(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})[日号]?")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """The parts of a date that are written; None where one is left out."""

    day: int
    month: int | None = None
    year: int | None = None

    def whole(self, year: int) -> date:
        """The date, of this year where none is written.

        Raises:
            ValueError: There is no such day, or no month is written.
        """
        return date(year if self.year is None else self.year, self.month or 0, self.day)


def written_day(text: str) -> WrittenDay:
    """The day, the month and day, or the whole date that is written.

    Raises:
        ValueError: It is none.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month = (int(part) if part else None for part in found.groups()[:2])
    return WrittenDay(int(found[3]), month, year)


def coming_weekday(text: str, today: date) -> date | None:
    """The coming day of this name, today included; with 下 that of next week; None where no weekday is written."""
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    wanted = _WEEKDAYS.index("日" if found[2] == "天" else found[2])
    ahead = 7 - today.weekday() + wanted if found[1] else (wanted - today.weekday()) % 7
    return today + timedelta(days=ahead)
