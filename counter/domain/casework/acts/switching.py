"""Another item for a case that was taken in under the wrong one (换事项).

Number and first receipt stay; the decision, the limit and the papers are made anew.
"""

from __future__ import annotations

from counter.domain.approvals.acts import fall_away
from counter.domain.casework.acts.agreement import mendable, said_by
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought, Decision, Gaps, Overrule, decide_intake
from counter.domain.casework.case.events import SUBJECT, CaseAt, add, happening, keep_event, settle
from counter.domain.casework.case.materials import restate
from counter.domain.casework.case.steps import clock_begun
from counter.domain.casework.model import Case
from counter.domain.casework.papers import notices
from counter.domain.hall.items.item import Item
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal

_RUNNING = ("examining", "awaiting-materials", "accepted", "reviewing", "joint-review", "referred")


class SameItem(Refusal):
    """A change of item to the item that it has."""

    says = "这件已经是“{item}”，不用换。"


class PapersUnsaid(Refusal):
    """A change of item without a word on the new item's papers."""

    says = "换成“{item}”，要逐一写明新事项的材料在不在。"


@act("switch-item")
def switch_item(
    work: Work,
    case_id: int,
    item: str,
    brought: Brought | None = None,
    reason: str = "",
    agreed_by: str = "",
    *,
    gaps: Gaps | None = None,
    overrule: Overrule | None = None,
    rev: int | None = None,
) -> CaseAt:
    """Makes it a case of another item: same number and receipt, a new decision and new papers.

    The clock keeps the start that it had; a case that still waits for papers starts now where the new
    item's are complete.

    Args:
        work: The open unit of work.
        case_id: The case.
        item: The code of the right item, in force on the day of receipt.
        brought: How the new item's papers stand; None: all are there.
        reason: Why.
        agreed_by: Who agreed, where it takes an agreement.
        gaps: What the clerk chose where only deferrable papers are missing.
        overrule: Another kind, with its reason.
        rev: The revision that the person saw.

    Raises:
        NeedsAgreement, MayNotAgree, NotNow, SameItem, PapersUnsaid, ChangedMeanwhile: as they say;
        and what the intake decision refuses.
    """
    case = mendable(work, case_id, "换事项", agreed_by, rev, *_RUNNING)
    new = work.hall.catalogue.by_code(item, case.row["day"])
    if new.code == case.item.code:
        raise SameItem(item=new.name)
    brought = brought or Brought()
    decision = decide_intake(new, brought, work.book, gaps, overrule)
    if decision.value.outcome == "enquiry":
        raise PapersUnsaid(item=new.name)
    post = work.hall.post_for(new).code
    work.update(Case, {"id": case_id}, {"item_code": new.code, "item_version": new.version, "post": post})
    restate(work, case, new, brought, decision.value, "换事项后不需要")
    told = {"from": case.item.code, "to": new.code, "post": post, "post_before": case.row["post"]}
    add(work, case_id, "switched", **told, **said_by(reason, agreed_by))
    fall_away(work, SUBJECT, case_id, "换事项")
    _outcome(work, case, new, decision.value)
    after = settle(work, case_id)
    for paper in notices.on_intake(work, after, decision):
        visits.keep_paper(work, paper, case_id)
    return after


def _outcome(work: Work, case: CaseAt, item: Item, decision: Decision) -> None:
    if decision.outcome == "awaiting-materials":
        add(work, case.id, "noticed", list=list(decision.missing), kind=decision.kind)
        return
    if decision.outcome != "accepted":
        add(work, case.id, decision.outcome, reason=decision.reason, list=list(decision.missing))
        return
    begun = clock_begun(work, item, decision.kind, decision.owed, ruled=decision.ruled_kind)
    since = {"since": case.life.accepted.isoformat()} if case.life.accepted else {}
    keep_event(work, case.id, happening(work, "accepted", **begun.data, **since))
