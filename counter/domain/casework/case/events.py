"""A case as it stands: its row, materials and events read together, and its derived columns written.

`settle` is the one place that derives a case from its events and writes what must be searchable;
`counter verify` derives every case again and compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.approvals.acts import fall_away
from counter.domain.casework.case.clocks import Days, Terms, terms_of
from counter.domain.casework.case.facts import in_order
from counter.domain.casework.case.life import STATE_NAMES, Event, Life, derive, projected
from counter.domain.casework.case.sequence import must_leave_room
from counter.domain.casework.model import Case, CaseEvent, CaseMaterial
from counter.domain.clock import local_day
from counter.domain.columns import plain, table_of
from counter.domain.hall.items.item import KIND_NAMES, Item
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

_CASE = table_of(Case)
_EVENT = table_of(CaseEvent)
_MATERIAL = table_of(CaseMaterial)
_BY_ID = select(_CASE).where(_CASE.c.id == bindparam("case"))
SUBJECT = "case"
"""What kind of thing a case is, to an approval about it."""
RETURNED_KIND = "退回件"
"""What a case is called that was returned before it was accepted as any kind."""
DROPPED = "dropped"
"""How a paper stands that the case no longer asks for, since its item was changed."""
_MATERIALS_OF = (
    select(_MATERIAL)
    .where(_MATERIAL.c.case_id == bindparam("case"), _MATERIAL.c.standing != DROPPED)
    .order_by(_MATERIAL.c.n)
)
_EVENTS_OF = (
    select(_EVENT.c.kind, _EVENT.c.happened, _EVENT.c.data, _EVENT.c.actor, _EVENT.c.entered, _EVENT.c.id)
    .where(_EVENT.c.case_id == bindparam("case"))
    .order_by(_EVENT.c.id)
)


class UnknownCase(Refusal):
    """No such case."""

    says = "没有找到办件“{number}”，请核对办件号。"


class HappenedLater(Refusal):
    """A late entry that claims to lie in the future, or an act before the one it follows."""

    says = "发生时间{moment}不对：{why}。请核对。"


@dataclass(frozen=True)
class CaseAt:
    """A case with everything that was read of it, and its life at one moment."""

    hall: Hall
    row: Mapping[str, Any]
    materials: Sequence[Mapping[str, Any]]
    events: Sequence[Event]
    at: datetime

    @property
    def id(self) -> int:
        """The case's key."""
        return int(self.row["id"])

    @property
    def number(self) -> str:
        """The full number."""
        return str(self.row["number"])

    @property
    def short(self) -> str:
        """The number as screens show it: 1120-0031."""
        return short_number(self.number)

    @cached_property
    def item(self) -> Item:
        """The version of the item that it was taken in under."""
        return self.hall.item(self.row["item_code"], self.row["item_version"])

    @cached_property
    def reckoned(self) -> Reckoning[Life]:
        """Its life, with the reckoning of its due date."""
        return reckon(self.hall, self.events, self.at)

    @property
    def life(self) -> Life:
        """Its life."""
        return self.reckoned.value

    @property
    def terms(self) -> Terms:
        """What its rulebook says of seal and clocks: the one in force when it was accepted, or received."""
        return terms_of(self.hall.book(ruled_on(self.events)))

    @property
    def post(self) -> str:
        """The post that it belonged to at this moment."""
        passed = (each for each in in_order(self.events) if "post_before" in each.data and each.happened > self.at)
        later = next(passed, None)
        return str(later.data["post_before"] if later else self.row["post"])

    @property
    def state_name(self) -> str:
        """Its state in Chinese."""
        return STATE_NAMES[self.life.state]

    @property
    def kind_name(self) -> str:
        """Its kind in Chinese."""
        return KIND_NAMES.get(self.life.kind, "未定类型")

    @property
    def limit(self) -> Mapping[str, Any]:
        """The limit that runs: frozen into its acceptance; into its receipt, where the law deems it accepted."""
        if self.life.deemed:
            pending: Mapping[str, Any] = next(each.data["pending"] for each in self.events if each.data.get("pending"))
            return dict(pending["limit"])
        return self.frozen_in("accepted", "converted")

    def frozen_in(self, *kinds: str) -> Mapping[str, Any]:
        """The limit frozen into the last event of these kinds."""
        limit: Mapping[str, Any] = next(each.data["limit"] for each in reversed(self.events) if each.kind in kinds)
        return limit

    @property
    def kind_shown(self) -> str:
        """Its kind as page and record show it; of what was never accepted, why it has none."""
        kind = KIND_NAMES.get(self.life.kind) or KIND_NAMES.get(self.noticed_kind)
        if kind:
            return kind
        if self.life.state == "returned":
            return RETURNED_KIND
        return "没有受理" if self.life.closed else "受理时定"

    @property
    def noticed_kind(self) -> str:
        """The kind it becomes when its papers are complete, as decided at intake."""
        return next((str(each.data["kind"]) for each in reversed(self.events) if each.kind == "noticed"), "")


