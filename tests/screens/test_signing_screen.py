"""签到: the board at the comprehensive window and at the door, for one and for many; what the keeper enters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from counter.app.frame import CounterApp
from counter.domain.clock import at
from counter.domain.hall.duty.reading import punches_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.screens.attendance.board import AttendanceScreen
from counter.screens.attendance.sign_only import SignOnlyScreen
from counter.screens.entrance.signon import SignOnScreen
from counter.screens.intake.screen import IntakeScreen
from counter.screens.kit.why import WhyScreen
from tests.halls import clock_of, make_hall
from tests.screens.counter_app import (
    CLERK,
    COLLEAGUE,
    DESK,
    app_of,
    press,
    ready,
    sign_on,
    status,
    text,
    too_wide,
    unexpected,
)  # fmt: skip
from tests.screens.rest import at_rest
from tests.signing import PIN, give_pin, hash_of

pytestmark = pytest.mark.usefixtures("terminal")
FRIDAY = "2026-11-20"


@pytest.fixture(autouse=True)
def at_the_comprehensive_window(terminal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTER_WINDOW", "综合窗口")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    yield ready(make_hall(tmp_path, at=f"{FRIDAY}T08:10:00"))


def kinds(hall: Hall, no: str = CLERK, day: str = FRIDAY) -> list[tuple[str, str]]:
    return [(each.kind, each.how) for each in punches_of(hall, no, date.fromisoformat(day))]


async def on_the_board(app: CounterApp) -> None:
    await sign_on(app, DESK)
    assert isinstance(app.screen, AttendanceScreen), "the comprehensive window lands on the board"


async def signs(app: CounterApp, who: str = CLERK, pin: str = PIN) -> None:
    await press(app, who, "enter", pin, "enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_number_pin_enter_and_one_stands_on_the_board(hall: Hall, size: tuple[int, int]) -> None:
    app = app_of(hall)
    async with app.run_test(size=size):
        await on_the_board(app)
        assert "上午 08:30-12:00  下午 14:30-18:00" in text(app)
        assert "已到 0" in text(app) and "张丽 民政A" in text(app).partition("未到")[2]
        await press(app, "7", "enter")
        assert "张丽 民政A  回车＝签到" in text(app)
        await press(app, PIN)
        assert PIN not in text(app)
        await press(app, "enter")
        assert status(app) == "08:10 张丽 签到好了。"
        assert "已到 1" in text(app) and "08:10 张丽 民政A" in text(app).partition("已到  ")[2]
        assert kinds(hall) == [("in", "")]
        assert (too_wide(app), unexpected(app)) == ([], [])


async def test_enter_says_before_that_it_signs_out_and_never_within_half_an_hour(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await signs(app)
        clock_of(hall).set(f"{FRIDAY}T08:35:00")
        await press(app, "07", "enter")
        assert "08:10已签到  不用再签" in text(app)
        await press(app, PIN, "enter")
        assert "张丽08:10已经签到" in status(app)
        assert kinds(hall) == [("in", "")]
        clock_of(hall).set(f"{FRIDAY}T12:01:00")
        await press(app, "07", "enter")
        assert "回车＝签退" in text(app)
        await press(app, PIN, "enter")
        assert status(app) == "12:01 张丽 签退好了。"
        assert kinds(hall) == [("in", ""), ("out", "")]


async def test_a_wrong_pin_and_an_unknown_number_leave_the_form_to_the_next_one(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, CLERK, "enter", "135791", "enter", "99", "enter", "135791", "enter",
                    COLLEAGUE, "enter", PIN, "enter")  # fmt: skip
        assert (kinds(hall), kinds(hall, COLLEAGUE)) == ([], [("in", "")])
        assert "陈勇 签到好了" in status(app)
        assert "135791" not in text(app)
        assert pins.tries_left(hall, CLERK) == 4
        await press(app, "99", "enter")
        assert "没有工号或姓名是“99”" in text(app)
        await press(app, PIN, "enter")
        assert "没有工号或姓名是“99”" in status(app) and PIN not in text(app)


async def test_f9_says_where_how_often_and_by_whom(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "f9")
        assert isinstance(app.screen, WhyScreen)
        assert "不得代签代退" in text(app) and "四1" in text(app)


async def test_at_another_window_the_board_says_where_to_go(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTER_WINDOW", "民政")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await signs(app)
        assert "请到综合窗口签到、签退" in status(app)
        assert (kinds(hall), pins.tries_left(hall, CLERK)) == ([], 5)


# -- Tab and a digit ----------------------------------------------------------------------------


async def test_out_of_the_hall_and_back_by_tab_and_a_digit(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await signs(app)
        clock_of(hall).set(f"{FRIDAY}T09:00:00")
        await press(app, "tab", "2")
        assert "现在办：外出" in text(app) and "按数字选" not in status(app), "a digit is typed into the form by now"
        await press(app, CLERK, "enter", "135791", "enter")
        assert "密码在最后一项" in text(app) + status(app), "a PIN typed too early is not taken as a place"
        await press(app, *["backspace"] * 6)
        await press(app, "双河", "enter", "送低保材料", "enter", "11：00", "enter", "135791", "enter")
        assert "还可以试4次" in status(app) and "双河" in text(app)
        await press(app, PIN, "enter")
        assert status(app).startswith("09:00 张丽 外出双河村，11:00回。 民政岗现在没有人，请先交接")
        assert "张丽 双河村 11:00回" in text(app).partition("外出")[2]
        clock_of(hall).set(f"{FRIDAY}T11:05:00")
        await press(app, "tab", "3", CLERK, "enter", PIN, "enter")
        assert status(app) == "11:05 张丽 回来了，已登记。"
        await press(app, "tab", "1", CLERK, "enter", PIN, "enter")
        assert status(app) == "11:05 张丽 签退好了。"
        assert [kind for kind, _ in kinds(hall)] == ["in", "go-out", "come-back", "out"]
        assert unexpected(app) == []


async def test_who_is_not_back_in_time_is_shown_by_itself(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "tab", "2", CLERK, "enter", "县城", "enter", "开会", "enter", "11:00", "enter", PIN, "enter")
        clock_of(hall).set(f"{FRIDAY}T11:01:00")
        board = app.screen
        assert isinstance(board, AttendanceScreen)
        board._ring()
        assert "超时未回" in text(app)


async def test_esc_empties_the_form_then_leaves(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, CLERK, "enter", PIN, "escape")
        assert isinstance(app.screen, AttendanceScreen) and "****" not in text(app)
        await press(app, "escape")
        assert app.current_mode == "desk"


async def test_group_duty_is_one_entry_for_all_and_ends_early(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "tab", "7", "防汛", "enter", "enter", "13、14 王强", "enter", "enter", "18:00", "enter")
        assert "防汛：3人已登记" in status(app)
        assert "防汛 3人 到18:00" in text(app)
        clock_of(hall).set(f"{FRIDAY}T10:00:00")
        await press(app, "tab", "7", "2")
        assert "提前结束" in status(app)
        assert "防汛 3人" not in text(app)
        assert unexpected(app) == []


async def test_the_months_register_of_outings_is_a_paper(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "tab", "2", CLERK, "enter", "双河", "enter", "入户", "enter", "11:00", "enter", PIN, "enter")
        await press(app, "tab", "9")
        assert "外出登记簿" in text(app) and "双河村（下村）" in text(app)
        assert (too_wide(app), unexpected(app)) == ([], [])


async def test_back_from_where_a_digit_led_a_number_is_somebodys_number_again(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "tab", "7", "escape")
        assert "按数字选" not in status(app)
        await press(app, CLERK, "enter")
        assert "张丽 民政A  回车＝签到" in text(app)


async def test_a_clerk_cannot_enter_for_others(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        await press(app, "f5", "tab", "8")
        assert "没有办理“见证补录”的权限" in status(app)


async def test_a_witness_vouches_for_whose_pin_is_locked(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        for _ in range(5):
            await signs(app, CLERK, "135791")
            clock_of(hall).forward(minutes=1)
        await signs(app)
        assert "已锁定" in status(app)
        await press(app, "tab", "8", "1", CLERK, "enter", COLLEAGUE, "enter", PIN, "enter")
        assert kinds(hall) == [("in", "witness")]
        assert "08:10 张丽 民政A 见证" in text(app)


async def test_two_people_copy_from_paper_and_vouch_for_the_clock(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        clock_of(hall).set(f"{FRIDAY}T09:00:00")
        await on_the_board(app)
        await press(app, "tab", "8", "4", CLERK, "enter", "8:25", "enter", "停电登记本第3页", "enter",
                    COLLEAGUE, "enter", PIN, "enter")  # fmt: skip
        assert kinds(hall) == [("in", "paper")] and "08:25 张丽 签到好了。（补录）" in status(app)
        clock_of(hall).set(f"{FRIDAY}T08:30:00")
        await signs(app, COLLEAGUE)
        assert "比已有的记录（11-20 09:00）还早" in app.screen.status.text  # type: ignore[attr-defined]
        await press(app, "tab", "8", "7", CLERK, "enter", PIN, "enter")
        assert "时钟已确认" in status(app)
        await signs(app, COLLEAGUE)
        assert kinds(hall, COLLEAGUE) == [("in", "")]
        assert unexpected(app) == []


# -- beside other work ---------------------------------------------------------------------------


async def test_signing_somebody_in_does_not_disturb_a_draft_at_intake(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "f2", "李国")
        assert isinstance(app.screen, IntakeScreen)
        before = text(app)
        await press(app, "f5")
        await signs(app)
        await press(app, "f2")
        assert text(app).splitlines()[1:] == before.splitlines()[1:]
        assert kinds(hall) == [("in", "")]


async def test_at_midnight_the_board_turns_to_the_new_day(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await signs(app)
        clock_of(hall).set(f"{FRIDAY}T23:59:59")
        await press(app, "f8", "f5")
        assert app._driver is not None
        clock_of(hall).set("2026-11-21T00:00:00")
        import asyncio

        await asyncio.sleep(1.2)
        await at_rest(app)
        assert "今天不上班" in text(app) and "张丽" not in text(app)


async def test_sign_in_without_signing_on(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, "f5")
        assert isinstance(app.screen, SignOnlyScreen)
        assert "请假" not in text(app).splitlines()[-3]
        await signs(app)
        assert kinds(hall) == [("in", "")]
        await press(app, "escape")
        assert isinstance(app.screen, SignOnScreen)
        with pytest.raises(RuntimeError):
            assert app.session


async def test_sign_in_behind_the_lock(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, "ctrl+l", "f5")
        assert isinstance(app.screen, SignOnlyScreen)
        await signs(app)
        await press(app, "escape", PIN, "enter")
        assert isinstance(app.screen, AttendanceScreen)
        assert "08:10 张丽 民政A" in text(app)


async def test_a_pin_that_was_given_out_is_changed_first(hall: Hall) -> None:
    with hall.act("01") as work:
        pins.reset_pin(work, CLERK, hash_of("975318"))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await signs(app, CLERK, "975318")
        assert "初始密码" in text(app)
        await press(app, "864209", "enter", "864209", "enter")
        assert "密码已改" in status(app)
        await signs(app, CLERK, "864209")
        assert kinds(hall) == [("in", "")]


async def test_everybody_at_once(hall: Hall) -> None:
    people = [no for no, each in hall.laid.staff.items() if each.roles == ("clerk",)]
    for no in people:
        give_pin(hall, no)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await on_the_board(app)
        await press(app, *(key for no in people for key in (no, "enter", PIN, "enter")))
        assert [kinds(hall, no) for no in people] == [[("in", "")]] * len(people)
        assert f"已到 {len(people)}" in text(app)


def test_a_time_is_read_as_people_type_it() -> None:
    from counter.domain.attendance.presence.typed_time import TimeUnreadable, typed_time

    now = at(f"{FRIDAY}T09:00:00")
    for typed in ("11:30", "11：30", "1130", "11点30"):
        assert typed_time(typed, now) == at(f"{FRIDAY}T11:30:00")
    assert typed_time("8", now) == at(f"{FRIDAY}T08:00:00")
    assert typed_time("11-19 8:25", now) == at("2026-11-19T08:25:00")
    for wrong in ("", "25:00", "一会儿", "11:61", "13-40 8:00", "2026-"):
        with pytest.raises(TimeUnreadable):
            typed_time(wrong, now)
