"""What a hall has laid down, read as of one revision: people, posts, departments, rulebook, calendar, catalogue, hours.

Every act that changes any of it raises the hall's revision, which each transaction compares.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.clock import ZONE, local_day
from counter.domain.columns import canonical, moment_of, table_of
from counter.domain.hall import rulebook as rulebooks
from counter.domain.hall.days import calendar as calendars
from counter.domain.hall.days.calendar import Calendar, CalendarPaper, month_and_day
from counter.domain.hall.days.hours import HalfDays, Hours, OpenHours, Season, Session
from counter.domain.hall.days.market import MarketRule
from counter.domain.hall.items.catalogue import Catalogue
from counter.domain.hall.items.item import Item, item_from
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
from counter.domain.hall.rights import Right, rights_of
from counter.domain.hall.rulebook import Override, Rulebook
from counter.domain.refusals import Refusal

SYSTEM = "0"
"""The actor of what nobody in particular does: setting up, replaying, upgrading."""
REVISION = "revision"
"""The hall fact that every change to what is laid down raises."""
UNSAVED = "unsaved"
"""The revision of what an act has changed and not yet saved: no transaction finds it in the file."""


class UnknownStaff(Refusal):
    """No such number among the staff."""

    says = "没有工号为“{no}”的工作人员，请核对工号。"


class NoLongerHere(Refusal):
    """Who acts has left for good, though a window is still open in their name."""

    says = "{name}已离岗（{since}起），不能再办事。回来上班的，请主任先在“人员”里办返岗。"
    standing = True


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
    left: datetime | None = None
    """The moment from which they are no longer here: that of leaving, or the beginning of the day that was set."""

    def on(self, day: date) -> Person:
        """The same person as of a day."""
        active = self.until is None or self.until > day
        return self if active == self.active else replace(self, active=active)

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
    day: date
    """The day that tells who is here."""
    books: dict[date, Rulebook] = field(default_factory=dict)
    hours: dict[date, OpenHours] = field(default_factory=dict)


def as_of(laid: LaidDown, day: date) -> LaidDown:
    """The same on another day: who is here changes by itself where an end was set ahead."""
    return replace(laid, day=day, staff={no: each.on(day) for no, each in laid.staff.items()})


def left_key(no: str) -> str:
    """The hall fact that keeps the moment at which somebody left for good; their row keeps the day."""
    return f"left {no}"


def last_change(laid: LaidDown, day: date) -> date:
    """The day of the last change of a rule up to a day: between two of them the rules are the same."""
    return max((each.since for each in laid.overrides if each.since <= day), default=date.min)


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


def read_laid_down(connection: Connection, revision: str, today: date) -> LaidDown:
    """Everything that stands in the file now.

    Args:
        connection: The open transaction.
        revision: The revision that it is known by.
        today: The day that tells who is here.
    """
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
        staff={row["no"]: _person(row, today, facts) for row in _rows(connection, Staff)},
        posts={row["code"]: _post(row) for row in _rows(connection, Post)},
        windows={row["code"]: row["name"] for row in _rows(connection, Window)},
        villages=tuple(row["name"] for row in _rows(connection, Village)),
        departments=_departments(connection),
        day=today,
    )


@functools.lru_cache(maxsize=4096)
def _item(code: str, version: int, body: str) -> Item:
    return item_from(json.loads(body), file="事项目录")


def _person(row: Mapping[str, Any], today: date, facts: Mapping[str, str]) -> Person:
    until = row["until"]
    return Person(row["no"], row["name"], row["title"], tuple(row["roles"]), until is None or until > today,
                  row["payroll"], until, _left(until, facts.get(left_key(row["no"]), "")))  # fmt: skip


def _left(until: date | None, kept: str) -> datetime | None:
    """From when somebody is no longer here: who left in the course of a day was here until then."""
    if until is None:
        return None
    if kept and local_day(moment_of(kept)) == until:
        return moment_of(kept)
    return datetime.combine(until, time(), ZONE)


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
