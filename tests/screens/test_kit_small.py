"""Commands, the idle lock, the environment and the last words: the kit's parts without a screen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from counter.screens.kit.commands import Command, KeyClashError, checked, find, help_lines, key_name, manual_table, menu
from counter.screens.kit.lines import HINT, PLAIN, cells
from counter.screens.kit.lock import IdleLock
from counter.screens.kit.terminal import LastWords, prepare

OPEN = Command("打开", "enter", "打开这一件。")
SUPPLY = Command("补齐", "1", "材料补齐。", possible=lambda: "这件没有欠缺的材料。")
APPROVE = Command("同意", "2", "同意。", right="approve")


def test_a_menu_shows_keys_and_what_cannot_be_done_now_dim() -> None:
    (line,) = menu([OPEN, SUPPLY, APPROVE], 80, lambda right: False)
    assert line == [("Enter 打开  ", PLAIN), ("1补齐  ", HINT), ("2同意  ", HINT)]


def test_a_menu_breaks_between_commands_and_keeps_to_its_rows() -> None:
    lines = menu([OPEN, SUPPLY, APPROVE], 12, rows=2)
    assert [[text for text, _ in line] for line in lines] == [["Enter 打开  "], ["1补齐  ", "2同意  "]]
    assert len(menu([OPEN] * 9, 12, rows=2)) == 2


def test_why_not_asks_the_right_first() -> None:
    assert OPEN.why_not(lambda right: False) is None
    assert SUPPLY.why_not() == "这件没有欠缺的材料。"
    assert "权限" in (APPROVE.why_not(lambda right: False) or "")
    assert APPROVE.why_not(lambda right: right == "approve") is None


def test_one_key_one_command() -> None:
    assert checked([OPEN, SUPPLY]) == (OPEN, SUPPLY)
    with pytest.raises(KeyClashError):
        checked([OPEN, Command("返回", "enter", "返回。")])
    assert find([OPEN, SUPPLY], "1") is SUPPLY
    assert find([OPEN], "9") is None


def test_help_and_manual_come_from_the_same_list() -> None:
    long = Command("补齐", "1", "把欠缺的材料一件一件补齐，补齐之日起重新计时。" * 3)
    lines = help_lines([("办件", [OPEN, long])], 60)
    assert lines[0] == "办件"
    assert all(cells(line) <= 60 for line in lines)
    assert all(word in "".join(lines) for word in ("Enter", "打开这一件。", "补齐"))
    assert manual_table([OPEN]).splitlines()[-1] == "| Enter | 打开 | 打开这一件。 |"
    assert [key_name(key) for key in ("f2", "pagedown", "escape", "7")] == ["F2", "PgDn", "Esc", "7"]


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_the_screen_locks_after_the_minutes_set_and_only_unlock_opens_it() -> None:
    clock, minutes = Clock(), [10.0]
    lock = IdleLock(clock, lambda: minutes[0])
    clock.at += 599
    assert not lock.due()
    lock.touched()
    clock.at += 599
    assert not lock.due()
    assert lock.left() == 1
    clock.at += 1
    lock.touched()
    assert lock.due(), "a key that comes too late does not open it"
    clock.at -= 300
    assert lock.due()
    lock.unlock()
    assert not lock.due()
    lock.lock()
    assert lock.due()


def test_a_changed_setting_counts_at_once_and_nought_never_locks() -> None:
    clock, minutes = Clock(), [10.0]
    lock = IdleLock(clock, lambda: minutes[0])
    clock.at += 300
    minutes[0] = 0
    clock.at += 1e6
    assert not lock.due()
    minutes[0] = 5
    assert lock.due()


def test_what_textual_reads_is_set_before_it_is_imported() -> None:
    environ = {"COLUMNS": "200", "LINES": "5", "TEXTUAL_ANIMATIONS": "full", "LANG": "zh_CN.UTF-8"}
    prepare(environ)
    assert environ["TEXTUAL_ANIMATIONS"] == "none"
    assert environ["TEXTUAL_COLOR_SYSTEM"] == "standard"
    assert "COLUMNS" not in environ
    assert environ["LANG"] == "zh_CN.UTF-8"


@pytest.mark.parametrize(
    ("statement", "kept_out"),
    [
        ("from counter.screens.kit.terminal import prepare; prepare()", "textual"),
        ("import counter.screens.kit.shell", "sqlmodel pydantic sqlalchemy typer"),
    ],
)
def test_the_kit_imports_nothing_heavy(statement: str, kept_out: str) -> None:
    code = f"{statement}; import sys; print(*[name for name in {kept_out.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_last_words_are_all_said_once_whatever_one_of_them_does() -> None:
    said: list[str] = []

    def fails() -> None:
        raise OSError("disk")

    words = LastWords()
    words.add(lambda: said.append("a"))
    words.add(fails)
    words.add(lambda: said.append("b"))
    assert [type(each) for each in words.speak()] == [OSError]
    assert words.speak() == []
    assert said == ["a", "b"]
