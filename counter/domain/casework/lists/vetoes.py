"""The veto register (否定报备登记, F27): every no with its number, reason, basis and the leader's decision.

Derived from the events that say no; nothing is typed into it. Returned, not accepted for now, refused, decided
against here or above: each stands under the number that its event got.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_

from counter.domain.approvals.slips import month_of
from counter.domain.casework.case import visits
from counter.domain.casework.case.advice import conditions_of
from counter.domain.casework.case.events import short_number
from counter.domain.casework.lists.paging import Order, Pages
from counter.domain.casework.model import Case, CaseEvent
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Fields, Paper, Signatures, Table
from counter.domain.rules import carries

REGISTER, TITLE = "veto-register", "否定报备登记表"
_E, _C, _P = table_of(CaseEvent), table_of(Case), table_of(Citizen)
_WHAT = {"returned": "退回", "not-accepted": "暂不予受理", "refused": "不予办理", "decided": "不予办理",
         "answered": "上级不予办理"}  # fmt: skip
_ALL = (
    select(
        _E.c.id, _E.c.filing, _E.c.day, _E.c.happened, _E.c.kind, _E.c.actor, _E.c.data, _E.c.case_id,
        _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.state, _P.c.name,
    )
    .select_from(_E.join(_C, _C.c.id == _E.c.case_id).join(_P, _P.c.id == _C.c.applicant_id))
    .where(_E.c.filing.is_not(None))
)  # fmt: skip
Key = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Veto:
    """One line of the register."""

    key: Key
    """Its place: the day, and the event among those of the day."""
    filing: str
    """Its number: 2026-0007."""
    moment: datetime
    case_id: int
    number: str
    item: str
    applicant: str
    what: str
    reason: str
    basis: str
    handler: str
    leader: str
    """Who decided it above the window, and on which slip; empty where nobody had to."""
    void: bool

    @property
    def short(self) -> str:
        """The case's number as screens show it."""
        return short_number(self.number)


class Vetoes(Pages[Veto, Key]):
    """The register, the newest first, as a list pages through it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    def key(self, row: Veto) -> Key:
        """The row's place in the order."""
        return row.key

    def count(self) -> int | None:
        """Unknown: counting them all tells nobody anything."""
        return None

    def page(self, order: Order, beyond: Key | None, limit: int) -> list[Veto]:
        """So many of them, the newest first or, downwards, the oldest."""
        place, newest = tuple_(_E.c.day, _E.c.id), order == "up"
        query = _ALL
        if beyond is not None:
            key = tuple_(bindparam("day", type_=_E.c.day.type), bindparam("one"))
            query = query.where(place < key if newest else place > key).params(day=beyond[0], one=beyond[1])
        columns = (_E.c.day.desc(), _E.c.id.desc()) if newest else (_E.c.day, _E.c.id)
        query = query.order_by(*columns).limit(limit)
        with self.hall.look() as connection:
            return [_veto(self.hall, dict(row)) for row in connection.execute(query).mappings()]


def of_days(hall: Hall, connection: Connection, first: date, last: date) -> list[Veto]:
    """The register of some days, both counted, the earliest first."""
    query = _ALL.where(_E.c.day >= first, _E.c.day <= last).order_by(_E.c.day, _E.c.id)
    return [_veto(hall, dict(row)) for row in connection.execute(query).mappings()]


def filing_said(day: date, filing: int) -> str:
    """A filing number as people say it: 2026-0007."""
    return f"{day.year}-{filing:04d}"


def _veto(hall: Hall, row: Mapping[str, Any]) -> Veto:
    item, data = hall.item(row["item_code"], row["item_version"]), row["data"]
    leader = str(data.get("approved_by", ""))
    # Where a leader decided, the handler is who brought it before him.
    handler = data.get("handler") or row["actor"]
    return Veto(
        (row["day"], row["id"]), filing_said(row["day"], row["filing"]), row["happened"], row["case_id"], row["number"],
        item.name, row["name"], _WHAT[row["kind"]], str(data.get("reason", "")), item.basis or conditions_of(item),
        hall.person(handler).name, leader, row["state"] == "void",
    )  # fmt: skip


@carries("S06.14", "S19.1", by="register")
def month_paper(hall: Hall, connection: Connection, month: date) -> Paper:
    """The register of a month, to be checked and signed (F27)."""
    first, last = month_of(month)
    found = of_days(hall, connection, first, last)
    rows = tuple(
        (each.filing, f"{local(each.moment):%m-%d}", each.short, each.applicant, each.item,
         each.what + ("（已作废）" if each.void else ""), each.reason, each.basis, each.handler,
         f"同意（{each.leader}）" if each.leader else "—")
        for each in found
    )  # fmt: skip
    head = ("备案号", "日期", "办件号", "申请人", "事项", "结果", "理由", "依据", "经办", "领导意见")
    table = Table(head, rows, (10, 6, 10, 8, 14, 9, 16, 14, 7, 9), "")
    fields = Fields((("月份", f"{first:%Y年%m月}"), ("登记", f"{len(found)} 件")))
    names = tuple(dict.fromkeys(each.applicant for each in found))
    blocks = (fields, table, Signatures(("填表人", "分管领导")))
    return Paper(REGISTER, TITLE, hall.name, f"{first:%Y-%m}", blocks, "A4", (), hall.name, names)


@act("veto-register")
def keep_month(work: Work, month: date) -> int:
    """Stores the month's register, to be printed; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_again(work, month_paper(work.hall, work.connection, month), month.replace(day=1))
