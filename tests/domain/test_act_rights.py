"""What a village agent, an archive keeper and discipline may not do at the counter, and nobody before it was asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import custody, platform
from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiries import Asked, enquire
from counter.domain.casework.batches import arrivals
from counter.domain.casework.case.events import UnknownCase
from counter.domain.casework.case.facts import KEPT
from counter.domain.casework.cases import HappenedLater, Money
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from tests.halls import INCOME, clock_of, make_hall
from tests.hands import do, look, take

NOT_AT_THE_COUNTER = ("24", "25", "31")
"""The archive keeper, discipline, a village agent."""


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.mark.rule("S31.9")
@pytest.mark.parametrize("by", NOT_AT_THE_COUNTER)
def test_only_who_stands_at_the_counter_takes_a_fee(hall: Hall, by: str) -> None:
    case = take(hall, "X-007")
    with pytest.raises(NotAllowed):
        do(hall, cases.collect, case, Money(1000, own_fee=True), by=by)
    with pytest.raises(NotAllowed):
        do(hall, cases.collect, case, Money(1000, receipt="1"), by=by)


@pytest.mark.rule("S12.6")
@pytest.mark.parametrize("by", NOT_AT_THE_COUNTER)
def test_only_who_stands_at_the_counter_calls_back(hall: Hall, by: str) -> None:
    asked = do(hall, enquire, Asked(matter="问低保", phone="15400010001", owed=True))
    with pytest.raises(NotAllowed):
        do(hall, enquiries.call_back, asked, "已答复", by=by)
    with pytest.raises(NotAllowed):
        do(hall, enquiries.applied, asked, take(hall), by=by)


def test_an_enquiry_does_not_become_a_case_that_is_not_there(hall: Hall) -> None:
    asked = do(hall, enquire, Asked(matter="问低保"))
    with pytest.raises(UnknownCase):
        do(hall, enquiries.applied, asked, 4711)


def test_a_batch_is_told_of_at_the_counter_only(hall: Hall) -> None:
    case = take(hall)
    made = do(hall, arrivals.arrive, (case,), "来件单")
    with pytest.raises(NotAllowed):
        do(hall, arrivals.tell_batch, made.id, "电话", by="25")


@pytest.mark.parametrize(
    "act",
    [
        lambda work, case: cases.collect(work, case, Money(1000, own_fee=True)),
        lambda work, case: custody.give_back(work, case),
        lambda work, case: platform.enter_above(work, case, "SC1"),
    ],
)
def test_nothing_is_entered_as_done_before_the_case_came(hall: Hall, act: Callable[..., Any]) -> None:
    case = take(hall, "X-007", marks=((INCOME, KEPT),))
    clock_of(hall).forward(hours=1)
    with pytest.raises(HappenedLater), hall.act("07", "民政", happened=at("2026-11-20T08:00:00")) as work:
        act(work, case)
    assert [each.kind for each in look(hall, case).events] == ["received", "accepted"]


def test_nobody_is_called_back_before_they_asked(hall: Hall) -> None:
    asked = do(hall, enquire, Asked(matter="问低保", phone="15400010001", owed=True))
    clock_of(hall).forward(hours=1)
    with pytest.raises(HappenedLater), hall.act("07", "民政", happened=at("2026-11-20T08:00:00")) as work:
        enquiries.call_back(work, asked, "已答复")
