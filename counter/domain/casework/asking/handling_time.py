"""By when something is to be handled, as people type it: 今天, 明天, 11-23, 11-23 12:00, 15:30."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from counter.domain.casework.asking.asked import same_day
from counter.domain.clock import ZONE
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal

_WORDS = {"今天": 0, "明天": 1, "后天": 2}
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:.点时](\d{2})?分?")


class TimeUnclear(Refusal):
    """No time that can be understood."""

    says = "看不懂办理时间“{typed}”。可以写：今天、明天、11-23、11-23 12:00。"


def handling_time(hall: Hall, typed: str) -> datetime:
    """The moment meant: with no time the end of that day's hours, with no day today; never a day that is past.

    Raises:
        TimeUnclear: It is no time.
    """
    said = unicodedata.normalize("NFKC", typed).strip()
    day_text, _, time_text = said.partition(" ")
    if not time_text and _TIME.fullmatch(day_text):
        day_text, time_text = "今天", day_text
    day = _day(day_text, hall.today)
    if day is None:
        raise TimeUnclear(typed=typed.strip())
    if not time_text:
        return same_day(hall, hall.clock().moment if day == hall.today else _start(day))
    found = _TIME.fullmatch(time_text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise TimeUnclear(typed=typed.strip())
    return datetime.combine(day, time(int(found[1]), int(found[2] or 0)), tzinfo=ZONE)


def _day(text: str, today: date) -> date | None:
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        return None
    # A month and day without a year that lie behind mean the coming year.
    return day.replace(year=day.year + 1) if not found[1] and day < today - timedelta(days=180) else day


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)
