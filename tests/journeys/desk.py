"""A person at the counter: the whole program on a pseudo-terminal, keys in, the screen and every byte out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from terminal_lab import Lab

import counter
from counter.domain.hall.opened import Hall
from counter.domain.setup import open_hall
from counter.storage import Storage

F2, F3, F8, F9 = "\x1bOQ", "\x1bOR", "\x1b[19~", "\x1b[20~"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"
ESC, ENTER, TAB = "\x1b", "\r", "\t"
CTRL_J, CTRL_L, CTRL_Q, SPACE = "\n", "\x0c", "\x11", " "

TODAY = "2026-11-20"
MORNING = f"{TODAY}T09:12:00"
PINS = {"01": "zhulin-chunfeng-xiaohe", "03": "511107", "05": "020810", "06": "482464", "09": "286606"}
"""The PINs that `counter demo` prints; the same seed gives the same ones."""
DECIDED, STILL = 0.1, 0.05
"""Seconds of silence after a key: a digit waits asleep for a blink, whether more of a number follow; others do not."""
CARDS = ("511923197201019979", "511923198503074214", "511923199006153266", "511923196109225089")
"""Identity numbers of people whom the hall does not know."""


class Desk(Lab):
    """The program at one terminal of a hall, its clock put to a moment."""

    def __init__(self, database: Path, moment: str = MORNING, environ: Mapping[str, str] | None = None) -> None:
        folders = [Path(__file__).parent, Path(counter.__file__).parents[1]]
        super().__init__(
            "set_program",
            {
                "PYTHONPATH": os.pathsep.join(map(str, folders)),
                "COUNTER_DB": f"sqlite:///{database}",
                "COUNTER_LOG": str(log_of(database)),
                "XDG_STATE_HOME": str(database.parent / "state"),
                "MOMENT": moment,
                **(environ or {}),
            },
        )
        self.database = database

    def press(self, *keys: str, sees: str | None = None) -> Desk:
        """Keys as a person presses them, one write each; then waits for what must be seen."""
        for key in keys:
            self.send(key)
            self.rest(DECIDED if len(key) == 1 and key.isalnum() else STILL)
        if sees is not None:
            self.sees(sees)
        return self

    def sees(self, text: str, seconds: float = 20.0) -> None:
        """Waits for a text; the whole screen is told where it never comes."""
        assert self.until(lambda: self.shows(text), seconds), f"“{text}” is not on the screen:\n{self.text()}"

    def says(self) -> str:
        """The last line of the screen."""
        return self.text().splitlines()[-1].strip()

    def sign_on(self, no: str = "05", window: str = "社会救助", sees: str = "来人", pin: str = "") -> Desk:
        """Signs somebody on, of the demonstration hall where no PIN is given; the window is chosen the first time."""
        self.sees("密码")
        self.rest()
        if self.shows("只问这一次"):
            at = next(line for line in self.text().splitlines() if window in line)
            self.press(at.split()[0], ENTER)
        return self.press(no, ENTER, pin or PINS[no], ENTER, sees=sees)

    def quit(self) -> int | None:
        """Ends the program."""
        self.send(CTRL_Q)
        return self.ended()

    def damage(self) -> list[str]:
        """Control characters, hidden signs and tracebacks that the program sent."""
        return strange(self.raw)


def log_of(database: Path) -> Path:
    """Where the program under test writes its log."""
    return database.parent / "log"


_SEQUENCES = re.compile(
    rb"\x1b\[[0-9;?<>=]*[ $]?[HmhlpqKut]|\x1b\]22;default\x07|\x1b[=>78]|\x1b[()][0AB]|\x1bP[^\x1b]*\x1b\\"
)
"""What a screen is painted with: cursor, colours, modes, Textual's own word about the mouse pointer."""
_HIDDEN = re.compile("[\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def strange(raw: bytes) -> list[str]:
    """What a terminal is never sent, beyond the sequences that screens are painted with."""
    text = _SEQUENCES.sub(b"", raw).decode("utf-8", "replace")
    found = {repr(sign) for sign in text if sign < " " and sign not in "\r\n"}
    return sorted({*found, *map(repr, _HIDDEN.findall(text)), *re.findall("Traceback", text)})


def hall_of(database: Path) -> Hall:
    """The hall in a file, as another program sees it."""
    return open_hall(Storage(f"sqlite:///{database}"))


def rows(database: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a statement reads."""
    hall = hall_of(database)
    try:
        with hall.look() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql, values)]
    finally:
        hall.storage.close()


def verified(database: Path) -> list[str]:
    """What `counter verify` finds wrong."""
    from counter.domain.oversight.audit import verified

    hall = hall_of(database)
    try:
        sound, lines = verified(hall)
    finally:
        hall.storage.close()
    return [] if sound else lines
