"""The intake machine: what each outcome needs, how many keys it costs, and that no key loses what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.casework import cases
from counter.domain.casework.acts.doubting import take_doubtful
from counter.domain.casework.cases import Taken
from counter.domain.casework.intake.fields import item_line
from counter.domain.casework.intake.form import next_receipt
from counter.domain.casework.intake.keys import Moved
from counter.domain.casework.intake.lookup import HallLookup
from counter.domain.casework.intake.machine import Intake
from counter.domain.casework.intake.sheet import Sheet, Somebody, marks_of
from counter.domain.casework.till.money import money_of
from counter.domain.hall.items.item import Item
from counter.domain.hall.model import Staff
from counter.domain.hall.numbers import id_check
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from counter.domain.hall.residents.citizens import NotAName, Who, checked, import_residents
from counter.screens.intake.menu import saving
from counter.screens.kit.edit import Edit
from tests.halls import make_hall

CLERK, TERMINAL = "07", "民政"
NAMED = {
    "enter",
    "tab",
    "down",
    "up",
    "escape",
    "space",
    "pageup",
    "pagedown",
    "backspace",
    "left",
    "right",
    "home",
    "ctrl+j",
}


def id_of(serial: int, born: str = "19850213") -> str:
    body = f"511923{born}{serial:03d}"
    return body + id_check(body)


LI, WANG, SON, NEW, OTHER = (id_of(at) for at in (11, 12, 13, 14, 15))
RESIDENTS = (
    Who("李国强", LI, "15400010001", "双河村", "3", "H1"),
    Who("李小明", SON, "", "双河村", "3", "H1"),
    Who("王秀芳", WANG, "15400010002", "石桥村", "2", "H2"),
    Who("王秀芳", id_of(16), "15400010003", "柳树村", "1", "H3"),
)


def hall_with_people(folder: Path) -> Hall:
    hall = make_hall(folder, at="2026-11-20T09:00:00")
    with hall.act("01", "") as work:
        import_residents(work, RESIDENTS)
    return hall


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return hall_with_people(tmp_path)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall in which nothing is saved, for the properties."""
    hall = hall_with_people(tmp_path_factory.mktemp("still"))
    yield hall
    hall.storage.close()


def machine(hall: Hall, sheet: Sheet | None = None) -> Intake:
    posts = [post.code for post in hall.posts_of(CLERK)]
    return Intake(HallLookup(hall, CLERK, TERMINAL, posts), Edit.of, sheet)


def press(intake: Intake, *keys: str) -> Moved:
    """Named keys as they are, any other text sign by sign."""
    moved = Moved()
    for key in keys:
        if key == "up":
            intake.back()
        elif key in NAMED:
            moved = intake.advance(key, " " if key == "space" else None)
        else:
            for sign in key:
                moved = intake.advance(sign, sign)
    return moved


def keys_of(*keys: str) -> int:
    return sum(1 if key in NAMED else len(key) for key in keys)


def saved(hall: Hall, intake: Intake) -> Taken:
    item = intake.form.item
    assert item is not None
    with hall.act(CLERK, TERMINAL, happened=intake.form.sheet.moment) as work:
        return cases.accept(work, intake.form.sheet.application(item))


def following(hall: Hall, intake: Intake) -> Intake:
    taken = saved(hall, intake)
    assert intake.form.sheet.came is not None
    return intake.following(intake.form.sheet.came, taken.visit)


def verdict(intake: Intake) -> str:
    assert intake.form.verdict is not None
    return intake.form.verdict.value.said


# -- the budget of keys ------------------------------------------------------------------------


def test_a_new_applicant_costs_forty_four_keys(hall: Hall) -> None:
    by_pinyin = keys_of("wangfang", "space") - len("王芳")
    keys = (NEW, "王芳", "enter", "enter", "15400010009", "2", "enter", "enter", "enter")
    intake = machine(hall)
    assert press(intake, *keys).saved
    assert keys_of(*keys) + by_pinyin <= 44
    taken = saved(hall, intake)
    assert taken.number == "QJ-20261120-0001"
    assert taken.case is not None
    assert taken.case.life.kind == "promised"


def test_a_returning_applicant_costs_thirteen_keys(hall: Hall) -> None:
    keys = (LI[-4:], "enter", "lsjz", "enter", "enter", "enter", "enter")
    intake = machine(hall)
    assert press(intake, *keys).saved
    assert keys_of(*keys) <= 13


