"""Rules of the rota (值班): windows in turn, noon duty, leaders on duty, holidays, special periods, study."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from counter.domain.hall.ruled.values import Count, Positive, Ruled, Section, Spans


class Period(Section):
    """A special period (特殊时段) with people on duty: flood season, a festival, an election."""

    since: str
    until: str
    """First and last day, YYYY-MM-DD."""
    name: str = Field(min_length=1)

    @field_validator("since", "until")
    @classmethod
    def _a_day(cls, value: str) -> str:
        date.fromisoformat(value)
        return value

    @field_validator("until")
    @classmethod
    def _not_before_it_begins(cls, value: str, info: ValidationInfo) -> str:
        since = info.data.get("since")
        if since and date.fromisoformat(value) < date.fromisoformat(since):
            raise ValueError("特殊时段的最后一天不能早于第一天")
        return value

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return date.fromisoformat(self.since) <= day <= date.fromisoformat(self.until)


class NoonDuty(Section):
    """午间值班."""

    hours: Ruled[Spans]
    """From and to; empty where the hall has no noon duty."""
    place: Ruled[str]
    """Where whoever has it sits."""
    early_minutes: Ruled[Count]
    """So many minutes before it begins one may sign on to it."""


class LeaderDuty(Section):
    """领导带班值班."""

    main_days: Ruled[Count]
    """On how many days of a month each main leader is on duty; 0: not laid down."""
    in_charge: Ruled[bool]
    """Whether the leader in charge of the hall is there for some time every day."""
    least: Ruled[Count]
    """How many leaders are there on a day on which the hall is open."""
    publish_days: Ruled[Positive]
    """In the last so many days of a month the next month's plan is asked for."""


class DutyRules(Section):
    """值班."""

    windows: Ruled[Positive]
    """How many windows are open on a day on which they take turns, besides the comprehensive one."""
    fair_months: Ruled[Positive]
    """So many months back a person's duties weigh in when a plan is drafted."""
    noon: NoonDuty
    leaders: LeaderDuty
    rest_days: Ruled[Literal["none", "holidays", "rest-days"]]
    """On which days without hours somebody is on duty."""
    rest_people: Ruled[Count]
    """How many of the staff are on duty on such a day, and in a special period."""
    special: Ruled[tuple[Period, ...]]
    study: Ruled[str]
    """When the hall studies together, as the document says it: 周五下午; empty where none is laid down."""
