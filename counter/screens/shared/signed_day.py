"""What a leader signed with a pen, as it is entered: who, which number, the day (11-20, 20, 11月20日; never ahead)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from counter.domain.approvals.acts import Signed
from counter.domain.casework.intake.past import MomentAhead, MomentUnclear, past_moment
from counter.domain.clock import ZONE, local_day
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field


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


def signed_fields(today: date) -> tuple[Field, ...]:
    """What is asked of a signature with a pen."""
    return (
        Field("by", "签字的领导", hint="工号或姓名"),
        Field("on", "签字日期", lambda typed: f"{day_signed(typed, today)}", hint="如 11-30"),
        Field("slip", "单子编号", hint="写在签好的单子上的编号"),
    )


def signed_of(answers: Mapping[str, str]) -> Signed | None:
    """The signature that the answers tell; None where none was asked for."""
    return Signed(answers["by"], date.fromisoformat(answers["on"]), answers["slip"]) if "slip" in answers else None
