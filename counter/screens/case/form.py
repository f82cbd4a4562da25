"""What an act on a case asks and does: the form that case screens open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from counter.screens.kit.ask import Field

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

Act = Callable[["Work", dict[str, str], int], object]
"""An act on the case: the open unit of work, the answers, the revision that was seen."""


@dataclass(frozen=True, slots=True)
class Form:
    """One act's form."""

    title: str
    said: str
    """What the status line says when it is done."""
    act: Act
    fields: Sequence[Field] = ()
    agreed: bool = False
    """Whether it may take another's agreement."""
    above: Sequence[str] = ()
    """What stands over the fields instead of the case's item and applicant."""
    trial: Mapping[str, str] = field(default_factory=dict)
    """What stands for the answers that must be readable, where a form is tried before it opens."""

    def tried_with(self) -> dict[str, str]:
        """What stands for each answer before anything is asked: what the field offers, else one sign."""
        return {each.name: self.trial.get(each.name) or _stands_for(each) for each in self.fields}


def _stands_for(asked: Field) -> str:
    return asked.default or next(iter(asked.choices), "1" if asked.required else "")
