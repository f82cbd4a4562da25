"""The verbs that change the ground under everything: holiday papers and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.casework.case.recount import lay_down, load_calendar
from counter.domain.hall.days.calendar import CalendarPaper
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import day, why
from counter.replay.words import Verb, verb


def _load_calendar(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    published = data.get("published")
    title = data.get("paper", "") or f"{data['year']}年放假安排"
    off = data.get("off", ())
    named = dict(off) if isinstance(off, Mapping) else dict.fromkeys(map(str, off), "放假")
    paper = CalendarPaper(
        data["year"], title, day(published) if published else None, work.today,
        {day(each): name for each, name in named.items()}, frozenset(map(day, data.get("work", ()))),
    )  # fmt: skip
    return load_calendar(work, paper)


def _change_rule(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since = day(data["from"]) if "from" in data else work.today
    path, value, article = data["path"], data["value"], why(data)
    return lay_down(work, path, value, since, article)


VERBS: dict[str, Verb] = {
    "load-calendar": verb(_load_calendar, "year off work paper published", needs="year"),
    "change-rule": verb(_change_rule, "path value from reason", needs="path value"),
}
