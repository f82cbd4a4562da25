"""The lists of enquiries: what is owed to somebody, one's own or the whole hall's, and a day's, a page at a time."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, func, literal, select, text

from counter.domain.casework.asking import enquiries
from counter.domain.casework.lists.paging import Key, Order, Pages, one_page, part_by_part
from counter.domain.casework.lists.worklist import FIRST
from counter.domain.casework.model import Enquiry
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.text import mask_phone

_E = table_of(Enquiry)
Which = Literal["mine", "open", "today"]
WHICH_NAMES: Mapping[Which, str] = {"mine": "我的", "open": "全厅", "today": "今天"}


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """An enquiry as a list shows it, at the moment of looking."""

    id: int
    asked: datetime
    by_phone: bool
    first: str
    """Who was asked first."""
    what: str
    """Item and matter."""
    name: str
    phone: str
    """Masked."""
    standing: str
    """How it stands, in Chinese."""
    waits: bool
    """Whether somebody still waits for something."""
    owed: bool
    """Whether it is a call back that is waited for."""
    due: datetime | None
    late: bool
    handler: str
    """To whom it was passed on, or where the person was sent."""
    rev: int
    place: tuple[int, Any]
    """In which part of the list it stands, and by what value."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a list: which enquiries, in which order."""

    where: str
    """The condition of its index, word for word."""
    by: str


_FIRST = {"day": FIRST.date(), "until": FIRST}
_OWED, _WAITS, _OF_DAY = _Part("owed = 1", "day"), _Part("waits is not null", "until"), _Part("", "day")


class Enquiries(Pages[EnquiryRow, Key]):
    """One list of enquiries as a source of pages."""

    def __init__(self, hall: Hall, which: Which = "open", person: str = "") -> None:
        """Takes which list.

        Args:
            hall: The open hall.
            which: mine: what somebody was asked first or handles; open: all that is owed; today: all of today.
            person: Whose, where it is somebody's own.
        """
        self.hall = hall
        self.which: Which = which
        self.person = person
        self.parts = (_OF_DAY,) if which == "today" else (_OWED, _WAITS)

    def key(self, row: EnquiryRow) -> Key:
        """The row's place in the order."""
        return *row.place, row.id

    def count(self) -> int:
        """How many stand on it."""
        with self.hall.look() as connection:
            mine = self.which == "mine"
            queries = [_counting(part, mine) for part in self.parts]
            return sum(int(connection.execute(query, self._values()).scalar_one()) for query in queries)

    def read(self, connection: Connection, limit: int) -> list[EnquiryRow]:
        """The first rows, inside a look or an act that is open."""
        return part_by_part(len(self.parts), "up", None, limit, functools.partial(self._of_part, connection, "up"))

    def page(self, order: Order, beyond: Key | None, limit: int) -> list[EnquiryRow]:
        """So many rows in an order, from its beginning or beyond a place."""
        with self.hall.look() as connection:
            read = functools.partial(self._of_part, connection, order)
            return part_by_part(len(self.parts), order, beyond, limit, read)

    def _of_part(self, connection: Connection, order: Order, at: int, key: Key | None, limit: int) -> list[EnquiryRow]:
        part = self.parts[at]
        query = _page(part, order, self.which == "mine", key is not None)
        beyond = {} if key is None else {f"key_{part.by}": key[1], "key_id": key[2]}
        values = self._values() | beyond | {"most": limit}
        return [self._row(at, dict(row)) for row in connection.execute(query, values).mappings()]

    def _row(self, at: int, row: Mapping[str, Any]) -> EnquiryRow:
        return row_of(self.hall, row, (at, row[self.parts[at].by]))

    def _values(self) -> dict[str, Any]:
        if self.which == "today":
            return {"day": self.hall.today}
        if self.which == "open":
            return {}
        return {"me": self.person, "posts": [post.code for post in self.hall.posts_of(self.person)]}


def row_of(hall: Hall, row: Mapping[str, Any], place: tuple[int, Any] = (0, None)) -> EnquiryRow:
    """An enquiry of a table row, as lists and papers show it."""
    due = enquiries.due(hall, row)
    person = hall.person(row["received_by"]).name if row["received_by"] else ""
    handler = hall.post(row["with_post"]).name if row["with_post"] else person
    stands = enquiries.standing(row)
    what = "，".join(dict.fromkeys(filter(None, (item_name(hall, row), row["matter"]))))
    return EnquiryRow(
        row["id"], row["asked"], row["channel"] == "phone", hall.person(row["staff"]).name,
        what, row["name"], mask_phone(row["phone"]),
        enquiries.STANDINGS[stands], bool(row["owed"] or row["waits"]), bool(row["owed"]), due,
        due is not None and due < hall.clock().moment, row["guided"] or handler, row["rev"], place,
    )  # fmt: skip


def item_name(hall: Hall, row: Mapping[str, Any]) -> str:
    """The name of the item that was asked about; empty where none was."""
    versions = hall.catalogue.versions(row["item_code"]) if row["item_code"] else ()
    return versions[-1].name if versions else str(row["item_code"])


def _standing(part: _Part, mine: bool) -> list[Any]:
    if part.where:
        # The lower bound says nothing; with it the partial index is searched.
        column = _E.c[part.by]
        wanted: list[Any] = [text(part.where), column >= literal(_FIRST[part.by], column.type)]
    else:
        wanted = [_E.c.day == bindparam("day", type_=_E.c.day.type)]
    if mine:
        of_posts = _E.c.with_post.in_(bindparam("posts", expanding=True))
        handled = (of_posts | (_E.c.received_by == bindparam("me"))) & (_E.c.guided == "")
        wanted.append((_E.c.staff == bindparam("me")) | handled)
    return wanted


@functools.cache
def _page(part: _Part, order: Order, mine: bool, beyond: bool) -> Select[Any]:
    query = select(_E).where(*_standing(part, mine))
    columns = [_E.c[part.by], _E.c.id]
    return one_page(query, columns, order, beyond=beyond)


@functools.cache
def _counting(part: _Part, mine: bool) -> Select[Any]:
    return select(func.count()).select_from(_E).where(*_standing(part, mine))
