"""The verbs of leave and return, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from counter.domain.attendance.leave import asking as leave
from counter.domain.attendance.leave import returning as leave_return
from counter.domain.attendance.leave import stand_in as leave_stand_in
from counter.domain.attendance.leave.checks import Wish, half_day
from counter.domain.attendance.leave.choices import choose_tiers
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import Play, day, moment
from counter.replay.words import Verb, verb


def _ask(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return leave.ask_leave(work, Wish(
        data["kind"], _time(work, data["from"], first=True), _time(work, data["to"], first=False),
        data.get("reason", ""), data.get("stand_in", ""), data.get("by_phone", False), data.get("proof", ""),
        data.get("person", ""),
    ))  # fmt: skip


def _extend(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return leave.extend_leave(
        work, stage.labelled["leave"].get(data["of"], 0), _time(work, data["to"], first=False), data.get("reason", ""),
        stand_in=data.get("stand_in", ""), proof=data.get("proof", ""),
    )  # fmt: skip


def _time(work: Work, value: Any, *, first: bool) -> datetime:
    """A moment of a file; of a day its first hour or its last."""
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
        return moment(value)
    of: date = day(value)
    return half_day(work.hall, of, first=first)[0 if first else 1]


def _on_leave(function: Callable[[Work, int, Mapping[str, Any]], Any]) -> Play:
    return lambda stage, work, data: function(work, stage.key("leave", data), data)


def _of(function: Callable[[Work, int, Mapping[str, Any]], Any], fields: str = "", needs: str = "label") -> Verb:
    return verb(_on_leave(function), fields, needs=needs, labels="leave")


def _choose(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return choose_tiers(work, data["document"], day(data["from"]) if "from" in data else work.today)


VERBS: dict[str, Verb] = {
    "ask-leave": verb(
        _ask, "kind from to stand_in reason by_phone person proof", needs="kind from to", makes="label",
        labels="leave", times="from to", asks=True,
    ),
    "extend-leave": verb(
        _extend, "of to stand_in reason proof", needs="of to", makes="label", labels="leave", times="to", asks=True
    ),
    "agree-stand-in": _of(lambda work, key, data: leave_stand_in.agree_stand_in(work, key)),
    "decline-stand-in": _of(
        lambda work, key, data: leave_stand_in.decline_stand_in(work, key, data.get("reason", "")), "reason"
    ),
    "change-stand-in": _of(
        lambda work, key, data: leave_stand_in.change_stand_in(work, key, data["stand_in"]),
        "stand_in", "label stand_in",
    ),
    "name-third-for-leave": _of(
        lambda work, key, data: leave_stand_in.name_third(work, key, data["to"]), "to", "label to"
    ),
    "report-back": _of(lambda work, key, data: leave_return.report_back(work, key)),
    "withdraw-leave": _of(
        lambda work, key, data: leave_return.withdraw_leave(work, key, data.get("reason", "")), "reason"
    ),
    "prove-leave": _of(lambda work, key, data: leave_return.prove(work, key, data["proof"]), "proof", "label proof"),
    "choose-leave-tiers": verb(_choose, "document from", needs="document"),
}  # fmt: skip
