"""The App that every screen of the kit expects: keys in order, sixteen colours, a clean end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from textual import events
from textual.app import ComposeResult, ReturnType
from textual.screen import Screen

from counter.screens.kit.caret import drop_caret
from counter.screens.kit.commands import Command, find
from counter.screens.kit.keygate import KeyGate
from counter.screens.kit.lines import HEAD, PLAIN, Line
from counter.screens.kit.page import Page
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.terminal import LEAST_COLUMNS, LEAST_ROWS, LastWords, on_hangup

_HUNG_UP = 129


class Shell(KeyGate[ReturnType]):
    """Key order, commands that work everywhere, the small-window page, last words on hanging up.

    Screens ask it for `now`, `holds` and `header_facts`. Run it with `mouse=False`.
    """

    ENABLE_COMMAND_PALETTE = False
    NOTIFICATION_TIMEOUT = 0
    BINDINGS = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = "ansi-dark"
        self.last_words = LastWords()

    def now(self) -> datetime:
        """The hall's clock."""
        return datetime.now()

    def holds(self, right: str) -> bool:
        """Whether the person signed on has a right."""
        return True

    def header_facts(self) -> dict[str, str]:
        """What every header shows: any of hall, window, person, counts."""
        return {}

    def commands(self) -> Sequence[Command]:
        """Keys that work everywhere, where the screen does not use them."""
        return ()

    def on_mount(self) -> None:
        """Listens for the line dropping."""
        if not self.is_headless:
            on_hangup(self.hang_up)

    def on_key(self, event: events.Key) -> None:
        """The commands of everywhere; F1 shows all keys."""
        command = find(self.commands(), event.key)
        if command is not None and command.act is not None:
            event.stop()
            self._do(command)
        elif event.key == "f1":
            event.stop()
            self.show_help()

    def on_resize(self, event: events.Resize) -> None:
        """A window too small for the screens shows what to do about it."""
        if is_small(event.size.width, event.size.height) and not isinstance(self.screen, SmallScreen):
            self.push_screen(SmallScreen())

    def on_unmount(self) -> None:
        """However it ends, drafts are written."""
        self.last_words.speak()

    def exit(
        self, result: ReturnType | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Ends the App; the cursor gets its usual look back first."""
        drop_caret(self)
        super().exit(result, return_code, message)

    def hang_up(self) -> None:
        """The terminal is gone: write what must be written, then end."""
        self.last_words.speak()
        self.exit(return_code=_HUNG_UP)

    def show_help(self) -> None:
        """Every key that works here and everywhere."""
        from counter.screens.kit.helping import HelpScreen

        screen = self.screen
        if isinstance(screen, HelpScreen) or not isinstance(screen, HallScreen):
            return
        self.push_screen(HelpScreen([(screen.title_words(), screen.commands()), ("到处可用", self.commands())]))

    def _do(self, command: Command) -> None:
        refusal = command.why_not(self.holds)
        if refusal is None and command.act is not None:
            command.act()
        elif refusal is not None and isinstance(self.screen, HallScreen):
            self.screen.say_why_not(refusal)


def is_small(columns: int, rows: int) -> bool:
    """Whether a terminal of this size is too small for the screens."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


class _SmallPage(Page):
    """Takes every key and does nothing with it: nobody types blindly."""

    def lines(self) -> list[Line]:
        """What to do, short enough for a very small window."""
        width, height = self.app.size
        return [
            [("窗口太小", HEAD)],
            [("请把窗口拉大", PLAIN)],
            [(f"现在 {width} 列 {height} 行", PLAIN)],
            [(f"需要 {LEAST_COLUMNS} 列 {LEAST_ROWS} 行", PLAIN)],
            [("拉大后接着办", PLAIN)],
        ]

    def pressed(self, key: str, character: str | None) -> bool:
        """Swallows the key."""
        return True

    def pasted(self, text: str) -> bool:
        """Swallows the text."""
        return True


class SmallScreen(Screen[None]):
    """Stands in for every screen while the window is too small, and goes when it is not."""

    def compose(self) -> ComposeResult:
        """Only the page."""
        yield _SmallPage()

    def on_resize(self, event: events.Resize) -> None:
        """Goes away when the window is large enough."""
        if self.is_current and not is_small(event.size.width, event.size.height):
            self.dismiss(None)
