"""A case's life as lines, and the explanation of its due date: what both say, and that nothing is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import Change, correct, void
from counter.domain.casework.acts.switching import switch_item
from counter.domain.casework.case import telling
from counter.domain.casework.case.decision import Brought, Overrule
from counter.domain.casework.case.events import UnknownCase, read
from counter.domain.casework.case.visits import note_print
from counter.domain.casework.cases import Application, Money
from counter.domain.casework.history import timeline
from counter.domain.casework.history.explain import why
from counter.domain.casework.history.timeline import Line, as_table, masked
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.reckoning import Reckoning
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall

LI = Who("李国强", id_no="511923197201019979", phone="15400010001", village="双河村", group="3")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def take(hall: Hall, item: str = "X-001", **more: Any) -> int:
    with hall.act("07", "民政") as work:
        return cases.accept(work, Application(item, LI, **more)).case_id


def told(hall: Hall, case: int) -> list[Line]:
    with hall.look() as connection:
        return timeline.timeline(connection, read(hall, connection, case))


def explained(hall: Hall, number: str) -> Reckoning[Any]:
    with hall.look() as connection:
        return why(hall, connection, number)


def said(lines: list[Line]) -> list[tuple[str, str, str, str]]:
    return [(line.when, line.what, line.detail, line.who) for line in lines]


def test_what_goes_up_is_promised_to_go_up(hall: Hall) -> None:
    case = take(hall, "X-004")
    assert any(what == "开始计时" and "前上报，由" in text for _, what, text, _ in said(told(hall, case)))


def test_an_ordinary_life_from_receipt_to_collection(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD, PHOTO), promised_later=(INCOME,)))
    clock_of(hall).set("2026-11-23T10:00:00")
    with hall.act("12") as work:
        cases.supplement(work, case)
    clock_of(hall).set("2026-11-25T16:00:00")
    with hall.act("07") as work:
        cases.decide(work, case)
    with hall.act("07") as work:
        cases.deliver(work, case, "儿子李明")
    assert said(told(hall, case)) == [
        ("11-20 08:30", "收件", "窗口", "张丽"),
        ("11-20 08:30", "一次告知，待补", "收入证明", "张丽"),
        ("11-20 08:30", "出单", "补办件通知书 邱家便民补〔2026〕00001号", "张丽"),
        ("11-23 10:00", "补来材料", "收入证明", "陈勇"),
        ("11-23 10:00", "受理", "承诺件", "陈勇"),
        ("11-23 10:00", "开始计时", "承诺11-30 18:00前办结，由张丽负责", ""),
        ("11-23 10:00", "出单", "承诺件受理通知书 邱家便民受〔2026〕00001号", "陈勇"),
        ("11-25 16:00", "准予办理", "", "张丽"),
        ("11-25 16:00", "领取", "儿子李明代领", "张丽"),
    ]


def test_a_late_entry_shows_both_moments_its_paper_and_who_checked_it(hall: Hall) -> None:
    with hall.act("07", "民政", happened=at("2026-11-18T10:20:00")) as work:
        case = cases.accept(work, Application("X-001", LI, source="停电登记本3页", checked_by="12")).case_id
    first = told(hall, case)[0]
    assert first.when == "11-18 10:20（11-20 08:30补录）"
    assert first.detail == "窗口，依据：停电登记本3页，核对：陈勇"


def test_corrections_a_change_of_item_and_the_end_are_told_with_reason_and_agreement(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).forward(days=3)
    with hall.act("07") as work:
        correct(work, case, Change(phone="15400010002", channel="village"), "听错了", "01")
    clock_of(hall).forward(minutes=1)
    with hall.act("07") as work:
        switch_item(work, case, "X-005", None, "拿错了", "01")
    clock_of(hall).forward(minutes=1)
    with hall.act("08") as work:
        void(work, case, "重复登记", "05")
    lines = {line.what: line.detail for line in told(hall, case)}
    assert lines["更正"] == ("电话：154****0001 改为 154****0002；申请方式：窗口 改为 村级代办，理由：听错了，李敏同意")
    assert lines["换事项"] == "试验承诺事项 改为 试验社保事项，转社保就业岗，理由：拿错了，李敏同意"
    assert lines["作废"] == "理由：重复登记，方正平同意"


def test_who_answered_changes_with_the_post(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).forward(minutes=1)
    with hall.act("07") as work:
        switch_item(work, case, "X-005")
    clocks = [line.detail.rpartition("，")[2] for line in told(hall, case) if "计时" in line.what]
    assert clocks == ["由张丽负责", "由王强负责"]


def test_papers_printings_money_and_looks_have_their_lines(hall: Hall) -> None:
    case = take(hall, money=Money(40_000, "微信", "P-17"))
    for _ in range(2):
        clock_of(hall).forward(minutes=1)
        with hall.act("03") as work:
            note_print(work, 1, "printer")
    with hall.act("12") as work:
        citizens.reveal(work, 1, case)
    lines = said(told(hall, case))
    assert ("11-20 08:30", "代收", "400.00元，微信，票据P-17", "张丽") in lines
    assert [(what, who) for _, what, _, who in lines if "打" in what] == [("打印", "何平"), ("补打", "何平")]
    assert ("11-20 08:32", "查看证号电话", "查看了完整号码", "陈勇") in lines


def test_a_clock_that_ran_back_is_told(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T09:30:00")
    take(hall)
    clock_of(hall).set("2026-11-20T09:00:00")
    case = take(hall)
    assert [line.detail for line in told(hall, case) if line.what == "时钟异常"] == [
        "登记这一笔时，电脑时钟倒退了1800秒"
    ]


def test_the_lines_make_a_table_for_a_paper(hall: Hall) -> None:
    lines = told(hall, take(hall))
    table = as_table(lines)
    assert len(table.rows) == len(lines)
    assert table.rows[0] == ("11-20 08:30", "收件", "窗口", "张丽")


def test_every_kind_of_event_has_its_words() -> None:
    assert set(timeline._TOLD) == set(telling._TELL)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("李国强 511923197201019979", "李国强 5119**********9979"),
        ("王秀芳 15400010005", "王秀芳 154****0005"),
        ("0827-0000101", "0827-***0101"),
        ("第3页，票据12号", "第3页，票据12号"),
    ],
)
def test_numbers_of_people_stand_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


# -- why ---------------------------------------------------------------------------------------


@pytest.mark.rule("S03.1", "S11.1")
def test_why_tells_the_kind_every_day_and_where_it_stands(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2026-11-24T09:00:00")
    told_ = explained(hall, "1120-0001")
    texts = [step.text for step in told_.steps]
    assert texts[0] == "QJ-20261120-0001 试验承诺事项，2026-11-20 08:30收件"
    assert "11-21 周六 周末 不计" in texts
    assert "11-27 周五 第5日" in texts
    assert texts[-1] == "现在是2026-11-24 09:00，今天以后还有3个工作日"
    assert told_.rules >= {"S03.1", "S11.1"}
    assert told_.value.due == at("2026-11-27T18:00:00")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-27T09:00:00", "现在是2026-11-27 09:00，今天到期"),
        ("2026-11-28T09:00:00", "现在是2026-11-28 09:00，已经超期"),
    ],
)
def test_why_ends_with_the_moment_of_asking(hall: Hall, now: str, end: str) -> None:
    take(hall)
    clock_of(hall).set(now)
    assert explained(hall, "QJ-20261120-0001").steps[-1].text == end


@pytest.mark.parametrize(("on", "end"), [("2026-11-27T17:59:00", "按时"), ("2026-11-27T18:00:01", "超期")])
def test_why_of_a_finished_case_says_whether_it_was_in_time(hall: Hall, on: str, end: str) -> None:
    case = take(hall)
    clock_of(hall).set(on)
    with hall.act("07") as work:
        cases.decide(work, case)
    assert explained(hall, "1120-0001").steps[-1].text == f"2026-11-27 {on[11:16]}办结，{end}"


def test_why_of_a_waiting_case_says_what_starts_its_clock(hall: Hall) -> None:
    take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME,)))
    assert "齐全之日起算" in explained(hall, "1120-0001").steps[-1].text


def test_why_of_an_overruled_and_owing_case_names_both(hall: Hall) -> None:
    take(hall, brought=Brought(have=(APPLY, CARD, INCOME)), gaps="go-on", overrule=Overrule("referred", "要报县局"))
    texts = [step.text for step in explained(hall, "1120-0001").steps]
    assert "窗口改按上报件" in texts
    assert "容缺受理，后补：照片" in texts


def test_why_of_a_withdrawn_case_says_when_its_clock_stopped(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07") as work:
        cases.withdraw(work, case)
    assert explained(hall, "1120-0001").steps[-1].text == "2026-11-20 08:30已撤回，停止计时"


@pytest.mark.parametrize("number", ["1120-0002", "QJ-20261120-0002", "李国强", ""])
def test_why_of_no_case_is_refused(hall: Hall, number: str) -> None:
    take(hall)
    with pytest.raises(UnknownCase):
        explained(hall, number)


def test_a_case_decided_out_of_a_stop_starts_no_clock_any_more(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-23T10:00:00")
    with hall.act("07") as work:
        cases.stop(work, case, "现场踏勘")
    clock_of(hall).set("2026-11-25T16:00:00")
    with hall.act("07") as work:
        cases.decide(work, case)
    lines = [(line.what, line.detail) for line in told(hall, case)]
    assert ("暂停到此为止", "不再恢复，承诺12-01 18:00前办结，由张丽负责") in lines
    assert [what for what, _ in lines].count("开始计时") == 1


def test_a_judgement_promises_an_answer_and_no_completion(hall: Hall) -> None:
    case = take(hall, weigh="情况说不清")
    lines = [(line.what, line.detail) for line in told(hall, case)]
    assert ("开始计时", "11-25 18:00前明确答复，由张丽负责") in lines


@pytest.mark.rule("S09.1")
def test_why_tells_until_when_papers_are_owed_and_until_when_the_result_is_handed_out(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, brought=Brought(have=(APPLY, CARD, INCOME)), gaps="go-on")
    texts = [step.text for step in explained(hall, "1120-0001").steps]
    assert f"容缺后补（{PHOTO}）：2026-11-27 18:00前" in texts
    clock_of(hall).set("2026-11-24T10:00:00")
    with hall.act("07") as work:
        cases.supplement(work, case)
    texts = [step.text for step in explained(hall, "1120-0001").steps]
    assert f"容缺后补（{PHOTO}）：2026-11-27 18:00前，2026-11-24 10:00按时" in texts
    with hall.act("07") as work:
        cases.decide(work, case)
    texts = [step.text for step in explained(hall, "1120-0001").steps]
    assert any(text.startswith("送达结果：2026-12-08 18:00前") for text in texts)
