"""全程代理: scope, tracks, the authorisation, the ledger, the feedback without which nothing is filed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import agency
from counter.domain.casework.acts.agency import (
    FeedbackGiven,
    FeedbackOwed,
    GradeMissing,
    Ledger,
    NotAgency,
    NotOver,
    OutOfScope,
    UnknownTrack,
    refuse_agency,
)
from counter.domain.casework.acts.corrections import correct
from counter.domain.casework.cases import Application
from counter.domain.casework.history.timeline import timeline
from counter.domain.hall.items.item import item_from
from counter.domain.hall.rulebook import shipped
from counter.domain.oversight.audit import verify
from counter.domain.oversight.closing import points
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import LI, do, look, papers, take

PLAIN = {"code": "X", "name": "试验", "window": "民政", "kind": "promised", "promised_days": 5}
ABOVE = PLAIN | {"kind": "referred", "county": ("县民政局",)}
THERE = ABOVE | {"present": True}
PROJECT = PLAIN | {"project": True}


@pytest.mark.parametrize(
    ("scope", "item", "taken"),
    [
        pytest.param("referred", PLAIN, False, marks=pytest.mark.rule("S14.2", "S14.6")),
        pytest.param("referred", ABOVE, True, marks=pytest.mark.rule("S14.2")),
        pytest.param("referred", THERE, False, marks=pytest.mark.rule("S14.2")),
        pytest.param("key-projects", ABOVE, False, marks=pytest.mark.rule("S14.3")),
        pytest.param("key-projects", PROJECT, True, marks=pytest.mark.rule("S14.3")),
        pytest.param("any", PLAIN, True, marks=pytest.mark.rule("S14.4")),
        pytest.param("any", THERE, True, marks=pytest.mark.rule("S14.4")),
    ],
)
def test_each_hall_takes_what_its_own_document_names(scope: str, item: dict[str, object], taken: bool) -> None:
    book = shipped("qiujia")
    rules = book.casework.agency
    scoped = rules.model_copy(update={"scope": rules.scope.model_copy(update={"value": scope})})
    book = book.model_copy(update={"casework": book.casework.model_copy(update={"agency": scoped})})
    if taken:
        refuse_agency(item_from(item, file="试验"), "whole", book)
        return
    with pytest.raises(OutOfScope, match="不在代理范围"):
        refuse_agency(item_from(item, file="试验"), "whole", book)


@pytest.mark.rule("S14.8")
def test_the_ways_of_acting_are_those_of_the_hall(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "community")
    for track, name in (("act-for", "代办"), ("assist", "协办"), ("do-now", "即办")):
        case = take(hall, by=hall.post_for(hall.item("X-001")).a, agency=track)
        assert "agency" in look(hall, case).life.flags
        assert name in "\n".join(text.render(papers(hall, case)["agency-authorisation"]))
    with pytest.raises(UnknownTrack, match="代办、协办、即办"):
        take(hall, by=hall.post_for(hall.item("X-001")).a, agency="whole")


@pytest.mark.rule("S14.1", "S14.5", "S14.7", "S14.13", "S31.6")
def test_the_applicant_authorises_the_hall_free_of_charge_and_one_person_answers(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, agency="whole")
    printed = "\n".join(text.render(papers(hall, case)["agency-authorisation"]))
    for said in (
        "李国强",
        "15400010001",
        "试验承诺事项",
        "张丽",
        "5个工作日",
        "代理不收费",
        "绿色通道",
        "2026年11月27日",
    ):
        assert said in printed
    assert "绿色通道" in "\n".join(text.render(papers(hall, case)["promised-case-notice"]))
    plain = take(hall)
    assert "agency-authorisation" not in papers(hall, plain)
    assert "绿色通道" not in "\n".join(text.render(papers(hall, plain)["promised-case-notice"]))


@pytest.mark.rule("S14.9", "S14.11")
def test_the_form_comes_with_the_result_and_is_entered_once(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, agency="whole")
    with pytest.raises(NotOver):
        do(hall, agency.feedback, case, "满意")
    do(hall, cases.decide, case)
    assert "feedback-form" not in papers(hall, case)
    do(hall, cases.deliver, case, "本人")
    form = "\n".join(text.render(papers(hall, case)["feedback-form"]))
    assert "□满意 □不满意" in form
    assert "证件材料是否退还" in form
    with pytest.raises(FeedbackOwed):
        agency.refuse_unasked(look(hall, case).life)
    with pytest.raises(GradeMissing, match="满意、不满意"):
        do(hall, agency.feedback, case, "非常满意")
    do(hall, agency.feedback, case, "不满意", confirmed=False, words="等得太久")
    life = look(hall, case).life
    assert (life.state, life.feedback and life.feedback["satisfied"]) == ("reviewed", False)
    agency.refuse_unasked(life)
    with pytest.raises(FeedbackGiven, match="不满意，没有确认结果"):
        do(hall, agency.feedback, case, "满意")
    with hall.look() as connection:
        assert any("等得太久" in line.detail for line in timeline(connection, look(hall, case)))
    assert verify(hall).sound


def test_feedback_is_for_agency_matters_only(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall)
    do(hall, cases.finish, case)
    assert "feedback-form" not in papers(hall, case)
    agency.refuse_unasked(look(hall, case).life)
    with pytest.raises(NotAgency):
        do(hall, agency.feedback, case, "满意")


def test_an_instant_agency_matter_gets_its_form_at_once(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    assert "feedback-form" in papers(hall, take(hall, "X-002", agency="whole", finish=True))


@pytest.mark.parametrize(("typed", "grade"), [("非常满意", True), ("基本满意", True), ("不满意", False)])
def test_where_the_form_has_five_grades_the_upper_three_are_satisfied(tmp_path: Path, typed: str, grade: bool) -> None:
    hall = make_hall(tmp_path, rules={"casework.agency.feedback": "five"})
    case = take(hall, agency="whole")
    do(hall, cases.finish, case)
    after = do(hall, agency.feedback, case, typed)
    assert after.life.feedback["satisfied"] is grade


def test_another_channel_takes_no_agency_away(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, agency="whole")
    do(hall, correct, case, {"channel": "phone"})
    assert "agency" in look(hall, case).life.flags


@pytest.mark.rule("S14.10")
def test_the_ledger_has_matter_handler_and_result_of_every_agency_matter(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    clock_of(hall).set("2026-11-19T09:00:00")
    first = take(hall, agency="whole")
    take(hall)
    clock_of(hall).set("2026-11-20T09:00:00")
    village = take(hall, channel="village")
    do(hall, cases.finish, first)
    do(hall, agency.feedback, first, "满意")
    found = Ledger(hall).first(10)
    assert [(each.id, each.track, each.handler, each.result, each.feedback) for each in found] == [
        (village, "村级代办", "张丽", "已受理", ""), (first, "全程代理", "张丽", "已评价", "满意"),
    ]  # fmt: skip
    ledger = Ledger(hall)
    assert ledger.after(ledger.key(found[0]), 10) == [found[1]]
    assert ledger.before(ledger.key(found[1]), 10) == [found[0]]
    assert ledger.before(None, 1) == [found[1]]
    assert ledger.count() == 2
    with hall.look() as connection:
        paper = agency.ledger_paper(hall, connection, date(2026, 11, 19), date(2026, 11, 19))
    printed = "\n".join(text.render(paper))
    assert "共1件" in printed
    assert "试验承诺事项" in str(paper.blocks)  # a name is broken into the lines of its column
    for said in ("李国强", "张丽", "已评价", "满意"):
        assert said in printed


def test_the_ledger_reads_from_its_own_index(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    with hall.look() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM cases WHERE (cases.agency <> '' OR cases.channel = 'village') "
            "AND cases.day >= '2026-01-01' ORDER BY cases.day DESC, cases.id DESC LIMIT 20"
        ).all()
    assert any("cases_agency" in str(row) for row in plan)


def test_what_is_returned_at_once_is_no_matter_to_authorise(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    with hall.act("07", "民政") as work:
        taken = cases.accept(work, Application("X-006", LI, agency="whole"))
    assert "agency-authorisation" not in papers(hall, taken.case_id)


@pytest.mark.rule("S14.11")
def test_an_agency_matter_without_its_form_stands_in_the_way_of_closing(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, agency="whole")
    do(hall, cases.finish, case)

    def told() -> list[str]:
        with hall.look() as connection:
            return [point.name for point in points(hall, connection, hall.today)]

    assert "代理件没有反馈表" in told()
    do(hall, agency.feedback, case, "满意")
    assert "代理件没有反馈表" not in told()
