"""Enquiries: counted, with who was asked first, and called back the same day."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from counter.domain.casework.asking.asked import AskedHow
from counter.domain.casework.asking.enquiries import Asked, NothingOwed, PhoneNeeded, call_back, enquire, owed
from counter.domain.casework.model import Enquiry
from counter.domain.clock import at
from counter.domain.columns import table_of
from counter.domain.hall.items.item import UnknownItem
from counter.domain.hall.laid_down import UnknownPost
from counter.domain.hall.opened import Hall
from tests.halls import clock_of, make_hall
from tests.hands import do


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.mark.rule("S12.1")
def test_who_was_asked_first_stands_with_the_enquiry(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保"), by="12")
    with hall.look() as connection:
        row = connection.execute(select(table_of(Enquiry)).where(table_of(Enquiry).c.id == key)).mappings().one()
    assert (row["staff"], row["matter"], row["asked"]) == ("12", "问低保", at("2026-11-20T08:30:00"))


@pytest.mark.rule("S12.6")
def test_a_call_that_could_not_be_answered_is_owed_until_it_is_called_back(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问社保卡", phone="15400010002", owed=True))
    clock_of(hall).set("2026-11-20T17:30:00")
    with hall.look() as connection:
        (row,) = owed(connection, hall.today)
    assert (row["id"], row["phone"]) == (key, "15400010002")
    do(hall, call_back, key, "已答复")
    with hall.look() as connection:
        assert owed(connection, hall.today) == []
        found = connection.execute(select(table_of(Enquiry).c.called_back, table_of(Enquiry).c.answer)).one()
    assert tuple(found) == (at("2026-11-20T17:30:00"), "已答复")
    with pytest.raises(NothingOwed):
        do(hall, call_back, key)


@pytest.mark.rule("S12.6")
def test_a_call_back_is_promised_to_somebody_s_number(hall: Hall) -> None:
    with pytest.raises(PhoneNeeded) as caught:
        do(hall, enquire, Asked(matter="问社保卡", owed=True))
    assert "S12.6" in caught.value.rules


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (Asked("X-999", "问低保"), UnknownItem),
        (Asked(matter="问低保", channel="pigeon"), AskedHow),
        (Asked(matter="问低保", post="QQ"), UnknownPost),
    ],
)
def test_an_enquiry_about_nothing_that_there_is_is_refused(hall: Hall, asked: Asked, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        do(hall, enquire, asked)
