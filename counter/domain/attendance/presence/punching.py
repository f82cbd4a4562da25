"""What every entry of presence has in common: for whom, by whom, where, when; and the one row that is written.

Nobody is entered by another (S32.4). Where their own PIN cannot be used, the comprehensive window enters it and a
witness vouches (见证); what was noted on paper is entered later by two people (补录). Both stand in the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from counter.domain.attendance.presence.hall_clock import hold_to_journal
from counter.domain.attendance.presence.state import Stands, stands
from counter.domain.attendance.presence.terminals import need_signing_terminal
from counter.domain.casework.cases import check_late
from counter.domain.clock import local, local_day
from counter.domain.hall.duty.facts import Punch, Span, seconds
from counter.domain.hall.duty.model import PresenceRow
from counter.domain.hall.duty.reading import punches_of, spans
from counter.domain.hall.people.pins import LeftTheHall
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

Step = Literal["in", "out", "come-back", "wait"]
"""What is done at the board, or that nothing is to be done yet."""
WITNESS, PAPER = "witness", "paper"
HOW_NAMES = {"": "", WITNESS: "见证", PAPER: "补录", "corrected": "更正"}
"""How an entry of presence came to be, as lists and sheets mark it."""
SOURCE_MOST = 60
_NOBODY_FOR_ANOTHER = Cite("签到、签退都由本人办，不得代签代退", ("S32.4",))


class SignsForAnother(Refusal):
    """Somebody signs in or out for another."""

    says = (
        "不能替{name}签到、签退，要本人输自己的密码。本人密码锁定、电脑坏了、停电的，"
        "由综合窗口按 8 见证登记，或事后凭纸质记录补录。"
    )


class WitnessNotApart(Refusal):
    """A witness who is the person or who enters it."""

    says = "见证人要是另一名同事，不能是{name}本人，也不能是登记的人。"


class CheckedByThemselves(Refusal):
    """A paper entry that the person concerned checked."""

    says = "凭纸质记录补录，核对的要是另一名同事，不能是{name}本人。"


@dataclass(frozen=True, slots=True)
class Bridge:
    """What stands in for the person's own PIN; nothing given: their own PIN was verified."""

    person: str = ""
    """For whom; empty: the actor."""
    witness: str = ""
    """The other colleague who vouches, verified by their own PIN."""
    source: str = ""
    """The paper from which a late entry is made."""
    checked_by: str = ""
    """Who checked it against the paper."""


OWN = Bridge()


@dataclass(frozen=True, slots=True)
class Entering:
    """Whose presence is entered, and how; checked."""

    person: Person
    how: str
    witness: str
    source: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What was entered."""

    person: str
    kind: Step
    at: datetime
    how: str = ""
    """Empty, witness (见证) or paper (补录)."""
    came_back: bool = False
    """Whether an outing ended with it."""


@carries("S32.4", by="act")
def entering(work: Work, bridge: Bridge) -> Entering:
    """Whose presence an act enters, and how; refuses whatever nobody may enter.

    Raises:
        NotASigningTerminal, ClockRanBack, SignsForAnother, WitnessNotApart, CheckedByThemselves, LeftTheHall,
        HappenedLater, LateEntryNeedsPaper, NotAllowed, UnknownStaff: as they say.
    """
    need_signing_terminal(work)
    person = work.hall.person(bridge.person or work.actor)
    if person.until is not None and person.until <= work.today:
        raise LeftTheHall(name=person.name)
    if work.happened is not None:
        return _from_paper(work, person, bridge)
    hold_to_journal(work)
    if person.no == work.actor:
        return Entering(person, "", "", "")
    if not bridge.witness:
        raise SignsForAnother(name=person.name, cites=(_NOBODY_FOR_ANOTHER,))
    work.need(Right.KEEP_ATTENDANCE)
    work.hall.person(bridge.witness)
    if bridge.witness in (person.no, work.actor):
        raise WitnessNotApart(name=person.name, cites=(_NOBODY_FOR_ANOTHER,))
    return Entering(person, WITNESS, bridge.witness, "")


def _from_paper(work: Work, person: Person, bridge: Bridge) -> Entering:
    if person.no != work.actor:
        work.need(Right.KEEP_ATTENDANCE)
    check_late(work, bridge.source, bridge.checked_by)
    if bridge.checked_by == person.no:
        raise CheckedByThemselves(name=person.name, cites=(_NOBODY_FOR_ANOTHER,))
    return Entering(person, PAPER, bridge.checked_by, clean(bridge.source, field="依据", most=SOURCE_MOST))


def punch(
    work: Work, entered: Entering, kind: str, at: datetime | None = None, **more: Any
) -> int:  # fmt: skip
    """Writes one row of presence and gives its key.

    Args:
        work: The open unit of work.
        entered: Whose, and how.
        kind: in, out, go-out, come-back.
        at: When it took place, where that is not the act's moment.
        more: Place, matter and when they mean to be back, of an outing.
    """
    moment = at or work.moment
    key = work.insert(PresenceRow, {
        "person": entered.person.no, "day": local_day(moment), "at": moment, "kind": kind, "terminal": work.terminal,
        "how": entered.how, "witness": entered.witness, "source": entered.source, **_outing(more),
    })  # fmt: skip
    work.duty_changed()
    return key


def _outing(more: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"place": "", "village": False, "matter": "", "back_by": None, "corrects": None}
    return plain | dict(more)


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day, as far as it is known."""

    punches: Sequence[Punch]
    sessions: tuple[Span, ...]
    once: bool

    def stands(self, at: int) -> Stands:
        """How they stand at a moment."""
        return stands(self.punches, self.sessions, at, once=self.once)


def day_of(hall: Hall, no: str, day: date) -> Day:
    """A person's day."""
    once = hall.book(day).attendance.sessions.value == 1
    return Day(punches_of(hall, no, day), tuple(spans(hall, day)), once)


def stands_now(work: Work, entered: Entering) -> tuple[Day, Stands]:
    """A person's day, and how they stand at the act's moment."""
    day = day_of(work.hall, entered.person.no, work.today)
    return day, day.stands(seconds(work.moment))


def clock(at: int | datetime) -> str:
    """A moment as HH:MM, as sentences say it."""
    from counter.domain.hall.duty.facts import moment

    return f"{local(moment(at) if isinstance(at, int) else at):%H:%M}"
