"""到件登记: a batch of cards or certificates that came from above, ticked in, listed by village, the people told.

What has come completes its case: the answer from above is there. Handing out follows one by one, or many at once
against one signature (`batches.deliver_many`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from counter.domain.casework.acts.running import decide, stamp
from counter.domain.casework.batches.batches import Made, cases_of, each_done, new_batch, with_list
from counter.domain.casework.case.above import decided_above
from counter.domain.casework.case.events import CaseAt, add, load, settle_after
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.steps import RUNNING
from counter.domain.casework.joint.referring import answer_from_above, refer
from counter.domain.casework.model import Batch
from counter.domain.casework.papers.notices import footer, said
from counter.domain.columns import table_of
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Known
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text
from counter.domain.refusals import Refusal
from counter.domain.text import clean, mask_phone

_B = table_of(Batch)
_WAY_MOST = 50
WITH_ANSWER = ("accepted", "reviewing", "joint-review", "referred", "decided")
"""The states of a case whose result may arrive."""


class UnknownBatch(Refusal):
    """No such batch of what arrived."""

    says = "没有找到这一批到件。"


class ToldBefore(Refusal):
    """The people of a batch were told before."""

    says = "这一批已经通知过（{how}）。"


class WayMissing(Refusal):
    """People told, and nobody says how."""

    says = "请写明怎么通知的，比如村代办员通知、电话、短信。"


@act("arrive")
def arrive(work: Work, case_ids: Sequence[int], source: str = "") -> Made:
    """Ticks in what came: the result of each case is there, and it waits to be collected. All of them or none.

    Args:
        work: The open unit of work.
        case_ids: The cases whose cards or certificates came.
        source: The delivery note that they came with.

    Raises:
        NothingInBatch, CaseRefused: as they say; nothing is kept then.
    """
    ids = tuple(dict.fromkeys(case_ids))
    key, number = new_batch(work, "arrived", ids, source=clean(source, field="来件单", most=200))
    cases = [each_done(work, case, lambda one: came(work, one)) for case in ids]
    work.case_id = None
    work.tell(batch=number, cases=len(ids))
    paper = with_list(work, key, arrived_list(work, number, cases))
    return Made(key, number, ids, paper)


def came(work: Work, case_id: int) -> CaseAt:
    """One result is there: what is decided above has its answer, everything else its decision, and the stamp."""
    case = opened(work, case_id, *WITH_ANSWER, doing="登记到件")
    if case.life.state == "referred" or (case.life.state in RUNNING and decided_above(case)):
        if case.life.state != "referred":
            refer(work, case_id)
        case = answer_from_above(work, case_id)
    elif case.life.state in RUNNING:
        case = decide(work, case_id)
    return stamp(work, case_id) if case.life.state == "decided" else case


@act("tell-batch")
def tell_batch(work: Work, batch_id: int, how: str) -> int:
    """Notes that the people of a batch were told to come for what arrived.

    Args:
        work: The open unit of work.
        batch_id: The batch of what arrived.
        how: By which way, as 村代办员通知、电话、短信.

    Returns:
        Of how many cases the result still waits.

    Raises:
        NotAllowed, UnknownBatch, ToldBefore, WayMissing: as they say.
    """
    work.need(Right.INTAKE)
    row = work.connection.execute(_B.select().where(_B.c.id == batch_id, _B.c.kind == "arrived")).mappings().first()
    if row is None:
        raise UnknownBatch()
    if row["told"] is not None:
        raise ToldBefore(how=row["told_how"])
    way = clean(how, field="通知方式", most=_WAY_MOST)
    if not way:
        raise WayMissing()
    waiting = [load(work, key) for key in cases_of(work.connection, batch_id)]
    open_ = [case for case in waiting if case.life.list == "collect"]
    for case in open_:
        settle_after(work, case, add(work, case.id, "told", said=way))
    work.case_id = None
    change = {"told": work.moment, "told_how": way, "rev": row["rev"] + 1}
    work.update(Batch, {"id": batch_id}, change)
    return len(open_)


def arrived_list(work: Work, number: str, cases: Sequence[CaseAt]) -> Paper:
    """到件清单: what came, village by village, with whom to tell."""
    people = {case.id: citizens.by_id(work.connection, case.row["applicant_id"]) for case in cases}
    ordered = sorted(cases, key=lambda case: (people[case.id].village, people[case.id].group, case.id))
    blocks: list[Block] = [
        Fields((("到件时间", said(work.moment)), ("件数", f"{len(cases)}件"))),
    ]
    for village, group in groupby(ordered, key=lambda case: people[case.id].village):
        rows = tuple(_arrived_row(case, people[case.id]) for case in group)
        title = f"{village or '没有村的'}  {len(rows)}件"
        blocks.append(Table(("办件号", "姓名", "组", "电话", "事项", "签收"), rows, (16, 8, 6, 12, 18, 10), "", title))
    blocks += [Text("请通知本人带身份证来领；村代办员可以一次领回，逐人签收。", "large"),
               Signatures(("登记人", "核对人"))]  # fmt: skip
    names = tuple(dict.fromkeys(each.name for each in people.values()))
    return Paper(
        "arrived-list", "到件清单", work.hall.name, number, tuple(blocks), "A4", ("窗口",), footer(work), names
    )


def _arrived_row(case: CaseAt, person: Known) -> tuple[str, ...]:
    return (case.number, person.name, person.group, mask_phone(person.phone), case.item.name, "")
