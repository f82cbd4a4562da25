"""What attendance says of a person and a day, and for which posts they answer, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from counter.domain.attendance.month.records import of_day
from counter.domain.clock import local_day
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage
from counter.replay.values import day


def _person(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """The marks of a day as they stand at a moment; without a date the moment's own day."""
    person = stage.hall.person(data["person"])
    of = day(data["date"]) if "date" in data else local_day(at)
    found = of_day(stage.hall, person, of, at)
    facts = {
        "marks": set(found.value.marks), "minutes_late": found.value.minutes_late,
        "minutes_early": found.value.minutes_early, "rules": set(found.rules),
        "answers_for": {each.code for each in stage.hall.answers_for(person.no, at)}, "date": data.get("date"),
    }  # fmt: skip
    why = "；".join(step.text for step in found.steps[-3:])
    return differences(f"{person.name} {of:%m-%d}", data, facts, own="person", why=why)


PERSON = subject(_person, "date marks minutes_late minutes_early answers_for rules", labelled=False)
