"""Results published (办理结果公示): what was finished, for the board at the door and the screen.

Keeps: item, applicant, application number, completion time and result are published (S30.10); numbers of people
never are, and names only as the hall has laid down (S30.19). What was published stays in the life of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import add, load, settle_after
from counter.domain.casework.model import Case
from counter.domain.casework.papers.notices import plain_day
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Fields, Paper, Seal, Table, Text
from counter.domain.rules import carries
from counter.domain.text import mask_name

KIND, TITLE = "result-publication", "办理结果公示"
_DONE = ("stamped", "awaiting-collection", "delivered", "reviewed", "archived")
_C, _P = table_of(Case), table_of(Citizen)


@dataclass(frozen=True, slots=True)
class Result:
    """One result as it is published."""

    case_id: int
    number: str
    item: str
    applicant: str
    """As the hall has it: masked or whole."""
    completed: datetime
    result: str


def results(hall: Hall, connection: Connection, first: date, last: date) -> list[Result]:
    """What was granted on these days, both counted, in the order of the numbers."""
    whole = hall.book(last).casework.publish_names.value == "whole"
    query = (
        select(_C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.closed, _P.c.name)
        .select_from(_C.join(_P, _P.c.id == _C.c.applicant_id))
        .where(_C.c.closed_day >= first, _C.c.closed_day <= last, _C.c.state.in_(_DONE))
        .order_by(_C.c.number)
    )
    return [_result(hall, row._mapping, whole) for row in connection.execute(query)]


def _result(hall: Hall, row: object, whole: bool) -> Result:
    facts = dict(row)  # type: ignore[call-overload]
    item = hall.item(facts["item_code"], facts["item_version"])
    name = facts["name"] if whole else mask_name(facts["name"])
    said = f"准予（{item.result}）" if item.result else "准予办理"
    return Result(facts["id"], facts["number"], item.name, name, facts["closed"], said)


@carries("S30.10", "S30.19", by="paper")
def publication(hall: Hall, connection: Connection, first: date, last: date) -> Paper:
    """The sheet for the board: item, applicant, number, completion, result."""
    found = results(hall, connection, first, last)
    rows = tuple((each.number, each.item, each.applicant, f"{local(each.completed):%m-%d %H:%M}", each.result)
                 for each in found)  # fmt: skip
    table = Table(("办件号", "事项", "申请人", "办结时间", "结果"), rows, (16, 22, 8, 10, 16), "lllll")
    span = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    names = hall.book(last).casework.publish_names
    blocks = (
        Fields((("公示期间", span), ("办结", f"{len(found)} 件"))),
        table,
        Text("对公示的结果有疑问的，请到窗口查询，或打监督电话。证件号码和电话不公示。"),
        Seal(hall.name, plain_day(hall.today)),
        Articles((names.article,)),
    )
    shown = tuple(dict.fromkeys(each.applicant for each in found))
    return Paper(KIND, TITLE, hall.name, f"{last:%Y-%m-%d}", blocks, "A4", (), hall.name, shown)


@act("publish")
@carries("S30.10", by="act")
def publish(work: Work, first: date, last: date) -> int:
    """Stores the sheet of these days, and notes in each case that its result was published.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    for each in _new(work, results(work.hall, work.connection, first, last)):
        settle_after(work, load(work, each.case_id), add(work, each.case_id, "published"))
    work.case_id = None
    return visits.keep_again(work, publication(work.hall, work.connection, first, last), last)


def _new(work: Work, found: Sequence[Result]) -> list[Result]:
    """Those that were not published before."""
    return [each for each in found if all(event.kind != "published" for event in load(work, each.case_id).events)]
