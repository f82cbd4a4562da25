"""Reading leave: one by its key, somebody's, a month's registration (F38), what waits, balances, who left unhanded.

Keeps S33.3 and S33.8 (leave and return stand in one registration), S33.22 (private leave of a month beside the limit).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, literal, or_, select, tuple_

from counter.domain.attendance.leave.state import STATE_NAMES, LeaveState, Moments, state_of
from counter.domain.attendance.leave.tiers import Length, last_worked, length
from counter.domain.casework.lists.paging import Order, Pages
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import Moment, moment_of, moment_text, table_of
from counter.domain.hall.duty.facts import moment
from counter.domain.hall.duty.model import HandoverRow, LeaveRow
from counter.domain.hall.duty.reading import spans
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

KIND_NAMES = {"private": "事假", "sick": "病假", "official": "公出", "annual": "年休假", "study": "学习"}
"""Why somebody is away, by the kinds of the scenarios."""
NOTICE_BACK = 31
"""So many days back a leave that nobody returned from is still pointed out."""
_L, _H = table_of(LeaveRow), table_of(HandoverRow)
_FIRST_IN = (
    "SELECT min(at) FROM presence WHERE person = ? AND day >= ? AND kind = 'in' AND at >= ? "
    "AND NOT EXISTS (SELECT 1 FROM presence AS later WHERE later.corrects = presence.id)"
)
_CARRIED_ON = "SELECT 1 FROM leave_taken WHERE extends = ? AND approved IS NOT NULL AND withdrawn IS NULL LIMIT 1"


class UnknownLeave(Refusal):
    """No such leave."""

    says = "没有找到这张请假条，请核对。"


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave as its row tells it, with how long it is and what says how it stands."""

    row: Mapping[str, Any]
    length: Length
    moments: Moments

    @property
    def id(self) -> int:
        """Its key."""
        return int(self.row["id"])

    @property
    def number(self) -> str:
        """QJ-0042."""
        return str(self.row["number"])

    @property
    def person(self) -> str:
        """Whose it is."""
        return str(self.row["person"])

    @property
    def kind(self) -> str:
        """private, sick, official, annual, study."""
        return str(self.row["kind"])

    @property
    def kind_name(self) -> str:
        """The kind as screens say it."""
        return KIND_NAMES[self.kind]

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.moments.start

    @property
    def until(self) -> datetime:
        """When it ends, as asked for."""
        return self.moments.until

    @property
    def ends(self) -> datetime:
        """When it ended or will: earlier than asked for where the return was reported early."""
        returned = self.moments.returned
        return self.until if returned is None else max(self.start, min(self.until, returned))

    @property
    def stand_in(self) -> str:
        """Who stands in; empty where nobody does yet."""
        return str(self.row["stand_in"])

    @property
    def approval_id(self) -> int:
        """The approval that decides it."""
        return int(self.row["approval_id"] or 0)

    @property
    def rev(self) -> int:
        """The revision of its row."""
        return int(self.row["rev"])

    @property
    def alive(self) -> bool:
        """Whether it holds or may still: not refused, not taken back."""
        return self.moments.rejected is None and self.moments.withdrawn is None

    @property
    def marks(self) -> tuple[str, ...]:
        """What is special about how it was asked for: 电话请假, 补办, 续假."""
        return tuple(word for word, holds in (("电话请假", self.row["by_phone"]), ("补办", self.row["afterwards"]),
                                              ("续假", self.row["extends"])) if holds)  # fmt: skip

    def state(self, at: datetime) -> LeaveState:
        """How it stands at a moment."""
        return state_of(self.moments, at)

    def state_name(self, at: datetime) -> str:
        """How it stands, in Chinese."""
        return STATE_NAMES[self.state(at)]

    def owes_proof(self, certificate: bool) -> bool:
        """Whether a proof is still to be handed in: for a call, and for sickness where the hall wants one."""
        wanted = self.row["by_phone"] or self.row["afterwards"] or (certificate and self.kind == "sick")
        return self.alive and bool(wanted) and not self.row["proof"]


def by_id(hall: Hall, connection: Connection, leave_id: int) -> Leave:
    """A leave by its key.

    Raises:
        UnknownLeave: where there is none.
    """
    found = _read(hall, connection, select(_L).where(_L.c.id == leave_id))
    if not found:
        raise UnknownLeave()
    return found[0]


def of_person(hall: Hall, connection: Connection, no: str, first: datetime, last: datetime) -> list[Leave]:
    """Somebody's leaves that touch a time, the earliest first."""
    query = select(_L).where(_L.c.person == no, _L.c.start < last, _L.c.until > first)
    return _read(hall, connection, query.order_by(_L.c.start, _L.c.id))


def stood_in_by(hall: Hall, connection: Connection, no: str, first: datetime, last: datetime) -> list[Leave]:
    """The leaves for which somebody agreed to stand in and which touch a time."""
    query = select(_L).where(_L.c.stand_in == no, _L.c.until > first, _L.c.start < last, _L.c.agreed.is_not(None))
    return [each for each in _read(hall, connection, query.order_by(_L.c.start, _L.c.id)) if each.alive]


