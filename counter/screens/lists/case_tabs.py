"""The names of the lists of cases, with how many stand on each; short where the terminal is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter.domain.casework.lists.worklist import LISTINGS, Name
from counter.screens.kit.lines import CURRENT, HINT, PLAIN, Line, Styles, span_cells
from counter.screens.kit.page import Board

TABS: tuple[Name, ...] = ("open", "today", "soon", "overdue", "wait", "collect", "closed")
_ONLY_WHERE_SOMETHING: tuple[Name, ...] = ("unentered", "joint", "above", "watched", "chase", "stopped")
_SHORT: dict[Name, str] = {
    "today": "今日", "soon": "近期", "closed": "办结", "stopped": "暂停", "joint": "联办", "unentered": "未录",
}  # fmt: skip
"""The lists' names where the line is too long for the terminal."""


@dataclass
class Numbers:
    """How many cases stand on each list."""

    of: dict[Name, int]

    def shown(self, name: Name) -> int:
        """What the head line says; what is stopped is in hand too."""
        return self.of.get(name, 0) + (self.of.get("stopped", 0) if name == "open" else 0)


class CaseTabs(Board):
    """The lists with how many cases stand on each."""

    def __init__(self) -> None:
        super().__init__(height=1)
        self.whole = False
        self.current: Name = "open"
        self.found = False
        self.numbers = Numbers({})

    @property
    def names(self) -> tuple[Name, ...]:
        """The lists that there are; what is watched, chased and stopped only where something is."""
        return (*TABS, *(name for name in _ONLY_WHERE_SOMETHING if self.numbers.of.get(name)))

    def lines(self) -> list[Line]:
        """Whose cases, and each list; by short names where the terminal is too narrow, the current one in sight."""
        line = self._line({}, self.names)
        if span_cells(line) <= self.size.width:
            return [line]
        names, many = self.names, len(self.names)
        while span_cells(self._line(_SHORT, names[: _up_to(names, self.current)])) > self.size.width:
            names = names[1:]
        while many > 1 and span_cells(self._line(_SHORT, names[:many])) > self.size.width:
            many -= 1  # what does not fit comes into sight when the lists are turned
        return [self._line(_SHORT, names[:many])]

    def _line(self, short: dict[Name, str], names: Sequence[Name]) -> Line:
        line: Line = [("全厅 " if self.whole else "本岗 ", HINT)]
        for name in names:
            count = self.numbers.shown(name)
            meaning = Styles.OVERDUE if name in ("overdue", "chase") and count else Styles.PLAIN
            style = CURRENT if name == self.current and not self.found else meaning.style
            line += [(f"{short.get(name, LISTINGS[name].title)}{count}", style), (" ", PLAIN)]
        return line


def _up_to(names: Sequence[Name], current: Name) -> int:
    """How many lists there are up to the current one, itself counted."""
    return names.index(current) + 1 if current in names else 1
