"""Halls for tests: made once in a session, copied for each test, with a clock that the test sets."""

from __future__ import annotations

import functools
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from counter.domain.clock import Reading, at
from counter.domain.hall.hallfile import load_hall
from counter.domain.hall.opened import Hall
from counter.domain.hall.setup import create, open_hall
from counter.storage import Storage

SET_UP = "2026-01-05T08:00:00"
"""When every hall of the tests was set up; tests live later."""


class SetClock:
    """A clock that stands where the test puts it, and that the machine agrees with."""

    def __init__(self, text: str) -> None:
        self.moment = at(text)

    def __call__(self) -> Reading:
        return Reading(self.moment, "test", int(self.moment.timestamp()))

    def set(self, text: str) -> None:
        """Puts it to a local ISO moment."""
        self.moment = at(text)

    def forward(self, **by: float) -> None:
        """Lets time pass: days, hours, minutes, seconds."""
        self.moment += timedelta(**by)


def make_hall(folder: Path, name: str = "qiujia", at: str = "2026-11-20T08:30:00") -> Hall:
    """A hall of its own in a folder, under a shipped hall file; `clock_of` sets its time."""
    to = folder / "hall.db"
    shutil.copyfile(_template(name), to)
    return open_hall(Storage(f"sqlite:///{to}"), SetClock(at))


def clock_of(hall: Hall) -> SetClock:
    """The clock of a hall of `make_hall`."""
    assert isinstance(hall.clock, SetClock)
    return hall.clock


@functools.cache
def _template(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hall-"))
    storage = Storage(f"sqlite:///{folder / 'hall.db'}")
    create(storage, load_hall(name), clock=SetClock(SET_UP))
    storage.close()
    return folder / "hall.db"
