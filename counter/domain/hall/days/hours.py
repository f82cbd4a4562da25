"""The hall's hours: by season, on market days, and whether it is open at a moment.

All figures come in as values. A market day on a weekend opens the hall and yet is no working day for
deadlines; other rest days have no hours. Moments are the hall's own wall clock: the caller has already
brought them to its zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from counter.domain.hall.days.calendar import Calendar, DayKind
from counter.domain.hall.days.market import MarketRule, is_market_day
from counter.domain.rules import carries

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of open hours, both ends included."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether that time of day lies in it."""
        return self.start <= at <= self.end

    def __str__(self) -> str:
        """As printed: 08:30-12:00."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class HalfDays:
    """Hours that replace the usual ones; a half day left out keeps them."""

    am: Session | None = None
    pm: Session | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """Part of a year with hours of its own, from a month and day to another, over New Year if need be."""

    first: MonthDay
    last: MonthDay
    hours: HalfDays

    def holds(self, day: date) -> bool:
        """Whether the day lies in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Hours:
    """What a hall has laid down about its hours."""

    am: Session
    pm: Session
    seasons: tuple[Season, ...] = ()
    market: HalfDays = HalfDays()
    """What is different on market days."""
    weekend_market: tuple[Session, ...] | None = None
    """The hours of a market day on a weekend: None as on any market day, empty if the hall stays closed."""


@dataclass(frozen=True, slots=True)
class OpenHours:
    """A hall's hours on real days: what is laid down, read with the calendar and the market rule."""

    laid_down: Hours
    calendar: Calendar
    market: MarketRule = field(default_factory=MarketRule)

    def standard(self, day: date) -> tuple[Session, ...]:
        """The hours that the season and the market give a day, whether or not it is worked."""
        hours = self.laid_down
        am, pm = hours.am, hours.pm
        for change in self._changes(day):
            am, pm = change.am or am, change.pm or pm
        return (am, pm)

    @carries("S34.1", "S34.2", "S34.3", "S34.4", "S34.5", by="clock")
    def sessions(self, day: date) -> tuple[Session, ...]:
        """When the hall is open that day; empty on a rest day without a market."""
        if self.calendar.is_working(day):
            return self.standard(day)
        if self.calendar.fact(day).kind is not DayKind.WEEKEND or not self.is_market(day):
            return ()
        weekend = self.laid_down.weekend_market
        return self.standard(day) if weekend is None else weekend

    def closing(self, day: date) -> time:
        """When a day's last hours end and what is due that day is due; the standard ones if closed."""
        return (self.sessions(day) or self.standard(day))[-1].end

    def is_open(self, moment: datetime) -> bool:
        """Whether the hall is open at a moment, to the second."""
        return any(session.holds(moment.time()) for session in self.sessions(moment.date()))

    def is_market(self, day: date) -> bool:
        """Whether the town has its market that day."""
        return is_market_day(self.market, day).value

    def _changes(self, day: date) -> tuple[HalfDays, ...]:
        """What the season and then the market change, the later one going before the earlier."""
        seasonal = tuple(season.hours for season in self.laid_down.seasons if season.holds(day))
        return (*seasonal, self.laid_down.market) if self.is_market(day) else seasonal
