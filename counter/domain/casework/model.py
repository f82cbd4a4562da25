"""The tables of casework: visits, cases, their materials, events and papers, enquiries.

The facts of a case are its row, its materials and its events. The derived columns of the case row
(state, due date, list) exist to be searched; `life.py` writes them from the events, one place.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from counter.domain.columns import DERIVED, day_column, derived_text, json_text, moment_column

_OPEN = text("list = 'open'")
_WAIT = text("list = 'wait'")
_COLLECT = text("list = 'collect'")
_WATCHED = text("watch is not null")
AGENCY = text("(cases.agency <> '' OR cases.channel = 'village')")
"""Which cases stand in the agency ledger; the index is used only where it stands word for word."""
IN_CASH = text("collected.channel IN ('', '现金')")
"""What lies in the drawer (`money.is_cash`), word for word as the index has it."""
_TRACKED = text("tracked is not null")
_FILED = text("filing is not null")
_JOINT = text("waits_for is not null and list = 'open'")
_ABOVE = text("list = 'above'")


class Visit(SQLModel, table=True):
    """One person in front of the desk; all cases of the visit share one receipt."""

    __tablename__ = "visit"
    __table_args__ = (Index("visit_day", "day"), Index("visit_citizen", "citizen_id"))
    id: int | None = Field(default=None, primary_key=True)
    day: date = day_column(nullable=False)
    began: datetime = moment_column(nullable=False)
    staff: str
    terminal: str = ""
    citizen_id: int | None = None


class Case(SQLModel, table=True):
    """One case (办件): who, what, through which door."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_number", "number", unique=True),
        Index("cases_open", "post", "due", "id", sqlite_where=_OPEN),
        Index("cases_open_all", "due", "id", sqlite_where=_OPEN),
        Index("cases_wait", "post", "day", "id", sqlite_where=_WAIT),
        Index("cases_wait_all", "day", "id", sqlite_where=_WAIT),
        Index("cases_collect", "post", "closed_day", "id", sqlite_where=_COLLECT),
        Index("cases_collect_all", "closed_day", "id", sqlite_where=_COLLECT),
        Index("cases_received", "day", "post", "state", "kind"),
        Index("cases_accepted", "accept_day", "post", "kind"),
        Index("cases_closed", "closed_day", "post", "kind", "overdue"),
        Index("cases_applicant", "applicant_id", "id"),
        Index("cases_subject", "subject_id", "id", sqlite_where=text("subject_id is not null")),
        Index("cases_agent", "agent_id", "id", sqlite_where=text("agent_id is not null")),
        Index("cases_visit", "visit_id"),
        Index("cases_agency", "day", "id", sqlite_where=text("(agency <> '' OR channel = 'village')")),
        Index("cases_custody", "day", "id", sqlite_where=text("custody is not null")),
        Index("cases_entered_above", "entered_above", sqlite_where=text("entered_above <> ''")),
        Index("cases_not_entered_above", "accept_day", "id", sqlite_where=text("entered_above = ''")),
        Index("cases_not_entered_at", "post", "accept_day", "id", sqlite_where=text("entered_above = ''")),
        Index("cases_watched", "post", "watch", "id", sqlite_where=_WATCHED),
        Index("cases_watched_all", "watch", "id", sqlite_where=_WATCHED),
        Index("cases_tracked", "post", "tracked", "id", sqlite_where=_TRACKED),
        Index("cases_tracked_all", "tracked", "id", sqlite_where=_TRACKED),
        Index("cases_joint", "post", "due", "id", sqlite_where=_JOINT),
        Index("cases_joint_all", "due", "id", sqlite_where=_JOINT),
        Index("cases_above", "post", "due", "id", sqlite_where=_ABOVE),
        Index("cases_above_all", "due", "id", sqlite_where=_ABOVE),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str
    day: date = day_column(nullable=False)
    """The local day of receipt."""
    received: datetime = moment_column(nullable=False)
    entered: datetime = moment_column(nullable=False)
    clerk: str
    """Who took it in."""
    post: str
    item_code: str
    item_version: int
    visit_id: int | None = None
    channel: str = "counter"
    applicant_id: int
    subject_id: int | None = None
    agent_id: int | None = None
    agent_relation: str = ""
    agent_authority: str = ""
    phone: str = ""
    agency: str = ""
    """How the hall acts for the applicant (全程代理): whole, act-for, assist, do-now; empty: it does not."""
    source: str = ""
    """The paper a late entry was made from."""
    checked_by: str = ""
    note: str = ""
    rev: int = 0
    state: str | None = derived_text()
    kind: str | None = derived_text()
    flags: Any = json_text(derived=True, nullable=True)
    list: str | None = derived_text()
    """Which worklist it stands on: open, above (sent up), wait, collect, or closed."""
    due: datetime | None = moment_column(derived=True)
    provisional: bool | None = Field(default=None, sa_column_kwargs={"info": DERIVED})
    accept_day: date | None = day_column(derived=True)
    closed_day: date | None = day_column(derived=True)
    """The local day on which its clock ended."""
    overdue: bool | None = Field(default=None, sa_column_kwargs={"info": DERIVED})
    """Whether it was finished late."""
    accepted: datetime | None = moment_column(derived=True)
    closed: datetime | None = moment_column(derived=True)
    """When its clock ended."""
    custody: int | None = Field(default=None, sa_column_kwargs={"info": DERIVED})
    """How many originals the hall still keeps; nothing where none."""
    entered_above: str | None = derived_text()
    """Its number in the platform above, empty while it is not entered there; nothing before acceptance or once void."""
    watch: datetime | None = moment_column(derived=True)
    """When the next of its clocks beside the promise is due."""
    watched: str | None = derived_text()
    """Which clock that is."""
    tracked: str | None = derived_text()
    """Why it is followed to its end (督办), though nothing of it is late."""
    reminded: date | None = day_column(derived=True)
    """The day on which the applicant was last telephoned about it."""
    reported: datetime | None = moment_column(derived=True)
    """When it went up (上报), which ended the hall's own part."""
    waits_for: str | None = derived_text()
    """The departments that have not agreed yet, or the body above."""


