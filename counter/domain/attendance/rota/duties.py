"""Duty as it is done (值班记录): at noon, by a leader, on a day of rest; who, from when to when, and what there was.

Keeps: noon duty is signed on and off at the front desk, nobody leaves before its end without handing over to a
substitute (S35.1, S35.2, S35.6), and its record is kept (S35.5, F40); a leader's day says what was done and who was
received (S36.6), which papers were signed (S36.9), also of a leader who comes without being on the plan (S36.3); on
holidays and in special periods the duty is recorded and handed over (S36.10). None of it counts in attendance (A59).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from counter.domain.attendance.model import DutyRecord
from counter.domain.attendance.rota.duty_reading import noon_span, on_duty, published, records
from counter.domain.attendance.rota.duty_refusals import (
    HandedToOneself,
    LeavingEarly,
    MoreSolved,
    NoNoonDuty,
    NoonNotYet,
    NoonOver,
    NoRota,
    NotOn,
    NotYourDuty,
    OnAlready,
    RecordMissing,
    WrongTimes,
)
from counter.domain.attendance.rota.fitting import fitting, need_leader
from counter.domain.attendance.rota.plan import DUTY_NAMES
from counter.domain.attendance.rota.reading import Entry, names_of
from counter.domain.clock import local, local_day
from counter.domain.hall.days.calendar import ONE_DAY
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.rules import carries
from counter.domain.text import clean

RECORD_MOST = 300
KEEP_RECORD = Cite("午间值班 六：认真做好值班期间的记录", ("S35.5",))
STAY = Cite("午间值班 三、七：不得擅离职守；有特殊情况的找好替班人员，交代好事项", ("S35.2", "S35.6"))
LEADER_TASKS = Cite("领导带班 二：了解情况、督导工作、接待来访、现场解决问题", ("S36.6",))
HAND_OVER = Cite("安全保卫 七：节假日、特殊时段值班，坚守岗位，做好交接记录", ("S36.10",))


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
    need_leader(work, leader)
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
    following = [each.person for each in published(work.connection, tomorrow, "rest") if each.person != work.actor]
    taker = work.hall.person(to).no if to else next(iter(following), "")
    return _insert(work, "rest", work.actor, work.moment, work.moment, what, handed_to=taker)


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
