"""A window killed in the middle of acts on many cases: every batch is whole or was never begun."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from counter.domain.casework.batches.arrivals import arrive
from counter.domain.casework.batches.batch_lines import Line
from counter.domain.casework.batches.batches import Brought, deliver_many, take_batch
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.storage import Storage
from tests.faults.windows import Window, closed_hall, is_whole

PEOPLE = 4
"""How many people's papers each batch brings."""
_BRINGER = Who("周德福", phone="15400020001", village="双河村")


def batching(hall: Hall, confirm: Callable[[str], None]) -> None:
    """Someone who takes in, ticks in and hands out for many, without an end."""
    at = 0
    while True:
        lines = tuple(Line(n, "X-001", Who(f"李国{'强伟军'[n % 3]}", phone=f"154{at + n:08d}")) for n in range(PEOPLE))
        with hall.act("03", "W01", token=f"{os.getpid()}-{at}-in") as work:
            made = take_batch(work, Brought(lines, "双河村", person=_BRINGER))
            numbers = [each.number for each in made.taken]
        for number in numbers:
            confirm(number)
        with hall.act("01", "W01", token=f"{os.getpid()}-{at}-come") as work:
            arrive(work, made.cases, "来件单")
        with hall.act("01", "W01", token=f"{os.getpid()}-{at}-out") as work:
            deliver_many(work, made.cases, "周德福", village="双河村")
        at += PEOPLE


def half_batches(path: Path) -> list[object]:
    """The batches that hold other than all of their cases, or have no list on paper; and cases half-way along."""
    storage = Storage(f"sqlite:///{path}")
    batches, states = storage.glance(
        [
            ("SELECT b.kind, b.paper_id, (SELECT count(*) FROM batch_case c WHERE c.batch_id = b.id) FROM batch b", ()),
            ("SELECT c.batch_id, count(DISTINCT k.state) FROM batch_case c JOIN cases k ON k.id = c.case_id "
             "GROUP BY c.batch_id HAVING count(DISTINCT k.state) > 1", ()),
        ]
    )  # fmt: skip
    return [*(row for row in batches if row[1] is None or row[2] != PEOPLE), *states]


def _kills(folder: Path, count: int) -> None:
    path, luck = closed_hall(folder), Random(7)
    confirmed: list[str] = []
    for _ in range(count):
        window = Window(path, batching)
        window.wait_for_one()
        time.sleep(luck.uniform(0, 0.12))
        window.kill()
        assert window.end() == -9, window.confirmed[-1:]
        confirmed.extend(window.confirmed)
    is_whole(path, confirmed)
    assert half_batches(path) == []
    assert len(confirmed) >= count


def test_ten_kills(tmp_path: Path) -> None:
    _kills(tmp_path, 10)


@pytest.mark.longer
def test_two_hundred_kills(tmp_path: Path) -> None:
    _kills(tmp_path, 200)
