"""Time limits summed by window (限时办结报表, F21): what was finished in time and what was not, for who chases limits.

A window's cases of a period: received, accepted, finished, in time or late, and what stands open or late now; then how
each kind was carried out (`kinds_report`), and every case that went past its moment, with whether it was lengthened or
stopped for a special reason (S11.5). Under the limits stands who keeps the quality award: no window with an overdue
case (S11.10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text

from counter.domain.casework.case import visits
from counter.domain.casework.case.answerable import answered
from counter.domain.casework.case.events import short_number
from counter.domain.casework.model import Case, CaseEvent
from counter.domain.casework.papers.notices import said, said_day
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.responsible import standing_in
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.oversight import kinds_report
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text
from counter.domain.rules import carries

KIND, TITLE = "limit-report", "限时办结报表"
_MOST = 60
"""As many late cases as the paper lists; the rest are counted."""
_C, _E, _P = table_of(Case), table_of(CaseEvent), table_of(Citizen)
_FIRST, _LAST = (bindparam(name, type_=_C.c.day.type) for name in ("first", "last"))
_NOW = bindparam("now", type_=_C.c.due.type)
_KEPT = _C.c.state != "void"


def _per_post(*where: Any) -> Any:
    return select(_C.c.post, func.count()).where(*where).group_by(_C.c.post)


def _within(column: Any) -> Any:
    return (column >= _FIRST) & (column <= _LAST)


_OPEN = text("cases.list = 'open'")
_COUNTS: Mapping[str, Any] = {
    "收件": _per_post(_within(_C.c.day), _KEPT),
    "受理": _per_post(_within(_C.c.accept_day), _KEPT),
    "按时": _per_post(_within(_C.c.closed_day), _KEPT, _C.c.overdue == False),  # noqa: E712
    "超期办结": _per_post(_within(_C.c.closed_day), _KEPT, _C.c.overdue == True),  # noqa: E712
    "在办": _per_post(_OPEN),
    "在办超期": _per_post(_OPEN, _C.c.due < _NOW),
}
_CHASED = (
    select(_C.c.post, func.count(func.distinct(_C.c.id)))
    .join_from(_E, _C, _C.c.id == _E.c.case_id)
    .where(_within(_E.c.day), _E.c.kind == "chased", _KEPT)
    .group_by(_C.c.post)
)
_LATE_COLUMNS = (
    _C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.post, _C.c.due, _C.c.closed, _C.c.flags, _P.c.name,
)  # fmt: skip
_LATE = select(*_LATE_COLUMNS).join_from(_C, _P, _P.c.id == _C.c.applicant_id)
_FINISHED_LATE = _LATE.where(_within(_C.c.closed_day), _KEPT, _C.c.overdue == True).order_by(_C.c.due)  # noqa: E712
_STILL_LATE = _LATE.where(_OPEN, _C.c.due < _NOW).order_by(_C.c.due)
_STOPPED = select(_E.c.case_id).where(_E.c.case_id.in_(bindparam("ids", expanding=True)), _E.c.kind == "stopped")


@dataclass(frozen=True, slots=True)
class WindowLimits:
    """One window's period."""

    name: str
    counts: Mapping[str, int]
    """By the line names of the report."""

    @property
    def finished(self) -> int:
        """How many were finished, in time or late."""
        return self.counts["按时"] + self.counts["超期办结"]

    @property
    def late(self) -> int:
        """How many are overdue or were finished late."""
        return self.counts["超期办结"] + self.counts["在办超期"]

    @property
    def late_rate(self) -> str:
        """The late ones of all that were finished or are late: 5.0%."""
        whole = self.finished + self.counts["在办超期"]
        return f"{self.late * 100 / whole:.1f}%" if whole else "-"


@dataclass(frozen=True, slots=True)
class LateCase:
    """A case that went past its moment."""

    number: str
    """In short: 1120-0031."""
    item: str
    applicant: str
    who: str
    """Who answered for it when it fell due; with for whom, where that was somebody who stood in."""
    due: str
    done: str
    """When it was finished; 未办结 while it is not."""
    special: str
    """延期 or 停计, where there was a special reason; 无特殊原因 otherwise."""


@carries("S03.16", "S11.2", "S11.3", "S11.10", by="report")
def windows(hall: Hall, connection: Connection, first: date, last: date) -> list[WindowLimits]:
    """Every window that had a case, from a first to a last day; what is open stands as it is now."""
    values = {"first": first, "last": last, "now": hall.clock().moment}
    found: dict[str, Counter[str]] = {}
    for name, query in (*_COUNTS.items(), ("督办", _CHASED)):
        for post, count in connection.execute(query, values):
            found.setdefault(_window(hall, post), Counter())[name] += count
    ordered = [code for code in hall.laid.windows if code in found]
    every = (*ordered, *sorted(found.keys() - set(ordered)))
    return [WindowLimits(hall.laid.windows.get(code, code), found[code]) for code in every]


