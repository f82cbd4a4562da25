"""A qualifying case that is not approved in time: the centre orders it, and on refusal certifies and passes it on.

Keeps S11.7 where the hall's rules lay it down (`casework.supervision`): the centre confirms that the case qualifies
and is late, orders the department or window to approve it by a day, and where that is refused certifies it and sends
the certificate to the supervision body (监察).
"""

from __future__ import annotations

from datetime import date

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.joint_state import departments_of
from counter.domain.casework.case.steps import NOTE_MOST, ReasonMissing, reason_text
from counter.domain.casework.papers.notices import (
    footer,
    number,
    people,
    plain_day,
    said,
    said_day,
    title_of,
    window_of,
)
from counter.domain.clock import local, local_day
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Fields, Paper, Seal, Signatures, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

BODY = "监察部门"
"""To whom a certificate goes where nobody is named."""
_STATES = ("accepted", "reviewing", "joint-review", "awaiting-approval", "decided")


class NotLaidDown(Refusal):
    """A hall whose rules know no such order."""

    says = "本大厅的制度没有责成审批、移送监察这一条（{article}）。请按“督办”处理。"
    standing = True


class NotLate(Refusal):
    """An order for a case that is still in time."""

    says = "这件还没有超期，不能责令办理。"
    standing = True


class DoesNotQualify(Refusal):
    """An order for a case whose papers are not complete."""

    says = "这件还缺{papers}，不算符合条件，不能责令审批。"
    standing = True


class WhoIsOrdered(Refusal):
    """An order to somebody who has no part in the case."""

    says = "“{department}”不办这件。可以责令：{known}。"


class NotOrdered(Refusal):
    """A certificate before anybody was ordered."""

    says = "要先责令办理，拒不办理的才确认鉴证、移送。"
    standing = True


class StillInTime(Refusal):
    """A certificate before the ordered day has passed."""

    says = "责令{department}在{until}前办结，还没有到期。"
    standing = True


@act("order-approval")
@carries("S11.7", by="act")
def order_approval(
    work: Work,
    case_id: int,
    reason: str = "",
    department: str = "",
    until: date | None = None,
    *,
    rev: int | None = None,
) -> CaseAt:
    """The centre confirms that a case qualifies and is late, and orders that it be approved by a day.

    Args:
        work: The open unit of work.
        case_id: The case.
        reason: What is said beside that it is late.
        department: Who is ordered; the case's own window where nobody is named.
        until: By when; the next working day where none is given.
        rev: The revision that the person saw.

    Raises:
        NotAllowed, NotNow, NotLaidDown, NotLate, DoesNotQualify, WhoIsOrdered, ChangedMeanwhile: as they say.
    """
    case = _for_centre(work, case_id, "责令办理", rev)
    if not case.life.overdue:
        raise NotLate(cites=(_cite(work),))
    if lacking := (*case.life.missing, *case.life.owed):
        raise DoesNotQualify(papers="、".join(lacking), cites=(_cite(work),))
    window = window_of(work, case)
    known = (window, *departments_of(case))
    ordered = department or window
    if ordered not in known:
        raise WhoIsOrdered(department=ordered, known="、".join(known), cites=(_cite(work),))
    day = max(until or work.hall.calendar.next_working(work.today), work.today)
    kept = {"reason": reason_text(reason)} if reason.strip() else {}
    event = add(work, case_id, "ordered", department=ordered, until=day.isoformat(), **kept)
    after = settle_after(work, case, event)
    visits.keep_paper(work, _order_slip(work, after, ordered, day, kept.get("reason", "")), case_id)
    return after


@act("escalate")
@carries("S11.7", by="act")
def escalate(work: Work, case_id: int, reason: str, to: str = "", *, rev: int | None = None) -> CaseAt:
    """Certifies that what was ordered was not done, and sends the certificate to the supervision body.

    Args:
        work: The open unit of work.
        case_id: The case.
        reason: How it was refused or left undone.
        to: The supervision body.
        rev: The revision that the person saw.

    Raises:
        NotAllowed, NotNow, NotLaidDown, NotOrdered, StillInTime, ReasonMissing, ChangedMeanwhile: as they say.
    """
    case = _for_centre(work, case_id, "移送监察", rev)
    order = next((event for event in reversed(case.events) if event.kind == "ordered"), None)
    if order is None:
        raise NotOrdered(cites=(_cite(work),))
    if not reason.strip():
        raise ReasonMissing(act="移送监察", cites=(_cite(work),))
    ordered, until = str(order.data["department"]), date.fromisoformat(order.data["until"])
    if work.today <= until:
        raise StillInTime(department=ordered, until=until.isoformat(), cites=(_cite(work),))
    body = clean(to, field="移送给", most=NOTE_MOST) or BODY
    why = reason_text(reason)
    after = settle_after(work, case, add(work, case_id, "escalated", department=ordered, to=body, reason=why))
    visits.keep_paper(work, _certificate(work, after, ordered, until, body, why), case_id)
    return after


def _for_centre(work: Work, case_id: int, doing: str, rev: int | None) -> CaseAt:
    work.need(Right.ANY_CASE)
    case = opened(work, case_id, *_STATES, doing=doing, rev=rev)
    if not work.book.casework.supervision.value:
        raise NotLaidDown(article=work.book.casework.supervision.article, cites=(_cite(work),))
    return case


def _cite(work: Work) -> Cite:
    return work.book.casework.supervision.cite


@carries("S11.7", by="paper")
def _order_slip(work: Work, case: CaseAt, ordered: str, until: date, reason: str) -> Paper:
    text = f"经确认，本件材料齐全、符合条件，已超过承诺时限。责令{ordered}在 {said_day(until)} 前审批办结。"
    return _paper(work, case, "order-slip", ordered, text, (("责令理由", reason),), ("中心负责人", f"{ordered}签收"))


@carries("S11.7", by="paper")
def _certificate(work: Work, case: CaseAt, ordered: str, until: date, body: str, reason: str) -> Paper:
    text = (
        f"经确认鉴证：本件符合条件，应于 {said(case.life.due)} 前办结；"
        if case.life.due
        else "经确认鉴证：本件符合条件；"
    ) + f"已责令{ordered}在 {said_day(until)} 前审批，至 {local(work.moment):%Y-%m-%d} 仍未审批。现移送{body}处理。"
    rows = (("拒不办理的情况", reason), ("移送", body))
    return _paper(work, case, "supervision-certificate", ordered, text, rows, ("中心负责人", f"{body}签收"))


def _paper(
    work: Work, case: CaseAt, kind: str, ordered: str, text: str, more: tuple[tuple[str, str], ...],
    signed: tuple[str, ...],
) -> Paper:  # fmt: skip
    who = people(work, case).applicant
    rows = (
        ("办件号", case.number), ("申请事项", case.item.name), ("申请人", who.name), ("责任单位", ordered),
        ("受理时间", said(case.life.accepted or case.row["received"])),
        ("承诺办结", said(case.life.due) if case.life.due else ""), *more,
    )  # fmt: skip
    blocks = (
        Fields(tuple(row for row in rows if row[1])), Text(text, "large"), Signatures(signed),
        Seal(work.hall.name, plain_day(local_day(work.moment))), Articles((_cite(work).article,)),
    )  # fmt: skip
    return Paper(kind, title_of(work, kind), work.hall.name, number(work, kind), blocks, "A5",
                 ("责任单位", "中心"), footer(work), (who.name,))  # fmt: skip
