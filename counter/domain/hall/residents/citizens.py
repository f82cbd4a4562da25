"""The people the hall serves: found by any number they have at hand, kept once, shown masked.

A person may have no ID at hand and no phone, and one phone may serve a family: only the ID number
is unique. Asking to see a whole number is an act of its own, journalled.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.columns import table_of
from counter.domain.hall import numbers
from counter.domain.hall.initials import initials
from counter.domain.hall.model import Citizen
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import Entry, act
from counter.domain.refusals import Refusal
from counter.domain.text import clean, mask_id

_C = table_of(Citizen)
_J = table_of(Entry)
_LIST = "residents"
"""The source of whoever stands on a resident list."""
Listed = Mapping[Any, Any]
"""The columns of a person that a resident list can say something of."""
_LISTED = select(
    _C.c.id, _C.c.id_no, _C.c.name, _C.c.phone, _C.c.village, _C.c.grp, _C.c.household, _C.c.relation, _C.c.source
).where(_C.c.id_no.is_not(None))
_FEW = 30
"""As many people as a screen offers to choose from."""
NAME_MOST = 50
_IN_NAMES = " ·.'’-〇"
"""Signs besides letters that names have; the last is a Han character that Unicode counts as a number."""
PLACE_MOST = 60


class NameMissing(Refusal):
    """A person without a name."""

    says = "请填{who}的姓名。"


class NotAName(Refusal):
    """A person's name with a digit, or with a sign that no name has."""

    says = "{who}的姓名“{typed}”里有数字或符号，请只填姓名。"


class OtherName(Refusal):
    """The ID number is known under another name."""

    says = "证号 {masked} 在名册里是“{known}”，与所填“{typed}”不符。请核对证件；确属改名的，请先更正名册。"


@dataclass(frozen=True, slots=True)
class Who:
    """A person as typed at the desk; everything but the name may be empty."""

    name: str
    id_no: str = ""
    phone: str = ""
    village: str = ""
    group: str = ""
    household: str = ""
    relation: str = ""
    authority: str = ""
    citizen: int = 0
    """The key of the person's record, where the person was picked from those known."""


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the hall knows them."""

    id: int
    name: str
    id_no: str
    id_kind: str
    phone: str
    village: str
    group: str
    household: str
    relation: str

    @property
    def place(self) -> str:
        """Village and group, as people say it."""
        return place_said(self.village, self.group)


def place_said(village: str, group: str) -> str:
    """Village and group as people say them: 双河村3组."""
    return f"{village}{group}组" if group.isdigit() else f"{village}{group}"


def known(row: Mapping[Any, Any]) -> Known:
    """A person of a table row."""
    return Known(
        row["id"], row["name"], row["id_no"] or "", row["id_kind"] or "", row["phone"] or "",
        row["village"] or "", row["grp"] or "", row["household"] or "", row["relation"] or "",
    )  # fmt: skip


_COLUMNS = (_C.c.id, _C.c.name, _C.c.id_no, _C.c.id_kind, _C.c.phone, _C.c.village, _C.c.grp, _C.c.household,
            _C.c.relation)  # fmt: skip


_BY_ID = select(*_COLUMNS).where(_C.c.id == bindparam("citizen"))
_BY_ID_NO = select(*_COLUMNS).where(_C.c.id_no == bindparam("number"))
_SAME = select(*_COLUMNS).where(_C.c.phone == bindparam("phone"), _C.c.name == bindparam("called"))
_SAME = _SAME.order_by(_C.c.id).limit(1)


def by_id(connection: Connection, citizen_id: int) -> Known:
    """The person of a key."""
    return known(connection.execute(_BY_ID, {"citizen": citizen_id}).mappings().one())


def by_id_no(connection: Connection, id_no: str) -> Known | None:
    """The person of an ID number, if the hall knows it."""
    row = connection.execute(_BY_ID_NO, {"number": id_no}).mappings().first()
    return known(row) if row else None


def find(connection: Connection, typed: str, today: date, most: int = _FEW) -> list[Known]:
    """People that what was typed may mean: number, last four, phone, name, its beginning or initials.

    Raises:
        NumberRefused: where it is a number, but a wrong one.
    """
    number = numbers.identify(typed, today)
    if number.kind in ("resident-id", "permit", "foreign-id", "uscc"):
        found = by_id_no(connection, number.value)
        return [found] if found else []
    column, value = {
        "phone": (_C.c.phone, number.value),
        "last4": (_C.c.last4, number.value),
    }.get(number.kind, (None, number.value))
    if column is not None:
        return _people(connection, column == value, most)
    if number.kind != "name":
        return []
    return _by_name(connection, number.value, most)


def household(connection: Connection, person: Known, most: int = 12) -> list[Known]:
    """The others of the same household, at most so many."""
    if not person.household:
        return []
    return [each for each in _people(connection, _C.c.household == person.household, most) if each.id != person.id]


def _by_name(connection: Connection, name: str, most: int) -> list[Known]:
    if name.isascii():
        low = name.lower()
        return _people(connection, (_C.c.initials >= low) & (_C.c.initials < low + "{"), most)
    exact = _people(connection, _C.c.name == name, most)
    if len(exact) >= most:
        return exact
    after = chr(ord(name[-1]) + 1) if ord(name[-1]) < 0x10FFFF else name[-1]
    prefix = (_C.c.name > name) & (_C.c.name < name[:-1] + after)
    return exact + _people(connection, prefix, most - len(exact))


def _people(connection: Connection, condition: Any, most: int) -> list[Known]:
    rows = connection.execute(select(*_COLUMNS).where(condition).order_by(_C.c.id).limit(most)).mappings()
    return [known(row) for row in rows]


# -- keeping -----------------------------------------------------------------------------------


def person_name(text: str, called: str = "申请人") -> str:
    """A person's name as it is kept: Han of any plane, letters, the dot and spaces.

    Raises:
        NotAName: where there is a digit or a sign that no name has.
        TextRefused: as `clean`.
    """
    name = clean(text, field=f"{called}姓名", most=NAME_MOST, name=True)
    if not all(_may_stand_in_name(sign) for sign in name):
        raise NotAName(who=called, typed=name)
    return name


def _may_stand_in_name(sign: str) -> bool:
    """Letters and their marks; a character that only the residence office's fonts have counts as one."""
    kind = unicodedata.category(sign)
    return sign in _IN_NAMES or kind[0] in "LM" or kind in ("Co", "Cn")


