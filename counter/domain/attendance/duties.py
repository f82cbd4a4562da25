"""Duty as it is done (值班记录): at noon, by a leader, on a day of rest; who, from when to when, and what there was.

Keeps: noon duty is signed on and off at the front desk, nobody leaves before its end without handing over to a
substitute (S35.1, S35.2, S35.6), and its record is kept (S35.5, F40); a leader's day says what was done and who was
received (S36.6), which papers were signed (S36.9), also of a leader who comes without being on the plan (S36.3); on
holidays and in special periods the duty is recorded and handed over (S36.10). None of it counts in attendance (A59).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance.model import DutyRecord
from counter.domain.attendance.roster_plan import DUTY_NAMES
from counter.domain.attendance.roster_reading import LEADERS, Entry, entries, names_of
from counter.domain.attendance.rosters import NotALeader, fitting
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Fields, Paper, Signatures, Table
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

RECORD_MOST = 300
KEEP_RECORD = Cite("午间值班 六：认真做好值班期间的记录", ("S35.5",))
STAY = Cite("午间值班 三、七：不得擅离职守；有特殊情况的找好替班人员，交代好事项", ("S35.2", "S35.6"))
LEADER_TASKS = Cite("领导带班 二：了解情况、督导工作、接待来访、现场解决问题", ("S36.6",))
HAND_OVER = Cite("安全保卫 七：节假日、特殊时段值班，坚守岗位，做好交接记录", ("S36.10",))
_RECORD = table_of(DutyRecord)


class NoNoonDuty(Refusal):
    """A hall without noon duty."""

    standing = True
    says = "本厅没有设午间值班。要设的话，在“设置”里填午间值班时间。"


class NoRota(Refusal):
    """A day for which nobody was put on the rota."""

    standing = True
    says = "{day}的值班表上没有{duty}。请到“值班”里编排、公布，或者按 4 加一项。"


class NotYourDuty(Refusal):
    """Somebody else's duty."""

    standing = True
    says = "{day}{duty}值班的是{who}，不是{name}。要替班，请先在“值班”里换班。"


class NoonNotYet(Refusal):
    """Too long before noon duty."""

    says = "午间值班{hours}，{since}以后才能到岗登记。"


class NoonOver(Refusal):
    """Signing on when it is over."""

    says = "午间值班到{end}已经结束。实际值了班的，请补录，写明当时的时间。"


class OnAlready(Refusal):
    """Signing on twice."""

    says = "{name}已在{when}到岗登记，不用再登。"


class NotOn(Refusal):
    """Signing off without having signed on."""

    says = "{name}今天没有午间值班的到岗登记，请先登记到岗。"


class RecordMissing(Refusal):
    """A duty without its record."""

    says = "请写值班记录：来了谁、办了什么、有什么要交代；没有事就写“无事”。"


class LeavingEarly(Refusal):
    """Off before the end, with nobody to take over."""

    says = "午间值班到{end}。有急事要走，请写上替班人，交代清楚再走。"


class HandedToOneself(Refusal):
    """A substitute who is oneself."""

    says = "替班人不能是自己。"


class WrongTimes(Refusal):
    """A duty that ends before it begins, or lies ahead."""

    says = "值班时间不对：{why}。"


class MoreSolved(Refusal):
    """More settled than received."""

    says = "现场解决{solved}件，比接待的{received}件还多，请核对。"


@dataclass(frozen=True, slots=True)
class Record:
    """One duty as it was done."""

    id: int
    day: date
    duty: str
    person: str
    began: datetime
    ended: datetime | None
    record: str
    received: int = 0
    solved: int = 0
    signed: int = 0
    handed_to: str = ""
    rev: int = 0


# -- noon --------------------------------------------------------------------------------------


@carries("S34.5", by="clock")
def noon_span(hall: Hall, day: date) -> tuple[datetime, datetime] | None:
    """From when to when noon duty lasts on a day; None where the hall has none."""
    spans = hall.book(day).duty.noon.hours.value
    if not spans:
        return None
    return datetime.combine(day, spans[0][0], ZONE), datetime.combine(day, spans[-1][1], ZONE)


