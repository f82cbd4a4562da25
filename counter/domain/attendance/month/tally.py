"""A period of marks counted for each person: what the month's sheet adds up, and what speaks for an award.

Counts only: what is deducted for being late or absent stands in no document with its amount, so no money is printed
(S32.9, A13).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.domain.attendance.month.marks import MARK_NAMES, DayMarks
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.rulebook import Rulebook

HALVES = 2
"""Half days in a day."""
FIT, NOTHING_DUE = "符合", "—"
"""What is said where nothing speaks against an award, and where nothing was due at all."""
_SPOILS = ("late", "early", "left-post", "no-sign-out", "unexplained", "unexcused", "study-absent")
"""What speaks against an award: late, early, leaving, absence."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a period shows for one person."""

    days: dict[str, int]
    """On how many days each mark stands."""
    minutes_late: int = 0
    minutes_early: int = 0
    absent_halves: int = 0
    """Half days of absence by signed sheets."""
    leave_halves: int = 0
    """Half days of private leave."""
    due: int = 0
    """Days on which something was due."""

    def of(self, mark: str) -> int:
        """On how many days a mark stands."""
        return self.days.get(mark, 0)


def tallied(days: Iterable[DayMarks]) -> Tally:
    """Counts the marks of some days of one person."""
    counts = dict.fromkeys(MARK_NAMES, 0)
    late = early = absent = leave = due = 0
    every = list(days)
    times = Counter(map(id, every))  # plain days are one and the same: each is added up once
    for day in {id(each): each for each in every}.values():
        often = times[id(day)]
        for mark in day.marks:
            counts[mark] += often
        late += day.minutes_late * often
        early += day.minutes_early * often
        leave += day.leave_halves * often
        due += day.due * often
        if "unexcused" in day.marks:
            absent += day.half_days * often
    return Tally(counts, late, early, absent, leave, due)


@carries("S32.15", "S33.22", by="report")
def award_said(tally: Tally, book: Rulebook) -> str:
    """Whether attendance allows an award, and what speaks against it; a hint, never a decision (K24)."""
    against = [MARK_NAMES[mark] for mark in _SPOILS if tally.of(mark)]
    most = book.attendance.award_leave_days.value
    if tally.leave_halves > most * HALVES:
        against.append(f"事假超过{most}天")
    if not tally.due:
        return NOTHING_DUE
    return "、".join(against) if against else FIT


def halves_said(halves: int) -> str:
    """Half days as days: 1.5."""
    whole, half = divmod(halves, HALVES)
    return f"{whole}.5" if half else str(whole)
