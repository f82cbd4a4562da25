"""The one receipt for everything that a visit brought: what was taken in, as what, and by when.

Every case of the visit stands on it, with what must still be brought in large type.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from counter.domain.casework import notices, visits
from counter.domain.casework.events import CaseAt, load
from counter.domain.casework.model import Case
from counter.domain.clock import local, local_day
from counter.domain.columns import table_of
from counter.domain.hall import citizens
from counter.domain.hall.items import KIND_NAMES
from counter.domain.hall.opened import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.refusals import Refusal
from counter.domain.text import mask_id, mask_phone

_KIND = "visit-receipt"
_C = table_of(Case)
_OF_VISIT = select(_C.c.id).where(_C.c.visit_id == bindparam("visit")).order_by(_C.c.id)


class NothingTakenIn(Refusal):
    """A visit without a case."""

    says = "这次来访没有收件，不用出回执。"


@act("receipt")
def receipt(work: Work, visit: int) -> int:
    """Makes the receipt of a visit, as its cases stand now.

    Returns:
        The paper's key.

    Raises:
        NothingTakenIn: where the visit has no case.
    """
    cases = [load(work, int(key)) for key in work.connection.execute(_OF_VISIT, {"visit": visit}).scalars()]
    if not cases:
        raise NothingTakenIn()
    return visits.keep_paper(work, _paper(work, cases), None, visit)


def _paper(work: Work, cases: list[CaseAt]) -> Paper:
    person = citizens.by_id(work.connection, cases[0].row["applicant_id"])
    rows = (
        ("申请人", person.name), ("证号", mask_id(person.id_no)), ("电话", mask_phone(person.phone)),
        ("收件时间", notices.said(cases[0].row["received"])), ("经办人", work.person.name),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in rows if row[1])),
        Table(("办件号", "事项", "类型", "何时办结"), tuple(_row(each) for each in cases), (9, 18, 6, 12), "llll"),
        *(Text(f"{each.short} 请补交：{'、'.join((*each.life.missing, *each.life.owed))}", "large")
          for each in cases if each.life.missing or each.life.owed),
        Signatures(("经办人",)),
        Seal(work.hall.name, notices.plain_day(local_day(work.moment))),
        Articles(tuple(dict.fromkeys(article for each in cases for article in each.reckoned.articles))),
    )  # fmt: skip
    return Paper(_KIND, notices.title_of(work, _KIND), work.hall.name, notices.number(work, _KIND), blocks, "A5",
                 tuple(work.book.casework.copies.value), names=(person.name,))  # fmt: skip


def _row(case: CaseAt) -> tuple[str, str, str, str]:
    life = case.life
    kind = "补办件" if life.state == "awaiting-materials" else KIND_NAMES.get(life.kind, case.state_name)
    if life.completed:
        when = "已办结"
    elif life.due is None:
        when = case.state_name
    else:
        when = f"{local(life.due):%m-%d %H:%M}前"
    return case.short, case.item.name, kind, when
