"""The facts of presence without a database: moments are whole seconds since 1970, so that they compare fast.

A person is there from signing in until signing out, or to the end of the session; not while out of the hall, on
leave or on group duty. On a day on which nobody signed in, presence is not judged: whoever is not away is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

Span = tuple[int, int]
"""From a moment to another, which is no longer in it."""


class Punch(NamedTuple):
    """One row of presence, as it holds after corrections."""

    id: int
    person: str
    at: int
    kind: str
    """in, out, go-out, come-back."""
    how: str = ""
    place: str = ""
    village: bool = False
    matter: str = ""
    back_by: int | None = None
    witness: str = ""
    terminal: str = ""
    replaces: int | None = None
    """The row that it corrects."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time for which somebody is rightly away: leave, an official trip, group duty."""

    person: str
    start: int
    until: int
    kind: str
    """private, sick, annual, study, official, group-duty."""
    stand_in: str = ""
    """Who stands in, where somebody agreed to."""
    label: str = ""
    """The leave's number, or the duty's matter."""
    leave_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A post went to another person, or back."""

    id: int
    post: str
    at: int
    kind: str
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A and B of a post from a moment on."""

    since: int
    a: str
    b: str


def seconds(moment: datetime) -> int:
    """A moment as whole seconds."""
    return int(moment.timestamp())


def moment(at: int) -> datetime:
    """Whole seconds as a moment."""
    return datetime.fromtimestamp(at, UTC)


def there(punches: Sequence[Punch], sessions: Sequence[Span], *, judged: bool, once: bool) -> list[Span]:
    """When somebody was in the hall during its hours.

    Args:
        punches: the person's punches of the day, in order.
        sessions: the hall's hours of the day.
        judged: whether anybody signed in that day; if not, everybody counts as there.
        once: whether one sign-in covers the whole day.
    """
    if not judged:
        return _without(list(sessions), _outings(punches, sessions))
    if not punches or not sessions:
        return []
    found: list[Span] = []
    for first, last in [(sessions[0][0], sessions[-1][1])] if once else sessions:
        found += _stays(punches, first, last, sessions)
    return _within(found, sessions)


def away(spans: Sequence[Span], spells: Iterable[Spell]) -> list[Span]:
    """The spans without the times for which somebody was rightly away."""
    return _without(list(spans), [(each.start, each.until) for each in spells])


def covers(spans: Sequence[Span], at: int) -> bool:
    """Whether a moment lies in one of the spans."""
    return any(start <= at < until for start, until in spans)


def session_of(sessions: Sequence[Span], at: int) -> int:
    """Which session a sign-in at a moment belongs to: the first that has not ended; the last one after all."""
    return next((number for number, (_, until) in enumerate(sessions) if at < until), len(sessions) - 1)


def _stays(punches: Sequence[Punch], first: int, last: int, sessions: Sequence[Span]) -> list[Span]:
    before = max((until for _, until in sessions if until <= first), default=0)
    since: int | None = None
    found: list[Span] = []
    for punch in punches:
        if not before <= punch.at < last:
            continue
        if punch.kind in ("in", "come-back"):
            since = punch.at if since is None else since
        elif since is not None:
            found.append((since, punch.at))
            since = None
    if since is not None:
        found.append((since, last))
    return found


def _outings(punches: Sequence[Punch], sessions: Sequence[Span]) -> list[Span]:
    """From going out to coming back, on a day on which nobody signed in."""
    end = sessions[-1][1] if sessions else 0
    since: int | None = None
    found: list[Span] = []
    for punch in punches:
        if punch.kind == "go-out":
            since = punch.at
        elif since is not None and punch.kind == "come-back":
            found.append((since, punch.at))
            since = None
    return found if since is None else [*found, (since, end)]


def _within(spans: Sequence[Span], sessions: Sequence[Span]) -> list[Span]:
    return sorted(
        (max(start, first), min(until, last))
        for start, until in spans for first, last in sessions if start < last and first < until
    )  # fmt: skip


def _without(spans: list[Span], holes: Iterable[Span]) -> list[Span]:
    for first, last in holes:
        if first >= last:
            continue
        cut: list[Span] = []
        for start, until in spans:
            if last <= start or until <= first:
                cut.append((start, until))
                continue
            if start < first:
                cut.append((start, first))
            if last < until:
                cut.append((last, until))
        spans = cut
    return spans
