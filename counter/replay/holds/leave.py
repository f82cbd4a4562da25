"""How a leave stands, who is still to decide it, and by which rules, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.approvals.reading import by_id as approval_of
from counter.domain.attendance.leave import asking as leave
from counter.domain.attendance.leave.reading import by_id, unhanded
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _leave(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    with stage.hall.look() as connection:
        found = by_id(stage.hall, connection, stage.labelled["leave"].get(data["leave"], 0))
        asked = approval_of(connection, found.approval_id)
        decided = [each for each in asked.steps if each.decided <= at]
        state = found.state(at)
        held = {
            "state": state, "needs": list(asked.needs[len(decided) :]) if state == "asked" else [],
            "rules": leave.rules_of(stage.hall, found, asked), "days": found.length.days,
            "unhanded": unhanded(stage.hall, connection, found, at),
            "owes_proof": found.owes_proof(stage.hall.book().leave.certificate.value),
        }  # fmt: skip
    why = "；".join(asked.facts.get("why", ()))
    return differences(f"请假 {data['leave']}", data, held, own="leave", why=why)


LEAVE = subject(_leave, "state needs rules days unhanded owes_proof")
