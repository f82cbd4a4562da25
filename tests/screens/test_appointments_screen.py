"""预约 at the keyboard: booked, received, moved, passed on, and at home."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework.booking.appointment_lists import Appointments
from counter.domain.casework.booking.appointments import Booking, book, cancel
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.screens.lists.appointments import AppointmentsScreen
from tests.halls import clock_of, make_hall
from tests.hands import LI, do
from tests.screens.case_app import CaseApp


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:12:00")


def app_of(hall: Hall) -> CaseApp:
    return CaseApp(hall, AppointmentsScreen)


def states(hall: Hall) -> list[tuple[str, str, str]]:
    return [(each.name, each.when, each.state) for each in Appointments(hall, waiting=False).first(20)]


async def test_a_time_is_agreed_with_somebody_new_in_one_form(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(
            "1", *"15400010001 李国强", "enter", "enter", *"X-001", "enter", *"周二 9:30", "enter", "enter"
        )
        assert "请于2026年11月24日（周二）09:30" in "\n".join(app.rows())
        await app.by_hand("escape")
        assert any("李国强" in row and "11-24 09:30" in row and "154****0001" in row for row in app.rows())
    assert states(hall) == [("李国强", "11-24 09:30", "booked")]


async def test_who_comes_is_taken_in_with_person_and_item_filled(hall: Hall) -> None:
    do(hall, book, Booking("X-001", LI, at("2026-11-20T10:00:00")))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("enter")
        shown = "\n".join(app.rows())
        assert "李国强" in shown
        assert "X-001 试验承诺事项" in shown
        await app.by_hand("enter", "enter", "enter", "enter")
        await app.by_hand("escape", "escape")
        assert isinstance(app.screen, AppointmentsScreen)
    assert states(hall) == [("李国强", "11-20 10:00", "kept")]


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-19"])
async def test_who_comes_on_another_day_than_agreed_has_kept_the_appointment_too(hall: Hall, day: str) -> None:
    clock_of(hall).set("2026-11-18T09:00:00")
    do(hall, book, Booking("X-001", LI, at(f"{day}T10:00:00")))
    clock_of(hall).set("2026-11-20T09:12:00")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("enter", "enter", "enter", "enter", "enter")
    assert [state for _, _, state in states(hall)] == ["kept"]


@pytest.mark.parametrize("key", ["2", "3", "4", "5", "6"])
async def test_nothing_is_asked_about_an_appointment_that_is_settled(hall: Hall, key: str) -> None:
    made = do(hall, book, Booking("X-001", LI, at("2026-11-20T10:00:00")))
    do(hall, cancel, made.id)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("left", key)
        assert isinstance(app.screen, AppointmentsScreen) and "已经是“取消”" in app.status()


async def test_moved_passed_on_missed_and_cancelled(hall: Hall) -> None:
    do(hall, book, Booking("X-001", LI, at("2026-11-20T10:00:00")))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", *"14:30", "enter", "enter", "escape")
        assert states(hall)[1] == ("李国强", "11-20 14:30", "booked")
        await app.by_hand("3", "enter", "enter")
        assert hall.person("12").name in app.status()
        await app.by_hand("4")
        assert isinstance(app.screen, AppointmentsScreen) and "还没有到" in app.status()
        clock_of(hall).set("2026-11-20T15:00:00")
        await app.by_hand("4", "1", "enter", "enter")
        assert states(hall)[1] == ("李国强", "11-20 14:30", "missed")
        await app.by_hand("6")
        assert "没有预约。按 1 新约" in app.status()


async def test_a_home_is_visited_and_has_its_own_list(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(
            "7", *"15400010005 赵成", "enter", "enter", *"X-001", "enter", *"明天 9:00", "enter",
            *"柳树村1组", "enter", "4", "enter",
        )  # fmt: skip
        await app.by_hand("escape", "right", "right")
        assert any("上门 已约" in row and "柳树村1" in row for row in app.rows())
        await app.by_hand("8", "2")
        assert "上门服务单" in "\n".join(app.rows())
        assert "柳树村1组" in "\n".join(app.rows())


async def test_what_is_wrong_is_said_and_nothing_is_booked(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", *"511923197201019979", "enter")
        assert "新来的人请接着写姓名" in app.status()
        await app.by_hand("escape", "9", "1")
        assert "预约办理公示" in "\n".join(app.rows())
    assert states(hall) == []


async def test_a_wrong_telephone_is_said_in_its_field(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", *"15400010001 李国强", "enter", *"MZ-005", "enter")
        assert any(row.startswith("电话") and "！" in row for row in app.rows())
        assert "电话" in app.status()
