"""The papers of a case as rows: how each stands at intake, after a new look, and when more is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from counter.domain.casework.case.decision import Brought, Decision, applicable
from counter.domain.casework.case.events import DROPPED, CaseAt
from counter.domain.casework.case.facts import KEPT
from counter.domain.casework.model import CaseMaterial
from counter.domain.columns import table_of
from counter.domain.hall.items.item import Item
from counter.domain.hall.work import Work

_M = table_of(CaseMaterial)
_HANDED = {"returned": "核验退还", "held": KEPT}
_USUAL = {
    "forgot": "有未带", "promised": "承诺补", "owed": "容缺后补", "missing": "无", "asked": "另要的",
}  # fmt: skip


def usual_mark(standing: str, keep_: str) -> str:
    """How a paper was handed over, where the clerk did not mark it otherwise."""
    if standing == "had":
        return _HANDED.get(keep_, "已交")
    return _USUAL[standing]


def rows_of(
    work: Work, item: Item, brought: Brought, decision: Decision, marks: Mapping[str, str]
) -> list[dict[str, Any]]:
    """How each paper stands when a case is taken in; what came bears its moment."""
    rows = []
    for n, material in enumerate(applicable(item, brought), start=1):
        standing = _standing(brought, decision, material.name)
        mark = marks.get(material.name) or usual_mark(standing, material.keep)
        rows.append({"n": n, "name": material.name, "standing": standing, "mark": mark, "came": _came(work, standing)})
    return rows


def restate(work: Work, case: CaseAt, item: Item, brought: Brought, decision: Decision, dropped: str) -> None:
    """The papers after a new look: those of the same name go on, the others are dropped or added.

    Args:
        work: The open unit of work.
        case: The case with its papers as they stand.
        item: The item whose papers are meant.
        brought: How they stand now.
        decision: What became of the application by them.
        dropped: The mark of a paper that is not asked for any more.
    """
    rows = {row["name"]: row for row in case.materials}
    wanted = {material.name: material for material in applicable(item, brought)}
    for name, row in rows.items():
        if name not in wanted:
            _change(work, case, row["n"], {"standing": DROPPED, "mark": dropped})
    n = last_n(work.connection, case.id)
    for name, material in wanted.items():
        standing = _standing(brought, decision, name)
        values: dict[str, Any] = {"standing": standing, "mark": usual_mark(standing, material.keep)}
        if name in rows:
            came = (rows[name]["came"] or work.moment) if standing == "had" else None
            _change(work, case, rows[name]["n"], {**values, "came": came})
            continue
        n += 1
        work.insert(CaseMaterial, {"case_id": case.id, "n": n, "name": name, "came": _came(work, standing), **values})


def ask_for(work: Work, case: CaseAt, names: Sequence[str]) -> None:
    """Papers that a further request adds to the list of the case."""
    n = last_n(work.connection, case.id)
    known = {row["name"]: row for row in case.materials}
    for name in names:
        if name in known:
            _change(work, case, known[name]["n"], {"standing": "asked", "mark": usual_mark("asked", ""), "came": None})
            continue
        n += 1
        work.insert(CaseMaterial, {"case_id": case.id, "n": n, "name": name, "standing": "asked",
                                   "mark": usual_mark("asked", ""), "came": None})  # fmt: skip


def last_n(connection: Connection, case_id: int) -> int:
    """The number of the last paper of a case."""
    return int(connection.execute(select(func.max(_M.c.n)).where(_M.c.case_id == case_id)).scalar() or 0)


def brought_again(case: CaseAt) -> Brought:
    """How the papers of a case stand, as its rows say."""

    def such(*standings: str) -> tuple[str, ...]:
        return tuple(row["name"] for row in case.materials if row["standing"] in standings)

    return Brought(such("had", "came"), such("forgot"), such("promised"), such("had", "came", "forgot", "promised"))


def _standing(brought: Brought, decision: Decision, name: str) -> str:
    return "owed" if name in decision.owed else brought.standing(name)


def _came(work: Work, standing: str) -> Any:
    return work.moment if standing == "had" else None


def _change(work: Work, case: CaseAt, n: int, values: Mapping[str, Any]) -> None:
    work.update(CaseMaterial, {"case_id": case.id, "n": n}, values)
