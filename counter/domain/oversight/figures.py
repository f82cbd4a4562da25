"""One day in figures: what was received, accepted and finished, what stood open, what was entered late.

Figures are as the records know them now, of any day, up to its end or to a moment in it. Receipt,
acceptance and completion are counted apart, each on its own day; a voided case leaves every count but
its own. Late entries, and what was entered after the day was closed, are listed apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.casework.case.answerable import answered
from counter.domain.casework.till.money import is_cash
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import moment_of, moment_text, table_of
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.responsible import said
from counter.domain.hall.model import DayClose
from counter.domain.hall.opened import Hall
from counter.domain.oversight import dayread
from counter.domain.oversight.dayread import CaseRow, EventRow, MoneyRow, Span
from counter.domain.rules import carries

FLOWS = (
    "收件", "受理", "办结", "按时办结", "超期办结", "退回", "暂不予受理", "不予办理", "撤回", "作废", "咨询", "即办件",
    "承诺件", "联办件", "上报件", "补办件", "容缺", "来访人次", "收费(元)", "代收(元)",
)  # fmt: skip
"""Lines that tell what happened on the day: once it is closed, only a late entry changes them."""
_KIND_LINES = {"instant": "即办件", "promised": "承诺件", "joint": "联办件", "referred": "上报件"}
_ENDS = {"returned": "退回", "not-accepted": "暂不予受理", "withdrawn": "撤回", "refused": "不予办理"}
_REFUSALS = {"returned": "退回", "not-accepted": "暂不予受理", "refused": "不予办理"}
_AMENDS = {"corrected": "更正", "switched": "换事项", "void": "作废"}
_DID = {
    "received": "收件", "noticed": "告知补正", "brought": "补齐", "accepted": "受理", "decided": "决定",
    "stamped": "盖章", "delivered": "送达", "returned": "退回", "not-accepted": "暂不予受理", "withdrawn": "撤回",
    "refused": "不予办理", "lapsed": "终止", "corrected": "更正", "switched": "换事项", "void": "作废",
    "extended": "延期",
}  # fmt: skip
_CLOSES = table_of(DayClose)


@dataclass(frozen=True, slots=True)
class Listed:
    """A case on one of the day's lists."""

    case_id: int
    number: str
    item: str
    applicant: str
    who: str
    """Who answers for it, or who did it."""
    moment: datetime | None = None
    """When it is due, or when it happened."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """How long things took: how many were timed, on average, at most."""

    count: int = 0
    average: float = 0.0
    longest: float = 0.0


@dataclass(frozen=True, slots=True)
class WindowDay:
    """One window's day."""

    name: str
    received: int
    accepted: int
    finished: int
    on_time: int
    late: int
    done: int
    """Of those received that day, how many are finished."""
    open: int
    overdue: int
    minutes: Spent
    """Instant cases, from receipt to completion, in minutes."""
    days: Spent
    """Other cases, from acceptance to completion, in working days."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What one person took at one window that day, in hundredths of a yuan; void cases left out."""

    window: str
    name: str
    count: int
    fees: int
    collected: int
    cash: int
    """Of both, what is in the drawer."""
    receipts: int


@dataclass(frozen=True, slots=True)
class Closing:
    """How a day was closed."""

    moment: datetime
    by: str
    counts: Mapping[str, float]
    through: int
    paper_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day."""

    day: date
    until: datetime
    """The moment up to which they hold."""
    known_until: datetime | None
    """截至: where the day still runs; None once it is over or closed."""
    closing: Closing | None
    counts: Mapping[str, float]
    windows: Sequence[WindowDay]
    next_day: date
    """The next working day."""
    due_today: Sequence[Listed] = ()
    due_next: Sequence[Listed] = ()
    overdue: Sequence[Listed] = ()
    extended: Sequence[Listed] = ()
    waiting: Sequence[Listed] = ()
    promised: Sequence[Listed] = ()
    """What was promised on the day, by whom, until when: the hall's leader is told of it."""
    slow: Sequence[Listed] = ()
    """Instant cases over the hall's minutes, or not finished when they were due."""
    refusals: Sequence[Listed] = ()
    late: Sequence[Listed] = ()
    """What was entered later than it happened, or after the day was closed."""
    amended: Sequence[Listed] = ()
    receipts: int = 0
    """Receipts given for collected money and fees."""
    takings: Sequence[Taking] = ()
    """Money by the window where it was taken and by who took it, whosever the case is."""
    hours: Mapping[int, int] = field(default_factory=dict)
    """Cases received by the hour."""
    week: Sequence[int] = ()
    """Cases received on each of the last seven days, this one last."""

    @property
    def changed(self) -> tuple[tuple[str, float, float], ...]:
        """Lines that differ from the closed sheet: name, then, now."""
        if self.closing is None:
            return ()
        then = self.closing.counts
        return tuple((name, then.get(name, 0), self.counts[name]) for name in FLOWS
                     if self.counts[name] != then.get(name, 0))  # fmt: skip


