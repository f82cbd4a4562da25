"""How an approval stands and who may decide it: pure, from what was asked and what was decided.

Keeps the two-person rule: nobody decides what they asked for, whatever their roles, and nobody signs twice on
one form. Where nobody has the role that the rulebook names, the director decides, then the leader in charge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from counter.domain.hall.laid_down import Person
from counter.domain.hall.rights import ROLE_NAMES, Role
from counter.domain.reckoning import Cite

State = Literal["open", "approved", "rejected", "withdrawn"]
STATE_NAMES: dict[State, str] = {"open": "待批", "approved": "已同意", "rejected": "不同意", "withdrawn": "已撤回"}
STANDS_IN = (Role.DIRECTOR, Role.LEADER_IN_CHARGE, Role.MAIN_LEADER)
"""Who decides where nobody has the role that is named, in this order; each is the next level up of the one before."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision."""

    outcome: str
    """granted, refused or withdrawn."""
    by: str
    decided: datetime
    reason: str = ""
    entered_by: str = ""
    signed_on: date | None = None
    slip: str | None = None

    @property
    def on_paper(self) -> bool:
        """Whether it was signed with a pen."""
        return self.slip is not None


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval with everything decided on it so far."""

    id: int
    number: str
    matter: str
    subject_kind: str
    subject_id: int
    facts: dict[str, Any]
    asked_by: str
    asked: datetime
    needs: tuple[str, ...]
    rev: int = 0
    steps: tuple[Decided, ...] = ()

    @property
    def basis(self) -> Cite:
        """The article by which these roles decide it."""
        return Cite(str(self.facts.get("basis", "")), tuple(self.facts.get("rules", ())))

    @property
    def state(self) -> State:
        """How it stands."""
        return state_of(self.needs, self.steps)

    @property
    def waits(self) -> str:
        """The role that decides next; empty once it is over."""
        return waits_for(self.needs, self.steps)

    @property
    def left(self) -> tuple[str, ...]:
        """The roles that are still to decide, in their order."""
        return self.needs[len(self.steps) :] if self.state == "open" else ()

    @property
    def own(self) -> frozenset[str]:
        """Whose own matter it is: who asked, and for whom it was asked where another entered it."""
        return frozenset((self.asked_by, *self.facts.get("asked_for", ())))

    @property
    def barred(self) -> frozenset[str]:
        """Who may not decide it any more: whose own matter it is, and who has signed."""
        return self.own | {each.by for each in self.steps}


def state_of(needs: Sequence[str], steps: Sequence[Decided]) -> State:
    """How an approval stands: one refusal ends it, and every role must have granted it."""
    if any(each.outcome == "withdrawn" for each in steps):
        return "withdrawn"
    if any(each.outcome == "refused" for each in steps):
        return "rejected"
    return "approved" if len(steps) >= len(needs) else "open"


def waits_for(needs: Sequence[str], steps: Sequence[Decided]) -> str:
    """The role that decides next; empty once it is over."""
    return needs[len(steps)] if state_of(needs, steps) == "open" else ""


def derived(needs: Sequence[str], steps: Sequence[Decided]) -> dict[str, str | None]:
    """The derived columns of an approval; the one place that says what they hold."""
    return {"state": state_of(needs, steps), "waits": waits_for(needs, steps) or None}


def deciders(role: str, people: Iterable[Person], barred: Collection[str] = ()) -> tuple[Person, ...]:
    """Who may decide for a role: who has it, else the director, else the leader in charge; never who is barred.

    Where only those have it who are barred, the next level up decides (A10).
    """
    active = [each for each in people if each.active]
    there = [each for each in active if each.no not in barred]
    held = any(role in each.roles for each in active)
    above = STANDS_IN[STANDS_IN.index(Role(role)) + 1 :] if held and role in STANDS_IN else ()
    for wanted in (role, *above, *STANDS_IN):
        if found := tuple(each for each in there if wanted in each.roles):
            return found
    return ()


def said_roles(roles: Iterable[str]) -> str:
    """Roles in Chinese."""
    return "、".join(ROLE_NAMES[Role(role)] for role in roles)
