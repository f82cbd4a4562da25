"""Explaining, correcting, roll calls, and the sheet that is signed, filed and put up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.approvals.acts import Signed, SlipMissing, approve
from counter.domain.attendance.month import correcting, explaining, records, roll_calls, sheets, signed_sheets
from counter.domain.attendance.presence.signing import sign_in, sign_out
from counter.domain.attendance.presence.terminals import signing_windows
from counter.domain.casework.case import visits
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.staff import add_staff
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight import closing
from tests.halls import clock_of, make_hall

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T08:42:00")


def came(hall: Hall, no: str, when: str, *, out: bool = False) -> None:
    clock_of(hall).set(when)
    with hall.act(no, next(iter(signing_windows(hall)))) as work:
        sign_out(work) if out else sign_in(work)


def marks(hall: Hall, no: str = "07", day: date = FRIDAY) -> set[str]:
    return set(records.of_day(hall, hall.person(no), day).value.marks)


def test_nobody_accepts_their_own_explanation_and_who_wrote_it_down_neither(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T19:00:00")
    with hall.act("07", "W01") as work:
        explaining.explain(work, FRIDAY, "孩子急病")
    for no in ("07", "12"):
        with pytest.raises(NotAllowed), hall.act(no, "W01") as work:
            explaining.accept_explanation(work, "07", FRIDAY)
    with hall.act("01", "W01") as work:
        explaining.explain(work, FRIDAY, "孩子急病，电话里说的", "07")
    with pytest.raises(explaining.OwnExplanation), hall.act("01", "W01") as work:
        explaining.accept_explanation(work, "07", FRIDAY)
    with hall.act("02", "W01") as work:
        explaining.accept_explanation(work, "07", FRIDAY)
    assert marks(hall) == set()
    assert "电话里说的" in "".join(step.text for step in records.of_day(hall, hall.person("07"), FRIDAY).steps)


def test_another_persons_explanation_is_written_down_only_by_who_keeps_attendance(hall: Hall) -> None:
    with pytest.raises(NotAllowed), hall.act("12", "W01") as work:
        explaining.explain(work, FRIDAY, "孩子急病", "07")
    with pytest.raises(explaining.SaysNothing), hall.act("07", "W01") as work:
        explaining.explain(work, FRIDAY, "  ")
    with pytest.raises(explaining.NotYet), hall.act("07", "W01") as work:
        explaining.explain(work, date(2026, 11, 21), "要请假")


@pytest.mark.rule("S32.13")
def test_a_correction_is_approved_by_another_and_what_stood_there_stays(hall: Hall) -> None:
    came(hall, "07", "2026-11-20T08:42:00")
    assert marks(hall) == {"late"}
    clock_of(hall).set("2026-11-20T18:30:00")
    with hall.look() as connection:
        key = connection.exec_driver_sql("SELECT id FROM presence").scalar_one()
    with hall.act("07", "W01") as work:
        asked = correcting.correct_presence(work, "07", "in", at("2026-11-20T08:25:00"), "电脑坏了", corrects=key)
    assert "late" in marks(hall)
    with hall.act("01", "W01") as work:
        approve(work, asked.id)
    assert "late" not in marks(hall)
    rows = hall.rows("SELECT id, corrects, how, witness, source FROM presence ORDER BY id")
    assert [tuple(row) for row in rows] == [(key, None, "", "", ""), (key + 1, key, "corrected", "01", asked.number)]
    with pytest.raises(correcting.PutRightBefore), hall.act("07", "W01") as work:
        correcting.correct_presence(work, "07", "in", at("2026-11-20T08:20:00"), "再早些", corrects=key)


def test_a_punch_that_is_missing_is_added_and_a_wrong_one_struck(hall: Hall) -> None:
    came(hall, "07", "2026-11-20T08:20:00")
    came(hall, "07", "2026-11-20T12:00:00", out=True)
    came(hall, "07", "2026-11-20T14:20:00")
    clock_of(hall).set("2026-11-20T19:00:00")
    assert marks(hall) == {"no-sign-out"}
    with hall.act("07", "W01") as work:
        asked = correcting.correct_presence(work, "", "out", at("2026-11-20T18:02:00"), "忘了签退，何平在场")
    with pytest.raises(correcting.AlreadyAskedFor), hall.act("07", "W01") as work:
        correcting.correct_presence(work, "", "out", at("2026-11-20T18:03:00"), "又一次")
    with hall.act("01", "W01") as work:
        approve(work, asked.id)
    assert marks(hall) == {"present"}
    added = hall.rows("SELECT id FROM presence WHERE how = 'corrected'")[0][0]
    with hall.act("03", "W01") as work:
        wrong = correcting.correct_presence(work, "07", "struck", at("2026-11-20T18:02:00"), "那天没来", corrects=added)
    with hall.act("01", "W01") as work:
        approve(work, wrong.id)
    assert marks(hall) == {"no-sign-out"}


def test_a_correction_names_a_row_of_that_person_and_day_and_a_reason(hall: Hall) -> None:
    came(hall, "07", "2026-11-20T08:20:00")
    key = hall.rows("SELECT id FROM presence")[0][0]
    clock_of(hall).set("2026-11-21T10:00:00")
    tries = (
        (correcting.NoSuchPunch, "12", "2026-11-20T08:10:00", "写错", key),
        (correcting.NoSuchPunch, "07", "2026-11-20T08:10:00", "写错", 999),
        (correcting.AnotherDay, "07", "2026-11-21T08:10:00", "写错", key),
        (correcting.PunchAhead, "07", "2026-11-22T08:10:00", "写错", key),
        (correcting.ReasonMissing, "07", "2026-11-20T08:10:00", " ", key),
    )
    for refusal, whose, when, why, row in tries:
        with pytest.raises(refusal), hall.act("03", "W01") as work:
            correcting.correct_presence(work, whose, "in", at(when), why, corrects=row)
    with pytest.raises(NotAllowed), hall.act("12", "W01") as work:
        correcting.correct_presence(work, "07", "in", at("2026-11-20T08:10:00"), "写错", corrects=key)


@pytest.mark.rule("S32.3", "S52.12")
def test_the_leader_in_charge_signs_and_the_discipline_office_files(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T18:00:00")
    with pytest.raises(signed_sheets.NotOverYet), hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, date(2026, 11, 21))
    with pytest.raises(signed_sheets.NotYoursToSign) as refused, hall.act("01", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY)
    assert "S32.3" in refused.value.rules
    with pytest.raises(signed_sheets.PeriodWrong), hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, date(2026, 11, 19))
    with pytest.raises(signed_sheets.NothingToFile), hall.act("03", "W01") as work:
        signed_sheets.file_sheet(work, "谢红")
    assert marks(hall) == {"unexplained"}
    with hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY)
    assert marks(hall) == {"unexcused"}
    with pytest.raises(signed_sheets.SignedBefore), hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY)
    with pytest.raises(signed_sheets.NobodyFiled), hall.act("03", "W01") as work:
        signed_sheets.file_sheet(work)
    with hall.act("03", "W01") as work:
        signed_sheets.file_sheet(work, "镇纪委谢红")
    with hall.look() as connection:
        kept = signed_sheets.of_period(connection, "signed", FRIDAY, FRIDAY)
    assert [(each["signed_by"], each["filed_by"]) for each in kept] == [("02", "镇纪委谢红")]


def test_who_is_of_the_discipline_office_takes_the_sheet_in_their_own_name(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T18:00:00")
    with hall.act("01", "W01") as work:
        add_staff(work, "77", "谢红", ["discipline"])
    with hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY, shown=sheets.month_papers(hall, work.connection, FRIDAY))
    with pytest.raises(NotAllowed), hall.act("07", "W01") as work:
        signed_sheets.file_sheet(work, "谢红")
    with hall.act("77", "W01") as work:
        key = signed_sheets.file_sheet(work)
    with hall.look() as connection:
        row = signed_sheets.signed_over(connection, FRIDAY)
        kept = visits.paper(connection, signed_sheets.paper_of(connection, key))
    assert row is not None and row["filed_by"] == "谢红"
    assert (kept.kind, kept.number) == (sheets.MONTH, "2026-11")


def test_a_sheet_signed_with_a_pen_is_entered_by_another_with_its_number(hall: Hall) -> None:
    clock_of(hall).set("2026-11-23T09:00:00")
    with pytest.raises(SlipMissing), hall.act("03", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY, signed=Signed("02", date(2026, 11, 23), " "))
    with pytest.raises(NotAllowed), hall.act("07", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY, signed=Signed("02", date(2026, 11, 23), "考勤11"))
    with hall.act("03", "W01") as work:
        signed_sheets.sign_sheet(work, FRIDAY, FRIDAY, signed=Signed("王建国", date(2026, 11, 23), "考勤11"))
    with hall.look() as connection:
        row = signed_sheets.signed_over(connection, FRIDAY)
    assert row is not None
    assert (row["signed_by"], row["entered_by"], row["slip"]) == ("02", "03", "考勤11")


@pytest.mark.rule("S32.6", "S32.14")
def test_where_the_document_says_weekly_last_week_waits_until_it_is_put_up(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at="2026-11-20T09:00:00")
    keeper = next(no for no, each in hall.laid.staff.items() if "comprehensive" in each.roles)
    assert waiting(hall) == []
    came(hall, keeper, "2026-11-12T08:20:00")
    clock_of(hall).set("2026-11-20T09:00:00")
    assert waiting(hall) == ["考勤没有公示"]
    with hall.act(keeper, "W01") as work:
        signed_sheets.publish(work, date(2026, 11, 9), date(2026, 11, 15))
    assert waiting(hall) == []


@pytest.mark.rule("S32.3")
def test_last_months_sheet_waits_until_it_is_signed_and_filed(hall: Hall) -> None:
    came(hall, "07", "2026-11-20T08:20:00")
    clock_of(hall).set("2026-12-01T09:00:00")
    assert waiting(hall) == ["考勤表没有签字"]
    with hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, date(2026, 11, 1), date(2026, 11, 20))
    assert waiting(hall) == ["考勤表没有签字", "考勤表没有备案"]
    with hall.act("02", "W01") as work:
        signed_sheets.sign_sheet(work, date(2026, 11, 21), date(2026, 11, 30))
    assert waiting(hall) == ["考勤表没有备案"]
    for _ in range(2):
        with hall.act("03", "W01") as work:
            signed_sheets.file_sheet(work, "谢红")
    assert waiting(hall) == []


def waiting(hall: Hall) -> list[str]:
    """What of attendance stands on the list at the day's end."""
    with hall.look() as connection:
        return [each.name for each in closing.points(hall, connection, hall.today) if "考勤" in each.name]


