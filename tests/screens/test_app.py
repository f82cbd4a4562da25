"""The program around the screens: landing, keys of everywhere, the desk, the lock, failures, first start."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from counter.app.frame import CounterApp
from counter.domain import anchors
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.screens.attendance.board import AttendanceScreen
from counter.screens.case.screen import CaseScreen
from counter.screens.day.today import TodayScreen
from counter.screens.entrance.desk import DeskMenu
from counter.screens.entrance.founding import FoundingScreen
from counter.screens.entrance.outside import LockScreen, TroubleScreen
from counter.screens.entrance.signon import SignOnScreen
from counter.screens.intake.screen import IntakeScreen
from counter.screens.kit.preview import PreviewScreen
from counter.screens.shared.places import PLACES, landing, place
from counter.screens.shared.scanned import BLINK
from counter.storage import Busy, Storage
from tests.halls import clock_of, make_hall
from tests.screens.case_app import take
from tests.screens.counter_app import (
    CLERK,
    COLLEAGUE,
    DESK,
    DIRECTOR,
    PASSPHRASE,
    Ticking,
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
from tests.signing import PIN

pytestmark = pytest.mark.usefixtures("terminal")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return ready(make_hall(tmp_path))


# -- where one lands and how one goes about ----------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "first"),
    [
        (["clerk"], "intake"), (["comprehensive", "clerk"], "attendance"), (["director"], "today"),
        (["deputy-director"], "today"), (["leader-in-charge"], "today"), (["discipline"], "today"),
        (["director", "clerk"], "today"), (["seal-keeper"], "desk"), (["village-agent"], "desk"), ([], "desk"),
    ],
)  # fmt: skip
def test_one_lands_where_one_works(roles: list[str], first: str) -> None:
    assert landing(roles) == first


@pytest.mark.parametrize(
    ("no", "pin", "screen"),
    [(CLERK, PIN, IntakeScreen), (DESK, PIN, AttendanceScreen), (DIRECTOR, PASSPHRASE, TodayScreen)],
)
async def test_after_signing_on(hall: Hall, no: str, pin: str, screen: type[object]) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, no, pin)
        assert isinstance(app.screen, screen)
        assert hall.person(no).name in text(app).splitlines()[0]
        assert unexpected(app) == []


async def test_keys_of_everywhere_and_the_way_back(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        first = app.screen
        await press(app, "f3")
        assert app.current_mode == "cases"
        await press(app, "f2")
        assert app.screen is first
        await press(app, "escape")
        assert isinstance(app.screen, DeskMenu)
        await press(app, "escape")
        assert "已在桌面" in status(app)
        await press(app, "2")
        assert app.screen is first


async def test_keys_of_everywhere_work_from_inside_a_cases_form(hall: Hall) -> None:
    case = take(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f3")
        await app.push_screen(CaseScreen(case))
        await press(app, "8")
        await asyncio.sleep(2 * BLINK)
        await press(app, "f3")
        assert "还没有填完：填完办理，或者按 Esc 不办了。" in status(app) and "更正" in status(app)
        await press(app, "f6")
        assert "诉求" in status(app)
        await press(app, "f2")
        assert app.current_mode == "intake"
        await press(app, "f3")
        assert "更正哪一项" in text(app)


async def test_a_places_own_key_goes_back_to_its_first_screen_over_all_that_is_only_read(hall: Hall) -> None:
    case = take(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        form = app.screen
        await press(app, "李国")
        await app.push_screen(CaseScreen(case))
        await app.push_screen(CaseScreen(case))
        await press(app, "f9")
        assert len(app.screen_stack) == 4
        await press(app, "f2", "强")
        assert app.screen is form and "李国强" in text(app), "keys typed ahead reach the form"


async def test_what_was_typed_is_there_on_coming_back(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "李国")
        await press(app, "f3", "f2")
        assert "李国" in text(app)


async def test_the_desk_lists_every_place_with_its_sentence(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "escape")
        shown_text = text(app)
        assert too_wide(app) == []
        for _ in range(3):
            await press(app, "0")
            shown_text += text(app)
            assert too_wide(app) == []
        for each in PLACES:
            if each.name != "desk":
                assert each.title in shown_text and each.says in shown_text
        for own in ("改密码", "锁屏", "退出登录", "本机窗口"):
            assert own in shown_text
        assert too_wide(app) == []


def test_every_place_but_the_later_ones_has_its_screen() -> None:
    for each in PLACES:
        assert each.later or each.made().title_words()
    digits = [each.digit for each in PLACES if each.digit]
    assert len(set(digits)) == len(digits)


@pytest.mark.parametrize("key", ["f6", "f7"])
async def test_what_comes_later_says_so(hall: Hall, key: str) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, key)
        assert "以后的版本开放" in status(app)
        assert app.current_mode == "intake"


async def test_what_needs_a_right_says_whom_to_ask(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f8")
        assert "没有办理“今日”的权限" in status(app)
        await press(app, "escape", "9")
        assert "没有办理“人员”的权限" in status(app)
        assert isinstance(app.screen, DeskMenu)


async def test_before_signing_on_no_key_leads_in(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, "f2", "f3", "f8", "ctrl+l", "escape")
        assert isinstance(app.screen, SignOnScreen)
        assert place("intake").key == "f2"


async def test_signing_off_leaves_nothing_behind(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "escape", "0", "3")
        assert isinstance(app.screen, SignOnScreen)
        assert not app.at_work
        await sign_on(app, COLLEAGUE)
        assert app.session.person.no == COLLEAGUE


@pytest.mark.parametrize("end", [(), ("enter",)])
async def test_a_card_read_at_the_desk_is_somebody_who_came(hall: Hall, end: tuple[str, ...]) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        app.go("desk")
        await at_rest(app)
        await press(app, "511923198502139979", *end)
        assert isinstance(app.screen, IntakeScreen)
        came = app.screen.machine.form.sheet.came
        assert came is not None and came.id_no == "511923198502139979"
        assert app.screen.machine.step == "name"


@pytest.mark.parametrize("number", ["11200001", "QJ-20261120-0001"])
async def test_a_case_number_read_at_the_desk_opens_the_case(hall: Hall, number: str) -> None:
    take(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        app.go("desk")
        await at_rest(app)
        await press(app, number, "enter")
        await at_rest(app)
        assert isinstance(app.screen, CaseScreen)


async def test_a_digit_and_a_card_in_one_burst_are_a_digit_and_a_card(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        app.go("desk")
        await at_rest(app)
        await press(app, "2511923198502139979", "enter", "李")
        assert isinstance(app.screen, IntakeScreen)
        came = app.screen.machine.form.sheet.came
        assert came is not None and came.id_no == "511923198502139979"
        assert app.screen.machine.edit.text == "李"


async def test_two_digits_typed_ahead_at_the_desk_are_two_digits(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        app.go("desk")
        await at_rest(app)
        await press(app, "0", "2")
        assert isinstance(app.screen, LockScreen)


async def test_changing_ones_own_pin_from_the_desk(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "escape", "0", "1")
        await press(app, "135790", "enter", "975310", "enter", "975310", "enter")
        assert "密码不对" in status(app)
        await press(app, PIN, "enter", "975310", "enter", "975310", "enter")
        assert "密码已改" in status(app)
    assert pins.sign_on(hall, CLERK, "975310", "民政").no == CLERK


# -- the lock ----------------------------------------------------------------------------------


async def test_the_lock_comes_back_to_the_same_field(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "李国")
        before = text(app)
        await press(app, "ctrl+l")
        assert isinstance(app.screen, LockScreen)
        assert "李国" not in text(app)
        await press(app, "f2", "f3", "escape")
        assert isinstance(app.screen, LockScreen)
        await press(app, "135791", "enter")
        assert "密码不对" in status(app)
        await press(app, PIN, "enter")
        assert text(app) == before
        await press(app, "强")
        assert "李国强" in text(app)


async def test_it_locks_after_the_halls_minutes_and_not_before(hall: Hall) -> None:
    ticking = Ticking()
    minutes = hall.book().security.lock_minutes.value
    app = app_of(hall, ticking)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        ticking.seconds += minutes * 60 - 1
        app._ring()
        assert not isinstance(app.screen, LockScreen)
        await press(app, "李")
        ticking.seconds += minutes * 60 - 1
        app._ring()
        assert not isinstance(app.screen, LockScreen)
        ticking.seconds += 1
        app._ring()
        await at_rest(app)
        assert isinstance(app.screen, LockScreen)


async def test_a_key_that_comes_too_late_finds_it_locked_and_is_not_typed(hall: Hall) -> None:
    ticking = Ticking()
    app = app_of(hall, ticking)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        ticking.seconds += 24 * 3600
        await press(app, "5")
        assert isinstance(app.screen, LockScreen)
        assert "*" not in text(app)


async def test_a_save_under_way_is_not_locked_over(hall: Hall) -> None:
    ticking = Ticking()
    app = app_of(hall, ticking)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        ticking.seconds += 24 * 3600
        async with app.holding():
            app._ring()
            assert not isinstance(app.screen, LockScreen)
        app._ring()
        await at_rest(app)
        assert isinstance(app.screen, LockScreen)


async def test_somebody_else_signs_on_over_the_lock(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "ctrl+l", "ctrl+j")
        assert isinstance(app.screen, SignOnScreen)
        await press(app, "escape")
        assert isinstance(app.screen, LockScreen)
        await press(app, "ctrl+j")
        await sign_on(app, COLLEAGUE)
        assert app.session.person.no == COLLEAGUE
        assert isinstance(app.screen, IntakeScreen)


async def test_the_same_person_over_the_lock_comes_back_to_the_field(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "李国")
        await press(app, "ctrl+l", "ctrl+j")
        await sign_on(app)
        assert "李国" in text(app)


async def test_a_burst_over_lock_and_unlock_stays_in_order(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "ctrl+l", PIN, "enter", "王秀芳")
        assert "王秀芳" in text(app)


async def test_keys_typed_while_the_pin_is_verified_reach_the_first_screen(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await press(app, CLERK, "enter", PIN, "enter", "王秀芳")
        assert isinstance(app.screen, IntakeScreen)
        assert "王秀芳" in text(app)


# -- what goes wrong ---------------------------------------------------------------------------


async def test_a_failing_handler_is_logged_and_said_and_work_goes_on(
    hall: Hall, terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "escape")
        monkeypatch.setattr(app, "sign_off", lambda: 1 / 0)
        await press(app, "0", "3")
        assert "已记入日志" in status(app)
        assert [type(error) for error in unexpected(app)][-1] is ZeroDivisionError
        await press(app, "2")
        assert isinstance(app.screen, IntakeScreen)
        await press(app, "李")
        assert "李" in text(app)
    log = terminal / "log"
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


async def test_a_storage_fault_that_nobody_caught_is_said_and_not_logged(hall: Hall, terminal: Path) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)

        async def save() -> None:
            raise Busy()

        app.save(save())
        with pytest.raises(WorkerFailed):
            await app.workers.wait_for_complete()
        await app.quiet()
        assert status(app) == Busy().sentence
        assert unexpected(app) == []


async def test_failing_over_and_over_ends_with_code_one_and_a_sentence(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        for _ in range(25):
            app.unexpected(ValueError("again"))
        await asyncio.sleep(0.05)
    assert app.return_code == 1
    assert "只好退出" in app.farewell


async def test_a_file_that_cannot_be_opened_says_what_to_do_and_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    path.write_text("不是数据库" * 500, encoding="utf-8")
    app = CounterApp(f"sqlite:///{path}")
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert isinstance(app.screen, TroubleScreen)
        assert "counter restore" in text(app).replace("\n", "")
        await press(app, "enter")
    assert app.return_code == 1


async def test_a_newer_file_is_told_from_a_broken_one(hall: Hall) -> None:
    hall.storage.close()
    with sqlite3.connect(hall.storage.path) as raw:
        raw.execute("PRAGMA user_version=99")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert "请先升级本程序" in text(app).replace("\n", "")


# -- first start -------------------------------------------------------------------------------


async def test_a_hall_is_set_up_from_nothing(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    url = f"sqlite:///{tmp_path / 'new' / 'hall.db'}"
    app = CounterApp(url, clock=clock_of(hall))
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert isinstance(app.screen, FoundingScreen)
        await press(app, "1")
        await press(app, "1", "试验镇便民服务中心", "enter", "试验镇", "enter", "试验", "enter", "s1", "enter")
        assert "两到四个字母" in status(app)
        await press(
            app, "backspace", "Y", "enter", "enter", "王主任", "enter", PASSPHRASE, "enter", PASSPHRASE, "enter"
        )
        assert isinstance(app.screen, PreviewScreen)
        assert "王主任" in text(app) and PASSPHRASE not in text(app)
        await press(app, "escape")
        assert isinstance(app.screen, SignOnScreen)
        await press(app, "1")
        await sign_on(app, "01", PASSPHRASE)
        assert app.session.hall.name == "试验镇便民服务中心"
        assert isinstance(app.screen, TodayScreen)
        assert unexpected(app) == []
    assert Storage(url).soundness() == []


async def test_a_hall_file_that_is_not_there_is_said_at_the_field(tmp_path: Path) -> None:
    app = CounterApp(f"sqlite:///{tmp_path / 'hall.db'}")
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, "2", "nowhere.toml", "enter")
        assert "没有这个文件" in status(app)
    assert not (tmp_path / "hall.db").exists()


# -- anchors -----------------------------------------------------------------------------------


async def test_each_sign_on_anchors_the_journal_and_what_no_longer_fits_is_told_at_the_door(hall: Hall) -> None:
    kept = anchors.kept_for(hall.storage.path)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        assert isinstance(app.screen, IntakeScreen)
        assert len(kept.read_text().splitlines()) == 1
    kept.write_text(f"99 {kept.read_text().split(maxsplit=1)[1]}")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert isinstance(app.screen, SignOnScreen) and "不见了" in status(app)
        await sign_on(app)
        assert isinstance(app.screen, IntakeScreen)


async def test_an_anchor_that_cannot_be_written_keeps_nobody_out(hall: Hall) -> None:
    folder = anchors.kept_for(hall.storage.path).parent
    folder.parent.mkdir(parents=True)
    folder.write_text("")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        assert isinstance(app.screen, IntakeScreen) and "锚点没有写进" in status(app)
