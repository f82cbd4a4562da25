"""What a case is, derived from what happened to it: state, kind, clocks, flags.

Pure: events, calendar and hours in, a life out; no session and no clock inside. The same events
entered in any order give the same life. A case is reckoned by the limit that its acceptance froze;
a supplemented case from the day its papers were complete (S05.6), completion is the stamp where the
hall keeps an approval seal and otherwise the decision (S54.3). A case whose lack nobody told in time is
deemed accepted from its receipt, where the hall's law says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.domain.casework.case.clocks import (
    DEEMED,
    NO_TERMS,
    Clock,
    Days,
    Terms,
    all_clocks,
    days_left,
    deemed_acceptance,
    notice,
)
from counter.domain.casework.case.facts import Event as Event
from counter.domain.casework.case.facts import in_order as in_order
from counter.domain.casework.case.telling import Part, Telling
from counter.domain.clock import local_day
from counter.domain.hall.days.calendar import Calendar
from counter.domain.hall.days.hours import OpenHours
from counter.domain.reckoning import Reckoning, Step
from counter.domain.rules import carries

STATE_NAMES: dict[str, str] = {
    "enquiry": "咨询",
    "examining": "初审",
    "awaiting-materials": "待补",
    "accepted": "已受理",
    "reviewing": "审核中",
    "joint-review": "联审中",
    "referred": "已上报",
    "deliberating": "审议中",
    "awaiting-approval": "待审批",
    "decided": "已决定",
    "stamped": "已盖章",
    "awaiting-collection": "待领",
    "delivered": "已送达",
    "reviewed": "已评价",
    "archived": "已归档",
    "returned": "退回",
    "refused": "不予办理",
    "guided": "已引导",
    "rebooked": "另约时间",
    "withdrawn": "已撤回",
    "lapsed": "逾期未补",
    "not-accepted": "暂不予受理",
    "void": "作废",
}
FLAG_NAMES: dict[str, str] = {
    "supplement": "补办", "owing": "容缺", "extended": "延期", "overdue": "超期", "corrected": "更正",
    "late-entry": "补录", "agency": "代理", "entrusted": "委托", "appointment": "预约",
    "home-visit": "上门", "special": "特办", "chased": "督办",
}  # fmt: skip
ENDED = frozenset({"returned", "refused", "guided", "rebooked", "withdrawn", "lapsed", "not-accepted", "void"})
RUNNING = ("accepted", "reviewing", "joint-review", "referred")
"""The states in which the clock runs and nothing is decided yet."""
_CLOSED = ENDED | {"delivered", "reviewed", "archived"}
_COLLECT = frozenset({"stamped", "awaiting-collection"})
_JOINT = frozenset({"accepted", "reviewing", "joint-review"})
UNTOLD = "未通知部门"
"""What a joint case waits for before its departments are told."""
_WAITING = frozenset({"awaiting-materials", "examining"})


@dataclass(frozen=True, slots=True)
class Life:
    """What a case is at a moment."""

    state: str = "examining"
    kind: str = ""
    flags: frozenset[str] = frozenset()
    accepted: datetime | None = None
    due: datetime | None = None
    provisional: bool = False
    """The due date counts on a year whose holiday paper has not come out (暂定)."""
    answer_due: date | None = None
    """When the answer from above is expected (上报件)."""
    completed: datetime | None = None
    """The moment of legal completion: the stamp, or the decision."""
    closed: datetime | None = None
    """When its clock ended, by completion or otherwise."""
    remaining: int | None = None
    """Whole working days after today."""
    missing: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    owed_until: datetime | None = None
    reason: str = ""
    clocks: tuple[Clock, ...] = ()
    """Every clock that it has or had."""
    parts: tuple[Part, ...] = ()
    """The departments' parts of a joint case, in the order in which they were told."""
    reported: datetime | None = None
    """When it went up (上报)."""
    lead: str = ""
    """Who leads a joint case, where the centre has fixed it."""
    above: str = ""
    """To whom it went up."""
    custody: tuple[str, ...] = ()
    """Originals that the hall keeps and must give back."""
    requests: int = 0
    """Further requests after the one-time notice."""
    result: str = ""
    entered_above: str = ""
    """Its number in the platform above."""
    feedback: Mapping[str, Any] | None = None
    """The applicant's feedback at the end of an agency matter; None while there is none."""
    transferred: bool = False
    """It went to another post by hand."""
    reminded: datetime | None = None
    """When the applicant was last telephoned about it."""
    deemed: bool = False
    """Accepted by law, because nobody was told in time what lacked."""
    deemed_last: bool = False
    """Nothing was written since it is deemed accepted, so that its row still says what it was before."""

    @property
    def overdue(self) -> bool:
        """Whether the due moment has passed, or had passed when it was finished."""
        return "overdue" in self.flags

    @property
    def list(self) -> str:
        """Which worklist it stands on: open, above, wait, collect or closed."""
        return _list_of(self.state)

    @property
    def is_open(self) -> bool:
        """Whether something is still owed to the applicant."""
        return self.list != "closed"

    @property
    def waits_for(self) -> str:
        """Whom beside the hall it waits for: departments without a yes, or the body above; empty where nobody."""
        if self.state == "referred":
            return self.above
        if self.kind != "joint" or self.state not in _JOINT:
            return ""
        if not self.parts:
            return UNTOLD
        return "、".join(_said_of(part) for part in self.parts if part.opinion != "agree")

    @property
    def stopped(self) -> bool:
        """Whether an excluded procedure stops its promise now."""
        return any(clock.name == "stop" for clock in self.clocks)

    @property
    def tracked(self) -> str:
        """Why it is followed to its end though nothing of it is late: chased, special, transferred; empty if not."""
        if not self.is_open:
            return ""
        marked = next((flag for flag in ("chased", "special") if flag in self.flags), "")
        return marked or ("transferred" if self.transferred else "")

    def clock(self, name: str) -> Clock | None:
        """The clock of a name; of several the first that is still waited for."""
        found = [clock for clock in self.clocks if clock.name == name]
        return next((clock for clock in found if clock.running), found[0] if found else None)

    @property
    def watched(self) -> Clock | None:
        """The running clock beside the promise that is due first: what a list reminds of; an ended case has none."""
        if self.state in ENDED or self.state == "archived":
            return None
        running = [clock for clock in self.clocks if clock.running and clock.due and clock.name != "promise"]
        return min(running, key=lambda clock: (clock.due, clock.name, clock.about), default=None)


