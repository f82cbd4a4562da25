"""A page that is only read: long text by the page, with where one is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from counter.screens.kit.lines import HINT, Line
from counter.screens.kit.page import Page

_FEWEST = 6
"""With fewer lines the last page shows the end of the page before it too."""


class Reader(Page):
    """Shows what `text` gives for a width, a page at a time."""

    def __init__(self, text: Callable[[int], Sequence[Line]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = text
        self._read: list[Line] = []
        self._width = -1
        self.page = 0

    @property
    def pages(self) -> int:
        """How many pages there are at the present size; at least one."""
        return max(1, -(-len(self._read) // self._room))

    def lines(self) -> list[Line]:
        """One page, and below it which one it is."""
        self._measure()
        start = self.page * self._room
        alone = len(self._read) - start
        if self.page and alone < _FEWEST:
            start = len(self._read) - self._room  # a few lines alone, the foot of a paper: with what stands over them
        shown = self._read[start : start + self._room]
        blank: list[Line] = [[] for _ in range(self._room - len(shown))]
        return [*shown, *blank, [(self._foot(), HINT)]]

    def pressed(self, key: str, character: str | None) -> bool:
        """PgUp, PgDn, arrows, Space, Enter, Home and End turn pages."""
        turns = {"pagedown": 1, "down": 1, "space": 1, "enter": 1, "pageup": -1, "up": -1}
        if key not in turns and key not in ("home", "end"):
            return False
        to = {"home": 0, "end": self.pages - 1}.get(key, self.page + turns.get(key, 0))
        self.page = min(max(0, to), self.pages - 1)
        return True

    def read_anew(self) -> None:
        """The text is another one now."""
        self._width = -1
        self.redraw()

    @property
    def _room(self) -> int:
        return max(1, self.size.height - 1)

    def _measure(self) -> None:
        if self._width != self.size.width:
            self._width = self.size.width
            self._read = list(self._text(self._width))
        self.page = min(self.page, self.pages - 1)

    def _foot(self) -> str:
        if self.pages == 1:
            return ""
        more = "  PgDn 下一页" if self.page + 1 < self.pages else "  完"
        return f"第 {self.page + 1} 页，共 {self.pages} 页{more}"
