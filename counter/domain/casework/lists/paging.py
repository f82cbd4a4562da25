"""Lists read a page at a time by a row's place, never by counting over: what every list of casework shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import Column, Select, bindparam, tuple_

R = TypeVar("R")
K = TypeVar("K")
Order = Literal["up", "down"]
"""In the list's own order, or against it."""
Key = tuple[int, Any, int]
"""A row's place in a list of several parts: the part, the value it is ordered by there, its key."""


class Pages(ABC, Generic[R, K]):
    """A list as a source of pages; a room says only how one page is read."""

    @abstractmethod
    def page(self, order: Order, beyond: K | None, limit: int) -> Sequence[R]:
        """So many rows in an order, from its beginning or beyond a place."""

    def first(self, limit: int) -> Sequence[R]:
        """The first rows."""
        return self.page("up", None, limit)

    def after(self, key: K, limit: int) -> Sequence[R]:
        """The rows that follow a place."""
        return self.page("up", key, limit)

    def before(self, key: K | None, limit: int) -> Sequence[R]:
        """The rows just before a place, in the list's own order; the last rows of all for None."""
        return self.page("down", key, limit)[::-1]


def one_page(query: Select[Any], columns: Sequence[Column[Any]], order: Order, *, beyond: bool) -> Select[Any]:
    """One page of a query by its place: from the list's beginning, or beyond a key.

    The page's length is bound to `most`, the key to `key_` and the name of each column.

    Args:
        query: What is listed.
        columns: What it is ordered by, uniquely; the database has an index of them.
        order: Upwards or downwards.
        beyond: Whether it begins beyond a key.
    """
    if beyond:
        place: Any = tuple_(*columns)
        key = tuple_(*(bindparam(f"key_{column.name}", type_=column.type) for column in columns))
        query = query.where(place > key if order == "up" else place < key)
    ordered = (column.asc() if order == "up" else column.desc() for column in columns)
    return query.order_by(*ordered).limit(bindparam("most"))


def part_by_part(
    parts: int, order: Order, key: Key | None, limit: int, read: Callable[[int, Key | None, int], Sequence[R]]
) -> list[R]:
    """A page of a list of several parts one after another: from the key's part on, until the page is full.

    Args:
        parts: How many parts there are.
        order: Upwards or downwards.
        key: The place beyond which is read; None from the list's beginning or end.
        limit: As many rows as fit.
        read: Reads one part: which, beyond which key of it, how many.
    """
    every = range(parts) if key is None else range(key[0], parts) if order == "up" else range(key[0] + 1)
    found: list[R] = []
    for part in every if order == "up" else reversed(every):
        if len(found) < limit:
            found += read(part, key if key and key[0] == part else None, limit - len(found))
    return found
