"""The lines of a batch: who wants what and what lacks, typed or from a sheet, each fault told by its row.

Nothing is half taken in: a list with one bad line is put right first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from counter.domain import text as texts
from counter.domain.casework.booking import entrusting
from counter.domain.casework.case.decision import Brought, applicable, decide_intake
from counter.domain.hall.files.spreadsheet import Cell, FileEmpty, Sheet, SheetRefused, entered, read_sheets, written
from counter.domain.hall.files.workbook import Written
from counter.domain.hall.items.item import Item
from counter.domain.hall.numbers import NumberRefused, PhoneWrong
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.residents.resident_file import Problem
from counter.domain.refusals import Refusal
from counter.domain.text import mask_id

HEADER_WITHIN = 10
"""Rows at the top of a sheet among which the header is looked for."""
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "申请人", "申请人姓名"),
    "id_no": ("身份证号", "证号", "身份证号码", "身份证", "证件号码", "公民身份号码"),
    "phone": ("电话", "手机", "手机号", "联系电话"),
    "village": ("村", "社区", "村社区", "行政村"),
    "group": ("组", "小组", "组别", "村民小组"),
    "item": ("事项", "办理事项", "事项名称", "申请事项", "业务"),
    "lacks": ("缺少材料", "缺材料", "缺什么", "欠缺材料", "还差", "缺件"),
}  # fmt: skip
_LABELS: Mapping[str, str] = {
    "name": "姓名", "id_no": "证号", "phone": "电话", "village": "村", "group": "组", "item": "事项",
    "lacks": "缺少材料",
}  # fmt: skip
_NEEDED = ("name", "item")
_BREAK = re.compile(r"[、，,;；/\s]+")
_NONE = frozenset({"无", "齐", "齐全", "不缺", "没有"})
"""What people write where nothing lacks."""


class BatchHeaderMissing(SheetRefused):
    """No row names both the person and the item."""

    says = (
        "文件“{file}”前{within}行里没有找到表头“{missing}”，请加上表头行（姓名、证号、电话、村、组、事项、缺少材料）。"
    )


class ItemUnclear(Refusal):
    """What was written means no item, or several."""

    says = "“{typed}”{found}"


class ItemNotSaid(Refusal):
    """A line without an item."""

    says = "没有写事项，请写事项名称或编号。"


class MustBePresent(Refusal):
    """An item for which nobody may come instead."""

    says = "“{item}”须本人到场，不能代交。"


class TwiceInList(Refusal):
    """The same person and item on two lines."""

    says = "与第{row}行是同一人、同一事项。"


@dataclass(frozen=True, slots=True)
class Line:
    """One person's application, as a line of the list."""

    row: int
    """As people see it: in the sheet, or counted from 1."""
    item: str
    """The item's code."""
    who: Who
    lacks: tuple[str, ...] = ()
    """The papers that were left at home."""


def plain(line: Line) -> dict[str, Any]:
    """A line as a draft holds it."""
    return asdict(line)


def of_plain(kept: Mapping[str, Any]) -> Line:
    """The line that a draft holds.

    Raises:
        KeyError, TypeError: it is no line.
    """
    return Line(int(kept["row"]), str(kept["item"]), Who(**kept["who"]), tuple(map(str, kept["lacks"])))


@dataclass(frozen=True, slots=True)
class Lines:
    """What a sheet yields."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


# -- checking -----------------------------------------------------------------------------------


def problems(hall: Hall, connection: Connection, lines: Sequence[Line]) -> tuple[Problem, ...]:
    """Everything that is wrong with the lines, by their rows; nothing is recorded."""
    found: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        found += _of_line(hall, connection, line)
        key = (line.item, line.who.id_no or f"{line.who.name} {line.who.phone} {line.who.citizen}")
        if key in seen:
            found.append(Problem(line.row, "姓名", TwiceInList(row=seen[key]).sentence))
        seen.setdefault(key, line.row)
    return tuple(sorted(found, key=lambda each: each.row))


def _of_line(hall: Hall, connection: Connection, line: Line) -> Iterator[Problem]:
    for field, check in (("姓名", _person), ("事项", _item)):
        if refusal := _refused(lambda check=check: check(hall, connection, line)):  # type: ignore[misc]
            yield Problem(line.row, _column(refusal, field), refusal.sentence)


def _column(refusal: Refusal, field: str) -> str:
    """Where to look for what is wrong with a person: in the number's or the telephone's column, else the name's."""
    if isinstance(refusal, NumberRefused):
        return _LABELS["phone" if isinstance(refusal, PhoneWrong) else "id_no"]
    return field


def _refused(check: Callable[[], object]) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


def _person(hall: Hall, connection: Connection, line: Line) -> None:
    """The person's fields, and that the number is not kept under another name."""
    who = citizens.checked(line.who, hall.today)
    known = citizens.by_id_no(connection, who.id_no) if who.id_no else None
    if known is not None and known.name != who.name:
        raise citizens.OtherName(masked=mask_id(who.id_no), known=known.name, typed=who.name)


