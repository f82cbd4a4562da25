"""What only a real terminal shows: bursts, raw bytes, silence, codes, hanging up."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from terminal_lab import Lab

import counter

DEMO = "kit_demo"
F2 = "\x1bOQ"
F3 = "\x1bOR"
CTRL_Q = "\x11"
READY = "邱家镇"

HOSTILE = {
    "CSI clear": "张\x1b[2J三",
    "OSC52": "李\x1b]52;c;aGFjaw==\x07四",
    "OSC title": "王\x1b]0;PWN\x07五",
    "CPR query": "a\x1b[6nb",
    "RIS": "a\x1bcb",
    "C1 CSI": "a\x9b2Jb",
    "BEL": "a\x07b",
    "NUL": "a\x00b",
    "CR": "AAAA\rBB",
    "newline": "a\nb",
    "bidi": "abc\u202edcba",
    "zero width": "张\u200b三",
    "markup": "[bold red]x[/] [@click=app.quit]y[/]",
    "bad markup": "[/foo] [a=",
    "rare": "\U00020bb7田",
    "private use": "\ue000\U000f0000",
    "surrogate": "甲\ud83d乙",
    "zwj": "👨\u200d👩\u200d👧",
    "combining": "a" + "\u0301" * 200,
    "long": "长" * 5000,
}
POINTER = b"\x1b]22;default\x07"
"""What Textual itself writes about the mouse pointer."""
RAW = [
    b"\x1b[2J\xe4\xb8\x89", b"]52;c;aGFjaw==\x07", b"\x1b]0;PWN", b"\x1b[6n", b"\x1bcb", b"\x9b2J", b"\x07",
    b"\x00", b"AAAA\r", "\u202e".encode(), "\u200b".encode(), "\u200d".encode(), b"\xed\xa0",
    "\u0301".encode() * 5,
]  # fmt: skip


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "notes"
    path.touch()
    monkeypatch.setenv("NOTES", str(path))
    folders = [Path(__file__).parent, Path(counter.__file__).parents[1]]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))
    return path


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def started(lab: Lab) -> None:
    assert lab.until(lambda: lab.shows(READY))
    lab.rest()


@pytest.mark.parametrize("slow", ["0", "0.3"])
def test_a_burst_while_a_screen_opens_stays_whole_and_in_order(notes: Path, slow: str) -> None:
    typed = "abc\rdef\r13800000001" + "ghi\rjkl\r13800000002"
    assert len(typed) == 38
    with Lab(DEMO, {"SLOW": slow}) as lab:
        started(lab)
        lab.send(F2 + typed)
        lab.until(lambda: len(lines(notes)) == 2)
    assert [json.loads(line) for line in lines(notes)] == [
        {"name": "abc", "item": "def", "phone": "13800000001"},
        {"name": "ghi", "item": "jkl", "phone": "13800000002"},
    ]


def test_keys_typed_before_the_first_frame_are_taken_too(notes: Path) -> None:
    with Lab(DEMO) as lab:
        assert lab.until(lambda: b"\x1b[?1049h" in lab.raw and lab.takes_keys())
        lab.send(F2 + "李强\r低保\r13800000001")
        lab.until(lambda: bool(lines(notes)))
    assert json.loads(lines(notes)[0]) == {"name": "李强", "item": "低保", "phone": "13800000001"}


def test_screens_opened_and_left_within_one_burst(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.send(F3 + "\x1b[B" * 3 + F2 + "甲\r乙\r13800000001" + F3 + "\x1b[B")
        assert lab.until(lambda: bool(lines(notes)) and lab.shows("第1件"))
    assert json.loads(lines(notes)[0])["name"] == "甲"


def test_a_paste_takes_its_turn_among_the_keys(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.send(F2 + "ab\x1b[200~李\n强\n\x1b[201~cd\rx\r13800000001")
        lab.until(lambda: bool(lines(notes)))
    assert json.loads(lines(notes)[0])["name"] == "ab李 强cd"


def test_an_idle_screen_sends_nothing(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.send(F2)
        assert lab.until(lambda: lab.shows("电话"))
        lab.rest(0.5)
        assert lab.read(2.0) == b""


def test_a_typed_key_repaints_its_row_only(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.send(F2)
        assert lab.until(lambda: lab.shows("电话"))
        lab.rest(0.5)
        lab.send("李")
        sent = lab.rest()
        assert "李".encode() in sent
        assert len(sent) < 100
        assert (lab.screen.cursor.x, lab.screen.cursor.y) == (15, 1)
        assert not lab.screen.cursor.hidden


def test_hostile_text_never_reaches_the_terminal_raw(notes: Path) -> None:
    with Lab(DEMO, {"HOSTILE": json.dumps(list(HOSTILE.values()))}) as lab:
        assert lab.until(lambda: lab.shows("AAAA"))
        lab.rest(0.5)
        raw = lab.raw.replace(POINTER, b"")
        lab.send(CTRL_Q)
        assert lab.ended() == 0
    assert [bad for bad in RAW if bad in raw] == []
    assert "田".encode() in raw
    assert b"[@click=app.quit]" in raw


def test_the_line_drops_and_the_drafts_are_kept(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.hang_up()
        assert lab.ended() == 129
    assert lines(notes) == ["草稿已存"]


def test_a_hangup_signal_ends_it_cleanly_and_once(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        os.kill(lab.pid, signal.SIGHUP)
        assert lab.ended() == 129
    assert lines(notes) == ["草稿已存"]


def test_the_cursor_is_given_back_at_the_end(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.send(F2)
        assert lab.until(lambda: lab.shows("电话"))
        lab.send(CTRL_Q)
        assert lab.ended() == 0
        assert lab.raw.rindex(b"\x1b[?25h") > lab.raw.rindex(b"\x1b[?25l")
        assert lab.raw.rindex(b"\x1b[0 q") > lab.raw.rindex(b"\x1b[2 q")


def test_a_window_made_small_says_so_and_comes_back(notes: Path) -> None:
    with Lab(DEMO) as lab:
        started(lab)
        lab.send(F2 + "李强")
        assert lab.until(lambda: lab.shows("李强"))
        lab.resize(60, 20)
        assert lab.until(lambda: lab.shows("请把窗口拉大"))
        lab.send("丢")
        lab.rest()
        lab.resize(80, 24)
        assert lab.until(lambda: lab.shows("李强"))
        lab.send("生")
        assert lab.until(lambda: lab.shows("李强生"))
        assert not lab.shows("丢")


@pytest.mark.system
@pytest.mark.parametrize("codec", ["GB18030", "GBK"])
def test_a_terminal_that_speaks_a_chinese_code(notes: Path, tmp_path: Path, codec: str) -> None:
    localedef = shutil.which("localedef")
    assert localedef, "this test needs localedef"
    made = tmp_path / f"zh_CN.{codec}"
    subprocess.run([localedef, "-i", "zh_CN", "-f", codec, str(made)], check=True)
    environ = {"LC_ALL": f"zh_CN.{codec}", "LOCPATH": str(tmp_path), "PYTHONUTF8": "0"}
    environ["HOSTILE"] = json.dumps(["乡镇", "\U00020bb7田"])
    with Lab(DEMO, environ) as lab:
        assert lab.until(lambda: "乡镇".encode(codec) in lab.raw)
        lab.send((F2 + "李强\r低保\r13800000001").encode(codec))
        lab.until(lambda: bool(lines(notes)))
        stray = b"\xff\xff"
        lab.send(stray)
        lab.rest()
        lab.send(CTRL_Q)
        assert lab.ended() == 0
        shown = "\U00020bb7田" if codec == "GB18030" else "？田"
        assert shown.encode(codec) in lab.raw
    assert json.loads(lines(notes)[0]) == {"name": "李强", "item": "低保", "phone": "13800000001"}
