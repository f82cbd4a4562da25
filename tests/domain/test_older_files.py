"""Every version that was ever shipped opens: upgraded whole, verified, its derived values written anew."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from counter.domain import schema
from counter.domain.clock import at
from counter.domain.oversight.audit import verify
from counter.domain.setup import open_hall
from counter.storage import SCHEMA_VERSION, Storage
from tests.damage import raw
from tests.halls import SetClock, make_hall, took

OLDER = Path(__file__).parents[1] / "older"


def unpacked(name: str, folder: Path) -> Path:
    path = folder / "hall.db"
    path.write_bytes(lzma.decompress((OLDER / name).read_bytes()))
    return path


def shape(path: Path) -> set[tuple[str, str]]:
    """Tables with their columns, and indexes, as the file has them."""
    with raw(path) as plain:
        tables = [row[0] for row in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {(table, row[1]) for table in tables for row in plain.execute(f"PRAGMA table_info('{table}')")}
        return found | {
            ("index", row[0]) for row in plain.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        }


@pytest.mark.parametrize("name", sorted(each.name for each in OLDER.iterdir()))
def test_a_file_of_an_older_version_opens_whole(name: str, tmp_path: Path) -> None:
    path = unpacked(name, tmp_path)
    with raw(path) as plain:
        assert plain.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION
        before = plain.execute("SELECT count(*), max(hash) FROM journal").fetchone()
    hall = open_hall(Storage(f"sqlite:///{path}"), SetClock("2026-11-23T09:00:00"))
    found = verify(hall)
    assert found.sound, found.lines()
    with raw(path) as plain:
        assert plain.execute("SELECT count(*), max(hash) FROM journal").fetchone() == before
    (tmp_path / "new").mkdir()
    fresh = make_hall(tmp_path / "new")
    fresh.storage.close()
    assert shape(path) == shape(fresh.storage.path)
    took(hall, item=next(each.code for each in hall.laid.items.values() if each.kind == "promised"))
    hall.storage.close()


def test_what_an_older_version_did_not_know_is_derived_at_the_upgrade(tmp_path: Path) -> None:
    path = unpacked("v1.db.xz", tmp_path)
    hall = open_hall(Storage(f"sqlite:///{path}"), SetClock("2026-11-23T09:00:00"))
    with hall.look() as connection:
        rows = dict(connection.exec_driver_sql("SELECT number, watch FROM cases").fetchall())
    watches = {number[-4:]: watch for number, watch in rows.items()}
    assert watches["0001"] is not None and at(watches["0001"]).date().isoformat() == "2026-12-11"
    assert watches["0003"] is None
    hall.storage.close()


def test_every_version_has_a_step_and_a_file() -> None:
    assert set(schema.MIGRATIONS) == set(range(1, SCHEMA_VERSION))
    assert {each.name.split(".")[0] for each in OLDER.iterdir()} == {f"v{n}" for n in range(1, SCHEMA_VERSION)}
