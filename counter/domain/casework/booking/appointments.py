"""预约 and 上门: a time agreed with a citizen, at the hall or at home, and what became of it.

Keeps: the appointed time is told clearly, on a slip, and lies on a day of the item's window (S15.1, S06.11); rest days
are served by appointment (S15.4); the hall does not miss an appointment: who is prevented has the other half of the
post receive with full authority (S15.3, S13.6); people who cannot come are visited at home (S16.1, S16.2).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.booking import entrusting
from counter.domain.casework.case import visits
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.model import Appointment
from counter.domain.casework.papers.notices import footer, named, said, said_day
from counter.domain.clock import local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.duty.responsible import responsible
from counter.domain.hall.items.item import Item
from counter.domain.hall.laid_down import PostOf
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import PLACE_MOST, Known, Who, by_id, keep
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

_A, _P = table_of(Appointment), table_of(Citizen)
State = Literal["booked", "kept", "missed", "moved", "cancelled", "broken"]
STATE_NAMES: Mapping[str, str] = {
    "booked": "已约", "kept": "已来办", "missed": "没来", "moved": "改约", "cancelled": "取消", "broken": "大厅失约",
}  # fmt: skip
WAYS: Mapping[str, str] = {"counter": "当面", "phone": "电话", "online": "网上"}
HOME_REASONS = ("高龄", "体弱", "患病", "残疾", "其他特殊原因")
SOON = timedelta(minutes=30)
"""How long before its time an appointment is pointed out; a habit of the list, no rule."""
_TOLD = Cite("全程代理 四：预约时间要讲清楚，按约定时间办理", ("S15.1",))
NEVER_MISSED = Cite("AB岗制 十5：预约不得失约，有急事的A岗须让B岗接待", ("S15.3", "S13.6"))
_HOME = Cite("全程代理 三：老弱病残不能来的上门服务", ("S16.1", "S16.2"))


KEPT_TIME = Cite("预约办理：明确告知预约时间，按约到大厅办", ("S15.1",))


class TimeGone(Refusal):
    """An appointment for a moment that is past."""

    says = "约的时间{moment}已经过了，请约以后的时间。"
    rests = (KEPT_TIME,)


class BookedBefore(Refusal):
    """The same person, the same item, a second time."""

    says = "{name}的“{item}”已经约在{moment}，不用再约；要改时间请改约。"
    rests = (KEPT_TIME,)


class WindowAway(Refusal):
    """A day on which the item's own window is not in the hall."""

    says = "“{item}”的窗口{days}才到大厅，{day}不在。请约{next}。"


class HomeNeedsPlace(Refusal):
    """A visit at home without saying where, or why the person cannot come."""

    says = "上门要写明地点，以及为什么不能来（{known}）。"


class UnknownAppointment(Refusal):
    """No such appointment."""

    says = "没有找到这个预约。"


class AppointmentOver(Refusal):
    """Something is to be done with an appointment that is over."""

    says = "这个预约已经是“{state}”，不能再改。"
    rests = (KEPT_TIME,)
    standing = True


class TooEarly(Refusal):
    """Somebody is said to have missed what has not come."""

    says = "约的时间{moment}还没有到，不能记“没来”。"
    rests = (KEPT_TIME,)
    standing = True


class NobodyElse(Refusal):
    """The receiver is prevented and the post has nobody else."""

    says = "{post}没有另一名人员可以接待，请主任指定人员，或与申请人商量改约。"


class UnknownWay(Refusal):
    """No such way of booking."""

    says = "没有“{way}”这种预约方式。"


@dataclass(frozen=True, slots=True)
class Booking:
    """What is agreed with whom."""

    item: str
    who: Who
    at: datetime
    home: bool = False
    place: str = ""
    why: str = ""
    way: str = "counter"
    receiver: str = ""
    """Who receives, or who goes; empty: who answers for the post, or for a visit who books it."""
    from_case: int | None = None
    reason: str = ""
    """Why it could not be done at once, where another time was agreed."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What came of a booking."""

    id: int
    number: str
    at: datetime
    paper: int


# -- booking ------------------------------------------------------------------------------------


@act("book")
@carries("S06.11", "S15.1", "S15.4", "S15.5", "S16.1", "S16.2", by="act")
def book(work: Work, booking: Booking) -> Booked:
    """Agrees a time, and makes the slip that tells it.

    Raises:
        TimeGone, BookedBefore, WindowAway, HomeNeedsPlace, UnknownWay: as they say; and what is wrong with the person.
    """
    work.need(Right.INTAKE)
    item = work.hall.catalogue.by_code(booking.item, work.today)
    _refuse_time(work, item, booking.at)
    if booking.way not in WAYS:
        raise UnknownWay(way=booking.way)
    place = clean(booking.place, field="上门地点", most=PLACE_MOST)
    if booking.home and not (place and booking.why.strip()):
        raise HomeNeedsPlace(known="、".join(HOME_REASONS), cites=(_HOME,))
    person = keep(work, booking.who, "预约人")
    _refuse_twice(work, person, item)
    return _write(work, item, person, {
        "at": booking.at, "home": booking.home, "place": place, "way": booking.way,
        "why": clean(booking.why, field="不能来的原因", most=PLACE_MOST), "from_case": booking.from_case,
        "receiver": booking.receiver, "reason": reason_text(booking.reason) if booking.reason else "",
        "phone": person.phone,
    })  # fmt: skip


