"""Overtime (加班): staying in the hall after hours is asked for before, approved, and ended with the closing list.

Keeps: after hours nobody stays without the approval of whom the rulebook names, and on leaving doors and windows are
closed (S34.11, W19).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.approvals.acts import ask
from counter.domain.approvals.matters import Matter, Rows, register
from counter.domain.approvals.standing import Approval
from counter.domain.attendance.model import OvertimeRow
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

REASON_MOST = 200
_OVERTIME = table_of(OvertimeRow)


class WhyOvertime(Refusal):
    """Overtime without what it is for."""

    says = "加班要写明做什么。"


class AskedTooLate(Refusal):
    """Asked for when the hours are over."""

    says = "加班要事先报批：{when}已经下班，现在不能再申请。请锁好门窗离开，有急事请直接找分管领导。"


class WrongUntil(Refusal):
    """An end that is not after its beginning, or lies days later."""

    says = "加班要到什么时候不对：应在{since}之后、第二天上班之前。"


class TooLateToAllow(Refusal):
    """Allowing on the screen what is over."""

    says = "这次加班到{until}已经结束，不能再批准。事前用笔批过的，请录入纸质签批。"


class UnknownOvertime(Refusal):
    """No such overtime."""

    says = "没有找到这次加班。"


class NotAllowedYet(Refusal):
    """Leaving an overtime that nobody approved."""

    says = "这次加班还没有批准，不能留在大厅。请先找领导批准，或者锁好门窗离开。"


class LeftAlready(Refusal):
    """Noted twice."""

    says = "{when}已经登记离开。"


class NotClosedUp(Refusal):
    """Leaving without everything that is done before."""

    says = "离开前还没有做：{missing}。做好了再登记。"


class NotYourOvertime(Refusal):
    """Somebody else's."""

    says = "这是{name}的加班，由本人登记离开。"


@dataclass(frozen=True, slots=True)
class Overtime:
    """One overtime as it stands."""

    id: int
    number: str
    person: str
    day: date
    start: datetime
    until: datetime
    reason: str
    approval_id: int | None
    approved: datetime | None
    rejected: datetime | None
    left_hall: datetime | None
    rev: int = 0

    @property
    def standing(self) -> str:
        """How it stands, in words."""
        if self.left_hall is not None:
            return f"已离开 {local(self.left_hall):%H:%M}"
        if self.rejected is not None:
            return "不同意"
        return "已批准" if self.approved is not None else "待批"


@act("ask-overtime")
@carries("S34.11", by="act")
def ask_overtime(work: Work, until: datetime, reason: str, *, since: datetime | None = None) -> Overtime:
    """Asks to stay after hours, before they end.

    Args:
        work: The open unit of work.
        until: Until when.
        reason: What is to be done.
        since: From when; the end of today's hours where left out.

    Raises:
        WhyOvertime, AskedTooLate, WrongUntil: as they say.
    """
    rule = work.book.approvals.overtime
    why = clean(reason, field="加班做什么", most=REASON_MOST)
    if not why:
        raise WhyOvertime(cites=(rule.cite,))
    begins = since or closing_of(work.hall, work.today)
    if work.moment >= begins:
        raise AskedTooLate(when=f"{local(begins):%H:%M}", cites=(rule.cite,))
    day = local_day(begins)
    if not begins < until < closing_of(work.hall, day, opening=True):
        raise WrongUntil(since=f"{local(begins):%m-%d %H:%M}")
    serial = work.serial(f"overtime {work.today.year}")
    key = work.insert(OvertimeRow, {
        "number": f"{work.hall.short}加〔{work.today.year}〕{serial:04d}号", "person": work.actor, "day": day,
        "start": begins, "until": until, "reason": why, "asked": work.moment, "rev": 0,
    })  # fmt: skip
    asked = ask(work, OVERTIME, ("overtime", key), {"reason": why}, rule.value, rule.cite)
    work.update(OvertimeRow, {"id": key}, {"approval_id": asked.id})
    return by_id(work.connection, key)


