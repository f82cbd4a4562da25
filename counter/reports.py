"""What the command line prints of the records: the daily summary, and the outcome of verifying."""

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


def verified(hall: Hall) -> tuple[bool, list[str]]:
    """Whether the records hold, against themselves and against this user's anchors, and what was found."""
    from counter.domain.anchors import compared
    from counter.domain.oversight.audit import verify

    found = verify(hall)
    fits, told = (True, ["没有比对"]) if found.file else compared(hall.storage)
    sound = found.sound and fits
    sums = f"日志{found.entries}条，数据{found.rows}行，办件{found.cases}件，校验码 {found.digest}"
    verdict = "查验通过。" if sound else "查验不通过，请保留现场并联系管理员。"
    return sound, [sums, *found.lines(), *(f"锚点：{each}" for each in told), verdict]
