"""全程代理: the hall acts for an applicant through the whole process, free of charge, with form, ledger and feedback.

Keeps: what may be taken as an agency matter differs by hall (S14.2–S14.4), the applicant authorises the hall in
writing (S14.5), who receives it answers for it to the end (S14.7), it runs as 代办, 协办 or 即办 where the hall
tells these apart (S14.8), a ledger has matter, handler and result of each (S14.10), and the applicant confirms the
result and says whether it was satisfactory (S14.11); without that nothing is archived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, tuple_

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, load, settle_after, short_number
from counter.domain.casework.case.life import STATE_NAMES, Life
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.lists.paging import Order, Pages
from counter.domain.casework.model import AGENCY, Case, CaseEvent
from counter.domain.casework.papers.forms import person_fields
from counter.domain.casework.papers.notices import (
    fee_said,
    footer,
    limit_said,
    people,
    plain_day,
    said,
    who_rows,
    whom_to_ask,
)
from counter.domain.clock import local_day
from counter.domain.columns import table_of
from counter.domain.hall.items.item import Item
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

WHOLE = "whole"
TRACK_NAMES: Mapping[str, str] = {WHOLE: "全程代理", "act-for": "代办", "assist": "协办", "do-now": "即办"}
GRADES: Mapping[int, str] = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
SATISFIED_FROM = 3
"""The lowest of the five grades that counts as satisfied (A58)."""
SCOPE_NAMES: Mapping[str, str] = {
    "referred": "须县级及以上审批、不需要本人到场的事项", "key-projects": "招商引资、投资和重点项目",
    "any": "群众求办的事项",
}  # fmt: skip
GREEN_CHANNEL = "代理件走绿色通道：有关部门优先办理。"
FEEDBACK = Cite("全程代理 六：办完每一件代理事项都要填服务意见反馈表", ("S14.11",))
_TRACK = Cite("全程代理 三2：按代办、协办、即办分别办理", ("S14.8",))
_OVER = ("delivered", "reviewed", "returned", "refused")
"""The states in which an agency matter is over and the applicant can be asked."""
_C, _E, _P = table_of(Case), table_of(CaseEvent), table_of(Citizen)


class OutOfScope(Refusal):
    """The item is none that this hall takes as an agency matter."""

    says = "“{item}”不在代理范围：本厅代理的是{scope}。请按一般办件收件，或引导到有关单位办理。"


class UnknownTrack(Refusal):
    """A way of acting for somebody that the hall does not have."""

    says = "代理方式“{track}”不对，请选：{known}。"


class NotAgency(Refusal):
    """Feedback about a case that is no agency matter."""

    says = "这件不是代理件，不用填服务意见反馈表。"
    standing = True


class NotOver(Refusal):
    """Feedback before the applicant has the result."""

    says = "这件现在是“{state}”，还没有回复申请人，办完再填服务意见反馈表。"
    standing = True


class FeedbackGiven(Refusal):
    """Feedback a second time."""

    says = "这件的服务意见反馈表已经登记过（{said}）。"
    standing = True


class GradeMissing(Refusal):
    """Feedback that does not say how satisfied the applicant is."""

    says = "请选满意程度：{known}。"


class FeedbackOwed(Refusal):
    """An agency matter that would be filed without the applicant's feedback."""

    says = "这是代理件，还没有登记服务意见反馈表，不能归档。请先请申请人填表并登记。"


# -- taking it in -------------------------------------------------------------------------------


def tracks_of(book: Rulebook) -> tuple[str, ...]:
    """The ways in which this hall acts for somebody; one for all where it tells none apart."""
    return tuple(book.casework.agency.tracks.value) or (WHOLE,)


