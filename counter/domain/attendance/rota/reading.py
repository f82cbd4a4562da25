"""Reading the rota (值班表): its entries, what a day asks of it, the facts of a plan, each person's counts.

Keeps: the hall's general cleaning and study stand beside the day on which its own document puts them (A45); the village
days stand on it whatever day they fall on (S34.9, A27).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.attendance.model import RosterMonth
from counter.domain.attendance.rota.plan import DUTY_NAMES, MARKET, DutyDay, Facts, Leader, Opening, levelled
from counter.domain.attendance.rota.refusals import UnknownEntry
from counter.domain.clock import ZONE, weekday
from counter.domain.columns import table_of
from counter.domain.hall.days.calendar import ONE_DAY, DayKind
from counter.domain.hall.duty.due import counted
from counter.domain.hall.duty.facts import Spell, seconds
from counter.domain.hall.duty.model import RosterRow
from counter.domain.hall.duty.reading import spells_of
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Role
from counter.domain.hall.rulebook import Rulebook
from counter.domain.reckoning import Reckoning, Step
from counter.domain.rules import carries

LEADERS = frozenset({Role.MAIN_LEADER, Role.LEADER_IN_CHARGE, Role.DIRECTOR, Role.DEPUTY_DIRECTOR})
"""Who can be on leaders' duty."""
_ROSTER, _MONTH = table_of(RosterRow), table_of(RosterMonth)
_HOLDS = select(_ROSTER).where(_ROSTER.c.dropped.is_(False))
_ORDER = {duty: at for at, duty in enumerate(("leader", "window", "weekend", "noon", "village", "rest"))}
_WEEKEND = "周末"


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty of one day, as it holds."""

    id: int
    day: date
    duty: str
    person: str
    post: str = ""
    place: str = ""
    note: str = ""
    published: datetime | None = None
    rev: int = 0
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """How a month's rota stands."""

    first: date
    drafted: datetime | None = None
    published: datetime | None = None
    paper_id: int | None = None
    leaders_paper_id: int | None = None
    rev: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How often somebody was, and will be, on duty: the months that weigh in, up to the end of a month."""

    no: str
    name: str
    market: int = 0
    noon: int = 0
    weekend: int = 0
    """Weekends and holidays."""
    leader: int = 0
    window: int = 0
    village: int = 0


# -- entries -----------------------------------------------------------------------------------


def entries(connection: Connection, first: date, last: date) -> list[Entry]:
    """Every entry that holds from a day to a day, by day and duty."""
    rows = connection.execute(_HOLDS.where(_ROSTER.c.day.between(first, last)).order_by(_ROSTER.c.day, _ROSTER.c.id))
    found = [_entry(dict(row)) for row in rows.mappings()]
    return sorted(found, key=lambda each: (each.day, _ORDER[each.duty], each.id))


def entry(connection: Connection, key: int) -> Entry:
    """One entry that holds.

    Raises:
        UnknownEntry: where there is none.
    """
    row = connection.execute(_HOLDS.where(_ROSTER.c.id == key)).mappings().first()
    if row is None:
        raise UnknownEntry()
    return _entry(dict(row))


def dropped(connection: Connection, first: date, last: date) -> list[Entry]:
    """What was published and taken off again, from a day to a day."""
    query = select(_ROSTER).where(_ROSTER.c.day.between(first, last), _ROSTER.c.dropped.is_(True))
    rows = connection.execute(query.where(_ROSTER.c.published.is_not(None)).order_by(_ROSTER.c.day, _ROSTER.c.id))
    return [_entry(dict(row)) for row in rows.mappings()]


def month_of(connection: Connection, first: date) -> Month:
    """How the rota of a month stands, by its first day."""
    row = connection.execute(select(_MONTH).where(_MONTH.c.month == first)).mappings().first()
    if row is None:
        return Month(first)
    return Month(first, row["drafted"], row["published"], row["paper_id"], row["leaders_paper_id"], row["rev"])


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(row["id"], row["day"], row["duty"], row["person"], row["post"], row["place"], row["note"],
                 row["published"], row["rev"], row["replaces"])  # fmt: skip


# -- what a day asks ---------------------------------------------------------------------------


@carries("S34.6", "S34.9", "S34.15", by="clock")
def duty_day(hall: Hall, day: date) -> DutyDay:
    """What the rules ask of a day."""
    book, hours, fact = hall.book(day), hall.hours(day), hall.calendar.fact(day)
    market = hours.is_market(day)
    is_open = bool(hours.sessions(day))
    everybody = market and is_open and book.calendar.market.everybody.value
    special = [each.name for each in book.duty.special.value if each.holds(day)]
    rest = bool(special) or (not is_open and _rests(book, fact.kind))
    return DutyDay(
        day, fact.working, is_open, market, everybody, windows=is_open and not everybody and book.calendar.rota.value,
        noon=fact.working and bool(book.duty.noon.hours.value), leader=is_open or rest,
        village=day.day in book.calendar.village_days.value, rest=rest, said=tuple(_said(hall, day, special)),
    )  # fmt: skip


def _rests(book: Rulebook, kind: DayKind) -> bool:
    wanted = {"none": (), "holidays": (DayKind.HOLIDAY,), "rest-days": (DayKind.HOLIDAY, DayKind.WEEKEND)}
    return kind in wanted[book.duty.rest_days.value]


def _said(hall: Hall, day: date, special: Sequence[str]) -> Iterator[str]:
    """What is written beside a day."""
    book, fact = hall.book(day), hall.calendar.fact(day)
    if fact.kind is DayKind.HOLIDAY:
        yield fact.name or "放假"
    if fact.kind is DayKind.MAKE_UP:
        yield "调休上班"
    if hall.hours(day).is_market(day):
        yield "逢场" if not book.calendar.market.everybody.value else "逢场天全员坐岗"
    yield from special
    if day.day in book.calendar.village_days.value:
        yield "到村日"
    yield from _together(hall, day)
    if fact.provisional:
        yield "放假安排未公布，暂定"


def _together(hall: Hall, day: date) -> Iterator[str]:
    """General cleaning and study, each on the day that the hall's document names."""
    book = hall.book(day)
    cleaning, study = book.cleaning.general.value, book.duty.study.value
    if falls_on(hall, cleaning, day):
        yield f"{cleaning}大扫除"
    if falls_on(hall, study, day):
        yield f"{study}学习"


