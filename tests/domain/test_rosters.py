"""The rota of a month: drafted, changed, swapped, published; what stands on both papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from counter import reports
from counter.domain.attendance.rota import changes as roster_changes
from counter.domain.attendance.rota import duties, duty_papers, rosters
from counter.domain.attendance.rota import papers as roster_papers
from counter.domain.attendance.rota import refusals as roster_refusals
from counter.domain.attendance.rota import swaps as roster_swaps
from counter.domain.attendance.rota.reading import Entry, duty_day, entries, falls_on, tallies
from counter.domain.attendance.rota.refusals import UnknownEntry
from counter.domain.casework.case import visits
from counter.domain.clock import at
from counter.domain.hall.duty.due import due, rota_of
from counter.domain.hall.duty.model import LeaveRow
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import ChangedMeanwhile, act
from counter.domain.oversight.audit import verified
from counter.domain.paper import Table
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import do

DECEMBER, LAST = date(2026, 12, 1), date(2026, 12, 31)
DIRECTOR, CHARGE, COMPREHENSIVE, MAIN = "01", "02", "03", "06"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-27T15:00:00", rules={"calendar.market.digits": (5,)})


@pytest.fixture
def noon_hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, "nanshan", at="2026-11-27T15:00:00")


@act("ask-leave")
def leave(work: object, no: str, since: str, until: str) -> None:
    work.insert(LeaveRow, {  # type: ignore[attr-defined]
        "number": "QJ-0001", "person": no, "kind": "private", "start": at(since), "until": at(until),
        "asked": work.moment, "asked_by": no, "approved": work.moment, "rev": 0,  # type: ignore[attr-defined]
    })  # fmt: skip
    work.duty_changed()  # type: ignore[attr-defined]


def of(hall: Hall, first: date = DECEMBER, last: date = LAST, duty: str = "") -> list[Entry]:
    with hall.look() as connection:
        return [each for each in entries(connection, first, last) if not duty or each.duty == duty]


def drafted(hall: Hall, month: date = DECEMBER) -> rosters.Drafted:
    found: rosters.Drafted = do(hall, rosters.draft, month, by=COMPREHENSIVE)
    return found


def published(hall: Hall, month: date = DECEMBER) -> None:
    drafted(hall, month)
    do(hall, rosters.publish, month, by=DIRECTOR)


def printed(hall: Hall, key: int | None) -> str:
    assert key is not None
    with hall.look() as connection:
        return "\n".join(text.render(visits.paper(connection, key)))


@pytest.mark.rule("S34.10", "S36.1")
def test_a_month_is_drafted_for_a_real_hall_and_drafted_anew_without_a_trace_on_it(hall: Hall) -> None:
    made = drafted(hall)
    first = of(hall)
    assert (made.first, made.entries, made.gaps) == (DECEMBER, len(first), ())
    windows = [each for each in first if each.duty == "window"]
    assert {each.day for each in windows} == {
        day for day in _days() if day.weekday() < 5 and day.day % 10 != 5
    }  # fmt: skip
    assert all(each.person in _pair(hall, each.post) for each in windows)
    assert not [each for each in windows if each.post == "ZH"], "the comprehensive window is open every day"
    assert len([each for each in first if each.person == MAIN and each.duty == "leader"]) == 1
    assert drafted(hall).entries == made.entries
    again = of(hall)
    assert [(each.day, each.duty, each.person) for each in again] == [
        (each.day, each.duty, each.person) for each in first
    ]
    assert whole(hall)


def _days() -> Iterator[date]:
    return (date(2026, 12, number) for number in range(1, 32))


def _pair(hall: Hall, post: str) -> tuple[str, str]:
    found = hall.post(post)
    return found.a, found.b


def whole(hall: Hall) -> bool:
    """Whether the tables still follow from the journal."""
    return verified(hall)[0]


def test_who_is_on_approved_leave_is_not_on_the_draft(hall: Hall) -> None:
    do(hall, leave, "07", "2026-12-01T08:30:00", "2026-12-20T18:00:00")
    drafted(hall)
    mine = [each.day for each in of(hall) if each.person == "07"]
    assert mine and min(mine) > date(2026, 12, 20)


@pytest.mark.rule("S34.9")
def test_a_village_day_stands_on_the_rota_whatever_day_it_falls_on_and_may_be_moved_with_a_note(hall: Hall) -> None:
    drafted(hall, date(2026, 11, 30))
    published(hall)
    eighth, eighteenth = date(2026, 12, 8), date(2026, 12, 18)
    assert {each.day.day for each in of(hall, duty="village")} == {8, 18, 28}
    assert {each.place for each in of(hall, eighth, eighth, "village")} <= set(hall.laid.villages)
    with pytest.raises(roster_refusals.WhyChanged):
        do(hall, roster_changes.move_village_day, eighteenth, date(2026, 12, 19), " ", by=COMPREHENSIVE)
    going = of(hall, eighteenth, eighteenth, "village")
    moved = do(hall, roster_changes.move_village_day, eighteenth, date(2026, 12, 19), "当天开会", by=COMPREHENSIVE)
    assert moved == len(going)
    after = of(hall, date(2026, 12, 19), date(2026, 12, 19), "village")
    assert [(each.person, each.place, each.note) for each in after] == [
        (each.person, each.place, "12-18改期：当天开会") for each in going
    ]
    with pytest.raises(roster_refusals.NotAVillageDay):
        do(hall, roster_changes.move_village_day, eighteenth, eighth, "再改", by=COMPREHENSIVE)


@pytest.mark.rule("S36.5", "S36.11", "S36.4")
def test_the_rota_is_published_at_the_months_end_with_the_leaders_schedule(hall: Hall) -> None:
    with hall.look() as connection:
        assert rosters.to_publish(hall, connection) == DECEMBER
    with pytest.raises(roster_refusals.NothingDrafted):
        do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    drafted(hall)
    assert rota_of(hall, date(2026, 12, 2)) is None, "a draft binds nobody"
    with pytest.raises(NotAllowed):
        do(hall, rosters.publish, DECEMBER, by="07")
    month = do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    assert month.published is not None
    with hall.look() as connection:
        assert rosters.to_publish(hall, connection) is None
    schedule = printed(hall, month.leaders_paper_id)
    assert "领导带班值班接访日安排" in schedule and "大厅接待" in schedule
    for day in _days():
        leaders = of(hall, day, day, "leader")
        if duty_day(hall, day).leader:
            assert leaders
        assert all(f"{day:%m-%d}" in schedule and hall.person(each.person).name in schedule for each in leaders)
    with hall.look() as connection:
        tables = [block for block in visits.paper(connection, month.paper_id or 0).blocks if isinstance(block, Table)]
    beside = {row[0]: row[2] for row in tables[0].rows}
    assert (beside["12-08"], beside["12-15"], beside["12-11"]) == ("到村日", "逢场天全员坐岗", "周五下午大扫除")
    assert list(tables[1].head[:4]) == ["姓名", "逢场", "午间", "周末节假日"]
    assert {row[0] for row in tables[1].rows} >= {"张丽", "王建国"}
    with pytest.raises(roster_refusals.MonthPublished):
        drafted(hall)


def test_a_month_further_ahead_than_the_next_is_not_published_and_one_that_is_over_not_drafted(hall: Hall) -> None:
    drafted(hall, date(2027, 1, 1))
    with pytest.raises(roster_refusals.TooEarly) as refused:
        do(hall, rosters.publish, date(2027, 1, 1), by=DIRECTOR)
    assert "S36.5" in refused.value.rules
    with pytest.raises(roster_refusals.MonthOver):
        drafted(hall, date(2026, 10, 1))


@pytest.mark.rule("S36.4")
def test_a_day_without_a_leader_is_neither_published_nor_left(hall: Hall) -> None:
    drafted(hall)
    second = date(2026, 12, 2)
    only = of(hall, second, second, "leader")
    for each in only:
        do(hall, roster_changes.take_off, each.id, by=COMPREHENSIVE)
    with pytest.raises(roster_refusals.NobodyOnDuty) as refused:
        do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    assert "12-02" in refused.value.sentence and "S36.4" in refused.value.rules
    key = do(hall, roster_changes.add, second, "leader", DIRECTOR, by=COMPREHENSIVE)
    do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    with pytest.raises(roster_refusals.LastLeader):
        do(hall, roster_changes.take_off, key, "外出", by=COMPREHENSIVE)
    with pytest.raises(roster_refusals.NotALeader):
        do(hall, roster_changes.change, key, person="07", reason="外出", by=COMPREHENSIVE)
    do(hall, roster_changes.change, key, person="05", reason="外出", by=COMPREHENSIVE)
    assert [each.person for each in of(hall, second, second, "leader")] == ["05"]


@pytest.mark.rule("S34.10")
def test_what_is_changed_after_publication_is_in_force_and_the_old_entry_stays_readable(hall: Hall) -> None:
    published(hall)
    was = of(hall, duty="window")[0]
    other = next(no for no in _pair(hall, was.post) if no != was.person)
    with pytest.raises(roster_refusals.WhyChanged):
        do(hall, roster_changes.change, was.id, person=other, by=COMPREHENSIVE)
    with pytest.raises(roster_refusals.NotOfPost):
        outside = next(no for no in ("07", "08", "09") if no not in _pair(hall, was.post))
        do(hall, roster_changes.change, was.id, person=outside, reason="开会", by=COMPREHENSIVE)
    assert due(hall, hall.person(was.person), was.day, rota_of(hall, was.day)).value
    do(hall, roster_changes.change, was.id, person=other, reason="开会", by=COMPREHENSIVE)
    assert not due(hall, hall.person(was.person), was.day, rota_of(hall, was.day)).value
    assert due(hall, hall.person(other), was.day, rota_of(hall, was.day)).value
    with hall.look() as connection:
        paper = "\n".join(text.render(roster_papers.rota(hall, connection, DECEMBER)))
    assert "公布后的改动" in paper and "开会" in paper
    with pytest.raises(UnknownEntry):
        do(hall, roster_changes.change, was.id, person=other, reason="开会", by=COMPREHENSIVE)
    assert whole(hall)


@pytest.mark.rule("S34.14")
def test_a_day_on_which_no_window_would_be_open_is_not_published(hall: Hall) -> None:
    drafted(hall)
    second = date(2026, 12, 2)
    for each in of(hall, second, second, "window"):
        do(hall, roster_changes.take_off, each.id, by=COMPREHENSIVE)
    with pytest.raises(roster_refusals.NobodyOnDuty) as refused:
        do(hall, rosters.publish, DECEMBER, by=DIRECTOR)
    assert "12-02" in refused.value.sentence and "窗口" in refused.value.sentence


def test_an_entry_is_refused_to_who_is_away_and_to_who_has_another_duty_then(hall: Hall) -> None:
    published(hall)
    eighth = date(2026, 12, 8)
    going = of(hall, eighth, eighth, "village")
    sitting = of(hall, eighth, eighth, "window")[0]
    with pytest.raises(roster_refusals.TwiceThen):
        do(hall, roster_changes.change, going[0].id, person=sitting.person, reason="换人", by=COMPREHENSIVE)
    free = next(
        no for no in ("17", "18", "19", "20", "21", "22") if no not in {e.person for e in of(hall, eighth, eighth)}
    )
    do(hall, leave, free, "2026-12-08T08:30:00", "2026-12-08T12:00:00")
    with pytest.raises(roster_refusals.AwayThen):
        do(hall, roster_changes.change, going[0].id, person=free, reason="换人", by=COMPREHENSIVE)
    with pytest.raises(roster_refusals.NothingChanged):
        do(hall, roster_changes.change, going[0].id, person=going[0].person, reason="换人", by=COMPREHENSIVE)
    with pytest.raises(ChangedMeanwhile):
        do(hall, roster_changes.take_off, going[0].id, "不去", by=COMPREHENSIVE, rev=going[0].rev + 1)
    clock_of(hall).set("2026-12-09T08:00:00")
    with pytest.raises(roster_refusals.PastDay):
        do(hall, roster_changes.take_off, going[0].id, "不去", by=COMPREHENSIVE)


@pytest.mark.rule("S35.6")
def test_two_people_swap_once_the_other_agrees(noon_hall: Hall) -> None:
    hall = noon_hall
    published(hall)
    one, two = of(hall, duty="noon")[:2]
    with pytest.raises(roster_refusals.NotYourEntry):
        do(hall, roster_swaps.ask_swap, one.id, one.person, back=two.id, by=two.person)
    swap = do(hall, roster_swaps.ask_swap, one.id, two.person, back=two.id, reason="看病", by=one.person)
    assert [each.person for each in of(hall, one.day, one.day, "noon")] == [one.person], "asked is not agreed"
    with hall.look() as connection:
        assert [row["id"] for row in roster_swaps.open_swaps(connection, two.person)] == [swap]
    with pytest.raises(roster_refusals.NotAskedOfYou):
        do(hall, roster_swaps.agree_swap, swap, by=one.person)
    do(hall, roster_swaps.agree_swap, swap, by=two.person)
    assert [each.person for each in of(hall, one.day, one.day, "noon")] == [two.person]
    assert [each.person for each in of(hall, two.day, two.day, "noon")] == [one.person]
    with pytest.raises(roster_refusals.SwapSettled):
        do(hall, roster_swaps.agree_swap, swap, by=two.person)


@pytest.mark.rule("S35.6")
def test_a_substitute_takes_a_noon_over_and_may_decline(noon_hall: Hall) -> None:
    hall = noon_hall
    published(hall)
    one, two = of(hall, duty="noon")[:2]
    swap = do(hall, roster_swaps.ask_swap, one.id, two.person, reason="家里有事", by=one.person)
    do(hall, roster_swaps.decline_swap, swap, by=two.person)
    assert [each.person for each in of(hall, one.day, one.day, "noon")] == [one.person]
    swap = do(hall, roster_swaps.ask_swap, one.id, two.person, reason="家里有事", by=one.person)
    do(hall, leave, two.person, f"{one.day}T09:00:00", f"{one.day}T17:00:00")
    with pytest.raises(roster_refusals.AwayThen):
        do(hall, roster_swaps.agree_swap, swap, by=two.person)
    three = of(hall, duty="noon")[2]
    swap = do(hall, roster_swaps.ask_swap, one.id, three.person, by=one.person)
    do(hall, roster_swaps.agree_swap, swap, by=three.person)
    after = of(hall, one.day, one.day, "noon")[0]
    assert after.person == three.person and "替" in after.note


def test_a_rota_made_in_mid_month_judges_no_day_before(hall: Hall) -> None:
    clock_of(hall).set("2026-12-10T09:00:00")
    published(hall)
    assert min(each.day for each in of(hall)) == date(2026, 12, 11)
    ninth = date(2026, 12, 9)
    assert rota_of(hall, ninth) is None
    assert hall.standing(date(2026, 12, 15)).day_of(ninth).rota is None
    assert hall.standing(date(2026, 12, 15)).day_of(date(2026, 12, 11)).rota is not None


def test_everybodys_market_days_noons_and_weekends_are_counted(hall: Hall) -> None:
    published(hall)
    with hall.look() as connection:
        found = {each.no: each for each in tallies(hall, connection, DECEMBER, LAST)}
    assert found["07"].market == 3, "the 5th, a Saturday, the 15th and the 25th"
    assert found["07"].weekend == 1
    assert found[MAIN].leader == 1 and found[CHARGE].leader >= 20
    assert sum(each.window for each in found.values()) == len(of(hall, duty="window"))


def test_the_months_weigh_in(hall: Hall) -> None:
    published(hall)
    clock_of(hall).set("2026-12-28T09:00:00")
    published(hall, date(2027, 1, 1))
    with hall.look() as connection:
        found = {each.no: each for each in tallies(hall, connection, date(2027, 1, 1), date(2027, 1, 31))}
    pairs = [post for post in hall.laid.posts.values() if post.code != "ZH"]
    turns = [found[no].window for post in pairs for no in (post.a, post.b)]
    assert max(turns) - min(turns) <= 2
    villages = [found[no].village for post in pairs for no in (post.a, post.b)]
    assert max(villages) - min(villages) <= 1


@pytest.mark.rule("S34.15", "S36.10")
def test_on_holidays_a_leader_and_one_of_the_staff_are_on_duty(noon_hall: Hall) -> None:
    hall = noon_hall
    published(hall)
    clock_of(hall).set("2026-12-29T09:00:00")
    drafted(hall, date(2027, 1, 1))
    new_year = of(hall, date(2027, 1, 1), date(2027, 1, 1))
    assert sorted(each.duty for each in new_year) == ["leader", "rest"]
    assert not of(hall, date(2027, 1, 9), date(2027, 1, 9)), "a Saturday asks nobody"


@pytest.mark.rule("S34.6", "S34.15")
def test_a_community_has_somebody_on_rest_days_too(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "community", at="2026-11-27T15:00:00")
    drafted(hall)
    assert [each.duty for each in of(hall, date(2026, 12, 5), date(2026, 12, 5)) if each.duty == "rest"] == ["rest"]


def test_cleaning_and_study_stand_on_the_day_of_the_halls_own_document(hall: Hall, tmp_path: Path) -> None:
    friday, thursday = date(2026, 12, 4), date(2026, 12, 3)
    assert "周五下午大扫除" in duty_day(hall, friday).said and not duty_day(hall, thursday).said
    (tmp_path / "other").mkdir()
    nanshan = make_hall(tmp_path / "other", "nanshan")
    assert duty_day(nanshan, friday).said == ("周末大扫除", "周五下午学习")
    assert not falls_on(nanshan, "周末", date(2026, 12, 5))


@pytest.mark.parametrize("kind", duty_papers.PAPERS)
def test_every_paper_about_duty_goes_out_as_text_and_as_pdf(hall: Hall, tmp_path: Path, kind: str) -> None:
    published(hall)
    clock_of(hall).set("2026-12-02T17:00:00")
    do(hall, duties.leader_duty, "接待来访", by=CHARGE)
    assert duty_papers.PAPERS[kind][0] in "\n".join(reports.duty(hall, DECEMBER, kind))
    assert reports.duty_out(hall, DECEMBER, kind, tmp_path / "duty.pdf")
    assert (tmp_path / "duty.pdf").read_bytes().startswith(b"%PDF")
    assert whole(hall)


@pytest.mark.rule("S34.10")
def test_where_not_everybody_sits_windows_take_turns_on_a_weekends_market_too(tmp_path: Path) -> None:
    rules = {"calendar.market.digits": (5,), "calendar.market.everybody": False}
    hall = make_hall(tmp_path, at="2026-11-27T15:00:00", rules=rules)
    published(hall)
    saturday = date(2026, 12, 5)
    turns = of(hall, saturday, saturday, "weekend")
    assert len(turns) == hall.book().duty.windows.value
    rota = rota_of(hall, saturday)
    here = {no for no in hall.laid.staff if due(hall, hall.person(no), saturday, rota).value}
    assert here == {each.person for each in turns} | {COMPREHENSIVE, "04"}
    with hall.look() as connection:
        found = {each.no: each for each in tallies(hall, connection, DECEMBER, LAST)}
    on = [
        each.person
        for each in of(hall, DECEMBER, LAST)
        if each.duty in ("window", "weekend") and each.day.day in (5, 15, 25)
    ]
    assert all(found[no].market == on.count(no) for no in found)
    markets = [found[no].market for no in {*_pair(hall, "MZ"), *_pair(hall, "SB"), *_pair(hall, "YB")}]
    assert max(markets) - min(markets) <= 1


def test_a_duty_in_a_village_that_there_is_not_is_refused(hall: Hall) -> None:
    drafted(hall)
    with pytest.raises(roster_refusals.NoSuchVillage, match="双河村"):
        do(hall, roster_changes.add, date(2026, 12, 9), "village", "23", place="桃花源", by=COMPREHENSIVE)
