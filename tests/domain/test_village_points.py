"""The days on which the hall goes to the villages, what waits there, and what each village brought."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import agency
from counter.domain.casework.batches.batches import Brought, take_batch
from counter.domain.casework.batches.village_points import (
    for_village,
    is_village_day,
    next_village_day,
    quality,
    village_day_paper,
    village_report,
)
from counter.domain.casework.booking.appointments import Booking, book
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import village_agents
from counter.domain.hall.residents.citizens import Who
from counter.papers import text
from tests.domain.test_batches import agent_of, lines
from tests.halls import INCOME, make_hall
from tests.hands import do, take


@pytest.mark.rule("S18.11")
def test_the_village_days_are_the_eighth_of_every_ten_days(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    days = [date(2026, 11, n) for n in range(1, 31)]
    assert [day.day for day in days if is_village_day(hall, day)] == [8, 18, 28]
    assert next_village_day(hall, date(2026, 11, 28)) == date(2026, 11, 28)
    assert next_village_day(hall, date(2026, 11, 29)) == date(2026, 12, 8)


def test_a_hall_without_village_days_has_none(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "community")
    assert next_village_day(hall, hall.today) is None
    with hall.look() as connection:
        assert "大厅没有定" in "\n".join(text.render(village_day_paper(hall, connection, hall.today)))


def busy(hall: Hall) -> list[int]:
    made = do(hall, take_batch, Brought(lines(4, line3=(INCOME,)), "双河村", agent_of(hall)))
    ids = list(made.cases)
    do(hall, cases.decide, ids[0])
    do(hall, cases.finish, ids[1])
    do(hall, agency.feedback, ids[1], "满意")
    do(hall, cases.return_, ids[3], "不符合条件")
    take(hall, who=Who("王小梅", phone="15400010002", village="石桥村"))
    home = Who("赵成", phone="15400010005", village="双河村")
    do(hall, book, Booking("X-001", home, at("2026-11-28T09:00:00"), home=True, place="双河村5组", why="残疾"))
    return ids


@pytest.mark.rule("S18.11")
def test_what_waits_for_each_village_goes_along(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    ids = busy(hall)
    with hall.look() as connection:
        found = for_village(hall, connection, "双河村")
        paper = "\n".join(text.render(village_day_paper(hall, connection, date(2026, 11, 28))))
        agent = village_agents.agents(connection, "双河村")[0]
        assert for_village(hall, connection, "石桥村").nothing
    assert [each.case_id for each in found.results] == [ids[0]]
    assert [each[3] for each in found.lacking] == [INCOME]
    assert [each[2] for each in found.visits] == ["双河村5组"]
    for said in (agent.name, "双河村5组", INCOME, "没有要带去、要收回的", "逢休息日"):
        assert said in paper


@pytest.mark.rule("S18.9")
def test_villages_are_assessed_by_what_the_applicants_said(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    busy(hall)
    with hall.look() as connection:
        rows = quality(hall, connection, date(2026, 11, 1), date(2026, 11, 30))
        before = quality(hall, connection, date(2026, 10, 1), date(2026, 10, 31))
        printed = "\n".join(text.render(village_report(hall, connection, date(2026, 11, 1), date(2026, 11, 30)), 100))
    (one,) = rows
    assert (one.village, one.brought, one.waiting, one.done, one.ended) == ("双河村", 4, 1, 2, 1)
    assert (one.satisfied, one.unsatisfied, one.late, one.running) == (1, 0, 0, 0)
    assert before == []
    assert "1/1" in printed
    assert "石桥村" in printed.split("没有交件的")[1]