@carries("S14.2", "S14.3", "S14.4", "S14.6", "S14.8", by="check")
def refuse_agency(item: Item, track: str, book: Rulebook) -> None:
    """Refuses an agency matter that this hall does not take, or takes in another way.

    Raises:
        OutOfScope, UnknownTrack: as they say.
    """
    if not track:
        return
    if track not in (known := tracks_of(book)):
        names = "、".join(TRACK_NAMES[each] for each in known)
        raise UnknownTrack(track=TRACK_NAMES.get(track, track), known=names, cites=(_TRACK,))
    scope = book.casework.agency.scope
    if not _qualifies(item, scope.value):
        raise OutOfScope(item=item.name, scope=SCOPE_NAMES[scope.value], cites=(scope.cite,))


def _qualifies(item: Item, scope: str) -> bool:
    if scope == "referred":
        return (item.kind == "referred" or bool(item.county)) and not item.present
    return item.project if scope == "key-projects" else True


def papers_on_intake(work: Work, case: CaseAt) -> list[Paper]:
    """The authorisation, for what is taken in as an agency matter."""
    if not case.row["agency"] or not case.life.is_open:
        return []
    return [authorisation(work, case)]


@carries("S14.1", "S14.5", "S14.7", "S14.13", "S31.6", by="paper")
def authorisation(work: Work, case: CaseAt) -> Paper:
    """代理服务委托书 (F08): whom the applicant authorises, who answers for it, procedure, limit; free of charge."""
    who, item = people(work, case), case.item
    due = case.life.due
    rows = (
        ("申请事项", item.name), ("办件号", case.number), ("代理方式", TRACK_NAMES[case.row["agency"]]),
        ("代理责任人", work.hall.person(case.row["clerk"]).name), ("办理程序", item.procedure),
        ("承诺时限", limit_said(item)), ("何时办结", f"{said(due)}前" if due else "材料齐全后起算"),
        ("代理收费", "代理不收费"), ("事项收费", fee_said(case)),
    )  # fmt: skip
    statement = (
        f"本人委托{work.hall.name}全程代理“{item.name}”，代为递交材料、与上级和有关部门联系、"
        "取回结果。委托期限到本件办结、回复本人为止。"
    )
    blocks: list[Block] = [
        Text("委托人（申请人）", "head"), person_fields(work, who.applicant),
        Text("委托事项", "head"), Fields(tuple(row for row in rows if row[1])), Text(statement),
        Text(GREEN_CHANNEL, "note"), Text(whom_to_ask(work, case)), Signatures(("委托人", "代理责任人")),
        Seal(work.hall.name, plain_day(local_day(work.moment))),
    ]  # fmt: skip
    return Paper("agency-authorisation", "代理服务委托书", work.hall.name, case.number, tuple(blocks), "A4",
                 ("委托人", "窗口存档"), footer(work), who.names)  # fmt: skip


# -- the end of it ------------------------------------------------------------------------------


def is_agency(life: Life) -> bool:
    """Whether a case is an agency matter, by the hall's own agency or by a village agent."""
    return "agency" in life.flags


def feedback_owed(life: Life) -> bool:
    """Whether the applicant of an agency matter was not asked yet."""
    return is_agency(life) and life.feedback is None


@carries("S14.11", by="check")
def refuse_unasked(life: Life) -> None:
    """Refuses to file an agency matter about which the applicant was not asked.

    Raises:
        FeedbackOwed: it names the form.
    """
    if feedback_owed(life):
        raise FeedbackOwed(cites=(FEEDBACK,))


def form_at_end(work: Work, case: CaseAt) -> tuple[int, ...]:
    """Makes the feedback form when the result of an agency matter was handed over; its key, where there is one."""
    if not is_agency(case.life) or case.life.state != "delivered":
        return ()
    return (visits.keep_paper(work, feedback_form(work, case), case.id),)


