"""Approvals as they are worked: one key each, on paper, taken back; the veto register; the case's own keys for them."""

from __future__ import annotations

import pytest

from counter.domain.approvals import acts, reading
from counter.domain.casework import cases
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.posts.changing import leave_staff
from counter.screens.case.screen import CaseScreen
from counter.screens.day.approvals import ApprovalsScreen
from counter.screens.day.today import TodayScreen
from counter.screens.lists.vetoes import VetoesScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import clock_of
from tests.screens.case_app import CaseApp, look, take

LEADER, CLERK, OTHER = "02", "07", "12"
WHY = "现场核查遇大雪封路"


def extension(hall: Hall, case: int, by: str = CLERK) -> int:
    with hall.act(by, "民政") as work:
        return cases.extend(work, case, 3, WHY).id


def state(hall: Hall, approval: int) -> str:
    with hall.look() as connection:
        return reading.by_id(connection, approval).state


async def test_a_leader_works_what_waits_one_after_another_with_one_key_each(hall: Hall) -> None:
    first, second = take(hall), take(hall)
    one, other = extension(hall, first), extension(hall, second)
    app = CaseApp(hall, ApprovalsScreen, LEADER)
    async with app.run_test(size=(80, 24)):
        assert sum("1120-000" in row and "延期" in row for row in app.rows()) == 2
        assert any(WHY in row for row in app.rows())
        await app.by_hand("1")
        assert "已同意" in app.status()
        await app.by_hand("2", *"理由不足", "enter")
        assert "已退回提请人" in app.status()
        assert any("没有等您审批的事" in row for row in app.rows())
    assert (state(hall, one), state(hall, other)) == ("approved", "rejected")
    assert "extended" in look(hall, first).life.flags


async def test_what_another_decided_meanwhile_goes_from_the_list_and_the_caret_stays_in_its_place(hall: Hall) -> None:
    keys = [extension(hall, take(hall)) for _ in range(3)]
    app = CaseApp(hall, ApprovalsScreen, LEADER)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("down")
        with hall.act(LEADER) as work:
            acts.reject(work, keys[1], "可以按期办")
        await app.by_hand("1")
        assert "已经不同意" in app.status()
        assert sum("1120-000" in row and "延期" in row for row in app.rows()) == 2
        await app.by_hand("1")
        assert "已同意" in app.status()
    assert [state(hall, key) for key in keys] == ["open", "rejected", "approved"]


async def test_who_asked_sees_the_outcome_and_may_take_back(hall: Hall) -> None:
    case, second = take(hall), take(hall)
    key = extension(hall, case)
    with hall.act(LEADER) as work:
        acts.reject(work, key, "可以按期办")
    other = extension(hall, second)
    app = CaseApp(hall, ApprovalsScreen, CLERK)
    async with app.run_test(size=(120, 36)):
        assert any("没有等您审批的事。全厅有1件等别人批，按左键看。" in row for row in app.rows())
        await app.by_hand("right")
        assert any("不同意（王建国：可以" in row for row in app.rows())
        assert any("待批（分管领导）" in row for row in app.rows())
        await app.by_hand("1")
        assert "自己提请" in app.status()
        await app.by_hand("4")
        assert "已撤回申请" in app.status()
    assert state(hall, other) == "withdrawn"


async def test_a_slip_is_printed_and_entered_by_another(hall: Hall) -> None:
    case = take(hall)
    key = extension(hall, case)
    clock_of(hall).set("2026-11-23T09:00:00")
    app = CaseApp(hall, ApprovalsScreen, OTHER)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("left")
        assert any("延期" in row for row in app.rows())
        await app.by_hand("0")
        assert isinstance(app.screen, SheetScreen)
        assert any("签批单" in row for row in app.rows())
        await app.by_hand("escape", "3", "enter", *"13-45", "enter", "enter", "1", "enter")
        assert "看不懂签批日期" in app.status()
        await app.by_hand("up", "up", "up", *"11-20", "enter", "enter", "1", "enter")
        assert "已录入签批" in app.status()
        await app.by_hand("5")
        assert "没有打印清单的权限" in app.status()
    with hall.look() as connection:
        step = reading.by_id(connection, key).steps[0]
    assert (step.by, step.entered_by, str(step.signed_on)) == (LEADER, OTHER, "2026-11-20")


