"""The tables of the hall itself: what it is, who works in it, whom it serves, what it offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from counter.domain.columns import Day, day_column, derived_text, json_text, moment_column

APPROVAL_SEAL = "审批专用章"
"""What the name of every approval seal begins with."""


class HallFact(SQLModel, table=True):
    """One fact about the hall: its id, name, rulebook, whether it is a practice hall."""

    __tablename__ = "hall_fact"
    key: str = Field(primary_key=True)
    value: str


class RuleChange(SQLModel, table=True):
    """A value of the rulebook that this hall set otherwise, from a day on."""

    __tablename__ = "rule_change"
    id: int | None = Field(default=None, primary_key=True)
    path: str
    value: Any = json_text()
    since: date = day_column(nullable=False)
    article: str
    made: datetime = moment_column(nullable=False)
    rules: Any = json_text(nullable=True)
    """The catalogue numbers of the article; none: those of the rulebook's own value."""


class CalendarRow(SQLModel, table=True):
    """A holiday paper that was loaded after the program shipped."""

    __tablename__ = "calendar_paper"
    id: int | None = Field(default=None, primary_key=True)
    year: int
    title: str
    published: date | None = day_column()
    entered: date = day_column(nullable=False)
    off: Any = json_text()
    work: Any = json_text()


class Window(SQLModel, table=True):
    """A window of the hall."""

    __tablename__ = "window"
    code: str = Field(primary_key=True)
    name: str


class Post(SQLModel, table=True):
    """A post with its A and B; a window is known by its posts."""

    __tablename__ = "post"
    code: str = Field(primary_key=True)
    name: str
    window: str
    serves: Any = json_text()
    """The catalogue's window names whose items come here."""
    a: str
    b: str
    seals: Any = json_text()
    rev: int = 0


class Department(SQLModel, table=True):
    """A body that examines its part of a joint case, by the name that items give it."""

    __tablename__ = "department"
    name: str = Field(primary_key=True)
    post: str = ""
    """The post at which it sits in the hall; empty where it has none."""
    phone: str = ""
    rev: int = 0


