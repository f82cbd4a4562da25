"""Rounds through the screens of a hall: what a director and a clerk can open, one key after another."""

from __future__ import annotations

from desk import CTRL_J, CTRL_L, DOWN, ENTER, ESC, F2, F3, F8, F9, PAGE_DOWN, PINS, RIGHT, SPACE, TAB, Desk

F1 = "\x1bOP"

FIGURES = 27


def over_to(desk: Desk, no: str, sees: str) -> None:
    """Locks the screen, and another person signs on."""
    desk.press(CTRL_L, sees="已锁屏").press(CTRL_J, sees="登录").press(no, ENTER, PINS[no], ENTER, sees=sees)


def cases(desk: Desk) -> None:
    """Every list of the whole hall, then one case with all its forms, its papers and its reasons."""
    desk.press(F3, sees="查找").press(SPACE, sees="全厅")
    lists = next(line for line in desk.text().splitlines() if line.startswith("全厅")).split()[1:]
    desk.press(*[RIGHT] * len(lists))
    desk.press(TAB, DOWN, TAB).press(ENTER, sees="Tab 看全号")
    for act in ("1", "2", "3", "8", "9", "0"):
        before = desk.text()
        desk.press(act)
        desk.until(lambda before=before: desk.text() != before, 3.0)  # a form, or a sentence why none opens
        desk.rest()
        if not desk.shows("Tab 看全号"):
            desk.press(ESC, sees="Tab 看全号")
    desk.press(F9, sees="依据").press(ESC, sees="Tab 看全号").press(PAGE_DOWN, F1, sees="到处可用")
    desk.press(ESC, sees="Tab 看全号").press(ESC, sees="查找")


def papers(desk: Desk) -> None:
    """The first case's papers as they are printed."""
    desk.press(F3, ENTER, sees="Tab 看全号").press("0")
    if desk.shows("哪一张"):
        desk.press("1", sees="存PDF")
    desk.press(PAGE_DOWN, PAGE_DOWN)
    desk.press(ESC, ESC, sees="查找")


def management(desk: Desk) -> None:
    """Today with its lists and papers, the close, people and settings."""
    desk.press(F8, sees="看清单")
    for _ in range(FIGURES):
        desk.press(TAB, ENTER)
        if not desk.shows("左右键换日"):
            desk.press(ESC, sees="左右键换日")
    for paper in ("1", "2", "3"):
        desk.press(paper, sees="存PDF").press(PAGE_DOWN, PAGE_DOWN, ESC, sees="左右键换日")
    for way in ("1", "9"):
        desk.press(ESC, sees="已在桌面").press(way).press(DOWN, PAGE_DOWN, F9)
        while not desk.shows("改密码"):
            desk.press(ESC)
    desk.press("0", "5", sees="设置").press(ESC, sees="改密码")


def intake(desk: Desk, *typed: str) -> None:
    """The form with what was typed, its items, its papers, its reasons, and the forms that wait."""
    desk.press(F2, sees="来人")
    for each in typed:
        desk.press(each, ENTER, ENTER, ENTER)
    desk.press(F9, ESC, ESC, DOWN, ESC)


def every_screen(desk: Desk, somebody: str) -> None:
    """All rounds: the director's, then a clerk's at the form of intake, with somebody's number or name."""
    desk.sign_on("01", sees="看清单")
    cases(desk)
    papers(desk)
    management(desk)
    over_to(desk, "05", "来人")
    intake(desk, somebody, "mz005")
