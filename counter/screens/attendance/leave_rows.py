"""A leave as the lists show it, read for the page that is shown only; the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from counter.domain.approvals.reading import by_id as approval_of
from counter.domain.approvals.slips import outcome_said
from counter.domain.approvals.standing import Approval
from counter.domain.attendance.leave import reading as leave_reading
from counter.domain.attendance.leave.reading import Leave, span_said
from counter.domain.attendance.leave.state import STATE_NAMES
from counter.screens.kit.paged import Column, Source

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.opened import Hall


@dataclass(frozen=True, slots=True)
class Row:
    """A leave as the lists show it."""

    leave: Leave
    asked: Approval
    name: str
    stand_in: str
    said: str
    state: str


def row_of(hall: Hall, connection: Connection, found: Leave) -> Row:
    """A leave with what the lists say of it."""
    now = hall.clock().moment
    state = found.state(now)
    asked = approval_of(connection, found.approval_id)
    said = outcome_said(hall, asked) if state in ("asked", "rejected") else STATE_NAMES[state]
    if state == "asked" and found.stand_in and found.row["agreed"] is None:
        said = f"待{hall.person(found.stand_in).name}同意"
    if state == "asked" and not found.stand_in and found.row["declined"]:
        said = "待另请人"
    left = "未交接" if leave_reading.unhanded(hall, connection, found, now) else ""
    owes = "欠证明" if state != "asked" and found.owes_proof(hall.book().leave.certificate.value) else ""
    stand_in = hall.person(found.row["third"] or found.stand_in).name if found.row["third"] or found.stand_in else ""
    return Row(
        found, asked, hall.person(found.person).name, stand_in, " ".join(filter(None, (said, left, owes))), state
    )


COLUMNS = (
    Column[Row]("请假条", 7, lambda row: row.leave.number),
    Column[Row]("姓名", 6, lambda row: row.name),
    Column[Row]("起止", 24, lambda row: span_said(row.leave.start, row.leave.until).replace(" 至 ", "至")),
    Column[Row]("假", 9, lambda row: f"{row.leave.kind_name}{row.leave.length}"),
    Column[Row]("顶岗", 6, lambda row: row.stand_in),
    Column[Row]("情况", 14, lambda row: " ".join((*_marks(row.leave), row.said)), stretch=1),
)
_SHORT = {"电话请假": "电话"}


def _marks(leave: Leave) -> tuple[str, ...]:
    return tuple(_SHORT.get(mark, mark) for mark in leave.marks)


class Rows:
    """Leaves as the lists show them; what is said of each is read for the page that is shown only."""

    def __init__(self, hall: Hall, leaves: Source[Leave]) -> None:
        self._hall = hall
        self._leaves = leaves

    def key(self, row: Row) -> Any:
        """The row's place in the order."""
        return self._leaves.key(row.leave)

    def first(self, limit: int) -> Sequence[Row]:
        """The first ones."""
        return self._shown(self._leaves.first(limit))

    def after(self, key: Any, limit: int) -> Sequence[Row]:
        """The next ones."""
        return self._shown(self._leaves.after(key, limit))

    def before(self, key: Any, limit: int) -> Sequence[Row]:
        """Those before, or the last ones."""
        return self._shown(self._leaves.before(key, limit))

    def count(self) -> int | None:
        """How many there are, where that is known."""
        return self._leaves.count()

    def _shown(self, found: Sequence[Leave]) -> Sequence[Row]:
        with self._hall.look() as connection:
            return [row_of(self._hall, connection, each) for each in found]


def waits_for_agreement(found: Leave, now: datetime) -> bool:
    """Whether who is asked to stand in has said nothing yet."""
    return found.state(now) == "asked" and bool(found.stand_in) and found.row["agreed"] is None
