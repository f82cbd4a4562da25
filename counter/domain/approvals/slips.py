"""The papers of approvals: the slip that a leader signs with a pen (签批单), and the month's list of such slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from counter.domain.approvals.matters import matter_of
from counter.domain.approvals.reading import on_paper
from counter.domain.approvals.standing import STANDS_IN, STATE_NAMES, Approval, Decided, deciders, said_roles
from counter.domain.clock import local
from counter.domain.hall.item_versions.history import item_approvals
from counter.domain.hall.item_versions.wanted import WHAT_NAMES
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import ROLE_NAMES, Role
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text

SLIP, SLIP_TITLE = "approval-slip", "签批单"
MONTH, MONTH_TITLE = "paper-approvals", "纸质签批月度清单"
ABOVE = "上级领导"
NOBODY = f"请登记{ABOVE}"
"""Said where nobody of the hall may decide."""
_OUTCOMES = {"granted": "同意", "refused": "不同意", "withdrawn": "撤回"}
_BOXES = "□ 同意    □ 不同意，理由：________________________________"


def slip(hall: Hall, connection: Connection, asked: Approval) -> Paper:
    """The slip of one approval: what is asked, by whom, and a line for each leader to sign on.

    The number on it is what is entered afterwards.
    """
    who = hall.person(asked.asked_by).name
    rows = (
        ("事由", matter_of(asked).title), *matter_of(asked).rows(hall, connection, asked),
        ("提请人", who), ("提请时间", f"{local(asked.asked):%Y-%m-%d %H:%M}"), ("审批次序", said_roles(asked.needs)),
    )  # fmt: skip
    signing = tuple(_signs_as(hall, asked, role) for role in asked.left)
    blocks: tuple[Block, ...] = (
        Fields(rows),
        *(Text(f"{role}意见：{_BOXES}") for role in signing),
        Signatures(signing or ("审批人",)),
        Text("签好后交提请人以外的同事录入：谁签的、哪天签的、本单编号。录入后即生效，每月列清单请领导核签。", "note"),
    )
    return Paper(SLIP, SLIP_TITLE, hall.name, asked.number, blocks, "A5", ("留存",), hall.name, (who,))


def month_list(hall: Hall, connection: Connection, month: date) -> Paper:
    """Every decision of a month that was signed with a pen and entered by another, for the leaders to sign.

    What was approved of the catalogue of items stands there too.
    """
    first, last = month_of(month)
    approvals = on_paper(connection, first, last)
    lines = [(each, step) for each in approvals for step in each.steps
             if step.on_paper and first <= local(step.decided).date() <= last]  # fmt: skip
    lines.sort(key=lambda line: (line[1].by, line[1].decided))
    items = item_approvals(connection, first, last)
    rows = (*_lines(hall, connection, lines), *_item_lines(hall, items, len(lines)))
    table = Table(("序", "签批单", "签批日期", "签批人", "事由", "意见", "录入"),
                  rows, (3, 15, 8, 7, 24, 10, 13))  # fmt: skip
    named = (*(hall.person(step.by).name for _, step in lines), *(row["approver"] for row in items))
    signers = tuple(dict.fromkeys(named))
    blocks = (
        Fields((("月份", f"{first:%Y年%m月}"), ("签批", f"{len(rows)} 份"))), table,
        Text("以上各份为本人签批，录入与签批单一致。", "body"), Signatures(signers or ("签批人",)),
    )  # fmt: skip
    return Paper(MONTH, MONTH_TITLE, hall.name, f"{first:%Y-%m}", blocks, "A4", (), hall.name, signers)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _lines(hall: Hall, connection: Connection, lines: Sequence[tuple[Approval, Decided]]) -> Iterator[tuple[str, ...]]:
    for n, (asked, step) in enumerate(lines, start=1):
        rows = matter_of(asked).rows(hall, connection, asked)
        what = f"{matter_of(asked).title} {' '.join(value for _, value in rows[:2])}"
        opinion = _OUTCOMES[step.outcome] + (f"：{step.reason}" if step.reason else "")
        entered = f"{hall.person(step.entered_by).name} {local(step.decided):%m-%d %H:%M}"
        day = f"{step.signed_on:%m-%d}" if step.signed_on else ""
        yield str(n), step.slip or "", day, hall.person(step.by).name, what, opinion, entered


def _item_lines(hall: Hall, items: Sequence[Mapping[str, Any]], before: int) -> Iterator[tuple[str, ...]]:
    for n, row in enumerate(items, start=before + 1):
        what = f"事项{WHAT_NAMES[row['what']]} {row['code']} {row['name']}"
        entered = f"{hall.person(row['decided_by']).name} {local(row['decided']):%m-%d %H:%M}"
        yield str(n), row["slip"], f"{row['approved_on']:%m-%d}", row["approver"], what, _OUTCOMES["granted"], entered


def _signs_as(hall: Hall, asked: Approval, role: str) -> str:
    """As what somebody signs for a role: the next level up where whoever has it may not decide this one."""
    may = deciders(role, hall.laid.staff.values(), asked.barred)
    if not may:
        return ABOVE
    held = role if role in may[0].roles else next(each for each in STANDS_IN if each in may[0].roles)
    return ROLE_NAMES[Role(held)]


def outcome_said(hall: Hall, asked: Approval) -> str:
    """How an approval stands and by whom, in a few words: 待批（分管领导） or 不同意（王建国：…）."""
    if asked.state == "open":
        there = deciders(asked.waits, hall.laid.staff.values(), asked.barred)
        who = "、".join(_signs_as(hall, asked, role) for role in asked.left) if there else NOBODY
        return f"{STATE_NAMES['open']}（{who}）"
    if not asked.steps:
        return STATE_NAMES[asked.state]
    last = asked.steps[-1]
    by = hall.person(last.by).name
    return f"{STATE_NAMES[asked.state]}（{'：'.join(filter(None, (by, last.reason)))}）"


def decided_by(hall: Hall, asked: Approval) -> str:
    """Who decided, and on which slip where it was signed with a pen."""
    said = (f"{hall.person(each.by).name}{f'（签批单{each.slip}）' if each.slip else ''}" for each in asked.steps)
    return "、".join(said)
