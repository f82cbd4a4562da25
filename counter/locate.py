"""Where things are: the shipped data, and what this user's terminal remembers."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def data_dir() -> Path:
    """The folder of shipped data: `counter/data` of a wheel, else `data` of the checkout."""
    inside = _HERE / "data"
    return inside if inside.is_dir() else _HERE.parent / "data"


def state_dir() -> Path:
    """The user's state folder of this program: log, window, anchors; it need not exist yet."""
    import platformdirs

    return Path(platformdirs.user_state_dir("counter", appauthor=False))
