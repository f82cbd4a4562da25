"""The sheets of attendance: a day, a week, a month, a year, study; as text, PDF and spreadsheet."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from counter import reports
from counter.domain.attendance.month import records, sheets
from counter.domain.attendance.month.marks import DayMarks
from counter.domain.attendance.month.tally import FIT, NOTHING_DUE, award_said, halves_said, tallied
from counter.domain.attendance.presence.signing import sign_in
from counter.domain.attendance.presence.terminals import signing_windows
from counter.domain.hall.duty.facts import Spell
from counter.domain.hall.duty.model import RosterRow
from counter.domain.hall.files.workbook import write_sheets
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.posts.changing import Without, set_post
from counter.papers import text
from counter.replay import play, read_script
from tests.attendances import FRIDAY, book, day_of, judged, moment_at, spells
from tests.halls import clock_of, make_hall

MONTH = Path(__file__).parents[1] / "scenarios" / "attendance-month.toml"
NOVEMBER = date(2026, 11, 13)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """The hall of the month in which every mark occurs."""
    outcome = play(read_script(MONTH), tmp_path_factory.mktemp("month") / "hall.db")
    assert outcome.stage is not None
    return outcome.stage.hall


@act("change-staff")
def staff(work: Work, **change: Any) -> None:
    """Somebody's payroll, first and last day."""
    work.update(Staff, {"no": "07"}, change)
    work.laid_down_changed()


@act("change-staff")
def on_rota(work: Work, day: date, no: str) -> None:
    """Somebody's window on the published rota."""
    work.insert(RosterRow, {"day": day, "duty": "window", "post": "MZ", "place": "", "person": no,
                            "published": work.moment, "dropped": False, "rev": 0})  # fmt: skip


def shown(hall: Hall, kind: str, no: str = "") -> str:
    return "\n".join(reports.attendance(hall, NOVEMBER, kind, no=no))


@pytest.mark.rule("S32.2", "S32.13")
def test_the_days_register_has_who_came_and_left_when(hall: Hall) -> None:
    said = shown(hall, sheets.DAY)
    row = next(line for line in said.splitlines() if "张丽" in line)
    assert [each.strip() for each in row.split("|")[1:7]] == ["07", "张丽", "08:20", "12:01", "14:21", "18:02"]
    assert "08:40去双河村" in said
    assert "考勤员" in said


@pytest.mark.rule("S32.3", "S32.9", "S32.13")
def test_the_months_sheet_has_marks_counts_signatures_digest_and_no_money(hall: Hall) -> None:
    said = shown(hall, sheets.MONTH)
    row = next(line for line in said.splitlines() if line.startswith("|张丽"))
    marks = [each.strip() for each in row.split("|")[2:-1]]
    assert marks == ["", "√", "迟", "早", "签", "半", "", "", "假", "旷", "集", "√外", "√村", "", ""]
    assert "王建国 12-01 10:00（11-02至11-30）" in said
    assert "镇纪委谢红" in said
    for line in sheets.SIGNERS:
        assert line in said
    with hall.look() as connection:
        assert head(connection).digest in said
    assert "只记次数，不记金额" in said
    assert "元" not in said


@pytest.mark.rule("S32.6", "S32.14")
def test_the_week_is_put_up_with_a_line_for_everybody(hall: Hall) -> None:
    said = shown(hall, sheets.WEEK)
    assert all(person.name in said for person in records.read(hall, NOVEMBER, NOVEMBER).people())
    assert "2026年11月9日（周一）至2026年11月15日（周日）" in said


@pytest.mark.rule("S32.14")
def test_ones_own_year_tells_every_day_that_is_not_simply_there(hall: Hall) -> None:
    said = shown(hall, sheets.YEAR, "07")
    assert "11-03 周二" in said
    assert "11-02" not in said
    assert "晚1秒，记迟到1分钟" in said
    assert "11-18" not in said


@pytest.mark.rule("S32.18", "S38.8", "S38.11")
def test_the_register_of_study_has_time_place_content_and_who_was_missing_why(hall: Hall) -> None:
    said = shown(hall, sheets.STUDY).replace("\n", "")
    for part in ("11-16 15:00", "二楼会议室", "学习会议精神", "张丽（未说明）", "县里开会"):
        assert part in said


def test_the_command_line_says_why_too(hall: Hall) -> None:
    said = reports.attendance_why(hall, date(2026, 11, 3), "07")
    assert said[0] == "张丽 2026-11-03：迟到1分"
    assert any("08:30:01 签到，晚1秒，记迟到1分钟" in line for line in said)
    assert any(line.strip().startswith("依据：") for line in said)


