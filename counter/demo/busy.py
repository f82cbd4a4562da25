"""How busy an invented day is, and when in the day people come."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from counter.domain.clock import ZONE
from counter.domain.hall.days.hours import OpenHours, Session
from counter.domain.hall.files.volumes import Volumes
from counter.domain.hall.items.item import Item

_TRIES = 200
_LAST = timedelta(minutes=8)


class Busy:
    """The days and hours of a hall under the figures of the volumes."""

    def __init__(self, hours: OpenHours, volumes: Volumes, items: Sequence[Item], family: float) -> None:
        self.hours, self.volumes, self.items = hours, volumes, items
        self.payments = 1 + volumes.invented.family_paid * (family - 1)
        """Cases of a visit that pays, for the family too."""
        self.cases_a_year = sum(item.volume for item in items)
        self.visits_a_year = sum(map(self._visits, items)) / (1 + volumes.invented.second_item)
        self._years: dict[int, float] = {}
        self._months: dict[int, list[float]] = {}

    def cases(self, day: date) -> float:
        """How many cases a day brings on average; none where the hall is closed."""
        return self.cases_a_year * self._weight(day) / self._whole_year(day.year)

    def visits(self, day: date, chance: random.Random) -> int:
        """How many people come that day with a case, as chance has it."""
        return _about(self.cases(day) * self.visits_a_year / self.cases_a_year, chance)

    def enquiries(self, day: date, chance: random.Random) -> int:
        """How many only ask that day, as chance has it."""
        return _about(self.cases(day) * self.volumes.consults_per_case, chance)

    def item(self, day: date, chance: random.Random) -> Item:
        """What somebody comes for: by the items' volumes, more in their busy months."""
        return chance.choices(self.items, cum_weights=self._odds(day.month))[0]

    def moment(self, day: date, chance: random.Random, after: time = time.min) -> datetime:
        """A moment of the day's open hours, by the curve of market or other days.

        Args:
            day: A day on which the hall is open.
            chance: Where the luck comes from.
            after: Not before this time of day; near closing it is the last minute.
        """
        sessions = self.hours.sessions(day)
        weights = self.volumes.hours_market if self.hours.is_market(day) else self.volumes.hours_cold
        for _ in range(_TRIES):
            hour = self.volumes.hour_from + chance.choices(range(len(weights)), weights)[0]
            found = time(hour, chance.randrange(60), chance.randrange(60))
            if found > after and any(_inside(session, found) for session in sessions):
                return at(day, found)
        return max(at(day, sessions[-1].end) - timedelta(minutes=1), at(day, after))

    def days(self, first: date, last: date) -> Iterator[date]:
        """Every day on which the hall is open, both ends included."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if self.hours.sessions(day):
                yield day

    def _weight(self, day: date) -> float:
        if not self.hours.sessions(day):
            return 0.0
        volumes = self.volumes
        market = volumes.market_factor if self.hours.is_market(day) else volumes.cold_factor
        weekdays = volumes.weekday_factor
        weekday = weekdays[day.weekday()] if day.weekday() < len(weekdays) else 1.0
        return volumes.month_factor[day.month - 1] * market * weekday

    def _whole_year(self, year: int) -> float:
        if year not in self._years:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            self._years[year] = sum(self._weight(date.fromordinal(each)) for each in range(first, last + 1))
        return self._years[year]

    def _odds(self, month: int) -> list[float]:
        if month not in self._months:
            peak = self.volumes.invented.peak_factor
            odds = (self._visits(item) * _season(item, month, peak) for item in self.items)
            self._months[month] = list(itertools.accumulate(odds))
        return self._months[month]

    def _visits(self, item: Item) -> float:
        return item.volume / self.payments if item.code in self.volumes.invented.paid_yuan else item.volume


def _about(mean: float, chance: random.Random) -> int:
    """A number around the mean, as independent visitors vary."""
    return max(0, round(chance.gauss(mean, math.sqrt(mean)))) if mean else 0


def at(day: date, moment: time) -> datetime:
    """A moment of the hall's day."""
    return datetime.combine(day, moment, tzinfo=ZONE)


def _inside(session: Session, moment: time) -> bool:
    """Nobody comes in the last minutes, so that who pays for a whole family is done before the doors close."""
    doors = (datetime.combine(date.min, session.end) - _LAST).time()
    return session.start < moment < doors


def _season(item: Item, month: int, peak: float) -> float:
    """Busy months have the factor, the others so much less that the year stays the same."""
    busy = len(item.peaks)
    if not busy or busy == 12:
        return 1.0
    return peak if month in item.peaks else max(0.0, (12 - peak * busy) / (12 - busy))