def falls_on(hall: Hall, said: str, day: date) -> bool:
    """Whether 周五下午 or the like names this day; 周末 is the week's last working day; never a rest day."""
    if not said or not hall.calendar.is_working(day):
        return False
    if said.startswith(_WEEKEND):
        return hall.calendar.next_working(day).isocalendar()[:2] != day.isocalendar()[:2]
    return said.startswith(weekday(day))


def why_day(hall: Hall, day: date) -> Reckoning[str]:
    """What the rules ask of a day, with the article of each, and how whose turn it is was found."""
    asked, book = duty_day(hall, day), hall.book(day)
    duty, calendar = book.duty, book.calendar
    told = [Step(f"{hall.calendar.fact(day).said} {'、'.join(asked.said)}".rstrip())]
    for holds, text, ruled in (
        (asked.everybody, "逢场天，全员坐岗，不排轮值", calendar.market.everybody),
        (asked.windows, f"轮值：每天开{duty.windows.value}个窗口", calendar.rota),
        (asked.noon, f"午间值班一人，{duty.noon.place.value}", duty.noon.hours),
        (asked.village, "到村日，到村服务站", calendar.village_days),
        (asked.rest, f"值班{duty.rest_people.value}人", duty.rest_days),
        (asked.leader and duty.leaders.in_charge.value, "分管领导每天到大厅", duty.leaders.in_charge),
        (asked.leader, f"每天至少{duty.leaders.least.value}位领导", duty.leaders.least),
    ):
        if holds:
            told.append(Step(text, (ruled.cite,)))
    turn = f"轮到谁：近{duty.fair_months.value}个月次数最少的先排；请假、公出的不排"
    return Reckoning("", (*told, Step(turn, (duty.fair_months.cite,))))


# -- the facts of a plan -----------------------------------------------------------------------


def facts_of(hall: Hall, connection: Connection, first: date, last: date) -> Facts:
    """What a plan from a day to a day follows from."""
    book = hall.book(first)
    people = [each for each in hall.laid.staff.values() if each.until is None or each.until > first]
    staff = sorted(each.no for each in people if counted(hall, each))
    leaders = tuple(sorted((_leader(each) for each in people if LEADERS & set(each.roles)), key=lambda each: each.no))
    openings = tuple(openings_of(hall))
    counts = counts_before(hall, connection, first, book.duty.fair_months.value)
    names = [*staff, *(each.no for each in leaders)]
    counts = levelled(counts, (*DUTY_NAMES, MARKET), names)
    counts = levelled(counts, (*DUTY_NAMES, MARKET), [each.post for each in openings])
    counts = levelled(counts, ("village",), hall.laid.villages)
    return Facts(
        tuple(duty_day(hall, day) for day in days(first, last)), openings, tuple(staff),
        tuple(no for no in staff if Role.COMPREHENSIVE not in hall.person(no).roles), leaders, hall.laid.villages,
        away(hall, first, last), counts, book.duty.windows.value, book.duty.leaders.main_days.value,
        book.duty.leaders.in_charge.value, book.duty.leaders.least.value, book.duty.rest_people.value,
    )  # fmt: skip


