"""A widget that is nothing but lines, and the page that also takes keys.

One widget with the line API is what a screen's body is: no children, no borders, no animation.
After each key the lines are made anew and compared with those painted, and only rows that differ
go to the terminal. The caret is the terminal's own cursor, set to the exact cell, because input
methods open their candidates there.
"""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.kit.caret import put_caret
from counter.screens.kit.edit import typed
from counter.screens.kit.guard import Guarded
from counter.screens.kit.lines import Line, Meaning, Styles, cells, segments, span_cells


class Said(Message):
    """A sentence for the status line, with what lies behind it where there is something."""

    def __init__(self, text: str, meaning: Meaning = Styles.PLAIN, why: Reckoning[object] | None = None) -> None:
        self.text = text
        self.meaning = meaning
        self.why = why
        super().__init__()


class Board(Guarded, Widget):
    """A widget that is nothing but lines: subclasses say which."""

    def __init__(self, *, id: str | None = None, height: int | str = "1fr") -> None:
        super().__init__(id=id)
        self.styles.height = height
        self.styles.width = "100%"
        self.top = 0
        """The first line shown, for what is longer than the widget."""
        self._painted: list[Line] | None = None

    def lines(self) -> list[Line]:
        """Every line, from the first; the widget shows those from `top` on."""
        return []

    def redraw(self) -> None:
        """Makes the lines anew and repaints the rows that came out different."""
        if not self.size or not self.is_mounted:
            self._painted = None
            return
        old, self._painted = self._painted, self._visible()
        if old is None:
            self.refresh()
            return
        width, height = self.size
        ends = [(y, _differ_to(_row(old, y), _row(self._painted, y))) for y in range(height)]
        if regions := [Region(0, y, min(end, width), 1) for y, end in ends if end]:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One row as painted."""
        if self._painted is None:
            self._painted = self._visible()
        row: list[Segment] = segments(_row(self._painted, y))
        return Strip(row).adjust_cell_length(self.size.width)

    def on_resize(self) -> None:
        """Lines depend on the size."""
        self._painted = None
        self.redraw()

    def _visible(self) -> list[Line]:
        return self.lines()[self.top : self.top + self.size.height]


def _row(lines: list[Line], y: int) -> Line:
    return lines[y] if y < len(lines) else []


def _differ_to(old: Line, new: Line) -> int:
    """The cell from which on both rows are alike: what stands before it is repainted; 0 for nothing."""
    if old == new:
        return 0
    was, now = span_cells(old), span_cells(new)
    if was != now:
        return max(was, now)
    for one, other in zip(reversed(old), reversed(new), strict=False):
        if one != other:
            break
        now -= cells(one[0])
    return now


class Page(Board, can_focus=True):
    """A body that takes keys, one at a time and each to its end before the next."""

    def pressed(self, key: str, character: str | None) -> bool:
        """Does what a key means here; False leaves it to the screen.

        Args:
            key: Textual's name of the key.
            character: What it writes, or None where it writes nothing.
        """
        return False

    def pasted(self, text: str) -> bool:
        """Takes pasted text; False where nothing can be pasted."""
        return False

    def caret(self) -> tuple[int, int] | None:
        """Where the caret stands, as (cell, line), or None where nothing is typed."""
        return None

    def why(self) -> Reckoning[object] | None:
        """How what the page points at was reckoned, for F9; None where there is nothing."""
        return None

    def say(self, text: str, meaning: Meaning = Styles.PLAIN, why: Reckoning[object] | None = None) -> None:
        """Puts a sentence into the status line."""
        self.post_message(Said(text, meaning, why))

    def refused(self, refusal: Refusal) -> None:
        """Says why something cannot be done; F9 then shows the articles."""
        why: Reckoning[object] = Reckoning(refusal.sentence, (Step(refusal.sentence, refusal.cites),))
        self.say(refusal.sentence, Styles.PROBLEM, why)

    def redraw(self) -> None:
        """Keeps the caret's line in sight, repaints what changed and sets the caret."""
        self._follow()
        super().redraw()
        self._set_caret()

    def on_key(self, event: events.Key) -> None:
        """One key, handled to its end."""
        character = event.character if typed(event.character) else None
        try:
            taken = self.pressed(event.key, character)
        except Refusal as refusal:
            taken = True
            self.refused(refusal)
        self._finish(event, taken)

    def on_paste(self, event: events.Paste) -> None:
        """One paste, in its turn among the keys."""
        try:
            taken = self.pasted(event.text)
        except Refusal as refusal:
            taken = True
            self.refused(refusal)
        self._finish(event, taken)

    def _finish(self, event: events.Key | events.Paste, taken: bool) -> None:
        if not taken:
            return
        event.stop()
        event.prevent_default()
        self.redraw()

    def on_focus(self) -> None:
        """The caret belongs to the widget that has the focus."""
        self.redraw()

    def on_blur(self) -> None:
        """No focus, no caret."""
        put_caret(self.app, None)

    def _follow(self) -> None:
        caret = self.caret()
        if caret is None or not self.size:
            return
        lowest = caret[1] - self.size.height + 1
        self.top = max(lowest, min(self.top, caret[1]), 0)

    def _set_caret(self) -> None:
        if not self.has_focus or not self.size:
            return
        caret = self.caret()
        if caret is None:
            put_caret(self.app, None)
            return
        x = min(caret[0], self.size.width - 1)
        put_caret(self.app, self.content_region.offset + Offset(x, caret[1] - self.top))
