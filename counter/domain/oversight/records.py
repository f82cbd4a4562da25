"""The day case by case: the instant-case table (即办件统计表) and the record of the day's handling.

The summary counts; these name every case, so that a figure can be followed to what it counts and a
case of a past day be found again on paper.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import kind_said
from counter.domain.casework.case.life import STATE_NAMES
from counter.domain.casework.papers.notices import said, said_day
from counter.domain.clock import ZONE, local
from counter.domain.columns import moment_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.oversight.dayread import CaseRow, Span, cases_of_day
from counter.domain.paper import Block, Fields, Paper, Signatures, Table
from counter.domain.rules import carries

INSTANT_TITLE = "即办件统计表"
RECORD_TITLE = "当日办件登记"


@carries("S02.10", "S62.1", by="report")
def instant_table(hall: Hall, connection: Connection, day: date) -> Paper:
    """Every instant case accepted on the day, with when it was finished, and the sums by window."""
    rows = [row for row in _of(hall, connection, day) if row.kind == "instant" and row.accept_day == day]
    lines = tuple((str(n), *_instant(hall, row)) for n, row in enumerate(rows, start=1))
    widths = (3, 18, 18, 8, 7, 7, 8)
    named = Table(("序", "办件号", "事项", "申请人", "收件", "办结", "经办人"), lines, widths, "", "逐件")
    return _paper(hall, connection, day, "instant-case-table", INSTANT_TITLE, (_sums(hall, rows), named), rows)


@carries("S03.8", "S62.9", "S61.7", "S61.9", "S43.4", by="report")
def day_record(hall: Hall, connection: Connection, day: date) -> Paper:
    """Every case that was received, accepted or ended on the day, and how it stands now.

    What was promised to whom by when stands in it, so that the hall's leader, who signs it, knows every promise.
    """
    rows = _of(hall, connection, day, void=True)
    lines = tuple((str(n), *_recorded(hall, row, day)) for n, row in enumerate(rows, start=1))
    widths = (3, 24, 14, 8, 7, 14, 8)
    table = Table(("序", "办件号", "事项", "申请人", "类型", "当日", "经办人"), lines, widths, "", "当日办件")
    return _paper(hall, connection, day, "day-record", RECORD_TITLE, (table,), rows)


@act("instant-case-table")
def keep_instant_table(work: Work, day: date) -> int:
    """Stores the table to be printed; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_again(work, instant_table(work.hall, work.connection, day), day)


@act("day-record")
def keep_day_record(work: Work, day: date) -> int:
    """Stores the record to be printed; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_again(work, day_record(work.hall, work.connection, day), day)


def _of(hall: Hall, connection: Connection, day: date, *, void: bool = False) -> list[CaseRow]:
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE)
    span = Span(day, min(hall.clock().moment, end), past=False)
    return [row for row in cases_of_day(connection, span) if void or not row.void]


def _instant(hall: Hall, row: CaseRow) -> tuple[str, ...]:
    return (row.number, _item(hall, row), row.applicant, _clock(row.received), _clock(row.closed), _clerk(hall, row))


def _recorded(hall: Hall, row: CaseRow, day: date) -> tuple[str, ...]:
    days = (("收件", row.day), ("受理", row.accept_day), ("办结", row.closed_day if row.overdue is not None else None))
    done = "、".join(name for name, when in days if when == day)
    if row.void or row.accept_day is None or (row.closed_day == day and row.overdue is None):
        done = "、".join(filter(None, (done, STATE_NAMES[row.state])))
    if row.accept_day == day and row.due and not row.void and row.kind != "instant":
        done += f"，承诺{local(moment_of(row.due)):%m-%d}"
    kind = kind_said(row.kind or "", json.loads(row.flags), hall.book(day)) or "-"
    return (row.number, _item(hall, row), row.applicant, kind, done, _clerk(hall, row))


def _sums(hall: Hall, rows: Sequence[CaseRow]) -> Table:
    windows = Counter(_window(hall, row) for row in rows)
    done = Counter(_window(hall, row) for row in rows if row.closed_day == row.accept_day)
    lines = [(name, str(windows[name]), str(done[name])) for name in windows]
    lines.append(("合计", str(len(rows)), str(done.total())))
    return Table(("窗口", "即办件", "当天办结"), tuple(lines), (20, 8, 8), "lrr", "分窗口汇总")


def _window(hall: Hall, row: CaseRow) -> str:
    post = hall.laid.posts.get(row.post)
    return hall.laid.windows.get(post.window, post.window) if post else row.post


def _item(hall: Hall, row: CaseRow) -> str:
    return hall.item(row.item, row.version).name


def _clerk(hall: Hall, row: CaseRow) -> str:
    person = hall.laid.staff.get(row.clerk)
    return person.name if person else "系统"


def _clock(moment: str | None) -> str:
    return f"{local(moment_of(moment)):%H:%M}" if moment else "未办结"


def _paper(
    hall: Hall,
    connection: Connection,
    day: date,
    kind: str,
    title: str,
    tables: tuple[Table, ...],
    rows: Sequence[CaseRow],
) -> Paper:
    last = head(connection)
    now = hall.clock().moment
    fields = Fields((("日期", said_day(day)), ("截至", said(now))))
    foot = f"{hall.name}  日志校验码 {last.digest}（至第{last.seq}条）"
    names = tuple(dict.fromkeys(row.applicant for row in rows))
    blocks: tuple[Block, ...] = (fields, *tables, Signatures(("填表人", "中心主任")))
    return Paper(kind, title, hall.name, f"{day:%Y-%m-%d}", blocks, "A4", (), foot, names)
