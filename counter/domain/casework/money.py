"""Money at the desk, apart from the case: the hall's own published fee, or collected for another body (代收).

It counts for who took it and for the window where it was taken, whosever the case is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.model import Case, Collected
from counter.domain.casework.steps import NOTE_MOST
from counter.domain.columns import table_of
from counter.domain.hall.opened import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.text import clean

PAYMENTS = ("现金", "微信", "支付宝", "银行卡", "银行代扣", "网上已缴")
CASH = PAYMENTS[0]
_MOST_FEN = 10**11
_M = table_of(Collected)
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


@dataclass(frozen=True, slots=True)
class Money:
    """Money taken at the desk; `own_fee` is the hall's own published fee, otherwise it is collected (代收)."""

    fen: int
    channel: str = ""
    receipt: str = ""
    own_fee: bool = False
    basis: str = ""


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


def money_of(connection: Connection, case_id: int) -> Sequence[Mapping[Any, Any]]:
    """What was taken for a case, the earliest first."""
    return connection.execute(_OF_CASE, {"case": case_id}).mappings().all()


@act("collect-fee")
def collect(work: Work, case_id: int, money: Money) -> None:
    """Notes money taken at the desk, apart: the hall's own fee, or collected for another body (代收).

    Raises:
        AmountWrong, ReceiptMissing: as they say.
    """
    if money.fen <= 0:
        raise AmountWrong(amount=yuan(money.fen))
    if not money.own_fee and not money.receipt.strip():
        raise ReceiptMissing()
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