class Representative(SQLModel, table=True):
    """A chief representative (首席代表), formally named; who was replaced keeps the row."""

    __tablename__ = "representative"
    __table_args__ = (Index("representative_department", "department", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    department: str
    staff: str = ""
    """The staff number; empty where somebody from outside represents it."""
    name: str
    phone: str = ""
    standing: str
    """公务员 or 任命干部."""
    paper: str
    """The paper that names and authorises."""
    since: date = day_column(nullable=False)
    until: date | None = day_column()
    """The day on which another took over."""


class ApprovalSeal(SQLModel, table=True):
    """A department's approval seal (审批专用章), as filed with the centre."""

    __tablename__ = "approval_seal"
    __table_args__ = (Index("approval_seal_post", "post", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    department: str
    post: str
    """The post at whose window alone it is used."""
    size: str = ""
    """The diameter in centimetres, as measured."""
    opened: date = day_column(nullable=False)
    cancelled: date | None = day_column()
    confirmed: str = ""
    """Who confirmed the last change for the centre."""
    rev: int = 0


class Staff(SQLModel, table=True):
    """Somebody who works in the hall; leaders too. The number is digits."""

    __tablename__ = "staff"
    no: str = Field(primary_key=True)
    name: str
    initials: str | None = derived_text()
    title: str = ""
    roles: Any = json_text()
    phone: str = ""
    payroll: str = ""
    """Another payroll than the hall's own, with sheets of its own: 公益岗, 三支一扶, 辅警, 驻村, 实习."""
    since: date | None = day_column()
    until: date | None = day_column()
    """The first day on which somebody is no longer here; for an intern it may lie ahead."""
    pin: str | None = None
    """The memory-hard hash with its parameters; none: no sign-on possible."""
    pin_change: bool = False
    """Whether the PIN was given out by somebody else and must be changed at the next sign-on."""
    pin_tries: int = 0
    pin_tried: datetime | None = moment_column()
    pin_boot: str = ""
    pin_ticks: int = 0
    rev: int = 0


class Village(SQLModel, table=True):
    """A village or community of the township."""

    __tablename__ = "village"
    code: str = Field(primary_key=True)
    name: str
    groups: int = 0
    far: bool = False


class VillageAgent(SQLModel, table=True):
    """Somebody who serves a village's agency point (村级代办点)."""

    __tablename__ = "village_agent"
    __table_args__ = (Index("village_agent_village", "village", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    village: str
    name: str
    kind: str = "service-officer"
    """graduate, accountant, family-planning, service-officer or other."""
    title: str = ""
    phone: str = ""
    since: date = day_column(nullable=False)
    until: date | None = day_column()
    """The last day of service."""
    rev: int = 0


class Citizen(SQLModel, table=True):
    """A person the hall serves: from the resident list or from an earlier visit."""

    __tablename__ = "citizen"
    __table_args__ = (
        Index("citizen_id_no", "id_no", unique=True, sqlite_where=text("id_no is not null")),
        Index("citizen_last4", "last4"),
        Index("citizen_name", "name"),
        Index("citizen_phone", "phone"),
        Index("citizen_initials", "initials"),
        Index("citizen_village", "village", sqlite_where=text("village is not null")),
        Index("citizen_household", "household", sqlite_where=text("household is not null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    id_no: str | None = None
    id_kind: str = ""
    """What the number is: resident-id, permit, foreign-id, uscc; empty where none is known."""
    name: str
    initials: str | None = derived_text()
    last4: str | None = derived_text()
    phone: str | None = None
    village: str | None = None
    grp: str | None = None
    household: str | None = None
    relation: str | None = None
    source: str = "visit"
    """Where the record comes from: `residents` (the list) or `visit`."""
    rev: int = 0


class ItemRow(SQLModel, table=True):
    """One version of a service item, as the catalogue told it."""

    __tablename__ = "item"
    code: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    since: date = day_column(nullable=False)
    until: date | None = day_column()
    body: Any = json_text()


class ItemChange(SQLModel, table=True):
    """A change of the catalogue, proposed, checked, approved and published, or given up on the way."""

    __tablename__ = "item_change"
    __table_args__ = (
        Index("item_change_code", "code", "id"),
        Index("item_change_state", "state", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str
    name: str
    what: str
    """enter, change, cancel, delegate."""
    state: str
    """proposed, checked, published, rejected."""
    body: Any = json_text()
    """The item as it is to be, without number and days."""
    base: int | None = None
    """The version from which it was changed; none for an item that enters."""
    since: date = day_column(nullable=False)
    """The first day on which it is to hold."""
    reason: str
    """What the change rests on."""
    proposer: str = ""
    """The department or body that wants it; empty where it is the hall itself."""
    proposed: datetime = moment_column(nullable=False)
    proposed_by: str
    checked: datetime | None = moment_column()
    checked_by: str = ""
    decided: datetime | None = moment_column()
    """When the approval, or the no, was entered."""
    decided_by: str = ""
    approver: str = ""
    """Who approved it, as the paper says."""
    approved_on: date | None = day_column()
    slip: str = ""
    """The number of the paper that approved it."""
    note: str = ""
    """What was said when it was checked, or why it was not taken up."""
    version: int | None = None
    """The version that came of it."""
    rev: int = 0


class Serial(SQLModel, table=True):
    """The last number given in a series; gap-free because it is written in the act's transaction."""

    __tablename__ = "serial"
    series: str = Field(primary_key=True)
    last: int


class DayClose(SQLModel, table=True):
    """A day that was closed (日结): by whom, when, and the figures as they stood."""

    __tablename__ = "day_close"
    day: date = Field(primary_key=True, sa_type=Day)
    closed: datetime = moment_column(nullable=False)
    by: str
    figures: Any = json_text()
    through: int
    """The journal's last entry that the figures cover."""
    paper_id: int | None = None
    """The summary as it was sealed that day."""
    note: str = ""
    """Why something was left owed, such as calls back."""
