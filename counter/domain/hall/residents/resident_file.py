"""A list of residents from outside, read and checked row by row before anything is recorded.

Headers stand in any order, under a title or not. A row without a sound identity number and name is
left out, a row with another fault is kept without the faulty part; either way the fault is listed with
its row, so that the village can put its own sheet right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from counter.domain import text as texts
from counter.domain.hall import numbers
from counter.domain.hall.files.spreadsheet import Cell, FileEmpty, Sheet, SheetRefused, entered, read_sheets, written
from counter.domain.hall.residents.citizens import person_name
from counter.domain.refusals import Refusal

HEADER_WITHIN = 10
"""Rows at the top of a sheet among which the header is looked for, below titles and dates."""

_FIELDS: Mapping[str, str] = {
    "id_no": "身份证号", "name": "姓名", "village": "村（社区）", "group": "组", "household": "户号",
    "relation": "与户主关系", "phone": "电话", "note": "备注",
}  # fmt: skip
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "id_no": (
        "身份证号", "证号", "身份证号码", "身份证", "证件号", "证件号码", "公民身份号码", "公民身份证号码",
        "居民身份证号", "居民身份证号码", "身份号码",
    ),
    "name": ("姓名", "名字", "居民姓名", "人员姓名"),
    "village": ("村", "社区", "村社区", "行政村", "所在村", "村名", "村居", "村委会", "村社区名称"),
    "group": ("组", "小组", "组别", "组名", "村民小组", "居民小组", "村民组"),
    "household": ("户号", "户编号", "家庭编号", "家庭户号", "户口簿号", "户籍号"),
    "relation": ("与户主关系", "与户主的关系", "户主关系", "家庭关系", "关系"),
    "phone": ("电话", "手机", "手机号", "手机号码", "电话号码", "联系电话", "联系方式"),
    "note": ("备注", "说明"),
}  # fmt: skip
_FOLLOWS = frozenset({"序号", "性别", "年龄", "出生日期", "出生年月"})
"""Columns that need not be read: they follow from the identity number, or only count."""
_MOST = {"note": 200}
_ROW = "这一行"
"""Whose name it is, as the check of names says it."""
_MOST_ELSE = 50
_PHONE_BREAK = re.compile(r"[、，,/;；\s]+")


class HeaderMissing(SheetRefused):
    """No row names both the identity number and the name."""

    says = "文件“{file}”前{within}行里没有找到表头“{missing}”，请加上表头行（身份证号、姓名、村、组……）再导入。"


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """One resident as the sheet gives them; what is not given is empty."""

    row: int
    id_no: str
    name: str
    village: str = ""
    group: str = ""
    household: str = ""
    relation: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row, in Chinese; the row is numbered as in the spreadsheet program."""

    row: int
    field: str
    said: str


@dataclass(frozen=True, slots=True)
class ResidentFile:
    """What a file yields: the rows that can be taken over, and everything that is wrong."""

    rows: tuple[ResidentRow, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Reading:
    """The state of reading one sheet."""

    today: date
    columns: Mapping[str, int]
    rows: list[ResidentRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def tell(self, row: int, name: str, said: str) -> None:
        self.problems.append(Problem(row, name, said))


def read(path: Path, today: date) -> ResidentFile:
    """Reads and checks a list of residents; nothing is recorded.

    Only the first sheet with a header is read; others like it are listed as problems.

    Args:
        path: A csv (UTF-8 or GB18030), xlsx, xls or ods file.
        today: The hall's day, against which birth dates are judged.

    Raises:
        SheetRefused: No sheet, no header, or no row below it.
    """
    sheets = read_sheets(path)
    found = [(sheet, header) for sheet in sheets if (header := _header_row(sheet)) is not None]
    if not found:
        raise HeaderMissing(file=path.name, within=HEADER_WITHIN, missing=_missing(sheets))
    sheet, header = found[0]
    reading = _Reading(today, _columns(sheet.rows[header]))
    _tell_headers(reading, header + 1, sheet.rows[header])
    for other, _ in found[1:]:
        reading.tell(header + 1, "工作表", f"工作表“{_shown(other.name)}”没有读取，请另存为单独的文件再导入。")
    _read_rows(reading, sheet, header)
    if not reading.rows and not reading.problems:
        raise FileEmpty(file=path.name)
    return ResidentFile(tuple(reading.rows), tuple(sorted(reading.problems, key=lambda each: each.row)))


def _header_row(sheet: Sheet) -> int | None:
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        if {"id_no", "name"} <= _columns(row).keys():
            return index
    return None


def _missing(sheets: Sequence[Sheet]) -> str:
    found: set[str] = set()
    for sheet in sheets:
        for row in sheet.rows[:HEADER_WITHIN]:
            found |= _columns(row).keys()
    wanted = [name for name in ("id_no", "name") if name not in found] or ["id_no", "name"]
    return "”“".join(_FIELDS[name] for name in wanted)


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    """Each field with its column; of two columns with one meaning the first."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = _field_of(written(cell))
        if name and name not in columns:
            columns[name] = place
    return columns


def _field_of(header: str) -> str | None:
    plain = _plain(header)
    return next((name for name, headers in _HEADERS.items() if plain in headers), None)


def _plain(header: str) -> str:
    """A header without spaces, brackets and signs: 村（社区） and 村/社区 are the same."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", header) if sign.isalnum())


