"""A full disk: the fault is named, nothing is half stored, reading goes on, and saving too once there is room."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from counter.domain.hall.opened import Hall
from counter.domain.oversight.keeping import back_up
from counter.domain.setup import open_hall
from counter.storage import BackupFailed, Storage, StorageFault
from counter.storing import settings
from tests.faults.windows import Window, closed_hall, is_whole, numbers, save_one

_ROOM = 16 * 1024
_MOST = 400
Change = Callable[[Hall], None]


def _until_full(fill: Change, free: Change) -> Callable[[Hall, Callable[[str], None]], None]:
    """A clerk who saves until the disk is full, looks, tries again, and goes on when there is room."""

    def serve(hall: Hall, confirm: Callable[[str], None]) -> None:
        confirm(save_one(hall, 0))
        fill(hall)
        at = 1
        while at < _MOST and not (fault := _fault_of(hall, at, confirm)):
            at += 1
        confirm(f"fault {fault}")
        confirm(f"again {_fault_of(hall, at + 1, confirm)}")
        with hall.look() as connection:
            confirm(f"read {connection.exec_driver_sql('SELECT count(*) FROM cases').scalar_one()}")
        free(hall)
        confirm(save_one(hall, at + 2))

    return serve


def _fault_of(hall: Hall, at: int, confirm: Callable[[str], None]) -> str:
    try:
        confirm(save_one(hall, at))
    except StorageFault as fault:
        return type(fault).__name__
    return ""


def _served(path: Path, fill: Change, free: Change) -> dict[str, str]:
    """Lives through it in another process; returns what was said, and asserts what must always hold."""
    window = Window(path, _until_full(fill, free))
    ended = window.end()
    said = dict(each.split(" ", 1) for each in window.confirmed if " " in each)
    confirmed = [each for each in window.confirmed if " " not in each]
    assert ended == 0, window.confirmed[-1]
    assert len(confirmed) >= 2
    assert said["read"] == str(len(confirmed) - 1)
    assert numbers(path) == confirmed
    is_whole(path, confirmed)
    return said


def _limit(size: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    said = _served(
        closed_hall(tmp_path),
        lambda hall: _limit(hall.storage.path.stat().st_size + _ROOM),
        lambda hall: _limit(resource.RLIM_INFINITY),
    )
    assert said["fault"] == said["again"] == "MediumGone"


def test_a_disk_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own limit on the pages of a file answers as a full disk does."""
    prepared = settings.prepare
    pages = [2**30]

    def limited(raw: Any, *, write: bool, durable: bool = True) -> None:
        prepared(raw, write=write, durable=durable)
        raw.execute(f"PRAGMA max_page_count={pages[0]}")

    def most(hall: Hall, count: int) -> None:
        pages[0] = count
        hall.storage.close()

    monkeypatch.setattr("counter.storing.store.prepare", limited)
    said = _served(
        closed_hall(tmp_path),
        lambda hall: most(hall, (hall.storage.path.stat().st_size + _ROOM) // 4096),
        lambda hall: most(hall, 2**30),
    )
    assert said["fault"] == said["again"] == "DiskFull"


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(b"x" * 4096):
                pass
        except OSError:
            ballast.truncate(max(0, ballast.tell() - _ROOM * 4))


@pytest.mark.system
def test_a_small_disk_that_is_really_full(tmp_path: Path) -> None:
    """As root on a disk of its own; others run into the limit of a file instead."""
    if os.geteuid() != 0:
        test_a_file_that_may_not_grow(tmp_path)
        return
    with _small_disk(tmp_path) as folder:
        said = _served(closed_hall(folder), lambda hall: _fill(folder), lambda hall: (folder / "ballast").unlink())
    assert said["fault"] == said["again"] == "DiskFull"


@pytest.mark.system
def test_a_backup_to_a_full_disk_leaves_the_older_one(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    hall = open_hall(Storage(f"sqlite:///{closed_hall(tmp_path)}"))
    to = tmp_path / "disk" / "copy.db"
    if os.geteuid() != 0:
        _backup_in_a_child(hall, to)
        return
    with _small_disk(tmp_path / "disk"):
        back_up(hall, to)
        before = to.read_bytes()
        _fill(to.parent)
        with pytest.raises(BackupFailed, match="磁盘已满"):
            back_up(hall, to)
        assert to.read_bytes() == before
        assert not list(to.parent.glob("*.part*"))
    hall.storage.close()


def test_a_backup_that_may_not_be_written_leaves_the_older_one(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    hall = open_hall(Storage(f"sqlite:///{closed_hall(tmp_path)}"))
    _backup_in_a_child(hall, tmp_path / "disk" / "copy.db")


def _backup_in_a_child(hall: Hall, to: Path) -> None:
    path = hall.storage.path
    back_up(hall, to)
    before = to.read_bytes()
    hall.storage.close()

    def serve(hall: Hall, confirm: Callable[[str], None]) -> None:
        _limit(_ROOM)
        try:
            back_up(hall, to)
        except BackupFailed as fault:
            confirm(fault.sentence)

    window = Window(path, serve)
    assert window.end() == 0, window.confirmed
    assert window.confirmed == ["备份没有成功：读写磁盘出错。原来的备份没有动。请换一个有空间、能写的位置。"]
    assert to.read_bytes() == before
    assert [each.name for each in to.parent.iterdir()] == ["copy.db"]