def _said_of(part: Part) -> str:
    return f"{part.department}（不同意）" if part.opinion else part.department


def _list_of(state: str) -> str:
    if state in _CLOSED:
        return "closed"
    if state in _COLLECT:
        return "collect"
    if state == "referred":
        return "above"
    return "wait" if state in _WAITING else "open"


@carries("S05.6", "S05.7", "S11.6", "S54.3", by="clock")
def derive(
    events: Iterable[Event],
    calendar: Calendar,
    hours: OpenHours,
    *,
    at: datetime,
    terms: Terms = NO_TERMS,
) -> Reckoning[Life]:
    """What a case is at a moment, and how its due date is reckoned.

    Args:
        events: Everything that happened to it, in any order.
        calendar: The working days as known.
        hours: The hall's hours when it was accepted.
        at: The moment asked about; later events do not count.
        terms: What the hall's rulebook says of seal and clocks.
    """
    days = Days(calendar, hours)
    told = Telling(stamp=terms.stamp)
    deemed: datetime | None = None
    for event in in_order(each for each in events if each.happened <= at):
        deemed = deemed or _deemed_by(told, days, event.happened)
        told.tell(event)
    last = told.last
    deemed = deemed or _deemed_by(told, days, at)
    clocks = tuple(all_clocks(told, days, terms))
    life = _life(told, clocks, days, at, deemed is not None, deemed is not None and (last is None or last <= deemed))
    return Reckoning(life, (*_deemed_steps(clocks, deemed), *_steps(told, clocks)))


def states_before(events: Iterable[Event], days: Days, terms: Terms) -> Iterator[tuple[Event, str, str]]:
    """The events as they happened, each with the state and the kind that the case had when it came."""
    told = Telling(stamp=terms.stamp)
    for event in in_order(events):
        _deemed_by(told, days, event.happened)
        yield event, told.state, told.kind
        told.tell(event)


def _deemed_by(told: Telling, days: Days, moment: datetime) -> datetime | None:
    """Since when the case is deemed accepted by a moment, because nothing was answered in time."""
    if told.pending is None or told.noticed is not None or told.accepted or not told.pending["notice"]["deemed"]:
        return None
    clock = notice(told, days)
    if clock is None or clock.due is None or moment <= clock.due or told.state != "examining":
        return None
    told.accepted = deemed_acceptance(told, clock)
    told.kind, told.state = told.accepted.data["kind"], "accepted"
    return clock.due