def test_a_card_and_the_initials_cost_five_keys_more(hall: Hall) -> None:
    card, item, keys = (LI, "enter"), "lsjz", ("enter", "enter", "enter", "enter")
    intake = machine(hall)
    assert press(intake, *card, item, *keys).saved
    assert keys_of(*keys) <= 5


def test_a_further_person_costs_the_card_and_one_key(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "ybjf", "enter", "enter", "enter", "1", "enter", "A0099", "enter", "400", "enter", "6")
    assert press(intake, "enter").saved
    after = following(hall, intake)
    assert not press(after, WANG).saved
    assert press(after, "enter").saved
    taken = saved(hall, after)
    assert taken.case is not None
    assert taken.case.life.state == "delivered"
    with hall.look() as connection:
        rows = connection.exec_driver_sql("SELECT receipt, fen, channel FROM collected ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [("A0099", 40000, "现金"), ("A0100", 40000, "现金")]


# -- outcomes ----------------------------------------------------------------------------------


def at_materials(hall: Hall, item: str = "MZ-005") -> Intake:
    intake = machine(hall)
    press(intake, LI, item, "enter", "enter")
    assert intake.step == "materials"
    return intake


def turned(intake: Intake, n: int, mark: str) -> None:
    item = intake.form.item
    assert item is not None
    for _ in marks_of(item.materials[n - 1]):
        if intake.form.sheet.mark(item.materials[n - 1]) == mark:
            return
        press(intake, str(n))
    raise AssertionError(mark)


@pytest.mark.parametrize(
    ("marks", "begins", "outcome"),
    [
        ({}, "承诺件  5个工作日  11-27 18:00前办结", "accepted"),
        ({2: "有未带"}, "补办件（待补1件，齐后为承诺件）", "awaiting-materials"),
        ({4: "容缺后补"}, "承诺件（容缺1件）", "accepted"),
        ({4: "无"}, "补办件", "awaiting-materials"),
        ({2: "有未带", 4: "容缺后补"}, "补办件（待补2件", "awaiting-materials"),
        ({1: "无"}, "退回件（缺主件：小额临时救助申请审批表）", "returned"),
        ({1: "承诺补"}, "退回件", "returned"),
        ({1: "无", 2: "无", 3: "无", 4: "无"}, "咨询", "enquiry"),
    ],
)
@pytest.mark.rule("S05.1", "S05.10", "S06.1", "S09.1", "S09.4")
def test_the_verdict_follows_each_key(hall: Hall, marks: dict[int, str], begins: str, outcome: str) -> None:
    intake = at_materials(hall)
    for n, mark in marks.items():
        turned(intake, n, mark)
    assert verdict(intake).startswith(begins)
    assert press(intake, "enter", "enter").saved
    assert saved(hall, intake).decision.value.outcome == outcome


@pytest.mark.rule("S10.7")
def test_what_is_neither_there_nor_promised_is_not_accepted_for_now(hall: Hall) -> None:
    item, n = next(
        (item, n)
        for item in hall.catalogue.items
        for n, each in enumerate(item.materials, start=1)
        if not (each.key or each.deferrable or each.when) and len(item.materials) > 1
    )
    intake = at_materials(hall, item.code)
    turned(intake, n, "无")
    assert verdict(intake).startswith("暂不予受理")
    assert saved(hall, intake).decision.value.outcome == "not-accepted"


def test_a_kind_that_the_item_cannot_have_is_refused_before_its_reason(hall: Hall) -> None:
    intake = at_materials(hall, "X-001")
    press(intake, "enter", "7")
    said = press(intake, "3")
    assert said.problem and "不能按联办件办理" in said.says
    assert intake.step == "kind" and not intake.form.sheet.kind
    press(intake, "1")
    assert intake.step == "why"


@pytest.mark.rule("S01.2", "S02.1", "S02.3")
def test_the_kinds_by_their_items(hall: Hall) -> None:
    many = hall.book().casework.joint.threshold.value
    joint = next(item.code for item in hall.catalogue.items if len(item.departments) >= many)
    said = {code: verdict(at_materials(hall, code)) for code in ("MZ-006", "MZ-009", "CL-004", joint)}
    assert said["MZ-006"] == "即办件  11-20 18:00前办结"
    assert said["MZ-009"].startswith("上报件")
    assert said["MZ-009"].endswith("前上报")
    assert said["CL-004"].startswith("承诺件"), "declared joint, but fewer departments than the hall asks for"
    assert said[joint].startswith("联办件")
    taken = saved(hall, at_materials(hall, "MZ-006"))
    assert taken.case is not None
    assert taken.case.life.state == "delivered"


@pytest.mark.parametrize(("item", "kind"), [("X-003", "联办件10个工作日"), ("CL-004", "承诺件")])
def test_an_item_is_offered_as_the_kind_that_its_case_becomes(hall: Hall, item: str, kind: str) -> None:
    form = at_materials(hall, item).form
    form.hits = (hall.item(item),)
    assert kind in item_line(form, 0)


def test_the_line_on_the_screen_is_what_the_act_reckons(hall: Hall) -> None:
    intake = at_materials(hall)
    seen = intake.form.verdict
    assert seen is not None
    taken = saved(hall, intake)
    assert taken.case is not None
    assert taken.case.life.due == seen.value.life.due
    assert taken.case.reckoned.steps == seen.steps[-len(taken.case.reckoned.steps) :]


@pytest.mark.rule("S06.5")
def test_a_return_by_the_clerk_needs_its_reason(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "4")
    assert intake.step == "returning"
    assert not press(intake, "enter").saved
    press(intake, "不是本镇户籍", "enter")
    assert press(intake, "enter").saved
    taken = saved(hall, intake)
    assert taken.case is not None
    assert (taken.case.life.state, taken.case.life.reason) == ("returned", "不是本镇户籍")


def test_an_overrule_keeps_kind_and_reason(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "7", "1", "当场能办完", "enter")
    assert verdict(intake).startswith("即办件")
    taken = saved(hall, intake)
    assert (taken.decision.value.kind, taken.decision.value.ruled_kind) == ("instant", "promised")
    again = at_materials(hall)
    press(again, "enter", "7", "1", "当场能办完", "enter", "7")
    assert verdict(again).startswith("承诺件")


@pytest.mark.rule("S06.10", "S19.2")
def test_what_cannot_be_judged_at_the_window_is_weighed(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "8")
    assert not press(intake, "enter").saved and intake.step == "weigh"
    press(intake, "涉及新规划", "enter")
    assert verdict(intake).startswith("审议（涉及新规划）") and "明确答复" in verdict(intake)
    taken = saved(hall, intake)
    assert taken.case is not None
    assert (taken.case.life.state, taken.decision.value.outcome) == ("deliberating", "deliberating")
    again = at_materials(hall)
    press(again, "enter", "8", "涉及新规划", "enter")
    assert press(again, "4").problem and again.form.sheet.weigh, "it is weighed or returned, not both"
    assert press(again, "9").says.startswith("已取消“审议”") and not again.form.sheet.weigh
    assert press(again, "enter").saved


@pytest.mark.rule("S06.13", "S19.1", "S19.2")
@pytest.mark.parametrize(("way", "state"), [("1", "refused"), ("2", "awaiting-approval")])
def test_a_refusal_at_the_desk_says_why_and_who_decides_it(hall: Hall, way: str, state: str) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "5")
    assert not press(intake, "enter").saved and intake.step == "declining"
    press(intake, "不符合政策", "enter")
    assert not press(intake, "enter").saved and intake.step == "decline_way", "who decides it is said by a digit"
    press(intake, way)
    assert intake.step == "outcome"
    assert press(intake, "enter").saved
    sheet, item = intake.form.sheet, intake.form.item
    assert item is not None and sheet.doubt is not None
    with hall.act(CLERK, TERMINAL) as work:
        taken, asked = take_doubtful(work, sheet.application(item), sheet.doubt)
    assert taken.case is not None
    assert (taken.case.life.state, asked is not None) == (state, way == "2")


