"""Sheets from outside (csv, xlsx, xls, ods) as rows of cells, with the row numbers people see.

What a file is shows in its first bytes, not in its name. A cell whose digits the spreadsheet program
has thrown away, or made a date of, is told from a good one: it is never guessed at.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from counter.domain.refusals import Refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell = str | int | float | bool | date | time | timedelta
Rows = list[list[Cell]]

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes: many times the list of a whole township; more is some other file."""
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELLS = 3_000_000
"""Of the block from the first cell to the last: every cell of it takes room, written in or not."""
_EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number; the rest is lost."""

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d+", re.ASCII)
_BREAK = re.compile(r"[\r\n\t]+")
_QUOTED_FORMULA = re.compile(r'="(.*)"')
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|head|meta|table)", re.IGNORECASE)
_WRITTEN_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]{0,200}?\br=["']([A-Za-z]{1,7})(\d{1,9})["']""")
"""A cell of a worksheet and where it stands, as <c r="B12">."""
_CHUNK = 1024 * 1024
_LONGEST_TAG = 64 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


class SheetRefused(Refusal):
    """A file that cannot be read as a sheet."""

    says = "文件“{file}”读不了。"


class FileUnreadable(SheetRefused):
    """Missing, forbidden, damaged, or of no known kind."""

    says = "文件“{file}”打不开或不是表格文件，请确认文件在，并另存为xlsx或csv后再导入。"


class FileTooLarge(SheetRefused):
    """More than any list of residents."""

    says = "文件“{file}”太大，请只保留要导入的那一张表，删去多余的行列后再导入。"


class CellsTooFar(SheetRefused):
    """A small file with a stray cell far away, so that the block it spans is larger than any list."""

    says = (
        "文件“{file}”里，离名单很远的地方（第{row}行、第{column}列一带）还有内容，整张表大得读不了；"
        "请删去名单以外的行列，只留名单，再导入。"
    )


class FileEmpty(SheetRefused):
    """Nothing in it."""

    says = "文件“{file}”是空的，没有可导入的内容。"


class FileLocked(SheetRefused):
    """Protected by a password."""

    says = "文件“{file}”设了打开密码，请用表格软件去掉密码后再导入。"


class FileIsWebPage(SheetRefused):
    """A web page under a spreadsheet's name, as some systems export."""

    says = "文件“{file}”其实是网页，请用表格软件打开，另存为xlsx后再导入。"


class QuotesUnbalanced(SheetRefused):
    """A quotation mark in a csv that never closes, or closes in the middle."""

    says = "文件“{file}”第{row}行附近的引号不成对，请用表格软件打开，另存为xlsx后再导入。"


class DigitsLost(Refusal):
    """A long number that the spreadsheet program has rounded."""

    says = "数字被表格软件改成了科学计数，后几位已丢失；请把这一列设成“文本”格式，照原件重新填写。"


