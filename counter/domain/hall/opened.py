"""The opened hall: its storage and clock, and what it has laid down, read once and kept while it holds.

Acts run inside `Hall.act`, one transaction each; looks inside `Hall.look`. What the hall has laid down
(rulebook, calendar, catalogue, people, posts) is kept in memory until an act changes it: every such act
raises the hall's revision, which each transaction compares.
"""

from __future__ import annotations

import contextlib
import functools
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from counter.domain.clock import Clock, local_day, system_clock
from counter.domain.columns import canonical, table_of
from counter.domain.hall import calendar as calendars
from counter.domain.hall import rulebook as rulebooks
from counter.domain.hall.calendar import Calendar, CalendarPaper, month_and_day
from counter.domain.hall.hours import HalfDays, Hours, OpenHours, Season, Session
from counter.domain.hall.items import Catalogue, Item, item_from
from counter.domain.hall.market import MarketRule
from counter.domain.hall.model import (
    CalendarRow,
    Department,
    HallFact,
    ItemRow,
    Post,
    Representative,
    RuleChange,
    Staff,
    Village,
    Window,
)
from counter.domain.hall.rights import Right, require, rights_of
from counter.domain.hall.rulebook import Override, Rulebook
from counter.domain.journal import Writing, head, refuse_repeat
from counter.domain.refusals import Refusal
from counter.storage import Storage

if TYPE_CHECKING:
    from counter.domain.hall.duty.answering import Answer, Standing

SYSTEM = "0"
"""The actor of what nobody in particular does: setting up, replaying, upgrading."""
REVISION = "revision"
"""The hall fact that every change to what is laid down raises."""
DUTY = "duty"
"""The hall fact that every act raises that changes who is there, or who answers."""
UNSAVED = "unsaved"
"""The revision of what an act has changed and not yet saved: no transaction finds it in the file."""


class UnknownStaff(Refusal):
    """No such number among the staff."""

    says = "没有工号为“{no}”的工作人员，请核对工号。"


class UnknownPost(Refusal):
    """No such post."""

    says = "没有代码为“{code}”的岗位。"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in the hall, as acts need to know them."""

    no: str
    name: str
    title: str
    roles: tuple[str, ...]
    active: bool = True
    payroll: str = ""
    """Another payroll than the hall's own (公益岗, 三支一扶 …)."""
    until: date | None = None
    """The first day on which they are no longer here, for who left or will leave."""

    def may(self, right: Right) -> bool:
        """Whether the roles carry the right."""
        return right in rights_of(self.roles)


@dataclass(frozen=True, slots=True)
class PostOf:
    """A post, its pair, and the item windows it serves."""

    code: str
    name: str
    window: str
    serves: tuple[str, ...]
    a: str
    b: str
    seals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChiefRepresentative:
    """Who is fully authorised for a department (首席代表)."""

    name: str
    staff: str
    """The staff number; empty for somebody from outside."""
    phone: str
    standing: str
    paper: str
    since: date


@dataclass(frozen=True, slots=True)
class DepartmentOf:
    """A department that examines its part of joint cases."""

    name: str
    post: str
    phone: str
    representative: ChiefRepresentative | None


@dataclass
class LaidDown:
    """Everything that the hall has laid down, as of one revision."""

    revision: str
    facts: dict[str, str]
    base: Rulebook
    overrides: tuple[Override, ...]
    calendar: Calendar
    catalogue: Catalogue
    items: dict[tuple[str, int], Item]
    staff: dict[str, Person]
    posts: dict[str, PostOf]
    windows: dict[str, str]
    villages: tuple[str, ...]
    departments: dict[str, DepartmentOf]
    books: dict[date, Rulebook] = field(default_factory=dict)
    hours: dict[date, OpenHours] = field(default_factory=dict)


