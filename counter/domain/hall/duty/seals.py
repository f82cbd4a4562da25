"""Which seal lies in whose hands: read from the moves; a seal that never moved lies with its post.

Keeps: whoever uses a seal holds it (S53.1, S53.8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from counter.domain.clock import local_day
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.model import APPROVAL_SEAL

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

AT_HOME = frozenset({"take-back", "return", "bring-back"})
"""After these a seal lies with its post again, and either of its pair may use it."""
# `pass-back`: what was lent on came back to who lent it on, and is not home by it.
MOVE_NAMES: Mapping[str, str] = {
    "hand-over": "随岗交接", "take-back": "随岗交回", "lend": "借出", "return": "归还", "keeper": "指定代管",
    "take-out": "带出", "bring-back": "带回", "pass-back": "转借归还",
}  # fmt: skip
_FILED = "SELECT name, post FROM approval_seal WHERE cancelled IS NULL ORDER BY id"
_LAST = (
    "SELECT post, seal, id, kind, giver, holder, at, back_by, place, handover_id FROM seal_move "
    "WHERE post = ? AND seal = ? AND at <= ? ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class SealHeld:
    """A seal, and who has it."""

    name: str
    post: str
    holder: str
    """Who has it; A of the post where it never moved."""
    kind: str = ""
    """How it came there; empty where it never moved."""
    since: datetime | None = None
    giver: str = ""
    back_by: datetime | None = None
    place: str = ""
    move: int = 0
    """The key of its last move."""
    handover: int = 0
    """The handover with which it went; kept while what was handed over is lent and comes back."""
    home: bool = True
    """Whether its last move brought it to its post, or to who is A of it by now."""

    @property
    def at_post(self) -> bool:
        """Whether it lies with its post, for either of the pair."""
        return self.home

    @property
    def approval(self) -> bool:
        """Whether it is an approval seal."""
        return self.name.startswith(APPROVAL_SEAL)


def seals_of(hall: Hall, post: str, at: datetime | None = None) -> tuple[SealHeld, ...]:
    """The seals of a post, each with who holds it now or held it at a moment."""
    kept = hall.post(post)
    a = kept.a if at is None else hall.standing(local_day(at)).holding(post, seconds(at)).a
    filed = [str(name) for name, of in hall.rows(_FILED) if of == post]
    return tuple(_held(hall, post, a, name, at) for name in dict.fromkeys((*kept.seals, *filed)))


def every_seal(hall: Hall, at: datetime | None = None) -> tuple[SealHeld, ...]:
    """Every seal of the hall, post by post."""
    return tuple(seal for post in hall.laid.posts for seal in seals_of(hall, post, at))


def _held(hall: Hall, post: str, a: str, name: str, at: datetime | None) -> SealHeld:
    until = moment_text(at or hall.clock().moment)
    rows = hall.rows(_LAST, (post, name, until))
    if not rows:
        return SealHeld(name, post, a)
    row = rows[0]
    handover = int(row[9] or 0)
    home = _home(row[3], handover) or (row[3] == "hand-over" and row[5] == a)
    holder = a if home else row[5]
    back_by = moment_of(row[7]) if row[7] else None
    return SealHeld(name, post, holder, row[3], moment_of(row[6]), row[4], back_by, row[8], row[2], handover, home)


def _home(kind: str, handover: int) -> bool:
    """Whether a move brought a seal back to its post: a lent one only where it had not gone with a handover before."""
    return kind == "take-back" or (kind in AT_HOME and not handover)
