"""What a printed report says, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from counter.domain.approvals.slips import month_of
from counter.domain.clock import local
from counter.domain.paper import Paper
from counter.replay.holds.comparing import subject
from counter.replay.stage import Stage

_SHEETS = {name: name for name in ("attendance-day", "attendance-week", "attendance-month")} | {
    "attendance": "attendance-day"
}
"""The sheets of attendance that a scenario can ask for, by the name of the paper."""


def _report(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    from counter.papers import text

    day = data.get("period", local(at).date())
    day = date.fromisoformat(day) if isinstance(day, str) else day
    paper, totals = _attendance(stage, data["report"], day) if data["report"] in _SHEETS else _daily(stage, day)
    printed = "\n".join(text.render(paper))
    for wanted in data.get("holds", ()):
        if wanted not in printed:
            yield f"{paper.title}里应有“{wanted}”，没有"
    for name, value in data.get("totals", {}).items():
        if totals.get(name) != value:
            yield f"{paper.title}“{name}”应为 {value}，实为 {totals.get(name, '没有这一行')}"


def _daily(stage: Stage, day: date) -> tuple[Paper, Mapping[str, float]]:
    from counter.domain.oversight import daily, figures

    with stage.hall.look() as connection:
        return daily.summary_paper(stage.hall, connection, day), figures.totals(
            figures.figures(stage.hall, connection, day)
        )


def _attendance(stage: Stage, name: str, day: date) -> tuple[Paper, Mapping[str, float]]:
    """A sheet of attendance; its totals are on how many people's days each mark stands."""
    from counter.domain.attendance.month import sheets

    kind, period = _SHEETS[name], {"attendance-week": sheets.week_of, "attendance-month": month_of}
    first, last = period[name](day) if name in period else (day, day)
    with stage.hall.look() as connection:
        return sheets.maker(kind)(stage.hall, connection, day), sheets.totals(stage.hall, first, last)


REPORT = subject(_report, "period holds totals", labelled=False)
