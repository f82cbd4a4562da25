"""A character that the fonts may lack: another never stands for it, and there is always a way on.

What the fonts of the machine hold decides what its own run must show; the run with the shipped fonts is the same
on every machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import CARDS, ENTER, ESC, F9, TODAY, Desk, rows, verified
from rounds import over_to

from counter.domain.paper import Paper, Text
from counter.papers import fonts

SIGN = "\U00020bb7"
NAME = f"赵成{SIGN}"
LEFT_BLANK = f"字体里没有“{SIGN}”，已留空，请用笔写上。"


def lacking(seen: str) -> bool:
    """Whether none of the fonts that the program sees holds the character."""
    paper = Paper("notice", "通知", "便民服务中心", "1", (Text(SIGN),))
    return bool(fonts.missing(paper, fonts.files(fonts.shipped() if seen == "shipped" else None)))


def test_the_shipped_fonts_lack_it() -> None:
    assert lacking("shipped")


@pytest.mark.parametrize("seen", ["shipped", "machine"])
def test_a_rare_name_is_printed_as_it_is_or_with_a_box_to_write_in(database: Path, tray: Path, seen: str) -> None:
    lost = lacking(seen)
    with Desk(database, environ={"FONTS": seen}) as desk:
        desk.sign_on()
        desk.press(
            NAME, ENTER, CARDS[2], ENTER, ENTER, ENTER, "mz005", ENTER, ENTER, "3", ENTER, sees="Enter 收件并出单"
        )
        desk.press(ENTER, sees=f"{NAME} 补办件").press(ENTER, sees="任务 hall-0")
        assert desk.shows(LEFT_BLANK) == lost  # whoever stands there is not sent away for it

        over_to(desk, "01", "看清单")
        desk.press("1", sees="日报").press("0", sees="打出来会错" if lost else "任务 hall-1")
        if lost:
            assert desk.shows(f"“{NAME}”里的“{SIGN}”（U+20BB7）")
            assert len(list(tray.iterdir())) == 1
            desk.press(F9, sees="选“留空手写”").press(ESC, sees="3留空手写")
            desk.press("3", sees="任务 hall-1")
            assert desk.shows(LEFT_BLANK)
        desk.press("2", sees="已存成")
        assert desk.quit() == 0
        assert desk.damage() == []
    assert [path.read_bytes()[:5] for path in sorted(tray.iterdir())] == [b"%PDF-"] * 2
    assert NAME in (Path.home() / f"日报-{TODAY}.txt").read_text("utf-8")
    assert rows(database, "SELECT name FROM citizen ORDER BY id DESC LIMIT 1") == [(NAME,)]
    assert verified(database) == []
