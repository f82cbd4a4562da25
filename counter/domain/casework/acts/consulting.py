"""Where the law is unclear nothing is refused before the departments were asked, nor by the window alone (S19.6)."""

from __future__ import annotations

from counter.domain.casework.acts.refusing import STATES
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.steps import ReasonMissing, reason_text
from counter.domain.casework.case.weight import UNCLEAR
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

WHOM_MOST = 60


class NobodyAsked(Refusal):
    """An answer without who gave it, or what it was."""

    says = "请写明问了谁、怎么答复的。"


@act("mark-unclear")
@carries("S19.6", "S19.7", by="act")
def mark_unclear(work: Work, case_id: int, reason: str, *, rev: int | None = None) -> CaseAt:
    """Notes that the law is unclear: from now on departments are asked, and the leader decides a no.

    Raises:
        ReasonMissing, NotYours, NotNow, ChangedMeanwhile: as they say.
    """
    if not reason.strip():
        raise ReasonMissing(act="法规不明确", cites=(UNCLEAR,))
    case = opened(work, case_id, *STATES, doing="标明法规不明确", rev=rev)
    return settle_after(work, case, add(work, case.id, "unclear", reason=reason_text(reason)))


@act("consult")
@carries("S06.9", "S19.6", by="act")
def consult(work: Work, case_id: int, whom: str, said: str, *, rev: int | None = None) -> CaseAt:
    """Notes whom the window asked about a case, and what they said.

    Raises:
        NobodyAsked, NotYours, NotNow, ChangedMeanwhile: as they say.
    """
    if not whom.strip() or not said.strip():
        raise NobodyAsked()
    case = opened(work, case_id, *STATES, doing="征求意见", rev=rev)
    event = add(work, case.id, "contacted", whom=clean(whom, field="问了谁", most=WHOM_MOST), said=reason_text(said))
    return settle_after(work, case, event)
