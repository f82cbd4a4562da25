"""A clock that was set back: what is known stays known, work goes on, and both times are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import correct, void
from counter.domain.casework.case.events import read
from counter.domain.hall.opened import Hall
from counter.domain.oversight.audit import verify
from tests.halls import clock_of, make_hall, took

ACTS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], str]] = {
    "decide": (cases.decide, (), "awaiting-collection"),
    "finish": (cases.finish, (), "delivered"),
    "return": (cases.return_, ("不属于本镇",), "returned"),
    "withdraw": (cases.withdraw, (), "withdrawn"),
    "void": (void, ("重复登记",), "void"),
    "correct": (correct, ({"phone": "15400010007"},), "accepted"),
}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = make_hall(tmp_path)
    took(made)
    yield made
    made.storage.close()


def state(hall: Hall) -> str:
    with hall.look() as connection:
        return read(hall, connection, 1).life.state


@pytest.mark.parametrize("back", [{"minutes": -40}, {"days": -300}])
@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_after_the_clock_was_set_back_counts(hall: Hall, name: str, back: dict[str, float]) -> None:
    does, more, wanted = ACTS[name]
    clock_of(hall).forward(**back)
    assert state(hall) == "accepted"
    with hall.act("03" if name in ("void", "correct") else "07", "W01") as work:
        assert does(work, 1, *more).life.state == wanted
    assert state(hall) == wanted
    assert verify(hall).sound
    clock_of(hall).forward(days=400)
    assert state(hall) == wanted
    assert verify(hall).sound


def test_both_times_are_kept(hall: Hall) -> None:
    clock_of(hall).forward(minutes=-40)
    with hall.act("07", "W01") as work:
        cases.finish(work, 1)
    rows = hall.storage.glance([("SELECT kind, happened, entered FROM case_event ORDER BY id", ())])[0]
    assert rows[2:] == [
        ("decided", "2026-11-20T00:30:00Z", "2026-11-19T23:50:00Z"),
        ("delivered", "2026-11-20T00:30:00Z", "2026-11-19T23:50:00Z"),
    ]
    assert hall.storage.glance([("SELECT clock_mark FROM journal ORDER BY seq DESC LIMIT 1", ())]) == [[("back 2400",)]]


def test_another_case_is_not_held_by_it(hall: Hall) -> None:
    clock_of(hall).forward(minutes=-40)
    took(hall, "王小梅")
    rows = hall.storage.glance([("SELECT received FROM cases ORDER BY id", ())])[0]
    assert rows == [("2026-11-20T00:30:00Z",), ("2026-11-19T23:50:00Z",)]