def _deemed_steps(clocks: Sequence[Clock], deemed: datetime | None) -> tuple[Step, ...]:
    told = next((clock for clock in clocks if clock.name == "notice"), None)
    if deemed is None or told is None:
        return ()
    return (*told.steps, Step("到期没有一次告知，自收件之日起视为受理", (DEEMED,)))


def _steps(told: Telling, clocks: Sequence[Clock]) -> tuple[Step, ...]:
    """How its date follows: the promise, or the judgement, or why no clock runs."""
    for name in ("promise", "judgement", "notice"):
        clock = next((each for each in clocks if each.name == name), None)
        if clock is not None and (name != "notice" or told.state == "examining"):
            return clock.steps
    return (Step(_STANDS[told.state]),) if told.state in _STANDS else ()


_STANDS = {
    "awaiting-materials": "等申请人补齐材料，齐全之日起算，现在不计时",
    "examining": "正在初审，还没有受理，不计时",
    "not-accepted": "没有受理，不计时",
    "returned": "已退回，不计时",
}


def _life(told: Telling, clocks: tuple[Clock, ...], days: Days, at: datetime, deemed: bool, last: bool) -> Life:
    by_name = {clock.name: clock for clock in reversed(clocks)}
    main = by_name.get("promise") or by_name.get("judgement")
    flags = set(told.flags)
    if main is not None and main.late(at):
        flags.add("overdue")
    if told.owed:
        flags.add("owing")
    answer, owing = by_name.get("answer"), by_name.get("top-up")
    promised = by_name.get("promise")
    return Life(
        told.state, told.kind, frozenset(flags), told.accepted.happened if told.accepted else None,
        main.due if main else None, bool(main and main.provisional),
        local_day(answer.due) if answer and answer.due else None,
        told.completed, told.completed or told.ended,
        _remaining(told, days, main, promised, at),
        tuple(told.missing), tuple(told.owed), owing.due if owing and owing.running else None, told.reason,
        clocks, tuple(told.parts.values()), told.reported, told.lead, told.above, tuple(told.custody),
        len(told.requests), told.result, told.entered_above, told.feedback, told.transferred, told.reminded,
        deemed, last,
    )  # fmt: skip


def _remaining(told: Telling, days: Days, main: Clock | None, promised: Clock | None, at: datetime) -> int | None:
    if main is None or main.ended is not None:
        return None
    if promised is None:
        return max(0, days.calendar.working_days_between(local_day(at), local_day(main.due))) if main.due else None
    return days_left(told, days, promised, at)


def projected(life: Life) -> dict[str, Any]:
    """The derived columns of a case row; the one place that says what they hold.

    A case that the law has come to deem accepted stands as it was last written: only an act changes a row, and
    the column `watch` brings it before people's eyes on the day that its notice is due.
    """
    if life.deemed_last:
        return _columns(life, state="examining", accepted=False)
    return _columns(life, state=life.state, accepted=True)


def _columns(life: Life, *, state: str, accepted: bool) -> dict[str, Any]:
    finished_late = life.overdue if life.completed else None
    watched = life.clock("notice") if life.deemed_last else life.watched
    return {
        "state": state,
        "kind": (life.kind or None) if accepted else None,
        "flags": sorted(life.flags - {"overdue"}),
        "list": _list_of(state),
        "due": life.due if accepted else None,
        "provisional": life.provisional if accepted else False,
        "accept_day": local_day(life.accepted) if life.accepted and accepted else None,
        "closed_day": local_day(life.closed) if life.closed else None,
        "overdue": finished_late,
        "accepted": life.accepted if accepted else None,
        "closed": life.closed,
        "watch": watched.due if watched else None,
        "watched": watched.name if watched else None,
        "custody": len(life.custody) or None,
        "entered_above": life.entered_above if accepted and life.accepted and state != "void" else None,
        "tracked": life.tracked or None,
        "reminded": local_day(life.reminded) if life.reminded else None,
        "reported": life.reported,
        "waits_for": life.waits_for or None if accepted else None,
    }


def said_flags(flags: Sequence[str] | frozenset[str]) -> str:
    """Flags in Chinese, for a line."""
    return "、".join(FLAG_NAMES[flag] for flag in FLAG_NAMES if flag in flags)
