"""What must be right about an item before it is published."""

from __future__ import annotations

from typing import Any

import pytest

from counter.domain.hall.items.checks import FIELD_NAMES, faults, grouped, steps_of, uncovered
from counter.domain.hall.items.item import Item, item_from, lacking, load_items
from counter.domain.hall.rulebook import shipped
from tests.domain.test_item_changes import NEW

ITEMS = load_items()


def item(**values: Any) -> Item:
    return item_from({**NEW, **values}, file="试验")


def said(**values: Any) -> dict[str, str]:
    return dict(faults(item(**values)))


def test_what_ships_has_no_fault() -> None:
    assert {each.code: faults(each) for each in ITEMS if faults(each)} == {}
    assert faults(item()) == ()


@pytest.mark.rule("S29.3")
def test_a_guide_of_nine_parts_wants_the_conditions_too() -> None:
    parts = shipped("township").casework.guide.value
    assert "conditions" in parts
    assert lacking(item(conditions=""), parts) == ("办理条件",)
    assert lacking(item(conditions="")) == () == lacking(item(), parts)


@pytest.mark.rule("S03.15")
@pytest.mark.parametrize(
    ("promised", "statutory", "unit", "wrong"),
    [(20, 20, "working", False), (21, 20, "working", True), (5, 0, "working", False), (15, 20, "calendar", False),
     (15, 19, "calendar", False), (15, 18, "calendar", True), (16, 22, "calendar", False), (16, 21, "calendar", True)],
)  # fmt: skip
def test_the_promise_is_no_longer_than_the_statute(promised: int, statutory: int, unit: str, wrong: bool) -> None:
    found = said(promised_days=promised, statutory_days=statutory, statutory_unit=unit)
    assert (FIELD_NAMES["promised_days"] in found) is wrong


@pytest.mark.rule("S29.5", "S31.12")
def test_a_fee_has_its_basis_and_the_procedure_its_whole_way() -> None:
    assert "有效文件" in said(fee=10)["收费依据"]
    assert said(fee=10, fee_basis="发改价〔2020〕1号") == {}
    assert "收费标准和依据" in said(fee=10, fee_basis="")["收费依据"]
    assert "全过程" in said(procedure="受理")["办理程序"]
    assert "申请材料" in said(materials=())


@pytest.mark.rule("S01.9")
def test_steps_fit_the_promise_and_name_the_items_own_bodies() -> None:
    step = {"department": "民政办", "task": "受理、审核", "days": 5}
    assert said(steps=(step,)) == {}
    assert "超过了承诺时限" in said(steps=(step, {**step, "days": 1}))["环节分工"]
    assert "派出所" in said(steps=({**step, "department": "派出所"},))["环节分工"]


@pytest.mark.rule("S01.9")
def test_every_item_has_who_does_what_in_how_many_days() -> None:
    for each in ITEMS:
        steps = steps_of(each)
        assert steps and all(step.department and step.task for step in steps), each.code
        assert sum(step.days for step in steps) <= each.promised_days, each.code
    (whole,) = steps_of(item())
    assert (whole.department, whole.task, whole.days) == ("民政办", "受理、审核、决定", 5)


@pytest.mark.rule("S29.14")
def test_client_classes_are_those_of_the_statistics() -> None:
    assert "街坊" in said(applicant="个人、街坊")["服务对象"]
    assert "服务对象" in said(applicant="")
    assert said(applicant="个人、企业、法人") == {}


@pytest.mark.rule("S29.12")
def test_departments_of_the_plan_that_offer_nothing_are_named() -> None:
    covers = shipped("township").items.covers.value
    assert uncovered(covers, ITEMS) == ("供水", "供电", "供气", "通信")
    without = [each for each in ITEMS if each.window != "司法"]
    assert "司法" in uncovered(covers, without)
    ended = [each.model_copy(update={"status": "cancelled"}) if each.window == "司法" else each for each in ITEMS]
    assert "司法" in uncovered(covers, ended)


@pytest.mark.rule("S29.12")
def test_items_are_grouped_by_the_three_kinds_of_service() -> None:
    groups = grouped(ITEMS)
    assert set(groups) == {"政务服务", "公共服务", "便民服务"}
    assert sum(map(len, groups.values())) == len(ITEMS)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": "带\x07响铃"}, "事项名称"), ({"note": "空格 "}, "备注"),
     ({"departments": ("民政办、派出所",)}, "审核部门"),
     ({"off_clock": ("公示；听证",)}, "不计时环节"), ({"code": "N" * 21}, "事项编号")],
)  # fmt: skip
def test_texts_that_could_not_be_printed_or_told_apart(values: dict[str, Any], field: str) -> None:
    assert field in said(**values)


def test_an_ended_item_says_by_what_paper_and_where_to_go() -> None:
    assert set(said(status="delegated")) == {"取消下放依据", "改到哪里办"}
    assert set(said(status="cancelled", basis="")) == {"取消下放依据"}
