"""Several windows at once: nobody is told of a lock, nothing is lost, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from counter.domain.hall.model import Post
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import ChangedMeanwhile, act
from counter.storage import Busy, Storage
from counter.storing import queue
from tests.faults.windows import Window, closed_hall, is_whole, numbers, save_one

WINDOWS = 4
_MOST_IN_A_ROW = 10


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


def _only_saving(times: int) -> Callable[[Hall, Callable[[str], None]], None]:
    def serve(hall: Hall, confirm: Callable[[str], None]) -> None:
        for at in range(times):
            confirm(save_one(hall, at))

    return serve


def _longest_run(turns: list[str]) -> int:
    """How often one window came right after itself before the first of them was done."""
    done = min(len(turns) - turns[::-1].index(each) for each in set(turns))
    return max(len(list(run)) for _, run in groupby(turns[:done]))


def test_no_window_takes_turn_after_turn_while_others_wait(tmp_path: Path) -> None:
    path = closed_hall(tmp_path)
    windows = [Window(path, _only_saving(60)) for _ in range(WINDOWS)]
    assert [each.end() for each in windows] == [0] * WINDOWS
    rows = Storage(f"sqlite:///{path}").glance([("SELECT token FROM journal WHERE seq > 1 ORDER BY seq", ())])[0]
    turns = [str(row[0]).split("-")[0] for row in rows]
    assert set(turns) == {str(each.pid) for each in windows}
    assert _longest_run(turns) <= _MOST_IN_A_ROW


def test_a_window_that_waits_too_long_leaves_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed_hall(tmp_path)
    one, two, three = (Storage(f"sqlite:///{path}") for _ in range(3))
    monkeypatch.setattr(queue, "BUSY_SECONDS", 0.05)
    with one.writing():
        for other in (two, three, two):
            with pytest.raises(Busy), other.writing():
                pass
    for each in (two, three, one):
        with each.writing():
            pass
        each.close()
