"""The out-of-hall register and group duty: where, why, until when, who is not back; and who may enter them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counter.domain.attendance.presence import group_duties as groups
from counter.domain.attendance.presence import outing_register, outings
from counter.domain.attendance.presence.punching import Bridge, SignsForAnother
from counter.domain.attendance.presence.signing import sign_in, sign_out
from counter.domain.clock import at
from counter.domain.hall.duty.reading import punches_of
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.paper import Table
from counter.domain.refusals import Refusal
from tests.halls import clock_of, make_hall

KEEPER, CLERK, OTHER = "03", "07", "12"
DESK, DAY = "综合窗口", date(2026, 11, 20)


def moment(when: str) -> Any:
    return at(f"{DAY}T{when}:00")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = make_hall(tmp_path, at=f"{DAY}T08:10:00")
    with hall.act(CLERK, DESK) as work:
        sign_in(work)
    return hall


def goes(hall: Hall, place: str, when: str = "09:00", **more: Any) -> outings.Outing:
    clock_of(hall).moment = moment(when)
    with hall.act(CLERK, DESK) as work:
        return outings.go_out(work, place, **more)


def kinds(hall: Hall) -> list[str]:
    return [each.kind for each in punches_of(hall, CLERK, DAY)]


@pytest.mark.rule("S37.1")
def test_matter_time_and_destination_stand_in_the_register(hall: Hall) -> None:
    made = goes(hall, " 县民政局 ", matter="送低保材料", back_by=moment("11:00"))
    assert (made.place, made.village, made.matter) == ("县民政局", False, "送低保材料")
    row = punches_of(hall, CLERK, DAY)[-1]
    assert (row.kind, row.place, row.matter, row.back_by) == ("go-out", "县民政局", "送低保材料", int(
        moment("11:00").timestamp()))  # fmt: skip
    clock_of(hall).moment = moment("10:30")
    with hall.act(CLERK, DESK) as work:
        outings.come_back(work)
    assert kinds(hall) == ["in", "go-out", "come-back"]
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("place", "village"),
    [("青杠", "青杠湾村"), ("柏树", ""), ("柏树坪", "柏树坪村"), ("青", ""), ("青杠林场", ""), ("禾垭", "禾垭社区")],
)
def test_a_village_is_known_by_how_its_name_begins_where_no_other_begins_so(place: str, village: str) -> None:
    names = dict.fromkeys(("青杠湾村", "柏树坪村", "柏树垭村", "禾垭社区", "禾垭口村"))
    assert outings.village_named(SimpleNamespace(laid=SimpleNamespace(villages=names)), place) == village  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "village"),
    [
        ("双河", "双河村"),
        ("双河村", "双河村"),
        ("双河村委会", "双河村"),
        ("场镇", "场镇社区"),
        ("县城", ""),
        ("双河街", ""),
        ("双", ""),
    ],
)
def test_a_village_is_known_by_its_name(hall: Hall, place: str, village: str) -> None:
    made = goes(hall, place)
    assert (made.village, made.place) == (bool(village), village or place)


@pytest.mark.parametrize(
    ("place", "more", "refusal"),
    [("  ", {}, outings.PlaceMissing), ("县城", {"back_by": "08:59"}, outings.BackTooEarly),
     ("县城", {"bridge": Bridge(OTHER)}, SignsForAnother)],
)  # fmt: skip
def test_what_an_outing_lacks_is_said(hall: Hall, place: str, more: dict[str, Any], refusal: type[Refusal]) -> None:
    if "back_by" in more:
        more = {"back_by": moment(more["back_by"])}
    with pytest.raises(refusal):
        goes(hall, place, **more)


def test_nobody_goes_twice_or_comes_back_from_nowhere(hall: Hall) -> None:
    with pytest.raises(outings.NotOutside), hall.act(CLERK, DESK) as work:
        outings.come_back(work)
    goes(hall, "县城")
    with pytest.raises(outings.AlreadyOutside, match="09:00已登记外出（县城）"):
        goes(hall, "双河", "09:10")


@pytest.mark.rule("S37.2", "S37.3")
def test_where_somebody_must_agree_it_is_one_who_may(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at=f"{DAY}T08:10:00")
    keeper = next(no for no, each in hall.laid.staff.items() if "comprehensive" in each.roles)
    clerk, other = [no for no, each in hall.laid.staff.items() if each.roles == ("clerk",)][:2]
    desk = next(iter(groups_terminals(hall)))
    with pytest.raises(outings.NotTheirs) as refused, hall.act(clerk, desk) as work:
        outings.go_out(work, "县城", "领表", agreed_by=other)
    assert "S37.3" in refused.value.rules
    with hall.act(clerk, desk) as work:
        outings.go_out(work, "县城", "领表", agreed_by=keeper)
    body = hall.storage.glance([("SELECT body FROM journal ORDER BY seq DESC LIMIT 1", ())])[0][0][0]
    assert f'"agreed_by":"{keeper}"' in body


def groups_terminals(hall: Hall) -> Sequence[str]:
    from counter.domain.attendance.presence.terminals import signing_windows

    return list(signing_windows(hall))


@pytest.mark.rule("S37.4", "S37.5")
def test_who_leaves_a_window_empty_is_told_and_it_stands_in_the_journal(hall: Hall) -> None:
    assert goes(hall, "县城").empties == ("民政岗",)
    body = hall.storage.glance([("SELECT body FROM journal ORDER BY seq DESC LIMIT 1", ())])[0][0][0]
    assert '"leaves_empty":"民政岗"' in body


@pytest.mark.rule("S37.1", "S37.6")
def test_the_months_register_says_who_was_out_where_why_and_back_when(hall: Hall) -> None:
    goes(hall, "双河", matter="入户核查", back_by=moment("10:00"))
    clock_of(hall).moment = moment("10:40")
    with hall.act(CLERK, DESK) as work:
        outings.come_back(work)
    goes(hall, "县城", "11:00", matter="开会", back_by=moment("11:30"))
    clock_of(hall).moment = moment("11:45")
    with hall.look() as connection:
        made = outing_register.register(hall, connection, DAY)
    table = next(block for block in made.blocks if isinstance(block, Table))
    assert table.rows == (
        ("11-20", "张丽", "双河村（下村）", "入户核查", "09:00", "10:00", "10:40", "超时，按空岗"),
        ("11-20", "张丽", "县城", "开会", "11:00", "11:30", "", "超时；没有登记回来"),
    )
    with hall.act(KEEPER, DESK) as work:
        assert outing_register.keep(work, made, DAY)


@pytest.mark.rule("S37.4")
def test_with_b_in_the_hall_the_window_is_not_empty(hall: Hall) -> None:
    b = hall.post("MZ").b
    with hall.act(b, DESK) as work:
        sign_in(work)
    assert goes(hall, "县城").empties == ()
    assert hall.answering("MZ").person == b


@pytest.mark.rule("S37.6")
@pytest.mark.parametrize(("when", "late"), [("11:00", ""), ("11:01", "overdue"), ("11:30", "overdue"),
                                            ("11:31", "left-post")])  # fmt: skip
def test_who_is_not_back_in_time_is_shown_and_then_counts_as_away_from_the_post(
    hall: Hall, when: str, late: str
) -> None:
    goes(hall, "县城", back_by=moment("11:00"))
    found = outings.late_return(hall, punches_of(hall, CLERK, DAY)[-1], moment(when))
    assert found.value == late
    assert bool(found.rules) == bool(late)


def test_signing_out_or_in_ends_an_outing(hall: Hall) -> None:
    goes(hall, "县城")
    clock_of(hall).moment = moment("10:00")
    with hall.act(CLERK, DESK) as work:
        assert sign_in(work).kind == "come-back"
    goes(hall, "县城", "10:30")
    clock_of(hall).moment = moment("12:01")
    with hall.act(CLERK, DESK) as work:
        assert sign_out(work).came_back
    assert kinds(hall) == ["in", "go-out", "come-back", "go-out", "come-back", "out"]


# -- group duty --------------------------------------------------------------------------------


def sends(hall: Hall, people: Sequence[str], start: str = "09:00", until: str = "18:00", by: str = KEEPER,
          matter: str = "防汛") -> int:  # fmt: skip
    with hall.act(by, DESK) as work:
        return groups.group_duty(work, people, matter, moment(start), moment(until))


@pytest.mark.rule("S32.2")
def test_one_entry_sends_many_people_out(hall: Hall) -> None:
    before = hall.storage.glance([("SELECT count(*) FROM journal", ())])[0][0][0]
    sends(hall, ["13", "14", "15", "13"])
    assert hall.storage.glance([("SELECT count(*) FROM journal", ())])[0][0][0] == before + 1
    spells = hall.standing(DAY).spells
    assert [no for no in ("12", "13", "14", "15") if spells.get(no)] == ["13", "14", "15"]


@pytest.mark.rule("S32.2")
def test_only_who_keeps_attendance_sends_people(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        sends(hall, ["13"], by=CLERK)
    for by in ("01", "02", "05"):
        sends(hall, [by], by=by)


@pytest.mark.parametrize(
    ("people", "start", "until", "matter", "refusal"),
    [([], "09:00", "18:00", "防汛", groups.NobodyOnDuty), (["13"], "09:00", "18:00", " ", groups.MatterMissing),
     (["13"], "18:00", "09:00", "防汛", groups.EndsBeforeBeginning), (["99"], "09:00", "18:00", "防汛", UnknownStaff),
     (["14"], "11:00", "12:00", "开会", groups.OnDutyAlready)],
)  # fmt: skip
def test_what_a_group_duty_lacks_is_said(
    hall: Hall, people: list[str], start: str, until: str, matter: str, refusal: type[Refusal]
) -> None:
    sends(hall, ["14"], "10:00", "11:30")
    with pytest.raises(refusal):
        sends(hall, people, start, until, matter=matter)


def test_yesterdays_duty_is_entered_only_from_paper(hall: Hall) -> None:
    clock_of(hall).set("2026-11-21T09:00:00")
    with pytest.raises(groups.DutyInThePast):
        sends(hall, ["13"])
    with hall.act(KEEPER, DESK, happened=moment("09:00")) as work:
        groups.group_duty(work, ["13"], "防汛", moment("09:00"), moment("12:00"), source="值班通知", checked_by=OTHER)
    assert hall.standing(DAY).spells["13"]


def test_a_duty_that_is_over_early_lets_everybody_be_due_again(hall: Hall) -> None:
    made = sends(hall, ["13"])
    clock_of(hall).moment = moment("10:00")
    with hall.act(KEEPER, DESK) as work:
        groups.end_group_duty(work, made)
    assert hall.standing(DAY).spells["13"][0].until == int(moment("10:00").timestamp())
    with pytest.raises(groups.DutyOver), hall.act(KEEPER, DESK) as work:
        groups.end_group_duty(work, made)
    with pytest.raises(groups.NoSuchDuty), hall.act(KEEPER, DESK) as work:
        groups.end_group_duty(work, 99)
