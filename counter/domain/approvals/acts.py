"""Asking for an approval and deciding it: on the screen, or from a slip that a leader signed with a pen.

Keeps: the roles of the rulebook decide in their order; nobody decides what they asked for, and another than
who asked enters what was signed on paper (the two-person rule). The consequence runs in the same act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.domain.approvals.matters import Matter, matter_of
from counter.domain.approvals.model import ApprovalRow, ApprovalStepRow
from counter.domain.approvals.reading import by_id, open_of
from counter.domain.approvals.standing import STATE_NAMES, Approval, Decided, deciders, derived, said_roles
from counter.domain.clock import local, local_day
from counter.domain.hall.laid_down import SYSTEM, Person
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.text import clean

REASON_MOST = 400
SLIP_MOST = 60
LEADER_ABOVE = "在“人员”里登记上一级领导（分管领导或主要领导，不用上机），打印签批单请他签字，由提请人以外的同事录入"
"""What to do where nobody of the hall may decide."""
TWO_PEOPLE = Cite("两人原则：提请人不能审批自己提请的事，录入纸质签批的也要是别人", (), default=True)


LED = Cite("报分管领导审批后办理，一事一批", ("S14.12", "S19.2"))
ON_PAPER = Cite("纸质签批录入：写明谁签的、哪天签的、签批单编号，按月列表请领导补签", (), default=True)
REASONED = Cite("不同意、不予办理要说明理由", ("S06.13",))


class AlreadyOver(Refusal):
    """It was decided or taken back before."""

    says = "这件审批已经{state}，不用再批。"
    standing = True
    rests = (LED,)


class OwnAsking(Refusal):
    """Nobody decides what they asked for, whatever their roles."""

    says = "这件是{name}自己提请的，不能由{name}审批。请由{who}审批。"
    standing = True


class NobodyElseDecides(Refusal):
    """The only one of the hall who could decide is who asked, or has signed: a leader above signs with a pen."""

    says = "{name}不能批自己提请、签过的，本中心没有登记别的领导。请{way}。"
    standing = True


class SignedTwice(Refusal):
    """Two signatures on one form are two people's."""

    says = "{name}已经在这件上签过一次，下一步要由另一个人审批。"
    standing = True


class NotYoursToApprove(Refusal):
    """Another role decides this step."""

    says = "这一步由{roles}审批（{who}），不归{name}批。"
    standing = True


class WhyNot(Refusal):
    """A leader who does not agree says why."""

    says = "不同意要写明理由，提请人才知道怎么改。"
    rests = (REASONED,)


class OwnSlip(Refusal):
    """What was signed on paper is entered by another than who asked."""

    says = "纸质签批要由提请人以外的同事录入。"
    standing = True


class SlipMissing(Refusal):
    """What was signed on paper has its number."""

    says = "请写签批单的编号。"
    rests = (ON_PAPER,)


class SignedWhen(Refusal):
    """A signature before the asking, or one that lies ahead."""

    says = "签批日期{day}不对：{why}。"
    rests = (ON_PAPER,)


class UnknownSigner(Refusal):
    """Who signed is nobody of the hall."""

    says = "没有找到签批人“{typed}”，请输工号或姓名。"
    rests = (ON_PAPER,)


class NotYourAsking(Refusal):
    """Only who asked takes it back."""

    says = "这件是{name}提请的，只能由{name}撤回。"
    standing = True
    rests = (LED,)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a leader signed with a pen."""

    by: str
    """The leader's staff number or name."""
    on: date | datetime
    slip: str
    """The number on the signed slip."""


# -- asking ------------------------------------------------------------------------------------


def ask(
    work: Work, matter: Matter, subject: tuple[str, int], facts: Mapping[str, Any], needs: Sequence[str], basis: Cite
) -> Approval:
    """Asks for an approval, inside the act that needs it; where no role must decide it holds at once.

    Args:
        work: The open unit of work.
        matter: What kind of thing is asked for.
        subject: What it is about: kind and key.
        facts: What exactly is asked for, as plain values.
        needs: The roles that decide, in their order, as the rulebook says.
        basis: The article by which they do.
    """
    roles = [str(role) for role in needs]
    serial = work.serial(f"approval {work.today.year}")
    key = work.insert(ApprovalRow, {
        "number": f"{work.hall.short}便民批〔{work.today.year}〕{serial:05d}号", "matter": matter.name,
        "subject_kind": subject[0], "subject_id": subject[1],
        "facts": {**facts, "basis": str(basis), "rules": list(basis.rules)}, "asked_by": work.actor,
        "asked": work.moment, "day": work.today, "needs": roles, "rev": 0, **derived(roles, ()),
    })  # fmt: skip
    asked = by_id(work.connection, key)
    if asked.state == "approved":
        matter.granted(work, asked)
    return asked


# -- deciding ----------------------------------------------------------------------------------


@act("approve")
def approve(work: Work, approval_id: int, *, signed: Signed | None = None, rev: int | None = None) -> Approval:
    """Agrees; once every role has, the consequence follows in the same act.

    Args:
        work: The open unit of work.
        approval_id: The approval.
        signed: Where a leader signed with a pen: who, when, which slip; the actor only enters it.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        AlreadyOver, OwnAsking, SignedTwice, NotYoursToApprove: as they say.
        OwnSlip, SlipMissing, SignedWhen, UnknownSigner: of what was signed on paper.
        Refusal: of the consequence; nothing is kept then.
    """
    after = _decide(work, approval_id, "granted", "", signed, rev)
    matter_of(after).ready(work, after)
    if after.state == "approved":
        matter_of(after).granted(work, after)
    return after


