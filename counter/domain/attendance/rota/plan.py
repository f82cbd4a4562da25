"""A month's rota as a plan (排班): who has which duty on which day, from facts alone, without a database.

Keeps: windows take turns on the days between markets (S34.10), and on a market day nobody is put in turn where all
are at their posts (S34.8, A29); somebody at noon on every working day where the hall has noon duty (S35.1); the leader
in charge every day (S36.2), each main leader on so many days of the month (S36.1), at least so many leaders every day
(S36.4); people to the villages on the hall's days, on a rest day too (S34.9, A27); somebody on holidays and in special
periods (S34.15, S36.10). Nobody is put on a day of approved leave.

Fairness is one rule for every duty: whoever has had it least often comes next, months before included; among equals who
had fewest duties altogether, then whose last one lies longest back, then the lower number. The same facts give the
same plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from counter.domain.rules import carries

DUTY_NAMES = {
    "window": "窗口", "weekend": "周末", "noon": "午间", "leader": "带班", "village": "下村", "rest": "节假日",
}  # fmt: skip
"""What each duty is called."""
MARKET = "market"
"""Under this name a window's turn on a market day is counted: those are the hard ones."""
ON_REST_DAY, ON_MARKET_DAY = "逢休息日", "逢场天，全天坐岗在先"
"""What is said beside a village day that falls on another."""


@dataclass(frozen=True, slots=True)
class DutyDay:
    """What a day asks of the rota."""

    day: date
    working: bool
    open: bool = True
    market: bool = False
    everybody: bool = False
    """Everybody is at the post, so that no window takes turns."""
    windows: bool = False
    """Windows take turns."""
    noon: bool = False
    leader: bool = False
    village: bool = False
    rest: bool = False
    """Somebody of the staff is on duty though the hall is closed, or for the special period."""
    said: tuple[str, ...] = ()
    """What is written beside the day: 逢场天, 周五下午大扫除 …"""

    @property
    def turn(self) -> str:
        """The duty as which a window's turn stands on the rota."""
        return "window" if self.working else "weekend"

    @property
    def counted_as(self) -> str:
        """As what a window's turn is counted."""
        return MARKET if self.market else self.turn


@dataclass(frozen=True, slots=True)
class Opening:
    """A window that takes turns, and who can sit there."""

    post: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader who can be on duty in the hall."""

    no: str
    main: bool = False
    in_charge: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a plan follows from."""

    days: tuple[DutyDay, ...]
    openings: tuple[Opening, ...] = ()
    staff: tuple[str, ...] = ()
    """Whose turn it can be at noon and on rest days."""
    goers: tuple[str, ...] = ()
    """Whose turn it can be to go to the villages."""
    leaders: tuple[Leader, ...] = ()
    villages: tuple[str, ...] = ()
    away: frozenset[tuple[str, date]] = frozenset()
    """Who cannot be put on which day: approved leave, a trip, gone for good."""
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """How often somebody (a window, a village) had a duty before: by duty and number, code or name."""
    windows: int = 1
    main_days: int = 0
    in_charge: bool = False
    least_leaders: int = 1
    rest_people: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """One duty of one day."""

    day: date
    duty: str
    person: str
    post: str = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A duty for which nobody could be found."""

    day: date
    duty: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The slots in the order of the days, and what stays open."""

    slots: tuple[Slot, ...]
    gaps: tuple[Gap, ...] = ()


@carries("S34.10", "S35.1", "S36.1", "S36.2", "S36.4", "S34.9", "S34.15", "S36.10", by="act")
def drafted(facts: Facts) -> Plan:
    """The plan for these days."""
    return _Drafting(facts).plan()


def levelled(counts: Mapping[tuple[str, str], int], duties: Iterable[str], names: Sequence[str]) -> dict[
    tuple[str, str], int
]:  # fmt: skip
    """The counts with newcomers at the least of the others: who never had a duty does not make up for years."""
    found = dict(counts)
    for duty in duties:
        known = [counts[duty, name] for name in names if (duty, name) in counts]
        for name in names:
            found.setdefault((duty, name), min(known, default=0))
    return found


