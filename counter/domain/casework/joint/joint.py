"""The acts of a joint case (联办): the lead is fixed, departments are told, say their opinion, meet, are chased.

Keeps: departments are told at once after acceptance (S04.11), each by a date within the case's one limit (S04.13,
S04.21); each opinion is signed by the department's chief representative (S04.16, S55.3); the centre calls the joint
review meeting where the case requires it (S04.12) and chases who is late (S04.14, S04.20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, after_receipt, load, settle_after
from counter.domain.casework.case.in_hand import NotNow, opened, own, unchanged
from counter.domain.casework.case.joint_state import (
    LEADS,
    ONE_LIMIT,
    SIGNED_BY_ALL,
    TELL_AT_ONCE,
    PartAt,
    departments_of,
    lead_of,
    parts_at,
    planned,
)
from counter.domain.casework.case.order import CHASED_IN_TIME, ONLY_JOINT
from counter.domain.casework.case.steps import NOTE_MOST, ReasonMissing, reason_text
from counter.domain.casework.papers import joint_papers
from counter.domain.clock import local_day
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.departments import representative_of
from counter.domain.hall.rights import Right, Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

Opinion = Literal["agree", "refuse"]
SIGNER = Cite("联办意见由部门首席代表签署", ("S04.16", "S55.3"))
_TELLING = ("accepted", "reviewing")
_AT_WORK = ("joint-review",)


class NotJoint(Refusal):
    """An act of joint cases on another case."""

    says = "这件是{kind}，不是联办件，没有联办部门。"
    standing = True


class UnknownPart(Refusal):
    """A department that has no part in the case."""

    says = "“{department}”不是这件的联办部门。联办部门有：{known}。"


class DayOutside(Refusal):
    """A date of a department before today or beyond the case's one limit."""

    says = "给{department}的时间{day}不对：要在今天以后、本件承诺办结{due}之前。"


class OpinionUnclear(Refusal):
    """An opinion that is none."""

    says = "部门意见只有同意或不同意。"


class NotTheirSigner(Refusal):
    """An opinion signed by another than the chief representative."""

    says = "{department}的意见应由首席代表{name}签署，不是{signed}。换了首席代表的，请先在“人员”里任命。"


class NothingRequired(Refusal):
    """A review meeting of which nothing is recorded."""

    says = "联审会要记下对各部门的要求，或会议意见。"


class SignedAlready(Refusal):
    """Chasing a department that has said its opinion."""

    says = "{department}已经签了意见，不用催办。"
    standing = True


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a review meeting asks of a department."""

    department: str
    requirement: str
    until: date | None = None
    """By when; its date as before where none is given."""


@act("fix-lead")
@carries("S04.4", by="act")
def fix_lead(work: Work, case_id: int, lead: str, reason: str = "", *, rev: int | None = None) -> CaseAt:
    """The centre fixes which department leads a joint case; the director may do so at any time until it is decided.

    Raises:
        NotAllowed, NotYours, NotNow, NotJoint, UnknownPart, ChangedMeanwhile: as they say.
    """
    work.need(Right.ANY_CASE)
    case = opened(work, case_id, *_TELLING, *_AT_WORK, doing="确定牵头窗口", rev=rev)
    _joint(case)
    known = (*case.item.departments, case.hall.post(case.row["post"]).window)
    if lead not in known:
        raise UnknownPart(department=lead, known="、".join(known), cites=(LEADS,))
    event = add(work, case_id, "lead-fixed", lead=lead, **({"reason": reason_text(reason)} if reason else {}))
    return settle_after(work, case, event)


@act("notify-departments")
@carries("S04.11", "S04.13", "S04.21", by="act")
def notify_departments(
    work: Work, case_id: int, until: Mapping[str, date] | None = None, *, rev: int | None = None
) -> CaseAt:
    """Tells every department of a joint case what it has to examine, by when; each gets its opinion sheet.

    At once, so whoever took the case in tells them, whichever post it belongs to.

    Args:
        work: The open unit of work.
        case_id: The case.
        until: By when, for departments that are to have another date than the item plans.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, NotJoint, UnknownPart, DayOutside, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *_TELLING, doing="通知联办部门", rev=rev, taker=True)
    _joint(case)
    asked = until or {}
    for department, last in asked.items():
        _known(case, department)
        _within(case, department, last, work.today)
    dates: dict[str, date | None] = {**planned(case), **asked}
    parts = [
        {"department": name, **({"until": day.isoformat()} if (day := dates.get(name)) else {})}
        for name in departments_of(case)
    ]
    after = settle_after(work, case, add(work, case_id, "departments-told", parts=parts, lead=lead_of(case).value))
    for name in departments_of(case):
        visits.keep_paper(work, joint_papers.opinion_sheet(work, after, name, dates.get(name)), case_id)
    return after


