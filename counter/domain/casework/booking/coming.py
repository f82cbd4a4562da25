"""Moments to come as people type them when a time is agreed: 明天 9:30, 周三 14:30, 下周二 9:00, 11-23 9:30."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from counter.domain.clock import ZONE, local
from counter.domain.refusals import Refusal
from counter.domain.typed_day import coming_weekday, written_day

_WORDS = {"今天": 0, "明天": 1, "后天": 2}
_TIME = re.compile(r"(上午|下午)?(\d{1,2})[:.点时](\d{1,2}|半)?分?$")
_NOON = 12


class TimeUnclear(Refusal):
    """No moment that can be understood."""

    says = "看不懂时间“{typed}”。可以写：明天 9:30、周三 14:30、下周二 9:00、11-23 9:30。"


class TimePast(Refusal):
    """A moment that is over."""

    says = "时间 {moment} 已经过了，请写以后的时间。"


def coming_moment(typed: str, now: datetime) -> datetime:
    """The moment meant, always ahead: the next day that fits what was typed.

    Args:
        typed: Day and time; without a day it is today.
        now: The moment of agreeing.

    Raises:
        TimeUnclear: It is no moment.
        TimePast: It is over.
    """
    here = local(now)
    found = _TIME.search(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        raise TimeUnclear(typed=typed.strip())
    day_text = unicodedata.normalize("NFKC", typed).strip()[: found.start()].strip()
    try:
        day = _day(day_text, here.date())
        moment = datetime(day.year, day.month, day.day, _hour(found), _minute(found), tzinfo=ZONE)
    except ValueError:
        raise TimeUnclear(typed=typed.strip()) from None
    if moment <= here:
        raise TimePast(moment=f"{moment:%m-%d %H:%M}")
    return moment


def _hour(found: re.Match[str]) -> int:
    hour = int(found[2])
    return hour + _NOON if found[1] == "下午" and hour < _NOON else hour


def _minute(found: re.Match[str]) -> int:
    return 30 if found[3] == "半" else int(found[3] or 0)


def _day(text: str, today: date) -> date:
    if text in ("", *_WORDS):
        return today + timedelta(days=_WORDS.get(text, 0))
    if (weekday := coming_weekday(text, today)) is not None:
        return weekday
    written = written_day(text)
    if written.month is None:
        return _day_of_month(written.day, today)
    this = written.whole(today.year)
    return this if written.year is not None or this >= today else written.whole(today.year + 1)


def _day_of_month(day: int, today: date) -> date:
    if day >= today.day:
        return today.replace(day=day)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=day)