@act("reject")
def reject(
    work: Work, approval_id: int, reason: str, *, signed: Signed | None = None, rev: int | None = None
) -> Approval:
    """Does not agree, and says why; that ends it.

    Raises:
        WhyNot: without a reason.
        Refusal: as `approve`.
    """
    if not reason.strip():
        raise WhyNot()
    after = _decide(work, approval_id, "refused", clean(reason, field="理由", most=REASON_MOST), signed, rev)
    matter_of(after).rejected(work, after)
    return after


@act("take-back-approval")
def take_back(work: Work, approval_id: int, reason: str = "", *, rev: int | None = None) -> Approval:
    """Who asked takes it back before it is decided.

    Raises:
        AlreadyOver, NotYourAsking: as they say.
    """
    asked = _still_open(work, approval_id)
    if work.actor != asked.asked_by:
        raise NotYourAsking(name=work.hall.person(asked.asked_by).name)
    why = clean(reason, field="理由", most=REASON_MOST)
    after = _write(work, asked, Decided("withdrawn", work.actor, work.moment, why, work.actor), rev)
    matter_of(after).rejected(work, after)
    return after


def fall_away(work: Work, kind: str, subject_id: int, reason: str) -> None:
    """Ends what is still asked for about something that is over; no consequence follows."""
    for asked in open_of(work.connection, kind, subject_id):
        _write(work, asked, Decided("withdrawn", work.actor, work.moment, reason, work.actor), None)


def _decide(
    work: Work, approval_id: int, outcome: str, reason: str, signed: Signed | None, rev: int | None
) -> Approval:
    asked = _still_open(work, approval_id)
    if work.moment < asked.asked:
        raise SignedWhen(day=f"{local(work.moment):%m-%d %H:%M}", why="比提请还早")
    if signed is None:
        _may_decide(work, asked, work.person)
        return _write(work, asked, Decided(outcome, work.actor, work.moment, reason, work.actor), rev)
    if work.actor == asked.asked_by:
        raise OwnSlip(cites=(TWO_PEOPLE, asked.basis))
    work.need(Right.ENTER_SIGNED)
    who = signer(work, signed.by)
    _may_decide(work, asked, who)
    slip = slip_of(signed)
    day = signed_on(work, signed, local_day(asked.asked), "比提请还早")
    return _write(work, asked, Decided(outcome, who.no, work.moment, reason, work.actor, day, slip), rev)


def _still_open(work: Work, approval_id: int) -> Approval:
    asked = by_id(work.connection, approval_id)
    if asked.state != "open":
        raise AlreadyOver(state=STATE_NAMES[asked.state].removeprefix("已"))
    return asked


def _may_decide(work: Work, asked: Approval, person: Person) -> None:
    people = tuple(work.hall.laid.staff.values())
    may = deciders(asked.waits, people, asked.barred)
    if person.no in {each.no for each in may}:
        return
    if not may:
        name = "、".join(sorted(each.name for each in people if each.no in asked.barred))
        raise NobodyElseDecides(name=name, way=LEADER_ABOVE, cites=(TWO_PEOPLE, asked.basis))
    who = "、".join(each.name for each in may)
    if person.no in asked.own and person.no != SYSTEM:
        raise OwnAsking(name=person.name, who=who, cites=(TWO_PEOPLE, asked.basis))
    if person.no in asked.barred:
        raise SignedTwice(name=person.name, cites=(TWO_PEOPLE, asked.basis))
    raise NotYoursToApprove(roles=said_roles((asked.waits,)), who=who, name=person.name, cites=(asked.basis,))


def signer(work: Work, typed: str) -> Person:
    """Who signed, by staff number or by the one name that it is.

    Raises:
        UnknownSigner: nobody, or several.
    """
    typed = typed.strip()
    named = [each for each in work.hall.laid.staff.values() if each.active and typed in (each.no, each.name)]
    if len(named) != 1:
        raise UnknownSigner(typed=typed)
    return named[0]


def slip_of(signed: Signed) -> str:
    """The number on the signed slip.

    Raises:
        SlipMissing: none is given.
    """
    slip = clean(signed.slip, field="签批单编号", most=SLIP_MOST)
    if not slip:
        raise SlipMissing()
    return slip


def signed_on(work: Work, signed: Signed, earliest: date, why: str) -> date:
    """The day of a signature with a pen.

    Args:
        work: The open unit of work.
        signed: What was signed.
        earliest: The first day on which it can have been.
        why: What is said of an earlier one.

    Raises:
        SignedWhen: before that, or ahead.
    """
    day = local_day(signed.on) if isinstance(signed.on, datetime) else signed.on
    if day < earliest:
        raise SignedWhen(day=f"{day:%m-%d}", why=why)
    if day > local_day(work.entered):
        raise SignedWhen(day=f"{day:%m-%d}", why="比今天还晚")
    return day


def _write(work: Work, asked: Approval, step: Decided, rev: int | None) -> Approval:
    work.insert(ApprovalStepRow, {
        "approval_id": asked.id, "outcome": step.outcome, "by": step.by, "reason": step.reason,
        "decided": step.decided, "day": local_day(step.decided), "entered_by": step.entered_by,
        "signed_on": step.signed_on, "slip": step.slip,
    })  # fmt: skip
    change = derived(asked.needs, (*asked.steps, step))
    work.update(ApprovalRow, {"id": asked.id}, change, rev=asked.rev if rev is None else rev)
    return by_id(work.connection, asked.id)
