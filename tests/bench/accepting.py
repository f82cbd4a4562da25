"""Accepting a case, beside the same rows written with the standard library's sqlite3 at the same durability.

The reference is what the act itself writes, recorded statement by statement and written by hand: prepared
statements, one BEGIN IMMEDIATE, one COMMIT, the same settings.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benched import Row, paired
from sqlalchemy import event

from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, accept
from counter.domain.clock import Clock, Reading, at, system_clock
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.setup import create
from counter.storage import Storage

_PERSON = Who("李国强", "511923197201019979", "15400010001", "双河村", "3")
_ITEM = "MZ-005"


def rows() -> Iterator[Row]:
    """The ratio of one accept."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        hall = made(Path(folder) / "ours.db")
        script = recorded(hall)
        raw = _raw(Path(folder) / "ours.db", Path(folder) / "raw.db")
        counter = itertools.count(1)
        for _ in range(20):
            take_one(hall)
            _write(raw, script, next(counter))
        yield paired(
            "accept a case, saved (raw sqlite3 = 1)",
            lambda: take_one(hall),
            lambda: _write(raw, script, next(counter)),
            rounds=7, inner=40, target=2.5,
        )  # fmt: skip
        raw.close()
        hall.storage.close()


def made(path: Path, clock: Clock = system_clock) -> Hall:
    """A hall at a place."""
    return create(Storage(f"sqlite:///{path}"), load_hall("demo"), clock=clock)


def standing() -> Reading:
    """A clock that stands: what is counted exactly must not depend on the day."""
    return Reading(at("2026-11-20T09:12:00"), "bench", 1)


def take_one(hall: Hall) -> None:
    """One promised case of four papers."""
    with hall.act("05", "W02") as work:
        accept(work, Application(_ITEM, _PERSON, Brought()))


def recorded(hall: Hall) -> list[tuple[str, Any, bool]]:
    """The writing statements of one accept, with their values."""
    take_one(hall)
    take_one(hall)
    script: list[tuple[str, Any, bool]] = []
    with listening(hall, script):
        take_one(hall)
    return [(sql, values, many) for sql, values, many in script if not sql.lstrip().upper().startswith("SELECT")]


@contextlib.contextmanager
def listening(hall: Hall, script: list[tuple[str, Any, bool]]) -> Iterator[None]:
    """Notes every statement but BEGIN that the hall's writing engine runs."""
    engine = hall.storage._write  # the bench looks under the hood on purpose
    assert engine is not None

    def note(_conn: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        if not sql.startswith("BEGIN"):
            script.append((sql, values, many))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _raw(ours: Path, path: Path) -> sqlite3.Connection:
    """A copy of the hall, opened by hand with the settings that ours holds."""
    Storage(f"sqlite:///{ours}").backup(path)
    raw = sqlite3.connect(path, isolation_level=None, cached_statements=200)
    held = sqlite3.connect(ours)
    mode = held.execute("PRAGMA journal_mode").fetchone()[0]
    held.close()
    for pragma in (f"journal_mode={mode}", "synchronous=EXTRA" if mode == "delete" else "synchronous=FULL",
                   "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-8192"):  # fmt: skip
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _write(raw: sqlite3.Connection, script: list[tuple[str, Any, bool]], turn: int) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for sql, values, many in script:
        if many:
            raw.executemany(sql, [_fresh(sql, each, turn) for each in values])
        else:
            raw.execute(sql, _fresh(sql, values, turn)).fetchall()
    raw.execute("COMMIT")


def _fresh(sql: str, values: Any, turn: int) -> Any:
    """The recorded values with whatever must be unique moved on by the turn."""
    at = _unique_at(sql)
    if at is None:
        return values
    moved = list(values)
    if isinstance(moved[at], int):
        moved[at] += turn * _STRIDE
    else:
        moved[at] = f"{moved[at][:-4]}{9000 + turn}"
    return moved


_STRIDE = 1_000
_UNIQUE = {"journal": "seq", "case_material": "case_id", "cases": "number"}


@functools.cache
def _unique_at(sql: str) -> int | None:
    """Which value of an INSERT must differ from turn to turn."""
    match = re.match(r"\s*INSERT INTO (\w+) \(([^)]*)\)", sql)
    if match is None or match[1] not in _UNIQUE:
        return None
    columns = [name.strip(' "') for name in match[2].split(",")]
    return columns.index(_UNIQUE[match[1]])


def traced(folder: Path, mark: str, accepts: int) -> None:
    """The process that strace watches: a few accepts to warm up, a mark in the trace, then those that count."""
    hall = made(folder / "hall.db", standing)
    for _ in range(5):
        take_one(hall)
    os.write(1, mark.encode())
    for _ in range(accepts):
        take_one(hall)
    os.write(1, mark.encode())


if __name__ == "__main__":
    traced(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
