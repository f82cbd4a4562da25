"""What the acts on a leave share: who may enter another's, in which state it must be, the one way its row is written.

Keeps: leave and return are registered by whom they concern or by the window that keeps attendance (S33.5, S33.20).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.attendance.leave.reading import Leave, by_id
from counter.domain.attendance.leave.state import STATE_NAMES
from counter.domain.hall.duty.model import LeaveRow
from counter.domain.hall.laid_down import Person
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal

SUBJECT = "leave"
REASON_MOST = 200
PROOF_MOST = 120
ON_RETURN = Cite("假满按时返岗销假，请假、销假都要登记", ("S33.20", "S33.5"))
_FOR_OTHERS = (Role.COMPREHENSIVE, Role.DIRECTOR, Role.DEPUTY_DIRECTOR)
"""Who enters what somebody else tells by phone or on paper: the window that keeps attendance, and who runs the hall."""


class NotForOthers(Refusal):
    """Only the window that keeps attendance enters another's leave."""

    says = "{name}的请销假由本人办，或者由综合窗口代录，您不能代办。"
    standing = True


class NotInState(Refusal):
    """How the leave stands does not allow it."""

    says = "{number} 现在是“{state}”，不能{doing}。{way}"
    standing = True


def may_enter(work: Work, person: Person) -> None:
    """Refuses to enter another's leave or return, but for whoever may.

    Raises:
        NotForOthers: as it says.
    """
    if work.actor != person.no and not may_enter_for_others(work.person):
        raise NotForOthers(name=person.name)


def may_enter_for_others(person: Person) -> bool:
    """Whether somebody enters what another told by phone or on paper."""
    return bool(set(_FOR_OTHERS) & set(person.roles))


def not_now(work: Work, leave: Leave, doing: str, way: str = "") -> NotInState:
    """The refusal of what cannot be done as the leave stands now.

    Args:
        work: The open unit of work.
        leave: The leave.
        doing: What was tried, in Chinese.
        way: The way out, where there is one.
    """
    state = STATE_NAMES[leave.state(work.moment)]
    return NotInState(number=leave.number, state=state, doing=doing, way=way, cites=(ON_RETURN,))


def change_leave(work: Work, leave: Leave, values: Mapping[str, Any], rev: int | None) -> Leave:
    """Writes a leave's row, and gives the leave as it is then.

    Raises:
        ChangedMeanwhile: where somebody else has changed it since `rev`.
    """
    work.update(LeaveRow, {"id": leave.id}, values, rev=leave.rev if rev is None else rev)
    return by_id(work.hall, work.connection, leave.id)
