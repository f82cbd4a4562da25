"""The record of one case (全程记录): what it was, each of its clocks, who answered in each stretch, and its life.

Whoever reads this paper alone knows the whole story of the case; it is made from the records as they are, and
stored as it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from counter.domain.casework.case import visits
from counter.domain.casework.case.answerable import stretches
from counter.domain.casework.case.clocks import WHOSE_NAMES, Clock
from counter.domain.casework.case.events import CaseAt, load
from counter.domain.casework.case.life import in_order, said_flags
from counter.domain.casework.history.explain import explained
from counter.domain.casework.history.timeline import as_table, timeline
from counter.domain.casework.papers.notices import (
    People,
    bond,
    footer,
    number,
    people,
    plain_day,
    said,
    title_of,
    who_rows,
)
from counter.domain.clock import local, local_day
from counter.domain.hall.duty import responsible
from counter.domain.hall.duty.answering import BECAUSE
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.reckoning import DEFAULT_MARK, Step
from counter.domain.rules import carries

KIND = "case-record"
_DAY = re.compile(r"\d\d-\d\d 周")
"""How a step begins that tells one day of a limit."""


@act("case-record")
@carries("S43.4", "S61.9", by="paper")
def make_record(work: Work, case_id: int) -> int:
    """Makes and stores the record of a case; gives the paper's key."""
    case = load(work, case_id)
    work.case_id = case_id
    return visits.keep_paper(work, record(work, case), case_id)


def record(work: Work, case: CaseAt) -> Paper:
    """The record of a case, as of now."""
    who = people(work, case)
    blocks: list[Block] = [
        Fields(tuple(_facts(case, who)), columns=1),
        _clocks(case),
        _answerable(case),
        as_table(timeline(work.connection, case)),
        Text("时限是怎么算的", "head"),
        *map(Text, _reckoned(explained(case).steps)),
        Text(f"日志校验码 {head(work.connection).digest}", "note"),
        Signatures(("制表人", "负责人")),
        Seal(work.hall.name, plain_day(local_day(work.moment))),
        Articles(tuple(each for each in explained(case).articles if not each.endswith(DEFAULT_MARK))),
    ]
    return Paper(KIND, title_of(work, KIND), work.hall.name, number(work, KIND), tuple(blocks), "A4", ("存档",),
                 footer(work), who.names)  # fmt: skip


def _facts(case: CaseAt, who: People) -> Iterator[tuple[str, str]]:
    life = case.life
    yield "办件号", case.number
    yield "事项", f"{case.item.code} {case.item.name}"
    yield from who_rows(who)
    if who.agent and (said_bond := bond(case)):
        yield "经办人的关系、授权", said_bond
    kind, flags = case.kind_shown, said_flags(life.flags)
    promised = life.due if life.clock("promise") else None
    yield "办件类型", f"{kind}（{flags}）" if flags else kind
    yield "现在的状态", case.state_name
    yield "收件", f"{said(case.row['received'])} {case.hall.name_of(case.row['clerk'])}"
    for label, moment in (("受理", life.accepted), ("承诺办结", promised), ("办结", life.completed)):
        if moment is not None:
            yield label, said(moment)
    if life.reason:
        yield "理由", life.reason


def _clocks(case: CaseAt) -> Table:
    clocks = [
        (clock.since, (clock.title, WHOSE_NAMES[clock.whose], _when(clock.since), _when(clock.due),
                       _when(clock.ended), _standing(clock, case.at)))
        for clock in case.life.clocks if clock.name != "stop"
    ]  # fmt: skip
    # What ran first stands first, and a stop where it fell; of one moment the promise comes before all others.
    rows = tuple(row for _, row in sorted((*clocks, *_stops(case)), key=lambda each: each[0]))
    head_ = ("时限", "谁的", "起", "到期", "结束", "情况")
    return Table(
        head_, rows or (("没有计时", "", "", "", "", ""),), (14, 6, 8, 8, 8, 6), "llllll", "各项时限", close=True
    )


def _stops(case: CaseAt) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    """Every stop that there was, since when: its ground, both ends; one that nobody ended ended with the case."""
    told = in_order(case.events)
    for at, event in enumerate(told):
        if event.kind == "stopped":
            resumed = next((each.happened for each in told[at:] if each.kind == "resumed"), case.life.closed)
            standing = "不计入" if resumed else "暂停中"
            row = (f"暂停计时（{event.data['ground']}）", WHOSE_NAMES["hall"], _when(event.happened), "",
                   _when(resumed), standing)  # fmt: skip
            yield event.happened, row


def _reckoned(steps: Sequence[Step]) -> Iterator[str]:
    """The steps as paragraphs, the days in a row in one: each day is told, and a long promise fills no page."""
    for days, group in groupby(steps, key=lambda step: bool(_DAY.match(step.text))):
        texts = [step.text for step in group]
        yield from ("；".join(texts),) if days else texts


def _standing(clock: Clock, at: datetime) -> str:
    if clock.late(at):
        return "超期"
    return "进行中" if clock.running else "按时"


def _when(moment: datetime | None) -> str:
    return f"{local(moment):%m-%d %H:%M}" if moment else ""


def _answerable(case: CaseAt) -> Table:
    rows = tuple(
        (_when(each.since), _when(each.until), case.hall.post(each.post).name, responsible.said(case.hall, each.answer),
         BECAUSE[each.answer.because])
        for each in stretches(case)
    )  # fmt: skip
    return Table(
        ("从", "到", "岗位", "负责人", "为什么"), rows, (9, 9, 12, 12, 10), "lllll", "各段由谁负责", close=True
    )
