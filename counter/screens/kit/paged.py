"""A list over keyset pages: as quick over a million rows as over ten.

It never holds more than the page that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from textual.message import Message

from counter.screens.kit.lines import HEAD, HINT, Line, Meaning, Styles, columns, fit, restyle, spread, wrap
from counter.screens.kit.page import Page

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Source(Protocol[R]):
    """Where the rows come from, in their order. A key is whatever orders them uniquely."""

    def key(self, row: R) -> Any:
        """The row's place in the order."""

    def first(self, limit: int) -> Sequence[R]:
        """The first rows."""

    def after(self, key: Any, limit: int) -> Sequence[R]:
        """The rows that follow a key."""

    def before(self, key: Any, limit: int) -> Sequence[R]:
        """The rows just before a key, in the list's own order; the last rows of all for None."""

    def count(self) -> int | None:
        """How many there are, or None where counting costs too much."""


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its title, its width in cells, and what it shows of a row."""

    title: str
    width: int
    of: Callable[[R], str] = field(compare=False)
    align: str = "l"
    stretch: int = 0
    """Its share of the cells that a wider terminal offers."""


def _plain(row: object) -> Meaning:
    return Styles.PLAIN


class PagedList(Page, Generic[R]):
    """Rows in columns, one of them current. Enter opens it, a digit acts on it."""

    class Opened(Message, Generic[R_co]):
        """Enter on a row."""

        def __init__(self, row: R_co) -> None:
            self.row = row
            super().__init__()

    class Acted(Message, Generic[R_co]):
        """A digit, with the current row, or None on an empty list."""

        def __init__(self, digit: int, row: R_co | None) -> None:
            self.digit = digit
            self.row = row
            super().__init__()

    class Moved(Message, Generic[R_co]):
        """Another row became current."""

        def __init__(self, row: R_co | None) -> None:
            self.row = row
            super().__init__()

    def __init__(
        self,
        source: Source[R],
        columns: Sequence[Column[R]],
        *,
        meaning: Callable[[R], Meaning] = _plain,
        empty: str = "这里现在没有内容。",
        id: str | None = None,
        height: int | str = "1fr",
    ) -> None:
        super().__init__(id=id, height=height)
        self.source = source
        self.columns = tuple(columns)
        self.meaning = meaning
        self.empty = empty
        self.rows: list[R] = []
        self.at = 0
        self.more = False
        """Whether rows follow those shown."""
        self.total: int | None = None
        self._room = 1
        self._top = True
        """Whether the page shown is the first: what is new before it is shown too when it is read again."""

    @property
    def current(self) -> R | None:
        """The row that keys act on, or None on an empty list."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    def reload(self) -> None:
        """Reads the page shown again, keeping the current row where it still is."""
        kept = self.source.key(self.rows[self.at]) if self.rows else None
        start = self._start()
        self._take(self._page_from(start), keep=kept)
        self.total = self.source.count()
        self.redraw()

    @property
    def wanted(self) -> int:
        """So many rows of a source, from its first, fill the page and tell whether more follow."""
        return self._room + 1

    def show(self, source: Source[R], read: Sequence[R] = ()) -> None:
        """Lists another source from its beginning, as after a search.

        Args:
            source: Where the rows come from.
            read: Its first `wanted` rows, where they were read already.
        """
        self.source = source
        self.rows, self.at, self._top = [], 0, True
        if not read:
            self.reload()
            return
        self._take(read)
        self.total = source.count()
        self.redraw()

    def renew(self, source: Source[R]) -> None:
        """Lists what was read anew: the current row stays so; where it is gone, the one that took its place is.

        On the first page what is new before it is shown, as long as the current row stays on it.
        """
        kept = self.source.key(self.rows[self.at]) if self.rows else None
        start = self._start()
        self.source = source
        self._take(self._page_from(start), keep=kept)
        self.total = source.count()
        if start is None and kept is not None and not any(source.key(row) == kept for row in self.rows):
            self.point_at(kept)
        self.redraw()

    def point_at(self, key: Any) -> None:
        """Makes the row of a key current, at the top of its page where rows follow; if it is gone, nothing moves."""
        top = self._top
        earlier = self.source.before(key, 1)
        rows = self._page_from(self.source.key(earlier[-1]) if earlier else None)
        if len(rows) < self._room:
            rows = self.source.before(None, self._room)
        if not any(self.source.key(row) == key for row in rows):
            self._top = top
            return
        self.at = 0
        self._take(rows, keep=key)
        self._top = not self.source.before(self.source.key(self.rows[0]), 1)
        self.redraw()

    def on_resize(self) -> None:
        """A page is as long as the widget is high; where it no longer holds the current row, another is."""
        room = max(1, self.size.height - 2)
        if room != self._room:
            self._room = room
            self.reload()
            self.post_message(self.Moved(self.current))

    def lines(self) -> list[Line]:
        """Header, rows, and how many there are."""
        widths = spread([each.width for each in self.columns], [each.stretch for each in self.columns],
                        self.size.width - 3)  # fmt: skip
        head = columns([each.title for each in self.columns], widths, self._aligns())
        if not self.rows:
            return [[("   " + head, HEAD)], *[[(text, HINT)] for text in wrap(self.empty, self.size.width)]]
        rows = [self._row(at, row, widths) for at, row in enumerate(self.rows)]
        return [[("   " + head, HEAD)], *rows, self._foot()]

    def pressed(self, key: str, character: str | None) -> bool:
        """Moves, opens, acts."""
        if character is not None and character.isascii() and character.isdigit():
            self.post_message(self.Acted(int(character), self.current))
            return True
        if key == "enter":
            return self._open()
        moves: dict[str, Callable[[], None]] = {
            "up": self._up, "down": self._down, "pageup": self._page_up, "pagedown": self._page_down,
            "home": self._home, "end": self._end,
        }  # fmt: skip
        if key not in moves:
            return False
        before = self.current
        moves[key]()
        if self.current is not before:
            self.post_message(self.Moved(self.current))
        return True

    def _open(self) -> bool:
        if self.current is None:
            return False
        self.post_message(self.Opened(self.current))
        return True

    def _up(self) -> None:
        if self.at:
            self.at -= 1
        else:
            self._earlier()

    def _earlier(self) -> None:
        """Turns to the page before, its last row current; a page cut short is filled from the top."""
        if not self.rows:
            return
        before = list(self.source.before(self.source.key(self.rows[0]), self._room + 1))
        if not before:
            return
        rows = before[-self._room :]
        self._top = len(before) <= self._room
        if len(rows) < self._room:
            self._take(self.source.first(self._room + 1))
        else:
            self.rows, self.more = rows, True
        self.at = len(rows) - 1

    def _down(self) -> None:
        if self.at + 1 < len(self.rows):
            self.at += 1
        elif self.more:
            self._page_down()

    def _page_up(self) -> None:
        self._earlier()
        self.at = 0

    def _page_down(self) -> None:
        if self.more:
            self._take(self.source.after(self.source.key(self.rows[-1]), self._room + 1))
            self._top = False
        else:
            self.at = max(0, len(self.rows) - 1)

    def _home(self) -> None:
        self._take(self.source.first(self._room + 1))
        self._top = True

    def _end(self) -> None:
        rows = list(self.source.before(None, self._room + 1))
        self._top = len(rows) <= self._room
        self.rows, self.more = rows[-self._room :], False
        self.at = max(0, len(self.rows) - 1)

    def _start(self) -> Any:
        """The key just before the page shown, or None at the beginning."""
        if not self.rows or self._top:
            return None
        earlier = self.source.before(self.source.key(self.rows[0]), 1)
        return self.source.key(earlier[-1]) if earlier else None

    def _page_from(self, start: Any) -> Sequence[R]:
        self._top = start is None
        if start is None:
            return self.source.first(self._room + 1)
        rows = self.source.after(start, self._room + 1)
        if not rows:
            rows = self.source.before(None, self._room)
            self._top = len(rows) < self._room
        return rows

    def _take(self, rows: Sequence[R], keep: Any = None) -> None:
        at = self.at if keep is not None else 0
        self.more = len(rows) > self._room
        self.rows = list(rows[: self._room])
        keys = [self.source.key(row) for row in self.rows] if keep is not None else []
        self.at = keys.index(keep) if keep in keys else min(at, max(0, len(self.rows) - 1))

    def _aligns(self) -> str:
        return "".join(each.align for each in self.columns)

    def _row(self, at: int, row: R, widths: Sequence[int]) -> Line:
        meaning = self.meaning(row)
        text = columns([each.of(row) for each in self.columns], widths, self._aligns())
        line: Line = [(fit(meaning.mark, 3), meaning.style), (text, meaning.style)]
        return restyle(line, Styles.CURRENT.style) if at == self.at else line

    def _foot(self) -> Line:
        parts = [
            f"共 {self.total} 条" if self.total is not None else "",
            "PgDn 后面还有" if self.more else "",
        ]
        return [("   " + "  ".join(filter(None, parts)), HINT)]
