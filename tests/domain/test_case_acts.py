"""The acts on a case: papers that come later, completion, and the ways it ends otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.in_hand import first_do
from counter.domain.casework.case.life import RUNNING
from counter.domain.casework.cases import (
    AmountWrong,
    Application,
    Money,
    NotNow,
    NotYours,
    ReasonMissing,
    ReceiptMissing,
)
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.hands import LI, OWES, WAITS, do, look, papers, take


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


# -- supplement --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "kind", "due"),
    [
        pytest.param("X-001", "promised", "2026-12-01T18:00:00", marks=pytest.mark.rule("S01.7", "S05.6")),
        pytest.param("X-002", "instant", "2026-11-24T18:00:00", marks=pytest.mark.rule("S01.7", "S02.7", "S05.12")),
        pytest.param("X-003", "joint", "2026-12-08T18:00:00", marks=pytest.mark.rule("S01.7", "S05.6")),
    ],
)
def test_the_last_paper_accepts_the_case_as_its_kind_from_that_day(hall: Hall, item: str, kind: str, due: str) -> None:
    case = take(hall, item, brought=WAITS)
    assert look(hall, case).life.due is None
    clock_of(hall).set("2026-11-24T10:00:00")
    after = do(hall, cases.supplement, case)
    assert (after.life.kind, after.life.accepted, after.life.due) == (kind, at("2026-11-24T10:00:00"), at(due))
    assert "supplement" in after.life.flags
    assert after.life.missing == ()
    assert {row["standing"] for row in after.materials} == {"had", "came"}


@pytest.mark.rule("S02.7", "S05.12")
def test_an_instant_matter_is_finished_on_the_spot_when_its_papers_come(hall: Hall) -> None:
    case = take(hall, "X-002", brought=WAITS)
    with pytest.raises(NotNow) as caught:
        do(hall, cases.finish, case)
    assert "S05.6" in caught.value.rules
    do(hall, cases.supplement, case)
    after = do(hall, cases.finish, case)
    assert (after.life.state, after.life.overdue) == ("delivered", False)


@pytest.mark.rule("S05.7")
def test_papers_come_to_the_window_that_took_the_case_in(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    with pytest.raises(NotYours):
        do(hall, cases.supplement, case, by="08")
    assert do(hall, cases.supplement, case, by="12").life.state == "accepted"


@pytest.mark.rule("S05.6")
def test_a_part_of_the_papers_is_ticked_and_the_clock_still_waits(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME, PHOTO)))
    after = do(hall, cases.supplement, case, (INCOME,))
    assert (after.life.state, after.life.missing, after.life.due) == ("awaiting-materials", (PHOTO,), None)


@pytest.mark.rule("S09.1")
def test_owed_papers_may_come_while_the_case_runs_and_move_no_date(hall: Hall) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    life = look(hall, case).life
    assert (life.owed, life.owed_until) == ((PHOTO,), life.due)
    assert life.flags == {"owing"}
    clock_of(hall).forward(days=3)
    after = do(hall, cases.supplement, case)
    assert (after.life.owed, after.life.flags, after.life.due) == ((), frozenset(), life.due)


# -- the ends ----------------------------------------------------------------------------------


@pytest.mark.rule("S54.3", "S11.6")
@pytest.mark.parametrize(("stamp", "overdue"), [(False, False), (True, True)])
def test_completion_is_the_stamp_where_the_hall_keeps_one(tmp_path: Path, stamp: bool, overdue: bool) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": stamp})
    case = take(hall)
    clock_of(hall).set("2026-11-27T17:00:00")
    decided = do(hall, cases.decide, case)
    assert (decided.life.completed is None) == stamp
    clock_of(hall).set("2026-11-30T09:00:00")
    if stamp:
        do(hall, cases.stamp, case)
    life = look(hall, case).life
    assert life.completed == at("2026-11-30T09:00:00" if stamp else "2026-11-27T17:00:00")
    assert (life.overdue, look(hall, case).row["overdue"]) == (overdue, overdue)


@pytest.mark.rule("S06.12")
def test_a_refusal_has_its_reason_in_writing_and_tells_where_to_appeal(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(ReasonMissing):
        do(hall, cases.decide, case, granted=False)
    after = do(hall, cases.decide, case, granted=False, reason="不符合政策")
    assert (after.life.state, after.life.reason, after.life.list) == ("refused", "不符合政策", "closed")
    text = to_json(papers(hall, case)["refusal-notice"])
    assert "不符合政策" in text
    assert "行政复议" in text


@pytest.mark.rule("S61.5")
def test_a_result_waits_until_it_is_handed_out_and_to_whom_is_kept(hall: Hall) -> None:
    case = take(hall)
    assert do(hall, cases.decide, case).life.list == "collect"
    clock_of(hall).forward(days=20)
    assert look(hall, case).life.list == "collect"
    after = do(hall, cases.deliver, case, "儿子李明")
    assert (after.life.list, after.events[-1].data) == ("closed", {"to": "儿子李明"})
    assert after.life.overdue is False


@pytest.mark.parametrize(
    ("act", "values", "state"),
    [
        (cases.return_, ("不符合条件",), "returned"),
        (cases.withdraw, (), "withdrawn"),
        (cases.decide, (False, "不符合政策"), "refused"),
    ],
)
def test_the_other_ends_stop_the_clock(
    hall: Hall, act: Callable[..., Any], values: tuple[Any, ...], state: str
) -> None:
    case = take(hall)
    clock_of(hall).forward(hours=1)
    do(hall, act, case, *values)
    clock_of(hall).forward(days=30)
    life = look(hall, case).life
    assert (life.state, life.closed, life.overdue) == (state, at("2026-11-20T09:30:00"), False)
    for later in (cases.finish, cases.withdraw, cases.supplement):
        with pytest.raises(NotNow):
            do(hall, later, case)


def test_what_never_came_is_closed_by_hand_with_a_reason(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    with pytest.raises(ReasonMissing):
        do(hall, cases.lapse, case, " ")
    assert do(hall, cases.lapse, case, "三次通知未补").life.state == "lapsed"
    with pytest.raises(NotNow):
        do(hall, cases.lapse, take(hall), "没有来")


def test_money_is_kept_apart_with_its_receipt(hall: Hall) -> None:
    case = take(hall, "X-007", money=Money(40_000, "微信", "P-17"))
    for money, refusal in ((Money(0, receipt="P"), AmountWrong), (Money(100), ReceiptMissing)):
        with pytest.raises(refusal):
            do(hall, cases.collect, case, money)
    do(hall, cases.collect, case, Money(1_000, own_fee=True))
    with hall.look() as connection:
        rows = connection.exec_driver_sql("SELECT own_fee, fen, receipt FROM collected ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [
        (0, 40_000, "P-17"),
        (1, 1_000, papers(hall, case)["fee-receipt"].number),
    ]


def test_a_whole_life_in_one_act_is_rebuilt_from_the_journal(hall: Hall) -> None:
    def several(work: Work) -> None:
        case = cases.accept(work, Application("X-001", LI, WAITS, agent=Who("李小红", relation="女儿"))).case_id
        cases.supplement(work, case)
        cases.decide(work, case)
        cases.deliver(work, case)

    do(hall, several)
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("state", "states", "said"),
    [
        ("accepted", ("awaiting-collection", "stamped"), "请先办结。"),
        ("awaiting-materials", RUNNING, "请先登记补来的材料。"),
        ("examining", RUNNING, "请先初审。"),
        ("decided", ("delivered",), "请先盖章。"),
        ("accepted", ("examining",), "这一步已经过了；登记错了的，请更正。"),
        ("accepted", ("referred",), "请先上报。"),
        ("referred", ("awaiting-collection",), "请先登记上级答复。"),
        ("withdrawn", RUNNING, "这件已经结束，要再办请重新收件。"),
    ],
)
def test_a_refusal_in_a_wrong_state_says_what_to_do(state: str, states: tuple[str, ...], said: str) -> None:
    assert first_do(state, states) == said
