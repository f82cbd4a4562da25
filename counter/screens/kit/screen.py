"""A screen's frame: header, body, menu and status, and keys to its commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, final

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.kit.chrome import Header, MenuLine, StatusLine
from counter.screens.kit.commands import Command, find
from counter.screens.kit.guard import Guarded
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.page import Board, Page, Said


class HallScreen(Guarded, Screen[ScreenResultType]):
    """What every screen of the hall is: subclasses give `title_words`, `body` and `commands`.

    A key that the body leaves is looked up among the screen's commands, then among the App's. Esc
    goes back one step. F9 explains the last refusal, or what the body points at. What is final here and in
    the bases below is not to be written over: a screen's own act takes another name.
    """

    AUTO_FOCUS = "*"
    menu_rows = 1
    fills = False
    """Whether something is being filled in here, so that only its own keys leave it."""

    def __init__(self) -> None:
        super().__init__()
        self.header = Header(self.now, title=self.title_words())
        self.menu = MenuLine(self.menu_rows, self.holds)
        self.status = StatusLine()
        self._why: Reckoning[Any] | None = None
        self.styles.overflow_y = "hidden"

    def title_words(self) -> str:
        """The screen's Chinese name, first in the header."""
        return ""

    def body(self) -> Iterable[Widget]:
        """What stands between header and menu."""
        return ()

    def commands(self) -> Sequence[Command]:
        """What can be done here; menu, help and manual read it."""
        return ()

    @final
    def now(self) -> datetime:
        """The clock that the header shows: the App's where it has one."""
        clock = getattr(self.app, "now", None) if self.is_running else None
        return clock() if clock else datetime.now()

    @final
    def holds(self, right: str) -> bool:
        """Whether the person signed on has a right: the App knows."""
        asked = getattr(self.app, "holds", None)
        return bool(asked(right)) if asked else True

    @final
    def say(self, text: str, meaning: Meaning = Styles.PLAIN, why: Reckoning[Any] | None = None) -> None:
        """Shows a sentence in the status line; `why` is what F9 then explains."""
        self._why = why
        self.status.say(text, meaning)

    @final
    def say_why_not(self, refusal: Refusal | str) -> None:
        """Says why something cannot be done; F9 then shows the articles, where a rule forbids it."""
        if isinstance(refusal, str):
            self.say(refusal, Styles.PROBLEM)
            return
        why = Reckoning(refusal.sentence, (Step(refusal.sentence, refusal.cites),))
        self.say(refusal.sentence, Styles.PROBLEM, why)

    @final
    def compose(self) -> ComposeResult:
        """Header, body, menu, status, from top to bottom."""
        yield self.header
        yield from self.body()
        yield self.menu
        yield self.status

    @final
    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Nothing of Textual's own: without a mouse there are no tooltips, and sentences stand in the status line."""

    def on_mount(self) -> None:
        """The header's facts come from the App, the menu from the commands."""
        facts = getattr(self.app, "header_facts", None)
        if facts:
            self.header.show(**facts())
        self.menu.show(self.commands())

    def on_screen_resume(self) -> None:
        """Coming back: the same field, the same caret, a fresh clock."""
        for board in self.query(Board):
            board.redraw()

    def on_screen_suspend(self) -> None:
        """Another screen comes on top: what could not be done here is no news any more when it has gone."""
        if self.status.tells_problem:
            self.say("")

    def on_said(self, message: Said) -> None:
        """A body's sentence goes to the status line."""
        message.stop()
        self.say(message.text, message.meaning, message.why)

    def on_key(self, event: events.Key) -> None:
        """Commands of this screen; Esc and F9 where no command has them."""
        command = find(self.commands(), event.key)
        if command is not None and command.act is not None:
            event.stop()
            self._do(command)
        elif event.key == "escape" and self._came_from_a_screen():
            event.stop()
            self.leave()
        elif event.key == "f9":
            event.stop()
            self.explain()

    @final
    def _came_from_a_screen(self) -> bool:
        stack = self.app.screen_stack
        return len(stack) > 1 and isinstance(stack[-2], HallScreen)

    def leave(self) -> None:
        """One step back."""
        self.dismiss(None)

    @final
    def explain(self) -> None:
        """Shows how the last refusal, or what the body points at, was reckoned."""
        why = self._why or self._whole_sentence() or self.pointed_at()
        if why is None:
            self.say("这里没有需要说明的。")
            return
        from counter.screens.kit.why import WhyScreen

        self.app.push_screen(WhyScreen(why))

    def pointed_at(self) -> Reckoning[Any] | None:
        """How what the body points at was reckoned; None where there is nothing to explain."""
        body = self.focused
        return body.why() if isinstance(body, Page) else None

    @final
    def _whole_sentence(self) -> Reckoning[Any] | None:
        """What the status line says, where it says more than fits."""
        said = self.status.text
        return Reckoning(said, (Step(said),)) if self.status.too_long else None

    def _do(self, command: Command) -> None:
        refusal = command.why_not(self.holds)
        if refusal is not None:
            self.say_why_not(refusal)
        elif command.act is not None:
            command.act()
        self.menu.redraw()