@act("department-opinion")
@carries("S04.16", "S55.3", by="act")
def department_opinion(
    work: Work,
    case_id: int,
    department: str,
    opinion: str,
    reason: str = "",
    signed_by: str = "",
    *,
    rev: int | None = None,
) -> CaseAt:
    """Enters what a department says; a later opinion takes the place of an earlier one, both stay in the life.

    Args:
        work: The open unit of work.
        case_id: The case.
        department: Which department.
        opinion: `agree` or `refuse`.
        reason: Why; needed where it refuses.
        signed_by: Who signed; the department's chief representative where it has one and nobody is named.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, NotJoint, UnknownPart, OpinionUnclear, ReasonMissing, NotTheirSigner, ChangedMeanwhile.
    """
    case = _for_department(work, case_id, department, rev)
    if opinion not in ("agree", "refuse"):
        raise OpinionUnclear(cites=(SIGNED_BY_ALL,))
    if opinion == "refuse" and not reason.strip():
        raise ReasonMissing(act=f"{department}不同意", cites=(SIGNED_BY_ALL,))
    signer = _signer(work.hall, department, signed_by)
    said = {"department": department, "opinion": opinion} | ({"signed_by": signer} if signer else {})
    said |= {"reason": reason_text(reason)} if reason.strip() else {}
    return settle_after(work, case, add(work, case_id, "opinion", **said))


@act("hold-review")
@carries("S04.12", "S04.13", by="act")
def hold_review(
    work: Work,
    case_id: int,
    requirements: Sequence[Requirement] = (),
    *,
    chaired: str = "",
    present: str = "",
    matter: str = "",
    rev: int | None = None,
) -> CaseAt:
    """Records a joint review meeting: what it asks of each department, by when.

    Args:
        work: The open unit of work.
        case_id: The case.
        requirements: What is asked; departments that are not named keep what they had.
        chaired: Who chaired; the hall's director where nobody is named.
        present: Who was there.
        matter: What the meeting found beside that.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, NotJoint, UnknownPart, DayOutside, NothingRequired, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *_AT_WORK, doing="记录联审会", rev=rev)
    _joint(case)
    if not requirements and not matter.strip():
        raise NothingRequired(cites=(joint_papers.MEETING,))
    for each in requirements:
        _known(case, each.department)
        if each.until:
            _within(case, each.department, each.until, work.today)
    chairs = clean(chaired, field="主持人", most=NOTE_MOST) or _centre(work.hall)
    # A department that said no and is asked again owes its opinion anew: its no is not the last word.
    against = {part.department for part in case.life.parts if part.opinion == "refuse"}
    kept = [_plain(each) | ({"again": True} if each.department in against else {}) for each in requirements]
    noted = _said(present=present, matter=matter)
    after = settle_after(work, case, add(work, case_id, "review-held", requirements=kept, chaired=chairs, **noted))
    record = joint_papers.review_record(work, after, chairs, noted.get("present", ""), noted.get("matter", ""))
    visits.keep_paper(work, record, case_id)
    return after


@act("chase-department")
@carries("S04.14", "S04.20", by="act")
def chase_department(
    work: Work, case_id: int, department: str, reason: str = "", until: date | None = None, *, rev: int | None = None
) -> CaseAt:
    """Presses a silent department: reminded while it has time, ordered to put it right by a date once it is late.

    A late one gets a slip, and the case stands on the list that leaders follow.

    Args:
        work: The open unit of work.
        case_id: The case.
        department: Which department.
        reason: What was said.
        until: By when it has to put it right; the next working day where none is given.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, NotJoint, UnknownPart, SignedAlready, DayOutside, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *_AT_WORK, doing="催办部门", rev=rev)
    part = _part(case, department)
    if part.part.opinion:
        raise SignedAlready(department=department, cites=(CHASED_IN_TIME,))
    said = reason_text(reason) if reason.strip() else ""
    if not part.late:
        return settle_after(work, case, add(work, case_id, "contacted", whom=department, **_said(said=said)))
    day = until or work.hall.calendar.next_working(work.today)
    if day < work.today:
        raise DayOutside(department=department, day=day.isoformat(), due="", cites=(ONE_LIMIT,))
    event = add(work, case_id, "chased", department=department, until=day.isoformat(), **_said(reason=said))
    after = settle_after(work, case, event)
    visits.keep_paper(work, joint_papers.chasing_slip(work, after, part, day, said), case_id)
    return after


