"""查验: whether anything in the records was changed behind the program's back, for whoever audits the hall.

It reads everything and takes its time; meanwhile the screen can be left, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from textual.widget import Widget

from counter.domain.oversight.audit import verified
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import HINT, PLAIN, Line, Styles, wrap
from counter.screens.kit.reader import Reader
from counter.screens.shared.session import DeskScreen
from counter.storage import StorageFault

_BEFORE = (
    "查验看三样：数据库文件坏没坏；日志一条接一条，有没有被改、被删；每张表和日志对不对得上。",
    "要把全部记录读一遍，记录多的要几分钟。查验的时候可以先去办别的事。",
)


class CheckingScreen(DeskScreen):
    """Verifies on Enter and says what was found."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Sequence[str] = ()
        self._under_way = False
        self.page = Reader(self._lines)

    def title_words(self) -> str:
        """Its name."""
        return "查验"

    def body(self) -> Iterable[Widget]:
        """What it does, and what it found last."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """Begin, and back."""
        return (
            Command("开始查验", "ctrl+j", "把全部记录核对一遍，看有没有被改动。", act=self.check),
            Command("返回", "escape", "回到桌面；正在查验的不停。", act=self.leave),
        )

    def check(self) -> None:
        """Begins, unless it is under way."""
        if self._under_way:
            self.say("正在查验，请稍候。")
            return
        self._under_way = True
        self.say("正在查验……可以先去办别的事。")
        self.run_worker(self._verify(), group="checking")

    async def _verify(self) -> None:
        try:
            sound, self._told = await asyncio.to_thread(verified, self.session.hall)
        except StorageFault as fault:
            self.say(fault.sentence, Styles.PROBLEM)
            return
        finally:
            self._under_way = False
        self.page.read_anew()
        self.say(self._told[-1], Styles.DONE if sound else Styles.PROBLEM)

    def _lines(self, width: int) -> list[Line]:
        before: list[Line] = [[(line, HINT)] for text in _BEFORE for line in wrap(text, width)]
        return [*before, [], *([(line, PLAIN)] for text in self._told for line in wrap(text, width))]
