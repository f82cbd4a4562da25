"""Appointments read: what waits for somebody, what is unsettled, the list as pages and as a paper (S15.3, S16.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text, tuple_

from counter.domain.casework.booking.appointments import SOON, STATE_NAMES
from counter.domain.casework.lists.paging import Order, Pages
from counter.domain.casework.lists.worklist import place_of
from counter.domain.casework.model import Appointment
from counter.domain.casework.papers.notices import said_day
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.paper import Fields, Paper, Table
from counter.domain.rules import carries

_A, _P = table_of(Appointment), table_of(Citizen)


@carries("S15.3", by="report")
def unsettled(hall: Hall, connection: Connection, day: date) -> list[AppointmentRow]:
    """The appointments of a day, or before it, of which nobody said what became of them."""
    return [row for row in Appointments(hall).rows(connection) if local_day(row.at) <= day]


def waiting_for(hall: Hall, connection: Connection, citizen_id: int) -> tuple[str, ...]:
    """What a person has appointments for, as intake shows it."""
    rows = Appointments(hall, person=citizen_id).rows(connection, 3)
    return tuple(f"约在 {each.when} {each.item}，{each.receiver}接待{'（上门）' if each.home else ''}" for each in rows)


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as lists show it."""

    id: int
    number: str
    at: datetime
    name: str
    phone: str
    place: str
    """Where the person lives; of a visit where it goes."""
    item_code: str
    item: str
    receiver: str
    home: bool
    state: str
    reason: str
    case_id: int | None
    citizen_id: int
    paper_id: int | None
    prevented: bool
    """Whether who should receive is not there, so that somebody else must."""
    now: datetime = field(compare=False)

    @property
    def when(self) -> str:
        """Day and time, in short."""
        return f"{local(self.at):%m-%d %H:%M}"

    @property
    def late(self) -> bool:
        """Whether its time is past and nobody said what became of it."""
        return self.state == "booked" and self.at < self.now

    @property
    def soon(self) -> bool:
        """Whether its time comes within the half hour."""
        return self.state == "booked" and self.now <= self.at <= self.now + SOON

    @property
    def said(self) -> str:
        """What became of it, or what must be seen to."""
        if self.prevented:
            return "接待人不在，请转B岗"
        return "到时没有登记" if self.late else STATE_NAMES[self.state]


_COLUMNS = (
    _A.c.id, _A.c.number, _A.c.at, _A.c.item_code, _A.c.receiver, _A.c.home, _A.c.place, _A.c.state, _A.c.reason,
    _A.c.case_id, _A.c.citizen_id, _A.c.paper_id, _A.c.phone, _P.c.name, _P.c.village, _P.c.grp,
)  # fmt: skip
_FROM = _A.join(_P, _P.c.id == _A.c.citizen_id)
_WAITING = text("appointment.state = 'booked'")
_HOME_ONLY = text("appointment.home = 1")


Place = tuple[datetime, int]
"""An appointment's place: its time and key."""


@dataclass
class Appointments(Pages[AppointmentRow, Place]):
    """Appointments as pages, by their time."""

    hall: Hall
    waiting: bool = True
    """Only those that are still to come or to be settled."""
    home: bool = False
    """Only visits at home."""
    day: date | None = None
    person: int = 0
    village: str = ""

    def key(self, row: AppointmentRow) -> Place:
        """The row's place: its time and key."""
        return row.at, row.id

    def count(self) -> int:
        """How many there are."""
        with self.hall.look() as connection:
            query = select(func.count()).select_from(_FROM).where(*self._standing())
            return int(connection.execute(query).scalar_one())

    def rows(self, connection: Connection, limit: int = 500) -> list[AppointmentRow]:
        """All of a short list, for a paper."""
        query = select(*_COLUMNS).select_from(_FROM).where(*self._standing()).order_by(_A.c.at, _A.c.id).limit(limit)
        return _shown(self.hall, connection, query)

    def _standing(self) -> list[Any]:
        wanted: list[Any] = [_WAITING] if self.waiting else []
        if self.home:
            wanted.append(_HOME_ONLY)
        if self.day is not None:
            low = datetime(self.day.year, self.day.month, self.day.day, tzinfo=ZONE)
            wanted += [_A.c.at >= low, _A.c.at < low + timedelta(days=1)]
        if self.person:
            wanted.append(_A.c.citizen_id == self.person)
        if self.village:
            wanted.append(_P.c.village == self.village)
        return wanted

    def page(self, order: Order, beyond: Place | None, limit: int) -> list[AppointmentRow]:
        """So many of them, the earliest first or, downwards, the latest."""
        earliest, place = order == "up", tuple_(_A.c.at, _A.c.id)
        columns = (_A.c.at, _A.c.id) if earliest else (_A.c.at.desc(), _A.c.id.desc())
        query = select(*_COLUMNS).select_from(_FROM).where(*self._standing()).order_by(*columns).limit(limit)
        if beyond is not None:
            key = tuple_(bindparam("at", type_=_A.c.at.type), bindparam("one"))
            query = query.where(place > key if earliest else place < key).params(at=beyond[0], one=beyond[1])
        with self.hall.look() as connection:
            return _shown(self.hall, connection, query)


def _shown(hall: Hall, connection: Connection, query: Any) -> list[AppointmentRow]:
    now = hall.clock().moment
    return [_row(hall, dict(row), now) for row in connection.execute(query).mappings()]


def _row(hall: Hall, row: Mapping[str, Any], now: datetime) -> AppointmentRow:
    receiver = hall.person(row["receiver"])
    return AppointmentRow(
        row["id"], row["number"], row["at"], row["name"], row["phone"],
        row["place"] if row["home"] else place_of(row["village"], row["grp"]), row["item_code"],
        hall.catalogue.told(row["item_code"]).name, receiver.name, bool(row["home"]), row["state"], row["reason"],
        row["case_id"], row["citizen_id"], row["paper_id"], row["state"] == "booked" and not receiver.active, now,
    )  # fmt: skip


@carries("S16.3", by="report")
def day_list(hall: Hall, connection: Connection, day: date, *, home: bool = False) -> Paper:
    """Who is expected on a day, or where one goes: the list for the wall and for the bag."""
    rows = Appointments(hall, waiting=False, home=home, day=day).rows(connection)
    lines = tuple(
        (
            f"{local(each.at):%H:%M}",
            each.name,
            each.phone,
            each.place,
            each.item,
            each.receiver,
            STATE_NAMES[each.state],
        )
        for each in rows
    )
    head = ("时间", "姓名", "电话", "地点", "事项", "谁去" if home else "接待人", "情况")
    table = Table(head, lines, (6, 8, 12, 12, 18, 8, 8), "", f"共{len(lines)}人")
    title = "上门服务单" if home else "预约名单"
    names = tuple(dict.fromkeys(each.name for each in rows))
    return Paper("appointment-list", title, hall.name, f"{day:%Y%m%d}", (Fields((("日期", said_day(day)),)), table),
                 "A4", (), hall.name, names)  # fmt: skip
