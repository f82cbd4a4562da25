"""Turning months on a screen: left and right, up to the running one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from counter.domain.approvals.slips import month_of
from counter.screens.kit.commands import Command

NOT_YET = "下个月还没有到。"


def turning(turn: Callable[[int], None]) -> tuple[Command, Command]:
    """The two keys, given what turns by so many months."""
    return (
        Command("上个月", "left", "看上一个月。", act=lambda: turn(-1)),
        Command("下个月", "right", "看下一个月，到本月为止。", act=lambda: turn(1)),
    )


def beside(month: date, by: int, today: date) -> date | None:
    """The first day of the month before or after; None where it has not come yet."""
    first, last = month_of(month)
    to = (last + timedelta(days=1) if by > 0 else first - timedelta(days=1)).replace(day=1)
    return to if to <= today else None
