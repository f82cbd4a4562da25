"""Everything open for a post as it stands at this moment: what is handed over, line by line, and what came of it.

Cases with their due moments (the nearest first), errands for an applicant, what is to be handed out, appointments,
calls owed, what B received for A, seals, things by name, the day's cash, originals. The list has a digest: one that
changed under somebody's hands is told by what changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from counter.domain.casework.case.events import short_number
from counter.domain.casework.lists.worklist import Sight
from counter.domain.casework.till.money import yuan
from counter.domain.casework.till.reconciling import here, tills
from counter.domain.clock import local, local_day
from counter.domain.columns import canonical, moment_of
from counter.domain.hall.duty.seals import MOVE_NAMES, seals_of
from counter.domain.hall.duty.turning import list_by
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import digest
from counter.domain.posts.things import THING_NAMES, things_of
from counter.domain.refusals import Refusal

NAMES: Mapping[str, str] = {
    "case": "在办件", "errand": "代办件", "above": "待上级", "wait": "待补件", "collect": "待领结果",
    "appointment": "预约", "call": "待回电", "enquiry": "转来的咨询", "reception": "B岗记录", "seal": "印章",
    **THING_NAMES, "cash": "当日现金", "original": "暂存原件",
}  # fmt: skip
"""What stands on the list, in this order."""
COUNTED = ("seal", *THING_NAMES, "cash", "original")
"""What is counted in person."""
_CASES = (
    "SELECT c.id, c.number, c.item_code, c.item_version, c.due, c.agency, c.channel, p.name, c.list, c.day "
    "FROM cases AS c JOIN citizen AS p ON p.id = c.applicant_id WHERE c.post = ? AND c.list = '{list}' "
    "ORDER BY c.{by}, c.id"
)
_LISTS = {"open": "due", "above": "due", "wait": "day", "collect": "closed_day"}
_ORIGINALS = (
    "SELECT c.number, c.custody, p.name FROM cases AS c JOIN citizen AS p ON p.id = c.applicant_id "
    "WHERE c.custody IS NOT NULL AND c.post = ? ORDER BY c.day, c.id"
)
_APPOINTMENTS = (
    "SELECT a.number, a.at, a.item_code, a.home, p.name FROM appointment AS a JOIN citizen AS p ON p.id = a.citizen_id "
    "WHERE a.state = 'booked' AND a.post = ? ORDER BY a.at, a.id"
)
_CALLS = "SELECT id, name, matter, asked, staff, post, with_post FROM enquiry WHERE owed = 1 ORDER BY day, id"
_PASSED = (
    "SELECT id, name, matter, until FROM enquiry WHERE waits IS NOT NULL AND owed = 0 AND with_post = ? "
    "ORDER BY until, id"
)
_RECEIVED = "SELECT number, name, matter, received FROM reception WHERE answered IS NULL AND post = ? ORDER BY id"


class ListChanged(Refusal):
    """The list changed while it was looked at."""

    says = "清单刚才变了：{changes}。已按最新的重列，请再看一遍、再确认。"

    def __init__(self, *, changes: Sequence[str], **facts: Any) -> None:
        """Takes every change, one sentence each; the sentence names the first ones."""
        self.changes = tuple(changes)
        shown = "；".join(self.changes[:3]) + (f" 等{len(self.changes)}处" if len(self.changes) > 3 else "")
        super().__init__(changes=shown, **facts)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the list."""

    kind: str
    ref: str
    """What it is known by: the number, the name."""
    says: str
    due: str = ""
    """When it is due or to be, MM-dd HH:MM in local time."""
    near: bool = False
    """Whether it is late or due within the hall's days."""
    count: int = 1

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same thing on another list."""
        return self.kind, self.ref

    @property
    def whole(self) -> str:
        """The thing in one line."""
        return " ".join(filter(None, (NAMES[self.kind], self.ref, self.says, self.due)))


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Everything open for a post at a moment."""

    post: str
    lines: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """The short form of what stands on it; nearness, which time alone changes, left out."""
        plain = [[line.kind, line.ref, line.says, line.due, line.count] for line in self.lines]
        return digest(hashlib.sha256(canonical(plain).encode("utf-8", "surrogatepass")).digest())

    def of(self, *kinds: str) -> tuple[Line, ...]:
        """The lines of some kinds."""
        return tuple(line for line in self.lines if line.kind in kinds)

    def amount(self, *kinds: str) -> int:
        """How many things these kinds are together."""
        return sum(line.count for line in self.of(*kinds))

    @property
    def near(self) -> int:
        """How many of them are late or near."""
        return sum(line.near for line in self.lines)

    def plain(self) -> dict[str, Any]:
        """As it is stored with the handover."""
        rows = [[line.kind, line.ref, line.says, line.due, int(line.near), line.count] for line in self.lines]
        return {"digest": self.digest, "lines": rows}


