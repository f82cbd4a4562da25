"""Who answers: for ten posts at one moment, and for a whole year of a hall, read from its tables.

The hall is written in one go, as tables only: ten posts, 24 people, four punches a day each, a leave a month, and a
handover a week. What it is compared with is the time allowed (1 ms, 200 ms), not another program.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import process_time as time_of_processor

from accepting import made
from benched import Row

from counter.domain.clock import ZONE
from counter.domain.columns import table_of
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.duty.model import HandoverRow, LeaveRow, PostHolding, PresenceRow
from counter.domain.hall.duty.reading import standing
from counter.domain.hall.model import Post, Staff
from counter.domain.hall.opened import Hall

_FIRST, _LAST = date(2026, 1, 1), date(2026, 12, 31)
_POSTS, _PEOPLE = 10, 24
_PUNCHES = ((time(8, 25), "in"), (time(12, 0), "out"), (time(14, 25), "in"), (time(18, 0), "out"))
_MOMENT_MS, _YEAR_MS = 1.0, 200.0


def rows() -> Iterator[Row]:
    """The time of each, over the time allowed; what the program has loaded is frozen, as the App does it."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        hall = made(Path(folder) / "hall.db")
        posts = filled(hall)
        at = seconds(datetime.combine(date(2026, 6, 10), time(10, 0), ZONE))
        gc.freeze()
        yield _measured("who answers now for ten posts", lambda: _now(hall, posts, at), _MOMENT_MS, 200)
        yield _measured("who answered, a year of ten posts, read", lambda: _year(hall, posts), _YEAR_MS, 7)
        hall.storage.close()


def _now(hall: Hall, posts: list[str], at: int) -> object:
    found = hall.standing()
    return [found.answer(post, at) for post in posts]


def _year(hall: Hall, posts: list[str]) -> object:
    with hall.look():
        found = standing(hall, _FIRST, _LAST)
        start = seconds(datetime.combine(_FIRST, time(), ZONE))
        until = seconds(datetime.combine(_LAST + timedelta(days=1), time(), ZONE))
        return [found.stretches(post, start, until) for post in posts]


def _measured(what: str, action: Callable[[], object], allowed: float, rounds: int) -> Row:
    action()
    took = [_processor_ms(action) for _ in range(rounds)]
    ratios = tuple(each / allowed for each in took)
    return Row(what, statistics.median(took), allowed, ratios, 1.0)


def _processor_ms(action: Callable[[], object]) -> float:
    """Of the processor, not of the clock: what else runs on the machine does not count."""
    began = time_of_processor()
    action()
    return (time_of_processor() - began) * 1000


def filled(hall: Hall) -> list[str]:
    """Writes the posts, the people and their year; gives the posts."""
    people = [f"{900 + number}" for number in range(_PEOPLE)]
    posts = [f"P{number}" for number in range(_POSTS)]
    tables = [table_of(each) for each in (Staff, Post, PostHolding, PresenceRow, LeaveRow, HandoverRow)]
    staff, post, held, presence, leave, handover = tables
    days = [_FIRST + timedelta(days=number) for number in range((_LAST - _FIRST).days + 1)]
    open_days = [day for day in days if hall.hours(day).sessions(day)]
    with hall.storage.writing() as connection:
        connection.execute(post.delete())
        connection.execute(held.delete())
        connection.execute(staff.insert(), [{"no": no, "name": f"甲{no}", "title": "", "roles": ["clerk"], "rev": 0}
                                            for no in people])  # fmt: skip
        connection.execute(post.insert(), [
            {"code": code, "name": code, "window": "MZ", "serves": [], "a": people[n * 2], "b": people[n * 2 + 1],
             "seals": [], "rev": 0} for n, code in enumerate(posts)
        ])  # fmt: skip
        connection.execute(presence.insert(), [
            {"person": no, "at": _at(day, at), "day": day, "kind": kind, "terminal": "ZH", "how": "", "witness": "",
             "source": "", "place": "", "village": False, "matter": "", "entered_by": no}
            for day in open_days for no in people for at, kind in _PUNCHES
        ])  # fmt: skip
        connection.execute(leave.insert(), [
            {"number": f"QJ-{no}-{month}", "person": no, "kind": "private", "start": _at(date(2026, month, 10), time()),
             "until": _at(date(2026, month, 12), time()), "asked": _at(date(2026, month, 9), time()), "asked_by": no,
             "approved": _at(date(2026, month, 9), time()), "rev": 0, "by_phone": False, "afterwards": False,
             "reason": "", "stand_in": "", "third": "", "proof": ""}
            for no in people for month in range(1, 13)
        ])  # fmt: skip
        connection.execute(handover.insert(), [
            {"number": "", "post": code, "kind": kind, "at": _at(day, at), "day": day, "giver": people[n * 2],
             "taker": people[n * 2 + 1 if kind == "hand-over" else n * 2], "entered_by": people[n * 2], "ground": "",
             "note": "", "listed": {}, "differences": [], "rev": 0}
            for day in open_days[::5] for n, code in enumerate(posts)
            for at, kind in ((time(10), "hand-over"), (time(15), "take-back"))
        ])  # fmt: skip
        connection.exec_driver_sql("UPDATE hall_fact SET value = value + 1 WHERE key = 'revision'")
    return posts


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE)
