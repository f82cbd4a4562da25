"""People, posts and windows: who may change them, what is refused, what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.numbers import PhoneWrong
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.hall.rights import NotAllowed
from counter.domain.hall.work import Work
from counter.domain.oversight.audit import verify
from counter.domain.posts import changing
from counter.domain.refusals import Refusal
from counter.domain.text import TextRefused
from tests.halls import make_hall

DIRECTOR = "01"
GONE = changing.Without("left-hall", "调走了")
POST = load_hall("qiujia").posts_for("民政")[0]


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def add(hall: Hall, no: str = "88", name: str = "米小可", *roles: str) -> None:
    with hall.act(DIRECTOR) as work:
        staff.add_staff(work, no, name, roles or ("clerk",), title="窗口人员")


def test_somebody_new_is_there_at_once_for_every_window(hall: Hall) -> None:
    second = Hall(hall.storage, hall.clock)
    assert "88" not in second.laid.staff
    add(hall)
    with second.look():
        found = second.person("88")
    assert (found.name, found.roles, found.active) == ("米小可", ("clerk",), True)


@pytest.mark.parametrize("by", ["03", "05", "07", "02"])
def test_only_who_may_change_settings_changes_people(hall: Hall, by: str) -> None:
    acts: list[Callable[[Work], None]] = [
        lambda work: staff.add_staff(work, "88", "米小可", ("clerk",)),
        lambda work: staff.change_staff(work, "07", name="张莉"),
        lambda work: changing.leave_staff(work, "07"),
        lambda work: changing.set_post(work, POST.code, POST.name, POST.window, POST.a, ""),
        lambda work: staff.add_window(work, "W99", "新窗口"),
        lambda work: staff.add_village(work, "V99", "新村"),
    ]
    for act in acts:
        with pytest.raises(NotAllowed), hall.act(by) as work:
            act(work)


@pytest.mark.parametrize("no", ["", "0", "00", "8a", "八", "８８", "-1"])
def test_a_number_is_digits(hall: Hall, no: str) -> None:
    with pytest.raises(staff.NumberWrong):
        add(hall, no)


def test_a_number_is_never_given_twice_also_after_leaving(hall: Hall) -> None:
    add(hall)
    with pytest.raises(staff.NumberTaken):
        add(hall)
    with hall.act(DIRECTOR) as work:
        changing.leave_staff(work, "88")
    with pytest.raises(staff.NumberTaken):
        add(hall, "88", "别人")


@pytest.mark.parametrize("roles", [[], ["boss"], ["clerk", "boss"]])
def test_a_role_is_one_of_those_there_are(hall: Hall, roles: list[str]) -> None:
    with pytest.raises(staff.NoRole), hall.act(DIRECTOR) as work:
        staff.change_staff(work, "07", roles=roles)


def test_a_change_leaves_the_rest_and_the_journal_keeps_what_stood_there(hall: Hall) -> None:
    before = hall.person("07")
    with hall.act(DIRECTOR) as work:
        staff.change_staff(work, "07", name="张莉", roles=("clerk", "archive-keeper"))
    after = hall.person("07")
    assert (after.name, after.title, after.roles) == ("张莉", before.title, ("clerk", "archive-keeper"))
    with hall.look() as connection:
        body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq DESC LIMIT 1").scalar_one()
        initials = connection.exec_driver_sql("SELECT initials FROM staff WHERE no = '07'").scalar_one()
    assert before.name in body
    assert initials == "zl"


def test_who_holds_a_post_must_be_replaced_before_leaving(hall: Hall) -> None:
    with pytest.raises(changing.StillAtPost) as refused, hall.act(DIRECTOR) as work:
        changing.leave_staff(work, POST.a)
    assert POST.name in refused.value.sentence
    add(hall)
    with hall.act(DIRECTOR) as work:
        changing.set_post(work, POST.code, POST.name, POST.window, "88", POST.b, without=GONE)
    with hall.act(DIRECTOR) as work:
        changing.leave_staff(work, POST.a)
    assert not hall.person(POST.a).active
    assert hall.post(POST.code).a == "88"


def test_the_last_director_stays(hall: Hall) -> None:
    with pytest.raises(staff.LastDirector), hall.act(DIRECTOR) as work:
        changing.leave_staff(work, DIRECTOR)
    with pytest.raises(staff.LastDirector), hall.act(DIRECTOR) as work:
        staff.change_staff(work, DIRECTOR, roles=("clerk",))
    add(hall, "88", "米小可", "director")
    with hall.act(DIRECTOR) as work:
        staff.change_staff(work, DIRECTOR, roles=("clerk",))
    assert hall.person(DIRECTOR).roles == ("clerk",)


def test_a_post_keeps_what_is_not_named(hall: Hall) -> None:
    before = hall.post(POST.code)
    with hall.act(DIRECTOR) as work:
        changing.set_post(work, POST.code, POST.name, POST.window, before.b, before.a, without=GONE)
    after = hall.post(POST.code)
    assert (after.a, after.b) == (before.b, before.a)
    assert (after.serves, after.seals) == (before.serves, before.seals)


@pytest.mark.parametrize(
    ("window", "a", "b", "refusal"),
    [
        ("W99", "07", "12", staff.UnknownWindow),
        (POST.window, "07", "07", changing.SameTwice),
        (POST.window, "999", "", UnknownStaff),
    ],
)
def test_a_post_that_cannot_be(hall: Hall, window: str, a: str, b: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), hall.act(DIRECTOR) as work:
        changing.set_post(work, POST.code, POST.name, window, a, b)


def test_who_has_left_holds_no_post(hall: Hall) -> None:
    add(hall)
    with hall.act(DIRECTOR) as work:
        changing.leave_staff(work, "88")
    with pytest.raises(UnknownStaff), hall.act(DIRECTOR) as work:
        changing.set_post(work, POST.code, POST.name, POST.window, "88", POST.b)


def test_windows_and_villages_are_added_once(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        staff.add_window(work, "W99", "新窗口")
        staff.add_village(work, "V99", "新村", groups=4)
    assert hall.laid.windows["W99"] == "新窗口"
    assert "新村" in hall.laid.villages
    with pytest.raises(staff.CodeTaken), hall.act(DIRECTOR) as work:
        staff.add_window(work, "W99", "又一个")
    with pytest.raises(staff.CodeTaken), hall.act(DIRECTOR) as work:
        staff.add_village(work, "V98", "新村")


def test_the_journal_rebuilds_all_of_it(hall: Hall) -> None:
    add(hall)
    with hall.act(DIRECTOR) as work:
        staff.change_staff(work, "88", title="导办员", phone="15400000088")
    with hall.act(DIRECTOR) as work:
        changing.leave_staff(work, "88")
    assert verify(hall).sound


def test_a_director_whose_end_is_set_ahead_does_not_let_the_last_one_go(hall: Hall) -> None:
    add(hall, "88", "米小可", "director")
    with hall.act(DIRECTOR) as work:
        staff.set_end(work, DIRECTOR, date(2026, 12, 10))
    with pytest.raises(staff.LastDirector), hall.act(DIRECTOR) as work:
        staff.set_end(work, "88", date(2026, 12, 5))
    with pytest.raises(staff.LastDirector), hall.act(DIRECTOR) as work:
        changing.leave_staff(work, "88")
    with hall.act(DIRECTOR) as work:
        staff.set_end(work, DIRECTOR, None)
    with hall.act(DIRECTOR) as work:
        staff.set_end(work, "88", date(2026, 12, 5))


def test_what_was_seen_is_changed_and_nothing_that_another_made_of_it(hall: Hall) -> None:
    seen, post_seen = staff.revision_of(hall, "07"), changing.revision_of(hall, POST.code)
    with hall.act(DIRECTOR) as work:
        staff.row_of(work, "07", seen)
        staff.change_staff(work, "07", title="主办")
    with hall.act(DIRECTOR) as work:
        changing.set_post(work, POST.code, POST.name, POST.window, POST.a, POST.b, [], seen=post_seen)
    with pytest.raises(staff.ChangedByAnother, match="张丽的资料"), hall.act(DIRECTOR) as work:
        staff.row_of(work, "07", seen)
    with pytest.raises(staff.ChangedByAnother, match=f"岗位“{POST.name}”"), hall.act(DIRECTOR) as work:
        changing.set_post(work, POST.code, POST.name, POST.window, POST.a, POST.b, seen=post_seen)


@pytest.mark.parametrize(
    "act",
    [
        lambda work: staff.add_window(work, " 民政", "又一个"),
        lambda work: staff.add_window(work, "W99", "　民政窗口 "),
        lambda work: staff.add_village(work, "V99", "双河村 "),
        lambda work: staff.add_village(work, "V99", "双河村　"),
    ],
)
def test_blanks_around_it_do_not_make_another_of_it(hall: Hall, act: Callable[[Work], None]) -> None:
    with pytest.raises(staff.CodeTaken), hall.act(DIRECTOR) as work:
        act(work)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda work: staff.add_window(work, "　", "窗口"), staff.NotGiven),
        (lambda work: staff.add_window(work, "W99", " "), staff.NotGiven),
        (lambda work: staff.add_village(work, "", "新村"), staff.NotGiven),
        (lambda work: staff.add_village(work, "V\x1b[2J", "新村"), TextRefused),
        (lambda work: staff.add_staff(work, "8" * 200, "米小可", ["clerk"]), staff.NumberWrong),
        (lambda work: staff.add_staff(work, "8" * 5000, "米小可", ["clerk"]), staff.NumberWrong),
        (lambda work: staff.add_staff(work, "88", " ", ["clerk"]), staff.NotGiven),
        (lambda work: staff.add_staff(work, "88", "米小可", ["clerk"], phone="a\x1b[2J"), PhoneWrong),
        (lambda work: staff.change_staff(work, "07", phone="a\x1b[2J\u202eb\n"), PhoneWrong),
        (lambda work: staff.change_staff(work, "07", name="　"), staff.NotGiven),
        (lambda work: changing.set_post(work, "", "低保岗", POST.window, POST.a), staff.NotGiven),
        (lambda work: changing.set_post(work, "D\x1b[2J", "低保岗", POST.window, POST.a), TextRefused),
        (lambda work: changing.set_post(work, "DB", "　", POST.window, POST.a), staff.NotGiven),
        (lambda work: changing.set_post(work, "DB", "低保岗", POST.window, POST.a, "", ["a\x1b"]), TextRefused),
        (lambda work: changing.set_post(work, "DB", "低保岗", POST.window, POST.a, "", [" "]), staff.NotGiven),
        (lambda work: changing.set_post(work, "DB", "低保岗", POST.window, POST.a, "", [], ["a\x1b"]), TextRefused),
    ],
)
def test_nothing_and_what_steers_a_terminal_enters_neither_code_nor_name(
    hall: Hall, act: Callable[[Work], None], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal), hall.act(DIRECTOR) as work:
        act(work)


def test_a_new_post_does_not_take_the_name_of_another(hall: Hall) -> None:
    with pytest.raises(changing.PostTaken), hall.act(DIRECTOR) as work:
        changing.set_post(work, "DB", POST.name + " ", POST.window, POST.a, new=True)
    with pytest.raises(changing.PostTaken), hall.act(DIRECTOR) as work:
        changing.set_post(work, f" {POST.code}", "低保岗", POST.window, POST.a, new=True)
