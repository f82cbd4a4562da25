"""Reading approvals: one by its key, what waits for somebody, what somebody asked for, what a case has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select, text

from counter.domain.approvals.model import ApprovalRow, ApprovalStepRow
from counter.domain.approvals.standing import Approval, Decided, deciders
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal

_A, _S = table_of(ApprovalRow), table_of(ApprovalStepRow)


class UnknownApproval(Refusal):
    """No such approval."""

    says = "没有找到这件审批，请核对。"


def by_id(connection: Connection, approval_id: int) -> Approval:
    """An approval by its key.

    Raises:
        UnknownApproval: where there is none.
    """
    found = _read(connection, select(_A).where(_A.c.id == approval_id))
    if not found:
        raise UnknownApproval()
    return found[0]


def of_subject(connection: Connection, kind: str, subject_id: int) -> list[Approval]:
    """Every approval about one thing, the earliest first."""
    query = select(_A).where(_A.c.subject_kind == kind, _A.c.subject_id == subject_id)
    return _read(connection, query.order_by(_A.c.id))


def open_of(connection: Connection, kind: str, subject_id: int) -> list[Approval]:
    """The approvals about one thing that wait for somebody."""
    return [each for each in of_subject(connection, kind, subject_id) if each.state == "open"]


def every_open(connection: Connection) -> list[Approval]:
    """Every approval that waits for somebody, the earliest first."""
    # Word for word as the partial index says it, and put in order here: otherwise every approval ever is read.
    found = _read(connection, select(_A).where(text("approval.state = 'open'")).order_by(_A.c.waits, _A.c.id))
    return sorted(found, key=lambda each: each.id)


def waiting_for(hall: Hall, connection: Connection, no: str) -> list[Approval]:
    """The approvals that somebody may decide now, the earliest first."""
    people = tuple(hall.laid.staff.values())
    return [each for each in every_open(connection)
            if no in {one.no for one in deciders(each.waits, people, each.barred)}]  # fmt: skip


def counted(approvals: Iterable[Approval]) -> Mapping[str, int]:
    """How many of each matter."""
    return Counter(each.matter for each in approvals)


def asked_by(
    connection: Connection, no: str, *, before: int | None = None, after: int | None = None, limit: int
) -> list[Approval]:
    """What somebody asked for, the newest first.

    Args:
        connection: An open look.
        no: Who asked.
        before: Only older ones than this key.
        after: Only newer ones than this key: those next to it.
        limit: At most so many.
    """
    query = select(_A).where(_A.c.asked_by == no).limit(limit)
    if after is not None:
        return _read(connection, query.where(_A.c.id > after).order_by(_A.c.id))[::-1]
    if before is not None:
        query = query.where(_A.c.id < before)
    return _read(connection, query.order_by(_A.c.id.desc()))


def on_paper(connection: Connection, first: date, last: date) -> list[Approval]:
    """The approvals with a decision that was signed with a pen and entered between two days, both counted."""
    signed = select(_S.c.approval_id).where(_S.c.day >= first, _S.c.day <= last, _S.c.slip.is_not(None))
    keys = sorted({int(key) for key in connection.execute(signed).scalars()})
    return [by_id(connection, key) for key in keys]


def _read(connection: Connection, query: Select[Any]) -> list[Approval]:
    rows = [dict(row) for row in connection.execute(query).mappings()]
    steps = _steps(connection, [row["id"] for row in rows])
    return [_approval(row, steps.get(row["id"], ())) for row in rows]


def _steps(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[Decided, ...]]:
    found: dict[int, list[Decided]] = {}
    query = select(_S).where(_S.c.approval_id.in_(keys)).order_by(_S.c.id)
    for row in connection.execute(query).mappings() if keys else ():
        found.setdefault(row["approval_id"], []).append(decided_of(dict(row)))
    return {key: tuple(each) for key, each in found.items()}


def decided_of(row: Mapping[str, Any]) -> Decided:
    """A decision as its row holds it."""
    return Decided(row["outcome"], row["by"], row["decided"], row["reason"], row["entered_by"], row["signed_on"],
                   row["slip"])  # fmt: skip


def _approval(row: Mapping[str, Any], steps: tuple[Decided, ...]) -> Approval:
    return Approval(
        row["id"], row["number"], row["matter"], row["subject_kind"], row["subject_id"], row["facts"],
        row["asked_by"], row["asked"], tuple(row["needs"]), row["rev"], steps,
    )  # fmt: skip
