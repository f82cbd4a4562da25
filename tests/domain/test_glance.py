"""What the first frame shows, and that it shows it of any file."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from counter.domain.attendance.rota import duty_reading, rosters
from counter.domain.casework.case import recount
from counter.domain.hall.glance import Glance, NobodyFound, SeveralFound, Sitter, find_sitter, glance, market_today
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.hall.rulebook import shipped
from counter.storage import NewerDatabase, NoDatabase, NotADatabase, Storage
from tests.halls import clock_of, make_hall, took
from tests.hands import do

TODAY = date(2026, 11, 20)
STAFF = (
    Sitter("07", "张丽", "zl"),
    Sitter("70", "张莉", "zl"),
    Sitter("12", "陈勇", "cy"),
    Sitter("201", "司马相如", "smxr"),
    Sitter("202", "司马光", "smg"),
)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def seen(hall: Hall, day: date = TODAY) -> Glance:
    return glance(hall.storage, day)


def test_hall_people_and_windows(hall: Hall) -> None:
    found = seen(hall)
    assert found.name == "邱家镇便民服务中心"
    assert not found.practice
    assert dict(found.windows) == dict(hall.laid.windows)
    assert {each.no for each in found.staff} == {each.no for each in hall.laid.staff.values() if each.active}
    assert next(each for each in found.staff if each.no == "07").place == "民政A岗"
    assert found.lunar == "农历十月十二"


def test_todays_first_figures(hall: Hall) -> None:
    assert (seen(hall).received, seen(hall).finished, seen(hall).due_today) == (0, 0, 0)
    took(hall)
    took(hall, "王秀芳", "X-002")
    found = seen(hall)
    assert found.received == 2
    assert found.due_today == 1
    assert seen(hall, date(2026, 11, 27)).due_today == 1
    assert seen(hall, date(2026, 11, 26)).due_today == 0


def test_an_intern_is_offered_until_the_end_date(hall: Hall) -> None:
    with hall.act("01") as work:
        staff.set_end(work, "07", date(2026, 11, 23))
    assert "07" in {each.no for each in seen(hall).staff}
    assert "07" not in {each.no for each in seen(hall, date(2026, 11, 23)).staff}


@pytest.mark.rule("S34.8")
def test_a_market_day_is_told_before_signing_on(hall: Hall) -> None:
    assert seen(hall).market.value == ""
    with hall.act("01") as work:
        recount.lay_down(work, "calendar.market.basis", "lunar", TODAY, "场期公告")
    with hall.act("01") as work:
        recount.lay_down(work, "calendar.market.digits", [2, 5], TODAY, "场期公告")
    assert seen(hall).market.value == "逢场天 全天坐岗"
    assert seen(hall, date(2026, 11, 21)).market.value == ""
    assert seen(hall, date(2026, 11, 19)).market.value == ""
    assert hall.hours(TODAY).is_market(TODAY)


def test_a_hall_where_not_everybody_sits_only_names_the_day() -> None:
    changes = [("calendar.market.digits", "[0]", "公告"), ("calendar.market.everybody", "false", "公告")]
    assert market_today("qiujia", changes, TODAY).value == "逢场天"
    assert (
        market_today("qiujia", [*changes, ("calendar.market.everybody", "true", "公告")], TODAY).value
        == "逢场天 全天坐岗"
    )


@pytest.mark.parametrize("name", ["qiujia", "township"])
def test_the_section_read_alone_says_what_the_whole_rulebook_says(name: str) -> None:
    told = market_today(name, [("calendar.market.digits", "[0]", "公告"), ("calendar.market.basis", '"solar"', "公告")],
                        TODAY)  # fmt: skip
    everybody = shipped(name).calendar.market.everybody
    assert told.value == ("逢场天 全天坐岗" if everybody.value else "逢场天")
    assert (everybody.article in told.articles[-1]) == bool(everybody.value)


def test_a_day_beyond_the_lunar_table_is_no_reason_to_stay_closed() -> None:
    changes = [("calendar.market.basis", '"lunar"', "公告"), ("calendar.market.digits", "[2]", "公告")]
    assert market_today("qiujia", changes, date(2399, 1, 1)).value == ""


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase):
        glance(Storage(f"sqlite:///{tmp_path}/none.db"), TODAY)


def test_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "hall.db").write_text("登记表" * 1000, encoding="utf-8")
    with pytest.raises(NotADatabase):
        glance(Storage(f"sqlite:///{tmp_path}/hall.db"), TODAY)


def test_a_file_without_our_tables(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hall.db") as raw:
        raw.execute("PRAGMA user_version=1")
        raw.execute("CREATE TABLE other (x)")
    with pytest.raises(NotADatabase):
        glance(Storage(f"sqlite:///{tmp_path}/hall.db"), TODAY)


def test_a_newer_and_an_older_file(hall: Hall) -> None:
    hall.storage.close()
    with sqlite3.connect(hall.storage.path) as raw:
        raw.execute("PRAGMA user_version=99")
    with pytest.raises(NewerDatabase):
        seen(hall)
    with sqlite3.connect(hall.storage.path) as raw:
        raw.execute("PRAGMA user_version=0")
    assert seen(hall) == Glance()


def test_a_file_cut_in_the_middle(hall: Hall) -> None:
    took(hall)
    clock_of(hall).forward(hours=1)
    hall.storage.close()
    data = hall.storage.path.read_bytes()
    hall.storage.path.write_bytes(data[:6000] + b"\x55" * (len(data) - 6000))
    with pytest.raises(NotADatabase):
        seen(hall)


@pytest.mark.parametrize(
    ("typed", "no"),
    [
        ("07", "07"), ("7", "07"), ("007", "07"), ("０７", "07"), ("70", "70"), ("张丽", "07"), (" 张丽 ", "07"),
        ("陈", "12"), ("cy", "12"), ("CY", "12"), ("司马光", "202"), ("司马相", "201"), ("smg", "202"),
    ],
)  # fmt: skip
def test_who_is_meant(typed: str, no: str) -> None:
    assert find_sitter(STAFF, typed).no == no


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("99", NobodyFound), ("", NobodyFound), ("李", NobodyFound), ("张", SeveralFound), ("zl", SeveralFound),
     ("司马", SeveralFound), ("0", NobodyFound)],
)  # fmt: skip
def test_who_cannot_be_told(typed: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        find_sitter(STAFF, typed)


@pytest.mark.parametrize(
    ("typed", "said"), [("99", "99"), ("李", "李"), ("020810", "******"), ("zhulin-xiaohe", "*" * 13)]
)
def test_what_may_be_a_pin_is_not_repeated(typed: str, said: str) -> None:
    with pytest.raises(NobodyFound) as refused:
        find_sitter(STAFF, typed)
    assert refused.value.sentence == f"没有工号或姓名是“{said}”的工作人员，请核对。"


@pytest.mark.rule("S35.1", "S36.2")
def test_who_is_on_duty_today_stands_at_the_door_once_it_is_published(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at="2026-11-27T15:00:00")
    day = date(2026, 12, 1)
    do(hall, rosters.draft, day, by="01")
    assert (seen(hall, day).leader, seen(hall, day).noon) == ("", "")
    do(hall, rosters.publish, day, by="01")
    found = seen(hall, day)
    with hall.look() as connection:
        noon = duty_reading.on_duty(connection, day, "noon")
    assert found.leader == f"{hall.person('02').name}（{hall.person('02').title}）"
    assert found.noon == hall.person(noon[0]).name
    assert (seen(hall, date(2026, 12, 5)).leader, seen(hall, date(2026, 12, 5)).noon) == ("", "")
