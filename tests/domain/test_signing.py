"""Signing in and out: where, by whom, never for an earlier moment; and what bridges a locked PIN."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from counter.domain.attendance.presence.hall_clock import ClockNeedsWitness, ClockRanBack, vouch_clock
from counter.domain.attendance.presence.punching import (
    Bridge,
    CheckedByThemselves,
    Signed,
    SignsForAnother,
    WitnessNotApart,
)
from counter.domain.attendance.presence.signing import (
    AlreadyIn,
    AlreadyOut,
    NotIn,
    TooEarly,
    next_step,
    sign_in,
    sign_out,
)
from counter.domain.attendance.presence.terminals import NotASigningTerminal, signing_windows
from counter.domain.casework.cases import LateEntryNeedsPaper
from counter.domain.clock import Reading, at
from counter.domain.hall.duty.reading import punches_of
from counter.domain.hall.laid_down import NoLongerHere
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins, staff
from counter.domain.hall.rights import NotAllowed
from counter.domain.hall.work import Work
from counter.domain.oversight.audit import verify
from tests.halls import clock_of, make_hall, took
from tests.signing import PIN, give_pin

KEEPER, OTHER_KEEPER, CLERK, OTHER, THIRD = "03", "04", "07", "12", "08"
DESK = "综合窗口"
FRIDAY = "2026-11-20"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at=f"{FRIDAY}T08:10:00")


def signs(
    hall: Hall, when: str, what: Callable[..., Signed] = sign_in, no: str = CLERK, bridge: Bridge | None = None,
    terminal: str = DESK, happened: str = "",
) -> Signed:  # fmt: skip
    clock_of(hall).set(f"{FRIDAY}T{when}")
    late = at(f"{FRIDAY}T{happened}") if happened else None
    with hall.act(no, terminal, happened=late) as work:
        return what(work, bridge or Bridge())


def kinds(hall: Hall, no: str = CLERK) -> list[tuple[str, str, str]]:
    """Kind, time and how of a person's punches of the day."""
    found = punches_of(hall, no, at(f"{FRIDAY}T12:00:00").date())
    return [(each.kind, f"{at(f'{FRIDAY}T00:00:00') + timedelta(seconds=each.at - _MIDNIGHT):%H:%M}", each.how)
            for each in found]  # fmt: skip


_MIDNIGHT = int(at(f"{FRIDAY}T00:00:00").timestamp())


# -- where, and by whom ------------------------------------------------------------------------


@pytest.mark.rule("S32.1")
def test_one_signs_in_only_at_the_comprehensive_window(hall: Hall) -> None:
    assert signing_windows(hall) == {"综合窗口": "综合窗口"}
    for terminal in ("民政", ""):
        with pytest.raises(NotASigningTerminal, match="请到综合窗口签到") as refused:
            signs(hall, "08:20:00", terminal=terminal)
        assert refused.value.rules == {"S32.1"}
    signs(hall, "08:20:00")
    assert kinds(hall) == [("in", "08:20", "")]


@pytest.mark.rule("S32.1")
def test_a_hall_names_other_terminals_by_what_their_posts_serve(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at=f"{FRIDAY}T08:10:00", rules={"attendance.terminals": ("民政", "社保就业")})  # type: ignore[dict-item]
    assert set(signing_windows(hall)) == {"民政", "社保就业"}
    signs(hall, "08:20:00", terminal="社保就业")
    with pytest.raises(NotASigningTerminal, match="请到民政窗口、社保就业窗口签到"):
        signs(hall, "08:21:00", no=OTHER)


@pytest.mark.rule("S32.4")
@pytest.mark.parametrize("what", [sign_in, sign_out])
def test_nobody_signs_for_another(hall: Hall, what: Callable[..., Signed]) -> None:
    signs(hall, "08:20:00")
    with pytest.raises(SignsForAnother) as refused:
        signs(hall, "08:21:00", what, KEEPER, Bridge(CLERK if what is sign_out else OTHER))
    assert "S32.4" in refused.value.rules


@pytest.mark.rule("S32.4")
@pytest.mark.parametrize("witness", [KEEPER, CLERK])
def test_a_witness_is_a_third_person(hall: Hall, witness: str) -> None:
    with pytest.raises(WitnessNotApart):
        signs(hall, "08:21:00", no=KEEPER, bridge=Bridge(CLERK, witness))


