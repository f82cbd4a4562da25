"""The demonstration hall: the same seed gives the same journal, the records hold, and the hall is alive."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from counter import demo
from counter.demo.busy import Busy
from counter.demo.passwords import pins_of
from counter.domain.attendance.model import DutyRecord
from counter.domain.attendance.rota.duty_reading import on_duty
from counter.domain.attendance.rota.reading import month_of
from counter.domain.casework.acts.platform import count_not_entered
from counter.domain.casework.model import (
    Appointment,
    Batch,
    Case,
    CaseEvent,
    CasePerson,
    Collected,
    Enquiry,
    PaperRow,
    Print,
)
from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import moment_of, table_of
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.days.calendar import shipped
from counter.domain.hall.days.hours import HalfDays, Hours, OpenHours, Session
from counter.domain.hall.days.market import MarketRule
from counter.domain.hall.duty.model import HandoverRow, LeaveRow, SealMove
from counter.domain.hall.files.volumes import load_volumes
from counter.domain.hall.items.item import load_items
from counter.domain.hall.model import DayClose, ItemChange, Representative, Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.pins import fits
from counter.domain.journal import Entry
from counter.domain.oversight.audit import verify
from counter.domain.posts.things import things_of
from counter.storage import FileThere, wal_is_safe

TODAY = date(2026, 11, 20)
"""A Friday and a market day."""
NOON = time(12, 0)
C = table_of(Case)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> demo.Built:
    return demo.build(tmp_path_factory.mktemp("demo"), days=14, today=TODAY, until=NOON, people=600)


def count(connection: Connection, what: object) -> int:
    return int(connection.execute(what).scalar_one())  # type: ignore[call-overload]


def small(folder: Path, **other: object) -> demo.Built:
    wanted = {"days": 3, "seed": 7, "today": TODAY, "until": NOON, "people": 200, **other}
    return demo.build(folder, **wanted)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_journal_and_another_gives_another(tmp_path: Path) -> None:
    first, again = small(tmp_path / "1"), small(tmp_path / "2")
    assert first.digest == again.digest
    assert first.staff == again.staff
    assert small(tmp_path / "3", seed=8).digest != first.digest


def test_a_history_that_ends_earlier_is_the_beginning_of_one_that_ends_later(tmp_path: Path) -> None:
    def entries(built: demo.Built) -> list[bytes]:
        with built.hall.look() as connection:
            return [row.hash for row in connection.execute(select(table_of(Entry).c.hash).order_by("seq"))]

    early = entries(small(tmp_path / "early", until=time(9, 30)))
    late = entries(small(tmp_path / "late", until=time(17, 0)))
    assert len(late) > len(early)
    assert late[: len(early)] == early


def test_chain_tables_and_derived_columns_hold(built: demo.Built) -> None:
    found = verify(built.hall)
    assert list(found.lines()) and found.sound, list(found.lines())
    assert found.cases == built.counts["cases"]


def test_the_file_has_the_durable_settings_and_nothing_stands_beside_it(built: demo.Built) -> None:
    with built.hall.storage.writing() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert mode == ("wal" if wal_is_safe() else "delete")
    assert not list(built.path.parent.glob("*.part*"))


def test_nothing_lies_in_the_future_or_out_of_hours(built: demo.Built) -> None:
    end = datetime.combine(TODAY, NOON, tzinfo=ZONE)
    with built.hall.look() as connection:
        assert connection.execute(select(func.max(table_of(Entry).c.entered))).scalar_one() <= end
        assert count(connection, select(func.count()).where(table_of(Entry).c.clock_mark != "")) == 0
        received = connection.execute(select(C.c.received)).scalars().all()
    assert received
    shut = [each for each in received if not built.hall.hours(local_day(each)).is_open(each.astimezone(ZONE))]
    assert shut == []


def test_a_hall_under_qiujias_rules_with_its_people(built: demo.Built) -> None:
    assert len(built.staff) == 28
    assert built.hall.fact("rulebook") == "qiujia" and built.hall.fact("practice")
    assert [each.no for each in built.staff if "综合" in each.window] == ["03", "04"]
    assert (built.counts["villages"], built.counts["residents"], built.counts["items"]) == (20, 600, 90)
    assert all(each.no.isdecimal() for each in built.staff)


def test_everybody_listed_can_sign_on_with_the_pin_that_is_said(built: demo.Built) -> None:
    staff = table_of(Staff)
    with built.hall.look() as connection:
        kept = {row.no: row for row in connection.execute(select(staff.c.no, staff.c.pin, staff.c.pin_change))}
    assert {no for no, row in kept.items() if row.pin} == {each.no for each in built.staff}
    for each in (built.staff[0], built.staff[2], built.staff[-1]):
        assert fits(each.pin, kept[each.no].pin) and not kept[each.no].pin_change


def test_the_director_and_the_auditors_have_a_passphrase_and_the_others_digits() -> None:
    file = load_hall("demo")
    pins = pins_of(file, random.Random(1))
    assert [no for no, pin in pins.items() if not pin.isdecimal()] == ["01", "94"]
    assert all(len(pin) == 6 for pin in pins.values() if pin.isdecimal())


def test_the_month_has_everything_that_happens_in_one(built: demo.Built) -> None:
    with built.hall.look() as connection:
        kinds = Counter(connection.execute(select(C.c.kind)).scalars())
        states = Counter(connection.execute(select(C.c.state)).scalars())
        channels = Counter(connection.execute(select(C.c.channel)).scalars())
        money = count(connection, select(func.count()).where(~table_of(Collected).c.own_fee))
        asked = count(connection, select(func.count()).select_from(table_of(Enquiry)))
        called = count(connection, select(func.count()).where(table_of(Enquiry).c.called_back.is_not(None)))
        agents = count(connection, select(func.count()).where(C.c.agent_id.is_not(None)))
        others = count(connection, select(func.count()).where(C.c.subject_id.is_not(None)))
        shared = count(connection, select(func.count()).select_from(C)) - count(
            connection, select(func.count(C.c.visit_id.distinct()))
        )
    assert kinds["instant"] > kinds["promised"] + kinds["joint"] + kinds["referred"] > 0
    assert min(kinds["promised"], kinds["joint"], kinds["referred"]) > 0
    assert states["delivered"] and states["accepted"] and states["awaiting-collection"]
    assert channels["village"] and channels["counter"] > channels["village"]
    assert min(money, asked, called, agents, others, shared) > 0


def test_the_hall_is_alive_today(built: demo.Built) -> None:
    with built.hall.look() as connection:
        today = count(connection, select(func.count()).where(C.c.day == TODAY))
        dues = [each for each in connection.execute(select(C.c.due).where(C.c.list == "open")).scalars() if each]
    days = [local_day(each) for each in dues]
    assert today > 0
    assert TODAY in days or shipped().next_working(TODAY) in days
    assert any(day < TODAY for day in days)


def test_every_open_day_but_today_is_closed_and_its_papers_printed(built: demo.Built) -> None:
    paper, printed = table_of(PaperRow), table_of(Print)
    with built.hall.look() as connection:
        closed = connection.execute(select(table_of(DayClose).c.day).order_by("day")).scalars().all()
        bare = count(
            connection,
            select(func.count()).where(
                paper.c.case_id.is_not(None), paper.c.day < TODAY, paper.c.id.not_in(select(printed.c.paper_id))
            ),
        )
    assert closed[-1] == built.last_working_day == date(2026, 11, 19)
    assert TODAY not in closed
    assert bare == 0


def test_nearly_everything_old_is_entered_above_and_a_handful_is_left(built: demo.Built) -> None:
    with built.hall.look() as connection:
        entered = count(connection, select(func.count()).where(C.c.entered_above != ""))
        old = count_not_entered(connection, date(2026, 11, 19))
        left = count_not_entered(connection, TODAY)
    assert 0 < old < 0.03 * entered
    assert old < left


def test_some_agreed_a_time_and_who_was_due_came(built: demo.Built) -> None:
    booked = table_of(Appointment)
    with built.hall.look() as connection:
        states = Counter(connection.execute(select(booked.c.state)).scalars())
        end = datetime.combine(TODAY, NOON, tzinfo=ZONE)
        missed = count(connection, select(func.count()).where(booked.c.at < end, booked.c.state == "booked"))
    assert sum(states.values()) > 0 and missed == 0


def test_what_comes_many_at_once_is_there_on_the_first_look(built: demo.Built) -> None:
    batch, booked, person = (table_of(each) for each in (Batch, Appointment, CasePerson))
    end = datetime.combine(TODAY, NOON, tzinfo=ZONE)
    with built.hall.look() as connection:
        kinds = Counter(connection.execute(select(batch.c.kind)).scalars())
        untold = count(connection, select(func.count()).where(batch.c.kind == "arrived", batch.c.told.is_(None)))
        bare = count(connection, select(func.count()).where(batch.c.paper_id.is_(None)))
        ahead = Counter(connection.execute(select(booked.c.home).where(booked.c.at > end)).scalars())
        rosters = Counter(connection.execute(select(person.c.case_id)).scalars())
        kept = count(connection, select(func.count()).where(C.c.custody.is_not(None)))
        open_ = count(connection, select(func.count()).where(table_of(ItemChange).c.state == "proposed"))
        called = count(connection, select(func.count()).where(table_of(CaseEvent).c.kind == "reminded"))
        signs = count(connection, select(func.count()).select_from(table_of(Representative)))
    assert kinds["brought"] and kinds["arrived"] and untold <= 1 and bare == 0
    assert ahead[False] and kept
    assert open_ and called
    assert signs == len(built.hall.laid.departments) - 1
    assert list(rosters.values()) and min(rosters.values()) > 10


def test_the_report_says_who_signs_on_and_how_the_last_day_went(built: demo.Built) -> None:
    said = demo.report(built)
    assert str(built.path) in said and built.digest in said
    assert all(f"{each.no}  " in said and each.pin in said for each in built.staff)
    assert "日报" in said and "2026年11月19日" in said


def test_a_hall_that_is_there_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    path.write_bytes(b"somebody's")
    with pytest.raises(FileThere):
        small(tmp_path)
    assert path.read_bytes() == b"somebody's"


def test_a_practice_hall_borrows_names_and_lives_too(tmp_path: Path) -> None:
    built = small(tmp_path, hall="qiujia", days=1)
    assert built.counts["cases"] > 0
    assert verify(built.hall).sound


def test_a_hall_where_the_director_grants_leave_lives_too(tmp_path: Path) -> None:
    assert small(tmp_path, hall="community", days=8).counts["cases"] > 0


def busy(digits: frozenset[int]) -> Busy:
    hours = Hours(Session(time(8, 30), time(12)), Session(time(14, 30), time(18)), (), HalfDays(), ())
    return Busy(OpenHours(hours, shipped(), MarketRule("solar", digits)), load_volumes(), load_items(), 3.0)


def test_a_year_brings_as_many_cases_as_the_items_say() -> None:
    hall = busy(frozenset({2, 5, 8}))
    whole = sum(
        hall.cases(date.fromordinal(each)) for each in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    )
    assert whole == pytest.approx(sum(item.volume for item in load_items()))


def test_a_market_day_is_busier_and_gathers_in_the_morning() -> None:
    hall, chance = busy(frozenset({0})), random.Random(1)
    market, cold = date(2026, 11, 10), date(2026, 11, 11)
    assert hall.cases(market) > 2 * hall.cases(cold)
    mornings = {day: sum(hall.moment(day, chance).hour < 12 for _ in range(400)) for day in (market, cold)}
    assert mornings[market] > 300 > mornings[cold]
    assert hall.cases(date(2026, 11, 15)) == 0


def test_everybody_came_and_went_every_day_and_a_few_were_late_away_or_on_leave(built: demo.Built) -> None:
    with built.hall.look() as connection:
        days = connection.exec_driver_sql(
            "SELECT day, count(DISTINCT person) FROM presence WHERE kind = 'in' GROUP BY day ORDER BY day"
        ).fetchall()
        kinds = Counter(dict(connection.exec_driver_sql("SELECT kind, count(*) FROM presence GROUP BY kind").all()))
        leaves = connection.exec_driver_sql("SELECT count(*) FROM leave_taken WHERE approved IS NOT NULL").scalar()
        duties = connection.exec_driver_sql("SELECT count(*) FROM group_duty").scalar()
        tries = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE verb = 'pin-try'").scalar()
    days_between = (built.first_day + timedelta(days=n) for n in range((TODAY - built.first_day).days + 1))
    open_days = [day for day in days_between if built.hall.hours(day).sessions(day)]
    assert [day for day, _ in days] == [each.isoformat() for each in open_days]
    assert all(18 <= people <= 24 for _, people in days)
    assert kinds["in"] > kinds["out"] > 300 and kinds["go-out"] == kinds["come-back"] > 0
    assert (bool(leaves), bool(duties), tries) == (True, True, 0)


def test_nobody_signed_in_before_eight_or_for_another(built: demo.Built) -> None:
    with built.hall.look() as connection:
        rows = connection.exec_driver_sql("SELECT at, how, terminal FROM presence").fetchall()
    assert {(how, terminal) for _, how, terminal in rows} == {("", "W01")}
    assert min(local(moment_of(at)).time() for at, *_ in rows) >= time(8, 0)


def test_every_post_keeps_things_and_the_rota_of_the_month_is_published(built: demo.Built) -> None:
    hall = built.hall
    with hall.look() as connection:
        kept = {code: {str(row["kind"]) for row in things_of(connection, code)} for code in hall.laid.posts}
        assert month_of(connection, TODAY.replace(day=1)).published is not None
        leading = {each for day in range(9, 20) for each in on_duty(connection, date(2026, 11, day), "leader")}
        recorded = count(connection, select(func.count()).select_from(table_of(DutyRecord)))
    assert all({"ukey", "account", "key"} <= kinds for kinds in kept.values())
    assert any("receipts" in kinds for kinds in kept.values())
    assert leading and recorded >= 5


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return small(tmp_path_factory.mktemp("month"), days=25).hall


def test_posts_were_handed_over_and_taken_back(month: Hall) -> None:
    hall = month
    with hall.look() as connection:
        rows = connection.execute(table_of(HandoverRow).select().order_by("id")).mappings().all()
        lent = count(connection, select(func.count()).where(table_of(SealMove).c.kind == "lend"))
    left = [row for row in rows if (row["kind"], row["ground"]) == ("hand-over", "leave")]
    assert left and all(row["paper_id"] and row["confirmed_taker"] and row["leave_id"] for row in left)
    back = {row["post"] for row in rows if row["kind"] == "take-back" and row["ground"] == ""}
    assert back and back <= {row["post"] for row in left}
    assert {row["ground"] for row in rows if row["kind"] == "hand-over"} == {"leave", "short"} and lent


def test_who_stands_in_takes_the_cases_of_who_is_on_leave(month: Hall) -> None:
    hall = month
    with hall.look() as connection:
        leaves = connection.execute(table_of(LeaveRow).select()).mappings().all()
        for row in leaves:
            wrong = select(func.count()).where(
                C.c.received >= row["start"], C.c.received < row["until"], C.c.clerk == row["person"]
            )
            assert count(connection, wrong) == 0, row["number"]
    assert leaves
