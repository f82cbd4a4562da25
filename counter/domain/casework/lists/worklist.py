"""The lists a window works from: what is open, due, late, waiting, to be collected, closed today.

Every list is read by key from an index, a page at a time, whatever the hall holds: its order is one
column (the due moment, the day) and the case's key. Several posts are read each by itself and
merged. Late and soon are reckoned for the moment of looking; nothing of it is stored. What is followed to
its end (督办) is three lists one after another: overdue, past the moment of another of its clocks, and marked.
A filter narrows every list alike; what it reads is never more than the list. What is not entered in the
platform above yet (未录平台) is a list too where the hall must enter cases there.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, Select, String, bindparam, func, literal_column, select, text, type_coerce

from counter.domain.casework.case.clocks import CLOCK_NAMES
from counter.domain.casework.case.events import short_number
from counter.domain.casework.case.life import STATE_NAMES
from counter.domain.casework.lists.paging import Key, Order, Pages, one_page, part_by_part
from counter.domain.casework.model import Case
from counter.domain.clock import ZONE, local_day
from counter.domain.columns import table_of
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.responsible import in_short
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall

_C = table_of(Case)
_P = table_of(Citizen)
Name = Literal[
    "open",
    "today",
    "soon",
    "overdue",
    "stopped",
    "joint",
    "above",
    "wait",
    "collect",
    "closed",
    "watched",
    "chase",
    "unentered",
]
_Part = Literal["slipped", "tracked"]

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: which cases stand on it, and by what they are ordered."""

    name: Name | _Part
    title: str
    on: str
    """The value of the column `list`, or empty where the list does not ask for one."""
    by: str
    """The column of its order."""


