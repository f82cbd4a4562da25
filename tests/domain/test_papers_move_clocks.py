"""A holiday paper moves every clock that reaches into it: notice, judgement, papers owed, answer from above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case import recount
from counter.domain.casework.joint import referring
from counter.domain.hall.days.calendar import CalendarPaper
from counter.domain.hall.opened import Hall
from counter.domain.oversight.audit import verify
from tests.halls import make_hall
from tests.hands import OWES, do, look, take

PAPER = CalendarPaper(
    2026, "抗灾停工通知", date(2026, 11, 20), date(2026, 11, 20), {date(2026, 11, 25): "抗灾停工"}, frozenset()
)


def stopped(hall: Hall, case: int) -> None:
    do(hall, cases.stop, case, "公示")


def sent_up(hall: Hall, case: int) -> None:
    do(hall, referring.refer, case)


def decided(hall: Hall, case: int) -> None:
    do(hall, cases.decide, case)


@pytest.mark.rule("S10.7", "S06.9", "S06.10", "S09.1", "S11.1")
@pytest.mark.parametrize("name", ["qiujia", "zhenlai", "nanshan", "township", "community"])
@pytest.mark.parametrize(
    ("item", "how", "then"),
    [
        ("X-001", {"unexamined": True}, None),
        ("X-001", {"weigh": "情况复杂"}, None),
        ("X-001", {"brought": OWES, "gaps": "go-on"}, None),
        ("X-001", {"brought": OWES, "gaps": "go-on"}, stopped),
        ("X-001", {}, stopped),
        ("X-001", {}, decided),
        ("X-004", {}, None),
        ("X-004", {}, sent_up),
    ],
)
def test_every_clock_is_reckoned_anew(
    name: str, item: str, how: dict[str, Any], then: Callable[[Hall, int], None] | None, tmp_path: Path
) -> None:
    hall = make_hall(tmp_path, name, rules={} if name in ("qiujia", "community") else {"casework.gaps": "choose"})
    case = take(hall, item, **how)
    if then is not None:
        then(hall, case)
    before = look(hall, case).row
    do(hall, recount.load_calendar, PAPER, by="01")
    after = look(hall, case)
    assert verify(hall).sound, list(verify(hall).lines())
    assert (after.row["watch"], after.row["due"]) == (after.life.watched and after.life.watched.due, after.life.due)
    if how.get("unexamined"):
        assert after.row["watch"] > before["watch"]
