"""Roll calls (点名): at study sessions and trainings, and in the hall at any time during work.

Keeps: who was there, who was not and why (S38.3, S38.8, S32.18), asked for beforehand (S38.7, S38.13), with time,
place and content as the register of study has them (S38.11); roll calls during work (S32.6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from counter.domain.attendance.model import RollCallRow
from counter.domain.columns import table_of
from counter.domain.hall.duty.due import counted
from counter.domain.hall.rights import Right
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

TOPIC_MOST, PLACE_MOST, REASON_MOST = 100, 60, 100
_R = table_of(RollCallRow)
_ONE = re.compile(r"([^\s、，,（]+)\s*(?:（([^）]*)）)?")


class NoTopic(Refusal):
    """A roll call without what it was about."""

    says = "请写学了什么、查了什么，点名登记才完整。"


class BothPlaces(Refusal):
    """Somebody there and not there."""

    says = "{name}既写在到的人里，又写在没到的人里，请核对。"


class NobodyOfThatName(Refusal):
    """Somebody typed whom the hall does not know."""

    says = "没有找到“{typed}”，请写姓名或工号，几个人之间空一格，原因写在括号里：张丽 王强（县里开会）。"


@dataclass(frozen=True, slots=True)
class RollCall:
    """A roll call as it was kept."""

    id: int
    day: date
    at: datetime
    study: bool
    topic: str
    place: str
    called_by: str
    present: tuple[str, ...]
    absent: Mapping[str, str]
    """Staff number and the reason told beforehand; an empty one where nothing was told."""


@act("roll-call")
@carries("S32.6", "S32.18", "S38.3", "S38.8", "S38.11", "S38.13", by="act")
def roll_call(
    work: Work, topic: str, absent: Mapping[str, str], present: Sequence[str] | None = None, *,
    study: bool = True, place: str = "",
) -> int:  # fmt: skip
    """Keeps a roll call; gives its key.

    Args:
        work: The open unit of work.
        topic: What was studied, or what was looked at.
        absent: Who was not there, by staff number, with the reason told beforehand, or an empty text.
        present: Who was there; left out: everybody else whose attendance is kept.
        study: A study session or training; else a roll call during work.
        place: Where.

    Raises:
        NotAllowed, NoTopic, BothPlaces, UnknownStaff: as they say.
    """
    work.need(Right.KEEP_ATTENDANCE)
    topic = clean(topic, field="内容", most=TOPIC_MOST)
    if not topic:
        raise NoTopic()
    missing = {work.hall.person(no).no: clean(why, field="原因", most=REASON_MOST) for no, why in absent.items()}
    there = expected(work.hall) if present is None else [work.hall.person(no).no for no in present]
    if present is None:
        there = [no for no in there if no not in missing]
    for no in there:
        if no in missing:
            raise BothPlaces(name=work.hall.person(no).name)
    return work.insert(RollCallRow, {
        "day": work.today, "at": work.moment, "study": study, "topic": topic,
        "place": clean(place, field="地点", most=PLACE_MOST), "called_by": work.actor, "present": there,
        "absent": missing,
    })  # fmt: skip


def absent_of(hall: Hall, typed: str) -> dict[str, str]:
    """Who was missing as people type it: names or numbers, each with its reason in brackets.

    Raises:
        NobodyOfThatName: naming what was not understood.
    """
    found: dict[str, str] = {}
    for part in _ONE.finditer(typed.replace("(", "（").replace(")", "）")):
        who, why = part[1], part[2] or ""
        named = [each for each in hall.laid.staff.values() if each.active and who in (each.no, each.name)]
        if len(named) != 1:
            raise NobodyOfThatName(typed=who)
        found[named[0].no] = why.strip()
    return found


def expected(hall: Hall) -> list[str]:
    """Everybody whose attendance is kept today."""
    return [each.no for each in hall.laid.staff.values() if each.active and counted(hall, each)]


def of_days(connection: Connection, first: date, last: date) -> list[RollCall]:
    """The roll calls of some days, both counted, in their order."""
    query = select(_R).where(_R.c.day >= first, _R.c.day <= last).order_by(_R.c.day, _R.c.id)
    return [
        RollCall(row["id"], row["day"], row["at"], bool(row["study"]), row["topic"], row["place"], row["called_by"],
                 tuple(row["present"]), dict(row["absent"]))
        for row in connection.execute(query).mappings()
    ]  # fmt: skip
