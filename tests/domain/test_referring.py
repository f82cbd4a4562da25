"""Cases that go up: the local part is hard, the answer from above decides, contact is kept to the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case.above import NotAnswered
from counter.domain.casework.case.joint_state import OpinionsMissing
from counter.domain.casework.history.explain import explained
from counter.domain.casework.joint import joint, referring
from counter.domain.casework.lists.worklist import Worklist, counts
from counter.domain.clock import at
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.items.item import item_from
from counter.domain.hall.opened import Hall
from counter.domain.oversight import figures
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from counter.domain.setup import create
from counter.storage import Storage
from tests.halls import SetClock, clock_of, make_hall
from tests.hands import do, look, papers, take


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.mark.rule("S07.1", "S07.7")
def test_nobody_here_decides_what_lies_in_the_power_above(hall: Hall) -> None:
    case = take(hall, "X-004")
    for act in (cases.decide, cases.finish):
        with pytest.raises(NotAnswered, match="还没有上报") as refused:
            do(hall, act, case)
        assert refused.value.rules >= {"S07.1", "S07.7"}
    with pytest.raises(NotAnswered):
        do(hall, cases.decide, case, False, "不合条件")
    do(hall, referring.refer, case)
    with pytest.raises(NotAnswered, match="还没有答复"):
        do(hall, cases.decide, case)
    do(hall, referring.answer_from_above, case)
    assert look(hall, case).life.state == "awaiting-collection"


@pytest.mark.rule("S07.4", "S07.6", "S07.9")
@pytest.mark.parametrize(("sent", "late"), [("2026-11-25T17:59:59", False), ("2026-11-25T18:00:01", True)])
def test_the_local_part_is_judged_by_the_moment_of_sending_and_the_answer_is_only_followed(
    hall: Hall, sent: str, late: bool
) -> None:
    case = take(hall, "X-004")
    clock_of(hall).set(sent)
    do(hall, referring.refer, case)
    clock_of(hall).set("2027-02-01T09:00:00")
    life = look(hall, case).life
    answer = life.clock("answer")
    assert answer is not None and answer.late(at("2027-02-01T09:00:00"))
    assert life.overdue is late
    assert look(hall, case).row["waits_for"] == "县民政局"


@pytest.mark.rule("S07.5", "S07.8", "S12.16", "S07.3")
def test_contact_with_the_body_above_is_noted_until_it_answers(hall: Hall) -> None:
    case = take(hall, "X-004")
    with pytest.raises(cases.NotNow):
        do(hall, referring.contact_above, case, "问了")
    do(hall, referring.refer, case, "县民政局救助股", "禾民报〔2026〕1号")
    with pytest.raises(referring.NothingSaid) as refused:
        do(hall, referring.contact_above, case, " ")
    assert refused.value.rules >= {"S07.8", "S12.16"}
    do(hall, referring.contact_above, case, "周五出结果")
    noted = [event for event in look(hall, case).events if event.kind == "contacted"]
    assert [(each.data["whom"], each.data["said"]) for each in noted] == [("县民政局救助股", "周五出结果")]
    do(hall, referring.answer_from_above, case)
    with pytest.raises(cases.NotNow):
        do(hall, referring.contact_above, case, "再问")


@pytest.mark.rule("S07.3", "S07.9")
def test_a_granted_answer_tells_the_applicant_and_starts_the_delivery(hall: Hall) -> None:
    case = take(hall, "X-004")
    do(hall, referring.refer, case)
    clock_of(hall).forward(days=3)
    do(hall, referring.answer_from_above, case, True, "", "县民复〔2026〕9号")
    life = look(hall, case).life
    delivery = life.clock("delivery")
    assert delivery is not None and delivery.running and delivery.since == life.completed
    assert "请带身份证到民政窗口领取结果" in to_json(papers(hall, case)["result-notice"])
    assert verify(hall).sound


@pytest.mark.rule("S07.3")
def test_a_refusal_from_above_gives_the_applicant_its_reason_and_number(hall: Hall) -> None:
    case = take(hall, "X-004")
    do(hall, referring.refer, case)
    with pytest.raises(cases.ReasonMissing):
        do(hall, referring.answer_from_above, case, False)
    do(hall, referring.answer_from_above, case, False, "财产超标", "县民不予〔2026〕3号")
    assert look(hall, case).life.state == "refused"
    text = to_json(papers(hall, case)["refusal-notice"])
    assert "县民政局答复（县民不予〔2026〕3号）：财产超标" in text


def test_what_is_decided_here_is_not_sent_up(hall: Hall) -> None:
    case = take(hall, "X-001")
    with pytest.raises(referring.DecidedHere):
        do(hall, referring.refer, case)


@pytest.mark.rule("S07.7")
def test_a_joint_case_with_a_body_above_goes_up_when_its_departments_agree(tmp_path: Path) -> None:
    item = item_from(
        {"code": "X-011", "name": "联办后上报", "window": "民政", "kind": "joint", "promised_days": 10,
         "statutory_days": 20, "departments": ("民政办", "派出所"), "county": ("县民政局",),
         "materials": [{"name": "申请表"}]}, file="试验",
    )  # fmt: skip
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    hall = create(storage, load_hall("qiujia"), clock=SetClock("2026-11-20T09:00:00"), extra_items=(item,))
    case = take(hall, "X-011")
    do(hall, joint.notify_departments, case)
    with pytest.raises(OpinionsMissing):
        do(hall, referring.refer, case)
    for name in ("民政办", "派出所"):
        do(hall, joint.department_opinion, case, name, "agree")
    do(hall, referring.refer, case)
    with pytest.raises(NotAnswered):
        do(hall, cases.finish, case)
    do(hall, referring.answer_from_above, case)
    do(hall, cases.deliver, case)


@pytest.mark.rule("S03.13", "S07.6")
def test_where_it_counts_as_promised_the_answer_from_above_decides_all_the_same(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai")
    case = take(hall, "X-004")
    assert look(hall, case).life.kind == "promised"
    with pytest.raises(NotAnswered):
        do(hall, cases.decide, case)
    do(hall, referring.refer, case)
    do(hall, referring.answer_from_above, case)
    assert look(hall, case).life.state == "decided"


def test_what_was_sent_up_is_listed_by_itself_and_is_not_late_here(hall: Hall) -> None:
    case = take(hall, "X-004")
    assert counts(hall)["above"] == 0
    do(hall, referring.refer, case)
    clock_of(hall).set("2027-02-01T09:00:00")
    found = counts(hall)
    assert (found["above"], found["open"], found["overdue"]) == (1, 0, 0)
    texts = [step.text for step in explained(look(hall, case)).steps]
    assert "2026-11-20 08:30上报县民政局，本级时限到此为止" in texts
    assert texts[-1] == "等上级答复，只跟踪、不计入本级时限"
    row = Worklist(hall, "above").first(9)[0]
    assert (row.id, row.waits_for, row.late, row.slipped) == (case, "县民政局", False, True)
    with hall.look() as connection:
        totals = figures.totals(figures.figures(hall, connection, hall.today))
    assert (totals["在办"], totals["超期"]) == (1, 0)
