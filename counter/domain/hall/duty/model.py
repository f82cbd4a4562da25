"""The tables of presence: punches, group duty, leave, who took a post over, who held it, and the rota.

Nothing here is a mark or a verdict: late, absent and answerable are derived from these facts. Rows of presence are
never changed; what was wrong is corrected by a further row that names the one it corrects.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from counter.domain.columns import day_column, json_text, moment_column


class PresenceRow(SQLModel, table=True):
    """One thing that somebody did about being there: signed in or out, went out, came back."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("presence_day", "day", "id"),
        Index("presence_person", "person", "day"),
        Index("presence_corrects", "corrects", sqlite_where=text("corrects is not null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    person: str
    day: date = day_column(nullable=False)
    at: datetime = moment_column(nullable=False)
    """When it took place; when it was entered stands in the journal."""
    kind: str
    """in, out, go-out, come-back; `struck` where a correction only takes a row away."""
    terminal: str = ""
    how: str = ""
    """Empty with the person's own PIN; `witness` (见证), `paper` (补录), `corrected` (更正)."""
    witness: str = ""
    """The staff number of who vouches for it, or who checked the paper."""
    source: str = ""
    """The paper it was copied from."""
    place: str = ""
    """Where somebody went (go-out); a village by its name."""
    village: bool = False
    matter: str = ""
    back_by: datetime | None = moment_column()
    corrects: int | None = None
    """The row that this one replaces."""


class GroupDutyRow(SQLModel, table=True):
    """Many people on one duty outside (集体公务): flood, fire, a meeting."""

    __tablename__ = "group_duty"
    __table_args__ = (Index("group_duty_until", "until", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    matter: str
    place: str = ""
    people: Any = json_text()
    start: datetime = moment_column(nullable=False)
    until: datetime = moment_column(nullable=False)
    entered_by: str
    rev: int = 0


class LeaveRow(SQLModel, table=True):
    """A leave (请假), from the asking to the return; how it stands follows from the moments that it holds."""

    __tablename__ = "leave_taken"
    __table_args__ = (
        Index("leave_person", "person", "start"),
        Index("leave_until", "until", "id"),
        Index("leave_start", "start", "id"),
        Index("leave_extends", "extends", sqlite_where=text("extends is not null")),
        Index("leave_stand_in", "stand_in", "until"),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str
    """QJ-0042, which the slip bears."""
    person: str
    kind: str
    """private, sick, official, annual, study."""
    start: datetime = moment_column(nullable=False)
    until: datetime = moment_column(nullable=False)
    reason: str = ""
    stand_in: str = ""
    """The staff number of who stands in; empty where the hall asks for none."""
    third: str = ""
    """The third person that the director named where A and B would both be away."""
    asked: datetime = moment_column(nullable=False)
    asked_by: str
    """Who entered it: the person, or the comprehensive window for a call."""
    by_phone: bool = False
    afterwards: bool = False
    """Made up for afterwards (补办)."""
    proof: str = ""
    """What proves it: the hospital's certificate, the call-up."""
    extends: int | None = None
    """The leave that this one carries on (续假)."""
    agreed: datetime | None = moment_column()
    """When the stand-in agreed."""
    declined: str = ""
    """Who was asked to stand in last and would not."""
    approval_id: int | None = None
    approved: datetime | None = moment_column()
    rejected: datetime | None = moment_column()
    withdrawn: datetime | None = moment_column()
    registered: datetime | None = moment_column()
    """When it was registered at the comprehensive window (请销假登记)."""
    returned: datetime | None = moment_column()
    """When the return was reported (销假)."""
    rev: int = 0


class HandoverRow(SQLModel, table=True):
    """A post goes from one to another, or back: handed over, stepped in, named, taken back."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("handover_post", "post", "at", "id"),
        Index("handover_day", "day", "id"),
        Index("handover_unconfirmed", "giver", sqlite_where=text("confirmed_giver is null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = ""
    post: str
    kind: str
    """hand-over, step-in, name-third, by-phone, take-back."""
    at: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    giver: str
    """Who gives: A, or on the way back who stood in."""
    taker: str
    """Who answers from now on."""
    entered_by: str
    ground: str = ""
    """leave, trip, short, overload, gone, left-hall, post-changed."""
    leave_id: int | None = None
    note: str = ""
    listed: Any = json_text()
    """What was open at that moment, as it was listed and counted."""
    differences: Any = json_text()
    """What was named as missing or more on the way back."""
    confirmed_giver: datetime | None = moment_column()
    confirmed_taker: datetime | None = moment_column()
    paper_id: int | None = None
    rev: int = 0


class PostHolding(SQLModel, table=True):
    """Who was A and B of a post, since when; the first row of a post holds from the beginning."""

    __tablename__ = "post_holding"
    __table_args__ = (Index("post_holding_post", "post", "since"),)
    id: int | None = Field(default=None, primary_key=True)
    post: str
    a: str
    b: str
    since: datetime | None = moment_column()
    paper: str = ""
    """What the change rests on."""


class RosterRow(SQLModel, table=True):
    """One duty of one day on the rota (值班表)."""

    __tablename__ = "roster"
    __table_args__ = (
        Index("roster_day", "day", "duty", "id"),
        Index("roster_person", "person", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    day: date = day_column(nullable=False)
    duty: str
    """window, noon, leader, village, weekend, rest."""
    post: str = ""
    """The post whose window is open (window, weekend)."""
    place: str = ""
    """The village, for a village day."""
    person: str
    published: datetime | None = moment_column()
    """When the month was published; before that it is a draft."""
    dropped: bool = False
    """Taken off again; what was published stays readable."""
    note: str = ""
    """What is said beside it: why it was changed, moved, or stands on a rest day."""
    replaces: int | None = None
    """The row in whose place it came."""
    rev: int = 0


class SealMove(SQLModel, table=True):
    """A seal goes from one hand to another; who holds it now is what its last move says."""

    __tablename__ = "seal_move"
    __table_args__ = (Index("seal_move_seal", "post", "seal", "id"), Index("seal_move_day", "day", "id"))
    id: int | None = Field(default=None, primary_key=True)
    post: str
    """The post whose seal it is."""
    seal: str
    kind: str
    """hand-over, take-back, lend, return, keeper, take-out, bring-back, pass-back."""
    giver: str
    holder: str
    """Who has it from now on, and alone may use it."""
    at: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    back_by: datetime | None = moment_column()
    """When it is to be back, where it is lent or taken out."""
    place: str = ""
    """Where it is taken, outside the office."""
    reason: str = ""
    agreed_by: str = ""
    """Which leader allowed it to be taken out."""
    handover_id: int | None = None
    """The handover with which it went."""
    returns: int | None = None
    """The lending that this return ends."""
    entered_by: str