def test_a_refusal_at_the_desk_is_taken_back_by_its_own_key_or_another(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "5", "不符合政策", "enter", "1")
    assert press(intake, "4").problem and intake.form.sheet.declining, "it is refused or returned, not both"
    assert "照常收件" in press(intake, "5").says
    assert (intake.form.sheet.declining, intake.form.sheet.decline_way, intake.step) == ("", "", "outcome")
    press(intake, "5", "不符合政策", "enter", "1")
    assert press(intake, "9").says.startswith("已取消“不予办理”") and intake.form.sheet.doubt is None


def test_the_slip_is_made_where_it_is_asked_for(hall: Hall) -> None:
    intake = at_materials(hall)
    assert press(intake, "enter", "1").problem, "nothing is missing"
    press(intake, "up")
    turned(intake, 2, "有未带")
    press(intake, "enter", "1")
    assert len(saved(hall, intake).papers) == 2


@pytest.mark.parametrize("key", ["3", "8", "0", "x", "left", "escape", "tab", "pagedown"])
def test_what_is_chosen_is_taken_back_by_any_key_but_enter(hall: Hall, key: str) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "2")
    assert intake.form.sheet.enquiry
    moved = press(intake, key)
    assert "已取消“转办引导、咨询”" in moved.says and not moved.wants
    assert not intake.form.sheet.enquiry and intake.step == "outcome"