def _item(hall: Hall, connection: Connection, line: Line) -> None:
    """That the item can be taken in today, for somebody who is not there, with the papers as they stand."""
    item = hall.catalogue.by_code(line.item, hall.today)
    if item.present:
        raise MustBePresent(item=item.name)
    entrusting.entrusted(hall, item, hall.today)
    decide_intake(item, brought_of(item, line), hall.book())


def brought_of(item: Item, line: Line) -> Brought:
    """How the papers of a line stand: what lacks was left at home, the rest is there."""
    names = [each.name for each in applicable(item, Brought())]
    have = tuple(name for name in names if name not in line.lacks)
    return Brought(have=have, forgot=line.lacks)


# -- from a sheet ---------------------------------------------------------------------------------


def read(hall: Hall, path: Path, village: str = "") -> Lines:
    """The lines of a csv or xlsx file, and everything that is wrong with it, by its rows.

    Args:
        hall: The hall.
        path: The file.
        village: Where people live of whom the sheet does not say.

    Raises:
        SheetRefused: No sheet, no header, or no row below it.
    """
    sheet, header, columns = _found(path)
    lines: list[Line] = []
    wrong: list[Problem] = []
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        cells = {name: row[place] for name, place in columns.items() if place < len(row)}
        if not any(written(cell) for cell in cells.values()):
            continue
        line = _line(hall, number, cells, village, wrong)
        if line is not None:
            lines.append(line)
    if not lines and not wrong:
        raise FileEmpty(file=path.name)
    with hall.look() as connection:
        wrong += problems(hall, connection, lines)
    return Lines(tuple(lines), tuple(sorted(wrong, key=lambda each: each.row)))


def _found(path: Path) -> tuple[Sheet, int, dict[str, int]]:
    for sheet in read_sheets(path):
        for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            columns = _columns(row)
            if set(_NEEDED) <= columns.keys():
                return sheet, index, columns
    missing = "”“".join(_LABELS[name] for name in _NEEDED)
    raise BatchHeaderMissing(file=path.name, within=HEADER_WITHIN, missing=missing)


def template() -> Written:
    """An empty sheet with every column that is read, to be given to the villages."""
    return Written("村级交件", [list(_LABELS.values())])


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        plain = "".join(sign for sign in unicodedata.normalize("NFKC", written(cell)) if sign.isalnum())
        name = next((name for name, headers in _HEADERS.items() if plain in headers), "")
        if name and name not in found:
            found[name] = place
    return found


def _line(
    hall: Hall, number: int, cells: Mapping[str, Cell], village: str, wrong: list[Problem]
) -> Line | None:  # fmt: skip
    values: dict[str, str] = {}
    for name in _HEADERS:
        try:
            values[name] = texts.safe(entered(cells.get(name, ""))).strip()
        except Refusal as refusal:
            wrong.append(Problem(number, _LABELS[name], refusal.sentence))
            return None
    who = Who(values["name"], values["id_no"], values["phone"], values["village"] or village, values["group"])
    try:
        item = item_meant(hall, values["item"])
        lacks = lacking(item, values["lacks"])
    except Refusal as refusal:
        wrong.append(
            Problem(number, "事项" if isinstance(refusal, ItemUnclear | ItemNotSaid) else "缺少材料", refusal.sentence)
        )
        if person := _refused(lambda: citizens.checked(who, hall.today)):
            wrong.append(Problem(number, _column(person, "姓名"), person.sentence))
        return None
    return Line(number, item.code, who, lacks)


class PaperUnclear(Refusal):
    """What is said to lack is no paper of the item."""

    says = "“{typed}”不是“{item}”的材料。它的材料是：{known}。"


def item_meant(hall: Hall, typed: str) -> Item:
    """The one item that a text means: its code, its name, what people call it, or all that is found by it.

    Raises:
        ItemNotSaid: Nothing was written.
        ItemUnclear: It means none, or several.
    """
    if not typed.strip():
        raise ItemNotSaid()
    found = hall.catalogue.search(typed, on=hall.today)
    if called := hall.catalogue.called(typed, hall.today):
        return called
    if len(found) == 1:
        return found[0]
    several = "、".join(f"{each.code} {each.name}" for each in found[:4])
    raise ItemUnclear(
        typed=typed.strip(),
        found=f"有几个事项：{several}，请写编号。" if found else "不是任何事项，请写事项名称或编号。",
    )


def lacking(item: Item, typed: str) -> tuple[str, ...]:
    """The papers of an item that a text names as lacking, by name, by a part of it, or by their place in the list.

    Raises:
        PaperUnclear: a word that means none of them.
    """
    if typed.strip() in ("", *_NONE):
        return ()
    names = [each.name for each in item.materials]
    return tuple(dict.fromkeys(_paper(item, names, word) for word in _BREAK.split(typed.strip()) if word))


def _paper(item: Item, names: Sequence[str], word: str) -> str:
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(names):
        return names[int(word) - 1]
    found = [name for name in names if word == name] or [name for name in names if word in name]
    if len(found) != 1:
        raise PaperUnclear(typed=word, item=item.name, known="、".join(names) or "无")
    return found[0]
