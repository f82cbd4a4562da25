"""One case on the screen: what it shows, its acts, mending, conflicts, whole numbers, papers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import Change, correct
from counter.domain.casework.batches import rosters
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.events import read
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.journal import raw_entries
from counter.papers import printer
from counter.screens.batches.roster import RosterScreen
from counter.screens.case.screen import CaseScreen
from counter.screens.kit.why import WhyScreen
from counter.screens.shared.sheet import SheetScreen
from counter.screens.shared.tick import TickScreen
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.screens.case_app import LI, kinds, look, one, shown, take
from tests.screens.rest import at_rest
from tests.signing import PIN, give_pin

# -- one case ----------------------------------------------------------------------------------


async def test_one_case_shows_facts_papers_and_life_in_straight_columns(hall: Hall) -> None:
    agent = Who("李小红", phone="15400010009", relation="女儿", authority="委托书")
    brought = Brought(have=(APPLY, CARD), forgot=(INCOME,), promised_later=(PHOTO,))
    case = take(hall, who=LI, agent=agent, brought=brought)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        text = "\n".join(app.rows())
        assert "申请人   李国强  5119**********9979" in text
        assert "经办人   李小红（女儿，委托书）" in text
        assert re.search(r"3 收入证明 +有未带", text)
        assert "11-20 08:30 一次告知，待补 张丽     收入证明、照片" in text
        assert {cell_len(row) <= 80 for row in app.rows()} == {True}
        starts = {
            cell_len(row[: row.index(mark)]) for row in app.rows() for mark in (" 1 申请表", " 2 身份证") if mark in row
        }
        assert len(starts) == 1


async def test_what_was_done_last_stands_first_and_what_waits_for_the_leader_is_named(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-23T09:00:00")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("4", "3", "enter", *"派出所外出", "enter")
        rows = app.rows()
        life = rows[next(at for at, row in enumerate(rows) if row.startswith("经过")) + 1 :]
        assert re.match("11-23 09:00 提请延期 +张丽 +3个工作日，派出所外出", life[0])
        assert [row[:5] for row in life[:3]] == ["11-23", "11-20", "11-20"]
        assert "等领导批 延期，11-23 09:00报（按右键看" in "\n".join(rows)
        await app.by_hand("4")
        assert app.status().endswith("还没有批下来。要改的，先到“审批”里撤回。")


@pytest.mark.rule("S05.6")
async def test_what_came_is_ticked_and_the_clock_begins(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,), promised_later=(PHOTO,)))
    clock_of(hall).set("2026-11-23T09:00:00")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "2", "enter")
        assert look(hall, case).life.missing == (PHOTO,)
        assert app.status() == "已登记补来的材料。还缺：照片。"
        await app.by_hand("1", "enter")
        assert app.status() == "已登记补来的材料。11-30 18:00前办结。承诺件受理通知书按 0 打印。"
        assert look(hall, case).life.state == "accepted"
        assert "承诺办结 11-30 18:00" in "\n".join(app.rows())


async def test_what_is_still_owed_stands_with_its_day_in_a_stop_and_after_the_decision(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD, INCOME)), gaps="go-on")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        assert "容缺后补 11-27 18:00前  照片" in "\n".join(app.rows())
        with hall.act("07") as work:
            cases.stop(work, case, "现场踏勘")
        await app.by_hand("0", "escape")
        assert "容缺后补 恢复计时后再定  照片" in "\n".join(app.rows())
        with hall.act("07") as work:
            cases.decide(work, case)
        await app.by_hand("0", "escape")
        rows = "\n".join(app.rows())
        assert "送达结果 12-04 18:00前" in rows and "容缺后补 11-27 18:00前  照片" in rows
        with hall.act("07") as work:
            cases.deliver(work, case)
        await app.by_hand("0", "escape")
        assert "送达结果" not in "\n".join(app.rows())


async def test_what_was_never_accepted_is_called_by_its_end_and_what_is_weighed_promises_nothing(hall: Hall) -> None:
    back = take(hall, returning="户口不在本镇")
    app = one(hall, back)
    async with app.run_test(size=(80, 24)):
        assert re.search("类型 +退回件", "\n".join(app.rows()))
    app = one(hall, take(hall, weigh="情况说不清"))
    async with app.run_test(size=(80, 24)):
        rows = "\n".join(app.rows())
        assert re.search("类型 +受理时定", rows)
        assert "退件判断 11-25 18:00前" in rows and "承诺办结" not in rows


async def test_nothing_ticked_saves_nothing(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "space", "down", "space", "enter")
        assert app.status() == "没有勾选材料，没有登记。"
        assert kinds(hall, case) == ["received", "noticed"]


async def test_what_is_not_possible_now_says_why(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2")
        assert app.status() == "材料还没有齐，先按 1 补齐：收入证明、照片。"
        await app.by_hand("3")
        assert app.status() == "这件现在是“待补”，不能领取。请先登记补来的材料。"


async def test_a_case_of_another_post_says_whose_it_is(hall: Hall) -> None:
    case = take(hall, "X-005", by="08")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        for key in ("2", "8", "9"):
            await app.by_hand(key)
            assert "这件属于社保就业岗（A岗王强、B岗邹燕）" in app.status()


async def test_digits_typed_ahead_at_once_are_acts_and_no_number(hall: Hall) -> None:
    """As a quick hand sends them, or a machine that was busy: 9 and 3 are 更多 and 撤回."""
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        for sign in "93":
            app.post_message(events.Key(sign, sign))
        await at_rest(app)
        assert "撤回" in "".join(app.rows())


async def test_a_digit_alone_finishes_nothing(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "2")
        assert "准予，当场交给本人，按回车" in "\n".join(app.rows())
        assert kinds(hall, case) == ["received", "accepted"]


async def test_f9_in_a_form_explains_the_case_it_is_about(hall: Hall) -> None:
    app = one(hall, take(hall))
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "f9")
        assert isinstance(app.screen, WhyScreen)
        assert "11-27 周五 第5日" in "\n".join(app.rows())


@pytest.mark.parametrize(
    ("keys", "state", "to"),
    [
        ("1enter", "awaiting-collection", None),
        ("2enter", "delivered", "本人"),
        ("12enter", "delivered", "本人"),
        ("3enter李明enter", "delivered", "李明"),
    ],
)
async def test_finishing_leaves_it_to_be_collected_or_hands_it_out(
    hall: Hall, keys: str, state: str, to: str | None
) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", *re.findall("enter|.", keys))
        after = look(hall, case)
        assert after.life.state == state
        assert after.events[-1].data.get("to") == to


async def test_the_result_is_handed_to_the_applicant_by_one_enter(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07") as work:
        cases.decide(work, case)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("3", "enter")
        assert look(hall, case).events[-1].data == {"to": "李国强"}


@pytest.mark.rule("S54.3")
async def test_where_the_hall_keeps_a_seal_the_last_step_is_the_stamp(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": True})
    decided, fresh = take(hall), take(hall)
    with hall.act("07") as work:
        cases.decide(work, decided)
    for case in (decided, fresh):
        app = one(hall, case)
        async with app.run_test(size=(80, 24)):
            await app.by_hand("2", "1", "enter")
        assert kinds(hall, case) == ["received", "accepted", "decided", "stamped"]


# -- mending -----------------------------------------------------------------------------------


async def test_a_correction_of_the_same_day_needs_nobody_else(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8", "8", *"核实过", "enter", *"漏写", "enter")
        event = look(hall, case).events[-1]
        assert (event.kind, event.data["now"], event.data["reason"]) == ("corrected", {"note": "核实过"}, "漏写")
        assert "备注：（空） 改为 核实过" in "\n".join(app.rows())


async def test_later_the_agreeing_person_enters_number_and_pin(hall: Hall) -> None:
    case = take(hall)
    give_pin(hall, "01")
    clock_of(hall).set("2026-11-23T09:00:00")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "2", *"重复", "enter", *"01", "enter", *"111111", "enter")
        assert "密码不对" in app.status()
        assert look(hall, case).life.state == "accepted"
        clock_of(hall).forward(minutes=5)
        await app.by_hand(*PIN, "enter")
        after = look(hall, case)
        assert after.life.state == "void"
        assert after.events[-1].data == {"reason": "重复", "agreed_by": "01"}


async def test_another_item_is_found_ticked_and_reckoned_anew(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "1", *"试验", "enter")
        assert "有几个" in app.status()
        await app.by_hand(*["backspace"] * 2, *"X-003", "enter")
        assert isinstance(app.screen, TickScreen)
        await app.by_hand("enter", "enter")
        assert look(hall, case).item.code == "X-003"
        assert "试验联办事项" in "\n".join(app.rows())


@pytest.mark.parametrize(
    ("keys", "state"),
    [(("9", "3", "enter"), "withdrawn"), (("7", "1", "不", "符", "enter"), "returned")],
)
async def test_the_rarer_ends(hall: Hall, keys: tuple[str, ...], state: str) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*keys)
        assert look(hall, case).life.state == state


async def test_what_was_typed_into_a_form_that_was_left_is_there_again_for_that_case_alone(hall: Hall) -> None:
    case, other = take(hall), take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("7", "1", *"材料不符", "escape")
        app.push_screen(CaseScreen(other))
        await app.by_hand("7", "1")
        assert "材料不符" not in shown(app)
        await app.by_hand("escape", "escape", "7", "1")
        assert "材料不符" in shown(app) and "上次没填完的还在" in app.status()
        await app.by_hand(*"合", "enter")
        said = [each.data["reason"] for each in look(hall, case).events if each.kind == "returned"]
        assert said == ["材料不符合"]


@pytest.mark.parametrize(
    ("keys", "now"),
    [
        (("1", "李国墙", "enter", "enter"), {"name": "李国墙"}),
        (("2", "1", *"15400010077", "enter", "enter"), {"phone": "15400010077"}),
        (("2", "2", "enter"), {"phone": ""}),
        (("3", "石桥村", "enter", "1", "enter", "enter"), {"village": "石桥村", "group": "1"}),
        (("3", "石桥", "enter", "1", "enter", "enter"), {"village": "石桥村", "group": "1"}),
        (("3", "外地", "enter", "enter", "enter"), {"village": "外地"}),
        (("4", "王秀芳", "enter", "enter", "enter", "enter", "enter", "enter"), {"applicant": "王秀芳"}),
        (("5", "李小宝", "enter", "enter", "enter", "enter"), {"subject": "李小宝"}),
        (
            ("6", "李红", "enter", "enter", "enter", "女儿", "enter", "enter", "enter"),
            {"agent": "李红", "relation": "女儿"},
        ),
        (("7", "2", "enter"), {"channel": "village"}),
        (("9", "2", "3", "enter"), {f"marks {CARD}": "复印件"}),
    ],
)
async def test_every_correction_has_its_form(hall: Hall, keys: tuple[str, ...], now: dict[str, str]) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        typed = [key for each in keys for key in ([each] if each.isascii() else each)]
        await app.by_hand("8", *typed)
        assert look(hall, case).events[-1].data.get("now") == now


AGENT = Who("李小红", phone="15400010009", relation="女儿", authority="委托书")


@pytest.mark.parametrize(
    ("keys", "now"),
    [
        (("1", "enter", "enter", "enter", "儿媳", "enter", "enter", "enter"), {"relation": "儿媳"}),
        (
            ("1", "enter", "enter", *"15400010008", "enter", "enter", "enter", "enter"),
            {"agent": "李小红 15400010008"},
        ),
        (("2", "李红", "enter", "enter", "enter", "侄女", "enter", "enter", "enter"), {"agent": "李红"}),
        (("3", "enter"), {"agent": ""}),
    ],
)
async def test_an_agent_that_stands_is_kept_unless_changed_or_taken_away(
    hall: Hall, keys: tuple[str, ...], now: dict[str, str]
) -> None:
    case = take(hall, agent=AGENT)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8", "6", *(key for each in keys for key in ([each] if each.isascii() else each)))
        found = look(hall, case)
        assert now.items() <= found.events[-1].data["now"].items()
        assert bool(found.row["agent_id"]) == (now.get("agent") != "")


async def test_enter_all_the_way_keeps_the_agent(hall: Hall) -> None:
    agent = Who("李小红", id_no="511923198502139979", phone="15400010009", relation="女儿", authority="委托书")
    case = take(hall, agent=agent)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8", "6", "1")
        assert "511923198502139979" not in "\n".join(app.rows())
        await app.by_hand(*["enter"] * 6)
        assert app.status() == "没有要更正的内容，和原来一样。"
        assert kinds(hall, case) == ["received", "accepted"]


async def test_a_subject_goes_only_where_that_is_chosen(hall: Hall) -> None:
    case = take(hall, subject=Who("李小宝"))
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8", "5", "1", "enter")
        assert app.status() == "“办理对象姓名”不能空着，请填写。"
        await app.by_hand("escape", "8", "5", "2", "enter")
        assert look(hall, case).row["subject_id"] is None


async def test_the_receipt_of_collected_money_is_corrected(hall: Hall) -> None:
    case = take(hall, money=cases.Money(40_000, "微信", "0099"))
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8", "1", "0", "enter", "1")
        await app.by_hand("enter", *"0100", "enter", "1", "enter", "enter")
        assert look(hall, case).events[-1].data["was"] == {"receipt": "0099", "paid_by": "微信"}
        text = "\n".join(app.rows())
        assert "400.00元  现金  票据 0100" in text
        assert "代收票据号：0099 改为 0100" in text


async def test_a_fee_paid_later_is_noted_from_the_case(hall: Hall) -> None:
    case = take(hall, "X-007")
    app = one(hall, case)

    async def choose(*titles: str) -> None:
        for title in titles:
            row = next(row for row in app.rows() if title in row)
            await app.by_hand(row.split()[0])
            if any(title in row for row in app.rows()):
                await app.by_hand("enter")  # of more than nine choices Enter decides

    async with app.run_test(size=(80, 24)):
        await app.by_hand("9")
        await choose("材料和收费", "收费（登记")
        await app.by_hand("enter", "enter", *"77", "enter", "enter")
        assert app.status() == "已登记收费。收费票据按 0 打印。"
        assert "10.00元  现金  票据 77" in "\n".join(app.rows())
        await app.by_hand("9")
        await choose("材料和收费")
        assert "收费（登记" not in "\n".join(app.rows())


# -- the clock, and what is asked for besides --------------------------------------------------------


async def test_a_survey_stops_the_clock_and_its_end_lets_it_go_on(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "6", "2", "1", "3", "enter", "enter")
        assert app.status() == "已暂停计时。暂停计时告知书按 0 打印。"
        assert look(hall, case).life.stopped
        assert "状态     已受理，已暂停计时" in "\n".join(app.rows())
        assert "暂停     现场踏勘（11-20起），恢复后" in "\n".join(app.rows())
        await app.by_hand("9", "6", "3", *"没有异议", "enter")
        assert "现场踏勘结束，没有异议" in "\n".join(app.rows())
        assert app.status() == "已恢复计时。11-27 18:00前办结。恢复计时告知书按 0 打印。"
        assert "暂停" not in "".join(row for row in app.rows() if row.startswith("状态"))
        assert not look(hall, case).life.stopped
        await app.by_hand("9", "6", "3")
        assert app.status() == "这件没有暂停计时，不用恢复。"


async def test_what_was_only_taken_in_is_examined_by_ticking(hall: Hall) -> None:
    case = take(hall, unexamined=True)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        assert any(row.startswith("一次告知 11-") and "前" in row[:40] for row in app.rows())
        await app.by_hand("9", "6", "1", "3", "enter")
        assert not any(row.startswith("一次告知") for row in app.rows())
        life = look(hall, case).life
        assert (life.state, life.missing) == ("awaiting-materials", (INCOME,))


async def test_what_was_weighed_is_accepted_with_the_opinion(hall: Hall) -> None:
    case = take(hall, "X-006", weigh="涉及新规划")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "6", "5", *"符合规划", "enter")
        assert app.status() == "已受理。11-23 18:00前办结。承诺件受理通知书按 0 打印。"
        assert look(hall, case).life.state == "accepted"


async def test_an_instant_case_is_promised_and_more_is_asked_for(hall: Hall) -> None:
    case = take(hall, "X-002")
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "6", "4", "enter")
        assert look(hall, case).life.kind == "promised"
        await app.by_hand("9", "7", "1", *"户口簿", "enter", "4", "enter")
        assert app.status() == "已登记补充要求。补充材料告知书按 0 打印。"
        assert look(hall, case).life.owed == ("户口簿",)


async def test_after_the_decision_the_original_goes_back_and_the_case_to_the_file(hall: Hall) -> None:
    case = take(hall, marks=((INCOME, "暂存原件"),))
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "1", "enter", "3", "enter")
        assert app.status() == f"已登记领取。暂存的原件还没有退还：{INCOME}，按 9、8、2 退还。"
        await app.by_hand("9", "8", "5")
        assert "还有暂存的原件没有退还" in app.status()
        await app.by_hand("9", "8", "2", "enter", "enter")
        assert look(hall, case).life.custody == ()
        await app.by_hand("9", "8", "3", "1", "enter", "enter")
        await app.by_hand("9", "8", "5")
        assert "归了档，不能再评价" in "\n".join(app.rows())
        assert look(hall, case).life.state == "reviewed"
        await app.by_hand("enter")
        assert look(hall, case).life.state == "archived"


async def test_its_number_above_is_noted_beside_what_is_typed_there(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "8", "6")
        assert "证件号码：511923197201019979" in "\n".join(app.rows())
        await app.by_hand(*"SC1", "enter")
        assert look(hall, case).life.entered_above == "SC1"
        assert "平台编号" in "\n".join(app.rows())


# -- two at once, whole numbers, why, papers -------------------------------------------------------


async def test_what_another_clerk_did_meanwhile_is_shown_and_nothing_overwritten(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "3")
        clock_of(hall).set("2026-11-20T09:31:00")
        with hall.act("12") as work:
            cases.decide(work, case)
        await app.by_hand("enter")
        assert app.status() == "陈勇 09:31 已经办了“准予办理”，您这一笔没有存。请看最新内容。"
        assert kinds(hall, case) == ["received", "accepted", "decided"]
        assert "待领" in "\n".join(app.rows())


async def test_a_case_corrected_while_papers_are_ticked_is_not_overwritten(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1")
        with hall.act("12") as work:
            correct(work, case, Change(note="核实"), "补记", "01")
        await app.by_hand("enter")
        assert "陈勇" in app.status()
        assert kinds(hall, case) == ["received", "noticed", "corrected"]


async def test_whole_numbers_are_journalled_once_a_day(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("tab")
        assert "511923197201019979" in "\n".join(app.rows())
        assert "15400010001" in "\n".join(app.rows())
        await app.by_hand("tab")
    again = one(hall, case)
    async with again.run_test(size=(80, 24)):
        await again.by_hand("tab")
        assert "511923197201019979" in "\n".join(again.rows())
    with hall.look() as connection:
        assert [each["verb"] for each in raw_entries(connection)].count("reveal") == 1
    other = one(hall, case, "12")
    async with other.run_test(size=(80, 24)):
        await other.by_hand()
        assert "511923197201019979" not in "\n".join(other.rows())


async def test_f9_tells_every_day(hall: Hall) -> None:
    app = one(hall, take(hall))
    async with app.run_test(size=(80, 24)):
        await app.by_hand("f9")
        assert isinstance(app.screen, WhyScreen)
        assert "11-27 周五 第5日" in "\n".join(app.rows())
        await app.by_hand("escape")
        assert isinstance(app.screen, CaseScreen)


async def test_a_paper_is_shown_printed_and_marked_when_printed_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "submit", lambda *args, **more: printer.Job("lq-12"))
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("0")
        assert isinstance(app.screen, SheetScreen)
        await app.by_hand("0")
        assert "已交给打印机" in app.status()
        await app.by_hand("escape")
        assert re.search(r"打印 +张丽 +承诺件受理通知书", "\n".join(app.rows()))
        await app.by_hand("0")
        assert "补打" in app.status()


async def test_another_time_the_feedback_and_a_roster_stand_in_their_groups(hall: Hall) -> None:
    case = take(hall, "X-002", agency="whole", finish=True)
    waits = take(hall, unexamined=True)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "8", "7", "1", "enter", "enter")
        assert app.status() == "反馈表已登记。"
        await app.by_hand("9", "7", "3")
        assert isinstance(app.screen, RosterScreen)
    app = one(hall, waits)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "7", "2", *"周二 9:30", "enter", *"停电", "enter")
        assert "已另约" in app.status()
    with hall.look() as connection:
        assert read(hall, connection, waits).life.state == "rebooked"


async def test_a_case_that_is_gone_is_said(hall: Hall) -> None:
    app = one(hall, 99)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "0")
        assert app.status() == "这件没有单据。"


@pytest.mark.parametrize(
    ("which", "title"), [("1", "业务受理单"), ("2", "小额临时救助申请审批表"), ("3", "办结通知单"), ("4", "办事指南")]
)
async def test_a_paper_is_made_when_it_is_asked_for_and_shown(hall: Hall, which: str, title: str) -> None:
    case = take(hall, "MZ-005")
    with hall.act("07", "民政") as work:
        cases.finish(work, case)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "5", which)
        assert isinstance(app.screen, SheetScreen) and app.screen.title_words() == title
        await app.by_hand("escape")
        assert isinstance(app.screen, CaseScreen)
    with hall.look() as connection:
        assert visits.unprinted(connection, 1) != []


async def test_a_name_that_no_font_holds_is_printed_with_room_to_write(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "submit", lambda *args, **more: printer.Job("lq-12"))
    app = one(hall, take(hall, who=Who("王\U0003fffd")))
    async with app.run_test(size=(80, 24)):
        await app.by_hand("0", "0")
        assert "留空手写" in app.status()
        await app.by_hand("3")
        assert "已留空，请用笔写上" in app.status()


async def test_who_looks_into_a_case_of_others_gets_its_whole_record(hall: Hall) -> None:
    case = take(hall, finish=True)
    app = one(hall, case, "02")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("0")
        (digit,) = [row.split()[0] for row in app.rows() if "全程记录" in row]
        await app.by_hand(digit)
        assert isinstance(app.screen, SheetScreen)
        assert any("全程记录" in row for row in app.rows())


async def test_days_of_a_stop_that_are_no_number_are_not_lost_in_silence(hall: Hall) -> None:
    case = take(hall)
    app = one(hall, case)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "6", "2", "1", *"三四天", "enter", "enter")
        assert app.status() == "预计天数“三四天”不对：请填0到366的整数，说不准的空着。"
        assert not look(hall, case).life.stopped


async def test_a_stored_roster_is_not_shown_to_who_may_not_see_whole_numbers(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07", "民政") as work:
        rosters.enroll(work, case, [Who("赵一", "511923196403124414", "15400010007", village="双河村")])
    with hall.act("07", "民政") as work:
        rosters.make_roster(work, case)
    with hall.look() as connection:
        kinds_kept = [each["kind"] for each in visits.papers_of(connection, case)]
    digit = str(kinds_kept.index("roster") + 1)
    app = one(hall, case, "25")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("0", digit)
        assert "没有“查看完整证号电话”的权限" in app.status()
        assert "511923196403124414" not in "\n".join(app.rows())
    again = one(hall, case, "12")
    async with again.run_test(size=(80, 24)):
        await again.by_hand("0", digit)
        assert isinstance(again.screen, SheetScreen)
        assert "511923196403124414" in "\n".join(again.rows())
    with hall.look() as connection:
        told = [(each["verb"], each["actor"]) for each in raw_entries(connection)]
    assert [actor for verb, actor in told if verb == "reveal-paper"] == ["12"]
