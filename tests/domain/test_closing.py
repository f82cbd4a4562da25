"""Closing the day: what is told before it, what it refuses, and the sheet that it seals."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import Change, correct
from counter.domain.casework.asking.enquiries import Asked, Passed, answer, call_back, enquire
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, Money
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import head
from counter.domain.oversight.audit import verify
from counter.domain.oversight.closing import (
    AlreadyClosed,
    CallsOwed,
    Closed,
    DayNotThere,
    Point,
    close_day,
    keep_summary,
    points,
    secure,
    sheet,
)
from counter.domain.oversight.figures import closing_of, figures
from counter.domain.refusals import Refusal
from tests.halls import APPLY, CARD, INCOME, clock_of, make_hall

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def close(hall: Hall, day: date = FRIDAY, reason: str = "", by: str = "03") -> Closed:
    with hall.act(by, "综合窗口") as work:
        return close_day(work, day, reason)


def take(hall: Hall, item: str = "X-001", happened: str = "", **more: object) -> int:
    late = {"source": "手工登记本", "checked_by": "12"} if happened else {}
    with hall.act("07", "民政", happened=at(happened) if happened else None) as work:
        return cases.accept(work, Application(item, Who("李国强"), **late, **more)).case_id  # type: ignore[arg-type]


def owe(hall: Hall) -> int:
    with hall.act("03", "综合窗口") as work:
        return enquire(work, Asked(matter="问低保", name="周杰", phone="15400010001", owed=True))


def told(hall: Hall, drafts: Path | None = None) -> dict[str, Point]:
    with hall.look() as connection:
        return {point.name: point for point in points(hall, connection, hall.today, drafts)}


def test_nothing_to_tell_on_an_empty_day(hall: Hall) -> None:
    assert told(hall) == {}


def test_everything_worth_telling_is_counted(hall: Hall, tmp_path: Path) -> None:
    done = take(hall, "X-002")
    with hall.act("07", "民政") as work:
        cases.decide(work, done)
    take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))
    paid = take(hall, "X-007", money=Money(1000, own_fee=True))
    with hall.act("07", "民政") as work:
        correct(work, paid, Change(fee_receipt=""))
    owe(hall)
    drafts = tmp_path / "hall.db.drafts" / "t-01"
    drafts.mkdir(parents=True)
    (drafts / "a.json").write_text("{}")
    (drafts / "b.broken").write_text("{}")
    found = told(hall, tmp_path / "hall.db.drafts")
    assert {name: point.count for name, point in found.items()} == {
        "待回电": 1, "挂单": 1, "待补": 1, "待领": 1, "收款没有票据号": 1, "没打印的单子": 3,
        "未录平台": 2, "收款未对账": 1,
    }  # fmt: skip
    assert found["待回电"].lines == ["周杰 154****0001 问低保"]
    assert found["待补"].lines[0].endswith("李国强 张丽 试验承诺事项")
    assert [len(found[name].cases) for name in ("待补", "未录平台", "挂单")] == [1, 2, 0]


def test_due_and_overdue_are_told_once_each(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2026-11-27T17:00:00")
    assert "今日到期没办结" in told(hall) and "已超期" not in told(hall)
    clock_of(hall).set("2026-11-27T18:30:00")
    assert "今日到期没办结" not in told(hall) and told(hall)["已超期"].count == 1


def test_a_printed_notice_is_told_no_more(hall: Hall) -> None:
    take(hall)
    with hall.act("07", "民政") as work:
        visits.note_print(work, 1, "printer")
    assert "没打印的单子" not in told(hall)


@pytest.mark.parametrize(
    ("by", "day", "refusal"),
    [("07", FRIDAY, NotAllowed), ("03", date(2026, 11, 21), DayNotThere)],
)
def test_who_and_when_may_not(hall: Hall, by: str, day: date, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        close(hall, day, by=by)


def test_a_day_is_closed_once(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T18:05:00")
    close(hall)
    with pytest.raises(AlreadyClosed, match="11-20 18:05 由何平"):
        close(hall)


@pytest.mark.rule("S26.4")
def test_calls_owed_must_be_made_or_have_their_reason(hall: Hall) -> None:
    key = owe(hall)
    with pytest.raises(CallsOwed) as refused:
        close(hall, reason="  ")
    assert "S26.4" in refused.value.rules
    with hall.act("03", "综合窗口") as work:
        call_back(work, key)
    close(hall)
    clock_of(hall).set("2026-11-23T18:00:00")
    owe(hall)
    closed = close(hall, date(2026, 11, 23), "县局电话占线")
    with hall.look() as connection:
        kept = closing_of(connection, date(2026, 11, 23))
        assert kept is not None and kept.note == "待回电未回：县局电话占线"
        assert "县局电话占线" in str(visits.paper(connection, closed.paper_id))


@pytest.mark.rule("S61.9")
@pytest.mark.rule("S12.11")
def test_what_was_passed_on_and_not_answered_in_time_is_told_and_stops_nothing(hall: Hall) -> None:
    with hall.act("07", "民政") as work:
        key = enquire(work, Asked(matter="社保卡没到", passed=Passed("SB")))
    assert names(hall) == []
    clock_of(hall).set("2026-11-20T18:30:00")
    assert names(hall) == ["转办、投诉过期"]
    close(hall)
    with hall.act("08", "社保就业") as work:
        answer(work, key, "卡到了")
    assert names(hall) == []


def names(hall: Hall) -> list[str]:
    with hall.look() as connection:
        return [point.name for point in points(hall, connection, FRIDAY)]


def test_closing_seals_the_sheet_with_the_journals_place(hall: Hall) -> None:
    take(hall)
    with hall.look() as connection:
        before = head(connection)
    closed = close(hall)
    assert (closed.through, closed.digest) == (before.seq, before.digest)
    with hall.look() as connection:
        paper = visits.paper(connection, closed.paper_id)
        kept = closing_of(connection, FRIDAY)
    assert before.digest in paper.footer
    assert kept is not None and kept.counts["收件"] == 1 and kept.paper_id == closed.paper_id
    assert verify(hall).sound


def test_the_sealed_sheet_is_printed_while_it_holds_and_a_new_one_after(hall: Hall) -> None:
    take(hall)
    closed = close(hall)
    clock_of(hall).set("2026-11-23T09:00:00")
    take(hall)
    with hall.act("01", "") as work:
        assert keep_summary(work, FRIDAY) == closed.paper_id
    with hall.look() as connection:
        assert sheet(hall, connection, FRIDAY) == visits.paper(connection, closed.paper_id)
    take(hall, happened="2026-11-20T15:00:00")
    with hall.act("01", "") as work:
        again = keep_summary(work, FRIDAY)
    assert again != closed.paper_id
    with hall.look() as connection:
        assert "日结后补录" in str(visits.paper(connection, again))
        assert "日结后补录" not in str(visits.paper(connection, closed.paper_id))


def test_a_clerk_may_not_print_the_summary(hall: Hall) -> None:
    with pytest.raises(NotAllowed), hall.act("07", "民政") as work:
        keep_summary(work, FRIDAY)


def test_securing_backs_up_and_anchors(hall: Hall, tmp_path: Path) -> None:
    take(hall)
    close(hall)
    backups, anchor = tmp_path / "stick", tmp_path / "state" / "anchors"
    said = list(secure(hall, FRIDAY, backups, anchor))
    copy = sqlite3.connect(backups / "QJ-20.db")
    assert copy.execute("SELECT count(*) FROM day_close").fetchone() == (1,)
    copy.close()
    assert said[0].startswith("已备份到") and said[1].startswith("锚点已记下：日志3条")
    assert anchor.read_text().startswith("3 ")


def test_securing_says_what_failed_and_does_the_rest(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("")
    anchor = tmp_path / "anchors"
    said = list(secure(hall, FRIDAY, tmp_path / "stick", anchor))
    assert said[0].startswith("备份没有成功") and anchor.exists()


def test_closing_does_not_change_what_the_day_counts(hall: Hall) -> None:
    take(hall)
    with hall.look() as connection:
        before = figures(hall, connection, FRIDAY).counts
    closed = close(hall)
    assert closed.day.counts == before
    assert closed.day.known_until is None