def short_number(number: str) -> str:
    """1120-0031 of QJ-20261120-0031."""
    _, day, serial = number.rsplit("-", 2)
    return f"{day[4:]}-{serial}"


def reckon(hall: Hall, events: Sequence[Event], at: datetime) -> Reckoning[Life]:
    """A life at a moment, under the hours and rules in force when it was accepted or received."""
    day = ruled_on(events)
    return derive(events, hall.calendar, hall.hours(day), at=at, terms=terms_of(hall.book(day)))


def ruled_on(events: Sequence[Event]) -> date:
    """The day whose hours and rules hold for a case: of its acceptance, or of its receipt before that."""
    accepted = [each.happened for each in events if each.kind == "accepted"]
    return local_day(min(accepted or [each.happened for each in events]))


def add(work: Work, case_id: int, kind: str, /, **data: Any) -> Event:
    """Notes one event of a case, at the moment of the act."""
    return keep_event(work, case_id, happening(work, kind, **data))


def happening(work: Work, kind: str, /, **data: Any) -> Event:
    """An event at the moment of the act, not yet written."""
    for_whom = {"stands_for": work.stands_for} if work.stands_for else {}
    return Event(kind, work.moment, {**data, **for_whom}, work.actor, work.entered)


@carries("S06.14", "S19.1", by="register")
def keep_event(work: Work, case_id: int, event: Event) -> Event:
    """Writes an event of a case that `happening` made; a refusal of any kind gets its filing number (否定报备)."""
    work.insert(CaseEvent, {
        "case_id": case_id, "kind": event.kind, "happened": event.happened, "day": work.today,
        "entered": event.entered, "actor": event.actor, "terminal": work.terminal, "data": event.data,
        "filing": work.serial(f"veto {work.today.year}") if is_veto(event) else None,
    })  # fmt: skip
    work.case_id = case_id
    return event


def is_veto(event: Event) -> bool:
    """Whether an event says no: returned, not accepted for now, refused, or decided against, here or above."""
    if event.kind in ("decided", "answered"):
        return not event.data.get("granted", True)
    return event.kind in ("returned", "not-accepted", "refused")


def read(hall: Hall, connection: Connection, case_id: int, at: datetime | None = None) -> CaseAt:
    """A case as it stands now, all that is known counted, or as it stood at a moment.

    Raises:
        UnknownCase: where there is none.
    """
    row = connection.execute(_BY_ID, {"case": case_id}).mappings().first()
    if row is None:
        raise UnknownCase(number=case_id)
    materials = connection.execute(_MATERIALS_OF, {"case": case_id}).mappings()
    events = events_of(connection, case_id)
    return CaseAt(hall, dict(row), [dict(each) for each in materials], events,
                  at or _now(hall.clock().moment, events))  # fmt: skip


def _now(clock: datetime, events: Sequence[Event]) -> datetime:
    """The moment by which everything known has happened, whatever a clock that was set back says."""
    return max(clock, *(each.happened for each in events))


