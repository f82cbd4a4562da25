"""The verbs of money that is counted and paid in, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.casework.till import reconciling
from counter.domain.casework.till.reconciling import Count
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.words import Verb, verb


def _fen(data: Mapping[str, Any]) -> int:
    return round(float(data["amount"]) * 100)


def _reconcile(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """Today's money of the terminal's window."""
    counted = Count(_fen(data), data["receipts"], reason=data.get("reason", ""))
    return reconciling.reconcile(work, data["terminal"], work.today, counted, data["agreed_by"])


def _pay_in(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return reconciling.pay_in(work, _fen(data), data["to"], data["number"], own_fee=data["as"] == "fee")


VERBS: dict[str, Verb] = {
    "reconcile": verb(_reconcile, "amount receipts agreed_by reason", needs="terminal amount receipts agreed_by"),
    "pay-in": verb(_pay_in, "amount as to number", needs="amount as to number"),
}
