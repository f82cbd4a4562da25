"""Acts on a clock: a stop and its end, an instant case that proves too complex, what may stop and what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.clockwork import (
    AlreadyStopped,
    NotExcluded,
    NotInstant,
    NotStopped,
    TooLate,
    grounds_of,
)
from counter.domain.casework.cases import NotNow, ReasonMissing
from counter.domain.clock import at, local
from counter.domain.hall.items.item import Item, item_from
from counter.domain.hall.opened import Hall
from counter.papers.text import render
from tests.halls import clock_of, make_hall
from tests.hands import do, look, papers, take


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def due(hall: Hall, case: int) -> str:
    found = look(hall, case).life.due
    return f"{local(found):%m-%d}" if found else ""


def text_of(hall: Hall, case: int, kind: str) -> str:
    return "".join("".join(render(papers(hall, case)[kind])).replace(">>", "").split())


@pytest.mark.parametrize(
    ("stopped", "resumed", "last"),
    [
        ("2026-11-24T10:00:00", "2026-11-24T16:00:00", "11-27"),  # the same day: no stop
        ("2026-11-24T10:00:00", "2026-11-25T09:00:00", "11-30"),
        ("2026-11-27T10:00:00", "2026-11-30T09:00:00", "11-30"),  # over a weekend: one working day
        ("2026-11-21T10:00:00", "2026-11-22T09:00:00", "11-27"),  # only rest days
    ],
)
def test_a_stop_counts_in_the_unit_of_the_limit(hall: Hall, stopped: str, resumed: str, last: str) -> None:
    case = take(hall)
    clock_of(hall).set(stopped)
    do(hall, lambda work, key: cases.stop(work, key, "现场踏勘", days=3), case)
    clock_of(hall).set(resumed)
    do(hall, cases.resume, case)
    assert due(hall, case) == last


def test_both_ends_of_a_stop_are_told_in_writing(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-24T10:00:00")
    do(hall, lambda work, key: cases.stop(work, key, "hearing", days=5), case)
    assert due(hall, case) == "" and look(hall, case).life.remaining == 4
    told = text_of(hall, case, "stop-notice")
    for words in ("听证", "预计需要5天", "行政许可法第四十五条"):
        assert words in told
    clock_of(hall).set("2026-11-26T10:00:00")
    do(hall, cases.resume, case)
    assert "2026年12月1日" in text_of(hall, case, "resume-notice")


def test_closing_straight_from_a_stop_is_as_resuming_first(hall: Hall) -> None:
    lives = []
    for resumes in (False, True):
        clock_of(hall).set("2026-11-20T09:00:00")
        case = take(hall)
        clock_of(hall).set("2026-11-24T10:00:00")
        do(hall, lambda work, key: cases.stop(work, key, "公示"), case)
        clock_of(hall).set("2026-12-03T10:00:00")
        if resumes:
            do(hall, cases.resume, case)
        life = do(hall, cases.finish, case).life
        lives.append((life.due, life.overdue, life.state))
    assert lives[0] == lives[1] and not lives[0][1]


def test_one_stop_at_a_time_and_an_end_only_of_one(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(NotStopped):
        do(hall, cases.resume, case)
    do(hall, lambda work, key: cases.stop(work, key, "公示"), case)
    with pytest.raises(AlreadyStopped, match="公示"):
        do(hall, lambda work, key: cases.stop(work, key, "听证"), case)


@pytest.mark.rule("S11.5")
def test_what_is_late_is_not_saved_by_a_stop(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-30T09:00:00")
    with pytest.raises(TooLate, match="11-27") as caught:
        do(hall, lambda work, key: cases.stop(work, key, "公示"), case)
    assert "S11.5" in caught.value.rules


def test_what_the_hall_does_not_exclude_stops_nothing(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.exclusions": ("hearing",)})  # type: ignore[dict-item]
    case = take(hall)
    with pytest.raises(NotExcluded, match="现场踏勘"):
        do(hall, lambda work, key: cases.stop(work, key, "现场踏勘"), case)
    with pytest.raises(NotExcluded):
        do(hall, lambda work, key: cases.stop(work, key, "领导出差"), case)
    assert do(hall, lambda work, key: cases.stop(work, key, "听证"), case).life.stopped


def item(*off_clock: str) -> Item:
    entry = {"code": "Y-1", "name": "试验", "window": "民政", "kind": "promised", "off_clock": off_clock}
    return item_from(entry, file="试验")


def test_an_item_that_names_its_procedures_allows_no_others(hall: Hall) -> None:
    book = hall.book()
    assert grounds_of(item("公示7天", "银行制卡"), book) == ("公示7天",)
    assert "听证" in grounds_of(item(), book)


@pytest.mark.parametrize("state", ["waiting", "instant", "finished"])
def test_where_no_promise_runs_nothing_stops(hall: Hall, state: str) -> None:
    from tests.hands import WAITS

    case = take(hall, "X-002" if state == "instant" else "X-001", **({"brought": WAITS} if state == "waiting" else {}))
    if state == "finished":
        do(hall, cases.finish, case)
    with pytest.raises(NotNow):
        do(hall, lambda work, key: cases.stop(work, key, "公示"), case)


def test_rules_changed_while_a_case_is_open_move_no_promise(hall: Hall) -> None:
    from counter.domain.casework.case.recount import lay_down

    case = take(hall)
    before = look(hall, case).life
    clock_of(hall).set("2026-11-23T09:00:00")
    with hall.act("01") as work:
        for path, value in (("casework.unit", "calendar"), ("casework.exclusions", ["hearing"])):
            lay_down(work, path, value, hall.today, "新制度")
    after = look(hall, case).life
    assert (after.due, after.clock("delivery")) == (before.due, before.clock("delivery"))
    assert look(hall, take(hall)).life.due != before.due
    with pytest.raises(NotExcluded):  # what is done from now on keeps to the new rule
        do(hall, lambda work, key: cases.stop(work, key, "现场踏勘"), case)


# -- instant becomes promised ----------------------------------------------------------------------


@pytest.mark.rule("S02.11", "S03.18", "S11.12")
def test_what_is_too_complex_for_the_day_is_explained_and_promised(hall: Hall) -> None:
    case = take(hall, "X-002")
    clock_of(hall).set("2026-11-20T16:00:00")
    with pytest.raises(ReasonMissing) as caught:
        do(hall, lambda work, key: cases.convert(work, key, " "), case)
    assert "S02.11" in caught.value.rules
    after = do(hall, lambda work, key: cases.convert(work, key, "要到村里核实"), case)
    assert (after.life.kind, after.life.accepted) == ("promised", at("2026-11-20T16:00:00"))
    assert due(hall, case) == "11-23"
    assert "承诺件" in text_of(hall, case, "promised-case-notice")
    with pytest.raises(NotInstant):
        do(hall, cases.convert, case)
