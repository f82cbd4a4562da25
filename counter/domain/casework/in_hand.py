"""A case that somebody takes in hand inside an act: read, theirs to act on, as they saw it, and still open."""

from __future__ import annotations

from counter.domain.casework.events import CaseAt, after_receipt, load
from counter.domain.casework.life import STATE_NAMES
from counter.domain.casework.running import NotNow, own, unchanged
from counter.domain.hall.opened import Work


def open_case(work: Work, case_id: int, doing: str, rev: int | None, *, mine: bool = True) -> CaseAt:
    """A case in whatever open state.

    Args:
        work: The open unit of work.
        case_id: The case.
        doing: What is to be done with it, as a refusal calls it.
        rev: The revision that the person saw; None: whichever it is.
        mine: Whether only the post's own pair, or who may handle any case, may do it.

    Raises:
        NotYours, NotNow, HappenedLater, ChangedMeanwhile: as they say.
    """
    case = load(work, case_id)
    if mine:
        own(work, case)
    unchanged(case, rev)
    if case.row["state"] == "void":
        raise NotNow(state=STATE_NAMES["void"], act=doing)
    after_receipt(work, case)
    if not case.life.is_open:
        raise NotNow(state=case.state_name, act=doing)
    work.case_id = case_id
    return case