def test_a_reason_written_for_a_return_is_put_aside_with_the_form(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "4", "不符合条件", "enter")
    assert press(intake, "escape").wants == "park"
    assert intake.form.sheet.returning == "不符合条件"
    assert "已取消“退回”" in press(intake, "9").says
    assert press(intake, "enter").saved and not intake.form.sheet.returning


@pytest.mark.parametrize("typed", ["0001234", "1234567", "0", "9", "12"])
def test_a_receipt_number_typed_as_a_way_of_paying_is_not_cut(hall: Hall, typed: str) -> None:
    intake = machine(hall)
    press(intake, LI, "ybjf", "enter", "enter", "enter")
    moved = press(intake, typed, "enter")
    assert moved.problem and (intake.step, intake.edit.text) == ("paid_by", typed)
    press(intake, *["backspace"] * len(typed), "2", "enter")
    assert (intake.form.sheet.paid_by, intake.step) == ("微信", "receipt")


@pytest.mark.rule("S06.11", "S15.5")
def test_another_time_is_agreed_at_the_last_line_and_asks_when_and_why(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "3")
    assert intake.step == "rebook"
    assert press(intake, "昨天 9:30", "enter").problem
    press(intake, *["backspace"] * 7, "周二 9:30", "enter")
    assert intake.step == "rebook_why"
    assert press(intake, "enter").saved is False
    press(intake, "2")
    assert (intake.step, intake.form.sheet.rebook, intake.form.sheet.rebook_why) == (
        "outcome", "2026-11-24T09:30:00+08:00", "系统维护",
    )  # fmt: skip
    assert press(intake, "enter").saved
    item = intake.form.item
    assert item is not None
    assert intake.form.sheet.booking(item).reason == "系统维护"


def test_another_time_is_taken_back_by_another_key(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter", "3", "周二 9:30", "enter", "1")
    assert "已取消“另约”" in press(intake, "2").says
    assert intake.form.sheet.rebook == ""
    assert press(intake, "3").says.startswith("请写约到")
    assert press(intake, "up", "enter").problem is False


def test_the_hall_acts_for_somebody_where_the_field_is_gone_to(hall: Hall) -> None:
    intake = at_materials(hall)
    assert all(row.label != "全程代理" for row in intake.rows())
    press(intake, "up")
    assert intake.step == "agency"
    press(intake, "2")
    assert any((row.label, row.value) == ("全程代理", "全程代理") for row in intake.rows())
    item = intake.form.item
    assert item is not None
    assert intake.form.sheet.application(item).agency == "whole"
    press(intake, "up", "1")
    assert intake.form.sheet.agency == ""


def test_what_cannot_be_done_here_says_why(hall: Hall) -> None:
    intake = at_materials(hall)
    moved = press(intake, "enter", "1")
    assert moved.problem, "nothing is missing, so there is nothing to tell"
    assert intake.wrong is not None
    assert moved.says == intake.wrong.sentence


def test_no_digit_saves(hall: Hall) -> None:
    intake = at_materials(hall)
    press(intake, "enter")
    assert not any(press(intake, str(digit)).saved for digit in range(10))


# -- people ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        (LI, "item"),
        (LI.lower() + "", "item"),
        ("15400010001 enter", "item"),
        ("lgq enter", "item"),
        ("李国强 enter", "choose"),
        ("王秀芳 enter", "choose"),
        ("wxf enter", "choose"),
        (NEW, "name"),
        ("赵成 enter", "id_no"),
        ("15400010077 enter", "name"),
        ("lsjz enter", "came"),
        ("MZ-005 enter", "came"),
        ("9999 enter", "came"),
        ("A12 enter", "came"),
        ("1120-0001 enter", "came"),
    ],
)
def test_the_first_field_takes_whatever_the_clerk_has(hall: Hall, typed: str, step: str) -> None:
    intake = machine(hall)
    press(intake, *typed.split())
    assert intake.step == step


def test_an_item_typed_first_waits_for_the_person(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, "lsjz", "enter")
    assert intake.form.sheet.item == "MZ-005"
    press(intake, LI)
    assert intake.step == "whom"


