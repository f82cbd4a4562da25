"""What goes between the intake machine and who drives it: a line being typed, and what a key did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self


class Typing(Protocol):
    """A line being typed, as the screens' kit has it."""

    @property
    def text(self) -> str:
        """What stands in it."""

    @property
    def caret(self) -> int:
        """How many characters stand before the caret."""

    @property
    def fresh(self) -> bool:
        """Whether it is a given value that the first key replaces."""

    def press(self, key: str, character: str | None) -> Self | None:
        """The line after a key, or None where the key means nothing to it."""


class Typewriter(Protocol):
    """Makes such a line."""

    def __call__(self, text: str, *, prefilled: bool = False, longest: int = 200) -> Typing:
        """A line with the caret at its end."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a key did."""

    taken: bool = True
    saved: bool = False
    says: str = ""
    problem: bool = False
    wants: str = ""
    """What the screen is to do: print, enquiry, asked-about, reopen, notify, drafts, drop, park, leave, next-person,
    case; nothing for the Enter of a habit, which leaves standing what was just said."""
    typed: str = ""
    """With next-person: the number that was read."""
    case: int = 0
    """With case: which one."""