class Work(Writing):
    """The open unit of work of one act in a hall."""

    hall: Hall
    stands_for = ""
    """The staff number of whom the actor stands in for in this act; empty where they act in their own name."""

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.hall.person(self.actor)

    def takes_up(self, post: str) -> None:
        """Notes that the act is one of a post: where the actor stands in there, the entry says for whom."""
        answer = self.hall.answering(post, self.moment)
        if answer.person == self.actor and answer.stands_in:
            self.stands_for = answer.a
            self.tell(stands_for=answer.a)

    @property
    def signed(self) -> str:
        """The actor's name as papers of this act bear it: 陈勇（代张丽） where they stand in."""
        for_whom = f"（代{self.hall.person(self.stands_for).name}）" if self.stands_for else ""
        return self.person.name + for_whom

    def need(self, right: Right) -> None:
        """Refuses where the actor's roles do not carry the right; the system itself may.

        Raises:
            NotAllowed: naming the roles and the right.
        """
        if self.actor != SYSTEM:
            require(self.person.roles, right)

    @property
    def book(self) -> Rulebook:
        """The rules in force when it took place."""
        return self.hall.book(self.today)

    def laid_down_changed(self) -> None:
        """Raises the hall's revision, so that every window reads what is laid down anew."""
        revision = int(self.hall.laid.facts.get(REVISION, "0")) + 1
        self.update(HallFact, {"key": REVISION}, {"value": str(revision)})

    def duty_changed(self) -> None:
        """Raises the mark of presence, so that every window reads anew who is there and who answers."""
        found = self.connection.exec_driver_sql("SELECT value FROM hall_fact WHERE key = ?", (DUTY,)).first()
        if found is None:
            self.insert(HallFact, {"key": DUTY, "value": "1"})
        else:
            self.update(HallFact, {"key": DUTY}, {"value": str(int(found[0]) + 1)})
        self.hall.forget_standing()

    def read_anew(self) -> None:
        """Reads what is laid down as this act has just left it, before it is saved."""
        self.hall.take(_read(self.connection, UNSAVED, self.today))

    def serial(self, series: str) -> int:
        """The next number of a series, gap-free: it stands only if the act does."""
        row = self.connection.exec_driver_sql(
            "INSERT INTO serial (series, last) VALUES (?, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
            (series,),
        ).first()
        assert row is not None
        number = int(row[0])
        self.rows.append(["serial", "=", {"series": series, "last": number}])
        return number


class WouldWriteError(Exception):
    """An act that was only tried has come as far as writing: nothing refuses it."""


