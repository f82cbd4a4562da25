"""The lists a window works from: what is open, due, late, waiting, to be collected, closed today.

Every list is read by key from an index, a page at a time, whatever the hall holds: its order is one
column (the due moment, the day) and the case's key. Several posts are read each by itself and
merged. Later, late and soon are reckoned for the moment of looking; nothing of it is stored.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, func, literal_column, select, text, tuple_

from counter.domain.casework.events import short_number
from counter.domain.casework.life import STATE_NAMES
from counter.domain.casework.model import Case
from counter.domain.clock import ZONE, local_day
from counter.domain.columns import table_of
from counter.domain.hall.items import KIND_NAMES
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall, Person

_C = table_of(Case)
_P = table_of(Citizen)
Name = Literal["open", "today", "soon", "overdue", "stopped", "wait", "collect", "closed"]
Order = Literal["up", "down"]
Key = tuple[Any, int]
"""A row's place in its list: the value it is ordered by, and the case's key."""

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: which cases stand on it, and by what they are ordered."""

    name: Name
    title: str
    on: str
    """The value of the column `list`, or empty where the list does not ask for one."""
    by: str
    """The column of its order."""


LISTINGS: dict[Name, Listing] = {
    each.name: each
    for each in (
        Listing("open", "在办", "open", "due"),
        Listing("today", "今日到期", "open", "due"),
        Listing("soon", "将到期", "open", "due"),
        Listing("overdue", "超期", "open", "due"),
        Listing("wait", "待补", "wait", "day"),
        Listing("collect", "待领", "collect", "closed_day"),
        Listing("closed", "今日办结", "", "closed_day"),
        Listing("stopped", "暂停计时", "open", "id"),
    )
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list shows it, at the moment of looking."""

    id: int
    number: str
    item: str
    applicant: str
    place: str
    """Village and group, in short: 双河3."""
    kind: str
    """Empty until it is accepted."""
    state: str
    day: date
    due: datetime | None
    provisional: bool
    closed_day: date | None
    post: str
    responsible: str
    left: int | None
    """Working days after today; below nought where it is late; None without a running clock."""
    late: bool
    soon: bool

    @property
    def short(self) -> str:
        """The number as screens show it: 1120-0031."""
        return short_number(self.number)

    @property
    def state_name(self) -> str:
        """Its state in Chinese."""
        return STATE_NAMES[self.state]

    @property
    def kind_name(self) -> str:
        """Its kind in Chinese, or its state where it has none yet."""
        return KIND_NAMES.get(self.kind, "")

    @property
    def mark(self) -> str:
        """超, 近 or nothing."""
        return "超" if self.late else "近" if self.soon else ""

    @property
    def left_words(self) -> str:
        """How many days are left: 今日, 16日, -1日; empty where nothing runs."""
        if self.left is None:
            return ""
        return "今日" if self.left == 0 else f"{self.left}日"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at the lists needs to know of the hall and the moment, reckoned once a page."""

    hall: Hall
    now: datetime
    today: date
    soon_until: date
    """The last day that counts as due soon."""

    @classmethod
    def of(cls, hall: Hall) -> Sight:
        """The hall now."""
        now = hall.clock().moment
        today = local_day(now)
        return cls(hall, now, today, _working_day_after(hall, today))

    def bounds(self, name: Name) -> tuple[Any, Any]:
        """From which value on, and before which, a case stands on a list."""
        tomorrow = _midnight(self.today + timedelta(days=1))
        if name == "closed":
            return self.today, self.today + timedelta(days=1)
        spans: dict[str, tuple[Any, Any]] = {
            "overdue": (FIRST, self.now),
            "today": (self.now, tomorrow),
            "soon": (tomorrow, _midnight(self.soon_until + timedelta(days=1))),
            "open": (FIRST, LAST),
        }
        return spans.get(name, (FIRST.date(), LAST.date()))

    def row(self, row: Mapping[str, Any]) -> CaseRow:
        """A case of a table row."""
        due = row["due"] if row["list"] == "open" else None
        due_day = local_day(due) if due else None
        return CaseRow(
            row["id"], row["number"], self._item(row), row["name"],
            place_of(row["village"], row["grp"]), row["kind"] or "", row["state"], row["day"],
            row["due"], bool(row["provisional"]), row["closed_day"], row["post"],
            responsible(self.hall, row["post"]).name, self._left(due_day),
            due is not None and due < self.now,
            due_day is not None and due_day <= self.soon_until,
        )  # fmt: skip

    def _item(self, row: Mapping[str, Any]) -> str:
        return self.hall.item(row["item_code"], row["item_version"]).name

    def _left(self, due: date | None) -> int | None:
        if due is None:
            return None
        between = self.hall.calendar.working_days_between
        return between(self.today, due) if due >= self.today else -between(due, self.today)


def place_of(village: str | None, group: str | None) -> str:
    """Village and group as lists show them: 双河3."""
    short = (village or "").removesuffix("社区").removesuffix("村")
    return f"{short or village or ''}{(group or '').removesuffix('组')}"


def responsible(hall: Hall, post: str) -> Person:
    """Who answers for a post's cases: its A, or B where A no longer works here."""
    found = hall.post(post)
    first = hall.person(found.a)
    return first if first.active or not found.b else hall.person(found.b)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _working_day_after(hall: Hall, today: date) -> date:
    day = today
    for _ in range(hall.book(today).casework.reminders.due_soon_days.value):
        day = hall.calendar.next_working(day)
    return day


# -- reading -----------------------------------------------------------------------------------

_SHOWN = (
    _C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.kind, _C.c.state, _C.c.list, _C.c.day,
    _C.c.due, _C.c.provisional, _C.c.closed_day, _C.c.post, _P.c.name, _P.c.village, _P.c.grp,
)  # fmt: skip


def _on(listing: Listing) -> Any:
    """The partial index of a list is used only where its condition stands there word for word."""
    return text(f"cases.list = '{listing.on}'") if listing.on else _C.c.state != literal_column("'void'")


def _standing(listing: Listing, by_post: bool) -> list[Any]:
    wanted = [_on(listing)]
    if listing.name == "stopped":
        wanted.append(_C.c.due.is_(None))
    else:
        column = _C.c[listing.by]
        wanted += [column >= bindparam("low", type_=column.type), column < bindparam("high", type_=column.type)]
    return [*wanted, _C.c.post == bindparam("post")] if by_post else wanted


@functools.cache
def _page(name: Name, order: Order, by_post: bool, beyond: bool) -> Select[Any]:
    """One page of a list upwards or downwards, from its beginning or beyond a key."""
    listing = LISTINGS[name]
    query = select(*_SHOWN).select_from(_C.join(_P, _P.c.id == _C.c.applicant_id)).where(*_standing(listing, by_post))
    columns = [_C.c.id] if listing.by == "id" else [_C.c[listing.by], _C.c.id]
    if beyond:
        place: Any = tuple_(*columns)
        key = tuple_(*(bindparam(f"key_{column.name}", type_=column.type) for column in columns))
        query = query.where(place > key if order == "up" else place < key)
    ordered = (column.asc() if order == "up" else column.desc() for column in columns)
    return query.order_by(*ordered).limit(bindparam("most"))


@functools.cache
def _counting(name: Name, by_post: bool) -> Select[Any]:
    return select(func.count()).select_from(_C).where(*_standing(LISTINGS[name], by_post))


class Worklist:
    """One list as a source of pages: of some posts, or of the whole hall."""

    def __init__(self, hall: Hall, name: Name = "open", posts: Sequence[str] | None = None) -> None:
        """Takes the list and whose it is.

        Args:
            hall: The open hall.
            name: Which list.
            posts: The posts whose cases are meant; None for all.
        """
        self.hall = hall
        self.listing = LISTINGS[name]
        self.posts = None if posts is None else tuple(posts)

    def key(self, row: CaseRow) -> Key:
        """The row's place in the order."""
        return getattr(row, self.listing.by), row.id

    def first(self, limit: int) -> Sequence[CaseRow]:
        """The first rows."""
        return self._rows("up", None, limit)

    def after(self, key: Key, limit: int) -> Sequence[CaseRow]:
        """The rows that follow a key."""
        return self._rows("up", key, limit)

    def before(self, key: Key | None, limit: int) -> Sequence[CaseRow]:
        """The rows just before a key, in the list's own order; the last rows of all for None."""
        return self._rows("down", key, limit)[::-1]

    def count(self) -> int:
        """How many stand on it."""
        with self.hall.look() as connection:
            return counted(connection, Sight.of(self.hall), self.listing.name, self.posts)

    def _rows(self, order: Order, key: Key | None, limit: int) -> list[CaseRow]:
        with self.hall.look() as connection:
            sight = Sight.of(self.hall)
            query = _page(self.listing.name, order, self.posts is not None, key is not None)
            values = _values(sight, self.listing.name) | self._beyond(key) | {"most": limit}
            pages = [_read(connection, query, values | post) for post in _each_post(self.posts)]
            rows = heapq.merge(*pages, key=self._place, reverse=order == "down")
            return [sight.row(row) for row in islice(rows, limit)]

    def _beyond(self, key: Key | None) -> dict[str, Any]:
        if key is None:
            return {}
        return {f"key_{self.listing.by}": key[0], "key_id": key[1]}

    def _place(self, row: Mapping[str, Any]) -> Key:
        return row[self.listing.by], row["id"]


def _values(sight: Sight, name: Name) -> dict[str, Any]:
    low, high = sight.bounds(name)
    return {} if name == "stopped" else {"low": low, "high": high}


def _each_post(posts: tuple[str, ...] | None) -> Iterable[dict[str, Any]]:
    return ({},) if posts is None else tuple({"post": post} for post in posts)


def _read(connection: Connection, query: Select[Any], values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [dict(row) for row in connection.execute(query, values).mappings()]


def rows_of(connection: Connection, sight: Sight, ids: Sequence[int]) -> list[CaseRow]:
    """The cases of these keys, in this order."""
    found = {row["id"]: dict(row) for row in connection.execute(_OF_IDS, {"ids": list(ids)}).mappings()}
    return [sight.row(found[each]) for each in ids]


_OF_IDS = (
    select(*_SHOWN)
    .select_from(_C.join(_P, _P.c.id == _C.c.applicant_id))
    .where(_C.c.id.in_(bindparam("ids", expanding=True)))
)


def counted(connection: Connection, sight: Sight, name: Name, posts: tuple[str, ...] | None = None) -> int:
    """How many cases stand on a list."""
    query = _counting(name, posts is not None)
    values = _values(sight, name)
    return sum(int(connection.execute(query, values | post).scalar_one()) for post in _each_post(posts))


def counts(hall: Hall, posts: Sequence[str] | None = None) -> dict[Name, int]:
    """How many cases stand on each list, for the head line."""
    own = None if posts is None else tuple(posts)
    with hall.look() as connection:
        sight = Sight.of(hall)
        return {name: counted(connection, sight, name, own) for name in LISTINGS}
