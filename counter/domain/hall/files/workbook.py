"""Sheets for outside (xlsx, csv), as other programs open them: text stays text, nothing is ever a formula.

A text that a spreadsheet program would take for a formula gets an apostrophe before it; `unguarded` takes
it away again, so that what goes out comes back letter by letter.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from counter.domain.refusals import Refusal
from counter.domain.text import safe

Value = str | int
_WIDEST, _WIDER = 40, 2
_STARTS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


class EndingUnknown(Refusal):
    """A file name that says neither xlsx nor csv."""

    says = "文件“{file}”的名字要以 .xlsx 或 .csv 结尾。"


class FileThere(Refusal):
    """A file of that name is there already."""

    says = "“{file}”已经有了，没有覆盖。请换一个名字，或先把它移走。"


class FileNotWritten(Refusal):
    """The folder is missing, full, or may not be written to."""

    says = "“{file}”写不进去：请确认文件夹在、有空间、能写。"


@dataclass(frozen=True, slots=True)
class Written:
    """One sheet to be written; the first row is its head."""

    name: str
    rows: Sequence[Sequence[Value]]


def write_sheets(path: Path, sheets: Sequence[Written]) -> None:
    """Writes a new file; a csv holds the first sheet only.

    Raises:
        EndingUnknown, FileThere, FileNotWritten: as they say.
    """
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise EndingUnknown(file=path.name)
    if path.exists():
        raise FileThere(file=path.name)
    content = _workbook(sheets) if ending == ".xlsx" else _text(sheets[0])
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as failure:
        part.unlink(missing_ok=True)
        raise FileNotWritten(file=path.name) from failure


def guarded(text: str) -> str:
    """The text for a cell: nothing that steers anything, and never read as a formula."""
    shown = safe(text)
    return f"'{shown}" if _STARTS.match(shown) else shown


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def _text(sheet: Written) -> bytes:
    """With the mark at the beginning by which spreadsheet programs know UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([each if isinstance(each, int) else guarded(each) for each in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _workbook(sheets: Sequence[Written]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, wide in enumerate(_widths(sheet.rows)):
                page.set_column(column, column, wide)
            for at, row in enumerate(sheet.rows):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        page.write_number(at, column, value)
                    elif value:
                        page.write_string(at, column, guarded(value), head if at == 0 else None)
    return out.getvalue()


def _widths(rows: Sequence[Sequence[Value]]) -> list[int]:
    """As wide as the first rows need, within bounds; a Chinese character takes two."""
    longest = [max((len(str(each)) for each in column), default=0) for column in zip(*rows[:50], strict=False)]
    return [min(_WIDEST, each * 2 + _WIDER) for each in longest]
