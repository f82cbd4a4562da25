"""The hall's clock, as far as presence hangs on it: it cannot run back unseen.

Nobody is entered for an earlier moment than the journal knows. A clock that went back by more than the drift of a
network's time is not believed until the comprehensive window and a witness vouch for it; both stand in the journal.
A jump forward stands in the journal's own mark, and what was entered under it binds until the clock is vouched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.clock import local, local_day
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.model import HallFact
from counter.domain.hall.rights import Right
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

VOUCHED = "clock-vouched"
"""The hall fact that holds the last journal number before the clock was vouched for."""
_DRIFT = timedelta(minutes=2)
"""So much a clock may be put right by the network without anybody being asked."""
_LATEST = "SELECT max(entered) FROM journal WHERE day >= ? AND seq > ?"
_JUMPS = "SELECT clock_mark FROM journal WHERE day >= ? AND seq > ? AND clock_mark LIKE 'jump -%'"


class ClockRanBack(Refusal):
    """The machine's clock is behind what the journal knows."""

    says = (
        "电脑时钟现在是{now}，比已有的记录（{latest}）还早，可能被调过，不能按它签到。"
        "请先校准时钟；已经准了的，由综合窗口和一名见证人在签到界面按 8 确认时钟。"
    )


class ClockNeedsWitness(Refusal):
    """Nobody vouches for the clock alone."""

    says = "确认时钟要综合窗口和另一名同事两个人。"


@dataclass(frozen=True, slots=True)
class _Known:
    """What the journal knows of the time, since the clock was last vouched for."""

    latest: datetime | None
    back: timedelta
    """By how much the clock was put back against the machine's own count."""


@carries("S32.2", by="act")
def hold_to_journal(work: Work) -> None:
    """Lets the act's moment be no earlier than the last journal entry.

    Raises:
        ClockRanBack: where the clock is behind by more than a drift.
    """
    if work.happened is not None:
        return
    known = _known(work)
    latest = max(known.latest or work.entered, work.entered + known.back)
    if latest - work.entered > _DRIFT:
        raise ClockRanBack(now=_said(work.entered), latest=_said(latest))
    if known.latest is not None and known.latest > work.entered:
        work.not_before = known.latest


@act("vouch-clock")
def vouch_clock(work: Work, witness: str) -> None:
    """The comprehensive window and a witness say that the machine's clock is right now, whatever was entered before.

    Args:
        work: The open unit of work.
        witness: The staff number of who stood by with their own PIN.

    Raises:
        NotAllowed, ClockNeedsWitness, UnknownStaff: as they say.
    """
    work.need(Right.KEEP_ATTENDANCE)
    if witness in ("", work.actor):
        raise ClockNeedsWitness()
    work.hall.person(witness)
    known = _known(work)
    latest = moment_text(known.latest) if known.latest else ""
    work.tell(witness=witness, latest=latest)
    values = {"value": str(work.last.seq)}
    if VOUCHED in work.hall.laid.facts:
        work.update(HallFact, {"key": VOUCHED}, values)
    else:
        work.insert(HallFact, {"key": VOUCHED, **values})


def _known(work: Work) -> _Known:
    since = int(work.hall.fact(VOUCHED) or 0)
    bound = (local_day(work.entered).isoformat(), since)
    latest = work.connection.exec_driver_sql(_LATEST, bound).scalar()
    jumps = [int(row[0].split()[1]) for row in work.connection.exec_driver_sql(_JUMPS, bound)]
    here = _jump_here(work)
    back = max((-each for each in (*jumps, here)), default=0)
    return _Known(moment_of(latest) if latest else None, timedelta(seconds=max(0, back)))


def _jump_here(work: Work) -> int:
    """The jump that this very act's entry will be marked with."""
    from counter.domain.journal import clock_mark

    mark = clock_mark(work.last, work.reading)
    return int(mark.split()[1]) if mark.startswith("jump") else 0


def _said(moment: datetime) -> str:
    return f"{local(moment):%m-%d %H:%M}"
