"""Enquiries (咨询) and who was asked first (首问): not cases, counted apart, followed to their end.

Whoever was asked first answers for it: what is owed stands on their list until it is done, and they press for
what was passed on (S12.11). A call back is owed the same day (S12.6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from counter.domain.casework.asking.asked import (
    MATTER_MOST,
    SAME_DAY,
    Asked,
    MomentWrong,
    NotedTooLittle,
    Passed,
    PhoneNeeded,
    enquire,
    passing,
    same_day,
    step_of,
    until_said,
)
from counter.domain.casework.case.events import HappenedLater, UnknownCase
from counter.domain.casework.case.steps import ReasonMissing, reason_text
from counter.domain.casework.model import Case, Enquiry, EnquiryStep
from counter.domain.columns import table_of
from counter.domain.hall.duty.responsible import who_may
from counter.domain.hall.laid_down import SYSTEM, UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import ChangedMeanwhile, act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

__all__ = [
    "MATTER_MOST", "SAME_DAY", "STANDINGS", "STEPS", "Asked", "MomentWrong", "NotYourEnquiry", "NotedTooLittle",
    "NothingOwed", "NothingWaits", "Passed", "PhoneNeeded", "UnknownEnquiry", "answer", "applied", "call_back",
    "change_first_asked", "counted", "due", "enquire", "first_asked_of",
    "handlers", "owed", "pass_on", "press", "read", "standing",
]  # fmt: skip
_E, _S = table_of(Enquiry), table_of(EnquiryStep)
_BY_ID = select(_E).where(_E.c.id == bindparam("enquiry"))


TO_THE_END = Cite("首问责任人跟踪到办结，接收窗口及时办理", ("S12.1", "S12.11"))
ANSWERED = Cite("问清来意，给予答复，不说“不知道”", ("S12.2",))


class UnknownEnquiry(Refusal):
    """No such enquiry."""

    says = "没有找到这条咨询。"


class NothingOwed(Refusal):
    """The caller was called back, or never waited for it."""

    says = "这条咨询不欠回电。"
    rests = (SAME_DAY,)
    standing = True


class NothingWaits(Refusal):
    """Nobody waits for anything any more."""

    says = "这条咨询现在是“{standing}”，不用{act}。"
    rests = (TO_THE_END,)
    standing = True


class NotYourEnquiry(Refusal):
    """Neither asked first nor the one who handles it."""

    says = "这条咨询由首问人{first}跟踪、{handler}办理，请找他们，或请主任办理。"
    rests = (TO_THE_END,)
    standing = True


@act("call-back")
@carries("S12.6", "S26.4", by="act")
def call_back(work: Work, enquiry_id: int, answer: str = "", *, rev: int | None = None) -> None:
    """Notes that the caller was called back.

    Raises:
        NotAllowed, UnknownEnquiry, NothingOwed, ChangedMeanwhile: as they say.
    """
    work.need(Right.INTAKE)
    row = _row(work, enquiry_id, rev)
    if not row["owed"]:
        raise NothingOwed()
    said = clean(answer, field="答复", most=MATTER_MOST)
    _change(work, row, {"owed": False, "called_back": work.moment, "answer": said})
    step_of(work, enquiry_id, "called-back", said)


@act("transfer-enquiry")
@carries("S12.10", "S12.11", "S11.11", by="act")
def pass_on(work: Work, enquiry_id: int, passed: Passed, reason: str = "", *, rev: int | None = None) -> None:
    """Passes an enquiry on to who handles it, by a time that is fixed; who was asked first stays the same.

    Raises:
        UnknownEnquiry, NotYourEnquiry, NotedTooLittle, MomentWrong, WhichPost, ChangedMeanwhile: as they say.
    """
    row = _row(work, enquiry_id, rev)
    _ours(work, row)
    change = passing(work, row, passed)
    _change(work, row, {**change, **_no_call(work, row)})
    said = "，".join(filter(None, (until_said(work, change), reason_text(reason))))
    step_of(work, enquiry_id, "absent" if passed.absent else "transferred", said)


@act("answer-enquiry")
@carries("S12.11", by="act")
def answer(work: Work, enquiry_id: int, answer: str, *, rev: int | None = None) -> None:
    """Notes that what was passed on, or complained of, is handled and answered.

    Raises:
        UnknownEnquiry, NothingWaits, NotYourEnquiry, ReasonMissing, ChangedMeanwhile: as they say.
    """
    row = _row(work, enquiry_id, rev)
    _waiting(row, "答复")
    _ours(work, row)
    said = clean(answer, field="答复", most=MATTER_MOST)
    if not said:
        raise ReasonMissing(act="答复", cites=(ANSWERED,))
    _change(work, row, {"waits": None, "answer": said, "done": work.moment})
    step_of(work, enquiry_id, "answered", said)


@act("chase-enquiry")
@carries("S12.11", by="act")
def press(work: Work, enquiry_id: int, said: str, *, rev: int | None = None) -> None:
    """Notes that who was asked first, or the centre, pressed for what was passed on.

    Raises:
        UnknownEnquiry, NothingWaits, NotYourEnquiry, ReasonMissing, ChangedMeanwhile: as they say.
    """
    row = _row(work, enquiry_id, rev)
    _waiting(row, "催办")
    if not work.person.may(Right.CHASE):
        _ours(work, row)
    if not said.strip():
        raise ReasonMissing(act="催办", cites=(TO_THE_END,))
    _change(work, row, {})
    step_of(work, enquiry_id, "chased", reason_text(said))


@act("change-first-asked")
@carries("S12.1", by="act")
def change_first_asked(work: Work, enquiry_id: int, to: str, reason: str, *, rev: int | None = None) -> None:
    """Somebody else was asked first, with the reason (A52).

    Raises:
        UnknownEnquiry, UnknownStaff, ReasonMissing, NotYourEnquiry, ChangedMeanwhile: as they say.
    """
    row = _row(work, enquiry_id, rev)
    _ours(work, row)
    if not reason.strip():
        raise ReasonMissing(act="换首问人", cites=(TO_THE_END,))
    person = work.hall.person(to)
    if not person.active:
        raise UnknownStaff(no=to)
    before = work.hall.person(row["staff"]).name
    _change(work, row, {"staff": person.no})
    step_of(work, enquiry_id, "first-asked", f"{before}改为{person.name}，{reason_text(reason)}")


@act("enquiry-applied")
def applied(work: Work, enquiry_id: int, case_id: int, *, rev: int | None = None) -> None:
    """What was asked has become a case, which is followed from then on.

    Raises:
        NotAllowed, UnknownEnquiry, UnknownCase, ChangedMeanwhile: as they say.
    """
    work.need(Right.INTAKE)
    row = _row(work, enquiry_id, rev)
    number = work.connection.execute(select(table_of(Case).c.number).where(table_of(Case).c.id == case_id)).scalar()
    if number is None:
        raise UnknownCase(number=case_id)
    _change(work, row, {"case_id": case_id, "waits": None, "done": work.moment, **_no_call(work, row)})
    work.case_id = case_id
    step_of(work, enquiry_id, "applied", str(number))


# -- what the acts share ---------------------------------------------------------------------------


def _row(work: Work, enquiry_id: int, rev: int | None) -> dict[str, Any]:
    row = work.connection.execute(_BY_ID, {"enquiry": enquiry_id}).mappings().first()
    if row is None:
        raise UnknownEnquiry()
    if rev is not None and row["rev"] != rev:
        raise ChangedMeanwhile()
    if work.happened is not None and work.happened < row["asked"]:
        raise HappenedLater(moment=f"{work.happened:%m-%d %H:%M}", why="比咨询还早")
    return dict(row)


def _change(work: Work, row: Mapping[str, Any], change: Mapping[str, Any]) -> None:
    work.update(Enquiry, {"id": row["id"]}, change, rev=row["rev"])


def _no_call(work: Work, row: Mapping[str, Any]) -> dict[str, Any]:
    """What changes where no call back is owed any more though nobody was called."""
    return {"owed": False, "called_off": work.moment} if row["owed"] else {}


def _waiting(row: Mapping[str, Any], doing: str) -> None:
    if not row["waits"]:
        raise NothingWaits(standing=STANDINGS[standing(row)], act=doing)


def _ours(work: Work, row: Mapping[str, Any]) -> None:
    """Refuses who was neither asked first nor handles it; who may handle any case passes."""
    if work.actor in (SYSTEM, row["staff"], *handlers(work.hall, row)) or work.person.may(Right.ANY_CASE):
        return
    names = "、".join(work.hall.person(no).name for no in handlers(work.hall, row)) or "本人"
    raise NotYourEnquiry(first=work.hall.person(row["staff"]).name, handler=names)


# -- how an enquiry stands ---------------------------------------------------------------------------

STANDINGS: Mapping[str, str] = {
    "owed": "待回电", "transferred": "转办中", "absent": "待经办人", "complaint": "投诉待办", "guided": "已引导",
    "applied": "已收件", "called-back": "已回电", "answered": "已答复",
}  # fmt: skip
"""How an enquiry stands, in Chinese."""
STEPS: Mapping[str, str] = {
    "guided": "引导", "transferred": "转办", "absent": "经办人不在，记下转告", "complaint": "记下投诉举报",
    "called-back": "回电", "answered": "答复", "chased": "催办", "first-asked": "换首问人", "applied": "收件",
}  # fmt: skip
"""What happened to an enquiry, in Chinese."""


def standing(row: Mapping[str, Any]) -> str:
    """How an enquiry stands, one of `STANDINGS`."""
    if row["owed"]:
        return "owed"
    if row["waits"]:
        return str(row["waits"])
    if row["case_id"]:
        return "applied"
    if row["guided"]:
        return "guided"
    return "called-back" if row["called_back"] else "answered"


def due(hall: Hall, row: Mapping[str, Any]) -> datetime | None:
    """By when what is owed is owed: a call back the same day, what was passed on by the time fixed."""
    if row["owed"]:
        return same_day(hall, row["asked"])
    return row["until"] if row["waits"] else None


def handlers(hall: Hall, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Who handles what was passed on: one person or the post's pair; nobody else than who was asked first otherwise."""
    if row["guided"]:
        return ()
    if row["received_by"] or not row["with_post"]:
        return (str(row["received_by"]),) if row["received_by"] else ()
    return who_may(hall, row["with_post"])


def read(connection: Connection, enquiry_id: int) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """One enquiry, and what happened to it in the order of entry.

    Raises:
        UnknownEnquiry: where there is none.
    """
    row = connection.execute(_BY_ID, {"enquiry": enquiry_id}).mappings().first()
    if row is None:
        raise UnknownEnquiry()
    steps = connection.execute(select(_S).where(_S.c.enquiry_id == enquiry_id).order_by(_S.c.id)).mappings()
    return dict(row), [dict(each) for each in steps]


def first_asked_of(connection: Connection, case_id: int) -> str:
    """Who was asked first about what became a case; empty where nobody was asked before it came."""
    query = select(_E.c.staff).where(_E.c.case_id == case_id).order_by(_E.c.id).limit(1)
    return str(connection.execute(query).scalar() or "")


def owed(connection: Connection, until: date) -> Sequence[Mapping[str, Any]]:
    """Every call back that is owed, oldest first."""
    query = select(_E).where(_E.c.owed, _E.c.day <= until).order_by(_E.c.day, _E.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def counted(connection: Connection, day: date) -> int:
    """How many enquiries a day had."""
    return int(connection.execute(select(func.count()).where(_E.c.day == day)).scalar_one())
