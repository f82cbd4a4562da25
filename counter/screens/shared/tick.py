"""Ticking off papers: each line a digit, Enter takes what is ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.message import Message
from textual.widget import Widget

from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HINT, PLAIN, Line, fit
from counter.screens.kit.page import Page
from counter.screens.shared.asking import Note
from counter.screens.shared.scanned import Scanned
from counter.screens.shared.session import DeskScreen


class TickPage(Page):
    """Lines that are ticked or not; one of them is current."""

    class Toggled(Message):
        """A digit was pressed for a line."""

        def __init__(self, digit: str) -> None:
            self.digit = digit
            super().__init__()

    class Taken(Message):
        """Enter: what is ticked."""

        def __init__(self, ticked: tuple[str, ...]) -> None:
            self.ticked = ticked
            super().__init__()

    def __init__(self, names: Sequence[str], ticked: Iterable[str]) -> None:
        super().__init__()
        self.names = tuple(names)
        self.ticked = set(ticked)
        self.at = 0

    def lines(self) -> list[Line]:
        """One line each, with its digit where it has one; the list follows the current line."""
        self.top = max(0, self.at - self.size.height + 1)
        return [self._line(at, name) for at, name in enumerate(self.names)]

    def pressed(self, key: str, character: str | None) -> bool:
        """Up, down, Space and digits; Enter takes."""
        if key == "enter":
            self.post_message(self.Taken(tuple(name for name in self.names if name in self.ticked)))
        elif key in ("up", "down"):
            self.at = min(max(0, self.at + (1 if key == "down" else -1)), len(self.names) - 1)
        elif key == "space":
            self.toggle(self.at)
        elif character is not None and character.isascii() and character.isdigit():
            self.post_message(self.Toggled(character))
        else:
            return False
        return True

    def toggle(self, at: int) -> None:
        """Ticks a line, or takes its tick away."""
        if 0 <= at < len(self.names):
            self.at = at
            self.ticked ^= {self.names[at]}
            self.redraw()

    def _line(self, at: int, name: str) -> Line:
        mark = "[有]" if name in self.ticked else "[  ]"
        digit = f"{at + 1}" if at < 9 else " "
        text = fit(f" {digit} {mark} {name}", self.size.width)
        return [(text, CURRENT if at == self.at else PLAIN if name in self.ticked else HINT)]


class TickScreen(Scanned, DeskScreen):
    """Which of these papers are there."""

    fills = True

    def __init__(
        self,
        title: str,
        names: Sequence[str],
        done: Callable[[tuple[str, ...]], None],
        *,
        ticked: Iterable[str] | None = None,
        above: Sequence[str] = (),
    ) -> None:
        """Takes the papers and what follows.

        Args:
            title: What the screen is called.
            names: The papers.
            done: What follows, given those ticked.
            ticked: Which are ticked at first; all where none is given.
            above: Sentences over the list.
        """
        self._words = title
        super().__init__()
        self._above = Note(above)
        self.page = TickPage(names, names if ticked is None else ticked)
        self._done = done

    def title_words(self) -> str:
        """What it is called."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The sentences, the papers."""
        yield self._above
        yield self.page

    def commands(self) -> Sequence[Command]:
        """How to tick."""
        return (
            Command("就是这些", "enter", "打了“有”的算数，接着办。"),
            Command("勾选", "space", "当前这份有或没有；也可以直接按它前面的数字。"),
            Command("返回", "escape", "不办了，回到刚才的地方。", act=self.leave),
        )

    def on_tick_page_toggled(self, message: TickPage.Toggled) -> None:
        """A digit by hand ticks its line."""
        message.stop()
        self.by_hand(message.digit, lambda: self.page.toggle(int(message.digit) - 1))

    def on_tick_page_taken(self, message: TickPage.Taken) -> None:
        """Enter."""
        message.stop()
        self.leave()
        self._done(message.ticked)
