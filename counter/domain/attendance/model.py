"""The tables of attendance: rota, swaps, duty, overtime, explanations, roll calls, sheets signed or put up.

No mark stands in any of them: marks follow from these rows (`marks.py`).

The rota's entries themselves stand in the hall (`hall/duty/model.py`), because who answers follows from them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from counter.domain.columns import Day, day_column, json_text, moment_column


class RosterMonth(SQLModel, table=True):
    """A month's rota: when it was drafted and when published, with its papers."""

    __tablename__ = "roster_month"
    month: date = Field(primary_key=True, sa_type=Day)
    """Its first day."""
    drafted: datetime = moment_column(nullable=False)
    drafted_by: str
    published: datetime | None = moment_column()
    published_by: str = ""
    paper_id: int | None = None
    """The month's rota as it was put up."""
    leaders_paper_id: int | None = None
    """The leaders' schedule as it was put up (R09)."""
    rev: int = 0


class RosterSwap(SQLModel, table=True):
    """Two people change duties by agreement, or one takes another's over (换班、替班)."""

    __tablename__ = "roster_swap"
    __table_args__ = (
        Index("roster_swap_open", "other", "id", sqlite_where=text("settled is null")),
        Index("roster_swap_entry", "entry"),
    )
    id: int | None = Field(default=None, primary_key=True)
    entry: int
    """The entry of who asks."""
    back: int | None = None
    """The entry that they take for it; None where the other only takes theirs over."""
    asked_by: str
    other: str
    asked: datetime = moment_column(nullable=False)
    reason: str = ""
    settled: datetime | None = moment_column()
    agreed: bool = False
    rev: int = 0


class DutyRecord(SQLModel, table=True):
    """A duty as it was done: at noon, by a leader, on a rest day; from when to when, and what there was."""

    __tablename__ = "duty_record"
    __table_args__ = (
        Index("duty_record_day", "day", "duty", "id"),
        Index("duty_record_person", "person", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    day: date = day_column(nullable=False)
    duty: str
    """noon, leader, rest."""
    person: str
    began: datetime = moment_column(nullable=False)
    ended: datetime | None = moment_column()
    record: str = ""
    """What there was: who came, what was settled, what is left."""
    received: int = 0
    """How many visitors a leader received."""
    solved: int = 0
    """How many of their matters were settled on the spot."""
    signed: int = 0
    """How many papers were brought to a leader for signature."""
    handed_to: str = ""
    """Who took over before the duty was over, or at its end."""
    entered_by: str
    rev: int = 0


class OvertimeRow(SQLModel, table=True):
    """Staying after hours (加班): asked for before, approved, and how the hall was left."""

    __tablename__ = "overtime"
    __table_args__ = (
        Index("overtime_day", "day", "id"),
        Index("overtime_open", "person", sqlite_where=text("left_hall is null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str
    person: str
    day: date = day_column(nullable=False)
    start: datetime = moment_column(nullable=False)
    """When the hours of that day end."""
    until: datetime = moment_column(nullable=False)
    reason: str
    asked: datetime = moment_column(nullable=False)
    approval_id: int | None = None
    approved: datetime | None = moment_column()
    rejected: datetime | None = moment_column()
    left_hall: datetime | None = moment_column()
    closing: Any = json_text(nullable=True)
    """What was done on leaving, point by point of the hall's list."""
    rev: int = 0


class ExplanationRow(SQLModel, table=True):
    """Why somebody was not there (说明); accepted once a leader says so."""

    __tablename__ = "explanation"
    __table_args__ = (Index("explanation_day", "day", "person", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    person: str
    day: date = day_column(nullable=False)
    reason: str
    made: datetime = moment_column(nullable=False)
    made_by: str
    """Who wrote it down: the person, or the comprehensive window for them."""
    accepted: datetime | None = moment_column()
    accepted_by: str = ""
    rev: int = 0


class RollCallRow(SQLModel, table=True):
    """A roll call (点名): at a study session or training, or in the hall during work."""

    __tablename__ = "roll_call"
    __table_args__ = (Index("roll_call_day", "day", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    day: date = day_column(nullable=False)
    at: datetime = moment_column(nullable=False)
    study: bool
    topic: str
    """What was studied; for a roll call during work what was looked at."""
    place: str = ""
    called_by: str
    present: Any = json_text()
    """The staff numbers of who was there."""
    absent: Any = json_text()
    """The staff numbers of who was not, each with the reason told beforehand, or nothing."""


class SheetRow(SQLModel, table=True):
    """A sheet of attendance that a leader signed, or that was put up for everybody to see."""

    __tablename__ = "attendance_sheet"
    __table_args__ = (Index("attendance_sheet_last", "what", "last_day", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    what: str
    """signed, published."""
    first_day: date = day_column(nullable=False)
    last_day: date = day_column(nullable=False)
    at: datetime = moment_column(nullable=False)
    signed_by: str = ""
    entered_by: str
    signed_on: date | None = day_column()
    """The day on the paper, where it was signed with a pen."""
    slip: str = ""
    """The number on the paper that was signed."""
    paper_id: int | None = None
    """The sheet as it was then, of the hall's own payroll first."""
    filed: datetime | None = moment_column()
    """When the discipline office took it for its files."""
    filed_by: str = ""
    """Who took it."""
    rev: int = 0