class Appointment(SQLModel, table=True):
    """An appointment (预约) at the hall, or a visit owed at somebody's home (上门)."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("appointment_at", "at", "id"),
        Index("appointment_waiting", "at", "id", sqlite_where=text("state = 'booked'")),
        Index("appointment_home", "at", "id", sqlite_where=text("home = 1")),
        Index("appointment_citizen", "citizen_id", "at"),
        Index("appointment_case", "case_id", sqlite_where=text("case_id is not null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str
    at: datetime = moment_column(nullable=False)
    """The appointed time."""
    day: date = day_column(nullable=False)
    item_code: str
    citizen_id: int
    phone: str = ""
    post: str
    receiver: str
    """Who receives, or who goes: A of the post, B where A is prevented."""
    home: bool = False
    place: str = ""
    """Where the home visit goes."""
    why: str = ""
    """Why the person cannot come."""
    way: str = "counter"
    """How it was booked: counter, phone, online."""
    booked: datetime = moment_column(nullable=False)
    booked_by: str
    state: str = "booked"
    """booked, kept, missed, moved, cancelled, broken."""
    reason: str = ""
    ended: datetime | None = moment_column()
    case_id: int | None = None
    """The case that came of it."""
    from_case: int | None = None
    """The case for which another time was agreed."""
    moved_from: int | None = None
    """The appointment that this one replaces."""
    paper_id: int | None = None
    """Its slip."""
    rev: int = 0


class Batch(SQLModel, table=True):
    """Many cases in one act: brought by a village agent, arrived as cards, or handed out together."""

    __tablename__ = "batch"
    __table_args__ = (Index("batch_kind", "kind", "id"), Index("batch_village", "village", "id"))
    id: int | None = Field(default=None, primary_key=True)
    number: str
    kind: str
    """brought, arrived or handed-out."""
    day: date = day_column(nullable=False)
    made: datetime = moment_column(nullable=False)
    by: str
    village: str = ""
    agent_id: int | None = None
    """The village agent who brought it, or took it along."""
    person: str = ""
    """Who brought it, or signed for it."""
    source: str = ""
    """The file it was read from, or the paper it came with."""
    told: datetime | None = moment_column()
    """When the people were told that it has arrived."""
    told_how: str = ""
    paper_id: int | None = None
    """Its list."""
    rev: int = 0


class BatchCase(SQLModel, table=True):
    """One case of a batch."""

    __tablename__ = "batch_case"
    __table_args__ = (Index("batch_case_case", "case_id"), {"sqlite_with_rowid": False})
    batch_id: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    case_id: int


class CasePerson(SQLModel, table=True):
    """One of the many people of a case for a roster (名册件)."""

    __tablename__ = "case_person"
    __table_args__ = (Index("case_person_citizen", "citizen_id", "case_id"), {"sqlite_with_rowid": False})
    case_id: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    citizen_id: int
    struck: str = ""
    """Why somebody was taken off the roster; empty while on it."""


class CaseMaterial(SQLModel, table=True):
    """One paper of one case and how it stands."""

    __tablename__ = "case_material"
    __table_args__ = {"sqlite_with_rowid": False}
    case_id: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    name: str
    standing: str
    """had, forgot, promised, missing, owed, came; dropped where a changed item no longer asks for it."""
    mark: str = ""
    """How it was handed over, as the clerk marked it (原件, 核验退还, 复印件 …)."""
    came: datetime | None = moment_column()


class CaseEvent(SQLModel, table=True):
    """Something that happened to a case; what a case is follows from these."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("case_event_case", "case_id", "id"),
        Index("case_event_day", "day", "kind"),
        Index("case_event_filed", "day", "id", sqlite_where=_FILED),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    kind: str
    happened: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    entered: datetime = moment_column(nullable=False)
    actor: str
    terminal: str = ""
    data: Any = json_text()
    filing: int | None = None
    """The number under which a refusal is registered for checking (否定报备), counted within the year."""


