"""How long a leave is and who approves it: pure, from the hall's hours and the tiers of its rulebook.

Length is counted in half days of the hall's hours, so leave over a holiday counts working days only (K23). The first
tier that fits decides: what lies in a hole between two goes to the higher one, and exactly three days count as three or
more (A09). Leave of the approver goes to the next level up (A10). Keeps S33.3, S33.7, S33.8, S33.10 to S33.13.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from counter.domain.clock import local_day
from counter.domain.hall.duty.facts import Span, seconds
from counter.domain.hall.rights import ROLE_NAMES, Role
from counter.domain.hall.ruled.attendance import LeaveTier, WhoseOwn
from counter.domain.hall.ruled.values import Ruled
from counter.domain.reckoning import Reckoning, Step
from counter.domain.rules import carries

HALF = 0.5
LADDER = (Role.COMPREHENSIVE, Role.DEPUTY_DIRECTOR, Role.DIRECTOR, Role.LEADER_IN_CHARGE, Role.MAIN_LEADER)
"""Who stands above whom, for the leave of those who approve leave."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a leave is, by the hall's hours."""

    halves: int = 0
    """The half days of the hall's hours that it touches."""
    whole: bool = True
    """Whether it covers every one of them wholly."""
    worked: int = 0
    """The seconds of the hall's hours within it."""

    @property
    def days(self) -> float:
        """In days: 0.5, 1, 1.5."""
        return self.halves * HALF

    @property
    def in_hours(self) -> bool:
        """Leave of some hours: within one half day, and not the whole of it."""
        return self.halves == 1 and not self.whole

    def __str__(self) -> str:
        """As screens and papers say it: 1.5天, 2小时."""
        return f"{self.worked / 3600:.1f}小时".replace(".0", "") if self.in_hours else days_said(self.days)


def days_said(days: float) -> str:
    """A number of days: 1.5天, 3天."""
    return f"{days:g}天"


def length(sessions: Callable[[date], Sequence[Span]], start: datetime, until: datetime) -> Length:
    """How long a leave is.

    Args:
        sessions: the hall's hours of a day in whole seconds; none on a day of rest.
        start: when it begins.
        until: when it ends.
    """
    first, last = seconds(start), seconds(until)
    halves, whole, worked = 0, True, 0
    for begin, end in _between(sessions, start, until):
        halves += 1
        whole = whole and first <= begin and end <= last
        worked += min(last, end) - max(first, begin)
    return Length(halves, whole, worked)


def last_worked(sessions: Callable[[date], Sequence[Span]], start: datetime, until: datetime) -> int:
    """The second at which the last of the hall's hours within a leave ends; its own end where there are none."""
    last = seconds(until)
    return max((min(last, end) for _, end in _between(sessions, start, until)), default=last)


def _between(sessions: Callable[[date], Sequence[Span]], start: datetime, until: datetime) -> list[Span]:
    first, last = seconds(start), seconds(until)
    found: list[Span] = []
    day = local_day(start)
    while day <= local_day(until):
        found += [(begin, end) for begin, end in sessions(day) if begin < last and first < end]
        day += _ONE_DAY
    return found


@carries("S33.3", "S33.7", "S33.8", "S33.10", "S33.11", "S33.12", "S33.13", "S33.18", by="clock")
def deciding(
    tiers: Ruled[tuple[LeaveTier, ...]], kind: str, long: Length, roles: Collection[str], others: Collection[str],
    own: Ruled[WhoseOwn],
) -> Reckoning[tuple[Role, ...]]:  # fmt: skip
    """The roles that approve a leave, in order, with the articles.

    Args:
        tiers: the hall's tiers.
        kind: private, sick, official, annual, study.
        long: how long it is.
        roles: what the person on leave is.
        others: every role that somebody else has.
        own: who decides where the person would decide it themselves.
    """
    tier = chosen(tiers.value, kind, long)
    needs = tier.needs
    steps = [Step(f"请{long}，由{_said(needs)}审批", (tiers.cite,))]
    if own.value == "next-up":
        raised = _raised(needs, roles, others)
        if raised != needs:
            steps.append(Step(f"本人是{_said(_of(roles))}，由上一级{_said(raised)}审批", (own.cite,)))
        needs = raised
    return Reckoning(needs, tuple(steps))


def chosen(tiers: Sequence[LeaveTier], kind: str, long: Length) -> LeaveTier:
    """The first tier that fits; the last one where none does."""
    return next((tier for tier in tiers if _fits(tier, kind, long)), tiers[-1])


def _fits(tier: LeaveTier, kind: str, long: Length) -> bool:
    if tier.kinds and kind not in tier.kinds:
        return False
    if tier.in_hours and not long.in_hours:
        return False
    return tier.most_days is None or long.days <= tier.most_days


def _raised(needs: Sequence[Role], roles: Collection[str], others: Collection[str]) -> tuple[Role, ...]:
    """The roles with every one that does not stand above the person replaced by the next level up that is there."""
    rank = max((LADDER.index(role) for role in LADDER if role in roles), default=-1)
    above = [role for role in LADDER[rank + 1 :] if role in others]
    found = [role if role not in LADDER or LADDER.index(role) > rank or not above else above[0] for role in needs]
    return tuple(dict.fromkeys(found))


def _of(roles: Collection[str]) -> list[Role]:
    return [role for role in LADDER if role in roles][-1:]


def _said(roles: Sequence[Role]) -> str:
    return "、".join(ROLE_NAMES[role] for role in roles)
