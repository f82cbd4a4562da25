"""Weighing whether a matter must be refused: what is too complex to be judged on the spot (控制事项的审议).

Nobody at the window refuses it alone (S19.2): it is deliberated with those concerned, for so many days or within
the promise, as the hall's rules say (S06.9, S06.10). Judged yes, it goes on as a case that keeps the start that it
had; judged no, it is returned or refused with its reason (`running`, `refusing`).
"""

from __future__ import annotations

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, happening, keep_event, settle
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.order import why_not_now
from counter.domain.casework.case.steps import clock_begun, reason_text
from counter.domain.casework.papers import notices
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries


class OpinionMissing(Refusal):
    """A judgement that does not say what was found."""

    says = "审议后受理的，要写明审议的意见。"


@act("judge")
@carries("S06.9", by="act")
def judge(work: Work, case_id: int, opinion: str, *, rev: int | None = None) -> CaseAt:
    """Judges that the case may be done: it is accepted, and its promise runs from when weighing began.

    Raises:
        NotYours, NotNow, ChangedMeanwhile, OpinionMissing: as they say.
    """
    if not opinion.strip():
        raise OpinionMissing(cites=why_not_now("审议后受理"))
    case = opened(work, case_id, "deliberating", doing="审议后受理", rev=rev)
    began = next(event for event in reversed(case.events) if event.kind == "weighed")
    begun = clock_begun(work, case.item, began.data["kind"], began.data.get("owed", ()))
    facts = {**begun.data, "since": began.happened.isoformat(), "opinion": reason_text(opinion)}
    keep_event(work, case_id, happening(work, "accepted", **facts))
    after = settle(work, case_id)
    for paper in notices.on_acceptance(work, after):
        visits.keep_paper(work, paper, case_id)
    return after
