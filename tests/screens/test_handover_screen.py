"""交接 at the keyboard: handed over with two PINs, taken back, minutes away, stepping in, a changed list, a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.approvals.acts import approve
from counter.domain.attendance.leave.asking import ask_leave
from counter.domain.attendance.leave.checks import Wish
from counter.domain.attendance.leave.stand_in import agree_stand_in
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.posts import changing, handing, seals
from counter.screens.kit.why import WhyScreen
from counter.screens.posts.handover import HandoverScreen
from counter.screens.posts.keeping import SealsScreen, ThingsScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import clock_of, make_hall
from tests.hands import do, take
from tests.screens.counter_app import (
    CLERK,
    COLLEAGUE,
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
from tests.signing import PIN

pytestmark = pytest.mark.usefixtures("terminal")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    made = ready(make_hall(tmp_path, at="2026-11-20T09:00:00"))
    take(made)
    take(made, "X-007")
    return made


def answers(hall: Hall) -> tuple[str, str]:
    with hall.look():
        answer = hall.answering("MZ")
    return answer.who, answer.because


@pytest.mark.rule("S13.8", "S13.12")
async def test_a_post_is_handed_over_and_taken_back_with_both_pins_at_one_screen(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4")
        assert isinstance(app.screen, HandoverScreen)
        assert "A岗 张丽  B岗 陈勇" in text(app) and "在办件 2" in text(app) and "印章 1" in text(app)
        await press(app, "enter")
        assert isinstance(app.screen, AskScreen) and "清单校验码" in text(app) and "12 陈勇" in text(app)
        await press(app, "enter", "1", "县局周一回电", "enter", PIN, "enter", "000000", "enter")
        assert "陈勇：密码不对" in status(app) and answers(hall) == (CLERK, "A")
        clock_of(hall).forward(minutes=5)
        await press(app, PIN, "enter", PIN, "enter")
        assert isinstance(app.screen, HandoverScreen), text(app)
        assert answers(hall) == (COLLEAGUE, "handed-over")
        assert "陈勇负责" in status(app) and "已交接" in text(app)
        assert too_wide(app) == []
        await press(app, "0")
        assert isinstance(app.screen, SheetScreen) and "交接单" in text(app)
        await press(app, "escape", "f9")
        assert isinstance(app.screen, WhyScreen) and "由陈勇负责" in text(app)
        await press(app, "escape")
        clock_of(hall).forward(minutes=5)
        take(hall, "X-002", by=COLLEAGUE)
        await press(app, "f4", "1", "空白票据少1本", "enter", "enter", PIN, "enter", PIN, "enter")
        assert answers(hall) == (CLERK, "A"), text(app)
        await press(app, "0")
        first = text(app)
        await press(app, "pagedown")
        assert "空白票据少1本" in text(app) and "试验即办事项" in first + text(app)
        assert unexpected(app) == []


async def test_b_confirms_at_another_screen_what_a_offered(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "enter", "enter", "1", "enter", PIN, "enter", "enter")
        assert "等另一位" in status(app) and "等陈勇确认" in text(app)
        assert answers(hall) == (CLERK, "A")
    clock_of(hall).forward(minutes=1)
    other = app_of(hall)
    async with other.run_test(size=(80, 24)):
        await sign_on(other, COLLEAGUE)
        await press(other, "f4")
        assert "张丽 → 陈勇，按 Enter 看清单确认" in text(other)
        await press(other, "enter", "enter", PIN, "enter")
        assert answers(hall) == (COLLEAGUE, "handed-over"), text(other)
        assert unexpected(other) == []


async def test_a_list_that_changed_is_drawn_anew_and_the_change_named(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "enter", "enter", "1", "周一回电", "enter", PIN, "enter")
        take(hall)
        await press(app, PIN, "enter")
        assert isinstance(app.screen, HandoverScreen)
        assert "清单刚才变了：多了 在办件" in status(app) and "在办件 3" in text(app)
        assert answers(hall) == (CLERK, "A")
        clock_of(hall).forward(minutes=1)
        await press(app, "enter")
        assert "周一回电" in text(app), "what was typed before the list changed is there again"
        await press(app, "enter", "enter", "enter", PIN, "enter", PIN, "enter")
        assert answers(hall) == (COLLEAGUE, "handed-over")
        assert hall.rows("SELECT note, ground FROM handover")[0] == ("周一回电", "leave")


async def test_who_cannot_take_a_post_is_refused_where_the_name_is_typed(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "enter", "张丽", "enter")
        assert "不能把民政岗交给自己" in status(app) and "张丽密码" in text(app)
        await press(app, "escape")
        assert answers(hall) == (CLERK, "A")


async def test_what_was_typed_stays_where_esc_was_pressed(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "enter", "enter", "2", "周一回电", "escape")
        assert isinstance(app.screen, HandoverScreen)
        await press(app, "enter", "王", "escape", "enter")
        assert "周一回电" in text(app) and "公出" in text(app) and "12 陈勇" in text(app)
        await press(app, "enter", "enter", "enter", PIN, "enter", PIN, "enter")
        assert hall.rows("SELECT note, ground FROM handover")[0] == ("周一回电", "trip")
        clock_of(hall).forward(minutes=5)
        await press(app, "1")
        assert "周一回电" not in text(app), "nothing of it in the next form"


async def test_the_second_one_sees_what_the_first_one_counted(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", COLLEAGUE, by=CLERK)
    clock_of(hall).forward(minutes=1)
    do(hall, handing.take_back, "MZ", ["空白票据少1本"], "存根在柜里", by=CLERK, confirmed=False)
    clock_of(hall).forward(minutes=1)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(app, "f4", "enter")
        assert "返岗收回 民政岗 陈勇 交 张丽" in text(app)
        assert "对方写的清点差异：空白票据少1本" in text(app) and "留言：存根在柜里" in text(app)
        assert too_wide(app) == []


async def test_what_was_said_last_is_gone_after_another_place_and_what_waits_comes_first(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(app, "f4", "4", "排了十几人", "enter")
        assert "由您负责" in status(app)
        await press(app, "right", "f3")
        clock_of(hall).forward(minutes=1)
        do(hall, handing.take_back, "MZ", by=CLERK, confirmed=False)
        await press(app, "f4")
        assert status(app) == "" and "按 Enter 看清单确认" in text(app)
        assert "10交接单" not in text(app) and "0交接单" in text(app), "every key stands in the menu"


@pytest.mark.rule("S13.2", "S13.3")
async def test_minutes_away_take_two_keys_and_stepping_in_two_keys_and_a_note(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4")
        await press(app, "3", "enter")
        assert answers(hall) == (COLLEAGUE, "handed-over") and "陈勇负责" in status(app)
        assert "现在由陈勇负责（短时离开 11-20 09:00）" in text(app)
        clock_of(hall).forward(minutes=9)
        await press(app, "3")
        assert answers(hall) == (CLERK, "A")
        clock_of(hall).forward(minutes=1)
    other = app_of(hall)
    async with other.run_test(size=(80, 24)):
        await sign_on(other, COLLEAGUE)
        await press(other, "f4", "4", "排了十几人", "enter")
        assert answers(hall) == (COLLEAGUE, "stepped-in"), text(other)
        await press(other, "4")
        assert "不用顶岗" in status(other)
        await press(other, "8")
        assert "由中心主任" in status(other)


@pytest.mark.rule("S13.2")
async def test_minutes_away_are_refused_before_the_form_where_the_form_could_not_be_sent(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", COLLEAGUE, by=CLERK)
    clock_of(hall).forward(minutes=1)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(app, "f4", "3")
        assert isinstance(app.screen, HandoverScreen), text(app)
        assert "短时离开不能再交给第三人" in status(app) and "按 1 交还" in status(app)
    assert answers(hall) == (COLLEAGUE, "handed-over")
    do(hall, handing.take_back, "MZ", by=CLERK)
    clock_of(hall).forward(minutes=1)
    post = hall.post("MZ")
    do(hall, changing.set_post, "MZ", post.name, post.window, CLERK, "", by="01")
    clock_of(hall).forward(minutes=1)
    other = app_of(hall)
    async with other.run_test(size=(80, 24)):
        await sign_on(other)
        await press(other, "f4", "3")
        assert isinstance(other.screen, HandoverScreen) and "还没有B岗" in status(other), text(other)


@pytest.mark.rule("S13.5")
async def test_b_notes_whom_he_received_and_a_answers(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", COLLEAGUE, by=CLERK)
    clock_of(hall).forward(minutes=1)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(app, "f4", "5", "孙大爷", "enter", "15400010009", "enter", "问低保复核", "enter", "enter")
        assert isinstance(app.screen, SheetScreen) and "B岗接待记录" in text(app)
        await press(app, "escape")
        await at_rest(app)
        assert "A岗答复" in text(app) and "孙大爷" in text(app)
    do(hall, handing.take_back, "MZ", by=CLERK)
    other = app_of(hall)
    async with other.run_test(size=(80, 24)):
        await sign_on(other)
        await press(other, "f4")
        row = other.screen.list.current  # type: ignore[attr-defined]
        assert row.reception and row.part == "A岗答复"
        await press(other, "5")
        assert "孙大爷  电话 15400010009" in text(other) and "事由：问低保复核" in text(other)
        await press(other, "电话告知带存折", "enter")
        assert "答复已登记" in status(other) and "孙大爷" not in text(other)


async def test_a_call_for_leave_is_entered_by_the_comprehensive_window(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DESK)
        await press(app, "f4")
        while app.screen.which != "MZ":  # type: ignore[attr-defined]
            await press(app, "right")
        await press(app, "2")
        assert "谁请假" in text(app) and CLERK in text(app) and "2026-11-20 08:30" in text(app)
        await press(
            app, "enter", "2", "20上午", "enter", "当天上午", "enter", "enter", "发烧", "enter", "enter", "enter"
        )
        assert "已代录 QJ-0001（0.5天）：民政岗此刻起由陈勇负责" in status(app), text(app)
        assert answers(hall)[0] == COLLEAGUE
    assert "ask-leave" in verbs(hall)


@pytest.mark.rule("S33.15")
async def test_a_confirms_the_list_of_a_call_on_the_return(hall: Hall) -> None:
    wish = Wish(
        "sick", clock_of(hall).moment, at("2026-11-20T12:00:00"), "发烧", COLLEAGUE, by_phone=True, person=CLERK
    )
    do(hall, ask_leave, wish, by=DESK)
    clock_of(hall).forward(minutes=90)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4")
        assert "11-20 09:00 电话请假时交给陈勇，按 Enter 确认清单" in text(app), text(app)
        take(hall, by=COLLEAGUE)
        await press(app, "enter")
        assert "电话请假代录 民政岗 张丽 交 陈勇：当时共 3 项" in text(app), text(app)
        await press(app, "存折不在柜里", "enter", PIN, "enter")
        assert isinstance(app.screen, HandoverScreen), text(app)
        assert "电话请假时交给" not in text(app) and unexpected(app) == []
        assert "清单已确认" in status(app) and "现在由陈勇负责，按 1 收回" in status(app)
        await press(app, "0", "pagedown")
        assert "清点差异：存折不在柜里。" in text(app)
    assert hall.rows("SELECT confirmed_giver IS NOT NULL FROM handover WHERE kind = 'by-phone'")[0][0] == 1


async def test_who_may_not_enter_a_call_is_told_before_the_form(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(app, "f4", "2")
        assert isinstance(app.screen, HandoverScreen) and "由综合窗口代录" in status(app)


async def test_seals_are_lent_and_things_noted(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "6")
        assert isinstance(app.screen, SealsScreen) and "受理专用章（民政）" in text(app)
        since = [line for line in text(app).splitlines() if "受理专用章" in line]
        assert since and all("在岗位" in line and "建厅以来" in line for line in since), "each since when"
        while app.screen.row().post != "MZ":
            await press(app, "down")
        await press(app, "1")
        await press(app, "08", "enter", "下村", "enter", "enter")
        assert "已借出" in status(app), text(app)
        await press(app, "2")
        assert "已归还" in status(app)
        await press(app, "2")
        assert "没有借出" in status(app)
        await press(app, "3")
        assert isinstance(app.screen, SealsScreen) and "指定代管人，请他们办理" in status(app)
        while app.screen.row().post == "MZ":
            await press(app, "down")
        await press(app, "1")
        assert isinstance(app.screen, SealsScreen) and "手里" in status(app)
        await press(app, "escape", "7")
        assert isinstance(app.screen, ThingsScreen)
        await press(app, "1")
        await press(app, "1", "民政一卡通", "enter", "enter")
        assert "已登记" in status(app) and "民政一卡通" in text(app)
        await press(app, "2")
        await press(app, "0", "enter", "交回县局", "enter")
        assert "民政一卡通" not in text(app)
        await press(app, "escape")
        assert unexpected(app) == []


@pytest.mark.rule("S13.14")
async def test_the_director_sees_who_left_without_handing_over(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "f4", "9")
        assert isinstance(app.screen, SheetScreen) and "没有未交接就离岗的" in text(app)


async def test_the_foot_of_a_paper_stands_with_what_is_over_it(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", COLLEAGUE, by=CLERK)
    clock_of(hall).forward(minutes=1)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(
            app, "f4", "5", "孙大爷", "enter", "15400010009", "enter", "问低保复核", "enter", "没有底册", "enter"
        )
        assert "15400010009" in text(app), "whom to call, whole: A has only this paper"
        await press(app, "pagedown")
        assert "A岗 签名" in text(app) and "第 2 页，共 2 页" in text(app), text(app)


async def test_a_case_says_for_whom_b_did_it_at_80_columns(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", COLLEAGUE, by=CLERK)
    clock_of(hall).forward(minutes=1)
    take(hall, by=COLLEAGUE)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, COLLEAGUE)
        await press(app, "f3", "tab", "end", "enter")
        received = next(line for line in text(app).splitlines() if " 收件 " in line and "11-20" in line)
        assert "陈勇" in received and "（代张丽）窗口" in received, text(app)


async def test_f9_of_a_seal_tells_through_whose_hands_it_went(hall: Hall) -> None:
    do(hall, seals.lend_seal, "受理专用章（民政）", "08", "下村", by=CLERK)
    clock_of(hall).forward(minutes=30)
    do(hall, seals.return_seal, "受理专用章（民政）", by=CLERK)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "6")
        while app.screen.row().post != "MZ":
            await press(app, "down")
        await press(app, "f9")
        told = text(app)
        assert "11-20 09:00 借出" in told and "张丽 → 王强" in told and "下村" in told, told
        assert "11-20 09:30 归还" in told


@pytest.mark.rule("S13.2")
async def test_f9_tells_who_answered_before_and_when(hall: Hall) -> None:
    clock_of(hall).forward(minutes=20)
    do(hall, handing.hand_over, "MZ", COLLEAGUE, by=CLERK)
    clock_of(hall).forward(minutes=40)
    do(hall, handing.take_back, "MZ", by=CLERK)
    clock_of(hall).forward(minutes=5)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4", "f9")
        told = text(app)
        assert "11-20 10:00 至 现在  张丽（A岗在岗）" in told, told
        assert "11-20 09:20 至 11-20 10:00  陈勇（已交接）" in told


@pytest.mark.rule("S33.19")
async def test_the_working_day_before_a_leave_its_handover_is_asked_for_here_too(hall: Hall) -> None:
    wish = Wish("private", at("2026-11-23T08:30:00"), at("2026-11-23T18:00:00"), "家中有事", COLLEAGUE)
    asked = do(hall, ask_leave, wish, by=CLERK)
    do(hall, agree_stand_in, asked.id, by=COLLEAGUE)
    do(hall, approve, asked.approval_id, by="02")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        await press(app, "f4")
        assert "张丽已批假 QJ-0001 11-23 08:30起，走之前请交接" in text(app), text(app)
        await press(app, "enter")
        assert "回车＝请假" in text(app) or "原因           › 请假" in text(app), "the ground is filled in"
        await press(app, "escape")
        clock_of(hall).set("2026-11-23T08:40:00")
        await press(app, "f3", "f4")
        assert "张丽请假 QJ-0001 11-23 08:30起，没有交接；回来以前由陈勇负责。" in text(app), text(app)
