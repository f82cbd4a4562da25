"""The slip of a leave, the month's registration, the documents' ways of approving, and times as people type them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter import reports
from counter.domain.approvals import acts as approvals
from counter.domain.approvals import reading
from counter.domain.attendance.leave import papers as leave_papers
from counter.domain.attendance.leave import returning as leave_return
from counter.domain.attendance.leave import stand_in as leave_stand_in
from counter.domain.attendance.leave.choices import NoSuchChoice, choices, choose_tiers
from counter.domain.attendance.leave.reading import by_id
from counter.domain.attendance.leave.typing import LeaveTimeUnclear, leave_time
from counter.domain.casework.case import visits
from counter.domain.clock import at, local
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.paper import Fields, Paper, Table
from counter.papers import text
from tests.domain.test_leave import DIRECTOR, LEADER, WINDOW, A, B, ask, given, now
from tests.halls import clock_of, make_hall
from tests.hands import do


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-16T09:00:00")


def printed(hall: Hall, key: int) -> str:
    with hall.look() as connection:
        return "\n".join(text.render(visits.paper(connection, key), 80))


def slip(hall: Hall, key: int) -> Paper:
    with hall.look() as connection:
        return leave_papers.slip(hall, connection, by_id(hall, connection, key))


@pytest.mark.rule("S33.3", "S33.7", "S33.8", "S33.20")
def test_the_slip_tells_everything_and_is_signed(hall: Hall) -> None:
    asked = ask(hall, kind="sick")
    before = printed(hall, do(hall, leave_papers.keep_slip, asked.id))
    for word in ("请假条", "QJ-0001", hall.person(A).name, "病假", "11-17 08:30 至 18:00", "1天", "待同意", "待补交",
                 "分管领导意见", "销假签名", "综合窗口登记备案", "四4"):  # fmt: skip
        assert word in before, word
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    do(hall, approvals.approve, asked.approval_id, by=LEADER)
    after = printed(hall, do(hall, leave_papers.keep_slip, asked.id))
    assert f"同意（{hall.person(LEADER).name}）" in after and "11-16 09:00 综合窗口" in after
    assert "分管领导意见" not in after


def test_a_slip_that_reads_the_same_is_printed_again_and_not_made_anew(hall: Hall) -> None:
    asked = ask(hall)
    first = do(hall, leave_papers.keep_slip, asked.id)
    assert do(hall, leave_papers.keep_slip, asked.id) == first
    do(hall, leave_stand_in.agree_stand_in, asked.id, by=B)
    assert do(hall, leave_papers.keep_slip, asked.id) != first


@pytest.mark.rule("S13.18", "S33.3", "S33.6", "S33.8", "S33.20")
def test_the_registration_of_a_month_shows_leave_and_return(hall: Hall) -> None:
    back = given(hall)
    ask(hall, "2026-11-19T14:30:00", "2026-11-19T18:00:00", kind="annual")
    clock_of(hall).set("2026-11-18T08:20:00")
    do(hall, leave_return.report_back, back.id)
    with pytest.raises(NotAllowed):
        do(hall, leave_papers.keep_register, date(2026, 11, 16), by=A)
    assert "请销假登记簿" in printed(hall, do(hall, leave_papers.keep_register, date(2026, 11, 16), by=WINDOW))
    with hall.look() as connection:
        made = leave_papers.register_paper(hall, connection, date(2026, 11, 1))
    table = next(block for block in made.blocks if isinstance(block, Table))
    first, second = table.rows
    assert first[1:7] == ("QJ-0001", hall.person(A).name, "事假", "11-17 08:30 至 18:00", "1天", hall.person(B).name)
    assert first[7:] == (f"同意（{hall.person(LEADER).name}）", "11-18 08:20", "已销假 未交接")
    assert (second[3], second[5], second[8], second[9]) == ("年休假", "0.5天", "", "待批")
    assert ("违反请假规定", f"1 次（{hall.person(A).name}）") in next(
        block for block in made.blocks if isinstance(block, Fields)
    ).rows


# -- the documents' ways -----------------------------------------------------------------------


@pytest.mark.rule("S33.7", "S33.8")
@pytest.mark.parametrize(("name", "days", "kind", "needs", "rule"), [
    ("001.P", 1, "private", ("deputy-director",), "S33.7"),
    ("001.P", 2, "official", ("director",), "S33.7"),
    ("001.Q", 1, "private", ("leader-in-charge",), "S33.8"),
    ("001.Q", 3, "official", ("leader-in-charge",), "S33.8"),
    ("001.Q", 2, "private", ("main-leader",), "S33.8"),
    ("002", 2, "private", ("leader-in-charge", "director"), "S33.12"),
    ("004", 5, "private", ("director",), "S33.18"),
])  # fmt: skip
def test_a_hall_takes_over_another_documents_way(
    hall: Hall, name: str, days: int, kind: str, needs: tuple[str, ...], rule: str
) -> None:
    do(hall, choose_tiers, name, hall.today, by=DIRECTOR)
    asked = ask(hall, "2026-11-17T08:30:00", f"2026-11-{16 + days}T18:00:00", kind=kind)
    with hall.look() as connection:
        approval = reading.by_id(connection, asked.approval_id)
    assert approval.needs == needs
    assert rule in approval.basis.rules
    assert verify(hall).sound


@pytest.mark.rule("S33.8")
def test_leave_is_registered_where_the_document_says(hall: Hall) -> None:
    do(hall, choose_tiers, "001.Q", hall.today, by=DIRECTOR)
    assert "党政办登记备案" in printed(hall, do(hall, leave_papers.keep_slip, given(hall).id))


def test_only_who_may_set_the_hall_up_chooses(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        do(hall, choose_tiers, "001.P", hall.today, by=WINDOW)
    with pytest.raises(NoSuchChoice):
        do(hall, choose_tiers, "005", hall.today, by=DIRECTOR)


def test_every_way_has_its_article_and_ends_without_a_limit() -> None:
    for each in choices():
        assert each.tiers[-1].most_days is None and not each.tiers[-1].kinds
        assert each.rules and each.article
        assert all(tier.needs for tier in each.tiers)


# -- times as typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "first", "meant"), [
    ("24", True, "11-24 08:30"), ("24", False, "11-24 18:00"), ("24上午", True, "11-24 08:30"),
    ("24上午", False, "11-24 12:00"), ("24 下午", True, "11-24 14:30"), ("11-24下午", False, "11-24 18:00"),
    ("明天", True, "11-17 08:30"), ("昨天", True, "11-15 08:30"), ("周三下午", True, "11-18 14:30"),
    ("下周一", False, "11-23 18:00"), ("24 10:00", True, "11-24 10:00"), ("下午3点半", True, "11-16 15:30"),
    ("3", True, "12-03 08:30"), ("11-10", True, "11-10 08:30"), ("1月5日", True, "01-05 08:30"),
    ("２４上午", True, "11-24 08:30"), ("上午", False, "11-16 12:00"), ("31", True, "12-31 08:30"),
])  # fmt: skip
def test_times_are_typed_briefly(hall: Hall, typed: str, first: bool, meant: str) -> None:
    assert f"{local(leave_time(hall, typed, date(2026, 11, 16), first=first)):%m-%d %H:%M}" == meant


@pytest.mark.parametrize(("typed", "meant"), [
    ("下周三上午", "11-25 12:00"), ("下周二", "11-24 18:00"), ("周五", "11-27 18:00"), ("后天", "11-18 18:00"),
    ("25", "11-25 18:00"),
])  # fmt: skip
def test_the_end_of_a_leave_that_begins_next_week_is_said_from_today(hall: Hall, typed: str, meant: str) -> None:
    """From 下周二 to 下周三 are two days, not nine."""
    begins = leave_time(hall, "下周二", date(2026, 11, 16), first=True)
    assert f"{local(begins):%m-%d}" == "11-24"
    assert f"{local(leave_time(hall, typed, local(begins).date(), first=False)):%m-%d %H:%M}" == meant


@pytest.mark.parametrize("typed", ["", "  ", "abc", "32", "13-40", "24 25:00", "周八", "0"])
def test_what_is_no_time_is_said(hall: Hall, typed: str) -> None:
    with pytest.raises(LeaveTimeUnclear):
        leave_time(hall, typed, date(2026, 11, 16), first=True)


def test_next_year_begins_after_december(hall: Hall) -> None:
    assert leave_time(hall, "1-5", date(2026, 12, 20), first=True) == at("2027-01-05T08:30:00")
    assert now(hall, ask(hall).id).number == "QJ-0001"


def test_the_command_line_tells_a_month_and_writes_it(hall: Hall, tmp_path: Path) -> None:
    given(hall)
    assert any("QJ-0001" in line for line in reports.leave(hall, date(2026, 11, 1)))
    assert not any("QJ-0001" in line for line in reports.leave(hall, date(2026, 12, 1)))
    assert "register.txt" in reports.leave_out(hall, date(2026, 11, 1), tmp_path / "register.txt")
    assert "QJ-0001" in (tmp_path / "register.txt").read_text(encoding="utf-8")
