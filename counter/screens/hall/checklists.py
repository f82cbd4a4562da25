"""检查要点: the points to inspect by, list after list; why each stands there, and the sheet to take along on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from counter.domain.oversight import checklists
from counter.domain.oversight.checklists import Checklist, Point
from counter.domain.reckoning import Reckoning
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, wrap
from counter.screens.kit.page import Page
from counter.screens.shared.session import DeskScreen
from counter.screens.shared.sheet import SheetScreen

_INDENT = 4


class ChecklistPage(Page):
    """One list, its points wrapped, one of them current."""

    def __init__(self) -> None:
        super().__init__()
        self.head = ""
        self.says = ""
        self.points: Sequence[Point] = ()
        self.at = 0

    def show(self, head: str, which: Checklist) -> None:
        """Shows a list from its first point on."""
        self.head, self.says, self.points, self.at = head, which.says, which.points, 0
        self.redraw()

    def lines(self) -> list[Line]:
        """The list's name, how one goes about it, the points; the current one stays in sight."""
        width = max(20, self.size.width)
        lines: list[Line] = [[(self.head, HEAD), ("    左右键换一份", HINT)]]
        lines += [[(text, HINT)] for text in wrap(self.says, width)]
        lines.append([])
        end = 0
        for at, point in enumerate(self.points):
            style = CURRENT if at == self.at else PLAIN
            first, *more = wrap(point.says, width - _INDENT - 1)
            lines.append([(f"{point.code:<{_INDENT}} {first}", style)])
            lines += [[(f"{'':{_INDENT}} {text}", style)] for text in more]
            end = len(lines) if at == self.at else end
        self.top = max(0, end - max(1, self.size.height))
        return lines

    def pressed(self, key: str, character: str | None) -> bool:
        """Goes from point to point."""
        steps = {"up": -1, "down": 1}
        if key not in steps:
            return False
        self.at = min(max(0, self.at + steps[key]), len(self.points) - 1)
        return True

    def why(self) -> Reckoning[object] | None:
        """The rules behind the current point."""
        if not self.points:
            return None
        found = checklists.why(self.points[self.at])
        return Reckoning(found.value, found.steps)


class ChecklistsScreen(DeskScreen):
    """The hall's checklists, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.page = ChecklistPage()
        self._lists: Sequence[Checklist] = ()
        self._at = 0

    def title_words(self) -> str:
        """Its name."""
        return "检查要点"

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """Another list, why, and the sheet."""
        return (
            Command("打印", "0", "看这一份检查单，再打印或存成文件；带着去，用笔填。", act=self.sheet),
            Command("上一份", "left", "看上一份要点。", act=lambda: self._turn(-1)),
            Command("下一份", "right", "看下一份要点。", act=lambda: self._turn(1)),
            Command("依据", "f9", "这一条依据哪一条制度，原话怎么说。"),
            Command("返回", "escape", "回到桌面。", act=self.leave),
        )

    def on_mount(self) -> None:
        """The first list."""
        self._lists = checklists.of_hall(self.session.hall.book())
        self._show()

    @property
    def current(self) -> Checklist:
        """The list that keys act on."""
        return self._lists[self._at]

    def _show(self) -> None:
        self.page.show(f"{self.current.name}（第{self._at + 1}份，共{len(self._lists)}份）", self.current)

    def _turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._lists)
        self._show()

    def sheet(self) -> None:
        """The list as a paper on the screen, to be printed from there."""
        which = self.current
        made = checklists.sheet(self.session.hall, which)
        self.app.push_screen(SheetScreen(made, lambda work: checklists.keep_sheet(work, which.code), name=which.name))
