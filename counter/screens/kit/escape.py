"""Esc is Esc, also where other keys follow at once.

A terminal sends Esc as the sign that begins its longer sequences too. Textual waits for the rest of one,
takes Esc and the key behind it for Alt and that key, and in a longer burst types a ^ in its place. Here
nothing uses Alt: only [ and O continue a sequence, before anything else Esc was pressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

_ESC = "\x1b"
_CONTINUES = "[O"
_TURN = re.compile(rf"{_ESC}\[20[01]~|{_ESC}(?=[^\[O{_ESC}])")
"""Where a paste begins or ends, or Esc was pressed and another key after it."""
_PASTE = f"{_ESC}[200~"
_PASSED = 0.0
"""A time that is over: the parser stops waiting for the rest of a sequence."""


class EscapeParser(XTermParser):
    """Textual's parser of what a terminal sends, for keys that come close together."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._ended_in_escape = False

    def feed(self, data: str) -> Iterable[Message]:
        """The keys, pastes and reports of what just came in."""
        if self._ended_in_escape and data and data[0] not in _CONTINUES:
            yield from self._pressed()
        self._ended_in_escape = data.endswith(_ESC)
        yield from self._parts(data)

    def _parts(self, data: str) -> Iterable[Message]:
        at = 0
        for turn in _TURN.finditer(data):
            bare = turn[0] == _ESC
            yield from self._plain(data[at : turn.start() if bare and self._pasting else turn.end()])
            at = turn.end()
            if not bare:
                self._pasting = turn[0] == _PASTE
            elif not self._pasting:
                yield from self._pressed()
        yield from self._plain(data[at:], end=not data)

    def _plain(self, data: str, *, end: bool = False) -> Iterable[Message]:
        """As Textual does it; nothing at all means that the terminal is gone."""
        return super().feed(data) if data or end else ()

    def _pressed(self) -> Iterable[Message]:
        if self._timeout_time is not None:
            self._timeout_time = _PASSED
        return self.tick()


def install() -> None:
    """Has the terminal's driver read keys this way; a second call changes nothing."""
    import sys

    if sys.platform == "win32":
        from textual.drivers import win32 as driver
    else:
        from textual.drivers import linux_driver as driver
    vars(driver)["XTermParser"] = EscapeParser
