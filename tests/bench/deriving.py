"""A case's life derived from twenty events, beside the least that its date can cost.

The reference walks the same days in a bare loop over rest days and stops and says each in one line. The limit of
0.5 ms stands in a row of its own.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import date, timedelta

from benched import Row, timed

from counter.domain.casework.case.clocks import terms_of
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.life import derive
from counter.domain.clock import at
from counter.domain.hall.days import calendar as calendars
from counter.domain.hall.laid_down import hours_of
from counter.domain.hall.rulebook import shipped

_ROUNDS, _CALLS = 9, 40
_LIMIT = 0.5
"""Milliseconds."""
_MOMENT = at("2026-12-31T09:00:00")
_REST = frozenset(day for n in range(60) if (day := date(2026, 11, 2) + timedelta(days=n)).weekday() > 4)


def events() -> tuple[Event, ...]:
    """A joint case with papers owed, stops, an extension, opinions: twenty events."""
    limit = {"days": 10, "unit": "working", "article": "承诺", "rules": ["S04.21"]}
    stops = tuple(
        Event(kind, at(f"2026-11-{day:02d}T10:00:00"), {"ground": "公示"} if kind == "stopped" else {})
        for n in range(4)
        for kind, day in (("stopped", 4 + 4 * n), ("resumed", 6 + 4 * n))
    )
    told = {"parts": [{"department": each} for each in ("民政办", "派出所", "自然资源所", "农业农村办")]}
    opinions = tuple(
        Event("opinion", at(f"2026-11-2{n}T15:00:00"), {"department": part["department"], "opinion": "agree"})
        for n, part in enumerate(told["parts"], 1)
    )
    return (
        Event("received", at("2026-11-02T09:00:00"), {"channel": "counter"}),
        Event("accepted", at("2026-11-02T09:00:00"), {"kind": "joint", "limit": limit, "owed": ["照片"]}),
        Event("departments-told", at("2026-11-02T09:30:00"), told),
        *stops,
        *opinions,
        Event("brought", at("2026-11-19T09:00:00"), {"brings": ["照片"]}),
        Event("extended", at("2026-11-19T10:00:00"), {"days": 3}),
        Event("decided", at("2026-11-25T10:00:00"), {"granted": True}),
        Event("told", at("2026-11-25T11:00:00"), {}),
        Event("delivered", at("2026-11-26T09:00:00"), {"to": "本人"}),
    )


def rows() -> Iterator[Row]:
    """The derivation over the bare walk, and over its limit."""
    book, calendar, twenty = shipped("qiujia"), calendars.shipped(), events()
    assert len(twenty) == 20
    hours, terms = hours_of(book, calendar), terms_of(book)

    def ours() -> object:
        return [derive(twenty, calendar, hours, at=_MOMENT, terms=terms) for _ in range(_CALLS)]

    def bare() -> object:
        return [_bare() for _ in range(_CALLS)]

    pairs = []
    for _ in range(_ROUNDS):
        one = statistics.median(timed(ours) for _ in range(3)) / _CALLS
        pairs.append((one, statistics.median(timed(bare) for _ in range(3)) / _CALLS))
    yield Row(
        "life of 20 events (bare walk of its days = 1)",
        statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs),
        tuple(one / other for one, other in pairs), target=12,
    )  # fmt: skip
    yield Row("life of 20 events (0.5 ms = 1)", statistics.median(one for one, _ in pairs), _LIMIT,
              tuple(one / _LIMIT for one, _ in pairs), 1)  # fmt: skip


def _bare() -> tuple[date, list[str]]:
    day, counted, said = date(2026, 11, 2), 0, []
    stopped = {date(2026, 11, 4 + 4 * n) + timedelta(days=each) for n in range(4) for each in (0, 1)}
    while counted < 13:
        day += timedelta(days=1)
        if day in _REST or day in stopped:
            said.append(f"{day:%m-%d} 不计")
            continue
        counted += 1
        said.append(f"{day:%m-%d} 第{counted}日")
    return day, said
