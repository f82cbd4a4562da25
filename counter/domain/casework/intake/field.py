"""One field of the intake form: what it is called, when it is asked for, what is made of what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter.domain.casework.cases import NOTE_MOST
from counter.domain.casework.intake.form import Form
from counter.domain.refusals import Refusal
from counter.domain.text import clean


class Needed(Refusal):
    """A field that must be filled."""

    says = "请填“{label}”。"


class PickOne(Refusal):
    """Neither a number of the list nor a text of it."""

    says = "“{label}”请按数字选。"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    label: str | Callable[[Form], str]
    shown: Callable[[Form], str]
    """What stands in it when it is not being typed into."""
    accept: Callable[[Form, str], None]
    there: Callable[[Form], bool] = lambda form: True
    asked: Callable[[Form], bool] = lambda form: True
    """Whether the form stops here of itself, as long as it was not gone through."""
    choices: Callable[[Form], Sequence[str]] = lambda form: ()
    pick: Callable[[Form, int], bool] | None = None
    """Takes a choice by its digit; False where there is no such choice."""
    leaves: Callable[[Form, str], bool] = lambda form, text: False
    """Whether the field leaves by itself with this text."""
    masked: bool = False
    """What stands in it is hidden in part, so it can be replaced but not edited."""
    secret: bool = False
    required: bool = True
    takes_id: bool = False
    """Whether an identity number, or another long number, may be typed here."""
    longest: int = 200

    def called(self, form: Form) -> str:
        """Its Chinese name."""
        return self.label if isinstance(self.label, str) else self.label(form)


Choice = tuple[Callable[[Form], str], Callable[[Form, str], None], Callable[[Form, int], bool]]
"""Shown, accept and pick."""


def choice(name: str, label: str, options: Sequence[str], most: int = NOTE_MOST) -> Choice:
    """Shown, accept and pick of a text that is usually one of a list."""

    def shown(form: Form) -> str:
        return str(getattr(form.sheet, name))

    def accept(form: Form, text: str) -> None:
        setattr(form.sheet, name, clean(text, field=label, most=most))

    def pick(form: Form, digit: int) -> bool:
        if not 1 <= digit <= len(options):
            return False
        setattr(form.sheet, name, options[digit - 1])
        return True

    return shown, accept, pick


def nothing(form: Form, text: str) -> None:
    """The field is worked by digits alone."""


def once(form: Form) -> bool:
    """Not asked of itself while one item is done for many."""
    return not form.series
