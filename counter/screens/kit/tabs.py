"""Lists that share one screen: their names in a line, one of them current, turned by left and right."""

from __future__ import annotations

from collections.abc import Mapping

from counter.screens.kit.lines import CURRENT, HINT, PLAIN, Line
from counter.screens.kit.page import Board

STEPS: Mapping[str, int] = {"left": -1, "right": 1}


class Tabs(Board):
    """The names of the lists; the screen turns them."""

    def __init__(self, names: Mapping[str, str], *, current: str = "", hint: str = "左右键换") -> None:
        """Takes each list's name in Chinese, and the one to begin with: the first, where none is said."""
        super().__init__(height=1)
        self.names = dict(names)
        self.current = current or next(iter(self.names))
        self.hint = hint

    def turn(self, by: int) -> None:
        """Makes another list current, round and round."""
        keys = list(self.names)
        self.current = keys[(keys.index(self.current) + by) % len(keys)]
        self.redraw()

    def lines(self) -> list[Line]:
        """The names, and how they are turned."""
        line: Line = []
        for key, name in self.names.items():
            line += [(name, CURRENT if key == self.current else PLAIN), ("  ", PLAIN)]
        return [[*line, (f"  {self.hint}", HINT)]]
