"""The door on a real terminal: light at the first frame, no key lost behind it, a clean end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from terminal_lab import Lab

import counter
from tests.halls import make_hall
from tests.signing import PIN, give_pin

PROGRAM = "first_frame"
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "typst", "alembic", "typer"}
CTRL_Q, CTRL_L = "\x11", "\x0c"


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hall = make_hall(tmp_path, "demo")
    give_pin(hall, "05")
    hall.storage.close()
    root = Path(counter.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (Path(__file__).parent, root))))
    monkeypatch.setenv("COUNTER_DB", hall.storage.url)
    monkeypatch.setenv("COUNTER_WINDOW", "W02")
    monkeypatch.setenv("COUNTER_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("MODULES", str(tmp_path / "modules"))
    return tmp_path / "modules"


def test_the_first_frame_stands_without_the_heavy_parts(modules: Path) -> None:
    with Lab(PROGRAM) as lab:
        assert lab.until(lambda: lab.shows("禾垭镇便民服务中心") and lab.shows("密码"))
        assert lab.until(modules.exists)
        lab.send(CTRL_Q)
        assert lab.ended() == 0
    loaded = {name.split(".")[0] for name in modules.read_text("utf-8").split("\n")}
    assert {"textual", "counter"} <= loaded
    assert loaded & HEAVY == set()


def test_everything_typed_before_the_first_frame_is_taken_in_order(modules: Path) -> None:
    with Lab(PROGRAM) as lab:
        assert lab.until(lambda: b"\x1b[?1049h" in lab.raw)
        lab.send(f"5\r{PIN}\r王秀芳")
        assert lab.until(lambda: lab.shows("受理") and lab.shows("王秀芳"))
        assert lab.shows("谯玉芬")


def test_lock_and_unlock_in_one_burst(modules: Path) -> None:
    with Lab(PROGRAM) as lab:
        assert lab.until(lambda: lab.shows("密码"))
        lab.send(f"5\r{PIN}\r王秀")
        assert lab.until(lambda: lab.shows("王秀"))
        lab.send(f"{CTRL_L}{PIN}\r芳")
        assert lab.until(lambda: lab.shows("王秀芳"))


def test_an_idle_hall_sends_nothing(modules: Path) -> None:
    with Lab(PROGRAM) as lab:
        assert lab.until(lambda: lab.shows("密码"))
        lab.send(f"5\r{PIN}\r")
        assert lab.until(lambda: lab.shows("受理"))
        lab.rest(1.5)
        assert lab.read(2.0) == b""


def test_the_line_drops(modules: Path) -> None:
    with Lab(PROGRAM) as lab:
        assert lab.until(lambda: lab.shows("密码"))
        lab.rest()
        os.kill(lab.pid, signal.SIGHUP)
        assert lab.ended() == 129


def test_a_broken_file_is_said_on_the_screen_and_after_it(modules: Path, tmp_path: Path) -> None:
    (tmp_path / "hall.db").write_text("登记表" * 1000, encoding="utf-8")
    with Lab(PROGRAM) as lab:
        assert lab.until(lambda: lab.shows("打不开数据库文件"))
        lab.rest()
        lab.send("\r")
        assert lab.ended() == 1
        lab.rest()
        assert "Traceback" not in lab.raw.decode("utf-8", "replace")
        assert "打不开数据库文件" in lab.raw.decode("utf-8", "replace").rsplit("\x1b[?1049l", 1)[1]
