"""A time as somebody types it at the board: 11:30, 1130, 11-19 8:25; today where no day is written. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from counter.domain.clock import ZONE, local
from counter.domain.refusals import Refusal

HINT = "如 11:30；别的日子 11-19 8:25"
_TYPED = re.compile(r"(?:(\d{4})-)?(?:(\d{1,2})-(\d{1,2})\s+)?(\d{1,2})(?::?(\d{2}))?")


class TimeUnreadable(Refusal):
    """What was typed is no time."""

    says = "“{typed}”看不出是几点，请写成 11:30，别的日子写成 11-19 8:25。"


def typed_time(typed: str, now: datetime) -> datetime:
    """The moment that was typed, of this year where none is written.

    Raises:
        TimeUnreadable: where it is none.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).replace("时", ":").replace("点", ":").split()).rstrip(":")
    found = _TYPED.fullmatch(text)
    here = local(now)
    if found is None or (found[1] and not found[2]):
        raise TimeUnreadable(typed=typed)
    try:
        day = date(int(found[1] or here.year), int(found[2]), int(found[3])) if found[2] else here.date()
        return datetime.combine(day, time(int(found[4]), int(found[5] or 0)), ZONE)
    except ValueError as error:
        raise TimeUnreadable(typed=typed) from error