class Trial(Work):
    """An act that is only tried, on a look: whatever would refuse it speaks, and its first write ends it."""

    def insert(self, model: type[SQLModel], values: Mapping[str, Any]) -> int:
        """Ends the trial."""
        raise WouldWriteError

    def insert_many(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """Ends the trial."""
        raise WouldWriteError

    def update(
        self, model: type[SQLModel], key: Mapping[str, Any], values: Mapping[str, Any], *, rev: int | None = None
    ) -> None:
        """Ends the trial."""
        raise WouldWriteError

    def serial(self, series: str) -> int:
        """Ends the trial."""
        raise WouldWriteError


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
            StorageFault: Disk or file; nothing was saved unless it says that this is unknown.
        """
        with self.storage.writing() as connection:
            if token is not None:
                refuse_repeat(connection, token)
            self._refresh(connection)
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
            begun = _last_change(laid, day)
            if begun not in laid.books:
                laid.books[begun] = rulebooks.in_force(laid.base, laid.overrides, begun)
            laid.books[day] = laid.books[begun]
        return laid.books[day]

    def hours(self, day: date | None = None) -> OpenHours:
        """The hall's hours as laid down on a day."""
        laid, day = self.laid, day or self.today
        if day not in laid.hours:
            begun = _last_change(laid, day)
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
        self._laid = _read(connection, UNSAVED, self.today)

    def _refresh(self, connection: Connection) -> None:
        found = connection.exec_driver_sql(_MARKS, (REVISION, DUTY)).fetchall()
        marks = {str(row[0]): str(row[1]) for row in found}
        revision, self._duty = marks.get(REVISION, ""), marks.get(DUTY, "")
        if self._laid is None or self._laid.revision != revision:
            self._laid = _read(connection, revision, self.today)
            self._standing = None


def _fetched(connection: Connection, sql: str, bound: tuple[Any, ...]) -> Sequence[Any]:
    """Every row as the driver gives it: of ten thousand rows nobody wants a wrapper each."""
    result = connection.exec_driver_sql(sql, bound)
    try:
        return result.cursor.fetchall()
    finally:
        result.close()


def _last_change(laid: LaidDown, day: date) -> date:
    """The day of the last change of a rule up to a day: between two of them the rules are the same."""
    return max((each.since for each in laid.overrides if each.since <= day), default=date.min)


_MARKS = "SELECT key, value FROM hall_fact WHERE key IN (?, ?)"


def hours_of(book: Rulebook, calendar: Calendar) -> OpenHours:
    """A rulebook's hours, read with a calendar."""
    laid = book.calendar.hours
    seasons = tuple(
        Season(month_and_day(each.since), month_and_day(each.until), HalfDays(_session(each.am), _session(each.pm)))
        for each in laid.seasons.value
    )
    weekend = tuple(_session(each) for each in laid.market.value)
    hours = Hours(_session(laid.am.value), _session(laid.pm.value), seasons, weekend_market=weekend)
    market = book.calendar.market
    return OpenHours(hours, calendar, MarketRule(market.basis.value, frozenset(market.digits.value)))


def _session(span: tuple[time, time]) -> Session:
    return Session(*span)


def _rows(connection: Connection, model: Any) -> list[Mapping[str, Any]]:
    return [dict(row) for row in connection.execute(select(table_of(model))).mappings()]


def _read(connection: Connection, revision: str, today: date) -> LaidDown:
    facts = {row["key"]: row["value"] for row in _rows(connection, HallFact)}
    items = {
        (row["code"], row["version"]): _item(row["code"], row["version"], canonical(row["body"]))
        for row in _rows(connection, ItemRow)
    }
    return LaidDown(
        revision=revision,
        facts=facts,
        base=rulebooks.shipped(facts.get("rulebook", "qiujia")),
        overrides=tuple(
            Override(row["path"], row["value"], row["since"], row["article"], tuple(row["rules"] or ()))
            for row in _rows(connection, RuleChange)
        ),
        calendar=_calendar(_rows(connection, CalendarRow)),
        catalogue=Catalogue(items.values()),
        items=items,
        staff={row["no"]: _person(row, today) for row in _rows(connection, Staff)},
        posts={row["code"]: _post(row) for row in _rows(connection, Post)},
        windows={row["code"]: row["name"] for row in _rows(connection, Window)},
        villages=tuple(row["name"] for row in _rows(connection, Village)),
        departments=_departments(connection),
    )


@functools.lru_cache(maxsize=4096)
def _item(code: str, version: int, body: str) -> Item:
    return item_from(json.loads(body), file="事项目录")


def _person(row: Mapping[str, Any], today: date) -> Person:
    until = row["until"]
    return Person(row["no"], row["name"], row["title"], tuple(row["roles"]), until is None or until > today,
                  row["payroll"], until)  # fmt: skip


def _departments(connection: Connection) -> dict[str, DepartmentOf]:
    named = {
        row["department"]: ChiefRepresentative(row["name"], row["staff"], row["phone"], row["standing"], row["paper"],
                                               row["since"])
        for row in sorted(_rows(connection, Representative), key=lambda row: int(row["id"])) if row["until"] is None
    }  # fmt: skip
    rows = _rows(connection, Department)
    return {row["name"]: DepartmentOf(row["name"], row["post"], row["phone"], named.get(row["name"])) for row in rows}


def _post(row: Mapping[str, Any]) -> PostOf:
    return PostOf(row["code"], row["name"], row["window"], tuple(row["serves"]), row["a"], row["b"],
                  tuple(row["seals"]))  # fmt: skip


def _calendar(rows: list[Mapping[str, Any]]) -> Calendar:
    found = calendars.shipped()
    for row in rows:
        off = {date.fromisoformat(day): name for day, name in row["off"].items()}
        work = frozenset(date.fromisoformat(day) for day in row["work"])
        found = found.with_paper(CalendarPaper(row["year"], row["title"], row["published"], row["entered"], off, work))
    return found
