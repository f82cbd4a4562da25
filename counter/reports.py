"""What the command line prints of the records: the daily summary, and the outcome of verifying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from counter.domain.hall.opened import Hall
from counter.domain.paper import Paper


def daily(hall: Hall, day: date, *, pdf: Path | None = None, to_printer: bool = False) -> Iterator[str]:
    """A day's summary: as text lines, or written to a PDF or handed to the printer and said so."""
    from counter.domain.oversight.daily import summary_paper

    with hall.look() as connection:
        paper = summary_paper(hall, connection, day)
    if pdf is not None:
        yield _to_file(paper, pdf)
    elif to_printer:
        yield _to_printer(paper)
    else:
        from counter.papers import text

        yield from text.render(paper)


def _to_file(paper: Paper, path: Path) -> str:
    from counter.papers import pdf, publish

    publish.write_file(path, pdf.render([paper]))
    return f"已存成 {path}。"


def _to_printer(paper: Paper) -> str:
    from counter.papers import pdf, printer

    printer.queues()
    return printer.submit(pdf.render([paper]), title=paper.title, media=paper.form).sentence


def verified(hall: Hall) -> tuple[bool, list[str]]:
    """Whether the records hold, and what was found."""
    from counter.domain.oversight.audit import verify

    found = verify(hall)
    sums = f"日志{found.entries}条，数据{found.rows}行，办件{found.cases}件，校验码 {found.digest}"
    verdict = "查验通过。" if found.sound else "查验不通过，请保留现场并联系管理员。"
    return found.sound, [sums, *found.lines(), verdict]
