"""What a case is, derived from what happened to it: state, kind, clocks, flags.

Pure: events, calendar and hours in, a life out; no session and no clock inside. The same events
entered in any order give the same life. A case is reckoned by the limit that its acceptance froze;
a supplemented case from the day its papers were complete (S05.6), completion is the stamp where the
hall keeps an approval seal and otherwise the decision (S54.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from counter.domain.casework.deadline import Extension, Pause, deadline, ended_on, instant_due
from counter.domain.clock import ZONE, local, local_day
from counter.domain.hall.calendar import Calendar
from counter.domain.hall.hours import OpenHours
from counter.domain.reckoning import Cite, Reckoning, Step
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
_CLOSED = ENDED | {"delivered", "reviewed", "archived"}
_COLLECT = frozenset({"stamped", "awaiting-collection"})
_CHANNEL_FLAGS = {"village": "agency", "appointment": "appointment", "home": "home-visit"}
_RANK = {name: rank for rank, name in enumerate(
    ("received", "noticed", "not-accepted", "returned", "switched", "brought", "accepted", "examined", "stopped",
     "resumed", "extended", "converted", "refused", "decided", "stamped", "told", "delivered", "withdrawn",
     "lapsed", "corrected", "void"))}  # fmt: skip
"""The order of events of one moment that are not written yet."""
UNWRITTEN = 2**62
"""The place of an event that is not written yet: after all that are."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event as the derivation needs it."""

    kind: str
    happened: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    entered: datetime | None = None
    seq: int = field(default=UNWRITTEN, compare=False)
    """Its place among the events entered, which orders those of one moment."""


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

    @property
    def overdue(self) -> bool:
        """Whether the due moment has passed, or had passed when it was finished."""
        return "overdue" in self.flags

    @property
    def list(self) -> str:
        """Which worklist it stands on: open, wait, collect or closed."""
        if self.state in _CLOSED:
            return "closed"
        if self.state in _COLLECT:
            return "collect"
        return "wait" if self.state in ("awaiting-materials", "examining") else "open"

    @property
    def is_open(self) -> bool:
        """Whether something is still owed to the applicant."""
        return self.list != "closed"


@dataclass
class _Telling:
    """The life as it is being told, event by event."""

    state: str = "examining"
    kind: str = ""
    flags: set[str] = field(default_factory=set)
    accepted: Event | None = None
    completed: datetime | None = None
    ended: datetime | None = None
    missing: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    reason: str = ""


