"""The verbs of joint and referred cases, of departments and their representatives, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.domain.casework.acts import approval_seals
from counter.domain.casework.joint import joint, referring, supervision
from counter.domain.casework.joint.joint import Requirement
from counter.domain.hall.people import departments
from counter.domain.hall.people.departments import Naming
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import case_of, day
from counter.replay.words import Verb, verb


def _notify(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    until = {name: day(each) for name, each in data.get("until", {}).items()}
    return joint.notify_departments(work, case_of(stage, data), until)


def _opinion(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return joint.department_opinion(work, case_of(stage, data), data["department"], data["opinion"],
                                    data.get("reason", ""), data.get("signed_by", ""))  # fmt: skip


def _review(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    asked = data.get("requirements", ())
    each = asked.items() if isinstance(asked, Mapping) else [_asked(one) for one in asked]
    named = [_required(department, what) for department, what in each if department]
    matter = "；".join([data.get("matter", ""), *(str(what) for department, what in each if not department)])
    return joint.hold_review(work, case_of(stage, data), named, chaired=data.get("chaired", ""),
                             present=data.get("present", ""), matter=matter.strip("；"))  # fmt: skip


def _asked(one: Any) -> tuple[str, Any]:
    """A requirement as a table with its department, or as a bare text for all."""
    return (str(one.get("department", "")), one) if isinstance(one, Mapping) else ("", str(one))


def _required(department: str, what: Any) -> Requirement:
    if not isinstance(what, Mapping):
        return Requirement(department, str(what))
    until = what.get("until")
    return Requirement(department, str(what.get("requirement", "")), day(until) if until else None)


def _chase(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    until = data.get("until")
    return joint.chase_department(work, case_of(stage, data), data["department"], data.get("reason", ""),
                                  day(until) if until else None)  # fmt: skip


def _fix_lead(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return joint.fix_lead(work, case_of(stage, data), data["lead"], data.get("reason", ""))


def _refer(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return referring.refer(work, case_of(stage, data), data.get("to", ""), data.get("number", ""))


def _contact(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return referring.contact_above(work, case_of(stage, data), data["answer"], data.get("to", ""))


def _answered(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return referring.answer_from_above(work, case_of(stage, data), data.get("granted", True), data.get("reason", ""),
                                       data.get("number", ""))  # fmt: skip


def _represent(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since = data.get("from")
    naming = Naming(data["department"], data.get("to", ""), data.get("name", ""), data.get("phone", ""),
                    data.get("standing", departments.STANDINGS[0]), data.get("paper", ""),
                    day(since) if since else None)  # fmt: skip
    return departments.name_representative(work, naming)


def _add_department(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return departments.add_department(work, data["name"], data.get("post", ""), data.get("phone", ""))


def _open_seal(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return approval_seals.open_seal(work, data["department"], data["post"], data.get("size", ""))


def _seal(work: Work, data: Mapping[str, Any]) -> int:
    """The seal in use of a department."""
    found = approval_seals.in_use(work.connection)
    return next((int(row["id"]) for row in found if row["department"] == data["department"]), 0)


def _change_seal(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return approval_seals.change_seal(work, _seal(work, data), data.get("size", ""), data.get("reason", ""))


def _cancel_seal(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return approval_seals.cancel_seal(work, _seal(work, data), data.get("reason", ""))


def _order(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    until = data.get("until")
    return supervision.order_approval(work, case_of(stage, data), data.get("reason", ""), data.get("department", ""),
                                      day(until) if until else None)  # fmt: skip


def _escalate(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return supervision.escalate(work, case_of(stage, data), data.get("reason", ""), data.get("to", ""))


VERBS: dict[str, Verb] = {
    "notify-departments": verb(_notify, "until"),
    "department-opinion": verb(_opinion, "department opinion reason signed_by", needs="case department opinion"),
    "hold-review": verb(_review, "requirements chaired present matter"),
    "chase-department": verb(_chase, "department reason until", needs="case department"),
    "fix-lead": verb(_fix_lead, "lead reason", needs="case lead"),
    "refer": verb(_refer, "to number"),
    "contact-above": verb(_contact, "answer to", needs="case answer"),
    "answer-from-above": verb(_answered, "granted reason number"),
    "add-department": verb(_add_department, "name post phone", needs="name"),
    "name-representative": verb(_represent, "department to name phone standing paper from", needs="department"),
    "open-seal": verb(_open_seal, "department post size", needs="department post"),
    "change-seal": verb(_change_seal, "department size reason", needs="department"),
    "cancel-seal": verb(_cancel_seal, "department reason", needs="department"),
    "order-approval": verb(_order, "department reason until"),
    "escalate": verb(_escalate, "to reason"),
}
