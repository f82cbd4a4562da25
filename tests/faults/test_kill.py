"""A window that is killed at any moment loses nothing that it confirmed and leaves nothing half."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from tests.faults.windows import Window, closed_hall, is_whole, numbers, saving

_TOGETHER = 3
_LOOK_EVERY = 50


def _kills(folder: Path, count: int) -> None:
    path, luck = closed_hall(folder), Random(5)
    confirmed: list[str] = []
    killed = rounds = 0
    while killed < count:
        # A third of the kills ends windows that save side by side.
        windows = [Window(path, saving) for _ in range(_TOGETHER if rounds % 7 == 6 else 1)]
        for each in windows:
            each.wait_for_one()
        time.sleep(luck.uniform(0, 0.03))
        for each in windows:
            each.kill()
        for each in windows:
            assert each.end() == -9, each.confirmed[-1:]
            confirmed.extend(each.confirmed)
        killed += len(windows)
        rounds += 1
        if rounds % _LOOK_EVERY == 0:
            is_whole(path, confirmed)
    is_whole(path, confirmed)
    assert len(confirmed) >= killed
    assert len(confirmed) <= len(numbers(path)) <= len(confirmed) + killed


def test_twenty_kills(tmp_path: Path) -> None:
    _kills(tmp_path, 20)


@pytest.mark.longer
def test_five_hundred_kills(tmp_path: Path) -> None:
    _kills(tmp_path, 500)
