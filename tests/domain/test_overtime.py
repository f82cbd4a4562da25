"""Overtime: asked for before, agreed to by whom the rulebook names, ended with everything closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.approvals import acts
from counter.domain.attendance.rota import overtime
from counter.domain.attendance.rota.overtime import Overtime
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.oversight import closing
from counter.domain.refusals import Refusal
from tests.halls import clock_of, make_hall
from tests.hands import do

CHARGE, CLERK = "02", "07"
UNTIL = at("2026-11-20T20:00:00")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T16:00:00")


def asked(hall: Hall, by: str = CLERK) -> Overtime:
    found: Overtime = do(hall, overtime.ask_overtime, UNTIL, "录入名册", by=by)
    return found


def now(hall: Hall, key: int) -> Overtime:
    with hall.look() as connection:
        return overtime.by_id(connection, key)


@pytest.mark.rule("S34.11")
@pytest.mark.parametrize(("moment", "refused"), [("17:59:59", False), ("18:00:00", True), ("19:00:00", True)])
def test_it_is_asked_for_before_the_hours_end(hall: Hall, moment: str, refused: bool) -> None:
    clock_of(hall).set(f"2026-11-20T{moment}")
    if not refused:
        assert asked(hall).start == at("2026-11-20T18:00:00")
        return
    with pytest.raises(overtime.AskedTooLate) as found:
        asked(hall)
    assert "S34.11" in found.value.rules


@pytest.mark.parametrize(
    ("until", "reason", "refused"),
    [
        ("2026-11-20T20:00:00", "", overtime.WhyOvertime),
        ("2026-11-20T18:00:00", "名册", overtime.WrongUntil),
        ("2026-11-21T08:30:00", "名册", overtime.WrongUntil),
    ],
)
def test_without_reason_or_with_a_wrong_end_it_is_refused(
    hall: Hall, until: str, reason: str, refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        do(hall, overtime.ask_overtime, at(until), reason)


@pytest.mark.rule("S34.11")
def test_the_leader_in_charge_agrees_and_the_hall_is_left_closed(hall: Hall) -> None:
    made = asked(hall)
    leaving = hall.book().oversight.leaving.value
    with pytest.raises(overtime.NotAllowedYet):
        do(hall, overtime.leave_hall, made.id, leaving)
    with pytest.raises(acts.NotYoursToApprove):
        do(hall, acts.approve, made.approval_id, by="08")
    do(hall, acts.approve, made.approval_id, by=CHARGE)
    with pytest.raises(overtime.NotYourOvertime):
        do(hall, overtime.leave_hall, made.id, leaving, by="08")
    with pytest.raises(overtime.NotClosedUp) as refused:
        do(hall, overtime.leave_hall, made.id, leaving[:-1])
    assert leaving[-1] in refused.value.sentence
    do(hall, overtime.leave_hall, made.id, leaving)
    with pytest.raises(overtime.LeftAlready):
        do(hall, overtime.leave_hall, made.id, leaving)
    assert now(hall, made.id).standing == "已离开 16:00"


@pytest.mark.rule("S34.11")
def test_what_is_over_is_agreed_to_only_from_a_slip_signed_before(hall: Hall) -> None:
    made = asked(hall)
    clock_of(hall).set("2026-11-21T09:00:00")
    with pytest.raises(overtime.TooLateToAllow):
        do(hall, acts.approve, made.approval_id, by=CHARGE)
    signed = acts.Signed(CHARGE, at("2026-11-20T17:00:00"), "加-3")
    do(hall, acts.approve, made.approval_id, by="03", signed=signed)
    assert now(hall, made.id).standing == "已批准"


def test_a_no_ends_it(hall: Hall) -> None:
    made = asked(hall)
    do(hall, acts.reject, made.approval_id, "明天做", by=CHARGE)
    assert now(hall, made.id).standing == "不同意"
    with pytest.raises(overtime.NotAllowedYet):
        do(hall, overtime.leave_hall, made.id, hall.book().oversight.leaving.value)


def test_who_did_not_say_that_the_hall_was_left_is_asked_at_the_next_closing(hall: Hall) -> None:
    made = asked(hall)
    do(hall, acts.approve, made.approval_id, by=CHARGE)

    def asks() -> bool:
        with hall.look() as connection:
            return "加班没有登记离开" in {each.name for each in closing.points(hall, connection, hall.today)}

    assert not asks()
    clock_of(hall).set("2026-11-23T09:00:00")
    assert asks()
    do(hall, overtime.leave_hall, made.id, hall.book().oversight.leaving.value)
    assert not asks()
