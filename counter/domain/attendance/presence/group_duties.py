"""Many people on one duty outside (集体公务): flood, fire, a meeting; one entry for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from counter.domain.casework.cases import check_late
from counter.domain.clock import local, local_day
from counter.domain.columns import moment_of, moment_text, table_of
from counter.domain.hall.duty.model import GroupDutyRow
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.rights import Right
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

MATTER_MOST = 60
_G = table_of(GroupDutyRow)
_RUNNING = "SELECT id, matter, people, until FROM group_duty WHERE until > ? AND start <= ? ORDER BY until, id"


class NobodyOnDuty(Refusal):
    """A group duty for nobody."""

    says = "请写明哪些人去。"


class MatterMissing(Refusal):
    """A group duty without its matter."""

    says = "请写明办什么事（防汛、防火、开会……）。"


class EndsBeforeBeginning(Refusal):
    """A group duty that ends before it begins."""

    says = "结束时间要比开始时间晚。"


class DutyInThePast(Refusal):
    """A group duty of an earlier day."""

    says = "{day}已经过去，不能现在登记集体公务。凭通知等纸质记录补录，由另一人核对。"


class OnDutyAlready(Refusal):
    """Somebody who is on another group duty at that time."""

    says = "{name}{since}至{until}已登记集体公务（{matter}），时间重叠了。"


class NoSuchDuty(Refusal):
    """No such group duty."""

    says = "没有这一条集体公务。"


class DutyOver(Refusal):
    """A group duty can be ended only while it runs, and not later than it was to end."""

    says = "这条集体公务要在{since}以后、{until}以前提前结束。"


@act("group-duty")
@carries("S32.2", by="register")
def group_duty(
    work: Work, people: Sequence[str], matter: str, start: datetime, until: datetime, *, place: str = "",
    source: str = "", checked_by: str = "",
) -> int:  # fmt: skip
    """Sends several people on one duty outside; they are not due in the hall meanwhile.

    Args:
        work: The open unit of work.
        people: Their staff numbers.
        matter: What for.
        start: From when.
        until: Until when.
        place: Where.
        source: The paper behind it, for a day already past.
        checked_by: Who checked it against the paper.

    Raises:
        NotAllowed, NobodyOnDuty, MatterMissing, EndsBeforeBeginning, DutyInThePast, OnDutyAlready, UnknownStaff,
        LateEntryNeedsPaper: as they say.
    """
    work.need(Right.KEEP_ATTENDANCE)
    check_late(work, source, checked_by)
    names = list(dict.fromkeys(people))
    matter = clean(matter, field="事由", most=MATTER_MOST)
    if not names:
        raise NobodyOnDuty()
    if not matter:
        raise MatterMissing()
    if start >= until:
        raise EndsBeforeBeginning()
    if local_day(start) < work.today:
        raise DutyInThePast(day=f"{local(start):%m-%d}")
    _all_free(work, names, start, until)
    key = work.insert(GroupDutyRow, {
        "matter": matter, "place": clean(place, field="去向", most=MATTER_MOST), "people": names, "start": start,
        "until": until, "entered_by": work.actor, "rev": 0,
    })  # fmt: skip
    work.duty_changed()
    return key


@dataclass(frozen=True, slots=True)
class Duty:
    """A group duty."""

    id: int
    matter: str
    people: tuple[str, ...]
    until: datetime


def running(hall: Hall, at: datetime) -> list[Duty]:
    """The group duties that are under way at a moment, the first to end first."""
    bound = (moment_text(at), moment_text(at))
    return [Duty(key, matter, tuple(json.loads(people)), moment_of(until))
            for key, matter, people, until in hall.rows(_RUNNING, bound)]  # fmt: skip


@act("end-group-duty")
def end_group_duty(work: Work, duty_id: int) -> None:
    """A group duty is over before its time: everybody is due in the hall again from now on.

    Raises:
        NotAllowed, NoSuchDuty, DutyOver: as they say.
    """
    work.need(Right.KEEP_ATTENDANCE)
    row = _row(work, duty_id)
    if not row["start"] < work.moment < row["until"]:
        raise DutyOver(since=_said(row["start"]), until=_said(row["until"]))
    work.tell(before=_said(row["until"]))
    work.update(GroupDutyRow, {"id": duty_id}, {"until": work.moment}, rev=row["rev"])
    work.duty_changed()


def _all_free(work: Work, people: Sequence[str], start: datetime, until: datetime) -> None:
    wanted = {}
    for no in people:
        person = work.hall.person(no)
        if not person.active:
            raise UnknownStaff(no=no)
        wanted[no] = person.name
    running = select(_G).where(_G.c.until > start, _G.c.start < until)
    for row in work.connection.execute(running).mappings():
        if both := [name for no, name in wanted.items() if no in row["people"]]:
            raise OnDutyAlready(name="、".join(both), since=_said(row["start"]), until=_said(row["until"]),
                                matter=row["matter"])  # fmt: skip


def _row(work: Work, duty_id: int) -> Mapping[str, Any]:
    row = work.connection.execute(select(_G).where(_G.c.id == duty_id)).mappings().first()
    if row is None:
        raise NoSuchDuty()
    return dict(row)


def _said(moment: datetime) -> str:
    return f"{local(moment):%m-%d %H:%M}"
