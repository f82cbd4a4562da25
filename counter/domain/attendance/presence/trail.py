"""What the punches of a day say of each session: when somebody came, when they left, where they were missing.

Pure. What is due comes in as sessions without the times of leave, trips and group duty, so each session is a row of
pieces. One sign-in covers the day or one each session, as the hall has it. Whoever goes out and says so is accounted
for until the time by which they wanted to be back; who comes back later than the hall's minutes after it has left the
post (S32.8). A sign-out that was forgotten is never made from the next sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counter.domain.hall.duty.facts import Punch, Span

Pieces = tuple[Span, ...]
"""What is due of one session, in order; empty where all of it is excused."""
_COMES = ("in", "come-back", "go-out")


@dataclass(frozen=True, slots=True)
class Outing:
    """Out of the hall in hours, and said so."""

    punch: Punch
    back: int | None
    """When they were back; None where nothing says so."""
    over: int
    """Seconds of what was due between the time they wanted to be back and being back."""


@dataclass(frozen=True, slots=True)
class Trail:
    """One session as it went."""

    pieces: Pieces
    arrived: int | None = None
    """The first sign of them in it; None where there is none."""
    left: int | None = None
    """The last sign-out; None where they did not sign out."""
    missing: bool = False
    """Nothing is known of them until the share of the session was over by which it counts as absent."""
    late: int = 0
    """Seconds."""
    early: int = 0
    """Seconds."""
    unsigned: bool = False
    """A sign-out was due and is not there."""
    gone: int = 0
    """The longest time within it, in seconds, for which they had signed out and come back."""

    @property
    def start(self) -> int:
        """When it begins for them."""
        return self.pieces[0][0]

    @property
    def until(self) -> int:
        """When it ends for them."""
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class _Stay:
    start: int
    until: int
    signed: bool
    """Whether it ended by a sign-out."""
    covered: bool = False
    """Whether it runs on because they are out and said so."""


def followed(
    punches: Sequence[Punch], sessions: Sequence[Pieces], *, once: bool, share: int, now: int
) -> tuple[tuple[Trail, ...], tuple[Outing, ...]]:
    """Every session as it went, and the times out of the hall.

    Args:
        punches: Those of one person and day, in order, after corrections.
        sessions: What is due of each session; one without pieces is excused as a whole.
        once: One sign-in covers the whole day.
        share: The part of a session, in hundredths, by which nobody came who counts as absent.
        now: Nothing is judged that lies ahead.
    """
    frames = [pieces for pieces in sessions if pieces]
    whole = tuple(span for pieces in frames for span in pieces)
    if not frames:
        return tuple(Trail(pieces) for pieces in sessions), _outings(punches, whole, now)
    stays, outings = _stays(punches, frames, once=once, now=now), _outings(punches, whole, now)
    return tuple(_trail(pieces, stays, once=once, share=share, now=now, last=pieces is frames[-1]) if pieces
                 else Trail(pieces) for pieces in sessions), outings  # fmt: skip


def _stays(punches: Sequence[Punch], frames: Sequence[Pieces], *, once: bool, now: int) -> list[_Stay]:
    """From each coming to the leaving that belongs to it."""
    edges = [frames[-1][-1][1]] if once else [pieces[-1][1] for pieces in frames]
    opens = [frames[0][0][0]] if once else [pieces[0][0] for pieces in frames]
    found: list[_Stay] = []
    since: int | None = None
    frame = 0
    outing: Punch | None = None
    for punch in punches:
        at_frame = _frame(edges, punch.at)
        if since is not None and _moved_on(punch, frame, at_frame, opens):
            found.append(_running(since, edges[frame], outing))
            since = _carried_on(edges[frame], outing, punch)
            outing = outing if since is not None else None
            frame = at_frame
        if punch.kind in _COMES:
            since, frame = (punch.at, at_frame) if since is None else (since, frame)
            outing = punch if punch.kind == "go-out" else None
        elif since is not None:
            found.append(_Stay(since, punch.at, signed=True))
            since, outing = None, None
    if since is not None:
        found.append(_running(since, edges[frame], outing))
        for later in range(frame + 1, len(edges)):
            if outing is not None and (outing.back_by is None or outing.back_by > opens[later]):
                found.append(_running(opens[later], edges[later], outing))
    return [each for each in found if each.start < each.until or each.signed]


def _frame(edges: Sequence[int], at: int) -> int:
    return next((number for number, until in enumerate(edges) if at < until), len(edges) - 1)


def _moved_on(punch: Punch, frame: int, at_frame: int, opens: Sequence[int]) -> bool:
    """Whether a punch belongs to a later session than what is open: a sign-out before it begins still closes that."""
    if punch.kind in _COMES:
        return at_frame > frame
    return at_frame > frame and punch.at >= opens[at_frame]


def _running(since: int, edge: int, outing: Punch | None) -> _Stay:
    """A stay without a sign-out: to the end of the session, or until they wanted to be back."""
    if outing is None:
        return _Stay(since, max(edge, since), signed=False)
    covered = outing.back_by is None or outing.back_by >= edge
    return _Stay(since, max(edge, since), signed=False, covered=covered)


def _carried_on(edge: int, outing: Punch | None, punch: Punch) -> int | None:
    """Where an outing runs over the break: from then on they are accounted for in the next session too."""
    if outing is None or (outing.back_by is not None and outing.back_by <= edge):
        return None
    return edge if outing.back_by is None or outing.back_by >= punch.at else None


def _outings(punches: Sequence[Punch], due: Pieces, now: int) -> tuple[Outing, ...]:
    found: list[Outing] = []
    for number, punch in enumerate(punches):
        if punch.kind == "go-out":
            back = next((each.at for each in punches[number + 1 :]), None)
            until = now if back is None else back
            over = 0 if punch.back_by is None else overlap(due, punch.back_by, until)
            found.append(Outing(punch, back, over))
    return tuple(found)


def _trail(pieces: Pieces, stays: Sequence[_Stay], *, once: bool, share: int, now: int, last: bool) -> Trail:
    start, until = pieces[0][0], pieces[-1][1]
    own = [each for each in stays if each.until > start and each.start < until]
    arrived = min((each.start for each in own), default=None)
    middle = start + (until - start) * share // 100
    if arrived is None or arrived > middle:
        return Trail(pieces, arrived, missing=True)
    final = own[-1]
    late, early, gone = _measured(pieces, own)
    open_end = not final.signed and not final.covered and (last or not once)
    return Trail(
        pieces, arrived, final.until if final.signed else None, missing=False, late=late,
        early=early if now >= until else 0, unsigned=open_end, gone=gone,
    )  # fmt: skip


def _measured(pieces: Pieces, stays: Sequence[_Stay]) -> tuple[int, int, int]:
    """Seconds late, early, and of the longest time gone in between, piece by piece."""
    late = early = gone = 0
    came = stays[0].start
    for first, last in pieces:
        own = [(max(each.start, first), min(each.until, last)) for each in stays
               if each.start < last and each.until > first]  # fmt: skip
        if not own:
            late, early = (late + last - first, early) if last <= came else (late, early + last - first)
            continue
        late += own[0][0] - first
        early += last - own[-1][1]
        gone = max(gone, *(after[0] - before[1] for before, after in zip(own, own[1:], strict=False)), 0)
    return late, early, gone


def overlap(spans: Iterable[Span], start: int, until: int) -> int:
    """How many seconds of the spans lie between two moments."""
    return sum(max(0, min(last, until) - max(first, start)) for first, last in spans)
