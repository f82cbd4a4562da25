"""Bytes for a 24-pin dot-matrix printer of the LQ-630K class, which has the Chinese font inside.

The commands are those of the public ESC/P-K references; they have not been tried on a printer yet.
The printer's font ends where GBK ends: what lies beyond would come out as another character, so
it is replaced by a box to fill by hand, and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counter.domain.paper import Paper
from counter.papers.fit import BLANK, clean
from counter.papers.sheet import Line
from counter.papers.text import compose

RESET = b"\x1b@"
CHINESE_ON, CHINESE_OFF = b"\x1c&", b"\x1c."
WIDE_ON, WIDE_OFF = b"\x1bW\x01\x1c\x0e", b"\x1c\x14\x1bW\x00"
LINES_ON_PAGE = b"\x1bC"
FEED = b"\x0c"
FORM_LINES = 33
"""Lines on a form 140 mm long at six lines to the inch."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes to the printer, and what its font cannot print."""

    data: bytes
    lost: str
    """Each character replaced by a box, once, in the order of the text."""


def cells(char: str) -> int:
    """Cells that the printer gives a character: signs such as √ take two here."""
    return 1 if char.isascii() else 2


def job(lines: Sequence[Line], *, page_lines: int = FORM_LINES) -> Stream:
    """The lines as one job that leaves the paper at the next perforation.

    Raises:
        ValueError: The printer cannot be set to that many lines on a page (1 to 127).
    """
    if not 1 <= page_lines <= 127:
        raise ValueError(f"{page_lines} lines on a page")
    rows = b"".join(_row(line) for line in lines)
    feed = FEED if not lines or len(lines) % page_lines else b""
    data = RESET + LINES_ON_PAGE + bytes([page_lines]) + CHINESE_ON + rows + CHINESE_OFF + feed
    return Stream(data, _lost(line.text for line in lines))


def render(
    papers: Sequence[Paper],
    width: int = 80,
    *,
    page_lines: int = FORM_LINES,
    reprint: bool = False,
    copies: Sequence[str] | None = None,
) -> Stream:
    """Every copy of the papers, each beginning on a page of its own.

    Args:
        papers: What to print.
        width: Cells to a line.
        page_lines: Lines from perforation to perforation.
        reprint: Mark each 补打.
        copies: Whose copies to make; with plies, give one. Each paper's own by default.
    """
    lines = [
        line
        for paper in papers
        for copy in (paper.copies if copies is None else copies) or ("",)
        for line in compose(paper, width, reprint=reprint, copy=copy, page_lines=page_lines, measure=cells)
    ]
    return job(lines, page_lines=page_lines)


def _row(line: Line) -> bytes:
    if line.big:
        return WIDE_ON + _encoded(line.big) + WIDE_OFF + b"\r\n"
    return _encoded(line.text) + b"\r\n"


def _encoded(text: str) -> bytes:
    return "".join(char if _in_font(char) else BLANK for char in clean(text)).encode("gb18030")


def _lost(texts: Iterable[str]) -> str:
    return "".join(dict.fromkeys(char for text in texts for char in clean(text) if not _in_font(char)))


def _in_font(char: str) -> bool:
    try:
        return len(char.encode("gbk")) <= 2
    except UnicodeEncodeError:
        return False
