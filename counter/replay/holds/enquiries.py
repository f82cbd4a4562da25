"""How an enquiry stands, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.casework.asking import enquiries
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _enquiry(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """How an enquiry stands now; of a moment that is past only whether it was late by then."""
    label = data["enquiry"]
    with stage.hall.look() as connection:
        row, _ = enquiries.read(connection, stage.labelled["enquiry"][label])
    due = enquiries.due(stage.hall, row)
    handlers = enquiries.handlers(stage.hall, row)
    facts = {
        "state": enquiries.standing(row), "overdue": due is not None and due < at, "first_asked": row["staff"],
        "responsible": handlers[0] if handlers else row["staff"], "until": due or "",
    }  # fmt: skip
    return differences(label, data, facts, own="enquiry")


ENQUIRY = subject(_enquiry, "state overdue first_asked responsible until")
