"""A small demonstration hall, built once and copied for each journey, and a printer of paper."""

from __future__ import annotations

import os
import shutil
from datetime import date, time
from pathlib import Path

import pytest
from desk import PINS, TODAY

from counter import demo


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a hall with two days behind it; the third begins."""
    folder = tmp_path_factory.mktemp("demo")
    built = demo.build(folder, days=2, people=200, today=date.fromisoformat(TODAY), until=time(8, 0))
    assert {each.no: each.pin for each in built.staff if each.no in PINS} == PINS
    built.hall.storage.close()
    return built.path


@pytest.fixture
def database(demo_template: Path, tmp_path: Path) -> Path:
    """A hall of one's own."""
    to = tmp_path / "hall.db"
    shutil.copyfile(demo_template, to)
    to.chmod(0o600)
    return to


@pytest.fixture
def tray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the papers come out that are handed to `lp`; every one is told as printed."""
    out = tmp_path / "tray"
    out.mkdir()
    spooler = tmp_path / "bin"
    spooler.mkdir()
    lp = spooler / "lp"
    lp.write_text(
        f'#!/bin/sh\nn=$(ls "{out}" | wc -l)\ncat > "{out}/$n.pdf"\necho "request id is hall-$n (1 file(s))"\n',
        encoding="ascii",
    )
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spooler}{os.pathsep}{os.environ['PATH']}")
    return out


@pytest.fixture
def no_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any printing service."""
    empty = tmp_path / "nothing"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
