"""The daily summary: its figures agree with what was done, for any day, up to any moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from counter.domain.casework import cases
from counter.domain.casework.acts import corrections
from counter.domain.casework.asking.enquiries import Asked, call_back, enquire
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, Money, Taken
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.journal import head
from counter.domain.oversight import daily
from counter.domain.oversight.closing import close_day
from counter.domain.oversight.counted import counted, explain
from counter.domain.oversight.figures import FLOWS, Day, figures, totals
from counter.domain.paper import Block, Fields, Paper, Signatures, Table
from counter.papers import text
from tests.halls import APPLY, CARD, INCOME, clock_of, make_hall

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
PROMISED, INSTANT, JOINT, REFERRED, FEE = "X-001", "X-002", "X-003", "X-004", "X-007"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def take(hall: Hall, item: str = PROMISED, name: str = "李国强", happened: str = "", **more: Any) -> Taken:
    late: dict[str, Any] = {"source": "手工登记本", "checked_by": "12"} if happened else {}
    with hall.act("07", "民政", happened=at(happened) if happened else None) as work:
        return cases.accept(work, Application(item, Who(name), **late, **more))


def waiting(hall: Hall, name: str = "赵成") -> Taken:
    return take(hall, PROMISED, name, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))


def finish(hall: Hall, case_id: int) -> None:
    with hall.act("07", "民政") as work:
        cases.finish(work, case_id)


def counts(hall: Hall, day: date | None = None, moment: str = "") -> dict[str, float]:
    return totals(shown(hall, day, moment))


def shown(hall: Hall, day: date | None = None, moment: str = "") -> Day:
    with hall.look() as connection:
        return figures(hall, connection, day or hall.today, at(moment) if moment else None)


def printed(hall: Hall, day: date | None = None) -> Paper:
    with hall.look() as connection:
        return daily.summary_paper(hall, connection, day or hall.today)


def closed(hall: Hall, day: date, reason: str = "") -> None:
    with hall.act("03", "综合窗口") as work:
        close_day(work, day, reason)


def table(paper: Paper, title: str) -> Sequence[tuple[str, ...]]:
    found = [block for block in paper.blocks if isinstance(block, Table) and block.title.startswith(title)]
    return found[0].rows if found else ()


def rows(blocks: Sequence[Block]) -> dict[str, str]:
    return {label: value for block in blocks if isinstance(block, Fields) for label, value in block.rows}


@pytest.mark.rule("S62.4", "S26.7", "S62.3")
def test_a_scripted_day(hall: Hall) -> None:
    clock = clock_of(hall)
    instant = take(hall, INSTANT)
    clock.forward(minutes=12)
    finish(hall, instant.case_id)
    take(hall, PROMISED, "王秀芳", brought=Brought(have=(APPLY, CARD, INCOME)), gaps="go-on")
    take(hall, JOINT, "赵成")
    take(hall, REFERRED, "孙丽")
    waiting(hall, "周杰")
    take(hall, PROMISED, "吴芳", brought=Brought(have=(CARD, INCOME)))
    take(hall, PROMISED, "郑华", brought=Brought(have=(APPLY, CARD)))
    gone = take(hall, PROMISED, "冯贵")
    with hall.act("07", "民政") as work:
        cases.withdraw(work, gone.case_id)
    take(hall, FEE, "陈明", money=Money(1000, own_fee=True, receipt="票-1"))
    take(hall, INSTANT, "褚强", money=Money(40050, "微信", "票-2"), finish=True)
    with hall.act("03", "综合窗口") as work:
        enquire(work, Asked(matter="问低保"))
        enquire(work, Asked(matter="问社保卡", phone="15400010001", owed=True))
    assert counts(hall) == {
        "收件": 10, "受理": 7, "办结": 2, "按时办结": 2, "超期办结": 0, "退回": 1, "暂不予受理": 1, "不予办理": 0,
        "撤回": 1, "作废": 0, "待补": 1, "待领": 0, "咨询": 2, "待回电": 1, "即办件": 2, "承诺件": 3, "联办件": 1,
        "上报件": 1, "补办件": 1, "容缺": 1, "在办": 4, "今日到期": 0, "超期": 0, "补录": 0, "来访人次": 10,
        "收费(元)": 10, "代收(元)": 400.5,
    }  # fmt: skip


@pytest.mark.rule("S62.4")
def test_money_counts_for_who_took_it_and_where(hall: Hall) -> None:
    """The item is 社保就业's, the money lies in the drawer of the window where it was taken."""
    for by, at_window, fen, way, receipt in (
        ("07", "民政", 40_000, "现金", "0099"), ("03", "综合窗口", 38_000, "微信", "0100"),
        ("03", "综合窗口", 2_000, "现金", "0101"), ("08", "", 5_000, "现金", "0102"),
    ):  # fmt: skip
        with hall.act(by, at_window) as work:
            cases.accept(work, Application("X-005", Who("李国强"), money=Money(fen, way, receipt)))
    with hall.act("07", "民政") as work:
        cases.accept(work, Application(FEE, Who("陈明"), fee=Money(1_000, "现金", "", own_fee=True)))
    gone = take(hall, money=Money(9_900, "现金", "0103"))
    with hall.act("07") as work:
        corrections.void(work, gone.case_id, "录错")
    found = [(each.window, each.name, each.count, each.fees, each.collected, each.cash, each.receipts)
             for each in shown(hall).takings]  # fmt: skip
    names = {no: person.name for no, person in hall.laid.staff.items()}
    windows = hall.laid.windows
    assert found == [
        (windows["综合窗口"], names["03"], 2, 0, 40_000, 2_000, 2),
        (windows["民政"], names["07"], 2, 1_000, 40_000, 41_000, 2),
        (windows["社保就业"], names["08"], 1, 0, 5_000, 5_000, 1),
    ]
    with hall.look() as connection:
        printed = "\n".join(text.render(daily.summary_paper(hall, connection, FRIDAY)))
    assert "收款对账" in printed and "860.00" not in printed and "850.00" in printed