def touching(hall: Hall, connection: Connection, first: datetime, last: datetime) -> list[Leave]:
    """Everybody's approved leaves that touch a time."""
    query = select(_L).where(_L.c.until > first, _L.c.start < last, _L.c.approved.is_not(None))
    found = _read(hall, connection, query.order_by(_L.c.until, _L.c.id))
    return [each for each in found if each.alive and each.ends > first]


def to_agree(hall: Hall, connection: Connection, no: str) -> list[Leave]:
    """The leaves that wait for somebody to agree to stand in."""
    now = hall.clock().moment
    query = select(_L).where(_L.c.stand_in == no, _L.c.until > now, _L.c.agreed.is_(None)).order_by(_L.c.id)
    return [each for each in _read(hall, connection, query) if each.state(now) == "asked"]


def current(hall: Hall, connection: Connection, days_back: int) -> list[Leave]:
    """What is under way: everything that ended no more than so many days ago or is still to come."""
    since = hall.clock().moment - timedelta(days=days_back)
    return _read(hall, connection, select(_L).where(_L.c.until > since).order_by(_L.c.until, _L.c.id))


def unreturned(hall: Hall, connection: Connection, days_back: int) -> list[Leave]:
    """The leaves that are over and of which nobody reported the return in time, the latest first."""
    now = hall.clock().moment
    query = select(_L).where(_L.c.until < now, _L.c.until > now - timedelta(days=days_back), _L.c.returned.is_(None))
    query = query.where(_L.c.approved.is_not(None), _L.c.withdrawn.is_(None)).order_by(_L.c.until.desc(), _L.c.id)
    return [each for each in _read(hall, connection, query) if each.state(now) == "broken"]


@carries("S33.3", "S33.8", "S33.20", by="register")
class Registration(Pages[Leave, tuple[datetime, int]]):
    """The registration of leave and return of a month (请销假登记, F38), by when they begin, as a list pages it."""

    def __init__(self, hall: Hall, month: date) -> None:
        self._hall = hall
        self._first = datetime(month.year, month.month, 1, tzinfo=ZONE)
        self._last = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=ZONE)

    def key(self, row: Leave) -> tuple[datetime, int]:
        """The row's place in the order."""
        return row.start, row.id

    def count(self) -> int | None:
        """Unknown: nobody asks for it."""
        return None

    def page(self, order: Order, beyond: tuple[datetime, int] | None, limit: int) -> list[Leave]:
        """So many of them, beyond a place."""
        with self._hall.look() as connection:
            return self.read(connection, order, beyond, limit)

    def read(
        self, connection: Connection, order: Order = "up", beyond: tuple[datetime, int] | None = None, limit: int = -1
    ) -> list[Leave]:
        """As `page`, within a look; all of them where no limit is given."""
        query = select(_L).where(_L.c.start >= self._first, _L.c.start < self._last)
        up = order == "up"
        if beyond is not None:
            place, other = tuple_(_L.c.start, _L.c.id), tuple_(literal(beyond[0], Moment()), beyond[1])
            query = query.where(place > other if up else place < other)
        columns = (_L.c.start, _L.c.id) if up else (_L.c.start.desc(), _L.c.id.desc())
        return _read(self._hall, connection, query.order_by(*columns).limit(limit))


# -- balances ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Balance:
    """How many days somebody was on leave in a year."""

    days: Mapping[str, float] = field(default_factory=dict)
    """By kind."""
    private: Mapping[int, float] = field(default_factory=dict)
    """Private leave by month."""


@carries("S33.22", by="clock")
def balance(hall: Hall, connection: Connection, no: str, year: int) -> Balance:
    """The days of leave that somebody had approved in a year, each in the month in which it lies."""
    first, last = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    days: defaultdict[str, float] = defaultdict(float)
    private: defaultdict[int, float] = defaultdict(float)
    for leave in of_person(hall, connection, no, first, last):
        if not leave.alive or leave.moments.approved is None:
            continue
        for month in range(1, 13):
            taken = days_in(hall, leave.start, leave.ends, date(year, month, 1))
            days[leave.kind] += taken
            if leave.kind == "private" and taken:
                private[month] += taken
    return Balance({kind: taken for kind, taken in days.items() if taken}, dict(private))


def days_in(hall: Hall, start: datetime, until: datetime, month: date) -> float:
    """The days of a leave that lie in a month."""
    first = datetime(month.year, month.month, 1, tzinfo=ZONE)
    last = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=ZONE)
    begin, end = max(start, first), min(until, last)
    return how_long(hall, begin, end).days if begin < end else 0.0


def over_private(hall: Hall, connection: Connection, no: str, kind: str, start: datetime, until: datetime) -> str:
    """What is pointed out where private leave of a month comes to more than the hall's days; else nothing."""
    if kind != "private":
        return ""
    rule = hall.book(local_day(start)).attendance.award_leave_days
    for month in dict.fromkeys((local_day(start).replace(day=1), local_day(until).replace(day=1))):
        had = balance(hall, connection, no, month.year).private.get(month.month, 0.0)
        taken = had + days_in(hall, start, until, month)
        if taken > rule.value:
            return f"{month.month}月事假共{taken:g}天，超过{rule.value}天（{rule.article}）"
    return ""


