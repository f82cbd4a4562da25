"""The opened hall: its storage and clock, and what it has laid down, read once and kept while it holds.

Acts run inside `Hall.act`, one transaction each; looks inside `Hall.look`. What the hall has laid down, and who is
there, is kept in memory until an act changes it: every such act raises a mark, which each transaction compares.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from counter.domain.clock import Clock, local, local_day, system_clock
from counter.domain.hall import rulebook as rulebooks
from counter.domain.hall.days.calendar import Calendar
from counter.domain.hall.days.hours import OpenHours
from counter.domain.hall.items.catalogue import Catalogue
from counter.domain.hall.items.item import Item
from counter.domain.hall.laid_down import (
    REVISION,
    SYSTEM,
    UNSAVED,
    LaidDown,
    NoLongerHere,
    Person,
    PostOf,
    UnknownPost,
    UnknownStaff,
    as_of,
    hours_of,
    last_change,
    read_laid_down,
)
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.work import DUTY, Trial, Work, WouldWriteError
from counter.domain.journal import head, refuse_repeat
from counter.storage import Storage

if TYPE_CHECKING:
    from counter.domain.hall.duty.answering import Answer, Standing

_MARKS = "SELECT key, value FROM hall_fact WHERE key IN (?, ?)"


class Hall:
    """One hall, open: where acts and looks begin."""

    def __init__(self, storage: Storage, clock: Clock = system_clock) -> None:
        self.storage = storage
        self.clock = clock
        self._laid: LaidDown | None = None
        self._duty = ""
        self._standing: tuple[str, Standing] | None = None
        self._open = threading.local()

    # -- acts and looks ------------------------------------------------------------------------

    @contextlib.contextmanager
    def act(
        self,
        actor: str,
        terminal: str = "",
        *,
        token: str | None = None,
        happened: datetime | None = None,
    ) -> Iterator[Work]:
        """The unit of work of one act; it is saved when the block ends without an exception.

        Args:
            actor: The staff number of who acts.
            terminal: The window's name at which it is done.
            token: The save's own mark, so that the same save coming twice is stored once.
            happened: When it took place, for a late entry (补录).

        Raises:
            AlreadySaved: The token was stored before.
            NoLongerHere: Who acts has left for good.
            StorageFault: Disk or file; nothing was saved unless it says that this is unknown.
        """
        with self.storage.writing() as connection:
            if token is not None:
                refuse_repeat(connection, token)
            self._refresh(connection)
            self._refuse_gone(actor)
            earlier = happened.replace(microsecond=0) if happened else None
            work = Work(connection, self.clock(), actor, terminal, head(connection), token, earlier)
            work.hall = self
            try:
                with self._using(connection):
                    yield work
                    work.close()
            except BaseException:
                self.forget_standing()  # what the act had read of its own rows is undone with them
                raise
        if any(row[0] == "hall_fact" and row[2].get("key") != DUTY for row in work.rows):
            self._laid = None

    def tried(self, actor: str, terminal: str, act: Callable[[Work], object]) -> None:
        """Tries an act without doing it, so that a form need not be filled in vain; nothing is written or locked.

        Args:
            actor: The staff number of who would act.
            terminal: The window's name.
            act: The act, with answers that stand for those to come.

        Raises:
            Refusal: what refuses the act before it writes anything.
        """
        with self.look() as connection:
            self._refuse_gone(actor)
            work = Trial(connection, self.clock(), actor, terminal, head(connection))
            work.hall = self
            with contextlib.suppress(WouldWriteError):
                act(work)

    @contextlib.contextmanager
    def look(self) -> Iterator[Connection]:
        """One consistent look at the records."""
        with self.storage.reading() as connection:
            self._refresh(connection)
            with self._using(connection):
                yield connection

    def rows(self, sql: str, bound: tuple[Any, ...] = ()) -> Sequence[Any]:
        """The rows of a statement, in the transaction that this thread has open or in a look of its own."""
        connection: Connection | None = getattr(self._open, "connection", None)
        if connection is not None:
            return _fetched(connection, sql, bound)
        with self.look() as own:
            return _fetched(own, sql, bound)

    @contextlib.contextmanager
    def _using(self, connection: Connection) -> Iterator[None]:
        before = getattr(self._open, "connection", None)
        self._open.connection = connection
        try:
            yield
        finally:
            self._open.connection = before

    # -- who is there and who answers ----------------------------------------------------------

    def standing(self, day: date | None = None) -> Standing:
        """What is known of presence and posts, read as it is asked for and kept until an act changes it.

        Args:
            day: A day that the caller is going to look at, where it is known.
        """
        from counter.domain.hall.duty import reading  # stands on this module

        held = self._standing
        if held is None or held[0] != self._duty:
            found = reading.lasting(self)
            held = self._standing = (self._duty, found)
        if day is not None:
            held[1].day_of(day)
        return held[1]

    def answering(self, post: str, at: datetime | None = None) -> Answer:
        """Who answers for a post now, or at a moment past or to come."""
        at = at or self.clock().moment
        return self.standing().answer(post, int(at.timestamp()))

    def answers_for(self, no: str, at: datetime | None = None) -> tuple[PostOf, ...]:
        """The posts for which somebody answers now, or at a moment."""
        return tuple(post for post in self.laid.posts.values() if self.answering(post.code, at).person == no)

    def forget_standing(self) -> None:
        """What was kept of presence holds no more, nor what this act still reads of it, should it not be saved."""
        self._standing, self._duty = None, UNSAVED

    # -- what is laid down ---------------------------------------------------------------------

    @property
    def laid(self) -> LaidDown:
        """What the hall has laid down, as of the last transaction."""
        if self._laid is None:
            with self.storage.reading() as connection:
                self._refresh(connection)
        assert self._laid is not None
        return self._laid

    def fact(self, key: str) -> str:
        """One fact about the hall, empty where it has none."""
        return self.laid.facts.get(key, "")

    @property
    def name(self) -> str:
        """The hall's full name, as papers print it."""
        return self.fact("name")

    @property
    def code(self) -> str:
        """The hall's letters in case numbers (HY)."""
        return self.fact("code")

    @property
    def short(self) -> str:
        """The hall's short name in the numbers of its papers (禾垭)."""
        return self.fact("short")

    @property
    def today(self) -> date:
        """The local day now."""
        return local_day(self.clock().moment)

    @property
    def calendar(self) -> Calendar:
        """The working days as known now."""
        return self.laid.calendar

    @property
    def catalogue(self) -> Catalogue:
        """The items that can be accepted."""
        return self.laid.catalogue

    def book(self, day: date | None = None) -> Rulebook:
        """The rules in force on a day (today where none is given)."""
        laid, day = self.laid, day or self.today
        if day not in laid.books:
            begun = last_change(laid, day)
            if begun not in laid.books:
                laid.books[begun] = rulebooks.in_force(laid.base, laid.overrides, begun)
            laid.books[day] = laid.books[begun]
        return laid.books[day]

    def hours(self, day: date | None = None) -> OpenHours:
        """The hall's hours as laid down on a day."""
        laid, day = self.laid, day or self.today
        if day not in laid.hours:
            begun = last_change(laid, day)
            if begun not in laid.hours:
                laid.hours[begun] = hours_of(self.book(day), laid.calendar)
            laid.hours[day] = laid.hours[begun]
        return laid.hours[day]

    def person(self, no: str) -> Person:
        """Somebody by staff number.

        Raises:
            UnknownStaff: where there is none.
        """
        if no == SYSTEM:
            return Person(SYSTEM, "系统", "", ())
        found = self.laid.staff.get(no)
        if found is None:
            raise UnknownStaff(no=no)
        return found

    def name_of(self, who: str) -> str:
        """Somebody's name by staff number; a body, or a number that nobody has any more, as it is called."""
        try:
            return self.person(who).name
        except UnknownStaff:
            return who

    def post(self, code: str) -> PostOf:
        """A post by its code.

        Raises:
            UnknownPost: where there is none.
        """
        found = self.laid.posts.get(code)
        if found is None:
            raise UnknownPost(code=code)
        return found

    def post_for(self, item: Item) -> PostOf:
        """The post that an item's cases belong to; the first one where none serves its window."""
        posts = self.laid.posts.values()
        return next((post for post in posts if item.window in post.serves), next(iter(posts)))

    def posts_of(self, no: str) -> tuple[PostOf, ...]:
        """The posts of which somebody is A or B."""
        return tuple(post for post in self.laid.posts.values() if no in (post.a, post.b))

    def item(self, code: str, version: int | None = None) -> Item:
        """An item by its code; of a version, or the one in force.

        Raises:
            UnknownItem, ItemNotInForce: as they say.
        """
        if version is None:
            return self.catalogue.by_code(code, self.today)
        return self.laid.items[(code, version)]

    def take(self, laid: LaidDown) -> None:
        """Holds by this until the next transaction."""
        self._laid = laid

    def take_from(self, connection: Connection) -> None:
        """Holds by what an open transaction finds, until the next one."""
        self._laid = read_laid_down(connection, UNSAVED, self.today)

    def _refresh(self, connection: Connection) -> None:
        found = connection.exec_driver_sql(_MARKS, (REVISION, DUTY)).fetchall()
        marks = {str(row[0]): str(row[1]) for row in found}
        revision, self._duty = marks.get(REVISION, ""), marks.get(DUTY, "")
        if self._laid is None or self._laid.revision != revision:
            self._laid = read_laid_down(connection, revision, self.today)
            self._standing = None
        elif self._laid.day != self.today:
            self._laid = as_of(self._laid, self.today)

    def _refuse_gone(self, actor: str) -> None:
        """Whoever has left does nothing more, in a window that is still open in their name either."""
        person = self.laid.staff.get(actor)
        if person is not None and not person.active and person.left is not None:
            raise NoLongerHere(name=person.name, since=f"{local(person.left):%Y-%m-%d %H:%M}")


def _fetched(connection: Connection, sql: str, bound: tuple[Any, ...]) -> Sequence[Any]:
    """Every row as the driver gives it: of ten thousand rows nobody wants a wrapper each."""
    result = connection.exec_driver_sql(sql, bound)
    try:
        return result.cursor.fetchall()
    finally:
        result.close()
