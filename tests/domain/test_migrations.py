"""Upgrades of an older file: whole or not at all, after a verified backup, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from counter.domain.oversight.audit import verify
from counter.domain.setup import open_hall
from counter.storage import SCHEMA_VERSION, BackupFailed, NewerDatabase, OlderDatabase, Storage
from counter.storing import store
from tests.damage import raw
from tests.halls import make_hall, took

FROM = SCHEMA_VERSION
TO = FROM + 2
"""The schema that the made steps lead to; halls of the tests have the program's own."""


def first(operations: Any) -> None:
    operations.execute("CREATE TABLE lamp (id INTEGER PRIMARY KEY, name TEXT)")
    operations.execute("INSERT INTO lamp (name) SELECT name FROM village")


def second(operations: Any) -> None:
    operations.execute("ALTER TABLE village ADD COLUMN lamps INTEGER DEFAULT 0")
    operations.execute("UPDATE village SET lamps = 1")


STEPS = {FROM: first, FROM + 1: second}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    hall = make_hall(tmp_path)
    took(hall)
    hall.storage.close()
    monkeypatch.setattr(store, "SCHEMA_VERSION", TO)
    yield hall.storage.path


def upgraded(path: Path, steps: Any) -> None:
    storage = Storage(f"sqlite:///{path}")
    try:
        storage.open(steps)
    finally:
        storage.close()


def shape(path: Path) -> tuple[int, bool, bool]:
    """The version, whether the first step's table is there, and whether the second step's column is."""
    with raw(path) as plain:
        version = plain.execute("PRAGMA user_version").fetchone()[0]
        lamp = plain.execute("SELECT count(*) FROM sqlite_master WHERE name = 'lamp'").fetchone()[0]
        columns = [row[1] for row in plain.execute("PRAGMA table_info(village)")]
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return version, bool(lamp), "lamps" in columns


OLD, NEW = (FROM, False, False), (TO, True, True)


def backup_of(path: Path) -> Path:
    return path.with_name(f"hall.before-v{TO}.db")


def test_an_older_file_is_upgraded_step_by_step(path: Path) -> None:
    upgraded(path, STEPS)
    assert shape(path) == NEW
    with raw(path) as plain:
        assert plain.execute("SELECT count(*) FROM lamp").fetchone() == plain.execute(
            "SELECT sum(lamps) FROM village"
        ).fetchone()  # fmt: skip


def test_the_backup_before_it_is_a_whole_hall_of_the_old_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upgraded(path, STEPS)
    monkeypatch.undo()
    old = open_hall(Storage(f"sqlite:///{backup_of(path)}"))
    assert shape(backup_of(path)) == OLD
    assert verify(old).sound
    assert old.storage.glance([("SELECT count(*) FROM cases", ())]) == [[(1,)]]
    old.storage.close()


def test_no_backup_no_upgrade(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(store, "copy", full)
    with pytest.raises(BackupFailed, match="磁盘已满"):
        upgraded(path, STEPS)
    assert shape(path) == OLD


def _raises(_: Any) -> None:
    raise ZeroDivisionError


def _fails_in_sql(operations: Any) -> None:
    operations.execute("CREATE TABLE torch (id INTEGER PRIMARY KEY)")
    operations.execute("INSERT INTO nowhere VALUES (1)")


@pytest.mark.parametrize("at", [FROM, FROM + 1])
@pytest.mark.parametrize("step", [_raises, _fails_in_sql])
def test_a_step_that_fails_leaves_the_old_file(path: Path, at: int, step: Callable[[Any], None]) -> None:
    with pytest.raises(Exception, match="nowhere|^$"):
        upgraded(path, {**STEPS, at: step})
    assert shape(path) == OLD
    upgraded(path, STEPS)
    assert shape(path) == NEW


def test_an_upgraded_file_is_left_alone(path: Path) -> None:
    upgraded(path, STEPS)
    backup_of(path).unlink()
    upgraded(path, {})
    assert not backup_of(path).exists()


def test_a_newer_file_is_refused(path: Path) -> None:
    with raw(path) as plain:
        plain.execute(f"PRAGMA user_version={TO + 1}")
    with pytest.raises(NewerDatabase, match=f"结构 {TO + 1}，本程序 {TO}"):
        upgraded(path, STEPS)


@pytest.mark.parametrize("steps", [{}, {FROM: first}, {FROM + 1: second}])
def test_an_older_file_without_every_step_is_refused(path: Path, steps: Any) -> None:
    with pytest.raises(OlderDatabase, match=f"第 {FROM} 版"):
        upgraded(path, steps)
    assert shape(path) == OLD
    assert not backup_of(path).exists()


def test_a_window_that_comes_second_waits_and_finds_the_work_done(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both see the old version; the second gets its turn when the first is done."""
    late = Storage(f"sqlite:///{path}")
    seen = late.version
    monkeypatch.setattr(late, "version", lambda: FROM)
    taking = late._turn

    def overtaken() -> Any:
        upgraded(path, STEPS)
        monkeypatch.setattr(late, "version", seen)
        return taking()

    monkeypatch.setattr(late, "_turn", overtaken)
    late.open(STEPS)
    late.close()
    assert shape(path) == NEW
    assert shape(backup_of(path)) == OLD


def test_a_window_that_comes_last_does_not_replace_the_backup(path: Path) -> None:
    late = Storage(f"sqlite:///{path}")
    found = late.version()
    upgraded(path, STEPS)
    late.upgrade(found, STEPS)
    late.close()
    assert shape(path) == NEW
    assert shape(backup_of(path)) == OLD


def test_the_upgraded_hall_goes_on_working(path: Path) -> None:
    storage = Storage(f"sqlite:///{path}")
    upgraded(path, STEPS)
    storage.close()
    with raw(path) as plain:
        assert plain.execute("SELECT count(*) FROM journal").fetchone() == (2,)
        with pytest.raises(Exception, match="append-only"):
            plain.execute("DELETE FROM journal")


_KILLED = """
import os, signal, sys
from pathlib import Path
from counter.storage import Storage
from counter.storing import store
sys.path.insert(0, sys.argv[3])
from tests.domain.test_migrations import STEPS, TO

store.SCHEMA_VERSION = TO
left = int(sys.argv[2])

class Dying:
    def __init__(self, operations):
        self.operations = operations
    def execute(self, sql):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        self.operations.execute(sql)
        if os.environ.get("SPILL"):
            for _ in range(50):
                self.operations.execute("INSERT INTO lamp (name) VALUES (hex(randomblob(9000)))")

storage = Storage(f"sqlite:///{sys.argv[1]}")
storage.open({at: (lambda step: lambda operations: step(Dying(operations)))(step) for at, step in STEPS.items()})
"""


@pytest.mark.longer
@pytest.mark.parametrize("spill", ["", "1"])
@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_a_kill_anywhere_leaves_the_old_file_or_the_new(path: Path, after: int, spill: str) -> None:
    _kill(path, after, spill)


def test_a_kill_half_way_leaves_the_old_file(path: Path) -> None:
    _kill(path, 3, "1")


def _kill(path: Path, after: int, spill: str) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _KILLED, str(path), str(after), str(root)]
    done = subprocess.run(command, env={**os.environ, "SPILL": spill}, cwd=root, capture_output=True)
    died = after < 4
    assert done.returncode == (-signal.SIGKILL if died else 0), done.stderr.decode()
    upgraded_already = Storage(f"sqlite:///{path}").version() == TO
    assert upgraded_already is not died
    assert shape(path) == (OLD if died else NEW)
    upgraded(path, STEPS)
    assert shape(path) == NEW
