"""A paper's text on the screen before it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.widget import Widget

from counter.screens.kit.commands import Command
from counter.screens.kit.lines import PLAIN, Line
from counter.screens.kit.reader import Reader
from counter.screens.kit.screen import HallScreen


class PreviewScreen(HallScreen[None]):
    """Shows the lines of a paper as they are; 0 prints and says what came of it."""

    def __init__(self, lines: Sequence[str], *, title: str, on_print: Callable[[], str]) -> None:
        """Takes the paper's text, and what prints it.

        Args:
            lines: The paper line by line, already as wide as the paper.
            title: What paper it is.
            on_print: Prints it and gives the sentence for the status line; a `Refusal` is shown too.
        """
        self._words = title
        super().__init__()
        self._print = on_print
        shown: list[Line] = [[(text, PLAIN)] for text in lines]
        self.reader = _PaperPage(shown)

    def title_words(self) -> str:
        """What paper it is."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The paper."""
        yield self.reader

    def commands(self) -> Sequence[Command]:
        """Print, and the way back."""
        return (
            Command("打印", "0", "把这张单子打印出来。", act=self.print_it),
            Command("返回", "escape", "不打印，回到刚才的地方。", act=self.leave),
        )

    def print_it(self) -> None:
        """Prints once per key."""
        self.say(self._print())


class _PaperPage(Reader):
    """A paper is not wrapped: what is wider than the screen is cut at its edge."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lambda width: lines)
