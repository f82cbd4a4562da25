"""The catalogue as a sheet, and a sheet as items: one item takes as many rows as it has papers or steps.

The first row of an item has everything of it; the rows below, under the same code, one further paper or step
each. What is wrong is told by row and column, all of it at once; what goes out comes back the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from counter.domain.hall.files.spreadsheet import (
    BecameDate,
    Cell,
    DigitsLost,
    FileEmpty,
    Sheet,
    SheetRefused,
    read_sheets,
    written,
)
from counter.domain.hall.files.workbook import Value, Written, unguarded, write_sheets
from counter.domain.hall.items.checks import FIELD_NAMES
from counter.domain.hall.items.item import KIND_NAMES, STATUS_NAMES, Category, Item, ItemStep, Mandate, Material
from counter.domain.hall.residents.resident_file import HEADER_WITHIN, Problem
from counter.domain.refusals import Refusal
from counter.domain.text import clean

YES, NO = "是", "否"
UNITS = {"working": "工作日", "calendar": "自然日"}
MATERIAL_HEAD, STEP_HEAD = "材料名称", "环节部门"
_KEEPS = {"kept": "留存", "returned": "核验退还", "held": "暂存原件"}
_MOST = 1000
_EXACT, _WEEK = 10**15, 7
_ANY_SEPARATOR, _STRONG_SEPARATOR = re.compile(r"[；;、，,\n]"), re.compile(r"[；;\n]")
_BREAK = re.compile(r"[\r\n\t]+")
_JOIN = "；"


class HeaderMissing(SheetRefused):
    """No row names both the code and the name."""

    says = "文件“{file}”前{within}行里没有找到“事项编号”和“事项名称”两个表头，请用导出的模板填写。"


class NotOneOf(Refusal):
    """A word that the column does not know."""

    says = "“{typed}”不认识，可写：{known}。"


class NotWhole(Refusal):
    """Something else where a whole number stands."""

    says = "“{typed}”不是整数，请写数字。"


class NotADay(Refusal):
    """Something else where a date stands."""

    says = "“{typed}”不是日期，请写成 2026-01-01。"


class MandateUnreadable(Refusal):
    """A mandate whose parts cannot be told."""

    says = "“{typed}”要写成“委托机关|公告|起日|止日|委托内容”，没有的空着，竖线留着。"


class NoColon(Refusal):
    """A department's task without the sign between them."""

    says = "“{typed}”要写成“部门：职责”，几个部门用分号隔开。"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: which field it holds, how it is called, how its cells are read and written."""

    field: str
    heading: str
    read: Callable[[str], Any]
    write: Callable[[Any], Value]
    says: str = ""
    """What to fill in, for the template."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as a sheet gives it: only the fields whose columns are there."""

    row: int
    code: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemFile:
    """What a file yields: its items, everything that is wrong, and what only deserves a look."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    letters: Mapping[str, str]
    """Heading to the letter of its column."""

    def problem(self, row: int, heading: str, said: str) -> Problem:
        """Something wrong in a row, with the column as people find it."""
        letter = self.letters.get(heading, "")
        return Problem(row, f"{letter}列 {heading}" if letter else heading, said)


# -- the columns -------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_EXACT)):
        raise NotWhole(typed=text[:20])
    return int(text)


def _one_of(names: Mapping[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = next((key for key, name in names.items() if text in (name, key)), None)
        if found is None:
            raise NotOneOf(typed=text[:20], known="、".join(names.values()))
        return found

    return read


def _yes(text: str) -> bool:
    return _one_of({YES: YES, NO: NO})(text) == YES


def _list(separator: re.Pattern[str]) -> Callable[[str], tuple[str, ...]]:
    return lambda text: tuple(part for each in separator.split(text) if (part := each.strip()))


def _months(text: str) -> tuple[int, ...]:
    return tuple(_whole(each) for each in _list(_ANY_SEPARATOR)(text))


def _tasks(text: str) -> dict[str, str]:
    tasks: dict[str, str] = {}
    for part in _list(_STRONG_SEPARATOR)(text):
        department, sign, task = part.replace(":", "：").partition("：")
        if not sign or not department.strip() or not task.strip():
            raise NoColon(typed=part[:20])
        tasks[department.strip()] = task.strip()
    return tasks


def _mandate(text: str) -> dict[str, Any]:
    parts = [part.strip() for part in text.replace("｜", "|").split("|")]
    if len(parts) != len(Mandate.model_fields) or not parts[0] or not parts[1]:
        raise MandateUnreadable(typed=text[:20])
    organ, announcement, since, until, content = parts
    return {"organ": organ, "announcement": announcement, "since": _day(since) if since else None,
            "until": _day(until) if until else None, "content": content}  # fmt: skip


def _weekdays(text: str) -> tuple[int, ...]:
    days = _months(text)
    if wrong := [day for day in days if not 1 <= day <= _WEEK]:
        raise NotOneOf(typed=str(wrong[0]), known="1到7，1是周一")
    return days


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotADay(typed=text[:20]) from error


def _joined(values: Iterable[Any]) -> str:
    return _JOIN.join(map(str, values))


def _in_words(names: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda value: names[value]


def _yes_no(value: Any) -> str:
    return YES if value else NO


def _told_tasks(value: Any) -> str:
    return _joined(f"{department}：{task}" for department, task in value.items())


def _told_mandate(value: Any) -> str:
    if value is None:
        return ""
    days = (_told_day(value.since), _told_day(value.until))
    return "|".join((value.organ, value.announcement, *days, value.content))


def _told_day(value: Any) -> str:
    return value.isoformat() if value else ""


def _of_item(name: str, read: Callable[[str], Any] = _plain, write: Callable[[Any], Value] = _plain,
             says: str = "") -> Column:  # fmt: skip
    return Column(name, FIELD_NAMES[name], read, write, says)


_CATEGORIES = {name: name for name in get_args(Category)}
_STATUSES: dict[str, str] = {str(key): name for key, name in STATUS_NAMES.items()}
_SEVERAL = "几个用分号隔开"
ITEM_COLUMNS: tuple[Column, ...] = (
    _of_item("code", says="本大厅自己的编号，如 MZ-005；同一事项的各行都写"),
    _of_item("name", says="事项的全称"),
    _of_item("aliases", _list(_ANY_SEPARATOR), _joined, f"群众的叫法，{_SEVERAL}"),
    _of_item("window", says="归哪个业务，如 民政"),
    _of_item("kind", _one_of(KIND_NAMES), _in_words(KIND_NAMES), "、".join(KIND_NAMES.values())),
    _of_item("category", _one_of(_CATEGORIES), _plain, "、".join(_CATEGORIES)),
    _of_item("applicant", says="个人、企业等，几类用顿号隔开"),
    _of_item("promised_days", _whole, int, "数字"),
    _of_item("statutory_days", _whole, int, "数字；法律没有规定的写 0"),
    _of_item("statutory_unit", _one_of(UNITS), _in_words(UNITS), "工作日、自然日"),
    _of_item("fee", _whole, int, "整元；不收费写 0"),
    _of_item("fee_basis", says="收费的文件；不收费写“不收费”"),
    _of_item("basis", says="设定这个事项的法律、文件和条款"),
    _of_item("conditions", says="什么人、什么情况可以办"),
    _of_item("procedure", says="全过程，各环节用 → 连起来"),
    _of_item("result", says="办成后给什么"),
    _of_item("departments", _list(_ANY_SEPARATOR), _joined, f"本级要审核的部门，含本窗口，{_SEVERAL}"),
    _of_item("county", _list(_ANY_SEPARATOR), _joined, f"县级部门，{_SEVERAL}"),
    _of_item("others", _list(_ANY_SEPARATOR), _joined, f"银行、医院、村委会等，{_SEVERAL}"),
    _of_item("lead", says="联办时谁牵头"),
    _of_item("tasks", _tasks, _told_tasks, "部门：职责；部门：职责"),
    _of_item("off_clock", _list(_STRONG_SEPARATOR), _joined, f"不计入时限的环节，{_SEVERAL}"),
    _of_item("agent", _yes, _yes_no, "村级代办员能不能代办：是、否"),
    _of_item("present", _yes, _yes_no, "必须本人来、别人不能代办：是、否"),
    _of_item("project", _yes, _yes_no, "招商引资、重点项目：是、否"),
    _of_item("sits", _weekdays, _joined, "窗口不是天天在的，写周几在，如 1；3；天天在的空着"),
    _of_item("mandate", _mandate, _told_mandate, "委托办理的：委托机关|公告|起日|止日|委托内容"),
    _of_item("collects", _yes, _yes_no, "替别的单位收钱：是、否"),
    _of_item("volume", _whole, int, "一年大约多少件"),
    _of_item("peaks", _months, _joined, "哪几个月忙，如 1；3"),
    _of_item("note", says="要提醒群众的话"),
    _of_item("status", _one_of(_STATUSES), _in_words(_STATUSES), "、".join(STATUS_NAMES.values())),
    _of_item("ended_by", says="取消、下放的文件"),
    _of_item("instead", says="取消、下放后到哪里办"),
    _of_item("valid_from", _day, _told_day, "从哪天起，如 2026-12-01；空着就是今天"),
)
_KEY = {True: "主件", False: "附件"}
MATERIAL_COLUMNS: tuple[Column, ...] = (
    Column("name", MATERIAL_HEAD, _plain, _plain, "一行一种材料"),
    Column("key", "材料类别", lambda text: _one_of({"": "附件", "key": "主件"})(text) == "key", _KEY.__getitem__,
           "主件、附件"),
    Column("form", "材料形式", _one_of({each: each for each in ("原件", "复印件", "原件及复印件")}), _plain,
           "原件、复印件、原件及复印件"),
    Column("copies", "份数", _whole, int, "数字"),
    Column("deferrable", "可容缺", _yes, _yes_no, "是、否；主件不能容缺"),
    Column("when", "什么情况才要", _plain, _plain, "都要的空着"),
    Column("keep", "材料去留", _one_of(_KEEPS), _in_words(_KEEPS), "留存、核验退还"),
    Column("fill", "窗口可打印", _yes, _yes_no, "是、否"),
)  # fmt: skip
STEP_COLUMNS: tuple[Column, ...] = (
    Column("department", STEP_HEAD, _plain, _plain, "一行一个环节：谁负责"),
    Column("task", "环节内容", _plain, _plain, "做什么，按什么标准"),
    Column("days", "环节天数", _whole, int, "几个工作日"),
)
COLUMNS = (*ITEM_COLUMNS, *MATERIAL_COLUMNS, *STEP_COLUMNS)
_BY_HEADING = {column.heading: column for column in COLUMNS}


# -- out ---------------------------------------------------------------------------------------


def write_items(path: Path, items: Iterable[Item]) -> None:
    """Writes items as a new xlsx or csv file; without items it is the template.

    Raises:
        EndingUnknown, FileThere, FileNotWritten: as they say.
    """
    rows: list[list[Value]] = [[column.heading for column in COLUMNS]]
    for item in items:
        rows.extend(_rows_of(item))
    told: list[list[Value]] = [["列", "怎么填"]]
    told.extend([column.heading, column.says] for column in COLUMNS)
    write_sheets(path, (Written("事项", rows), Written("填写说明", told)))


def _rows_of(item: Item) -> Iterator[list[Value]]:
    for at in range(max(1, len(item.materials), len(item.steps))):
        own: list[Value] = [column.write(getattr(item, column.field)) for column in ITEM_COLUMNS]
        yield [
            *(own if at == 0 else [item.code, *[""] * (len(ITEM_COLUMNS) - 1)]),
            *_part_cells(MATERIAL_COLUMNS, item.materials, at),
            *_part_cells(STEP_COLUMNS, item.steps, at),
        ]


def _part_cells(columns: Sequence[Column], parts: Sequence[Material | ItemStep], at: int) -> list[Value]:
    if at >= len(parts):
        return [""] * len(columns)
    return [column.write(getattr(parts[at], column.field)) for column in columns]


# -- in ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """The state of reading one sheet."""

    file: ItemFile
    places: Mapping[str, int]
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def tell(self, row: int, heading: str, said: str) -> None:
        self.problems.append(self.file.problem(row, heading, said))


def read_items(path: Path) -> ItemFile:
    """Reads a sheet of items; nothing is recorded.

    Args:
        path: A csv (UTF-8 or GB18030), xlsx, xls or ods file with the headings of the template.

    Raises:
        SheetRefused: No sheet, no header, or no item below it.
    """
    sheets = read_sheets(path)
    found = next(((sheet, at) for sheet in sheets if (at := _header_row(sheet)) is not None), None)
    if found is None:
        raise HeaderMissing(file=path.name, within=HEADER_WITHIN)
    sheet, header = found
    heads = [_heading(cell) for cell in sheet.rows[header]]
    places = {head: heads.index(head) for head in heads if head in _BY_HEADING}
    letters = {head: _letter(place) for head, place in places.items()}
    file = ItemFile((), (), tuple(_strange(header + 1, heads)), letters)
    reading = _Reading(file, places)
    for first, rows in _blocks(sheet, header, places):
        _read_item(reading, first, rows)
    if not reading.entries and not reading.problems:
        raise FileEmpty(file=path.name)
    problems = tuple(sorted(reading.problems, key=lambda each: each.row))
    return ItemFile(tuple(reading.entries), problems, file.notices, letters)


def _header_row(sheet: Sheet) -> int | None:
    wanted = {FIELD_NAMES["code"], FIELD_NAMES["name"]}
    for at, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        if wanted <= {_heading(cell) for cell in row}:
            return at
    return None


def _heading(cell: Cell) -> str:
    """A heading without spaces, its brackets folded."""
    return re.sub(r"\s+", "", written(cell)).replace("(", "（").replace(")", "）")


def _strange(row: int, heads: Sequence[str]) -> Iterator[Problem]:
    for place, head in enumerate(heads):
        if head and head not in _BY_HEADING:
            yield Problem(row, f"{_letter(place)}列", f"不认识表头“{head[:20]}”，这一列没有读取。")
        elif head and heads.index(head) != place:
            yield Problem(row, f"{_letter(place)}列", f"表头“{head}”写了两次，这一列没有读取。")


def _letter(place: int) -> str:
    """The column as spreadsheet programs call it: A, B … Z, AA."""
    place, rest = divmod(place, 26)
    return (_letter(place - 1) if place else "") + chr(ord("A") + rest)


Row = tuple[int, Mapping[str, Cell]]


def _blocks(sheet: Sheet, header: int, places: Mapping[str, int]) -> Iterator[tuple[int, list[Row]]]:
    """The rows of each item together: a row with no other code and name than those above goes with them."""
    code_head, name_head = FIELD_NAMES["code"], FIELD_NAMES["name"]
    block: list[Row] = []
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        cells = {head: row[place] for head, place in places.items() if place < len(row) and row[place] != ""}
        if not cells or _heading(cells.get(code_head, "")) == code_head:
            continue
        if block and all(cells.get(head, "") in ("", block[0][1].get(head)) for head in (code_head, name_head)):
            block.append((number, cells))
            continue
        if block:
            yield block[0][0], block
        block = [(number, cells)]
    if block:
        yield block[0][0], block


def _read_item(reading: _Reading, number: int, rows: Sequence[Row]) -> None:
    before = len(reading.problems)
    own = _cells(reading, ITEM_COLUMNS, *rows[0])
    code = str(own.get("code", ""))
    if not code:
        reading.tell(number, FIELD_NAMES["code"], "没有事项编号。")
    elif first := reading.seen.get(code):
        reading.tell(number, FIELD_NAMES["code"], f"编号“{code}”在第{first}行已经写过，同一事项的各行要连在一起。")
    reading.seen.setdefault(code, number)
    _tell_unlike(reading, rows)
    fields = {**_absent(reading), **own}
    if MATERIAL_HEAD in reading.places:
        fields["materials"] = tuple(_parts(reading, MATERIAL_COLUMNS, rows))
    if STEP_HEAD in reading.places:
        fields["steps"] = tuple(_parts(reading, STEP_COLUMNS, rows))
    if len(reading.problems) == before:
        reading.entries.append(Entry(number, code, fields))


def _absent(reading: _Reading) -> dict[str, Any]:
    """An empty cell of a column that is there clears the field; the type's own default stands in for it."""
    return {
        column.field: Item.model_fields[column.field].get_default(call_default_factory=True)
        for column in ITEM_COLUMNS
        if column.heading in reading.places and not Item.model_fields[column.field].is_required()
    }