def _tell_headers(reading: _Reading, number: int, row: Sequence[Cell]) -> None:
    for place, cell in enumerate(row):
        header = written(cell)
        name = _field_of(header)
        if name and reading.columns[name] != place:
            reading.tell(number, "表头", f"“{_shown(header)}”与前面的“{_FIELDS[name]}”重复，这一列没有读取。")
        elif not name and header and _plain(header) not in _FOLLOWS:
            reading.tell(number, "表头", f"不认识表头“{_shown(header)}”，这一列没有读取。")


def _read_rows(reading: _Reading, sheet: Sheet, header: int) -> None:
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        cells = {name: row[place] for name, place in reading.columns.items() if place < len(row)}
        if any(cell != "" for cell in cells.values()) and not _is_header(cells):
            _read_row(reading, number, cells)


def _is_header(cells: Mapping[str, Cell]) -> bool:
    """Whether the header is printed again, as at the head of each page; a name alone may read like one."""
    return all(_field_of(written(cells.get(name, ""))) == name for name in ("id_no", "name"))


def _read_row(reading: _Reading, number: int, cells: Mapping[str, Cell]) -> None:
    id_no = _id_no(reading, number, cells.get("id_no", ""))
    kept = {name: _kept(reading, number, name, cells.get(name, "")) for name in _FIELDS if name != "id_no"}
    if not kept["name"]:
        _tell_once(reading, number, "姓名", "没有姓名，这一行没有读取。")
    if not id_no or not kept["name"]:
        return
    if first := reading.seen.get(id_no):
        reading.tell(number, "身份证号", f"第{number}行与第{first}行的身份证号相同，只读取了第{first}行，请核对。")
        return
    reading.seen[id_no] = number
    reading.rows.append(ResidentRow(number, id_no, **kept))


def _tell_once(reading: _Reading, number: int, name: str, said: str) -> None:
    """Unless the same field of the row has been told of already."""
    if not any(each.row == number and each.field == name for each in reading.problems[-len(_FIELDS) :]):
        reading.tell(number, name, said)


def _id_no(reading: _Reading, number: int, cell: Cell) -> str:
    try:
        text = entered(cell)
        if text:
            return numbers.id_number(text, reading.today).value
        reading.tell(number, "身份证号", "没有身份证号，这一行没有读取。")
    except Refusal as refused:
        reading.tell(number, "身份证号", refused.sentence)
    return ""


def _kept(reading: _Reading, number: int, name: str, cell: Cell) -> str:
    label = _FIELDS[name]
    try:
        text = entered(cell)
        if name == "phone":
            return _phone(reading, number, text)
        if name == "name":
            return person_name(text, _ROW)
        return texts.clean(text, field=label, most=_MOST.get(name, _MOST_ELSE))
    except Refusal as refused:
        reading.tell(number, label, refused.sentence)
        return ""


def _phone(reading: _Reading, number: int, text: str) -> str:
    """The first of what may be several numbers in one cell."""
    if not text:
        return ""
    try:
        return numbers.phone(text).value
    except numbers.PhoneWrong:
        parts = [part for part in _PHONE_BREAK.split(text) if part]
        if len(parts) < 2:
            raise
    kept = numbers.phone(parts[0]).value
    reading.tell(number, _FIELDS["phone"], f"一格里有{len(parts)}个号码，只读取了第一个。")
    return kept


def _shown(text: str) -> str:
    return texts.safe(text)[:20]
