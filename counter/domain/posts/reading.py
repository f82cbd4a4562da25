"""A post as a screen shows it: whose it is, who answers and why, what waits for a confirmation, which leave comes.

Keeps: who leaves is asked for the handover, a day ahead where the hall has it so (S13.7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from counter.domain.clock import ZONE, local, local_day
from counter.domain.columns import moment_of, moment_text
from counter.domain.hall.duty.answering import BECAUSE, TAKE_BACK, Answer, Standing
from counter.domain.hall.duty.facts import Turn, moment, seconds
from counter.domain.hall.laid_down import PostOf
from counter.domain.hall.opened import Hall
from counter.domain.posts.turns import GROUND_NAMES, KIND_NAMES, last_of, names_of, offered
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.rules import carries

DUTIES = Cite("A岗不在，B岗顶上，以A岗的权责办理；A岗B岗都不在的，由主任指定", ("S13.2", "S13.10", "S13.19"))
_LEAVES = (
    "SELECT id, number, person, start, until, kind, stand_in, by_phone, asked FROM leave_taken "
    "WHERE {who} until >= ? AND start <= ? AND approved IS NOT NULL AND withdrawn IS NULL ORDER BY start, id"
)
_CALLS = (
    "SELECT id, post, kind, at, giver, taker, note FROM handover WHERE giver = ? AND confirmed_giver IS NULL "
    "AND kind = 'by-phone' ORDER BY id"
)
_GOT = (
    "SELECT id, post, kind, at, giver, taker, note FROM handover WHERE post = ? AND kind = 'unhanded' "
    "AND confirmed_taker IS NULL ORDER BY at, id"
)
_FAR = timedelta(days=60)
ANSWERED_DAYS = 15
"""So many days back F9 of a post tells who answered."""


@dataclass(frozen=True, slots=True)
class LeaveAhead:
    """A leave that comes or runs, for which a post is to be handed over."""

    id: int
    number: str
    start: datetime
    until: datetime
    kind: str
    stand_in: str
    ask_from: date
    """From this day on the handover is asked for."""


@dataclass(frozen=True, slots=True)
class PostSeen:
    """A post now."""

    post: PostOf
    a: str
    b: str
    answer: Answer
    lent_to: str
    """Who has it by a handover; empty while A has it."""
    since: datetime | None
    """Since when."""
    short: bool
    """Whether A is only away for minutes."""
    offered: Mapping[str, Any] | None
    """The handover that waits for its second confirmation."""
    awaits: str
    """Whose confirmation that is."""
    last: Mapping[str, Any] | None
    """The last handover, confirmed or not."""
    leave: LeaveAhead | None
    """A's leave for which the post is not handed over yet."""


def post_seen(hall: Hall, connection: Connection, code: str) -> PostSeen:
    """How a post stands now."""
    found = hall.standing()
    now = hall.clock().moment
    at = seconds(now)
    held, turn = found.holding(code, at), found.turn(code, at)
    lent = turn if turn is not None and turn.taker != held.a else None
    waits = offered(connection, code)
    awaits = "" if waits is None else waits["taker"] if waits["confirmed_taker"] is None else waits["giver"]
    ground = connection.exec_driver_sql("SELECT ground FROM handover WHERE id = ?", (lent.id if lent else 0,)).scalar()
    return PostSeen(
        hall.post(code), held.a, held.b, found.answer(code, at), lent.taker if lent else "",
        datetime.fromtimestamp(lent.at, ZONE) if lent else None, ground == "short", waits, awaits,
        last_of(connection, code), None if lent else leave_ahead(hall, connection, held.a),
    )  # fmt: skip


@carries("S13.7", by="check")
def leave_ahead(hall: Hall, connection: Connection, no: str) -> LeaveAhead | None:
    """Somebody's next leave, or the one that runs, with the day from which on its handover is asked for."""
    now = hall.clock().moment
    query = _LEAVES.format(who="person = ? AND")
    row = connection.exec_driver_sql(query, (no, moment_text(now), moment_text(now + _FAR))).mappings().first()
    if row is None:
        return None
    start = moment_of(row["start"])
    day = local_day(start)
    if hall.book().posts.handover.value == "one-day-ahead":
        day -= timedelta(days=1)
        while not hall.calendar.is_working(day):
            day -= timedelta(days=1)
    return LeaveAhead(row["id"], row["number"], start, moment_of(row["until"]), row["kind"], row["stand_in"], day)


