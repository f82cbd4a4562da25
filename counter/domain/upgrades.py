"""The steps from one schema version to the next, as statements in `data/upgrades`.

A version once shipped keeps its step for ever: what stands there is never made anew from the tables of the code.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from counter.locate import data_dir


def _step(version: int, operations: Any) -> None:
    """Brings the schema to a version, statement by statement, inside the upgrade's one transaction."""
    text = (data_dir() / "upgrades" / f"{version}.sql").read_text(encoding="utf-8")
    for statement in filter(None, (each.strip() for each in text.split(";\n"))):
        operations.get_bind().exec_driver_sql(statement)


casework_complete = partial(_step, 2)
"""From 1 to 2: every table, column and index that casework has gained."""
presence_and_posts = partial(_step, 3)
"""From 2 to 3: presence, leave, handovers, rosters, and what the sheets stand on."""
