"""What holds at a moment, compared with what a scenario expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from counter.domain.casework.asking import enquiries
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.case.joint_state import departments_of, lead_of
from counter.domain.casework.case.life import Life
from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.lists.worklist import responsible
from counter.domain.casework.model import Appointment, Collected
from counter.domain.clock import ZONE, local
from counter.domain.columns import moment_text, table_of
from counter.replay.stage import Stage

_AT_LEAST = frozenset({"papers", "rules"})
_SETS = frozenset({"flags", "missing", "owed", "departments"})


def held(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """Every difference between what is expected and what holds at a moment."""
    if "case" in data:
        return _case(stage, data, at)
    if "appointment" in data:
        return _appointment(stage, data)
    if "enquiry" in data:
        return _enquiry(stage, data, at)
    return _report(stage, data, at)


def _case(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    label = data["case"]
    facts, steps = _facts(stage, label, at)
    for name, wanted in data.items():
        if name == "case":
            continue
        found = facts[name]
        if not _agree(name, wanted, found):
            why = "；".join(steps[-3:])
            yield f"{label} 的 {name} 应为 {_said(wanted)}，实为 {_said(found)}" + (f"（{why}）" if why else "")


def _enquiry(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """How an enquiry stands now; of a moment that is past only whether it was late by then."""
    label = data["enquiry"]
    with stage.hall.look() as connection:
        row, _ = enquiries.read(connection, stage.enquiries[label])
    due = enquiries.due(stage.hall, row)
    handlers = enquiries.handlers(stage.hall, row)
    facts = {
        "state": enquiries.standing(row), "overdue": due is not None and due < at, "first_asked": row["staff"],
        "responsible": handlers[0] if handlers else row["staff"], "until": due or "",
    }  # fmt: skip
    for name, wanted in data.items():
        if name != "enquiry" and not _agree(name, wanted, facts[name]):
            yield f"{label} 的 {name} 应为 {_said(wanted)}，实为 {_said(facts[name])}"


def _facts(stage: Stage, label: str, at: datetime) -> tuple[dict[str, Any], list[str]]:
    case_id = stage.cases.get(label, 0)
    decided = stage.taken.get(label)
    rules = set(decided.decision.rules) if decided else set()
    if case_id == 0:
        nothing = _life_facts(Life(state="enquiry"))
        return {**nothing, "responsible": "", "first_asked": "", "papers": [], "fee": 0, "lead": "",
                "departments": [], "rules": rules}, []  # fmt: skip
    with stage.hall.look() as connection:
        case = read(stage.hall, connection, case_id, at)
        made = [row["kind"] for row in papers_of(connection, case_id) if row["made"] <= at]
        fee = _fee(connection, case_id, at)
        first = enquiries.first_asked_of(connection, case_id) or case.row["clerk"]
    joint = case.life.kind == "joint"
    facts = {
        **_life_facts(case.life), "responsible": responsible(stage.hall, case.post).no,
        "first_asked": first, "papers": made, "fee": fee, "lead": lead_of(case).value if joint else "",
        "departments": list(departments_of(case)) if joint else [],
        "rules": rules | set(case.reckoned.rules),
    }  # fmt: skip
    return facts, _steps(case)


def _life_facts(life: Life) -> dict[str, Any]:
    return {
        "kind": life.kind, "flags": set(life.flags), "state": life.state, "due": life.due or "",
        "answer_due": life.answer_due or "", "provisional_due": life.due if life.provisional else "",
        "remaining": life.remaining, "overdue": life.overdue, "missing": list(life.missing),
        "owed": list(life.owed),
    }  # fmt: skip


def _steps(case: CaseAt) -> list[str]:
    return [step.text for step in case.reckoned.steps]


def _fee(connection: Connection, case_id: int, at: datetime) -> float:
    table = table_of(Collected)
    rows = connection.exec_driver_sql(
        f"SELECT coalesce(sum(fen), 0) FROM {table.name} WHERE case_id = ? AND own_fee = 1 AND at <= ?",
        (case_id, moment_text(at)),
    )
    return int(rows.scalar_one()) / 100


def _agree(name: str, wanted: Any, found: Any) -> bool:
    if name in _AT_LEAST:
        return set(wanted) <= set(found)
    if name in _SETS:
        return set(wanted) == set(found)
    if isinstance(wanted, date) or isinstance(found, date):
        return _same_time(wanted, found)
    return bool(wanted == found)


def _same_time(wanted: Any, found: Any) -> bool:
    """A date compares the local date, a moment compares exactly, an empty text expects none."""
    if wanted == "" or found == "":
        return bool(wanted == found)
    if isinstance(wanted, str):
        wanted = datetime.fromisoformat(wanted) if "T" in wanted else date.fromisoformat(wanted)
    if isinstance(wanted, datetime):
        here = wanted if wanted.tzinfo else wanted.replace(tzinfo=ZONE)
        return isinstance(found, datetime) and here == found
    there = local(found).date() if isinstance(found, datetime) else found
    return bool(wanted == there)


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{local(value) if value.tzinfo else value:%Y-%m-%d %H:%M}"  # a moment of a file is local already
    if isinstance(value, set | frozenset | list | tuple):
        return "、".join(sorted(str(each) for each in value)) or "无"
    return str(value) if value not in ("", None) else "无"


def _appointment(stage: Stage, data: Mapping[str, Any]) -> Iterator[str]:
    """An appointment as it stands now: its own history is its row, not events."""
    table = table_of(Appointment)
    key = stage.appointments.get(data["appointment"], 0)
    with stage.hall.look() as connection:
        row = connection.execute(table.select().where(table.c.id == key)).mappings().first()
    found = {"state": "", "receiver": "", "to": "", "home": False}
    if row is not None:
        found = {"state": row["state"], "receiver": row["receiver"], "to": row["at"], "home": bool(row["home"])}
    for name, wanted in data.items():
        if name != "appointment" and not _agree(name, wanted, found[name]):
            yield f"预约 {data['appointment']} 的 {name} 应为 {_said(wanted)}，实为 {_said(found[name])}"


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
