"""A paper of the hall's own on the screen, printed or filed from there: stored when it first goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.papers import text
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import PLAIN, Line, Styles
from counter.screens.kit.reader import Reader
from counter.screens.kit.shell import Shell
from counter.screens.shared.asking import say_refusal
from counter.screens.shared.session import DeskScreen
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

_WIDTH = 80


class SheetScreen(DeskScreen):
    """Shows a paper; 0 and 3 print it, 1 and 2 write it to a file in the user's own folder."""

    def __init__(self, paper: Paper, keep: Callable[[Work], int], *, name: str) -> None:
        """Takes the paper and what stores it.

        Args:
            paper: What is shown.
            keep: Stores it inside an act and gives its key; called once, when it first goes out.
            name: The name of the files, without ending.
        """
        self._paper = paper
        super().__init__()
        self._keep = keep
        self._file = name
        self._kept: int | None = None
        shown: list[Line] = [[(line, PLAIN)] for line in text.render(paper, _WIDTH)]
        self.reader = Reader(lambda width: shown)

    def title_words(self) -> str:
        """What paper it is."""
        return self._paper.title

    def body(self) -> Iterable[Widget]:
        """The paper."""
        yield self.reader

    def commands(self) -> Sequence[Command]:
        """Out of the printer, into a file, or back."""
        return (
            Command("打印", "0", "交给打印机。", act=lambda: self._send("printer")),
            Command("存PDF", "1", "存成 PDF 文件，放在自己的文件夹里。", act=lambda: self._send("pdf")),
            Command("存文字", "2", "存成 80 列的文字，给针式打印机或留底。", act=lambda: self._send("txt")),
            Command(
                "留空手写", "3", "打印；字体里没有的字留空，用笔写上。", act=lambda: self._send("printer", blank=True)
            ),
            Command("返回", "escape", "不打印，回到刚才的地方。", act=self.leave),
        )

    def _send(self, how: str, *, blank: bool = False) -> None:
        cast("Shell[None]", self.app).save(self._sent(how, blank))

    async def _sent(self, how: str, blank: bool) -> None:
        self.say("请稍候……")
        try:
            said = await asyncio.to_thread(self._out, how, blank)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.say(said, Styles.DONE)

    def _out(self, how: str, blank: bool) -> str:
        from counter.papers import office

        if self._kept is None:
            with self.session.act() as work:
                self._kept = self._keep(work)
        to: Any = how if how == "printer" else Path.home() / f"{self._file}.{how}"
        return office.print_paper(self.session, self._kept, to, blank_missing=blank).sentence
