"""Rules of the calendar: hours, seasons, market days, village days."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from counter.domain.hall.ruled.values import Ruled, Section, Span


class Season(Section):
    """Hours of a part of the year, from and to as month and day (MM-DD), new year may lie between."""

    since: str = Field(pattern=r"^\d\d-\d\d$")
    until: str = Field(pattern=r"^\d\d-\d\d$")
    am: Span
    pm: Span


class Hours(Section):
    """When the hall is open."""

    am: Ruled[Span]
    pm: Ruled[Span]
    seasons: Ruled[tuple[Season, ...]]
    market: Ruled[tuple[Span, ...]]
    """The sessions of a market day that falls on a rest day; empty: closed as on any rest day."""


class Market(Section):
    """Market days (逢场)."""

    basis: Ruled[Literal["solar", "lunar"]]
    digits: Ruled[tuple[int, ...]]
    everybody: Ruled[bool]
    """Whether everybody is at the post on a market day."""


class CalendarRules(Section):
    """Hours, market days, village days."""

    hours: Hours
    market: Market
    village_days: Ruled[tuple[int, ...]]
    rota: Ruled[bool]
    """Whether windows take turns on the days between markets."""
