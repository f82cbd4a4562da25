"""The tables of approvals: what was asked for, and each decision on it.

What was asked and what was decided are facts; how an approval stands follows from them (`standing.py`) and is
stored beside them only to be listed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from counter.domain.columns import day_column, derived_text, json_text, moment_column


class ApprovalRow(SQLModel, table=True):
    """Something that a leader must agree to before it holds."""

    __tablename__ = "approval"
    __table_args__ = (
        Index("approval_open", "waits", "id", sqlite_where=text("state = 'open'")),
        Index("approval_asked_by", "asked_by", "id"),
        Index("approval_subject", "subject_kind", "subject_id", "id"),
        Index("approval_day", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str
    """Its own number, which the slip (签批单) bears."""
    matter: str
    """What kind of thing is asked for: extension, refusal …"""
    subject_kind: str
    subject_id: int
    """What it is about, such as a case by its key."""
    facts: Any = json_text()
    """What exactly is asked for: days, reason …"""
    asked_by: str
    asked: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    needs: Any = json_text()
    """The roles that decide, in their order, as the rulebook said when it was asked."""
    rev: int = 0
    state: str | None = derived_text()
    waits: str | None = derived_text()
    """The role that decides next; None once it is over."""


class ApprovalStepRow(SQLModel, table=True):
    """One decision on an approval: on the screen, or with a pen and entered by another (依纸质签批录入)."""

    __tablename__ = "approval_step"
    __table_args__ = (
        Index("approval_step_of", "approval_id", "id"),
        Index("approval_step_paper", "day", "id", sqlite_where=text("slip is not null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    approval_id: int
    outcome: str
    """granted, refused, or withdrawn by who asked."""
    by: str
    """Whose decision it is."""
    reason: str = ""
    decided: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    entered_by: str
    signed_on: date | None = day_column()
    """The day on the slip, where it was signed with a pen."""
    slip: str | None = None
    """The number of the signed slip."""
