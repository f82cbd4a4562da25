"""One row of the table, and how pairs are measured: A B A B, never all of one before the other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One ratio: ours over the reference, both of the same run."""

    what: str
    ours: float
    reference: float
    ratios: tuple[float, ...]
    target: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """The median ratio."""
        return statistics.median(self.ratios)

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.target

    @property
    def line(self) -> str:
        """As the table prints it."""
        low, high = min(self.ratios), max(self.ratios)
        ours, reference = f"{self.ours:.2f} {self.unit}", f"{self.reference:.2f} {self.unit}"
        mark = "" if self.met else " MISSED"
        spread = f"{low:.2f}–{high:.2f}"
        return (
            f"| {self.what:44} | {ours:>12} | {reference:>12} | {self.ratio:6.2f} | {spread:>13} "
            f"| ≤ {self.target:g}{mark} |"
        )


def timed(action: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def paired(
    what: str,
    ours: Callable[[], object],
    reference: Callable[[], object],
    *,
    rounds: int,
    inner: int,
    target: float,
) -> Row:
    """Measures two actions in turn: `rounds` medians of `inner` calls each, one ratio a round."""
    pairs = []
    for _ in range(rounds):
        one = statistics.median(timed(ours) for _ in range(inner))
        other = statistics.median(timed(reference) for _ in range(inner))
        pairs.append((one, other))
    return row_of(what, pairs, target)


def row_of(what: str, pairs: Sequence[tuple[float, float]], target: float, unit: str = "ms") -> Row:
    """The row of what was measured in pairs, ours first."""
    return Row(
        what,
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        tuple(one / other for one, other in pairs),
        target,
        unit,
    )
