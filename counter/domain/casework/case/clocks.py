"""The clocks of a case, never one: each with its start, its end, whose it is, and its own explanation.

The one-time notice (given by the hall), the promise or its local part, the judgement of a possible refusal, the
applicant's papers owed (容缺), an excluded procedure that stops the promise, the departments' parts of a joint
case, the answer from above, and the handing-out of the result. Pure: a telling, calendar and hours in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from counter.domain.casework.case.deadline import count_days, deadline, ended_on, instant_due
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.telling import Part, Telling
from counter.domain.clock import ZONE, local, local_day
from counter.domain.hall.days.calendar import Calendar
from counter.domain.hall.days.hours import OpenHours
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.ruled.values import Unit
from counter.domain.reckoning import Cite, Step
from counter.domain.rules import carries

ClockName = Literal["notice", "promise", "judgement", "top-up", "stop", "part", "answer", "delivery"]
Whose = Literal["hall", "applicant", "department", "above"]

CLOCK_NAMES: Mapping[ClockName, str] = {
    "notice": "一次告知", "promise": "承诺办结", "judgement": "退件判断", "top-up": "容缺后补",
    "stop": "暂停计时", "part": "部门意见", "answer": "上级答复", "delivery": "送达结果",
}  # fmt: skip
WHOSE_NAMES: Mapping[Whose, str] = {
    "hall": "中心", "applicant": "申请人", "department": "联办部门", "above": "上级",
}  # fmt: skip
DEEMED = Cite("行政许可法第三十二条第一款第四项：逾期不告知的，自收到申请材料之日起即为受理")
_TOP_UP = Cite("容缺后补：不超过本件承诺期", ("S09.1",))
_PART = Cite("联办部门按承诺时间办结", ("S04.13",))
_ANSWER = Cite("上报件：上级答复时间只跟踪、不计入本级时限", ("S07.4",))


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a rulebook the clocks of a case need, as it held when the case was accepted."""

    stamp: bool = False
    owing_days: int = 0
    """Working days for papers owed; 0: until the promise ends."""
    delivery_days: int = 0
    """Days for handing the result out after completion; 0: no limit is laid down."""
    delivery_unit: Unit = "working"
    delivery_basis: Cite | None = None


