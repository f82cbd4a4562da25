"""Which modules are loaded when the sign-on screen has been painted: the real program on a pseudo-terminal."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
JOURNEYS = HERE.parent / "journeys"
_COUNTED = {"counter", "textual"}


def modules() -> list[str]:
    """The names in a fresh process, of this program and of Textual, whose version is pinned.

    The others are left out: the standard library and what Textual stands on differ from one machine to the next.
    """
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        told = _told(Path(folder))
    return [name for name in told if name.split(".")[0] in _COUNTED]


def _told(folder: Path) -> list[str]:
    """The test of the first frame uses the same program: it writes down what is loaded, then goes on."""
    from terminal_lab import Lab

    url, told = _hall(folder), folder / "modules"
    environ = {
        "PYTHONPATH": os.pathsep.join(map(str, (JOURNEYS, HERE.parents[1]))),
        "HOME": str(folder), "COUNTER_DB": url, "COUNTER_WINDOW": "W02", "MODULES": str(told),
        "COUNTER_LOG": str(folder / "log"), "XDG_STATE_HOME": str(folder / "state"),
    }  # fmt: skip
    with Lab("first_frame", environ) as lab:
        if not lab.until(lambda: lab.shows("密码") and told.exists() and bool(told.read_text("utf-8"))):
            raise TimeoutError(lab.text())
    return told.read_text("utf-8").split("\n")


def _hall(folder: Path) -> str:
    from counter.domain.hall.beginning.hallfile import load_hall
    from counter.domain.setup import create
    from counter.storage import Storage

    hall = create(Storage(f"sqlite:///{folder}/hall.db"), load_hall("demo"))
    hall.storage.close()
    return hall.storage.url
