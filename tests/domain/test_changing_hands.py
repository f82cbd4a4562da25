"""Another A or B, and people who leave for good: what they have in hand is handed over before, or it is recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.clock import at
from counter.domain.hall.duty.seals import seals_of
from counter.domain.hall.laid_down import NoLongerHere, UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.hall.people.pins import Given
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight import closing
from counter.domain.oversight.audit import verify
from counter.domain.posts import changing, handing, reading, refused, seals
from counter.domain.posts.changing import Without
from counter.domain.posts.giving_back import give_back
from counter.domain.posts.unhanded import unhanded
from counter.domain.refusals import Refusal
from tests.domain.test_handing import on_leave, punched, sheet
from tests.halls import clock_of, make_hall
from tests.hands import do, take

A, B, OTHER, DIRECTOR = "07", "12", "08", "01"
GONE = Without("left-hall", "调到县里，今天起不来")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def change(hall: Hall, a: str = A, b: str = B, code: str = "MZ", by: str = DIRECTOR, **more: Without | None) -> None:
    post = hall.post(code)
    do(hall, changing.set_post, code, post.name, post.window, a, b, by=by, **more)
    clock_of(hall).forward(minutes=1)


def give(hall: Hall, giver: str, taker: str, **more: object) -> None:
    do(hall, handing.hand_over, "MZ", taker, by=giver, **more)
    clock_of(hall).forward(minutes=1)


def listed(hall: Hall) -> list[tuple[str, str, str]]:
    with hall.look() as connection:
        return [(each.post, each.person, each.leave) for each in unhanded(hall, connection, hall.today, hall.today)]


@pytest.mark.rule("S13.8")
def test_a_post_with_something_in_hand_goes_to_another_a_only_by_a_handover(hall: Hall) -> None:
    take(hall, by=A)
    with pytest.raises(
        changing.HandOverFirst, match="民政岗还有2项在手（在办件1、印章1），请张丽先按 F4 当面交给"
    ) as no:
        change(hall, a=OTHER)
    assert "S13.8" in no.value.rules
    assert hall.post("MZ").a == A
    give(hall, A, OTHER, ground="post-changed")
    change(hall, a=OTHER)
    assert (hall.answering("MZ").person, hall.answering("MZ").because) == (OTHER, "A")
    assert listed(hall) == []
    held = seals_of(hall, "MZ")[0]
    assert held.at_post and held.holder == OTHER
    give(hall, OTHER, B)
    with hall.look() as connection:
        back = give_back(hall, connection, "MZ")
    assert [(kind, giver, taker) for kind, _, giver, taker in back.chain] == [("hand-over", OTHER, B)]
    do(hall, handing.take_back, "MZ", by=OTHER)
    assert hall.answering("MZ").person == OTHER
    assert verify(hall).sound


@pytest.mark.rule("S13.8")
@pytest.mark.parametrize("how", ["short", "step-in", "unconfirmed"])
def test_what_is_no_handover_in_person_does_not_do(hall: Hall, how: str) -> None:
    if how == "short":
        give(hall, A, B, ground="short")
    elif how == "step-in":
        do(hall, handing.step_in, "MZ", "忙不过来", by=B)
    else:
        give(hall, A, B, confirmed=False)
    clock_of(hall).forward(minutes=1)
    with pytest.raises((changing.HandOverFirst, changing.HandoverWaits)):
        change(hall, a=B, b=OTHER)


@pytest.mark.rule("S13.8", "S13.14")
def test_the_director_does_without_where_who_has_it_is_gone_and_the_new_holder_confirms(hall: Hall) -> None:
    take(hall, by=A)
    punched(hall, B, OTHER)
    change(hall, a=OTHER, without=GONE)
    assert hall.answering("MZ").person == OTHER
    assert listed(hall) == [("MZ", A, "换岗")]
    with hall.look() as connection:
        assert not reading.lists_to_confirm(hall, connection, B)
        waiting = reading.lists_to_confirm(hall, connection, OTHER)
        names = {each.name: each.lines for each in closing.points(hall, connection, hall.today)}
    assert [each["post"] for each in waiting] == ["MZ"]
    assert names["交接等确认"] == ["民政岗 张丽 → 王强"]
    key = int(waiting[0]["id"])
    with pytest.raises(refused.ConfirmsOther):
        do(hall, handing.confirm_handover, key, by=B)
    do(hall, handing.confirm_handover, key, ["受理章没有找到"], by=OTHER)
    assert "没有当面交接，张丽未到场" in sheet(hall) and "受理章没有找到" in sheet(hall)
    with pytest.raises(refused.NothingToConfirm):
        do(hall, handing.confirm_handover, key, by=OTHER)
    with hall.look() as connection:
        assert not reading.lists_to_confirm(hall, connection, OTHER)
    assert seals_of(hall, "MZ")[0].at_post
    assert verify(hall).sound


def test_not_without_where_they_are_there_or_without_a_reason_or_by_another(hall: Hall) -> None:
    punched(hall, A)
    with pytest.raises(changing.CanHandOver, match="张丽今天在岗"):
        change(hall, a=OTHER, without=GONE)
    punched(hall, A, kind="out")
    with pytest.raises(changing.WhyWithout):
        change(hall, a=OTHER, without=Without("left-hall", " "))
    with pytest.raises(changing.WhyWithout):
        change(hall, a=OTHER, without=Without("whatever", "走了"))
    with pytest.raises(NotAllowed):
        change(hall, a=OTHER, by=A, without=GONE)
    change(hall, a=OTHER, without=GONE)
    assert hall.post("MZ").a == OTHER


@pytest.mark.rule("S13.8")
def test_a_b_who_has_the_post_or_its_seal_hands_it_on_before_another_is_b(hall: Hall) -> None:
    give(hall, A, B)
    with pytest.raises(changing.HandOverFirst, match="请陈勇先按 F4 当面交给王强"):
        change(hall, b=OTHER)
    with pytest.raises(changing.HandOverFirst, match="返岗收回”交回张丽"):
        change(hall, b="")
    give(hall, B, OTHER)
    change(hall, b=OTHER)
    assert hall.answering("MZ").person == OTHER
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=1)
    change(hall, b=B)
    name = seals_of(hall, "MZ")[0].name
    do(hall, seals.lend_seal, name, B, by=A)
    with pytest.raises(changing.SealStillOut, match="还在陈勇手里"):
        change(hall, b=OTHER)
    do(hall, seals.return_seal, name, by=B)
    change(hall, b=OTHER)
    assert listed(hall) == []


@pytest.mark.rule("S13.8")
def test_a_b_on_whom_it_fell_by_leave_hands_it_on_too(hall: Hall) -> None:
    on_leave(hall, A, at("2026-11-20T08:30:00"), at("2026-11-24T18:00:00"), B)
    assert hall.answering("MZ").person == B
    with pytest.raises(changing.HandOverFirst, match="请陈勇先"):
        change(hall, b=OTHER)
    change(hall, b=OTHER, without=Without("gone", "住院"))
    assert hall.answering("MZ").person == OTHER


@pytest.mark.parametrize("pair", [("02", B), (A, "25")])
def test_nobody_is_a_or_b_who_may_handle_no_case(hall: Hall, pair: tuple[str, str]) -> None:
    _with_nothing_to_hand_over(hall)
    with pytest.raises(changing.MayHandleNoCase, match="没有办件的权限，不能做民政岗的A岗或B岗"):
        change(hall, *pair)
    assert (hall.post("MZ").a, hall.post("MZ").b) == (A, B)


def _with_nothing_to_hand_over(hall: Hall) -> None:
    post = hall.post("MZ")
    do(hall, changing.set_post, "MZ", post.name, post.window, A, B, seals=[], by=DIRECTOR)
    clock_of(hall).forward(minutes=1)
    punched(hall, A, B, OTHER, "09")


@pytest.mark.rule("S13.2")
@pytest.mark.parametrize(("pair", "answers"), [
    ((OTHER, "09"), OTHER), ((OTHER, B), OTHER), ((A, OTHER), A), ((A, ""), A), ((B, OTHER), B),
])  # fmt: skip
@pytest.mark.parametrize("how", ["step-in", "hand-over"])
def test_a_new_pair_ends_what_the_old_one_had_handed_over_with_nothing_in_hand(
    hall: Hall, pair: tuple[str, str], answers: str, how: str
) -> None:
    _with_nothing_to_hand_over(hall)
    if how == "step-in":
        do(hall, handing.step_in, "MZ", "忙不过来", by=B)
    else:
        give(hall, A, B)
    clock_of(hall).forward(minutes=1)
    assert hall.answering("MZ").person == B
    before = hall.clock().moment
    clock_of(hall).forward(minutes=1)
    change(hall, *pair)
    assert hall.answering("MZ").person == answers
    assert hall.answering("MZ", before).person == B, "what was stays as it was"
    clock_of(hall).set("2026-11-23T09:00:00")
    punched(hall, A, B, OTHER, "09")
    assert hall.answering("MZ").person == answers
    assert verify(hall).sound


def test_a_third_who_has_the_post_keeps_it_though_another_is_b(hall: Hall) -> None:
    take(hall, by=A)
    give(hall, A, "09")
    change(hall, b=OTHER)
    assert hall.answering("MZ").person == "09"


@pytest.mark.rule("S13.8")
def test_an_offer_of_an_a_who_is_a_no_longer_falls_away(hall: Hall) -> None:
    _with_nothing_to_hand_over(hall)
    key = do(hall, handing.hand_over, "MZ", "09", confirmed=False, by=A)
    clock_of(hall).forward(minutes=1)
    change(hall, a=OTHER)
    with pytest.raises(refused.NothingToConfirm):
        do(hall, handing.confirm_handover, key, by="09")
    assert hall.answering("MZ").person == OTHER
    do(hall, changing.leave_staff, A, by=DIRECTOR)


def test_a_post_with_nothing_in_hand_changes_freely_and_nobody_left_it_unhanded(hall: Hall) -> None:
    do(hall, changing.set_post, "ZZ", "咨询岗", hall.post("MZ").window, A, B, by=DIRECTOR)
    clock_of(hall).forward(minutes=1)
    change(hall, code="ZZ", a=OTHER)
    assert hall.answering("ZZ").person == OTHER
    assert listed(hall) == []


@pytest.mark.rule("S13.8")
def test_nobody_leaves_for_good_with_an_open_handover_or_a_leave_to_stand_in_for(hall: Hall) -> None:
    def leaves(refusal: type[Refusal], match: str) -> None:
        with pytest.raises(refusal, match=match) as no:
            do(hall, changing.leave_staff, "40", by=DIRECTOR)
        assert "S13.8" in no.value.rules
        assert hall.person("40").active

    do(hall, staff.add_staff, "40", "钱满", ["clerk"], by=DIRECTOR)
    give(hall, A, "40", confirmed=False)
    leaves(changing.HandoverWaits, "张丽 → 钱满")
    give(hall, A, B)
    on_leave(hall, "09", at("2026-11-23T08:30:00"), at("2026-11-24T18:00:00"), "40")
    leaves(changing.StandsInForLeave, "QJ-0042")
    clock_of(hall).set("2026-11-25T09:00:00")
    do(hall, changing.leave_staff, "40", by=DIRECTOR)
    assert not hall.person("40").active


@pytest.mark.rule("S13.14")
def test_whose_time_ends_without_a_handover_stands_on_the_list(hall: Hall) -> None:
    def asked() -> list[str]:
        with hall.look() as connection:
            points = closing.points(hall, connection, hall.today)
            return [line for each in points if each.name == "到期离岗没有交接" for line in each.lines]

    do(hall, staff.set_end, A, date(2026, 11, 24), by=DIRECTOR)
    assert asked() == []
    do(hall, staff.set_end, A, date(2026, 11, 23), by=DIRECTOR)
    assert listed(hall) == []
    assert asked() == ["民政岗 张丽 11-23起离岗"]
    clock_of(hall).set("2026-11-23T09:00:00")
    assert listed(hall) == [("MZ", A, "到期离岗")]
    assert hall.answering("MZ").person == B
    with pytest.raises(changing.HandOverFirst):
        change(hall, a=OTHER, b=B)
    give(hall, B, OTHER)
    change(hall, a=OTHER, b=B)
    assert hall.answering("MZ").person == OTHER
    assert asked() == []


def test_who_was_a_in_between_does_not_answer_once_another_is(hall: Hall) -> None:
    do(hall, changing.set_post, "ZZ", "咨询岗", hall.post("MZ").window, A, B, by=DIRECTOR)
    do(hall, handing.hand_over, "ZZ", OTHER, by=A)
    clock_of(hall).forward(minutes=1)
    change(hall, code="ZZ", a=OTHER)
    change(hall, code="ZZ", a=A)
    assert (hall.answering("ZZ").person, hall.answering("ZZ").because) == (A, "A")


def asked(hall: Hall, *hours: str, code: str = "MZ", day: str = "2026-11-20") -> list[tuple[str, str]]:
    with hall.look():
        return [hall.answering(code, at(f"{day}T{each}:00"))[:2] for each in hours]


def test_who_leaves_in_the_course_of_a_day_answered_until_then(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T15:00:00")
    before = asked(hall, "08:40", "09:30", "14:59")
    give(hall, A, OTHER, ground="post-changed")
    change(hall, a=OTHER)
    do(hall, changing.leave_staff, A, by=DIRECTOR)
    assert before == [(A, "A")] * 3
    assert asked(hall, "08:40", "09:30", "14:59") == before
    assert asked(hall, "15:01", "15:02", "17:00") == [(OTHER, "A")] * 3
    assert not hall.person(A).active


def test_whose_end_was_set_ahead_answers_no_more_from_the_beginning_of_that_day(hall: Hall) -> None:
    do(hall, staff.set_end, A, date(2026, 11, 23), by=DIRECTOR)
    clock_of(hall).set("2026-11-23T15:00:00")
    assert asked(hall, "08:40", "14:00", day="2026-11-23") == [(B, "B")] * 2
    assert asked(hall, "17:00") == [(A, "A")]


def test_who_left_comes_back_and_leaves_by_an_end_set_ahead_is_gone_from_its_beginning(hall: Hall) -> None:
    give(hall, A, OTHER, ground="post-changed")
    change(hall, a=OTHER)
    do(hall, changing.leave_staff, A, by=DIRECTOR)
    with pytest.raises(changing.LeftAlready):
        do(hall, changing.leave_staff, A, by=DIRECTOR)
    clock_of(hall).set("2026-11-23T09:00:00")
    do(hall, staff.return_staff, A, Given("x"), by=DIRECTOR)
    do(hall, staff.set_end, A, date(2026, 11, 24), by=DIRECTOR)
    assert hall.person(A).left == at("2026-11-24T00:00:00")


@pytest.mark.parametrize("leaves", ["left", "ended"])
def test_who_has_left_does_nothing_more_in_a_window_still_open_in_their_name(hall: Hall, leaves: str) -> None:
    do(hall, staff.add_staff, "40", "钱满", ["clerk"], by=DIRECTOR)
    take(hall, by="40")
    if leaves == "left":
        do(hall, changing.leave_staff, "40", by=DIRECTOR)
    else:
        do(hall, staff.set_end, "40", date(2026, 11, 21), by=DIRECTOR)
        clock_of(hall).set("2026-11-23T09:00:00")
    with pytest.raises(NoLongerHere, match="钱满已离岗（2026-11-2"):
        take(hall, by="40")
    with pytest.raises(NoLongerHere):
        hall.tried("40", "民政", lambda work: None)
    with pytest.raises(NoLongerHere), hall.act("40", "民政", happened=at("2026-11-20T08:50:00")):
        pass
    take(hall, by=A)


def test_on_a_pc_left_on_over_midnight_whose_end_has_come_is_gone(hall: Hall) -> None:
    do(hall, staff.set_end, "09", date(2026, 11, 21), by=DIRECTOR)
    assert hall.person("09").active
    clock_of(hall).set("2026-11-21T00:00:01")
    with hall.look():
        assert not hall.person("09").active
    with pytest.raises(UnknownStaff):
        change(hall, a="09", code="SB")


def test_a_new_post_does_not_take_the_code_of_another(hall: Hall) -> None:
    before = hall.post("MZ")
    with pytest.raises(changing.PostTaken, match="MZ已经是“民政岗”的"):
        do(hall, changing.set_post, "MZ", "低保岗", before.window, A, B, [], new=True, by=DIRECTOR)
    assert hall.post("MZ") == before
    do(hall, changing.set_post, "DB", "低保岗", before.window, A, B, new=True, by=DIRECTOR)
    assert hall.post("DB").name == "低保岗"
