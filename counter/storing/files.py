"""The database as a file: light looks, whole copies, syncs, and where it must not stand."""

from __future__ import annotations

import contextlib
import glob
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from counter.storing.faults import UNREADABLE, Busy, NetworkShare
from counter.storing.queue import SUFFIXES
from counter.storing.settings import BUSY_SECONDS, prepare

SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file."""
_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
_DAY_SECONDS = 86_400
_TRIES = 10
_MOUNTS = Path("/proc/mounts")


def guard_file(path: Path) -> None:
    """Forbids this process to open the database file itself: closing it would cancel SQLite's locks."""
    real = os.path.realpath(path)
    banned = {real + suffix for suffix in ("", *SIDES)}
    endings = tuple(name + suffix for name in {path.name, Path(real).name} for suffix in ("", *SIDES))

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(args[0], str | bytes):
            return
        name = os.fsdecode(args[0])
        # The real path is asked for only where the name fits: this runs at every file that is opened.
        if name.endswith(endings) and os.path.realpath(name) in banned:
            raise PermissionError("the database file is opened by SQLite only")

    sys.addaudithook(hook)


def light(path: Path) -> sqlite3.Connection:
    """A read-only connection of the standard library at one moment of the file; never creates a file.

    After a power cut in the middle of a save the file must first be rolled back, which a reader may not do.
    """
    for _ in range(_TRIES):
        raw = connected(path, "ro")
        try:
            raw.execute("BEGIN")
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except UNREADABLE as error:
            raw.close()
            if not (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_READONLY_"):
                raise
            _roll_back(path)
            continue
        return raw
    raise Busy()


def _roll_back(path: Path) -> None:
    """Lets SQLite undo a save that was cut; another window may cut the next one before this one looks again."""
    with contextlib.closing(connected(path, "rw")) as mending:
        mending.execute("PRAGMA synchronous=EXTRA")
        mending.execute("PRAGMA schema_version").fetchone()


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """A plain connection to a file that is there; `mode` is ro or rw."""
    url = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(url, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)


def copy(source: Path, to: Path) -> None:
    """A copy made by SQLite, whole and checked, readable by its owner only."""
    remove(to)
    with contextlib.closing(light(source)) as raw:
        raw.execute("COMMIT")  # no copy is made inside a transaction
        raw.execute("VACUUM INTO ?", (str(to),))
    to.chmod(0o600)
    must_be_sound(to)


def remove(path: Path) -> None:
    """Takes away a half-made file with whatever stands beside it."""
    for suffix in ("", *SIDES, *SUFFIXES):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def sweep(folder: Path, pattern: str) -> None:
    """Takes away what copies that were cut off left behind a day ago or longer."""
    for left in folder.glob(glob.escape(pattern).replace("[*]", "*")):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _DAY_SECONDS:
                left.unlink()


def make_durable(path: Path) -> None:
    """Gives a file that was built without syncs the durable settings, checks it, and puts it on the disk."""
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as raw:
        prepare(raw, write=True)
    must_be_sound(path)
    sync(path)


def must_be_sound(path: Path) -> None:
    """Refuses a file that SQLite's own check finds fault with.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    with contextlib.closing(light(path)) as raw:
        if raw.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("integrity check failed")


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_network(folder: Path) -> None:
    """Refuses a folder on a network share, as far as the system tells."""
    mounts = _MOUNTS
    if not mounts.exists():
        return
    real = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, fs, *_rest = line.split(" ")
        point = point.replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fs
    if kind in _NETWORK_FILE_SYSTEMS:
        raise NetworkShare(detail=f"{best}，{kind}")
