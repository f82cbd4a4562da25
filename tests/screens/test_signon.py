"""登录: number or name, the PIN, what is refused, the window, the first PIN, a reset by colleagues."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.attendance.rota import rosters
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.setup import create, open_hall
from counter.screens.entrance.signon import PinsScreen, SignOnScreen
from counter.screens.entrance.terminal import NO_WINDOW, recall_window, remember_window
from counter.screens.kit.preview import PreviewScreen
from counter.screens.kit.why import WhyScreen
from counter.screens.shared.asking import AskScreen
from counter.storage import Storage
from tests.halls import clock_of, make_hall, took
from tests.hands import do
from tests.screens.counter_app import (
    CLERK,
    COLLEAGUE,
    DESK,
    DIRECTOR,
    app_of,
    press,
    ready,
    sign_on,
    status,
    text,
    too_wide,
    unexpected,
    verbs,
)  # fmt: skip
from tests.screens.rest import at_rest
from tests.signing import PIN, hash_of

pytestmark = pytest.mark.usefixtures("terminal")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return ready(make_hall(tmp_path))


async def test_the_door_shows_hall_day_window_and_what_is_due(hall: Hall) -> None:
    took(hall)
    took(hall, "王秀芳", "X-002")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        shown = text(app)
        for piece in ("邱家镇便民服务中心", "2026-11-20 周五", "农历十月十二", "民政窗口", "收件 2", "今日到期 1"):
            assert piece in shown
        assert "逢场天" not in shown
        assert too_wide(app) == []


async def test_the_door_names_todays_leader_and_who_has_the_noon(hall: Hall) -> None:
    do(hall, rosters.draft, date(2026, 11, 30), by=DIRECTOR)
    do(hall, rosters.publish, date(2026, 11, 30), by=DIRECTOR)
    clock_of(hall).set("2026-11-23T08:21:00")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert "今日带班  王建国（分管领导）" in text(app)
        assert "午间值班" not in text(app), "this hall has no noon duty"
        assert too_wide(app) == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_person_is_named_as_soon_as_the_number_fits(hall: Hall, size: tuple[int, int]) -> None:
    app = app_of(hall)
    async with app.run_test(size=size):
        await press(app, "7")
        assert "张丽  民政A岗" in text(app)
        await press(app, "enter")
        assert "07  张丽" in text(app)


@pytest.mark.parametrize("who", ["07", "7", "张丽", "zl"])
async def test_number_or_name_signs_on(hall: Hall, who: str) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, who)
        assert app.session.person.no == CLERK
        assert app.session.terminal == "民政"
        assert unexpected(app) == []


async def test_the_pin_never_stands_on_the_screen(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await press(app, "07", "enter", PIN)
        assert PIN not in text(app)
        assert "*" * len(PIN) in text(app)


async def test_a_pin_typed_where_the_number_is_asked_for_does_not_stay_to_be_read(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, *"020811", "enter")
        assert "020811" not in text(app) and "“******”" in text(app)


@pytest.mark.parametrize("before", [("88", "enter"), ()], ids=["after a refused number", "at once"])
async def test_a_passphrase_typed_where_the_number_is_asked_for_is_never_echoed(
    hall: Hall, before: tuple[str, ...]
) -> None:
    secret, app = "春风十里送山花", app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, *before)
        for end in range(1, len(secret) + 1):
            await press(app, secret[end - 1])
            if before or end > 4:
                assert secret[:end] not in text(app), end
        await press(app, "enter")
        assert "没有工号或姓名是“*" in status(app)
        assert secret[:4] not in text(app) and secret[4:] not in text(app)


async def test_what_somebody_is_called_is_echoed_after_a_refused_number(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await press(app, "88", "enter")
        assert "88" in text(app)
        await press(app, "backspace", "backspace", "张丽")
        assert "张丽" in text(app)


async def test_nobody_and_several_are_said_at_the_field(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await press(app, "99", "enter")
        assert "没有工号或姓名是“99”" in status(app)
        assert isinstance(app.screen, SignOnScreen)


async def test_a_wrong_pin_costs_a_try_and_is_asked_again(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK, "135791")
        assert "还可以试4次" in status(app)
        assert "****" not in text(app)
        await press(app, PIN, "enter")
        assert app.session.person.no == CLERK


async def test_after_a_wrong_pin_esc_begins_with_another_person(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await press(app, "12", "enter", "0", "enter")
        assert "密码不对" in status(app)
        await press(app, "escape")
        assert status(app) == "" and "陈勇" not in text(app)
        await sign_on(app)
        assert app.session.person.no == CLERK


async def test_a_locked_pin_says_so_and_that_nobody_is_late_for_it(hall: Hall) -> None:
    for _ in range(5):
        with pytest.raises(pins.WrongPin):
            pins.sign_on(hall, CLERK, "135791", "民政")
        clock_of(hall).forward(minutes=1)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        assert "已锁定" in status(app) and "不算迟到" in app.screen.status.text  # type: ignore[attr-defined]
        await press(app, "f9")
        assert isinstance(app.screen, WhyScreen)


async def test_too_soon_names_the_seconds(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK, "135791")
        await press(app, "135791", "enter")
        await press(app, PIN, "enter")
        assert status(app) == "请等1秒再试。"


async def test_f9_explains_signing_on(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await press(app, "f9")
        assert "不算迟到" in text(app)


# -- the first PIN -----------------------------------------------------------------------------


async def test_a_pin_that_was_given_out_is_changed_before_anything_else(hall: Hall) -> None:
    with hall.act("01") as work:
        pins.reset_pin(work, CLERK, hash_of("864202"))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK, "864202")
        assert isinstance(app.screen, AskScreen)
        assert "初始密码" in text(app) and "至少6位数字" in text(app)
        await press(app, "123456", "enter", "123456", "enter")
        assert "太简单" in status(app)
        await press(app, "975310", "enter", "975311", "enter")
        assert "不一样" in status(app)
        await press(app, "864202", "enter", "864202", "enter")
        assert "和原来的一样" in status(app)
        await press(app, "975310", "enter", "975310", "enter")
        assert app.session.person.no == CLERK
        assert not pins.must_change(hall, CLERK)
    assert pins.sign_on(hall, CLERK, "975310", "民政").no == CLERK


async def test_who_does_not_change_it_does_not_come_in(hall: Hall) -> None:
    with hall.act("01") as work:
        pins.reset_pin(work, CLERK, hash_of("864202"))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK, "864202")
        await press(app, "escape")
        assert isinstance(app.screen, SignOnScreen)
        assert not app.at_work


# -- colleagues help ---------------------------------------------------------------------------


async def test_two_colleagues_reset_a_third_and_see_the_pin_once(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, "ctrl+j")
        await press(app, CLERK, "enter", COLLEAGUE, "enter", PIN, "enter", DESK, "enter", PIN, "enter")
        assert isinstance(app.screen, PreviewScreen)
        shown = text(app)
        given = next(line.split("初始密码：")[1] for line in shown.splitlines() if "初始密码：" in line)
        await press(app, "escape")
        assert given not in text(app)
    assert pins.sign_on(hall, CLERK, given, "民政").no == CLERK
    assert pins.must_change(hall, CLERK)
    assert verbs(hall)[-7:-2] == ["pin-try", "confirm", "pin-try", "confirm", "reset-pin"]


@pytest.mark.parametrize(("first", "second"), [(COLLEAGUE, COLLEAGUE), (CLERK, COLLEAGUE)])
async def test_one_colleague_or_oneself_is_not_enough(hall: Hall, first: str, second: str) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, "ctrl+j")
        await press(app, CLERK, "enter", first, "enter", PIN, "enter", second, "enter", PIN, "enter")
        assert "2名其他同事" in status(app)
        assert "reset-pin" not in verbs(hall)


# -- where the terminal stands -----------------------------------------------------------------


async def test_the_window_is_asked_once_and_remembered(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTER_WINDOW")
    names = list(hall.laid.windows)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        await press(app, "3", "enter")
        await sign_on(app)
        assert app.session.terminal == names[2]
    again = app_of(hall)
    async with again.run_test(size=(80, 24)):
        await sign_on(again)
        assert again.session.terminal == names[2]


@pytest.mark.parametrize(
    ("env", "kept", "found"),
    [
        ("民政", None, "民政"),
        ("民政", "综合", "民政"),
        ("不存在", "综合", "综合"),
        (None, "综合", "综合"),
        (None, "", ""),
        (None, "撤了的窗口", None),
        (None, None, None),
    ],
)
def test_where_the_terminal_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, env: str | None, kept: str | None, found: str | None
) -> None:
    monkeypatch.delenv("COUNTER_WINDOW")
    if env is not None:
        monkeypatch.setenv("COUNTER_WINDOW", env)
    database = tmp_path / "hall.db"
    if kept is not None:
        remember_window(database, kept)
    assert recall_window(database, {"综合": "综合窗口", "民政": "民政窗口"}) == found


def test_a_damaged_memory_is_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTER_WINDOW")
    remember_window(tmp_path / "hall.db", "民政")
    (tmp_path / "state" / "counter" / "window.json").write_text("{", encoding="utf-8")
    assert recall_window(tmp_path / "hall.db", {"民政": NO_WINDOW}) is None


@pytest.fixture
def training(tmp_path: Path) -> Hall:
    """A training hall that was made for everybody to try."""
    storage = Storage(f"sqlite:///{tmp_path / 'training.db'}")
    at_door = clock_of(make_hall(tmp_path))
    given = {CLERK: pins.Given(hash_of(PIN), change=False)}
    shown = {"01": "zhulin-chunfeng-xiaohe", CLERK: PIN}
    create(storage, load_hall("qiujia"), clock=at_door, practice=True, pins=given, shown=shown)
    return open_hall(storage, at_door)


async def test_a_training_hall_says_at_its_door_who_signs_on_with_which_pin(training: Hall) -> None:
    app = app_of(training)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert f"07 张丽   {PIN}" in text(app) and "zhulin-chunfeng-xiaohe" in text(app)
        assert too_wide(app) == []
        await press(app, "pagedown")
        assert isinstance(app.screen, PinsScreen)
        assert PIN in text(app)
        await press(app, "escape")
        await sign_on(app)
        assert app.at_work


async def test_a_real_hall_shows_no_pins(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await at_rest(app)
        assert PIN not in text(app)
        await press(app, "pagedown")
        assert isinstance(app.screen, SignOnScreen)
