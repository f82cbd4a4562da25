"""Money reconciled: each window's day counted and confirmed by two people, the cash paid in to its account.

Keeps: what is taken goes whole into the account it belongs to and is spent by nobody here (S31.3), in full and in
time (S31.4). A day is reconciled while the records still say what they said when it was counted: money taken or
corrected later makes it open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from counter.domain.casework.case.steps import NOTE_MOST
from counter.domain.casework.model import IN_CASH, Case, Collected, PaidIn, Reconciled
from counter.domain.casework.till.money import AmountWrong, is_cash, yuan
from counter.domain.clock import local_day
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

BY_KIND = {True: "收费", False: "代收"}
"""The hall's own fees, and what is collected for another body."""
TWO_LINES = Cite("收支两条线：收的钱及时足额存入账户，不得坐支", ("S31.3", "S31.4"))
EACH_DAY = Cite("收款当天清点，两人核对", ("S31.4", "S31.11"))
_M, _C, _R, _P = table_of(Collected), table_of(Case), table_of(Reconciled), table_of(PaidIn)
_FIRST, _LAST = (bindparam(name, type_=_M.c.day.type) for name in ("first", "last"))
_TAKEN = (
    select(_M.c.day, _M.c.window, _M.c.own_fee, _M.c.channel, _M.c.receipt, _M.c.fen, _M.c.basis, _C.c.post,
           _C.c.item_code, _C.c.item_version)
    .join_from(_M, _C, _C.c.id == _M.c.case_id)
    .where(_M.c.day >= _FIRST, _M.c.day <= _LAST, _M.c.fen > 0, _C.c.state != "void")
    .order_by(_M.c.day, _M.c.id)
)  # fmt: skip
_RECONCILED = select(_R).where(_R.c.day >= _FIRST, _R.c.day <= _LAST).order_by(_R.c.id)
_PAID_IN = select(_P).where(_P.c.day >= _FIRST, _P.c.day <= _LAST).order_by(_P.c.day, _P.c.id)
_OWN = bindparam("own", type_=_M.c.own_fee.type)
_CASH_TO = (
    select(func.coalesce(func.sum(_M.c.fen), 0))
    .join_from(_M, _C, _C.c.id == _M.c.case_id)
    .where(IN_CASH, _M.c.own_fee == _OWN, _M.c.day <= _LAST, _C.c.state != "void")
)
_PAID_TO = select(func.coalesce(func.sum(_P.c.fen), 0)).where(_P.c.own_fee == _OWN, _P.c.day <= _LAST)
_SLIP = select(_P.c.id).where(_P.c.account == bindparam("account"), _P.c.slip == bindparam("slip"))


class MoneyDayAhead(Refusal):
    """A day that has not begun."""

    says = "{day} 还没有到，不能对账、解缴。"


class NothingTaken(Refusal):
    """Nothing was taken at the window that day."""

    says = "{window}在{day}没有收款，不用对账。"


class CountDiffers(Refusal):
    """Count and records differ, and nobody says why."""

    says = "清点的和账上的不符：{differences}。请再点一遍；确实不符的，写明原因。"


class CountWrong(Refusal):
    """A count below nothing."""

    says = "清点的现金和票据张数不能小于零。"


class ConfirmsOwnCount(Refusal):
    """One person counts and confirms."""

    says = "清点和复核要两个人，{name}不能自己复核自己，请另一名在岗人员复核。"


class PaidInTooMuch(Refusal):
    """More is paid in than lies here."""

    says = "{kind}的现金到{day}只有{here}元还在中心，不能解缴{asked}元。请核对金额，或先把收款登记全。"


class SlipMissing(Refusal):
    """Paid in without account or slip."""

    says = "解缴要写明存进哪个账户、缴款单号。"


class SlipTwice(Refusal):
    """The same slip again."""

    says = "缴款单 {slip} 已经登记过，不能再登记一次。"