class BecameDate(Refusal):
    """A text like 3-1 that the spreadsheet program has made a date."""

    says = "内容被表格软件改成了日期；请把这一列设成“文本”格式后重新填写。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0]` is the row that people call 1."""

    name: str
    rows: Rows


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a file that holds anything.

    Raises:
        SheetRefused: By what hinders it.
    """
    content = _content(path)
    if content.startswith((_ZIP, _OLE)):
        sheets = _from_workbook(content, path.name)
    else:
        sheets = (Sheet(path.stem, _from_csv(content, path.name)),)
    filled = tuple(sheet for sheet in sheets if any(written(cell) for row in sheet.rows for cell in row))
    if not filled:
        raise FileEmpty(file=path.name)
    return filled


def written(cell: Cell) -> str:
    """What stands in a cell, whatever the program made of it; for headers and remarks."""
    if isinstance(cell, str):
        return _bare(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def entered(cell: Cell) -> str:
    """What a person entered in a cell.

    Raises:
        DigitsLost: A number too long for the spreadsheet program, now rounded.
        BecameDate: A text that became a date or a time.
    """
    if isinstance(cell, str):
        text = _bare(cell)
        if _SCIENTIFIC.fullmatch(text):
            raise DigitsLost()
        return text
    if isinstance(cell, date | time | timedelta):
        raise BecameDate()
    if isinstance(cell, float) and abs(cell) >= _EXACT:
        raise DigitsLost()
    return written(cell)


def _bare(text: str) -> str:
    """In one line, without the tricks that keep digits as text: an apostrophe, a tab, ="…"."""
    text = _BREAK.sub(" ", text).strip()
    if formula := _QUOTED_FORMULA.fullmatch(text):
        text = formula[1]
    return text.lstrip("'‘’`").strip()


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileTooLarge(file=path.name)
        content = path.read_bytes()
    except OSError as failure:
        raise FileUnreadable(file=path.name) from failure
    if not content.strip():
        raise FileEmpty(file=path.name)
    if _WEB_PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise FileIsWebPage(file=path.name)
    return content


def _from_workbook(content: bytes, file: str) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if content.startswith(_ZIP):
        _refuse_far_cells(content, file)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(_from_sheet(book.get_sheet_by_name(name), file) for name in book.sheet_names)
    except PasswordError as failure:
        raise FileLocked(file=file) from failure
    except CalamineError as failure:
        raise FileUnreadable(file=file) from failure


def _refuse_far_cells(content: bytes, file: str) -> None:
    """Refuses an xlsx that spans too much before it is read: the reader makes room for the whole block at once.

    What cannot be read here is left to the reader, which says what is wrong with it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_block(*_reach(packed, name), file)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return


def _refuse_block(rows: int, columns: int, file: str) -> None:
    if rows * columns > MOST_CELLS:
        raise CellsTooFar(file=file, row=rows, column=columns)


def _reach(packed: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """How many rows and columns the written cells of a worksheet reach over."""
    rows = columns = 0
    for part in _parts(packed, name):
        for letters, digits in set(_WRITTEN_CELL.findall(part)):
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
    return rows, columns


def _parts(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A worksheet a part at a time, no tag torn apart."""
    rest = b""
    with packed.open(name) as member:
        while chunk := member.read(_CHUNK):
            text = rest + chunk
            whole = text.rfind(b"<")
            yield text[:whole] if whole > 0 else text
            rest = text[whole:] if whole > 0 and len(text) - whole < _LONGEST_TAG else b""
    yield rest


def _column(letters: bytes) -> int:
    """The number of a column by its letters, A being the first."""
    found = 0
    for letter in letters.upper():
        found = found * 26 + letter - 64
    return found


def _from_sheet(sheet: CalamineSheet, file: str) -> Sheet:
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS:
        raise FileTooLarge(file=file)
    _refuse_block(last_row + 1, last_column + 1, file)
    rows: Rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _spread(rows, range(top, bottom + 1), range(left, right + 1))
    return Sheet(sheet.name, rows)


def _spread(rows: Rows, tall: range, wide: range) -> None:
    """Gives every cell of a merged block what stands in its first, as people read it."""
    if tall.start >= len(rows) or wide.start >= len(rows[tall.start]):
        return
    for row in rows[tall.start : tall.stop]:
        for column in wide:
            if column < len(row):
                row[column] = rows[tall.start][wide.start]


def _from_csv(content: bytes, file: str) -> Rows:
    text = _decoded(content, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: Rows = []
    try:
        for row in reader:
            rows.append([*row])
            if len(rows) > MOST_ROWS:
                raise FileTooLarge(file=file)
    except csv.Error as failure:
        raise QuotesUnbalanced(file=file, row=len(rows) + 1) from failure
    return rows


def _decoded(content: bytes, file: str) -> str:
    encodings: Sequence[str] = ("utf-8-sig", "gb18030")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileUnreadable(file=file)


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:10])
    return max(",\t;，", key=head.count)
