"""The month's records on paper: noon duty (F40), and what the leaders did of theirs (S35.5, S36.7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance.rota.duties import KEEP_RECORD, LEADER_TASKS
from counter.domain.attendance.rota.duty_reading import Record, noon_span, records
from counter.domain.attendance.rota.reading import Entry, entries
from counter.domain.clock import local, said_month
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, Fields, Paper, Signatures, Table
from counter.domain.rules import carries

NOON_BOOK, LEADER_BOOK = "noon-duty-record", "leader-duty-record"


@carries("S35.5", by="paper")
def noon_book(hall: Hall, connection: Connection, month: date) -> Paper:
    """The record of noon duty of a month (F40)."""
    first, last = month_ends(month)
    rows = tuple(
        (f"{each.day:%m-%d}", hall.person(each.person).name, *_times(hall, each), each.record,
         hall.person(each.handed_to).name if each.handed_to else "")
        for each in records(connection, first, last) if each.duty == "noon"
    )  # fmt: skip
    book = hall.book(first).duty.noon
    head = ("日期", "值班人", "到岗", "离岗", "记录", "交给")
    blocks = (
        Fields((("月份", said_month(first)), ("岗位", book.place.value))),
        Table(head, rows, (5, 7, 10, 6, 24, 6)), Signatures(("综合窗口",)),
        Articles((str(KEEP_RECORD), str(book.hours.cite))),
    )  # fmt: skip
    return _book(hall, NOON_BOOK, "午间值班记录", "午", first, blocks, rows)


@carries("S36.7", by="report")
def leader_book(hall: Hall, connection: Connection, month: date) -> Paper:
    """What the leaders did of their duty in a month: planned, done, received, settled; goes to the assessment."""
    first, last = month_ends(month)
    asked = [each for each in entries(connection, first, last) if each.duty == "leader" and each.published is not None]
    done = [each for each in records(connection, first, last) if each.duty == "leader"]
    people = dict.fromkeys([each.person for each in asked] + [each.person for each in done])
    sums = tuple(_sum(hall, no, asked, done) for no in people)
    rows = tuple((f"{each.day:%m-%d}", hall.person(each.person).name, *_times(hall, each), each.record)
                 for each in done)  # fmt: skip
    head = ("领导", "安排(天)", "到岗(天)", "临时到岗(天)", "没有登记的日子", "接待", "现场解决", "签件")
    blocks = (
        Fields((("月份", said_month(first)),)),
        Table(head, sums, (7, 5, 5, 6, 14, 5, 5, 5), title="落实情况"),
        Table(("日期", "领导", "到岗", "离岗", "记录"), rows, (5, 7, 6, 6, 26), title="带班记录"),
        Signatures(("中心主任",)), Articles((str(LEADER_TASKS), str(hall.book(first).duty.leaders.least.cite))),
    )  # fmt: skip
    return _book(hall, LEADER_BOOK, "领导带班落实情况", "班", first, blocks, rows)


def _sum(hall: Hall, no: str, asked: Sequence[Entry], done: Sequence[Record]) -> tuple[str, ...]:
    wanted = {each.day for each in asked if each.person == no}
    mine = [each for each in done if each.person == no]
    there = {each.day for each in mine}
    past = sorted(day for day in wanted - there if day < hall.today)
    sums = [sum(each.received for each in mine), sum(each.solved for each in mine), sum(each.signed for each in mine)]
    return (
        hall.person(no).name, str(len(wanted)), str(len(there & wanted)), str(len(there - wanted)),
        "、".join(f"{day:%m-%d}" for day in past), *(str(each) for each in sums),
    )  # fmt: skip


def _times(hall: Hall, each: Record) -> tuple[str, str]:
    """When somebody came and went; at noon how many minutes late."""
    came = f"{local(each.began):%H:%M}"
    span = noon_span(hall, each.day) if each.duty == "noon" else None
    if span is not None and each.began > span[0] and not each.handed_to:
        came += f" 迟{-(-int((each.began - span[0]).total_seconds()) // 60)}分"
    return came, f"{local(each.ended):%H:%M}" if each.ended else "未登记"


def _book(hall: Hall, kind: str, title: str, letter: str, first: date, blocks: Any, rows: Sequence[Any]) -> Paper:
    number = f"{hall.short}便民{letter}〔{first.year}〕{first.month:02}号"
    names = tuple(dict.fromkeys(row[1] for row in rows))
    return Paper(kind, title, hall.name, number, blocks, "A4", (), hall.name, names)