def checked(who: Who, today: date, called: str = "申请人") -> Who:
    """The person with every field cleaned and every number checked.

    Raises:
        NameMissing, NumberRefused, TextRefused: naming the field and what to do.
    """
    id_no = _id_value(who.id_no, today)
    name = _name(who.name, id_no, today, called)
    if not name:
        raise NameMissing(who=called)
    phone = numbers.phone(who.phone).value if who.phone.strip() else ""
    return Who(
        name, id_no, phone,
        clean(who.village, field="村（社区）", most=PLACE_MOST),
        clean(who.group, field="组", most=PLACE_MOST),
        clean(who.household, field="户号", most=PLACE_MOST),
        clean(who.relation, field="关系", most=PLACE_MOST),
        clean(who.authority, field="授权", most=PLACE_MOST), who.citizen,
    )  # fmt: skip


def _name(text: str, id_no: str, today: date, called: str) -> str:
    """The name of a person, or of a unit, which may have digits and brackets."""
    if id_no and numbers.identify(id_no, today).kind == "uscc":
        return clean(text, field=f"{called}名称", most=NAME_MOST, name=True)
    return person_name(text, called)


def _id_value(text: str, today: date) -> str:
    if not text.strip():
        return ""
    number = numbers.identify(text, today)
    if number.kind in ("resident-id", "permit", "foreign-id", "uscc"):
        return number.value
    return numbers.id_number(text, today).value


def keep(work: Work, who: Who, called: str = "申请人") -> Known:
    """The person's record: the one that is there, with what is new added, or a new one.

    Raises:
        OtherName: the ID number is kept under another name.
    """
    who = checked(who, work.today, called)
    found = _kept(work.connection, who)
    if found is None:
        return _new(work, who)
    if found.name != who.name:
        raise OtherName(masked=mask_id(who.id_no), known=found.name, typed=who.name)
    change = {
        name: value
        for name, old, value in (
            ("phone", found.phone, who.phone), ("village", found.village, who.village),
            ("grp", found.group, who.group), ("household", found.household, who.household),
        )
        if value and value != old
    }  # fmt: skip
    if not change:
        return found
    work.update(Citizen, {"id": found.id}, change)
    return by_id(work.connection, found.id)