def events_of(connection: Connection, case_id: int) -> list[Event]:
    """Every event of a case, in the order of entry."""
    return [Event(*row) for row in connection.execute(_EVENTS_OF, {"case": case_id})]


def by_number(connection: Connection, number: str) -> int:
    """The key of a case by its full number.

    Raises:
        UnknownCase: where there is none.
    """
    found = connection.execute(select(_CASE.c.id).where(_CASE.c.number == number)).scalar()
    if found is None:
        raise UnknownCase(number=number)
    return int(found)


def load(work: Work, case_id: int) -> CaseAt:
    """The case inside an act, at the act's moment."""
    if work.happened is not None:
        return read(work.hall, work.connection, case_id, work.moment)
    return standing(work, case_id)


def after_receipt(work: Work, case: CaseAt) -> None:
    """Refuses an act that is said to have happened before the case was received.

    Raises:
        HappenedLater: naming the moment.
    """
    if work.happened is not None and work.happened < case.row["received"]:
        raise HappenedLater(moment=f"{work.happened:%m-%d %H:%M}", why="比收件还早")


def standing(work: Work, case_id: int) -> CaseAt:
    """The case inside an act as it stands at its entry, all that is known counted."""
    case = read(work.hall, work.connection, case_id, work.entered)
    now = _now(work.entered, case.events)
    if now > work.entered:
        work.not_before = now
    return replace(case, at=now)


def settle(work: Work, case_id: int) -> CaseAt:
    """Derives the case and writes its derived columns; called at the end of every act on it."""
    return settle_after(work, read(work.hall, work.connection, case_id, work.entered))


def settle_after(work: Work, case: CaseAt, *events: Event) -> CaseAt:
    """Settles a case that was read in this act, after these further events; it is not read again."""
    row = dict(case.row)
    known = [*case.events, *events]
    if work.happened is not None:
        _leaves_room(work, known)
    after = CaseAt(work.hall, row, case.materials, known, _now(work.entered, known))
    change = projected(after.life) | {"rev": row["rev"] + 1}
    work.update(Case, {"id": case.id}, change)
    row.update(change)
    if after.life.closed is not None or after.life.state == "decided":
        # What was asked before the decision has nothing left to change, though the seal is still to be put on it.
        fall_away(work, SUBJECT, case.id, f"这件已是“{after.state_name}”，不用再批")
    return after


def _leaves_room(work: Work, known: Sequence[Event]) -> None:
    """Refuses a late entry after which something later has no place."""
    mine = (work.moment, work.entered)
    new = [each for each in known if (each.happened, each.entered) == mine]
    before = [each for each in known if (each.happened, each.entered) != mine]
    if not before:
        return
    day = ruled_on(before)
    days = Days(work.hall.calendar, work.hall.hours(day))
    must_leave_room(before, new, work.moment, days, terms_of(work.hall.book(day)))


def open_new(
    work: Work,
    facts: Mapping[str, Any],
    materials: Sequence[Mapping[str, Any]],
    events: Sequence[Event],
) -> CaseAt:
    """Writes a case that did not exist: derived first, so that its row is written once.

    Args:
        work: The open unit of work.
        facts: The columns of its row that are no derivation.
        materials: Its papers, without the key of the case.
        events: What has happened to it so far, none of it written yet.
    """
    row: dict[str, Any] = {column.name: None for column in _CASE.c if column.name != "id"}
    row.update(facts, rev=0)
    papers = [dict(each) for each in materials]
    case = CaseAt(work.hall, row, papers, events, work.entered)
    row.update(projected(case.life))
    row["id"] = work.insert(Case, row)
    for paper in papers:
        paper["case_id"] = case.id
    work.insert_many(CaseMaterial, papers)
    for event in events:
        keep_event(work, case.id, event)
    return case


def stored(row: Mapping[str, Any]) -> dict[str, Any]:
    """The derived columns of a row as the database holds them, for comparing."""
    return {name: plain(row[name]) for name in projected(Life())}