@pytest.mark.rule("S32.2")
def test_the_comprehensive_window_bridges_a_lost_pin_with_a_witness(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        signs(hall, "08:21:00", no=OTHER, bridge=Bridge(CLERK, THIRD))
    made = signs(hall, "08:22:00", no=KEEPER, bridge=Bridge(CLERK, THIRD))
    assert (made.person, made.how) == (CLERK, "witness")
    assert kinds(hall) == [("in", "08:22", "witness")]
    assert punches_of(hall, CLERK, at(f"{FRIDAY}T12:00:00").date())[0].witness == THIRD
    assert verify(hall).sound


# -- from paper --------------------------------------------------------------------------------


@pytest.mark.rule("S32.4")
def test_two_people_enter_from_paper_what_a_power_cut_kept_from_the_board(hall: Hall) -> None:
    with pytest.raises(LateEntryNeedsPaper):
        signs(hall, "10:00:00", bridge=Bridge(source="停电登记本第3页"), happened="08:25:00")
    with pytest.raises(CheckedByThemselves):
        signs(hall, "10:00:00", no=KEEPER, happened="08:25:00",
              bridge=Bridge(CLERK, source="停电登记本第3页", checked_by=CLERK))  # fmt: skip
    with pytest.raises(NotAllowed):
        signs(hall, "10:00:00", no=OTHER, happened="08:25:00",
              bridge=Bridge(CLERK, source="停电登记本第3页", checked_by=THIRD))  # fmt: skip
    signs(hall, "10:00:00", no=KEEPER, happened="08:25:00",
          bridge=Bridge(CLERK, source="停电登记本第3页", checked_by=OTHER))  # fmt: skip
    assert kinds(hall) == [("in", "08:25", "paper")]


def test_paper_adds_no_second_sign_in(hall: Hall) -> None:
    signs(hall, "08:40:00")
    with pytest.raises(AlreadyIn, match="08:40"):
        signs(hall, "10:00:00", no=KEEPER, happened="08:25:00",
              bridge=Bridge(CLERK, source="停电登记本第3页", checked_by=OTHER))  # fmt: skip


# -- twice, without, too early -----------------------------------------------------------------


@pytest.mark.rule("S32.7")
def test_a_second_sign_in_says_when_the_first_was(hall: Hall) -> None:
    signs(hall, "08:12:00")
    with pytest.raises(AlreadyIn, match="张丽08:12已经签到"):
        signs(hall, "08:45:00")


@pytest.mark.rule("S32.2", "S32.7")
def test_nobody_signs_out_who_is_not_in(hall: Hall) -> None:
    with pytest.raises(NotIn, match="张丽上午没有签到") as refused:
        signs(hall, "11:00:00", sign_out)
    assert refused.value.cites
    signs(hall, "11:10:00")
    signs(hall, "12:01:00", sign_out)
    with pytest.raises(AlreadyOut, match="12:01已经签退"):
        signs(hall, "12:02:00", sign_out)
    with pytest.raises(NotIn, match="张丽下午没有签到"):
        signs(hall, "18:01:00", sign_out)


@pytest.mark.rule("S32.16")
def test_the_halls_hours_say_to_which_half_a_sign_in_belongs(hall: Hall) -> None:
    signs(hall, "08:12:00")
    signs(hall, "12:05:00")  # never signed out at noon: this one is for the afternoon
    assert [kind for kind, *_ in kinds(hall)] == ["in", "in"]
    signs(hall, "12:10:00", sign_out)
    signs(hall, "14:25:00")
    with pytest.raises(AlreadyIn, match="14:25"):
        signs(hall, "14:31:00")


@pytest.mark.rule("S32.7")
def test_where_one_sign_in_covers_the_day_the_afternoon_needs_none(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at=f"{FRIDAY}T08:10:00", rules={"attendance.sessions": 1})
    signs(hall, "08:12:00")
    with pytest.raises(AlreadyIn):
        signs(hall, "14:25:00")
    signs(hall, "18:00:00", sign_out)
    assert kinds(hall) == [("in", "08:12", ""), ("out", "18:00", "")]


@pytest.mark.rule("S32.5")
def test_a_hall_may_say_how_early_one_signs_in(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at=f"{FRIDAY}T07:10:00", rules={"attendance.sign_in_from_minutes": 30})
    with pytest.raises(TooEarly, match="08:00起") as refused:
        signs(hall, "07:59:59")
    assert refused.value.cites
    signs(hall, "08:00:00")
    signs(hall, "12:01:00", sign_out)
    with pytest.raises(TooEarly, match="14:00起"):
        signs(hall, "13:00:00")


@pytest.mark.rule("S34.4")
def test_a_hall_with_shorter_hours_signs_in_from_eight_to_half_past(tmp_path: Path) -> None:
    hours: dict[str, int | tuple[str, ...]] = {
        "calendar.hours.am": ("08:30", "11:30"), "calendar.hours.pm": ("14:30", "17:30"),
        "attendance.sign_in_from_minutes": 30,
    }  # fmt: skip
    hall = make_hall(tmp_path, at=f"{FRIDAY}T07:10:00", rules=hours)
    with pytest.raises(TooEarly, match="08:00起"):
        signs(hall, "07:59:59")
    signs(hall, "08:00:00")
    assert " ".join(map(str, hall.hours().sessions(date.fromisoformat(FRIDAY)))) == "08:30-11:30 14:30-17:30"


@pytest.mark.parametrize(
    ("when", "step"),
    [("08:00:00", "in"), ("08:12:00", "wait"), ("08:41:59", "wait"), ("08:42:00", "out"), ("12:10:00", "out"),
     ("14:40:00", "in")],
)  # fmt: skip
def test_enter_never_signs_out_within_thirty_minutes(hall: Hall, when: str, step: str) -> None:
    if when >= "08:12":
        signs(hall, "08:12:00")
    assert next_step(hall, CLERK, at(f"{FRIDAY}T{when}")) == step


def test_an_intern_signs_in_until_the_end_date_and_not_after(hall: Hall) -> None:
    give_pin(hall, CLERK)
    with hall.act("01") as work:
        staff.set_end(work, CLERK, date(2026, 11, 21))
    signs(hall, "08:12:00")
    assert pins.confirm(hall, CLERK, PIN, DESK).active
    clock_of(hall).set("2026-11-21T08:12:00")
    with pytest.raises(NoLongerHere), hall.act(CLERK, DESK) as work:
        sign_in(work)
    with pytest.raises(pins.LeftTheHall), hall.act("03", DESK) as work:
        sign_in(work, Bridge(CLERK))
    with pytest.raises(pins.LeftTheHall):
        pins.confirm(hall, CLERK, PIN, DESK)


# -- the hall's clock --------------------------------------------------------------------------


@pytest.mark.rule("S32.2")
@pytest.mark.parametrize("between", [False, True])
def test_a_clock_set_back_signs_nobody_in_earlier(hall: Hall, between: bool) -> None:
    clock_of(hall).set(f"{FRIDAY}T09:10:00")
    took(hall)
    clock_of(hall).set(f"{FRIDAY}T08:20:00")
    if between:
        took(hall)  # an act under the false time does not make it true
    with pytest.raises(ClockRanBack, match="11-20 08:20.*11-20 09:10"):
        signs(hall, "08:20:00")
    signs(hall, "09:11:00")
    assert kinds(hall) == [("in", "09:11", "")]


def test_a_clock_set_back_over_night_is_found_by_the_machines_own_count(hall: Hall) -> None:
    clock_of(hall).set("2026-11-19T17:00:00")
    took(hall)
    clock_of(hall).set(f"{FRIDAY}T09:10:00")
    ticks = hall.clock().ticks
    hall.clock = lambda: Reading(at(f"{FRIDAY}T08:20:00"), "test", ticks)
    with pytest.raises(ClockRanBack, match="08:20.*09:10"), hall.act(CLERK, DESK) as work:
        sign_in(work)


def test_a_small_correction_stops_nobody_and_puts_nobody_back(hall: Hall) -> None:
    clock_of(hall).set(f"{FRIDAY}T08:21:00")
    took(hall)
    signs(hall, "08:20:00")
    assert kinds(hall) == [("in", "08:21", "")]


def test_the_comprehensive_window_and_a_witness_vouch_for_the_clock(hall: Hall) -> None:
    clock_of(hall).set(f"{FRIDAY}T19:00:00")
    took(hall)  # under a clock that ran ahead
    clock_of(hall).set(f"{FRIDAY}T08:20:00")

    def vouch(no: str, witness: str) -> None:
        with hall.act(no, DESK) as work:
            vouch_clock(work, witness)

    with pytest.raises(ClockNeedsWitness):
        vouch(KEEPER, KEEPER)
    with pytest.raises(NotAllowed):
        vouch(CLERK, OTHER)
    vouch(KEEPER, OTHER)
    signs(hall, "08:21:00")
    assert kinds(hall) == [("in", "08:21", "")]
    with pytest.raises(ClockRanBack):
        signs(hall, "08:10:00", no=OTHER)
    assert verify(hall).sound


# -- a locked PIN ------------------------------------------------------------------------------


def lock(hall: Hall, no: str, when: str) -> None:
    clock_of(hall).set(f"{FRIDAY}T{when}")
    for _ in range(hall.book().security.pin_tries.value):
        with pytest.raises(pins.WrongPin):
            pins.verify(hall, no, "135791", DESK)
        clock_of(hall).forward(seconds=20)


def test_a_locked_pin_never_costs_a_late_mark(hall: Hall) -> None:
    give_pin(hall, CLERK)
    lock(hall, CLERK, "08:25:00")
    clock_of(hall).set(f"{FRIDAY}T08:35:00")
    with hall.act("01", DESK) as work:
        pins.reset_pin(work, CLERK, pins.hashed("975310"))
    made = signs(hall, "08:40:00")
    assert (made.how, f"{made.at:%H:%M}") == ("witness", "00:25")
    assert kinds(hall) == [("in", "08:25", "witness")]
    assert punches_of(hall, CLERK, made.at.date())[0].witness == "01"


def test_a_witness_vouches_for_the_first_try_of_whom_the_lock_kept_out(hall: Hall) -> None:
    give_pin(hall, CLERK)
    lock(hall, CLERK, "08:25:00")  # and not tried once more
    signs(hall, "08:50:00", no=KEEPER, bridge=Bridge(CLERK, OTHER))
    assert kinds(hall) == [("in", "08:25", "witness")]


def test_a_pin_locked_the_day_before_counts_from_its_first_try_too(hall: Hall) -> None:
    give_pin(hall, CLERK)
    lock(hall, CLERK, "08:11:00")
    with hall.storage.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET pin_tries = 5 WHERE no = '07'")
    clock_of(hall).set("2026-11-23T08:27:00")
    with pytest.raises(pins.PinLocked):
        pins.verify(hall, CLERK, PIN, DESK)
    clock_of(hall).set("2026-11-23T08:50:00")
    with hall.act(KEEPER, DESK) as work:
        made = sign_in(work, Bridge(CLERK, OTHER))
    assert made.at == at("2026-11-23T08:27:00")


def test_somebody_elses_tries_do_not_make_anybody_early(hall: Hall) -> None:
    """Wrong tries alone, without anybody who opens the lock and so vouches, count for nothing."""
    give_pin(hall, CLERK)
    clock_of(hall).set(f"{FRIDAY}T08:20:00")
    with pytest.raises(pins.WrongPin):
        pins.verify(hall, CLERK, "135791", DESK)
    signs(hall, "09:30:00")
    assert kinds(hall) == [("in", "09:30", "")]


def test_a_try_of_the_morning_says_nothing_of_the_afternoon(hall: Hall) -> None:
    give_pin(hall, CLERK)
    lock(hall, CLERK, "08:25:00")
    with hall.act("01", DESK) as work:
        pins.reset_pin(work, CLERK, pins.hashed("975310"))
    signs(hall, "14:40:00")
    assert kinds(hall) == [("in", "14:40", "")]


def test_a_refused_act_leaves_no_trace_in_what_is_kept_of_presence(hall: Hall) -> None:
    signs(hall, "08:12:00")
    before = hall.answering("MZ")

    def fails(work: Work) -> None:
        sign_out(work)
        work.hall.standing(work.today)
        raise AlreadyIn(name="", when="")

    with pytest.raises(AlreadyIn), hall.act(CLERK, DESK) as work:
        fails(work)
    assert hall.answering("MZ") == before