@carries("S14.9", "S14.11", by="paper")
def feedback_form(work: Work, case: CaseAt) -> Paper:
    """服务意见反馈表 (F09): the applicant confirms the result and says how satisfied he is."""
    who = people(work, case)
    life = case.life
    rows = [
        *who_rows(who), ("代理事项", case.item.name), ("办件号", case.number),
        ("代理责任人", work.hall.person(case.row["clerk"]).name),
        ("回复时间", said(life.completed) if life.completed else ""), ("办理结果", case.item.result),
    ]  # fmt: skip
    grades = " ".join(f"□{name}" for name in grades_of(work.book))
    mine = (("结果是否收到、属实", "□是  □否"), ("证件材料是否退还", "□是  □否"), ("对服务", grades),
            ("意见和建议", "\n".join(["_" * 40] * 2)))  # fmt: skip
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in rows if row[1])), Text("请申请人填写", "head"), Fields(mine),
        Text("本表作为考核工作人员和村级代办员的依据。", "note"), Signatures(("申请人",)), Articles((str(FEEDBACK),)),
    )  # fmt: skip
    return Paper("feedback-form", "服务意见反馈表", work.hall.name, case.number, blocks, "A5", ("窗口存档",),
                 footer(work), who.names)  # fmt: skip


def grades_of(book: Rulebook) -> tuple[str, ...]:
    """How satisfied one can be on this hall's form, the best first."""
    return tuple(GRADES.values()) if book.casework.agency.feedback.value == "five" else ("满意", "不满意")


@act("feedback")
@carries("S14.9", "S14.11", by="act")
def feedback(
    work: Work, case_id: int, grade: str, *, confirmed: bool = True, words: str = ""
) -> CaseAt:  # fmt: skip
    """Enters what the applicant wrote on the feedback form of an agency matter.

    Args:
        work: The open unit of work.
        case_id: The case.
        grade: How satisfied, in the words of the hall's form.
        confirmed: Whether the applicant confirms the result.
        words: What else was written.

    Raises:
        NotAgency, NotOver, FeedbackGiven, GradeMissing: as they say.
    """
    work.need(Right.INTAKE)
    case = load(work, case_id)
    life = case.life
    if not is_agency(life):
        raise NotAgency(cites=(FEEDBACK,))
    if life.feedback is not None:
        raise FeedbackGiven(said=life.feedback["said"], cites=(FEEDBACK,))
    if life.state not in _OVER:
        raise NotOver(state=case.state_name, cites=(FEEDBACK,))
    if grade not in (known := grades_of(work.book)):
        raise GradeMissing(known="、".join(known), cites=(work.book.casework.agency.feedback.cite,))
    satisfied = grade not in (GRADES[1], GRADES[2])
    told = "" if confirmed else "，没有确认结果"
    facts: dict[str, Any] = {"confirmed": confirmed, "satisfied": satisfied, "said": grade + told}
    if words.strip():
        facts["words"] = reason_text(words)
    return settle_after(work, case, add(work, case_id, "feedback", **facts))


def unasked(hall: Hall, connection: Connection, day: date) -> list[Ledgered]:
    """The agency matters that ended on a day and whose applicants were not asked yet."""
    query = select(*_LEDGER).select_from(_WITH_PEOPLE).where(_C.c.closed_day == day, _C.c.state == "delivered", AGENCY)
    return ledgered(hall, connection, query.order_by(_C.c.id))


# -- the ledger ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ledgered:
    """One agency matter as the ledger has it."""

    id: int
    number: str
    day: date
    item: str
    applicant: str
    village: str
    track: str
    handler: str
    """The responsible person (代理责任人): who received it."""
    result: str
    feedback: str

    @property
    def short(self) -> str:
        """The number as screens show it."""
        return short_number(self.number)


Place = tuple[date, int]
"""A matter's place in the ledger: its day and key."""