def asked_for(hall: Hall, connection: Connection, no: str) -> tuple[tuple[PostOf, LeaveAhead], ...]:
    """The posts that somebody should hand over now because a leave comes."""
    leave = leave_ahead(hall, connection, no)
    if leave is None or hall.today < leave.ask_from or leave.until <= hall.clock().moment:
        return ()
    found = hall.standing()
    at = seconds(hall.clock().moment)
    return tuple((post, leave) for post in hall.laid.posts.values()
                 if found.holding(post.code, at).a == no and found.turn(post.code, at) is None)  # fmt: skip


@carries("S13.8", by="check")
def ending(hall: Hall) -> tuple[tuple[PostOf, str, date], ...]:
    """Posts whose A, or who has them, is here for the last day on which work is done, or is gone: who, and until when.

    From the last working day of somebody whose end is known the handover is asked for, until another is A.
    """
    found, at = hall.standing(), seconds(hall.clock().moment)
    last = hall.calendar.next_working(hall.today)
    due: list[tuple[PostOf, str, date]] = []
    for post in hall.laid.posts.values():
        turn = found.turn(post.code, at)
        for no in dict.fromkeys((found.holding(post.code, at).a, turn.taker if turn is not None else "")):
            until = hall.person(no).until if no else None
            if until is not None and until <= last:
                due.append((post, no, until))
    return tuple(due)


def lists_to_confirm(hall: Hall, connection: Connection, no: str) -> Sequence[Mapping[str, Any]]:
    """Lists that wait for somebody: of their own leaves by phone, and of posts that they got without a handover."""
    rows = [dict(row) for row in connection.exec_driver_sql(_CALLS, (no,)).mappings()]
    calls = [{**row, "at": moment_of(row["at"])} for row in rows]
    got = (row for post in hall.posts_of(no) for row in got_without(connection, post.code))
    return [*calls, *(row for row in got if row["taker"] == no)]


def got_without(connection: Connection, post: str) -> Sequence[Mapping[str, Any]]:
    """The changes of a post without a handover whose list the new holder has not confirmed yet."""
    rows = [dict(row) for row in connection.exec_driver_sql(_GOT, (post,)).mappings()]
    return [{**row, "at": moment_of(row["at"])} for row in rows]


def explained(hall: Hall, code: str, at: datetime | None = None) -> Reckoning[Answer]:
    """Who answers for a post and why, for F9."""
    when = at or hall.clock().moment
    found = hall.standing(local_day(when))
    told = found.explained(code, seconds(when), lambda no: hall.person(no).name, DUTIES)
    turn = found.turn(code, seconds(when))
    if turn is None:
        return told
    rows = hall.rows("SELECT ground, note FROM handover WHERE id = ?", (turn.id,))
    why = [f"{GROUND_NAMES.get(ground, '')}  {note}".strip() for ground, note in rows]
    before = [Step(each) for each in _passed_on(hall, found, code, turn)]
    more = [Step(f"原因：{each}") for each in why if each]
    return Reckoning(told.value, (*told.steps[:-2], *before, told.steps[-2], *more, told.steps[-1]))


@carries("S13.2", by="report")
def answered(hall: Hall, code: str, days: int = ANSWERED_DAYS) -> Reckoning[Answer]:
    """Who answers for a post and why, then who answered before, the latest first, day by day back."""
    told = explained(hall, code)
    now = hall.clock().moment
    found = hall.standing(local_day(now)).stretches(code, seconds(now - timedelta(days=days)), seconds(now) + 1)
    spans = [Step(f"以前由谁负责（近{days}天，最近的在前）")]
    for number, each in enumerate(reversed(found)):
        until = "现在" if number == 0 else f"{local(moment(each.until)):%m-%d %H:%M}"
        spans.append(Step(f"{local(moment(each.start)):%m-%d %H:%M} 至 {until}  {names_of(hall, each.answer.person)}"
                          f"（{BECAUSE[each.answer.because]}）"))  # fmt: skip
    return Reckoning(told.value, (*told.steps, *spans))


def _passed_on(hall: Hall, found: Standing, code: str, last: Turn) -> list[str]:
    """Through whose hands a post went since A gave it, up to the last ones, which are told beside the answer."""
    chain: list[Turn] = []
    for each in reversed([turn for turn in found.turns.get(code, ()) if (turn.at, turn.id) < (last.at, last.id)]):
        if each.kind == TAKE_BACK:
            break
        chain.append(each)
    return [f"{local(moment(each.at)):%m-%d %H:%M} {KIND_NAMES[each.kind]}：{names_of(hall, each.giver)} → "
            f"{names_of(hall, each.taker)}" for each in reversed(chain)]  # fmt: skip
