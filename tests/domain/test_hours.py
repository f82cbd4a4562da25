"""The hall's hours: each source's own, seasons over New Year, market days, weekends, and open or not."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from counter.domain.hall.days.calendar import shipped
from counter.domain.hall.days.hours import HalfDays, Hours, OpenHours, Season, Session
from counter.domain.hall.days.market import MarketRule

D = date
LUNAR_258 = MarketRule("lunar", frozenset({2, 5, 8}))


def session(text: str) -> Session:
    start, end = text.split("-")
    return Session(time.fromisoformat(start), time.fromisoformat(end))


USUAL = Hours(session("08:30-12:00"), session("14:30-18:00"))
SUMMER = Season((5, 1), (9, 30), HalfDays(pm=session("15:00-18:30")))
WINTER = Season((10, 1), (4, 30), HalfDays(pm=session("14:00-17:30")))


def printed(hours: Hours, day: date, market: MarketRule | None = None) -> str:
    opened = OpenHours(hours, shipped(), market or MarketRule())
    return " ".join(map(str, opened.sessions(day)))


@pytest.mark.rule("S34.1", "S34.2", "S34.3", "S34.4")
@pytest.mark.parametrize(
    ("am", "pm"),
    [
        ("08:30-12:00", "14:30-18:00"),
        ("08:30-12:00", "13:00-17:30"),
        ("08:30-11:30", "14:00-17:00"),
        ("08:30-11:30", "14:30-17:30"),
        ("09:00-12:00", "13:30-17:00"),
    ],
)
def test_a_halls_own_hours_on_working_days_and_none_on_rest_days(am: str, pm: str) -> None:
    hours = Hours(session(am), session(pm))
    assert printed(hours, D(2026, 11, 20)) == f"{am} {pm}"
    assert printed(hours, D(2026, 2, 14)) == f"{am} {pm}"
    assert printed(hours, D(2026, 11, 21)) == ""
    assert printed(hours, D(2026, 10, 1)) == ""


@pytest.mark.parametrize(
    ("day", "pm"),
    [
        (D(2026, 4, 30), "14:00-17:30"),
        (D(2026, 5, 6), "15:00-18:30"),
        (D(2026, 9, 30), "15:00-18:30"),
        (D(2026, 10, 8), "14:00-17:30"),
        (D(2026, 12, 31), "14:00-17:30"),
        (D(2027, 1, 4), "14:00-17:30"),
    ],
)
def test_seasons_reach_over_new_year(day: date, pm: str) -> None:
    hours = Hours(USUAL.am, USUAL.pm, (SUMMER, WINTER))
    assert printed(hours, day) == f"08:30-12:00 {pm}"


def test_outside_every_season_the_usual_hours_hold() -> None:
    assert printed(Hours(USUAL.am, USUAL.pm, (SUMMER,)), D(2026, 11, 20)) == "08:30-12:00 14:30-18:00"


def test_a_market_day_changes_the_half_days_it_names() -> None:
    hours = Hours(USUAL.am, USUAL.pm, (WINTER,), HalfDays(am=session("08:30-12:30")))
    assert printed(hours, D(2026, 11, 20), LUNAR_258) == "08:30-12:30 14:00-17:30"
    assert printed(hours, D(2026, 11, 19), LUNAR_258) == "08:30-12:00 14:00-17:30"


SATURDAY_MARKET, SATURDAY = D(2026, 11, 28), D(2026, 11, 21)  # 农历十月二十, 十月十三
TENTH = MarketRule("lunar", frozenset({0}))


@pytest.mark.parametrize(
    ("weekend", "opened"),
    [(None, "08:30-12:00 14:30-18:00"), ((session("09:00-12:00"),), "09:00-12:00"), ((), "")],
)
def test_a_market_on_a_weekend_opens_the_hall_as_laid_down(weekend: tuple[Session, ...] | None, opened: str) -> None:
    hours = Hours(USUAL.am, USUAL.pm, weekend_market=weekend)
    assert printed(hours, SATURDAY_MARKET, TENTH) == opened
    assert printed(hours, SATURDAY, TENTH) == ""


def test_a_market_on_a_weekend_makes_no_working_day() -> None:
    opened = OpenHours(USUAL, shipped(), TENTH)
    assert opened.sessions(SATURDAY_MARKET)
    assert not opened.calendar.is_working(SATURDAY_MARKET)


def test_a_market_in_a_holiday_leaves_the_hall_closed() -> None:
    market = MarketRule(extra=frozenset({D(2026, 10, 1), D(2026, 10, 3)}))
    assert printed(USUAL, D(2026, 10, 1), market) == printed(USUAL, D(2026, 10, 3), market) == ""


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        (D(2026, 11, 20), time(17, 30)),
        (D(2026, 7, 1), time(18, 30)),
        (SATURDAY, time(17, 30)),
        (SATURDAY_MARKET, time(12, 0)),
    ],
)
def test_closing_is_the_last_hour_also_of_a_closed_day(day: date, closes: time) -> None:
    hours = Hours(USUAL.am, USUAL.pm, (SUMMER, WINTER), weekend_market=(session("09:00-12:00"),))
    assert OpenHours(hours, shipped(), TENTH).closing(day) == closes


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-20T08:29:59", False),
        ("2026-11-20T08:30:00", True),
        ("2026-11-20T12:00:00", True),
        ("2026-11-20T12:00:01", False),
        ("2026-11-20T13:30:00", False),
        ("2026-11-20T18:00:00", True),
        ("2026-11-20T18:00:01", False),
        ("2026-11-21T10:00:00", False),
        ("2026-02-14T10:00:00", True),
    ],
)
def test_open_to_the_second(at: str, is_open: bool) -> None:
    assert OpenHours(USUAL, shipped()).is_open(datetime.fromisoformat(at)) is is_open