def test_a_fee_is_taken_only_for_what_is_accepted(hall: Hall) -> None:
    fee = Money(1_000, "现金", "票-1", own_fee=True)
    take(hall, FEE, "陈明", fee=fee, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))
    take(hall, FEE, "褚强", fee=fee, brought=Brought(have=(CARD, INCOME)))
    assert counts(hall)["收费(元)"] == 0


@pytest.mark.rule("S62.2")
def test_on_time_and_late_are_apart_and_overdue_is_told_by_name(hall: Hall) -> None:
    first, second = take(hall), take(hall, name="王秀芳")
    clock_of(hall).set("2026-11-27T10:00:00")
    assert [each.number for each in shown(hall).due_today] == [first.number, second.number]
    finish(hall, first.case_id)
    clock_of(hall).set("2026-11-30T10:00:00")
    day = shown(hall)
    assert [(each.number, each.applicant, each.who) for each in day.overdue] == [(second.number, "王秀芳", "张丽")]
    assert totals(day)["超期"] == 1
    finish(hall, second.case_id)
    assert {name: counts(hall)[name] for name in ("办结", "按时办结", "超期办结", "超期")} == {
        "办结": 1, "按时办结": 0, "超期办结": 1, "超期": 0,
    }  # fmt: skip
    window = shown(hall).windows[0]
    assert (window.name, window.finished, window.on_time, window.late) == ("民政窗口", 1, 0, 1)
    before = counts(hall, date(2026, 11, 27))
    assert (before["办结"], before["按时办结"], before["在办"], before["今日到期"]) == (1, 1, 1, 1)


def test_received_and_accepted_stand_each_on_their_own_day(hall: Hall) -> None:
    taken = waiting(hall)
    clock_of(hall).set("2026-11-23T09:00:00")
    with hall.act("07", "民政") as work:
        cases.supplement(work, taken.case_id)
    friday, monday = counts(hall, FRIDAY), counts(hall, MONDAY)
    assert (friday["收件"], friday["受理"], friday["待补"], friday["在办"], friday["补办件"]) == (1, 0, 1, 0, 1)
    assert (monday["收件"], monday["受理"], monday["待补"], monday["在办"], monday["补办件"]) == (0, 1, 0, 1, 0)


