"""Joint cases and cases that go up at the keyboard: the small menus under 6 and 5, and what the case's page shows."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.joint import joint, referring
from counter.domain.hall.opened import Hall
from counter.screens.case.screen import CaseScreen
from tests.halls import clock_of
from tests.screens.case_app import look, one, take


def kinds(hall: Hall, case: int) -> list[str]:
    with hall.look() as connection:
        return [row["kind"] for row in papers_of(connection, case)]


@pytest.mark.rule("S04.11", "S04.16")
async def test_a_joint_case_is_told_signed_and_finished_by_digits(hall: Hall) -> None:
    case = take(hall, "X-003")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        assert "未通知部门：民政办、派出所（按6通知）" in "".join(app.rows()).replace(" ", "")
        await app.by_hand("2")
        assert "联办件还没有通知部门" in app.status()
        await app.by_hand("6", "1", "enter", "enter")
        assert "已通知" in app.status()
        assert kinds(hall, case).count("joint-opinion-form") == 2
        await app.by_hand("6", "1", "1", "1", "enter", *"刘主任", "enter")
        assert look(hall, case).life.parts[0].signed_by == "刘主任"
        await app.by_hand("2")
        assert "派出所待签" in app.status()
        await app.by_hand("6", "1", "1", "1", "enter", *"周所长", "enter")
        text = "\n".join(app.rows())
        assert "派出所 同意 11-20 周所长" in text
        await app.by_hand("2", "2", "enter")
        assert look(hall, case).life.state == "delivered"
        assert {cell_len(row) <= 80 for row in app.rows()} == {True}


async def test_who_took_in_a_joint_case_of_another_post_tells_the_departments(hall: Hall) -> None:
    case = take(hall, "X-003", by="08")
    app = one(hall, case, "08")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", "1", "enter", "enter")
        assert "已通知" in app.status()
        await app.by_hand("6")
        assert isinstance(app.screen, CaseScreen) and "不归您办" in app.status()


@pytest.mark.rule("S04.13", "S04.14")
async def test_a_meeting_asks_a_department_anew_that_said_no_and_it_is_chased_by_its_date(hall: Hall) -> None:
    case = take(hall, "X-003")
    with hall.act("07") as work:
        joint.notify_departments(work, case)
    with hall.act("07") as work:
        joint.department_opinion(work, case, "派出所", "refuse", "户籍不符", "周所长")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", "2", "2", *"核实户籍", "enter", *"11-24", "enter", "enter", "enter")
        assert "派出所 待签 11-24前：核实户籍" in "\n".join(app.rows())
        clock_of(hall).set("2026-11-25T09:00:00")
        await app.by_hand("f9", "escape", "6", "3", "2", "enter")
        assert "催办单" in app.status() and "chasing-slip" in kinds(hall, case)
        await app.by_hand("6", "1", "2", "1", "enter", *"周所长", "enter")
        assert "派出所 同意（逾期）" in "\n".join(app.rows())
        assert "核实户籍" not in "\n".join(app.rows()[:16])


async def test_what_a_silent_department_said_is_written_before_it_is_late(hall: Hall) -> None:
    case = take(hall, "X-003")
    with hall.act("07") as work:
        joint.notify_departments(work, case)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", "3", "1", "enter")
        assert "“怎么说的”不能空着" in app.status()
        await app.by_hand(*"明天签", "enter")
        assert app.status() == "已记下这次联系：民政办。"


async def test_a_department_against_it_needs_its_reason_at_the_keyboard_too(hall: Hall) -> None:
    case = take(hall, "X-003")
    with hall.act("07") as work:
        joint.notify_departments(work, case)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", "1", "1", "2", "enter", *"刘主任", "enter")
        assert "必须写明理由" in app.status()
        await app.by_hand("escape", "6", "1", "1", "2", *"材料不实", "enter", *"刘主任", "enter")
        assert look(hall, case).life.waits_for == "民政办（不同意）、派出所"


@pytest.mark.rule("S04.12", "S04.14")
async def test_a_meeting_is_recorded_and_a_late_department_chased(hall: Hall) -> None:
    case = take(hall, "X-003")
    with hall.act("07") as work:
        joint.notify_departments(work, case)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", "2", "1", *"入户核实", "enter", *"11-24", "enter", "enter", "enter")
        assert "联审会记录" in app.status()
        assert look(hall, case).life.parts[0].requirement == "入户核实"
        clock_of(hall).set("2026-11-25T09:00:00")
        await app.by_hand("6", "3", "1", *"快签", "enter")
        assert kinds(hall, case)[-1] == "chasing-slip"
        assert "逾期未签" in "\n".join(app.rows())
        await app.by_hand("6", "4")
        assert any("联办办理情况表" in row for row in app.rows())


async def test_only_the_centre_is_offered_another_lead(hall: Hall) -> None:
    case = take(hall, "X-003")
    app = one(hall, case, "01")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", "2", "2", "enter")
        assert look(hall, case).life.lead == "派出所"
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6")
        assert not any("改定牵头" in row for row in app.rows())


@pytest.mark.rule("S07.1", "S07.3", "S07.8")
async def test_a_case_goes_up_is_followed_and_answered_by_digits(hall: Hall) -> None:
    case = take(hall, "X-004")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2")
        assert "这件由县民政局决定，还没有上报" in app.status()
        await app.by_hand("5", "enter", "enter")
        assert "已上报" in app.status()
        assert "已上报（11-20 县民政局）" in "\n".join(app.rows())
        clock_of(hall).set("2026-12-14T09:00:00")
        await app.by_hand("5", "2", "enter", *"周五出", "enter")
        assert "上级答复 预计 12-11 前，已过，请跟催" in "\n".join(app.rows())
        await app.by_hand("5", "1", "1", "enter", "enter", "enter")
        assert look(hall, case).life.state == "awaiting-collection"
        assert "result-notice" in kinds(hall, case)


async def test_what_is_neither_joint_nor_goes_up_says_so(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6")
        assert app.status() == "这件不是联办件，没有联办部门。"
        await app.by_hand("5")
        assert app.status() == "这件由本级办结，不用上报。"


async def test_somebody_else_s_answer_from_above_is_not_entered_twice(hall: Hall) -> None:
    case = take(hall, "X-004")
    with hall.act("07") as work:
        referring.refer(work, case)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("5", "1", "1", "enter")
        with hall.act("12") as work:
            referring.answer_from_above(work, case)
        await app.by_hand("enter", "enter")
        assert "陈勇" in app.status() and "上级答复" in app.status()
    assert [event.kind for event in look(hall, case).events].count("answered") == 1
