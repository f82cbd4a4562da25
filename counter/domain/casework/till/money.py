"""Money at the desk, apart from the case: the hall's own published fee, or collected for another body (代收).

It counts for who took it and for the window where it was taken, whosever the case is. Keeps: only what is
published is charged, at its standard, with its basis and a receipt (S31.1, S31.2), nothing is added to it (S31.5)
and nothing let off without a ground (S31.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import after_receipt, load
from counter.domain.casework.case.order import why_not_now
from counter.domain.casework.case.steps import NOTE_MOST, RUNNING
from counter.domain.casework.model import Case, Collected
from counter.domain.casework.papers import notices
from counter.domain.columns import table_of
from counter.domain.hall.items.item import Item
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

PAYMENTS = ("现金", "微信", "支付宝", "银行卡", "银行代扣", "网上已缴")
CASH = PAYMENTS[0]
_MOST_FEN = 10**11
_BASIS_MOST = 1000
_M = table_of(Collected)
_CHARGED = (*RUNNING, "awaiting-approval", "decided", "stamped", "awaiting-collection", "delivered", "reviewed")
"""The states in which the hall's own fee is due: accepted, and not come to nothing."""
_OF_CASE = select(_M).where(_M.c.case_id == bindparam("case")).order_by(_M.c.id)
_POST_OF_CASE = select(table_of(Case).c.post).where(table_of(Case).c.id == bindparam("case"))


class AmountWrong(Refusal):
    """An amount that is none."""

    says = "金额{amount}不对，请填大于零的数。"


class AmountUnclear(Refusal):
    """No amount of money."""

    says = "金额“{typed}”看不懂，请写成 400 或 400.50。"


class ReceiptMissing(Refusal):
    """Collected money without the receipt's number."""

    says = "代收的钱要填票据号。"


class FeeNotPublished(Refusal):
    """A fee for something that is free."""

    says = "“{item}”不收费，不能收取任何费用。群众有权拒交并投诉。"


class FeeTooHigh(Refusal):
    """More than the published standard, deposits and extras included."""

    says = "“{item}”公布的标准是{fee}元，收{asked}元超出标准，不能收。押金、保证金和搭车收费也不能收。"


class FeeLetOff(Refusal):
    """Less than the standard without a ground."""

    says = "“{item}”应收{fee}元，少收要写明减免依据。"


class NoFeeNow(Refusal):
    """A fee for a case that was not accepted, or that came to nothing."""

    says = "这件现在是“{state}”，没有受理的事项不能收费；已经收的请退还。"


@dataclass(frozen=True, slots=True)
class Money:
    """Money taken at the desk; `own_fee` is the hall's own published fee, otherwise it is collected (代收)."""

    fen: int
    channel: str = ""
    receipt: str = ""
    own_fee: bool = False
    basis: str = ""
    """What the fee rests on; where less than the standard is taken, the ground for that."""


def yuan(fen: int) -> str:
    """An amount as it is said, in yuan: 12.50."""
    return f"{fen // 100}.{fen % 100:02d}" if fen >= 0 else f"-{yuan(-fen)}"


