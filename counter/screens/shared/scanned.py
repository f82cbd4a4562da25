"""Telling a digit pressed by hand from the first digit of a card reader or scanner.

Where digits act, a reader's number would set off one act after another. So a digit waits for a blink:
if several more are behind it, it is a number, and goes where numbers are looked for. Two or three that come at once
were typed ahead by a quick hand, or while the machine was busy: the first acts, the others follow it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from itertools import takewhile
from typing import Any, cast

from textual.screen import Screen

from counter.screens.kit.shell import Shell

BLINK = 0.05
"""Seconds: a reader sends its digits within a few thousandths, a hand seldom within fifty."""
BEHIND = 4
"""So many signs at least are behind the first of any number that a reader sends."""

PAUSE = 0.3
"""Seconds after its last sign in which a number without an Enter at its end is taken for whole."""


class Scanned:
    """For screens on which digits act; put it before the screen's own class."""

    gathered = ""
    """A number that is coming in, where the screen waits for all of it."""

    def by_hand(self, digit: str, act: Callable[[], None]) -> None:
        """Does what a digit means, unless a whole number is coming in.

        Args:
            digit: The digit.
            act: What it does where it was pressed by hand.
        """
        screen = cast("Screen[Any]", self)
        gate = cast("Shell[Any]", screen.app)
        gate.hold()

        def decide() -> None:
            try:
                if len(list(takewhile(_in_number, gate.ahead))) >= BEHIND:
                    self.number_coming(digit)
                else:
                    act()
            finally:
                gate.release()

        screen.set_timer(BLINK, decide)

    def number_coming(self, digit: str) -> None:
        """A number comes in, of which this is the first digit; the others follow as keys."""
        cast("Screen[Any]", self).app.push_screen(finding_screen(digit))


class Gathered(Scanned):
    """For a screen that sends a number elsewhere, and where depends on what number it is: all of it is awaited."""

    def number_coming(self, digit: str) -> None:
        """The first digit; what follows is kept until the number is whole."""
        self._keep(digit)

    def gathers(self, key: str, character: str | None) -> bool:
        """Takes a key for the number that is coming in; False where none is, or the key ends it otherwise."""
        if not self.gathered:
            return False
        if key == "enter":
            self._whole("\r")
            return True
        if character is None or not (_of_number(character) or character == "-"):
            self._whole("")
            return False
        self._keep(character)
        return True

    def number_came(self, number: str, end: str) -> bool:
        """What is done with the whole number; False where it is none that a reader sends.

        Args:
            number: The number.
            end: The Enter after it, or nothing.
        """
        raise NotImplementedError

    def typed_ahead(self, sign: str) -> None:
        """What a sign means that was pressed by hand after all."""
        raise NotImplementedError

    def _keep(self, sign: str) -> None:
        self.gathered += sign
        so_far = self.gathered

        def whole() -> None:
            if self.gathered == so_far:
                self._whole("")

        cast("Screen[Any]", self).set_timer(PAUSE, whole)

    def _whole(self, end: str) -> None:
        number, self.gathered = self.gathered, ""
        if self.number_came(number, end):
            return
        # Keys by hand that came at once, as over a line that stood still: the first acts, the others follow it.
        self.typed_ahead(number[0])
        cast("Shell[Any]", cast("Screen[Any]", self).app).put_back(number[1:] + end)


def _of_number(sign: str) -> bool:
    """Whether it can stand in a number of a card or a case, which may begin with letters."""
    return len(sign) == 1 and sign.isascii() and sign.isalnum()


def _in_number(sign: str) -> bool:
    """The same of a sign inside one: a case's number has a dash."""
    return _of_number(sign) or sign in ("-", "minus")


def finding_screen(typed: str) -> Screen[None]:
    """The screen that finds cases, with what is typed already; imported when it is first wanted."""
    return cast("Screen[None]", importlib.import_module("counter.screens.lists.cases").CasesScreen(typed=typed))
