"""How each kind of case was carried out in a period, as the hall names its kinds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import void
from counter.domain.casework.case.decision import Brought
from counter.domain.hall.opened import Hall
from counter.domain.oversight import kinds_report, limits_report
from counter.papers import text
from tests.halls import APPLY, CARD, INCOME, clock_of, make_hall
from tests.hands import do, take

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def counted(hall: Hall) -> dict[str, dict[str, int]]:
    with hall.look() as connection:
        found = kinds_report.kinds(hall, connection, FIRST, LAST)
    return {each.kind: {name: count for name, count in each.counts.items() if count} for each in found}


@pytest.mark.rule("S01.8")
def test_each_kind_is_told_with_what_was_done_in_time(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "nanshan", at="2026-11-09T09:00:00")
    early, slow, instant, gone = take(hall), take(hall), take(hall, "X-002"), take(hall)
    take(hall, brought=Brought((APPLY, CARD), forgot=(INCOME,)))
    take(hall, "X-006")
    do(hall, void, gone, "录重了", "01")
    do(hall, cases.finish, early)
    do(hall, cases.finish, instant)
    clock_of(hall).set("2026-11-18T09:00:00")
    do(hall, cases.finish, slow)
    take(hall, "X-003")
    assert counted(hall) == {
        "instant": {"受理": 1, "按时": 1}, "joint": {"受理": 1, "在办": 1},
        "promised": {"受理": 2, "按时": 1, "超期办结": 1}, "supplement": {}, "returned": {"退回": 1},
    }  # fmt: skip
    clock_of(hall).set("2026-11-19T09:00:00")
    with hall.act("07", "民政") as work:
        cases.supplement(work, 5)
    clock_of(hall).set("2026-12-08T09:00:00")
    found = counted(hall)
    assert found["supplement"] == {"受理": 1, "在办": 1, "在办超期": 1}
    assert found["joint"] == {"受理": 1, "在办": 1, "在办超期": 1}
    with hall.look() as connection:
        sheet = "\n".join(text.render(limits_report.report(hall, connection, FIRST, LAST)))
    assert "分办件类型" in sheet and "补办件" in sheet


@pytest.mark.rule("S01.1", "S01.2", "S01.4", "S01.5")
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("township", ["instant", "promised", "joint", "referred", "supplement", "returned"]),
        ("zhenlai", ["instant", "promised", "joint", "returned", "supplement"]),
        ("nanshan", ["instant", "joint", "promised", "supplement", "returned"]),
        ("community", ["instant", "promised", "referred", "returned", "joint"]),
    ],
)
def test_the_kinds_are_those_of_the_hall_s_document_and_what_else_came(
    tmp_path: Path, name: str, kinds: list[str]
) -> None:
    hall = make_hall(tmp_path, name, at="2026-11-09T09:00:00")
    take(hall, "X-003")
    assert list(counted(hall)) == kinds
