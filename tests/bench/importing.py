"""Taking in a sheet of two thousand items, beside the least that the same sheet can cost.

The reference opens the same xlsx with the same library and puts one JSON text a row into a bare SQLite table, in
one transaction: no check, no comparison, no journal, no initials. The limit of five seconds stands in a row of its own.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from accepting import made
from benched import Row, timed

from counter.domain.hall.files.spreadsheet import read_sheets
from counter.domain.hall.item_versions.importing import import_items
from counter.domain.hall.item_versions.sheet import write_items
from counter.domain.hall.items.item import Item, load_items
from counter.domain.hall.laid_down import SYSTEM

_ITEMS, _ROUNDS = 2_000, 3
_LIMIT = 5_000.0
"""Milliseconds."""


def rows() -> Iterator[Row]:
    """The import over the reference, and over its limit."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as name:
        folder = Path(name)
        sheet = folder / "items.xlsx"
        write_items(sheet, _many())
        pairs = [
            (_ours(folder / f"{at}.db", sheet), _reference(folder / f"bare{at}.db", sheet)) for at in range(_ROUNDS)
        ]
    ours, reference = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratios = tuple(one / other for one, other in pairs)
    yield Row(f"import of {_ITEMS} items (bare read, store = 1)", ours, reference, ratios, target=12)
    yield Row(
        f"import of {_ITEMS} items (its limit, 5 s = 1)", ours, _LIMIT, tuple(one / _LIMIT for one, _ in pairs), 1
    )


def _many() -> Iterator[Item]:
    shipped = load_items()
    for n in range(_ITEMS):
        like = shipped[n % len(shipped)]
        yield like.model_copy(update={"code": f"T-{n:05d}", "name": f"{like.name}之{n}"})


def _ours(path: Path, sheet: Path) -> float:
    hall = made(path)
    report = []
    took = timed(lambda: report.append(import_items(hall, sheet, SYSTEM)))
    assert report[0].done and report[0].new == _ITEMS
    hall.storage.close()
    return took


def _reference(path: Path, sheet: Path) -> float:
    def stored() -> None:
        with sqlite3.connect(path) as bare:
            bare.execute("CREATE TABLE line (body TEXT)")
            lines = [(json.dumps(row, ensure_ascii=False),) for row in read_sheets(sheet)[0].rows]
            bare.executemany("INSERT INTO line VALUES (?)", lines)

    return timed(stored)