class Enquiry(SQLModel, table=True):
    """An enquiry (咨询): counted, and answered the same day where it came by phone."""

    __tablename__ = "enquiry"
    __table_args__ = (
        Index("enquiry_day", "day"),
        Index("enquiry_owed", "day", sqlite_where=text("owed = 1")),
        Index("enquiry_waits", "until", "id", sqlite_where=text("waits is not null")),
        Index("enquiry_case", "case_id", sqlite_where=text("case_id is not null")),
        Index("enquiry_called_off", "called_off", sqlite_where=text("called_off is not null")),
        Index("enquiry_called", "called_back", sqlite_where=text("called_back is not null")),
    )
    id: int | None = Field(default=None, primary_key=True)
    day: date = day_column(nullable=False)
    asked: datetime = moment_column(nullable=False)
    staff: str
    """Who was asked first (首问)."""
    post: str = ""
    item_code: str = ""
    matter: str = ""
    phone: str = ""
    name: str = ""
    owed: bool = False
    """Whether a call back is owed today."""
    called_back: datetime | None = moment_column()
    answer: str = ""
    rev: int = 0
    channel: str = ""
    """phone or counter."""
    guided: str = ""
    """Where the person was sent on to, in words."""
    with_post: str = ""
    """Whose matter it is: passed on to, or guided to."""
    received_by: str = ""
    """Who received them there."""
    until: datetime | None = moment_column()
    """By when what waits is to be handled."""
    waits: str | None = None
    """What is waited for: transferred, absent, complaint; nothing once it is done."""
    done: datetime | None = moment_column()
    case_id: int | None = None
    """The case that came of it."""
    called_off: datetime | None = moment_column()
    """When the call back was owed no more though nobody was called: passed on, or it became a case."""


class EnquiryStep(SQLModel, table=True):
    """Something that happened to an enquiry after it was asked, or with it."""

    __tablename__ = "enquiry_step"
    __table_args__ = (Index("enquiry_step_of", "enquiry_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int
    kind: str
    happened: datetime = moment_column(nullable=False)
    entered: datetime = moment_column(nullable=False)
    actor: str
    said: str = ""


class Collected(SQLModel, table=True):
    """Money: collected for another body (代收) or the hall's own published fee."""

    __tablename__ = "collected"
    __table_args__ = (
        Index("collected_day", "day"),
        Index("collected_case", "case_id"),
        Index("collected_cash", "own_fee", "day", "fen", "case_id", sqlite_where=text("channel IN ('', '现金')")),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    day: date = day_column(nullable=False)
    at: datetime = moment_column(nullable=False)
    staff: str
    """Who took it."""
    window: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The code of the window where it was taken, which need not be that of the case; empty where nobody noted it."""
    own_fee: bool = False
    channel: str = ""
    receipt: str = ""
    fen: int = 0
    """The amount in hundredths of a yuan."""
    basis: str = ""


class Reconciled(SQLModel, table=True):
    """A window's money of a day, counted and confirmed (对账); the latest of a window and day holds."""

    __tablename__ = "reconciled"
    __table_args__ = (Index("reconciled_day", "day", "window", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    window: str
    day: date = day_column(nullable=False)
    counted: int
    """The cash as it was counted, in hundredths."""
    cash: int
    """The cash as the records had it."""
    other: int
    """What the records had that did not come as cash."""
    entries: int
    """How many takings the records had."""
    receipts: int
    """How many receipts were used, as they were counted."""
    span: str = ""
    """From which receipt number to which."""
    reason: str = ""
    """Why count and records differ; empty where they agree."""
    counted_by: str
    confirmed_by: str
    made: datetime = moment_column(nullable=False)


class PaidIn(SQLModel, table=True):
    """Cash that left the hall for the account it belongs to (解缴)."""

    __tablename__ = "paid_in"
    __table_args__ = (
        Index("paid_in_day", "day", "own_fee"),
        Index("paid_in_slip", "account", "slip", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    day: date = day_column(nullable=False)
    own_fee: bool
    """The hall's own fees; otherwise what was collected for another body."""
    fen: int
    account: str
    """Which account it went into."""
    slip: str
    """The number of the bank's slip."""
    by: str
    entered: datetime = moment_column(nullable=False)


class PaperRow(SQLModel, table=True):
    """A paper as it was made; printing again prints this."""

    __tablename__ = "paper"
    __table_args__ = (
        Index("paper_case", "case_id"),
        Index("paper_visit", "visit_id", sqlite_where=text("visit_id is not null")),
        Index("paper_day", "day", "kind"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    number: str
    case_id: int | None = None
    visit_id: int | None = None
    day: date = day_column(nullable=False)
    made: datetime = moment_column(nullable=False)
    by: str
    body: str = Field(sa_type=Text, sa_column_kwargs={"info": {"digest": True}})


class Print(SQLModel, table=True):
    """One printing of a paper: the first, or 补打."""

    __tablename__ = "print"
    __table_args__ = (Index("print_paper", "paper_id"),)
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int
    at: datetime = moment_column(nullable=False)
    by: str
    how: str
