"""What the approvals of cases share: asking about a case, what the leader reads of it, the case as it stands then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from counter.domain.approvals.acts import LED, ask
from counter.domain.approvals.matters import Matter, Rows
from counter.domain.approvals.reading import by_id, open_of
from counter.domain.approvals.slips import month_list, slip
from counter.domain.approvals.standing import Approval
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import SUBJECT, CaseAt, load, read
from counter.domain.casework.case.in_hand import NotNow
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.rights import Right
from counter.domain.hall.ruled.values import Roles, Ruled
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal


class AlreadyAsked(Refusal):
    """The same is asked for and not decided yet."""

    says = "这件的“{what}”已经报上去了（{number}），还没有批下来。要改的，先到“审批”里撤回。"
    rests = (LED,)
    standing = True


def plead(work: Work, case: CaseAt, matter: Matter, facts: Mapping[str, Any], needs: Ruled[Roles]) -> Approval:
    """Asks for an approval about a case; one of a matter at a time.

    Raises:
        AlreadyAsked: where the same waits for a decision.
    """
    for asked in open_of(work.connection, SUBJECT, case.id):
        if asked.matter == matter.name:
            raise AlreadyAsked(what=matter.title, number=asked.number)
    return ask(work, matter, (SUBJECT, case.id), facts, needs.value, needs.cite)


def of_case(work: Work, asked: Approval, *states: str, doing: str) -> CaseAt:
    """The case that an approval is about, inside the act that decides it.

    Raises:
        NotNow: where its state allows the consequence no more.
    """
    case = load(work, asked.subject_id)
    if case.life.state not in states:
        raise NotNow(state=case.state_name, act=doing)
    work.case_id = case.id
    return case


def case_rows(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    """What every approval of a case tells: number, item, applicant, standing."""
    case = read(hall, connection, asked.subject_id)
    applicant = citizens.by_id(connection, case.row["applicant_id"])
    return (("办件号", case.short), ("事项", case.item.name), ("申请人", applicant.name), ("状态", case.state_name))


@act("print-slip")
def keep_slip(work: Work, approval_id: int) -> int:
    """Stores the slip of an approval (签批单), to be printed and signed with a pen; gives its key."""
    asked = by_id(work.connection, approval_id)
    made = slip(work.hall, work.connection, asked)
    if asked.subject_kind != SUBJECT:
        return visits.keep_paper(work, made, None)
    for each in visits.papers_of(work.connection, asked.subject_id):
        same = (each["kind"], each["number"]) == (made.kind, made.number)
        if same and visits.paper(work.connection, each["id"]).blocks == made.blocks:
            return int(each["id"])
    return visits.keep_paper(work, made, asked.subject_id)


@act("paper-approvals")
def keep_month_list(work: Work, day: date) -> int:
    """Stores a month's list of what was signed with a pen, for the leaders to sign; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_again(work, month_list(work.hall, work.connection, day), day.replace(day=1))