LISTINGS: dict[Name, Listing] = {
    each.name: each  # type: ignore[misc]
    for each in (
        Listing("open", "在办", "open", "due"),
        Listing("today", "今日到期", "open", "due"),
        Listing("soon", "将到期", "open", "due"),
        Listing("overdue", "超期", "open", "due"),
        Listing("wait", "待补", "wait", "day"),
        Listing("collect", "待领", "collect", "closed_day"),
        Listing("closed", "今日办结", "", "closed_day"),
        Listing("stopped", "暂停计时", "open", "id"),
        Listing("joint", "联办未齐", "open", "due"),
        Listing("above", "待上级", "above", "due"),
        Listing("watched", "盯办", "", "watch"),
        Listing("chase", "督办", "", ""),
        Listing("unentered", "未录平台", "", "accept_day"),
    )
}
_CHASED: tuple[Listing, ...] = (
    LISTINGS["overdue"], Listing("slipped", "盯办过期", "", "watch"), Listing("tracked", "跟踪", "", "tracked"),
)  # fmt: skip
"""What is followed, in this order; each case stands in the first that it fits."""
TRACKED_NAMES = {"chased": "督办", "special": "特事特办", "transferred": "转办"}
"""Why a case is followed though nothing of it is late."""


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
    """Who answers for it; for a finished one, who answered when it ended."""
    who: str
    """The same in short, with whether it is somebody who stands in: 陈勇（代）."""
    left: int | None
    """Working days after today; below nought where it is late; None without a running clock."""
    late: bool
    soon: bool
    watch: datetime | None = None
    """When the next of its clocks beside the promise is due."""
    watched: str = ""
    slipped: bool = False
    """Whether that moment has passed."""
    tracked: str = ""
    """Why it is followed to its end, beside being late."""
    waits_for: str = ""
    """The departments that have not agreed yet, or the body above."""
    accept_day: date | None = None
    """The day on which it was accepted."""

    @property
    def watched_name(self) -> str:
        """Which clock is watched, in Chinese; empty where none is."""
        return CLOCK_NAMES[self.watched] if self.watched else ""  # type: ignore[index]

    @property
    def followed_for(self) -> str:
        """Why it is on the list of what is chased: 超期, 上级答复过期, 转办; empty where it is not."""
        if self.late:
            return "超期"
        return f"{self.watched_name}过期" if self.slipped else TRACKED_NAMES.get(self.tracked, "")

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
    answers: dict[str, Answer] = field(default_factory=dict)
    """Who answers for each post at that moment, as far as it was asked."""

    @classmethod
    def of(cls, hall: Hall) -> Sight:
        """The hall now."""
        now = hall.clock().moment
        today = local_day(now)
        return cls(hall, now, today, _working_day_after(hall, today))

    def bounds(self, name: Name | _Part) -> tuple[Any, Any]:
        """From which value on, and before which, a case stands on a list."""
        tomorrow = _midnight(self.today + timedelta(days=1))
        if name == "closed":
            return self.today, self.today + timedelta(days=1)
        spans: dict[str, tuple[Any, Any]] = {
            "overdue": (FIRST, self.now),
            "today": (self.now, tomorrow),
            "soon": (tomorrow, _midnight(self.soon_until + timedelta(days=1))),
            "open": (FIRST, LAST),
            "joint": (FIRST, LAST),
            "above": (FIRST, LAST),
            "watched": (FIRST, LAST),
            "slipped": (FIRST, self.now),
            "tracked": ("", "~"),
        }
        return spans.get(name, (FIRST.date(), LAST.date()))

    def row(self, row: Mapping[str, Any]) -> CaseRow:
        """A case of a table row."""
        due = row["due"] if row["list"] == "open" else None
        due_day = local_day(due) if due else None
        answer = self._answer(row["post"], row["closed"])
        return CaseRow(
            row["id"], row["number"], self._item(row), row["name"],
            place_of(row["village"], row["grp"]), row["kind"] or "", row["state"], row["day"],
            row["due"], bool(row["provisional"]), row["closed_day"], row["post"],
            self.hall.person(answer.person).name, in_short(self.hall, answer), self._left(due_day),
            due is not None and due < self.now,
            due_day is not None and due_day <= self.soon_until,
            row["watch"], row["watched"] or "", row["watch"] is not None and row["watch"] < self.now,
            row["tracked"] or "", row["waits_for"] or "", row["accept_day"],
        )  # fmt: skip

    def _answer(self, post: str, closed: datetime | None) -> Answer:
        """Who answers for a case of a post now, or answered when it was closed."""
        if closed is not None:
            return self.hall.answering(post, closed)
        if post not in self.answers:
            self.answers[post] = self.hall.answering(post, self.now)
        return self.answers[post]

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
    _C.c.due, _C.c.provisional, _C.c.closed_day, _C.c.closed, _C.c.post, _C.c.watch, _C.c.watched, _C.c.tracked,
    _C.c.waits_for, _C.c.accept_day, _P.c.name, _P.c.village, _P.c.grp,
)  # fmt: skip
_WITH_PEOPLE = _C.join(_P, _P.c.id == _C.c.applicant_id)
_NOW = bindparam("now", type_=_C.c.due.type)
_LATE = (_C.c.list == "open") & func.coalesce(_C.c.due < _NOW, False)
_SLIPPED = func.coalesce(_C.c.watch < _NOW, False) & (_C.c.list != "closed")
_ON = {
    "joint": "cases.waits_for is not null AND cases.list = 'open'",
    "watched": "cases.watch is not null", "slipped": "cases.watch is not null",
    "tracked": "cases.tracked is not null", "unentered": "cases.entered_above = ''",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a list is shown; an empty field asks nothing, and all that are given must fit."""

    kind: str = ""
    flag: str = ""
    clock: str = ""
    """Which clock beside the promise is due next."""
    village: str = ""
    person: str = ""
    """The staff number of who answers for it."""

    @property
    def nothing(self) -> bool:
        """Whether it lets everything through."""
        return self == Filter()

    def values(self) -> dict[str, Any]:
        """What the statement is bound with."""
        flag = {"flag": f'%"{self.flag}"%'} if self.flag else {}
        rest = {"kind": self.kind, "clock": self.clock, "village": self.village}
        return flag | {name: value for name, value in rest.items() if value}


EVERYTHING = Filter()
_NARROWED: Mapping[str, Any] = {
    "kind": _C.c.kind == bindparam("kind"),
    "flag": type_coerce(_C.c.flags, String).like(bindparam("flag", type_=String())),
    "clock": _C.c.watched == bindparam("clock"),
    "village": _P.c.village == bindparam("village"),
}


def _on(listing: Listing) -> Any:
    """The partial index of a list is used only where its condition stands there word for word."""
    if listing.name in _ON:
        return text(_ON[listing.name])
    return text(f"cases.list = '{listing.on}'") if listing.on else _C.c.state != literal_column("'void'")


def _standing(listing: Listing, by_post: bool, narrowed: tuple[str, ...]) -> list[Any]:
    wanted = [_on(listing), *(_NARROWED[name] for name in narrowed)]
    if listing.name == "stopped":
        wanted.append(_C.c.due.is_(None))
    else:
        column = _C.c[listing.by]
        wanted += [column >= bindparam("low", type_=column.type), column < bindparam("high", type_=column.type)]
    # What stands in an earlier part of the list does not stand in a later one too.
    wanted += {"slipped": [~_LATE, _SLIPPED], "tracked": [~_LATE, ~_SLIPPED]}.get(listing.name, [])
    return [*wanted, _C.c.post == bindparam("post")] if by_post else wanted


@functools.cache
def _page(listing: Listing, order: Order, by_post: bool, beyond: bool, narrowed: tuple[str, ...]) -> Select[Any]:
    """One page of a list upwards or downwards, from its beginning or beyond a key."""
    query = select(*_SHOWN).select_from(_WITH_PEOPLE).where(*_standing(listing, by_post, narrowed))
    columns = [_C.c.id] if listing.by == "id" else [_C.c[listing.by], _C.c.id]
    return one_page(query, columns, order, beyond=beyond)


@functools.cache
def _counting(listing: Listing, by_post: bool, narrowed: tuple[str, ...]) -> Select[Any]:
    rows = _WITH_PEOPLE if "village" in narrowed else _C
    return select(func.count()).select_from(rows).where(*_standing(listing, by_post, narrowed))


class Worklist(Pages[CaseRow, Key]):
    """One list as a source of pages: of some posts, or of the whole hall."""

    def __init__(
        self, hall: Hall, name: Name = "open", posts: Sequence[str] | None = None, only: Filter = EVERYTHING
    ) -> None:
        """Takes the list and whose it is.

        Args:
            hall: The open hall.
            name: Which list.
            posts: The posts whose cases are meant; None for all.
            only: What of it is shown.
        """
        self.hall = hall
        self.name: Name = name
        self.parts = _parts(name)
        self.posts = _posts_of(hall, posts, only)
        self.only = only

    def key(self, row: CaseRow) -> Key:
        """The row's place in the order: its part where there are several, its value there, its key."""
        part = self._part_of(row)
        return part, _place(self.parts[part], row), row.id

    def count(self) -> int:
        """How many stand on it."""
        with self.hall.look() as connection:
            return counted(connection, Sight.of(self.hall), self.name, self.posts, self.only)

    def read(self, connection: Connection, limit: int) -> list[CaseRow]:
        """The first rows, inside a look or an act that is open."""
        read = functools.partial(self._of_part, connection, Sight.of(self.hall), "up")
        return part_by_part(len(self.parts), "up", None, limit, read)

    def _part_of(self, row: CaseRow) -> int:
        if len(self.parts) == 1:
            return 0
        return 0 if row.late else 1 if row.slipped else 2

    def page(self, order: Order, beyond: Key | None, limit: int) -> list[CaseRow]:
        """So many rows in an order, from its beginning or beyond a place."""
        with self.hall.look() as connection:
            sight = Sight.of(self.hall)
            read = functools.partial(self._of_part, connection, sight, order)
            return part_by_part(len(self.parts), order, beyond, limit, read)

    def _of_part(
        self, connection: Connection, sight: Sight, order: Order, part: int, key: Key | None, limit: int
    ) -> list[CaseRow]:
        listing, values = self.parts[part], self.only.values()
        query = _page(listing, order, self.posts is not None, key is not None, tuple(sorted(values)))
        values |= _values(sight, listing) | _beyond(listing, key) | {"most": limit}
        pages = [_read(connection, query, values | post) for post in _each_post(self.posts)]

        def place(row: Mapping[str, Any]) -> tuple[Any, int]:
            return row[listing.by], row["id"]

        rows = heapq.merge(*pages, key=place, reverse=order == "down")
        return [sight.row(row) for row in islice(rows, limit)]


def _parts(name: Name) -> tuple[Listing, ...]:
    return _CHASED if name == "chase" else (LISTINGS[name],)


def _posts_of(hall: Hall, posts: Sequence[str] | None, only: Filter) -> tuple[str, ...] | None:
    """The posts meant, of which somebody asked for answers."""
    meant = None if posts is None else tuple(posts)
    if not only.person:
        return meant
    every = tuple(hall.laid.posts) if meant is None else meant
    return tuple(post for post in every if hall.answering(post).person == only.person)


def _place(listing: Listing, row: CaseRow) -> Any:
    return getattr(row, listing.by)


def _beyond(listing: Listing, key: Key | None) -> dict[str, Any]:
    return {} if key is None else {f"key_{listing.by}": key[1], "key_id": key[2]}


def _values(sight: Sight, listing: Listing) -> dict[str, Any]:
    now = {"now": sight.now} if listing.name in ("slipped", "tracked") else {}
    if listing.by == "id":
        return now
    low, high = sight.bounds(listing.name)
    return {"low": low, "high": high, **now}


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


def counted(
    connection: Connection,
    sight: Sight,
    name: Name,
    posts: tuple[str, ...] | None = None,
    only: Filter = EVERYTHING,
) -> int:
    """How many cases stand on a list."""
    found = 0
    for listing in _parts(name):
        values = only.values()
        query = _counting(listing, posts is not None, tuple(sorted(values)))
        values |= _values(sight, listing)
        found += sum(int(connection.execute(query, values | post).scalar_one()) for post in _each_post(posts))
    return found


def counts(hall: Hall, posts: Sequence[str] | None = None, only: Filter = EVERYTHING) -> dict[Name, int]:
    """How many cases stand on each list, for the head line."""
    own = _posts_of(hall, posts, only)
    with hall.look() as connection:
        sight = Sight.of(hall)
        return {name: counted(connection, sight, name, own, only) for name in LISTINGS if _kept(hall, name)}


def _kept(hall: Hall, name: Name) -> bool:
    """Whether this hall keeps the list at all."""
    return name != "unentered" or hall.book().casework.platform.value