def test_a_past_moment_shows_what_stood_then(hall: Hall) -> None:
    clock = clock_of(hall)
    taken = take(hall)
    clock.forward(hours=2)
    with hall.act("07", "民政") as work:
        cases.decide(work, taken.case_id)
    clock.forward(hours=2)
    with hall.act("07", "民政") as work:
        cases.deliver(work, taken.case_id)
    names = ("收件", "在办", "待领", "办结")
    moments = ("08:00", "09:00", "11:00", "13:00")
    stood = [tuple(counts(hall, FRIDAY, f"2026-11-20T{each}:00")[name] for name in names) for each in moments]
    assert stood == [(0, 0, 0, 0), (1, 1, 0, 0), (1, 0, 1, 1), (1, 0, 0, 1)]


def test_a_call_back_made_later_was_still_owed_then(hall: Hall) -> None:
    with hall.act("03", "综合窗口") as work:
        key = enquire(work, Asked(phone="15400010001", owed=True))
    clock_of(hall).set("2026-11-23T09:00:00")
    with hall.act("03", "综合窗口") as work:
        call_back(work, key)
    assert (counts(hall, FRIDAY)["待回电"], counts(hall, MONDAY)["待回电"]) == (1, 0)


def test_voided_cases_leave_the_counts(hall: Hall) -> None:
    taken = take(hall, FEE, money=Money(1000, own_fee=True))
    take(hall, INSTANT, "王秀芳", finish=True)
    with hall.act("07", "民政") as work:
        corrections.void(work, taken.case_id, "录重了")
    after = counts(hall)
    assert [after[name] for name in ("收件", "受理", "在办", "承诺件", "收费(元)", "作废")] == [1, 1, 0, 0, 0, 1]
    assert [(each.number, each.words) for each in shown(hall).amended] == [(taken.number, "作废：录重了")]


@pytest.mark.rule("S06.14", "S19.1")
def test_refusals_stand_with_reason_and_who_decided(hall: Hall) -> None:
    take(hall, PROMISED, "吴芳", brought=Brought(have=(CARD, INCOME)))
    taken = take(hall, PROMISED, "郑华")
    with hall.act("12", "民政") as work:
        cases.decide(work, taken.case_id, granted=False, reason="不符合规划")
    told = [(each.applicant, each.words, each.who) for each in shown(hall).refusals]
    assert told == [("吴芳", "退回：缺主件：申请表", "张丽"), ("郑华", "不予办理：不符合规划", hall.person("12").name)]
    assert counts(hall)["不予办理"] == 1


def test_late_entries_count_on_their_day_and_stand_apart(hall: Hall) -> None:
    take(hall, name="当天来的")
    clock_of(hall).set("2026-11-23T09:30:00")
    late = take(hall, name="停电那天来的", happened="2026-11-20T16:00:00")
    day = shown(hall, FRIDAY)
    assert (day.counts["收件"], day.counts["补录"], counts(hall)["收件"]) == (2, 1, 0)
    line = day.late[0]
    assert (line.number, line.moment) == (late.number, at("2026-11-20T16:00:00"))
    assert line.words == "补录 收件、受理，11-23 09:30录入，依据手工登记本"


