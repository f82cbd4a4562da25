"""Who stands at the desk: what they and their household have open, owe and can collect, before anything is typed.

Reads only, one index each. Whatever stands here is shown at intake, so that the same matter is not
taken in twice and nobody is sent home without the result that waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from counter.domain.casework.booking.appointment_lists import waiting_for
from counter.domain.casework.case.events import short_number
from counter.domain.casework.case.life import STATE_NAMES
from counter.domain.casework.model import Case, CasePerson, Visit
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Known

USED_WITHIN = timedelta(days=90)
"""How far back `uses` looks; a habit of the list, no rule."""
_MOST = 30
_C = table_of(Case)
_V = table_of(Visit)
_R = table_of(CasePerson)
_COLUMNS = (
    _C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.state, _C.c.list, _C.c.due, _C.c.flags,
    _C.c.day, _C.c.clerk, _C.c.applicant_id, _C.c.subject_id,
)  # fmt: skip
_OF = {
    column.name: select(*_COLUMNS).where(column == bindparam("person")).order_by(_C.c.id.desc()).limit(_MOST)
    for column in (_C.c.applicant_id, _C.c.subject_id, _C.c.agent_id)
}
_ON_ROSTER = (
    select(*_COLUMNS)
    .where(_C.c.id.in_(select(_R.c.case_id).where(_R.c.citizen_id == bindparam("person"), _R.c.struck == "")))
    .order_by(_C.c.id.desc())
    .limit(_MOST)
)
_VISITS = select(func.count(_V.c.id)).where(_V.c.citizen_id == bindparam("person"))
_ENDED = ("void", "withdrawn", "returned", "not-accepted")
"""Ends after which the same matter may be brought again without a word."""
_USES = (
    select(_C.c.item_code, func.count())
    .where(_C.c.day >= bindparam("since"), _C.c.day <= bindparam("until"))
    .where(_C.c.post.in_(bindparam("posts", expanding=True)))
    .group_by(_C.c.item_code)
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One case of a person or their household, as far as the desk needs it."""

    case_id: int
    number: str
    """The short number: 1120-0031."""
    item: str
    """The item's name."""
    code: str
    whose: str
    state: str
    list: str
    due: datetime | None
    owing: bool
    day: date
    clerk: str
    """Who took it in, by name."""
    ended: bool

    @property
    def said(self) -> str:
        """One line: number, whose, how it stands, and last the item, whose end may be cut."""
        due = f" {local(self.due):%m-%d}到期" if self.due and self.list == "open" else ""
        owing = " 欠件" if self.owing else ""
        return f"{self.number} {self.whose} {STATE_NAMES.get(self.state, self.state)}{due}{owing}  {self.item}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person and their household have with the hall."""

    visits: int = 0
    matters: tuple[Matter, ...] = ()
    """Everything that is not closed, the person's own first."""
    again: Matter | None = None
    """The same item taken in not long ago for the person, where one was asked about."""
    at_home: Matter | None = None
    """The same item taken in not long ago for somebody else of the household."""
    booked: tuple[str, ...] = ()
    """The person's own appointments that are still to come or to be settled."""
    within: int = 0
    """Within how many days `again` and `at_home` were looked for."""

    def on(self, list_: str) -> tuple[Matter, ...]:
        """What stands on one list: open (with what was sent up), wait, collect."""
        return tuple(each for each in self.matters if {"above": "open"}.get(each.list, each.list) == list_)

    @property
    def owing(self) -> tuple[Matter, ...]:
        """What papers are owed for: waiting for them, or running without them."""
        return tuple(each for each in self.matters if each.owing or each.list == "wait")

    @property
    def warning(self) -> str:
        """That the same item was taken in for the person before; empty where it was not."""
        return f"{self.within}天内办过同一事项：{_taken(self.again)}" if self.again else ""

    @property
    def home_note(self) -> str:
        """That it was taken in for somebody else of the household: a fact, no warning."""
        return f"同户{self.within}天内有人办过：{_taken(self.at_home)}" if self.at_home else ""


def _taken(found: Matter) -> str:
    state = STATE_NAMES.get(found.state, found.state)
    return f"{found.whose} {found.number}（{found.clerk}收件，{state}）"


def candidates(connection: Connection, typed: str, today: date) -> list[Known]:
    """The people that what was typed may mean; see `citizens.find`."""
    return citizens.find(connection, typed, today)


def standing(hall: Hall, connection: Connection, person: Known, item: str = "") -> Standing:
    """What a person and their household have open, owe, can collect; and the same item not long ago.

    Args:
        hall: The hall.
        connection: An open look.
        person: Who stands at the desk.
        item: The code of the item asked for, or nothing.
    """
    people = [person, *citizens.household(connection, person)]
    names = {each.id: each.name for each in people}
    rows: dict[int, Mapping[Any, Any]] = {}
    for each in people:
        for row in _rows_of(connection, each.id, own=each.id == person.id):
            rows.setdefault(row["id"], row)
    days = hall.book().casework.reminders.duplicate_days.value
    matters = [_matter(hall, row, names) for row in rows.values()]
    since = hall.today - timedelta(days=days)
    again = [each for each in matters if each.code == item and each.day >= since and not each.ended]
    home = {key for key, row in rows.items() if {row["applicant_id"], row["subject_id"]} & names.keys()}
    own = {key for key, row in rows.items() if person.id in (row["applicant_id"], row["subject_id"])}
    visits = connection.execute(_VISITS, {"person": person.id}).scalar_one()
    still = tuple(each for each in matters if each.list != "closed")
    mine = _latest(each for each in again if each.case_id in own)
    theirs = _latest(each for each in again if each.case_id in home - own)
    return Standing(int(visits), still, mine, theirs, waiting_for(hall, connection, person.id), days)


def _latest(matters: Iterable[Matter]) -> Matter | None:
    return max(matters, key=lambda each: each.day, default=None)


def uses(connection: Connection, posts: Sequence[str], today: date) -> dict[str, int]:
    """How often each item of some posts was taken in lately, for "most used first"."""
    span = {"since": today - USED_WITHIN, "until": today, "posts": list(posts)}
    rows = connection.execute(_USES, span)
    return {row[0]: int(row[1]) for row in rows}


def _rows_of(connection: Connection, person: int, *, own: bool) -> Sequence[Mapping[Any, Any]]:
    columns = _OF if own else {name: _OF[name] for name in ("applicant_id", "subject_id")}
    rows: list[Mapping[Any, Any]] = []
    for query in (*columns.values(), _ON_ROSTER):
        rows += connection.execute(query, {"person": person}).mappings()
    return rows


def _matter(hall: Hall, row: Mapping[Any, Any], names: Mapping[int, str]) -> Matter:
    whose = names.get(row["subject_id"]) or names.get(row["applicant_id"], "")
    return Matter(
        row["id"], short_number(row["number"]), hall.item(row["item_code"], row["item_version"]).name,
        row["item_code"], whose, row["state"] or "", row["list"] or "", row["due"],
        "owing" in (row["flags"] or ()), row["day"], hall.person(row["clerk"]).name,
        (row["state"] or "") in _ENDED,
    )  # fmt: skip
