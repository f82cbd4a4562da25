"""Fees: only what is published, at its standard, with its basis and a receipt."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.till.money import FeeLetOff, FeeNotPublished, FeeTooHigh, Money
from counter.domain.hall.opened import Hall
from counter.papers.text import render
from tests.halls import make_hall
from tests.hands import do, papers, take

PAID = "X-007"
"""The trial item with a published fee of 10 yuan."""


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def pay(hall: Hall, case: int, fen: int, basis: str = "") -> None:
    do(hall, lambda work, key: cases.collect(work, key, Money(fen, "现金", own_fee=True, basis=basis)), case)


@pytest.mark.rule("S31.1", "S31.5", "S31.7", "S31.13")
def test_what_is_free_is_free(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(FeeNotPublished) as caught:
        pay(hall, case, 1)
    assert {"S31.1", "S31.5", "S31.7"} <= caught.value.rules


@pytest.mark.rule("S31.1", "S31.5")
def test_nothing_is_added_to_the_standard_also_not_a_second_time(hall: Hall) -> None:
    case = take(hall, PAID)
    with pytest.raises(FeeTooHigh, match="15"):
        pay(hall, case, 1_500)
    pay(hall, case, 1_000)
    with pytest.raises(FeeTooHigh):
        pay(hall, case, 1)


@pytest.mark.rule("S31.4")
def test_less_needs_its_ground(hall: Hall) -> None:
    case = take(hall, PAID)
    with pytest.raises(FeeLetOff) as caught:
        pay(hall, case, 500)
    assert "S31.4" in caught.value.rules
    pay(hall, case, 500, "残疾人减半，试验减免文件")
    assert "残疾人减半" in "".join(render(papers(hall, case)["fee-receipt"]))


@pytest.mark.rule("S31.2", "S31.9", "S31.12")
def test_every_fee_has_its_receipt_with_standard_and_basis(hall: Hall) -> None:
    case = take(hall, PAID)
    pay(hall, case, 1_000)
    receipt = papers(hall, case)["fee-receipt"]
    said = "".join(render(receipt))
    assert "10.00元" in said and "试验收费文件" in said and "拒交" in said
    with hall.look() as connection:
        row = connection.exec_driver_sql("SELECT receipt, window FROM collected").one()
    assert row.receipt == receipt.number and row.window