def test_one_of_several_is_chosen_by_a_digit_or_nobody_of_them(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, "王秀芳", "enter", "2")
    assert intake.form.sheet.came is not None
    assert intake.form.sheet.came.village == "柳树村"
    other = machine(hall)
    press(other, "王秀芳", "enter", "0")
    assert other.form.sheet.came == Somebody(name="王秀芳")


@pytest.mark.parametrize("typed", ["13800000001", "15400010001mz005", "3", "--"])
def test_what_is_no_place_is_not_taken_for_one(hall: Hall, typed: str) -> None:
    intake = machine(hall)
    press(intake, "外人", "enter", "enter")
    assert intake.step == "village"
    moved = press(intake, typed, "enter")
    assert moved.problem and typed in moved.says and intake.step == "village"
    for _ in typed:
        intake.advance("backspace", None)
    assert press(intake, "外地", "enter").problem and intake.edit.text == "外地"
    press(intake, "enter")
    assert intake.form.sheet.came is not None and intake.form.sheet.came.village == "外地"


@pytest.mark.parametrize("typed", ["400王世", "1王秀明", "王２", "王=明"])
def test_a_name_has_no_digits_and_stays_to_be_mended(hall: Hall, typed: str) -> None:
    intake = machine(hall)
    moved = press(intake, typed, "enter")
    assert moved.problem and intake.edit.text == typed and intake.form.sheet.came is None
    named = machine(hall)
    press(named, NEW)
    assert press(named, typed, "enter").problem
    assert (named.step, named.edit.text) == ("name", typed)
    with pytest.raises(NotAName):
        checked(Who(typed), hall.today)


@pytest.mark.parametrize("name", ["王芳", "买买提·吐尔逊", "𠮷野家", "\ue000三", "〇一", "Mary O'Brien"])
def test_names_of_every_kind_are_taken(hall: Hall, name: str) -> None:
    assert checked(Who(name), hall.today).name == name


def test_in_a_series_somebody_unknown_is_asked_for_the_id_number(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "lsjz", "enter", "enter", "enter", "6", "enter")
    after = following(hall, intake)
    press(after, "外人", "enter")
    assert after.step == "id_no"
    press(after, "enter")
    assert after.step == "outcome"


def test_the_card_of_somebody_without_a_number_is_not_taken_as_seen(hall: Hall) -> None:
    def marks(*person: str) -> set[str]:
        intake = machine(hall)
        press(intake, *person, "lsjz", "enter")
        item = intake.form.item
        assert item is not None
        cards = [each for each in item.materials if "身份证" in each.name and not each.when]
        assert cards
        return {intake.form.sheet.mark(each) for each in cards}

    assert marks("外人", "enter", "enter", "enter", "enter") == {"有未带"}
    assert "有未带" not in marks(LI)


def test_more_people_than_digits_are_told(hall: Hall) -> None:
    with hall.act("01", "") as work:
        import_residents(work, [Who("赵一平", id_of(at)) for at in range(30, 40)])
    intake = machine(hall)
    press(intake, "赵一平", "enter")
    assert any("还有更多" in row.hint for row in intake.rows())
    few = machine(hall)
    press(few, "王秀芳", "enter")
    assert not any("还有更多" in row.hint for row in few.rows())


@pytest.mark.parametrize(("digit", "relation"), [("7", "祖父母（外祖父母）"), ("8", "监护人")])
def test_who_came_may_be_a_grandparent_or_guardian(hall: Hall, digit: str, relation: str) -> None:
    intake = machine(hall)
    press(intake, LI, "lsjz", "enter", "3", WANG)
    assert any("经办人是申请人的" in row.hint for row in intake.rows())
    press(intake, digit)
    assert intake.form.sheet.relation == relation


def test_no_phone_and_no_id_are_normal(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, "赵成", "enter", "enter", "enter", "enter", "lsjz", "enter", "enter", "enter")
    assert press(intake, "enter").saved
    first = following(hall, intake)
    press(first, "zc", "enter", "dbbg", "enter", "enter", "enter", "enter")
    saved(hall, first)
    with hall.look() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM citizen WHERE name = '赵成'").scalar_one()
    assert found == 1


def test_a_wrong_number_keeps_the_caret_and_says_so(hall: Hall) -> None:
    wrong = LI[:-1] + ("1" if LI[-1] != "1" else "2")
    intake = machine(hall)
    assert press(intake, wrong, "enter").problem
    assert (intake.step, intake.edit.text) == ("came", wrong)


