"""The help page: every key that works here and everywhere, from the same list as the menu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from counter.screens.kit.commands import Command, help_lines
from counter.screens.kit.lines import PLAIN, Line
from counter.screens.kit.reader import Reader
from counter.screens.kit.screen import HallScreen


class HelpScreen(HallScreen[None]):
    """Shows places and their commands, one sentence a key."""

    def __init__(self, places: Sequence[tuple[str, Sequence[Command]]]) -> None:
        super().__init__()
        self._places = places
        self.reader = Reader(self._text)

    def title_words(self) -> str:
        """Its name."""
        return "按键说明"

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self.reader

    def commands(self) -> Sequence[Command]:
        """Only the way back."""
        return (Command("返回", "escape", "回到刚才的地方。", act=self.leave),)

    def _text(self, width: int) -> list[Line]:
        return [[(text, PLAIN)] for text in help_lines(self._places, width)]
