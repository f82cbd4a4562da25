"""From and to of a leave as people type them: 24, 24上午, 11-24下午, 明天, 周三下午, 24 10:00, 昨天.

A day alone is the whole of it; a half day ends and begins with the hall's hours. A day of the month, or a weekday, is
the next one, for the end of a leave from its first day on; 明天 and 下周三 are said from today, also of an end. A month
and day may lie a little back, because leave is also made up for afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from counter.domain.attendance.leave.checks import half_day
from counter.domain.clock import ZONE
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal
from counter.domain.typed_day import coming_weekday, written_day

_WORDS = {"今天": 0, "今日": 0, "明天": 1, "后天": 2, "昨天": -1, "前天": -2}
_TYPED = re.compile(r"(.*?)\s*(上午|下午|全天)?\s*(?:(\d{1,2})[:.点时](\d{1,2}|半)?分?)?")
_BACK = timedelta(days=90)
"""A month and day that lies further back is meant of next year."""
_NOON = 12


class LeaveTimeUnclear(Refusal):
    """No time that can be understood."""

    says = "看不懂“{typed}”。可以写：24、24上午、11-24下午、明天、周三下午、24 10:00。"


def leave_time(hall: Hall, typed: str, base: date, *, first: bool) -> datetime:
    """The moment meant.

    Args:
        hall: The hall, whose hours make half days.
        typed: What was typed.
        base: From which day it is counted: today, or the first day of the leave.
        first: Whether it is the beginning; else the end.

    Raises:
        LeaveTimeUnclear: It is no time.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    found = _TYPED.fullmatch(text)
    if not text or found is None:
        raise LeaveTimeUnclear(typed=typed.strip())
    try:
        day = _day(found[1].strip(), base, hall.today)
        return _moment(hall, day, found, first=first)
    except ValueError:
        raise LeaveTimeUnclear(typed=typed.strip()) from None


def _moment(hall: Hall, day: date, found: re.Match[str], *, first: bool) -> datetime:
    if found[3]:
        hour = int(found[3])
        hour += _NOON if found[2] == "下午" and hour < _NOON else 0
        minute = 30 if found[4] == "半" else int(found[4] or 0)
        return datetime.combine(day, time(hour, minute), ZONE)
    morning = found[2] == "上午" or (found[2] != "下午" and first)
    start, end = half_day(hall, day, first=morning)
    return start if first else end


def _day(text: str, base: date, today: date) -> date:
    if not text:
        return base
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if (weekday := coming_weekday(text, today if text.startswith("下") else base)) is not None:
        return weekday
    written = written_day(text)
    if written.month is None:
        return _of_month(written.day, base)
    this = written.whole(base.year)
    return this if written.year is not None or this >= base - _BACK else written.whole(base.year + 1)


def _of_month(day: int, base: date) -> date:
    """The next day of this number, today included."""
    month = base.replace(day=1)
    while True:
        try:
            found = month.replace(day=day)
        except ValueError:
            if not 0 < day <= 31:
                raise
        else:
            if found >= base:
                return found
        month = (month + timedelta(days=31)).replace(day=1)
