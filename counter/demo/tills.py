"""The money of an invented day: every window counts what it took, another confirms, and it goes to the bank."""

from __future__ import annotations

from datetime import date

from counter.domain.casework.till import reconciling
from counter.domain.casework.till.reconciling import Count
from counter.domain.hall.opened import Hall

_ACCOUNTS = {True: "县财政专户（示例）", False: "代收单位账户（示例）"}
"""Where fees go, and what was collected for others."""


def count_tills(hall: Hall, day: date, confirms: str) -> None:
    """Every window that took money counts it, and the same evening it is paid in.

    Args:
        hall: The hall.
        day: The day that ends.
        confirms: Who of the comprehensive window confirms what was counted.
    """
    with hall.look() as connection:
        left = reconciling.open_tills(hall, connection, day)
    for till in left:
        counts = next(post.a for post in hall.laid.posts.values() if post.window == till.window)
        with hall.act(counts if counts != confirms else _other(hall, counts), till.window) as work:
            reconciling.reconcile(work, till.window, day, Count(till.cash, till.receipts), confirms)
    _pay_in(hall, day, confirms)


def _pay_in(hall: Hall, day: date, by: str) -> None:
    with hall.look() as connection:
        cash = {own: reconciling.here(connection, own, day) for own in reconciling.BY_KIND}
    for own in (each for each, fen in cash.items() if fen > 0):
        with hall.act(by) as work:
            slip = f"{day:%Y%m%d}-{1 + own}"
            reconciling.pay_in(work, cash[own], _ACCOUNTS[own], slip, own_fee=own, day=day)


def _other(hall: Hall, no: str) -> str:
    """Somebody else at a window."""
    return next(each for post in hall.laid.posts.values() for each in (post.a, post.b) if each not in ("", no))
