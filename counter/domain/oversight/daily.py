"""The daily summary (日报) as a paper: what the director prints, signs and keeps.

Printed while the day runs, it says 截至 when; of a closed day it says who closed it when, and what has
changed since. At the foot stands the short digest of the journal's head: the paper in the drawer is an
anchor against a history rewritten afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from counter.domain.attendance.month.presence_line import presence_line
from counter.domain.casework.papers.notices import said, said_day
from counter.domain.casework.till.money import yuan
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.journal import head
from counter.domain.oversight.figures import Day, Listed, Spent, WindowDay, figures, totals
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text
from counter.domain.rules import carries

__all__ = ["Day", "figures", "summary_of", "summary_paper", "totals"]

KIND = "daily-summary"
SLOW, REFUSED, AMENDED, LATE = (
    "即办件超时、未当天办完", "退回、暂不予受理、不予办理", "更正、换事项、作废", "补录和日结后登记",
)  # fmt: skip
"""The lists of what was out of the ordinary, by their titles."""
PROMISED = "当日新承诺（报中心领导）"
SIGNERS = ("中心主任", "分管领导")
_Row = Callable[[Listed], tuple[str, ...]]
_MOST = 60
"""As many cases as a list on the paper holds; the rest are counted."""
_GROUPS = (
    ("办件", ("收件", "受理", "办结", "按时办结", "超期办结", "退回", "暂不予受理", "不予办理", "撤回", "作废")),
    ("类型（按受理）", ("即办件", "承诺件", "联办件", "上报件", "补办件", "容缺")),
    ("手头", ("在办", "今日到期", "超期", "待补", "待领", "补录")),
    ("服务", ("来访人次", "咨询", "待回电")),
    ("收款", ("收费(元)", "代收(元)")),
)


@carries("S62.3", "S62.4", by="report")
def summary_paper(hall: Hall, connection: Connection, day: date, at: datetime | None = None) -> Paper:
    """The summary of a day, as the records know it now."""
    return summary_of(hall, connection, figures(hall, connection, day, at))


def summary_of(hall: Hall, connection: Connection, day: Day) -> Paper:
    """The paper of figures already read in the same look."""
    last = head(connection)
    foot = f"{hall.name}  日志校验码 {last.digest}（至第{last.seq}条）"
    blocks = (
        Fields((("日期", said_day(day.day)), _standing(hall, day),
                ("到岗", presence_line(hall, day.day, day.until).said))),
        *_figures(day), *_windows(day), *_takings(day), *_lists(day), *_since(day), Signatures(SIGNERS),
    )  # fmt: skip
    return Paper(KIND, "日报", hall.name, number(hall, day.day), blocks, "A4", (), foot, _names(hall, day))


def number(hall: Hall, day: date) -> str:
    """The sheet's number, which names its day: 禾垭便民日〔2026〕1120号."""
    return f"{hall.short}便民日〔{day.year}〕{day:%m%d}号"


def _standing(hall: Hall, day: Day) -> tuple[str, str]:
    """Up to when the figures hold."""
    if day.closing is not None:
        by = hall.laid.staff[day.closing.by].name if day.closing.by in hall.laid.staff else "系统"
        left = f"；{day.closing.note}" if day.closing.note else ""
        return "日结", f"{said(day.closing.moment)} {by}{left}"
    if day.known_until is not None:
        return "截至", f"{said(day.known_until)}（当日还没有日结）"
    return "统计至", f"{said(day.until)}（这一天没有日结）"


def _figures(day: Day) -> Iterable[Block]:
    for title, names in _GROUPS:
        rows = tuple((name, f"{day.counts[name]:g}") for name in names)
        if title == "收款":
            rows = (*rows, ("票据", f"{day.receipts}张"))
        yield Text(title, "head")
        yield Fields(rows, columns=2)


def _windows(day: Day) -> Iterable[Block]:
    if not day.windows:
        return
    rows = [_window_row(each) for each in day.windows]
    yield Table(
        ("窗口", "收件", "受理", "办结", "按时", "超期", "收件办结率", "在办", "已超期"), tuple(rows),
        (16, 5, 5, 5, 5, 5, 8, 5, 6), "lrrrrrrrr", "各窗口",
    )  # fmt: skip
    timed = [each for each in day.windows if each.minutes.count or each.days.count]
    if timed:
        yield Table(
            ("窗口", "即办计时件", "平均", "最长", "其他办结件", "平均", "最长"),
            tuple((each.name, *_spent(each.minutes, "分钟"), *_spent(each.days, "天")) for each in timed),
            (16, 8, 8, 8, 8, 8, 8), "lrrrrrr", "办理用时（即办件从收件到办结；其他从受理到办结，工作日）",
        )  # fmt: skip