@act("noon-duty")
@carries("S35.1", by="act")
def noon_on(work: Work) -> int:
    """Signs on to noon duty, and gives the record's key.

    Raises:
        NoNoonDuty, NoRota, NotYourDuty, NoonNotYet, NoonOver, OnAlready: as they say.
    """
    since, until = _noon(work)
    earliest = since - timedelta(minutes=work.book.duty.noon.early_minutes.value)
    cite = work.book.duty.noon.hours.cite
    if work.moment < earliest:
        raise NoonNotYet(hours=_hours(since, until), since=f"{earliest:%H:%M}", cites=(cite,))
    if work.moment >= until:
        raise NoonOver(end=f"{until:%H:%M}", cites=(cite,))
    there = [each for each in records(work.connection, work.today, work.today) if each.duty == "noon"]
    _on_duty(work, "noon", [each.handed_to for each in there if each.handed_to])
    for each in there:
        if each.person == work.actor and each.ended is None:
            raise OnAlready(name=work.person.name, when=f"{local(each.began):%H:%M}")
    return _insert(work, "noon", work.actor, work.moment, None, "")


@act("end-noon-duty")
@carries("S35.2", "S35.5", "S35.6", by="act")
def noon_off(work: Work, record: str, to: str = "") -> None:
    """Signs off from noon duty with its record; before its end only to a substitute.

    Args:
        work: The open unit of work.
        record: What there was.
        to: The staff number of who takes over, where it is not over yet.

    Raises:
        NoNoonDuty, NotOn, RecordMissing, LeavingEarly, HandedToOneself: as they say.
        AwayThen, NotOfStaff, TwiceThen: of a substitute who cannot.
    """
    _, until = _noon(work)
    there = next((each for each in reversed(records(work.connection, work.today, work.today))
                  if (each.duty, each.person, each.ended) == ("noon", work.actor, None)), None)  # fmt: skip
    if there is None:
        raise NotOn(name=work.person.name)
    what = _recorded(record, KEEP_RECORD)
    if work.moment < until:
        _substitute(work, to, until)
    work.update(DutyRecord, {"id": there.id}, {"ended": work.moment, "record": what, "handed_to": to}, rev=there.rev)


def _substitute(work: Work, to: str, until: datetime) -> None:
    if not to:
        raise LeavingEarly(end=f"{until:%H:%M}", cites=(STAY,))
    if to == work.actor:
        raise HandedToOneself(cites=(STAY,))
    fitting(work, Entry(0, work.today, "noon", to), ())


def _noon(work: Work) -> tuple[datetime, datetime]:
    span = noon_span(work.hall, work.today)
    if span is None:
        raise NoNoonDuty(cites=(work.book.duty.noon.hours.cite,))
    return span


def _hours(since: datetime, until: datetime) -> str:
    return f"{since:%H:%M}-{until:%H:%M}"


# -- leaders and days of rest ------------------------------------------------------------------


@act("leader-duty")
@carries("S36.3", "S36.6", "S36.9", by="act")
def leader_duty(
    work: Work, record: str, *, person: str = "", since: datetime | None = None, until: datetime | None = None,
    received: int = 0, solved: int = 0, signed: int = 0,
) -> int:  # fmt: skip
    """Records a leader's day on duty: what was done, how many were received, settled, signed; gives its key.

    Args:
        work: The open unit of work.
        record: What was done.
        person: The leader, where another enters it; the actor where left out.
        since: From when; the act's moment where left out.
        until: Until when; the act's moment where left out.
        received: How many visitors.
        solved: How many of their matters were settled on the spot.
        signed: How many papers were brought for signature.

    Raises:
        NotAllowed, NotALeader, RecordMissing, WrongTimes, MoreSolved: as they say.
    """
    if person and person != work.actor:
        work.need(Right.ROSTER)
    leader = work.hall.person(person or work.actor)
    if not LEADERS & set(leader.roles):
        raise NotALeader(name=leader.name, cites=(work.book.duty.leaders.least.cite,))
    what = _recorded(record, LEADER_TASKS)
    began, ended = since or work.moment, until or work.moment
    if ended < began:
        raise WrongTimes(why="结束比开始早")
    if ended > work.entered:
        raise WrongTimes(why="还没有到")
    if solved > received:
        raise MoreSolved(solved=solved, received=received)
    return _insert(work, "leader", leader.no, began, ended, what, received=received, solved=solved, signed=signed)


