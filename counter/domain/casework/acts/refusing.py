"""Refusing (不予办理) and the veto filing (否定报备): with a reason in writing, never alone where it matters.

Every no is registered under a number of its own (`events.keep_event`). An important or unclear matter goes to the
leader in charge before; nobody vetoes it alone (S19.2). What the applicant can do about it stands on the paper.
"""

from __future__ import annotations

from sqlalchemy import Connection

from counter.domain.approvals.matters import Matter, Rows, register
from counter.domain.approvals.slips import decided_by
from counter.domain.approvals.standing import Approval
from counter.domain.casework.acts.pleading import case_rows, of_case, plead
from counter.domain.casework.case import visits
from counter.domain.casework.case.above import not_while_above
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.steps import RUNNING, ReasonMissing, reason_text
from counter.domain.casework.case.weight import REFUSAL, consulted, not_alone
from counter.domain.casework.papers import notices
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.rules import carries

STATES = ("examining", "awaiting-materials", "deliberating", *RUNNING)
"""The states in which nothing is decided yet, so that it may be refused."""
TELL_WHY = Cite("不予办理要说明理由", ("S06.12", "S06.13"))


@act("refuse")
@carries("S06.5", "S06.12", "S06.13", "S06.14", "S19.1", by="act")
def refuse(work: Work, case_id: int, reason: str, *, improve: str = "", rev: int | None = None) -> CaseAt:
    """Refuses a case on its substance, with the reason in writing.

    Args:
        work: The open unit of work.
        case_id: The case.
        reason: Why, as the notice says it.
        improve: What the applicant can do about it.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        ReasonMissing, ImportantMatter, NotYours, NotNow, ChangedMeanwhile: as they say.
    """
    _must_say_why(reason)
    case = opened(work, case_id, *STATES, doing="不予办理", rev=rev)
    not_while_above(case)
    not_alone(work, case, "不予办理")
    return refused(work, case, reason, improve)


@act("decline")
@carries("S19.1", "S19.2", "S19.6", by="act")
def decline(
    work: Work, case_id: int, reason: str, *, important: bool = False, improve: str = "", rev: int | None = None
) -> Approval | None:
    """Refuses and files it; an important or unclear matter goes to the leader in charge before.

    Args:
        work: The open unit of work.
        case_id: The case.
        reason: Why.
        important: Whether it is important or difficult, so that the leader decides.
        improve: What the applicant can do about it.
        rev: The revision that the person saw; None: whichever it is.

    Returns:
        What the leader is asked; None where it was refused at once.

    Raises:
        ReasonMissing, ImportantMatter, NotConsulted, AlreadyAsked, NotYours, NotNow, ChangedMeanwhile: as they say.
    """
    if not important:
        refuse(work, case_id, reason, improve=improve, rev=rev)
        return None
    _must_say_why(reason)
    case = opened(work, case_id, *STATES, doing="报领导后不予办理", rev=rev)
    not_while_above(case)
    return report(work, case, reason, improve)


def report(work: Work, case: CaseAt, reason: str, improve: str = "") -> Approval:
    """Carries a possible refusal to the leader; until it is decided the case waits."""
    consulted(case)
    facts = {"reason": reason_text(reason), "improve": reason_text(improve) if improve else ""}
    event = add(work, case.id, "submitted", matter=REFUSAL, reason=facts["reason"])
    settle_after(work, case, event)
    return plead(work, case, REFUSING, facts, work.book.casework.refusal.needs)


def refused(work: Work, case: CaseAt, reason: str, improve: str = "") -> CaseAt:
    """Writes the refusal and its notice."""
    said = {"improve": reason_text(improve)} if improve else {}
    after = settle_after(work, case, add(work, case.id, "refused", reason=reason_text(reason), **said))
    visits.keep_paper(work, notices.refusal(work, after, reason, improve=improve), case.id)
    return after


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(act="不予办理", cites=(TELL_WHY,))


# -- what the approval means ---------------------------------------------------------------------


@carries("S19.1", "S19.2", by="act")
def _granted(work: Work, asked: Approval) -> None:
    """The leader agrees to the refusal: it is refused, filed, and the applicant told."""
    case = of_case(work, asked, "awaiting-approval", doing="不予办理")
    leader, facts = decided_by(work.hall, asked), asked.facts
    said = {"improve": facts["improve"]} if facts["improve"] else {}
    event = add(work, case.id, "refused", reason=facts["reason"], approval=asked.id, approved_by=leader,
                handler=asked.asked_by, **said)  # fmt: skip
    after = settle_after(work, case, event)
    paper = notices.refusal(work, after, facts["reason"], improve=facts["improve"],
                            handler=work.hall.person(asked.asked_by).name, leader=leader)  # fmt: skip
    visits.keep_paper(work, paper, case.id)


def sent_back(work: Work, asked: Approval) -> None:
    """The leader does not agree, or it was taken back: the case goes on where it stood."""
    case = of_case(work, asked, "awaiting-approval", doing="退回经办人")
    last = asked.steps[-1]
    event = add(work, case.id, "sent-back", reason=last.reason, approval=asked.id, matter=asked.matter,
                taken_back=last.outcome == "withdrawn")  # fmt: skip
    settle_after(work, case, event)


def _rows(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    rows = (*case_rows(hall, connection, asked), ("不予办理的理由", str(asked.facts["reason"])),
            ("怎样改进", str(asked.facts["improve"])))  # fmt: skip
    return tuple(row for row in rows if row[1])


REFUSING = register(Matter(REFUSAL, "不予办理", _granted, sent_back, _rows))
