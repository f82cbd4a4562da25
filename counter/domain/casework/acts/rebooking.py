"""另约: what cannot be done now for objective reasons is explained, another time agreed; no return (S06.11)."""

from __future__ import annotations

from datetime import datetime

from counter.domain.casework.booking.appointments import Booking, book
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.papers.notices import people, said
from counter.domain.hall.residents.citizens import Known, Who
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

_OTHER_TIME = Cite("一次性告知 五：因客观原因当时不能办的，说明原因，另约时间", ("S06.11", "S15.5"))
UNSAID = "客观原因当时不能办理"


class ReasonUnsaid(Refusal):
    """Another time without saying why not now."""

    says = "另约时间要说明为什么现在不能办。"


@act("rebook")
@carries("S06.11", "S15.5", by="act")
def rebook(work: Work, case_id: int, to: datetime, reason: str = UNSAID, *, rev: int | None = None) -> CaseAt:
    """Ends a case that cannot be handled now with another time agreed: no return, and a slip that tells the time.

    Raises:
        NotYours, NotNow, ReasonUnsaid, ChangedMeanwhile: as they say; and what `book` refuses.
    """
    if not reason.strip():
        raise ReasonUnsaid(cites=(_OTHER_TIME,))
    case = opened(work, case_id, "examining", "awaiting-materials", "accepted", doing="另约", rev=rev)
    who = people(work, case).applicant
    told = reason_text(reason)
    event = add(work, case_id, "rebooked", to=said(to), reason=told)
    book(work, Booking(case.row["item_code"], _same(who), to, from_case=case_id, reason=told))
    return settle_after(work, case, event)


def _same(person: Known) -> Who:
    return Who(person.name, person.id_no, person.phone, person.village, person.group, citizen=person.id)
