"""Changing what is laid down: values of the rulebook, holiday papers, and the cases that move with them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case import recount
from counter.domain.casework.case.events import by_number, read
from counter.domain.clock import local
from counter.domain.hall import settings
from counter.domain.hall.days.calendar import CalendarPaper
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.hall.rulebook import RulebookBroken, UnknownPath
from counter.domain.oversight.audit import verify
from tests.halls import clock_of, make_hall, took

DIRECTOR = "01"
TODAY = date(2026, 11, 20)
MARKET = "calendar.market.digits"
WHY = "2026年11月党委会纪要"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def paper(
    off: dict[str, str], work: tuple[str, ...] = (), year: int = 2026, title: str = "临时放假通知"
) -> CalendarPaper:
    named = {date.fromisoformat(day): name for day, name in off.items()}
    return CalendarPaper(year, title, TODAY, None, named, frozenset(map(date.fromisoformat, work)))


def change(hall: Hall, path: str, value: Any, since: date = TODAY, by: str = DIRECTOR) -> tuple[recount.Moved, ...]:
    with hall.act(by) as work:
        return recount.lay_down(work, path, value, since, WHY)


def load(hall: Hall, one: CalendarPaper, by: str = DIRECTOR) -> tuple[recount.Moved, ...]:
    with hall.act(by) as work:
        return recount.load_calendar(work, one)


def due(hall: Hall, number: str) -> str:
    with hall.look() as connection:
        case = read(hall, connection, by_number(connection, number))
    assert case.row["due"] == case.life.due
    assert case.life.due is not None
    return f"{local(case.life.due):%m-%d %H:%M}"


# -- values ------------------------------------------------------------------------------------


def test_every_value_is_listed_once_with_its_article(hall: Hall) -> None:
    lines = settings.rule_lines(hall.book(), hall.laid.overrides, TODAY)
    paths = [line.path for line in lines]
    assert len(set(paths)) == len(paths)
    assert {MARKET, "security.lock_minutes", "casework.joint.threshold", "leave.tiers"} <= set(paths)
    assert all(line.article for line in lines)
    assert any(line.default for line in lines)


def test_a_value_holds_from_its_day_on_and_is_marked_as_the_halls_own(hall: Hall) -> None:
    change(hall, "security.lock_minutes", 3, TODAY + timedelta(days=2))
    assert hall.book(TODAY).security.lock_minutes.value == 10
    later = hall.book(TODAY + timedelta(days=2)).security.lock_minutes
    assert (later.value, later.article, later.default) == (3, WHY, False)
    lines = settings.rule_lines(hall.book(), hall.laid.overrides, TODAY)
    assert [line.changed for line in lines if line.path == "security.lock_minutes"] == [None]


def test_the_last_change_of_a_day_holds(hall: Hall) -> None:
    change(hall, "security.lock_minutes", 3)
    change(hall, "security.lock_minutes", 5)
    assert hall.book().security.lock_minutes.value == 5


SEASON = {"since": "05-01", "until": "09-30", "am": ["08:30", "12:00"], "pm": ["15:00", "18:00"]}
PERIOD = {"since": "2026-06-01", "until": "2026-09-30", "name": "防汛"}


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("calendar.hours.pm", ["08:30", "11:00"], "下午上班不能早于上午下班"),
        ("calendar.hours.am", ["08:30", "19:00"], "下午上班不能早于上午下班"),
        ("calendar.hours.seasons", [{**SEASON, "pm": ["11:00", "18:00"]}], "下午上班不能早于上午下班"),
        ("calendar.hours.seasons", [{**SEASON, "since": "13-40", "until": "99-99"}], "没有这一天"),
        ("calendar.hours.seasons", [{**SEASON, "until": "02-30"}], "没有这一天"),
        ("calendar.hours.market", [["08:30", "12:00"], ["11:00", "15:00"]], "不能重叠"),
        ("calendar.market.digits", [99999999999999999999], "超出允许范围"),
        ("calendar.market.digits", [-1], "超出允许范围"),
        ("calendar.village_days", [0], "超出允许范围"),
        ("calendar.village_days", [8, 32], "超出允许范围"),
        ("duty.special", [{**PERIOD, "until": "2026-05-31"}], "不能早于第一天"),
        ("duty.noon.hours", [["12:00", "13:00"], ["12:30", "13:30"]], "不能重叠"),
        ("security.pin_wait_seconds", [99999999999999999999], "超出允许范围"),
        ("security.pin_wait_seconds", [-1], "超出允许范围"),
        ("security.pin_digits", 999, "超出允许范围"),
        ("security.pin_digits", 1, "超出允许范围"),
        ("security.pin_tries", 1, "超出允许范围"),
        ("security.passphrase_signs", 999, "超出允许范围"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(hall: Hall, path: str, value: Any, says: str) -> None:
    with pytest.raises(RulebookBroken, match=says) as refused:
        change(hall, path, value)
    assert path.rpartition(".")[0] in refused.value.sentence and "{" not in refused.value.sentence


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("calendar.hours.pm", ["12:00", "17:00"]),
        ("calendar.hours.seasons", [{**SEASON, "since": "11-01", "until": "02-29"}]),
        ("calendar.market.digits", [0, 9]),
        ("calendar.village_days", [1, 31]),
        ("duty.special", [PERIOD, {**PERIOD, "until": "2026-06-01"}]),
        ("duty.noon.hours", [["12:00", "13:00"], ["13:00", "14:00"]]),
        ("security.pin_wait_seconds", [0, 60]),
        ("security.pin_digits", 8),
        ("security.pin_tries", 3),
    ],
)
def test_a_value_that_makes_sense_is_taken(hall: Hall, path: str, value: Any) -> None:
    change(hall, path, value)
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("path", "value", "since", "refusal"),
    [
        ("security.nothing", 3, TODAY, UnknownPath),
        ("security", 3, TODAY, UnknownPath),
        ("security.lock_minutes", "三", TODAY, RulebookBroken),
        ("security.lock_minutes", 0, TODAY, RulebookBroken),
        ("calendar.hours.am", ["12:00", "08:30"], TODAY, RulebookBroken),
        ("calendar.market.basis", "moon", TODAY, RulebookBroken),
        ("security.lock_minutes", 3, TODAY - timedelta(days=1), settings.RuleBackdated),
        ("security.lock_minutes", 10, TODAY, settings.UnchangedRule),
    ],
)
def test_a_value_that_cannot_be(hall: Hall, path: str, value: Any, since: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        change(hall, path, value, since)
    assert hall.laid.overrides == ()


def test_a_change_needs_its_article_and_the_director(hall: Hall) -> None:
    with pytest.raises(settings.ArticleMissing), hall.act(DIRECTOR) as work:
        recount.lay_down(work, "security.lock_minutes", 3, TODAY, "  ")
    for by in ("03", "05", "07"):
        with pytest.raises(NotAllowed):
            change(hall, "security.lock_minutes", 3, by=by)


def test_earlier_closing_from_today_moves_what_was_taken_in_today_only(hall: Hall) -> None:
    clock_of(hall).set("2026-11-19T09:00:00")
    before = took(hall)
    clock_of(hall).set("2026-11-20T09:00:00")
    after = took(hall, "王秀芳")
    moved = change(hall, "calendar.hours.pm", ["14:00", "17:00"])
    assert [each.number for each in moved] == [after]
    assert due(hall, before).endswith("18:00")
    assert due(hall, after).endswith("17:00")
    assert verify(hall).sound


# -- holiday papers ----------------------------------------------------------------------------


def test_a_paper_moves_the_cases_that_count_over_its_days(hall: Hall) -> None:
    number = took(hall)
    assert due(hall, number) == "11-27 18:00"
    extra = paper({"2026-11-25": "抗灾停工"}, ("2026-11-28",))
    with hall.look() as connection:
        foreseen = recount.foreseen(hall, connection, extra)
    assert due(hall, number) == "11-27 18:00"
    moved = load(hall, extra)
    assert moved == foreseen
    assert [str(each) for each in moved] == ["1120-0001 11-27 改为 11-28"]
    assert due(hall, number) == "11-28 18:00"
    assert verify(hall).sound


def test_the_journal_names_what_moved(hall: Hall) -> None:
    number = took(hall)
    load(hall, paper({"2026-11-25": "抗灾停工"}))
    with hall.look() as connection:
        verb, body = connection.exec_driver_sql("SELECT verb, body FROM journal ORDER BY seq DESC LIMIT 1").one()
    assert verb == "load-calendar"
    assert number in body
    assert "11-30" in body


def test_a_year_that_becomes_known_is_no_longer_provisional(hall: Hall) -> None:
    clock_of(hall).set("2026-12-29T09:00:00")
    number = took(hall)
    with hall.look() as connection:
        assert read(hall, connection, by_number(connection, number)).row["provisional"]
    moved = load(hall, paper({"2027-01-01": "元旦"}, year=2027, title="2027年放假安排"))
    assert [each.provisional for each in moved] == [False]
    with hall.look() as connection:
        assert not read(hall, connection, by_number(connection, number)).row["provisional"]
    assert verify(hall).sound


def test_cases_that_do_not_reach_the_papers_days_are_left_alone(hall: Hall) -> None:
    took(hall)
    assert load(hall, paper({"2026-12-25": "停电"})) == ()


def test_finished_cases_are_reckoned_anew_and_told_apart(hall: Hall) -> None:
    number = took(hall)
    with hall.look() as connection:
        case_id = by_number(connection, number)
    clock_of(hall).forward(hours=1)
    with hall.act("07") as work:
        cases.withdraw(work, case_id, "不办了")
    extra = paper({"2026-11-25": "抗灾停工"})
    with hall.look() as connection:
        assert recount.foreseen(hall, connection, extra) == ()
    assert [each.open for each in load(hall, extra)] == [False]
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("one", "refusal"),
    [
        (paper({"2027-01-01": "元旦"}), settings.DayOutsidePaper),
        (paper({"2025-11-30": "停电"}), settings.DayOutsidePaper),
        (paper({"2026-11-25": "停电"}, ("2027-01-03",)), settings.DayOutsidePaper),
        (paper({"2026-11-25": "停电"}, ("2026-11-25",)), settings.DayTwice),
        (paper({}), settings.PaperEmpty),
        (paper({"2026-11-25": "停电"}, title=" "), settings.PaperUntitled),
    ],
)
def test_a_paper_that_cannot_be(hall: Hall, one: CalendarPaper, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        load(hall, one)
    with hall.look() as connection, pytest.raises(refusal):
        recount.foreseen(hall, connection, one)


def test_the_december_before_belongs_to_a_paper(hall: Hall) -> None:
    load(hall, paper({"2026-12-31": "元旦", "2027-01-01": "元旦"}, year=2027))
    assert not hall.calendar.is_working(date(2026, 12, 31))


def test_only_the_director_loads_a_paper(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        load(hall, paper({"2026-11-25": "停电"}), by="03")


def test_an_act_that_fails_after_reading_anew_leaves_the_hall_as_it_was(hall: Hall) -> None:
    with pytest.raises(ZeroDivisionError), hall.act(DIRECTOR) as work:
        recount.load_calendar(work, paper({"2026-11-25": "抗灾停工"}))
        raise ZeroDivisionError
    with hall.look():
        assert hall.calendar.is_working(date(2026, 11, 25))
