"""What follows the decision: telling the applicant, the rating, following up, filing.

Keeps: the result is told (S61.3, S61.5), a channel for feedback is offered (S24.10), follow-up visits (S24.11),
papers are filed by the window when the matter is over (S61.9), and never while an original of the applicant is
still here or an agency matter has no feedback.
"""

from __future__ import annotations

from counter.domain.casework.acts.agency import GRADES
from counter.domain.casework.acts.custody import KEPT_SAFE
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.papers.forms import result_notice
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

_DONE = ("delivered", "reviewed")
_GRADES = Cite("好差评五档", ("S24.1",))
_FEEDBACK = Cite("代理事项办完都要有服务意见反馈表", ("S14.11",))


class OriginalsHere(Refusal):
    """Filing a case of which originals are still kept."""

    says = "还有暂存的原件没有退还：{names}。先退还，再归档。"
    standing = True


class FeedbackMissing(Refusal):
    """Filing an agency case without its feedback form."""

    says = "代理件要先登记服务意见反馈表，再归档。"
    standing = True


class NoSuchGrade(Refusal):
    """A rating that is none of the five."""

    says = "评价只有 1 到 5：5 非常满意，4 满意，3 基本满意，2 不满意，1 非常不满意。"


class RatedBefore(Refusal):
    """A second rating of one matter."""

    says = "这件已经评价过，一件只评一次。还有别的意见，登记在回访里。"
    standing = True


@act("tell")
@carries("S61.3", "S61.5", by="act")
def tell(work: Work, case_id: int, said: str = "", *, rev: int | None = None) -> CaseAt:
    """Tells the applicant that the result is there to be collected.

    Raises:
        NotYours, NotNow, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, "stamped", "awaiting-collection", doing="通知领取", rev=rev)
    facts = {"said": reason_text(said)} if said.strip() else {}
    after = settle_after(work, case, add(work, case_id, "told", **facts))
    visits.keep_paper(work, result_notice(work, after), case_id)
    return after


@act("review")
@carries("S24.10", by="act")
def review(work: Work, case_id: int, level: int, said: str = "", *, rev: int | None = None) -> CaseAt:
    """The applicant's rating of a finished case, once (一次一评).

    Args:
        work: The open unit of work.
        case_id: The case.
        level: 5 for the best, 1 for the worst.
        said: What the applicant added.
        rev: The revision that the person saw.

    Raises:
        NotNow, NoSuchGrade, RatedBefore, ChangedMeanwhile: as they say.
    """
    if level not in GRADES:
        raise NoSuchGrade(cites=(_GRADES,))
    case = opened(work, case_id, *_DONE, doing="评价", rev=rev)
    if any(event.kind == "reviewed" for event in case.events):  # the feedback form of an agency matter is none
        raise RatedBefore(cites=(_GRADES,))
    words = "，".join(filter(None, (GRADES[level], reason_text(said) if said.strip() else "")))
    return settle_after(work, case, add(work, case_id, "reviewed", level=level, said=words))


@act("follow-up")
@carries("S24.11", "S08.8", by="act")
def follow_up(work: Work, case_id: int, said: str = "已回访", *, rev: int | None = None) -> CaseAt:
    """Notes a follow-up visit or call after the result was handed over (跟踪回访)."""
    case = opened(work, case_id, *_DONE, "archived", doing="回访", rev=rev)
    return settle_after(work, case, add(work, case_id, "followed-up", said=reason_text(said)))


@act("archive")
@carries("S61.6", "S52.6", by="act")
def archive(work: Work, case_id: int, *, rev: int | None = None) -> CaseAt:
    """Files a finished case at its window.

    Raises:
        NotYours, NotNow, OriginalsHere, FeedbackMissing, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *_DONE, doing="归档", rev=rev)
    if case.life.custody:
        raise OriginalsHere(names="、".join(case.life.custody), cites=(KEPT_SAFE,))
    if "agency" in case.life.flags and case.life.feedback is None:
        raise FeedbackMissing(cites=(_FEEDBACK,))
    return settle_after(work, case, add(work, case_id, "archived"))
