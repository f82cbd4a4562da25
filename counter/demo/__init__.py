"""An invented hall with a month behind it, made by the domain's own acts; nothing in it is real.

`build` makes it, `report` says what was made. The same seed and day give the same journal.
"""

from __future__ import annotations

from counter.demo.built import Built, SignOn, build
from counter.demo.said import report

__all__ = ["Built", "SignOn", "build", "report"]
