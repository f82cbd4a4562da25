"""The field in which is looked for: what is typed or scanned finds at once; empty, its arrows turn the lists below."""

from __future__ import annotations

from textual.message import Message

from counter.screens.kit.edit import Edit
from counter.screens.kit.lines import CURRENT, HINT, PLAIN, Line, cells
from counter.screens.kit.page import Page

_LABEL = "查找 › "
_LONGEST = 40
_FOUND_BEFORE = "刚才找的：直接输入就重新找，Esc 回清单"


class FindBox(Page):
    """The field in which is looked for; every key finds anew."""

    class Changed(Message):
        """What is typed is different now."""

        def __init__(self, typed: str) -> None:
            self.typed = typed
            super().__init__()

    class Turned(Message):
        """Another list, or another scope where `by` is nought."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    class Down(Message):
        """Into the list; `open` where Enter asks for the current case at once."""

        def __init__(self, *, open: bool) -> None:
            self.open = open
            super().__init__()

    class Digit(Message):
        """A digit while nothing is typed, where no number is looked for."""

        def __init__(self, digit: int) -> None:
            self.digit = digit
            super().__init__()

    def __init__(self, typed: str = "", *, digits_act: bool = False) -> None:
        """Takes what was typed already, and whether a digit in the empty field is an act."""
        super().__init__(height=1)
        self.edit = Edit.of(typed, longest=_LONGEST)
        self.digits_act = digits_act
        self.hint = ""

    def begin(self, text: str) -> None:
        """Holds what was typed elsewhere; more is typed behind it."""
        self.edit = Edit.of(text, longest=_LONGEST)

    def look_back(self) -> None:
        """Coming back from what was found: what is typed now looks for something else."""
        self.edit = Edit.of(self.edit.text, prefilled=True, longest=_LONGEST)
        self.hint = _FOUND_BEFORE
        self.redraw()

    def lines(self) -> list[Line]:
        """Label, what is typed, what was understood."""
        hint = self.hint or ("" if self.edit.text else "证号、后四位、电话、姓名、首字母、办件号、村名")
        return [[(_LABEL, PLAIN), (self.edit.text, CURRENT if self.edit.fresh else PLAIN), (f"  {hint}", HINT)]]

    def caret(self) -> tuple[int, int] | None:
        """Behind what is typed."""
        return cells(_LABEL) + self.edit.caret_cells, 0

    def pasted(self, text: str) -> bool:
        """A scanner that pastes."""
        self._take(self.edit.paste(text))
        return True

    def pressed(self, key: str, character: str | None) -> bool:
        """Edits; while nothing is typed, arrows and Space change the list."""
        if key == "ctrl+j" and self.edit.text:
            key = "enter"  # Some readers end their numbers so.
        if key in ("down", "tab", "pagedown", "enter"):
            self.post_message(self.Down(open=key == "enter"))
            return True
        if not self.edit.text and key in ("left", "right", "space"):
            self.post_message(self.Turned({"left": -1, "right": 1}.get(key, 0)))
            return True
        if key == "escape" and self.edit.text:
            self._take(Edit(longest=_LONGEST))
            return True
        if self.digits_act and not self.edit.text and key.isascii() and key.isdigit():
            self.post_message(self.Digit(int(key)))
            return True
        edit = self.edit.press(key, character)
        if edit is None:
            return False
        self._take(edit)
        return True

    def _take(self, edit: Edit) -> None:
        changed = edit.text != self.edit.text
        self.edit = edit
        if changed:
            self.post_message(self.Changed(edit.text))
