"""What the command line prints of the records: the day, the sheets of attendance, leave, and the papers of duty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.paper import Paper

_TERMINAL = "命令行"
"""Where the journal says that a command was given."""


def daily(hall: Hall, day: date) -> list[str]:
    """A day's summary as text lines: a look, which leaves no trace."""
    from counter.domain.oversight.closing import sheet

    return _lines(hall, lambda connection: sheet(hall, connection, day))


def hand_out(hall: Hall, day: date, to: Path | None = None) -> str:
    """Prints a day's summary, or writes it to a file, as the screens do: stored, noted, 补打 the second time.

    Args:
        hall: The hall.
        day: The day.
        to: A file by its ending; the printer where none is given.

    Returns:
        What came of it.

    Raises:
        Refusal: of the fonts, the printer or the file.
    """
    from counter.domain.oversight.closing import keep_summary

    return _handed_out(hall, lambda work: keep_summary(work, day), to)


def attendance(hall: Hall, day: date, kind: str, payroll: str = "", no: str = "") -> list[str]:
    """A sheet of attendance as text lines: a look, which leaves no trace.

    Args:
        hall: The hall.
        day: A day of the period.
        kind: Which sheet, by its kind.
        payroll: Another payroll, for the month's sheet.
        no: Whose year.
    """
    from counter.domain.attendance.month.sheets import maker

    return _lines(hall, lambda connection: maker(kind, payroll, hall.person(no) if no else None)(hall, connection, day))


def attendance_why(hall: Hall, day: date, no: str) -> list[str]:
    """Why somebody's day is marked as it is, step by step with the articles."""
    from counter.domain.attendance.month.records import of_day

    found = of_day(hall, hall.person(no), day)
    lines = [f"{hall.person(no).name} {day}：{found.value.said or '还没有定'}"]
    for number, step in enumerate(found.steps, start=1):
        lines.append(f"{number:>2}  {step.text}")
        lines += [f"    依据：{cite}" for cite in step.cites]
    return lines


def attendance_out(hall: Hall, day: date, kind: str, payroll: str = "", no: str = "", to: Path | None = None) -> str:
    """Prints a sheet of attendance, or writes it to a file: stored and noted; the month as a spreadsheet by its ending.

    Args:
        hall: The hall.
        day: A day of the period.
        kind: Which sheet, by its kind.
        payroll: Another payroll, for the month's sheet.
        no: Whose year.
        to: A file by its ending; the printer where none is given.

    Returns:
        What came of it.

    Raises:
        Refusal: of the fonts, the printer or the file.
    """
    from counter.domain.attendance.month import sheets
    from counter.domain.hall.files.workbook import write_sheets

    if to is not None and to.suffix.lower() == ".xlsx":
        write_sheets(to, sheets.month_sheets(hall, day))
        return f"已存成 {to}。"

    def keep(work: Work) -> int:
        made = sheets.maker(kind, payroll, hall.person(no) if no else None)(hall, work.connection, day)
        return sheets.keep(work, made, day)

    return _handed_out(hall, keep, to)


def leave(hall: Hall, day: date) -> list[str]:
    """A month's registration of leave and return as text lines: a look, which leaves no trace."""
    from counter.domain.attendance.leave.papers import register_paper

    return _lines(hall, lambda connection: register_paper(hall, connection, day))


def leave_out(hall: Hall, day: date, to: Path | None = None) -> str:
    """Prints a month's registration of leave and return, or writes it to a file: stored and noted.

    Args:
        hall: The hall.
        day: A day of the month.
        to: A file by its ending; the printer where none is given.

    Returns:
        What came of it.

    Raises:
        Refusal: of the fonts, the printer or the file.
    """
    from counter.domain.attendance.leave.papers import keep_register

    return _handed_out(hall, lambda work: keep_register(work, day), to)


def duty(hall: Hall, day: date, kind: str) -> list[str]:
    """A paper about duty of a month as text lines: a look, which leaves no trace.

    Args:
        hall: The hall.
        day: A day of the month.
        kind: Which paper: rota, leaders, noon, done.
    """
    from counter.domain.attendance.rota.duty_papers import made

    return _lines(hall, lambda connection: made(hall, connection, kind, day))


def duty_out(hall: Hall, day: date, kind: str, to: Path | None = None) -> str:
    """Prints a paper about duty, or writes it to a file: stored and noted.

    Args:
        hall: The hall.
        day: A day of the month.
        kind: Which paper: rota, leaders, noon, done.
        to: A file by its ending; the printer where none is given.

    Returns:
        What came of it.

    Raises:
        Refusal: of the fonts, the printer or the file.
    """
    from counter.domain.attendance.rota.duty_papers import keep

    return _handed_out(hall, lambda work: keep(work, kind, day), to)


def _lines(hall: Hall, made: Callable[[Connection], Paper]) -> list[str]:
    """A paper as text lines: a look, which leaves no trace."""
    from counter.papers import text

    with hall.look() as connection:
        return text.render(made(connection))


def _handed_out(hall: Hall, keep: Callable[[Work], int], to: Path | None) -> str:
    """Stores a paper in an act of its own, then prints it or writes it to a file; says what came of it."""
    from counter.domain.hall.laid_down import SYSTEM
    from counter.papers import office

    desk = office.AtDesk(hall, SYSTEM, _TERMINAL)
    with desk.act() as work:
        kept = keep(work)
    return office.print_paper(desk, kept, to or "printer").sentence
