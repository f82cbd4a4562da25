"""What a scenario writes, as the domain takes it: moments, days, people, papers, reasons; shared by the verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from counter.domain.casework.case.decision import Brought
from counter.domain.clock import ZONE
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.replay.stage import OVERRIDE, Stage

Play = Callable[[Stage, Work, Mapping[str, Any]], Any]
"""How one verb is played: the stage, the open unit of work, and the fields of the act."""


def moment(value: Any) -> datetime:
    """A moment of a file, local where it names no zone."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def day(value: Any) -> date:
    """A day of a file."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def case_of(stage: Stage, data: Mapping[str, Any]) -> int:
    """The case that an act names; 0 where there is none."""
    return stage.cases.get(data.get("case", ""), 0)


def why(data: Mapping[str, Any]) -> str:
    """The reason that an act gives, or that it is an exercise."""
    return str(data.get("reason", "")) or OVERRIDE


def who(data: Mapping[str, Any] | None) -> Who | None:
    """A person of a file."""
    if data is None:
        return None
    return Who(
        str(data.get("name", "")), str(data.get("id", "")), str(data.get("phone", "")), str(data.get("village", "")),
        str(data.get("group", "")), str(data.get("household", "")), str(data.get("relation", "")),
        str(data.get("authority", "")),
    )  # fmt: skip


def brought(data: Mapping[str, Any]) -> Brought:
    """The papers that an applicant brought, forgot, promised, and which apply."""
    have = tuple(data["have"]) if "have" in data else None
    return Brought(have, tuple(data.get("forgot", ())), tuple(data.get("promised_later", ())),
                   tuple(data.get("applies", ())))  # fmt: skip
