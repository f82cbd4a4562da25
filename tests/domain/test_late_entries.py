"""What is entered late finds its place among what was noted before, or is refused by the rule of what it would undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import clockwork, refusing, transferring
from counter.domain.casework.case.sequence import NoRoom
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.oversight.audit import verify
from tests.halls import clock_of, make_hall
from tests.hands import WAITS, do, look, take

Act = tuple[Callable[..., Any], Sequence[Any]]
NO = "不符合条件"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def on(hall: Hall, when: str, act: Callable[..., Any], *values: Any, by: str = "07") -> Any:
    clock_of(hall).set(when)
    return do(hall, act, *values, by=by)


def late(hall: Hall, when: str, act: Callable[..., Any], *values: Any, by: str = "07") -> Any:
    with hall.act(by, "民政", happened=at(when)) as work:
        return act(work, *values)


@pytest.mark.rule("S01.11")
@pytest.mark.parametrize("ended", [(cases.decide, ()), (cases.finish, ()), (refusing.refuse, (NO,))])
@pytest.mark.parametrize(
    "entered", [(cases.return_, (NO,)), (refusing.refuse, (NO,)), (cases.withdraw, ()), (cases.decide, ()),
                (cases.decide, (False, NO)), (cases.finish, ())],
)  # fmt: skip
def test_an_end_entered_late_does_not_undo_what_came_after_it(hall: Hall, ended: Act, entered: Act) -> None:
    case = take(hall)
    on(hall, "2026-11-25T09:00", ended[0], case, *ended[1])
    before = look(hall, case).life
    with pytest.raises(NoRoom) as caught:
        late(hall, "2026-11-23T09:00", entered[0], case, *entered[1])
    assert caught.value.rules
    assert look(hall, case).life == before


@pytest.mark.rule("S05.6")
def test_papers_that_came_once_do_not_come_again_earlier(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    on(hall, "2026-11-25T09:00", cases.supplement, case)
    with pytest.raises(NoRoom):
        late(hall, "2026-11-23T09:00", cases.supplement, case)
    assert look(hall, case).life.accepted == at("2026-11-25T09:00")


def test_a_stop_entered_late_before_another_ends_with_it_or_by_its_own_end(hall: Hall) -> None:
    case = take(hall)
    on(hall, "2026-11-25T09:00", cases.stop, case, "公示")
    late(hall, "2026-11-23T09:00", cases.stop, case, "听证")
    assert look(hall, case).life.due is None
    after = on(hall, "2026-11-27T09:00", cases.resume, case)
    assert after.life.due == at("2026-12-03T18:00")
    with pytest.raises(clockwork.NotStopped):
        do(hall, cases.resume, case)
    late(hall, "2026-11-24T09:00", cases.resume, case)  # the first one ended a day before the second began
    assert look(hall, case).life.due == at("2026-12-02T18:00")
    assert verify(hall).sound


def test_a_stop_entered_after_the_decision_moves_the_day_and_nothing_else(hall: Hall) -> None:
    case = take(hall)
    on(hall, "2026-11-25T09:00", cases.decide, case)
    was = look(hall, case).life
    late(hall, "2026-11-23T09:00", cases.stop, case, "公示")
    late(hall, "2026-11-24T09:00", cases.resume, case)
    now = look(hall, case).life
    assert (now.state, now.completed) == (was.state, was.completed)
    assert now.due == at("2026-11-30T18:00") and was.due == at("2026-11-27T18:00")


@pytest.mark.rule("S12.11")
def test_passing_on_entered_late_leaves_the_case_where_it_went_afterwards(hall: Hall) -> None:
    case = take(hall)
    on(hall, "2026-11-25T09:00", transferring.transfer, case, "SB")
    late(hall, "2026-11-23T09:00", transferring.transfer, case, "YB", by="01")
    there = look(hall, case)
    assert there.row["post"] == "SB"
    assert [(each.data["post_before"], each.data["post"]) for each in there.events if each.kind == "transferred"] == [
        ("MZ", "SB"), ("MZ", "YB"),
    ]  # fmt: skip


def test_a_resumption_entered_late_before_another_stop_tells_no_date(hall: Hall) -> None:
    case = take(hall)
    on(hall, "2026-11-23T09:00", cases.stop, case, "公示")
    on(hall, "2026-11-25T09:00", cases.resume, case)
    on(hall, "2026-11-26T09:00", cases.stop, case, "听证")
    after = late(hall, "2026-11-24T09:00", cases.resume, case)
    assert after.life.stopped and after.life.due is None
    assert on(hall, "2026-11-27T09:00", cases.resume, case).life.due == at("2026-12-01T18:00")


@pytest.mark.rule("S02.11")
def test_an_instant_case_becomes_a_promised_one_once(hall: Hall) -> None:
    case = take(hall, "X-002")
    on(hall, "2026-11-20T15:00", cases.convert, case)
    with pytest.raises(NoRoom):
        late(hall, "2026-11-20T10:00", cases.convert, case)
