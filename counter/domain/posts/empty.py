"""Windows at which nobody is in working hours (空岗): found from the stretches, shown, and confirmed into a record.

A window on the day's rota stands empty once none of its posts has anybody for longer than the hall's minutes (S13.19,
S34.14). Off the rota a window is empty by rule, and one person may sit for several posts (并窗). What the director
confirms is a record with A and B answerable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.clock import ZONE, local
from counter.domain.columns import table_of
from counter.domain.hall.duty.answering import NOBODY
from counter.domain.hall.duty.facts import Span, moment, seconds
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.posts.model import EmptyWindow
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

NOTE_MOST = 100
_T = table_of(EmptyWindow)
_OF_DAY = select(_T).where(_T.c.day == bindparam("day")).order_by(_T.c.id)


class NotEmpty(Refusal):
    """A window that is to be confirmed as empty, and was not."""

    says = "{window}{day}没有超过{minutes}分钟无人的时候，不能认定空岗。有人在岗没签到的，先补签到。"


class ConfirmedAlready(Refusal):
    """The same empty time once more."""

    says = "{window}{since}起的空岗，{by}已经认定过了，不用再认定。"
    standing = True


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A time at which nobody was at a window."""

    window: str
    name: str
    posts: tuple[str, ...]
    people: tuple[str, ...]
    """A and B of its posts at that time: they answer for it."""
    since: datetime
    """When the last one left."""
    until: datetime | None
    """When somebody was there again, or the session ended; None while nobody is."""
    confirmed_by: str = ""
    """Who confirmed it as 空岗; empty while nobody has."""
    confirmed_at: datetime | None = None
    note: str = ""
    """What was found when it was confirmed."""
    record: int = 0
    """The key of the record."""

    @property
    def when(self) -> str:
        """From when to when: 10:00–11:20, or 10:00起."""
        until = f"–{local(self.until):%H:%M}" if self.until else "起"
        return f"{local(self.since):%H:%M}{until}"

    @property
    def minutes(self) -> int | None:
        """How many minutes it lasted; None while it lasts."""
        return int((self.until - self.since).total_seconds() // 60) if self.until else None


@carries("S13.19", "S34.14", by="clock")
def vacancies(hall: Hall, connection: Connection, day: date) -> list[Vacancy]:
    """Every time of a day, up to now, at which a window on its rota had nobody for longer than the hall's minutes.

    What was confirmed stays on the list, also where a later entry says that somebody was there.
    """
    start = datetime.combine(day, time(), ZONE)
    now = hall.clock().moment
    until = min(now, start + timedelta(days=1))
    if until <= start:
        return []
    known = {(row["window"], row["since"]): row for row in confirmed(connection, day)}
    found = [each for window in hall.laid.windows for each in _of_window(hall, window, start, until, now)]
    shown = [_with(each, known.pop((each.window, each.since), None)) for each in found]
    shown += [_recorded(hall, row) for row in known.values()]
    return sorted(shown, key=lambda each: each.since)


def empty_now(hall: Hall) -> list[Vacancy]:
    """The windows at which nobody is at this moment, for longer than the hall's minutes."""
    start, now = datetime.combine(hall.today, time(), ZONE), hall.clock().moment
    found = (each for window in hall.laid.windows for each in _of_window(hall, window, start, now, now))
    return [each for each in found if each.until is None]


def confirmed(connection: Connection, day: date) -> Sequence[Mapping[str, Any]]:
    """What was confirmed of a day."""
    return [dict(row) for row in connection.execute(_OF_DAY, {"day": day}).mappings()]


@act("confirm-empty")
@carries("S13.19", "S34.14", by="act")
def confirm_empty(work: Work, window: str, since: datetime | None = None, note: str = "") -> int:
    """Confirms that a window stood empty (空岗): a record for which A and B of its posts answer.

    Args:
        work: The open unit of work.
        window: Its code.
        since: Which time, by its beginning; None: the last one of today that is not confirmed.
        note: What was found.

    Returns:
        The record's key.

    Raises:
        NotAllowed, NotEmpty, ConfirmedAlready: as they say.
    """
    work.need(Right.CONFIRM_EMPTY)
    minutes = work.book.posts.empty_minutes
    day = local(since).date() if since else work.today
    found = [each for each in vacancies(work.hall, work.connection, day) if each.window == window]
    wanted = [each for each in found if each.since == since] if since else found
    name = work.hall.laid.windows.get(window, window)
    if not wanted:
        raise NotEmpty(window=name, day=f"{day:%m-%d}", minutes=minutes.value, cites=(minutes.cite, NEVER_EMPTY))
    fresh = [each for each in wanted if not each.confirmed_by]
    if not fresh:
        last = wanted[-1]
        raise ConfirmedAlready(window=name, since=f"{local(last.since):%m-%d %H:%M}",
                               by=work.hall.person(last.confirmed_by).name, cites=(NEVER_EMPTY,))  # fmt: skip
    chosen = fresh[-1]
    return work.insert(EmptyWindow, {
        "window": window, "posts": list(chosen.posts), "people": list(chosen.people), "day": day,
        "since": chosen.since, "until": chosen.until, "note": clean(note, field="情况", most=NOTE_MOST),
        "confirmed": work.moment, "confirmed_by": work.actor,
    })  # fmt: skip


NEVER_EMPTY = Cite("上班时间窗口不能没人", ("S13.19", "S34.14"))


def _of_window(hall: Hall, window: str, start: datetime, until: datetime, now: datetime) -> list[Vacancy]:
    """The times at which none of a window's posts had anybody."""
    standing = hall.standing()
    book = standing.day_of(local(start).date())
    posts = tuple(post.code for post in hall.laid.posts.values() if post.window == window and book.on_rota(post.code))
    if not posts:
        return []
    left = [_without(hall, post, start, until) for post in posts]
    common = left[0]
    for spans in left[1:]:
        common = [(max(one[0], other[0]), min(one[1], other[1])) for one in common for other in spans
                  if one[0] < other[1] and other[0] < one[1]]  # fmt: skip
    found = []
    for first, last in common:
        if last - first > book.empty_seconds:
            held = [standing.holding(post, first) for post in posts]
            people = tuple(dict.fromkeys(no for each in held for no in (each.a, each.b) if no))
            ended = moment(last) if last < seconds(now) else None
            found.append(Vacancy(window, hall.laid.windows[window], posts, people, moment(first), ended))
    return found


def _without(hall: Hall, post: str, start: datetime, until: datetime) -> list[Span]:
    """The times at which a post had nobody, each from when the last one left."""
    standing = hall.standing()
    longest = standing.day_of(local(start).date()).empty_seconds
    return [
        (each.start - longest - 1, each.until)
        for each in standing.stretches(post, seconds(start), seconds(until) + 1) if each.answer.because == NOBODY
    ]  # fmt: skip


def _with(vacancy: Vacancy, row: Mapping[str, Any] | None) -> Vacancy:
    """A time with the record of it, where it was confirmed."""
    if row is None:
        return vacancy
    return replace(vacancy, confirmed_by=row["confirmed_by"], confirmed_at=row["confirmed"], note=row["note"],
                   record=int(row["id"]))  # fmt: skip


def _recorded(hall: Hall, row: Mapping[str, Any]) -> Vacancy:
    """A time as it was confirmed, which presence as it stands now does not show."""
    window = row["window"]
    bare = Vacancy(window, hall.laid.windows.get(window, window), tuple(row["posts"]), tuple(row["people"]),
                   row["since"], row["until"])  # fmt: skip
    return _with(bare, row)
