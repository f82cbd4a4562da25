"""The acts on a case that is there: supplement, decide, stamp, deliver, finish, and the other ends.

Each is one function, one transaction, one journal entry. Keeps: the limit runs from the day the papers
are complete (S05.6), a return or refusal has its reason in writing (S06.5, S06.13), completion is the
stamp where the hall keeps a seal (S54.3).
"""

from __future__ import annotations

from collections.abc import Sequence

from counter.domain.casework.acts import agency
from counter.domain.casework.acts.approval_seals import must_hold_seal
from counter.domain.casework.case import visits
from counter.domain.casework.case.above import must_be_answered, not_while_above
from counter.domain.casework.case.events import CaseAt, add, keep_event, settle, settle_after
from counter.domain.casework.case.facts import KEPT
from counter.domain.casework.case.in_hand import NotNow, first_do, opened
from counter.domain.casework.case.joint_state import must_be_agreed
from counter.domain.casework.case.order import why_not_now
from counter.domain.casework.case.steps import (
    RETURN_REASON,
    RUNNING,
    ReasonMissing,
    clock_begun,
    reason_text,
    receiver,
    to_the_end,
)
from counter.domain.casework.case.weight import not_alone
from counter.domain.casework.model import CaseMaterial
from counter.domain.casework.papers import notices
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

_MAY_BRING = ("awaiting-materials", *RUNNING, "awaiting-approval", "decided", "stamped", "awaiting-collection",
              "delivered", "reviewed")  # fmt: skip
"""The states in which papers can still come; those owed (容缺) also after the result was handed out."""


class AlreadyBrought(Refusal):
    """A paper that was not asked for or has come before."""

    says = "“{name}”不在这件的待补清单里（或已经交过）。待补的是：{missing}。"


class NothingBrought(Refusal):
    """Papers that came, and none is named."""

    says = "没有写交来了哪些材料。"


