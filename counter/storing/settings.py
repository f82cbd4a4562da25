"""Which file, and with which settings: chosen by the SQLite at run time, read back at every connect."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from counter.storing.faults import UnknownUrl, UnsafeSettings

BUSY_SECONDS = 15.0
"""For so long a window waits for the others."""


def sqlite_path(url: str) -> Path:
    """The file behind a `sqlite:///` URL; a bare path counts as one.

    Raises:
        UnknownUrl: for any other scheme.
    """
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).expanduser()
    if "://" in url:
        raise UnknownUrl(url=url)
    return Path(url).expanduser()


def default_url() -> str:
    """The hall of this user: `COUNTER_DB`, else hall.db in the user's data folder."""
    if given := os.environ.get("COUNTER_DB"):
        return given
    import platformdirs

    return f"sqlite:///{Path(platformdirs.user_data_dir('counter', appauthor=False)) / 'hall.db'}"


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite carries the WAL-reset fix, so that WAL may be used by several windows."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _wanted(durable: bool) -> tuple[str, int]:
    """The journal mode and the synchronous level: WAL+FULL or DELETE+EXTRA; none while a file is built."""
    if not durable:
        return ("memory", 0)
    return ("wal", 2) if wal_is_safe() else ("delete", 3)


def prepare(raw: Any, *, write: bool, durable: bool = True) -> None:
    """Sets the wanted settings on a fresh connection and reads them back."""
    mode, level = _wanted(durable)
    raw.isolation_level = None  # the driver never says BEGIN on its own
    cursor = raw.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != mode:
        cursor.execute(f"PRAGMA journal_mode={mode}")
    for pragma in (f"synchronous={level}", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON",
                   "mmap_size=0", "temp_store=MEMORY", "cache_size=-8192"):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    if not write:
        cursor.execute("PRAGMA query_only=ON")
    held = tuple(cursor.execute(f"PRAGMA {name}").fetchone()[0]
                 for name in ("journal_mode", "synchronous", "foreign_keys"))  # fmt: skip
    cursor.close()
    if held != (mode, level, 1):
        raise UnsafeSettings(detail=str(held))
