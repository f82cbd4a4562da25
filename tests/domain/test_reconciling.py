"""Money reconciled: each window's day counted by two, the cash paid in, the month told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import correct, void
from counter.domain.casework.till import reconciling
from counter.domain.casework.till.money import AmountWrong, Money
from counter.domain.casework.till.reconciling import (
    ConfirmsOwnCount,
    Count,
    CountDiffers,
    CountWrong,
    MoneyDayAhead,
    NothingTaken,
    PaidInTooMuch,
    SlipMissing,
    SlipTwice,
    Till,
    here,
    open_tills,
    pay_in,
    reconcile,
    tills,
)
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight import money_report
from counter.domain.oversight.audit import verify
from counter.domain.oversight.closing import points
from counter.domain.paper import Paper, Signatures, Table
from counter.domain.refusals import Refusal
from counter.papers import text
from tests.halls import clock_of, make_hall
from tests.hands import do, take

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
DESK, DIRECTOR = "03", "01"
WINDOW = "民政"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def collect(hall: Hall, fen: int, receipt: str, way: str = "现金") -> int:
    return take(hall, money=Money(fen, way, receipt))


def fee(hall: Hall) -> int:
    case = take(hall, "X-007")
    do(hall, cases.collect, case, Money(1_000, "现金", own_fee=True))
    return case


def count(hall: Hall, cash: int, receipts: int, by: str = "07", confirmed_by: str = DESK, **more: str) -> Till:
    return do(hall, reconcile, WINDOW, hall.today, Count(cash, receipts, **more), confirmed_by, by=by)


def of_day(hall: Hall) -> dict[str, Till]:
    with hall.look() as connection:
        return {each.window: each for each in tills(hall, connection, hall.today, hall.today)}


@pytest.mark.rule("S31.4", "S31.11")
def test_a_window_s_day_is_counted_by_one_and_confirmed_by_another(hall: Hall) -> None:
    collect(hall, 40_000, "P-1")
    collect(hall, 10_000, "P-2", "微信")
    fee(hall)
    before = of_day(hall)[WINDOW]
    assert (before.cash, before.other, before.entries, before.receipts) == (41_000, 10_000, 3, 3)
    assert before.standing == "未对账"
    with pytest.raises(ConfirmsOwnCount):
        count(hall, 41_000, 3, confirmed_by="07")
    till = count(hall, 41_000, 3, span="P-1至P-2")
    assert (till.standing, till.counted_by, till.confirmed_by) == ("已对账", "张丽", "何平")
    assert verify(hall).sound


@pytest.mark.rule("S31.4", "S31.11")
@pytest.mark.parametrize(
    ("cash", "receipts", "told"),
    [(39_950, 1, "差-0.50元"), (40_050, 1, "差0.50元"), (40_000, 2, "票据用了2张，账上1张")],
)
def test_a_difference_needs_its_reason(hall: Hall, cash: int, receipts: int, told: str) -> None:
    collect(hall, 40_000, "P-1")
    with pytest.raises(CountDiffers, match=told) as caught:
        count(hall, cash, receipts, reason="  ")
    assert {"S31.4", "S31.11"} <= caught.value.rules
    till = count(hall, cash, receipts, reason="找零少了五角，明日补")
    assert till.holds and till.reason == "找零少了五角，明日补"


@pytest.mark.rule("S31.11")
def test_what_is_taken_corrected_or_voided_later_opens_the_day_again(hall: Hall) -> None:
    first, second = collect(hall, 40_000, "P-1"), collect(hall, 10_000, "P-2")
    count(hall, 50_000, 2)
    do(hall, correct, first, {"amount": "380"}, "打错了")
    assert of_day(hall)[WINDOW].standing == "对账后有变动"
    count(hall, 48_000, 2)
    assert of_day(hall)[WINDOW].standing == "已对账"
    do(hall, void, second, "录重了")
    assert (of_day(hall)[WINDOW].standing, of_day(hall)[WINDOW].cash) == ("对账后有变动", 38_000)
    count(hall, 38_000, 1)
    collect(hall, 100, "P-3")
    assert of_day(hall)[WINDOW].standing == "对账后有变动"


@pytest.mark.parametrize(
    ("window", "day", "what", "by", "confirmed_by", "refusal"),
    [
        ("综合窗口", FRIDAY, Count(0, 0), "07", DESK, NothingTaken),
        (WINDOW, MONDAY, Count(0, 0), "07", DESK, MoneyDayAhead),
        (WINDOW, FRIDAY, Count(-1, 1), "07", DESK, CountWrong),
        (WINDOW, FRIDAY, Count(40_000, -1), "07", DESK, CountWrong),
        (WINDOW, FRIDAY, Count(40_000, 1), "02", DESK, NotAllowed),
    ],
)
def test_what_cannot_be_reconciled(
    hall: Hall, window: str, day: date, what: Count, by: str, confirmed_by: str, refusal: type[Refusal]
) -> None:
    collect(hall, 40_000, "P-1")
    if by == "02":
        by = next(no for no, each in hall.laid.staff.items() if "discipline" in each.roles)
    with pytest.raises(refusal):
        do(hall, reconcile, window, day, what, confirmed_by, by=by)
    assert of_day(hall)[WINDOW].standing == "未对账"


@pytest.mark.rule("S31.4", "S31.11")
def test_closing_tells_every_window_that_is_not_reconciled(hall: Hall) -> None:
    collect(hall, 40_000, "P-1")
    with hall.look() as connection:
        (point,) = [each for each in points(hall, connection, FRIDAY) if each.name == "收款未对账"]
    assert point.count == 1 and "民政窗口" in point.lines[0] and "400.00元" in point.lines[0]
    assert {rule for cite in point.cites for rule in cite.rules} >= {"S31.4", "S31.11"}
    count(hall, 40_000, 1)
    with hall.look() as connection:
        assert "收款未对账" not in [each.name for each in points(hall, connection, FRIDAY)]
        assert open_tills(hall, connection, FRIDAY) == []


def kept(hall: Hall, *, own_fee: bool) -> int:
    with hall.look() as connection:
        return here(connection, own_fee, hall.today)


@pytest.mark.rule("S31.3", "S31.4")
def test_fees_and_collected_money_are_paid_in_apart_and_never_more_than_is_here(hall: Hall) -> None:
    collect(hall, 40_000, "P-1")
    collect(hall, 10_000, "P-2", "微信")
    fee(hall)
    assert (kept(hall, own_fee=False), kept(hall, own_fee=True)) == (40_000, 1_000)
    with pytest.raises(PaidInTooMuch, match="收费的现金到.*只有10.00元") as caught:
        do(hall, pay_in, 1_001, "财政专户", "J-1", own_fee=True, by=DIRECTOR)
    assert {"S31.3", "S31.4"} <= caught.value.rules
    assert do(hall, pay_in, 1_000, "财政专户", "J-1", own_fee=True, by=DIRECTOR) == 0
    assert do(hall, pay_in, 30_000, "医保征缴户", "J-1", own_fee=False, by=DESK) == 10_000
    assert (kept(hall, own_fee=False), kept(hall, own_fee=True)) == (10_000, 0)
    assert verify(hall).sound


@pytest.mark.rule("S31.3", "S31.4")
def test_a_slip_of_an_earlier_day_pays_in_what_was_there_that_day(hall: Hall) -> None:
    collect(hall, 40_000, "P-1")
    clock_of(hall).set("2026-11-23T09:00:00")
    collect(hall, 5_000, "P-2")
    with pytest.raises(PaidInTooMuch, match="400.00"):
        do(hall, pay_in, 45_000, "户", "J-1", own_fee=False, day=FRIDAY, by=DESK)
    do(hall, pay_in, 45_000, "户", "J-1", own_fee=False, by=DESK)
    with pytest.raises(PaidInTooMuch, match="只有0.00"):
        do(hall, pay_in, 1, "户", "J-2", own_fee=False, day=FRIDAY, by=DESK)


@pytest.mark.parametrize(
    ("fen", "account", "slip", "by", "more", "refusal"),
    [
        (0, "户", "J-2", DESK, {}, AmountWrong),
        (100, " ", "J-2", DESK, {}, SlipMissing),
        (100, "户", "", DESK, {}, SlipMissing),
        (100, "户", "J-1", DESK, {}, SlipTwice),
        (100, "户", "J-2", "07", {}, NotAllowed),
        (100, "户", "J-2", DESK, {"day": MONDAY}, MoneyDayAhead),
    ],
)
def test_what_cannot_be_paid_in(
    hall: Hall, fen: int, account: str, slip: str, by: str, more: dict[str, date], refusal: type[Refusal]
) -> None:
    collect(hall, 40_000, "P-1")
    do(hall, pay_in, 100, "户", "J-1", own_fee=False, by=DESK)
    with pytest.raises(refusal):
        do(hall, pay_in, fen, account, slip, own_fee=False, by=by, **more)
    assert kept(hall, own_fee=False) == 39_900


def test_what_is_here_and_how_a_day_stands_are_read_along_indexes(hall: Hall) -> None:
    assert plan(hall, reconciling._CASH_TO, own=True, last=FRIDAY)[0].startswith(
        "SEARCH collected USING INDEX collected_cash (own_fee=? AND day<?)"
    )
    for query, index in ((reconciling._TAKEN, "collected_day"), (reconciling._RECONCILED, "reconciled_day")):
        assert index in plan(hall, query, first=FRIDAY, last=FRIDAY)[0]


def plan(hall: Hall, query: Any, **values: Any) -> list[str]:
    """How SQLite reads it."""
    with hall.look() as connection:
        compiled = query.params(**values).compile(connection.engine, compile_kwargs={"literal_binds": True})
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]


# -- the month ---------------------------------------------------------------------------------


def month(hall: Hall) -> Paper:
    with hall.look() as connection:
        return money_report.report(hall, connection, date(2026, 11, 1), date(2026, 11, 30))


def tables(paper: Paper) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {block.title: block.rows for block in paper.blocks if isinstance(block, Table)}


@pytest.mark.rule("S31.3", "S31.4", "S31.11")
def test_the_month_tells_what_was_taken_counted_paid_in_and_is_still_here(hall: Hall) -> None:
    collect(hall, 40_000, "P-1")
    collect(hall, 10_000, "P-2", "微信")
    fee(hall)
    do(hall, void, collect(hall, 777, "P-3"), "录重了")
    count(hall, 40_950, 3, reason="少找五角")
    do(hall, pay_in, 30_000, "医保征缴户", "J-1", own_fee=False, by=DESK)
    clock_of(hall).set("2026-11-23T09:00:00")
    collect(hall, 5_000, "P-4")
    found = tables(month(hall))
    assert found["分事项、依据"] == (
        ("试验承诺事项", "代收", "代收，依收款单位规定", "3", "550.00"),
        ("试验收费事项", "收费", "试验收费文件", "1", "10.00"),
        ("合计", "", "", "4", "560.00"),
    )
    assert found["分窗口、方式"] == (
        ("民政窗口", "代收", "现金", "2", "450.00"),
        ("民政窗口", "代收", "微信", "1", "100.00"),
        ("民政窗口", "收费", "现金", "1", "10.00"),
        ("合计", "", "", "4", "560.00"),
    )
    assert found["每日对账"] == (("民政窗口", "2", "1", "460.00", "409.50", "-0.50"),)
    assert found["解缴"] == (("11-20", "代收", "医保征缴户", "J-1", "300.00", "何平"),)
    assert found["现金结存（元）"] == (
        ("收费", "0.00", "10.00", "0.00", "10.00"), ("代收", "0.00", "450.00", "300.00", "150.00"),
    )  # fmt: skip
    said = "".join("".join(text.render(month(hall))).split())
    assert "还没有对账的：11-23民政窗口（未对账）" in said
    assert "少找五角（清点张丽，复核何平）" in said
    signed = [block.labels for block in month(hall).blocks if isinstance(block, Signatures)]
    assert signed == [("填表人", "中心核对", "银行核对", "财政核对")]


@pytest.mark.rule("S31.4")
def test_what_was_here_before_is_carried_on_into_the_month(hall: Hall) -> None:
    clock_of(hall).set("2026-10-30T09:00:00")
    collect(hall, 40_000, "P-1")
    clock_of(hall).set("2026-11-20T08:30:00")
    do(hall, pay_in, 15_000, "户", "J-1", own_fee=False, by=DESK)
    assert tables(month(hall))["现金结存（元）"][1] == ("代收", "400.00", "0.00", "150.00", "250.00")


def test_an_empty_month_says_so_and_only_who_may_report_keeps_it(hall: Hall) -> None:
    assert "本期没有收费" in "".join(text.render(month(hall)))
    with pytest.raises(NotAllowed):
        do(hall, money_report.keep_report, date(2026, 11, 1), FRIDAY)
    assert do(hall, money_report.keep_report, date(2026, 11, 1), FRIDAY, by=DESK)


# -- any order ---------------------------------------------------------------------------------


@pytest.mark.rule("S31.3", "S31.4")
@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_what_is_here_is_what_was_taken_and_not_paid_in(hall: Hall, seed: int) -> None:
    luck = Random(seed)
    taken_in, paid = {True: 0, False: 0}, {True: 0, False: 0}
    for step in range(14):
        clock_of(hall).forward(hours=luck.choice((0, 1, 24)))
        own = luck.random() < 0.4
        if luck.random() < 0.6:
            fen = 1_000 if own else luck.randrange(1, 50_000)
            _ = fee(hall) if own else collect(hall, fen, f"P-{step}")
            taken_in[own] += fen
            continue
        wanted = luck.randrange(1, 60_000)
        try:
            left = do(hall, pay_in, wanted, "户", f"J-{step}", own_fee=own, by=DESK)
        except PaidInTooMuch:
            assert wanted > taken_in[own] - paid[own]
            continue
        paid[own] += wanted
        assert left == taken_in[own] - paid[own] >= 0
    for own in (True, False):
        assert kept(hall, own_fee=own) == taken_in[own] - paid[own]
    assert verify(hall).sound
