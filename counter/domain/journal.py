"""The hash-chained record of every act.

An act writes its rows and one journal entry in the same transaction: no entry, no save. The entry
holds every row that the act wrote, so that the tables can be rebuilt from the journal and compared;
derived columns stay out. Each entry's hash covers the one before it. The chain alone does not see a
cut tail or a rewritten history: the head is therefore also kept outside the file (anchors, the
digest at the foot of the printed summary).
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import DDL, Connection, Index, Insert, Table, Update, bindparam, event, insert, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Field, SQLModel

from counter.domain.clock import Reading, local_day
from counter.domain.columns import (
    Json,
    canonical,
    day_column,
    derived_names,
    is_digest,
    moment_column,
    moment_of,
    moment_text,
    plain,
    table_of,
    text_digest,
)
from counter.domain.refusals import Refusal

GENESIS = bytes(32)
"""What stands before the first entry."""
_JUMP = timedelta(minutes=2)
"""Wall clock and time since boot may drift apart by this much between two acts before it is marked."""
P = ParamSpec("P")
R = TypeVar("R")
W = TypeVar("W", bound="Writing")


class Entry(SQLModel, table=True):
    """One act, as it stands for ever."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_case", "case_id", "seq"),
        Index("journal_token", "token", unique=True),
        Index("journal_day", "day"),
    )

    seq: int = Field(primary_key=True)
    entered: datetime = moment_column(nullable=False)
    day: date = day_column(nullable=False)
    happened: datetime | None = moment_column()
    actor: str
    terminal: str
    verb: str
    case_id: int | None = None
    token: str | None = None
    clock_mark: str = ""
    boot: str = ""
    ticks: int = 0
    body: str
    hash: bytes


