"""Notices a card that was read over a form which asked for no number.

A reader is a keyboard: its digits arrive wherever the caret stands, and may have chosen things there.
Only a number with a birth date counts, since any digits in a row may look like a credit code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter.domain.casework.intake.form import Form
from counter.domain.casework.intake.keys import Typing
from counter.domain.hall.numbers import Number
from counter.domain.refusals import Refusal

_LENGTH = 18
_SIGNS = frozenset("0123456789X")


@dataclass(frozen=True, slots=True)
class Before:
    """How a form stood before a sign that may belong to a card."""

    form: Form
    step: str
    edit: Typing


class CardWatch:
    """The last signs in a row, with how the form stood before each."""

    def __init__(self, identify: Callable[[str], Number]) -> None:
        self._identify = identify
        self._run: list[tuple[str, Before]] = []

    def forget(self) -> None:
        """Another key came between."""
        self._run = []

    def sign(self, character: str | None, before: Before, *, wanted: bool) -> tuple[str, Form, str, Typing] | None:
        """Takes one key.

        Args:
            character: What it writes.
            before: How the form stands.
            wanted: Whether the field in hand takes such a number itself.

        Returns:
            The card's number, and the form as it stood before it; None as long as there is no card.
        """
        sign = character.upper() if character else ""
        if len(sign) != 1 or sign not in _SIGNS:
            self.forget()
            return None
        self._run = [*self._run, (sign, before)][-_LENGTH:]
        number, first = "".join(each for each, _ in self._run), self._run[0][1]
        if (wanted and first.step == before.step) or not self._is_id(number):
            return None
        self.forget()
        return number, first.form, first.step, first.edit

    def _is_id(self, number: str) -> bool:
        if len(number) != _LENGTH or not number[:-1].isdigit():
            return False
        try:
            return self._identify(number).born is not None
        except Refusal:
            return False