@act("rest-duty")
@carries("S36.10", by="act")
def rest_duty(work: Work, record: str, to: str = "") -> int:
    """Records a duty on a holiday or in a special period and who takes over; gives its key.

    Args:
        work: The open unit of work.
        record: What there was.
        to: Who takes over; who is on duty the next day where left out.

    Raises:
        NoRota, NotYourDuty, RecordMissing: as they say.
    """
    _on_duty(work, "rest", ())
    what = _recorded(record, HAND_OVER)
    tomorrow = work.today + ONE_DAY
    following = [each.person for each in _published(work.connection, tomorrow, "rest") if each.person != work.actor]
    taker = work.hall.person(to).no if to else next(iter(following), "")
    return _insert(work, "rest", work.actor, work.moment, work.moment, what, handed_to=taker)


# -- what is there -----------------------------------------------------------------------------


def records(connection: Connection, first: date, last: date) -> list[Record]:
    """The records from a day to a day, in their order."""
    query = select(_RECORD).where(_RECORD.c.day.between(first, last)).order_by(_RECORD.c.day, _RECORD.c.id)
    return [Record(row["id"], row["day"], row["duty"], row["person"], row["began"], row["ended"], row["record"],
                   row["received"], row["solved"], row["signed"], row["handed_to"], row["rev"])
            for row in connection.execute(query).mappings()]  # fmt: skip


@carries("S35.5", "S36.7", by="check")
def unrecorded(connection: Connection, day: date) -> list[Entry]:
    """The duties of a day (noon, leaders, days of rest) of which nothing is recorded."""
    done = {(each.duty, each.person) for each in records(connection, day, day) if each.ended is not None}
    taken = {each.duty for each in records(connection, day, day) if each.ended is not None and each.duty != "leader"}
    return [each for each in entries(connection, day, day)
            if each.published is not None and each.duty in ("noon", "leader", "rest")
            and (each.duty, each.person) not in done and each.duty not in taken]  # fmt: skip


def on_duty(connection: Connection, day: date, duty: str) -> list[str]:
    """The staff numbers of who has a duty on a day, by the published rota."""
    return [each.person for each in _published(connection, day, duty)]


def _published(connection: Connection, day: date, duty: str) -> list[Entry]:
    return [each for each in entries(connection, day, day) if each.duty == duty and each.published is not None]


def _on_duty(work: Work, duty: str, besides: Iterable[str]) -> None:
    there = on_duty(work.connection, work.today, duty)
    cite = work.book.duty.noon.hours.cite if duty == "noon" else HAND_OVER
    if not there:
        raise NoRota(day=f"{work.today:%m-%d}", duty=DUTY_NAMES[duty], cites=(cite,))
    if work.actor not in (*there, *besides):
        raise NotYourDuty(day=f"{work.today:%m-%d}", duty=DUTY_NAMES[duty], who=names_of(work.hall, there),
                          name=work.person.name, cites=(cite,))  # fmt: skip


def _recorded(text: str, basis: Cite) -> str:
    what = clean(text, field="值班记录", most=RECORD_MOST)
    if not what:
        raise RecordMissing(cites=(basis,))
    return what


def _insert(
    work: Work, duty: str, person: str, began: datetime, ended: datetime | None, record: str, *, received: int = 0,
    solved: int = 0, signed: int = 0, handed_to: str = "",
) -> int:  # fmt: skip
    return work.insert(DutyRecord, {
        "day": local_day(began), "duty": duty, "person": person, "began": began, "ended": ended, "record": record,
        "received": received, "solved": solved, "signed": signed, "handed_to": handed_to, "entered_by": work.actor,
        "rev": 0,
    })  # fmt: skip


# -- papers ------------------------------------------------------------------------------------

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
        Fields((("月份", f"{first.year}年{first.month}月"), ("岗位", book.place.value))),
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
        Fields((("月份", f"{first.year}年{first.month}月"),)),
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
