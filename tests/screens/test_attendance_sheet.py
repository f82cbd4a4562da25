"""考勤表 at the keyboard: why somebody was late is one key; explaining, accepting, putting right, signing, filing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.attendance.month import records
from counter.domain.attendance.presence.signing import sign_in, sign_out
from counter.domain.attendance.presence.terminals import signing_windows
from counter.domain.hall.opened import Hall
from counter.screens.attendance.month import AttendanceSheetScreen
from counter.screens.attendance.person import PersonMonthScreen
from counter.screens.kit.why import WhyScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import clock_of, make_hall
from tests.screens.counter_app import (
    CLERK,
    DESK,
    DIRECTOR,
    PASSPHRASE,
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
from tests.signing import give_pin

pytestmark = pytest.mark.usefixtures("terminal")
LEADER = "02"
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """张丽 was late on the 19th; the day after, everybody looks."""
    made = ready(make_hall(tmp_path, at="2026-11-19T08:42:00"))
    give_pin(made, LEADER, PASSPHRASE)
    window = next(iter(signing_windows(made)))
    for when, act in (("08:42", sign_in), ("12:00", sign_out), ("14:20", sign_in), ("18:00", sign_out)):
        clock_of(made).set(f"2026-11-19T{when}:00")
        with made.act(CLERK, window) as work:
            act(work)
    clock_of(made).set("2026-11-20T09:00:00")
    return made


async def at_person(app: object, name: str = "张丽") -> None:
    """To a person's days, the day before on top but one."""
    await at_rest(app)  # type: ignore[arg-type]
    for _ in range(30):
        if name in (app.screen.list.current.person.name,):  # type: ignore[attr-defined]
            break
        await press(app, "down")  # type: ignore[arg-type]
    await press(app, "enter")  # type: ignore[arg-type]
    await press(app, "down")  # type: ignore[arg-type]


@pytest.mark.rule("S32.13", "S32.14")
async def test_why_somebody_was_late_on_a_day_is_one_key(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("attendance-sheet")
        await at_rest(app)
        assert isinstance(app.screen, AttendanceSheetScreen)
        assert "迟1" in text(app) and too_wide(app) == []
        await at_person(app)
        assert isinstance(app.screen, PersonMonthScreen)
        await press(app, "escape")
        assert "张丽：迟到1天" in text(app), "the current person's month counted, kind by kind, under the list"
        await press(app, "enter", "down")
        assert "迟到12分" in text(app) and "08:42" in text(app) and too_wide(app) == []
        await press(app, "enter")
        assert isinstance(app.screen, WhyScreen)
        shown = text(app)
        assert "记迟到12分钟" in shown and "晚12分" in shown and "依据" in shown
        await press(app, "escape")
        assert isinstance(app.screen, PersonMonthScreen)
        await press(app, "f9")
        assert "记迟到12分钟" in text(app)
        assert unexpected(app) == []


async def test_a_day_is_explained_and_the_leader_accepts_it(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("attendance-sheet")
        await at_person(app)
        await press(app, "1")
        await press(app, "孩子急病", "enter")
        assert "等领导认可" in status(app)
        await press(app, "2")
        assert "没有" in status(app)
        assert "accept-explanation" not in verbs(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("attendance-sheet")
        await at_person(app)
        await press(app, "2")
        assert "已认可" in status(app)
        await press(app, "2")
        assert "不用再认可" in status(app)
        assert unexpected(app) == []
    found = records.of_day(hall, hall.person(CLERK), THURSDAY)
    assert found.value.explained


async def test_a_wrong_entry_is_put_right_once_it_is_approved(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("attendance-sheet")
        await at_person(app)
        await press(app, "3")
        await press(app, "1", "1", "x", "enter")
        assert isinstance(app.screen, AskScreen) and "看不懂时间" in status(app)
        await press(app, "backspace", "8:25", "enter", "电脑坏了，何平在场", "enter")
        assert isinstance(app.screen, PersonMonthScreen) and "已报批" in status(app)
        assert "late" in records.of_day(hall, hall.person(CLERK), THURSDAY).value.marks
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("approvals")
        await at_rest(app)
        assert "更正" in text(app)
        await press(app, "1")
        await at_rest(app)
    assert "present" in records.of_day(hall, hall.person(CLERK), THURSDAY).value.marks


@pytest.mark.rule("S32.3")
async def test_the_leader_signs_and_the_discipline_office_takes_the_sheet(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, LEADER, PASSPHRASE)
        app.go("attendance-sheet")
        await at_rest(app)
        await press(app, "1")
        assert isinstance(app.screen, AskScreen) and "待说明，签字以后算旷工" in text(app)
        await press(app, "enter", "enter")
        assert "已签字" in status(app)
        assert "旷1" in text(app)
        await press(app, "3")
        await press(app, "enter")
        assert "纪委是谁收下" in status(app)
        await press(app, "谢红", "enter")
        assert "已备案" in status(app)
        await press(app, "0")
        assert isinstance(app.screen, SheetScreen) and "考勤汇总表" in text(app)
        assert {"sign-sheet", "file-sheet"} <= set(verbs(hall))
        assert unexpected(app) == []


async def test_who_may_not_sign_is_told_before_anything_is_asked(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("attendance-sheet")
        await at_rest(app)
        await press(app, "1")
        assert isinstance(app.screen, AttendanceSheetScreen) and "不能签" in status(app)
        await press(app, "2")
        await press(app, "enter", "enter", LEADER, "enter", "11-20", "enter", "考勤11", "enter")
        assert "已录入" in status(app)
        assert unexpected(app) == []


@pytest.mark.rule("S38.3", "S38.8")
async def test_a_roll_call_names_who_was_missing_with_the_reason_told_beforehand(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("attendance-sheet")
        await at_rest(app)
        await press(app, "4")
        await press(app, "1", "学习会议精神", "enter", "会议室", "enter", "某某", "enter")
        assert isinstance(app.screen, AskScreen) and "没有找到“某某”" in status(app)
        await press(app, "backspace", "backspace", "张丽 王强（县里开会）", "enter")
        assert "点名已登记" in status(app)
        await press(app, "7")
        assert isinstance(app.screen, SheetScreen) and "王强（县" in text(app)
    assert "study-absent" in records.of_day(hall, hall.person(CLERK), date(2026, 11, 20)).value.marks


async def test_the_month_goes_into_a_spreadsheet_and_never_over_another(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("attendance-sheet")
        await at_rest(app)
        await press(app, "9")
        assert "已存成" in status(app)
        assert (tmp_path / "考勤汇总表-2026-11.xlsx").exists()
        await press(app, "9")
        assert "已经有了" in status(app)
        assert unexpected(app) == []


async def test_weeks_days_months_and_payrolls_are_shown(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        app.go("attendance-sheet")
        await at_rest(app)
        await press(app, "right")
        assert "还没有到" in status(app)
        await press(app, "left")
        assert "2026年10月" in status(app)
        await press(app, "right")
        await press(app, "8")
        assert "没有别的人员" in status(app)
        await press(app, "6")
        await press(app, "enter")
        assert isinstance(app.screen, SheetScreen) and "考勤登记表" in text(app)
        await press(app, "escape")
        await press(app, "5")
        assert isinstance(app.screen, SheetScreen) and "考勤公示" in text(app)
        await press(app, "escape")
        await at_person(app)
        await press(app, "0")
        assert isinstance(app.screen, SheetScreen) and "个人全年考勤" in text(app)
        assert unexpected(app) == []