def test_a_hall_that_sums_up_by_month_has_no_week_to_put_up(hall: Hall) -> None:
    with hall.look() as connection:
        assert signed_sheets.week_to_publish(hall, connection) is None


@pytest.mark.rule("S32.6", "S32.18", "S38.3", "S38.8", "S38.11", "S38.13")
def test_a_roll_call_keeps_who_was_there_who_was_not_and_why(hall: Hall) -> None:
    with hall.act("03", "W01") as work:
        roll_calls.roll_call(work, "学习会议精神", {"07": "", "08": "县里开会"}, place="会议室")
    with hall.look() as connection:
        kept = roll_calls.of_days(connection, FRIDAY, FRIDAY)[0]
    assert kept.absent == {"07": "", "08": "县里开会"}
    assert {"07", "08"}.isdisjoint(kept.present)
    assert "12" in kept.present
    assert "01" not in kept.present
    assert (kept.study, kept.topic, kept.place, kept.called_by) == (True, "学习会议精神", "会议室", "03")
    assert "study-absent" in marks(hall)
    assert "study-absent" not in marks(hall, "08")


def test_a_roll_call_that_cannot_be_is_refused(hall: Hall) -> None:
    with pytest.raises(NotAllowed), hall.act("07", "W01") as work:
        roll_calls.roll_call(work, "学习", {"08": ""})
    with pytest.raises(roll_calls.NoTopic), hall.act("03", "W01") as work:
        roll_calls.roll_call(work, " ", {"08": ""})
    with pytest.raises(roll_calls.BothPlaces), hall.act("03", "W01") as work:
        roll_calls.roll_call(work, "学习", {"08": ""}, ["07", "08"])
