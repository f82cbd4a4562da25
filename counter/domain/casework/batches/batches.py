"""Many at once: what a village agent brings, and what goes back the same way, each in one act or not at all.

One agent, a line per person; every line becomes a case with its own number, and one handing-over list says so in two
copies (S18.4). Results are handed out together against one signature. A line that cannot be done is named, and then
nothing is: the journal has one entry that holds the whole batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, text

from counter.domain.casework.acts.accepting import Application, Taken, accept, check_late
from counter.domain.casework.acts.running import deliver
from counter.domain.casework.batches import batch_lines
from counter.domain.casework.batches.batch_lines import Line
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, load, short_number
from counter.domain.casework.case.life import STATE_NAMES
from counter.domain.casework.lists.paging import Order, Pages
from counter.domain.casework.lists.worklist import place_of
from counter.domain.casework.model import Batch, BatchCase, Case
from counter.domain.casework.papers.notices import footer, plain_day, said
from counter.domain.clock import local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import village_agents
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import NAME_MOST, Who
from counter.domain.hall.residents.resident_file import Problem
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

_B, _BC, _C, _P = (table_of(each) for each in (Batch, BatchCase, Case, Citizen))
BATCH_NAMES: Mapping[str, str] = {"brought": "村级交件", "arrived": "到件", "handed-out": "批量发放"}
_COLLECT = text("cases.list = 'collect'")
"""The partial index of the list is used only where its condition stands there word for word."""
MOST = 500
"""As many cases as one batch may hold."""
_AGENT_RELATION, _AGENT_AUTHORITY = "村级代办员", "村级代办登记"
_SUBMITTED = Cite("全程代理 五：村级代办员向便民服务中心提交群众的办理事项", ("S18.4",))


class NothingInBatch(Refusal):
    """A batch without a case."""

    says = "这一批里一件也没有，没有登记。"


class TooManyInBatch(Refusal):
    """More than one batch holds."""

    says = "这一批有{count}件，一次最多{most}件，请分批登记。"


class LinesWrong(Refusal):
    """Lines that cannot be taken in, so that none is."""

    says = "有{count}处不对，整批没有收：{told}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = "；".join(f"第{each.row}行{each.field}：{each.said.rstrip('。')}" for each in problems[:3])
        more = f"；还有{len(problems) - 3}处" if len(problems) > 3 else ""
        super().__init__(count=len(problems), told=f"{shown}{more}。")
        self.problems = tuple(problems)


class CaseRefused(Refusal):
    """One case of a batch that the act cannot be done with, so that it is done with none."""

    says = "{number} 不行，整批都没有登记：{why}"


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings for many: who, from where, the lines."""

    lines: tuple[Line, ...]
    village: str = ""
    agent_id: int = 0
    """The village agent; none where somebody else brings it."""
    person: Who | None = None
    """Who brings it, where it is no village agent."""
    source: str = ""
    """The file that the lines were read from."""
    paper: str = ""
    """The paper that a late entry is made from, as the list of a village day."""
    checked_by: str = ""
    """Who checked a late entry."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a batch."""

    id: int
    number: str
    cases: tuple[int, ...]
    paper: int
    taken: tuple[Taken, ...] = ()


# -- brought --------------------------------------------------------------------------------------


@act("take-batch")
@carries("S18.4", "S18.6", by="act")
def take_batch(work: Work, batch: Brought) -> Made:
    """Takes in what one person brings for many: every line a case of its own, all of them or none.

    Raises:
        NothingInBatch, TooManyInBatch, LinesWrong: as they say; nothing is kept then.
        LateEntryNeedsPaper, HappenedLater: where it is entered later than it happened.
    """
    work.need(Right.INTAKE)
    check_late(work, batch.paper, batch.checked_by)
    _refuse_count(len(batch.lines))
    if wrong := batch_lines.problems(work.hall, work.connection, batch.lines):
        raise LinesWrong(wrong)
    batch = replace(batch, village=clean(batch.village, field="村", most=citizens.PLACE_MOST))
    person = _bringer(work, batch)
    key, number = _new_batch(work, "brought", village=batch.village, agent_id=batch.agent_id or None,
                             person=person.name, source=clean(batch.source, field="来源", most=200))  # fmt: skip
    kept = citizens.keep(work, replace(person, household=""), "交件人")
    visit = visits.begin_visit(work, kept.id)
    person = replace(person, citizen=kept.id)
    taken = tuple(_line(work, batch, line, person, visit) for line in batch.lines)
    _link(work, key, [each.case_id for each in taken])
    work.case_id = None
    work.tell(batch=number, cases=len(taken))
    paper = with_list(work, key, brought_list(work, number, batch, person, taken), visit)
    return Made(key, number, tuple(each.case_id for each in taken), paper, taken)


