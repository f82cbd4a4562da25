"""Typing a list fast: one short form again and again, each Enter at its end a line, an empty first field saves all.

The lines stand above the form with their numbers; Up in the first field takes the last line back to be put right, a
line's number there takes that one.
Nothing is recorded before the whole list is saved, in one act; until then its lines wait as a draft.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual.message import Message
from textual.widget import Widget

from counter.domain.journal import AlreadySaved
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Ask, AskPage, Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import HINT, PLAIN, Line, Styles, fit
from counter.screens.kit.page import Board
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from counter.screens.shared.asking import AskScreen, Note, say_refusal
from counter.screens.shared.entry_drafts import LinesKept
from counter.screens.shared.session import DeskScreen, new_token
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

V = TypeVar("V")
R = TypeVar("R")
_FOR_A_REFUSAL, _FOR_A_LIST = 4, 9
"""Lines below the form, so that what is wrong with a line is read whole, and a list of what can be written."""
_ROW_DIGITS = 3
"""A number of so many digits at the most is that of a line, not of a person or a case."""
_KEEP, _DROP, _WAIT = "接着录", "都不要了", "先放着，以后再录"


class _Lines(Board):
    """What was typed so far, the latest lowest."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def lines(self) -> list[Line]:
        """The last lines that fit, each with its number."""
        shown = list(enumerate(self.texts, start=1))[-max(1, self.size.height) :]
        return [[(f"{n:>4}  {fit(text, max(10, self.size.width - 6))}", PLAIN)] for n, text in shown] or [
            [("还没有。一行一行地录，录完在第一格空着按 Enter 保存。", HINT)]
        ]


