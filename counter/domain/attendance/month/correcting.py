"""Putting a row of presence right (更正): asked for, approved, journalled; what stood there stays (S32.13).

A correction is a further row that names the one it corrects. A punch that is missing altogether is added the same way,
one that is wrong altogether is struck; nothing is ever changed or deleted.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from counter.domain.approvals.acts import ask
from counter.domain.approvals.matters import Matter, Rows, nothing, register
from counter.domain.approvals.reading import open_of
from counter.domain.clock import local, local_day
from counter.domain.columns import moment_of, moment_text, table_of
from counter.domain.hall.duty.model import PresenceRow
from counter.domain.hall.rights import Right
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.approvals.standing import Approval
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

REASON_MOST = 200
SUBJECT = "presence"
KIND_NAMES = {"in": "签到", "out": "签退", "go-out": "外出", "come-back": "回来", "struck": "划掉"}
"""What a punch is, as screens say it; a struck one counts no more."""
_P = table_of(PresenceRow)


class NoSuchPunch(Refusal):
    """The row that is to be corrected is not there, or another's."""

    says = "没有找到{name}的这条签到记录，请从当天的记录里选一条。"


class PutRightBefore(Refusal):
    """It was corrected before: the row that holds now is the one to correct."""

    says = "这一条已经更正过了，请更正后来的那一条。"


class PunchAhead(Refusal):
    """A moment that lies ahead."""

    says = "{when}还没有到，不能更正成将来的时间。"


class AnotherDay(Refusal):
    """A row moved to another day: that day's own sheet would say nothing of it."""

    says = "这一条是{day}的，只能更正成当天的时间。别的日子漏了，另外补一条。"


class AlreadyAskedFor(Refusal):
    """The same day is asked for and not decided."""

    says = "{name}这一天的更正已经报上去了（{number}），批下来以后再提。"


class ReasonMissing(Refusal):
    """Nobody approves what has no reason."""

    says = "请写为什么要更正、有什么证明，领导才好批。"


@act("correct-presence")
@carries("S32.13", by="act")
def correct_presence(
    work: Work, person: str, kind: str, at: datetime, reason: str, *, corrects: int | None = None
) -> Approval:
    """Asks that a punch of somebody be put right; it holds once it is approved.

    Args:
        work: The open unit of work.
        person: Whose; another's only by who keeps attendance.
        kind: in, out, go-out, come-back as it should be; `struck` where the row should not stand at all.
        at: The moment as it should be.
        reason: Why, and what proves it.
        corrects: The row that is wrong; None where one is missing.

    Raises:
        NotAllowed, UnknownStaff, NoSuchPunch, PutRightBefore, PunchAhead, AnotherDay, AlreadyAskedFor,
            ReasonMissing: as they say.
    """
    whose = work.hall.person(person or work.actor)
    if whose.no != work.actor:
        work.need(Right.KEEP_ATTENDANCE)
    if at > work.moment:
        raise PunchAhead(when=f"{local(at):%m-%d %H:%M}")
    said = clean(reason, field="理由", most=REASON_MOST)
    if not said:
        raise ReasonMissing()
    was = _standing(work, whose.no, whose.name, corrects) if corrects is not None else None
    if was is not None and was["day"] != local_day(at):
        raise AnotherDay(day=f"{was['day']:%m-%d}")
    for each in open_of(work.connection, SUBJECT, corrects or 0):
        if each.facts["person"] == whose.no and each.facts["day"] == local_day(at).isoformat():
            raise AlreadyAskedFor(name=whose.name, number=each.number)
    needs = work.book.attendance.correction_needs
    facts = {
        "person": whose.no, "kind": kind, "at": moment_text(at), "day": local_day(at).isoformat(), "reason": said,
        "corrects": corrects, "was": f"{KIND_NAMES[was['kind']]} {local(was['at']):%H:%M:%S}" if was else "没有记录",
    }  # fmt: skip
    return ask(work, CORRECTION, (SUBJECT, corrects or 0), facts, needs.value, needs.cite)


def _standing(work: Work, no: str, name: str, key: int) -> dict[str, Any]:
    row = work.connection.execute(select(_P).where(_P.c.id == key)).mappings().first()
    if row is None or row["person"] != no:
        raise NoSuchPunch(name=name)
    if work.connection.execute(select(_P.c.id).where(_P.c.corrects == key).limit(1)).first() is not None:
        raise PutRightBefore()
    return dict(row)


def _granted(work: Work, asked: Approval) -> None:
    """The further row; the one before it stays as it was."""
    facts = asked.facts
    corrects = facts["corrects"]
    before: dict[str, Any] = {"place": "", "village": False, "matter": "", "back_by": None}
    if corrects is not None:
        was = _standing(work, facts["person"], work.hall.person(facts["person"]).name, corrects)
        before = {name: was[name] for name in before}
    at = moment_of(facts["at"])
    work.insert(PresenceRow, {
        "person": facts["person"], "day": local_day(at), "at": at, "kind": facts["kind"], "terminal": work.terminal,
        "how": "corrected", "witness": asked.steps[-1].by if asked.steps else work.actor, "source": asked.number,
        "corrects": corrects, **before,
    })  # fmt: skip
    work.duty_changed()


def _rows(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    facts = asked.facts
    at = local(moment_of(facts["at"]))
    to = "划掉" if facts["kind"] == "struck" else f"{KIND_NAMES[facts['kind']]} {at:%H:%M:%S}"
    return (
        ("更正", f"{hall.person(facts['person']).name} {at:%m-%d}"), ("原记录", facts["was"]), ("改为", to),
        ("理由", facts["reason"]),
    )  # fmt: skip


CORRECTION = register(Matter("correct-presence", "更正考勤", _granted, nothing, _rows))
