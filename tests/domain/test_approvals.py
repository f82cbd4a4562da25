"""Approvals: who decides in which order, never who asked; on the screen or from a slip signed with a pen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.approvals import acts, reading, slips
from counter.domain.approvals.acts import (
    AlreadyOver,
    NotYourAsking,
    NotYoursToApprove,
    OwnAsking,
    OwnSlip,
    Signed,
    SignedTwice,
    SignedWhen,
    SlipMissing,
    UnknownSigner,
    WhyNot,
)
from counter.domain.approvals.standing import Approval, Decided, deciders, state_of, waits_for
from counter.domain.casework import cases
from counter.domain.casework.acts.pleading import keep_slip
from counter.domain.clock import at
from counter.domain.hall.item_versions.changes import cancel_item
from counter.domain.hall.item_versions.wanted import Approved
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed, Role
from counter.domain.journal import ChangedMeanwhile
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import clock_of, make_hall
from tests.hands import do, look, papers, take

DIRECTOR, LEADER, MAIN, CLERK, OTHER = "01", "02", "06", "07", "12"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def asked(hall: Hall, by: str = CLERK, **more: Any) -> tuple[int, Approval]:
    case = take(hall)
    return case, do(hall, cases.extend, case, 3, "现场核查遇大雪封路", by=by, **more)


def waiting(hall: Hall, no: str) -> list[int]:
    with hall.look() as connection:
        return [each.id for each in reading.waiting_for(hall, connection, no)]


# -- who decides -------------------------------------------------------------------------------


def person(no: str, *roles: Role, active: bool = True) -> Person:
    return Person(no, f"某{no}", "", tuple(roles), active)


@pytest.mark.parametrize(
    ("people", "barred", "who"),
    [
        ([person("1", Role.LEADER_IN_CHARGE), person("2", Role.DIRECTOR)], [], {"1"}),
        ([person("1", Role.LEADER_IN_CHARGE, active=False), person("2", Role.DIRECTOR)], [], {"2"}),
        ([person("2", Role.DIRECTOR), person("3", Role.CLERK)], [], {"2"}),
        ([person("1", Role.LEADER_IN_CHARGE), person("2", Role.DIRECTOR)], ["1"], {"2"}),
        ([person("1", Role.LEADER_IN_CHARGE, Role.DIRECTOR)], ["1"], set()),
        ([person("3", Role.CLERK)], [], set()),
    ],
)
def test_who_decides(people: list[Person], barred: list[str], who: set[str]) -> None:
    assert {each.no for each in deciders(Role.LEADER_IN_CHARGE, people, barred)} == who


def test_where_nobody_has_the_role_the_director_decides_and_then_the_leader_in_charge() -> None:
    both = [person("1", Role.LEADER_IN_CHARGE), person("2", Role.DIRECTOR)]
    assert [each.no for each in deciders(Role.MAIN_LEADER, both)] == ["2"]
    assert [each.no for each in deciders(Role.MAIN_LEADER, both[:1])] == ["1"]


OUTCOMES = st.sampled_from(["granted", "refused", "withdrawn"])


@given(st.lists(st.sampled_from(list(Role)), max_size=4), st.lists(OUTCOMES, max_size=4))
def test_one_no_ends_it_and_every_role_must_agree(needs: list[str], outcomes: list[str]) -> None:
    steps = [Decided(each, "1", at("2026-11-20T09:00:00")) for each in outcomes]
    state = state_of(needs, steps)
    if "withdrawn" in outcomes:
        assert state == "withdrawn"
    elif "refused" in outcomes:
        assert state == "rejected"
    else:
        assert state == ("approved" if len(steps) >= len(needs) else "open")
    assert waits_for(needs, steps) == (needs[len(steps)] if state == "open" else "")


def test_nobody_approves_what_they_asked_for_not_even_the_director(hall: Hall) -> None:
    _, of_clerk = asked(hall)
    with pytest.raises(OwnAsking) as caught:
        do(hall, acts.approve, of_clerk.id, by=CLERK)
    assert "S11.4" in caught.value.rules
    _, of_director = asked(hall, by=DIRECTOR)
    with pytest.raises(OwnAsking):
        do(hall, acts.approve, of_director.id, by=DIRECTOR)
    assert do(hall, acts.approve, of_director.id, by=LEADER).state == "approved"


@pytest.mark.parametrize("by", [DIRECTOR, MAIN, OTHER, "25"])
def test_only_the_role_that_the_rulebook_names_decides(hall: Hall, by: str) -> None:
    case, extension = asked(hall)
    with pytest.raises(NotYoursToApprove) as caught:
        do(hall, acts.approve, extension.id, by=by)
    assert "S11.4" in caught.value.rules
    assert look(hall, case).life.flags == frozenset()


def test_several_roles_decide_one_after_another_and_nobody_signs_twice(tmp_path: Path) -> None:
    roles: Any = ("director", "main-leader")
    hall = make_hall(tmp_path, rules={"casework.extension.needs": roles})
    case, extension = asked(hall)
    assert (waiting(hall, DIRECTOR), waiting(hall, MAIN)) == ([extension.id], [])
    with pytest.raises(NotYoursToApprove):
        do(hall, acts.approve, extension.id, by=MAIN)
    half = do(hall, acts.approve, extension.id, by=DIRECTOR)
    assert (half.state, half.left) == ("open", ("main-leader",))
    assert "extended" not in look(hall, case).life.flags
    assert (waiting(hall, DIRECTOR), waiting(hall, MAIN)) == ([], [extension.id])
    with pytest.raises(SignedTwice):
        do(hall, acts.approve, extension.id, by=DIRECTOR)
    assert do(hall, acts.approve, extension.id, by=MAIN).state == "approved"
    assert "extended" in look(hall, case).life.flags


def test_where_no_role_must_decide_it_holds_at_once(tmp_path: Path) -> None:
    none: Any = ()
    hall = make_hall(tmp_path, rules={"casework.extension.needs": none})
    case, extension = asked(hall)
    assert extension.state == "approved"
    assert "extended" in look(hall, case).life.flags


# -- how it ends ---------------------------------------------------------------------------------


def test_a_no_says_why_and_ends_it(hall: Hall) -> None:
    case, extension = asked(hall)
    with pytest.raises(WhyNot):
        do(hall, acts.reject, extension.id, " ", by=LEADER)
    after = do(hall, acts.reject, extension.id, "理由不充分", by=LEADER)
    assert (after.state, slips.outcome_said(hall, after)) == ("rejected", "不同意（王建国：理由不充分）")
    assert "extended" not in look(hall, case).life.flags
    with pytest.raises(AlreadyOver):
        do(hall, acts.approve, extension.id, by=LEADER)


def test_who_asked_takes_it_back_and_nobody_else(hall: Hall) -> None:
    _, extension = asked(hall)
    with pytest.raises(NotYourAsking):
        do(hall, acts.take_back, extension.id, by=OTHER)
    assert do(hall, acts.take_back, extension.id, by=CLERK).state == "withdrawn"
    assert waiting(hall, LEADER) == []


def test_what_a_case_asked_for_falls_away_when_the_case_ends(hall: Hall) -> None:
    case, extension = asked(hall)
    do(hall, cases.withdraw, case)
    with hall.look() as connection:
        after = reading.by_id(connection, extension.id)
    assert after.state == "withdrawn"
    assert verify(hall).sound


def test_who_saw_an_older_state_of_it_overwrites_nothing(tmp_path: Path) -> None:
    roles: Any = ("director", "main-leader")
    hall = make_hall(tmp_path, rules={"casework.extension.needs": roles})
    _, extension = asked(hall)
    do(hall, acts.approve, extension.id, by=DIRECTOR, rev=0)
    with pytest.raises(ChangedMeanwhile):
        do(hall, acts.approve, extension.id, by=MAIN, rev=0)


def test_what_is_derived_of_an_approval_is_verified(hall: Hall) -> None:
    asked(hall)
    assert verify(hall).sound
    with hall.storage.writing() as connection:
        connection.exec_driver_sql("UPDATE approval SET state = 'approved'")
    assert any("审批" in line for line in verify(hall).lines())


# -- signed with a pen ---------------------------------------------------------------------------


def test_another_enters_what_a_leader_signed_and_it_counts_at_once(hall: Hall) -> None:
    case, extension = asked(hall)
    clock_of(hall).set("2026-11-23T10:00:00")
    signed = Signed("王建国", date(2026, 11, 22), "批-7")
    with pytest.raises(OwnSlip):
        do(hall, acts.approve, extension.id, signed=signed, by=CLERK)
    after = do(hall, acts.approve, extension.id, signed=signed, by="03")
    step = after.steps[0]
    assert (step.by, step.entered_by, step.signed_on, step.slip) == (LEADER, "03", date(2026, 11, 22), "批-7")
    assert "extended" in look(hall, case).life.flags


@pytest.mark.parametrize(
    ("signed", "refusal"),
    [
        (Signed("02", date(2026, 11, 20), " "), SlipMissing),
        (Signed("02", date(2026, 11, 19), "批-7"), SignedWhen),
        (Signed("02", date(2026, 11, 24), "批-7"), SignedWhen),
        (Signed("赵没有", date(2026, 11, 20), "批-7"), UnknownSigner),
        (Signed("06", date(2026, 11, 20), "批-7"), NotYoursToApprove),
        (Signed("07", date(2026, 11, 20), "批-7"), OwnAsking),
    ],
)
def test_a_slip_that_cannot_be(hall: Hall, signed: Signed, refusal: type[Exception]) -> None:
    _, extension = asked(hall)
    clock_of(hall).set("2026-11-23T10:00:00")
    with pytest.raises(refusal):
        do(hall, acts.approve, extension.id, signed=signed, by=OTHER)


def test_who_only_reads_enters_no_slip(hall: Hall) -> None:
    _, extension = asked(hall)
    with pytest.raises(NotAllowed):
        do(hall, acts.approve, extension.id, signed=Signed("02", date(2026, 11, 20), "批-7"), by="25")


def test_the_slip_is_for_the_next_level_up_where_the_director_asks_for_what_the_director_decides(
    tmp_path: Path,
) -> None:
    hall = make_hall(tmp_path, rules={"casework.extension.needs": ("director",)})
    _, request = asked(hall, by=DIRECTOR)
    with hall.look() as connection:
        text = to_json(slips.slip(hall, connection, request))
    assert "分管领导意见" in text and "中心主任意见" not in text
    assert slips.outcome_said(hall, request) == "待批（分管领导）"


def test_the_slip_tells_everything_and_is_made_once(hall: Hall) -> None:
    case, extension = asked(hall)
    key = do(hall, keep_slip, extension.id)
    assert do(hall, keep_slip, extension.id, by=OTHER) == key
    paper = papers(hall, case)["approval-slip"]
    assert paper.number == extension.number
    said = to_json(paper)
    for wanted in ("试验承诺事项", "李国强", "3个工作日", "现场核查遇大雪封路", "张丽", "分管领导意见", "11-27 18:00"):
        assert wanted in said


def test_the_month_lists_what_was_signed_with_a_pen_for_the_leader(hall: Hall) -> None:
    _, on_paper = asked(hall)
    _, on_screen = asked(hall)
    _, no = asked(hall)
    do(hall, acts.approve, on_paper.id, signed=Signed("02", date(2026, 11, 20), "批-7"), by=OTHER)
    do(hall, acts.approve, on_screen.id, by=LEADER)
    do(hall, acts.reject, no.id, "可按期办结", signed=Signed("02", date(2026, 11, 20), "批-8"), by=OTHER)
    with hall.look() as connection:
        said = to_json(slips.month_list(hall, connection, date(2026, 11, 30)))
        nothing = to_json(slips.month_list(hall, connection, date(2026, 10, 1)))
    for wanted in ("批-7", "批-8", "王建国", "不同意：可按期办结", "陈勇", "2 份"):
        assert wanted in said
    assert "批-7" not in nothing


def test_the_month_lists_what_was_approved_of_the_items_too(hall: Hall) -> None:
    paper = Approved("县政务服务局", date(2026, 11, 18), "政服发〔2026〕31号")
    do(hall, cancel_item, "X-001", reason="县发〔2026〕5号", approved=paper, by="01")
    with hall.look() as connection:
        said = to_json(slips.month_list(hall, connection, date(2026, 11, 30)))
    for wanted in ("政服发〔2026〕31号", "县政务服务局", "事项取消 X-001 试验承诺事项", "1 份"):
        assert wanted in said


@pytest.mark.parametrize(
    ("role", "people", "asker", "decides"),
    [
        ("director", {"01": "director", "02": "leader-in-charge", "90": "main-leader"}, "01", "02"),
        ("leader-in-charge", {"01": "director", "02": "leader-in-charge", "90": "main-leader"}, "02", "90"),
        ("leader-in-charge", {"01": "director", "02": "leader-in-charge"}, "02", "01"),
        ("leader-in-charge", {"01": "director", "90": "main-leader"}, "07", "01"),
        ("director", {"01": "director", "90": "main-leader"}, "01", "90"),
        ("director", {"01": "director"}, "01", ""),
    ],
)
def test_where_the_only_one_asks_the_next_level_up_decides(
    role: str, people: dict[str, str], asker: str, decides: str
) -> None:
    there = [Person(no, no, "", (held,)) for no, held in people.items()]
    assert "".join(each.no for each in deciders(role, there, {asker})) == decides
