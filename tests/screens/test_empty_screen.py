"""A window without anybody stands on today and on the worklist; the director confirms it from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from counter.domain.hall.opened import Hall
from counter.screens.day.today import TodayScreen
from counter.screens.kit.screen import HallScreen
from counter.screens.lists.cases import CasesScreen
from counter.screens.posts.empty import EmptyScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import clock_of
from tests.presence import with_an_empty_window
from tests.screens.report_app import ReportApp, shown
from tests.screens.rest import at_rest


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return with_an_empty_window(tmp_path)


async def press(app: ReportApp, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
        await at_rest(app)


@pytest.mark.rule("S13.19", "S34.14")
async def test_the_director_sees_it_on_today_and_confirms_it(hall: Hall) -> None:
    app = ReportApp(hall, TodayScreen, no="01")
    async with app.run_test(size=(80, 24)):
        await press(app)
        assert "窗口无人" in shown(app) and "08:30起" in shown(app)
        await press(app, "9")
        assert isinstance(app.screen, EmptyScreen)
        assert "没有认定" in shown(app) and " 70 " in shown(app), "how many minutes by now"
        await press(app, "0")
        assert "还没有认定，没有认定单" in shown(app)
        await press(app, "enter", *"kaihui", "enter")
        assert isinstance(app.screen, EmptyScreen)
        assert "没有认定" not in shown(app)
        await press(app, "f9")
        assert "认定为空岗：kaihui" in shown(app)
        await press(app, "escape", "0")
        assert isinstance(app.screen, SheetScreen)
        told = shown(app)
        assert "空岗认定单" in told and "民政岗" in told and "自2026年11月20日（周五）08:30起" in told
        assert "由张丽、陈勇负责" in told and "kaihui" in told and "空〔2026〕0001号" in told
        await press(app, "escape", "enter")
        assert isinstance(app.screen, SheetScreen), "Enter on what is confirmed shows its sheet"
        await press(app, "escape")
        await press(app, "escape")
        assert "按 9 认定" not in shown(app)
    with hall.look() as connection:
        assert connection.exec_driver_sql("SELECT note FROM empty_window").scalar_one() == "kaihui"


@pytest.mark.rule("S13.19")
async def test_the_worklist_says_which_window_has_nobody(hall: Hall) -> None:
    app = ReportApp(hall, CasesScreen)
    async with app.run_test(size=(80, 24)):
        await press(app)
        assert isinstance(app.screen, HallScreen)
        said = "".join(text for line in app.screen.status.lines() for text, _ in line)
        assert "窗口无人" in said and "08:30起" in said


async def test_many_windows_without_anybody_are_counted_on_today_and_the_key_stays(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T15:40:00")
    app = ReportApp(hall, TodayScreen, no="01")
    async with app.run_test(size=(80, 24)):
        await press(app)
        line = next(each for each in shown(app).splitlines() if "超窗口无人" in each)
        assert "等10个窗口  按 9 认定" in line, line
