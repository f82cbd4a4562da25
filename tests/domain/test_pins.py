"""PINs: how they are hashed, counted, locked and reset, over all windows together."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins, staff
from counter.domain.hall.rights import Role
from counter.domain.hall.rulebook import shipped
from counter.domain.posts import changing
from counter.storage import Storage
from tests.halls import clock_of, make_hall
from tests.signing import PIN, give_pin, hash_of

DIRECTOR, CLERK, OTHER, THIRD = "01", "07", "12", "08"
RULES = shipped("qiujia").security


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = make_hall(tmp_path)
    give_pin(hall, CLERK)
    return hall


def wrong(hall: Hall, no: str = CLERK, pin: str = "135791") -> None:
    with pytest.raises(pins.WrongPin):
        pins.sign_on(hall, no, pin, "2")


def lock(hall: Hall) -> None:
    for _ in range(RULES.pin_tries.value):
        wrong(hall)
        clock_of(hall).forward(minutes=1)


# -- the hash ----------------------------------------------------------------------------------


def test_the_hash_carries_its_cost_and_never_a_cheaper_one() -> None:
    kind, n, r, p, salt, key = pins.hashed(PIN, n=2).split("$")
    assert kind == "scrypt"
    assert (int(n), int(r), int(p)) == (2**15, 8, 1)
    assert len(salt) == 24
    assert len(key) == 44


def test_the_same_pin_twice_gives_two_hashes_and_both_fit() -> None:
    one, other = pins.hashed(PIN), pins.hashed(PIN)
    assert one != other
    assert pins.fits(PIN, one)
    assert pins.fits(PIN, other)
    assert not pins.fits("246803", one)


def test_the_cost_measured_here_is_no_less_than_the_least() -> None:
    assert pins.calibrated() >= pins.LEAST_N


# -- tries -------------------------------------------------------------------------------------


def test_the_right_pin_signs_on_and_forgets_wrong_tries(hall: Hall) -> None:
    wrong(hall)
    assert pins.tries_left(hall, CLERK) == 4
    assert pins.sign_on(hall, CLERK, PIN, "2").name == hall.person(CLERK).name
    assert pins.tries_left(hall, CLERK) == 5


def test_a_staff_number_typed_for_a_pin_costs_no_try(hall: Hall) -> None:
    for typed in ("12", "7", CLERK):
        with pytest.raises(pins.NumberForPin, match="没有算错一次"):
            pins.sign_on(hall, CLERK, typed, "W01")
    assert pins.tries_left(hall, CLERK) == 5
    with pytest.raises(pins.WrongPin):
        pins.sign_on(hall, CLERK, "999", "W01")
    assert pins.tries_left(hall, CLERK) == 4


def test_a_confirmation_counts_like_a_try_and_stands_under_its_own_name(hall: Hall) -> None:
    with pytest.raises(pins.WrongPin):
        pins.confirm(hall, CLERK, "135791", "2")
    assert pins.tries_left(hall, CLERK) == 4
    pins.confirm(hall, CLERK, PIN, "2")
    assert pins.tries_left(hall, CLERK) == 5
    with hall.look() as connection:
        verbs = [row[0] for row in connection.exec_driver_sql("SELECT verb FROM journal ORDER BY seq DESC LIMIT 1")]
    assert verbs == ["confirm"]


def test_tries_count_over_all_windows_together(hall: Hall) -> None:
    second = Hall(Storage(hall.storage.url), hall.clock)
    for window in (hall, second, hall, second, hall):
        wrong(window)
        clock_of(hall).forward(minutes=1)
    for window in (hall, second):
        with pytest.raises(pins.PinLocked):
            pins.sign_on(window, CLERK, PIN, "2")


def test_a_try_is_counted_before_it_is_verified(hall: Hall) -> None:
    pins.reserve_try(hall, CLERK, "2")
    assert pins.tries_left(hall, CLERK) == 4


def test_wrong_tries_wait_longer_by_the_machines_own_clock(hall: Hall) -> None:
    wrong(hall)
    wrong(hall)
    with pytest.raises(pins.PinTooSoon) as refused:
        pins.sign_on(hall, CLERK, PIN, "2")
    assert refused.value.facts["seconds"] == RULES.pin_wait_seconds.value[1]
    clock_of(hall).forward(seconds=RULES.pin_wait_seconds.value[1])
    assert pins.sign_on(hall, CLERK, PIN, "2").no == CLERK


def test_nobody_without_a_pin_signs_on(hall: Hall) -> None:
    with pytest.raises(pins.NoPin):
        pins.sign_on(hall, OTHER, "", "2")


def test_who_has_left_cannot_sign_on(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        staff.add_staff(work, "88", "米小可", ["clerk"], pin=pins.Given(hash_of(PIN), change=False))
    assert pins.sign_on(hall, "88", PIN, "2").no == "88"
    with hall.act(DIRECTOR) as work:
        changing.leave_staff(work, "88")
    with pytest.raises(pins.LeftTheHall):
        pins.sign_on(hall, "88", PIN, "2")


def test_the_first_try_of_the_day_is_kept_also_when_it_was_wrong(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T08:21:00")
    wrong(hall)
    clock_of(hall).set("2026-11-20T08:50:00")
    pins.sign_on(hall, CLERK, PIN, "2")
    with hall.look() as connection:
        assert pins.first_try(connection, CLERK, date(2026, 11, 20)) == "08:21"
        assert pins.first_try(connection, CLERK, date(2026, 11, 21)) == ""
        assert pins.first_try(connection, OTHER, date(2026, 11, 20)) == ""


# -- resets ------------------------------------------------------------------------------------


def test_the_director_opens_a_locked_pin_and_it_must_be_changed(hall: Hall) -> None:
    lock(hall)
    with hall.act(DIRECTOR) as work:
        pins.reset_pin(work, CLERK, hash_of("864202"))
    assert pins.sign_on(hall, CLERK, "864202", "2").no == CLERK
    assert pins.must_change(hall, CLERK)
    give_pin(hall, CLERK, PIN)
    assert not pins.must_change(hall, CLERK)


@pytest.mark.parametrize(
    ("actor", "no", "with_"),
    [
        (OTHER, CLERK, ()),
        (OTHER, CLERK, (OTHER,)),
        (OTHER, CLERK, (CLERK,)),
        (CLERK, CLERK, (OTHER,)),
        (DIRECTOR, DIRECTOR, ()),
        (DIRECTOR, DIRECTOR, (OTHER,)),
    ],
    ids=[
        "one colleague",
        "the same twice",
        "with whose it is",
        "oneself with one",
        "director alone",
        "director with one",
    ],
)
def test_too_few_hands_do_not_reset(hall: Hall, actor: str, no: str, with_: tuple[str, ...]) -> None:
    with pytest.raises(pins.ResetNeedsOthers), hall.act(actor) as work:
        pins.reset_pin(work, no, hash_of("864202"), with_)


@pytest.mark.parametrize("no", [CLERK, DIRECTOR])
def test_two_others_together_reset(hall: Hall, no: str) -> None:
    with hall.act(OTHER) as work:
        pins.reset_pin(work, no, hash_of("864202"), (THIRD,))
    assert pins.sign_on(hall, no, "864202", "2").no == no


# -- what may be a PIN -------------------------------------------------------------------------


def someone(*roles: str, no: str = "07") -> Person:
    return Person(no, "张丽", "", roles)


@pytest.mark.parametrize(
    ("pin", "roles", "refusal"),
    [
        ("12345", ("clerk",), pins.PinTooShort),
        ("123456", ("clerk",), pins.PinTooPlain),
        ("654321", ("clerk",), pins.PinTooPlain),
        ("777777", ("clerk",), pins.PinTooPlain),
        ("246802", ("director",), pins.PinTooShort),
        ("246802", ("discipline",), pins.PinTooShort),
    ],
)
def test_a_pin_that_is_guessed_first_is_refused(pin: str, roles: tuple[str, ...], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        pins.accepted_pin(pin, someone(*roles), RULES)


def test_ones_own_number_is_no_pin() -> None:
    with pytest.raises(pins.PinTooPlain):
        pins.accepted_pin("513072", someone("clerk", no="513072"), RULES)


@given(seed=st.integers(), role=st.sampled_from(list(Role)))
def test_whatever_is_given_out_would_be_accepted(seed: int, role: Role) -> None:
    person = someone(str(role))
    pin = pins.given_out(person, RULES, random.Random(seed).choice)
    assert pins.accepted_pin(pin, person, RULES) == pin
    assert len(pin) == pins.asked_of(person, RULES)[1]


# -- a disk that can only be read --------------------------------------------------------------


def test_who_knows_the_pin_may_look_where_nothing_can_be_written(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def written() -> int:
        with hall.look() as connection:
            return int(connection.exec_driver_sql("SELECT max(seq) FROM journal").scalar_one())

    monkeypatch.setattr(Storage, "is_read_only", lambda self: True)
    before = written()
    assert pins.sign_on(hall, CLERK, PIN, "2").no == CLERK
    wrong(hall)
    with pytest.raises(pins.NoPin):
        pins.sign_on(hall, THIRD, PIN, "2")
    assert written() == before


def test_a_locked_pin_stays_locked_there(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(hall)
    monkeypatch.setattr(Storage, "is_read_only", lambda self: True)
    with pytest.raises(pins.PinLocked):
        pins.sign_on(hall, CLERK, PIN, "2")


def test_a_file_that_may_be_written_is_not_taken_for_one_that_may_not(hall: Hall) -> None:
    assert not hall.storage.is_read_only()
