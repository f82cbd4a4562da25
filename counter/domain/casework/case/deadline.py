"""The one engine of deadlines: from a start, a limit, stops and extensions to a date, day by day.

The start is not counted; a limit in working days counts worked days only, so a receipt on Friday and
one on Saturday give the same date; a limit in calendar days that ends on a rest day ends on the next working
day. Stopped days do not count, and a stop ended on the day it began is no stop. Everything is derived anew
from the facts, in whatever order they were entered: a stored date is never patched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from counter.domain.clock import weekday
from counter.domain.hall.days.calendar import LOOK_AHEAD_DAYS, ONE_DAY, Calendar, DayFact, NoWorkingDay, month_day
from counter.domain.hall.days.hours import OpenHours
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

Unit = Literal["working", "calendar"]

CIVIL_CODE = Cite("民法典第二百零一条、第二百零三条")
LICENSING_LAW = Cite("行政许可法第八十二条")
_UNIT_NAMES: dict[Unit, str] = {"working": "个工作日", "calendar": "日"}


class LimitNotPositive(Refusal):
    """A limit or an extension of no days, or of fewer."""

    says = "期限不能是{days}天，至少要有1天，请核对。"


class PauseBackwards(Refusal):
    """A stop that ends before it began."""

    says = "暂停从{start}开始，不能在{end}就恢复，请核对日期。"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the clock: the days from `start` up to, not including, `end`; None while it lasts."""

    start: date
    end: date | None
    reason: str
    paper: str = ""

    @property
    def why(self) -> str:
        """For which procedure, by which paper: 现场踏勘，禾垭便民止〔2026〕3号."""
        return "，".join(filter(None, (self.reason, self.paper)))

    def __str__(self) -> str:
        """As a line of the explanation names it: 暂停（现场踏勘，禾垭便民止〔2026〕3号）."""
        return f"暂停（{self.why}）"


