"""The tables of AB岗 beside the turns of a post: what a post keeps, and what B received but could not do at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from counter.domain.columns import day_column, json_text, moment_column


class PostThing(SQLModel, table=True):
    """Something that a post keeps and hands over by name only: UKey, account, cabinet key, receipt book."""

    __tablename__ = "post_thing"
    __table_args__ = (Index("post_thing_post", "post", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    post: str
    kind: str
    """ukey, account, key, receipts, other."""
    name: str
    """What it is called; never a password."""
    count: int = 1
    since: date = day_column(nullable=False)
    until: date | None = day_column()
    """The day on which it was given up."""
    why: str = ""
    """Why the number changed, or where it went."""
    rev: int = 0


class Reception(SQLModel, table=True):
    """What B received in A's absence and could not do at once (B岗记录): A owes the applicant the answer."""

    __tablename__ = "reception"
    __table_args__ = (
        Index("reception_open", "post", "id", sqlite_where=text("answered is null")),
        Index("reception_day", "day", "id"),
        Index("reception_case", "case_id", sqlite_where=text("case_id is not null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str
    post: str
    received: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    received_by: str
    """Who stood in."""
    owes: str
    """Whose post it is: who must contact the applicant and reply."""
    name: str
    phone: str = ""
    matter: str = ""
    reason: str = ""
    """Why it could not be done at once."""
    case_id: int | None = None
    answered: datetime | None = moment_column()
    answered_by: str = ""
    answer: str = ""
    paper_id: int | None = None
    rev: int = 0


class EmptyWindow(SQLModel, table=True):
    """A window at which nobody was in working hours (空岗), as the director confirmed it; never changed."""

    __tablename__ = "empty_window"
    __table_args__ = (Index("empty_window_day", "day", "id"), Index("empty_window_place", "window", "since"))
    id: int | None = Field(default=None, primary_key=True)
    window: str
    posts: Any = json_text()
    """The posts whose window it is."""
    people: Any = json_text()
    """A and B of them, who answer for it."""
    day: date = day_column(nullable=False)
    since: datetime = moment_column(nullable=False)
    """When the last one left."""
    until: datetime | None = moment_column()
    """When somebody was there again; none where nobody was when it was confirmed."""
    note: str = ""
    confirmed: datetime = moment_column(nullable=False)
    confirmed_by: str
