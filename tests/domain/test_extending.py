"""Extension: before the due moment, once, for a reason, with the leader's approval; the applicant is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.approvals import acts
from counter.domain.approvals.acts import Signed
from counter.domain.approvals.reading import by_id
from counter.domain.casework import cases
from counter.domain.casework.acts.extending import (
    EXTENSION,
    DaysWrong,
    DueBefore,
    ExtendedBefore,
    ExtensionForbidden,
    InstantNotExtended,
    PastStatutory,
)
from counter.domain.casework.acts.pleading import AlreadyAsked
from counter.domain.casework.cases import NotNow, ReasonMissing
from counter.domain.casework.history.explain import explained
from counter.domain.casework.history.timeline import timeline
from counter.domain.clock import at
from counter.domain.hall.item_versions.changes import change_item
from counter.domain.hall.opened import Hall
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import clock_of, make_hall
from tests.hands import WAITS, do, look, papers, take

WHY = "现场核查遇大雪封路"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def extended(hall: Hall, case: int, days: int = 3) -> None:
    do(hall, acts.approve, do(hall, cases.extend, case, days, WHY).id, by="02")


@pytest.mark.rule("S03.11", "S11.4")
def test_the_promise_is_lengthened_once_the_leader_agrees_and_the_old_date_stays_visible(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.extend, case, 3, WHY)
    assert look(hall, case).life.due == at("2026-11-27T18:00:00")
    do(hall, acts.approve, asked.id, by="02")
    after = look(hall, case)
    assert (after.life.due, after.life.flags, after.life.state) == (
        at("2026-12-02T18:00:00"), {"extended"}, "accepted",
    )  # fmt: skip
    why = explained(after)
    assert "S11.4" in why.rules
    assert any("原定2026-11-27 18:00" in step.text for step in why.steps)
    with hall.look() as connection:
        told = [(line.what, line.detail) for line in timeline(connection, after)]
    assert ("延期", f"3个工作日，原定11-27 18:00，理由：{WHY}，王建国同意") in told
    assert ("审批同意", "延期") in told
    assert verify(hall).sound


def test_the_leader_reads_the_date_of_now_and_afterwards_that_of_then(hall: Hall) -> None:
    case = take(hall)
    do(hall, lambda work, key: cases.stop(work, key, "现场踏勘"), case)
    asked = do(hall, cases.extend, case, 3, WHY)

    def read_by_the_leader() -> str:
        with hall.look() as connection:
            return dict(EXTENSION.rows(hall, connection, by_id(connection, asked.id)))["承诺办结"]

    assert read_by_the_leader() == "暂停计时"
    do(hall, cases.resume, case)
    assert read_by_the_leader() == "11-27 18:00"
    do(hall, acts.approve, asked.id, by="02")
    assert look(hall, case).life.due == at("2026-12-02T18:00:00")
    assert read_by_the_leader() == "11-27 18:00"


@pytest.mark.rule("S11.12")
def test_the_applicant_is_told_why_and_until_when(hall: Hall) -> None:
    case = take(hall)
    extended(hall, case)
    said = to_json(papers(hall, case)["extension-notice"])
    for wanted in (
        WHY,
        "2026年11月27日（周五）18:00",
        "2026年12月2日（周三）18:00",
        "王建国",
        "经办人 张丽",
        "3个工作日",
    ):
        assert wanted in said


@pytest.mark.rule("S03.10", "S11.4")
def test_one_extension_a_case(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.extend, case, 3, WHY)
    with pytest.raises(AlreadyAsked):
        do(hall, cases.extend, case, 3, WHY)
    do(hall, acts.approve, asked.id, by="02")
    with pytest.raises(ExtendedBefore) as caught:
        do(hall, cases.extend, case, 3, WHY)
    assert "S11.4" in caught.value.rules


@pytest.mark.rule("S11.4", "S11.5")
def test_what_is_late_is_not_made_timely(hall: Hall) -> None:
    case, later = take(hall), take(hall)
    asked = do(hall, cases.extend, later, 3, WHY)
    clock_of(hall).set("2026-11-27T18:00:00")
    do(hall, cases.extend, case, 3, WHY)
    clock_of(hall).set("2026-11-27T18:00:01")
    for act, values, by in ((acts.approve, (asked.id,), "02"), (cases.extend, (take(hall), 3, ""), "07")):
        with pytest.raises((DueBefore, ReasonMissing)) as caught:
            do(hall, act, *values, by=by)
        assert "S11.5" in caught.value.rules
    assert look(hall, later).life.overdue


def test_what_the_leader_signed_in_time_counts_though_it_is_entered_later(hall: Hall) -> None:
    case = take(hall)
    asked = do(hall, cases.extend, case, 3, WHY)
    clock_of(hall).set("2026-11-30T09:00:00")
    with pytest.raises(DueBefore):
        do(hall, acts.approve, asked.id, signed=Signed("02", date(2026, 11, 30), "批-7"), by="03")
    do(hall, acts.approve, asked.id, signed=Signed("02", date(2026, 11, 27), "批-7"), by="03")
    life = look(hall, case).life
    assert (life.due, life.overdue) == (at("2026-12-02T18:00:00"), False)


@pytest.mark.rule("S03.10")
def test_a_hall_that_forbids_it_has_none(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.extension.allowed": False})
    with pytest.raises(ExtensionForbidden) as caught:
        do(hall, cases.extend, take(hall), 3, WHY)
    assert "S03.10" in caught.value.rules


@pytest.mark.parametrize("days", [0, -1])
def test_no_days_are_no_extension(hall: Hall, days: int) -> None:
    with pytest.raises(DaysWrong):
        do(hall, cases.extend, take(hall), days, WHY)


@pytest.mark.rule("S11.5")
def test_without_a_special_reason_there_is_none(hall: Hall) -> None:
    with pytest.raises(ReasonMissing) as caught:
        do(hall, cases.extend, take(hall), 3, " ")
    assert "S11.5" in caught.value.rules


def test_what_has_no_promise_running_is_not_extended(hall: Hall) -> None:
    waits, done, instant = take(hall, brought=WAITS), take(hall), take(hall, "X-002")
    do(hall, cases.decide, done)
    for case, refusal in ((waits, NotNow), (done, NotNow), (instant, InstantNotExtended)):
        with pytest.raises(refusal):
            do(hall, cases.extend, case, 3, WHY)


@pytest.mark.rule("S03.15")
def test_no_extension_carries_a_promise_past_the_statutory_limit(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(PastStatutory) as caught:
        do(hall, cases.extend, case, 16, WHY)
    assert "一共21个工作日，超过了法定时限20个工作日" in str(caught.value) and "最多还能延15天" in str(caught.value)
    assert "S03.15" in caught.value.rules
    extended(hall, case, 15)
    assert look(hall, case).life.due == at("2026-12-18T18:00:00")


def test_an_item_without_a_statutory_limit_may_be_extended_further(hall: Hall) -> None:
    do(hall, change_item, "X-001", {"statutory_days": 0}, reason="试验", by="01")
    case = take(hall)
    extended(hall, case, 30)
    assert look(hall, case).life.due == at("2027-01-11T18:00:00")


def test_what_was_asked_before_the_decision_ends_with_it_though_the_seal_is_still_to_come(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai")
    case = take(hall)
    asked = do(hall, cases.extend, case, 1, WHY)
    do(hall, cases.decide, case)
    assert look(hall, case).life.state == "decided"
    with hall.look() as connection:
        assert by_id(connection, asked.id).state == "withdrawn"
