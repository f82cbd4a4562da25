"""The verbs of AB岗: posts handed over, stepped into, taken back; seals lent and returned; people changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.hall.duty.seals import every_seal
from counter.domain.hall.people.staff import change_staff
from counter.domain.hall.work import Work
from counter.domain.posts import empty, handing, receptions, seals, things
from counter.domain.posts.changing import Without, leave_staff, set_post
from counter.replay.stage import Stage
from counter.replay.values import moment
from counter.replay.words import Verb, verb


def _hand_over(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return handing.hand_over(
        work, data["post"], data["to"], data.get("note", ""), ground=data.get("ground", ""),
        reported=data.get("reported", ""), confirmed=data.get("confirmed", True),
    )  # fmt: skip


def _take_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return handing.take_back(work, data["post"], data.get("differences", ()), data.get("note", ""),
                             confirmed=data.get("confirmed", True))  # fmt: skip


def _confirm(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return handing.confirm_handover(work, stage.key("handover", data), data.get("differences", ()))


def _step_in(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return handing.step_in(work, data["post"], data.get("note", ""))


def _name_third(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return handing.name_third(work, data["post"], data["to"], data.get("note", ""))


def _lend(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    back_by = moment(data["back_by"]) if "back_by" in data else None
    return seals.lend_seal(work, data["seal"], data["to"], data.get("reason", ""), back_by=back_by)


def _return(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """Named by the seal, or by the label of its lending alone."""
    lending = stage.labelled["seal"].get(data["label"]) if "label" in data else None
    names = [each.name for each in every_seal(work.hall) if each.move == lending]
    return seals.return_seal(work, data.get("seal", "") or next(iter(names), ""), lending)


def _name_keeper(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return seals.name_keeper(work, data["seal"], data["to"], data.get("reason", ""))


def _take_out(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return seals.take_out_seal(work, data["seal"], data.get("place", ""), data.get("reason", ""),
                               moment(data["back_by"]), data.get("agreed_by", ""))  # fmt: skip


def _receive(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    case = stage.cases.get(data["case"]) if "case" in data else None
    return receptions.receive(work, data["post"], data.get("name", ""), data.get("phone", ""), data.get("matter", ""),
                              data.get("reason", ""), case_id=case)  # fmt: skip


def _answer_reception(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return receptions.answer(work, stage.key("reception", data), data.get("answer", ""))


def _confirm_empty(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """A window is named by one of its posts."""
    since = moment(data["since"]) if "since" in data else None
    return empty.confirm_empty(work, work.hall.post(data["post"]).window, since, data.get("note", ""))


def _add_thing(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return things.add_thing(work, data["post"], data["kind"], data.get("name", ""), int(data.get("count", 1)))


def _change_thing(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return things.change_thing(work, stage.key("thing", data), int(data["count"]), data.get("reason", ""))


def _change_staff(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """Changes a person, or who holds a post: with `post` its A and B, with `leaves` somebody leaves for good."""
    if "post" in data:
        post = work.hall.post(data["post"])
        without = Without(data["without"], data.get("reason", "")) if "without" in data else None
        return set_post(work, post.code, post.name, post.window, data.get("a", post.a), data.get("b", post.b),
                        without=without)  # fmt: skip
    if data.get("leaves", False):
        return leave_staff(work, data["person"])
    return change_staff(work, data["person"], **data.get("fields", {}))


VERBS: dict[str, Verb] = {
    "hand-over": verb(
        _hand_over, "post to note confirmed ground reported", needs="post to", makes="label", labels="handover"
    ),
    "take-back": verb(_take_back, "post note confirmed differences", needs="post", makes="label", labels="handover"),
    "confirm-handover": verb(_confirm, "differences", needs="label", labels="handover"),
    "step-in": verb(_step_in, "post note", needs="post"),
    "name-third": verb(_name_third, "post to note", needs="post to"),
    "lend-seal": verb(
        _lend, "seal to reason back_by", needs="seal to", makes="label", labels="seal", moments="back_by"
    ),
    "return-seal": verb(_return, "seal to", needs="", labels="seal"),
    "name-keeper": verb(_name_keeper, "seal to reason", needs="seal to"),
    "take-out-seal": verb(_take_out, "seal place reason back_by agreed_by", needs="seal back_by", moments="back_by"),
    "receive-for-a": verb(_receive, "post name phone matter reason", needs="post", makes="label", labels="reception"),
    "answer-reception": verb(_answer_reception, "answer", needs="label", labels="reception"),
    "confirm-empty": verb(_confirm_empty, "post since note", needs="post", moments="since"),
    "add-thing": verb(_add_thing, "post kind name count", needs="post kind", makes="label", labels="thing"),
    "change-thing": verb(_change_thing, "count reason", needs="label count", labels="thing"),
    "change-staff": verb(_change_staff, "person fields leaves post a b without reason", needs=""),
}