def stored(post: str, listed: Mapping[str, Any]) -> OpenWork:
    """A list as a handover keeps it; an empty one where none was kept."""
    rows = listed.get("lines", ())
    return OpenWork(post, tuple(Line(kind, ref, says, due, bool(near), count)
                                for kind, ref, says, due, near, count in rows))  # fmt: skip


def open_work(hall: Hall, connection: Connection, post: str) -> OpenWork:
    """Everything open for a post as it stands now."""
    order = list(NAMES)
    lines = sorted(_lines(hall, connection, post), key=lambda line: order.index(line.kind))
    return OpenWork(post, tuple(lines))


@list_by
def _kept(work: Work, post: str) -> Mapping[str, Any]:
    """The list that a handover keeps, whoever writes it: also a leave by phone, or a stepping in."""
    return open_work(work.hall, work.connection, post).plain()


def changes(before: OpenWork, after: OpenWork) -> list[str]:
    """What is more, less or other on the later list, one sentence each."""
    old, new = {line.key: line for line in before.lines}, {line.key: line for line in after.lines}
    more = [f"多了 {line.whole}" for key, line in new.items() if key not in old]
    gone = [f"少了 {line.whole}" for key, line in old.items() if key not in new]
    other = [f"{NAMES[line.kind]} {line.ref} 变为 {line.says} {line.due}".rstrip() for key, line in new.items()
             if key in old and _told(old[key]) != _told(line)]  # fmt: skip
    return more + gone + other


def _told(line: Line) -> tuple[str, str, int]:
    return line.says, line.due, line.count


def _lines(hall: Hall, connection: Connection, post: str) -> Iterator[Line]:
    sight = Sight.of(hall)
    yield from _cases(hall, connection, post, sight.soon_until)
    for number, at, code, home, name in _read(connection, _APPOINTMENTS, post):
        where = "上门 " if home else ""
        yield Line("appointment", number, f"{name} {where}{hall.item(code).name}", _short(at),
                   local_day(moment_of(at)) <= sight.today)  # fmt: skip
    yield from _calls(hall, connection, post)
    for number, name, matter, received in _read(connection, _RECEIVED, post):
        yield Line("reception", number, f"{name} {matter}，{_short(received)}来过，A岗答复", "", True)
    for seal in seals_of(hall, post):
        lent = f"{MOVE_NAMES[seal.kind]}，在{hall.person(seal.holder).name}手里" if seal.kind in _AWAY else ""
        yield Line("seal", seal.name, lent)
    for row in things_of(connection, post):
        yield Line(row["kind"], row["name"], f"{row['count']}{_MEASURES.get(row['kind'], '件')}", count=row["count"])
    yield from _cash(hall, connection, post)
    for number, count, name in _read(connection, _ORIGINALS, post):
        yield Line("original", short_number(number), f"{name} {count}份", count=count)


_AWAY = ("lend", "take-out", "pass-back")
_MEASURES = {"ukey": "个", "account": "个", "key": "把", "receipts": "本"}


def _cases(hall: Hall, connection: Connection, post: str, soon: date) -> Iterator[Line]:
    for name, by in _LISTS.items():
        for row in _read(connection, _CASES.format(list=name, by=by), post):
            due = moment_of(row[4]) if row[4] and name in ("open", "above") else None
            errand = bool(row[5]) or row[6] == "village"
            kind = ("errand" if errand else "case") if name == "open" else name
            near = due is not None and local_day(due) <= soon
            yield Line(kind, short_number(row[1]), f"{row[7]} {hall.item(row[2], row[3]).name}",
                       f"{local(due):%m-%d %H:%M}" if due else "", near)  # fmt: skip


def _calls(hall: Hall, connection: Connection, post: str) -> Iterator[Line]:
    """Calls owed: of what was passed to this post, or asked at it, or asked of A where nobody noted where."""
    of = hall.post(post)
    for key, name, matter, asked, staff, at_post, with_post in _read(connection, _CALLS):
        mine = with_post == post or (not with_post and (at_post == post or (not at_post and staff == of.a)))
        if mine:
            yield Line("call", f"咨询{key}", f"{name} {matter}".strip(), _short(asked), True)
    for key, name, matter, until in _read(connection, _PASSED, post):
        yield Line("enquiry", f"咨询{key}", f"{name} {matter}".strip(), _short(until))


def _cash(hall: Hall, connection: Connection, post: str) -> Iterator[Line]:
    """The day's cash of the window that is not paid in yet."""
    left = sum(here(connection, own, hall.today) for own in (True, False))
    window = hall.post(post).window
    for till in tills(hall, connection, hall.today, hall.today):
        lies = min(till.cash, left)
        if till.window == window and lies:
            yield Line("cash", till.name, f"{yuan(lies)}元")


def _short(moment: str | datetime | None) -> str:
    if not moment:
        return ""
    return f"{local(moment_of(moment) if isinstance(moment, str) else moment):%m-%d %H:%M}"


def _read(connection: Connection, sql: str, *bound: Any) -> Iterable[Any]:
    return connection.exec_driver_sql(sql, bound).fetchall()