def _kept(connection: Connection, who: Who) -> Known | None:
    if who.citizen:
        return by_id(connection, who.citizen)
    return by_id_no(connection, who.id_no) if who.id_no else _same(connection, who)


def _same(connection: Connection, who: Who) -> Known | None:
    """A record of the same name and phone, where no ID is at hand."""
    if not who.phone:
        return None
    row = connection.execute(_SAME, {"phone": who.phone, "called": who.name}).mappings().first()
    return known(row) if row else None


def _new(work: Work, who: Who) -> Known:
    row = row_of(who, work.today, "visit")
    key = work.insert(Citizen, row)
    return known({"id": key, **row})


def row_of(who: Who, today: date, source: str) -> dict[str, Any]:
    """The table row of a new person, derived columns included."""
    kind = numbers.identify(who.id_no, today).kind if who.id_no else ""
    return {
        "name": who.name,
        "id_no": who.id_no or None,
        "id_kind": kind,
        "phone": who.phone or None,
        "village": who.village or None,
        "grp": who.group or None,
        "household": who.household or None,
        "relation": who.relation or None,
        "source": source,
        **derived(who.name, who.id_no),
    }


def derived(name: str, id_no: str | None) -> dict[str, str | None]:
    """The searchable columns that follow from name and number."""
    found = initials(name)
    return {"initials": found[0] if found else None, "last4": id_no[-4:] if id_no else None}


@act("import-residents")
def import_residents(work: Work, people: Sequence[Who]) -> tuple[int, int]:
    """Takes a checked resident list into the register: all of it or nothing.

    Args:
        people: Rows without problems, each with an ID number.

    Returns:
        How many were new, and how many known ones were changed.
    """
    work.need(Right.IMPORT)
    there = listed(work.connection)
    fresh = [row_of(who, work.today, _LIST) for who in people if who.id_no not in there]
    first = int(work.connection.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM citizen").scalar_one())
    work.insert_many(Citizen, [{"id": first + at, "rev": 0, **row} for at, row in enumerate(fresh)])
    changed = sum(_amend(work, there[who.id_no], who) for who in people if who.id_no in there)
    work.tell(new=len(fresh), changed=changed)
    return len(fresh), changed


def listed(connection: Connection) -> dict[str, Listed]:
    """Everybody with an ID number, by it, with what a resident list can say of them."""
    return {row["id_no"]: row for row in connection.execute(_LISTED).mappings()}


def amended(row: Listed, who: Who) -> dict[str, Any]:
    """What a resident list says otherwise than a person's row; what it leaves empty it does not change."""
    new = {"name": who.name, "phone": who.phone, "village": who.village, "grp": who.group,
           "household": who.household, "relation": who.relation, "source": _LIST}  # fmt: skip
    return {name: value for name, value in new.items() if value and value != (row[name] or "")}


def _amend(work: Work, row: Listed, who: Who) -> bool:
    change = amended(row, who)
    if "name" in change:
        change.update(derived(who.name, who.id_no))
    if change:
        work.update(Citizen, {"id": row["id"]}, change)
    return bool(change)


@act("reveal")
def reveal(work: Work, citizen_id: int, case_id: int | None = None) -> Known:
    """Shows a person's whole ID number and phone; who asked, about whom and for which case is kept."""
    work.need(Right.REVEAL)
    work.case_id = case_id
    work.tell(citizen=citizen_id)
    return by_id(work.connection, citizen_id)


def was_revealed(connection: Connection, case_id: int, actor: str, day: date) -> bool:
    """Whether somebody has asked to see the whole numbers of a case that day."""
    query = select(_J.c.seq).where(_J.c.case_id == case_id, _J.c.verb == "reveal", _J.c.actor == actor, _J.c.day == day)
    return connection.execute(query.limit(1)).scalar() is not None
