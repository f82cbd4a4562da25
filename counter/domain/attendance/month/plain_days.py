"""Days on which nothing happened but what was due: they are most of a month, and are told apart without judging each.

A day whose only punches are in and out, for each session or once, each in time, is `present`; a day without a punch
is absence, or rest. Whatever else holds of a day is left to `marks.judge`, and this says the same as it would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from counter.domain.attendance.month.marks import DayMarks
from counter.domain.columns import moment_text
from counter.domain.hall.duty.facts import Punch, Span, moment
from counter.domain.hall.rulebook import Rulebook

PRESENT = DayMarks(frozenset({"present"}), due=True)
REST = DayMarks(frozenset({"rest-day"}))
NOT_HERE = DayMarks()
_SESSIONS = 2
_IN, _OUT = "in", "out"
_BY_MOMENT = attrgetter("at", "id")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which texts the four punches of such a day lie: kind and moment, as `punches_by_day` has them."""

    from_in: str
    to_in: str
    from_out: str
    to_out: str
    from_in_again: str
    to_in_again: str
    from_out_again: str
    to_out_again: str

    def hold(self, said: Sequence[str]) -> bool:
        """Whether a person's punches are just these four, in time."""
        return (
            len(said) == _SESSIONS * 2
            and self.from_in <= said[0] <= self.to_in
            and self.from_out <= said[1] < self.to_out
            and self.from_in_again <= said[2] <= self.to_in_again
            and self.from_out_again <= said[3] < self.to_out_again
        )


@dataclass(frozen=True, slots=True)
class WholeDay:
    """The same where one sign-in covers the day: in, and out at its end."""

    from_in: str
    to_in: str
    from_out: str
    to_out: str

    def hold(self, said: Sequence[str]) -> bool:
        """Whether a person's punches are just these two, in time."""
        return (
            len(said) == _SESSIONS and self.from_in <= said[0] <= self.to_in and self.from_out <= said[1] < self.to_out
        )


def bounds_of(due: Sequence[Span], book: Rulebook) -> Bounds | WholeDay | None:
    """The bounds of a day's hours; None where a day is judged otherwise than by two sessions."""
    if len(due) != _SESSIONS:
        return None
    (start, noon), (again, end) = due
    day = moment(start)
    first, last = f"{_IN}{moment_text(day - _A_DAY)}", f"{_OUT}{moment_text(day + _A_DAY)}"
    if book.attendance.sessions.value != _SESSIONS:
        return WholeDay(first, _said(_IN, start), _said(_OUT, end), last)
    return Bounds(first, _said(_IN, start), _said(_OUT, noon), _said(_OUT, again),
                  _said(_IN, noon), _said(_IN, again), _said(_OUT, end), last)  # fmt: skip


def absence(due: Sequence[Span], *, signed: bool) -> DayMarks:
    """A day without a punch on which something was due, with nothing that excuses it."""
    mark = "unexcused" if signed else "unexplained"
    return DayMarks(frozenset({mark}), half_days=len(due), due=True)


def punches_by_day(rows: Sequence[tuple[str, str]]) -> dict[str, dict[str, list[str]]]:
    """Each day's punches by person, each as kind and moment, in the order of entry.

    Args:
        rows: A day, and its punches in one text: person, a space, kind and moment, each after a comma.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for day, text in rows:
        people: dict[str, list[str]] = {}
        for one in text.split(","):
            no, _, said = one.partition(" ")
            if no in people:
                people[no].append(said)
            else:
                people[no] = [said]
        found[day] = people
    return found


def plain_marks(said: Sequence[str] | None, bounds: Bounds | WholeDay | None, missing: DayMarks) -> DayMarks | None:
    """The marks of a day on which nothing but punches is known of somebody; None where it must be judged.

    Args:
        said: Their punches; None where there are none.
        bounds: The bounds of the day; None where nothing was due, or it is judged otherwise.
        missing: What a day without a punch shows.
    """
    if said is None:
        return missing
    if missing is REST:
        return REST if all(each.startswith((_IN, _OUT)) for each in said) else None
    return PRESENT if bounds is not None and bounds.hold(said) else None


def simple_punches(said: Sequence[str], no: str) -> list[Punch] | None:
    """Sign-ins and sign-outs as marks are judged by them; None where there is anything else."""
    found = []
    for number, each in enumerate(said):
        kind = next((name for name in (_IN, _OUT) if each.startswith(name)), "")
        if not kind:
            return None
        found.append(Punch(number, no, int(datetime.fromisoformat(each[len(kind) :]).timestamp()), kind))
    return sorted(found, key=_BY_MOMENT)


def _said(kind: str, at: int) -> str:
    return f"{kind}{moment_text(moment(at))}"
