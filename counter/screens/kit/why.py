"""Why: a reckoning step by step, each with the articles that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.widget import Widget

from counter.domain.reckoning import Reckoning, Step
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import HINT, PLAIN, Line, wrap
from counter.screens.kit.reader import Reader
from counter.screens.kit.screen import HallScreen

_INDENT = 4
_DEFAULT_NOTE = "标有“默认值”的，文件没有写明，按本中心的规定。"


def why_lines(reckoning: Reckoning[Any], width: int) -> list[Line]:
    """The steps numbered, each with its articles on lines of their own."""
    lines = [line for at, step in enumerate(reckoning.steps, 1) for line in _step(at, step, width)]
    if any(cite.default for step in reckoning.steps for cite in step.cites):
        lines += [[], [(_DEFAULT_NOTE, HINT)]]
    return lines or [[("没有可说明的步骤。", HINT)]]


def _step(at: int, step: Step, width: int) -> list[Line]:
    room = max(10, width - _INDENT)
    first, *more = wrap(step.text, room)
    lines: list[Line] = [[(f"{at:>2}  {first}", PLAIN)]]
    lines += [[(" " * _INDENT + text, PLAIN)] for text in more]
    for article in dict.fromkeys(str(cite) for cite in step.cites):  # two rules of one article are one line
        lines += [[(" " * _INDENT + text, HINT)] for text in wrap(f"依据：{article}", room)]
    return lines


class WhyScreen(HallScreen[None]):
    """Shows a reckoning; Esc goes back to where one was."""

    def __init__(self, reckoning: Reckoning[Any], title: str = "为什么") -> None:
        self._words = title
        super().__init__()
        self.reckoning = reckoning
        self.reader = Reader(lambda width: why_lines(reckoning, width))

    def title_words(self) -> str:
        """What it explains."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The steps."""
        yield self.reader

    def commands(self) -> Sequence[Command]:
        """Only the way back."""
        return (Command("返回", "escape", "回到刚才的地方。", act=self.leave),)