GUARDS: Mapping[str, str] = {
    f"journal_no_{verb.lower()}": (
        f"CREATE TRIGGER journal_no_{verb.lower()} BEFORE {verb} ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
"""What keeps the journal append-only, by name; verifying looks whether it still stands."""

for _guard in GUARDS.values():
    event.listen(
        table_of(Entry),
        "after_create",
        DDL(_guard).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
    )


class ChangedMeanwhile(Refusal):
    """Somebody else changed the row while this form was open."""

    says = "这条记录刚才已被改动，没有覆盖。请按回车看最新内容，再决定怎么改。"


class AlreadySaved(Refusal):
    """The same save came twice; the first one stands."""

    says = "这一笔刚才已经保存，没有重复登记。"

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.entry = entry
        super().__init__()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    seq: int
    hash: bytes
    entered: datetime | None = None
    boot: str = ""
    ticks: int = 0

    @property
    def digest(self) -> str:
        """Four groups of four signs, to be printed and compared by eye."""
        return digest(self.hash)


def digest(value: bytes) -> str:
    """The short form of a hash: 16 hexadecimal signs in four groups."""
    signs = value.hex().upper()[:16]
    return " ".join(signs[at : at + 4] for at in range(0, 16, 4))


def head(connection: Connection) -> Head:
    """The last entry of the journal."""
    row = connection.execute(_LAST).first()
    return Head(*row) if row else Head(0, GENESIS)


_T = table_of(Entry)
_LAST = select(_T.c.seq, _T.c.hash, _T.c.entered, _T.c.boot, _T.c.ticks).order_by(_T.c.seq.desc()).limit(1)
_BY_TOKEN = select(_T).where(_T.c.token == bindparam("token"))
_INSERTS: dict[str, Insert] = {}


def line(row: Mapping[str, Any]) -> bytes:
    """What an entry's hash covers, as stored: moments as text."""
    return canonical(
        [row["seq"], row["entered"], row["happened"], row["actor"], row["terminal"], row["verb"],
         row["case_id"], row["token"], row["clock_mark"], row["boot"], row["ticks"], row["body"]]
    ).encode("utf-8", "surrogatepass")  # fmt: skip


def chained(before: bytes, row: Mapping[str, Any]) -> bytes:
    """The hash of an entry that follows another."""
    return hashlib.sha256(before + line(row)).digest()


def clock_mark(last: Head, now: Reading) -> str:
    """Marks a clock that ran back or jumped since the last entry: `back N` or `jump N`, in seconds."""
    if last.entered is None:
        return ""
    wall = now.moment - last.entered
    if wall < timedelta(0):
        return f"back {int(-wall.total_seconds())}"
    if not now.boot or now.boot != last.boot:
        return ""
    drift = wall - timedelta(seconds=now.ticks - last.ticks)
    return f"jump {int(drift.total_seconds())}" if abs(drift) > _JUMP else ""


@dataclass
class Writing:
    """The open unit of work of one act: its transaction, its moment, who acts and where.

    Rows are written through `insert` and `update` only, which note them for the journal entry.
    """

    connection: Connection
    reading: Reading
    actor: str
    terminal: str
    last: Head
    token: str | None = None
    happened: datetime | None = None
    """When it took place, where that is earlier than its entry (补录)."""
    not_before: datetime | None = None
    """The last thing known of what the act is about: a clock set back does not put the act before it."""
    verb: str = ""
    case_id: int | None = None
    info: dict[str, Any] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)

    @property
    def entered(self) -> datetime:
        """When it is entered."""
        return self.reading.moment

    @property
    def moment(self) -> datetime:
        """When it took place."""
        if self.happened is not None or self.not_before is None:
            return self.happened or self.reading.moment
        return max(self.reading.moment, self.not_before)

    @property
    def today(self) -> date:
        """The local day on which it took place."""
        return local_day(self.moment)

    def insert(self, model: type[SQLModel], values: Mapping[str, Any]) -> int:
        """Writes one row and returns its key (0 where the key is no number)."""
        table = table_of(model)
        result = self.connection.execute(_insert_into(table), dict(values))
        key = result.inserted_primary_key[0] if result.inserted_primary_key else 0
        noted = _noted(table, values)
        primary = [column.name for column in table.primary_key]
        if primary == ["id"]:
            noted["id"] = key
        self.rows.append([table.name, "+", noted])
        return key if isinstance(key, int) else 0

    def insert_many(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """Writes many rows whose keys are given."""
        if not rows:
            return
        table = table_of(model)
        self.connection.execute(_insert_into(table), [dict(row) for row in rows])
        self.rows.extend([table.name, "+", _noted(table, row)] for row in rows)

    def update(
        self,
        model: type[SQLModel],
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        rev: int | None = None,
    ) -> None:
        """Changes one row; with `rev`, only if nobody changed it since that revision was read.

        Raises:
            ChangedMeanwhile: where the row is gone or has another revision.
        """
        table = table_of(model)
        where, change = dict(key), dict(values)
        if rev is not None:
            where["rev"], change["rev"] = rev, rev + 1
        statement = _update_of(table, tuple(where), tuple(change))
        bound = {f"is_{name}": value for name, value in where.items()}
        bound.update((f"to_{name}", value) for name, value in change.items())
        if self.connection.execute(statement, bound).rowcount != 1:
            raise ChangedMeanwhile()
        noted = _noted(table, change, keep_none=True)
        if noted:
            self.rows.append([table.name, "~", {name: plain(value) for name, value in key.items()}, noted])

    def tell(self, **facts: Any) -> None:
        """Adds facts to the entry that stand in no row."""
        self.info.update({name: plain(value) for name, value in facts.items()})

    def close(self) -> Head:
        """Appends the act's one entry; called at the end of the transaction.

        Raises:
            RuntimeError: where rows were written outside a named act.
        """
        if not self.verb:
            if self.rows:
                raise RuntimeError("rows were written outside an act")
            return self.last
        body = canonical({"i": self.info, "r": self.rows} if self.info else {"r": self.rows})
        row: dict[str, Any] = {
            "seq": self.last.seq + 1,
            "entered": moment_text(self.entered),
            "happened": moment_text(self.happened) if self.happened else None,
            "actor": self.actor,
            "terminal": self.terminal,
            "verb": self.verb,
            "case_id": self.case_id,
            "token": self.token,
            "clock_mark": clock_mark(self.last, self.reading),
            "boot": self.reading.boot,
            "ticks": self.reading.ticks,
            "body": body,
        }
        seal = chained(self.last.hash, row)
        stored = {**row, "entered": self.entered, "happened": self.happened,
                  "day": local_day(self.entered), "hash": seal}  # fmt: skip
        self.connection.execute(_insert_into(_T), stored)
        return Head(row["seq"], seal, self.entered, self.reading.boot, self.reading.ticks)


def act(verb: str) -> Callable[[Callable[Concatenate[W, P], R]], Callable[Concatenate[W, P], R]]:
    """Marks a domain function as an act: the outermost one called names the journal entry."""

    def mark(function: Callable[Concatenate[W, P], R]) -> Callable[Concatenate[W, P], R]:
        @functools.wraps(function)
        def run(work: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
            work.verb = work.verb or verb
            return function(work, *args, **kwargs)

        return run

    return mark


def refuse_repeat(connection: Connection, token: str) -> None:
    """Refuses a save that was confirmed, or stored, before.

    Raises:
        AlreadySaved: with the entry of the first save.
    """
    found = connection.execute(_BY_TOKEN, {"token": token}).mappings().first()
    if found is not None:
        raise AlreadySaved(dict(found))


def _insert_into(table: Table) -> Insert:
    if table.name not in _INSERTS:
        _INSERTS[table.name] = insert(table)
    return _INSERTS[table.name]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the journal must know of a table's columns."""

    derived: frozenset[str]
    hashed: frozenset[str]
    """Long texts of which only the hash is kept."""
    json: frozenset[str]
    defaults: Mapping[str, Any]
    """What the table fills in where a row does not say."""


@functools.cache
def _columns(table: Table) -> _Columns:
    return _Columns(
        derived_names(table),
        frozenset(column.name for column in table.columns if is_digest(column)),
        frozenset(column.name for column in table.columns if isinstance(column.type, Json)),
        {column.name: column.default.arg for column in table.columns
         if isinstance(column.default, ScalarElementColumnDefault)},
    )  # fmt: skip


@functools.cache
def _update_of(table: Table, where: tuple[str, ...], change: tuple[str, ...]) -> Update:
    """The statement that changes these columns of the row that these columns name, built once."""
    columns = table.c
    named = (columns[name] == bindparam(f"is_{name}", type_=columns[name].type) for name in where)
    new = {name: bindparam(f"to_{name}", type_=columns[name].type) for name in change}
    return table.update().where(*named).values(new)


def _noted(table: Table, values: Mapping[str, Any], *, keep_none: bool = False) -> dict[str, Any]:
    """A row's facts as the journal keeps them: what was given and, for a new row, what the table fills in."""
    columns = _columns(table)
    given = values if keep_none else {**columns.defaults, **values}
    return {
        name: _kept(columns, name, value)
        for name, value in given.items()
        if name not in columns.derived and (keep_none or value is not None)
    }


def _kept(columns: _Columns, name: str, value: Any) -> Any:
    if name in columns.hashed:
        return text_digest(value)
    return canonical(value) if name in columns.json and value is not None else plain(value)


# -- reading it back ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """Where the chain does not hold."""

    seq: int
    what: str


def raw_entries(connection: Connection, after: int = 0) -> Iterator[dict[str, Any]]:
    """Every entry as stored, in order, a thousand at a time."""
    names = [column.name for column in _T.columns]
    sql = f"SELECT {', '.join(names)} FROM journal WHERE seq > ? ORDER BY seq LIMIT 1000"
    while rows := connection.exec_driver_sql(sql, (after,)).fetchall():
        for row in rows:
            yield dict(zip(names, row, strict=True))
        after = rows[-1][0]


def broken_links(entries: Iterator[dict[str, Any]], before: Head | None = None) -> Iterator[ChainBreak]:
    """Every place where an entry was changed, taken out, put in or moved."""
    seq, seal = (before.seq, before.hash) if before else (0, GENESIS)
    for row in entries:
        if row["seq"] != seq + 1:
            yield ChainBreak(row["seq"], f"第{seq + 1}条至第{row['seq'] - 1}条缺失")
        if chained(seal, row) != row["hash"]:
            yield ChainBreak(row["seq"], f"第{row['seq']}条与前文不符（内容或次序被改动）")
        elif row["day"] != local_day(moment_of(row["entered"])).isoformat():
            yield ChainBreak(row["seq"], f"第{row['seq']}条的日期与时刻不符")
        seq, seal = row["seq"], row["hash"]


State = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Table, key, columns: the facts as the journal tells them."""


def replayed(entries: Iterator[dict[str, Any]], tables: Mapping[str, Table]) -> State:
    """The tables' facts, rebuilt from the journal alone; a column younger than a row holds its default."""
    state: State = {name: {} for name in tables}
    keys = {name: [column.name for column in table.primary_key] for name, table in tables.items()}
    defaults = {name: _noted(table, {}) for name, table in tables.items()}
    for entry in entries:
        for change in json.loads(entry["body"])["r"]:
            _apply(state, keys, defaults, change)
    return state


def _apply(
    state: State, keys: Mapping[str, Sequence[str]], defaults: Mapping[str, Mapping[str, Any]], change: Sequence[Any]
) -> None:
    name, sign, first = change[0], change[1], change[2]
    rows = state[name]
    if sign in "+=":  # a new row, or a row whole in its new state
        rows[tuple(first[part] for part in keys[name])] = {**defaults[name], **first}
        return
    key = tuple(first[part] for part in keys[name])
    rows[key] = {**rows[key], **change[3]}
