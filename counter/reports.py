"""What the command line prints of the records: the daily summary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from counter.domain.hall.opened import Hall

_TERMINAL = "命令行"
"""Where the journal says that a command was given."""


def daily(hall: Hall, day: date) -> list[str]:
    """A day's summary as text lines: a look, which leaves no trace."""
    from counter.domain.oversight.closing import sheet
    from counter.papers import text

    with hall.look() as connection:
        return text.render(sheet(hall, connection, day))


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
    from counter.domain.hall.opened import SYSTEM
    from counter.domain.oversight.closing import keep_summary
    from counter.papers import office

    desk = office.AtDesk(hall, SYSTEM, _TERMINAL)
    with desk.act() as work:
        kept = keep_summary(work, day)
    return office.print_paper(desk, kept, to or "printer").sentence
