"""Bad input and bad luck at a real terminal: a sentence or a way on, and nothing typed or saved is lost."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import CARDS, CTRL_L, ENTER, ESC, F2, F3, PINS, SPACE, TODAY, Desk, rows, strange, verified

HALF = ("王秀芳", ENTER, CARDS[1], ENTER, ENTER, "15400010001", "mz005", ENTER)
"""A form up to the item; every field so far has ended."""
TAKEN = "SELECT number FROM cases WHERE day = ? ORDER BY id"


def taken(database: Path) -> list[str]:
    """The numbers given out today."""
    return [number[-4:] for (number,) in rows(database, TAKEN, TODAY)]


def finish_form(desk: Desk) -> None:
    """The rest of a half-filled form, and the save."""
    while not desk.shows("Enter 收件并出单"):
        desk.press(ENTER)
    desk.press(ENTER, sees="Esc 不出")


# -- what is typed -----------------------------------------------------------------------------


def test_wrong_numbers_dates_and_items_are_told_and_mended_in_place(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press("王秀芳", ENTER)
        desk.press(CARDS[0][:-1] + "0", ENTER, sees="校验")
        assert CARDS[0][-5:-1] + "0" in desk.text()
        desk.press("\x7f", CARDS[0][-1], sees="村组")
        desk.press(ENTER, ENTER, sees="没有电话的")
        desk.press("1234", ENTER, sees="电话号码不对")
        desk.press(*["\x7f"] * 4, "15400010001", sees="编号 / 首字母")
        desk.press("没有这样的事", ENTER, sees="没有找到叫“没有这样的事”的事项")
        desk.press(*["\x7f"] * 6, "mz005", ENTER)
        finish_form(desk)
        desk.press(ESC, sees="没有打印").press(SPACE, sees="补录").press(
            "2月30日", ENTER, sees="看不懂发生时间“2月30日”"
        )
        desk.press(ESC, ESC)
        assert desk.quit() == 0
    assert taken(database) == ["0001"]
    assert verified(database) == []


def test_no_printer_is_said_and_the_papers_wait(database: Path, no_printer: None) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press(*HALF)
        finish_form(desk)
        desk.press(ENTER, sees="没有找到打印机").press(ESC)
        desk.press(F3, ENTER, sees="办件 1120-0001").press("0", sees="存PDF")
        assert desk.quit() == 0
    assert taken(database) == ["0001"]


def test_a_year_that_no_paper_tells_is_reckoned_and_said_to_be_provisional(database: Path) -> None:
    with Desk(database, "2031-03-03T09:12:00") as desk:
        desk.sign_on()
        desk.press(*HALF, sees="（暂定）")
        finish_form(desk)
        desk.press(ESC).press(F3, sees="03-10").press("0303-0001", sees="收件日").press(ENTER, sees="办件 0303-0001")
        assert desk.quit() == 0


# -- what the machine does ---------------------------------------------------------------------


def test_a_small_window_from_the_start_says_so_and_comes_back_to_the_field(database: Path) -> None:
    with Desk(database) as desk:
        desk.resize(60, 20)
        desk.sees("请把窗口拉大")
        desk.press("1", ENTER, "05")
        desk.resize(80, 24)
        desk.sign_on()
        desk.press("王秀芳")
        desk.resize(40, 10)
        desk.sees("请把窗口拉大")
        desk.press("丢", ENTER)
        desk.resize(120, 36)
        desk.sees("王秀芳")
        desk.press(ENTER, sees="证号")
        assert not desk.shows("丢")
        assert desk.quit() == 0
        assert strange(desk.raw) == []


@pytest.mark.parametrize("how", ["hang-up", "SIGHUP", "SIGTERM"])
def test_a_lost_terminal_keeps_the_form_to_the_last_sign(database: Path, how: str) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press(*HALF)
        finish_form(desk)
        desk.press(ESC, "李国强", ENTER, CARDS[0], "石桥", sees="石桥")
        if how == "hang-up":
            desk.hang_up()
        else:
            os.kill(desk.pid, getattr(signal, how))
        assert desk.ended() == 129
    with Desk(database) as desk:
        desk.sign_on(sees="上次没填完的：李国强")
        desk.press(ENTER, sees="9979")
        assert desk.shows("石桥")
        assert desk.quit() == 0
    assert taken(database) == ["0001"]
    assert verified(database) == []


def test_a_killed_program_keeps_every_save_and_every_field_that_ended(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press(*HALF)
        finish_form(desk)
        desk.press(ESC, "李国强", ENTER, CARDS[0], sees="村组")
        os.kill(desk.pid, signal.SIGKILL)
        assert desk.ended() == -signal.SIGKILL
    with Desk(database) as desk:
        desk.sign_on(sees="上次没填完的：李国强")
        desk.press(ENTER, sees="9979").press(ENTER)
        assert desk.quit() == 0
    assert taken(database) == ["0001"]
    assert verified(database) == []


def test_a_disk_that_takes_no_more_keeps_the_form_and_the_next_enter_saves(database: Path) -> None:
    with Desk(database) as desk:
        desk.sign_on()
        desk.press(*HALF)
        while not desk.shows("Enter 收件并出单"):
            desk.press(ENTER)
        before = resource.prlimit(desk.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
        desk.press(ENTER, sees="磁盘")
        assert desk.shows("王秀芳") and desk.shows("MZ-005")
        assert taken(database) == []
        resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, before)
        desk.press(ENTER, sees="1120-0001")
        assert desk.quit() == 0
        assert strange(desk.raw) == []
    assert taken(database) == ["0001"]
    assert verified(database) == []


@contextmanager
def own_disk(folder: Path, database: Path) -> Iterator[Path]:
    """A small disk with the hall on it; only root can make one."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(folder)], check=True)
    try:
        shutil.copyfile(database, folder / "hall.db")
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.system
def test_a_full_disk_says_to_make_room(database: Path, tmp_path: Path) -> None:
    with own_disk(tmp_path / "disk", database) as disk, Desk(disk / "hall.db") as desk:
        desk.sign_on()
        desk.press(*HALF)
        while not desk.shows("Enter 收件并出单"):
            desk.press(ENTER)
        with (disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError):
            while True:
                ballast.write(b"x" * 512)
        desk.press(ENTER, sees="磁盘已满，没有保存")
        assert desk.shows("王秀芳")
        (disk / "ballast").unlink()
        desk.press(ENTER, sees="1120-0001")
        assert desk.quit() == 0
        assert taken(disk / "hall.db") == ["0001"]