def _bringer(work: Work, batch: Brought) -> Who:
    if batch.agent_id:
        found = village_agents.agent(work.connection, batch.agent_id)
        return Who(found.name, phone=found.phone, village=found.village, relation=_AGENT_RELATION,
                   authority=_AGENT_AUTHORITY)  # fmt: skip
    if batch.person is None:
        raise citizens.NameMissing(who="交件人")
    person = batch.person
    return replace(person, relation=person.relation or "代办", village=person.village or batch.village)


def _line(work: Work, batch: Brought, line: Line, person: Who, visit: int) -> Taken:
    item = work.hall.catalogue.by_code(line.item, work.today)
    application = Application(
        line.item, line.who, batch_lines.brought_of(item, line), agent=person, channel="village", visit=visit,
        source=batch.paper, checked_by=batch.checked_by,
    )  # fmt: skip
    try:
        return accept(work, application)
    except Refusal as refusal:
        raise LinesWrong([Problem(line.row, line.who.name, refusal.sentence)]) from refusal


@carries("S18.4", by="paper")
def brought_list(work: Work, number: str, batch: Brought, person: Who, taken: Sequence[Taken]) -> Paper:
    """村级交件清单: every line with its number and what became of it; one copy for each side."""
    rows = tuple(_brought_row(n, line, each) for n, (line, each) in enumerate(zip(batch.lines, taken, strict=True), 1))
    lacking = sum(bool(each.decision.value.missing) for each in taken)
    facts = (("交件人", person.name), ("村（社区）", batch.village), ("交件时间", said(work.moment)),
             ("件数", f"{len(taken)}件，其中待补{lacking}件"))  # fmt: skip
    table = Table(("序", "办件号", "申请人", "事项", "结果", "还差的材料", "何时办结"), rows,
                  (3, 9, 8, 20, 8, 16, 12), "", "交件清单")  # fmt: skip
    call = Text("请代办员把还差的材料告诉本人，一次带齐补来；结果出来后，由代办员凭本清单领取带回。", "large")
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in facts if row[1])), table, call, Signatures(("交件人（代办员）", "收件人")),
        Seal(work.hall.name, plain_day(local_day(work.moment))),
    )  # fmt: skip
    names = tuple(dict.fromkeys((person.name, *(line.who.name for line in batch.lines))))
    return Paper(
        "batch-list", "村级交件清单", work.hall.name, number, blocks, "A4", ("代办员", "窗口"), footer(work), names
    )


def _brought_row(n: int, line: Line, taken: Taken) -> tuple[str, ...]:
    what = taken.decision.value
    life = taken.case.life if taken.case else None
    result = STATE_NAMES[life.state] if life else "咨询"
    kind = KIND_NAMES.get(life.kind, "") if life else ""
    due = f"{local(life.due):%m-%d %H:%M}" if life and life.due else "齐全后起算" if what.missing else ""
    name = taken.case.item.name if taken.case else line.item
    number = short_number(taken.number) if taken.number else ""
    return (str(n), number, line.who.name, name, kind or result, "、".join(what.missing), due)


# -- handed out -------------------------------------------------------------------------------------


