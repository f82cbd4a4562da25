"""The lines of 值班: a month by day, one's own days, swaps, duty as it was done, overtime; each from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from counter.domain.approvals.slips import month_of as month_ends
from counter.domain.attendance.rota import duty_reading, overtime, rosters
from counter.domain.attendance.rota import papers as roster_papers
from counter.domain.attendance.rota import reading as roster_reading
from counter.domain.attendance.rota import swaps as roster_swaps
from counter.domain.attendance.rota.overtime import Overtime
from counter.domain.attendance.rota.plan import DUTY_NAMES
from counter.domain.attendance.rota.reading import Entry, days, duty_day, entries, month_of
from counter.domain.attendance.rota.refusals import UnknownEntry
from counter.domain.clock import local, said_month, weekday
from counter.domain.hall.days.calendar import ONE_DAY
from counter.screens.kit.lines import Meaning, Styles

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.opened import Hall

_AHEAD = timedelta(days=62)
_TODAY = Meaning(Styles.SOON.style, "今")
_PAST = Meaning(Styles.NOT_MINE.style)
_LACKS = Meaning(Styles.OVERDUE.style, "缺")
_OPEN = Meaning(Styles.OVERDUE.style, "！")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of any of the lists."""

    key: Any
    when: str
    what: str
    who: str
    day: date
    meaning: Meaning = Styles.PLAIN
    swap: int = 0
    stays: Overtime | None = None


def standing(connection: Connection, month: date) -> str:
    """How the month's rota stands, and what to do."""
    there, name = month_of(connection, month), said_month(month)
    if there.drafted is None:
        return f"{name}还没有排值班表：按 1 编排，看过再按 2 公布。没有表的日子全员应到。"
    if there.published is None:
        return f"{name}草稿，{local(there.drafted):%m-%d %H:%M} 编排，还没有公布：按 2 公布才算数。"
    return f"{name}已公布 {local(there.published):%m-%d %H:%M}"


def of_month(hall: Hall, connection: Connection, month: date) -> Iterable[Row]:
    """The month by day: who has which duty; what lacks, and who is away, by a mark and in red."""
    first, last = month_ends(month)
    every = entries(connection, first, last)
    out = roster_reading.away(hall, first, last)
    begins = min((each.day for each in every), default=last + ONE_DAY)
    gaps = {(gap.day, gap.duty) for gap in rosters.missing(hall, every, max(first, begins), last)}
    for day in days(first, last):
        mine = [each for each in every if each.day == day]
        lacking = [duty for of, duty in sorted(gaps) if of == day]
        bad = [each for each in mine if (each.person, day) in out]
        words = [f"缺{DUTY_NAMES[duty]}" for duty in lacking]
        words += [f"{hall.person(each.person).name}请假" for each in bad]
        who = ("、".join(words) + "！ " if words else "") + _in_words(hall, mine)
        meaning = _LACKS if words and day >= hall.today else _plain(hall, day)
        yield Row(day, f"{day:%m-%d} {weekday(day)}", "、".join(duty_day(hall, day).said), who, day, meaning)


def _plain(hall: Hall, day: date) -> Meaning:
    if day < hall.today:
        return _PAST
    return _TODAY if day == hall.today else Styles.PLAIN


def _in_words(hall: Hall, mine: Sequence[Entry]) -> str:
    by_duty = {duty: [each for each in mine if each.duty == duty] for duty in DUTY_NAMES}
    order = ("leader", "noon", "rest", "window", "weekend", "village")
    return " ".join(f"{DUTY_NAMES[duty]} {roster_papers.said(hall, by_duty[duty])}"
                    for duty in order if by_duty[duty])  # fmt: skip


def of_person(hall: Hall, connection: Connection, own: str) -> Iterable[Row]:
    """What somebody has of published duty from today on."""
    today = hall.today
    for each in entries(connection, today, today + _AHEAD):
        if each.person == own and each.published is not None:
            where = roster_papers.said(hall, [each]).rpartition(" ")[0]
            said = f"{DUTY_NAMES[each.duty]} {where} {each.note}".rstrip()
            beside = "、".join(duty_day(hall, each.day).said)
            yield Row(each.id, f"{each.day:%m-%d} {weekday(each.day)}", beside, said, each.day, _plain(hall, each.day))


def swaps(hall: Hall, connection: Connection, own: str) -> Iterable[Row]:
    """The swaps that wait for somebody's word, and those that they asked for."""
    for row in roster_swaps.open_swaps(connection, own):
        asker, other = hall.person(row["asked_by"]), hall.person(row["other"])
        try:
            mine = roster_reading.entry(connection, row["entry"])
            theirs = roster_reading.entry(connection, row["back"]) if row["back"] else None
        except UnknownEntry:
            continue  # the rota was changed since: there is nothing left to agree to
        what = f"换{other.name} {theirs.day:%m-%d}" if theirs else f"由{other.name}替"
        said = f"{asker.name}的{DUTY_NAMES[mine.duty]}{what} {row['reason']}".rstrip()
        waits = f"等{'您' if other.no == own else other.name}同意"
        meaning = Styles.WAITS if other.no == own else Styles.PLAIN
        yield Row(row["id"], f"{mine.day:%m-%d} {weekday(mine.day)}", waits, said, mine.day, meaning, swap=row["id"])


def records(hall: Hall, connection: Connection, month: date) -> Iterable[Row]:
    """Duty as it was done in a month up to today; what nobody recorded stands first of its day."""
    first, last = month_ends(month)
    for day in days(first, min(last, hall.today)):
        for each in duty_reading.unrecorded(connection, day):
            name = hall.person(each.person).name
            meaning = _OPEN if day < hall.today else _TODAY
            yield Row((day, 1, each.id), f"{day:%m-%d} {weekday(day)}", f"{DUTY_NAMES[each.duty]} {name}",
                      "没有记录", day, meaning)  # fmt: skip
        for kept in duty_reading.records(connection, day, day):
            name = hall.person(kept.person).name
            ends = f"{local(kept.ended):%H:%M}" if kept.ended else "值班中"
            said = f"{local(kept.began):%H:%M}—{ends} {kept.record}"
            if kept.handed_to:
                said += f" 交给{hall.person(kept.handed_to).name}"
            yield Row((day, 0, kept.id), f"{day:%m-%d} {weekday(day)}", f"{DUTY_NAMES[kept.duty]} {name}", said, day)


def stays(hall: Hall, connection: Connection) -> Iterable[Row]:
    """Overtime, the latest months and what lies ahead."""
    today = hall.today
    for each in overtime.between(connection, today - _AHEAD, today + _AHEAD):
        late = each.approved and each.left_hall is None and each.until < hall.clock().moment
        meaning = _OPEN if late else Styles.PLAIN
        said = f"{local(each.start):%H:%M}—{local(each.until):%H:%M} {each.reason} {each.standing}"
        yield Row(each.id, f"{each.day:%m-%d} {weekday(each.day)}", hall.person(each.person).name,
                  said, each.day, meaning, stays=each)  # fmt: skip
