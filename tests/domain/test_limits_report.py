"""Time limits by window, the ledger of what is followed, the day's promises told to the leader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.chasing import chase
from counter.domain.casework.acts.corrections import void
from counter.domain.casework.acts.transferring import transfer
from counter.domain.casework.asking.asked import Asked, Passed, enquire
from counter.domain.casework.asking.enquiries import press
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight import limits_report, tracking
from counter.domain.oversight.daily import summary_paper
from counter.domain.paper import Paper, Table
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import do, take

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DIRECTOR = "01"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-09T09:00:00")


def report(hall: Hall) -> dict[str, limits_report.WindowLimits]:
    with hall.look() as connection:
        return {each.name: each for each in limits_report.windows(hall, connection, FIRST, LAST)}


def late(hall: Hall) -> list[limits_report.LateCase]:
    with hall.look() as connection:
        return limits_report.late_cases(hall, connection, FIRST, LAST)


def ledger(hall: Hall) -> Paper:
    with hall.look() as connection:
        return tracking.ledger(hall, connection)


def said(paper: Paper) -> str:
    return "\n".join(text.render(paper))


@pytest.mark.rule("S03.16", "S11.2", "S11.3", "S11.10")
def test_each_window_s_limits_are_summed_with_its_rate_of_late_ones(hall: Hall) -> None:
    early, slow, hanging = take(hall), take(hall), take(hall)
    gone = take(hall)
    do(hall, void, gone, "录重了", "01")
    take(hall, "X-005", by="08")
    do(hall, cases.finish, early)
    clock_of(hall).set("2026-11-12T09:00:00")
    do(hall, cases.finish, 5, by="08")
    clock_of(hall).set("2026-11-18T09:00:00")
    do(hall, cases.finish, slow)
    do(hall, chase, hanging, "请抓紧", by=DIRECTOR)
    do(hall, chase, hanging, "再次请抓紧", by=DIRECTOR)
    found = report(hall)
    civil, social = found["民政窗口"], found["社保就业窗口"]
    assert dict(civil.counts) == {"收件": 3, "受理": 3, "按时": 1, "超期办结": 1, "在办": 1, "在办超期": 1, "督办": 1}
    assert (civil.finished, civil.late, civil.late_rate) == (2, 2, "66.7%")
    assert (social.late, social.late_rate) == (0, "0.0%")
    with hall.look() as connection:
        sheet = said(limits_report.report(hall, connection, FIRST, LAST))
    (line,) = [row for row in sheet.splitlines() if "民政窗口" in row]
    assert line.rstrip("|").split("|")[-1].strip() == "否"


@pytest.mark.rule("S11.5")
def test_a_late_case_says_whether_it_had_a_special_reason(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2026-11-18T09:00:00")
    (each,) = late(hall)
    assert (each.done, each.special) == ("未办结", "无特殊原因")
    do(hall, cases.finish, 1)
    (each,) = late(hall)
    assert (each.done, each.special) == ("11-18 09:00", "无特殊原因")


def test_a_period_has_only_what_was_finished_in_it(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2026-12-01T09:00:00")
    do(hall, cases.finish, 1)
    assert report(hall)["民政窗口"].counts["超期办结"] == 0
    assert late(hall) == []


@pytest.mark.rule("S11.2")
def test_reports_are_kept_by_who_may_report(hall: Hall) -> None:
    for keep, values in ((limits_report.keep_report, (FIRST, LAST)), (tracking.keep_ledger, ())):
        with pytest.raises(NotAllowed):
            do(hall, keep, *values, by="07")
        assert do(hall, keep, *values, by=DIRECTOR)


@pytest.mark.rule("S11.3", "S12.11", "S43.1", "S43.2", "S43.3")
def test_the_ledger_has_cases_and_enquiries_with_who_pressed_last(hall: Hall) -> None:
    assert "没有要督办的" in said(ledger(hall))
    hanging, passed = take(hall), take(hall)
    do(hall, transfer, passed, "SB")
    asked = do(hall, enquire, Asked(matter="社保卡没到", phone="15400010002", passed=Passed("SB")))
    do(hall, enquire, Asked(matter="窗口没人", name="赵成", phone="15400010003", complaint=True))
    clock_of(hall).set("2026-11-18T09:00:00")
    do(hall, chase, hanging, "请三天内办结", by=DIRECTOR)
    do(hall, press, asked, "群众在等")
    with hall.look() as connection:
        found = tracking.followed(hall, connection)
    assert {row.id: row.followed_for for row in found.cases} == {hanging: "超期", passed: "超期"}
    assert found.pressed == {hanging: "11-18 李敏 请三天内办结"}
    assert list(found.asked_again.values()) == ["11-18 张丽 群众在等"]
    assert [row.standing for row in found.enquiries] == ["转办中", "投诉待办"]
    tables = [block.rows for block in ledger(hall).blocks if isinstance(block, Table)]
    assert [[row[0] for row in rows] for rows in tables] == [["1109-0001", "1109-0002"], ["11-09 09:00", "11-09 09:00"]]
    assert [row[3] for row in tables[1]] == ["转办中", "投诉待办"]
    do(hall, cases.finish, hanging)
    assert "1109-0001" not in said(ledger(hall))


@pytest.mark.rule("S03.8")
def test_what_was_promised_on_the_day_stands_on_the_leader_s_sheet(hall: Hall) -> None:
    take(hall)
    take(hall, "X-002")
    with hall.look() as connection:
        sheet = said(summary_paper(hall, connection, hall.today))
        clock_of(hall).set("2026-11-10T09:00:00")
        next_day = said(summary_paper(hall, connection, hall.today))
    part = sheet[sheet.index("当日新承诺") :]
    assert "（1件）" in part.splitlines()[0]
    assert "试验承诺事项" in part and "张丽" in part and "11-16 18:00" in part
    assert "当日新承诺" not in next_day
