"""The terminal's own cursor as the caret, exact to the cell.

Textual hides the cursor and parks it; an input method's candidate window follows a cursor only
where it is shown. It is shown steady while something is typed, and hidden otherwise.
"""

from __future__ import annotations

import os
from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App
from textual.geometry import Offset

_HIDE = "\x1b[?25l"
_SHOW = "\x1b[?25h"
_STEADY = "\x1b[2 q"
_RESET = "\x1b[0 q"
_shown: WeakKeyDictionary[App[Any], Offset | None] = WeakKeyDictionary()


def put_caret(app: App[Any], place: Offset | None) -> None:
    """Sets the caret to a cell of the screen, or takes it away with None."""
    if app.return_code is not None:
        return
    before = _shown.get(app)
    if place == before and app in _shown:
        return
    _shown[app] = place
    if place is None:
        _write(app, _HIDE)
        return
    app.cursor_position = place
    look = _SHOW + _steady(_STEADY) if before is None else ""
    _write(app, f"{look}\x1b[{place.y + 1};{place.x + 1}H")


def drop_caret(app: App[Any]) -> None:
    """Gives the cursor its usual look back, before the App ends; nothing is written after that."""
    if _shown.pop(app, None) is not None:
        _write(app, _steady(_RESET))


def _steady(sequence: str) -> str:
    """Not for the kernel's console, which prints the sequence."""
    return "" if os.environ.get("TERM", "") == "linux" else sequence


def _write(app: App[Any], sequence: str) -> None:
    # Textual offers no public way to write a control sequence of one's own.
    if app._driver is not None and not app.is_headless:
        app._driver.write(sequence)
        app._driver.flush()
