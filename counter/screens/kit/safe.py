"""The one choke point between text and terminal: nothing from data commands the terminal.

Textual writes control characters of a text as they come. Everything painted passes through
`Strip.render`; `install` puts a filter there that shows control, C1, bidirectional, zero-width and
surrogate characters as visible signs. The kit's own widgets call `clean` before they measure, so
that their columns stay straight.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_MOST_MARKS = 4
"""Marks that may stand on one letter; further ones would paint over the rows around it."""
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_codec = "utf-8"


def clean(text: str) -> str:
    """The text with everything that is not to be seen replaced by a sign that is."""
    if text.isascii() and text.isprintable():
        return text
    return _cleaned(text)


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    shown: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks <= _MOST_MARKS:
            shown.append(_sign(character))
    return "".join(shown)


@lru_cache(maxsize=8192)
def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return _encodable("\u2421" if code == 0x7F else chr(0x2400 + code))
    if character in _SELECTORS:
        return ""
    if unicodedata.category(character) in _HIDDEN or character in _FILLERS:
        return _encodable("\ufffd")
    return _encodable(character)


def _encodable(character: str) -> str:
    """The character itself, or a question mark of the same width where the terminal's code lacks it."""
    try:
        character.encode(_codec)
    except UnicodeEncodeError:
        return "？" if cell_len(character) > 1 else "?"
    return character


def install(codec: str = "utf-8") -> None:
    """Puts the filter at the paint; a second call only changes the terminal's code.

    Args:
        codec: What the terminal speaks; characters that it lacks are shown as question marks.
    """
    global _codec
    _codec = codec
    _cleaned.cache_clear()
    _sign.cache_clear()
    if not getattr(Strip.render, "shows_controls", False):
        _wrap_render()


def _wrap_render() -> None:
    paint = Strip.render

    def render(strip: Strip, console: Console) -> str:
        if any(_foul(segment) for segment in strip):
            strip = Strip([_shown(segment) for segment in strip], strip.cell_length)
        return paint(strip, console)

    render.shows_controls = True  # type: ignore[attr-defined]
    Strip.render = render  # type: ignore[assignment,method-assign]


def _foul(segment: Segment) -> bool:
    return segment.control is None and clean(segment.text) != segment.text


def _shown(segment: Segment) -> Segment:
    return Segment(clean(segment.text), segment.style) if segment.control is None else segment
