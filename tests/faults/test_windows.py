"""Several windows at once: nobody is told of a lock, nothing is lost, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from counter.domain.hall.model import Post
from counter.domain.hall.opened import Hall, Work
from counter.domain.journal import ChangedMeanwhile, act
from counter.storage import Storage
from tests.faults.windows import Window, closed_hall, is_whole, numbers, save_one

WINDOWS = 4


@act("rename-post")
def rename(work: Work, name: str, rev: int) -> None:
    work.update(Post, {"code": "MZ"}, {"name": name}, rev=rev)


def _seen(hall: Hall) -> tuple[str, int]:
    with hall.look() as connection:
        row = connection.exec_driver_sql("SELECT name, rev FROM post WHERE code = 'MZ'").one()
        return row[0], row[1]


def _add_one(hall: Hall) -> None:
    """Reads, thinks, saves; where somebody was faster, reads again."""
    while True:
        name, rev = _seen(hall)
        try:
            with hall.act("01", "W01") as work:
                rename(work, str(int(name) + 1), rev)
            return
        except ChangedMeanwhile:
            continue


def _serving(times: int) -> Callable[[Hall, Callable[[str], None]], None]:
    def serve(hall: Hall, confirm: Callable[[str], None]) -> None:
        for at in range(times):
            confirm(save_one(hall, at))
            _add_one(hall)

    return serve


def _together(folder: Path, times: int) -> None:
    path = closed_hall(folder)
    storage = Storage(f"sqlite:///{path}")
    hall = Hall(storage)
    with hall.act("01") as work:
        rename(work, "0", 0)
    storage.close()
    windows = [Window(path, _serving(times)) for _ in range(WINDOWS)]
    ends = [each.end() for each in windows]
    confirmed = [each for window in windows for each in window.confirmed]
    assert ends == [0] * WINDOWS, [each for each in confirmed if each.startswith("failed")]
    assert len(confirmed) == len(numbers(path)) == WINDOWS * times
    is_whole(path, confirmed)
    added = storage.glance([("SELECT name, rev FROM post WHERE code = 'MZ'", ())])[0]
    assert added == [(str(WINDOWS * times), WINDOWS * times + 1)]


def test_four_windows_together(tmp_path: Path) -> None:
    _together(tmp_path, 10)


@pytest.mark.longer
def test_four_windows_together_for_long(tmp_path: Path) -> None:
    _together(tmp_path, 100)