@dataclass(frozen=True, slots=True)
class Taken:
    """Money taken, as reconciling needs it."""

    day: date
    window: str
    """The code of the window in whose drawer it lies."""
    own_fee: bool
    channel: str
    receipt: str
    fen: int
    basis: str
    item: str


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted at a window."""

    cash: int
    """In hundredths."""
    receipts: int
    """How many were used."""
    span: str = ""
    """From which number to which."""
    reason: str = ""
    """Why it differs from the records, where it does."""


@dataclass(frozen=True, slots=True)
class Till:
    """One window's money of one day, and whether it is reconciled."""

    day: date
    window: str
    name: str
    cash: int
    other: int
    entries: int
    receipts: int
    counted: int = 0
    """The cash of the latest count."""
    counted_by: str = ""
    """Who counted last; empty where nobody has."""
    confirmed_by: str = ""
    reason: str = ""
    holds: bool = False
    """Whether the latest count still meets what the records say."""

    @property
    def standing(self) -> str:
        """How it stands, in one word."""
        if self.holds:
            return "对账有差额" if self.counted != self.cash else "已对账"
        return "对账后有变动" if self.counted_by else "未对账"


def taken(hall: Hall, connection: Connection, first: date, last: date) -> list[Taken]:
    """The money of a period, but for cases that are void, day by day."""
    rows = connection.execute(_TAKEN, {"first": first, "last": last})
    return [
        Taken(row.day, row.window or hall.post(row.post).window, row.own_fee, row.channel, row.receipt, row.fen,
              row.basis, hall.item(row.item_code, row.item_version).name)
        for row in rows
    ]  # fmt: skip


def tills(hall: Hall, connection: Connection, first: date, last: date) -> list[Till]:
    """Every window's day in a period on which it took money, by day and in the order of the windows."""
    by: dict[tuple[date, str], list[Taken]] = {}
    for each in taken(hall, connection, first, last):
        by.setdefault((each.day, each.window), []).append(each)
    counts = {
        (row["day"], row["window"]): row
        for row in connection.execute(_RECONCILED, {"first": first, "last": last}).mappings()
    }
    order = list(hall.laid.windows)
    found = [_till(hall, key, rows, counts.get(key)) for key, rows in by.items()]
    return sorted(found, key=lambda each: (each.day, _place(order, each.window), each.window))


def _place(order: Sequence[str], window: str) -> int:
    return order.index(window) if window in order else len(order)


def _till(hall: Hall, key: tuple[date, str], rows: Sequence[Taken], count: Mapping[Any, Any] | None) -> Till:
    day, window = key
    cash, other = (
        _sum(row for row in rows if is_cash(row.channel)),
        _sum(row for row in rows if not is_cash(row.channel)),
    )
    receipts = len({row.receipt for row in rows if row.receipt})
    name, other = hall.laid.windows.get(window, window), _sum(rows) - cash
    till = Till(day, window, name, cash, other, len(rows), receipts)
    return till if count is None else _counted(hall, till, count)


def _counted(hall: Hall, till: Till, row: Mapping[Any, Any]) -> Till:
    holds = (row["cash"], row["other"], row["entries"]) == (till.cash, till.other, till.entries)
    return Till(
        till.day, till.window, till.name, till.cash, till.other, till.entries, till.receipts, row["counted"],
        hall.person(row["counted_by"]).name, hall.person(row["confirmed_by"]).name, row["reason"], holds,
    )  # fmt: skip


def _sum(rows: Iterable[Taken]) -> int:
    return sum(row.fen for row in rows)


def open_tills(hall: Hall, connection: Connection, day: date) -> list[Till]:
    """The windows that took money on a day and whose count does not stand."""
    return [each for each in tills(hall, connection, day, day) if not each.holds]


@act("reconcile")
@carries("S31.4", "S31.11", by="act")
def reconcile(work: Work, window: str, day: date, count: Count, confirmed_by: str) -> Till:
    """Reconciles what a window took on a day: counted by who acts, confirmed by another.

    Args:
        work: The open unit of work.
        window: The window's code.
        day: The day, today or a past one.
        count: What was counted.
        confirmed_by: The staff number of who confirms; the PIN was verified before.

    Raises:
        NotAllowed, MoneyDayAhead, NothingTaken, ConfirmsOwnCount, CountWrong, CountDiffers: as they say.
    """
    work.need(Right.INTAKE)
    till = _there(work, window, day)
    _two_people(work, confirmed_by)
    reason = clean(count.reason, field="不符的原因", most=NOTE_MOST)
    if count.cash < 0 or count.receipts < 0:
        raise CountWrong(cites=(EACH_DAY,))
    if (differences := _differences(till, count)) and not reason:
        raise CountDiffers(differences="；".join(differences), cites=(EACH_DAY,))
    work.insert(Reconciled, {
        "window": window, "day": day, "counted": count.cash, "cash": till.cash, "other": till.other,
        "entries": till.entries, "receipts": count.receipts,
        "span": clean(count.span, field="票据起止号", most=NOTE_MOST),
        "reason": reason if differences else "", "counted_by": work.actor, "confirmed_by": confirmed_by,
        "made": work.entered,
    })  # fmt: skip
    return next(each for each in tills(work.hall, work.connection, day, day) if each.window == window)


