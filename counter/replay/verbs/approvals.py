"""The verbs of leaders who decide, on screen or with a pen, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from counter.domain.approvals.acts import Signed, approve, reject, take_back
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import day, moment
from counter.replay.words import Verb, verb


def _approve(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return approve(work, stage.key("approval", data), signed=signed(data))


def _reject(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return reject(work, stage.key("approval", data), data.get("reason", ""), signed=signed(data))


def _take_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return take_back(work, stage.key("approval", data), data.get("reason", ""))


def signed(data: Mapping[str, Any]) -> Signed | None:
    """What a leader signed with a pen, where the act says so."""
    paper = data.get("on_paper")
    if paper is None:
        return None
    on = paper.get("on", moment(data["at"]).date())
    on = moment(on) if isinstance(on, datetime) or "T" in str(on) else day(on)
    return Signed(str(paper.get("by", "")), on, str(paper.get("slip", "")))


VERBS: dict[str, Verb] = {
    "approve": verb(_approve, "reason on_paper", needs="label", labels="approval"),
    "reject": verb(_reject, "reason on_paper", needs="label", labels="approval"),
    "take-back-approval": verb(_take_back, "reason", needs="label", labels="approval"),
}
