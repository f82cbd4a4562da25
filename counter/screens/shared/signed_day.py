"""The day on a signed slip as people type it: 11-20, 20, 11月20日; always in the past or today."""

from __future__ import annotations

from datetime import date, datetime, time

from counter.domain.casework.intake.past import MomentAhead, MomentUnclear, past_moment
from counter.domain.clock import ZONE, local_day
from counter.domain.refusals import Refusal


class DayUnclear(Refusal):
    """No day on which a slip can have been signed."""

    says = "看不懂签批日期“{typed}”，或者还没有到。可以写：11-20、20、11月20日。"


def day_signed(typed: str, today: date) -> date:
    """The latest day that fits what was typed, today at the latest.

    Raises:
        DayUnclear: It is no day, or lies ahead.
    """
    end = datetime.combine(today, time(23, 59), tzinfo=ZONE)
    try:
        return local_day(past_moment(f"{typed.strip()} 0:00", end))
    except (MomentUnclear, MomentAhead):
        raise DayUnclear(typed=typed.strip()) from None
