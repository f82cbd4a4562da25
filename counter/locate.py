"""Where the data files are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def data_dir() -> Path:
    """The folder of shipped data: `counter/data` of a wheel, else `data` of the checkout."""
    inside = _HERE / "data"
    return inside if inside.is_dir() else _HERE.parent / "data"
