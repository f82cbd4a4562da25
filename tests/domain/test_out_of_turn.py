"""What nobody may get round: the leader's yes, a clerk's no, papers owed, a seal, days and money that are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.approvals import acts as approvals
from counter.domain.casework import cases
from counter.domain.casework.acts import extending, refusing, submitting
from counter.domain.casework.acts.clockwork import DaysUnclear
from counter.domain.casework.acts.running import NothingBrought
from counter.domain.casework.batches import batches
from counter.domain.casework.batches.batch_lines import Line
from counter.domain.casework.batches.batches import deliver_many, take_batch
from counter.domain.casework.case.above import NotAnswered
from counter.domain.casework.case.joint_state import DepartmentsUntold, OpinionsMissing
from counter.domain.casework.case.recount import lay_down
from counter.domain.casework.joint import joint, referring
from counter.domain.casework.till.money import Money
from counter.domain.hall.files.datafile import DataFileBroken
from counter.domain.hall.items.item import item_from
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rulebook import RulebookBroken
from counter.domain.text import DirectionMark, TextTooLong
from counter.replay import play, read_script
from counter.replay.script import ScriptWrong
from tests.halls import PHOTO, clock_of, make_hall
from tests.hands import OWES, WAITS, do, look, take

NO = "不符合条件"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.mark.rule("S04.16")
def test_a_leader_does_not_grant_a_joint_case_without_its_departments(hall: Hall) -> None:
    case = take(hall, "X-003")
    with pytest.raises(DepartmentsUntold):
        do(hall, submitting.submit, case)
    do(hall, joint.notify_departments, case)
    do(hall, joint.department_opinion, case, "民政办", "agree")
    with pytest.raises(OpinionsMissing):
        do(hall, submitting.submit, case)
    do(hall, joint.department_opinion, case, "派出所", "agree")
    asked = do(hall, submitting.submit, case)
    do(hall, approvals.approve, asked.id, by="02")
    assert look(hall, case).life.completed


@pytest.mark.rule("S07.1")
def test_a_leader_does_not_grant_what_is_decided_above(hall: Hall) -> None:
    case = take(hall, "X-004")
    with pytest.raises(NotAnswered):
        do(hall, submitting.submit, case)


@pytest.mark.rule("S07.1", "S07.3")
@pytest.mark.parametrize("act", [cases.return_, refusing.refuse, refusing.decline])
def test_the_hall_says_no_to_nothing_that_waits_for_the_body_above(hall: Hall, act: object) -> None:
    case = take(hall, "X-004")
    do(hall, referring.refer, case)
    with pytest.raises(NotAnswered):
        do(hall, act, case, NO)  # type: ignore[arg-type]
    do(hall, referring.answer_from_above, case, False, NO)
    assert look(hall, case).life.state == "refused"


@pytest.mark.rule("S09.1")
@pytest.mark.parametrize("reviewed", [False, True])
def test_papers_owed_come_also_after_the_result_was_handed_out(hall: Hall, reviewed: bool) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    do(hall, cases.finish, case)
    if reviewed:
        do(hall, cases.review, case, 5)
    assert look(hall, case).row["watched"] == "top-up"
    after = do(hall, cases.supplement, case, (PHOTO,))
    assert (after.life.owed, after.row["watched"]) == ((), None)


def test_a_filed_case_is_not_watched_for_what_it_owes(hall: Hall) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    do(hall, cases.finish, case)
    do(hall, cases.archive, case)
    assert look(hall, case).row["watched"] is None


def test_nothing_is_noted_where_no_paper_came(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    with pytest.raises(NothingBrought):
        do(hall, cases.supplement, case, ())


@pytest.mark.rule("S54.3", "S11.6")
@pytest.mark.parametrize("stamp", [True, False])
def test_a_case_ends_as_the_rules_of_its_acceptance_say(stamp: bool, tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": stamp})
    case = take(hall)
    clock_of(hall).set("2026-11-23T09:00")
    do(hall, lay_down, "casework.stamp", not stamp, date(2026, 11, 23), "试验", by="01")
    after = do(hall, cases.finish, case)
    assert ("stamped" in [each.kind for each in after.events]) is stamp


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_no_extension_and_no_stop_is_longer_than_time_itself(hall: Hall, days: int) -> None:
    case = take(hall)
    with pytest.raises(extending.DaysWrong):
        do(hall, extending.extend, case, days, "要外出核实")
    if days:
        with pytest.raises(DaysUnclear):
            do(hall, cases.stop, case, "公示", days=days)


@pytest.mark.parametrize("amount", ["nan", "inf"])
def test_an_amount_in_a_scenario_is_a_number(amount: str, tmp_path: Path) -> None:
    path = tmp_path / "day.toml"
    path.write_text(
        'hall = "qiujia"\nstart = 2026-11-20T08:00:00\n[[act]]\nat = 2026-11-20T09:00:00\nby = "07"\n'
        f'do = "accept"\ncase = "a"\n[[act]]\nat = 2026-11-20T09:00:00\nby = "07"\ndo = "collect-fee"\n'
        f'case = "a"\namount = {amount}\n',
        encoding="utf-8",
    )
    with pytest.raises(ScriptWrong, match="amount"):
        play(read_script(path), tmp_path / "p.db")


@pytest.mark.rule("S04.11")
def test_the_departments_of_a_case_that_the_law_deems_accepted_are_told(hall: Hall) -> None:
    case = take(hall, "X-003", unexamined=True)
    clock_of(hall).set("2026-11-30T09:00")
    assert look(hall, case).life.deemed
    after = do(hall, joint.notify_departments, case)
    assert (after.life.state, len(after.life.parts)) == ("joint-review", 2)


@pytest.mark.parametrize("own", [True, False])
def test_the_ground_of_a_fee_is_a_text_like_any_other(hall: Hall, own: bool) -> None:
    case = take(hall, "X-007")
    for text, refusal in (("坏\u202e字", DirectionMark), ("长" * 1001, TextTooLong)):
        with pytest.raises(refusal):
            do(hall, cases.collect, case, Money(1000, receipt="1", own_fee=own, basis=text))


def test_the_village_of_a_batch_is_a_text_like_any_other(hall: Hall) -> None:
    case = take(hall)
    do(hall, cases.decide, case)
    with pytest.raises(DirectionMark):
        do(hall, deliver_many, (case,), "周德福", village="双河\u202e村")
    line = Line(1, "X-001", Who("李国强"))
    with pytest.raises(DirectionMark):
        do(hall, take_batch, batches.Brought((line,), "双河\u202e村", person=Who("周德福", phone="15400020001")))


@pytest.mark.parametrize(
    "path", ["casework.owing_days", "casework.refusal.days", "casework.instant.minutes", "casework.extension.most"]
)
def test_no_limit_of_a_rule_is_so_long_that_no_day_ends_it(hall: Hall, path: str) -> None:
    with pytest.raises(RulebookBroken):
        do(hall, lay_down, path, 10**9, date(2026, 11, 20), "试验", by="01")
    case = take(hall, brought=OWES, gaps="go-on")
    assert look(hall, case).life.owed


def test_no_item_promises_more_days_than_there_are() -> None:
    with pytest.raises(DataFileBroken):
        item_from({"code": "X-1", "name": "试", "window": "民政", "promised_days": 10**9}, file="试验")


@pytest.mark.rule("S01.11")
def test_nothing_is_withdrawn_once_it_is_decided(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": True})
    case = take(hall)
    do(hall, cases.decide, case)
    with pytest.raises(cases.NotNow) as caught:
        do(hall, cases.withdraw, case)
    assert "S01.11" in caught.value.rules
