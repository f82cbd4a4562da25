"""Money at the desk, apart from the case: the hall's own published fee, or collected for another body (代收)."""

from __future__ import annotations

from dataclasses import dataclass

from counter.domain.casework.model import Collected
from counter.domain.casework.steps import NOTE_MOST
from counter.domain.hall.opened import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.text import clean


class AmountWrong(Refusal):
    """An amount that is none."""

    says = "金额{amount}不对，请填大于零的数。"


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
        "own_fee": money.own_fee, "channel": clean(money.channel, field="缴费渠道", most=NOTE_MOST),
        "receipt": clean(money.receipt, field="票据号", most=NOTE_MOST), "fen": money.fen,
        "basis": money.basis,
    })  # fmt: skip
    work.case_id = case_id
