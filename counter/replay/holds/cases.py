"""How a case stands at a moment, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from counter.domain.casework.asking import enquiries
from counter.domain.casework.batches.rosters import roster
from counter.domain.casework.case.answerable import answer_of
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.case.joint_state import departments_of, lead_of
from counter.domain.casework.case.life import Life
from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.model import Collected
from counter.domain.columns import moment_text, table_of
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _case(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    label = data["case"]
    facts, steps = _facts(stage, label, at)
    return differences(label, data, facts, own="case", why="；".join(steps[-3:]))


def _facts(stage: Stage, label: str, at: datetime) -> tuple[dict[str, Any], list[str]]:
    case_id = stage.cases.get(label, 0)
    decided = stage.taken.get(label)
    rules = set(decided.decision.rules) if decided else set()
    if case_id == 0:
        nothing = _life_facts(Life(state="enquiry"))
        return {**nothing, "responsible": "", "first_asked": "", "papers": [], "fee": 0, "lead": "",
                "departments": [], "on_roster": [], "rules": rules}, []  # fmt: skip
    with stage.hall.look() as connection:
        case = read(stage.hall, connection, case_id, at)
        made = [row["kind"] for row in papers_of(connection, case_id) if row["made"] <= at]
        fee = _fee(connection, case_id, at)
        people = [each.name for each in roster(connection, case_id) if not each.struck]
        first = enquiries.first_asked_of(connection, case_id) or case.row["clerk"]
    joint = case.life.kind == "joint"
    facts = {
        **_life_facts(case.life), "responsible": answer_of(case).person,
        "first_asked": first, "papers": made, "fee": fee, "lead": lead_of(case).value if joint else "",
        "departments": list(departments_of(case)) if joint else [], "on_roster": people,
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


CASE = subject(
    _case,
    "kind flags state due answer_due provisional_due remaining overdue responsible first_asked papers missing owed fee "
    "lead departments on_roster rules",
)
