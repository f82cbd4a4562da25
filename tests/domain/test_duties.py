"""Duty as it is done: noon, leaders, days of rest; the books that are printed, what the closing asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from counter.domain.attendance.rota import duties, duty_books, duty_reading, duty_refusals, rosters
from counter.domain.attendance.rota import refusals as roster_refusals
from counter.domain.clock import at
from counter.domain.hall.duty.due import due, rota_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight import closing
from counter.domain.oversight.audit import verified
from counter.domain.paper import Paper, Table
from counter.domain.refusals import Refusal
from tests.halls import clock_of, make_hall
from tests.hands import do

DECEMBER = date(2026, 12, 1)
DIRECTOR, CHARGE, COMPREHENSIVE = "01", "02", "03"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """A hall with noon duty and a published December; the clock stands at noon of its first day."""
    made = make_hall(tmp_path, "nanshan", at="2026-11-27T15:00:00")
    do(made, rosters.draft, DECEMBER, by=DIRECTOR)
    do(made, rosters.publish, DECEMBER, by=DIRECTOR)
    clock_of(made).set("2026-12-01T12:00:00")
    return made


def at_noon(hall: Hall) -> str:
    with hall.look() as connection:
        return duty_reading.on_duty(connection, hall.today, "noon")[0]


def another(hall: Hall) -> str:
    return next(no for no in ("07", "08", "09") if no != at_noon(hall))


def cells(paper: Paper, table: int = 0) -> Sequence[tuple[str, ...]]:
    return [block for block in paper.blocks if isinstance(block, Table)][table].rows


def book(hall: Hall, make: object) -> Paper:
    with hall.look() as connection:
        return make(hall, connection, DECEMBER)  # type: ignore[operator, no-any-return]


def asked_at_closing(hall: Hall) -> dict[str, Sequence[str]]:
    with hall.look() as connection:
        return {point.name: point.lines for point in closing.points(hall, connection, hall.today)}


@pytest.mark.rule("S35.1")
@pytest.mark.parametrize(
    ("moment", "refused"),
    [
        ("11:29:59", duty_refusals.NoonNotYet),
        ("11:30:00", None),
        ("12:00:00", None),
        ("13:19:59", None),
        ("13:20:00", duty_refusals.NoonOver),
    ],
)
def test_noon_duty_is_from_noon_to_twenty_past_one(hall: Hall, moment: str, refused: type[Refusal] | None) -> None:
    clock_of(hall).set(f"2026-12-01T{moment}")
    if refused is None:
        assert do(hall, duties.noon_on, by=at_noon(hall))
        return
    with pytest.raises(refused) as found:
        do(hall, duties.noon_on, by=at_noon(hall))
    assert "S35.1" in found.value.rules


@pytest.mark.rule("S34.5")
def test_the_halls_hours_leave_room_for_its_noon_duty(hall: Hall) -> None:
    day = date(2026, 12, 1)
    assert " ".join(map(str, hall.hours(day).sessions(day))) == "09:00-12:00 13:30-17:00"
    span = duty_reading.noon_span(hall, day)
    assert span is not None and [f"{each:%H:%M}" for each in span] == ["12:00", "13:20"]


@pytest.mark.rule("S35.1")
def test_only_whose_duty_it_is_signs_on_and_only_once(hall: Hall) -> None:
    with pytest.raises(duty_refusals.NotYourDuty) as refused:
        do(hall, duties.noon_on, by=another(hall))
    assert hall.person(at_noon(hall)).name in refused.value.sentence
    do(hall, duties.noon_on, by=at_noon(hall))
    with pytest.raises(duty_refusals.OnAlready):
        do(hall, duties.noon_on, by=at_noon(hall))


@pytest.mark.rule("S35.2", "S35.6")
def test_nobody_leaves_before_the_end_without_a_substitute(hall: Hall) -> None:
    person, substitute = at_noon(hall), another(hall)
    do(hall, duties.noon_on, by=person)
    clock_of(hall).set("2026-12-01T13:19:59")
    with pytest.raises(duty_refusals.LeavingEarly) as refused:
        do(hall, duties.noon_off, "无事", by=person)
    assert refused.value.rules >= {"S35.2", "S35.6"}
    with pytest.raises(duty_refusals.HandedToOneself):
        do(hall, duties.noon_off, "无事", person, by=person)
    with pytest.raises(roster_refusals.NotOfStaff):
        do(hall, duties.noon_off, "无事", CHARGE, by=person)
    do(hall, duties.noon_off, "接待2人，已交代", substitute, by=person)
    do(hall, duties.noon_on, by=substitute)
    clock_of(hall).set("2026-12-01T13:20:00")
    do(hall, duties.noon_off, "无事", by=substitute)
    rows = cells(book(hall, duty_books.noon_book))
    assert [(row[1], row[5]) for row in rows] == [
        (hall.person(person).name, hall.person(substitute).name),
        (hall.person(substitute).name, ""),
    ]


@pytest.mark.rule("S35.5")
def test_the_record_of_noon_is_kept_and_printed_and_asked_for_at_the_days_end(hall: Hall) -> None:
    person = at_noon(hall)
    assert any("午间" in line for line in asked_at_closing(hall)["值班没有记录"])
    clock_of(hall).set("2026-12-01T12:04:01")
    do(hall, duties.noon_on, by=person)
    clock_of(hall).set("2026-12-01T13:25:00")
    for empty in ("", "   "):
        with pytest.raises(duty_refusals.RecordMissing) as refused:
            do(hall, duties.noon_off, empty, by=person)
        assert "S35.5" in refused.value.rules
    do(hall, duties.noon_off, "一位老人等民政窗口，已联系", by=person)
    row = cells(book(hall, duty_books.noon_book))[0]
    assert row == ("12-01", hall.person(person).name, "12:04 迟5分", "13:25", "一位老人等民政窗口，已联系", "")
    assert not any("午间" in line for line in asked_at_closing(hall).get("值班没有记录", ()))
    assert verified(hall)[0]


def test_a_day_without_a_rota_says_what_to_do(hall: Hall, tmp_path: Path) -> None:
    clock_of(hall).set("2027-01-04T12:00:00")
    with pytest.raises(duty_refusals.NoRota) as refused:
        do(hall, duties.noon_on, by="07")
    assert "编排、公布" in refused.value.sentence
    assert refused.value.cites
    (tmp_path / "other").mkdir()
    with pytest.raises(duty_refusals.NoNoonDuty):
        do(make_hall(tmp_path / "other"), duties.noon_on, by="07")


@pytest.mark.rule("S36.3", "S36.6", "S36.7", "S36.9")
def test_a_leaders_day_says_what_was_done_and_is_summed_for_the_assessment(hall: Hall) -> None:
    clock_of(hall).set("2026-12-01T17:00:00")
    since, until = at("2026-12-01T09:00:00"), at("2026-12-01T11:30:00")
    more = {"since": since, "until": until, "received": 3, "solved": 2, "signed": 4}
    do(hall, duties.leader_duty, "看了各窗口，接待来访", by=CHARGE, **more)
    with hall.look() as connection:
        main = next(each for each in ("06", "05") if hall.person(each).name)
        planned = [each for each in rosters.entries(connection, DECEMBER, date(2026, 12, 31)) if each.person == main]
    clock_of(hall).set("2026-12-03T17:00:00")
    do(hall, duties.leader_duty, "临时来督导", person=main, by=DIRECTOR)
    sums = {row[0]: row[1:] for row in cells(book(hall, duty_books.leader_book))}
    charge = sums[hall.person(CHARGE).name]
    assert charge[1:3] == ("1", "0") and charge[3] == "12-02" and charge[4:] == ("3", "2", "4")
    assert int(sums[hall.person(main).name][0]) == len([each for each in planned if each.duty == "leader"])
    assert int(sums[hall.person(main).name][2]) == (0 if any(e.day.day == 3 for e in planned) else 1)


@pytest.mark.rule("S36.6")
@pytest.mark.parametrize(
    ("record", "more", "refused"),
    [
        ("", {}, duty_refusals.RecordMissing),
        ("接待", {"received": 1, "solved": 2}, duty_refusals.MoreSolved),
        ("接待", {"since": at("2026-12-01T11:00:00"), "until": at("2026-12-01T10:00:00")}, duty_refusals.WrongTimes),
        ("接待", {"until": at("2026-12-01T18:00:00")}, duty_refusals.WrongTimes),
    ],
)
def test_a_leaders_record_that_cannot_be_is_refused(
    hall: Hall, record: str, more: dict[str, object], refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        do(hall, duties.leader_duty, record, by=CHARGE, **more)


def test_another_enters_a_leaders_day_only_with_the_right_to_keep_the_rota(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        do(hall, duties.leader_duty, "接待", person=CHARGE, by="07")
    with pytest.raises(roster_refusals.NotALeader):
        do(hall, duties.leader_duty, "接待", person="07", by=DIRECTOR)
    do(hall, duties.leader_duty, "接待", person=CHARGE, by=DIRECTOR)


@pytest.mark.rule("S36.10")
def test_a_holidays_duty_is_recorded_and_handed_to_who_comes_next(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at="2026-09-28T09:00:00")
    do(hall, rosters.draft, date(2026, 10, 1), by=DIRECTOR)
    do(hall, rosters.publish, date(2026, 10, 1), by=DIRECTOR)
    clock_of(hall).set("2026-10-01T17:00:00")
    with hall.look() as connection:
        first = duty_reading.on_duty(connection, date(2026, 10, 1), "rest")
        second = duty_reading.on_duty(connection, date(2026, 10, 2), "rest")
    outside = next(no for no in ("07", "08") if no not in first)
    with pytest.raises(duty_refusals.NotYourDuty) as refused:
        do(hall, duties.rest_duty, "无事", by=outside)
    assert "S36.10" in refused.value.rules
    with pytest.raises(duty_refusals.RecordMissing):
        do(hall, duties.rest_duty, "", by=first[0])
    assert any(line.startswith("节假日") for line in asked_at_closing(hall)["值班没有记录"])
    do(hall, duties.rest_duty, "无事，钥匙已交", by=first[0])
    with hall.look() as connection:
        kept = duty_reading.records(connection, date(2026, 10, 1), date(2026, 10, 1))
    assert [(each.person, each.handed_to) for each in kept] == [(first[0], second[0])]


def test_leaders_duty_does_not_count_in_attendance(tmp_path: Path) -> None:
    """The leaders' plan is a table of its own (A59)."""
    hall = make_hall(tmp_path, at="2026-11-27T15:00:00")
    do(hall, rosters.draft, DECEMBER, by=DIRECTOR)
    do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    day = date(2026, 12, 1)
    assert not due(hall, hall.person(CHARGE), day, rota_of(hall, day)).value
