"""What was only taken in: examined in time, told once, or accepted by law; and what is asked for afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import further
from counter.domain.casework.acts.further import GroundUnknown, NothingAsked, ToldAlready
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import NotNow, ReasonMissing
from counter.domain.casework.lists.worklist import Worklist
from counter.domain.clock import at, local
from counter.domain.hall.opened import Hall
from counter.domain.oversight.audit import verify
from counter.papers.text import render
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.hands import WAITS, do, look, papers, take

LACKS = Brought((APPLY, CARD), forgot=(INCOME,), promised_later=(PHOTO,))


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def kinds(hall: Hall, case: int) -> list[str]:
    with hall.look() as connection:
        return [row["kind"] for row in visits.papers_of(connection, case)]


@pytest.mark.rule("S10.7", "S61.2")
def test_taken_in_now_and_told_once_within_five_days(hall: Hall) -> None:
    case = take(hall, unexamined=True)
    life = look(hall, case).life
    assert (life.state, life.kind, life.due) == ("examining", "", None)
    said = "\n".join(render(papers(hall, case)["receipt-slip"]))
    assert kinds(hall, case) == ["receipt-slip"] and "2026年11月27日" in said and "视为受理" in said
    clock_of(hall).set("2026-11-25T10:00:00")
    after = do(hall, lambda work, key: cases.examine(work, key, LACKS), case)
    assert (after.life.state, after.life.missing) == ("awaiting-materials", (INCOME, PHOTO))
    assert "supplement-notice" in kinds(hall, case)
    notice = after.life.clock("notice")
    assert notice is not None and not notice.late(at("2026-12-31T00:00:00"))


@pytest.mark.rule("S61.2")
def test_found_complete_it_is_accepted_on_the_day_of_the_examination(hall: Hall) -> None:
    case = take(hall, unexamined=True)
    clock_of(hall).set("2026-11-24T10:00:00")
    after = do(hall, cases.examine, case)
    assert (after.life.state, after.life.accepted) == ("accepted", at("2026-11-24T10:00:00"))
    assert f"{local(after.life.due):%m-%d}" == "12-01" if after.life.due else False
    assert "promised-case-notice" in kinds(hall, case)


@pytest.mark.parametrize(
    ("brought", "returning", "state"),
    [(Brought((CARD, INCOME, PHOTO)), "", "returned"), (Brought((APPLY, CARD)), "", "not-accepted"),
     (None, "不在本镇居住", "returned")],
)  # fmt: skip
def test_what_cannot_be_taken_ends_with_its_reason(
    hall: Hall, brought: Brought | None, returning: str, state: str
) -> None:
    case = take(hall, unexamined=True)
    after = do(hall, lambda work, key: cases.examine(work, key, brought, returning=returning), case)
    assert after.life.state == state and after.life.reason


def test_nobody_told_in_time_and_the_law_accepts_it(hall: Hall) -> None:
    case = take(hall, unexamined=True)
    assert [row.id for row in Worklist(hall, "wait").first(9)] == [case]
    clock_of(hall).set("2026-11-30T09:00:00")
    assert verify(hall).sound
    life = look(hall, case).life
    assert (life.state, life.deemed, life.overdue) == ("accepted", True, True)
    after = do(hall, cases.examine, case)
    assert after.life.state == "reviewing" and "promised-case-notice" in kinds(hall, case)
    assert [row.id for row in Worklist(hall, "overdue").first(9)] == [case]
    assert verify(hall).sound


@pytest.mark.rule("S03.9")
def test_what_is_accepted_goes_into_review_and_its_clock_runs_on(hall: Hall) -> None:
    case = take(hall)
    before = look(hall, case).life.due
    clock_of(hall).forward(hours=1)
    after = do(hall, cases.examine, case)
    assert (after.life.state, after.life.due) == ("reviewing", before)
    with pytest.raises(NotNow):
        do(hall, cases.examine, case)
    assert do(hall, cases.finish, case).life.state == "delivered"


# -- the notice binds ------------------------------------------------------------------------------


@pytest.mark.rule("S10.13")
def test_only_what_was_forgotten_counts_as_a_fault(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    do(hall, lambda work, key: further.ask_more(work, key, ["户口簿"], "漏告知"), case)
    do(hall, lambda work, key: further.ask_more(work, key, ["结婚证"], "changed", "申请人婚姻状况变了"), case)
    life = look(hall, case).life
    assert life.missing[-2:] == ("户口簿", "结婚证") and life.requests == 2
    with hall.look() as connection:
        found = further.faults(connection, hall.today, hall.today)
    assert [each["data"]["list"] for each in found] == [["户口簿"]]
    assert kinds(hall, case).count("further-notice") == 2
    do(hall, cases.supplement, case)
    assert look(hall, case).life.state == "accepted"


@pytest.mark.rule("S10.13")
def test_a_further_request_needs_its_reason_and_something_new(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    listed = look(hall, case).life.missing[0]
    for names, ground, detail, refused in (
        (["户口簿"], "领导要求", "", GroundUnknown), (["户口簿"], "情况变化", " ", ReasonMissing),
        ([listed], "漏告知", "", ToldAlready), ([" "], "漏告知", "", NothingAsked),
    ):  # fmt: skip
        with pytest.raises(refused):
            do(hall, lambda work, key, n=names, g=ground, d=detail: further.ask_more(work, key, n, g, d), case)
    assert look(hall, case).life.requests == 0


@pytest.mark.rule("S10.13")
def test_what_is_asked_once_the_clock_runs_is_owed_and_moves_no_date(hall: Hall) -> None:
    case = take(hall)
    before = look(hall, case).life.due
    after = do(hall, lambda work, key: further.ask_more(work, key, ["户口簿"], "漏告知"), case)
    assert (after.life.due, after.life.owed, after.life.owed_until) == (before, ("户口簿",), before)
    after = do(hall, lambda work, key: cases.supplement(work, key, ["户口簿"]), case)
    assert after.life.owed == ()
    assert verify(hall).sound
