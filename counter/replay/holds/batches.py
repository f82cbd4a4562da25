"""How a batch stands, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.casework.batches.batches import cases_of
from counter.domain.casework.case.visits import paper
from counter.domain.casework.model import Batch
from counter.domain.columns import table_of
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _batch(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """A batch as it stands now: its own history is its row, not events."""
    table = table_of(Batch)
    key = stage.labelled["batch"].get(data["batch"], 0)
    labels = {case: label for label, case in stage.cases.items()}
    found: dict[str, Any] = {"kind": "", "village": "", "person": "", "told": "", "cases": [], "papers": []}
    with stage.hall.look() as connection:
        row = connection.execute(table.select().where(table.c.id == key)).mappings().first()
        if row is not None:
            found = {
                "kind": row["kind"], "village": row["village"], "person": row["person"], "told": row["told_how"],
                "cases": [labels.get(case, str(case)) for case in cases_of(connection, key)],
                "papers": [paper(connection, row["paper_id"]).kind] if row["paper_id"] else [],
            }  # fmt: skip
    return differences(f"批次 {data['batch']}", data, found, own="batch")


BATCH = subject(_batch, "kind village person told cases papers")