def _there(work: Work, window: str, day: date) -> Till:
    _not_ahead(work, day)
    found = next((each for each in tills(work.hall, work.connection, day, day) if each.window == window), None)
    if found is None:
        name = work.hall.laid.windows.get(window, window)
        raise NothingTaken(window=name, day=day, cites=(EACH_DAY,))
    return found


def _not_ahead(work: Work, day: date) -> None:
    if day > local_day(work.entered):
        raise MoneyDayAhead(day=day)


def _two_people(work: Work, confirmed_by: str) -> None:
    other = work.hall.person(confirmed_by)
    if confirmed_by == work.actor or not other.active:
        raise ConfirmsOwnCount(name=other.name, cites=(EACH_DAY,))


def _differences(till: Till, count: Count) -> list[str]:
    found = []
    if count.cash != till.cash:
        found.append(f"现金点得{yuan(count.cash)}元，账上{yuan(till.cash)}元，差{yuan(count.cash - till.cash)}元")
    if count.receipts != till.receipts:
        found.append(f"票据用了{count.receipts}张，账上{till.receipts}张")
    return found


@act("pay-in")
@carries("S31.3", "S31.4", by="act")
def pay_in(work: Work, fen: int, account: str, slip: str, *, own_fee: bool, day: date | None = None) -> int:
    """Pays cash in to the account it belongs to; fees and what was collected for others go their own ways.

    Args:
        work: The open unit of work.
        fen: How much, in hundredths.
        account: Which account.
        slip: The number of the bank's slip.
        own_fee: The hall's own fees, or collected money.
        day: The day of the slip; today where none is given.

    Returns:
        What is still here of that kind, in hundredths.

    Raises:
        NotAllowed, MoneyDayAhead, AmountWrong, SlipMissing, SlipTwice, PaidInTooMuch: as they say.
    """
    work.need(Right.CLOSE_DAY)
    day = day or work.today
    _not_ahead(work, day)
    account = clean(account, field="账户", most=NOTE_MOST)
    slip = clean(slip, field="缴款单号", most=NOTE_MOST)
    if fen <= 0:
        raise AmountWrong(amount=yuan(fen))
    if not account or not slip:
        raise SlipMissing(cites=(TWO_LINES,))
    if work.connection.execute(_SLIP, {"account": account, "slip": slip}).first() is not None:
        raise SlipTwice(slip=slip, cites=(TWO_LINES,))
    _enough(work, fen, own_fee, day)
    work.insert(PaidIn, {"day": day, "own_fee": own_fee, "fen": fen, "account": account, "slip": slip,
                         "by": work.actor, "entered": work.entered})  # fmt: skip
    return here(work.connection, own_fee, local_day(work.entered))


def _enough(work: Work, fen: int, own_fee: bool, day: date) -> None:
    """There must be so much both on the slip's day and now."""
    today = local_day(work.entered)
    there = min(here(work.connection, own_fee, day), here(work.connection, own_fee, today))
    if fen > there:
        kind = BY_KIND[own_fee]
        raise PaidInTooMuch(kind=kind, day=day, here=yuan(there), asked=yuan(fen), cites=(TWO_LINES,))


def here(connection: Connection, own_fee: bool, day: date) -> int:
    """The cash of a kind that was taken up to the end of a day and not paid in by then, in hundredths."""
    values = {"own": own_fee, "last": day}
    took = connection.execute(_CASH_TO, values).scalar_one()
    return int(took) - int(connection.execute(_PAID_TO, values).scalar_one())


def paid_in(connection: Connection, first: date, last: date) -> Sequence[Mapping[Any, Any]]:
    """What was paid in, from a first to a last day."""
    return connection.execute(_PAID_IN, {"first": first, "last": last}).mappings().all()
