"""Explaining why one was not there, and a leader who accepts it (说明、认可说明).

Who is missing waits for an explanation until one is accepted or the sheet is signed; after that only a correction
with its approval changes anything. Nobody accepts their own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from counter.domain.approvals.acts import OwnSlip, Signed, signed_on, signer, slip_of
from counter.domain.attendance.model import ExplanationRow
from counter.domain.attendance.month.signed_sheets import signed_over
from counter.domain.columns import table_of
from counter.domain.hall.rights import Right, Role
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.work import Work

REASON_MOST = 200
NOT_OWN = Cite("两人原则：自己的说明由别人认可", (), default=True)
_E = table_of(ExplanationRow)


class NotYet(Refusal):
    """An explanation of a day that has not come."""

    says = "{day}还没有到，到了那一天再说明。"


class SheetSigned(Refusal):
    """The sheet over the day is signed: only a correction changes anything now."""

    says = "{day}的考勤表{who}已经签字，说明不再改变结果。记错了的，用“更正”，批准以后生效。"
    standing = True


class SaysNothing(Refusal):
    """An explanation without a word."""

    says = "请写明为什么没有到岗。"


class NothingExplained(Refusal):
    """Nobody explained anything of that day."""

    says = "{name}{day}没有写说明。请本人先说明，再来认可。"


class OwnExplanation(Refusal):
    """Nobody accepts their own explanation."""

    says = "自己的说明不能自己认可，请别的领导认可；上级领导用笔签的，由综合窗口按 4 录入。"


class CannotAccept(Refusal):
    """Who signed with a pen is no leader who may accept it."""

    says = "{name}不是能认可说明的领导，请核对签字的是谁。"


class AlreadyAccepted(Refusal):
    """It was accepted before."""

    says = "{name}{day}的说明已经认可，不用再认可。"


@act("explain")
def explain(work: Work, day: date, reason: str, person: str = "") -> int:
    """Somebody says why they were not there; the last explanation of a day counts. Gives its key.

    Args:
        work: The open unit of work.
        day: The day.
        reason: In their own words.
        person: Whose day; empty: the actor's. For another only who keeps attendance writes it down.

    Raises:
        NotYet, SheetSigned, SaysNothing, NotAllowed, UnknownStaff: as they say.
        TextRefused: of the reason.
    """
    whose = work.hall.person(person or work.actor)
    if whose.no != work.actor:
        work.need(Right.KEEP_ATTENDANCE)
    if day > work.today:
        raise NotYet(day=f"{day:%m-%d}")
    _refuse_signed(work, day)
    said = clean(reason, field="说明", most=REASON_MOST)
    if not said:
        raise SaysNothing()
    return work.insert(ExplanationRow, {
        "person": whose.no, "day": day, "reason": said, "made": work.moment, "made_by": work.actor,
        "accepted": None, "accepted_by": "", "rev": 0,
    })  # fmt: skip


@act("accept-explanation")
def accept_explanation(work: Work, person: str, day: date, signed: Signed | None = None) -> int:
    """A leader takes the explanation of a day as good; gives its key.

    Args:
        work: The open unit of work.
        person: Whose day.
        day: The day.
        signed: Where the leader signed with a pen: who, when, which number; who keeps attendance only enters it.

    Raises:
        NotAllowed, NothingExplained, OwnExplanation, AlreadyAccepted, SheetSigned: as they say.
        CannotAccept, UnknownSigner, OwnSlip, SlipMissing, SignedWhen: of what was signed on paper.
    """
    leader = _leader(work, person, day, signed)
    whose = work.hall.person(person)
    row = latest(work.connection, person, day)
    if row is None:
        raise NothingExplained(name=whose.name, day=f"{day:%m-%d}")
    if row["accepted"] is not None:
        raise AlreadyAccepted(name=whose.name, day=f"{day:%m-%d}")
    if leader in (person, row["made_by"]):
        raise OwnExplanation(cites=(NOT_OWN,))
    _refuse_signed(work, day)
    work.update(ExplanationRow, {"id": row["id"]}, {"accepted": work.moment, "accepted_by": leader},
                rev=row["rev"])  # fmt: skip
    return int(row["id"])


def _leader(work: Work, person: str, day: date, signed: Signed | None) -> str:
    """Whose word it is: the actor's, or who signed with a pen; the entry then tells which slip, of which day."""
    if signed is None:
        work.need(Right.AGREE_CORRECTION)
        return work.actor
    work.need(Right.KEEP_ATTENDANCE)
    leader = signer(work, signed.by)
    if not leader.may(Right.AGREE_CORRECTION) and Role.MAIN_LEADER not in leader.roles:
        raise CannotAccept(name=leader.name)
    if work.actor in (person, leader.no):
        raise OwnSlip(cites=(NOT_OWN,))
    work.tell(signed_on=f"{signed_on(work, signed, day, '说明的那天还没有到')}", slip=slip_of(signed))
    return leader.no


def latest(connection: Connection, person: str, day: date) -> dict[str, Any] | None:
    """The explanation of a person's day that counts: the last one."""
    query = select(_E).where(_E.c.day == day, _E.c.person == person).order_by(_E.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return dict(row) if row is not None else None


def _refuse_signed(work: Work, day: date) -> None:
    signed = signed_over(work.connection, day)
    if signed is not None:
        raise SheetSigned(day=f"{day:%m-%d}", who=work.hall.person(signed["signed_by"]).name,
                          cites=(work.book.attendance.sheet_needs.cite,))  # fmt: skip
