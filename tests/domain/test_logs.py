"""The log: as private when it is turned over as when it was new."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter import logs


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A log of its own, turned over after every few lines."""
    path = tmp_path / "state" / "counter.log"
    monkeypatch.setenv("COUNTER_LOG", str(path))
    monkeypatch.setattr(logs, "_MOST_BYTES", 400)
    yield path
    for handler in logging.getLogger("counter").handlers:
        handler.close()


def test_every_file_of_the_log_is_the_owners_alone(log: Path) -> None:
    for number in range(30):
        logs.keep_traceback(ValueError(f"第{number}次"))
    files = sorted(log.parent.iterdir())
    assert [file.name for file in files] == ["counter.log", *(f"counter.log.{n}" for n in (1, 2, 3))]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_log_named_anew_is_written_from_then_on(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs.keep_traceback(ValueError("一"))
    other = log.with_name("other.log")
    monkeypatch.setenv("COUNTER_LOG", str(other))
    logs.keep_traceback(ValueError("二"))
    assert "二" in other.read_text() and "二" not in log.read_text()
