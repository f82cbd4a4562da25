"""The ledger of what is followed (督办台账): overdue and marked cases, what was passed on, calls owed, complaints.

One list for everything that somebody must see through to its end: a case until it is closed (S11.3), a matter that
the hall follows for its weight (S43.1), what the first-asked person passed on (S12.11) and complaints (S43.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.asking.enquiry_lists import Enquiries, EnquiryRow
from counter.domain.casework.case import visits
from counter.domain.casework.lists.worklist import CaseRow, Worklist
from counter.domain.casework.model import CaseEvent, EnquiryStep
from counter.domain.casework.papers.notices import said
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text
from counter.domain.rules import carries

KIND, TITLE = "chasing-list", "督办台账"
MOST = 200
"""As many cases, and as many enquiries, as the paper lists; the rest are counted."""
_E, _S = table_of(CaseEvent), table_of(EnquiryStep)
_PRESSED = (
    select(_E.c.case_id, _E.c.happened, _E.c.actor, _E.c.data)
    .where(_E.c.case_id.in_(bindparam("ids", expanding=True)), _E.c.kind.in_(("chased", "ordered", "escalated")))
    .order_by(_E.c.id)
)
_ASKED_AGAIN = (
    select(_S.c.enquiry_id, _S.c.happened, _S.c.actor, _S.c.said)
    .where(_S.c.enquiry_id.in_(bindparam("ids", expanding=True)), _S.c.kind == "chased")
    .order_by(_S.c.id)
)


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything that is followed at a moment."""

    cases: Sequence[CaseRow]
    enquiries: Sequence[EnquiryRow]
    more: int
    """How many do not stand on it any more, because it is full."""
    pressed: dict[int, str]
    """Of a case: the last time somebody pressed, who and why."""
    asked_again: dict[int, str]
    """The same of an enquiry."""


@carries("S11.3", "S12.11", "S43.1", "S43.2", "S43.3", by="report")
def followed(hall: Hall, connection: Connection) -> Followed:
    """Every case and every enquiry that somebody must see through to its end, as they stand now."""
    chased, asked = Worklist(hall, "chase"), Enquiries(hall, "open")
    cases, enquiries = chased.read(connection, MOST), asked.read(connection, MOST)
    more = chased.count() - len(cases) + asked.count() - len(enquiries)
    pressed = {
        row.case_id: _said(hall, row.happened, row.actor, str(row.data.get("reason", "")))
        for row in connection.execute(_PRESSED, {"ids": [each.id for each in cases]})
    }
    again = {
        row.enquiry_id: _said(hall, row.happened, row.actor, row.said)
        for row in connection.execute(_ASKED_AGAIN, {"ids": [each.id for each in enquiries]})
    }
    return Followed(cases, enquiries, more, pressed, again)


def ledger(hall: Hall, connection: Connection) -> Paper:
    """The ledger as a paper."""
    found = followed(hall, connection)
    last = head(connection)
    blocks: list[Block] = [Fields((("截至", said(hall.clock().moment)),))]
    if found.cases:
        rows = tuple(_case_line(found, row) for row in found.cases)
        titles = ("办件号", "事项", "申请人", "到期", "责任人", "事由", "最近督办")
        blocks.append(Table(titles, rows, (9, 16, 8, 11, 8, 10, 18), "", f"办件（{len(rows)}件）"))
    if found.enquiries:
        rows = tuple(_enquiry_line(found, row) for row in found.enquiries)
        titles = ("问的时间", "首问人", "内容", "现在", "转给", "限到", "最近催办")
        blocks.append(Table(titles, rows, (11, 8, 20, 9, 12, 11, 16), "", f"首问、投诉（{len(rows)}条）"))
    if not (found.cases or found.enquiries):
        blocks.append(Text("现在没有要督办的。"))
    if found.more:
        blocks.append(Text(f"另有{found.more}件没有列出，请在清单里看。", "note"))
    blocks.append(Signatures(("督办人", "中心主任")))
    names = tuple(dict.fromkeys(name for row in found.cases for name in (row.applicant, row.responsible)))
    return Paper(KIND, TITLE, hall.name, f"{hall.today:%Y-%m-%d}", tuple(blocks), "A4", (),
                 f"{hall.name}  日志校验码 {last.digest}（至第{last.seq}条）", names)  # fmt: skip


@act("chasing-list")
def keep_ledger(work: Work) -> int:
    """Stores the ledger to be printed, as it stands now; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_paper(work, ledger(work.hall, work.connection), None)


def _said(hall: Hall, happened: object, actor: str, why: str) -> str:
    return f"{local(happened):%m-%d} {hall.person(actor).name} {why}".rstrip()  # type: ignore[arg-type]


def _case_line(found: Followed, row: CaseRow) -> tuple[str, ...]:
    due = f"{local(row.due):%m-%d %H:%M}" if row.due else "-"
    pressed = found.pressed.get(row.id, "")
    return (row.short, row.item, row.applicant, due, row.responsible, row.followed_for, pressed)


def _enquiry_line(found: Followed, row: EnquiryRow) -> tuple[str, ...]:
    due = f"{local(row.due):%m-%d %H:%M}{' 过期' if row.late else ''}" if row.due else "-"
    again = found.asked_again.get(row.id, "")
    return (f"{local(row.asked):%m-%d %H:%M}", row.first, row.what, row.standing, row.handler, due, again)
