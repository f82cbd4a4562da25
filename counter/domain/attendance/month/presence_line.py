"""How many were there on a day, in one line, as the director's screen and the daily summary show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from counter.domain.attendance.month import records
from counter.domain.attendance.presence.board import day_board
from counter.domain.hall.duty.facts import moment
from counter.domain.hall.duty.reading import spans
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall


@dataclass(frozen=True, slots=True)
class PresenceLine:
    """The figures of a day's presence."""

    due: int = 0
    arrived: int = 0
    leave: int = 0
    stood_in: int = 0
    stand_ins: int = 0
    out: int = 0
    unexplained: int = 0
    kept: bool = True
    """Whether the hall keeps presence yet: somebody has signed in."""

    @property
    def said(self) -> str:
        """到岗 22/24  请假 2  顶岗 2/2  外出 1  待说明 1; on a day of rest 没有应到的人."""
        if not self.kept:
            return "还没有人签到过"
        if not self.due:
            return "没有应到的人"
        return (
            f"到岗 {self.arrived}/{self.due}  请假 {self.leave}  顶岗 {self.stand_ins}/{self.stood_in}  "
            f"外出 {self.out}  待说明 {self.unexplained}"
        )


@carries("S32.13", by="report")
def presence_line(hall: Hall, day: date, until: datetime) -> PresenceLine:
    """A day's presence: as it stands now where it runs, as its last hours ended where it is over."""
    hours = spans(hall, day)
    at = min(until, moment(hours[-1][1]) - timedelta(seconds=1)) if hours else until
    board = day_board(hall, at)
    known = records.read(hall, day, day)
    missing = sum("unexplained" in known.of(person, day).marks for person in known.people())
    return PresenceLine(
        board.due,
        board.arrived,
        len(board.leave),
        board.stood_in,
        board.stand_ins,
        len(board.out),
        missing,
        known.began is not None,
    )
