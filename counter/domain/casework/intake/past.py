"""Moments of the past as people type them in a late entry: 昨天 9:30, 11-18 10:20, 9:30, 18日 14点."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from counter.domain.clock import ZONE, local
from counter.domain.refusals import Refusal
from counter.domain.typed_day import written_day

_WORDS = {"今天": 0, "昨天": 1, "前天": 2}
_TIME = re.compile(r"(\d{1,2})[:.点时](\d{1,2})?分?$")


class MomentUnclear(Refusal):
    """No moment that can be understood."""

    says = "看不懂发生时间“{typed}”。可以写：昨天 9:30、11-18 10:20、今天 8:15。"


class MomentAhead(Refusal):
    """A moment that has not come yet."""

    says = "发生时间 {moment} 比现在还晚，补录只能填已经过去的时间。"


def past_moment(typed: str, now: datetime) -> datetime:
    """The moment meant, always in the past: the latest day that fits what was typed.

    Args:
        typed: Day and time; without a day it was today.
        now: The moment of entry.

    Raises:
        MomentUnclear: It is no moment.
        MomentAhead: It lies ahead.
    """
    here = local(now)
    day_text, time_text = _parted(typed)
    found_time = _TIME.match(time_text)
    if not found_time:
        raise MomentUnclear(typed=typed.strip())
    try:
        day = _day(day_text, here.date())
        moment = datetime(day.year, day.month, day.day, int(found_time[1]), int(found_time[2] or 0), tzinfo=ZONE)
    except ValueError:
        raise MomentUnclear(typed=typed.strip()) from None
    if moment > here:
        raise MomentAhead(moment=f"{moment:%m-%d %H:%M}")
    return moment


def _parted(typed: str) -> tuple[str, str]:
    text = unicodedata.normalize("NFKC", typed).strip()
    for word in _WORDS:
        if text.startswith(word):
            return word, text.removeprefix(word).strip()
    day, _, time = text.rpartition(" ")
    return day.strip(), time


def _day(text: str, today: date) -> date:
    if text in ("", *_WORDS):
        return today - timedelta(days=_WORDS.get(text, 0))
    written = written_day(text)
    if written.month is None:
        return _day_of_month(written.day, today)
    this = written.whole(today.year)
    return this if written.year is not None or this <= today else written.whole(today.year - 1)


def _day_of_month(day: int, today: date) -> date:
    if day <= today.day:
        return today.replace(day=day)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=day)