@dataclass(frozen=True, slots=True)
class Extension:
    """Days added to the limit, in its unit, and who approved them."""

    days: int
    approved_by: str = ""
    basis: Cite | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a limit stands: all counts are in its unit."""

    due: date | None
    """None while a stop lasts: the date is known again once it ends."""
    provisional: bool
    """True where the count used a year whose paper has not come out (暂定)."""
    total: int
    """The limit with its extensions."""
    counted: int
    """Days used up by the end of the day asked about, or by the end of the count."""
    remaining: int | None
    """Days left after the day asked about, 0 once it is past; None where no day was given."""


def deadline(
    start: date,
    days: int,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    unit: Unit = "working",
    today: date | None = None,
    *,
    basis: Cite | None = None,
    named: str = "承诺",
    begins: str = "受理",
) -> Reckoning[Deadline]:
    """Counts a limit from the day it starts, which is not itself counted.

    Args:
        start: The day of acceptance, of completion, of receipt: whatever starts this clock.
        days: The limit, in `unit`.
        calendar: The working days as known at the time asked about.
        pauses: Stops in any order; what overlaps counts once.
        extensions: What was added; the total is counted as if it had been the limit from the beginning.
        unit: Working days, or calendar days whose last one is moved off a rest day.
        today: The day for which the used and remaining days are told.
        basis: The article or promise that sets the limit.
        named: What the first step calls the limit.
        begins: What the first step calls its start.

    Raises:
        LimitNotPositive: The limit or an extension is less than a day.
        PauseBackwards: A stop ends before it began.
        NoWorkingDay: The calendar has no working day for more than a year.
    """
    longer = sorted(extensions, key=_extension_order)
    total = _total(days, longer)
    walk = _Walk(calendar, unit, total, _united(pauses), today)
    walk.run(start)
    opening = f"{named}{days}{_UNIT_NAMES[unit]}，自{month_day(start)}{begins}起算，当日不计"
    law = (CIVIL_CODE, LICENSING_LAW) if unit == "working" else (CIVIL_CODE,)
    first = Step(opening, (basis, *law) if basis else law)
    more = (_extended(extension, unit) for extension in longer)
    return Reckoning(walk.result(), (first, *more, *walk.steps, walk.conclusion()))


def count_days(
    start: date,
    days: int,
    calendar: Calendar,
    unit: Unit = "working",
    *,
    basis: Cite | None = None,
    named: str = "期限",
    begins: str = "收到",
) -> Reckoning[date]:
    """The last day of a limit that nothing stops; see `deadline` for the arguments and errors."""
    counted = deadline(start, days, calendar, unit=unit, basis=basis, named=named, begins=begins)
    due = counted.value.due
    assert due is not None, "only a stop leaves the date open"
    return Reckoning(due, counted.steps)


def ended_on(pauses: Sequence[Pause], day: date) -> tuple[Pause, ...]:
    """The stops with those still lasting ended on a day, as a case finished out of a stop is reckoned."""
    return tuple(replace(pause, end=max(day, pause.start)) if pause.end is None else pause for pause in pauses)


@carries("S02.5", by="clock")
def instant_due(accepted: datetime, hours: OpenHours, basis: Cite | None = None) -> Reckoning[datetime]:
    """The end of the day's hours, or of the next working day's after hours and on rest days.

    Args:
        accepted: The moment of acceptance on the hall's wall clock; the answer has the same zone.
        hours: The hall's hours with its calendar.
        basis: What asks for the same day.
    """
    day = accepted.date()
    fact = hours.calendar.fact(day)
    in_time = fact.working and accepted.time() <= hours.closing(day)
    due_day = day if in_time else hours.calendar.next_working(day)
    due = datetime.combine(due_day, hours.closing(due_day), tzinfo=accepted.tzinfo)
    why = "" if in_time else "，已过下班时间，顺延" if fact.working else "，当日不上班，顺延"
    first = Step(f"{fact.said} {accepted:%H:%M}受理{why}", (basis,) if basis else ())
    passed = (Step(f"{hours.calendar.fact(rest).said} 不计") for rest in _between(day, due_day))
    last = Step(f"{hours.calendar.fact(due_day).said} {due:%H:%M}下班前办结")
    return Reckoning(due, (first, *passed, last))


@dataclass(frozen=True, slots=True)
class _Stop:
    """Days that do not count, not overlapping with any other stop."""

    start: date
    end: date
    lasting: bool
    label: str


@dataclass(slots=True)
class _Walk:
    """One pass over the days after the start, each of which becomes a step."""

    calendar: Calendar
    unit: Unit
    total: int
    stops: list[_Stop]
    today: date | None
    steps: list[Step] = field(default_factory=list)
    due: date | None = None
    unknown_year: int | None = None
    """The first year without a paper that the count used."""
    count: int = 0
    used: int = 0
    """Days counted up to today, or all where no day is asked about."""
    left: int = 0
    """Days after today, up to the due date."""
    resting: int = 0
    """Rest days in a row, to notice a calendar without working days."""
    next_stop: int = 0

    def run(self, start: date) -> None:
        """Goes on until the limit is used up, or a lasting stop has no day to show any more."""
        day = start
        while self.due is None:
            day += ONE_DAY
            stop = self._stop_on(day)
            if stop and stop.lasting and (self.today is None or day > self.today):
                return
            self._take(day, stop)

    def result(self) -> Deadline:
        """Where the limit stands."""
        remaining = self.total - self.used if self.due is None else self.left
        shown = None if self.today is None else remaining
        return Deadline(self.due, self.unknown_year is not None, self.total, self.used, shown)

    def conclusion(self) -> Step:
        """The last line of the explanation."""
        if self.due is None:
            label = self.stops[self.next_stop].label
            return Step(f"{label}未恢复：已计{self.count}日，尚余{self.total - self.count}日，恢复后续计")
        provisional = f"（暂定：没有{self.unknown_year}年的放假安排）" if self.unknown_year else ""
        return Step(f"{self.due.isoformat()} {weekday(self.due)} 到期{provisional}")

    def _stop_on(self, day: date) -> _Stop | None:
        while self.next_stop < len(self.stops) and self.stops[self.next_stop].end <= day:
            self.next_stop += 1
        if self.next_stop == len(self.stops):
            return None
        stop = self.stops[self.next_stop]
        return stop if stop.start <= day else None

    def _take(self, day: date, stop: _Stop | None) -> None:
        fact = self.calendar.fact(day)
        counts = fact.working or self.unit == "calendar"
        if stop and counts:
            self._say(f"{month_day(day)} {weekday(day)} {stop.label} 不计")
            return
        self._heed(fact)
        if counts:
            self._count(fact)
        else:
            self._say(f"{fact.said} 不计")

    def _heed(self, fact: DayFact) -> None:
        """Keeps what the calendar did not know for sure; calendar days ask it only where they end."""
        relied_on = self.unit == "working" or self.count >= self.total - 1
        if relied_on and fact.provisional and self.unknown_year is None:
            self.unknown_year = fact.day.year
        self.resting = 0 if fact.working else self.resting + 1
        if self.resting > LOOK_AHEAD_DAYS:
            raise NoWorkingDay(day=fact.day.isoformat())

    def _count(self, fact: DayFact) -> None:
        if self.count < self.total:
            self.count += 1
            self._say(f"{fact.said} 第{self.count}日")
        else:
            self._say(f"{fact.said} 顺延")
        if self.today is None or fact.day <= self.today:
            self.used = self.count
        else:
            self.left += 1
        if self.count == self.total and fact.working:
            self.due = fact.day

    def _say(self, text: str) -> None:
        self.steps.append(Step(text))


def _total(days: int, extensions: Sequence[Extension]) -> int:
    for each in (days, *(extension.days for extension in extensions)):
        if each < 1:
            raise LimitNotPositive(days=each)
    return days + sum(extension.days for extension in extensions)


def _united(pauses: Sequence[Pause]) -> list[_Stop]:
    """The stops in order without overlaps; what two cover belongs to the one that began first."""
    stops: list[_Stop] = []
    until = date.min
    for pause in sorted(pauses, key=_pause_order):
        end = date.max if pause.end is None else pause.end
        if end < pause.start:
            raise PauseBackwards(start=pause.start.isoformat(), end=end.isoformat())
        start = max(pause.start, until)
        if start < end:
            stops.append(_Stop(start, end, pause.end is None, str(pause)))
            until = end
    return stops


def _pause_order(pause: Pause) -> tuple[date, date, str, str]:
    return pause.start, pause.end or date.max, pause.reason, pause.paper


def _extension_order(extension: Extension) -> tuple[int, str, str]:
    return extension.days, extension.approved_by, str(extension.basis)


def _extended(extension: Extension, unit: Unit) -> Step:
    by = f"（{extension.approved_by}批准）" if extension.approved_by else ""
    cites = (extension.basis,) if extension.basis else ()
    return Step(f"延期{extension.days}{_UNIT_NAMES[unit]}{by}", cites)


def _between(first: date, last: date) -> Iterator[date]:
    """The days after the first and before the last."""
    for ordinal in range(first.toordinal() + 1, last.toordinal()):
        yield date.fromordinal(ordinal)