@pytest.mark.system
def test_a_disk_that_can_only_be_read_lets_one_look_and_says_so(database: Path, tmp_path: Path) -> None:
    with own_disk(tmp_path / "disk", database) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with Desk(disk / "hall.db", environ={"XDG_STATE_HOME": str(tmp_path / "state")}) as desk:
            desk.sign_on(sees="只能读、不能写")
            desk.press(F3, sees="查找").press(SPACE, sees="全厅").press(ENTER, sees="经过")
            desk.press(F2, sees="来人").press(*HALF)
            while not desk.shows("Enter 收件并出单"):
                desk.press(ENTER)
            desk.press(ENTER, sees="只能读、不能写")
            assert desk.shows("王秀芳")
            desk.press(CTRL_L, sees="已锁屏").press("000001", ENTER, sees="密码不对")
            desk.press(PINS["05"], ENTER, sees="王秀芳")
            assert desk.quit() == 0
        assert taken(disk / "hall.db") == []


@pytest.mark.system
@pytest.mark.parametrize("codec", ["GB18030", "GBK"])
def test_a_terminal_that_speaks_a_chinese_code(database: Path, tmp_path: Path, codec: str) -> None:
    localedef = shutil.which("localedef")
    assert localedef, "this test needs localedef"
    subprocess.run([localedef, "-i", "zh_CN", "-f", codec, str(tmp_path / f"zh_CN.{codec}")], check=True)
    environ = {"LC_ALL": f"zh_CN.{codec}", "LOCPATH": str(tmp_path), "PYTHONUTF8": "0", "COUNTER_WINDOW": "W02"}
    with Desk(database, environ=environ) as desk:
        assert desk.until(lambda: "密码".encode(codec) in desk.raw)
        desk.send(f"05\r{PINS['05']}\r王秀芳\r{CARDS[1]}\r\r\rmz005\r\r\r\r".encode(codec))
        assert desk.until(lambda: "承诺件，11-27".encode(codec) in desk.raw)
        desk.send(CTRL_L)
        assert desk.until(lambda: "已锁屏".encode(codec) in desk.raw)
        assert desk.quit() == 0
    assert taken(database) == ["0001"]
    assert rows(database, "SELECT name FROM citizen ORDER BY id DESC LIMIT 1") == [("王秀芳",)]


# -- others ------------------------------------------------------------------------------------


def test_two_windows_change_one_case_and_the_second_is_told(database: Path) -> None:
    with Desk(database) as first:
        first.sign_on()
        first.press(*HALF)
        finish_form(first)
        first.press(ESC).press(F3, sees="查找").press(ENTER, sees="办件 1120-0001")
        with Desk(database) as second:
            second.sign_on("06")
            second.press(F3, sees="查找").press(ENTER, sees="办件 1120-0001").press("2", sees="怎么办结")
            first.press("2", sees="怎么办结").press("2", ENTER, sees="结果已交给本人")
            second.press("1", ENTER, sees="您这一笔没有存")
            assert second.shows("谯玉芬") and second.shows("已送达")
            assert second.quit() == 0
        assert first.quit() == 0
    verbs = [verb for (verb,) in rows(database, "SELECT verb FROM journal ORDER BY seq DESC LIMIT 4")]
    assert verbs.count("finish") == 1 and "decide" not in verbs
    assert verified(database) == []
