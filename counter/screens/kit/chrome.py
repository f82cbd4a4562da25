"""The frame around every screen: the header line, the menu line and the status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from counter.domain.clock import weekday
from counter.screens.kit.commands import Command, menu
from counter.screens.kit.lines import HEAD, PLAIN, Line, Meaning, Styles, cells, fit
from counter.screens.kit.page import Board

_LOOK = 20.0
"""Seconds between two looks at the clock; only a new minute is painted."""
_MORE = " F9 全文"


def day_words(moment: datetime) -> str:
    """A date with its weekday, as the header shows it: 2026-11-20 周五."""
    return f"{moment:%Y-%m-%d} {weekday(moment)}"


class Header(Board):
    """Screen, hall, window and person on the left; counts, date and clock on the right."""

    def __init__(self, now: Callable[[], datetime], *, title: str = "", hall: str = "") -> None:
        super().__init__(height=1)
        self._now = now
        self.title = title
        self.hall = hall
        self.window = ""
        self.person = ""
        self.counts = ""

    def show(self, **facts: str) -> None:
        """Sets any of title, hall, window, person and counts.

        Raises:
            AttributeError: for a fact that the header does not have.
        """
        for name, text in facts.items():
            if name not in ("title", "hall", "window", "person", "counts"):
                raise AttributeError(name)
            setattr(self, name, text)
        self.redraw()

    def on_mount(self) -> None:
        """Starts to look at the clock."""
        self.set_interval(_LOOK, self.redraw)

    def lines(self) -> list[Line]:
        """One line; where it is too long the hall's name goes first, then the counts."""
        now = self._now()
        clock = f"{day_words(now)} {now:%H:%M}"
        places = [self.hall, self.window, self.person]
        for left, counts in ((places, self.counts), (places[1:], self.counts), (places[1:], "")):
            names = "  ".join(filter(None, left))
            right = "  ".join(filter(None, (counts, clock)))
            room = self.size.width - cells(right) - cells(self.title) - 4
            if cells(names) <= room:
                break
        return [[(f"{self.title}  ", HEAD), (fit(names, max(0, room)) + "  ", PLAIN), (right, PLAIN)]]


class MenuLine(Board):
    """The commands of the thing in hand, by key and short name."""

    def __init__(self, rows: int = 1, holds: Callable[[str], bool] | None = None) -> None:
        super().__init__(height=rows)
        self.styles.dock = "bottom"
        self.styles.margin = (0, 0, 1, 0)
        self._rows = rows
        self._holds = holds
        self.commands: Sequence[Command] = ()

    def show(self, commands: Sequence[Command]) -> None:
        """Sets the commands; their being possible is asked again each time."""
        self.commands = commands
        self.redraw()

    def lines(self) -> list[Line]:
        """The menu, what cannot be done now dim."""
        return menu(self.commands, self.size.width, self._holds, self._rows)


class StatusLine(Board):
    """The last line: what the last act came to, or why it could not be done."""

    def __init__(self) -> None:
        super().__init__(height=1)
        self.styles.dock = "bottom"
        self.text = ""
        self._meaning = Styles.PLAIN

    def say(self, text: str, meaning: Meaning = Styles.PLAIN) -> None:
        """Shows a sentence; an empty one clears the line."""
        self.text, self._meaning = text, meaning
        self.redraw()

    @property
    def tells_problem(self) -> bool:
        """Whether the sentence says why something could not be done."""
        return bool(self.text) and self._meaning is Styles.PROBLEM

    @property
    def too_long(self) -> bool:
        """Whether the sentence does not fit, so that F9 must show the whole of it."""
        return cells(self._sentence()) > self.size.width

    def lines(self) -> list[Line]:
        """The sentence, a problem behind its mark; one that is cut says where the rest is."""
        if not self.text:
            return [[]]
        sentence, style, more = self._sentence(), self._meaning.style, _MORE if self.too_long else ""
        return [[(fit(sentence, self.size.width - cells(more)), style), (more, HEAD)]]

    def _sentence(self) -> str:
        """Only a problem keeps its mark: every other sentence says in words what its colour means."""
        return f"{self._meaning.mark} {self.text}" if self._meaning is Styles.PROBLEM else self.text
