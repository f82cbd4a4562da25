"""Hands on cases for tests: taking in, acting, looking, the papers that came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from counter.domain.casework import cases
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.cases import Application, Taken
from counter.domain.casework.model import Case
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.paper import Paper
from tests.halls import APPLY, CARD, INCOME, PHOTO

LI = Who("李国强", phone="15400010001", village="双河村", group="3")
WAITS = Brought(have=(APPLY, CARD, PHOTO), promised_later=(INCOME,))
OWES = Brought(have=(APPLY, CARD, INCOME))


def taken(hall: Hall, item: str = "X-001", by: str = "07", who: Who = LI, **more: Any) -> Taken:
    with hall.act(by, "民政") as work:
        return cases.accept(work, Application(item, who, **more))


def take(hall: Hall, item: str = "X-001", by: str = "07", **more: Any) -> int:
    return taken(hall, item, by, **more).case_id


def look(hall: Hall, case: int) -> CaseAt:
    with hall.look() as connection:
        return read(hall, connection, case)


def do(hall: Hall, act: Callable[..., Any], *values: Any, by: str = "07", **more: Any) -> Any:
    with hall.act(by, "民政") as work:
        return act(work, *values, **more)


def papers(hall: Hall, case: int) -> dict[str, Paper]:
    with hall.look() as connection:
        return {each["kind"]: visits.paper(connection, each["id"]) for each in visits.papers_of(connection, case)}


def cases_kept(hall: Hall) -> int:
    with hall.look() as connection:
        return int(connection.execute(select(func.count()).select_from(table_of(Case))).scalar_one())
