"""Chasing (督办): a case is put on the list that leaders follow, with a reason, and stays there until it is done.

What is overdue, or past the moment of another of its clocks, stands on the list by itself
(`worklist.py`); this act presses for it, or puts a matter there that the hall follows for its weight
(重大事项, 急办件: the rulebook names them). Who was asked first may press too for what was passed on.
"""

from __future__ import annotations

from collections.abc import Sequence

from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import open_case
from counter.domain.casework.case.steps import ReasonMissing, reason_text
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

REASON = Cite("督办要写明原因", ("S11.3",))


class GroundUnknown(Refusal):
    """A ground that the hall's rules do not follow."""

    says = "“{ground}”不在本中心跟踪督办的范围里。可以选：{known}。"


@act("chase")
@carries("S11.3", "S12.11", "S43.1", "S43.2", "S02.13", by="act")
def chase(
    work: Work, case_id: int, reason: str = "", ground: str = "", *, follow: bool = True, rev: int | None = None
) -> CaseAt:
    """Presses for a case; it stays on the list of what is chased until it is done.

    Args:
        work: The open unit of work.
        case_id: The case; open.
        reason: What is pressed for; may be empty where the ground says it.
        ground: As what the hall follows it, one of `grounds`; empty where it is only late.
        follow: False where it is only pressed for (催办), and not put on that list.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        NotAllowed, NotNow, ReasonMissing, GroundUnknown, ChangedMeanwhile: as they say.
    """
    case = open_case(work, case_id, "督办", rev, mine=False)
    if work.actor not in (SYSTEM, *first_asked(case)):
        work.need(Right.CHASE)
    if not (reason.strip() or ground):
        raise ReasonMissing(act="督办", cites=(REASON,))
    known = grounds(work.hall)
    if ground and ground not in known:
        raise GroundUnknown(ground=ground, known="、".join(known), cites=(work.book.oversight.tracked.cite,))
    if not follow:
        return settle_after(work, case, add(work, case_id, "pressed", reason=reason_text(reason)))
    said = {"ground": ground} if ground else {}
    told = "：".join(filter(None, (ground, reason_text(reason))))
    return settle_after(work, case, add(work, case_id, "chased", reason=told, **said))


def grounds(hall: Hall) -> Sequence[str]:
    """What this hall follows to its end, as its rulebook names it."""
    return hall.book().oversight.tracked.value


def first_asked(case: CaseAt) -> tuple[str, ...]:
    """Who answers for a case that was passed on: who took it in, and who passed it on; nobody where it was not."""
    passed = [event.actor for event in case.events if event.kind == "transferred"]
    return (str(case.row["clerk"]), *passed) if passed else ()
