"""Departments and their chief representatives: formally named, one for each, who was replaced stays known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from counter.domain.columns import table_of
from counter.domain.hall.model import Representative
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import departments
from counter.domain.hall.people.departments import Naming
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from tests.halls import make_hall

DIRECTOR = "01"
PAPER = "镇委〔2026〕3号任命"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, "zhenlai")


def name(hall: Hall, department: str = "民政", staff: str = "07", by: str = DIRECTOR, **more: str) -> None:
    with hall.act(by) as work:
        departments.name_representative(work, Naming(department, staff, **{"paper": PAPER, **more}))


def held(hall: Hall, department: str = "民政") -> str:
    found = departments.representative_of(hall, department)
    return found.name if found else ""


@pytest.mark.rule("S55.1")
def test_each_department_has_one_and_who_has_none_is_listed(hall: Hall) -> None:
    assert set(departments.without_representative(hall)) == set(hall.laid.departments)
    name(hall)
    name(hall, staff="12")
    assert held(hall) == "姜红叶"
    assert "民政" not in departments.without_representative(hall)
    with hall.look() as connection:
        rows = connection.execute(select(table_of(Representative).c.name, table_of(Representative).c.until)).all()
    assert [(row.name, row.until) for row in rows] == [("范晓光", date(2026, 11, 20)), ("姜红叶", None)]
    assert verify(hall).sound


@pytest.mark.rule("S55.2")
@pytest.mark.parametrize("lacks", [{"paper": " "}, {"standing": "临时聘用"}])
def test_nobody_represents_without_paper_or_office(hall: Hall, lacks: dict[str, str]) -> None:
    with pytest.raises(departments.NotFormallyNamed) as refused:
        name(hall, **lacks)
    assert "S55.2" in refused.value.rules
    assert held(hall) == ""


def test_somebody_from_outside_may_represent_by_name(hall: Hall) -> None:
    name(hall, staff="", name="秦所长", phone="15400020001")
    found = departments.representative_of(hall, "民政")
    assert found is not None
    assert (found.name, found.phone, found.staff) == ("秦所长", "15400020001", "")


def test_only_the_director_names_and_only_for_departments_that_there_are(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        name(hall, by="07")
    with pytest.raises(departments.UnknownDepartment):
        name(hall, "气象局")
    name(hall)
    with pytest.raises(departments.AlreadyRepresents):
        name(hall)


def test_a_new_department_is_there_for_every_window(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        departments.add_department(work, "气象局", phone="15400020002")
    assert hall.laid.departments["气象局"].phone == "15400020002"
    with pytest.raises(departments.DepartmentThere), hall.act(DIRECTOR) as work:
        departments.add_department(work, "气象局")
