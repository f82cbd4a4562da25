"""值班 at the keyboard: the month with its counts, drafted, mended, published; swaps, noon, leaders, overtime."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.approvals import acts as approvals
from counter.domain.attendance.rota import duty_reading, overtime, rosters
from counter.domain.attendance.rota.reading import Entry, entries, month_of
from counter.domain.hall.opened import Hall
from counter.screens.attendance.roster_duty import TABS, DutyRosterScreen
from counter.screens.attendance.roster_entries import EntriesScreen
from counter.screens.shared.places import place
from counter.screens.shared.sheet import SheetScreen
from tests.halls import clock_of, make_hall
from tests.hands import do
from tests.screens.case_app import CaseApp, shown
from tests.screens.counter_app import verbs

DECEMBER, LAST = date(2026, 12, 1), date(2026, 12, 31)
COMPREHENSIVE, DIRECTOR, CHARGE = "03", "01", "02"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-27T15:00:00", rules={"calendar.market.digits": (5,)})


@pytest.fixture
def published(hall: Hall) -> Hall:
    do(hall, rosters.draft, DECEMBER, by=COMPREHENSIVE)
    do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    return hall


def app_of(hall: Hall, no: str = COMPREHENSIVE, which: str = "now") -> CaseApp:
    return CaseApp(hall, lambda: DutyRosterScreen(which), no=no)


def of(hall: Hall, day: date, duty: str) -> list[Entry]:
    with hall.look() as connection:
        return [each for each in entries(connection, day, day) if each.duty == duty]


def test_it_is_a_place() -> None:
    assert isinstance(place("duty").made(), DutyRosterScreen)


async def test_a_month_without_a_rota_says_what_to_do_and_is_drafted_and_published(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("right")
        assert "2026年12月还没有排值班表：按 1 编排" in shown(app)
        await app.by_hand("2")
        assert "还没有排值班表" in app.status()
        await app.by_hand("1")
        assert "排好了，从12-01起共" in app.status()
        assert "草稿" in shown(app)
        first = next(row for row in app.rows() if "12-01 周二" in row)
        assert "带班" in first and "王建国" in first
        counts = next(row for row in app.rows() if "场 午 周末 带" in row)
        assert counts
        await app.by_hand("2")
        await app.by_hand("1", "enter")
        assert isinstance(app.screen, SheetScreen)
        await app.by_hand("escape")
        assert "2026年12月已公布 11-27 15:00" in shown(app)
    with hall.look() as connection:
        assert month_of(connection, DECEMBER).published is not None


async def test_who_does_not_keep_the_rota_reads_it_and_cannot_draft(published: Hall) -> None:
    app = app_of(published, "07", "next")
    async with app.run_test(size=(80, 24)):
        assert "已公布" in shown(app)
        await app.by_hand("1")
        assert "权限" in app.status()


async def test_a_second_draft_asks_first_and_a_month_can_be_chosen(hall: Hall) -> None:
    app = app_of(hall, which="next")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1")
        assert "不再保留" in shown(app)
        await app.by_hand("escape", "4", "1")
        assert "2027年1月还没有排" in shown(app)
        await app.by_hand("1")
        assert "排好了，从01-01起" in app.status()


async def test_a_day_is_opened_and_an_entry_given_to_another_with_why(published: Hall) -> None:
    hall = published
    was = of(hall, DECEMBER, "window")[0]
    post = hall.post(was.post)
    other = post.b if was.person == post.a else post.a
    app = app_of(hall, which="next")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("enter")
        assert isinstance(app.screen, EntriesScreen)
        await app.by_hand("down", "1", *other, "enter", "enter")
        assert "写明原因" in app.status()
        await app.by_hand(*"kaihui", "enter")
        assert app.status() == "已改。"
        row = next(row for row in app.rows() if hall.person(other).name in row)
        assert "kaihui" in row
        await app.by_hand("f9")
        assert "轮值" in shown(app)
    assert of(hall, DECEMBER, "window")[-1].person == other


async def test_who_is_on_leave_after_all_stands_there_in_red_as_lacking(published: Hall) -> None:
    from tests.domain.test_rosters import leave

    hall = published
    person = of(hall, DECEMBER, "leader")[0].person
    do(hall, leave, person, "2026-12-01T08:30:00", "2026-12-01T18:00:00")
    app = app_of(hall, which="next")
    async with app.run_test(size=(80, 24)):
        row = next(row for row in app.rows() if "12-01 周二" in row)
        assert row.startswith("缺") and "王建国请假！" in row
        await app.by_hand("enter")
        assert "请假、公出，要换人" in shown(app)


@pytest.mark.rule("S34.9")
async def test_a_village_day_is_moved_from_the_list(published: Hall) -> None:
    hall = published
    app = app_of(hall, which="next")
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*["down"] * 17, "3", *"19", "enter", *"xianli", "enter")
        assert "人改期，表上已注明" in app.status()
    assert not of(hall, date(2026, 12, 18), "village") and of(hall, date(2026, 12, 19), "village")


@pytest.mark.rule("S35.6")
async def test_a_swap_is_asked_in_ones_own_list_and_agreed_to_in_the_others(published: Hall) -> None:
    hall = published
    mine = of(hall, DECEMBER, "window")[0]
    post = hall.post(mine.post)
    other = post.b if mine.person == post.a else post.a
    app = app_of(hall, mine.person, "mine")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("enter")
        at = [row.id for row in app.screen.list.rows].index(mine.id)  # type: ignore[attr-defined]
        await app.by_hand(*["down"] * at, "5", *other, "enter", "enter", *"kanbing", "enter")
        assert "已提出" in app.status()
    asked = app_of(hall, other, "swaps")
    async with asked.run_test(size=(80, 24)):
        assert "等您同意" in shown(asked) and "kanbing" in shown(asked)
        await asked.by_hand("enter", "1")
        assert "已换班" in asked.status()
    assert other in [each.person for each in of(hall, DECEMBER, "window")]


@pytest.mark.rule("S35.1", "S35.5")
async def test_noon_is_signed_on_with_one_key_and_off_with_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    hall = make_hall(tmp_path, "nanshan", at="2026-11-27T15:00:00")
    do(hall, rosters.draft, DECEMBER, by=DIRECTOR)
    do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    clock_of(hall).set("2026-12-01T12:00:00")
    with hall.look() as connection:
        person = duty_reading.on_duty(connection, DECEMBER, "noon")[0]
    app = app_of(hall, person, "records")
    async with app.run_test(size=(80, 24)):
        assert "没有记录" in shown(app)
        await app.by_hand("5")
        assert "一楼前台" in app.status()
        clock_of(hall).set("2026-12-01T13:20:00")
        await app.by_hand("5", *"wushi", "enter", "enter")
        assert "午间值班记录已保存" in app.status()
        assert any("12:00—13:20 wushi" in row for row in app.rows())
        await app.by_hand("0", "3")
        assert isinstance(app.screen, SheetScreen)
        assert "午间值班记录" in shown(app)
        await app.by_hand("2")
        assert "duty-paper" in verbs(hall)


@pytest.mark.rule("S36.6")
async def test_a_leaders_day_is_entered_for_a_leader_who_never_signs_on(published: Hall) -> None:
    hall = published
    clock_of(hall).set("2026-12-01T17:00:00")
    app = app_of(hall, COMPREHENSIVE, "records")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", *"02", "enter", *"9", "enter")
        assert "看不懂时间" in app.status()
        await app.by_hand(
            "backspace", *"9:00", "enter", *"11:30", "enter", *"kan", "enter", *"3", "enter", *"2", "enter"
        )
        await app.by_hand("enter")
        assert app.status() == "带班已登记。"
    with hall.look() as connection:
        kept = duty_reading.records(connection, DECEMBER, DECEMBER)[0]
    assert (kept.person, kept.received, kept.solved) == (CHARGE, 3, 2)


@pytest.mark.rule("S34.11")
async def test_overtime_is_asked_for_and_ended_with_the_closing_list(hall: Hall) -> None:
    app = app_of(hall, "07", "overtime")
    async with app.run_test(size=(80, 24)):
        assert "按 8 报批" in shown(app)
        await app.by_hand("8", "enter", *"20:00", "enter", *"mingce", "enter")
        assert "已报批" in app.status()
        assert any("mingce 待批" in row for row in app.rows())
        with hall.look() as connection:
            made = overtime.between(connection, hall.today, hall.today)[0]
        do(hall, approvals.approve, made.approval_id, by=CHARGE)
        await app.by_hand("enter", "1", "1", "1", "2")
        assert "切断照明" in app.status()
        await app.by_hand("escape", "enter", "1", "1", "1", "1")
        assert "已登记离开" in app.status()


async def test_the_running_month_begins_at_today(published: Hall) -> None:
    app = app_of(published)
    async with app.run_test(size=(80, 24)):
        screen = app.screen
        assert isinstance(screen, DutyRosterScreen)
        assert screen.list.current is not None and screen.list.current.day == published.today
        await app.by_hand("right", "left")
        assert screen.list.current.day == published.today


async def test_the_current_day_stands_whole_under_the_list(published: Hall) -> None:
    app = app_of(published, which="next")
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*["down"] * 7)
        names = {published.person(each.person).name for each in of(published, date(2026, 12, 8), "village")}
        assert names and all(name in "".join(app.rows()[-6:]) for name in names)


async def test_everything_fits_eighty_columns(published: Hall) -> None:
    from rich.cells import cell_len

    app = app_of(published, which="next")
    async with app.run_test(size=(80, 24)):
        for _ in TABS:
            assert [row for row in app.rows() if cell_len(row) > 80] == []
            await app.by_hand("right")