@act("supplement")
@carries("S05.6", "S05.7", "S05.12", "S02.7", by="act")
def supplement(
    work: Work,
    case_id: int,
    brings: Sequence[str] | None = None,
    *,
    kept: Sequence[str] = (),
    rev: int | None = None,
) -> CaseAt:
    """Ticks off papers that came; the last one accepts the case from that day.

    Args:
        work: The open unit of work.
        case_id: The case.
        brings: The papers brought; None: everything that is missing or owed.
        kept: Those of them that are originals which stay here until the matter is over.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        NotYours, NotNow, NothingBrought, AlreadyBrought, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *_MAY_BRING, doing="补齐", rev=rev)
    expected = (*case.life.missing, *case.life.owed)
    if not expected:
        raise NotNow(state=case.state_name, act="补齐", first=first_do(case.life.state, _MAY_BRING))
    came = tuple(expected if brings is None else dict.fromkeys(brings))
    if not came:
        raise NothingBrought(cites=why_not_now("补齐"))
    for name in came:
        if name not in expected:
            raise AlreadyBrought(name=name, missing="、".join(expected), cites=why_not_now("补齐"))
    for row in case.materials:
        if row["name"] in came:
            mark = KEPT if row["name"] in kept else "已补"
            change = {"standing": "came", "came": work.moment, "mark": mark}
            work.update(CaseMaterial, {"case_id": case_id, "n": row["n"]}, change)
    stays = {"custody": [name for name in came if name in kept]} if kept else {}
    add(work, case_id, "brought", brings=list(came), **stays)
    left = [name for name in case.life.missing if name not in came]
    if case.life.state == "awaiting-materials" and not left:
        keep_event(work, case_id, clock_begun(work, case.item, case.noticed_kind))
    after = settle(work, case_id)
    if after.life.accepted != case.life.accepted:
        for paper in notices.on_acceptance(work, after):
            visits.keep_paper(work, paper, case_id)
    return after


@act("decide")
@carries("S01.11", "S06.12", by="act")
def decide(work: Work, case_id: int, granted: bool = True, reason: str = "", *, rev: int | None = None) -> CaseAt:
    """Decides a case; a refusal needs its reason in writing. What was not accepted cannot be completed (S01.11).

    Raises:
        NotYours, NotNow, ReasonMissing: as they say.
        DepartmentsUntold, OpinionsMissing: where a joint case is to be granted without its departments.
        NotAnswered: where a body above decides and has not answered.
    """
    case = opened(work, case_id, *RUNNING, doing="办结", rev=rev)
    must_be_answered(case)
    if granted:
        must_be_agreed(case)
    if not granted and not reason.strip():
        raise ReasonMissing(act="不予办理", cites=(Cite("不予办理要说明理由", ("S06.13",)),))
    if not granted:
        not_alone(work, case, "不予办理")
    said = {"reason": reason_text(reason)} if reason else {}
    after = settle_after(work, case, add(work, case_id, "decided", granted=granted, **said))
    if not granted:
        visits.keep_paper(work, notices.refusal(work, after, reason), case_id)
    return after


@act("stamp")
@carries("S54.1", "S54.3", by="act")
def stamp(work: Work, case_id: int, *, rev: int | None = None) -> CaseAt:
    """Puts the approval seal on a decision: the moment of legal completion where the hall keeps one."""
    case = opened(work, case_id, "decided", doing="盖章", rev=rev)
    must_hold_seal(work, case.row["post"])
    return settle_after(work, case, add(work, case_id, "stamped"))


@act("deliver")
@carries("S61.5", by="act")
def deliver(work: Work, case_id: int, to: str = "本人", *, rev: int | None = None) -> CaseAt:
    """Hands the result out, to whom."""
    case = opened(work, case_id, "stamped", "awaiting-collection", doing="领取", rev=rev)
    after = settle_after(work, case, add(work, case_id, "delivered", to=receiver(to)))
    agency.form_at_end(work, after)
    return after


@act("finish")
def finish(work: Work, case_id: int, to: str = "本人", *, rev: int | None = None) -> CaseAt:
    """Does whatever of decide, stamp and deliver is still to do."""
    case = opened(work, case_id, *RUNNING, "decided", "stamped", "awaiting-collection", doing="办结", rev=rev)
    if case.life.state in RUNNING:
        must_be_answered(case)
        must_be_agreed(case)
    events = to_the_end(work, case.life.state, to, stamp=case.terms.stamp)
    if any(event.kind == "stamped" for event in events):
        must_hold_seal(work, case.row["post"])
    for event in events:
        keep_event(work, case_id, event)
    after = settle_after(work, case, *events)
    agency.form_at_end(work, after)
    return after


# -- the other ends ----------------------------------------------------------------------------


@act("return")
@carries("S06.1", "S06.3", "S06.5", "S06.6", "S06.7", by="act")
def return_(work: Work, case_id: int, reason: str, *, rev: int | None = None) -> CaseAt:
    """Returns a case that does not meet the conditions, with the reason in writing.

    Raises:
        NotYours, NotNow, ReasonMissing: as they say.
    """
    if not reason.strip():
        raise ReasonMissing(act="退回", cites=(RETURN_REASON,))
    case = opened(work, case_id, "examining", "awaiting-materials", "deliberating", *RUNNING, doing="退回", rev=rev)
    not_while_above(case)
    not_alone(work, case, "退回")
    after = settle_after(work, case, add(work, case_id, "returned", reason=reason_text(reason)))
    visits.keep_paper(work, notices.returned(work, after, reason), case_id)
    return after


@act("withdraw")
def withdraw(work: Work, case_id: int, reason: str = "申请人撤回", *, rev: int | None = None) -> CaseAt:
    """The applicant takes the application back, while nothing is decided."""
    case = opened(work, case_id, "examining", "awaiting-materials", "deliberating", "awaiting-approval", *RUNNING,
                  doing="撤回", rev=rev)  # fmt: skip
    return settle_after(work, case, add(work, case_id, "withdrawn", reason=reason_text(reason)))


@act("lapse")
def lapse(work: Work, case_id: int, reason: str, *, rev: int | None = None) -> CaseAt:
    """Closes by hand a case whose papers never came; nothing closes it by itself (A07)."""
    if not reason.strip():
        raise ReasonMissing(act="终止", cites=why_not_now("终止"))
    case = opened(work, case_id, "awaiting-materials", doing="终止", rev=rev)
    return settle_after(work, case, add(work, case_id, "lapsed", reason=reason_text(reason)))