def totals(day: Day) -> dict[str, float]:
    """The figures by their Chinese line names, as the printed summary has them."""
    return dict(day.counts)


@carries("S62.3", "S62.4", "S62.2", "S26.7", "S06.14", "S19.1", "S03.8", by="report")
def figures(hall: Hall, connection: Connection, day: date, at: datetime | None = None) -> Day:
    """The figures of a day, as the records know them now.

    Args:
        hall: The hall.
        connection: An open look.
        day: The local day.
        at: Up to which moment; now for today, the end of the day for a past one.
    """
    now = hall.clock().moment
    until = at or min(now, _end(day))
    read = _Read(hall, connection, Span(day, until, until < now))
    closing = closing_of(connection, day)
    running = day == local_day(now) and until >= now and closing is None
    return Day(
        day=day, until=until, known_until=until if running else None, closing=closing,
        counts=_counts(read), windows=_windows(read), next_day=hall.calendar.next_working(day),
        **_lists(read, closing), receipts=sum(bool(row.receipt) for row in read.money),
        takings=_takings(read),
        hours=Counter(local(moment_of(row.received)).hour for row in read.received),
        week=dayread.received_per_day(connection, day, 7),
    )  # fmt: skip


def closing_of(connection: Connection, day: date) -> Closing | None:
    """How the day was closed, or None where it was not."""
    row = connection.execute(select(_CLOSES).where(_CLOSES.c.day == day)).mappings().first()
    if row is None:
        return None
    return Closing(row["closed"], row["by"], row["figures"], row["through"], row["paper_id"], row["note"])


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE) - timedelta(seconds=1)


class _Read:
    """Everything read of one day, and the same cases as the lines of the summary divide them."""

    def __init__(self, hall: Hall, connection: Connection, span: Span) -> None:
        self.hall = hall
        self.connection = connection
        self.span = span
        until = span.text
        rows = [row for row in dayread.cases_of_day(connection, span) if not row.void]
        self.received = [row for row in rows if row.day == span.day and row.received <= until]
        self.accepted = [row for row in rows if row.accept_day == span.day and (row.accepted or "9") <= until]
        self.ended = [row for row in rows if row.closed_day == span.day and (row.closed or "9") <= until]
        self.finished = [row for row in self.ended if row.overdue is not None]
        self.standing = dayread.standing_at(connection, span)
        self.open = [row for row in self.standing if row.standing(until) == "open"]
        self.waiting = [row for row in self.standing if row.standing(until) == "wait"]
        self.running = [row for row in self.open if row.runs(until)]
        self.overdue = [row for row in self.running if row.due and row.due < until]
        self.events = dayread.events_of_day(connection, span)
        self.money = dayread.money(connection, span)
        self.cases = {row.id: row for row in (*rows, *self.standing)}
        self._answered: Mapping[int, Answer] | None = None

    def due_on(self, day: date) -> list[CaseRow]:
        """Open cases whose limit ends on a day."""
        return [row for row in self.running if row.due and local_day(moment_of(row.due)) == day]

    def listed(self, row: CaseRow, words: str = "") -> Listed:
        """A case with who answers for it and when it is due."""
        due = moment_of(row.due) if row.due else None
        return Listed(row.id, row.number, self.item(row), row.applicant, self.answers(row), due, words)

    def promise(self, row: CaseRow) -> Listed:
        """A case with who took it in and until when it is promised."""
        due = moment_of(row.due) if row.due else None
        return Listed(row.id, row.number, self.item(row), row.applicant, self.name(row.clerk), due)

    def item(self, row: CaseRow | EventRow) -> str:
        """The name of a case's item."""
        return self.hall.item(row.item, row.version).name

    def answers(self, row: CaseRow) -> str:
        """Who answers for a case, or answered when it fell due or ended, whichever came first by then."""
        if self._answered is None:
            asked = ((each.id, each.post, self._counts_at(each)) for each in self.cases.values())
            self._answered = answered(self.hall, self.connection, asked)
        return said(self.hall, self._answered[row.id]) if row.id in self._answered else row.post

    def _counts_at(self, row: CaseRow) -> datetime:
        """An overdue case counts for who answered when it fell due, a finished one for who answered when it ended."""
        until = self.span.until
        return min([until, *(moment_of(each) for each in (row.due, row.closed) if each)])

    def name(self, no: str) -> str:
        """Somebody's name, or the number of who is no longer known."""
        person = self.hall.laid.staff.get(no)
        return person.name if person else "系统" if no == "0" else no

    def window(self, code: str) -> str:
        """The code of the window at which a post stands."""
        post = self.hall.laid.posts.get(code)
        return post.window if post else code


