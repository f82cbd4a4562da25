"""Passing a case on to another post (转办): the receiver answers from then on, the clock runs as it ran.

Whoever was asked first follows it to the end: a case passed on stands on the list of what is chased until
it is done (S12.11), and its promised moment stays (S11.11).
"""

from __future__ import annotations

from counter.domain.casework.case.events import CaseAt, add, settle
from counter.domain.casework.case.in_hand import open_case
from counter.domain.casework.case.order import PASSED_ON
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.model import Case
from counter.domain.hall.people.meant import post_meant
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries


class SamePost(Refusal):
    """The case is there already."""

    says = "这件已经在{post}，不用转办。"


@act("transfer")
@carries("S12.11", "S11.11", by="act")
def transfer(work: Work, case_id: int, to: str, reason: str = "", *, rev: int | None = None) -> CaseAt:
    """Passes a case on; who answers for the other post handles it from now on.

    Args:
        work: The open unit of work.
        case_id: The case; open.
        to: The post: its code or name, its window, or the staff number of who holds it.
        reason: Why.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        NotYours, NotNow, WhichPost, SamePost, ChangedMeanwhile: as they say.
    """
    case = open_case(work, case_id, "转办", rev)
    post = post_meant(work.hall, to)
    before = case.post
    if post.code == before:
        raise SamePost(post=post.name, cites=(PASSED_ON,))
    if not _went_on(case):
        work.update(Case, {"id": case_id}, {"post": post.code})
    said = {"reason": reason_text(reason)} if reason.strip() else {}
    add(work, case_id, "transferred", post=post.code, post_before=before, **said)
    return settle(work, case_id)


def _went_on(case: CaseAt) -> bool:
    """Whether the case went to another post after this moment, as an entry of before says."""
    return any("post_before" in event.data and event.happened > case.at for event in case.events)
