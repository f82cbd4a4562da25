"""A no is given in writing, registered, never alone where it matters, and tells what can be done about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.approvals import acts
from counter.domain.casework import cases
from counter.domain.casework.acts.consulting import NobodyAsked, consult, mark_unclear
from counter.domain.casework.acts.doubting import Doubt, take_doubtful
from counter.domain.casework.acts.submitting import AlreadySpecial, UnknownGround
from counter.domain.casework.case.decision import Brought, UnknownMaterial, decide_intake
from counter.domain.casework.case.weight import ImportantMatter, NotConsulted
from counter.domain.casework.cases import Application, NotNow, ReasonMissing
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.rulebook import shipped
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall, trial_items
from tests.hands import LI, do, look, papers, take

WHY = "不符合本市政策"
LEADER = "02"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def doubtful(hall: Hall, way: Any, item: str = "X-001", by: str = "07", **more: Any) -> tuple[int, int]:
    with hall.act(by, "民政") as work:
        taken, asked = take_doubtful(work, Application(item, LI, **more), Doubt(way, WHY))
    return taken.case_id, asked.id if asked else 0


# -- refusing ------------------------------------------------------------------------------------


@pytest.mark.rule("S06.5", "S06.12", "S06.13", "S06.14", "S19.1")
def test_a_case_is_refused_with_its_reason_and_filed(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(ReasonMissing) as caught:
        do(hall, cases.refuse, case, " ")
    assert {"S06.12", "S06.13"} <= caught.value.rules
    after = do(hall, cases.refuse, case, WHY)
    assert (after.life.state, after.life.reason, after.life.list) == ("refused", WHY, "closed")
    assert WHY in to_json(papers(hall, case)["refusal-notice"])


@pytest.mark.rule("S06.15", "S19.4", "S19.5")
@pytest.mark.parametrize(("act", "paper"), [(cases.refuse, "refusal-notice"), (cases.return_, "return-notice")])
def test_a_no_never_simply_ends(hall: Hall, act: Any, paper: str) -> None:
    case = take(hall)
    do(hall, act, case, WHY)
    said = to_json(papers(hall, case)[paper])
    for wanted in ("办事指南", "样表", "可以容缺", PHOTO, "当面指导", "咨询、查询"):
        assert wanted in said


@pytest.mark.rule("S19.4")
def test_the_clerks_own_advice_stands_on_the_notice(hall: Hall) -> None:
    case = take(hall)
    do(hall, cases.refuse, case, WHY, improve="可以改申请临时救助")
    assert "怎样补办、改进：可以改申请临时救助" in to_json(papers(hall, case)["refusal-notice"])


@pytest.mark.rule("S19.2")
def test_an_important_matter_is_refused_by_the_leader_in_charge(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.decline, case, WHY, important=True)
    assert look(hall, case).life.state == "awaiting-approval"
    for act in (cases.refuse, cases.return_, cases.decline):
        with pytest.raises(NotNow):
            do(hall, act, case, WHY)
    with pytest.raises(acts.OwnAsking):
        do(hall, acts.approve, asked.id)
    do(hall, acts.approve, asked.id, by=LEADER)
    after = look(hall, case)
    assert (after.life.state, after.events[-1].data["approved_by"]) == ("refused", "王建国")
    paper = to_json(papers(hall, case)["refusal-notice"])
    assert "王建国" in paper
    assert "经办人 张丽" in paper
    assert verify(hall).sound


@pytest.mark.rule("S19.2")
def test_what_the_leader_did_not_agree_to_goes_on_and_is_not_refused_behind_his_back(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.decline, case, WHY, important=True)
    do(hall, acts.reject, asked.id, "符合条件，请办理", by=LEADER)
    assert look(hall, case).life.state == "accepted"
    for act, values in ((cases.refuse, (WHY,)), (cases.return_, (WHY,)), (cases.decide, (False, WHY))):
        with pytest.raises(ImportantMatter) as caught:
            do(hall, act, case, *values)
        assert "S19.2" in caught.value.rules
    assert do(hall, cases.decide, case).life.completed is not None


def test_an_ordinary_one_is_declined_and_filed_at_once(hall: Hall) -> None:
    case = take(hall)
    assert do(hall, cases.decline, case, WHY) is None
    assert look(hall, case).life.state == "refused"


# -- at the desk ---------------------------------------------------------------------------------


@pytest.mark.rule("S06.5", "S06.12", "S19.1")
def test_at_the_desk_it_is_refused_under_a_number_with_its_notice(hall: Hall) -> None:
    case, _ = doubtful(hall, "refuse", by="08")
    assert look(hall, case).life.state == "refused"
    assert set(papers(hall, case)) == {"receipt-slip", "refusal-notice"}
    with pytest.raises(ReasonMissing), hall.act("07") as work:
        take_doubtful(work, Application("X-001", LI), Doubt("refuse", ""))


@pytest.mark.rule("S19.2")
def test_at_the_desk_an_important_one_is_reported(hall: Hall) -> None:
    case, asked = doubtful(hall, "report")
    assert look(hall, case).life.state == "awaiting-approval"
    do(hall, acts.approve, asked, by=LEADER)
    assert look(hall, case).life.state == "refused"


def test_what_the_leader_gives_back_is_examined_as_any_other(hall: Hall) -> None:
    case, asked = doubtful(hall, "report")
    do(hall, acts.reject, asked, "可以办", by=LEADER)
    assert look(hall, case).life.state == "examining"
    after = do(hall, cases.examine, case)
    assert (after.life.state, after.life.due) == ("accepted", at("2026-11-27T18:00:00"))


# -- weighed, and unclear ------------------------------------------------------------------------


@pytest.mark.rule("S06.9", "S06.10")
@pytest.mark.parametrize(("act", "state", "paper"), [(cases.refuse, "refused", "refusal-notice"),
                                                     (cases.return_, "returned", "return-notice")])  # fmt: skip
def test_judged_no_it_is_refused_or_returned_with_its_reason(hall: Hall, act: Any, state: str, paper: str) -> None:
    case = take(hall, "X-006", weigh="政策正在调整")
    assert look(hall, case).life.state == "deliberating"
    with pytest.raises(ReasonMissing):
        do(hall, act, case, " ")
    assert do(hall, act, case, WHY).life.state == state
    assert WHY in to_json(papers(hall, case)[paper])


@pytest.mark.rule("S19.6", "S19.7")
def test_unclear_law_is_no_ground_to_refuse_before_the_departments_were_asked(hall: Hall) -> None:
    case = take(hall, weigh="政策正在调整")
    with pytest.raises(ReasonMissing):
        do(hall, mark_unclear, case, " ")
    do(hall, mark_unclear, case, "新旧文件说法不一")
    for act, values in ((cases.refuse, (WHY,)), (cases.return_, (WHY,)), (cases.decline, (WHY,))):
        with pytest.raises(ImportantMatter):
            do(hall, act, case, *values)
    with pytest.raises(NotConsulted) as caught:
        do(hall, cases.decline, case, WHY, important=True)
    assert "S19.6" in caught.value.rules
    with pytest.raises(NobodyAsked):
        do(hall, consult, case, "县民政局", " ")
    do(hall, consult, case, "县民政局王科长", "目前没有依据")
    asked = do(hall, cases.decline, case, WHY, important=True)
    do(hall, acts.approve, asked.id, by=LEADER)
    assert look(hall, case).life.state == "refused"


@pytest.mark.rule("S06.16")
def test_a_clerk_neither_adds_conditions_nor_drops_them() -> None:
    item, book = trial_items()[0], shipped("qiujia")
    with pytest.raises(UnknownMaterial):
        decide_intake(item, Brought(have=(APPLY, CARD, INCOME, PHOTO), forgot=("村委会证明",)), book)
    assert decide_intake(item, Brought(have=(CARD, INCOME, PHOTO)), book).value.outcome == "returned"
    assert decide_intake(item, Brought(have=(APPLY, CARD, PHOTO)), book).value.outcome == "not-accepted"


# -- carried to the leader, and out of the common way ----------------------------------------------


@pytest.mark.rule("S14.12")
def test_the_window_carries_a_case_to_the_leader_who_decides_it(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.submit, case, "拟同意")
    life = look(hall, case).life
    assert (life.state, life.due) == ("awaiting-approval", at("2026-11-27T18:00:00"))
    with pytest.raises(NotNow):
        do(hall, cases.decide, case)
    do(hall, acts.approve, asked.id, by=LEADER)
    after = look(hall, case)
    assert (after.life.state, after.events[-1].data["approved_by"]) == ("awaiting-collection", "王建国")


@pytest.mark.rule("S14.12")
@pytest.mark.parametrize("end", [lambda hall, key: do(hall, acts.reject, key, "补一份说明", by=LEADER),
                                 lambda hall, key: do(hall, acts.take_back, key)])  # fmt: skip
def test_given_back_it_stands_where_it_stood(hall: Hall, end: Any) -> None:
    case = take(hall)
    end(hall, do(hall, cases.submit, case).id)
    assert look(hall, case).life.state == "accepted"
    assert do(hall, cases.submit, case).state == "open"


@pytest.mark.rule("S08.7", "S04.22")
@pytest.mark.parametrize("item", ["X-001", "X-003"])
def test_something_urgent_is_handled_out_of_the_common_way_also_on_a_rest_day(hall: Hall, item: str) -> None:
    case = take(hall, item)
    clock_of(hall).set("2026-11-22T20:00:00")
    for reason, ground, refusal in (("", "urgent", ReasonMissing), ("急", "soon", UnknownGround)):
        with pytest.raises(refusal) as caught:
            do(hall, cases.special, case, reason, ground)
        assert {"S08.7", "S04.22"} <= caught.value.rules
    asked = do(hall, cases.special, case, "病危等用", "holiday")
    assert "special" not in look(hall, case).life.flags
    do(hall, acts.approve, asked.id, by=LEADER)
    assert "special" in look(hall, case).life.flags
    with pytest.raises(AlreadySpecial):
        do(hall, cases.special, case, "病危等用")


@pytest.mark.rule("S19.2")
def test_what_is_special_for_its_importance_is_not_refused_alone(hall: Hall) -> None:
    case = take(hall)
    do(hall, acts.approve, do(hall, cases.special, case, "重点项目", "important").id, by=LEADER)
    with pytest.raises(ImportantMatter):
        do(hall, cases.refuse, case, WHY)