class _LinePage(AskPage):
    """The form of one line; Enter on its empty first field means that the list is whole."""

    class Whole(Message):
        """No further line."""

    class Back(Message):
        """A line is wanted back: the one of this number."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    count = 0
    """How many lines there are."""

    def pressed(self, key: str, character: str | None) -> bool:
        """As any form, but for the first field: empty, or with the number of a line."""
        row = self.ask.rows()[0]
        if row.editing and not row.value and key in ("enter", "up"):
            self.post_message(self.Whole() if key == "enter" else self.Back(self.count))
            return True
        if row.editing and key == "enter" and (number := self._line_meant(row.value)):
            self.post_message(self.Back(number))
            return True
        return super().pressed(key, character)

    def _line_meant(self, text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= _ROW_DIGITS else 0
        return number if number <= self.count else 0

    def again_with(self, fields: Sequence[Field], typed: Mapping[str, str]) -> None:
        """The next line, or one that was taken back with what was typed in it."""
        self.ask = Ask(fields)
        self.ask.fill(typed)
        self.show(self.ask)


class EntryScreen(DeskScreen, Generic[V, R]):
    """A list typed line by line and saved in one act."""

    fills = True

    def __init__(
        self,
        title: str,
        fields: Callable[[Sequence[V]], Sequence[Field]],
        line: Callable[[dict[str, str], Sequence[V]], tuple[str, V]],
        keep: Callable[[Work, tuple[V, ...]], R],
        done: Callable[[R], None],
        *,
        above: Sequence[str] = (),
        start: Sequence[tuple[str, V]] = (),
        happened: datetime | None = None,
        kept: LinesKept[V] | None = None,
        typed: Callable[[str, V], Mapping[str, str]],
    ) -> None:
        """Takes what a line is and what becomes of them all.

        Args:
            title: What the screen is called.
            fields: The fields of the next line, given those before it.
            line: From the answers and the lines before to how the line is shown and what it is; refuses a wrong one.
            keep: The act that saves all of them.
            done: What follows when it was saved.
            above: Sentences over the list.
            start: Lines that stand there already, as from a sheet.
            happened: When it took place, for a late entry.
            kept: Where the lines wait until they are saved.
            typed: From how a line is shown and what it is to what stands in its fields when it is taken back.
        """
        self._words = title
        super().__init__()
        self._above = Note(above)
        self._board = _Lines()
        self.values: list[V] = [value for _, value in start]
        self._board.texts = [text for text, _ in start]
        self._at: int | None = None
        """Where the line in hand goes, where it stood among the others before; None: to the end."""
        self._fields, self._line, self._keep, self._done, self._typed = fields, line, keep, done, typed
        self._form = _LinePage(fields(self.values), label_width=10)
        self._form.count = len(self.values)
        below = _FOR_A_LIST if any(each.lists for each in self._form.ask.fields) else _FOR_A_REFUSAL
        self._form.styles.height = len(self._form.ask.fields) + below
        self._kept = kept
        self._token = kept.token if kept else new_token()
        self._happened = happened

    def title_words(self) -> str:
        """What it is called."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """What it is about, the lines, the form of the next one."""
        yield self._above
        yield self._board
        yield self._form

    def commands(self) -> Sequence[Command]:
        """How lines are made, and the list saved."""
        return (
            Command("下一格，最后一格成一行", "enter", "到下一格；最后一格按下就成一行；第一格空着按，整单保存。"),
            Command("退回一行", "up", "第一格空着按：把上一行取回来改；打行号按 Enter，取那一行。"),
            Command("返回", "escape", "不录了；录了没存的会先问。"),
        )

    def on_ask_page_answered(self, message: AskPage.Answered) -> None:
        """One line is whole."""
        message.stop()
        try:
            text, value = self._line(message.answers, self.values)
        except Refusal as refusal:
            say_refusal(self, refusal)
            return
        at = len(self.values) if self._at is None else self._at
        self.values.insert(at, value)
        self._board.texts.insert(at, text)
        self._at = None
        self._next()
        if self._keep_lines():
            self.say(f"第{at + 1}行：{text}")

    def on__line_page_back(self, message: _LinePage.Back) -> None:
        """Takes a line off the list into the form, to be put right; emptied there it is gone."""
        message.stop()
        if not self.values:
            self.say("还没有录好的行。")
            return
        at = message.number - 1
        text, value = self._board.texts.pop(at), self.values.pop(at)
        self._at = at if at < len(self.values) else None
        self._next(self._typed(text, value))
        self._keep_lines()
        self.say(f"已取回第{at + 1}行：{text}。改好按 Enter；不要这一行，就把第一格清空。")

    def on__line_page_whole(self, message: _LinePage.Whole) -> None:
        """Saves everything."""
        message.stop()
        if not self.values:
            self.say("还没有录，先录一行。")
            return
        cast("Shell[None]", self.app).save(self._saved())

    def on_ask_page_left(self, message: AskPage.Left) -> None:
        """Esc: at once where nothing was typed, else after a question."""
        message.stop()
        if not self.values:
            self.leave()
            return

        async def pick(answers: dict[str, str]) -> str:
            return answers["way"]

        field = Field("way", f"{len(self.values)}行没有保存", choices=self._ways(), confirmed=True)
        self.app.push_screen(AskScreen("不保存就走？", (field,), pick, self._gone, wide=18))

    def _ways(self) -> tuple[str, ...]:
        return (_KEEP, _DROP, _WAIT) if self._kept else (_KEEP, _DROP)

    def _gone(self, way: str) -> None:
        if way == _WAIT and not self._keep_lines():
            return
        if way == _DROP and self._kept:
            self._kept.drop()
        if way in (_DROP, _WAIT):
            self.leave()

    def _keep_lines(self) -> bool:
        """Writes the lines as a draft, so that a kill loses no more than the one in hand."""
        if self._kept is None or self._kept.keep(self._board.texts, self.values):
            return True
        self.say("没存的行写不到磁盘上，请尽快保存这一批。", Styles.PROBLEM)
        return False

    def _next(self, typed: Mapping[str, str] | None = None) -> None:
        self._form.count = len(self.values)
        self._form.again_with(self._fields(self.values), typed or {})
        self._board.redraw()

    async def _saved(self) -> None:
        self.say("请稍候……")
        try:
            result = await asyncio.to_thread(self._act)
        except AlreadySaved as error:
            self._done_with()
            under = self.app.screen
            if isinstance(under, HallScreen):
                say_refusal(under, error)
            return
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self._done_with()
        self._done(result)

    def _done_with(self) -> None:
        if self._kept:
            self._kept.drop()
        self.leave()

    def _act(self) -> R:
        with self.session.act(token=self._token, happened=self._happened) as work:
            return self._keep(work, tuple(self.values))