def test_the_month_goes_into_a_spreadsheet_one_row_a_person(hall: Hall, tmp_path: Path) -> None:
    written = sheets.month_sheets(hall, NOVEMBER)
    assert [each.name for each in written] == ["2026-11本中心"]
    row = next(each for each in written[0].rows if each[1] == "张丽")
    assert row[2:8] == ["", "√", "迟", "早", "签", "半"]
    assert len({len(each) for each in written[0].rows}) == 1
    to = tmp_path / "month.xlsx"
    write_sheets(to, written)
    assert "张丽" in zipfile.ZipFile(to).read("xl/sharedStrings.xml").decode()


def test_everybody_in_one_go_is_what_each_day_is_by_itself(hall: Hall) -> None:
    known = records.read(hall, date(2026, 11, 1), date(2026, 12, 1))
    for person in known.people():
        for day, found in zip(known.days(), known.month(person), strict=True):
            one = known.of(person, day)
            same = (one.marks, one.minutes_late, one.half_days, one.leave_halves, one.explained, one.due)
            assert (
                found.marks, found.minutes_late, found.half_days, found.leave_halves, found.explained, found.due
            ) == same, (person.name, day)  # fmt: skip


def test_a_rota_counts_from_its_first_window_on_and_asks_for_those_on_it_only(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-16T08:20:00")
    with hall.act("08", next(iter(signing_windows(hall)))) as work:
        sign_in(work)
    clock_of(hall).set("2026-11-23T19:00:00")
    with hall.act("01", "W01") as work:
        on_rota(work, date(2026, 11, 18), "07")
    known = records.read(hall, date(2026, 11, 16), date(2026, 11, 20))
    seven, eight = (known.month(hall.person(no)) for no in ("07", "08"))
    assert [set(each.marks) for each in seven[1:]] == [{"unexplained"}, {"unexplained"}, {"rest-day"}, {"rest-day"}]
    assert [set(each.marks) for each in eight[1:]] == [{"unexplained"}, {"rest-day"}, {"rest-day"}, {"rest-day"}]


@pytest.mark.parametrize(
    ("day", "marks"),
    [
        (date(2026, 9, 20), {"unexplained"}),  # a Sunday worked instead
        (date(2026, 9, 25), {"rest-day"}),  # the holiday for which it is worked
        (date(2026, 9, 19), {"rest-day"}),  # a plain Saturday
        (date(2026, 9, 21), {"unexplained"}),
    ],
)
def test_make_up_sundays_are_due_and_holidays_are_not(tmp_path: Path, day: date, marks: set[str]) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T19:00:00")
    assert set(records.of_day(hall, hall.person("07"), day).value.marks) == marks


def test_a_leave_over_a_holiday_counts_on_working_days_only(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T19:00:00")
    known = records.read(hall, date(2026, 9, 30), date(2026, 10, 8), judged=True)
    start, until = moment_at("08:30", date(2026, 9, 30)), moment_at("18:00", date(2026, 10, 8))
    known.spelled = {"07": [Spell("07", start, until, "private", label="QJ-0001")]}
    found = known.month(hall.person("07"))
    assert [set(each.marks) for each in found] == [{"leave"}, *[{"rest-day"}] * 7, {"leave"}]
    assert tallied(found).leave_halves == 4


def test_at_midnight_the_day_before_is_over_and_the_new_one_has_nothing(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-19T14:20:00")
    with hall.act("08", next(iter(signing_windows(hall)))) as work:
        sign_in(work)
    thursday, friday = date(2026, 11, 19), date(2026, 11, 20)
    for moment, first, second in (
        ("2026-11-19T23:59:59", {"no-sign-out", "half-day", "unexplained"}, set()),
        ("2026-11-20T00:00:01", {"no-sign-out", "half-day", "unexplained"}, set()),
    ):
        clock_of(hall).set(moment)
        known = records.read(hall, thursday, friday)
        assert [set(each.marks) for each in known.month(hall.person("08"))] == [first, second]


@pytest.mark.parametrize(
    ("text", "away", "cell"),
    [
        ("in 14:20, out 18:00", ["group-duty 08:30-12:00"], "√集"),
        ("in 14:20, out 18:00", ["private 08:30-12:00"], "√半假"),
        ("in 14:20, out 18:00", [], "半待"),
        ("", ["group-duty 08:30-12:00"], "半待集"),
    ],
)
def test_half_a_day_on_a_common_task_is_not_shown_as_half_a_day_short(text: str, away: list[str], cell: str) -> None:
    assert sheets.cell(judged(day_of(text, spells(*away)))) == cell


def test_a_sheet_is_stored_when_it_goes_out_and_printed_again_as_it_was(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T19:00:00")
    said = reports.attendance_out(hall, FRIDAY, sheets.MONTH, to=tmp_path / "month.txt")
    assert "month.txt" in said
    assert "考勤汇总表" in (tmp_path / "month.txt").read_text(encoding="utf-8")
    assert reports.attendance_out(hall, FRIDAY, sheets.MONTH, to=tmp_path / "month.pdf")
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF")


def test_other_payrolls_have_sheets_of_their_own(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T19:00:00")
    with hall.act("01", "W01") as work:
        staff(work, payroll="公益岗")
    with hall.look() as connection:
        own = text.render(sheets.month_paper(hall, connection, FRIDAY))
        other = text.render(sheets.month_paper(hall, connection, FRIDAY, "公益岗"))
        with pytest.raises(sheets.NobodyThere):
            sheets.month_paper(hall, connection, FRIDAY, "驻村")
    assert not any("张丽" in line for line in own)
    assert any("张丽" in line for line in other)
    assert [each.name for each in sheets.month_sheets(hall, FRIDAY)] == ["2026-11本中心", "2026-11公益岗"]


def test_an_intern_has_marks_until_the_day_they_leave(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T08:10:00")
    with hall.act("01", "W01") as work:
        staff(work, until=date(2026, 11, 19), since=date(2026, 11, 18))
    known = records.read(hall, date(2026, 11, 16), FRIDAY, judged=True)
    days = [set(known.of(hall.person("07"), day).marks) for day in known.days()]
    assert days == [set(), set(), {"unexplained"}, set(), set()]


def test_days_before_anybody_ever_signed_in_have_no_mark_on_a_sheet(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T19:00:00")
    known = records.read(hall, date(2026, 11, 16), FRIDAY)
    assert {mark for day in known.days() for mark in known.of(hall.person("07"), day).marks} == set()


def test_somebody_elses_year_is_printed_only_by_who_may_print_reports(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T19:00:00")
    for no, allowed in (("07", True), ("12", False), ("01", True)):
        with hall.act(no, "W01") as work:
            made = sheets.year_paper(hall, work.connection, hall.person("07"), FRIDAY)
            if allowed:
                assert sheets.keep(work, made, FRIDAY)
            else:
                with pytest.raises(NotAllowed):
                    sheets.keep(work, made, FRIDAY)


@pytest.mark.rule("S32.15", "S33.22")
def test_what_speaks_against_an_award() -> None:
    good = judged(day_of("in 08:20, out 12:00, in 14:20, out 18:00"))
    late = judged(day_of("in 08:31, out 12:00, in 14:20, out 18:00"))
    away = judged(day_of("", spells("private 08:30-18:00")))
    sick = judged(day_of("", spells("sick 08:30-18:00")))
    rules = book()
    assert award_said(tallied([good] * 20), rules) == FIT
    assert award_said(tallied([good, late]), rules) == "迟到"
    assert award_said(tallied([good] + [away] * 3), rules) == FIT
    assert award_said(tallied([good] + [away] * 4), rules) == "事假超过3天"
    assert award_said(tallied([good] + [sick] * 4), rules) == FIT
    assert award_said(tallied([DayMarks()]), rules) == NOTHING_DUE
    assert [halves_said(each) for each in (0, 1, 3, 4)] == ["0", "0.5", "1.5", "2"]


def test_a_month_in_which_somebody_changes_posts_is_one_row(tmp_path: Path) -> None:
    def came() -> None:
        with hall.act("08", next(iter(signing_windows(hall)))) as work:
            sign_in(work)

    hall = make_hall(tmp_path, at="2026-11-19T08:20:00")
    came()
    clock_of(hall).set("2026-11-19T19:00:00")
    with hall.act("01", "W01") as work:
        post = hall.post("MZ")
        set_post(work, "MZ", post.name, post.window, "08", post.b, without=Without("left-hall", "调走了"))
    clock_of(hall).set("2026-11-20T08:20:00")
    came()
    clock_of(hall).set("2026-11-20T19:00:00")
    rows = [each for each in sheets.month_sheets(hall, FRIDAY)[0].rows if each[0] == "08"]
    assert len(rows) == 1
    assert rows[0][2 + 18] == rows[0][2 + 19] == "签半待"
