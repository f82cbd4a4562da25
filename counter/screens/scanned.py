"""Telling a digit pressed by hand from the first digit of a card reader or scanner.

Where digits act, a reader's number would set off one act after another. So a digit waits for a blink:
if more digits are behind it, it is a number, and goes where numbers are looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from textual.screen import Screen

from counter.screens.kit.shell import Shell

BLINK = 0.05
"""Seconds: a reader sends its digits within a few thousandths, a hand never within fifty."""


class Scanned:
    """For screens on which digits act; put it before the screen's own class."""

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
                if any(key.isdigit() for key in gate.ahead[:1]):
                    self.number_coming(digit)
                else:
                    act()
            finally:
                gate.release()

        screen.set_timer(BLINK, decide)

    def number_coming(self, digit: str) -> None:
        """A number comes in, of which this is the first digit; the others follow as keys."""
        from counter.screens.cases import CasesScreen

        cast("Screen[Any]", self).app.push_screen(CasesScreen(typed=digit))
