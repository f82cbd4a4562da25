"""Deadlines: golden dates, stops, extensions, calendar days, instant cases, and an independent count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.casework.case.deadline import (
    CIVIL_CODE,
    LICENSING_LAW,
    Deadline,
    Extension,
    LimitNotPositive,
    Pause,
    PauseBackwards,
    count_days,
    deadline,
    ended_on,
    instant_due,
)
from counter.domain.hall.days.calendar import Calendar, CalendarPaper, NoWorkingDay, shipped
from counter.domain.hall.days.hours import Hours, OpenHours, Session
from counter.domain.hall.days.market import MarketRule
from counter.domain.reckoning import Cite, Reckoning

D = date
PROMISE = Cite("承诺时限", ("S03.1",))
SURVEY = "现场踏勘"


def texts(reckoning: Reckoning[Deadline]) -> list[str]:
    return [step.text for step in reckoning.steps]


def due(start: date, days: int, pauses: Sequence[Pause] = (), extensions: Sequence[Extension] = ()) -> date | None:
    return deadline(start, days, shipped(), pauses, extensions).value.due


@pytest.mark.parametrize(
    ("start", "days", "last", "provisional"),
    [
        (D(2026, 2, 13), 1, D(2026, 2, 14), False),  # Friday to a make-up Saturday
        (D(2026, 2, 14), 1, D(2026, 2, 24), False),  # over the Spring Festival
        (D(2026, 3, 7), 1, D(2026, 3, 9), False),  # received on a rest day
        (D(2026, 11, 20), 5, D(2026, 11, 27), False),
        (D(2026, 2, 12), 5, D(2026, 2, 26), False),
        (D(2026, 9, 24), 5, D(2026, 10, 9), False),  # Mid-Autumn and National Day
        (D(2026, 9, 18), 2, D(2026, 9, 21), False),  # a make-up Sunday counts
        (D(2025, 12, 31), 1, D(2026, 1, 4), False),  # over New Year to a make-up Sunday
        (D(2025, 12, 25), 10, D(2026, 1, 9), False),
        (D(2022, 12, 30), 1, D(2023, 1, 3), False),  # 31 December was decided by the 2023 paper
        (D(2026, 12, 25), 4, D(2026, 12, 31), False),
        (D(2026, 12, 25), 10, D(2027, 1, 11), True),  # New Year's Day is statutory, whatever a paper adds
        (D(2026, 12, 31), 1, D(2027, 1, 4), True),
    ],
)
def test_golden_dates(start: date, days: int, last: date, provisional: bool) -> None:
    found = deadline(start, days, shipped()).value
    assert (found.due, found.provisional) == (last, provisional)
    assert (found.total, found.counted, found.remaining) == (days, days, None)


def test_a_line_for_every_day_with_its_reason() -> None:
    found = deadline(D(2026, 2, 13), 2, shipped(), basis=PROMISE)
    assert texts(found) == [
        "承诺2个工作日，自02-13受理起算，当日不计",
        "02-14 周六 调休上班 第1日",
        "02-15 周日 春节 不计",
        "02-16 周一 春节 不计",
        "02-17 周二 春节 不计",
        "02-18 周三 春节 不计",
        "02-19 周四 春节 不计",
        "02-20 周五 春节 不计",
        "02-21 周六 春节 不计",
        "02-22 周日 春节 不计",
        "02-23 周一 春节 不计",
        "02-24 周二 第2日",
        "2026-02-24 周二 到期",
    ]
    assert found.steps[0].cites == (PROMISE, CIVIL_CODE, LICENSING_LAW)
    assert found.rules == {"S03.1"}


def test_stopped_days_and_extensions_are_lines_too() -> None:
    stop = Pause(D(2026, 3, 3), D(2026, 3, 5), SURVEY, "禾垭便民止〔2026〕3号")
    approved = Extension(1, "王主任", Cite("延期程序", ("S11.4",)))
    found = deadline(D(2026, 3, 2), 2, shipped(), [stop], [approved])
    assert texts(found) == [
        "承诺2个工作日，自03-02受理起算，当日不计",
        "延期1个工作日（王主任批准）",
        "03-03 周二 暂停（现场踏勘，禾垭便民止〔2026〕3号） 不计",
        "03-04 周三 暂停（现场踏勘，禾垭便民止〔2026〕3号） 不计",
        "03-05 周四 第1日",
        "03-06 周五 第2日",
        "03-07 周六 周末 不计",
        "03-08 周日 周末 不计",
        "03-09 周一 第3日",
        "2026-03-09 周一 到期",
    ]
    assert found.value.total == 3
    assert "S11.4" in found.rules


def test_a_provisional_date_says_why() -> None:
    assert texts(deadline(D(2026, 12, 31), 1, shipped()))[-1] == ("2027-01-04 周一 到期（暂定：没有2027年的放假安排）")


def test_loading_the_paper_settles_and_moves_a_provisional_date() -> None:
    off = {D(2027, 1, 1): "元旦", D(2027, 1, 2): "元旦", D(2027, 1, 3): "元旦"}
    paper = CalendarPaper(2027, "通知", D(2026, 11, 10), None, off, frozenset({D(2027, 1, 9)}))
    found = deadline(D(2026, 12, 25), 10, shipped().with_paper(paper)).value
    assert (found.due, found.provisional) == (D(2027, 1, 9), False)


def test_a_year_without_a_paper_early_in_the_count_makes_it_provisional_too() -> None:
    found = deadline(D(2022, 12, 20), 12, shipped())
    assert (found.value.due, found.value.provisional) == (D(2023, 1, 6), True)
    assert texts(found)[-1] == "2023-01-06 周五 到期（暂定：没有2022年的放假安排）"


def test_a_paper_amended_after_acceptance_moves_the_date_from_its_publication() -> None:
    more = {D(2026, 5, 6): "劳动节", D(2026, 5, 7): "劳动节"}
    calendar = shipped().with_paper(CalendarPaper(2026, "调整", D(2026, 4, 22), None, more, frozenset()))
    before = count_days(D(2026, 4, 20), 10, calendar.as_known_on(D(2026, 4, 20))).value
    after = count_days(D(2026, 4, 20), 10, calendar.as_known_on(D(2026, 4, 22))).value
    assert (before, after) == (D(2026, 5, 7), D(2026, 5, 9))


@pytest.mark.parametrize(
    ("pauses", "last"),
    [
        ([], D(2026, 3, 6)),
        ([(D(2026, 3, 4), D(2026, 3, 4))], D(2026, 3, 6)),  # stopped and resumed on one day
        ([(D(2026, 3, 4), D(2026, 3, 5))], D(2026, 3, 9)),
        ([(D(2026, 3, 3), D(2026, 3, 4)), (D(2026, 3, 5), D(2026, 3, 6))], D(2026, 3, 10)),
        ([(D(2026, 3, 6), D(2026, 3, 9))], D(2026, 3, 9)),  # over a weekend: one working day
        ([(D(2026, 3, 7), D(2026, 3, 9))], D(2026, 3, 6)),  # after the due date
        ([(D(2026, 3, 3), D(2026, 3, 6)), (D(2026, 3, 4), D(2026, 3, 10))], D(2026, 3, 13)),  # overlapping
        ([(D(2026, 3, 3), D(2026, 3, 10)), (D(2026, 3, 4), D(2026, 3, 5))], D(2026, 3, 13)),  # one inside
        ([(D(2026, 2, 20), D(2026, 3, 3))], D(2026, 3, 6)),  # over before the count began
        ([(D(2026, 2, 20), D(2026, 3, 4))], D(2026, 3, 9)),
    ],
)
def test_stops(pauses: list[tuple[date, date]], last: date) -> None:
    assert due(D(2026, 3, 2), 4, [Pause(start, end, SURVEY) for start, end in pauses]) == last


def test_days_that_two_stops_cover_belong_to_the_one_that_began_first() -> None:
    early, late = Pause(D(2026, 3, 3), D(2026, 3, 5), "听证"), Pause(D(2026, 3, 4), D(2026, 3, 6), SURVEY)
    found = texts(deadline(D(2026, 3, 2), 1, shipped(), [late, early]))
    assert found[1:4] == [
        "03-03 周二 暂停（听证） 不计", "03-04 周三 暂停（听证） 不计", "03-05 周四 暂停（现场踏勘） 不计",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "counted", "remaining"),
    [
        (D(2026, 11, 20), 0, 5),
        (D(2026, 11, 22), 0, 5),
        (D(2026, 11, 23), 1, 4),
        (D(2026, 11, 27), 5, 0),
        (D(2026, 12, 8), 5, 0),
        (D(2026, 11, 2), 0, 5),
    ],
)
def test_used_and_remaining_days(today: date, counted: int, remaining: int) -> None:
    found = deadline(D(2026, 11, 20), 5, shipped(), today=today).value
    assert (found.due, found.counted, found.remaining) == (D(2026, 11, 27), counted, remaining)


@pytest.mark.parametrize("today", [None, D(2026, 11, 25), D(2026, 12, 31)])
def test_while_stopped_there_is_no_date_and_the_days_left_stay(today: date | None) -> None:
    stop = Pause(D(2026, 11, 25), None, SURVEY)
    found = deadline(D(2026, 11, 20), 5, shipped(), [stop], today=today)
    assert (found.value.due, found.value.counted) == (None, 2)
    assert found.value.remaining == (None if today is None else 3)
    assert texts(found)[-1] == "暂停（现场踏勘）未恢复：已计2日，尚余3日，恢复后续计"


def test_a_lasting_stop_is_shown_day_by_day_up_to_today() -> None:
    stop = Pause(D(2026, 11, 25), None, SURVEY)
    found = deadline(D(2026, 11, 24), 5, shipped(), [stop], today=D(2026, 11, 28))
    assert texts(found)[1:5] == [
        "11-25 周三 暂停（现场踏勘） 不计",
        "11-26 周四 暂停（现场踏勘） 不计",
        "11-27 周五 暂停（现场踏勘） 不计",
        "11-28 周六 周末 不计",
    ]


def test_a_stop_that_began_after_the_due_date_leaves_it() -> None:
    assert due(D(2026, 11, 20), 5, [Pause(D(2026, 11, 30), None, SURVEY)]) == D(2026, 11, 27)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (D(2026, 11, 20), 3, D(2026, 11, 23)),
        (D(2026, 11, 18), 3, D(2026, 11, 23)),  # Saturday moves to Monday
        (D(2026, 11, 20), 7, D(2026, 11, 27)),
        (D(2026, 9, 28), 3, D(2026, 10, 8)),  # 1 October moves behind the holiday
        (D(2026, 2, 11), 3, D(2026, 2, 14)),  # a make-up Saturday stays
        (D(2026, 12, 29), 3, D(2027, 1, 4)),
    ],
)
def test_calendar_days_end_on_a_working_day(start: date, days: int, last: date) -> None:
    assert count_days(start, days, shipped(), "calendar").value == last


def test_calendar_days_count_rest_days_and_say_what_is_moved() -> None:
    found = deadline(D(2026, 11, 19), 2, shipped(), unit="calendar", today=D(2026, 11, 20), named="答复期限")
    assert texts(found) == [
        "答复期限2日，自11-19受理起算，当日不计",
        "11-20 周五 第1日",
        "11-21 周六 周末 第2日",
        "11-22 周日 周末 顺延",
        "11-23 周一 顺延",
        "2026-11-23 周一 到期",
    ]
    assert found.steps[0].cites == (CIVIL_CODE,)
    assert (found.value.counted, found.value.remaining) == (1, 3)


def test_stops_of_a_calendar_limit_count_calendar_days() -> None:
    stop = Pause(D(2026, 11, 20), D(2026, 11, 23), SURVEY)
    found = deadline(D(2026, 11, 18), 3, shipped(), [stop], unit="calendar").value
    assert found.due == D(2026, 11, 24)


def test_calendar_days_are_provisional_only_where_they_end() -> None:
    assert not deadline(D(2026, 12, 28), 3, shipped(), unit="calendar").value.provisional
    assert deadline(D(2026, 12, 29), 3, shipped(), unit="calendar").value.provisional


@pytest.mark.parametrize("days", [0, -3])
def test_a_limit_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(LimitNotPositive):
        deadline(D(2026, 11, 20), days, shipped())
    with pytest.raises(LimitNotPositive):
        deadline(D(2026, 11, 20), 5, shipped(), extensions=[Extension(days)])


def test_a_stop_that_ends_before_it_began_is_refused() -> None:
    with pytest.raises(PauseBackwards) as refused:
        deadline(D(2026, 11, 20), 5, shipped(), [Pause(D(2026, 11, 25), D(2026, 11, 24), SURVEY)])
    assert "2026-11-25" in refused.value.sentence


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_a_calendar_that_never_works_is_refused(unit: str) -> None:
    closed = {D(2026, 1, 1) + timedelta(days=n): "" for n in range(900)}
    calendar = Calendar([CalendarPaper(2026, "", None, None, closed, frozenset())])
    with pytest.raises(NoWorkingDay):
        deadline(D(2026, 3, 2), 5, calendar, unit="calendar" if unit == "calendar" else "working")


CN = timezone(timedelta(hours=8))
HOURS = Hours(Session(time(8, 30), time(12)), Session(time(14, 30), time(18)))
LUNAR_TENTH = MarketRule("lunar", frozenset({0}))


@pytest.mark.rule("S02.5")
@pytest.mark.parametrize(
    ("accepted", "due_at"),
    [
        ("2026-11-20T09:12:00", "2026-11-20T18:00:00"),
        ("2026-11-20T07:50:00", "2026-11-20T18:00:00"),
        ("2026-11-20T13:00:00", "2026-11-20T18:00:00"),
        ("2026-11-20T18:00:00", "2026-11-20T18:00:00"),
        ("2026-11-20T18:00:01", "2026-11-23T18:00:00"),
        ("2026-11-21T10:00:00", "2026-11-23T18:00:00"),
        ("2026-11-28T10:00:00", "2026-11-30T18:00:00"),  # a market opens the hall, yet it is no working day
        ("2026-02-14T10:00:00", "2026-02-14T18:00:00"),
        ("2026-02-14T19:00:00", "2026-02-24T18:00:00"),
    ],
)
def test_an_instant_case_is_due_at_closing(accepted: str, due_at: str) -> None:
    moment = datetime.fromisoformat(accepted).replace(tzinfo=CN)
    found = instant_due(moment, OpenHours(HOURS, shipped(), LUNAR_TENTH)).value
    assert found == datetime.fromisoformat(due_at).replace(tzinfo=CN)


def test_an_instant_case_explains_the_days_it_skips() -> None:
    found = instant_due(datetime(2026, 11, 20, 18, 30), OpenHours(HOURS, shipped()), Cite("六件管理", ("S02.5",)))
    assert [step.text for step in found.steps] == [
        "11-20 周五 18:30受理，已过下班时间，顺延",
        "11-21 周六 周末 不计",
        "11-22 周日 周末 不计",
        "11-23 周一 18:00下班前办结",
    ]
    assert found.rules == {"S02.5"}


STARTS = st.dates(D(2023, 1, 1), D(2026, 9, 30))
LIMITS = st.integers(1, 40)


@st.composite
def stops(draw: st.DrawFn) -> Pause:
    begin = D(2025, 1, 1) + timedelta(days=draw(st.integers(0, 90)))
    length = draw(st.integers(0, 20))
    return Pause(begin, begin + timedelta(days=length), draw(st.sampled_from([SURVEY, "听证", "公示"])))


STOPS = st.lists(stops(), max_size=8)


@given(LIMITS, STOPS)
def test_the_due_date_is_the_nth_working_day_that_no_stop_covers(days: int, pauses: list[Pause]) -> None:
    start = D(2025, 1, 10)
    later = [start + timedelta(days=n) for n in range(1, 400)]
    counting = [
        day for day in later if shipped().is_working(day) and not any(p.start <= day < (p.end or day) for p in pauses)
    ]
    assert due(start, days, pauses) == counting[days - 1]


@given(LIMITS, STOPS, st.data())
def test_the_order_of_entry_does_not_matter(days: int, pauses: list[Pause], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(pauses))
    start = D(2025, 1, 10)
    assert deadline(start, days, shipped(), mixed) == deadline(start, days, shipped(), pauses)


@given(
    STARTS.filter(lambda day: day.weekday() == 4 and not shipped().is_working(day + timedelta(days=1))),
    LIMITS,
)
def test_friday_saturday_and_sunday_receipts_are_due_together(friday: date, days: int) -> None:
    saturday, sunday = friday + timedelta(days=1), friday + timedelta(days=2)
    if not shipped().is_working(sunday):
        assert due(friday, days) == due(saturday, days) == due(sunday, days)


@given(STARTS, LIMITS)
def test_more_days_are_due_later_and_a_later_start_never_earlier(start: date, days: int) -> None:
    assert count_days(start, days, shipped()).value < count_days(start, days + 1, shipped()).value
    tomorrow = start + timedelta(days=1)
    assert count_days(start, days, shipped()).value <= count_days(tomorrow, days, shipped()).value


@given(STARTS, LIMITS, LIMITS)
def test_an_extension_is_a_longer_limit(start: date, days: int, more: int) -> None:
    assert due(start, days, extensions=[Extension(more, "王主任")]) == due(start, days + more)


@given(LIMITS, STOPS, st.integers(0, 90))
def test_a_stop_resumed_on_its_day_changes_nothing(days: int, pauses: list[Pause], later: int) -> None:
    start = D(2025, 1, 10)
    day = start + timedelta(days=later)
    assert due(start, days, [*pauses, Pause(day, day, SURVEY)]) == due(start, days, pauses)


@given(LIMITS, st.integers(1, 40), st.integers(0, 30))
def test_finishing_out_of_a_stop_is_resuming_and_finishing(days: int, begins: int, lasts: int) -> None:
    start = D(2025, 1, 10)
    stopped = start + timedelta(days=begins)
    finished = stopped + timedelta(days=lasts)
    lasting, resumed = Pause(stopped, None, SURVEY), Pause(stopped, finished, SURVEY)
    assert due(start, days, ended_on([lasting], finished)) == due(start, days, [resumed])


@given(LIMITS, STOPS, st.dates(D(2025, 1, 1), D(2025, 12, 31)))
def test_used_and_remaining_make_the_limit_and_the_day_changes_no_date(
    days: int, pauses: list[Pause], today: date
) -> None:
    found = deadline(D(2025, 1, 10), days, shipped(), pauses, today=today).value
    assert found.counted + (found.remaining or 0) == days
    assert found.due == due(D(2025, 1, 10), days, pauses)


@given(STARTS, LIMITS)
def test_every_day_up_to_the_due_date_has_its_line(start: date, days: int) -> None:
    found = deadline(start, days, shipped())
    assert found.value.due is not None
    assert len(found.steps) == (found.value.due - start).days + 2