@act("make-joint-standing")
def make_joint_standing(work: Work, case_id: int) -> int:
    """Makes the sheet that shows every department's part as it stands now; gives its key.

    Raises:
        NotJoint, NotNow: as they say.
    """
    case = load(work, case_id)
    _joint(case)
    if not case.life.parts:
        raise NotNow(state=case.state_name, act="出联办情况表，要先通知部门", cites=(TELL_AT_ONCE,))
    work.case_id = case_id
    return visits.keep_paper(work, joint_papers.joint_standing(work, case), case_id)


# -- what they share -----------------------------------------------------------------------------


def _for_department(work: Work, case_id: int, department: str, rev: int | None) -> CaseAt:
    """The case for an opinion: its own people enter it, or the department's representative at any window."""
    case = load(work, case_id)
    _joint(case)
    named = representative_of(work.hall, department)
    if named is None or named.staff != work.actor:
        own(work, case)
    unchanged(case, rev)
    after_receipt(work, case)
    if case.life.state not in _AT_WORK:
        untold = case.life.state in _TELLING
        doing = "登记部门意见，要先通知部门" if untold else "登记部门意见"
        raise NotNow(state=case.state_name, act=doing, cites=(TELL_AT_ONCE,) if untold else (SIGNED_BY_ALL,))
    _part(case, department)
    work.case_id = case_id
    return case


def _signer(hall: Hall, department: str, signed_by: str) -> str:
    signed = clean(signed_by, field="签署人", most=NOTE_MOST)
    named = representative_of(hall, department)
    if named is None:
        return signed
    if signed and signed not in (named.name, named.staff):
        raise NotTheirSigner(department=department, name=named.name, signed=signed, cites=(SIGNER,))
    return named.name


def _joint(case: CaseAt) -> None:
    if case.life.kind != "joint":
        raise NotJoint(kind=KIND_NAMES.get(case.life.kind, case.state_name), cites=(ONLY_JOINT,))


def _known(case: CaseAt, department: str) -> None:
    known = departments_of(case)
    if department not in known:
        raise UnknownPart(department=department, known="、".join(known), cites=(LEADS,))


def _part(case: CaseAt, department: str) -> PartAt:
    _joint(case)
    _known(case, department)
    return next(each for each in parts_at(case) if each.part.department == department)


def _within(case: CaseAt, department: str, day: date, today: date) -> None:
    """A department's date lies between today and the case's one limit; where that has passed, today or later."""
    due = local_day(case.life.due) if case.life.due else None
    if due is not None and due < today <= day:
        return
    if day < today or (due is not None and day > due):
        said = due.isoformat() if due else "（暂停计时）"
        raise DayOutside(department=department, day=day.isoformat(), due=said, cites=(ONE_LIMIT,))


def _centre(hall: Hall) -> str:
    """Who stands for the centre: its director."""
    staff = hall.laid.staff.values()
    return next((each.name for each in staff if each.active and Role.DIRECTOR in each.roles), "中心")


def _plain(each: Requirement) -> dict[str, Any]:
    until = {"until": each.until.isoformat()} if each.until else {}
    return {"department": each.department, "requirement": reason_text(each.requirement), **until}


def _said(**texts: str) -> dict[str, str]:
    """The texts that are not empty, as they are kept."""
    return {name: reason_text(text) for name, text in texts.items() if text.strip()}