@pytest.mark.parametrize(
    ("key", "no", "says"),
    [("3", CLERK, "提请人以外"), ("2", CLERK, "自己提请的"), ("2", OTHER, "由分管领导审批（王建国）")],
)
async def test_who_may_not_decide_or_enter_it_is_not_asked_in_vain(hall: Hall, key: str, no: str, says: str) -> None:
    extension(hall, take(hall))
    app = CaseApp(hall, ApprovalsScreen, no)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("left", key)
        assert isinstance(app.screen, ApprovalsScreen) and says in app.status()


async def test_the_signer_is_meant_by_a_number_without_its_zero(hall: Hall) -> None:
    key = extension(hall, take(hall))
    app = CaseApp(hall, ApprovalsScreen, OTHER)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("left", "3", "2", "enter", "enter", "enter", "1", "enter")
        assert "已录入签批" in app.status()
    with hall.look() as connection:
        assert reading.by_id(connection, key).steps[0].by == LEADER


async def test_where_the_only_one_who_decides_asks_a_leader_above_signs_with_a_pen(hall: Hall) -> None:
    with hall.act("01") as work:
        for no in (LEADER, "06"):
            leave_staff(work, no)
    key = extension(hall, take(hall), by="01")
    director = CaseApp(hall, ApprovalsScreen, "01")
    async with director.run_test(size=(80, 24)):
        await director.by_hand("left")
        assert any("待批（请登记上级领导）" in row for row in director.rows())
        for pressed in ("1", "2"):
            await director.by_hand(pressed)
            assert isinstance(director.screen, ApprovalsScreen)
            assert "没有登记别的领导" in director.status()
        await director.by_hand("f9")
        assert any("不用上机" in row for row in director.rows())
    with hall.act("01") as work:
        staff.add_staff(work, "96", "岳镇长", ["leader-in-charge"], title="副镇长")
    clerk = CaseApp(hall, ApprovalsScreen, CLERK)
    async with clerk.run_test(size=(80, 24)):
        await clerk.by_hand("left", "3", "enter", "enter", "enter", "1", "enter")
        assert "已录入签批" in clerk.status()
    with hall.look() as connection:
        done = reading.by_id(connection, key)
    assert (done.state, done.steps[0].by, done.steps[0].entered_by) == ("approved", "96", CLERK)


async def test_the_month_of_slips_is_a_paper(hall: Hall) -> None:
    app = CaseApp(hall, ApprovalsScreen, "03")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("5", "1")
        assert isinstance(app.screen, SheetScreen)
        assert any("纸质签批月度清单" in row for row in app.rows())


async def test_the_month_that_has_just_ended_is_listed_too(hall: Hall) -> None:
    key = extension(hall, take(hall))
    with hall.act(OTHER) as work:
        acts.approve(work, key, signed=acts.Signed(LEADER, hall.today, "1号"))
    clock_of(hall).set("2026-12-01T09:00:00")
    app = CaseApp(hall, ApprovalsScreen, "03")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("5", "1")
        assert any("签批：0 份" in row for row in app.rows())
        await app.by_hand("escape", "5", "2")
        assert any("签批：1 份" in row for row in app.rows())
        assert any("2026年11月" in row for row in app.rows())


async def test_an_approval_that_another_just_decided_is_told(hall: Hall) -> None:
    key = extension(hall, take(hall))
    app = CaseApp(hall, ApprovalsScreen, LEADER)
    async with app.run_test(size=(80, 24)):
        with hall.act(CLERK) as work:
            acts.take_back(work, key)
        await app.by_hand("1")
        assert "撤回" in app.status()