def _window_row(each: WindowDay) -> tuple[str, ...]:
    rate = f"{each.done * 100 / each.received:.0f}%" if each.received else "-"
    counts = (each.received, each.accepted, each.finished, each.on_time, each.late)
    return (each.name, *map(str, counts), rate, str(each.open), str(each.overdue))


def _spent(spent: Spent, unit: str) -> tuple[str, str, str]:
    if not spent.count:
        return ("0", "-", "-")
    return (str(spent.count), f"{spent.average:.1f}{unit}", f"{spent.longest:.0f}{unit}")


def _takings(day: Day) -> Iterable[Block]:
    """What each window reconciles: the drawer and the receipts of whoever took the money there."""
    if not day.takings:
        return
    rows: list[tuple[str, ...]] = [
        (each.window, each.name, str(each.count), yuan(each.fees), yuan(each.collected), yuan(each.cash),
         str(each.receipts)) for each in day.takings
    ]  # fmt: skip
    sums = (sum(getattr(each, name) for each in day.takings) for name in ("fees", "collected", "cash"))
    count, receipts = (sum(getattr(each, name) for each in day.takings) for name in ("count", "receipts"))
    rows.append(("合计", "", str(count), *map(yuan, sums), str(receipts)))
    yield Table(
        ("收款窗口", "经手人", "笔数", "收费(元)", "代收(元)", "其中现金", "票据"), tuple(rows),
        (16, 8, 5, 10, 11, 11, 5), "llrrrrr", "收款对账（按在哪个窗口、由谁收的）",
    )  # fmt: skip


def _lists(day: Day) -> Iterable[Block]:
    due = (
        ("已超期", day.overdue),
        ("今日到期", day.due_today),
        (f"{day.next_day:%m-%d}到期", day.due_next),
        ("延期在办", day.extended),
        ("等申请人补材料", day.waiting),
    )
    for title, cases in due:
        yield from _table(title, cases, ("办件号", "事项", "申请人", "到期", "责任人"), _due_row)
    yield from _table(PROMISED, day.promised, ("办件号", "事项", "申请人", "承诺到", "收件人"), _due_row)
    told = (day.slow, day.refusals, day.amended, day.late)
    for title, cases in zip((SLOW, REFUSED, AMENDED, LATE), told, strict=True):
        yield from _table(title, cases, ("办件号", "事项", "情况", "经办人"), _told_row)


def _table(title: str, cases: Sequence[Listed], head_: tuple[str, ...], row: _Row) -> Iterable[Block]:
    if not cases:
        return
    widths = (18, 20, 10, 12, 10) if len(head_) == 5 else (18, 18, 26, 8)
    rows = tuple(row(each) for each in cases[:_MOST])
    yield Table(head_, rows, widths, "", f"{title}（{len(cases)}件）")
    if len(cases) > _MOST:
        yield Text(f"只列前{_MOST}件，另有{len(cases) - _MOST}件，请在办件清单里看。", "note")


def _due_row(each: Listed) -> tuple[str, ...]:
    due = f"{local(each.moment):%m-%d %H:%M}" if each.moment else "-"
    return (each.number, each.item, each.applicant, due, each.who)


def _told_row(each: Listed) -> tuple[str, ...]:
    return (each.number, each.item, each.words, each.who)


def _since(day: Day) -> Iterable[Block]:
    """What differs from the sheet that was closed."""
    if not day.changed:
        return
    rows = tuple((name, f"{then:g}", f"{now:g}") for name, then, now in day.changed)
    yield Table(("项目", "日结时", "现在"), rows, (20, 10, 10), "lrr", "日结以后的变化")


def _names(hall: Hall, day: Day) -> tuple[str, ...]:
    """Everybody named on the paper."""
    lists = (day.overdue, day.due_today, day.due_next, day.extended, day.waiting, day.promised, day.slow, day.refusals,
             day.amended, day.late)  # fmt: skip
    found = [name for cases in lists for each in cases[:_MOST] for name in (each.applicant, each.who)]
    found += [each.name for each in day.takings]
    if day.closing is not None and day.closing.by in hall.laid.staff:
        found.append(hall.laid.staff[day.closing.by].name)
    return tuple(dict.fromkeys(name for name in found if name))
