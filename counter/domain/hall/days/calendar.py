"""Which days are worked: the State Council's yearly papers, weekends, make-up days and holidays.

A make-up day (调休上班) goes before a holiday, a holiday before the weekday. A later paper goes before
an earlier one for the dates it names, and a paper may decide a day of the December before its year. A year
without a paper is worked Monday to Friday but for the statutory days, and everything in it is provisional.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from counter.domain.clock import weekday
from counter.domain.refusals import Refusal
from counter.locate import data_dir

ONE_DAY = timedelta(days=1)
LOOK_AHEAD_DAYS = 400
"""How many rest days in a row are believed: beyond a year the calendar is wrong, not the hall closed."""
_SATURDAY = 5


class DayKind(StrEnum):
    """What a day is; the first two are worked."""

    WORK = "work"
    MAKE_UP = "make-up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class NoWorkingDay(Refusal):
    """The calendar has no working day for more than a year, so no date can be counted."""

    says = "{day}以后一年多没有一个工作日，请负责人核对放假安排。"


@dataclass(frozen=True, slots=True)
class CalendarPaper:
    """One notice on holidays: the days it gives off with their names, and the days it has worked.

    `published` is the date of the notice, `entered` the day a hall entered it (None: it was shipped).
    """

    year: int
    title: str
    published: date | None
    entered: date | None
    off: Mapping[date, str]
    work: frozenset[date]

    def known_on(self, day: date) -> bool:
        """Whether it was out by then; what was published before its own year counts as always known."""
        return self.published is None or self.published.year < self.year or self.published <= day

    @property
    def order(self) -> date:
        """The date that decides which of two papers is the later one."""
        return self.published or date(self.year, 1, 1) - ONE_DAY


@dataclass(frozen=True, slots=True)
class Statutory:
    """The statutory days, which stand in for the paper of a year that has none yet."""

    title: str = ""
    fixed: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Holiday names by (month, day)."""
    movable: Mapping[date, str] = field(default_factory=dict)

    def name(self, day: date) -> str:
        """The statutory holiday that falls on the day, or nothing."""
        return self.movable.get(day) or self.fixed.get((day.month, day.day), "")


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is known of one day, and from which paper.

    `name` is the holiday's, else empty; `paper` the title of the paper that names the day, else empty.
    """

    day: date
    kind: DayKind
    name: str = ""
    paper: str = ""
    provisional: bool = False
    working: bool = field(init=False, compare=False, repr=False)
    """Whether the day counts as a working day."""
    said: str = field(init=False, compare=False, repr=False)
    """How a line of an explanation begins: `10-01 周四 国庆节`, `02-14 周六 调休上班`, `11-23 周一`."""

    def __post_init__(self) -> None:
        # Once for each day of a calendar: every count of days reads both for every day.
        object.__setattr__(self, "working", self.kind in (DayKind.WORK, DayKind.MAKE_UP))
        object.__setattr__(self, "said", _said(self))


def _said(fact: DayFact) -> str:
    kind = {
        DayKind.MAKE_UP: " 调休上班",
        DayKind.WEEKEND: " 周末",
        DayKind.HOLIDAY: f" {fact.name or '放假'}",
    }
    provisional = " 暂定" if fact.provisional else ""
    return f"{month_day(fact.day)} {weekday(fact.day)}{kind.get(fact.kind, '')}{provisional}"


def month_day(day: date) -> str:
    """The date without its year: 10-01."""
    return f"{day.month:02}-{day.day:02}"


class Calendar:
    """The working days as its papers tell them. It never changes: one paper more is another calendar."""

    def __init__(self, papers: Iterable[CalendarPaper] = (), statutory: Statutory | None = None) -> None:
        self.papers = tuple(papers)
        self.statutory = statutory or Statutory()
        self.known_years = frozenset(paper.year for paper in self.papers)
        self._named = {fact.day: fact for fact in _named_days(self.papers)}
        self._facts: dict[date, DayFact] = {}
        self._earlier: dict[tuple[int, ...], Calendar] = {}

    def fact(self, day: date) -> DayFact:
        """What the day is, by which paper, and whether that is provisional."""
        known = self._facts.get(day)
        if known is None:
            known = self._facts[day] = self._named.get(day) or self._unnamed(day)
        return known

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        return self.fact(day).working

    def with_paper(self, paper: CalendarPaper) -> Calendar:
        """This calendar and one paper more."""
        return Calendar((*self.papers, paper), self.statutory)

    def as_known_on(self, day: date) -> Calendar:
        """This calendar without what was published later, but with all published before its own year."""
        known = tuple(at for at, paper in enumerate(self.papers) if paper.known_on(day))
        if len(known) == len(self.papers):
            return self
        if known not in self._earlier:
            self._earlier[known] = Calendar((self.papers[at] for at in known), self.statutory)
        return self._earlier[known]

    def next_working(self, day: date) -> date:
        """The first working day after a day.

        Raises:
            NoWorkingDay: There is none for more than a year.
        """
        for ahead in range(1, LOOK_AHEAD_DAYS + 1):
            later = day + timedelta(days=ahead)
            if self.is_working(later):
                return later
        raise NoWorkingDay(day=day.isoformat())

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days follow `first`, up to and including `last`; 0 where `last` is not later."""
        return sum(self.is_working(day) for day in _days(first + ONE_DAY, last))

    def _unnamed(self, day: date) -> DayFact:
        provisional = day.year not in self.known_years
        name = self.statutory.name(day) if provisional else ""
        if name:
            return DayFact(day, DayKind.HOLIDAY, name, self.statutory.title, provisional)
        kind = DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORK
        return DayFact(day, kind, provisional=provisional)


def _named_days(papers: Iterable[CalendarPaper]) -> Iterator[DayFact]:
    """Every day that a paper names; where a day comes twice, the last one holds."""
    for paper in sorted(papers, key=lambda paper: paper.order):
        for day, name in paper.off.items():
            yield DayFact(day, DayKind.HOLIDAY, name, paper.title)
        for day in paper.work:
            yield DayFact(day, DayKind.MAKE_UP, paper=paper.title)


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


@lru_cache(maxsize=1)
def shipped() -> Calendar:
    """The calendar of the papers that came with the program."""
    text = (data_dir() / "calendar.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Calendar((_paper(row) for row in data["year"]), _statutory(data["statutory"]))


def _paper(row: dict[str, Any]) -> CalendarPaper:
    title = f"{row['paper']}（{row['number']}）"
    return CalendarPaper(row["year"], title, row["published"], None, _holidays(row["off"]), frozenset(row["work"]))


def _statutory(section: dict[str, Any]) -> Statutory:
    fixed = {month_and_day(day): row["name"] for row in section["fixed"] for day in row["days"]}
    return Statutory(section["paper"], fixed, _holidays(section["movable"]))


def _holidays(rows: Iterable[dict[str, Any]]) -> dict[date, str]:
    return {day: row["name"] for row in rows for day in _days(row["from"], row["to"])}


def month_and_day(text: str) -> tuple[int, int]:
    """The day of any year that data write as 10-01."""
    month, day = text.split("-")
    return int(month), int(day)
