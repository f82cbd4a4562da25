"""Finding cases by whatever is at hand: number, ID or its last four, phone, name, initials, village.

Persons are found first, then their cases: as applicant, as the one it is done for, as the one who handled
it, and as one of many on a roster (名册件) alike. The newest stand first. Every way goes through an index and
a page at a time.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from counter.domain import text as texts
from counter.domain.casework.lists.paging import Order, Pages
from counter.domain.casework.lists.worklist import CaseRow, Sight, rows_of
from counter.domain.casework.model import Case, CasePerson
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.numbers import NumberRefused
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.refusals import Refusal

MOST_PEOPLE = 200
"""So many people of one name are looked at; beyond that more must be typed."""
_C = table_of(Case)
_P = table_of(Citizen)
_R = table_of(CasePerson)
_FULL = re.compile(r"([A-Z][A-Z0-9]*)-(\d{8})-(\d{0,4})", re.ASCII)
_SHORT = re.compile(r"(\d{4})-(\d{0,4})|(?=[01]\d[0-3])(\d{4})(\d{4})", re.ASCII)
_OF_TODAY = re.compile(r"\d{1,3}", re.ASCII)
_SERIAL = re.compile(r"0\d{3}", re.ASCII)
_DASHES = re.compile("[‐‑‒–—―−－─]")
_PEOPLE = (_C.c.applicant_id, _C.c.subject_id, _C.c.agent_id)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a typed text may mean."""

    numbers: tuple[str, ...] = ()
    """Beginnings of full case numbers."""
    people: tuple[int, ...] = ()
    village: str = ""
    group: str = ""
    says: str = ""
    """What was understood, or why nothing was."""

    @property
    def nothing(self) -> bool:
        """Whether no case can be meant."""
        return not (self.numbers or self.people or self.village)


def find_cases(hall: Hall, typed: str) -> Found:
    """Everything that the typed text finds, as pages, the newest first."""
    with hall.look() as connection:
        return Found(hall, meant(hall, connection, typed))


def meant(hall: Hall, connection: Connection, typed: str) -> Meant:
    """What a typed text may mean; a wrong number finds nothing and says why."""
    if not typed.strip():
        return Meant()
    if numbers := numbers_meant(hall, connection, typed):
        return Meant(numbers=numbers)
    today = _of_today(hall, typed)
    village, group = _village(hall, typed)
    try:
        found = citizens.find(connection, typed, hall.today, MOST_PEOPLE)
    except Refusal as refusal:
        said = refusal.sentence if isinstance(refusal, NumberRefused) or not village else ""
        return Meant(today, village=village, group=group, says=said)
    return Meant(today, tuple(each.id for each in found), village, group, _said(len(found)))


def _of_today(hall: Hall, typed: str) -> tuple[str, ...]:
    """Four digits are the last of an identity number, and may be those of a case of today as well."""
    value = texts.code(typed)
    return (f"{hall.code}-{hall.today:%Y%m%d}-{value}",) if _SERIAL.fullmatch(value) else ()


def _said(people: int) -> str:
    if people >= MOST_PEOPLE:
        return f"同名的太多，只找了前{MOST_PEOPLE}人的，请再多输几个字或改输证号。"
    return f"{people}人" if people else ""


def numbers_meant(hall: Hall, connection: Connection, typed: str) -> tuple[str, ...]:
    """The beginnings of full numbers that a text may be: a short one has no year, so every year is meant."""
    value = _DASHES.sub("-", texts.code(typed))
    if full := _FULL.fullmatch(value):
        return (full[0],)
    if _OF_TODAY.fullmatch(value):
        return (f"{hall.code}-{hall.today:%Y%m%d}-{value:0>4}",)
    short = _SHORT.fullmatch(value)
    if short is None:
        return ()
    day, serial = short[1] or short[3], short[2] or short[4] or ""
    return tuple(f"{hall.code}-{year}{day}-{serial}" for year in _years(hall, connection))


def _years(hall: Hall, connection: Connection) -> range:
    """The years that have cases, the newest first."""
    first = connection.execute(select(func.min(_C.c.day))).scalar()
    this = hall.today.year
    return range(this, (first.year if first else this) - 1, -1)


def _village(hall: Hall, typed: str) -> tuple[str, str]:
    """A village by its name or the beginning of it (双河, 双河村, 双河村3组, 双河3)."""
    value = re.sub(r"\s", "", typed)
    for name in hall.laid.villages:
        for called in (name, name.removesuffix("社区").removesuffix("村")):
            rest = value.removeprefix(called).removesuffix("组")
            if value.startswith(called) and (not rest or rest.isdecimal()):
                return name, rest
    return "", ""


@dataclass
class Found(Pages[CaseRow, int]):
    """What was found, as a source of pages, the newest case first."""

    hall: Hall
    meant: Meant = field(default_factory=Meant)

    def key(self, row: CaseRow) -> int:
        """The row's place: the case's key."""
        return row.id

    def count(self) -> None:
        """Counting would read everything."""
        return

    def page(self, order: Order, beyond: int | None, limit: int) -> list[CaseRow]:
        """So many cases, the newest first or, downwards, the oldest."""
        if self.meant.nothing:
            return []
        newest = order == "up"
        past = None if beyond is None else _C.c.id < beyond if newest else _C.c.id > beyond
        with self.hall.look() as connection:
            pages = [_keys(connection, each, past, limit, newest) for each in self._ways()]
            merged = _once(heapq.merge(*pages, reverse=newest))
            ids = [each for each, _ in zip(merged, range(limit), strict=False)]
            return rows_of(connection, Sight.of(self.hall), ids)

    def _ways(self) -> Iterator[ColumnElement[bool]]:
        """Every way in which a case can be meant, each served by one index."""
        for number in self.meant.numbers:
            yield (_C.c.number >= number) & (_C.c.number < number + "~")
        if self.meant.people:
            yield _C.c.id.in_(select(_R.c.case_id).where(_R.c.citizen_id.in_(self.meant.people), _R.c.struck == ""))
        for column in _PEOPLE:
            if self.meant.people:
                yield column.in_(self.meant.people)
            if self.meant.village:
                yield column.in_(self._villagers())

    def _villagers(self) -> Any:
        of_village = select(_P.c.id).where(_P.c.village == self.meant.village)
        if not self.meant.group:
            return of_village
        return of_village.where(_P.c.grp.in_((self.meant.group, f"{self.meant.group}组")))


def _keys(
    connection: Connection, way: ColumnElement[bool], beyond: ColumnElement[bool] | None, limit: int, newest: bool
) -> list[int]:
    query = select(_C.c.id).where(way).order_by(_C.c.id.desc() if newest else _C.c.id).limit(limit)
    if beyond is not None:
        query = query.where(beyond)
    return list(connection.execute(query).scalars())


def _once(keys: Iterator[int]) -> Iterator[int]:
    last = None
    for key in keys:
        if key != last:
            yield key
        last = key
