"""Working days: precedence, papers over papers, years without a paper, and every day of 2023 to 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.hall.days.calendar import (
    Calendar,
    CalendarPaper,
    DayKind,
    NoWorkingDay,
    Statutory,
    shipped,
    weekday,
)
from counter.domain.hall.days.lunar import lunar_day

D = date

WORKING_DAYS = {
    2023: (18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21),
    2024: (22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22),
    2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23),
    2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23),
}


def paper(
    year: int,
    off: dict[date, str] | None = None,
    work: set[date] | None = None,
    published: date | None = None,
    title: str = "",
) -> CalendarPaper:
    return CalendarPaper(year, title, published, None, off or {}, frozenset(work or ()))


def days_of(year: int) -> list[date]:
    first = D(year, 1, 1)
    return [first + timedelta(days=n) for n in range((D(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_every_month_has_its_working_days(year: int) -> None:
    worked = [day.month for day in days_of(year) if shipped().is_working(day)]
    assert tuple(worked.count(month) for month in range(1, 13)) == WORKING_DAYS[year]


@pytest.mark.parametrize("year", [2025, 2026])
def test_2025_and_2026_have_248_working_days(year: int) -> None:
    assert shipped().working_days_between(D(year - 1, 12, 31), D(year, 12, 31)) == 248


@pytest.mark.parametrize(
    ("day", "kind", "said"),
    [
        (D(2026, 10, 1), DayKind.HOLIDAY, "10-01 周四 国庆节"),
        (D(2026, 2, 14), DayKind.MAKE_UP, "02-14 周六 调休上班"),
        (D(2026, 2, 15), DayKind.HOLIDAY, "02-15 周日 春节"),
        (D(2026, 2, 28), DayKind.MAKE_UP, "02-28 周六 调休上班"),
        (D(2026, 11, 21), DayKind.WEEKEND, "11-21 周六 周末"),
        (D(2026, 11, 23), DayKind.WORK, "11-23 周一"),
        (D(2025, 10, 6), DayKind.HOLIDAY, "10-06 周一 国庆节、中秋节"),
        (D(2027, 1, 1), DayKind.HOLIDAY, "01-01 周五 元旦 暂定"),
        (D(2027, 1, 4), DayKind.WORK, "01-04 周一 暂定"),
    ],
)
def test_a_day_and_what_is_said_of_it(day: date, kind: DayKind, said: str) -> None:
    fact = shipped().fact(day)
    assert (fact.kind, fact.said, fact.working) == (kind, said, kind in (DayKind.WORK, DayKind.MAKE_UP))


def test_a_fact_names_its_paper() -> None:
    assert shipped().fact(D(2026, 2, 14)).paper == (
        "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    )
    assert shipped().fact(D(2026, 3, 10)).paper == ""


def test_the_shipped_papers_and_their_dates() -> None:
    published = {paper.year: paper.published for paper in shipped().papers}
    assert published == {
        2023: D(2022, 12, 8), 2024: D(2023, 10, 25), 2025: D(2024, 11, 12), 2026: D(2025, 11, 4),
    }  # fmt: skip
    assert shipped().known_years == {2023, 2024, 2025, 2026}


def test_a_make_up_day_goes_before_a_holiday_and_a_holiday_before_the_weekday() -> None:
    both, holiday = D(2026, 3, 7), D(2026, 3, 10)
    calendar = Calendar([paper(2026, {both: "节", holiday: "节"}, {both})])
    assert calendar.fact(both).kind is DayKind.MAKE_UP
    assert calendar.fact(holiday).kind is DayKind.HOLIDAY


def test_a_holiday_without_a_name_is_said_to_be_one() -> None:
    assert Calendar([paper(2026, {D(2026, 3, 10): ""})]).fact(D(2026, 3, 10)).said == "03-10 周二 放假"


def test_the_next_years_paper_decides_a_december_day() -> None:
    fact = shipped().fact(D(2022, 12, 31))
    assert (fact.kind, fact.name, fact.provisional) == (DayKind.HOLIDAY, "元旦", False)
    make_up = D(2018, 12, 29)
    two = Calendar([paper(2018), paper(2019, {D(2018, 12, 31): "元旦"}, {make_up}, D(2018, 12, 6))])
    assert two.is_working(make_up)
    assert not two.is_working(D(2018, 12, 31))
    assert not Calendar([paper(2018)]).is_working(make_up)


FIRST = paper(
    2030, {D(2030, 5, 1): "劳动节"}, {D(2030, 2, 9)}, published=D(2029, 11, 20), title="通知"
)  # fmt: skip
AMENDED = paper(
    2030, {D(2030, 5, 2): "劳动节", D(2030, 5, 3): "劳动节", D(2030, 2, 9): "春节"}, {D(2030, 4, 27)},
    published=D(2030, 3, 22), title="调整通知",
)  # fmt: skip


@pytest.mark.parametrize("papers", [(FIRST, AMENDED), (AMENDED, FIRST)])
def test_an_amendment_holds_for_the_dates_it_names_and_no_others(papers: tuple[CalendarPaper, ...]) -> None:
    calendar = Calendar(papers)
    assert [calendar.fact(D(2030, 5, day)).paper for day in (1, 2, 3)] == ["通知", "调整通知", "调整通知"]
    assert calendar.is_working(D(2030, 4, 27))
    assert calendar.fact(D(2030, 2, 9)).kind is DayKind.HOLIDAY


def test_an_amendment_is_unknown_until_it_is_published() -> None:
    calendar = Calendar([FIRST, AMENDED])
    assert calendar.as_known_on(D(2030, 3, 21)).is_working(D(2030, 5, 2))
    assert not calendar.as_known_on(D(2030, 3, 22)).is_working(D(2030, 5, 2))


@pytest.mark.parametrize("published", [None, D(2029, 12, 31)])
def test_a_paper_published_before_its_year_or_on_an_unknown_day_is_always_known(
    published: date | None,
) -> None:
    calendar = Calendar([paper(2030, {D(2030, 5, 2): "劳动节"}, published=published)])
    assert calendar.as_known_on(D(2029, 1, 1)).known_years == {2030}


def test_a_paper_published_within_its_year_leaves_the_year_provisional_before() -> None:
    calendar = Calendar([paper(2030, published=D(2030, 1, 15))])
    assert calendar.as_known_on(D(2030, 1, 14)).fact(D(2030, 2, 4)).provisional
    assert not calendar.as_known_on(D(2030, 1, 15)).fact(D(2030, 2, 4)).provisional


def test_a_year_without_a_paper_rests_on_its_statutory_days_only() -> None:
    weekdays_off = [day for day in days_of(2027) if day.weekday() < 5 and shipped().fact(day).kind is DayKind.HOLIDAY]
    assert weekdays_off == [
        D(2027, 1, 1), D(2027, 2, 5), D(2027, 2, 8), D(2027, 4, 5), D(2027, 6, 9), D(2027, 9, 15),
        D(2027, 10, 1),
    ]  # fmt: skip
    assert all(shipped().fact(day).provisional for day in days_of(2027))
    assert sum(shipped().fact(day).kind is DayKind.HOLIDAY for day in days_of(2027)) == 13


@pytest.mark.parametrize(
    ("name", "month", "day"), [("春节", 1, 1), ("春节", 1, 3), ("端午节", 5, 5), ("中秋节", 8, 15)]
)
def test_the_movable_statutory_days_agree_with_the_lunar_table(name: str, month: int, day: int) -> None:
    found = [
        solar.year
        for solar, called in shipped().statutory.movable.items()
        if called == name and (lunar_day(solar).month, lunar_day(solar).day) == (month, day)
    ]
    assert found == list(range(2027, 2041))


def test_statutory_days_do_not_touch_a_year_that_has_its_paper() -> None:
    calendar = Calendar([paper(2026)], Statutory("办法", {(5, 1): "劳动节"}))
    assert calendar.is_working(D(2026, 5, 1))
    assert calendar.fact(D(2028, 5, 1)).name == "劳动节"


def test_a_new_paper_makes_another_calendar_and_leaves_this_one() -> None:
    loaded = shipped().with_paper(paper(2027, {D(2027, 1, 1): "元旦"}, {D(2027, 1, 9)}, D(2026, 11, 5)))
    assert loaded.is_working(D(2027, 1, 9))
    assert not loaded.fact(D(2027, 1, 4)).provisional
    assert shipped().fact(D(2027, 1, 9)).provisional
    assert not shipped().is_working(D(2027, 1, 9))


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (D(2026, 2, 13), D(2026, 2, 14)),
        (D(2026, 2, 14), D(2026, 2, 24)),
        (D(2026, 11, 20), D(2026, 11, 23)),
        (D(2026, 9, 30), D(2026, 10, 8)),
        (D(2026, 12, 31), D(2027, 1, 4)),
    ],
)
def test_next_working_day(after: date, found: date) -> None:
    assert shipped().next_working(after) == found


def test_a_calendar_that_never_works_is_refused() -> None:
    closed = {day: "" for year in (2026, 2027, 2028) for day in days_of(year)}
    with pytest.raises(NoWorkingDay) as refused:
        Calendar([paper(2026, closed)]).next_working(D(2026, 3, 2))
    assert "2026-03-02" in refused.value.sentence


DAYS = st.dates(D(2022, 1, 1), D(2029, 12, 31))


@given(DAYS)
def test_nothing_is_worked_between_a_day_and_the_next_working_one(day: date) -> None:
    found = shipped().next_working(day)
    assert shipped().is_working(found)
    assert shipped().working_days_between(day, found) == 1
    assert shipped().working_days_between(day, found - timedelta(days=1)) == 0


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(first: date, some: int, more: int) -> None:
    middle = first + timedelta(days=some)
    last = middle + timedelta(days=more)
    between = shipped().working_days_between
    assert between(first, middle) + between(middle, last) == between(first, last)
    assert between(last, first) == 0


def test_weekdays_are_named() -> None:
    week = [weekday(D(2026, 11, 16) + timedelta(days=n)) for n in range(7)]
    assert "".join(week) == "周一周二周三周四周五周六周日"
