"""The verbs of money that is counted and paid in, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counter.domain.casework.till import reconciling
from counter.domain.casework.till.reconciling import Count
from counter.domain.hall.opened import Work
from counter.replay.stage import Stage

Play = Callable[[Stage, Work, Mapping[str, Any]], Any]


def _fen(data: Mapping[str, Any]) -> int:
    return round(float(data["amount"]) * 100)


def _reconcile(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """Today's money of the terminal's window."""
    counted = Count(_fen(data), data["receipts"], reason=data.get("reason", ""))
    return reconciling.reconcile(work, data["terminal"], work.today, counted, data["agreed_by"])


def _pay_in(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return reconciling.pay_in(work, _fen(data), data["to"], data["number"], own_fee=data["as"] == "fee")


TILL_VERBS: dict[str, Play] = {"reconcile": _reconcile, "pay-in": _pay_in}