def _refuse_time(work: Work, item: Item, at: datetime) -> None:
    if at <= work.moment:
        raise TimeGone(moment=f"{local(at):%m-%d %H:%M}")
    day = local_day(at)
    if entrusting.sits_on(item, day):
        return
    coming = "或".join(said_day(each) for each in entrusting.next_days(work.hall, item, work.today))
    raise WindowAway(item=item.name, days=entrusting.days_said(item), day=said_day(day), next=coming, cites=(_TOLD,))


def _refuse_twice(work: Work, person: Known, item: Item) -> None:
    found = _waiting_of(work.connection, person.id, item.code)
    if found is not None and found["at"] > work.moment:
        raise BookedBefore(name=person.name, item=item.name, moment=f"{local(found['at']):%m-%d %H:%M}")


def _write(work: Work, item: Item, person: Known, facts: Mapping[str, Any]) -> Booked:
    post = work.hall.post_for(item)
    usual = work.actor if facts["home"] else responsible(work.hall, post.code).no
    row: dict[str, Any] = {
        **facts, "number": _number(work), "day": local_day(facts["at"]), "item_code": item.code,
        "citizen_id": person.id, "post": post.code, "receiver": facts["receiver"] or usual,
        "booked": work.moment, "booked_by": work.actor, "state": "booked", "rev": 0,
    }  # fmt: skip
    work.hall.person(row["receiver"])
    paper = visits.keep_paper(work, slip(work, row, item, person), facts.get("from_case"))
    key = work.insert(Appointment, {**row, "paper_id": paper})
    return Booked(key, row["number"], row["at"], paper)


def _number(work: Work) -> str:
    serial = work.serial(f"paper 约 {work.today.year}")
    return f"{work.hall.short}便民约〔{work.today.year}〕{serial:05d}号"


@carries("S06.11", "S15.1", "S15.4", by="paper")
def slip(work: Work, row: Mapping[str, Any], item: Item, person: Known) -> Paper:
    """预约单: when, where, with whom, what to bring."""
    moment = said(row["at"])
    working = work.hall.calendar.is_working(local_day(row["at"]))
    who = work.hall.person(row["receiver"])
    where = row["place"] if row["home"] else _window(work.hall, row["post"])
    rows = [
        ("预约人", named(person)), ("预约事项", item.name), ("预约时间", moment),
        ("上门地点" if row["home"] else "办理地点", where), ("谁去" if row["home"] else "接待人", who.name),
        ("原因", row.get("reason", "")), ("说明", "" if working else "休息日按预约办理"),
    ]  # fmt: skip
    call = f"我们于{moment}到{where}上门办理，请在家等候。" if row["home"] else f"请于{moment}到{where}办理。"
    phone = work.hall.fact("phone")
    change = f"时间有变请提前打电话{phone}，我们给您改约。我们不会失约：{who.name}有急事时由同岗的同事接待。"
    papers = tuple((str(n), each.name, f"{each.form}{each.copies}份") for n, each in enumerate(item.materials, start=1)
                   if not each.when)  # fmt: skip
    blocks: list[Block] = [Fields(tuple(each for each in rows if each[1])), Text(call, "large"), Text(change)]
    if papers:
        blocks.append(Table(("序号", "请带材料", "要求"), papers, (4, 24, 12), "", "请带齐"))
    blocks += [Signatures(("预约人", "经办人")), Articles((str(_TOLD), str(NEVER_MISSED)))]
    return Paper("appointment-slip", "预约单", work.hall.name, row["number"], tuple(blocks), "A5", ("申请人",),
                 footer(work), (person.name,))  # fmt: skip


def _window(hall: Hall, post: str) -> str:
    found = hall.post(post)
    return hall.laid.windows.get(found.window, found.window)


# -- what becomes of it --------------------------------------------------------------------------


@act("move-appointment")
@carries("S15.1", by="act")
def move(work: Work, appointment_id: int, at: datetime, reason: str = "") -> Booked:
    """Agrees another time; the old one stays in the list as moved.

    Raises:
        UnknownAppointment, AppointmentOver, TimeGone, WindowAway: as they say.
    """
    work.need(Right.INTAKE)
    row = _open(work, appointment_id)
    item = work.hall.item(row["item_code"])
    _refuse_time(work, item, at)
    _end(work, row, "moved", reason)
    kept = ("home", "place", "why", "way", "from_case", "receiver", "phone")
    facts = {name: row[name] for name in kept}
    said_ = reason_text(reason) if reason else ""
    person = by_id(work.connection, row["citizen_id"])
    return _write(work, item, person, {**facts, "at": at, "reason": said_, "moved_from": appointment_id})


