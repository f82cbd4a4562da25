"""Lines of exact width, and what each colour means.

A line is a list of spans, each a text with its style. All widths are terminal cells, never
characters: a Chinese character takes two. Data never passes through markup. Signs whose width
terminals disagree on (·, …, →, √) are not used by the kit itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from counter.screens.kit.safe import clean

Span = tuple[str, Style]
Line = list[Span]
Align = Literal["l", "c", "r"]

_CUT = ".."
"""Ends a text that did not fit: two plain dots are as wide as one Chinese character everywhere."""
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〗〉％‰℃”’…—～·,.;:?!)]}%")
_NEVER_LAST = frozenset("（《「『【〔〖〈“‘￥([{")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A style and the sign that says the same without colour."""

    style: Style
    mark: str = ""


class Styles:
    """One meaning per colour, in eight base colours plus bold, dim and reverse."""

    PLAIN = Meaning(Style())
    OVERDUE = Meaning(Style(color="red", bold=True), "超")
    SOON = Meaning(Style(color="yellow"), "近")
    LACKING = Meaning(Style(color="yellow"), "缺")
    WAITS = Meaning(Style(color="yellow"), "待")
    DONE = Meaning(Style(color="green"), "结")
    NOT_MINE = Meaning(Style(dim=True), "他")
    PROBLEM = Meaning(Style(color="red", bold=True), "！")
    HINT = Meaning(Style(dim=True))
    HEAD = Meaning(Style(bold=True))
    CURRENT = Meaning(Style(reverse=True))


PLAIN = Styles.PLAIN.style
HINT = Styles.HINT.style
HEAD = Styles.HEAD.style
CURRENT = Styles.CURRENT.style


def cells(text: str) -> int:
    """How many terminal cells the text takes."""
    return cell_len(clean(text))


def fit(text: str, width: int, align: Align = "l") -> str:
    """The text in exactly `width` cells: padded, or cut with two dots at its end."""
    text = clean(text)
    room = width - cell_len(text)
    if room < 0:
        return _cut(text, width)
    left = {"l": 0, "c": room // 2, "r": room}[align]
    return " " * left + text + " " * (room - left)


def _cut(text: str, width: int) -> str:
    if width < 2 * len(_CUT):
        return set_cell_size(text, max(0, width))
    kept = set_cell_size(text, width - len(_CUT)).rstrip() + _CUT
    return kept + " " * (width - cell_len(kept))


def columns(texts: Sequence[str], widths: Sequence[int], aligns: str = "", gap: int = 1) -> str:
    """Texts side by side, each in its width, `gap` cells between them.

    Args:
        texts: One text per column.
        widths: The columns' widths in cells.
        aligns: One of l, c, r per column; columns without one are left-aligned.
        gap: Empty cells between columns.
    """
    chosen: list[Align] = [_align(letter) for letter in aligns.ljust(len(widths), "l")]
    return (" " * gap).join(fit(text, width, align) for text, width, align in zip(texts, widths, chosen, strict=False))


def _align(letter: str) -> Align:
    return "r" if letter == "r" else "c" if letter == "c" else "l"


def spread(widths: Sequence[int], stretch: Sequence[int], total: int, gap: int = 1) -> list[int]:
    """Column widths that fill `total` cells: what is left over goes to columns by their stretch.

    Too little room is taken from the stretching columns first, then from the last ones.
    """
    fitted = list(widths)
    spare = total - sum(fitted) - gap * (len(fitted) - 1)
    weight = sum(stretch)
    if spare > 0 and weight:
        fitted = [width + spare * part // weight for width, part in zip(fitted, stretch, strict=True)]
    for at in sorted(range(len(fitted)), key=lambda at: (not stretch[at], -at)):
        taken = min(max(0, -spare), fitted[at])
        fitted[at] -= taken
        spare += taken
    return fitted


def wrap(text: str, width: int) -> list[str]:
    """The text as lines of at most `width` cells.

    Latin words and numbers stay whole; a closing sign never begins a line and an opening one
    never ends it (避头尾).
    """
    return [line for paragraph in text.splitlines() or [""] for line in _wrapped(clean(paragraph), width)]


def _wrapped(text: str, width: int) -> list[str]:
    done: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _pieces(text, width):
        size = cell_len(piece)
        if line and used + size > width:
            carried = _carried(line, piece, width)
            done.append("".join(line).rstrip())
            line = [] if piece == " " and not carried else carried
            used = cell_len("".join(line))
        if piece != " " or line or not done:
            line.append(piece)
            used += size
    return [*done, "".join(line).rstrip()] if line or not done else done


def _carried(line: list[str], following: str, width: int) -> list[str]:
    """Takes from the full line what must stand with the piece that follows on the next.

    Signs that pile up until they would fill a line of their own stay where they are.
    """
    kept = len(line)
    while kept > 1 and (line[kept - 1] in _NEVER_LAST or [*line, following][kept] in _NEVER_FIRST):
        kept -= 1
    carried = line[kept:]
    if cell_len("".join([*carried, following])) > width:
        return []
    del line[kept:]
    return carried


def _pieces(text: str, width: int) -> list[str]:
    pieces: list[str] = []
    for character in text:
        joins = pieces and _narrow(character) and _narrow(pieces[-1][-1]) and len(pieces[-1]) < width
        if joins or (pieces and not cell_len(character)):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _narrow(character: str) -> bool:
    ascii_word = character.isascii() and character not in _NEVER_LAST and character != " "
    return ascii_word and character not in ",;?!)]}"


def span_cells(line: Iterable[Span]) -> int:
    """How many cells a line takes."""
    return sum(cells(text) for text, _ in line)


def segments(line: Iterable[Span]) -> list[Segment]:
    """The line as what Textual paints."""
    return [Segment(clean(text), style) for text, style in line if text]


def restyle(line: Iterable[Span], style: Style) -> Line:
    """The line with a style laid over every span, as for the current row."""
    return [(text, own + style) for text, own in line]
