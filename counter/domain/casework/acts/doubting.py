"""An application that is doubtful at the desk: refused there, or reported to the leader.

It is taken in under a number like any other, so that the no and its reason are registered (S06.14, S19.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from counter.domain.approvals.standing import Approval
from counter.domain.casework.acts.accepting import Application, Taken, accept
from counter.domain.casework.acts.refusing import refused, report
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import read
from counter.domain.casework.case.steps import ReasonMissing
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.rules import carries

Way = Literal["refuse", "report"]
WAYS: dict[Way, str] = {"refuse": "不予办理（当场答复）", "report": "重大、疑难，报领导定"}
"""What can be done on the spot; what is too complex for it is weighed (`weighing.py`)."""
_WHY = Cite("不予受理、不予办理要说明理由并登记备查", ("S06.13", "S19.1"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the clerk does with a doubtful application, and why."""

    way: Way
    reason: str
    improve: str = ""
    """What the applicant can do about it."""


@act("accept")
@carries("S06.5", "S06.12", "S19.1", "S19.2", by="act")
def take_doubtful(work: Work, application: Application, doubt: Doubt) -> tuple[Taken, Approval | None]:
    """Takes a doubtful application in and refuses it, or reports it to the leader.

    Returns:
        What was taken in, and what the leader is asked where it was reported.

    Raises:
        ReasonMissing: without a reason.
        Refusal: as `accept`.
    """
    if not doubt.reason.strip():
        raise ReasonMissing(act="不予办理", cites=(_WHY,))
    taken = accept(work, replace(application, unexamined=True))
    if taken.case is None:
        return taken, None
    before = set(taken.papers)
    case = read(work.hall, work.connection, taken.case_id, work.moment)
    asked = report(work, case, doubt.reason, doubt.improve) if doubt.way == "report" else None
    if asked is None:
        refused(work, case, doubt.reason, doubt.improve)
    made = (int(row["id"]) for row in visits.papers_of(work.connection, taken.case_id))
    papers = tuple(key for key in made if doubt.way == "report" or key not in before)
    return replace(taken, case=read(work.hall, work.connection, taken.case_id), papers=papers), asked