@dataclass
class Ledger(Pages[Ledgered, Place]):
    """全程代理台账 as pages, the latest first."""

    hall: Hall
    since: date = date.min
    until: date = date.max

    def key(self, row: Ledgered) -> Place:
        """The row's place: its day and key."""
        return row.day, row.id

    def count(self) -> int:
        """How many there are."""
        with self.hall.look() as connection:
            query = select(func.count()).select_from(_C).where(*self._standing())
            return int(connection.execute(query).scalar_one())

    def all(self, connection: Connection) -> list[Ledgered]:
        """Every matter of the period, the earliest first: for the paper."""
        return ledgered(self.hall, connection, select(*_LEDGER).select_from(_WITH_PEOPLE).where(*self._standing())
                        .order_by(_C.c.day, _C.c.id))  # fmt: skip

    def _standing(self) -> list[Any]:
        return [AGENCY, _C.c.day >= self.since, _C.c.day <= self.until]

    def page(self, order: Order, beyond: Place | None, limit: int) -> list[Ledgered]:
        """So many matters, the latest first or, downwards, the earliest."""
        newest, place = order == "up", tuple_(_C.c.day, _C.c.id)
        columns = (_C.c.day.desc(), _C.c.id.desc()) if newest else (_C.c.day, _C.c.id)
        query = select(*_LEDGER).select_from(_WITH_PEOPLE).where(*self._standing()).order_by(*columns).limit(limit)
        if beyond is not None:
            key = tuple_(bindparam("day", type_=_C.c.day.type), bindparam("one"))
            query = query.where(place < key if newest else place > key).params(day=beyond[0], one=beyond[1])
        with self.hall.look() as connection:
            return ledgered(self.hall, connection, query)


_LEDGER = (
    _C.c.id, _C.c.number, _C.c.day, _C.c.item_code, _C.c.item_version, _C.c.agency, _C.c.clerk, _C.c.state,
    _P.c.name, _P.c.village,
)  # fmt: skip
_WITH_PEOPLE = _C.join(_P, _P.c.id == _C.c.applicant_id)


def ledgered(hall: Hall, connection: Connection, query: Any) -> list[Ledgered]:
    """The rows of a query as the ledger shows them."""
    rows = connection.execute(query).mappings().all()
    given = feedback_of(connection, [row["id"] for row in rows])
    return [
        Ledgered(
            row["id"], row["number"], row["day"], hall.item(row["item_code"], row["item_version"]).name, row["name"],
            row["village"] or "", TRACK_NAMES.get(row["agency"], "村级代办"), hall.person(row["clerk"]).name,
            STATE_NAMES[row["state"]], str(given.get(row["id"], {}).get("said", "")),
        )
        for row in rows
    ]  # fmt: skip


def feedback_of(connection: Connection, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """What was said of these cases on the feedback form, by the case."""
    query = select(_E.c.case_id, _E.c.data).where(_E.c.case_id.in_(ids), _E.c.kind == "feedback")
    return {row[0]: row[1] for row in connection.execute(query)} if ids else {}


@carries("S14.10", by="report")
def ledger_paper(hall: Hall, connection: Connection, since: date, until: date) -> Paper:
    """全程代理台账 (F22) of some days: the matter, the handler, the result of every one."""
    rows = Ledger(hall, since, until).all(connection)
    table = Table(
        ("办件号", "代理事项", "申请人", "方式", "责任人", "结果", "反馈"),
        tuple((each.number, each.item, each.applicant, each.track, each.handler, each.result, each.feedback)
              for each in rows),
        (16, 14, 8, 8, 8, 8, 8), "", f"共{len(rows)}件",
    )  # fmt: skip
    period = plain_day(since) if since == until else f"{plain_day(since)}至{plain_day(until)}"
    blocks: tuple[Block, ...] = (Fields((("期间", period),)), table, Signatures(("负责人",)))
    names = tuple(dict.fromkeys(each.applicant for each in rows))
    number = f"{since:%Y%m%d}-{until:%m%d}"
    return Paper("agency-ledger", "全程代理台账", hall.name, number, blocks, "A4", (), hall.name, names)  # fmt: skip
