"""Windows without anybody: shown after the hall's minutes, on the rota only, and a record once it is confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.clock import at
from counter.domain.hall.duty.model import PresenceRow, RosterRow
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.posts.empty import ConfirmedAlready, NotEmpty, confirm_empty, empty_now, vacancies
from counter.domain.posts.empty_sheet import NotConfirmedYet, empty_sheet
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import do

A, B, DIRECTOR, OTHER = "07", "12", "01", "08"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T08:20:00")


def punched(hall: Hall, no: str, kind: str) -> None:
    with hall.act(DIRECTOR) as work:
        work.verb = "test"
        work.insert(PresenceRow, {"person": no, "day": hall.today, "at": hall.clock().moment, "kind": kind})
        work.duty_changed()


def others_in(hall: Hall) -> None:
    """Everybody else signs in, so that only the window in question can be empty."""
    for post in hall.laid.posts.values():
        if post.code != "MZ":
            punched(hall, post.a, "in")


def shown(hall: Hall) -> list[tuple[str, str, tuple[str, ...], str]]:
    with hall.look() as connection:
        return [(each.window, each.when, each.people, each.confirmed_by)
                for each in vacancies(hall, connection, hall.today) if "MZ" in each.posts]  # fmt: skip


@pytest.mark.rule("S13.19", "S34.14")
def test_a_window_stands_empty_after_the_hall_s_minutes_until_somebody_is_there(hall: Hall) -> None:
    others_in(hall)
    punched(hall, A, "in")
    window = hall.post("MZ").window
    clock_of(hall).set("2026-11-20T10:00:00")
    punched(hall, A, "out")
    clock_of(hall).set("2026-11-20T10:30:00")
    assert shown(hall) == [] and empty_now(hall) == []
    clock_of(hall).set("2026-11-20T10:31:00")
    assert shown(hall) == [(window, "10:00起", (A, B), "")]
    assert [each.window for each in empty_now(hall)] == [window]
    clock_of(hall).set("2026-11-20T10:50:00")
    punched(hall, B, "in")
    clock_of(hall).set("2026-11-20T11:00:00")
    assert shown(hall) == [(window, "10:00–10:50", (A, B), "")] and empty_now(hall) == []


@pytest.mark.rule("S13.19", "S34.14")
def test_what_the_director_confirms_is_a_record_with_a_and_b_answerable(hall: Hall) -> None:
    others_in(hall)
    window = hall.post("MZ").window
    with pytest.raises(NotEmpty, match="有人在岗没签到的"):
        do(hall, confirm_empty, window, by=DIRECTOR)
    clock_of(hall).set("2026-11-20T09:30:00")
    with pytest.raises(NotAllowed):
        do(hall, confirm_empty, window, by=A)
    do(hall, confirm_empty, window, note="都去开会", by=DIRECTOR)
    assert shown(hall) == [(window, "08:30起", (A, B), DIRECTOR)]
    with pytest.raises(ConfirmedAlready):
        do(hall, confirm_empty, window, by=DIRECTOR)
    with hall.look() as connection:
        row = connection.exec_driver_sql("SELECT people, note, confirmed_by FROM empty_window").one()
    assert tuple(row) == (f'["{A}","{B}"]', "都去开会", DIRECTOR)
    assert verify(hall).sound


@pytest.mark.rule("S34.14")
def test_off_the_rota_a_window_is_empty_by_rule_and_presence_for_several_posts_counts_for_each(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        work.verb = "test"
        work.insert(RosterRow, {"day": hall.today, "duty": "window", "post": "SB", "person": hall.post("SB").a,
                                "published": hall.clock().moment, "rev": 0})  # fmt: skip
        work.duty_changed()
    punched(hall, OTHER, "in")
    clock_of(hall).set("2026-11-20T11:00:00")
    if not hall.hours(hall.today).is_market(hall.today):
        assert shown(hall) == []


@pytest.mark.rule("S34.14")
def test_what_was_confirmed_keeps_its_sheet_though_somebody_is_entered_later(hall: Hall) -> None:
    others_in(hall)
    clock_of(hall).set("2026-11-20T09:30:00")
    do(hall, confirm_empty, hall.post("MZ").window, note="都去开会", by=DIRECTOR)
    with hall.act(DIRECTOR) as work:
        work.verb = "test"
        work.insert(PresenceRow, {"person": A, "day": hall.today, "at": at("2026-11-20T08:25:00"), "kind": "in"})
        work.duty_changed()
    with hall.look() as connection:
        found = [each for each in vacancies(hall, connection, hall.today) if "MZ" in each.posts]
    assert [(each.confirmed_by, each.people, each.note) for each in found] == [(DIRECTOR, (A, B), "都去开会")]
    told = "".join(text.render(empty_sheet(hall, found[0]), 80))
    assert "空岗认定单" in told and "都去开会" in told and "认定时还没有人" in told


def test_what_nobody_confirmed_has_no_sheet(hall: Hall) -> None:
    others_in(hall)
    clock_of(hall).set("2026-11-20T09:30:00")
    with hall.look() as connection:
        found = next(each for each in vacancies(hall, connection, hall.today) if "MZ" in each.posts)
    with pytest.raises(NotConfirmedYet, match="没有认定单"):
        empty_sheet(hall, found)
