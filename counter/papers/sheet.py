"""Lines of a paper and the continuous pages they fall on.

A page of continuous form is exactly as many lines long as the form, so that the next page begins
under the next perforation without any page-feed sign in the text. A row is not parted, a seal space is
not parted, and a table that goes on repeats its head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counter.papers.fit import Measure, pad, screen_cells, width_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it stands on the screen, and what a printer may do better."""

    text: str
    big: str = ""
    """The same line for double-width type, where the printer has it; it fits on the line then."""
    head: tuple[str, ...] = ()
    """What stands above it again when it is the first line of a page: the head of its table."""
    glued: bool = False
    """True where it may not be parted from the line before."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around its text, and how long a page is."""

    page_lines: int
    """Lines from one perforation to the next."""
    width: int
    running: str
    """The line on top of every page but the first."""
    foot: tuple[str, ...]
    """The lines below the rule at the foot."""
    measure: Measure = screen_cells

    @property
    def room(self) -> int:
        """Lines of text that fit on a page with a running line."""
        return self.page_lines - len(self.foot) - 3


def paginate(lines: Sequence[Line], frame: Frame) -> list[list[Line]]:
    """The lines on pages, each exactly `frame.page_lines` long, numbered 第1页 共2页.

    Raises:
        ValueError: The page is too short for its own frame and a few lines of text.
    """
    if frame.room < 4:
        raise ValueError(f"a page of {frame.page_lines} lines leaves no room for text")
    pages: list[list[Line]] = [[]]
    for group in _groups(lines):
        for part in _fitting(group, frame.room):
            if len(pages[-1]) + len(part) > frame.room:
                pages.append([Line(text) for text in _head(part, frame.room)])
            pages[-1] += part
    return [_framed(page, at, len(pages), frame) for at, page in enumerate(pages, 1)]


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not line.glued:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _fitting(group: list[Line], room: int) -> Iterator[list[Line]]:
    """The group whole, or line by line where no page could hold it."""
    if len(_head(group, room)) + len(group) <= room:
        yield group
        return
    yield from ([line] for line in group)


def _head(part: list[Line], room: int) -> tuple[str, ...]:
    """The head to repeat above a part, unless it would fill the page."""
    return part[0].head if len(part[0].head) <= room // 2 else ()


def _framed(page: list[Line], at: int, total: int, frame: Frame) -> list[Line]:
    top = [] if at == 1 else [Line(frame.running)]
    blank = frame.room + 1 - len(top) - len(page)
    label = pad(f"第{at}页 共{total}页", frame.width, "r", frame.measure)
    foot = ["-" * frame.width, *frame.foot, label]
    return [*top, *page, *(Line("") for _ in range(blank)), *map(Line, foot)]


def beside(left: str, right: str, width: int, measure: Measure) -> list[str]:
    """One text at the left, one at the right: on one line if both fit, else on two."""
    free = width - width_of(left, measure) - width_of(right, measure)
    if left and right and free >= 2:
        return [left + " " * free + right]
    return [line for line in (left, pad(right, width, "r", measure)) if line.strip()]