NO_TERMS = Terms()
"""A hall without a seal and without limits of its own."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a case at the moment asked about."""

    name: ClockName
    whose: Whose
    """Who has to do something before it is over."""
    since: datetime
    due: datetime | None = None
    """None while it stands, or where nothing limits it."""
    ended: datetime | None = None
    """When what it waits for was done, or when the case ended without it."""
    about: str = ""
    """Which papers, which department, which procedure."""
    provisional: bool = False
    steps: tuple[Step, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it is still waited for."""
        return self.ended is None

    def late(self, at: datetime) -> bool:
        """Whether it is past its due moment at a moment, or ended past it."""
        return self.due is not None and (self.ended or at) > self.due

    @property
    def title(self) -> str:
        """Its name in Chinese with what it is about."""
        return f"{CLOCK_NAMES[self.name]}{f'（{self.about}）' if self.about else ''}"


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar and the hours by which days become moments."""

    calendar: Calendar
    hours: OpenHours

    def closing(self, day: date) -> datetime:
        """The end of the hall's hours on a day."""
        return datetime.combine(day, self.hours.closing(day), tzinfo=ZONE)

    def counted(self, since: datetime, days: int, unit: Unit, basis: Cite | None, named: str, begins: str
                ) -> tuple[datetime, bool, tuple[Step, ...]]:  # fmt: skip
        """The last moment of a limit that nothing stops, whether it is provisional, and its steps."""
        found = count_days(local_day(since), days, self.calendar, unit, basis=basis, named=named, begins=begins)
        last = found.value
        return self.closing(last), self.calendar.fact(last).provisional, found.steps


@carries("S05.6", "S11.1", by="clock")
def promise(told: Telling, days: Days) -> Clock | None:
    """The promise of an accepted case, or its local part where it is to go up; None before acceptance.

    While a stop lasts it has no due moment; `days_left` says what remains.
    """
    accepted = told.accepted
    if accepted is None:
        return None
    limit = accepted.data["limit"]
    basis = Cite(limit["article"], tuple(limit["rules"]))
    start, ended = accepted.happened, _promise_ended(told)
    if accepted.data["kind"] == "instant":
        until = instant_due(local(start), days.hours, basis)
        provisional = days.calendar.fact(until.value.date()).provisional
        return Clock("promise", "hall", start, until.value, ended, provisional=provisional, steps=until.steps)
    begins = "材料齐全" if "supplement" in told.flags else "收件" if accepted.data.get("deemed") else "受理"
    pauses = told.pauses if ended is None else ended_on(told.pauses, local_day(ended))
    counted = deadline(local_day(start), limit["days"], days.calendar, pauses, told.extensions, limit["unit"],
                       basis=basis, begins=begins)  # fmt: skip
    due = days.closing(counted.value.due) if counted.value.due else None
    return Clock("promise", "hall", start, due, ended, provisional=counted.value.provisional, steps=counted.steps)


def days_left(told: Telling, days: Days, clock: Clock, at: datetime) -> int | None:
    """Whole days of the promise after today, also while it stands still; None where it does not run."""
    accepted = told.accepted
    if accepted is None or clock.ended is not None:
        return None
    if clock.due is not None:
        return max(0, days.calendar.working_days_between(local_day(at), local_day(clock.due)))
    limit = accepted.data["limit"]
    counted = deadline(local_day(clock.since), limit["days"], days.calendar, told.pauses, told.extensions,
                       limit["unit"], today=local_day(at))  # fmt: skip
    return counted.value.remaining


def _promise_ended(told: Telling) -> datetime | None:
    """The local part ends when the case goes up; any case when it is completed or ends otherwise."""
    return told.reported or told.completed or told.ended


@carries("S10.7", by="clock")
def notice(told: Telling, days: Days) -> Clock | None:
    """The hall's own clock for telling what lacks, where a case was taken in before it was examined."""
    if told.received is None or told.pending is None:
        return None
    limit = told.pending["notice"]
    since = told.received.happened
    basis = Cite(limit["article"], tuple(limit.get("rules", ())))
    due, provisional, steps = days.counted(since, limit["days"], limit["unit"], basis, "一次告知", "收件")
    return Clock("notice", "hall", since, due, told.noticed, "", provisional, steps)


def deemed_acceptance(told: Telling, clock: Clock) -> Event:
    """The acceptance that the law sets where nobody was told in time: from the day of receipt."""
    assert told.pending is not None
    facts = {"kind": told.pending["kind"], "limit": told.pending["limit"], "deemed": True}
    return Event("accepted", clock.since, facts)


@carries("S06.9", "S06.10", by="clock")
def judgement(told: Telling, days: Days) -> Clock | None:
    """How long a possible refusal may be weighed: some days, or as long as the promise."""
    if told.weighed is None:
        return None
    limit = told.weighed.data["limit"]
    since = (told.received or told.weighed).happened
    basis = Cite(limit["article"], tuple(limit["rules"]))
    due, provisional, steps = days.counted(since, limit["days"], limit["unit"], basis, "判断", "收件")
    return Clock("judgement", "hall", since, due, told.ended, "", provisional, steps)


@carries("S09.1", by="clock")
def top_up(told: Telling, days: Days, terms: Terms, promised: Clock | None) -> Clock | None:
    """The applicant's own clock for papers owed; never longer than the promise."""
    if not told.owed or told.owed_since is None or promised is None:
        return None
    return _top_up(tuple(told.owed), told.owed_since, None, days, terms, promised)


def topped_up(told: Telling, days: Days, terms: Terms, promised: Clock | None) -> Iterator[Clock]:
    """The same of papers that were owed and have come."""
    if promised is None:
        return
    for each in told.settled:
        yield _top_up(each.names, each.since, each.came, days, terms, promised)


def _top_up(
    names: tuple[str, ...], since: datetime, came: datetime | None, days: Days, terms: Terms, promised: Clock
) -> Clock:
    about = "、".join(names)
    if not terms.owing_days:
        said = Step("容缺材料在承诺办结之前补齐", (_TOP_UP,))
        return Clock("top-up", "applicant", since, promised.due, came, about, promised.provisional, (said,))
    due, provisional, steps = days.counted(since, terms.owing_days, "working", _TOP_UP, "容缺补齐", "受理")
    if promised.due is not None and promised.due < due:
        said = Step("不超过本件承诺办结的时间", (_TOP_UP,))
        return Clock("top-up", "applicant", since, promised.due, came, about, promised.provisional, (*steps, said))
    return Clock("top-up", "applicant", since, due, came, about, provisional, steps)


def stop(told: Telling) -> Clock | None:
    """The excluded procedure that stops the promise now; it has no due moment of its own."""
    last = next((pause for pause in reversed(told.pauses) if pause.end is None), None)
    if last is None or _promise_ended(told) is not None:
        return None
    since = datetime.combine(last.start, datetime.min.time(), tzinfo=ZONE)
    return Clock("stop", "hall", since, None, None, last.why)


@carries("S04.13", by="clock")
def parts(told: Telling, days: Days, promised: Clock | None) -> Iterator[Clock]:
    """Each department's part of a joint case: its own date, or the case's one limit."""
    for part in told.parts.values():
        yield _part(part, days, promised, told)


def _part(part: Part, days: Days, promised: Clock | None, told: Telling) -> Clock:
    due = days.closing(part.until) if part.until else promised.due if promised else None
    ended = part.signed or told.completed or told.ended
    said = f"{part.department}：{part.requirement or '签署意见'}"
    return Clock("part", "department", part.told, due, ended, part.department, False, (Step(said, (_PART,)),))


def answer(told: Telling, days: Days) -> Clock | None:
    """When the answer from above is expected; followed, not promised."""
    if told.accepted is None or not told.accepted.data["limit"].get("answer_days"):
        return None
    limit = told.accepted.data["limit"]
    since = told.accepted.happened
    due, provisional, steps = days.counted(
        since, limit["answer_days"], limit["unit"], _ANSWER, "上级答复（预计）", "受理"
    )
    return Clock("answer", "above", since, due, told.answered or told.completed or told.ended, "", provisional, steps)


def delivery(told: Telling, days: Days, terms: Terms) -> Clock | None:
    """How long the hall has to hand the result out after completion."""
    if told.completed is None or not terms.delivery_days or told.state == "refused":
        return None
    due, provisional, steps = days.counted(
        told.completed, terms.delivery_days, terms.delivery_unit, terms.delivery_basis, "送达", "办结"
    )
    return Clock("delivery", "hall", told.completed, due, told.delivered, "", provisional, steps)


def all_clocks(told: Telling, days: Days, terms: Terms) -> Iterator[Clock]:
    """Every clock that the case has or had, the promise first."""
    promised = promise(told, days)
    found = (
        promised, notice(told, days), judgement(told, days), top_up(told, days, terms, promised),
        *topped_up(told, days, terms, promised), stop(told),
        *parts(told, days, promised), answer(told, days), delivery(told, days, terms),
    )  # fmt: skip
    yield from (clock for clock in found if clock is not None)


def terms_of(book: Rulebook) -> Terms:
    """What the clocks need of a rulebook."""
    rules = book.casework
    delivery_ = rules.delivery
    limit = delivery_.value
    return Terms(rules.stamp.value, rules.owing_days.value, limit.days, limit.unit, delivery_.cite)
