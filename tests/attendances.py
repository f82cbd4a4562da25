"""Days of attendance for tests: punches, leave and sessions written as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from counter.domain.attendance.month.marks import DayMarks, Facts, judge, marked
from counter.domain.clock import ZONE
from counter.domain.hall.duty.facts import Punch, Span, Spell, seconds
from counter.domain.hall.rulebook import Override, Rulebook, in_force, shipped
from counter.domain.reckoning import Reckoning

FRIDAY = date(2026, 11, 20)
HOURS = ("08:30-12:00", "14:30-18:00")
_COMMANDS = {"in": "in", "out": "out", "go": "go-out", "back": "come-back"}


def moment_at(text: str, day: date = FRIDAY) -> int:
    """A time of the day as whole seconds; `+1 08:30` is the day after."""
    if text.startswith("+"):
        ahead, _, text = text[1:].partition(" ")
        day = date.fromordinal(day.toordinal() + int(ahead))
    return seconds(datetime.combine(day, time.fromisoformat(text), ZONE))


def span(text: str, day: date = FRIDAY) -> Span:
    """`08:30-12:00` as a span of a day."""
    first, last = text.split("-")
    return moment_at(first, day), moment_at(last, day)


def punches(text: str, day: date = FRIDAY) -> list[Punch]:
    """`in 08:20, go 09:00 双河* by 10:00, back 09:50, out 12:00`; a star marks a village."""
    found = []
    for number, part in enumerate(filter(None, (each.strip() for each in text.split(","))), start=1):
        command, at, *rest = part.split()
        by = moment_at(rest[rest.index("by") + 1], day) if "by" in rest else None
        place = rest[0] if rest and rest[0] != "by" else ""
        found.append(Punch(number, "07", moment_at(at, day), _COMMANDS[command], place=place.rstrip("*"),
                           village=place.endswith("*"), back_by=by))  # fmt: skip
    return found


def spells(*texts: str) -> list[Spell]:
    """`private 08:30-12:00`."""
    found = []
    for text in texts:
        kind, between = text.split()
        first, last = span(between)
        found.append(Spell("07", first, last, kind))
    return found


def book(name: str = "qiujia", **values: Any) -> Rulebook:
    """A shipped rulebook with values of attendance set otherwise."""
    ways = {key: f"posts.{key}" if key == "empty_minutes" else f"attendance.{key}" for key in values}
    changes = [Override(ways[key], value, FRIDAY, "试验") for key, value in values.items()]
    return in_force(shipped(name), changes, FRIDAY)


def day_of(
    text: str = "", away: Sequence[Spell] = (), hours: Iterable[str] = HOURS, now: str = "23:00", **more: Any
) -> Facts:
    """A day with its punches."""
    due = Reckoning(tuple(span(each) for each in hours))
    return Facts("07", FRIDAY, due, punches(text), tuple(away), now=moment_at(now), **more)


def judged(facts: Facts, rules: Rulebook | None = None) -> DayMarks:
    """The day's marks; the way with words says the same."""
    rules = rules or book()
    found = judge(facts, rules)
    assert marked(facts, rules).value == found
    return found


def marks_of(facts: Facts, rules: Rulebook | None = None) -> set[str]:
    """The marks alone."""
    return set(judged(facts, rules).marks)