@act("deliver-batch")
@carries("S18.6", "S61.5", by="act")
def deliver_many(
    work: Work, case_ids: Sequence[int], to: str, *, village: str = "", agent_id: int = 0
) -> Made:  # fmt: skip
    """Hands out many results against one signature: all of them or none.

    Args:
        work: The open unit of work.
        case_ids: The cases whose results are handed out.
        to: Who takes and signs for them.
        village: Whose they are, where they are one village's.
        agent_id: The village agent who takes them along.

    Raises:
        NothingInBatch, TooManyInBatch, UnknownVillage, UnknownAgent, CaseRefused: as they say; nothing is kept then.
    """
    ids = tuple(dict.fromkeys(case_ids))
    _refuse_count(len(ids))
    name, village = clean(to, field="领取人", most=NAME_MOST), clean(village, field="村", most=citizens.PLACE_MOST)
    if not name:
        raise citizens.NameMissing(who="领取人")
    _refuse_whose(work, village, agent_id)
    key, number = _new_batch(work, "handed-out", village=village, agent_id=agent_id or None, person=name)
    cases = [each_done(work, case, lambda one: deliver(work, one, name)) for case in ids]
    _link(work, key, ids)
    work.case_id = None
    work.tell(batch=number, cases=len(ids))
    paper = with_list(work, key, handed_list(work, number, name, village, cases))
    return Made(key, number, ids, paper)


def _refuse_whose(work: Work, village: str, agent_id: int) -> None:
    """Refuses a village that the hall does not serve, and an agent that there is not, or that serves no longer."""
    if village and village not in work.hall.laid.villages:
        raise village_agents.UnknownVillage(village=village)
    if not agent_id:
        return
    found = village_agents.agent(work.connection, agent_id)
    if found.until is not None and found.until < work.today:
        raise village_agents.UnknownAgent()


def each_done(work: Work, case_id: int, do: Any) -> CaseAt:
    """One case of a batch; its refusal names the case.

    Raises:
        CaseRefused: with the articles of what it was refused for.
    """
    try:
        return do(case_id)  # type: ignore[no-any-return]
    except Refusal as refusal:
        number = load(work, case_id).number
        raise CaseRefused(number=short_number(number), why=refusal.sentence, cites=refusal.cites) from refusal


def handed_list(work: Work, number: str, name: str, village: str, cases: Sequence[CaseAt]) -> Paper:
    """结果发放清单: every result handed out, signed for once, a copy for each side."""
    rows = tuple(
        (str(n), each.number, _applicant(work, each), each.item.name, each.item.result or "办理结果")
        for n, each in enumerate(cases, start=1)
    )
    facts = (("领取人", name), ("村（社区）", village), ("领取时间", said(work.moment)), ("件数", f"{len(cases)}件"))
    table = Table(("序", "办件号", "申请人", "事项", "结果"), rows, (3, 16, 8, 18, 16), "", "发放清单")
    call = Text("请当面点清，送到本人手里；有不符的请当天退回。", "large")
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in facts if row[1])), table, call, Signatures(("领取人", "发放人")),
        Seal(work.hall.name, plain_day(local_day(work.moment))),
    )  # fmt: skip
    names = tuple(dict.fromkeys((name, *(row[2] for row in rows))))
    return Paper(
        "results-list", "结果发放清单", work.hall.name, number, blocks, "A4", ("领取人", "窗口"), footer(work), names
    )


def _applicant(work: Work, case: CaseAt) -> str:
    return citizens.by_id(work.connection, case.row["applicant_id"]).name


# -- what several kinds of batch share ----------------------------------------------------------------


def _refuse_count(count: int) -> None:
    if not count:
        raise NothingInBatch()
    if count > MOST:
        raise TooManyInBatch(count=count, most=MOST)


def _new_batch(work: Work, kind: str, **facts: Any) -> tuple[int, str]:
    serial = work.serial(f"paper 批 {work.today.year}")
    number = f"{work.hall.short}便民批〔{work.today.year}〕{serial:05d}号"
    row: dict[str, Any] = {
        "village": "", "agent_id": None, "person": "", "source": "", "told_how": "", "rev": 0, **facts,
        "number": number, "kind": kind, "day": work.today, "made": work.moment, "by": work.actor,
    }  # fmt: skip
    return work.insert(Batch, row), number