def test_three_people_of_one_case(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "lsjz", "enter", "2", "1", "enter")
    assert intake.form.sheet.other is not None
    assert intake.form.sheet.other.name == "李小明"
    press(intake, "enter", "enter")
    taken = saved(hall, intake)
    agent = machine(hall)
    press(agent, LI, "lsjz", "enter", "3", WANG, "5", "1", "enter", "enter")
    by_agent = saved(hall, agent)
    with hall.look() as connection:
        rows = connection.exec_driver_sql(
            "SELECT a.name, s.name, g.name, c.agent_relation, c.agent_authority FROM cases c"
            " JOIN citizen a ON a.id = c.applicant_id LEFT JOIN citizen s ON s.id = c.subject_id"
            " LEFT JOIN citizen g ON g.id = c.agent_id WHERE c.id IN (?, ?) ORDER BY c.id",
            (taken.case_id, by_agent.case_id),
        ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("李国强", "李小明", None, "", ""),
        ("王秀芳", None, "李国强", "邻里亲友", "授权委托书"),
    ]


def test_papers_of_an_agent_apply_when_there_is_one(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "SW-001", "enter")
    item = intake.form.item
    assert item is not None
    paper = next(each for each in item.materials if "代缴" in each.when)
    assert intake.form.sheet.mark(paper) == "不涉及"
    press(intake, "3")
    assert intake.form.sheet.mark(paper) != "不涉及"


def test_the_same_item_again_is_pointed_out_with_who_took_it(hall: Hall) -> None:
    first = at_materials(hall)
    press(first, "enter", "enter")
    after = following(hall, first)
    moved = press(after, LI, "lsjz", "enter")
    assert "张丽" in moved.says
    assert "1120-0001" in moved.says
    household = machine(hall)
    assert not press(household, SON, "lsjz", "enter").says
    assert household.form.standing is not None and "李国强" in household.form.standing.home_note


def test_in_a_series_the_same_person_again_needs_a_second_enter(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "ybjf", "enter", "enter", "enter", "1", "enter", "7", "enter", "400", "enter", "6", "enter")
    after = following(hall, intake)
    assert not press(after, LI, "enter").saved
    assert press(after, "enter").saved


def test_what_is_open_is_turned_to_by_a_digit(hall: Hall) -> None:
    first = at_materials(hall)
    after = following(hall, first)
    press(after, LI, "pagedown")
    assert "1120-0001" in str(after.rows())
    moved = press(after, "1")
    assert (moved.wants, moved.case) == ("case", 1)
    assert after.step == "item"
    nothing = machine(hall)
    press(nothing, WANG, "pagedown")
    assert nothing.step == "item"


def test_a_draft_is_called_by_name_and_never_by_a_whole_number(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, NEW)
    assert NEW not in intake.title
    press(intake, "王芳", "enter", "enter", "enter", "lsjz", "enter")
    assert intake.title == "王芳  临时救助审核确认（镇级小额）"


# -- cards, bursts, the person before ----------------------------------------------------------


@pytest.mark.parametrize(
    "before", [(), ("lsjz", "enter"), ("lsjz", "enter", "enter"), ("lsjz", "enter", "enter", "enter")]
)
def test_a_card_over_a_form_is_the_next_person_and_changes_nothing(hall: Hall, before: tuple[str, ...]) -> None:
    intake = machine(hall)
    press(intake, LI, *before)
    sheet, step = intake.form.sheet.plain(), intake.step
    press(intake, *(("1", "2") if step == "materials" else ()))
    sheet = intake.form.sheet.plain()
    moved = press(intake, WANG)
    assert (moved.wants, moved.typed) == ("next-person", WANG)
    assert (intake.form.sheet.plain(), intake.step) == (sheet, step)


def test_the_enter_of_a_card_does_nothing_where_the_number_left_by_itself(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, NEW, "enter")
    assert intake.step == "name"
    press(intake, "王芳", "enter", "enter", "15400010009", "enter")
    assert intake.step == "item"


def test_the_same_person_again_is_one_key_and_the_same_visit(hall: Hall) -> None:
    first = at_materials(hall)
    after = following(hall, first)
    press(after, "tab")
    assert after.form.sheet.visit == 1
    press(after, "dbbg", "enter", "enter", "enter")
    assert saved(hall, after).visit == 1


def test_enter_chooses_nobody_among_several_of_one_name(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, "王秀芳", "enter")
    assert intake.step == "choose"
    assert "按前面的数字" in press(intake, "enter").says
    assert (intake.step, intake.form.sheet.came) == ("choose", None)
    press(intake, "2")
    came = intake.form.sheet.came
    assert came is not None and came.village == "柳树村"


