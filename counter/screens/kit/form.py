"""Draws any step machine as a form: one widget, one line per field, keys in order.

The machine is pure and knows no screen; it says what its rows are and what a key did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from textual.message import Message

from counter.screens.kit.edit import typed
from counter.screens.kit.lines import HEAD, HINT, PLAIN, Line, Styles, cells, fit, span_cells, wrap
from counter.screens.kit.page import Page, Said

_ARROW = " › "
_ONE_COLUMN = 9
_APART = 2
_LEAST_WRAPPED = 20
_STATES = {"problem": Styles.PROBLEM, "done": Styles.DONE, "soon": Styles.SOON, "off": Styles.NOT_MINE}


class Row(Protocol):
    """One row of a form, as the machine sees it."""

    @property
    def label(self) -> str:
        """The field's Chinese name."""

    @property
    def value(self) -> str:
        """What stands in it, already masked where it must be."""

    @property
    def hint(self) -> str:
        """What stands dim behind it: the default, what was understood, what is missing."""

    @property
    def state(self) -> str:
        """One of problem, done, soon, off, or empty."""

    @property
    def editing(self) -> bool:
        """Whether keys go here now; true of one row at most."""

    @property
    def caret(self) -> int:
        """How many characters of the value stand before the caret."""

    @property
    def choices(self) -> Sequence[str]:
        """What can be chosen by digit, shown below while editing."""


class Outcome(Protocol):
    """What a key did."""

    @property
    def taken(self) -> bool:
        """False where the key means nothing to the machine and goes to the screen."""

    @property
    def saved(self) -> bool:
        """True where this key ended the form."""

    @property
    def says(self) -> str:
        """A sentence for the status line, or nothing."""

    @property
    def problem(self) -> bool:
        """Whether that sentence is a problem."""


class Machine(Protocol):
    """A pure step machine: the form's whole logic."""

    def rows(self) -> Sequence[Row]:
        """The rows as they stand now."""

    def advance(self, key: str, character: str | None) -> Outcome:
        """Takes one key."""

    def back(self) -> object:
        """Steps back to the field before."""


@dataclass(frozen=True, slots=True)
class Done:
    """A plain outcome, for machines that need no other."""

    taken: bool = True
    saved: bool = False
    says: str = ""
    problem: bool = False


class FormPage(Page):
    """A machine's rows on the screen, and keys to the machine."""

    class Saved(Message):
        """The last Enter was pressed and the machine is content."""

        def __init__(self, page: FormPage, outcome: Outcome) -> None:
            self.page = page
            self.outcome = outcome
            super().__init__()

        @property
        def control(self) -> FormPage:
            """The form it came from."""
            return self.page

    def __init__(
        self, machine: Machine, *, id: str | None = None, label_width: int = 10, height: int | str = "1fr"
    ) -> None:
        super().__init__(id=id, height=height)
        self.machine = machine
        self.label_width = label_width
        self._said = False

    def show(self, machine: Machine) -> None:
        """Puts another machine on the page, as after a save."""
        self.machine = machine
        self.top = 0
        self.redraw()

    def lines(self) -> list[Line]:
        """The rows, and below the one being edited its choices."""
        lines: list[Line] = []
        for row in self.machine.rows():
            lines += self._row_lines(row)
            lines += self._choices(row)
        return lines

    def _row_lines(self, row: Row) -> list[Line]:
        """A row; a problem that is too long to stand behind its value is wrapped below it."""
        line = self._row(row)
        if row.state != "problem" or span_cells(line) <= self.size.width:
            return [line]
        indent = self.label_width + cells(_ARROW)
        below = wrap(row.hint, max(_LEAST_WRAPPED, self.size.width - indent))
        return [line[:-1], *([(" " * indent + each, HINT)] for each in below)]

    def caret(self) -> tuple[int, int] | None:
        """Behind as many characters of the edited value as the machine says."""
        y = 0
        for row in self.machine.rows():
            if row.editing:
                return self.label_width + cells(_ARROW) + cells(row.value[: row.caret]), y
            y += len(self._row_lines(row))
        return None

    def pressed(self, key: str, character: str | None) -> bool:
        """One key to the machine; Up and Shift+Tab step back."""
        if key in ("up", "shift+tab"):
            self.machine.back()
            return True
        return self._came(self.machine.advance(key, character))

    def pasted(self, text: str) -> bool:
        """Gives the text to the machine as if typed; a line end at its end is left out."""
        outcomes = [self.machine.advance(each, each) for each in _flat(text) if typed(each)]
        taken = [self._came(outcome) for outcome in outcomes]
        return any(taken)

    def _came(self, outcome: Outcome) -> bool:
        if outcome.says:
            self.say(outcome.says, Styles.PROBLEM if outcome.problem else Styles.PLAIN)
        elif self._said:
            self.post_message(Said(""))
        self._said = bool(outcome.says)
        if outcome.saved:
            self.post_message(self.Saved(self, outcome))
        return outcome.taken

    def _row(self, row: Row) -> Line:
        meaning = _STATES.get(row.state, Styles.PLAIN)
        label = fit(row.label, self.label_width)
        line: Line = [(label, HEAD if row.editing else PLAIN), (_ARROW, PLAIN), (row.value, meaning.style)]
        if row.state == "problem":
            line.append((f" {meaning.mark}", meaning.style))
        return [*line, (f"  {row.hint}", HINT)] if row.hint else line

    def _choices(self, row: Row) -> list[Line]:
        if not row.editing:
            return []
        indent = self.label_width + 1
        texts = [f"{at:>2} {text}" for at, text in enumerate(row.choices, 1)]
        return [[(" " * indent + line, PLAIN)] for line in _side_by_side(texts, self.size.width - indent)]


def _side_by_side(texts: Sequence[str], width: int) -> list[str]:
    """A choice a line; more than a digit can pick stand in columns, read downwards, so that all are seen."""
    wide = max(map(cells, texts), default=0) + _APART
    beside = max(1, width // wide) if len(texts) > _ONE_COLUMN else 1
    deep = -(-len(texts) // beside)
    return ["".join(fit(text, wide) for text in texts[at::deep]) if beside > 1 else texts[at] for at in range(deep)]


def _flat(text: str) -> str:
    return text.strip("\r\n").replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
