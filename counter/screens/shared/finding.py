"""A list with a field above it in which is looked for: the caret stands in the field, and goes down into the list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TypeVar

from textual import events
from textual.widget import Widget

from counter.domain.hall.numbers import may_be_secret
from counter.screens.shared.find_box import FindBox
from counter.screens.shared.listing import ListScreen

R = TypeVar("R")
_NOT_KEPT = "没有找到，输的已经清掉，请核对后重输。"


class FindingScreen(ListScreen[R]):
    """A list screen whose keys go to the field first.

    A subclass also says what a change in the field finds (`on_find_box_changed`), what stands there while the field is
    empty (`show_all`) and what its arrows and Space turn (`on_find_box_turned`). Down and Tab go into the list, Enter
    opens what stands there first; in the list Tab and Esc go back to the field.
    """

    def __init__(self, box: FindBox) -> None:
        """Takes the field."""
        super().__init__()
        self.box = box

    def body(self) -> Iterable[Widget]:
        """The field, the list."""
        return (self.box, self.list)

    def keys_go_to(self) -> Widget:
        """Keys go to the field."""
        return self.box

    def nothing_there(self) -> str:
        """What is said where one goes down into an empty list."""
        return self.list.empty

    def show_all(self) -> None:
        """What stands there while nothing is looked for."""
        raise NotImplementedError

    def forgets(self) -> bool:
        """Whether what was typed found nothing and may be a PIN, meant for another field: then it is gone."""
        if self.list.current is not None or not (typed := self.box.edit.text) or not may_be_secret(typed):
            return False
        self.box.begin("")
        self.show_all()
        self.box.redraw()
        return True

    def into(self, *, open_: bool) -> None:
        """Into the list, or opens what stands there first, also where keys came before it was laid out."""
        row = self.list.current or next(iter(self.list.source.first(1)), None)
        if row is None:
            said = self.nothing_there()
            self.say(_NOT_KEPT if self.forgets() else said)
        elif open_:
            self._try(self.opened, row)
        else:
            self.list.focus()

    def on_find_box_down(self, message: FindBox.Down) -> None:
        """Down, Tab or Enter in the field."""
        message.stop()
        self.into(open_=message.open)

    def on_find_box_digit(self, message: FindBox.Digit) -> None:
        """A digit while nothing is looked for, where it acts."""
        message.stop()
        digit = str(message.digit)
        self.by_hand(digit, partial(self._digit, digit))

    def on_key(self, event: events.Key) -> None:
        """In the list, Tab and Esc go back to the field."""
        if self.list.has_focus and event.key in ("tab", "escape"):
            event.stop()
            event.prevent_default()
            self.box.focus()
