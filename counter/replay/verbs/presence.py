"""The verbs of being there: signing in and out, going out and coming back, group duty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counter.domain.attendance.presence.group_duties import group_duty
from counter.domain.attendance.presence.outings import come_back, go_out
from counter.domain.attendance.presence.punching import Bridge
from counter.domain.attendance.presence.signing import sign_in, sign_out
from counter.domain.attendance.presence.terminals import signing_windows
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import Play, moment
from counter.replay.words import Verb, verb


def _bridge(work: Work, data: Mapping[str, Any]) -> Bridge:
    return Bridge(data.get("person", ""), data.get("witness", ""), data.get("source", ""), data.get("checked_by", ""))


def _at_a_signing_terminal(play: Callable[[Work, Mapping[str, Any]], Any]) -> Play:
    """Where the file names no terminal, the act is done at one that may; a window may be named by its name too."""

    def done(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
        windows = signing_windows(work.hall)
        named = data.get("terminal", next(iter(windows)))
        work.terminal = next((code for code, name in work.hall.laid.windows.items() if name == named), named)
        return play(work, data)

    return done


def _go_out(work: Work, data: Mapping[str, Any]) -> Any:
    back_by = moment(data["back_by"]) if "back_by" in data else None
    return go_out(work, data["to"], data.get("matter", ""), back_by, agreed_by=data.get("agreed_by", ""),
                  bridge=_bridge(work, data))  # fmt: skip


def _group_duty(work: Work, data: Mapping[str, Any]) -> Any:
    return group_duty(
        work, data["people"], data["matter"], moment(data["from"]), moment(data["to"]), place=data.get("place", ""),
        source=data.get("source", ""), checked_by=data.get("checked_by", ""),
    )  # fmt: skip


VERBS: dict[str, Verb] = {
    "sign-in": verb(
        _at_a_signing_terminal(lambda work, data: sign_in(work, _bridge(work, data))), "person witness", needs=""
    ),
    "sign-out": verb(
        _at_a_signing_terminal(lambda work, data: sign_out(work, _bridge(work, data))), "person witness", needs=""
    ),
    "go-out": verb(
        _at_a_signing_terminal(_go_out), "to back_by matter agreed_by person witness", needs="to", moments="back_by"
    ),
    "come-back": verb(
        _at_a_signing_terminal(lambda work, data: come_back(work, _bridge(work, data))), "person witness", needs=""
    ),
    "group-duty": verb(
        _at_a_signing_terminal(_group_duty), "people matter from to place", needs="people matter from to",
        moments="from to",
    ),
}  # fmt: skip
