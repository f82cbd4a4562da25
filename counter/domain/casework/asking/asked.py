"""Being asked (首问): an enquiry as it is taken down, with who was asked first and what the rules want noted.

One key counts one. Otherwise it is answered, sent on to the right place, passed on to who handles it, noted for
somebody who is absent, owed a call back the same day, or taken down as a complaint. What follows stands in
`enquiries.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from counter.domain.casework.asking.guiding import Guide, guided
from counter.domain.casework.case.clocks import Days
from counter.domain.casework.model import Enquiry, EnquiryStep
from counter.domain.clock import ZONE, local_day
from counter.domain.hall import numbers
from counter.domain.hall.items.item import UnknownItem
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.meant import handler_meant
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

MATTER_MOST = 200
SAME_DAY = Cite("首问负责：电话问询当天回复", ("S26.4", "S12.6"))
_ABSENT = Cite("首问负责：经办人不在，记下事项、要求、办理时间和联系方式", ("S12.10",))
_COMPLAINT = Cite("首问负责：投诉举报记下姓名、联系方式和问题", ("S12.12",))


CHANNELS = {"phone": "来电", "counter": "来人", "": ""}
"""How somebody asked; nothing where nobody said."""


class AskedHow(Refusal):
    """A way of asking that there is not."""

    says = "咨询没有“{channel}”这种方式。可以写：{known}。"


class PhoneNeeded(Refusal):
    """A call back was promised to nobody's number."""

    says = "答应回电的，要记下电话号码。"


class NotedTooLittle(Refusal):
    """A record that lacks what the rules want noted."""

    says = "{what}，要记下{missing}。"


class MomentWrong(Refusal):
    """A handling time that has passed."""

    says = "约定的办理时间 {moment} 已经过了，请重新约定。"


@dataclass(frozen=True, slots=True)
class Passed:
    """To whom an enquiry was passed on, and what was fixed."""

    to: str
    """The post or window, or the staff number or name of one person, as typed."""
    until: datetime | None = None
    """By when it is to be handled; None: before today's hours end."""
    absent: bool = False
    """Whether the right person was away, so that it was only noted for them (S12.10)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked; everything may be empty, so that one key can count one."""

    item: str = ""
    matter: str = ""
    name: str = ""
    phone: str = ""
    owed: bool = False
    """Whether it could not be answered at once, so that a call back is owed today."""
    post: str = ""
    channel: str = ""
    """phone or counter; empty where nobody said."""
    answer: str = ""
    guide: Guide | None = None
    passed: Passed | None = None
    complaint: bool = False


@act("enquire")
@carries("S12.1", "S12.6", "S12.10", "S12.12", by="act")
def enquire(work: Work, asked: Asked = Asked()) -> int:
    """Counts one enquiry, with the first-asked person and what is owed.

    Raises:
        PhoneNeeded, NumberRefused: a call back without a right number.
        NotedTooLittle, MomentWrong: what the rules want noted is missing.
        UnknownItem, AskedHow, UnknownPost: what it is about, how or where it was asked, that is nothing here.
        GuideIncomplete, WhichPost: as they say.
    """
    work.need(Right.INTAKE)
    values = _noted(work, asked)
    key = work.insert(Enquiry, values)
    if asked.guide is not None:
        step_of(work, key, "guided", values["guided"])
    elif asked.passed is not None:
        step_of(work, key, "absent" if asked.passed.absent else "transferred", until_said(work, values))
    elif asked.complaint:
        step_of(work, key, "complaint", "")
    return key


def _noted(work: Work, asked: Asked) -> dict[str, Any]:
    """The row of a new enquiry, checked."""
    if asked.item and not work.hall.catalogue.versions(asked.item):
        raise UnknownItem(code=asked.item)
    if asked.channel not in CHANNELS:
        raise AskedHow(channel=asked.channel, known="、".join(each for each in CHANNELS if each))
    if asked.post:
        work.hall.post(asked.post)
    phone = numbers.phone(asked.phone).value if asked.phone.strip() else ""
    if asked.owed and not phone:
        raise PhoneNeeded(cites=(SAME_DAY,))
    values: dict[str, Any] = {
        "day": work.today, "asked": work.moment, "staff": work.actor, "post": asked.post,
        "item_code": asked.item, "matter": clean(asked.matter, field="咨询内容", most=MATTER_MOST),
        "phone": phone, "name": clean(asked.name, field="姓名", most=50, name=True), "owed": asked.owed,
        "answer": clean(asked.answer, field="答复", most=MATTER_MOST), "rev": 0, "channel": asked.channel,
    }  # fmt: skip
    if asked.guide is not None:
        place = guided(work, asked.guide)
        return values | {"guided": place.words, "with_post": place.post, "received_by": place.person}
    if asked.passed is not None:
        return values | passing(work, values, asked.passed)
    if asked.complaint:
        _need(values, "投诉、举报", _COMPLAINT, name="姓名", phone="联系电话", matter="反映的问题")
        return values | {"waits": "complaint", "until": _complaint_due(work)}
    return values


def passing(work: Work, values: Mapping[str, Any], passed: Passed) -> dict[str, Any]:
    """What passing on changes of an enquiry's row, with what the rules want noted."""
    if passed.absent:
        _need(values, "经办人不在的", _ABSENT, matter="办什么、有什么要求", phone="联系电话")
    until = passed.until or same_day(work.hall, work.moment)
    if until < work.moment:
        raise MomentWrong(moment=f"{until.astimezone(ZONE):%m-%d %H:%M}")
    handler = handler_meant(work.hall, passed.to)
    waits = "absent" if passed.absent else "transferred"
    return {"waits": waits, "with_post": handler.post, "received_by": handler.person, "until": until, "guided": ""}


def _need(values: Mapping[str, Any], what: str, cite: Cite, **fields: str) -> None:
    missing = [said for name, said in fields.items() if not str(values[name]).strip()]
    if missing:
        raise NotedTooLittle(what=what, missing="、".join(missing), cites=(cite,))


def _complaint_due(work: Work) -> datetime:
    limit = work.book.complaints.ordinary
    days = Days(work.hall.calendar, work.hall.hours(work.today))
    due, _, _ = days.counted(work.moment, limit.value.days, limit.value.unit, limit.cite, "投诉答复", "收到")
    return due


def same_day(hall: Hall, moment: datetime) -> datetime:
    """By when what is owed the same day is owed: the end of that day's hours; of a later moment, midnight."""
    day = local_day(moment)
    closing = datetime.combine(day, hall.hours(day).closing(day), tzinfo=ZONE)
    return closing if moment <= closing else datetime.combine(day, time(23, 59, 59), tzinfo=ZONE)


def step_of(work: Work, enquiry_id: int, kind: str, said: str) -> None:
    """Notes something that happened to an enquiry."""
    work.insert(EnquiryStep, {
        "enquiry_id": enquiry_id, "kind": kind, "happened": work.moment, "entered": work.entered,
        "actor": work.actor, "said": said,
    })  # fmt: skip


def until_said(work: Work, values: Mapping[str, Any]) -> str:
    """To whom and by when, as a step says it."""
    hall = work.hall
    name = hall.post(values["with_post"]).name if values["with_post"] else hall.person(values["received_by"]).name
    return f"{name}，{values['until'].astimezone(ZONE):%m-%d %H:%M}前"
