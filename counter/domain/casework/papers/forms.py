"""Papers made on demand: the acceptance form of a visit, forms filled in, the result notice.

One uniform acceptance form (业务受理单) serves as the one receipt for all cases of a visit. Forms that are
main papers are printed filled in from what was typed, for the applicant to read and sign. Each is stored
when it is made; printing again prints the stored one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, load
from counter.domain.casework.model import PaperRow
from counter.domain.casework.papers.notices import (  # fmt: skip
    People,
    fee_said,
    footer,
    number,
    people,
    plain_day,
    said,
    title_of,
    who_rows,
    whom_to_ask,
    window_of,
)
from counter.domain.clock import local_day
from counter.domain.columns import table_of
from counter.domain.hall import numbers
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.residents.citizens import Known
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

AGENCY = "代理服务委托书"
"""The authorisation that any case with an agent may have."""
_BLANK = "________________"
_LONG_BLANK = "_" * 40
_P = table_of(PaperRow)
_RECEIPTS = (
    select(_P.c.id)
    .where(_P.c.visit_id == bindparam("visit"), _P.c.visit_id.is_not(None), _P.c.kind == visits.RECEIPT)
    .order_by(_P.c.id.desc())
)


class NothingTaken(Refusal):
    """A visit without a case."""

    says = "这次来访没有办件，不用出受理单。"


class NotAForm(Refusal):
    """A material that the hall does not print."""

    says = "“{name}”不是窗口能打印填写的表，请申请人自带。可以打印的有：{forms}。"


class NobodyEntrusted(Refusal):
    """An authorisation for a case that nobody acts in for the applicant."""

    says = "这件没有经办人（代办人），不用委托书。由别人代办的，请先登记经办人。"


class NotFinished(Refusal):
    """A result notice before there is a result."""

    says = "这件现在是“{state}”，还没有办结，不能出办结通知单。"


# -- the one receipt of a visit ----------------------------------------------------------------


@act("make-receipt")
@carries("S29.13", "S61.8", by="act")
def make_receipt(work: Work, visit_id: int) -> int:
    """Makes the acceptance form of a visit: one for all its cases, as they stand now.

    Returns:
        The paper's key; that of the latest one where it was not printed yet and says the same.

    Raises:
        NothingTaken: where the visit has no case.
    """
    cases = [load(work, key) for key in visits.cases_of(work.connection, visit_id)]
    kept = [case for case in cases if case.life.state != "void"]
    if not kept:
        raise NothingTaken()
    everybody = [people(work, case) for case in kept]
    blocks = _receipt_blocks(work, kept, everybody)
    waiting = _waiting(work, visit_id, blocks)
    return waiting or visits.keep_paper(work, _receipt(work, everybody, blocks), None, visit_id)


def _waiting(work: Work, visit_id: int, blocks: tuple[Block, ...]) -> int | None:
    """The receipt that was made and did not reach the printer, where it still says the same."""
    latest = receipt_of(work, visit_id)
    if latest is None or visits.printed_before(work.connection, latest):
        return None
    return latest if visits.paper(work.connection, latest).blocks == blocks else None


def receipt_of(work: Work, visit_id: int) -> int | None:
    """The latest acceptance form of a visit, or None where none was made."""
    found = work.connection.execute(_RECEIPTS, {"visit": visit_id}).scalars().first()
    return int(found) if found is not None else None


def _receipt(work: Work, everybody: Sequence[People], blocks: tuple[Block, ...]) -> Paper:
    kind = visits.RECEIPT
    names = tuple(dict.fromkeys(name for who in everybody for name in who.names))
    return Paper(kind, title_of(work, kind), work.hall.name, number(work, kind), blocks, "A5",
                 tuple(work.book.casework.copies.value), footer(work), names)  # fmt: skip


def _receipt_blocks(work: Work, cases: Sequence[CaseAt], everybody: Sequence[People]) -> tuple[Block, ...]:
    first = cases[0]
    rows = (
        *who_rows(everybody[0]), ("来访时间", said(first.row["received"])), ("经办人", work.signed),
        ("件数", f"{len(cases)}件"),
    )  # fmt: skip
    lines = tuple(_receipt_line(case, who) for case, who in zip(cases, everybody, strict=True))
    table = Table(("办件号", "事项", "申请人", "类型", "何时办结"), lines, (16, 18, 8, 8, 16), "", "本次办件")
    calls = [text for case in cases for text in _to_do(work, case)]
    return (
        Fields(tuple(rows)), table, *(Text(text, "large") for text in calls), Text(whom_to_ask(work, first)),
        Signatures(("受理人", "申请人（代办人）")), Seal(work.hall.name, plain_day(local_day(work.moment))),
    )  # fmt: skip


def _receipt_line(case: CaseAt, who: People) -> tuple[str, ...]:
    life = case.life
    kind = KIND_NAMES.get(life.kind, case.state_name)
    if life.completed:
        when = "已办结"
    elif life.due is not None:
        when = f"{said(life.due)}前" + ("（暂定）" if life.provisional else "")
    else:
        when = "材料齐全后起算" if life.state == "awaiting-materials" else case.state_name
    return (case.number, case.item.name, who.applicant.name, kind, when)


def _to_do(work: Work, case: CaseAt) -> list[str]:
    """What the citizen must still do for a case, in large type."""
    life, where = case.life, window_of(work, case)
    bring = "、".join(life.missing)
    if life.state == "awaiting-materials":
        return [f"{case.item.name}：请把{bring}一次带齐，到{where}补交。"]
    if life.state == "deliberating" and life.due is not None:
        return [f"{case.item.name}：情况复杂，正在审议，{said(life.due)} 前明确答复您能不能办。"]
    if life.state in ("returned", "not-accepted"):
        return [f"{case.item.name}：{case.state_name}，{life.reason}。材料已退还，备齐后欢迎再来。"]
    owed = [f"{case.item.name}：请在 {said(life.due)} 前补交{'、'.join(life.owed)}。"] if life.owed and life.due else []
    if life.completed or life.due is None:
        return owed
    return [*owed, f"{case.item.name}：请于 {said(life.due)} 后凭本单和身份证到{where}领取结果。"]


# -- forms filled in ---------------------------------------------------------------------------


@act("fill-form")
@carries("S61.4", by="act")
def fill_form(work: Work, case_id: int, name: str) -> int:
    """Makes a form of a case filled in from what was typed, to be read and signed.

    The numbers stand on it whole: it is the applicant's own paper; the entry says which form of which case.

    Args:
        work: The open unit of work.
        case_id: The case.
        name: The material as the item names it, or `AGENCY`.

    Returns:
        The paper's key.

    Raises:
        NotAllowed: for whoever may not see whole numbers.
        NotAForm, NobodyEntrusted: as they say.
    """
    work.need(Right.REVEAL)
    case = load(work, case_id)
    printable = forms_of(case)
    if name not in printable:
        raise NotAForm(name=name, forms="、".join(printable) or "没有")
    who = people(work, case)
    if "委托" in name and who.agent is None:
        raise NobodyEntrusted()
    work.case_id = case_id
    work.tell(form=name)
    return visits.keep_paper(work, _form(work, case, who, name), case_id)


def forms_of(case: CaseAt) -> tuple[str, ...]:
    """The forms that the hall prints for a case."""
    own = tuple(material.name for material in case.item.materials if material.fill)
    return (*own, AGENCY) if case.row["agent_id"] else own


def _form(work: Work, case: CaseAt, who: People, name: str) -> Paper:
    kind = "agency-authorisation" if "委托" in name else "filled-form"
    blocks: list[Block] = [Text("申请人", "head"), person_fields(work, who.applicant)]
    if who.subject is not None:
        blocks += [Text("办理对象", "head"), person_fields(work, who.subject)]
    if who.agent is not None:
        blocks += [Text("经办人（代办人）", "head"), person_fields(work, who.agent), _agency(case)]
    matter = Fields((("申请事项", case.item.name), ("办件号", case.number), ("收件时间", said(case.row["received"]))))
    blocks += [Text("事项", "head"), matter, *_statement(work, case, who, name)]
    signed = ("申请人", "受托人") if "委托" in name else ("申请人（代办人）",)
    blocks.append(Signatures(signed))
    return Paper(kind, name, work.hall.name, case.number, tuple(blocks), "A4", ("窗口存档",), footer(work), who.names)


def person_fields(work: Work, person: Known) -> Fields:
    """A person with every number whole, on a paper of their own; what is not known is left to be written in."""
    rows = [("姓名", person.name)]
    if person.id_kind in ("resident-id", "permit", "foreign-id"):
        read = numbers.id_number(person.id_no, work.today)
        born = plain_day(read.born) if read.born else ""
        rows += [("性别", read.sex or ""), ("出生日期", born)]
    rows += [("证件号码", person.id_no), ("联系电话", person.phone), ("住址", person.place)]
    return Fields(tuple((label, value or _BLANK) for label, value in rows), columns=2)


def _agency(case: CaseAt) -> Fields:
    rows = (("与申请人关系", case.row["agent_relation"]), ("授权", case.row["agent_authority"]))
    return Fields(tuple((label, value or _BLANK) for label, value in rows), columns=2)


def _statement(work: Work, case: CaseAt, who: People, name: str) -> tuple[Block, ...]:
    """What the applicant declares by signing, by the kind of form."""
    item = case.item.name
    if "委托" in name and who.agent is not None:
        said_ = f"本人委托{who.agent.name}代为办理“{item}”，代为提交材料、签收文书、领取结果。委托期限到本件办结为止。"
        return (Text(said_),)
    if "授权" in name:
        return (Text(f"为办理“{item}”，本人同意并授权{work.hall.name}和有关部门查询、核对与本事项有关的信息。"),)
    if "承诺" in name:
        return (
            Text(f"本人办理“{item}”，承诺所填内容和所交材料真实、有效，愿意承担不实的后果。"),
            *_lines("承诺的其他事项"),
        )
    declared = Text("以上内容由窗口按本人所说录入，本人已看过（听过），真实无误。")
    return (*_lines("申请的理由、内容（由申请人补充）"), declared)


def _lines(label: str) -> tuple[Block, ...]:
    """Room to write by hand."""
    return (Text(label, "head"), Fields((("填写", "\n".join([_LONG_BLANK] * 3)),)))


# -- the result --------------------------------------------------------------------------------


@act("result-notice")
@carries("S61.5", by="act")
def make_result_notice(work: Work, case_id: int) -> int:
    """Makes the notice that a case is finished and its result can be collected.

    Raises:
        NotFinished: where it is not finished, or was refused.
    """
    case = load(work, case_id)
    if not has_result(case):
        raise NotFinished(state=case.state_name)
    work.case_id = case_id
    return visits.keep_paper(work, result_notice(work, case), case_id)


def has_result(case: CaseAt) -> bool:
    """Whether a case is finished with something to collect."""
    return case.life.completed is not None and case.life.state not in ("refused", "void")


def result_notice(work: Work, case: CaseAt) -> Paper:
    """The notice that a case is finished, and where its result is collected (F11)."""
    who = people(work, case)
    assert case.life.completed is not None
    rows = (
        *who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
        ("受理时间", said(case.life.accepted or case.row["received"])), ("办结时间", said(case.life.completed)),
        ("办理结果", case.item.result), ("收费", fee_said(case)),
    )  # fmt: skip
    there = case.life.state == "delivered"
    call = "结果已经领取。" if there else f"请带身份证到{window_of(work, case)}领取结果。"
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in rows if row[1])),
        Text(f"您申请的事项已经办结，{call}", "large"),
        Text(whom_to_ask(work, case)), Signatures(("经办人", "领取人")),
        Seal(work.hall.name, plain_day(local_day(work.moment))), Articles(case.reckoned.articles),
    )  # fmt: skip
    return Paper("result-notice", title_of(work, "result-notice"), work.hall.name, number(work, "result-notice"),
                 blocks, "A5", tuple(work.book.casework.copies.value), footer(work), who.names)  # fmt: skip
