"""Reminding by telephone: who keeps a case waiting, called one after another, the outcome in one digit.

Waiting for papers longer than the hall's days (A07), papers owed that are due soon, results that nobody
collects. A call is noted and nothing more: nothing closes by itself.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, text

from counter.domain.casework.case.events import CaseAt, add, settle_after, short_number
from counter.domain.casework.case.in_hand import open_case
from counter.domain.casework.case.order import why_not_now
from counter.domain.casework.case.steps import reason_text
from counter.domain.casework.lists.paging import Key, Order, Pages, one_page, part_by_part
from counter.domain.casework.lists.worklist import Sight
from counter.domain.casework.model import Case
from counter.domain.clock import ZONE, local_day
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.text import mask_phone

OUTCOMES: Mapping[str, str] = {
    "told": "已通知", "no-answer": "没人接", "wrong-number": "空号、打错", "coming": "答应来", "given-up": "说不办了",
}  # fmt: skip
"""What a call came to, in the order of their digits."""
_C, _P = table_of(Case), table_of(Citizen)


class NothingToRemind(Refusal):
    """Nothing is waited for from the applicant."""

    says = "这件现在不等申请人做什么，不用提醒。"
    standing = True


class OutcomeUnknown(Refusal):
    """A call came to something else."""

    says = "不认识的通话结果“{outcome}”。可以是：{known}。"


@act("remind")
def remind(work: Work, case_id: int, outcome: str, note: str = "", *, rev: int | None = None) -> CaseAt:
    """Notes one telephone call to the applicant and what it came to; the case stays as it is.

    The post that has the case calls, or the comprehensive window for it: who takes cases in and follows them up.

    Raises:
        NotYours, NotNow, NothingToRemind, OutcomeUnknown, ChangedMeanwhile: as they say.
    """
    for_others = work.person.may(Right.INTAKE) and work.person.may(Right.CHASE)
    case = open_case(work, case_id, "提醒", rev, mine=not for_others)
    if not waits_for(case):
        raise NothingToRemind(cites=why_not_now("提醒"))
    if outcome not in OUTCOMES:
        raise OutcomeUnknown(outcome=outcome, known="、".join(OUTCOMES))
    said = "，".join(filter(None, (OUTCOMES[outcome], reason_text(note))))
    return settle_after(work, case, add(work, case_id, "reminded", outcome=outcome, said=said))


def waits_for(case: CaseAt) -> str:
    """What is waited for from the applicant: papers, papers owed, collecting; empty where nothing is."""
    life = case.life
    if life.list == "collect":
        return "结果待领"
    if life.missing:
        return f"待补：{'、'.join(life.missing)}"
    return f"容缺后补：{'、'.join(life.owed)}" if life.owed else ""


# -- whom to call --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToCall:
    """A case about which the applicant is to be telephoned."""

    id: int
    number: str
    item: str
    applicant: str
    applicant_id: int
    phone: str
    """Whole; lists show `masked`."""
    part: int
    by: Any
    why: str
    since: date
    """Since when it is waited for, or until when the papers owed may come."""
    last: date | None
    """When they were called last."""
    rev: int

    @property
    def masked(self) -> str:
        """The telephone as lists show it."""
        return mask_phone(self.phone)

    @property
    def short(self) -> str:
        """The number as screens show it: 1120-0031."""
        return short_number(self.number)


@dataclass(frozen=True, slots=True)
class _Reason:
    """One reason to call: which cases, in which order."""

    why: str
    where: str
    """The condition of its index, word for word."""
    by: str


_REASONS = (
    _Reason("补材料", "cases.list = 'wait'", "day"),
    _Reason("容缺后补", "cases.watch is not null", "watch"),
    _Reason("领结果", "cases.list = 'collect'", "closed_day"),
)
_PAPERS, _OWED = 0, 1
_SHOWN = (
    _C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.phone, _C.c.day, _C.c.watch, _C.c.closed_day,
    _C.c.reminded, _C.c.rev, _C.c.applicant_id, _P.c.name, _P.c.phone.label("own_phone"),
)  # fmt: skip


class Reminders(Pages[ToCall, Key]):
    """Whom to call today, as a source of pages: papers to bring, papers owed, results to collect."""

    def __init__(self, hall: Hall, posts: Sequence[str] | None = None) -> None:
        """Takes whose cases are meant; None: the whole hall's."""
        self.hall = hall
        self.posts = None if posts is None else tuple(posts)

    def key(self, row: ToCall) -> Key:
        """The row's place: why, since when, which case."""
        return row.part, row.by, row.id

    def count(self) -> int:
        """How many are to be called."""
        with self.hall.look() as connection:
            values = self._values()
            queries = [_counting(part, self.posts is not None) for part in range(len(_REASONS))]
            return sum(
                int(connection.execute(query, values | post).scalar_one())
                for query in queries
                for post in self._each_post()
            )

    def page(self, order: Order, beyond: Key | None, limit: int) -> list[ToCall]:
        """So many rows in an order, from its beginning or beyond a place."""
        with self.hall.look() as connection:
            read = functools.partial(self._of_part, connection, order)
            return part_by_part(len(_REASONS), order, beyond, limit, read)

    def _of_part(self, connection: Connection, order: Order, part: int, key: Key | None, limit: int) -> list[ToCall]:
        by = _REASONS[part].by
        query = _page(part, order, self.posts is not None, key is not None)
        beyond = {} if key is None else {f"key_{by}": key[1], "key_id": key[2]}
        values = self._values() | beyond | {"most": limit}
        pages = [
            [dict(row) for row in connection.execute(query, values | post).mappings()] for post in self._each_post()
        ]

        def place(row: Mapping[str, Any]) -> tuple[Any, int]:
            return row[by], row["id"]

        rows = heapq.merge(*pages, key=place, reverse=order == "down")
        return [self._row(part, row) for row in islice(rows, limit)]

    def _row(self, part: int, row: Mapping[str, Any]) -> ToCall:
        reason = _REASONS[part]
        since = row[reason.by]
        return ToCall(
            row["id"], row["number"], self.hall.item(row["item_code"], row["item_version"]).name, row["name"],
            row["applicant_id"], row["phone"] or row["own_phone"] or "", part, since, reason.why,
            local_day(since) if isinstance(since, datetime) else since, row["reminded"],
            row["rev"],
        )  # fmt: skip

    def _values(self) -> dict[str, Any]:
        """Who waited long enough, and whom nobody called lately."""
        rules = self.hall.book().casework.reminders
        soon = Sight.of(self.hall).soon_until + timedelta(days=1)
        return {
            "waiting": _working_days_back(self.hall, rules.supplement_days.value),
            "again": _working_days_back(self.hall, rules.again_days.value),
            "soon": datetime.combine(soon, time(), tzinfo=ZONE),
        }

    def _each_post(self) -> tuple[dict[str, Any], ...]:
        return ({},) if self.posts is None else tuple({"post": post} for post in self.posts)


