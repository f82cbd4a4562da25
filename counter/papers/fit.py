"""Fits Chinese text into the cells of a line: clean, measured, broken where a reader expects it.

Screen and dot-matrix printer disagree on signs such as √ and ·, so every function takes the
measure it should use. No line starts with a closing sign or ends with an opening one, and a
number, date or telephone number is not torn apart while it fits on a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial

from rich.cells import get_character_cell_size

Measure = Callable[[str], int]
"""Cells that one character takes: 0, 1 or 2."""

BLANK = "□"
"""Stands for a character that cannot be printed and is written by hand."""

screen_cells: Measure = partial(get_character_cell_size, unicode_version="auto")

_CLOSING = "，。、；：！？）》〉」』】〗〕］｝”’％‰℃…—～·"
_OPENING = "（《〈「『【〖〔［｛“‘￥"
_ATOM = re.compile(
    rf"[{re.escape(_OPENING)}]*"  # stays with what it opens
    r"(?:[!-~]+[年月日时分元号天页份]?|[^!-~])"  # a number with its unit, a Latin word, or one character
    rf"[{re.escape(_CLOSING)}]*"  # stays with what it closes
)
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SELECTORS = frozenset("\ufe0e\ufe0f")


def clean(text: str) -> str:
    """The text on one line, without anything that steers a printer or turns the reading order round."""
    return "".join(map(_harmless, _BREAKS.sub(" ", text)))


def paragraphs(text: str) -> list[str]:
    """The text's own lines, each clean."""
    return [clean(part) for part in _BREAKS.split(text)]


def width_of(text: str, measure: Measure = screen_cells) -> int:
    """Cells that a clean text takes."""
    return sum(map(measure, text))


def wrap(text: str, width: int, measure: Measure = screen_cells, *, indent: int = 0) -> list[str]:
    """The clean text in lines of at most `width` cells; never an empty list.

    Args:
        text: One paragraph, as `clean` gives it.
        width: Cells to a line, 2 or more.
        measure: Cells of a character.
        indent: Blank cells before the first line.
    """
    lines, line, used = [], " " * indent, indent
    for atom in _atoms(text, width - indent, measure):
        cells = width_of(atom, measure)
        if used + cells > width:
            lines.append(line.rstrip())
            line, used = "", 0
            if atom == " ":
                continue
        line, used = line + atom, used + cells
    lines.append(line.rstrip())
    return lines


def longest_word(text: str, measure: Measure = screen_cells) -> int:
    """Cells of the longest part of a clean text that may not be torn: a number, a day, or one character."""
    return max((width_of(found.group(), measure) for found in _ATOM.finditer(text)), default=0)


def pad(text: str, width: int, align: str = "l", measure: Measure = screen_cells) -> str:
    """The text filled with blanks to `width` cells, aligned 'l', 'c' or 'r'."""
    free = max(0, width - width_of(text, measure))
    left = {"l": 0, "c": free // 2, "r": free}[align]
    return " " * left + text + " " * (free - left)


def _harmless(char: str) -> str:
    kind = unicodedata.category(char)
    if char in _SELECTORS or kind == "Cf":
        return ""
    if kind == "Cc" or kind.startswith("Z"):
        return "\u3000" if char == "\u3000" else " "
    return BLANK if kind == "Cs" or ord(char) & 0xFFFE == 0xFFFE else char


def _atoms(text: str, width: int, measure: Measure) -> list[str]:
    """What may not be parted, except where it alone is wider than a line."""
    atoms: list[str] = []
    for found in _ATOM.finditer(text):
        whole = found.group()
        atoms += [whole] if width_of(whole, measure) <= width else list(whole)
    return atoms
