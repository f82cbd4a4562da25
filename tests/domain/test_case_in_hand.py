"""A case that an act has in hand is the one that is read from the file afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.cases import Application, Money
from counter.domain.clock import at
from counter.domain.columns import plain
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.oversight.audit import verify
from tests.halls import clock_of, make_hall

WHO = Who("李国强", phone="15400010001")


def stored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: plain(value) for name, value in row.items()} for row in rows]


def same(hall: Hall, held: CaseAt) -> None:
    with hall.look() as connection:
        found = read(hall, connection, held.id, held.at)
    assert stored([dict(held.row)]) == stored([dict(found.row)])
    assert stored([dict(each) for each in held.materials]) == stored([dict(each) for each in found.materials])
    assert list(held.events) == list(found.events)
    assert held.reckoned == found.reckoned


def item_of(hall: Hall, kind: str) -> Any:
    return next(each for each in hall.catalogue.items if each.kind == kind and any(not m.key for m in each.materials))


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, "demo")


def taken(hall: Hall, application: Application, **late: Any) -> CaseAt:
    with hall.act("01", "W01", **late) as work:
        case = cases.accept(work, application).case
    assert case is not None
    return case


@pytest.mark.parametrize("kind", ["instant", "promised", "joint", "referred"])
def test_a_case_just_accepted(hall: Hall, kind: str) -> None:
    same(hall, taken(hall, Application(item_of(hall, kind).code, WHO)))


def test_a_case_accepted_paid_for_and_finished_at_once(hall: Hall) -> None:
    money = Money(40_000, "现金", "P-1")
    case = taken(hall, Application("SW-001", WHO, finish=True, money=money))
    same(hall, case)
    assert case.life.state == "delivered"


def test_a_case_entered_late(hall: Hall) -> None:
    code = item_of(hall, "promised").code
    application = Application(code, WHO, source="停电登记本", checked_by="02")
    same(hall, taken(hall, application, happened=at("2026-11-19T10:00:00.5")))


def test_every_further_act(hall: Hall) -> None:
    item = item_of(hall, "promised")
    waits = next(each.name for each in item.materials if not each.key)
    here = tuple(each.name for each in item.materials if each.name != waits)
    case = taken(hall, Application(item.code, WHO, Brought(here, forgot=(waits,))))
    same(hall, case)
    for later in (cases.supplement, cases.decide, cases.deliver):
        clock_of(hall).forward(hours=1)
        with hall.act("01", "W01") as work:
            case = later(work, case.id)
        same(hall, case)
    assert case.life.state == "delivered"


@pytest.mark.parametrize("end", ["finish", "return_", "withdraw", "refuse"])
def test_every_end(hall: Hall, end: str) -> None:
    case = taken(hall, Application(item_of(hall, "promised").code, WHO))
    clock_of(hall).forward(hours=1)
    with hall.act("01", "W01") as work:
        after = {
            "finish": lambda: cases.finish(work, case.id),
            "return_": lambda: cases.return_(work, case.id, "不属于本镇"),
            "withdraw": lambda: cases.withdraw(work, case.id),
            "refuse": lambda: cases.decide(work, case.id, granted=False, reason="不符合条件"),
        }[end]()
    same(hall, after)
    assert verify(hall).sound
