"""Who is due in the hall on a day, and for which hours (应到): pure, by calendar, market, rota, roles and leave.

Keeps: on a market day everybody the whole day (S34.8, and before the rota: A29), windows in turn on the days between
where the hall has a rota (S34.10), nobody on rest days without a market. Leaders' duty is a table of its own (A59).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from counter.domain.hall.duty.facts import Span
from counter.domain.hall.duty.reading import spans
from counter.domain.hall.rights import Role
from counter.domain.reckoning import Reckoning, Step
from counter.domain.rules import carries

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall

_AT_WORK = {Role.CLERK, Role.COMPREHENSIVE, Role.SEAL_KEEPER, Role.ARCHIVE_KEEPER}
"""Whose presence is judged, whatever else they are; who holds a post is due too."""
_RESTS = {"weekend": "周末", "holiday": "放假", "make-up": "调休上班", "work": "工作日"}


@dataclass(frozen=True, slots=True)
class OnRota:
    """What the published rota says of one day: who is on which duty; None where the month has none."""

    duties: Mapping[str, Sequence[str]]
    """Duty (window, weekend, noon, village, leader, rest): the staff numbers."""


@carries("S34.7", "S34.8", "S34.10", by="clock")
def due(hall: Hall, person: Person, day: date, rota: OnRota | None, *, stands_in: bool = False) -> Reckoning[
    tuple[Span, ...]
]:  # fmt: skip
    """The hours for which somebody is due that day; none on a day of rest or off the rota.

    Args:
        hall: The hall, open.
        person: Who.
        day: The local day.
        rota: What the published rota says of the day; None where its month has none.
        stands_in: Whether somebody counts on them that day as a stand-in: they are due whatever the rota says.
    """
    book = hall.book(day)
    hours = tuple(spans(hall, day))
    kind = hall.calendar.fact(day).kind
    said = Step(f"{day:%m-%d} {_RESTS[str(kind)]}")
    if not counted(hall, person):
        return Reckoning((), (said, Step("领导带班另有值班表，不在考勤之列")))
    if not hours:
        return Reckoning((), (said, Step("大厅不开门，不用到岗")))
    if hall.hours(day).is_market(day):
        everybody = book.calendar.market.everybody
        if everybody.value:
            return Reckoning(hours, (said, Step("逢场天，全天坐岗", (everybody.cite,))))
    if rota is None or stands_in:
        why = "顶岗，应到" if stands_in else "应到"
        return Reckoning(hours, (said, Step(why, (book.calendar.hours.am.cite, book.calendar.hours.pm.cite))))
    on_duty = any(person.no in rota.duties.get(duty, ()) for duty in ("window", "weekend"))
    if on_duty or Role.COMPREHENSIVE in person.roles:
        return Reckoning(hours, (said, Step("值班表上轮到，应到", (book.calendar.rota.cite,))))
    return Reckoning((), (said, Step("今日不轮值，做本部门工作", (book.calendar.rota.cite,))))


def counted(hall: Hall, person: Person) -> bool:
    """Whether somebody's presence is kept at all: who works at a window or holds a post."""
    return bool(_AT_WORK & set(person.roles)) or bool(hall.posts_of(person.no))


def rota_of(hall: Hall, day: date) -> OnRota | None:
    """What the published rota says of a day; None where its month has none, or only from a later day on."""
    if not hall.rows(_ANY, (day.replace(day=1).isoformat(), day.isoformat())):
        return None
    found: dict[str, list[str]] = {}
    for duty, person in hall.rows(_OF_DAY, (day.isoformat(),)):
        found.setdefault(duty, []).append(person)
    return OnRota(found)


_ANY = (
    "SELECT 1 FROM roster WHERE day >= ? AND day <= ? AND duty IN ('window', 'weekend') "
    "AND published IS NOT NULL AND dropped = 0 LIMIT 1"
)
_OF_DAY = "SELECT duty, person FROM roster WHERE day = ? AND published IS NOT NULL AND dropped = 0 ORDER BY id"
