"""An invented hall with a month behind it, made by the domain's own acts; nothing in it is real.

`build` makes it, `report` says what was made. The same seed and day give the same journal. One that is
there already is found by `standing` and told by `found_again`.
"""

from __future__ import annotations

from counter.demo.again import DemoThere, found_again, refuse_another, standing
from counter.demo.built import DAYS, HALL, SEED, Built, SignOn, build
from counter.demo.said import report

__all__ = [
    "DAYS", "HALL", "SEED", "Built", "DemoThere", "SignOn", "build", "found_again", "refuse_another", "report",
    "standing",
]  # fmt: skip
