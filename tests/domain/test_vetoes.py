"""The veto register: every no under a number of its own, without gaps, with reason, basis and the leader's decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.approvals import acts, reading
from counter.domain.approvals.acts import Signed, SignedWhen
from counter.domain.casework import cases
from counter.domain.casework.acts.switching import switch_item
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.lists import vetoes
from counter.domain.casework.lists.vetoes import Veto, Vetoes
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.hands import do, look, take

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def register(hall: Hall) -> list[Veto]:
    with hall.look() as connection:
        return vetoes.of_days(hall, connection, *NOVEMBER)


@pytest.mark.rule("S06.14", "S19.1")
def test_every_kind_of_no_is_registered_and_nothing_else(hall: Hall) -> None:
    take(hall, brought=Brought(have=(CARD, INCOME, PHOTO)))
    take(hall, brought=Brought(have=(APPLY, CARD, PHOTO)))
    do(hall, cases.return_, take(hall), "不属于本镇居民")
    do(hall, cases.refuse, take(hall), "不符合政策")
    do(hall, cases.decide, take(hall), False, "核查不符合条件")
    do(hall, cases.finish, take(hall))
    do(hall, cases.withdraw, take(hall))
    take(hall, brought=Brought(have=(APPLY, CARD, PHOTO), forgot=(INCOME,)))
    found = register(hall)
    assert [each.what for each in found] == ["退回", "暂不予受理", "退回", "不予办理", "不予办理"]
    assert [each.filing for each in found] == [f"2026-000{n}" for n in range(1, 6)]
    assert all(each.reason and each.basis and each.handler for each in found)
    assert verify(hall).sound


@pytest.mark.rule("S19.1", "S19.2")
def test_the_leaders_decision_stands_beside_who_asked_for_it(hall: Hall) -> None:
    asked = do(hall, cases.decline, take(hall), "与规划不符", important=True, by="12")
    assert register(hall) == []
    do(hall, acts.approve, asked.id, signed=Signed("02", date(2026, 11, 20), "批-7"), by="03")
    (only,) = register(hall)
    assert (only.handler, only.leader, only.reason) == ("陈勇", "王建国（签批单批-7）", "与规划不符")


def test_a_case_that_was_void_afterwards_keeps_its_line(hall: Hall) -> None:
    from counter.domain.casework.acts.corrections import void

    case = take(hall)
    do(hall, cases.refuse, case, "不符合政策")
    do(hall, void, case, "收重了")
    assert [each.void for each in register(hall)] == [True]


def test_numbers_begin_anew_with_the_year(hall: Hall) -> None:
    do(hall, cases.refuse, take(hall), "不符合政策")
    clock_of(hall).set("2027-01-04T09:00:00")
    do(hall, cases.refuse, take(hall), "不符合政策")
    assert [row.filing for row in Vetoes(hall).first(9)] == ["2027-0001", "2026-0001"]


def test_the_register_pages_by_key_both_ways(hall: Hall) -> None:
    for day in (20, 20, 23, 24, 24):
        clock_of(hall).set(f"2026-11-{day}T09:00:00")
        do(hall, cases.refuse, take(hall), "不符合政策")
    pages = Vetoes(hall)
    whole = pages.first(9)
    first = pages.first(2)
    then = pages.after(pages.key(first[-1]), 2)
    assert [*first, *then] == whole[:4]
    assert list(pages.before(pages.key(then[0]), 2)) == list(first)
    assert list(pages.before(None, 2)) == whole[-2:]
    with hall.look() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM case_event WHERE filing IS NOT NULL ORDER BY day DESC, id DESC LIMIT 5"
        ).all()
    assert any("case_event_filed" in str(row) for row in plan)


@pytest.mark.rule("S06.14", "S19.1")
def test_the_month_is_a_paper_to_be_signed(hall: Hall) -> None:
    do(hall, cases.refuse, take(hall), "不符合政策")
    key = do(hall, vetoes.keep_month, date(2026, 11, 20), by="01")
    assert do(hall, vetoes.keep_month, date(2026, 11, 21), by="01") == key, "what says the same is stored once"
    with pytest.raises(NotAllowed):
        do(hall, vetoes.keep_month, date(2026, 11, 20))
    with hall.look() as connection:
        said = to_json(vetoes.month_paper(hall, connection, date(2026, 11, 20)))
        before = to_json(vetoes.month_paper(hall, connection, date(2026, 10, 20)))
    for wanted in ("2026-0001", "不符合政策", "李国强", "张丽", "分管领导"):
        assert wanted in said
    assert "不符合政策" not in before


# -- what the register and the approvals must withstand -------------------------------------------


def test_what_was_asked_about_another_item_falls_away(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.extend, case, 3, "现场核查遇大雪封路")
    do(hall, switch_item, case, "X-007", reason="收件时选错了事项")
    with hall.look() as connection:
        assert reading.by_id(connection, asked.id).state == "withdrawn"
    assert "extended" not in look(hall, case).life.flags


def test_nothing_is_decided_before_it_was_asked(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T10:00:00")
    asked = do(hall, cases.extend, take(hall), 3, "现场核查遇大雪封路")
    clock_of(hall).set("2026-11-20T09:00:00")
    with pytest.raises(SignedWhen):
        do(hall, acts.approve, asked.id, by="02")
