"""The month's sheet of sixty people from ten years of records, over the plain SQL that reads the same rows.

The hall is written in one go, as tables only: nothing here is a record of anything.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from accepting import made
from benched import Row, paired

from counter.domain.approvals.slips import month_of
from counter.domain.attendance.month.sheets import month_sheets
from counter.domain.columns import table_of
from counter.domain.hall.duty.model import PresenceRow
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall

PEOPLE, YEARS = 60, 10
_TIMES = (("in", 8, 20), ("out", 12, 1), ("in", 14, 21), ("out", 18, 2))
_PLAIN = (
    "SELECT person, day, at, kind, terminal, how, witness, source, place, village, matter, back_by, corrects "
    "FROM presence WHERE day >= ? AND day <= ?",
    "SELECT person, start, until, kind, stand_in, number FROM leave_taken WHERE until >= ? AND start <= ?",
    "SELECT people, start, until, matter FROM group_duty WHERE until >= ? AND start <= ?",
    "SELECT person, day, reason, accepted FROM explanation WHERE day >= ? AND day <= ?",
    "SELECT first_day, last_day, signed_by FROM attendance_sheet WHERE last_day >= ? AND first_day <= ?",
    "SELECT day, duty, person FROM roster WHERE day >= ? AND day <= ?",
    "SELECT day, at, study, absent FROM roll_call WHERE day >= ? AND day <= ?",
)


def rows() -> Iterator[Row]:
    """The sheet over the bare reading."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder, contextlib.ExitStack() as closing:
        hall = filled(Path(folder) / "years.db")
        closing.callback(hall.storage.close)
        month = hall.today.replace(day=1) - timedelta(days=1)
        sheet(hall, month), plain(hall, month)
        yield paired("month's sheet of 60 people (its plain SQL = 1)", lambda: sheet(hall, month),
                     lambda: plain(hall, month), rounds=9, inner=7, target=1.2)  # fmt: skip


def sheet(hall: Hall, month: date) -> object:
    """The month of everybody: a row a person, a mark a day, counts."""
    return month_sheets(hall, month)


def plain(hall: Hall, month: date) -> object:
    """The same rows, read and nothing else."""
    first, last = month_of(month)
    with hall.look() as connection:
        bound = (first.isoformat(), last.isoformat())
        return [connection.exec_driver_sql(statement, bound).fetchall() for statement in _PLAIN]


def filled(path: Path) -> Hall:
    """A hall of sixty people with ten years of signing in and out twice a day, some of them late or away."""
    hall = made(path)
    last = hall.today - timedelta(days=1)
    with hall.storage.writing() as connection:
        staff = table_of(Staff)
        like = dict(connection.execute(staff.select().where(staff.c.no == "07")).mappings().one())
        there = [no for no, each in hall.laid.staff.items() if "clerk" in each.roles]
        more = [f"{number}" for number in range(100, 100 + PEOPLE - len(there))]
        connection.execute(staff.insert(), [{**like, "no": no, "name": f"某{no}"} for no in more])
        days = (last - timedelta(days=back) for back in range(365 * YEARS))
        worked = sorted(day for day in days if hall.calendar.is_working(day))
        connection.execute(table_of(PresenceRow).insert(), [
            _punch(no, day, command, hour, minute + _moved(no, day, command))
            for day in worked for no in (*there, *more) for command, hour, minute in _TIMES
        ])  # fmt: skip
        connection.exec_driver_sql("UPDATE hall_fact SET value = value || '0' WHERE key = 'revision'")
        connection.exec_driver_sql("ANALYZE")
    return hall


def _moved(no: str, day: date, command: str) -> int:
    """A few minutes earlier or later, day by day; one day in fifty a quarter of an hour late."""
    chance = day.toordinal() * 7 + int(no)
    late = 15 if command == "in" and chance % 50 == 0 else 0
    return late + chance % 11 - 5 * (command == "in")


def _punch(no: str, day: date, command: str, hour: int, minute: int) -> dict[str, object]:
    at = datetime(day.year, day.month, day.day, hour, minute % 60, tzinfo=UTC) - timedelta(hours=8)
    return {"person": no, "day": day, "at": at, "kind": command, "terminal": "W01", "how": "", "witness": "",
            "source": "", "place": "", "village": False, "matter": "", "back_by": None, "corrects": None}  # fmt: skip
