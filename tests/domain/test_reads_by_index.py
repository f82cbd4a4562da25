"""What the desk and the closing ask for all day is found by an index, however long the hall has been open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.approvals.reading import waiting_for
from counter.domain.attendance.rota import duty_reading, overtime
from counter.domain.attendance.rota import reading as roster_reading
from counter.domain.attendance.rota import swaps as roster_swaps
from counter.domain.casework.asking import enquiries
from counter.domain.casework.case import visits
from counter.domain.casework.intake import desk
from counter.domain.casework.lists import vetoes
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from tests.halls import make_hall
from tests.hands import do, look, take
from tests.plans import none_scans, plans_of

DAY = date(2026, 11, 20)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def test_who_stands_at_the_desk_is_known_without_reading_every_visit(hall: Hall) -> None:
    case = take(hall)

    def asked() -> None:
        with hall.look() as connection:
            person = citizens.by_id(connection, look(hall, case).row["applicant_id"])
            desk.standing(hall, connection, person, "X-001")

    none_scans(plans_of(hall, asked, "FROM visit"))


def test_call_backs_owed_are_found_by_their_index(hall: Hall) -> None:
    def asked() -> None:
        with hall.look() as connection:
            enquiries.owed(connection, DAY)

    none_scans(plans_of(hall, asked, "FROM enquiry"))


def test_what_waits_for_a_leader_is_found_among_what_is_open_only(hall: Hall) -> None:
    def asked() -> None:
        with hall.look() as connection:
            waiting_for(hall, connection, "02")

    plans = plans_of(hall, asked, "FROM approval ")
    assert plans
    assert all("approval_open" in plan for plan in plans if plan.startswith("SCAN")), plans


def test_a_paper_made_again_is_found_by_its_day(hall: Hall) -> None:
    month = do(hall, vetoes.keep_month, DAY, by="01")

    def asked() -> None:
        with hall.look() as connection:
            made = visits.paper(connection, month)
            assert visits.stored_since(connection, made, DAY.replace(day=1)) == month

    none_scans(plans_of(hall, asked, "FROM paper"))


def test_the_rota_and_what_was_done_on_duty_are_found_by_their_days(hall: Hall) -> None:
    def asked() -> None:
        with hall.look() as connection:
            roster_reading.entries(connection, DAY, DAY)
            duty_reading.records(connection, DAY, DAY)
            overtime.between(connection, DAY, DAY)

    for table in ("FROM roster ", "FROM duty_record", "FROM overtime"):
        none_scans(plans_of(hall, asked, table))


def test_swaps_and_overtime_that_are_open_are_found_among_the_open_ones_only(hall: Hall) -> None:
    def asked() -> None:
        with hall.look() as connection:
            roster_swaps.open_swaps(connection, "07")
            overtime.not_left(connection, hall.clock().moment)

    for table, index in (("FROM roster_swap", "roster_swap_open"), ("FROM overtime", "overtime_open")):
        plans = plans_of(hall, asked, table)
        assert plans
        assert all(index in plan for plan in plans if plan.startswith("SCAN")), plans
