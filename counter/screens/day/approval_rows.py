"""What a list of approvals shows: each with what the leader reads of it; what somebody asked for, by pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.domain.approvals import reading, slips
from counter.domain.approvals.matters import Rows, matter_of
from counter.domain.approvals.standing import Approval
from counter.domain.attendance.leave import deciding as leave_deciding
from counter.domain.attendance.rota import overtime
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.screens.kit.paged import Column

if TYPE_CHECKING:
    from sqlalchemy import Connection


OF_ATTENDANCE = (leave_deciding.LEAVE, overtime.OVERTIME)
"""Matters that no screen of cases brings along: named here, so that they are known wherever approvals are shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An approval with what the list and its detail show of it."""

    asked: Approval
    title: str
    rows: Rows
    who: str
    said: str
    """How it stands."""

    @property
    def about(self) -> str:
        """What it is about, in one line: everything that its rows say before the reason."""
        return " ".join(value for _, value in self.rows[:3])


def shown_of(hall: Hall, connection: Connection, asked: Approval) -> Shown:
    """An approval with what its matter says of it."""
    matter = matter_of(asked)
    return Shown(asked, matter.title, matter.rows(hall, connection, asked), hall.person(asked.asked_by).name,
                 slips.outcome_said(hall, asked))  # fmt: skip


class AskedBy:
    """What somebody asked for, the newest first, as a list pages through it."""

    def __init__(self, hall: Hall, no: str) -> None:
        self._hall = hall
        self._no = no

    def key(self, row: Shown) -> int:
        """The row's place in the order."""
        return row.asked.id

    def first(self, limit: int) -> Sequence[Shown]:
        """The newest ones."""
        return self._read(limit=limit)

    def after(self, key: int, limit: int) -> Sequence[Shown]:
        """The next older ones."""
        return self._read(before=key, limit=limit)

    def before(self, key: int | None, limit: int) -> Sequence[Shown]:
        """The next newer ones, or the oldest of all."""
        return self._read(after=key or 0, limit=limit)

    def count(self) -> int | None:
        """Unknown: counting them all tells nobody anything."""
        return None

    def _read(self, **which: int) -> Sequence[Shown]:
        with self._hall.look() as connection:
            found = reading.asked_by(connection, self._no, **which)
            return [shown_of(self._hall, connection, each) for each in found]


COLUMNS: tuple[Column[Shown], ...] = (
    Column("事由", 8, lambda row: row.title),
    Column("办件和申请人", 28, lambda row: row.about, stretch=2),
    Column("提请人", 7, lambda row: row.who),
    Column("提请", 11, lambda row: f"{local(row.asked.asked):%m-%d %H:%M}"),
    Column("情况", 16, lambda row: row.said, stretch=1),
)
