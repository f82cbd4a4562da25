"""The verbs of joint and referred cases, of departments and their representatives, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from counter.domain.casework.acts import approval_seals
from counter.domain.casework.joint import joint, referring, supervision
from counter.domain.casework.joint.joint import Requirement
from counter.domain.hall import departments
from counter.domain.hall.departments import Naming
from counter.domain.hall.opened import Work
from counter.replay.stage import Stage

Play = Callable[[Stage, Work, Mapping[str, Any]], Any]


def _case(stage: Stage, data: Mapping[str, Any]) -> int:
    return stage.cases.get(data["case"], 0)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _notify(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    until = {name: _day(day) for name, day in data.get("until", {}).items()}
    return joint.notify_departments(work, _case(stage, data), until)


def _opinion(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return joint.department_opinion(work, _case(stage, data), data["department"], data["opinion"],
                                    data.get("reason", ""), data.get("signed_by", ""))  # fmt: skip


def _review(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    asked = data.get("requirements", ())
    each = asked.items() if isinstance(asked, Mapping) else [_asked(one) for one in asked]
    named = [_required(department, what) for department, what in each if department]
    matter = "；".join([data.get("matter", ""), *(str(what) for department, what in each if not department)])
    return joint.hold_review(work, _case(stage, data), named, chaired=data.get("chaired", ""),
                             present=data.get("present", ""), matter=matter.strip("；"))  # fmt: skip


def _asked(one: Any) -> tuple[str, Any]:
    """A requirement as a table with its department, or as a bare text for all."""
    return (str(one.get("department", "")), one) if isinstance(one, Mapping) else ("", str(one))


def _required(department: str, what: Any) -> Requirement:
    if not isinstance(what, Mapping):
        return Requirement(department, str(what))
    until = what.get("until")
    return Requirement(department, str(what.get("requirement", "")), _day(until) if until else None)


def _chase(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    until = data.get("until")
    return joint.chase_department(work, _case(stage, data), data["department"], data.get("reason", ""),
                                  _day(until) if until else None)  # fmt: skip


def _fix_lead(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return joint.fix_lead(work, _case(stage, data), data["lead"], data.get("reason", ""))


def _refer(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return referring.refer(work, _case(stage, data), data.get("to", ""), data.get("number", ""))


def _contact(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return referring.contact_above(work, _case(stage, data), data["answer"], data.get("to", ""))


def _answered(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return referring.answer_from_above(work, _case(stage, data), data.get("granted", True), data.get("reason", ""),
                                       data.get("number", ""))  # fmt: skip


def _represent(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since = data.get("from")
    naming = Naming(data["department"], data.get("to", ""), data.get("name", ""), data.get("phone", ""),
                    data.get("standing", departments.STANDINGS[0]), data.get("paper", ""),
                    _day(since) if since else None)  # fmt: skip
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
    return supervision.order_approval(work, _case(stage, data), data.get("reason", ""), data.get("department", ""),
                                      _day(until) if until else None)  # fmt: skip


def _escalate(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return supervision.escalate(work, _case(stage, data), data.get("reason", ""), data.get("to", ""))


JOINT_VERBS: dict[str, Play] = {
    "notify-departments": _notify,
    "department-opinion": _opinion,
    "hold-review": _review,
    "chase-department": _chase,
    "fix-lead": _fix_lead,
    "refer": _refer,
    "contact-above": _contact,
    "answer-from-above": _answered,
    "add-department": _add_department,
    "name-representative": _represent,
    "open-seal": _open_seal,
    "change-seal": _change_seal,
    "cancel-seal": _cancel_seal,
    "order-approval": _order,
    "escalate": _escalate,
}