def _working_days_back(hall: Hall, days: int) -> date:
    """The day from which on so many working days have passed."""
    day = hall.today
    while hall.calendar.working_days_between(day, hall.today) < days:
        day -= timedelta(days=1)
    return day


def _standing(part: int, by_post: bool) -> list[Any]:
    reason = _REASONS[part]
    again = bindparam("again", type_=_C.c.reminded.type)
    wanted: list[Any] = [text(reason.where), func.coalesce(_C.c.reminded <= again, True)]
    if part == _PAPERS:
        wanted += [_C.c.day <= bindparam("waiting", type_=_C.c.day.type), _C.c.state == "awaiting-materials"]
    elif part == _OWED:
        wanted += [_C.c.watched == "top-up", _C.c.watch < bindparam("soon", type_=_C.c.watch.type)]
    else:
        wanted.append(_C.c.closed_day <= again)
    return [*wanted, _C.c.post == bindparam("post")] if by_post else wanted


@functools.cache
def _page(part: int, order: Order, by_post: bool, beyond: bool) -> Select[Any]:
    query = select(*_SHOWN).select_from(_C.join(_P, _P.c.id == _C.c.applicant_id)).where(*_standing(part, by_post))
    columns = [_C.c[_REASONS[part].by], _C.c.id]
    return one_page(query, columns, order, beyond=beyond)


@functools.cache
def _counting(part: int, by_post: bool) -> Select[Any]:
    return select(func.count()).select_from(_C).where(*_standing(part, by_post))
