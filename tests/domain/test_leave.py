"""Leave and return: what is refused and with which article, who must agree, phone, afterwards, extension, return."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.approvals import acts as approvals
from counter.domain.approvals import reading
from counter.domain.approvals.acts import OwnAsking
from counter.domain.attendance.leave import asking as leave
from counter.domain.attendance.leave import checks
from counter.domain.attendance.leave import deciding as leave_deciding
from counter.domain.attendance.leave import reading as leaves
from counter.domain.attendance.leave import returning as leave_return
from counter.domain.attendance.leave import row as leave_row
from counter.domain.attendance.leave import stand_in as leave_stand_in
from counter.domain.attendance.leave.checks import Wish
from counter.domain.attendance.leave.reading import Leave
from counter.domain.clock import at
from counter.domain.columns import table_of
from counter.domain.hall.duty.model import GroupDutyRow, HandoverRow, PresenceRow
from counter.domain.hall.duty.turning import turn_post
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.hall.rulebook import Override, RulebookBroken, in_force, shipped
from counter.domain.hall.work import Work
from counter.domain.journal import ChangedMeanwhile, act
from counter.domain.oversight.audit import verify
from counter.domain.posts import handing
from counter.domain.posts.giving_back import give_back
from counter.domain.posts.reading import explained
from counter.domain.refusals import Refusal
from tests.halls import clock_of, make_hall
from tests.hands import do
from tests.plans import none_scans, plans_of

A, B, OTHER, LEADER, DIRECTOR, WINDOW = "07", "12", "08", "02", "01", "03"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-16T09:00:00")


def wish(start: str = "2026-11-17T08:30:00", until: str = "2026-11-17T18:00:00", **more: Any) -> Wish:
    values: dict[str, Any] = {"kind": "private", "reason": "家中有事", "stand_in": B, **more}
    return Wish(start=at(start), until=at(until), **values)


def ask(hall: Hall, *span: str, by: str = A, **more: Any) -> Leave:
    found: Leave = do(hall, leave.ask_leave, wish(*span, **more), by=by)
    return found


def given(hall: Hall, *span: str, by: str = A, leader: str = LEADER, **more: Any) -> Leave:
    asked = ask(hall, *span, by=by, **more)
    if asked.stand_in and asked.row["agreed"] is None:
        do(hall, leave_stand_in.agree_stand_in, asked.id, by=asked.stand_in)
    do(hall, approvals.approve, asked.approval_id, by=leader)
    return now(hall, asked.id)


def now(hall: Hall, key: int) -> Leave:
    with hall.look() as connection:
        return leaves.by_id(hall, connection, key)


def state(hall: Hall, key: int) -> str:
    return now(hall, key).state(hall.clock().moment)


@act("sign-in")
def _sign_in(work: Work, no: str) -> None:
    work.insert(PresenceRow, {"person": no, "day": work.today, "at": work.moment, "kind": "in"})
    work.duty_changed()


@act("group-duty")
def _group_duty(work: Work, no: str, start: str, until: str) -> None:
    work.insert(GroupDutyRow, {"matter": "防汛", "people": [no], "start": at(start), "until": at(until),
                               "entered_by": work.actor})  # fmt: skip
    work.duty_changed()


@act("hand-over")
def turn(work: Work, *values: str, **more: Any) -> int:
    return turn_post(work, *values, **more)


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "why"), [
    ({"kind": "holiday"}, checks.NoSuchKind),
    ({"person": "99"}, UnknownStaff),
    ({"stand_in": "99"}, UnknownStaff),
    ({"stand_in": A}, checks.StandInSelf),
    ({"stand_in": ""}, checks.StandInMissing),
])  # fmt: skip
def test_what_makes_no_leave(hall: Hall, change: dict[str, str], why: type[Refusal]) -> None:
    with pytest.raises(why):
        ask(hall, by=WINDOW if "person" in change else A, **change)


@pytest.mark.parametrize(("start", "until", "why"), [
    ("2026-11-18T08:30:00", "2026-11-17T18:00:00", checks.PeriodWrong),
    ("2026-11-18T08:30:00", "2026-11-18T08:30:00", checks.PeriodWrong),
    ("2026-11-18T08:30:00", "2028-01-18T18:00:00", checks.PeriodWrong),
    ("2028-11-18T08:30:00", "2028-11-18T18:00:00", checks.PeriodWrong),
    ("2026-11-21T08:30:00", "2026-11-22T18:00:00", checks.NothingToLeave),
])  # fmt: skip
def test_a_time_that_makes_no_leave(hall: Hall, start: str, until: str, why: type[Refusal]) -> None:
    with pytest.raises(why):
        ask(hall, start, until)


@pytest.mark.rule("S33.2", "S33.17", "S33.23")
@pytest.mark.parametrize("kind", ["private", "study", "official"])
def test_a_day_ahead_or_by_phone(hall: Hall, kind: str) -> None:
    with pytest.raises(checks.NotAhead) as caught:
        ask(hall, "2026-11-16T14:30:00", "2026-11-16T18:00:00", kind=kind)
    assert "S33.2" in caught.value.rules
    assert "电话请假" in caught.value.sentence and "11-15" in caught.value.sentence and "证明" in caught.value.sentence
    assert ask(hall, "2026-11-17T08:30:00", "2026-11-17T18:00:00", kind=kind).marks == ()


@pytest.mark.rule("S33.9")
def test_where_no_day_ahead_is_asked_today_will_do(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at="2026-11-16T09:30:00")
    assert ask(hall, "2026-11-16T14:30:00", "2026-11-16T17:00:00").length.days == 0.5
    with pytest.raises(checks.StandInMissing) as caught:
        ask(hall, "2026-11-17T14:30:00", "2026-11-17T17:00:00", stand_in="")
    assert "S33.9" in caught.value.rules


@pytest.mark.rule("S33.15")
def test_what_is_past_needs_a_proof(hall: Hall) -> None:
    for by_phone in (False, True):
        with pytest.raises(checks.NoProof) as caught:
            ask(hall, "2026-11-13T08:30:00", "2026-11-13T18:00:00", by_phone=by_phone)
        assert {"S33.2", "S33.15"} <= caught.value.rules
    made_up = ask(hall, "2026-11-13T08:30:00", "2026-11-13T18:00:00", proof="县医院诊断证明")
    assert made_up.marks == ("补办",)
    assert not made_up.owes_proof(certificate=True)


@pytest.mark.rule("S33.4", "S13.20", "S33.21")
def test_a_stand_in_is_arranged_before(hall: Hall) -> None:
    with pytest.raises(checks.StandInMissing) as caught:
        ask(hall, stand_in="")
    assert {"S33.4", "S13.20"} <= caught.value.rules
    assert hall.person(B).name in caught.value.sentence


@pytest.mark.rule("S33.21")
def test_a_stand_in_who_is_away_is_none(hall: Hall) -> None:
    given(hall, "2026-11-18T08:30:00", "2026-11-18T12:00:00", by=B, stand_in=OTHER)
    with pytest.raises(checks.StandInAway) as caught:
        ask(hall, "2026-11-17T08:30:00", "2026-11-19T18:00:00")
    assert "S13.20" in caught.value.rules and "事假" in caught.value.sentence
    assert ask(hall, "2026-11-18T14:30:00", "2026-11-18T18:00:00").stand_in == B
    do(hall, _group_duty, B, "2026-11-23T08:00:00", "2026-11-24T18:00:00")
    with pytest.raises(checks.StandInAway, match="防汛"):
        ask(hall, "2026-11-24T08:30:00", "2026-11-24T18:00:00")


@pytest.mark.rule("S33.4", "S13.20")
def test_nobody_stands_in_at_a_post_who_may_handle_no_case(hall: Hall) -> None:
    do(hall, staff.change_staff, "24", roles=["archive-keeper"], by=DIRECTOR)
    for by_phone in (True, False):
        with pytest.raises(checks.StandInMayHandleNoCase, match="没有办件的权限，不能顶民政岗") as no:
            ask(hall, by=WINDOW, person=A, stand_in="24", by_phone=by_phone)
        assert "S13.20" in no.value.rules
    asked = ask(hall)
    with pytest.raises(checks.StandInMayHandleNoCase):
        do(hall, leave_stand_in.change_stand_in, asked.id, "24", by=A)
    with pytest.raises(checks.StandInMayHandleNoCase):
        do(hall, leave_stand_in.name_third, asked.id, "24", by=DIRECTOR)
    assert ask(hall, by="02", stand_in="24").stand_in == "24", "who has no post is stood in for by whom they like"


def test_a_leader_without_a_post_needs_no_stand_in(hall: Hall) -> None:
    asked = ask(hall, by=LEADER, stand_in="")
    assert asked.stand_in == ""
    with hall.look() as connection:
        assert reading.by_id(connection, asked.approval_id).needs == ("main-leader",)


@pytest.mark.parametrize(("start", "until", "how"), [
    ("2026-11-17T08:30:00", "2026-11-17T12:00:00", "fully"),
    ("2026-11-17T14:30:00", "2026-11-18T12:00:00", "partly"),
    ("2026-11-16T14:30:00", "2026-11-18T18:00:00", "partly"),
    ("2026-11-18T08:30:00", "2026-11-18T12:00:00", "none"),
])  # fmt: skip
def test_own_leave_at_the_same_time(hall: Hall, start: str, until: str, how: str) -> None:
    ask(hall)
    with hall.look() as connection:
        found = checks.overlap(hall, connection, A, at(start), at(until))
    assert found.how == how
    if how != "none":
        with pytest.raises(checks.Overlapping) as caught:
            ask(hall, start, until, by_phone=True)
        assert ("只请这一段" in caught.value.sentence) == (how == "partly")


def test_two_halves_of_a_day_do_not_collide(hall: Hall) -> None:
    ask(hall, "2026-11-17T08:30:00", "2026-11-17T12:00:00")
    assert ask(hall, "2026-11-17T14:30:00", "2026-11-17T18:00:00").length.days == 0.5


# -- agreeing and approving --------------------------------------------------------------------


@pytest.mark.rule("S33.4", "S13.20", "S33.3", "S33.5")
def test_the_stand_in_agrees_before_anybody_approves(hall: Hall) -> None:
    asked = ask(hall)
    with pytest.raises(checks.NotAgreedYet) as caught:
        do(hall, approvals.approve, asked.approval_id, by=LEADER)
    assert "S33.4" in caught.value.rules
    for by in (A, OTHER, DIRECTOR):
        with pytest.raises(leave_stand_in.NotTheStandIn):
            do(hall, leave_stand_in.agree_stand_in, asked.id, by=by)
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    do(hall, approvals.approve, asked.approval_id, by=LEADER)
    found = now(hall, asked.id)
    assert found.row["registered"] == found.row["approved"] == hall.clock().moment
    assert state(hall, asked.id) == "approved"
    assert verify(hall).sound


def test_a_stand_in_may_decline_and_another_is_asked(hall: Hall) -> None:
    asked = ask(hall)
    with pytest.raises(leave_stand_in.WhyNotStandIn):
        do(hall, leave_stand_in.decline_stand_in, asked.id, " ", by=B)
    declined = do(hall, leave_stand_in.decline_stand_in, asked.id, "那天要下村", by=B)
    assert (declined.stand_in, declined.row["declined"]) == ("", B)
    with pytest.raises(checks.StandInMissing):
        do(hall, approvals.approve, asked.approval_id, by=LEADER)
    do(hall, leave_stand_in.change_stand_in, asked.id, OTHER, by=A)
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=OTHER)
    do(hall, approvals.approve, asked.approval_id, by=LEADER)
    assert state(hall, asked.id) == "approved"


def test_nobody_approves_their_own_nor_one_that_was_entered_for_them(hall: Hall) -> None:
    called = ask(
        hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=LEADER, by_phone=True, stand_in=""
    )
    with pytest.raises(OwnAsking):
        do(hall, approvals.approve, called.approval_id, by=LEADER)
    do(hall, approvals.approve, called.approval_id, by="06")
    assert state(hall, called.id) == "begun"


def test_a_leader_who_says_no_ends_it(hall: Hall) -> None:
    asked = ask(hall)
    do(hall, approvals.reject, asked.approval_id, "那天逢场", by=LEADER)
    assert state(hall, asked.id) == "rejected"
    with pytest.raises(leave_row.NotInState):
        do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    assert ask(hall).id != asked.id


@pytest.mark.rule("S13.19")
def test_a_and_b_are_not_both_away_unless_the_director_names_a_third(hall: Hall) -> None:
    given(hall, "2026-11-17T08:30:00", "2026-11-18T18:00:00")
    of_b = ask(hall, "2026-11-18T08:30:00", "2026-11-18T18:00:00", by=B, stand_in=OTHER)
    do(hall, leave_stand_in.agree_stand_in, of_b.id, by=OTHER)
    with pytest.raises(checks.BothAway) as caught:
        do(hall, approvals.approve, of_b.approval_id, by=LEADER)
    assert "S13.19" in caught.value.rules and "第三人" in caught.value.sentence
    with pytest.raises(leave_stand_in.NotTheDirector):
        do(hall, leave_stand_in.name_third, of_b.id, OTHER, by=WINDOW)
    with pytest.raises(leave_stand_in.ThirdOfThePair):
        do(hall, leave_stand_in.name_third, of_b.id, A, by=DIRECTOR)
    do(hall, leave_stand_in.name_third, of_b.id, OTHER, by=DIRECTOR)
    do(hall, approvals.approve, of_b.approval_id, by=LEADER)
    assert state(hall, of_b.id) == "approved"


@pytest.mark.rule("S13.19")
def test_who_stands_in_elsewhere_does_not_leave_either(hall: Hall) -> None:
    given(hall, stand_in=OTHER)
    of_other = ask(hall, by=OTHER, stand_in="13")
    do(hall, leave_stand_in.agree_stand_in, of_other.id, by="13")
    with pytest.raises(checks.BothAway):
        do(hall, approvals.approve, of_other.approval_id, by=LEADER)


# -- by phone ----------------------------------------------------------------------------------


@pytest.mark.rule("S33.15", "S13.20")
def test_a_call_makes_the_stand_in_answer_at_once(hall: Hall) -> None:
    with pytest.raises(leave_row.NotForOthers):
        ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=OTHER, person=A, by_phone=True)
    called = ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=A, kind="sick", by_phone=True)
    assert called.marks == ("电话请假",)
    assert hall.answering("MZ").who == B
    with hall.look() as connection:
        turn = connection.execute(table_of(HandoverRow).select()).mappings().one()
        assert leaves.unhanded(hall, connection, called, hall.clock().moment) == []
    assert (turn["kind"], turn["giver"], turn["taker"], turn["leave_id"]) == ("by-phone", A, B, called.id)
    assert turn["confirmed_giver"] is None
    assert called.owes_proof(certificate=False)


@pytest.mark.rule("S33.15")
def test_a_call_for_what_is_over_turns_nothing(hall: Hall) -> None:
    clock_of(hall).set("2026-11-16T15:01:00")
    ask(hall, "2026-11-16T10:00:00", "2026-11-16T11:00:00", by=WINDOW, person=A, by_phone=True)
    assert hall.answering("MZ").person == A
    assert hall.rows("SELECT count(*) FROM handover")[0][0] == 0
    ask(hall, "2026-11-16T14:30:00", "2026-11-16T15:30:00", by=WINDOW, person=A, by_phone=True)
    assert hall.answering("MZ").person == B


@pytest.mark.rule("S33.15", "S13.20")
@pytest.mark.parametrize("how", ["withdrawn", "asking withdrawn", "refused"])
@pytest.mark.parametrize("who", [A, B])
def test_where_a_call_comes_to_no_leave_the_post_goes_back(hall: Hall, how: str, who: str) -> None:
    clock_of(hall).set("2026-11-16T08:05:00")
    if who == B:
        do(hall, turn, "MZ", "hand-over", A, B, confirmed_giver=True, confirmed_taker=True)
    called = ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=who, by_phone=True,
                 stand_in=OTHER)  # fmt: skip
    clock_of(hall).forward(minutes=5)
    assert hall.answering("MZ").person == OTHER
    if how == "withdrawn":
        do(hall, leave_return.withdraw_leave, called.id, "不去了", by=who)
    elif how == "refused":
        do(hall, approvals.reject, called.approval_id, "人手不够", by=LEADER)
    else:
        do(hall, approvals.take_back, called.approval_id, "不去了", by=WINDOW)
    clock_of(hall).set("2026-11-16T09:00:00")
    assert hall.answering("MZ").person == who
    with hall.look() as connection:
        assert bool(give_back(hall, connection, "MZ").chain) == (who == B), "what A gave to B stays to be given back"
    assert verify(hall).sound


def test_what_was_handed_on_in_person_stays_where_it_is_though_the_leave_was_refused(hall: Hall) -> None:
    called = ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=A, by_phone=True)
    clock_of(hall).forward(minutes=5)
    do(hall, handing.hand_over, "MZ", OTHER, by=B)
    clock_of(hall).forward(minutes=5)
    do(hall, approvals.reject, called.approval_id, "人手不够", by=LEADER)
    assert hall.answering("MZ").person == OTHER


def test_a_call_does_not_undo_what_was_handed_over_before(hall: Hall) -> None:
    do(hall, turn, "MZ", "hand-over", A, OTHER, confirmed_giver=True, confirmed_taker=True)
    clock_of(hall).forward(minutes=5)
    ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=A, by_phone=True)
    assert hall.answering("MZ").person == OTHER


@pytest.mark.parametrize("handed", [True, False])
@pytest.mark.rule("S33.15", "S13.19")
def test_where_b_falls_ill_too_a_third_answers_at_once(hall: Hall, handed: bool) -> None:
    given(hall, "2026-11-17T08:30:00", "2026-11-18T18:00:00")
    clock_of(hall).set("2026-11-16T17:50:00")
    if handed:
        do(hall, turn, "MZ", "hand-over", A, B, confirmed_giver=True, confirmed_taker=True)
    clock_of(hall).set("2026-11-17T08:50:00")
    ask(hall, "2026-11-17T08:50:00", "2026-11-17T18:00:00", by=WINDOW, person=B, kind="sick", by_phone=True,
        stand_in=OTHER)  # fmt: skip
    assert hall.answering("MZ").person == OTHER
    told = [step.text for step in explained(hall, "MZ").steps]
    if handed:
        assert [each.partition(" ")[2] for each in told if "→" in each] == [
            "17:50 交接：张丽 → 陈勇", "08:50 已交接：陈勇 → 王强"
        ]  # fmt: skip


def test_a_takes_the_own_post_back_and_is_not_handed_it_by_phone(hall: Hall) -> None:
    do(hall, turn, "MZ", "hand-over", A, B, confirmed_giver=True, confirmed_taker=True)
    clock_of(hall).forward(minutes=5)
    ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=B, by_phone=True, stand_in=A)
    assert hall.answering("MZ").person == B, "until A takes it back, seals and things counted"


def test_b_who_calls_in_turns_no_post_that_a_has(hall: Hall) -> None:
    ask(hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=B, by_phone=True, stand_in=OTHER)
    assert hall.answering("MZ").person == A


@pytest.mark.rule("S13.19")
def test_the_third_answers_while_both_are_away(hall: Hall) -> None:
    given(hall, "2026-11-17T08:30:00", "2026-11-18T18:00:00")
    of_b = ask(hall, "2026-11-18T08:30:00", "2026-11-18T18:00:00", by=B, stand_in="13")
    do(hall, leave_stand_in.agree_stand_in, of_b.id, by="13")
    do(hall, leave_stand_in.name_third, of_b.id, OTHER, by=DIRECTOR)
    do(hall, approvals.approve, of_b.approval_id, by=LEADER)
    assert hall.answering("MZ", at("2026-11-17T10:00:00")).person == B
    third = hall.answering("MZ", at("2026-11-18T10:00:00"))
    assert (third.person, third.because) == (OTHER, "named")


@pytest.mark.rule("S33.1")
def test_nobody_is_on_leave_before_it_is_approved(hall: Hall) -> None:
    asked = ask(hall)
    clock_of(hall).set("2026-11-17T10:00:00")
    assert state(hall, asked.id) == "asked"
    assert list(hall.standing(hall.today).spells.get(A, ())) == []
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    do(hall, approvals.approve, asked.approval_id, by=LEADER)
    assert [spell.label for spell in hall.standing(hall.today).spells[A]] == ["QJ-0001"]
    with pytest.raises(RulebookBroken):
        in_force(shipped("qiujia"), [Override("leave.tiers", [{"needs": []}], hall.today, "试验")], hall.today)


@pytest.mark.parametrize(("clock", "start", "turned"), [
    ("2026-11-16T08:10:00", "2026-11-16T08:30:00", True),
    ("2026-11-16T08:10:00", "2026-11-16T14:30:00", False),
    ("2026-11-16T12:30:00", "2026-11-16T14:30:00", True),
    ("2026-11-16T09:00:00", "2026-11-17T08:30:00", False),
])  # fmt: skip
def test_not_before_the_last_hours_that_are_still_worked(hall: Hall, clock: str, start: str, turned: bool) -> None:
    clock_of(hall).set(clock)
    ask(hall, start, "2026-11-17T18:00:00", by=WINDOW, person=A, by_phone=True)
    with hall.look() as connection:
        assert bool(connection.execute(table_of(HandoverRow).select()).all()) == turned


def test_the_stand_in_who_takes_the_call_has_agreed(hall: Hall) -> None:
    called = ask(
        hall, "2026-11-16T08:30:00", "2026-11-16T18:00:00", by=WINDOW, person=A, by_phone=True, stand_in=WINDOW
    )
    assert called.row["agreed"] is not None


@pytest.mark.rule("S33.14", "S33.15")
def test_a_proof_is_handed_in_later(hall: Hall) -> None:
    sick = ask(hall, kind="sick")
    assert sick.owes_proof(certificate=True) and not sick.owes_proof(certificate=False)
    with pytest.raises(leave_return.ProofMissing):
        do(hall, leave_return.prove, sick.id, "  ")
    assert not do(hall, leave_return.prove, sick.id, "县医院诊断证明").owes_proof(certificate=True)
    assert not ask(hall, "2026-11-19T08:30:00", "2026-11-19T18:00:00").owes_proof(certificate=True)


# -- the return --------------------------------------------------------------------------------


@pytest.mark.rule("S33.20", "S33.16")
def test_signing_in_after_the_end_reports_the_return(hall: Hall) -> None:
    found = given(hall, "2026-11-17T08:30:00", "2026-11-17T12:00:00")
    clock_of(hall).set("2026-11-17T12:30:00")
    assert state(hall, found.id) == "begun"
    clock_of(hall).set("2026-11-17T14:25:00")
    do(hall, _sign_in, A)
    assert state(hall, found.id) == "ended"


@pytest.mark.rule("S33.20", "S33.16")
def test_who_does_not_come_back_breaks_the_leave(hall: Hall) -> None:
    found = given(hall, "2026-11-19T08:30:00", "2026-11-20T18:00:00")
    for moment, expected in (("2026-11-20T20:00:00", "begun"), ("2026-11-23T18:00:00", "begun"),
                             ("2026-11-23T18:00:01", "broken")):  # fmt: skip
        assert now(hall, found.id).state(at(moment)) == expected
    clock_of(hall).set("2026-11-24T08:20:00")
    do(hall, leave_return.report_back, found.id)
    assert state(hall, found.id) == "ended"


@pytest.mark.rule("S33.20", "S33.8")
def test_coming_back_earlier_cuts_it_short(hall: Hall) -> None:
    found = given(hall, "2026-11-17T08:30:00", "2026-11-19T18:00:00")
    with pytest.raises(leave_row.NotInState, match="撤回"):
        do(hall, leave_return.report_back, found.id)
    clock_of(hall).set("2026-11-18T09:00:00")
    assert hall.answering("MZ").person == B
    do(hall, leave_return.report_back, found.id)
    assert state(hall, found.id) == "ended"
    assert hall.answering("MZ").person == A
    with pytest.raises(leave_row.NotInState):
        do(hall, leave_return.report_back, found.id)
    with hall.look() as connection:
        assert leaves.balance(hall, connection, A, 2026).days == {"private": 1.5}
    assert ask(hall, "2026-11-19T08:30:00", "2026-11-19T12:00:00").stand_in == B


def test_withdrawn_before_it_begins_and_not_after(hall: Hall) -> None:
    asked = ask(hall)
    do(hall, leave_return.withdraw_leave, asked.id, "事情办完了")
    assert state(hall, asked.id) == "withdrawn"
    with hall.look() as connection:
        assert reading.by_id(connection, asked.approval_id).state == "withdrawn"
    found = given(hall)
    clock_of(hall).set("2026-11-17T09:00:00")
    with pytest.raises(leave_row.NotInState, match="销假"):
        do(hall, leave_return.withdraw_leave, found.id)


def test_an_approval_taken_back_takes_the_leave_back(hall: Hall) -> None:
    asked = ask(hall)
    do(hall, approvals.take_back, asked.approval_id)
    assert state(hall, asked.id) == "withdrawn"


@pytest.mark.rule("S33.20")
def test_an_extension_counts_the_whole_time_for_the_tier(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at="2026-11-16T09:30:00")
    found = ask(hall, "2026-11-17T09:00:00", "2026-11-18T17:00:00")
    do(hall, leave_stand_in.agree_stand_in, found.id, by=B)
    do(hall, approvals.approve, found.approval_id, by=LEADER)
    do(hall, approvals.approve, found.approval_id, by=DIRECTOR)
    with pytest.raises(checks.PeriodWrong):
        do(hall, leave.extend_leave, found.id, at("2026-11-18T12:00:00"), "还没好")
    clock_of(hall).set("2026-11-18T16:00:00")
    more = do(hall, leave.extend_leave, found.id, at("2026-11-19T17:00:00"), "还没好", by=WINDOW)
    with hall.look() as connection:
        assert reading.by_id(connection, more.approval_id).needs == ("main-leader", "director")
    assert more.marks == ("续假",) and more.length.days == 1
    do(hall, leave_stand_in.agree_stand_in, more.id, by=B)
    do(hall, approvals.approve, more.approval_id, by="06")
    do(hall, approvals.approve, more.approval_id, by=DIRECTOR)
    clock_of(hall).set("2026-11-20T08:50:00")
    assert (state(hall, found.id), state(hall, more.id)) == ("ended", "begun")
    do(hall, leave_return.report_back, found.id)
    assert state(hall, more.id) == "ended"
    with pytest.raises(leave_row.NotInState):
        do(hall, leave.extend_leave, found.id, at("2026-11-25T17:00:00"), "还没好")


# -- lists and balances ------------------------------------------------------------------------


@pytest.mark.rule("S33.22")
def test_more_than_three_private_days_in_a_month_are_pointed_out_and_not_refused(hall: Hall) -> None:
    given(hall, "2026-11-17T08:30:00", "2026-11-18T18:00:00")
    more = ask(hall, "2026-11-23T08:30:00", "2026-11-24T12:00:00")
    with hall.look() as connection:
        said = leaves.over_private(hall, connection, A, more.kind, more.start, more.until)
        assert leaves.over_private(hall, connection, A, "sick", more.start, more.until) == ""
        rows = dict(leave_deciding.LEAVE.rows(hall, connection, reading.by_id(connection, more.approval_id)))
    assert "3.5天" in said
    assert (rows["请假人"], rows["请假"]) == (hall.person(A).name, "事假1.5天")
    assert rows["本年已请"] == f"事假2天。{said}" and rows["顶岗人"].endswith("（待同意）")


def test_leave_over_new_year_counts_in_each_month(hall: Hall) -> None:
    clock_of(hall).set("2026-12-29T09:00:00")
    given(hall, "2026-12-30T08:30:00", "2027-01-05T18:00:00")
    with hall.look() as connection:
        assert leaves.balance(hall, connection, A, 2026).private == {12: 2.0}
        assert leaves.balance(hall, connection, A, 2027).private == {1: 2.0}


@pytest.mark.rule("S33.3", "S33.8", "S33.20")
def test_the_registration_of_a_month_pages_by_key(hall: Hall) -> None:
    made = [ask(hall, f"2026-11-{day}T08:30:00", f"2026-11-{day}T18:00:00").id for day in (17, 18, 19, 20)]
    ask(hall, "2026-12-01T08:30:00", "2026-12-01T18:00:00")
    pages = leaves.Registration(hall, at("2026-11-05T00:00:00").date())
    first = pages.first(3)
    rest = pages.after(pages.key(first[-1]), 3)
    assert [each.id for each in (*first, *rest)] == made
    assert [each.id for each in pages.before(pages.key(rest[0]), 2)] == made[1:3]
    assert [each.id for each in pages.before(None, 2)] == made[2:]


def test_who_left_without_handing_over_is_seen(hall: Hall) -> None:
    found = given(hall)
    with hall.look() as connection:
        assert leaves.unhanded(hall, connection, found, at("2026-11-17T08:00:00")) == []
        assert leaves.unhanded(hall, connection, found, at("2026-11-17T08:30:00")) == ["MZ"]
        assert [(each.id, posts) for each, posts in leaves.to_hand_over(hall, connection, A)] == [(found.id, ["MZ"])]
        assert leaves.to_hand_over(hall, connection, B) == []
    clock_of(hall).set("2026-11-16T16:00:00")
    do(hall, turn, "MZ", "hand-over", A, B, leave_id=found.id, confirmed_giver=True, confirmed_taker=True)
    with hall.look() as connection:
        assert leaves.unhanded(hall, connection, found, at("2026-11-17T08:30:00")) == []
        assert leaves.to_hand_over(hall, connection, A) == []


def test_what_changed_meanwhile_is_not_overwritten(hall: Hall) -> None:
    asked = ask(hall)
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B, rev=asked.rev)
    with pytest.raises(ChangedMeanwhile):
        do(hall, leave_return.prove, asked.id, "证明", rev=asked.rev)


def test_what_the_screens_ask_all_day_is_found_by_an_index(hall: Hall) -> None:
    found = given(hall)

    def asked() -> None:
        with hall.look() as connection:
            leaves.current(hall, connection, 62)
            leaves.unreturned(hall, connection, 62)
            leaves.to_agree(hall, connection, B)
            leaves.of_person(hall, connection, A, found.start, found.until)
            leaves.stood_in_by(hall, connection, B, found.start, found.until)
            leaves.touching(hall, connection, found.start, found.until)
            leaves.Registration(hall, found.start.date()).read(connection, "up", (found.start, 0), 20)
            leaves.by_id(hall, connection, found.id)

    none_scans(plans_of(hall, asked, "leave_taken"))
    none_scans(plans_of(hall, asked, "presence"))


@pytest.mark.rule("S33.19")
def test_what_leave_asks_of_somebody_is_told_in_one_sentence(hall: Hall) -> None:
    def told(no: str) -> str:
        with hall.look() as connection:
            return leaves.notices(hall, connection, no)

    assert told(A) == told(B) == ""
    asked = ask(hall)
    assert told(B) == f"{hall.person(A).name}请假，等您同意顶岗（请假）。"
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    assert told(A) == told(B) == ""
    do(hall, approvals.approve, asked.approval_id, by=LEADER)
    assert told(A) == "QJ-0001 11-17 08:30 开始，民政岗还没有交接，请先交接（F4）。"
    clock_of(hall).set("2026-11-19T09:00:00")
    assert told(A) == "QJ-0001 假满了还没有销假，请销假（请假）。"
    do(hall, leave_return.report_back, asked.id)
    assert told(A) == ""