# -- left without a handover -------------------------------------------------------------------


def unhanded(hall: Hall, connection: Connection, leave: Leave, at: datetime) -> list[str]:
    """The posts of which A went on leave without handing them over (Z02); empty before it begins.

    A post is handed over where another took it for this leave, or since it was asked for and before it ends.
    """
    return not_handed(hall, connection, leave) if leave.state(at) in ("begun", "ended", "broken") else []


def not_handed(hall: Hall, connection: Connection, leave: Leave) -> list[str]:
    """The posts of A that nobody took over for a leave, begun or still to come."""
    posts = [post.code for post in hall.laid.posts.values() if _a_of(hall, post.code, leave.start) == leave.person]
    query = select(_H.c.post).where(_H.c.post.in_(posts), _H.c.kind != "take-back").where(
        or_(_H.c.leave_id == leave.id,
            (_H.c.giver == leave.person) & (_H.c.at >= leave.row["asked"]) & (_H.c.at < leave.ends))
    )  # fmt: skip
    done = set(connection.execute(query).scalars()) if posts else set()
    return [code for code in posts if code not in done]


@carries("S33.19", by="register")
def to_hand_over(hall: Hall, connection: Connection, no: str) -> list[tuple[Leave, list[str]]]:
    """Somebody's leaves that are near or have begun, with the posts that nobody took over for them.

    Before a leave starts its handover is asked for: from the working day before on.
    """
    now = hall.clock().moment
    until = report_by(hall, now)
    found = []
    for leave in of_person(hall, connection, no, now, until):
        if leave.state(now) in ("approved", "begun") and (posts := not_handed(hall, connection, leave)):
            found.append((leave, posts))
    return found


def notices(hall: Hall, connection: Connection, no: str) -> str:
    """What leave asks of somebody now, in one sentence: to agree, to hand over, to report back; empty: nothing."""
    said = []
    if waiting := to_agree(hall, connection, no):
        who = names_said(hall, dict.fromkeys(each.person for each in waiting))
        said.append(f"{who}请假，等您同意顶岗（请假）")
    for leave, posts in to_hand_over(hall, connection, no):
        names = "、".join(hall.post(code).name for code in posts)
        said.append(f"{leave.number} {local(leave.start):%m-%d %H:%M} 开始，{names}还没有交接，请先交接（F4）")
    said += [f"{each.number} 假满了还没有销假，请销假（请假）"
             for each in unreturned(hall, connection, NOTICE_BACK) if each.person == no]  # fmt: skip
    return "；".join(said) + "。" if said else ""


def _a_of(hall: Hall, post: str, at: datetime) -> str:
    return hall.standing(local_day(at)).holding(post, int(at.timestamp())).a


# -- rows --------------------------------------------------------------------------------------


def how_long(hall: Hall, start: datetime, until: datetime) -> Length:
    """How long a leave is by the hall's hours."""
    return length(lambda day: spans(hall, day), start, until)


def _read(hall: Hall, connection: Connection, query: Select[Any]) -> list[Leave]:
    return [_leave(hall, connection, dict(row)) for row in connection.execute(query).mappings()]


def _leave(hall: Hall, connection: Connection, row: Mapping[str, Any]) -> Leave:
    start, until = row["start"], row["until"]
    worked = moment(last_worked(lambda day: spans(hall, day), start, until))
    signed_in = None
    carried_on = False
    if row["approved"] is not None and row["returned"] is None:
        bound = (row["person"], local_day(worked).isoformat(), moment_text(worked))
        found = connection.exec_driver_sql(_FIRST_IN, bound).scalar()
        signed_in = moment_of(found) if found else None
        carried_on = connection.exec_driver_sql(_CARRIED_ON, (row["id"],)).first() is not None
    known = Moments(
        start, until, report_by(hall, worked), row["approved"], row["rejected"], row["withdrawn"], row["returned"],
        signed_in, carried_on,
    )  # fmt: skip
    return Leave(row, how_long(hall, start, until), known)


def report_by(hall: Hall, ended: datetime) -> datetime:
    """The close of the first working day after a moment: until then a return counts as reported in time."""
    day = hall.calendar.next_working(local_day(ended))
    return datetime.combine(day, hall.hours(day).closing(day), ZONE)


def span_said(start: datetime, until: datetime) -> str:
    """From when until when, as screens and papers say it."""
    first, last = local(start), local(until)
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%m-%d %H:%M}"
    return f"{first:%m-%d %H:%M} 至 {end}"


def names_said(hall: Hall, numbers: Iterable[str]) -> str:
    """People by name."""
    return "、".join(hall.person(no).name for no in numbers)


def said_numbers(leaves: Sequence[Leave]) -> str:
    """Leaves by number and time, as refusals name them."""
    return "、".join(f"{each.number}（{span_said(each.start, each.until)}）" for each in leaves)
