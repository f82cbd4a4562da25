"""Editing one line of text: pure, in characters and cells, no screen in sight.

The first printable key on a prefilled value replaces it; an arrow, Home or End starts editing it.
The caret steps over a character together with the marks that stand on it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from rich.cells import cell_len

from counter.screens.kit.safe import clean

_UNTYPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})


def typed(character: str | None) -> bool:
    """Whether a key brought something to write: any character that is no command and not invisible.

    Wider than `str.isprintable`, which turns down the ideographic space and the newest characters.
    """
    return bool(character) and all(unicodedata.category(each) not in _UNTYPED for each in character or "")


@dataclass(frozen=True, slots=True)
class Edit:
    """A line being edited. Every change returns a new one."""

    text: str = ""
    caret: int = 0
    """How many characters stand before the caret."""
    fresh: bool = False
    """True while a prefilled value waits to be replaced by the first key."""
    longest: int = 200

    @classmethod
    def of(cls, text: str, *, prefilled: bool = False, longest: int = 200) -> Edit:
        """A line with the caret at its end."""
        return cls(text, len(text), prefilled and bool(text), longest)

    @property
    def caret_cells(self) -> int:
        """How many cells stand before the caret."""
        return cell_len(clean(self.text[: self.caret]))

    def press(self, key: str, character: str | None) -> Edit | None:
        """The line after a key, or None where the key means nothing to a line."""
        match key:
            case "left" | "right" | "home" | "end":
                return self._moved(key)
            case "backspace":
                return self.backspace()
            case "delete":
                return self.delete()
        return self.insert(character) if character and typed(character) else None

    def insert(self, text: str) -> Edit:
        """Writes at the caret; what would be longer than allowed is left out."""
        before, after = ("", "") if self.fresh else (self.text[: self.caret], self.text[self.caret :])
        text = text[: max(0, self.longest - len(before) - len(after))]
        return replace(self, text=before + text + after, caret=len(before) + len(text), fresh=False)

    def paste(self, text: str) -> Edit:
        """Writes pasted text: line ends and tabs inside it become spaces, invisible characters go."""
        flat = " ".join(text.split("\n" if "\n" in text else "\r")).replace("\t", " ").strip()
        kept = "".join(character for character in flat if typed(character))
        return self.insert(kept) if kept else self

    def backspace(self) -> Edit:
        """Takes away the character before the caret; a prefilled value goes as a whole."""
        if self.fresh:
            return replace(self, text="", caret=0, fresh=False)
        start = self._before()
        return replace(self, text=self.text[:start] + self.text[self.caret :], caret=start)

    def delete(self) -> Edit:
        """Takes away the character after the caret."""
        return replace(self, text=self.text[: self.caret] + self.text[self._after() :], fresh=False)

    def _moved(self, key: str) -> Edit:
        places = {"left": self._before(), "right": self._after(), "home": 0, "end": len(self.text)}
        return replace(self, caret=places[key], fresh=False)

    def _before(self) -> int:
        at = max(0, self.caret - 1)
        while at and unicodedata.category(self.text[at]) in _MARKS:
            at -= 1
        return at

    def _after(self) -> int:
        at = min(len(self.text), self.caret + 1)
        while at < len(self.text) and unicodedata.category(self.text[at]) in _MARKS:
            at += 1
        return at