def _tell_unlike(reading: _Reading, rows: Sequence[Row]) -> None:
    first = rows[0][1]
    for number, cells in rows[1:]:
        for column in ITEM_COLUMNS:
            if column.heading in cells and cells[column.heading] != first.get(column.heading):
                reading.tell(number, column.heading, f"和第{rows[0][0]}行是同一事项，这一格却写得不一样。")


def _parts(reading: _Reading, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    head = columns[0]
    for number, cells in rows:
        if not any(column.heading in cells for column in columns):
            continue
        part = _cells(reading, columns, number, cells)
        if head.heading not in cells:
            reading.tell(number, head.heading, f"这一行填了别的，却没有{head.heading}。")
        elif head.field in part:
            yield part


def _cells(reading: _Reading, columns: Sequence[Column], number: int, cells: Mapping[str, Cell]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in columns:
        if column.heading not in cells:
            continue
        try:
            text = _entered(cells[column.heading], column)
            if text:
                found[column.field] = column.read(text)
        except Refusal as refused:
            reading.tell(number, column.heading, refused.sentence)
    return found


def _entered(cell: Cell, column: Column) -> str:
    """What stands in a cell, as text fit to be kept; a real date only where one belongs."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date) and column.field == "valid_from":
        return cell.isoformat()
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float) and abs(cell) >= _EXACT:
        raise DigitsLost()
    if not isinstance(cell, str | int | float):
        raise BecameDate()
    text = unguarded(cell.strip()) if isinstance(cell, str) else written(cell)
    one_line = column.read is _plain
    lines = [_BREAK.sub(" ", text)] if one_line else re.split(r"[\r\n\t]+", text)
    parts = [clean(line, field=column.heading, most=_MOST) for line in lines]
    return "\n".join(part for part in parts if part)