@act("cancel-appointment")
def cancel(work: Work, appointment_id: int, reason: str = "申请人不来了") -> None:
    """The applicant does not want it any more.

    Raises:
        UnknownAppointment, AppointmentOver: as they say.
    """
    work.need(Right.INTAKE)
    _end(work, _open(work, appointment_id), "cancelled", reason)


@act("pass-on-appointment")
@carries("S13.6", "S15.3", by="act")
def pass_on(work: Work, appointment_id: int, to: str = "", reason: str = "") -> str:
    """The receiver is prevented: the other half of the post, or whom one names, receives with the same authority.

    Returns:
        The number of who receives now.

    Raises:
        UnknownAppointment, AppointmentOver, NobodyElse, UnknownStaff: as they say.
    """
    work.need(Right.INTAKE)
    row = _open(work, appointment_id)
    chosen = to or _other_half(work.hall, work.hall.post(row["post"]), row["receiver"])
    if not work.hall.person(chosen).active or chosen == row["receiver"]:
        raise NobodyElse(post=work.hall.post(row["post"]).name, cites=(NEVER_MISSED,))
    change = {"receiver": chosen, "rev": row["rev"] + 1}
    work.update(Appointment, {"id": appointment_id}, change)
    work.tell(why=reason_text(reason) if reason else "")
    return chosen


def _other_half(hall: Hall, post: PostOf, receiver: str) -> str:
    others = [no for no in (post.a, post.b) if no and no != receiver and hall.person(no).active]
    if not others:
        raise NobodyElse(post=post.name, cites=(NEVER_MISSED,))
    return others[0]


@act("miss-appointment")
@carries("S15.3", by="act")
def miss(work: Work, appointment_id: int, *, by_hall: bool = False, reason: str = "") -> None:
    """Nobody came; or, which must not happen, nobody of the hall received.

    Raises:
        UnknownAppointment, AppointmentOver, TooEarly: as they say.
    """
    work.need(Right.INTAKE)
    row = _open(work, appointment_id)
    if work.moment < row["at"]:
        raise TooEarly(moment=f"{local(row['at']):%m-%d %H:%M}")
    _end(work, row, "broken" if by_hall else "missed", reason)


@act("keep-appointment")
def keep_appointment(work: Work, appointment_id: int, reason: str = "") -> None:
    """They came, and no case came of it: answered, or done on the spot without one."""
    work.need(Right.INTAKE)
    _end(work, _open(work, appointment_id), "kept", reason)


def kept_by(work: Work, people: Collection[int], item_code: str, appointment_id: int = 0) -> Mapping[Any, Any] | None:
    """The appointment that is kept by an application.

    Args:
        work: The open unit of work.
        people: Who applies, and who came for them.
        item_code: For which item.
        appointment_id: The appointment that they are said to have come for, on whatever day; 0: one of the act's
            day for this item.
    """
    if appointment_id:
        row = work.connection.execute(select(_A).where(_A.c.id == appointment_id)).mappings().first()
        if row is not None and row["state"] == "booked" and row["citizen_id"] in people:
            return dict(row)
    found = (_waiting_of(work.connection, each, item_code, work.today) for each in people)
    return next((dict(each) for each in found if each is not None), None)


def keep_with(work: Work, row: Mapping[Any, Any], case_id: int) -> None:
    """Notes which case came of an appointment; inside the act that takes the case in."""
    _end(work, row, "kept", "", case_id)


def _end(work: Work, row: Mapping[Any, Any], state: State, reason: str, case_id: int | None = None) -> None:
    change: dict[str, Any] = {"state": state, "ended": work.moment, "rev": row["rev"] + 1}
    if reason:
        change["reason"] = reason_text(reason)
    if case_id is not None:
        change["case_id"] = case_id
    work.update(Appointment, {"id": row["id"]}, change)


def _open(work: Work, appointment_id: int) -> Mapping[Any, Any]:
    row = work.connection.execute(select(_A).where(_A.c.id == appointment_id)).mappings().first()
    if row is None:
        raise UnknownAppointment()
    if row["state"] != "booked":
        raise AppointmentOver(state=STATE_NAMES[row["state"]])
    return dict(row)


_OF_PERSON = (
    select(_A)
    .where(_A.c.citizen_id == bindparam("person"), _A.c.state == "booked", _A.c.item_code == bindparam("code"))
    .order_by(_A.c.at.desc())
)


def _waiting_of(
    connection: Connection, citizen_id: int, item_code: str, day: date | None = None
) -> Mapping[Any, Any] | None:
    rows = connection.execute(_OF_PERSON, {"person": citizen_id, "code": item_code}).mappings().all()
    return next((row for row in rows if day is None or row["day"] == day), None)