class _Drafting:
    """A plan while it is made."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.counts: Counter[tuple[str, str]] = Counter(facts.counts)
        self.load: Counter[str] = Counter()
        for (_, name), count in facts.counts.items():
            self.load[name] += count
        self.last: dict[str, date] = {}
        self.slots: list[Slot] = []
        self.gaps: list[Gap] = []
        self.main = self._main_days()

    def plan(self) -> Plan:
        for day in self.facts.days:
            self._leaders(day)
            sitting = self._windows(day)
            gone = self._villages(day, sitting)
            self._noon(day, gone)
            self._rest(day, sitting | gone)
        return Plan(tuple(self.slots), tuple(self.gaps))

    # -- choosing ------------------------------------------------------------------------------

    def _next(self, names: Iterable[str], duty: str) -> str | None:
        """Whose turn it is."""
        return min(names, key=lambda name: self._order(name, duty), default=None)

    def _order(self, name: str, duty: str) -> tuple[int, int, date, str]:
        return self.counts[duty, name], self.load[name], self.last.get(name, date.min), name

    def _there(self, names: Iterable[str], day: date, *barred: Iterable[str]) -> list[str]:
        out = {name for each in barred for name in each}
        return [name for name in names if name not in out and (name, day) not in self.facts.away]

    def _put(self, slot: Slot, counted_as: str = "") -> None:
        self.slots.append(slot)
        for name in filter(None, (slot.person, slot.post, slot.place)):
            self.counts[counted_as or slot.duty, name] += 1
        self.load[slot.person] += 1
        self.last[slot.person] = slot.day

    # -- each duty -----------------------------------------------------------------------------

    def _windows(self, day: DutyDay) -> set[str]:
        """Windows in turn; of a window's pair whoever sat there less often."""
        busy: set[str] = set()
        if not day.windows:
            return busy
        left = {each.post: each.people for each in self.facts.openings}
        for _ in range(min(self.facts.windows, len(left))):
            free = {post: there for post, people in left.items() if (there := self._there(people, day.day, busy))}
            post = self._next(free, day.counted_as)
            person = self._next(free[post], day.counted_as) if post else None
            if post is None or person is None:
                self.gaps.append(Gap(day.day, day.turn))
                break
            self._put(Slot(day.day, day.turn, person, post=post), day.counted_as)
            busy.add(person)
            left.pop(post)
        return busy

    def _noon(self, day: DutyDay, gone: set[str]) -> None:
        if day.noon:
            self._one(day.day, "noon", self._there(self.facts.staff, day.day, gone))

    def _rest(self, day: DutyDay, busy: set[str]) -> None:
        taken = set(busy)
        for _ in range(self.facts.rest_people if day.rest else 0):
            person = self._one(day.day, "rest", self._there(self.facts.staff, day.day, taken))
            taken.add(person or "")

    def _villages(self, day: DutyDay, busy: set[str]) -> set[str]:
        """One to each village, the villages that were visited least first; as many as there are people."""
        gone: set[str] = set()
        if not day.village:
            return gone
        note = "" if day.working and not day.everybody else ON_MARKET_DAY if day.everybody else ON_REST_DAY
        left = set(self.facts.villages)
        while left and (there := self._there(self.facts.goers, day.day, busy, gone)):
            village = self._next(left, "village")
            person = self._next(there, "village")
            assert village is not None and person is not None
            self._put(Slot(day.day, "village", person, place=village, note=note))
            gone.add(person)
            left.remove(village)
        if not gone:
            self.gaps.append(Gap(day.day, "village"))
        return gone

    def _leaders(self, day: DutyDay) -> None:
        """Of an open day: the main leaders whose day it is, the leader in charge, others until there are enough."""
        if not day.leader:
            return
        if not day.open:
            self._leaders_at_rest(day.day)
            return
        leaders = self.facts.leaders
        today = [each for each in self.main if day.day in self.main[each]]
        if self.facts.in_charge:
            there = self._there((each.no for each in leaders if each.in_charge), day.day, today)
            today += filter(None, [self._next(there, "leader")])
        while len(today) < self.facts.least_leaders:
            person = self._another_leader(day.day, today)
            if person is None:
                self.gaps.append(Gap(day.day, "leader"))
                break
            today.append(person)
        for person in today:
            self._put(Slot(day.day, "leader", person))

    def _leaders_at_rest(self, day: date) -> None:
        """On a day of rest all leaders take turns alike; it counts as a duty on a day of rest."""
        today: list[str] = []
        while len(today) < self.facts.least_leaders:
            person = self._next(self._there((each.no for each in self.facts.leaders), day, today), "rest")
            if person is None:
                self.gaps.append(Gap(day, "leader"))
                return
            today.append(person)
            self._put(Slot(day, "leader", person), "rest")

    def _another_leader(self, day: date, today: Sequence[str]) -> str | None:
        """One more leader; the main ones, who are asked for a day a month, only where there is no other."""
        others = self._there((each.no for each in self.facts.leaders if not each.main), day, today)
        mains = self._there((each.no for each in self.facts.leaders if each.main), day, today)
        return self._next(others, "leader") or self._next(mains, "leader")

    def _one(self, day: date, duty: str, there: Sequence[str]) -> str | None:
        person = self._next(there, duty)
        if person is None:
            self.gaps.append(Gap(day, duty))
        else:
            self._put(Slot(day, duty, person))
        return person

    def _main_days(self) -> dict[str, set[date]]:
        """The days of the main leaders, spread over the month, no two on one day where that can be."""
        days = [each.day for each in self.facts.days if each.leader and each.open]
        mains = sorted(each.no for each in self.facts.leaders if each.main)
        taken: set[date] = set()
        found: dict[str, set[date]] = {}
        for at, no in enumerate(mains):
            free = [day for day in days if (no, day) not in self.facts.away]
            alone = [day for day in free if day not in taken]
            found[no] = _spread(alone or free, self.facts.main_days, (at + 1) / (len(mains) + 1))
            taken |= found[no]
        return found


def _spread(days: Sequence[date], count: int, share: float) -> set[date]:
    """So many of the days, evenly apart."""
    count = min(count, len(days))
    return {days[int((number + share) * len(days) / count)] for number in range(count)}
