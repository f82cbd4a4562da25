"""The papers of the rota: the month's rota, and the leaders' duty and reception schedule (R09), to be put up.

Keeps: the schedule is shown at a prominent place, with each leader's reception days (S36.5, S36.11); every person's
market days, noons and weekends stand beside the rota; what was changed after publication is named with why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance.rota.plan import DUTY_NAMES, Gap
from counter.domain.attendance.rota.reading import Entry, days, dropped, duty_day, entries, month_of, names_of, tallies
from counter.domain.clock import local, said_month, weekday
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.rules import carries

ROTA, LEADERS = "duty-rota", "leader-schedule"
_DUTIES = ("window", "weekend", "noon", "village", "rest", "leader")
_HEADS = {
    "window": "轮值窗口",
    "weekend": "周末窗口",
    "noon": "午间",
    "village": "下村",
    "rest": "节假日",
    "leader": "带班",
}


def rota(hall: Hall, connection: Connection, first: date) -> Paper:
    """A month's rota, with everybody's counts beside it."""
    first, last = month_ends(first)
    every = entries(connection, first, last)
    shown = [duty for duty in _DUTIES if any(each.duty == duty for each in every)]
    head = ("日期", "", "事项", *(_HEADS[duty] for duty in shown))
    rows = tuple((f"{day:%m-%d}", weekday(day), "、".join(duty_day(hall, day).said),
                  *("\n".join(said(hall, [each]) for each in every if (each.day, each.duty) == (day, duty))
                    for duty in shown))
                 for day in days(first, last))  # fmt: skip
    widths = (5, 4, 10, *(14 if duty in ("window", "village") else 8 for duty in shown))
    blocks: tuple[Block, ...] = (
        Fields((("月份", said_month(first)), ("公布", _published(connection, first)))),
        Table(head, rows, widths), _counts(hall, connection, first, last),
        *_changes(hall, connection, first, last), Signatures(("制表", "中心主任")), _articles(hall, first),
    )  # fmt: skip
    return Paper(ROTA, "值班表", hall.name, _number(hall, "值", first), blocks, "A4", ("公示", "存档"), hall.name,
                 _names(hall, every))  # fmt: skip


@carries("S36.5", "S36.11", by="paper")
def leaders(hall: Hall, connection: Connection, first: date) -> Paper:
    """Which leader is on duty and receives visitors on which day of the month."""
    first, last = month_ends(first)
    every = [each for each in entries(connection, first, last) if each.duty == "leader"]
    rows = tuple(_reception(hall, each) for each in every)
    phone = hall.fact("phone")
    where = f"地点：{hall.name}" + (f"，电话 {phone}" if phone else "")
    blocks: tuple[Block, ...] = (
        Fields((("月份", said_month(first)), ("公布", _published(connection, first)))),
        Text("要找领导反映事情的，请看好日子来，当天带班的领导在大厅接待。", "large"), Text(where),
        Table(("日期", "", "带班领导", "职务", "备注"), rows, (5, 4, 8, 10, 12)),
        Seal(hall.name, f"{local(hall.clock().moment):%Y年%m月%d日}"),
        Articles((str(hall.book(first).duty.leaders.publish_days.cite),)),
    )  # fmt: skip
    number = _number(hall, "带", first)
    return Paper(LEADERS, "领导带班值班接访日安排", hall.name, number, blocks, "A4", ("公示", "存档"), hall.name,
                 _names(hall, every))  # fmt: skip


def _reception(hall: Hall, each: Entry) -> tuple[str, ...]:
    person = hall.person(each.person)
    return f"{each.day:%m-%d}", weekday(each.day), person.name, person.title, "、".join(duty_day(hall, each.day).said)


def said(hall: Hall, every: Sequence[Entry]) -> str:
    """Some entries of one duty in few words: 民政 张丽、医保 冯娟; 双河村 王强."""
    return "、".join(f"{_where(hall, each)} {hall.person(each.person).name}".lstrip() for each in every)


def said_gaps(gaps: Sequence[Gap]) -> str:
    """What stays open after drafting: 12-03带班、12-18下村."""
    return "、".join(f"{gap.day:%m-%d}{DUTY_NAMES[gap.duty]}" for gap in gaps)


def _where(hall: Hall, each: Entry) -> str:
    if each.post:
        return hall.post(each.post).name.removesuffix("岗")
    return each.place


def _counts(hall: Hall, connection: Connection, first: date, last: date) -> Table:
    months = hall.book(first).duty.fair_months.value
    rows = tuple((each.name, *(str(number) for number in (each.market, each.noon, each.weekend, each.leader,
                                                           each.window, each.village)))
                 for each in tallies(hall, connection, first, last))  # fmt: skip
    head = ("姓名", "逢场", "午间", "周末节假日", "带班", "轮值", "下村")
    return Table(head, rows, (8, 5, 5, 8, 5, 5, 5), "lcccccc", f"各人次数（近{months}个月，含本月）")


def _changes(hall: Hall, connection: Connection, first: date, last: date) -> Iterator[Block]:
    """What was taken off after publication, and what stands in its place with why."""
    gone = dropped(connection, first, last)
    if not gone:
        return
    rows = []
    for each in gone:
        now = [new for new in entries(connection, first, last) if new.replaces == each.id]
        became = "；".join(f"{new.day:%m-%d}{said(hall, [new])} {new.note}".rstrip() for new in now)
        rows.append((f"{each.day:%m-%d}", DUTY_NAMES[each.duty], said(hall, [each]), became or f"取消 {each.note}"))
    yield Table(("日期", "值班", "原定", "改为"), tuple(rows), (5, 6, 12, 20), title="公布后的改动")


def _published(connection: Connection, first: date) -> str:
    when = month_of(connection, first).published
    return f"{local(when):%Y-%m-%d %H:%M}" if when else "未公布（草稿）"


def _number(hall: Hall, letter: str, first: date) -> str:
    return f"{hall.short}便民{letter}〔{first.year}〕{first.month:02}号"


def _articles(hall: Hall, first: date) -> Articles:
    book = hall.book(first)
    values = [book.calendar.rota.cite] if book.calendar.rota.value else []
    values += [book.duty.noon.hours.cite] if book.duty.noon.hours.value else []
    values += [book.calendar.village_days.cite] if book.calendar.village_days.value else []
    values += [book.duty.leaders.least.cite]
    return Articles(tuple(dict.fromkeys(str(each) for each in values)))


def _names(hall: Hall, every: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(names_of(hall, dict.fromkeys(each.person for each in every)).split("、")) if every else ()