def typed_yuan(fen: int) -> str:
    """An amount as it is typed: 20 or 12.50."""
    return str(fen // 100) if fen % 100 == 0 else yuan(fen)


def fen_of(typed: str) -> int:
    """An amount as it was typed in yuan, in hundredths.

    Raises:
        AmountUnclear: where it is no amount.
    """
    try:
        fen = Decimal(typed.strip().removesuffix("元")) * 100
    except InvalidOperation:
        raise AmountUnclear(typed=typed.strip()) from None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen < _MOST_FEN:
        raise AmountUnclear(typed=typed.strip())
    return int(fen)


def is_cash(channel: str) -> bool:
    """Whether it lies in the drawer: cash, also where nobody noted how it was paid."""
    return channel in ("", CASH)


def money_of(connection: Connection, case_id: int) -> Sequence[Mapping[Any, Any]]:
    """What was taken for a case, the earliest first."""
    return connection.execute(_OF_CASE, {"case": case_id}).mappings().all()


PUBLISHED = Cite("收费项目、标准、依据公开，按标准收取并出具票据", ("S31.1", "S31.2", "S31.5", "S31.7", "S31.13"))
IN_FULL = Cite("应收尽收，不得擅自减免", ("S31.4",))


@carries("S31.1", "S31.4", "S31.5", "S31.7", "S31.13", by="check")
def must_be_published(item: Item, paid: int, already: int, ground: str) -> None:
    """Refuses a fee that the item does not have, more than its standard, or less without a ground.

    Args:
        item: The version of the item that the case has.
        paid: What is taken now, in hundredths.
        already: What was taken before.
        ground: Why less is taken, or the fee's own basis.

    Raises:
        FeeNotPublished, FeeTooHigh, FeeLetOff: as they say.
    """
    standard = item.fee * 100
    if not standard:
        raise FeeNotPublished(item=item.name, cites=(PUBLISHED,))
    if paid + already > standard:
        raise FeeTooHigh(item=item.name, fee=typed_yuan(standard), asked=typed_yuan(paid + already), cites=(PUBLISHED,))
    if paid + already < standard and ground.strip() in ("", item.fee_basis):
        raise FeeLetOff(item=item.name, fee=typed_yuan(standard), cites=(IN_FULL,))


@act("collect-fee")
@carries("S31.2", "S31.9", by="act")
def collect(work: Work, case_id: int, money: Money) -> tuple[int, ...]:
    """Notes money taken at the desk, apart: the hall's own fee, or collected for another body (代收).

    Returns:
        The receipt of the hall's own fee; nothing where the other body gives its own.

    Raises:
        NotAllowed, AmountWrong, ReceiptMissing, NoFeeNow, FeeNotPublished, FeeTooHigh, FeeLetOff: as they say.
    """
    work.need(Right.INTAKE)
    if money.fen <= 0:
        raise AmountWrong(amount=yuan(money.fen), cites=(PUBLISHED,))
    if not money.own_fee and not money.receipt.strip():
        raise ReceiptMissing()
    if money.own_fee:
        return (_fee(work, case_id, money),)
    _keep(work, case_id, _grounded(money))
    return ()


def _grounded(money: Money) -> Money:
    """The same with its basis, or the ground for taking less, as it is kept."""
    return replace(money, basis=clean(money.basis, field="收费（减免）依据", most=_BASIS_MOST))


def _fee(work: Work, case_id: int, money: Money) -> int:
    """The hall's own fee, with its receipt; without a number of its own the receipt's is kept."""
    case = load(work, case_id)
    after_receipt(work, case)
    if case.life.state not in _CHARGED:
        raise NoFeeNow(state=case.state_name, cites=why_not_now("收费"))
    already = sum(row["fen"] for row in money_of(work.connection, case_id) if row["own_fee"])
    must_be_published(case.item, money.fen, already, money.basis)
    money = _grounded(money) if money.basis else replace(money, basis=case.item.fee_basis)
    paper = notices.fee_receipt(work, case, yuan(money.fen), money.basis, money.channel or CASH, money.receipt)
    _keep(work, case_id, money if money.receipt.strip() else replace(money, receipt=paper.number))
    return visits.keep_paper(work, paper, case_id)


def _keep(work: Work, case_id: int, money: Money) -> None:
    work.insert(Collected, {
        "case_id": case_id, "day": work.today, "at": work.moment, "staff": work.actor,
        "window": _window(work, case_id), "own_fee": money.own_fee,
        "channel": clean(money.channel, field="缴费渠道", most=NOTE_MOST),
        "receipt": clean(money.receipt, field="票据号", most=NOTE_MOST), "fen": money.fen,
        "basis": money.basis,
    })  # fmt: skip
    work.case_id = case_id


def _window(work: Work, case_id: int) -> str:
    """Where the money was taken: the terminal's window, or the actor's own, or that of the case."""
    if work.terminal in work.hall.laid.windows:
        return work.terminal
    posts = work.hall.posts_of(work.actor)
    code = work.connection.execute(_POST_OF_CASE, {"case": case_id}).scalar()
    return posts[0].window if posts else work.hall.post(code).window if code else ""
