"""How an appointment stands, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.casework.model import Appointment
from counter.domain.columns import table_of
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _appointment(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """An appointment as it stands now: its own history is its row, not events."""
    table = table_of(Appointment)
    key = stage.labelled["appointment"].get(data["appointment"], 0)
    with stage.hall.look() as connection:
        row = connection.execute(table.select().where(table.c.id == key)).mappings().first()
    found = {"state": "", "receiver": "", "to": "", "home": False}
    if row is not None:
        found = {"state": row["state"], "receiver": row["receiver"], "to": row["at"], "home": bool(row["home"])}
    return differences(f"预约 {data['appointment']}", data, found, own="appointment")


APPOINTMENT = subject(_appointment, "state receiver to home")
