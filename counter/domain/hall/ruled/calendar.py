"""Rules of the calendar: hours, seasons, market days, village days."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationInfo, field_validator

from counter.domain.hall.ruled.values import DayOfMonth, LastDigit, MonthDay, Ruled, Section, Span, Spans


def _afternoon(am: Span | None, pm: Span) -> Span:
    """The hours of the afternoon, where they follow those of the morning."""
    if am is not None and pm[0] < am[1]:
        raise ValueError("下午上班不能早于上午下班")
    return pm


class Season(Section):
    """Hours of a part of the year, from and to as month and day (MM-DD), new year may lie between."""

    since: MonthDay
    until: MonthDay
    am: Span
    pm: Span

    @field_validator("pm")
    @classmethod
    def _after_am(cls, value: Span, info: ValidationInfo) -> Span:
        return _afternoon(info.data.get("am"), value)


class Hours(Section):
    """When the hall is open."""

    am: Ruled[Span]
    pm: Ruled[Span]
    seasons: Ruled[tuple[Season, ...]]
    market: Ruled[Spans]
    """The sessions of a market day that falls on a rest day; empty: closed as on any rest day."""

    @field_validator("pm")
    @classmethod
    def _after_am(cls, value: Ruled[Span], info: ValidationInfo) -> Ruled[Span]:
        am = info.data.get("am")
        _afternoon(am.value if am else None, value.value)
        return value


class Market(Section):
    """Market days (逢场)."""

    basis: Ruled[Literal["solar", "lunar"]]
    digits: Ruled[tuple[LastDigit, ...]]
    everybody: Ruled[bool]
    """Whether everybody is at the post on a market day."""


class CalendarRules(Section):
    """Hours, market days, village days."""

    hours: Hours
    market: Market
    village_days: Ruled[tuple[DayOfMonth, ...]]
    rota: Ruled[bool]
    """Whether windows take turns on the days between markets."""