def test_an_item_typed_where_the_person_is_asked_for_is_told(hall: Hall) -> None:
    intake = machine(hall)
    moved = press(intake, "lsjz", "enter")
    assert "没有叫“lsjz”的人" in moved.says and "MZ-005" in moved.says
    assert intake.step == "came"


def at_the_fee(hall: Hall) -> Intake:
    intake = machine(hall)
    press(intake, LI, "X-007", "enter", "enter", "enter")
    assert intake.step == "fee", intake.step
    return intake


def test_the_published_fee_is_taken_with_its_receipt(hall: Hall) -> None:
    intake = at_the_fee(hall)
    assert intake.edit.text == "10"
    assert "公布的标准是10元" in next(row.hint for row in intake.rows() if row.editing)
    press(intake, "enter", "enter", "票77", "enter")
    assert press(intake, "enter").saved
    taken = saved(hall, intake)
    with hall.look() as connection:
        (row,) = money_of(connection, taken.case_id)
    assert (row["own_fee"], row["fen"], row["channel"], row["receipt"]) == (True, 1_000, "现金", "票77")
    assert (row["basis"], row["staff"], row["window"]) == ("试验收费文件", CLERK, TERMINAL)


def test_more_than_the_published_fee_is_refused_less_needs_its_ground_and_nought_takes_none(hall: Hall) -> None:
    intake = at_the_fee(hall)
    refused = press(intake, "20", "enter")
    assert refused.problem and "10元" in refused.says
    press(intake, "backspace", "backspace", "5", "enter")
    assert (intake.step, intake.form.sheet.fee_fen) == ("fee_ground", 500)
    press(intake, "低保户减半", "enter")
    assert intake.step == "fee_paid"
    item = intake.form.item
    assert item is not None
    fee = intake.form.sheet.fee(item)
    assert fee is not None and (fee.fen, fee.basis) == (500, "低保户减半")
    press(intake, "up", "up")
    press(intake, "0", "enter")
    assert intake.step == "outcome"
    taken = saved(hall, intake)
    with hall.look() as connection:
        assert not money_of(connection, taken.case_id)


def test_no_fee_is_asked_for_where_papers_are_missing_or_the_item_has_none(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "X-007", "enter", "enter", "2")
    assert "fee" not in intake.steps()
    press(intake, "left")
    assert "fee" in intake.steps()
    assert "fee" not in at_materials(hall).steps()


def test_a_mark_turned_too_far_is_turned_back(hall: Hall) -> None:
    intake = at_materials(hall)
    assert intake.form.item is not None
    second = intake.form.item.materials[1]
    usual = intake.form.sheet.mark(second)
    press(intake, "2", "2")
    over = intake.form.sheet.mark(second)
    press(intake, "left")
    assert intake.form.sheet.mark(second) == marks_of(second)[1] == "有未带"
    press(intake, "right")
    assert intake.form.sheet.mark(second) == over
    press(intake, "left", "left")
    assert intake.form.sheet.mark(second) == usual
    assert [row.value[0] for row in intake.rows() if row.part == "material" and row.editing] == ["2"]


# -- late entry --------------------------------------------------------------------------------


@pytest.mark.rule("S61.1")
def test_a_late_entry_needs_moment_paper_and_a_colleagues_pin(hall: Hall) -> None:
    with hall.act("01", "") as work:
        work.verb = "test"
        work.update(Staff, {"no": "12"}, {"pin": pins.hashed("735190")})
    intake = machine(hall)
    press(intake, "space", "昨天 9:30", "enter", "双河村服务日登记表", "enter")
    assert press(intake, "07", "enter").problem, "nobody checks the own entry"
    press(intake, "backspace", "backspace", "12", "enter")
    assert press(intake, "111222", "enter").problem
    hall.clock.forward(minutes=10)  # type: ignore[attr-defined]
    press(intake, *["backspace"] * 6, "735190", "enter")
    assert intake.step == "came"
    press(intake, LI, "lsjz", "enter", "enter", "enter")
    taken = saved(hall, intake)
    assert taken.number == "QJ-20261119-0001"
    assert taken.case is not None
    assert taken.case.row["checked_by"] == "12"
    assert "late-entry" in taken.case.life.flags
    after = following(hall, intake)
    sheet = after.form.sheet
    assert (after.step, sheet.late, sheet.source) == ("checker", True, "双河村服务日登记表")
    assert (sheet.checker, sheet.checked) == ("", False), "nobody has looked at the next one yet"


