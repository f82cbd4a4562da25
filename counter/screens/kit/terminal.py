"""The terminal, made ready: before Textual is imported, and while the App runs.

Textual reads its settings when it is imported, so `prepare` comes first and imports none of it.
"""

from __future__ import annotations

import codecs
import contextlib
import locale
import os
import signal
import sys
from collections.abc import Callable, MutableMapping

_SETTINGS = {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_FPS": "120",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_COLOR_SYSTEM": "standard",
    "TEXTUAL_THEME": "ansi-dark",
    "ESCDELAY": "40",
}
"""No motion; a key is painted at once, not at the next sixtieth of a second (an idle screen paints
nothing either way); no keyboard protocol that input methods stumble over; sixteen colours; Esc is
reported soon, yet late enough for a function key that a slow line tears apart."""

LEAST_COLUMNS = 80
LEAST_ROWS = 24


def prepare(environ: MutableMapping[str, str] | None = None) -> None:
    """Sets what Textual reads at import. Call it before anything imports Textual."""
    environ = os.environ if environ is None else environ
    environ.update(_SETTINGS)
    for name in ("COLUMNS", "LINES"):
        # Where a shell exports them they would win over the real size for ever.
        environ.pop(name, None)


def terminal_codec() -> str:
    """The code that the terminal speaks, by the locale, under Python's name for it."""
    try:
        name = codecs.lookup(locale.getpreferredencoding(False)).name
    except LookupError:
        return "utf-8"
    return "utf-8" if name == "ascii" else name


def speak(codec: str | None = None) -> str:
    """Makes reading and writing use the terminal's code; returns which one.

    Textual reads every terminal as strict UTF-8: one Chinese character from a GB18030 terminal, or
    one stray byte from any, would end the program. Windows reads characters, not bytes.
    """
    from counter.screens.kit import escape, safe

    codec = codec or terminal_codec()
    safe.install(codec)
    escape.install()
    if sys.platform != "win32":
        _decode_as(codec)
    with contextlib.suppress(AttributeError):
        sys.__stderr__.reconfigure(encoding=codec, errors="replace")  # type: ignore[union-attr]
    return codec


def _decode_as(codec: str) -> None:
    from textual.drivers import linux_driver

    def decoder(_asked: str) -> Callable[[], codecs.IncrementalDecoder]:
        return lambda: codecs.getincrementaldecoder(codec)(errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = decoder


class LastWords:
    """What must still be written when the terminal goes away: drafts above all."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], None]] = []

    def add(self, callback: Callable[[], None]) -> None:
        """Remembers what to do at the end."""
        self._callbacks.append(callback)

    def speak(self) -> list[Exception]:
        """Does each once, whatever happens to the others; returns what failed."""
        failures: list[Exception] = []
        while self._callbacks:
            try:
                self._callbacks.pop(0)()
            except Exception as failure:
                failures.append(failure)
        return failures


def on_hangup(leave: Callable[[], None]) -> None:
    """Calls `leave` in the running loop when the line drops or the machine shuts down."""
    if sys.platform == "win32":
        return
    import asyncio

    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, leave)