def new_batch(work: Work, kind: str, case_ids: Sequence[int], **facts: Any) -> tuple[int, str]:
    """Opens a batch of cases inside the act that needs it."""
    _refuse_count(len(case_ids))
    key, number = _new_batch(work, kind, **facts)
    _link(work, key, case_ids)
    return key, number


def with_list(work: Work, batch_id: int, paper: Paper, visit_id: int | None = None) -> int:
    """Stores the list of a batch, so that the batch finds it."""
    key = visits.keep_paper(work, paper, None, visit_id)
    work.update(Batch, {"id": batch_id}, {"paper_id": key})
    return key


def _link(work: Work, batch_id: int, case_ids: Sequence[int]) -> None:
    rows = [{"batch_id": batch_id, "n": n, "case_id": case} for n, case in enumerate(case_ids, start=1) if case]
    work.insert_many(BatchCase, rows)


# -- reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as lists show it."""

    id: int
    number: str
    kind: str
    day: date
    village: str
    person: str
    by: str
    cases: int
    told: bool
    paper_id: int | None

    @property
    def short(self) -> str:
        """Its number without what all of a hall's batches have in common, as 〔2026〕00012."""
        return "〔" + self.number.partition("〔")[2].rstrip("号")

    @property
    def kind_name(self) -> str:
        """Which kind of batch."""
        return BATCH_NAMES[self.kind]


@dataclass
class Batches(Pages[BatchRow, int]):
    """Batches as pages, the latest first."""

    hall: Hall
    kind: str = ""

    def key(self, row: BatchRow) -> int:
        """The row's place: its key."""
        return row.id

    def count(self) -> int:
        """How many there are."""
        with self.hall.look() as connection:
            query = select(func.count()).select_from(_B)
            return int(connection.execute(query.where(_B.c.kind == self.kind) if self.kind else query).scalar_one())

    def page(self, order: Order, beyond: int | None, limit: int) -> list[BatchRow]:
        """So many batches, the latest first or, downwards, the earliest."""
        newest = order == "up"
        held = select(func.count()).where(_BC.c.batch_id == _B.c.id).scalar_subquery()
        query = select(_B, held.label("cases")).order_by(_B.c.id.desc() if newest else _B.c.id).limit(limit)
        if self.kind:
            query = query.where(_B.c.kind == self.kind)
        if beyond is not None:
            query = query.where(_B.c.id < beyond if newest else _B.c.id > beyond)
        with self.hall.look() as connection:
            return [
                BatchRow(row["id"], row["number"], row["kind"], row["day"], row["village"], row["person"],
                         self.hall.person(row["by"]).name, row["cases"], row["told"] is not None, row["paper_id"])
                for row in connection.execute(query).mappings()
            ]  # fmt: skip


def cases_of(connection: Connection, batch_id: int) -> list[int]:
    """The cases of a batch, in its order."""
    query = select(_BC.c.case_id).where(_BC.c.batch_id == batch_id).order_by(_BC.c.n)
    return [int(key) for key in connection.execute(query).scalars()]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that waits to be handed out."""

    case_id: int
    number: str
    name: str
    village: str
    place: str
    item: str
    brought: bool
    """Whether a village agent brought the application."""


def waiting(hall: Hall, connection: Connection, village: str = "", posts: Sequence[str] | None = None) -> list[Waiting]:
    """The results that wait for a village, or for all of them, in the order of their people's villages."""
    query = (
        select(_C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.channel, _P.c.name, _P.c.village, _P.c.grp)
        .select_from(_C.join(_P, _P.c.id == _C.c.applicant_id))
        .where(_COLLECT)
        .order_by(_P.c.village, _P.c.grp, _C.c.id)
        .limit(MOST)
    )
    if village:
        query = query.where(_P.c.village == village)
    if posts is not None:
        query = query.where(_C.c.post.in_(posts))
    return [
        Waiting(row["id"], short_number(row["number"]), row["name"], row["village"] or "",
                place_of(row["village"], row["grp"]),
                hall.item(row["item_code"], row["item_version"]).name, row["channel"] == "village")
        for row in connection.execute(query).mappings()
    ]  # fmt: skip
