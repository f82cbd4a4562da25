"""A late entry among what was noted before it: everything that took place later must still have its place.

An act entered late is looked at as the case stood when it happened; what was entered as happening after that is not
undone by it. So a return or a decision of last week is refused where the case went on this week. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from counter.domain.casework.case.clocks import Days, Terms
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.life import RUNNING, states_before
from counter.domain.casework.case.order import why_not_now
from counter.domain.clock import local
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

_UNDECIDED = ("examining", "awaiting-materials", "deliberating", *RUNNING)
_WITH_LEADER = (*_UNDECIDED, "awaiting-approval")
_BEGUN = ("accepted", "reviewing", "joint-review")
_PLACE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "noticed": ("一次告知", ("examining",)), "not-accepted": ("一次告知", ("examining",)),
    "weighed": ("审议", ("examining",)),
    "accepted": ("受理", ("examining", "awaiting-materials", "deliberating")),
    "converted": ("转承诺件", _BEGUN), "examined": ("审核", ("accepted",)), "stopped": ("暂停计时", RUNNING),
    "resumed": ("恢复计时", RUNNING), "extended": ("延期", (*_BEGUN, "awaiting-approval")),
    "lead-fixed": ("确定牵头窗口", _BEGUN), "departments-told": ("通知联办部门", _BEGUN),
    "review-held": ("记录联审会", ("joint-review",)), "opinion": ("登记部门意见", ("joint-review",)),
    "referred": ("上报", _BEGUN), "answered": ("登记上级答复", ("referred",)), "submitted": ("送审", _UNDECIDED),
    "sent-back": ("退回经办人", ("awaiting-approval",)), "refused": ("不予办理", _WITH_LEADER),
    "decided": ("办结", (*RUNNING, "awaiting-approval")), "stamped": ("盖章", ("decided",)),
    "told": ("通知领取", ("stamped", "awaiting-collection")),
    "delivered": ("领取", ("stamped", "awaiting-collection")), "reviewed": ("评价", ("delivered",)),
    "archived": ("归档", ("delivered", "reviewed")), "returned": ("退回", _UNDECIDED),
    "withdrawn": ("撤回", _WITH_LEADER), "lapsed": ("终止", ("awaiting-materials",)),
    "rebooked": ("另约", _UNDECIDED),
}  # fmt: skip
"""Each kind of event that needs a state: how it is called, and the states that it follows."""


class NoRoom(Refusal):
    """A late entry after which something that was noted later could not have happened."""

    says = "补录的时间之后已经登记了“{what}”（{when}），补录这一项，“{what}”就不成立了。请核对发生的时间。"


@carries("S01.11", by="check")
def must_leave_room(before: Sequence[Event], new: Sequence[Event], moment: datetime, days: Days, terms: Terms) -> None:
    """Refuses a late entry that takes the place away from what was noted as happening after it.

    Args:
        before: What is known of the case without the entry.
        new: What the entry adds.
        moment: When it happened.
        days: The calendar and the hours of the case.
        terms: What its rulebook says of seal and clocks.

    Raises:
        NoRoom: naming the first thing that would have no place.
    """
    later = [each for each in before if each.happened > moment and each.kind in _PLACE]
    if not later:
        return
    stood = _places(states_before(before, days, terms), later)
    stands = _places(states_before((*before, *new), days, terms), later)
    for event, had, has in zip(later, stood, stands, strict=True):
        if had and not has:
            doing = _PLACE[event.kind][0]
            raise NoRoom(what=doing, when=f"{local(event.happened):%m-%d %H:%M}", cites=why_not_now(doing))


def _places(states: Iterable[tuple[Event, str, str]], later: Sequence[Event]) -> list[bool]:
    """Of each later event, whether the state before it is one that it follows."""
    at = {id(event): (state, kind) for event, state, kind in states}
    return [_follows(event, *at[id(event)]) for event in later]


def _follows(event: Event, state: str, kind: str) -> bool:
    # Only an instant case becomes a promised one.
    return state in _PLACE[event.kind][1] and (event.kind != "converted" or kind == "instant")
