"""The acts of a case that goes up (上报): it is sent, followed by contact, and answered.

Keeps: the local part ends when it is sent (S07.4, S07.6); whoever took it in keeps contact with the body above to the
end (S07.3, S07.8, S12.16); the answer decides, the applicant is told and gets the result (S07.3, S07.9).
"""

from __future__ import annotations

from counter.domain.casework.case import visits
from counter.domain.casework.case.above import LEVEL_BY_LEVEL, POWER_ABOVE, bodies_above, may_go_up
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.joint_state import must_be_agreed
from counter.domain.casework.case.steps import NOTE_MOST, ReasonMissing, reason_text
from counter.domain.casework.papers import forms, notices
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

_FOLLOW = Cite("一包到底：在一定时间内与上级部门保持联系", ("S07.5", "S07.8", "S12.16"))
_REFUSED_ABOVE = Cite("不予办理要说明理由和依据", ("S06.13",))


class DecidedHere(Refusal):
    """A case sent up that is decided here."""

    says = "“{item}”由本级办结，不用上报。"
    standing = True


class NobodyAbove(Refusal):
    """A case sent up without saying to whom."""

    says = "请写明报到哪个部门。"
    standing = True


class NothingSaid(Refusal):
    """A contact of which nothing is noted."""

    says = "请记下联系的结果，例如“已收到，预计周五出结果”。"


@act("refer")
@carries("S07.4", "S07.6", "S07.7", "S07.9", by="act")
def refer(work: Work, case_id: int, to: str = "", number: str = "", *, rev: int | None = None) -> CaseAt:
    """Sends a case up: the hall's own part is done, and judged by this moment.

    Args:
        work: The open unit of work.
        case_id: The case.
        to: Which body; the one that the item names where none is given.
        number: The number of the report, if it has one.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, ChangedMeanwhile, DecidedHere, NobodyAbove: as they say.
        DepartmentsUntold, OpinionsMissing: a joint case goes up only when its departments here have agreed.
    """
    case = opened(work, case_id, "accepted", "reviewing", "joint-review", doing="上报", rev=rev)
    if not may_go_up(case):
        raise DecidedHere(item=case.item.name, cites=(POWER_ABOVE,))
    must_be_agreed(case)
    above = clean(to, field="报到哪个部门", most=NOTE_MOST) or bodies_above(case)
    if not above:
        raise NobodyAbove(cites=(LEVEL_BY_LEVEL,))
    said = clean(number, field="上报文号", most=NOTE_MOST)
    return settle_after(work, case, add(work, case_id, "referred", to=above, **({"number": said} if said else {})))


@act("contact-above")
@carries("S07.3", "S07.5", "S07.8", "S12.16", by="act")
def contact_above(work: Work, case_id: int, said: str, whom: str = "", *, rev: int | None = None) -> CaseAt:
    """Notes a contact with the body above about a case that waits for its answer.

    Raises:
        NotYours, NotNow, ChangedMeanwhile, NothingSaid: as they say.
    """
    case = opened(work, case_id, "referred", doing="跟催上级", rev=rev)
    if not said.strip():
        raise NothingSaid(cites=(_FOLLOW,))
    spoken = clean(whom, field="联系人", most=NOTE_MOST) or case.life.above
    return settle_after(work, case, add(work, case_id, "contacted", whom=spoken, said=reason_text(said)))


@act("answer-from-above")
@carries("S07.3", "S07.9", by="act")
def answer_from_above(
    work: Work, case_id: int, granted: bool = True, reason: str = "", number: str = "", *, rev: int | None = None
) -> CaseAt:
    """Enters the answer of the body above, which decides the case; the applicant gets a notice of it.

    Args:
        work: The open unit of work.
        case_id: The case.
        granted: Whether it was granted above.
        reason: Why not; needed where it was not.
        number: The number of the answer.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, ChangedMeanwhile, ReasonMissing: as they say.
    """
    case = opened(work, case_id, "referred", doing="登记上级答复", rev=rev)
    if not granted and not reason.strip():
        raise ReasonMissing(act="上级不予办理", cites=(_REFUSED_ABOVE,))
    facts = {"number": clean(number, field="答复文号", most=NOTE_MOST), "reason": reason_text(reason)}
    said = {name: text for name, text in facts.items() if text}
    after = settle_after(work, case, add(work, case_id, "answered", granted=granted, **said))
    if not granted:
        numbered = f"（{said['number']}）" if "number" in said else ""
        why = f"{case.life.above}答复{numbered}：{said['reason']}"
        visits.keep_paper(work, notices.refusal(work, after, why), case_id)
    elif after.life.state == "awaiting-collection":
        visits.keep_paper(work, forms.result_notice(work, after), case_id)
    return after
