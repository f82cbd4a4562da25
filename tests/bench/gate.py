"""The noise-free figures, compared exactly: syncs, statements and bytes of one accept, modules at the first frame.

What changes them must say so by noting the new figures (`python tests/bench --write`), so that nothing grows unseen.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "figures.toml"
ACCEPTS = 20
_MARK = "counter-bench-mark"
_SYNC = re.compile(r"\b(fsync|fdatasync)\(\d+<([^>]*)>")
_WRITE = re.compile(r"\bp?write(?:64)?\(\d+<([^>]*)>.*= (\d+)$")


def run(*, write: bool) -> int:
    """Finds the figures and compares or notes them; 0 where nothing differs."""
    found = measured()
    if write:
        kept = {name: value for name, value in _noted().items() if "_sqlite_" in name} | found
        FIGURES.write_text(_HEAD + "".join(f"{name} = {kept[name]}\n" for name in sorted(kept)), encoding="utf-8")
        print(FIGURES.read_text(encoding="utf-8"))
        return 0
    noted = _noted()
    wrong = [f"{name}: noted {noted.get(name)}, found {value}" for name, value in found.items()
             if noted.get(name, value if "_sqlite_" in name else None) != value]  # fmt: skip
    print("\n".join(f"{name} = {value}" for name, value in found.items()))
    print("\n".join(wrong) or "all figures as noted")
    return 1 if wrong else 0


def _noted() -> dict[str, int]:
    return tomllib.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


_HEAD = """\
# Exact figures, gated in CI; written by `python tests/bench --write`.
# Syncs and bytes stand for one SQLite each; under another one they are told and not compared.
"""


def measured() -> dict[str, int]:
    """Every figure that can be found on this machine; those of strace only where it is installed."""
    found = {"statements_per_accept": _statements(), "modules_at_first_frame": _modules(), **_keys()}
    if shutil.which("strace"):
        found |= _disk()
    return found


def _statements() -> int:
    import accepting

    with tempfile.TemporaryDirectory() as folder:
        hall = accepting.made(Path(folder) / "hall.db", accepting.standing)
        accepting.take_one(hall)
        accepting.take_one(hall)
        script: list[tuple[str, object, bool]] = []
        with accepting.listening(hall, script):
            accepting.take_one(hall)
        hall.storage.close()
        return len(script)


def _disk() -> dict[str, int]:
    """Syncs and bytes of one accept, counted from the system calls of a process of its own.

    They hold for one SQLite each: it decides which journal the file gets, and how its pages are laid out.
    """
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        calls = "trace=fsync,fdatasync,pwrite64,write"
        command = ["strace", "-f", "-y", "-s", "64", "-e", calls, "-o", str(trace), sys.executable,
                   str(HERE / "accepting.py"), folder, _MARK, str(ACCEPTS)]  # fmt: skip
        environ = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
        subprocess.run(command, check=True, capture_output=True, env=environ)
        lines = trace.read_text(encoding="utf-8", errors="replace").split(_MARK)[1].splitlines()
        syncs = sum(1 for line in lines if (match := _SYNC.search(line)) and folder in match[2])
        size = sum(int(match[2]) for line in lines if (match := _WRITE.search(line)) and "hall.db" in match[1])
    which = "_sqlite_" + sqlite3.sqlite_version.replace(".", "_")
    return {f"syncs_per_accept{which}": round(syncs / ACCEPTS), f"bytes_per_20_accepts{which}": size}


def _modules() -> int:
    """How many modules are loaded when the sign-on screen has been painted first."""
    from first_frame import modules

    return len(modules())


def _keys() -> dict[str, int]:
    """Keys of the scripted visits, as their tests assert them."""
    from key_budgets import BUDGETS

    return {f"keys_{name}": keys for name, keys in BUDGETS.items()}
