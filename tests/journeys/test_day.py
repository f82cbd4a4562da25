"""A whole day through a real terminal: what the clerk did stands in the director's summary."""

from __future__ import annotations

import re
from pathlib import Path

from desk import CARDS, ENTER, ESC, F3, F9, TODAY, Desk, rows, verified
from rounds import over_to

NAMES = (
    "收件", "受理", "办结", "按时办结", "超期办结", "退回", "暂不予受理", "不予办理", "撤回", "作废",
    "即办件", "承诺件", "联办件", "上报件", "补办件", "容缺", "在办", "今日到期", "超期", "待补", "待领",
    "补录", "来访人次", "咨询", "待回电",
)  # fmt: skip
_TAKEN = "SELECT name FROM cases JOIN citizen ON citizen.id = applicant_id WHERE cases.day = ? ORDER BY cases.id"
FIGURES = re.compile(r"([一-鿿]+(?:\([一-鿿]\))?)[：\s]\s*(\d+)(?=\D|$)")


def figures(text: str) -> dict[str, int]:
    """Every figure with its name, as on the screen or on the paper."""
    return {name: int(number) for name, number in FIGURES.findall(text)}


def take_in(desk: Desk, *keys: str, said: str) -> str:
    """Takes one case in from the empty form; declines the papers and gives its number."""
    desk.press(*keys, ENTER, sees="Enter 收件并出单").press(ENTER, sees=said)
    number = desk.says().split()[0]
    desk.press(ESC, sees="没有打印")
    return number


def open_case(desk: Desk, number: str) -> None:
    """Finds a case by its number and opens it."""
    desk.press(F3, sees="查找").press(number, sees="收件日").press(ENTER, sees=f"办件 {number}")


def open_case_again(desk: Desk, number: str) -> None:
    """From the search, where another number stands: Esc empties it."""
    desk.press(ESC, sees="证号、后四位").press(number, sees="收件日").press(ENTER, sees=f"办件 {number}")


def test_a_day_from_the_first_case_to_the_summary(database: Path, tray: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on("01", sees="看清单")
        before = figures(desk.text())
        over_to(desk, "05", "来人")

        take_in(desk, "王秀芳", ENTER, CARDS[1], ENTER, ENTER, ENTER, "mz006", ENTER, ENTER, said="即办件，已办结")
        take_in(desk, "李国强", ENTER, CARDS[0], "qg3", ENTER, "15400010001", "mz005", ENTER, ENTER, said="承诺件")
        waiting = take_in(desk, "赵成㛃", ENTER, CARDS[2], ENTER, ENTER, ENTER, "mz005", ENTER, ENTER, "3",
                          said="补办件")  # fmt: skip
        owing = take_in(desk, "刘䶮", ENTER, CARDS[3], ENTER, ENTER, ENTER, "mz007", ENTER, ENTER, "44", said="承诺件")

        open_case(desk, waiting)
        desk.press("1", sees="户口簿或居住证").press(ENTER, sees="已登记补来的材料")
        desk.press("8", sees="更正哪一项").press("2", sees="更正原因")
        desk.press("15400010002", ENTER, "记错了", ENTER, sees="已更正")
        desk.press("2", sees="怎么办结").press("2", ENTER, sees="结果已交给本人")
        desk.press(F9, sees="材料齐").press(ESC, sees="经过").press(ESC, sees="查找 › " + waiting)

        open_case_again(desk, owing)
        desk.press(F9, sees="容缺受理，后补：社会保障卡")
        assert desk.shows("11-23 周一 第1日") and desk.shows("11-21 周六 周末 不计")
        desk.press(ESC, sees="经过").press("2", sees="怎么办结").press("1", ENTER, sees="已办结")

        over_to(desk, "01", "看清单")
        after = figures(desk.text())
        desk.press("1", sees="日报").press("0", sees="已交给打印机").press("2", sees="日报")
        assert desk.until(lambda: (Path.home() / f"日报-{TODAY}.txt").exists())
        assert desk.quit() == 0
        assert desk.damage() == []

    assert {name: after[name] - before[name] for name in NAMES if after[name] != before[name]} == {
        "收件": 4, "受理": 4, "办结": 3, "按时办结": 3, "即办件": 1, "承诺件": 3, "补办件": 1, "容缺": 1,
        "在办": 1, "待领": 1, "来访人次": 4,
    }  # fmt: skip
    paper = figures((Path.home() / f"日报-{TODAY}.txt").read_text("utf-8"))
    assert {name: paper[name] for name in NAMES} == {name: after[name] for name in NAMES}
    assert [path.read_bytes()[:5] for path in tray.iterdir()] == [b"%PDF-"]
    assert rows(database, _TAKEN, TODAY) == [("王秀芳",), ("李国强",), ("赵成㛃",), ("刘䶮",)]
    assert verified(database) == []
