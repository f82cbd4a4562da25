"""The verbs of explanations, corrections, roll calls and the signed sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.attendance.month.correcting import correct_presence
from counter.domain.attendance.month.explaining import accept_explanation, explain
from counter.domain.attendance.month.records import read
from counter.domain.attendance.month.roll_calls import roll_call
from counter.domain.attendance.month.signed_sheets import file_sheet, publish, sign_sheet
from counter.domain.clock import local_day
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import day, moment
from counter.replay.verbs.approvals import signed
from counter.replay.words import Verb, verb


def _explain(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return explain(work, day(data["date"]), data["reason"], data.get("person", ""))


def _accept(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return accept_explanation(work, data["person"], day(data["date"]))


def _sign(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return sign_sheet(work, day(data["from"]), day(data["to"]), signed=signed(data))


def _file(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return file_sheet(work, data.get("whom", ""))


def _publish(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return publish(work, day(data["from"]), day(data["to"]))


def _roll_call(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return roll_call(work, data["matter"], dict(data["absent"]), data.get("people"),
                     study=data.get("study", True), place=data.get("place", ""))  # fmt: skip


def _correct(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """`corrects` is the moment of the punch that is wrong."""
    at = moment(data["to"])
    person = data.get("person", work.actor)
    key = None
    if "corrects" in data:
        of_day = local_day(at)
        wrong = int(moment(data["corrects"]).timestamp())
        there = read(stage.hall, of_day, of_day).punches(person, of_day)
        key = next((each.id for each in there if each.at == wrong), 0)
    return correct_presence(work, person, data["kind"], at, data.get("reason", ""), corrects=key)


VERBS: dict[str, Verb] = {
    "explain": verb(_explain, "person date reason", needs="date reason", times="date"),
    "accept-explanation": verb(_accept, "person date", needs="person date", times="date"),
    "sign-sheet": verb(_sign, "from to on_paper", needs="from to", times="from to"),
    "file-sheet": verb(_file, "whom", needs=""),
    "publish-attendance": verb(_publish, "from to", needs="from to", times="from to"),
    "roll-call": verb(_roll_call, "matter absent people study place", needs="matter absent"),
    "correct-presence": verb(
        _correct, "person kind to corrects reason", needs="kind to reason", makes="label", labels="approval",
        moments="to corrects",
    ),
}  # fmt: skip