@carries("S11.5", by="report")
def late_cases(hall: Hall, connection: Connection, first: date, last: date) -> list[LateCase]:
    """Every case that was finished late in the period or is overdue now, with its special reason or none."""
    values = {"first": first, "last": last, "now": hall.clock().moment}
    rows = [row for query in (_STILL_LATE, _FINISHED_LATE) for row in connection.execute(query, values).mappings()]
    stopped = set(connection.execute(_STOPPED, {"ids": [row["id"] for row in rows]}).scalars())
    when_due = answered(hall, connection, ((row["id"], row["post"], row["due"]) for row in rows))
    return [_late(hall, dict(row), row["id"] in stopped, when_due[row["id"]]) for row in rows]


def _late(hall: Hall, row: Mapping[str, Any], stopped: bool, answer: Answer) -> LateCase:
    reasons = [said for said, there in (("延期", "extended" in row["flags"]), ("停计", stopped)) if there]
    closed = f"{local(row['closed']):%m-%d %H:%M}" if row["closed"] else "未办结"
    return LateCase(
        short_number(row["number"]), hall.item(row["item_code"], row["item_version"]).name, row["name"],
        standing_in(hall, answer.person, answer.a), f"{local(row['due']):%m-%d %H:%M}", closed,
        "、".join(reasons) or "无特殊原因",
    )  # fmt: skip


def report(hall: Hall, connection: Connection, first: date, last: date) -> Paper:
    """The report of a period as a paper, to be sent to who chases limits."""
    sums = windows(hall, connection, first, last)
    late = late_cases(hall, connection, first, last)
    section = hall.book(last).casework.service_section.value
    blocks: list[Block] = [
        Fields((("期间", f"{said_day(first)}至{said_day(last)}"), ("截至", said(hall.clock().moment)),
                ("报送", "政务服务科" if section else "中心负责人"))),
        _sums(sums), kinds_report.as_table(kinds_report.kinds(hall, connection, first, last)), *_list(late),
        Text("超期率＝（超期办结＋在办超期）÷（办结＋在办超期）。有超期的窗口，本期不评优质服务窗口。", "note"),
        Signatures(("填表人", "窗口负责人", "汇总人")),
    ]  # fmt: skip
    foot = head(connection)
    names = tuple(dict.fromkeys(name for each in late[:_MOST] for name in (each.applicant, each.who)))
    return Paper(KIND, TITLE, hall.name, f"{first:%Y-%m-%d}至{last:%m-%d}", tuple(blocks), "A4", (),
                 f"{hall.name}  日志校验码 {foot.digest}（至第{foot.seq}条）", names)  # fmt: skip


@act("limit-report")
def keep_report(work: Work, first: date, last: date) -> int:
    """Stores the report to be printed; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_paper(work, report(work.hall, work.connection, first, last), None)


def _sums(sums: Sequence[WindowLimits]) -> Table:
    names = ("收件", "受理", "按时", "超期办结", "在办", "在办超期", "督办")
    rows = [
        (each.name, *(str(each.counts[name]) for name in names), each.late_rate, "否" if each.late else "可")
        for each in sums
    ]
    whole = WindowLimits("合计", Counter({name: sum(each.counts[name] for each in sums) for name in names}))
    rows.append((whole.name, *(str(whole.counts[name]) for name in names), whole.late_rate, ""))
    titles = ("窗口", *names, "超期率", "评优")
    return Table(titles, tuple(rows), (16, 5, 5, 5, 8, 5, 8, 5, 7, 5), "lrrrrrrrrc", "分窗口")


def _list(late: Sequence[LateCase]) -> list[Block]:
    if not late:
        return [Text("本期没有超期的办件。")]
    rows = tuple(
        (each.number, each.item, each.applicant, each.who, each.due, each.done, each.special) for each in late[:_MOST]
    )
    titles = ("办件号", "事项", "申请人", "责任人", "应办结", "办结", "特殊原因")
    blocks: list[Block] = [Table(titles, rows, (9, 16, 8, 8, 11, 11, 10), "", f"超期的办件（{len(late)}件）")]
    if len(late) > _MOST:
        blocks.append(Text(f"只列前{_MOST}件，另有{len(late) - _MOST}件，请在督办清单里看。", "note"))
    return blocks


def _window(hall: Hall, code: str) -> str:
    post = hall.laid.posts.get(code)
    return post.window if post else code
