"""Who may mend a case: correct it, change its item, void it.

Until the day of entry is closed who took the case in may; later, or for anybody else, it takes the
agreement of somebody with the right to it who is not the one who acts.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from counter.domain.casework.case.events import CaseAt, standing
from counter.domain.casework.case.in_hand import NotNow, own, unchanged
from counter.domain.casework.case.steps import REASON_MOST
from counter.domain.clock import local_day
from counter.domain.columns import table_of
from counter.domain.hall.model import DayClose
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.text import clean

_DAY = table_of(DayClose)
_OWN = "不能自己同意自己"
_NOBODY_ELSE = "别人都没有这项权限；请在“人员”里登记副主任或分管领导，请他来输密码"


AGREED = Cite("办件登记留存备查：过了当天或不是自己收的，改动要主任同意", ("S61.9",), default=True)


class NeedsAgreement(Refusal):
    """Not the receiver, or the day is closed: it takes another person's agreement."""

    says = "{why}，{act}要经主任（或有“同意更正、作废”权限的人）同意，请他输入工号和密码。"
    rests = (AGREED,)


class MayNotAgree(Refusal):
    """Who agreed has no right to, or agrees to the own act."""

    says = "{name}不能同意这次{act}：{why}。"
    rests = (AGREED,)


def agreement_wanted(connection: Connection, case: CaseAt, actor: str) -> str:
    """Why mending a case takes another's agreement now, as a clause; empty where it takes none.

    Args:
        connection: An open look, or the act's own connection.
        case: The case, at the moment of the act.
        actor: Who wants to mend it.
    """
    if actor != case.row["clerk"]:
        return "这件不是您收的"
    day = local_day(case.row["entered"])
    if local_day(case.at) != day:
        return "收件当天已经过去"
    closed = connection.execute(select(_DAY.c.closed).where(_DAY.c.day == day)).scalar()
    return "当天已经日结" if closed is not None else ""


def mendable(work: Work, case_id: int, doing: str, agreed_by: str, rev: int | None, *states: str) -> CaseAt:
    """The case as it stands at the moment of entry, if this person may mend it now."""
    case = standing(work, case_id)
    if work.actor != case.row["clerk"]:
        own(work, case)
    unchanged(case, rev)
    if case.life.state == "void" or (states and case.life.state not in states):
        raise NotNow(state=case.state_name, act=doing)
    why = agreement_wanted(work.connection, case, work.actor)
    if why and not agreed_by:
        raise NeedsAgreement(why=why, act=doing)
    if agreed_by:
        _check_agreement(work, agreed_by, doing)
    work.case_id = case_id
    return case


def _check_agreement(work: Work, agreed_by: str, doing: str) -> None:
    person = work.hall.person(agreed_by)
    if agreed_by == work.actor:
        may = (each.active and each.may(Right.AGREE_CORRECTION) for each in work.hall.laid.staff.values()
               if each.no != work.actor)  # fmt: skip
        raise MayNotAgree(name=person.name, act=doing, why=_OWN if any(may) else f"{_OWN}，{_NOBODY_ELSE}")
    if not person.active or not person.may(Right.AGREE_CORRECTION):
        raise MayNotAgree(name=person.name, act=doing, why="没有“同意更正、作废”的权限")


def said_by(reason: str, agreed_by: str) -> dict[str, str]:
    """Reason and agreement, as the case's record keeps them."""
    said = {"reason": clean(reason, field="理由", most=REASON_MOST), "agreed_by": agreed_by}
    return {name: value for name, value in said.items() if value}
