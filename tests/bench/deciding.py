"""The live verdict of intake, beside the least that the same answer can cost.

The reference counts the same working days in a bare loop over a set of rest days and says each in one line, as the
verdict's explanation does: no rules, no papers, no articles. Both answer for every shipped item in turn, under each
rulebook. The limit of 0.2 ms stands in a row of its own, for the item that takes longest.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from benched import Row, timed

from counter.domain.casework.case.decision import Brought
from counter.domain.casework.intake.verdict import verdict
from counter.domain.clock import at
from counter.domain.hall.days import calendar as calendars
from counter.domain.hall.days.calendar import Calendar
from counter.domain.hall.days.hours import OpenHours
from counter.domain.hall.items.item import Item, load_items
from counter.domain.hall.laid_down import hours_of
from counter.domain.hall.rulebook import Rulebook, shipped

_BOOKS = ("qiujia", "zhenlai", "nanshan", "township", "community")
_NOW = at("2026-11-20T09:12:00")
_ROUNDS, _CALLS = 7, 40
_LIMIT = 0.2
"""Milliseconds."""
_REST = frozenset(
    day for n in range(400) if (day := date(2026, 11, 20) + timedelta(days=n)).weekday() > 4
)  # fmt: skip


def rows() -> Iterator[Row]:
    """A verdict over the bare count, and the slowest verdict over its limit."""
    items = load_items()
    calendar = calendars.shipped()
    halls = [(book, calendar, hours_of(book, calendar)) for book in map(shipped, _BOOKS)]
    ours = [partial(_verdicts, items, *hall) for hall in halls]
    bare = partial(_bare_all, items)
    pairs = []
    for turn in range(_ROUNDS):
        one = statistics.median(timed(ours[turn % len(ours)]) for _ in range(3)) / len(items)
        pairs.append((one, statistics.median(timed(bare) for _ in range(3)) / len(items)))
    yield Row(
        "verdict of an item (bare count of days = 1)",
        statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs),
        tuple(one / other for one, other in pairs), target=12,
    )  # fmt: skip
    slowest = max(items, key=lambda item: item.promised_days)
    took = [_median(partial(_verdicts, (slowest,), *hall)) for hall in halls]
    yield Row("verdict, longest promise (0.2 ms = 1)", max(took), _LIMIT, tuple(each / _LIMIT for each in took), 1)


def _median(action: Callable[[], object]) -> float:
    return statistics.median(timed(action) for _ in range(_CALLS))


def _verdicts(items: tuple[Item, ...], book: Rulebook, calendar: Calendar, hours: OpenHours) -> object:
    return [verdict(item, Brought(), book, calendar, hours, _NOW) for item in items]


def _bare_all(items: tuple[Item, ...]) -> object:
    return [_bare(_NOW, item.promised_days) for item in items]


def _bare(now: datetime, days: int) -> tuple[date, list[str]]:
    day, counted, said = now.date(), 0, []
    while counted < days:
        day += timedelta(days=1)
        if day in _REST:
            said.append(f"{day:%m-%d} 不计")
            continue
        counted += 1
        said.append(f"{day:%m-%d} 第{counted}日")
    return day, said
