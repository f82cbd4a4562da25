"""Who is on the rota of a day, and how an overtime stands, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.attendance.rota import duty_reading, overtime, rosters
from counter.domain.attendance.rota.reading import duty_day, entries, month_of
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage
from counter.replay.values import day


def _roster(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    of = day(data["roster"])
    with stage.hall.look() as connection:
        every = entries(connection, of, of)
        by_duty = {
            duty: sorted(each.person for each in every if each.duty == duty)
            for duty in ("leader", "window", "weekend", "noon", "village", "rest")
        }
        held = {
            **by_duty, "windows": sorted(each.post for each in every if each.post),
            "said": list(duty_day(stage.hall, of).said),
            "published": month_of(connection, of.replace(day=1)).published is not None,
            "missing": [gap.duty for gap in rosters.missing(stage.hall, every, of, of)],
            "unrecorded": [each.duty for each in duty_reading.unrecorded(connection, of)],
        }  # fmt: skip
    return differences(f"值班表 {of}", data, held, own="roster")


def _overtime(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    with stage.hall.look() as connection:
        there = overtime.by_id(connection, stage.labelled["overtime"].get(data["overtime"], 0))
    state = "left" if there.left_hall else "rejected" if there.rejected else "approved" if there.approved else "asked"
    return differences(f"加班 {data['overtime']}", data, {"state": state}, own="overtime")


ROSTER = subject(
    _roster, "leader window weekend noon village rest windows said published missing unrecorded", labelled=False
)
OVERTIME = subject(_overtime, "state")