@act("leave-overtime")
@carries("S34.11", by="act")
def leave_hall(work: Work, key: int, done: Sequence[str]) -> None:
    """Ends an overtime: everything on the hall's closing list was done, and the hall is left.

    Args:
        work: The open unit of work.
        key: The overtime.
        done: The points of the closing list that were done, in the rulebook's words.

    Raises:
        UnknownOvertime, NotYourOvertime, NotAllowedYet, LeftAlready, NotClosedUp: as they say.
    """
    there = by_id(work.connection, key)
    rule = work.book.approvals.overtime
    if there.person != work.actor:
        raise NotYourOvertime(name=work.hall.person(there.person).name)
    if there.approved is None:
        raise NotAllowedYet(cites=(rule.cite,))
    if there.left_hall is not None:
        raise LeftAlready(when=f"{local(there.left_hall):%H:%M}")
    asked = work.book.oversight.leaving
    missing = [point for point in asked.value if point not in done]
    if missing:
        raise NotClosedUp(missing="、".join(missing), cites=(rule.cite, asked.cite))
    change = {"left_hall": work.moment, "closing": list(done)}
    work.update(OvertimeRow, {"id": key}, change, rev=there.rev)


def by_id(connection: Connection, key: int) -> Overtime:
    """An overtime by its key.

    Raises:
        UnknownOvertime: where there is none.
    """
    row = connection.execute(select(_OVERTIME).where(_OVERTIME.c.id == key)).mappings().first()
    if row is None:
        raise UnknownOvertime()
    return _overtime(dict(row))


def between(connection: Connection, first: date, last: date) -> list[Overtime]:
    """The overtime of the days from a first to a last one."""
    query = select(_OVERTIME).where(_OVERTIME.c.day.between(first, last)).order_by(_OVERTIME.c.day, _OVERTIME.c.id)
    return [_overtime(dict(row)) for row in connection.execute(query).mappings()]


def not_left(connection: Connection, at: datetime) -> list[Overtime]:
    """Overtime that was approved and is over, and nobody noted that they left."""
    query = select(_OVERTIME).where(_OVERTIME.c.left_hall.is_(None), _OVERTIME.c.approved.is_not(None))
    rows = connection.execute(query.order_by(_OVERTIME.c.person, _OVERTIME.c.id)).mappings()
    return [each for each in map(_overtime, map(dict, rows)) if each.until < at]


def closing_of(hall: Hall, day: date, *, opening: bool = False) -> datetime:
    """When the hours of a day end; with `opening` when those of the next day begin."""
    if opening:
        following = day + ONE_DAY
        return datetime.combine(following, hall.hours(following).standard(following)[0].start, ZONE)
    return datetime.combine(day, hall.hours(day).closing(day), ZONE)


@carries("S34.11", by="act")
def _granted(work: Work, approval: Approval) -> None:
    """The leader agrees; on the screen only while there is still something to agree to."""
    there = by_id(work.connection, approval.subject_id)
    on_paper = bool(approval.steps) and approval.steps[-1].on_paper
    if not on_paper and work.moment >= there.until:
        raise TooLateToAllow(until=f"{local(there.until):%m-%d %H:%M}")
    work.update(OvertimeRow, {"id": there.id}, {"approved": work.moment}, rev=there.rev)


def _rejected(work: Work, approval: Approval) -> None:
    there = by_id(work.connection, approval.subject_id)
    work.update(OvertimeRow, {"id": there.id}, {"rejected": work.moment}, rev=there.rev)


def _rows(hall: Hall, connection: Connection, approval: Approval) -> Rows:
    there = by_id(connection, approval.subject_id)
    return (
        ("加班人", hall.person(there.person).name), ("做什么", there.reason),
        ("时间", f"{local(there.start):%m-%d %H:%M} 至 {local(there.until):%m-%d %H:%M}"), ("编号", there.number),
    )  # fmt: skip


def _overtime(row: Mapping[str, Any]) -> Overtime:
    return Overtime(row["id"], row["number"], row["person"], row["day"], row["start"], row["until"], row["reason"],
                    row["approval_id"], row["approved"], row["rejected"], row["left_hall"], row["rev"])  # fmt: skip


OVERTIME = register(Matter("overtime", "加班", _granted, _rejected, _rows))
