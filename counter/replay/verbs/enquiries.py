"""The verbs of enquiries and of who was asked first, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiries import Asked, Passed, call_back, enquire
from counter.domain.casework.asking.guiding import Guide
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import case_of, moment
from counter.replay.words import Verb, verb


def _enquire(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    phone, way = str(data.get("phone", "")), data.get("way", "")
    to, person = data.get("to", ""), data.get("person", "")
    asked = Asked(
        data.get("item", ""), data.get("matter", ""), data.get("name", ""), phone,
        way == "call-back" or (not way and bool(phone)),
        channel=data.get("channel", ""), answer=data.get("answer", ""), complaint=way == "complaint",
        guide=Guide(to, person, data.get("unit", ""), data.get("told", "")) if way == "guide" else None,
        passed=passed(data, absent=way == "absent") if way in ("transfer", "absent") else None,
    )  # fmt: skip
    return enquire(work, asked)


def passed(data: Mapping[str, Any], *, absent: bool) -> Passed:
    """To whom an enquiry goes and by when."""
    return Passed(data.get("to", ""), moment(data["until"]) if "until" in data else None, absent)


def _answer_enquiry(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.answer(work, stage.key("enquiry", data), data["answer"])


def _chase_enquiry(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.press(work, stage.key("enquiry", data), data["reason"])


def _change_first_asked(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.change_first_asked(work, stage.key("enquiry", data), data["to"], data.get("reason", ""))


def _enquiry_applied(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.applied(work, stage.key("enquiry", data), case_of(stage, data))


def _call_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return call_back(work, stage.key("enquiry", data), data.get("answer", ""))


VERBS: dict[str, Verb] = {
    "enquire": verb(
        _enquire,
        "matter phone item name channel way to person unit told until answer",
        needs="",
        makes="label",
        labels="enquiry",
        moments="until",
    ),
    "answer-enquiry": verb(_answer_enquiry, "answer", needs="label answer", labels="enquiry"),
    "chase-enquiry": verb(_chase_enquiry, "reason", needs="label reason", labels="enquiry"),
    "change-first-asked": verb(_change_first_asked, "to reason", needs="label to", labels="enquiry"),
    "enquiry-applied": verb(_enquiry_applied, "", needs="label case", labels="enquiry"),
    "call-back": verb(_call_back, "answer", needs="label", labels="enquiry"),
}
