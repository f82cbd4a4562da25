"""What tests of screens stand on: a hall of its own, and where the whole program runs a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.hall.opened import Hall
from tests.halls import make_hall


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """The hall of the tests at ten past nine on a Friday; a file that needs another says so."""
    return make_hall(tmp_path)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user's folders of their own, and a terminal that stands at 民政."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COUNTER_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("COUNTER_WINDOW", "民政")
    yield tmp_path
