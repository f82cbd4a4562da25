"""Verifying the records: the file, the chain, the tables against the journal, the derived columns.

SQLite's own check says nothing about content that was changed by hand. So every entry's hash is
reckoned again, the tables' facts are rebuilt from the journal alone and compared letter by letter, and
every case is derived again from its events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlmodel import SQLModel

from counter.domain import schema
from counter.domain.anchors import compared
from counter.domain.approvals import reading as approvals
from counter.domain.approvals.model import ApprovalRow
from counter.domain.approvals.standing import derived
from counter.domain.casework.case.events import reckon
from counter.domain.casework.case.life import Event, projected
from counter.domain.casework.model import Case, CaseEvent
from counter.domain.columns import derived_names, is_digest, moment_of, plain, table_of, text_digest
from counter.domain.hall.model import Citizen, Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.journal import GUARDS, broken_links, head, raw_entries, replayed

_SHOWN = 20
"""Of each kind of finding so many are named; the rest are counted."""


@dataclass
class Findings:
    """What verifying found; empty lists mean that all is well."""

    entries: int = 0
    digest: str = ""
    rows: int = 0
    cases: int = 0
    file: list[str] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not (self.file or self.chain or self.tables or self.derived)

    def lines(self) -> Iterator[str]:
        """What was found, in Chinese, a heading and its findings each."""
        for title, found in (("数据库文件", self.file), ("日志链", self.chain), ("数据与日志对照", self.tables),
                             ("推算值复核", self.derived)):  # fmt: skip
            yield f"{title}：{'没有问题' if not found else f'{len(found)}处不符'}"
            yield from (f"  {each}" for each in found[:_SHOWN])
            if len(found) > _SHOWN:
                yield f"  …… 另有{len(found) - _SHOWN}处"


def verify(hall: Hall) -> Findings:
    """Verifies everything there is; whatever is damaged, it ends with findings."""
    found = Findings(file=hall.storage.soundness())
    if found.file:
        return found
    found.chain = _said(_chain(hall, found))
    found.tables = _said(_differences(hall, found))
    found.derived = _said(_misderived(hall, found))
    return found


def verified(hall: Hall) -> tuple[bool, list[str]]:
    """Whether the records hold, against themselves and against this user's anchors, and what was found, in Chinese."""
    found = verify(hall)
    fits, told = (True, ["没有比对"]) if found.file else compared(hall.storage)
    sound = found.sound and fits
    sums = f"日志{found.entries}条，数据{found.rows}行，办件{found.cases}件，校验码 {found.digest}"
    verdict = "查验通过。" if sound else "查验不通过，请保留现场并联系管理员。"
    return sound, [sums, *found.lines(), *(f"锚点：{each}" for each in told), verdict]


def _said(check: Iterator[str]) -> list[str]:
    """Every finding of a check."""
    found = []
    try:
        for each in check:
            found.append(each)
    except Exception as error:  # a damaged file may fail anywhere; that it does is the finding
        found.append(f"内容已损坏，读不下去（{type(error).__name__}）")
    return found


def _chain(hall: Hall, found: Findings) -> Iterator[str]:
    with hall.storage.reading() as connection:
        last = head(connection)
        found.entries, found.digest = last.seq, last.digest
        stand: dict[str, str] = dict(
            connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        )
        for name, guard in GUARDS.items():
            if stand.get(name) != guard:
                yield f"日志的防改保护 {name} 不见了或被改过"
        for each in broken_links(raw_entries(connection)):
            yield each.what


def _differences(hall: Hall, found: Findings) -> Iterator[str]:
    tables = schema.tables()
    with hall.storage.reading() as connection:
        told = replayed(raw_entries(connection), tables)
        for name, table in tables.items():
            stored = _stored(connection, table)
            found.rows += len(stored)
            yield from _compared(name, told[name], stored)


def _compared(
    name: str,
    told: Mapping[tuple[Any, ...], Mapping[str, Any]],
    stored: Mapping[tuple[Any, ...], Mapping[str, Any]],
) -> Iterator[str]:
    for key in told.keys() - stored.keys():
        yield f"{name} {_key(key)}：日志里有，表里没有"
    for key in stored.keys() - told.keys():
        yield f"{name} {_key(key)}：表里有，日志里没有"
    for key in told.keys() & stored.keys():
        for column, value in stored[key].items():
            if not _same(told[key].get(column), value):
                yield f"{name} {_key(key)} 的 {column}：与日志不符"


def _same(told: Any, stored: Any) -> bool:
    """Letter by letter: 1 and 1.0 are not the same."""
    return type(told) is type(stored) and bool(told == stored)


def _key(key: tuple[Any, ...]) -> str:
    return "-".join(str(part) for part in key)


def _stored(connection: Connection, table: Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    """A table's facts as the file holds them, derived columns left out, long papers as their hashes."""
    derived = derived_names(table)
    columns = [column for column in table.columns if column.name not in derived]
    hashed = {column.name for column in columns if is_digest(column)}
    names = [column.name for column in columns]
    keys = [column.name for column in table.primary_key]
    quoted = ", ".join(f'"{name}"' for name in names)
    rows = {}
    for row in connection.exec_driver_sql(f'SELECT {quoted} FROM "{table.name}"'):
        values = dict(zip(names, row, strict=True))
        for name in hashed:
            values[name] = text_digest(values[name])
        rows[tuple(values[name] for name in keys)] = values
    return rows


def _misderived(hall: Hall, found: Findings) -> Iterator[str]:
    with hall.look() as connection:
        yield from _cases(hall, connection, found)
        for row in _rows(connection, ApprovalRow):
            asked = approvals.by_id(connection, row["id"])
            yield from _derived("审批", row["number"], row, derived(asked.needs, asked.steps))
        for row in _rows(connection, Citizen):
            yield from _derived("居民", str(row["id"]), row, citizens.derived(row["name"], row["id_no"]))
        for row in _rows(connection, Staff):
            yield from _derived("人员", row["no"], row, {"initials": citizens.derived(row["name"], None)["initials"]})


def _cases(hall: Hall, connection: Connection, found: Findings) -> Iterator[str]:
    event = table_of(CaseEvent)
    # A clock set back must not make what was done before it look undone.
    last = connection.exec_driver_sql("SELECT max(entered) FROM journal").scalar_one()
    now = max(hall.clock().moment, moment_of(last))
    events: defaultdict[int, list[Event]] = defaultdict(list)
    for each in connection.execute(select(event).order_by(event.c.case_id, event.c.id)).mappings():
        events[each["case_id"]].append(
            Event(each["kind"], each["happened"], each["data"], each["actor"], each["entered"], each["id"])
        )
    for row in _rows(connection, Case):
        found.cases += 1
        if row["id"] not in events:
            yield f"办件 {row['number']} 一个环节的记录也没有"
            continue
        yield from _derived("办件", row["number"], row, projected(reckon(hall, events[row["id"]], now).value))


def _rows(connection: Connection, model: type[SQLModel]) -> Iterator[dict[str, Any]]:
    """A table's rows as the file holds them."""
    names = [column.name for column in table_of(model).columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    for row in connection.exec_driver_sql(f'SELECT {quoted} FROM "{table_of(model).name}"'):
        yield dict(zip(names, row, strict=True))


def _derived(what: str, which: str, row: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[str]:
    for name, value in again.items():
        if not _same(plain(value), row[name]):
            yield f"{what} {which} 的 {name}：存的是{row[name]!r}，推算是{plain(value)!r}"
