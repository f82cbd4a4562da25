"""What stands beside the rota: everybody's counts."""

from __future__ import annotations

from collections.abc import Sequence

from counter.domain.attendance.rota.reading import Tally
from counter.screens.kit.lines import HEAD, HINT, PLAIN, Line, fit
from counter.screens.kit.page import Board

COUNTS_WIDTH = 23
"""Cells of the counts beside the month."""


class Counts(Board):
    """Everybody's market days, noons, weekends and leaders' days, who has most first."""

    def __init__(self) -> None:
        super().__init__()
        self.styles.width = COUNTS_WIDTH
        self.tallies: Sequence[Tally] = ()

    def show(self, tallies: Sequence[Tally]) -> None:
        """Shows other counts; none: nothing."""
        self.tallies = tallies
        self.redraw()

    def lines(self) -> list[Line]:
        """As many as there is room for."""
        if not self.tallies:
            return []
        room = max(1, self.size.height - 2)
        shown = self.tallies if len(self.tallies) <= room else self.tallies[: room - 1]
        lines: list[Line] = [[(f"{fit('姓名', 8)}场 午 周末 带", HEAD)]]
        lines += [[(self._line(each), PLAIN)] for each in shown]
        if len(shown) < len(self.tallies):
            lines.append([(f"还有{len(self.tallies) - len(shown)}人，打印看全", HINT)])
        return lines

    @staticmethod
    def _line(each: Tally) -> str:
        return f"{fit(each.name, 8)}{each.market:>2} {each.noon:>2} {each.weekend:>3}  {each.leader:>2}"
