"""责任表 at the keyboard: a situation, a case or a post and a moment; who answered then, and what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from counter.domain.hall.opened import Hall
from counter.domain.posts import handing
from counter.screens.kit.why import WhyScreen
from counter.screens.posts.answerable import AnswerableScreen
from counter.screens.shared.asking import AskScreen
from tests.halls import clock_of, make_hall
from tests.hands import do, look, take
from tests.screens.report_app import ReportApp, shown
from tests.screens.rest import at_rest

A, B = "07", "12"
NAMED = {"enter", "escape", "up", "down", "f9"}


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


async def press(app: ReportApp, *keys: str) -> None:
    for key in keys:
        for one in [key] if key in NAMED else key:
            app.post_message(events.Key(one, one if len(one) == 1 else None))
        await at_rest(app)


async def test_a_situation_is_looked_up_by_case_and_moment(hall: Hall) -> None:
    number = look(hall, take(hall, by=A)).number[3:].replace("2026", "", 1)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).set("2026-11-23T09:00:00")
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=5)
    app = ReportApp(hall, AnswerableScreen, no="01")
    async with app.run_test(size=(80, 24)):
        await press(app)
        assert "A岗没有交接就离开" in shown(app)
        await press(app, "f9")
        assert isinstance(app.screen, WhyScreen) and "办件记录" in shown(app) and "A岗（主要责任）" in shown(app)
        await press(app, "escape", *["down"] * 19, "enter")
        assert isinstance(app.screen, AskScreen) and "投诉属实" in shown(app)
        await press(app, "enter", "enter", "enter", "enter", "enter")
        assert "要说明是谁，或者哪一件、哪个岗位" in shown(app)
        await press(app, "up", "up", "up", "up", number, "enter", "enter", "enter", "enter", "11-20 15:00", "enter")
        assert isinstance(app.screen, WhyScreen), shown(app)
        assert "由陈勇（代张丽）负责" in shown(app) and "没有查到：投诉办理单（F31）还没有" in shown(app)
        await press(app, "escape", "enter", "enter", "民政", "enter", "enter", "enter", "enter")
        assert "由张丽负责（A岗在岗）" in shown(app)
        await press(app, "escape", "enter", "enter", "enter", "enter", "何人", "enter")
        assert isinstance(app.screen, AskScreen), "nobody of that name"


async def test_a_case_is_not_asked_about_before_it_was_there(hall: Hall) -> None:
    number = look(hall, take(hall, by=A)).number[3:].replace("2026", "", 1)
    app = ReportApp(hall, AnswerableScreen, no="01")
    async with app.run_test(size=(80, 24)):
        await press(app)
        await press(app, "enter", number, "enter", "enter", "enter", "enter", "11-19 15:00", "enter")
        assert isinstance(app.screen, AskScreen), shown(app)
        assert "那时还没有收件" in shown(app)