def _counts(read: _Read) -> dict[str, float]:
    ends = Counter(_ENDS.get(row.state, "") for row in read.ended)
    kinds = Counter(_KIND_LINES.get(row.kind or "", "") for row in read.accepted)
    late = sum(bool(row.overdue) for row in read.finished)
    connection, span = read.connection, read.span
    return {
        "收件": len(read.received), "受理": len(read.accepted), "办结": len(read.finished),
        "按时办结": len(read.finished) - late, "超期办结": late,
        **{line: ends[line] for line in ("退回", "暂不予受理", "不予办理", "撤回")},
        "作废": len({row.case_id for row in read.events if row.kind == "void"}),
        "待补": len(read.waiting), "待领": dayread.to_collect(connection, span),
        "咨询": dayread.enquiries(connection, span), "待回电": dayread.calls_owed(connection, span),
        **{line: kinds[line] for line in _KIND_LINES.values()},
        "补办件": len(_with_event(read, "noticed")),
        "容缺": len(_with_event(read, "accepted", lambda data: bool(data.get("owed")))),
        "在办": len(read.open), "今日到期": len(read.due_on(span.day)), "超期": len(read.overdue),
        "补录": len({row.case_id for row in read.events if row.entered != row.happened and row.state != "void"}),
        "来访人次": dayread.visits(connection, span),
        "收费(元)": _yuan(row.fen for row in read.money if row.own_fee and row.state != "void"),
        "代收(元)": _yuan(row.fen for row in read.money if not row.own_fee and row.state != "void"),
    }  # fmt: skip


def _with_event(read: _Read, kind: str, fits: Callable[[Any], bool] = lambda data: True) -> set[int]:
    """The cases, void ones left out, to which something happened on the day."""
    return {row.case_id for row in read.events if row.kind == kind and row.state != "void" and fits(row.data)}


def _yuan(fens: Iterable[int]) -> float:
    """Hundredths as yuan: a whole number where it is one."""
    fen = sum(fens)
    return fen // 100 if fen % 100 == 0 else fen / 100


def _takings(read: _Read) -> list[Taking]:
    by: dict[tuple[str, str], list[MoneyRow]] = {}
    for row in read.money:
        if row.state != "void" and row.fen:
            by.setdefault((row.window or read.window(row.post), row.staff), []).append(row)
    order = list(read.hall.laid.windows)
    keys = sorted(by, key=lambda each: (order.index(each[0]) if each[0] in order else len(order), each))
    return [_taking(read, window, no, by[window, no]) for window, no in keys]


def _taking(read: _Read, window: str, no: str, rows: Sequence[MoneyRow]) -> Taking:
    return Taking(
        read.hall.laid.windows.get(window, window), read.name(no), len(rows),
        sum(row.fen for row in rows if row.own_fee), sum(row.fen for row in rows if not row.own_fee),
        sum(row.fen for row in rows if is_cash(row.channel)), sum(bool(row.receipt) for row in rows),
    )  # fmt: skip


def _windows(read: _Read) -> list[WindowDay]:
    every = (*read.received, *read.accepted, *read.finished, *read.open)
    codes = {read.window(row.post) for row in every}
    ordered = [code for code in read.hall.laid.windows if code in codes]
    return [_window(read, code) for code in (*ordered, *sorted(codes - set(ordered)))]


def _window(read: _Read, code: str) -> WindowDay:
    def own(rows: Sequence[CaseRow]) -> list[CaseRow]:
        return [row for row in rows if read.window(row.post) == code]

    received, finished = own(read.received), own(read.finished)
    late = sum(bool(row.overdue) for row in finished)
    finished_ids = {row.id for row in finished}
    return WindowDay(
        read.hall.laid.windows.get(code, code), len(received), len(own(read.accepted)), len(finished),
        len(finished) - late, late, sum(row.id in finished_ids for row in received), len(own(read.open)),
        len(own(read.overdue)), _spent(map(_minutes, finished)), _spent(_days(read, row) for row in finished),
    )  # fmt: skip