def test_a_pin_never_stands_on_the_form_or_in_the_draft(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, "space", "昨天 9:30", "enter", "登记表", "enter", "12", "enter", "73519")
    assert "73519" not in str(intake.rows())
    assert "73519" not in str(intake.plain())


# -- any keys ----------------------------------------------------------------------------------

KEYS = st.sampled_from(
    [*sorted(NAMED), *"0123456789", "lsjz", "李国强", "ybjf", "x", LI, WANG, NEW, "15400010001", "-", "３", "\ue000"]
)


def drawable(intake: Intake) -> None:
    rows = intake.rows()
    assert sum(row.editing for row in rows) <= 1
    assert all(0 <= row.caret <= len(row.value) or not row.editing for row in rows)


@given(st.lists(KEYS, max_size=40))
def test_no_keys_break_the_form(still: Hall, keys: list[str]) -> None:
    intake = machine(still)
    for key in keys:
        press(intake, key)
        drawable(intake)
        assert intake.step in intake.steps()


@given(st.lists(KEYS, max_size=30), st.integers(1, 12))
def test_stepping_back_changes_nothing_that_was_filled_in(still: Hall, keys: list[str], steps: int) -> None:
    intake = machine(still)
    press(intake, *keys)
    before = intake.form.sheet.plain()
    press(intake, *["up"] * steps)
    assert intake.form.sheet.plain() == before
    drawable(intake)


@given(st.lists(KEYS, max_size=30))
def test_a_draft_brings_everything_back(still: Hall, keys: list[str]) -> None:
    intake = machine(still)
    press(intake, *keys)
    plain: dict[str, Any] = json.loads(json.dumps(intake.plain()))
    again = Intake.of(plain, intake.form.lookup, Edit.of)
    assert again.form.sheet.plain() == intake.form.sheet.plain()
    assert again.plain()["typed"] == plain["typed"]
    assert again.form.series == intake.form.series


@given(st.text(st.sampled_from("李国强王秀芳abc 村3"), min_size=1, max_size=30))
def test_what_is_typed_stands_in_the_field(still: Hall, text: str) -> None:
    intake = machine(still)
    press(intake, NEW, text)
    assert intake.edit.text == text


@pytest.mark.parametrize(
    "broken", [{}, {"sheet": {}}, {"sheet": {"came": 3}, "series": False, "step": "", "typed": ""},
               {"sheet": {"marks": {"a": 1}}, "series": False, "step": "", "typed": "", "asking": ""},
               {"sheet": {"fen": "x"}, "series": False, "step": "", "typed": "", "asking": ""}]
)  # fmt: skip
def test_a_broken_draft_is_refused(still: Hall, broken: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        Intake.of(broken, machine(still).form.lookup, Edit.of)


@pytest.mark.parametrize(("one", "next_"), [("000122", "000123"), ("A99", "A100"), ("无号", "无号"), ("", "")])
def test_the_receipt_that_follows(one: str, next_: str) -> None:
    assert next_receipt(one) == next_


def test_every_mark_is_reached_by_one_key(still: Hall) -> None:
    items: tuple[Item, ...] = still.catalogue.items
    for material in (each for item in items for each in item.materials):
        sheet = Sheet()
        seen = []
        for _ in marks_of(material):
            seen.append(sheet.mark(material))
            sheet.turn(material)
        assert sorted(seen) == sorted(marks_of(material))


def test_so_many_digits_as_nobodys_number_has_do_not_stay_where_the_person_is_asked_for(hall: Hall) -> None:
    intake = machine(hall)
    moved = press(intake, "020810", "enter")
    assert moved.problem and moved.says == "这串数字有6位，不是证号、手机号或后四位，已经清掉，请重输。"
    assert intake.edit.text == ""


def test_an_enter_where_something_is_needed_says_what(hall: Hall) -> None:
    intake = machine(hall)
    assert press(intake, "lsjz", "enter", "enter").says == "先填来人；只是来问、不留姓名的，按 Ctrl+J 记一次咨询。"
    assert press(intake, LI, "3", "enter").says == "“申请人”还没有填。"


def test_what_the_last_enter_does_is_named(hall: Hall) -> None:
    intake = machine(hall)
    press(intake, LI, "lsjz", "enter", "enter", "enter")
    assert saving(intake.form) == "收件并出单"
    press(intake, "2")
    assert saving(intake.form) == "记为咨询"
    press(intake, "2", "4", "户口不在本镇", "enter")
    assert saving(intake.form) == "退回并出单"
