"""A file built without syncs takes its name only when it is whole and durable."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from counter.domain.schema import metadata
from counter.storage import FileThere, Storage, wal_is_safe


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def modes(storage: Storage) -> tuple[object, object]:
    with storage.writing() as connection:
        return pragma(connection, "journal_mode"), pragma(connection, "synchronous")


def test_what_was_built_stands_there_with_the_durable_settings(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    with storage.building() as part:
        part.create(metadata())
        assert modes(part) == ("memory", 0)
        assert not storage.exists()
    assert modes(storage) == (("wal", 2) if wal_is_safe() else ("delete", 3))
    assert storage.soundness() == []
    storage.close()
    assert {each.name for each in tmp_path.iterdir()} - {"hall.db-wal", "hall.db-shm"} == {
        "hall.db",
        "hall.db.queue",
        "hall.db.door",
    }


def test_the_file_itself_keeps_no_mode_that_loses_saves(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    with storage.building() as part:
        part.create(metadata())
    with closing(sqlite3.connect(storage.path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == ("wal" if wal_is_safe() else "delete")


def test_a_build_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    with pytest.raises(KeyboardInterrupt), storage.building() as part:
        part.create(metadata())
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stands_there_is_never_replaced(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    storage.create(metadata())
    before = storage.path.read_bytes()
    with pytest.raises(FileThere, match="没有改动"), storage.building():
        raise AssertionError("never entered")
    assert storage.path.read_bytes() == before


def test_nor_one_that_came_while_it_was_built(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    with pytest.raises(FileThere), storage.building() as part:
        part.create(metadata())
        storage.path.write_bytes(b"somebody's")
    assert storage.path.read_bytes() == b"somebody's"
