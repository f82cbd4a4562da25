"""Sentences beside a list, wrapped to its width."""

from __future__ import annotations

from counter.screens.kit.lines import HINT, Line, wrap
from counter.screens.kit.page import Board


class Words(Board):
    """A sentence over or under a list: how what it shows stands; the current row whole."""

    def __init__(self, height: int) -> None:
        super().__init__(height=height)
        self.text = ""

    def show(self, text: str) -> None:
        """Shows another sentence."""
        self.text = text
        self.redraw()

    def lines(self) -> list[Line]:
        """The sentence, wrapped."""
        return [[(line, HINT)] for line in wrap(self.text, max(10, self.size.width))] if self.text else []