async def test_today_tells_the_leader_what_waits_and_leads_there(hall: Hall) -> None:
    extension(hall, take(hall))
    refusal = take(hall)
    with hall.act(CLERK) as work:
        cases.decline(work, refusal, "不符合政策", important=True)
    app = CaseApp(hall, TodayScreen, LEADER)
    async with app.run_test(size=(80, 24)):
        assert any("待您审批 2" in row and "延期 1" in row and "不予办理 1" in row for row in app.rows())
        await app.by_hand("6")
        assert isinstance(app.screen, ApprovalsScreen)
        await app.by_hand("down", "1", "1", "escape")
        assert not any("待您审批" in row for row in app.rows())
    assert look(hall, refusal).life.state == "refused"


# -- from the case -------------------------------------------------------------------------------


async def test_a_case_is_extended_from_its_own_screen_and_shows_both_dates(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), CLERK)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("4", *"x", "enter")
        assert "数字" in app.status()
        await app.by_hand("backspace", *"3", "enter", *WHY, "enter")
        assert "批了才延期" in app.status()
        await app.by_hand("right")
        assert isinstance(app.screen, ApprovalsScreen)
        assert any(WHY in row for row in app.rows())
        with hall.look() as connection:
            waiting = reading.waiting_for(hall, connection, LEADER)
        with hall.act(LEADER) as work:
            acts.approve(work, waiting[0].id)
        await app.by_hand("escape", "right")
        assert "没有等领导批" in app.status()
    app = CaseApp(hall, lambda: CaseScreen(case), CLERK)
    async with app.run_test(size=(80, 40)):
        assert any("原定办结" in row and "11-27 18:00" in row for row in app.rows())
        assert any("12-02 18:00" in row for row in app.rows())


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("7", "1", *"资料不实", "enter"), "returned"),
        (("7", "2", *"不符合政策", "enter", "enter"), "refused"),
        (("7", "3", *"不符合政策", "enter", *"改申请救助", "enter"), "awaiting-approval"),
    ],
)
async def test_seven_says_no_in_the_ways_there_are(hall: Hall, keys: tuple[str, ...], wanted: str) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), CLERK)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*keys)
    assert look(hall, case).life.state == wanted


async def test_unclear_law_is_marked_and_the_answer_noted_before_it_goes_up(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), CLERK)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("7", "4", *"新旧文件不一", "enter")
        await app.by_hand("7", "2")
        assert "报分管负责人" in app.status()
        await app.by_hand("7", "5", *"王科长", "enter", *"没有依据", "enter")
        await app.by_hand("7", "3", *"没有依据", "enter", "enter")
    assert look(hall, case).life.state == "awaiting-approval"


async def test_a_case_is_submitted_and_made_special_under_more(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), CLERK)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9")
        at = next(row.split()[0] for row in app.rows() if "特事特办" in row)
        await app.by_hand(at, "5", "1", *"病危等用", "enter")
        await app.by_hand("9", at, "4", "enter")
    assert look(hall, case).life.state == "awaiting-approval"
    with hall.look() as connection:
        assert {each.matter for each in reading.every_open(connection)} == {"special", "decision"}


# -- the register ----------------------------------------------------------------------------------


async def test_every_refusal_stands_in_the_register_and_a_month_of_it_is_a_paper(hall: Hall) -> None:
    for act, reason in ((cases.refuse, "不符合政策"), (cases.return_, "资料不实")):
        case = take(hall)
        with hall.act(CLERK) as work:
            act(work, case, reason)
    app = CaseApp(hall, VetoesScreen, "01")
    async with app.run_test(size=(80, 24)):
        rows = [row for row in app.rows() if "2026-000" in row]
        assert ["资料不实" in rows[0], "不符合政策" in rows[1], "2026-0002" in rows[0]] == [True] * 3
        await app.by_hand("0")
        assert isinstance(app.screen, SheetScreen)
        assert any("否定报备登记表" in row for row in app.rows())
        await app.by_hand("escape", "enter")
        assert isinstance(app.screen, CaseScreen)


async def test_f9_says_by_which_article_who_decides(hall: Hall) -> None:
    extension(hall, take(hall))
    app = CaseApp(hall, ApprovalsScreen, LEADER)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("f9")
        shown = "\n".join(app.rows())
        assert "由分管领导审批" in shown
        assert "延期由分管领导批准" in shown
        assert "提请人不能审批自己提请的" in shown
