"""What the papers to the applicant say, and the limits that they promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case import recount, visits
from counter.domain.casework.case.decision import Brought, Overrule
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, to_json
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.hands import WAITS, do, look, papers, take


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


# -- papers say what they must -----------------------------------------------------------------


@pytest.mark.rule("S03.5", "S11.1")
def test_the_acceptance_notice_states_limit_and_due_moment_with_the_articles_last(hall: Hall) -> None:
    notice = papers(hall, take(hall))["promised-case-notice"]
    text = to_json(notice)
    assert "5个工作日（当日不计）" in text
    assert "2026年11月27日（周五）18:00" in text
    assert isinstance(notice.blocks[-1], Articles)
    assert any("X-001" in line for line in notice.blocks[-1].lines)


@pytest.mark.rule("S03.14")
def test_the_acceptance_notice_brings_the_citizen_back_to_the_window_that_took_it_in(hall: Hall) -> None:
    text = to_json(papers(hall, take(hall, "X-007"))["promised-case-notice"])
    assert "凭本通知和身份证来领取结果" in text
    assert "咨询、查询：民政窗口" in text
    assert "10元" in text


@pytest.mark.rule("S10.14")
@pytest.mark.parametrize("brought", [None, WAITS])
def test_every_notice_of_a_running_case_names_the_window_to_go_to(hall: Hall, brought: Brought | None) -> None:
    case = take(hall) if brought is None else take(hall, brought=brought)
    assert all("民政窗口" in to_json(paper) for paper in papers(hall, case).values())


@pytest.mark.rule("S03.7")
def test_a_hall_calls_its_papers_by_its_own_names(hall: Hall) -> None:
    names = dict(hall.book().casework.paper_names.value) | {"promised-case-notice": "承诺单"}
    with hall.act("01") as work:
        recount.lay_down(work, "casework.paper_names", names, hall.today, "本中心文书目录")
    assert papers(hall, take(hall))["promised-case-notice"].title == "承诺单"


@pytest.mark.rule("S03.6", "S05.5", "S05.6", "S05.11")
def test_the_supplement_notice_apologises_and_says_what_starts_the_limit(hall: Hall) -> None:
    text = to_json(papers(hall, take(hall, brought=WAITS))["supplement-notice"])
    assert "对不起，请把以上材料一次带齐" in text
    assert "材料齐全之日起5个工作日内办结" in text


@pytest.mark.rule("S10.1", "S10.2", "S10.3", "S10.8", "S10.9")
def test_the_slip_has_every_field_and_two_copies(hall: Hall) -> None:
    case = take(hall, "X-001", brought=Brought(have=(APPLY, CARD)))
    slip = papers(hall, case)["one-time-notice"]
    text = to_json(slip)
    told = ("办理单位", "邱家镇便民服务中心", "经办人", "张丽", "申请时间", "2026年11月20日", "试验承诺事项", INCOME,
            "承诺时限", "5个工作日", "收费标准", "不收费")  # fmt: skip
    assert [each for each in told if each not in text] == []
    assert slip.copies == ("申请人", "窗口存根")
    with_basis = hall.item("MZ-005")
    lacking = next(each.name for each in with_basis.materials if not each.key and not each.when)
    have = tuple(each.name for each in with_basis.materials if each.name != lacking and not each.when)
    assert with_basis.basis
    law = to_json(papers(hall, take(hall, "MZ-005", brought=Brought(have), slip=True))["one-time-notice"])
    assert with_basis.basis in law
    assert with_basis.procedure in law


@pytest.mark.rule("S10.7", "S12.13")
def test_the_slip_of_what_is_not_accepted_says_why_and_all_that_is_asked(hall: Hall) -> None:
    text = to_json(papers(hall, take(hall, brought=Brought(have=(APPLY, CARD))))["one-time-notice"])
    assert "暂不予受理：缺少收入证明，且没有承诺补齐" in text
    assert "受理条件" in text and INCOME in text and PHOTO in text


def test_the_slip_of_an_instant_item_promises_no_days(hall: Hall) -> None:
    text = to_json(papers(hall, take(hall, "X-002", brought=Brought(have=(APPLY, CARD))))["one-time-notice"])
    assert "当场办结" in text and "0个工作日" not in text


@pytest.mark.rule("S06.3", "S06.5", "S06.6", "S06.7", "S06.15", "S10.12")
def test_the_return_notice_has_the_reason_and_what_it_rests_on(hall: Hall) -> None:
    case = take(hall, "MZ-005")
    do(hall, cases.return_, case, "家庭收入超过标准")
    text = to_json(papers(hall, case)["return-notice"])
    assert "家庭收入超过标准" in text
    assert "符合条件后可以重新申请" in text
    assert hall.item("MZ-005").basis in text
    with hall.look() as connection:
        made = [each["made"] for each in visits.papers_of(connection, case) if each["kind"] == "return-notice"]
    assert made == [look(hall, case).life.closed]


# -- the limits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "due", "answer"),
    [
        pytest.param("X-001", "2026-11-27T18:00:00", None, marks=pytest.mark.rule("S11.1")),
        pytest.param("X-002", "2026-11-20T18:00:00", None, marks=pytest.mark.rule("S11.1")),
        pytest.param("X-003", "2026-12-04T18:00:00", None, marks=pytest.mark.rule("S04.21", "S11.1")),
        pytest.param(
            "X-004", "2026-11-25T18:00:00", "2026-12-11", marks=pytest.mark.rule("S03.13", "S07.4", "S11.1", "S11.11")
        ),
    ],
)
def test_each_kind_is_due_within_its_own_limit(hall: Hall, item: str, due: str, answer: str | None) -> None:
    case = look(hall, take(hall, item))
    assert case.life.due == at(due)
    assert (case.life.answer_due.isoformat() if case.life.answer_due else None) == answer
    assert "S11.1" in case.reckoned.rules or case.life.kind == "instant"


@pytest.mark.rule("S11.1")
def test_an_instant_case_taken_in_after_hours_is_due_the_next_working_day(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T19:00:00")
    assert look(hall, take(hall, "X-002")).life.due == at("2026-11-23T18:00:00")


@pytest.mark.rule("S03.13", "S07.4")
def test_an_item_decided_above_without_planned_steps_has_its_promise_for_the_local_part(hall: Hall) -> None:
    case = look(hall, take(hall, overrule=Overrule("referred", "要报县局")))
    assert case.life.due == at("2026-11-27T18:00:00")
    assert case.life.answer_due is not None
    assert case.life.answer_due.isoformat() == "2026-12-18"
