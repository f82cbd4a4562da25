"""What is wrong with a sheet, row by row; nothing of it was taken in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from counter.domain.hall.residents.resident_file import Problem
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import HEAD, PLAIN, Line, wrap
from counter.screens.kit.reader import Reader
from counter.screens.shared.asking import Note
from counter.screens.shared.session import DeskScreen

_INDENT = 4


class ProblemsScreen(DeskScreen):
    """Every fault with its row, as the spreadsheet program numbers it."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        """Takes the file's name and what is wrong."""
        self._file = file
        super().__init__()
        self._problems = tuple(problems)
        count = f"{file}：{len(self._problems)}处不对，一行也没有收。请按行号改好表格，再导入一次。"
        self._above = Note((count, ""))
        self.reader = Reader(self._lines)

    def title_words(self) -> str:
        """What it is called."""
        return "表格里的问题"

    def body(self) -> Iterable[Widget]:
        """How many, and each."""
        yield self._above
        yield self.reader

    def commands(self) -> Sequence[Command]:
        """Back."""
        return (Command("返回", "escape", "回去，改好表格再导入。", act=self.leave),)

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for each in self._problems:
            first, *more = wrap(f"第{each.row}行 {each.field}：{each.said}", max(20, width))
            lines.append([(first, HEAD)])
            lines += [[(" " * _INDENT + text, PLAIN)] for text in more]
        return lines
