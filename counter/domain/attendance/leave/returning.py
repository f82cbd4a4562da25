"""How a leave ends: the return reported (销假), a leave taken back before it begins, its proof handed in.

Keeps: the return is registered (S33.20, S33.8); sick leave and a call by telephone are proved (S33.14, S33.15).
"""

from __future__ import annotations

from counter.domain.approvals.acts import fall_away
from counter.domain.attendance.leave.by_phone import back_without_leave
from counter.domain.attendance.leave.checks import BY_PHONE
from counter.domain.attendance.leave.reading import Leave, by_id
from counter.domain.attendance.leave.row import PROOF_MOST, REASON_MOST, SUBJECT, change_leave, may_enter, not_now
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean


class ProofMissing(Refusal):
    """Nothing was handed in."""

    says = "请写明是什么证明，例如：县医院诊断证明。"


@act("report-back")
@carries("S33.20", "S33.8", by="act")
def report_back(work: Work, leave_id: int, *, rev: int | None = None) -> Leave:
    """Reports the return (销假); before the end it cuts the leave short.

    Raises:
        NotForOthers, NotInState: as they say.
    """
    leave = _running(work, by_id(work.hall, work.connection, leave_id))
    may_enter(work, work.hall.person(leave.person))
    state = leave.state(work.moment)
    if state == "approved":
        raise not_now(work, leave, "销假", "假还没有开始，不去了的请撤回。")
    if leave.moments.returned is not None or state not in ("begun", "ended", "broken"):
        raise not_now(work, leave, "销假")
    after = change_leave(work, leave, {"returned": work.moment}, rev)
    work.duty_changed()
    return after


def _running(work: Work, leave: Leave) -> Leave:
    """The leave that carries another on, where one does and that one is over: the return is reported of it."""
    row = work.connection.exec_driver_sql(
        "SELECT id FROM leave_taken WHERE extends = ? AND approved IS NOT NULL AND withdrawn IS NULL", (leave.id,)
    ).first()
    if row is None or work.moment < leave.until:
        return leave
    return _running(work, by_id(work.hall, work.connection, int(row[0])))


@act("withdraw-leave")
def withdraw_leave(work: Work, leave_id: int, reason: str = "", *, rev: int | None = None) -> Leave:
    """Takes a leave back before it begins: it was asked for or approved, and is not needed.

    Raises:
        NotForOthers, NotInState: as they say.
    """
    leave = by_id(work.hall, work.connection, leave_id)
    may_enter(work, work.hall.person(leave.person))
    state = leave.state(work.moment)
    if state not in ("asked", "approved"):
        raise not_now(work, leave, "撤回", "已经开始的，回来上班请销假。" if state == "begun" else "")
    why = clean(reason, field="理由", most=REASON_MOST)
    work.tell(reason=why)
    fall_away(work, SUBJECT, leave.id, why or "本人撤回")
    after = change_leave(work, leave, {"withdrawn": work.moment}, rev)
    work.duty_changed()
    back_without_leave(work, leave)
    return after


@act("prove-leave")
@carries("S33.14", "S33.15", by="act")
def prove(work: Work, leave_id: int, proof: str, *, rev: int | None = None) -> Leave:
    """Hands the proof in: the hospital's certificate, what proves the call (补办手续).

    Raises:
        NotForOthers, ProofMissing, NotInState: as they say.
    """
    leave = by_id(work.hall, work.connection, leave_id)
    may_enter(work, work.hall.person(leave.person))
    if not leave.alive:
        raise not_now(work, leave, "补交证明")
    told = clean(proof, field="证明", most=PROOF_MOST)
    if not told:
        raise ProofMissing(cites=(work.book.leave.certificate.cite, BY_PHONE))
    work.tell(before=leave.row["proof"])
    return change_leave(work, leave, {"proof": told}, rev)