def openings_of(hall: Hall) -> Iterator[Opening]:
    """The windows that take turns: all but the comprehensive one, which is open every day."""
    for post in hall.laid.posts.values():
        if Role.COMPREHENSIVE not in hall.person(post.a).roles:
            yield Opening(post.code, tuple(no for no in (post.a, post.b) if no))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from a day to a day."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def away(hall: Hall, first: date, last: date) -> frozenset[tuple[str, date]]:
    """Who cannot be put on duty on which day: approved leave, trips and group duty of any length, who has left."""
    found = {(each.no, day) for each in hall.laid.staff.values() if each.until is not None
             for day in days(max(first, each.until), last)}  # fmt: skip
    for no, spells in spells_of(hall, first, last).items():
        found |= {(no, day) for spell in spells for day in days(first, last) if _on(spell, day)}
    return frozenset(found)


def _on(spell: Spell, day: date) -> bool:
    begins = seconds(datetime(day.year, day.month, day.day, tzinfo=ZONE))
    ends = seconds(datetime.combine(day + ONE_DAY, datetime.min.time(), ZONE))
    return spell.start < ends and begins < spell.until


def _leader(person: Person) -> Leader:
    return Leader(person.no, Role.MAIN_LEADER in person.roles, Role.LEADER_IN_CHARGE in person.roles)


# -- counts ------------------------------------------------------------------------------------


def counts_before(hall: Hall, connection: Connection, first: date, months: int) -> dict[tuple[str, str], int]:
    """How often somebody, a window or a village stood on a published rota in the months before a day."""
    found: Counter[tuple[str, str]] = Counter()
    for each in entries(connection, back(first, months), first - ONE_DAY):
        if each.published is not None:
            found.update((_counted_as(hall, each), name) for name in (each.person, each.post, each.place) if name)
    return dict(found)


def back(first: date, months: int) -> date:
    """The first day of the month so many months before."""
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _counted_as(hall: Hall, each: Entry) -> str:
    turn = each.duty in ("window", "weekend")
    if each.duty == "leader" and not hall.hours(each.day).sessions(each.day):
        return "rest"
    return MARKET if turn and hall.hours(each.day).is_market(each.day) else each.duty


def tallies(hall: Hall, connection: Connection, first: date, last: date) -> list[Tally]:
    """Everybody's market days, noons, weekends and so on until the end of a month, who has most first.

    On a market day on which everybody is at the post all but who was away have one more; they count from the day on
    which the hall's first rota was in force.
    """
    since = back(first, hall.book(first).duty.fair_months.value)
    every = entries(connection, since, last)
    found: Counter[tuple[str, str]] = Counter()
    for each in every:
        market = hall.hours(each.day).is_market(each.day) and each.duty in ("window", "weekend")
        rest = not hall.calendar.is_working(each.day)
        found[each.person, MARKET if market else each.duty] += 1
        found[each.person, _WEEKEND] += rest and each.duty != "leader"
    if every:
        found.update(_everybody(hall, every[0].day, last))
    staff = [each for each in hall.laid.staff.values()
             if each.active and (counted(hall, each) or LEADERS & set(each.roles))]  # fmt: skip
    made = [Tally(each.no, each.name, found[each.no, MARKET], found[each.no, "noon"], found[each.no, _WEEKEND],
                  found[each.no, "leader"], found[each.no, "window"], found[each.no, "village"])
            for each in staff]  # fmt: skip
    return sorted(made, key=lambda each: (-each.market - each.noon - each.weekend - each.leader, each.no))


def _everybody(hall: Hall, first: date, last: date) -> Iterator[tuple[str, str]]:
    """A market day with everybody at the post, for each of them who was not away."""
    out = away(hall, first, last)
    staff = [each.no for each in hall.laid.staff.values() if counted(hall, each)]
    for day in days(first, last):
        if duty_day(hall, day).everybody:
            there = [no for no in staff if (no, day) not in out]
            yield from ((no, MARKET) for no in there)
            if not hall.calendar.is_working(day):
                yield from ((no, _WEEKEND) for no in there)


def names_of(hall: Hall, numbers: Iterable[str]) -> str:
    """People by name, in their order."""
    return "、".join(hall.person(no).name for no in numbers)