def _minutes(row: CaseRow) -> float | None:
    """From receipt to completion, where both were noted as they happened, one after the other."""
    if row.kind != "instant" or row.entered != row.received or not row.closed or row.closed <= row.received:
        return None
    return (moment_of(row.closed) - moment_of(row.received)).total_seconds() / 60


def _days(read: _Read, row: CaseRow) -> float | None:
    if row.kind == "instant" or row.accept_day is None or row.closed_day is None:
        return None
    return float(read.hall.calendar.working_days_between(row.accept_day, row.closed_day))


def _spent(times: Iterable[float | None]) -> Spent:
    known = [each for each in times if each is not None]
    return Spent(len(known), sum(known) / len(known), max(known)) if known else Spent()


def _lists(read: _Read, closing: Closing | None) -> dict[str, Any]:
    next_day = read.hall.calendar.next_working(read.span.day)
    return {
        "due_today": [read.listed(row) for row in read.due_on(read.span.day)],
        "due_next": [read.listed(row) for row in read.due_on(next_day)],
        "overdue": [read.listed(row) for row in read.overdue],
        "extended": [read.listed(row) for row in read.open if '"extended"' in row.flags],
        "waiting": [read.listed(row) for row in read.waiting],
        "promised": [read.promise(row) for row in read.accepted if row.kind != "instant"],
        "slow": [read.listed(row, why) for row in read.accepted if (why := _slow(read, row))],
        "refusals": _refusals(read),
        "late": _late(read, closing),
        "amended": [_did(read, row, _AMENDS[row.kind] + _reason(row)) for row in read.events if row.kind in _AMENDS],
    }


@carries("S02.4", by="report")
def _slow(read: _Read, row: CaseRow) -> str:
    """Why an instant case is told apart, or nothing."""
    if row.kind != "instant" or not row.due:
        return ""
    until = read.span.text
    ended = row.closed if row.closed and row.closed <= until else until
    if ended > row.due:
        return "当天没有办完"
    minutes = read.hall.book(read.span.day).casework.instant.minutes.value
    took = (moment_of(ended) - moment_of(row.received)).total_seconds() / 60
    if minutes and took > minutes and row.entered == row.received:
        return f"用时{took:.0f}分钟，超过{minutes}分钟"
    return ""


def _refusals(read: _Read) -> list[Listed]:
    kept = [row for row in read.events if row.state != "void"]
    found = [_did(read, row, _REFUSALS[row.kind] + _reason(row)) for row in kept if row.kind in _REFUSALS]
    against = [row for row in kept if row.kind == "decided" and not row.data.get("granted", True)]
    return found + [_did(read, row, _REFUSALS["refused"] + _reason(row)) for row in against]


def _reason(row: EventRow) -> str:
    reason = str(row.data.get("reason", ""))
    return f"：{reason}" if reason else ""


def _did(read: _Read, row: EventRow, words: str) -> Listed:
    case = read.cases.get(row.case_id)
    applicant = case.applicant if case else ""
    return Listed(row.case_id, row.number, read.item(row), applicant, read.name(row.actor),
                  moment_of(row.happened), words)  # fmt: skip


def _late(read: _Read, closing: Closing | None) -> list[Listed]:
    """One line for everything of one case that was entered at one moment."""
    closed = moment_text(closing.moment) if closing else "9"
    groups: dict[tuple[int, str], list[EventRow]] = {}
    for row in read.events:
        if row.entered != row.happened or row.entered > closed:
            groups.setdefault((row.case_id, row.entered), []).append(row)
    return [_late_line(read, rows, after=rows[0].entered > closed) for rows in groups.values()]


def _late_line(read: _Read, rows: Sequence[EventRow], *, after: bool) -> Listed:
    first = rows[0]
    done = "、".join(dict.fromkeys(_DID.get(row.kind, "登记") for row in rows))
    entered = local(moment_of(first.entered))
    case = read.cases.get(first.case_id)
    source = f"，依据{case.source}" if case and case.source else ""
    mark = "日结后登记" if after and first.entered == first.happened else "日结后补录" if after else "补录"
    words = f"{mark} {done}，{entered:%m-%d %H:%M}录入{source}"
    return _did(read, first, words)
