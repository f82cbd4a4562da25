"""请假 at the keyboard: asked for in one form, agreed with the stand-in's PIN, reported back, extended, printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.approvals import acts as approvals
from counter.domain.attendance.leave import stand_in as leave_stand_in
from counter.domain.hall import settings
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.screens.attendance.leave import TABS, LeaveScreen
from counter.screens.day.approvals import ApprovalsScreen
from counter.screens.day.today import TodayScreen
from counter.screens.hall.settings import SettingsScreen
from counter.screens.shared.places import place
from tests.domain.test_leave import LEADER, WINDOW, A, B, ask, given, now, state
from tests.halls import clock_of, make_hall
from tests.hands import do
from tests.screens.case_app import CaseApp, shown
from tests.screens.counter_app import COLLEAGUE, ready, sign_on, status
from tests.screens.counter_app import app_of as app_at_the_door
from tests.screens.rest import at_rest

PIN = "258036"


@act("pin")
def _give_pin(work: Work, no: str) -> None:
    work.update(Staff, {"no": no}, {"pin": pins.hashed(PIN), "pin_change": False})


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-16T09:00:00")


def app_of(hall: Hall, no: str = A) -> CaseApp:
    return CaseApp(hall, LeaveScreen, no=no)


def test_it_is_a_place() -> None:
    assert isinstance(place("leave").made(), LeaveScreen)


async def test_leave_is_asked_for_in_one_form_with_b_proposed(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"24shang", "enter")
        assert "看不懂" in app.status()
        await app.by_hand(*["backspace"] * 7, "2", "4", "enter", "2", "4", "enter", "enter")
        assert hall.person(B).name in shown(app)
        await app.by_hand(*"songyilao", "enter", "enter", "enter")
        assert "QJ-0001 已报（1天）" in app.status() and f"请{hall.person(B).name}同意顶岗" in app.status()
        assert "分管领导" in app.status()
        row = next(each for each in app.rows() if "QJ-0001" in each)
        assert "事假" in row and "11-24 08:30至18:00" in row and "待" in row
    found = now(hall, 1)
    assert (found.person, found.kind, found.stand_in, found.length.days) == (A, "private", B, 1)


async def test_what_is_refused_stays_in_the_form(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"16 15:00", "enter", *"16", "enter", "enter", *"x", "enter", "enter", "enter")
        assert "请假要提前1天" in app.status()
        await app.by_hand("escape")
        assert "您没有请过假" in shown(app)


async def test_the_comprehensive_window_enters_a_call(hall: Hall) -> None:
    app = app_of(hall, WINDOW)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(
            "1", *A, "enter", "2", *"16", "enter", *"16", "enter", "enter", *"tong", "enter", "2", "enter"
        )
        assert "QJ-0001 已报" in app.status()
        await app.by_hand(*["right"] * 7)
        assert any("QJ-0001" in each and "电话 待" in each for each in app.rows())
        await app.by_hand("7", *"zhenduan", "enter")
        assert "没有欠交的证明" in shown(app)
    assert hall.answering("MZ").person == B
    assert now(hall, 1).row["asked_by"] == WINDOW


async def test_the_stand_in_agrees_at_another_session_with_the_own_pin(hall: Hall) -> None:
    do(hall, _give_pin, B, by="01")
    ask(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "1", *"000111", "enter")
        assert now(hall, 1).row["agreed"] is None
        assert "密码" in app.status()
        await app.by_hand(*PIN, "enter")
        assert "同意为" in app.status()
        await app.by_hand("2")
        assert "不用再同意" in app.status()
    assert now(hall, 1).row["agreed"] is not None


async def test_the_stand_in_says_no_and_another_is_asked(hall: Hall) -> None:
    ask(hall)
    app = app_of(hall, B)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("right")
        assert any("QJ-0001" in each for each in app.rows())
        await app.by_hand("2", "2", *"xiacun", "enter")
        assert "不同意为" in app.status()
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        assert any("待另请人" in each for each in app.rows())
        await app.by_hand("6", *"08", "enter")
        assert "已换" in app.status()
    assert now(hall, 1).stand_in == "08"


async def test_away_reported_back_and_listed_in_its_list(hall: Hall) -> None:
    given(hall, "2026-11-17T08:30:00", "2026-11-18T18:00:00")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        assert "11-17 08:30 开始" in app.status() and "民政岗还没有交接" in app.status()
        await app.by_hand(*["right"] * 3)
        assert any("QJ-0001" in each for each in app.rows())
        await app.by_hand("3")
        assert "撤回" in app.status()
        await app.by_hand("6")
        assert "不能换顶岗人" in app.status() and isinstance(app.screen, LeaveScreen)
        clock_of(hall).set("2026-11-18T10:00:00")
        await app.by_hand("right", "4", *"19", "enter", *"meihao", "enter", "enter", "enter")
        assert "QJ-0002 已报" in app.status()
        await app.by_hand("3")
        assert "已销假" in app.status()
        await app.by_hand("right", "right")
        assert any("QJ-0001" in each and "已销假" in each for each in app.rows())
    assert state(hall, 1) == "ended"


async def test_every_list_opens_and_who_is_not_back_is_seen(hall: Hall) -> None:
    given(hall, "2026-11-17T08:30:00", "2026-11-17T18:00:00")
    clock_of(hall).set("2026-11-20T09:00:00")
    app = app_of(hall, WINDOW)
    seen = {}
    async with app.run_test(size=(80, 24)):
        for key in TABS:
            seen[key] = any("QJ-0001" in each for each in app.rows())
            await app.by_hand("right")
    assert {key for key, there in seen.items() if there} == {"broken", "month"}


async def test_slip_and_register_are_printed_from_here(hall: Hall) -> None:
    asked = ask(hall)
    app = app_of(hall, WINDOW)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("right", "enter")
        assert "请假条" in shown(app) and "QJ-0001" in shown(app)
        await app.by_hand("escape", "9", "1", "enter")
        assert "请销假登记簿" in shown(app)
    assert asked.number == "QJ-0001"


async def test_withdrawn_and_why(hall: Hall) -> None:
    ask(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("f9")
        assert "由分管领导审批" in shown(app) and "四4" in shown(app)
        await app.by_hand("escape", "5", "enter")
        assert "已撤回" in app.status()
    assert state(hall, 1) == "withdrawn"


async def test_a_leader_sees_everything_and_decides_on_the_approvals(hall: Hall) -> None:
    given(hall, "2026-11-04T08:30:00", "2026-11-04T18:00:00", proof="通知")
    ask(hall, by="08", stand_in="13")
    do(hall, leave_stand_in.agree_stand_in, 2, by="13")
    do(hall, approvals.approve, now(hall, 2).approval_id, by=LEADER)
    asked = ask(hall)
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    app = CaseApp(hall, ApprovalsScreen, no=LEADER)
    async with app.run_test(size=(80, 24)):
        text = shown(app)
        others = hall.person("08").name
        for word in ("事假1天", "11-17 08:30 至 18:00（1天），民政岗", "QJ-0003", "已同意", "同时请假", others, "次序"):
            assert word in text, word
        await app.by_hand("enter")
        assert "请假条" in shown(app)
        await app.by_hand("escape", "1")
        assert "已同意：请假" in app.status()
    assert state(hall, asked.id) == "approved"


async def test_a_hall_takes_over_another_documents_tiers_in_the_settings(hall: Hall) -> None:
    app = CaseApp(hall, SettingsScreen, no="01")
    async with app.run_test(size=(80, 24)):
        screen = app.screen
        assert isinstance(screen, SettingsScreen)
        line = next(each for each in settings.rule_lines(hall.book(), (), hall.today) if each.path == "leave.tiers")
        screen.choose_tiers(line)
        await app.at_once()
        assert "001.Q 公出和一天以内分管领导" in shown(app)
        await app.by_hand("2", "enter")
        assert "已改" in app.status()
    assert [tier.needs for tier in hall.book().leave.tiers.value] == [
        ("leader-in-charge",), ("leader-in-charge",), ("main-leader",),
    ]  # fmt: skip
    assert hall.book().leave.registered_at.value == "党政办"


@pytest.mark.usefixtures("terminal")
async def test_whoever_signs_on_is_told_what_leave_asks_of_them(hall: Hall) -> None:
    ask(ready(hall), stand_in=COLLEAGUE)
    app = app_at_the_door(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await at_rest(app)
        assert f"{hall.person(A).name}请假，等您同意顶岗" in status(app)


async def test_today_counts_leave_among_what_waits_for_a_leader(hall: Hall) -> None:
    ask(hall)
    app = CaseApp(hall, TodayScreen, no=LEADER)
    async with app.run_test(size=(80, 24)):
        assert "待您审批 1" in shown(app) and "请假 1" in shown(app)
