"""Looking an application through: the first examination of what was only taken in, and the review of what was accepted.

Keeps: what lacks is told once and in time (S10.7, S61.2), the hall organises the review soon (S03.9).
"""

from __future__ import annotations

from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought, Decision, Gaps, Overrule, decide_intake
from counter.domain.casework.case.events import CaseAt, add, keep_event, settle, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.materials import brought_again, restate
from counter.domain.casework.case.steps import RETURN_REASON, clock_begun, reason_text, weighing_begun
from counter.domain.casework.papers import notices
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Reckoning, Step
from counter.domain.rules import carries


@act("examine")
@carries("S03.9", "S61.2", "S10.7", by="act")
def examine(
    work: Work,
    case_id: int,
    brought: Brought | None = None,
    *,
    gaps: Gaps | None = None,
    overrule: Overrule | None = None,
    returning: str = "",
    weigh: str = "",
    rev: int | None = None,
) -> CaseAt:
    """Examines a case: what was only taken in gets its outcome, what is accepted goes into review.

    Args:
        work: The open unit of work.
        case_id: The case.
        brought: How its papers stand after the look; None: as they were noted at receipt.
        gaps: What the clerk chose where only deferrable papers are missing.
        overrule: Another kind, with its reason.
        returning: Why it is returned, where its papers alone would not.
        weigh: Why it cannot be judged now whether it must be refused; it is weighed then.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, ChangedMeanwhile: as they say; and what the intake decision refuses.
    """
    case = opened(work, case_id, "examining", "accepted", doing="审核", rev=rev)
    if case.life.state == "accepted":
        return _reviewed(work, case)
    brought = brought or brought_again(case)
    decision = decide_intake(case.item, brought, work.book, gaps, overrule, weigh)
    if returning.strip():
        reason = reason_text(returning)
        said = Step(f"初审退回，理由：{reason}", (RETURN_REASON,))
        decision = decision.then(Decision("returned", "", decision.value.missing, reason=reason), (said,))
    restate(work, case, case.item, brought, decision.value, "初审后不需要")
    _outcome(work, case, decision)
    after = settle(work, case_id)
    for paper in notices.on_intake(work, after, decision):
        visits.keep_paper(work, paper, case_id)
    return after


def _reviewed(work: Work, case: CaseAt) -> CaseAt:
    """Into review; what the law has deemed accepted gets the notice of its promise now."""
    after = settle_after(work, case, add(work, case.id, "examined"))
    if case.life.deemed_last:
        for paper in notices.on_acceptance(work, after):
            visits.keep_paper(work, paper, case.id)
    return after


def _outcome(work: Work, case: CaseAt, decision: Reckoning[Decision]) -> None:
    what = decision.value
    if what.outcome == "accepted":
        keep_event(work, case.id, clock_begun(work, case.item, what.kind, what.owed, ruled=what.ruled_kind))
    elif what.outcome == "awaiting-materials":
        add(work, case.id, "noticed", list=list(what.missing), kind=what.kind)
    elif what.outcome == "deliberating":
        keep_event(work, case.id, weighing_begun(work, case.item, what.kind, what.reason, what.owed))
    else:
        add(work, case.id, what.outcome, reason=what.reason, list=list(what.missing))
