"""A short list that is already in memory, as pages want it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Listed(Generic[R]):
    """Rows that never fill more than a few screens: people, windows, values of the rulebook."""

    def __init__(self, rows: Sequence[R], key: Callable[[R], Any]) -> None:
        self._rows = list(rows)
        self._key = key

    def key(self, row: R) -> Any:
        """The row's place in the order."""
        return self._key(row)

    def first(self, limit: int) -> Sequence[R]:
        """The first rows."""
        return self._rows[:limit]

    def after(self, key: Any, limit: int) -> Sequence[R]:
        """The rows that follow a key."""
        at = self._at(key)
        return self._rows[at + 1 : at + 1 + limit]

    def before(self, key: Any, limit: int) -> Sequence[R]:
        """The rows just before a key, or the last ones."""
        at = len(self._rows) if key is None else self._at(key)
        return self._rows[max(0, at - limit) : at]

    def count(self) -> int | None:
        """How many there are."""
        return len(self._rows)

    def _at(self, key: Any) -> int:
        return next((at for at, row in enumerate(self._rows) if self._key(row) == key), len(self._rows))
