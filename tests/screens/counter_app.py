"""The whole program over a hall of the tests: keys at once, the screen as painted, a clock to wait by."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from textual import events

from counter.app.frame import CounterApp
from counter.domain.hall.opened import Hall
from counter.screens.kit.screen import HallScreen
from tests.halls import clock_of
from tests.screens.rest import at_rest
from tests.signing import PIN, give_pin

DIRECTOR, CLERK, COLLEAGUE, DESK = "01", "07", "12", "03"
PASSPHRASE = "邱家镇的晴天2026"


class Ticking:
    """A machine's clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def ready(hall: Hall) -> Hall:
    """A hall where some people have PINs."""
    for no in (CLERK, COLLEAGUE, DESK):
        give_pin(hall, no)
    give_pin(hall, DIRECTOR, PASSPHRASE)
    return hall


def app_of(hall: Hall, ticking: Ticking | None = None) -> CounterApp:
    """The program on this hall's file; the terminal stands at 民政."""
    return CounterApp(hall.storage.url, clock=clock_of(hall), monotonic=ticking or Ticking())


async def press(app: CounterApp, *keys: str) -> None:
    """Keys at once, then a wait for what they set off; a text of several characters is typed."""
    for key in keys:
        for one in [key] if key in _NAMED or len(key) == 1 else key:
            app.post_message(events.Key(one, one if len(one) == 1 else None))
    await at_rest(app)


_NAMED = {
    "enter",
    "escape",
    "tab",
    "up",
    "down",
    "left",
    "right",
    "ctrl+j",
    "ctrl+l",
    "end",
    "backspace",
    "pagedown",
    *(f"f{n}" for n in range(1, 10)),
}


async def sign_on(app: CounterApp, no: str = CLERK, pin: str = PIN) -> None:
    """Signs somebody on."""
    await at_rest(app)
    await press(app, no, "enter", pin, "enter")


def text(app: CounterApp) -> str:
    """The screen as painted."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def status(app: CounterApp) -> str:
    """The sentence in the status line."""
    assert isinstance(app.screen, HallScreen)
    return app.screen.status.text


def too_wide(app: CounterApp) -> list[str]:
    """Rows wider than the terminal."""
    return [row for row in text(app).splitlines() if cell_len(row) > app.size.width]


def verbs(hall: Hall) -> list[str]:
    """What the journal tells, from the first entry."""
    with hall.look() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT verb FROM journal ORDER BY seq")]


def unexpected(app: CounterApp) -> list[Any]:
    """What failed without anybody having meant it to."""
    return [error for _, error in app.failures]
