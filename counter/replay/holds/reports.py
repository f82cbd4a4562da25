"""What a printed report says, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from counter.domain.clock import local
from counter.replay.holds.comparing import subject
from counter.replay.stage import Stage


def _report(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    from counter.domain.oversight import daily, figures
    from counter.papers import text

    day = data.get("period", local(at).date())
    day = date.fromisoformat(day) if isinstance(day, str) else day
    with stage.hall.look() as connection:
        paper = daily.summary_paper(stage.hall, connection, day)
        totals = figures.totals(figures.figures(stage.hall, connection, day))
    printed = "\n".join(text.render(paper))
    for wanted in data.get("holds", ()):
        if wanted not in printed:
            yield f"日报里应有“{wanted}”，没有"
    for name, value in data.get("totals", {}).items():
        if totals.get(name) != value:
            yield f"日报“{name}”应为 {value}，实为 {totals.get(name, '没有这一行')}"


REPORT = subject(_report, "period holds totals", labelled=False)
