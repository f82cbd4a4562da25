"""Money of a month (收费代收月报): what was taken, for what, where, how; counted, paid in, still here.

It is what is reconciled each month within the hall, with the bank and with finance (S31.11), each signing for its
part, and shows whether what was taken was paid in in full (S31.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from counter.domain.casework.case import visits
from counter.domain.casework.papers.notices import said, said_day
from counter.domain.casework.till.money import CASH, is_cash, yuan
from counter.domain.casework.till.reconciling import BY_KIND, TWO_LINES, Taken, Till, here, paid_in, taken, tills
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.rules import carries

KIND, TITLE = "money-report", "收费代收月报"


@carries("S31.3", "S31.4", "S31.11", by="report")
def report(hall: Hall, connection: Connection, first: date, last: date) -> Paper:
    """The money of a period, from a first to a last day, as a paper to be signed within, by the bank and by finance."""
    rows, days = taken(hall, connection, first, last), tills(hall, connection, first, last)
    blocks: list[Block] = [
        Fields((("期间", f"{said_day(first)}至{said_day(last)}"), ("截至", said(hall.clock().moment)))),
        *_summed(hall, rows), _tills(days), *_open(days), *_paid_in(hall, connection, first, last),
        _still_here(connection, rows, first, last),
        Text("非现金的钱直接到账，请与银行、信用社的流水核对；现金解缴请与缴款单、财政专户核对。", "note"),
        Signatures(("填表人", "中心核对", "银行核对", "财政核对")),
        Articles((TWO_LINES.article,)),
    ]  # fmt: skip
    foot = head(connection)
    names = {name for each in days for name in (each.counted_by, each.confirmed_by) if name}
    names |= {_who(hall, row) for row in paid_in(connection, first, last)}
    return Paper(KIND, TITLE, hall.name, f"{first:%Y-%m-%d}至{last:%m-%d}", tuple(blocks), "A4", (),
                 f"{hall.name}  日志校验码 {foot.digest}（至第{foot.seq}条）", tuple(sorted(names)))  # fmt: skip


@act("money-report")
def keep_report(work: Work, first: date, last: date) -> int:
    """Stores the report to be printed; gives its key.

    Raises:
        NotAllowed: where the actor may not print the hall's reports.
    """
    work.need(Right.REPORT)
    return visits.keep_paper(work, report(work.hall, work.connection, first, last), None)


def _summed(hall: Hall, rows: Sequence[Taken]) -> Iterator[Block]:
    if not rows:
        yield Text("本期没有收费，也没有代收。")
        return
    windows = hall.laid.windows
    by_item = _sums(rows, lambda row: (row.item, BY_KIND[row.own_fee], row.basis or "代收，依收款单位规定"))
    by_window = _sums(rows, lambda row: (windows.get(row.window, row.window), BY_KIND[row.own_fee],
                                         CASH if is_cash(row.channel) else row.channel))  # fmt: skip
    yield Table(("事项", "性质", "依据", "笔数", "金额（元）"), by_item, (20, 5, 22, 5, 10), "lclrr", "分事项、依据")
    yield Table(("窗口", "性质", "方式", "笔数", "金额（元）"), by_window, (20, 5, 10, 5, 10), "lclrr", "分窗口、方式")


def _sums(rows: Sequence[Taken], key: Callable[[Taken], tuple[str, str, str]]) -> tuple[tuple[str, ...], ...]:
    """One line a group with how many and how much, in the order in which they first came, then the whole."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row.fen)
    lines = [(*group, str(len(fens)), yuan(sum(fens))) for group, fens in groups.items()]
    return (*lines, ("合计", "", "", str(len(rows)), yuan(sum(row.fen for row in rows))))


def _tills(days: Sequence[Till]) -> Table:
    by_window: dict[str, list[Till]] = {}
    for each in days:
        by_window.setdefault(each.name, []).append(each)
    lines = tuple(
        (
            name, str(len(each)), str(sum(till.holds for till in each)), yuan(sum(till.cash for till in each)),
            yuan(sum(till.counted for till in each if till.holds)),
            yuan(sum(till.counted - till.cash for till in each if till.holds)),
        )
        for name, each in by_window.items()
    )  # fmt: skip
    titles = ("窗口", "收款天数", "已对账天数", "账上现金", "清点现金", "差额")
    return Table(titles, lines, (20, 8, 10, 10, 10, 8), "lrrrrr", "每日对账")


def _open(days: Sequence[Till]) -> Iterator[Block]:
    """The days that are not reconciled, and the differences with their reasons."""
    waiting = [f"{each.day:%m-%d} {each.name}（{each.standing}）" for each in days if not each.holds]
    if waiting:
        yield Text(f"还没有对账的：{'、'.join(waiting)}。")
    for each in days:
        if each.holds and each.reason:
            people = f"清点{each.counted_by}，复核{each.confirmed_by}"
            yield Text(f"{each.day:%m-%d} {each.name}与账上不符：{each.reason}（{people}）。")


def _paid_in(hall: Hall, connection: Connection, first: date, last: date) -> Iterator[Block]:
    rows = paid_in(connection, first, last)
    if not rows:
        yield Text("本期没有解缴。")
        return
    lines = tuple(
        (f"{row['day']:%m-%d}", BY_KIND[row["own_fee"]], row["account"], row["slip"], yuan(row["fen"]), _who(hall, row))
        for row in rows
    )
    yield Table(
        ("日期", "性质", "存入账户", "缴款单号", "金额（元）", "经手人"), lines, (7, 5, 18, 16, 10, 8), "lcllrl", "解缴"
    )


def _who(hall: Hall, row: Any) -> str:
    return hall.person(row["by"]).name


def _still_here(connection: Connection, rows: Sequence[Taken], first: date, last: date) -> Table:
    lines = []
    before = first - timedelta(days=1)
    for own, name in BY_KIND.items():
        took = sum(row.fen for row in rows if row.own_fee == own and is_cash(row.channel))
        old, now = here(connection, own, before), here(connection, own, last)
        lines.append((name, yuan(old), yuan(took), yuan(old + took - now), yuan(now)))
    titles = ("性质", "上期结存", "本期收现金", "本期解缴", "还在中心")
    return Table(titles, tuple(lines), (8, 12, 12, 12, 12), "crrrr", "现金结存（元）")
