"""A screen that asks a few things and does one act with them; what was typed stays where it is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar, cast

from textual.widget import Widget

from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import AskPage, Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import PLAIN, Line, wrap
from counter.screens.kit.page import Board
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from counter.screens.kit.terminal import LEAST_COLUMNS
from counter.storage import StorageFault

R = TypeVar("R")
Do = Callable[[dict[str, str]], Awaitable[R]]


def say_refusal(screen: HallScreen[None], error: Refusal | StorageFault) -> None:
    """Says in the status line why something cannot be done; F9 then shows the articles."""
    screen.say_why_not(error if isinstance(error, Refusal) else error.sentence)


class Note(Board):
    """Sentences above or below a form, wrapped."""

    def __init__(self, texts: Sequence[str] = (), *, height: int | str = "auto", id: str | None = None) -> None:
        needed = sum(len(wrap(text, LEAST_COLUMNS - 2)) for text in texts)
        super().__init__(id=id, height=needed if height == "auto" else height)
        self._texts = tuple(texts)

    def show(self, texts: Sequence[str]) -> None:
        """Shows other sentences."""
        self._texts = tuple(texts)
        self.redraw()

    def lines(self) -> list[Line]:
        """The sentences, each on lines of its own."""
        return [[(line, PLAIN)] for text in self._texts for line in wrap(text, max(10, self.size.width))]


class AskScreen(HallScreen[None], Generic[R]):
    """Fields, one act, and what follows when it is done."""

    fills = True

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        do: Do[R],
        done: Callable[[R], None],
        *,
        above: Sequence[str] = (),
        left: Callable[[], None] | None = None,
        wide: int = 14,
        keeps: dict[str, str] | None = None,
    ) -> None:
        """Takes the form and what to do with it.

        Args:
            title: What the screen is called.
            fields: What is asked.
            do: The act, given the answers; its refusals are said, and the form stays.
            done: What follows after this screen has gone.
            above: Sentences over the form.
            left: What follows where Esc is pressed instead.
            wide: Cells for the labels.
            keeps: Where what was typed is kept when Esc is pressed, and found when the form opens again.
        """
        self._words = title
        super().__init__()
        self._above = Note(above)
        self._form = AskPage(fields, label_width=wide)
        self._form.styles.height = "1fr"  # it is the last of the body, and what does not fit follows the caret
        self._do_it = do
        self._done = done
        self._left = left
        self._keeps = keeps if keeps is not None else {}
        self._form.ask.fill(self._keeps, prefilled=False)

    def on_mount(self) -> None:
        """Says so where something stands there that was typed before."""
        if self._keeps:
            self.say("上次没填完的还在，接着填。")

    def title_words(self) -> str:
        """What it is called."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The sentences, the form."""
        yield self._above
        yield self._form

    def commands(self) -> Sequence[Command]:
        """Enter goes on and in the end does it; Esc leaves."""
        return (
            Command("下一项，最后一项办理", "enter", "到下一项；最后一项按下就办理。"),
            Command("返回", "escape", "不办了，回到刚才的地方。"),
        )

    def pointed_at(self) -> Reckoning[Any] | None:
        """What the screen under the form points at: a form is about what was shown there."""
        stack = self.app.screen_stack
        under = stack[-2] if len(stack) > 1 else None
        return under.pointed_at() if isinstance(under, HallScreen) else None

    @property
    def typed(self) -> dict[str, str]:
        """What was typed so far, but for secrets: for who keeps it where Esc is pressed."""
        return self._form.ask.typed()

    def on_ask_page_answered(self, message: AskPage.Answered) -> None:
        """Every field is filled: do it, and let keys wait."""
        message.stop()
        cast("Shell[None]", self.app).save(self._run(message.answers))

    def on_ask_page_left(self, message: AskPage.Left) -> None:
        """Esc."""
        message.stop()
        self._keeps.clear()
        self._keeps.update(self._form.ask.half_typed())
        self.leave()
        if self._left is not None:
            self._left()

    async def _run(self, answers: dict[str, str]) -> None:
        self.say("请稍候……")
        try:
            result = await self._do_it(answers)
        except (Refusal, StorageFault) as error:
            self._forget_secrets()
            say_refusal(self, error)
            return
        self._keeps.clear()
        self.leave()
        self._done(result)

    def _forget_secrets(self) -> None:
        """PINs are typed anew after a refusal; everything else stays as it was."""
        for field in reversed(self._form.ask.fields):
            if field.masked:
                self._form.ask.again(field.name)
        self._form.redraw()
