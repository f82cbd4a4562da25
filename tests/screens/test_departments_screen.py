"""Departments at the keyboard: representatives named, seals filed; the late case that is ordered and passed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.casework.acts import approval_seals
from counter.domain.casework.case.events import read
from counter.domain.casework.joint import referring
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.departments import representative_of
from counter.screens.case.screen import CaseScreen
from counter.screens.hall.departments import DepartmentsScreen
from counter.screens.hall.people import PeopleScreen
from counter.screens.lists.cases import CasesScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import clock_of, make_hall
from tests.screens.case_app import CaseApp, take


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = make_hall(tmp_path, "zhenlai")
    yield made
    made.storage.close()


@pytest.mark.rule("S55.1", "S55.2")
async def test_a_representative_is_named_from_the_people_screen(hall: Hall) -> None:
    app = CaseApp(hall, PeopleScreen, "01")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8")
        assert isinstance(app.screen, DepartmentsScreen)
        assert sum("未派首席代表" in row for row in app.rows()) == len(hall.laid.departments)
        first = next(iter(hall.laid.departments))
        await app.by_hand("1", *"07", "enter", "enter", "1", *"县委任8号", "enter")
        found = representative_of(hall, first)
        assert found is not None and (found.staff, found.paper) == ("07", "县委任8号")
        assert any("范晓光" in row and "2026-11-20" in row for row in app.rows())


@pytest.mark.rule("S54.5", "S54.6")
async def test_a_seal_is_cancelled_and_opened_with_its_filing_shown(hall: Hall) -> None:
    app = CaseApp(hall, DepartmentsScreen, "01")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("5", *"磨损", "enter")
        assert isinstance(app.screen, SheetScreen) and app.screen.title_words() == "审批专用章备案表"
        await app.by_hand("escape", "4")
        assert "没有在用的审批专用章" in app.status()
        await app.by_hand("3", "2", "enter")
        assert isinstance(app.screen, SheetScreen)
        await app.by_hand("escape", "2", *"气象局", "enter", "1", "enter", "enter")
        assert "气象局" in hall.laid.departments
    with hall.look() as connection:
        assert len(approval_seals.in_use(connection)) == 9


@pytest.mark.rule("S11.7")
async def test_a_late_case_is_ordered_and_passed_on_from_its_screen(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-30T09:00:00")
    app = CaseApp(hall, lambda: CaseScreen(case), "01")
    async with app.run_test(size=(80, 24)):
        follow = await _to(app, "责令办理")
        await app.by_hand(follow, "1", *"催", "enter")
        assert "已责令办理" in app.status()
        clock_of(hall).set("2026-12-02T09:00:00")
        await app.by_hand(await _to(app, "移送监察"), *"拒办", "enter", "enter")
        assert "已确认鉴证、移送" in app.status()
    with hall.look() as connection:
        kinds = [event.kind for event in read(hall, connection, case).events]
    assert kinds[-2:] == ["ordered", "escalated"]


async def _to(app: CaseApp, words: str) -> str:
    """Opens the group of what follows a case; the digit of a way in it."""
    await app.by_hand("9")
    group = next(row for row in app.rows() if "跟踪（" in row)
    await app.by_hand(group.strip().split()[0])
    return next(row for row in app.rows() if words in row).strip().split()[0]


async def test_lists_of_what_waits_for_departments_and_for_above(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    take(hall, "X-003")
    up = take(hall, "X-004")
    with hall.act("07") as work:
        referring.refer(work, up)
    clock_of(hall).set("2026-12-14T09:00:00")
    app = CaseApp(hall, CasesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*["right"] * 8)
        assert any("未通知部门" in row and "1120-0001" in row for row in app.rows())
        await app.by_hand("right")
        assert any("县民政局" in row and "12-11" in row and "已过" in row for row in app.rows())
    hall.storage.close()


async def test_somebody_of_the_hall_is_named_by_number_or_name_and_a_wrong_number_is_told_in_its_field(
    hall: Hall,
) -> None:
    app = CaseApp(hall, DepartmentsScreen, "01")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", *"99", "enter")
        assert "没有工号为“99”的工作人员" in app.status()
        await app.by_hand("backspace", "backspace", *"范晓光", "enter", "enter", "1", *"任8号", "enter")
    found = representative_of(hall, next(iter(hall.laid.departments)))
    assert found is not None and (found.staff, found.name) == ("07", "范晓光")