def test_a_closed_day_shows_what_came_after(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2026-11-20T18:05:00")
    closed(hall, FRIDAY)
    assert not shown(hall).changed and not table(printed(hall), "日结以后")
    clock_of(hall).set("2026-11-23T09:30:00")
    take(hall, name="补来的", happened="2026-11-20T16:00:00")
    paper = printed(hall, FRIDAY)
    assert ("收件", "1", "2") in table(paper, "日结以后的变化")
    assert [row[2][:5] for row in table(paper, "补录")] == ["日结后补录"]


def test_work_after_closing_on_the_same_day_is_told(hall: Hall) -> None:
    closed(hall, FRIDAY)
    clock_of(hall).forward(minutes=5)
    take(hall)
    assert [each.words[:5] for each in shown(hall).late] == ["日结后登记"]
    assert counts(hall)["补录"] == 0


@pytest.mark.parametrize(
    ("close", "now", "label", "begins"),
    [
        (False, "2026-11-20T15:20:00", "截至", "2026年11月20日（周五）15:20"),
        (True, "2026-11-20T18:10:00", "日结", "2026年11月20日（周五）18:10 何平"),
        (False, "2026-11-23T09:00:00", "统计至", "2026年11月20日（周五）23:59"),
    ],
)
def test_the_sheet_says_up_to_when(hall: Hall, close: bool, now: str, label: str, begins: str) -> None:
    clock_of(hall).set(now)
    if close:
        closed(hall, FRIDAY)
    assert rows(printed(hall, FRIDAY).blocks)[label].startswith(begins)


def test_the_sheet_is_signed_and_anchored(hall: Hall) -> None:
    take(hall, name="欧阳㛃")
    paper = printed(hall)
    with hall.look() as connection:
        digest = head(connection).digest
    assert re.search(f"日志校验码 {digest}（至第2条）", paper.footer)
    assert (paper.form, paper.number, paper.hall) == ("A4", "邱家便民日〔2026〕1120号", "邱家镇便民服务中心")
    assert [block.labels for block in paper.blocks if isinstance(block, Signatures)] == [("中心主任", "分管领导")]


def test_every_name_on_a_list_is_checked_before_printing(hall: Hall) -> None:
    waiting(hall, "欧阳㛃")
    names = printed(hall).names
    assert {"欧阳㛃", "张丽"} <= set(names)


def test_the_sheet_names_every_figure_as_a_report_does(hall: Hall) -> None:
    waiting(hall)
    paper = rows(printed(hall).blocks)
    assert {name: paper[name] for name in counts(hall)} == {name: f"{value:g}" for name, value in counts(hall).items()}
    assert all(len(line.encode("gb18030")) <= 80 for line in text.render(printed(hall)))


@pytest.mark.rule("S62.3")
def test_handling_time_of_a_window(hall: Hall) -> None:
    clock = clock_of(hall)
    for minutes in (10, 20, 60):
        taken = take(hall, INSTANT)
        clock.forward(minutes=minutes)
        finish(hall, taken.case_id)
    take(hall, INSTANT, finish=True)
    promised = take(hall)
    clock.set("2026-11-24T09:00:00")
    finish(hall, promised.case_id)
    friday, tuesday = shown(hall, FRIDAY).windows[0], shown(hall).windows[0]
    assert (friday.minutes.count, friday.minutes.average, friday.minutes.longest) == (3, 30, 60)
    assert (tuesday.days.count, tuesday.days.longest) == (1, 2)


@pytest.mark.rule("S62.4")
def test_the_rate_is_of_what_the_window_received(hall: Hall) -> None:
    for _ in range(2):
        take(hall, INSTANT, finish=True)
    take(hall), take(hall)
    with hall.act("08", "社保就业") as work:
        cases.accept(work, Application("X-005", Who("钱进")))
    assert [row[:4] + (row[6],) for row in table(printed(hall), "各窗口")] == [
        ("民政窗口", "4", "4", "2", "50%"),
        ("社保就业窗口", "1", "1", "0", "0%"),
    ]


@pytest.mark.parametrize(("name", "minutes", "told"), [("qiujia", 45, []), ("township", 45, ["用时45分钟，超过30分钟"]),
                                                       ("township", 30, [])])  # fmt: skip
@pytest.mark.rule("S02.4")
def test_instant_cases_over_the_halls_minutes(tmp_path: Path, name: str, minutes: int, told: list[str]) -> None:
    hall = make_hall(tmp_path, name)
    post = hall.post_for(hall.item(INSTANT))
    with hall.act(post.a, post.window) as work:
        taken = cases.accept(work, Application(INSTANT, Who("李国强")))
    clock_of(hall).forward(minutes=minutes)
    with hall.act(post.a, post.window) as work:
        cases.finish(work, taken.case_id)
    assert [each.words for each in shown(hall).slow] == told


def test_an_instant_case_left_over_night_is_told(hall: Hall) -> None:
    taken = take(hall, INSTANT)
    assert not shown(hall).slow
    clock_of(hall).set("2026-11-23T09:00:00")
    assert [(each.number, each.words) for each in shown(hall, FRIDAY).slow] == [(taken.number, "当天没有办完")]


def test_every_figure_can_be_explained(hall: Hall) -> None:
    waiting(hall)
    day = shown(hall)
    assert set(counted()) == set(day.counts)
    for name in day.counts:
        reckoned = explain(day, name)
        assert reckoned.value == day.counts[name]
        assert reckoned.steps[0].text.startswith(f"{name}：")


def test_an_explanation_tells_what_changed_after_closing(hall: Hall) -> None:
    closed(hall, FRIDAY)
    take(hall)
    assert "日结时是 0" in explain(shown(hall), "收件").steps[-1].text


def test_no_figure_reads_a_table_from_end_to_end(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2026-11-25T09:00:00")
    asked: list[tuple[str, Any]] = []
    with hall.look() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda c, cur, sql, values, *rest: asked.append((sql, values))
        )
        figures(hall, connection, FRIDAY)
        plans = [(sql, row[3]) for sql, values in list(asked)
                 for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]  # fmt: skip
    lists = r"USING (COVERING )?INDEX cases_(open|above|wait|collect)"
    whole = re.compile(rf"SCAN (?!\w+ {lists})|SEARCH cases USING .*INDEX cases_received \(day<")
    assert len(asked) > 10
    assert [plan for _, plan in plans if whole.match(plan)] == []


DOINGS = ("instant", "promised", "waiting", "returned", "not-accepted", "finished", "night")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(DOINGS), max_size=14))
def test_figures_agree_with_any_course_of_days(tmp_path_factory: pytest.TempPathFactory, doings: list[str]) -> None:
    hall = make_hall(tmp_path_factory.mktemp("hall"))
    clock = clock_of(hall)
    told: dict[date, dict[str, int]] = {}
    open_: list[int] = []
    for doing in doings:
        clock.forward(minutes=3)
        _do(hall, doing, told.setdefault(hall.today, dict.fromkeys(("收件", "受理", "办结", "退回"), 0)), open_)
        if doing == "night":
            clock.set(f"{hall.today + timedelta(days=1)}T08:30:00")
    for day, expected in told.items():
        found = counts(hall, day)
        assert {name: found[name] for name in expected} == expected
        assert found["按时办结"] + found["超期办结"] == found["办结"]
    assert counts(hall)["在办"] == len(open_)


def _do(hall: Hall, doing: str, told: dict[str, int], open_: list[int]) -> None:
    """One thing done at the desk, and what it must add to the day."""
    if doing == "night" or (doing == "finished" and not open_):
        return
    if doing == "finished":
        finish(hall, open_.pop(0))
        told["办结"] += 1
        return
    brought = {"waiting": Brought(have=(APPLY, CARD), forgot=(INCOME,)), "returned": Brought(have=(CARD,)),
               "not-accepted": Brought(have=(APPLY, CARD))}.get(doing, Brought())  # fmt: skip
    taken = take(hall, INSTANT if doing == "instant" else PROMISED, brought=brought, finish=doing == "instant")
    told["收件"] += 1
    told["受理"] += doing in ("instant", "promised")
    told["办结"] += doing == "instant"
    told["退回"] += doing == "returned"
    if doing == "promised":
        open_.append(taken.case_id)


def test_a_day_nobody_came_is_all_zeros(hall: Hall) -> None:
    day = shown(hall, SATURDAY - timedelta(days=7))
    assert set(day.counts.values()) == {0} and not day.windows
    assert set(FLOWS) <= set(day.counts)
