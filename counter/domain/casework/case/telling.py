"""A case's life as it is told, event by event: one small function for each kind of event.

Pure. What an event does to state, kind, flags and clocks stands here and nowhere else; what the clocks
then show is reckoned from the end of the telling (`life.py`, `clocks.py`). An event that cannot follow
what was told before (late entries come in any order) changes what it can and refuses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from counter.domain.casework.case.deadline import Extension, Pause
from counter.domain.casework.case.facts import KEPT, Event
from counter.domain.clock import local_day
from counter.domain.reckoning import Cite

CHANNEL_FLAGS = {"village": "agency", "appointment": "appointment", "home": "home-visit"}
"""Ways of applying that a case remembers for ever."""
_EXTENDED = Cite("延期手续：特殊原因、到期前、经领导批准", ("S03.11", "S11.4"))
_MARKS = "marks "
RECEIVED_FLAGS = ("agency", "entrusted", "special")
"""Facts of the receipt that are flags of the case under the same name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A department's part of a joint case (联办)."""

    department: str
    told: datetime
    until: date | None = None
    """By when it is to say its opinion; None: by the case's own limit."""
    requirement: str = ""
    """What a review meeting asked of it."""
    opinion: str = ""
    """agree or refuse; empty while it is silent."""
    reason: str = ""
    signed: datetime | None = None
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Papers that were owed and came together."""

    names: tuple[str, ...]
    since: datetime
    came: datetime


@dataclass
class Telling:
    """The life as it is being told."""

    stamp: bool = False
    """Whether the hall keeps an approval seal, so that the stamp completes."""
    state: str = "examining"
    kind: str = ""
    flags: set[str] = field(default_factory=set)
    received: Event | None = None
    pending: Mapping[str, Any] | None = None
    """What it would be accepted as, where it was taken in before it was examined: kind, limit, notice."""
    noticed: datetime | None = None
    """When the one-time notice was given, or any other answer to the application."""
    accepted: Event | None = None
    weighed: Event | None = None
    """Since when a possible refusal is being weighed (控制事项)."""
    completed: datetime | None = None
    ended: datetime | None = None
    reported: datetime | None = None
    """When it went up (上报): the local part is done."""
    answered: datetime | None = None
    delivered: datetime | None = None
    stopped_in: str = ""
    missing: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    owed_since: datetime | None = None
    settled: list[Settled] = field(default_factory=list)
    """Papers owed (容缺) that have come."""
    requests: list[Event] = field(default_factory=list)
    """Further requests after the one-time notice."""
    extensions: list[Extension] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    lead: str = ""
    """Who leads a joint case, where the centre has fixed it."""
    above: str = ""
    """To whom it went up."""
    before_leader: str = ""
    """The state that a refusal by the leader gives back."""
    custody: list[str] = field(default_factory=list)
    """Original papers that the hall keeps and must give back."""
    entered_above: str = ""
    """Its number in the platform above (省级平台)."""
    result: str = ""
    reason: str = ""
    feedback: Mapping[str, Any] | None = None
    """What the applicant said at the end of an agency matter (服务意见反馈)."""
    transferred: bool = False
    """Whether it went to another post by hand: whoever was asked first follows it to the end."""
    reminded: datetime | None = None
    """When the applicant was last telephoned about it."""
    last: datetime | None = None
    """When the last thing told took place."""

    def tell(self, event: Event) -> None:
        """Takes one event in."""
        _TELL[event.kind](self, event)
        self.last = event.happened


def _received(told: Telling, event: Event) -> None:
    told.received = event
    data = event.data
    if data.get("late"):
        told.flags.add("late-entry")
    told.flags |= {flag for flag in RECEIVED_FLAGS if data.get(flag)}
    if flag := CHANNEL_FLAGS.get(data.get("channel", "")):
        told.flags.add(flag)
    told.pending = data.get("pending")
    told.custody += data.get("custody", ())


def _noticed(told: Telling, event: Event) -> None:
    told.state = "awaiting-materials"
    told.flags.add("supplement")
    told.missing = list(event.data["list"])
    told.noticed = event.happened


def _asked_more(told: Telling, event: Event) -> None:
    """A further request binds only what still waits; once the clock runs it goes on."""
    told.requests.append(event)
    if told.state == "awaiting-materials":
        told.missing += [name for name in event.data["list"] if name not in told.missing]
        return
    told.owed += [name for name in event.data["list"] if name not in told.owed]
    told.owed_since = told.owed_since or event.happened


def _brought(told: Telling, event: Event) -> None:
    came = set(event.data["brings"])
    settled = tuple(name for name in told.owed if name in came)
    if settled and told.owed_since is not None:
        told.settled.append(Settled(settled, told.owed_since, event.happened))
    told.missing = [name for name in told.missing if name not in came]
    told.owed = [name for name in told.owed if name not in came]
    told.custody += event.data.get("custody", ())


def _accepted(told: Telling, event: Event) -> None:
    # After a change of item, or a judgement, the clock keeps the start that it had.
    since = event.data.get("since")
    told.accepted = event if since is None else replace(event, happened=datetime.fromisoformat(since))
    told.kind = event.data["kind"]
    told.state = "accepted"
    told.weighed = None
    told.noticed = told.noticed or event.happened
    told.missing = []
    told.owed = list(event.data.get("owed", ()))
    told.owed_since = event.happened if told.owed else None


def _converted(told: Telling, event: Event) -> None:
    owed, since = told.owed, told.owed_since
    _accepted(told, event)
    told.owed, told.owed_since = owed, since


def _weighed(told: Telling, event: Event) -> None:
    told.state, told.weighed = "deliberating", event
    told.noticed = told.noticed or event.happened


def _examined(told: Telling, event: Event) -> None:
    told.state = "reviewing"


def _stopped(told: Telling, event: Event) -> None:
    told.pauses.append(Pause(local_day(event.happened), None, event.data["ground"], event.data.get("paper", "")))


def _resumed(told: Telling, event: Event) -> None:
    # More than one is open where a stop was entered late before one that was noted earlier.
    until = local_day(event.happened)
    told.pauses = [replace(each, end=until) if each.end is None else each for each in told.pauses]


def _extended(told: Telling, event: Event) -> None:
    told.flags.add("extended")
    told.extensions.append(Extension(event.data["days"], event.data.get("approved_by", ""), _EXTENDED))


# -- joint cases and what goes up ---------------------------------------------------------------


def _lead_fixed(told: Telling, event: Event) -> None:
    told.lead = event.data["lead"]


def _departments_told(told: Telling, event: Event) -> None:
    told.state = "joint-review"
    for each in event.data["parts"]:
        until = date.fromisoformat(each["until"]) if each.get("until") else None
        told.parts.setdefault(each["department"], Part(each["department"], event.happened, until))


def _review_held(told: Telling, event: Event) -> None:
    for each in event.data.get("requirements", ()):
        part = told.parts.get(each["department"]) or Part(each["department"], event.happened)
        if each.get("again"):
            part = Part(part.department, part.told, part.until)
        until = date.fromisoformat(each["until"]) if each.get("until") else part.until
        told.parts[part.department] = replace(part, requirement=each["requirement"], until=until)


def _opinion(told: Telling, event: Event) -> None:
    data = event.data
    part = told.parts.get(data["department"]) or Part(data["department"], event.happened)
    told.parts[part.department] = replace(
        part, opinion=data["opinion"], reason=data.get("reason", ""), signed=event.happened,
        signed_by=data.get("signed_by", ""),
    )  # fmt: skip


def _referred(told: Telling, event: Event) -> None:
    told.state, told.reported = "referred", event.happened
    told.above = event.data.get("to", "")


def _answered(told: Telling, event: Event) -> None:
    told.answered = event.happened
    _decided(told, event)


# -- the leader, the decision, the end ------------------------------------------------------------


def _submitted(told: Telling, event: Event) -> None:
    told.before_leader, told.state = told.state, "awaiting-approval"


def _sent_back(told: Telling, event: Event) -> None:
    if told.state == "awaiting-approval":
        told.state = told.before_leader or "reviewing"


def _decided(told: Telling, event: Event) -> None:
    if not event.data.get("granted", True):
        told.state, told.completed = "refused", event.happened
        told.reason = event.data.get("reason", "")
        return
    told.result = event.data.get("result", "")
    if told.stamp:
        told.state = "decided"
        return
    told.state, told.completed = "awaiting-collection", event.happened


def _stamped(told: Telling, event: Event) -> None:
    told.state, told.completed = "stamped", event.happened


def _told_client(told: Telling, event: Event) -> None:
    told.state = "awaiting-collection"


def _delivered(told: Telling, event: Event) -> None:
    told.state, told.delivered = "delivered", event.happened
    told.completed = told.completed or event.happened


def _gave_back(told: Telling, event: Event) -> None:
    back = list(event.data["names"])
    told.custody = [name for name in told.custody if name not in back]


def _reviewed(told: Telling, event: Event) -> None:
    told.state = "reviewed"


def _feedback(told: Telling, event: Event) -> None:
    told.feedback = event.data
    if told.state == "delivered":
        told.state = "reviewed"


def _archived(told: Telling, event: Event) -> None:
    told.state = "archived"


def _ends(state: str) -> Callable[[Telling, Event], None]:
    def tell(told: Telling, event: Event) -> None:
        told.state, told.ended = state, event.happened
        told.reason = event.data.get("reason", "")
        told.noticed = told.noticed or event.happened
        if state in ("returned", "not-accepted"):
            told.missing = list(event.data.get("list", ()))

    return tell


def _switched(told: Telling, event: Event) -> None:
    told.flags.add("corrected")
    told.accepted, told.kind, told.state, told.pending, told.weighed = None, "", "examining", None, None
    told.missing, told.owed, told.settled = [], [], []
    told.pauses, told.extensions, told.parts = [], [], {}
    told.reported = told.answered = told.owed_since = None
    told.lead = told.above = ""


def _corrected(told: Telling, event: Event) -> None:
    told.flags.add("corrected")
    channel = event.data.get("now", {}).get("channel")
    if channel is not None:
        kept = {flag for flag in RECEIVED_FLAGS if told.received and told.received.data.get(flag)}
        told.flags -= set(CHANNEL_FLAGS.values()) - kept
        told.flags |= {flag for name, flag in CHANNEL_FLAGS.items() if name == channel}
    for field_, mark in event.data.get("now", {}).items():
        if field_.startswith(_MARKS):
            _marked(told, field_.removeprefix(_MARKS), mark)


def _marked(told: Telling, name: str, mark: str) -> None:
    """A mark put right: an original is kept after all, or was not."""
    told.custody = [each for each in told.custody if each != name] + ([name] if mark == KEPT else [])


def _void(told: Telling, event: Event) -> None:
    """A voided case was never completed: it leaves the counts."""
    told.state, told.ended, told.completed = "void", event.happened, None
    told.reason = event.data.get("reason", "")


def _transferred(told: Telling, event: Event) -> None:
    told.transferred = True


def _reminded(told: Telling, event: Event) -> None:
    told.reminded = event.happened


def _entered_above(told: Telling, event: Event) -> None:
    told.entered_above = event.data["number"]


def _flag(name: str) -> Callable[[Telling, Event], None]:
    def tell(told: Telling, event: Event) -> None:
        told.flags.add(name)

    return tell


def _noted(told: Telling, event: Event) -> None:
    """Known of the case, and nothing of its state or clocks changes."""


_TELL: Mapping[str, Callable[[Telling, Event], None]] = {
    "received": _received, "noticed": _noticed, "asked-more": _asked_more, "brought": _brought,
    "accepted": _accepted, "converted": _converted, "weighed": _weighed, "examined": _examined,
    "stopped": _stopped, "resumed": _resumed, "extended": _extended,
    "lead-fixed": _lead_fixed, "departments-told": _departments_told, "review-held": _review_held, "opinion": _opinion,
    "referred": _referred, "answered": _answered,
    "submitted": _submitted, "sent-back": _sent_back,
    "decided": _decided, "stamped": _stamped, "told": _told_client, "delivered": _delivered,
    "gave-back": _gave_back, "reviewed": _reviewed, "archived": _archived, "followed-up": _noted,
    "returned": _ends("returned"), "not-accepted": _ends("not-accepted"), "refused": _ends("refused"),
    "guided": _ends("guided"), "rebooked": _ends("rebooked"), "withdrawn": _ends("withdrawn"),
    "lapsed": _ends("lapsed"), "void": _void, "corrected": _corrected, "switched": _switched,
    "special": _flag("special"), "chased": _flag("chased"), "ordered": _flag("chased"), "escalated": _flag("chased"),
    "transferred": _transferred, "reminded": _reminded, "entered-above": _entered_above, "contacted": _noted,
    "pressed": _noted, "unclear": _noted, "published": _noted, "feedback": _feedback,
}  # fmt: skip
"""Every kind of event there is, and what it does to the life."""
