"""Carrying a case to the leader (代理送审), and asking that it be handled out of the common way (特事特办)."""

from __future__ import annotations

from sqlalchemy import Connection

from counter.domain.approvals.matters import Matter, Rows, nothing, register
from counter.domain.approvals.slips import decided_by
from counter.domain.approvals.standing import Approval
from counter.domain.casework.acts.pleading import case_rows, of_case, plead
from counter.domain.casework.acts.refusing import sent_back
from counter.domain.casework.case.above import must_be_answered
from counter.domain.casework.case.answerable import post_at
from counter.domain.casework.case.events import add, read, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.joint_state import must_be_agreed
from counter.domain.casework.case.steps import RUNNING, ReasonMissing, reason_text
from counter.domain.clock import local_day
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

GROUNDS = {"urgent": "特别紧急", "important": "特别重要", "holiday": "须在节假日办"}
"""Why something is handled out of the common way."""
_TOGETHER = ("urgent", "important")
"""What A and B handle together."""
_OPEN = ("examining", "awaiting-materials", "deliberating", "awaiting-approval", *RUNNING)
_SPECIAL = Cite("五制办理：特别紧急、特别重要或须在法定节假日办理的，可以特事特办", ("S08.7", "S04.22"))


class UnknownGround(Refusal):
    """No ground for special handling."""

    says = "特事特办的情形只有：{known}。"


class AlreadySpecial(Refusal):
    """It is handled so already."""

    says = "这件已经是特事特办。"
    standing = True


@act("submit")
@carries("S14.12", "S04.16", "S07.1", by="act")
def submit(work: Work, case_id: int, reason: str = "", *, rev: int | None = None) -> Approval:
    """Carries a case that is ready to the leader, who decides it; until then it waits, and its clock runs.

    Args:
        work: The open unit of work.
        case_id: The case.
        reason: What the window proposes, and anything the leader should know.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        NotYours, NotNow, AlreadyAsked, ChangedMeanwhile: as they say.
        NotAnswered, DepartmentsUntold, OpinionsMissing: where the hall could not grant it itself either.
    """
    case = opened(work, case_id, "accepted", "reviewing", "joint-review", doing="送审", rev=rev)
    must_be_answered(case)
    must_be_agreed(case)
    facts = {"reason": reason_text(reason) if reason else ""}
    settle_after(work, case, add(work, case.id, "submitted", matter=DECIDING.name, **facts))
    return plead(work, case, DECIDING, facts, work.book.casework.submission.needs)


def _decided(work: Work, asked: Approval) -> None:
    """The leader agrees: it is granted, where the hall itself may grant it now."""
    case = of_case(work, asked, "awaiting-approval", doing="办结")
    must_be_answered(case)
    must_be_agreed(case)
    event = add(work, case.id, "decided", granted=True, approval=asked.id, approved_by=decided_by(work.hall, asked))
    settle_after(work, case, event)


def _proposal(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    return (*case_rows(hall, connection, asked), ("拟办意见", str(asked.facts["reason"]) or "拟准予办理"))


DECIDING = register(Matter("decision", "送审", _decided, sent_back, _proposal))


@act("special")
@carries("S08.7", "S04.22", by="act")
def special(work: Work, case_id: int, reason: str, ground: str = "urgent", *, rev: int | None = None) -> Approval:
    """Asks that a case be handled out of the common way; also outside working days.

    Args:
        work: The open unit of work.
        case_id: The case.
        reason: What makes it so.
        ground: urgent, important or holiday.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        ReasonMissing, UnknownGround, AlreadySpecial, AlreadyAsked, NotYours, NotNow, ChangedMeanwhile: as they say.
    """
    if not reason.strip():
        raise ReasonMissing(act="特事特办", cites=(_SPECIAL,))
    if ground not in GROUNDS:
        raise UnknownGround(known="、".join(GROUNDS.values()), cites=(_SPECIAL,))
    case = opened(work, case_id, *_OPEN, doing="特事特办", rev=rev)
    if "special" in case.life.flags:
        raise AlreadySpecial(cites=(_SPECIAL,))
    facts = {"reason": reason_text(reason), "ground": ground}
    return plead(work, case, SPECIAL, facts, work.book.casework.special.needs)


def _special(work: Work, asked: Approval) -> None:
    """The leader agrees: the case is flagged for ever."""
    case = of_case(work, asked, *_OPEN, doing="特事特办")
    facts = {"reason": asked.facts["reason"], "ground": asked.facts["ground"]}
    event = add(work, case.id, "special", **facts, approval=asked.id, approved_by=decided_by(work.hall, asked))
    settle_after(work, case, event)


@carries("S13.16", by="paper")
def _why_special(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    """What the leader reads and signs: why, and of what is urgent or important that both of the pair handle it."""
    ground = asked.facts["ground"]
    case = read(hall, connection, asked.subject_id, asked.asked)
    held = hall.standing(local_day(asked.asked)).holding(post_at(case, asked.asked), seconds(asked.asked))
    pair = "、".join(hall.person(no).name for no in (held.a, held.b) if no)
    together = (("AB岗一起办", pair),) if ground in _TOGETHER and held.b else ()
    return (*case_rows(hall, connection, asked), ("特办情形", GROUNDS[ground]), ("理由", str(asked.facts["reason"])),
            *together)  # fmt: skip


SPECIAL = register(Matter("special", "特事特办", _special, nothing, _why_special))
