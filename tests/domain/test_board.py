"""The day's board: who is due and came, who is out, on leave, on group duty, missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.approvals import acts as approvals
from counter.domain.attendance.leave import asking as leave
from counter.domain.attendance.leave import stand_in as leave_stand_in
from counter.domain.attendance.leave.checks import Wish
from counter.domain.attendance.month.presence_line import presence_line
from counter.domain.attendance.presence.board import DayBoard, day_board, place_of
from counter.domain.attendance.presence.group_duties import group_duty
from counter.domain.attendance.presence.outings import go_out
from counter.domain.attendance.presence.own_pin import by_own_pin
from counter.domain.attendance.presence.punching import Bridge
from counter.domain.attendance.presence.signing import AlreadyIn, sign_in, sign_out
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins
from tests.halls import clock_of, make_hall
from tests.signing import PIN, give_pin

DESK, FRIDAY, SUNDAY = "综合窗口", "2026-11-20", "2026-11-22"
KEEPER, LEADER, CLERK, STAND_IN = "03", "02", "07", "12"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at=f"{FRIDAY}T08:10:00")


def does(hall: Hall, when: str, what: Any, *args: Any, no: str = CLERK, **more: Any) -> Any:
    clock_of(hall).set(f"{FRIDAY}T{when}:00")
    with hall.act(no, DESK) as work:
        return what(work, *args, **more)


def board(hall: Hall, when: str, day: str = FRIDAY) -> DayBoard:
    return day_board(hall, at(f"{day}T{when}:00"))


def names(people: Any) -> list[str]:
    return [each.person.name for each in people]


def test_all_who_work_at_windows_are_due_and_missing_until_they_come(hall: Hall) -> None:
    before = board(hall, "08:12")
    assert before.due == len(before.missing) == sum(
        bool({"clerk", "comprehensive", "seal-keeper", "archive-keeper"} & set(each.roles))
        for each in hall.laid.staff.values()
    )  # fmt: skip
    does(hall, "08:12", sign_in)
    does(hall, "08:14", sign_in, no="08")
    after = board(hall, "08:15")
    assert (after.due, after.arrived) == (before.due, 2)
    assert names(after.here) == ["王强", "张丽"]
    assert place_of(hall, CLERK) == "民政A"
    does(hall, "12:01", sign_out)
    assert board(hall, "12:02").arrived == 0  # the afternoon is shown by then
    does(hall, "14:20", sign_in)
    assert names(board(hall, "14:21").here) == ["张丽"]


@pytest.mark.rule("S13.18", "S32.12")
def test_a_leave_stands_there_with_its_stand_in_who_signs_in_like_all(hall: Hall) -> None:
    clock_of(hall).set("2026-11-18T09:00:00")
    with hall.act(CLERK, DESK) as work:
        asked = leave.ask_leave(work, Wish(start=at(f"{FRIDAY}T08:30:00"), until=at(f"{FRIDAY}T18:00:00"),
                                           kind="private", reason="家中有事", stand_in=STAND_IN))  # fmt: skip
    with hall.act(STAND_IN, DESK) as work:
        leave_stand_in.agree_stand_in(work, asked.id)
    with hall.act(LEADER, DESK) as work:
        approvals.approve(work, asked.approval_id)
    before = board(hall, "08:10")
    assert [(each.person.no, each.stand_in and each.stand_in.no, each.stand_in_since) for each in before.leave] == [
        (CLERK, STAND_IN, None)
    ]
    assert CLERK not in [person.no for person in before.missing]
    assert STAND_IN in [person.no for person in before.missing]
    does(hall, "08:20", sign_in, no=STAND_IN)
    after = board(hall, "08:21")
    assert (after.stand_ins, after.stood_in) == (1, 1)
    assert after.here[0].stands_in_for == "张丽"
    assert after.due == before.due


def test_outings_and_group_duty_stand_there_and_are_not_missing(hall: Hall) -> None:
    does(hall, "08:12", sign_in)
    does(hall, "09:00", go_out, "双河", back_by=at(f"{FRIDAY}T11:00:00"))
    does(hall, "09:01", group_duty, ["13", "14"], "防汛", at(f"{FRIDAY}T09:00:00"), at(f"{FRIDAY}T18:00:00"),
         no=KEEPER)  # fmt: skip
    now = board(hall, "09:05")
    assert [(each.person.no, each.outing.place, each.late) for each in now.out] == [(CLERK, "双河村", "")]
    assert [(each.matter, [person.no for person in each.people]) for each in now.groups] == [("防汛", ["13", "14"])]
    assert {"07", "13", "14"} & {person.no for person in now.missing} == set()
    assert [board(hall, when).out[0].late for when in ("11:00", "11:01", "11:31")] == ["", "overdue", "left-post"]


def test_who_was_away_to_the_end_of_the_day_is_not_missing_in_the_evening(hall: Hall) -> None:
    does(hall, "09:01", group_duty, ["13", "14"], "防汛", at(f"{FRIDAY}T09:00:00"), at(f"{FRIDAY}T18:00:00"),
         no=KEEPER)  # fmt: skip
    evening = board(hall, "20:00")
    assert [person.no for person in evening.groups[0].people] == ["13", "14"]
    assert {"13", "14"} & {person.no for person in evening.missing} == set()
    assert evening.due == board(hall, "17:00").due


def test_who_has_signed_out_and_goes_on_a_group_duty_stands_there_once(hall: Hall) -> None:
    does(hall, "14:12", sign_in)
    does(hall, "18:01", sign_out)
    assert [each.person.no for each in board(hall, "18:02").gone] == [CLERK]
    does(hall, "18:30", group_duty, [CLERK], "防汛", at(f"{FRIDAY}T18:30:00"), at(f"{FRIDAY}T22:00:00"), no=KEEPER)
    evening = board(hall, "18:31")
    assert [person.no for person in evening.groups[0].people] == [CLERK]
    assert evening.gone == ()


def test_the_board_knows_when_it_next_changes_by_itself(hall: Hall) -> None:
    does(hall, "08:12", sign_in)
    does(hall, "09:00", go_out, "双河", back_by=at(f"{FRIDAY}T11:00:00"))
    turns = [board(hall, when).turns for when in ("08:20", "11:00", "11:10", "18:30")]
    assert turns == [int(at(f"{FRIDAY}T{each}").timestamp()) for each in ("08:30:00", "11:00:01", "11:30:01")] + [
        int(at("2026-11-21T00:00:00").timestamp())
    ]
    assert board(hall, "00:00", "2026-11-21").here == ()


def test_on_a_day_of_rest_nobody_is_due_and_who_comes_is_shown(hall: Hall) -> None:
    clock_of(hall).set(f"{SUNDAY}T09:00:00")
    with hall.act(CLERK, DESK) as work:
        sign_in(work)
    found = board(hall, "09:01", SUNDAY)
    assert (found.due, found.arrived, found.missing, names(found.here)) == (0, 0, (), ["张丽"])


# -- by one's own PIN ---------------------------------------------------------------------------


def test_the_board_counts_tries_like_the_sign_on(hall: Hall) -> None:
    give_pin(hall, CLERK)
    with pytest.raises(pins.WrongPin):
        by_own_pin(hall, CLERK, "135791", DESK, sign_in)
    assert by_own_pin(hall, CLERK, PIN, DESK, sign_in).kind == "in"
    assert pins.tries_left(hall, CLERK) == hall.book().security.pin_tries.value


def test_a_right_pin_for_a_refused_act_locks_nobody_out(hall: Hall) -> None:
    give_pin(hall, CLERK)
    by_own_pin(hall, CLERK, PIN, DESK, sign_in)
    for _ in range(hall.book().security.pin_tries.value + 1):
        with pytest.raises(AlreadyIn):
            by_own_pin(hall, CLERK, PIN, DESK, sign_in)
    assert pins.tries_left(hall, CLERK) == hall.book().security.pin_tries.value


def test_a_pin_that_was_given_out_signs_nobody_in(hall: Hall) -> None:
    with hall.act("01") as work:
        pins.reset_pin(work, CLERK, pins.hashed(PIN))
    with pytest.raises(pins.PinMustChange):
        by_own_pin(hall, CLERK, PIN, DESK, lambda work: sign_in(work, Bridge()))
    assert board(hall, "08:11").here == ()


@pytest.mark.rule("S32.13")
def test_one_line_says_who_was_there(hall: Hall) -> None:
    def line(when: str, day: str = FRIDAY) -> str:
        clock_of(hall).set(f"{day}T{when}:00")
        with hall.look():
            return presence_line(hall, at(f"{day}T12:00:00").date(), hall.clock().moment).said

    assert line("08:11") == "还没有人签到过"
    does(hall, "08:12", sign_in)
    does(hall, "08:13", sign_in, no=STAND_IN)
    does(hall, "09:00", go_out, "双河")
    due = board(hall, "09:01").due
    assert line("09:01") == f"到岗 2/{due}  请假 0  顶岗 0/0  外出 1  待说明 0"
    assert line("23:00").startswith(f"到岗 1/{due}")  # who never came back from outside
    assert line("23:00").endswith(f"待说明 {due - 1}")
    assert line("09:00", SUNDAY) == "没有应到的人"