@carries("S05.6", "S05.7", "S11.6", "S54.3", by="clock")
def derive(
    events: Iterable[Event],
    calendar: Calendar,
    hours: OpenHours,
    *,
    at: datetime,
    stamp: bool = False,
) -> Reckoning[Life]:
    """What a case is at a moment, and how its due date is reckoned.

    Args:
        events: Everything that happened to it, in any order.
        calendar: The working days as known.
        hours: The hall's hours when it was accepted.
        at: The moment asked about; later events do not count.
        stamp: Whether the hall keeps an approval seal, so that the stamp completes.
    """
    told = _Telling()
    for event in in_order(each for each in events if each.happened <= at):
        _TELL[event.kind](told, event, stamp)
    due = _due(told, calendar, hours)
    return Reckoning(_life(told, due.value, calendar, at), due.steps)


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events as they happened, whatever the order of their entry."""
    return sorted(events, key=_order)


def _order(event: Event) -> tuple[datetime, int, int, str]:
    rank = _RANK.get(event.kind, len(_RANK))
    return (event.happened, event.seq, rank, str(sorted(event.data.items())))


@dataclass(frozen=True, slots=True)
class _Due:
    moment: datetime | None = None
    provisional: bool = False
    answer: date | None = None


def _due(told: _Telling, calendar: Calendar, hours: OpenHours) -> Reckoning[_Due]:
    accepted = told.accepted
    if accepted is None:
        return Reckoning(_Due(), (Step(_WAITING[told.state]),) if told.state in _WAITING else ())
    limit = accepted.data["limit"]
    basis = Cite(limit["article"], tuple(limit["rules"]))
    start = local(accepted.happened)
    if accepted.data["kind"] == "instant":
        until = instant_due(start, hours, basis)
        return Reckoning(_Due(until.value, calendar.fact(until.value.date()).provisional), until.steps)
    begins = "材料齐全" if "supplement" in told.flags else "受理"
    pauses = told.pauses if told.ended is None else ended_on(told.pauses, local_day(told.ended))
    counted = deadline(start.date(), limit["days"], calendar, pauses, told.extensions, limit["unit"],
                       basis=basis, begins=begins)  # fmt: skip
    if counted.value.due is None:
        return Reckoning(_Due(), counted.steps)
    day = counted.value.due
    moment = datetime.combine(day, hours.closing(day), tzinfo=ZONE)
    answer = None
    if limit.get("answer_days"):
        answer = deadline(start.date(), limit["answer_days"], calendar, unit=limit["unit"]).value.due
    return Reckoning(_Due(moment, counted.value.provisional, answer), counted.steps)


_WAITING = {
    "awaiting-materials": "等申请人补齐材料，齐全之日起算，现在不计时",
    "examining": "正在初审，还没有受理，不计时",
    "not-accepted": "没有受理，不计时",
    "returned": "已退回，不计时",
}


def _life(told: _Telling, due: _Due, calendar: Calendar, at: datetime) -> Life:
    flags = set(told.flags)
    ended = told.completed or told.ended
    if due.moment is not None and (ended or at) > due.moment:
        flags.add("overdue")
    if told.owed:
        flags.add("owing")
    remaining = None
    if due.moment is not None and ended is None:
        remaining = max(0, calendar.working_days_between(local_day(at), local_day(due.moment)))
    accepted = told.accepted.happened if told.accepted else None
    return Life(
        told.state, told.kind, frozenset(flags), accepted, due.moment, due.provisional, due.answer,
        told.completed, ended, remaining, tuple(told.missing), tuple(told.owed),
        due.moment if told.owed else None, told.reason,
    )  # fmt: skip


def _received(told: _Telling, event: Event, stamp: bool) -> None:
    if event.data.get("late"):
        told.flags.add("late-entry")
    if flag := _CHANNEL_FLAGS.get(event.data.get("channel", "")):
        told.flags.add(flag)


def _noticed(told: _Telling, event: Event, stamp: bool) -> None:
    told.state = "awaiting-materials"
    told.flags.add("supplement")
    told.missing = list(event.data["list"])


def _brought(told: _Telling, event: Event, stamp: bool) -> None:
    came = set(event.data["brings"])
    told.missing = [name for name in told.missing if name not in came]
    told.owed = [name for name in told.owed if name not in came]


def _accepted(told: _Telling, event: Event, stamp: bool) -> None:
    # After a change of item the clock keeps the start that it had.
    since = event.data.get("since")
    told.accepted = event if since is None else replace(event, happened=datetime.fromisoformat(since))
    told.kind = event.data["kind"]
    told.state = "accepted"
    told.missing = []
    told.owed = list(event.data.get("owed", ()))


def _decided(told: _Telling, event: Event, stamp: bool) -> None:
    if not event.data.get("granted", True):
        told.state, told.completed = "refused", event.happened
        told.reason = event.data.get("reason", "")
        return
    if stamp:
        told.state = "decided"
        return
    told.state, told.completed = "awaiting-collection", event.happened


def _stamped(told: _Telling, event: Event, stamp: bool) -> None:
    told.state, told.completed = "stamped", event.happened


def _told(told: _Telling, event: Event, stamp: bool) -> None:
    told.state = "awaiting-collection"


def _delivered(told: _Telling, event: Event, stamp: bool) -> None:
    told.state = "delivered"
    told.completed = told.completed or event.happened


def _ends(state: str) -> Any:
    def tell(told: _Telling, event: Event, stamp: bool) -> None:
        told.state, told.ended = state, event.happened
        told.reason = event.data.get("reason", "")
        if state in ("returned", "not-accepted"):
            told.missing = list(event.data.get("list", ()))

    return tell


def _stopped(told: _Telling, event: Event, stamp: bool) -> None:
    told.pauses.append(Pause(local_day(event.happened), None, event.data["ground"], event.data.get("paper", "")))


def _resumed(told: _Telling, event: Event, stamp: bool) -> None:
    if told.pauses and told.pauses[-1].end is None:
        last = told.pauses[-1]
        told.pauses[-1] = Pause(last.start, local_day(event.happened), last.reason, last.paper)


def _extended(told: _Telling, event: Event, stamp: bool) -> None:
    told.flags.add("extended")
    told.extensions.append(Extension(event.data["days"], event.data.get("approved_by", "")))


def _switched(told: _Telling, event: Event, stamp: bool) -> None:
    told.flags.add("corrected")
    told.accepted, told.kind, told.state = None, "", "examining"
    told.missing, told.owed = [], []
    told.pauses, told.extensions = [], []


def _corrected(told: _Telling, event: Event, stamp: bool) -> None:
    told.flags.add("corrected")
    channel = event.data.get("now", {}).get("channel")
    if channel is not None:
        told.flags -= set(_CHANNEL_FLAGS.values())
        told.flags |= {flag for name, flag in _CHANNEL_FLAGS.items() if name == channel}


def _void(told: _Telling, event: Event, stamp: bool) -> None:
    """A voided case was never completed: it leaves the counts."""
    told.state, told.ended, told.completed = "void", event.happened, None
    told.reason = event.data.get("reason", "")


def _examined(told: _Telling, event: Event, stamp: bool) -> None:
    told.state = "reviewing"


def _converted(told: _Telling, event: Event, stamp: bool) -> None:
    _accepted(told, event, stamp)


_TELL: dict[str, Any] = {
    "received": _received, "noticed": _noticed, "brought": _brought, "accepted": _accepted,
    "examined": _examined, "stopped": _stopped, "resumed": _resumed, "extended": _extended,
    "converted": _converted, "decided": _decided, "stamped": _stamped, "told": _told,
    "delivered": _delivered, "returned": _ends("returned"), "not-accepted": _ends("not-accepted"),
    "refused": _ends("refused"), "withdrawn": _ends("withdrawn"), "lapsed": _ends("lapsed"),
    "void": _void, "corrected": _corrected, "switched": _switched,
}  # fmt: skip


def projected(life: Life) -> dict[str, Any]:
    """The derived columns of a case row; the one place that says what they hold."""
    finished_late = life.overdue if life.completed else None
    return {
        "state": life.state,
        "kind": life.kind or None,
        "flags": sorted(life.flags - {"overdue"}),
        "list": life.list,
        "due": life.due,
        "provisional": life.provisional,
        "accept_day": local_day(life.accepted) if life.accepted else None,
        "closed_day": local_day(life.closed) if life.closed else None,
        "overdue": finished_late,
        "accepted": life.accepted,
        "closed": life.closed,
    }


def said_flags(flags: Sequence[str] | frozenset[str]) -> str:
    """Flags in Chinese, for a line."""
    return "、".join(FLAG_NAMES[flag] for flag in FLAG_NAMES if flag in flags)
