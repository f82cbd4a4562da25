"""Duties swapped by agreement: asked of a colleague, agreed to or declined by them.

Keeps: who cannot do a duty finds another who agrees, and hands over (S35.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.attendance.model import RosterSwap
from counter.domain.attendance.rota.fitting import fitting
from counter.domain.attendance.rota.plan import DUTY_NAMES
from counter.domain.attendance.rota.reading import Entry, entry
from counter.domain.attendance.rota.refusals import NotAskedOfYou, NotYourEntry, OtherDuty, SwapSettled, WithYourself
from counter.domain.attendance.rota.writing import REASON_MOST, drop_entry, keep_entry, not_past
from counter.domain.columns import table_of
from counter.domain.hall.laid_down import Person
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.rules import carries
from counter.domain.text import clean

SUBSTITUTE = Cite("午间值班 七：因特殊情况不能值班的，找好替班人员，交代好事项", ("S35.6",))
_SWAP = table_of(RosterSwap)


@act("swap-roster")
@carries("S35.6", by="act")
def ask_swap(work: Work, key: int, other: str, *, back: int | None = None, reason: str = "") -> int:
    """Asks a colleague to swap duties, or to take one over; it holds once they agree. Gives the swap's key.

    Args:
        work: The open unit of work.
        key: The entry of who asks.
        other: Whom they ask.
        back: The other's entry that they take for it; None where the other only takes theirs over.
        reason: Why.

    Raises:
        UnknownEntry, PastDay, NotYourEntry, WithYourself, OtherDuty: as they say.
        AwayThen, NotOfPost, NotALeader, NotOfStaff, TwiceThen: where it could not hold.
    """
    mine = entry(work.connection, key)
    theirs = entry(work.connection, back) if back else None
    if work.actor != mine.person:
        raise NotYourEntry(name=work.hall.person(mine.person).name, cites=(SUBSTITUTE,))
    if other == work.actor:
        raise WithYourself()
    _fits_both(work, mine, theirs, work.actor, other)
    return work.insert(RosterSwap, {
        "entry": mine.id, "back": theirs.id if theirs else None, "asked_by": work.actor, "other": other,
        "asked": work.moment, "reason": clean(reason, field="原因", most=REASON_MOST), "settled": None,
        "agreed": False, "rev": 0,
    })  # fmt: skip


@act("agree-swap")
@carries("S35.6", by="act")
def agree_swap(work: Work, swap: int) -> tuple[int, ...]:
    """Agrees to a swap: from now on each has the other's duty; gives the keys of the new entries.

    Raises:
        SwapSettled, NotAskedOfYou: as they say.
        Refusal: where it cannot hold any more, as `ask_swap`.
    """
    row = _open_swap(work, swap)
    mine = entry(work.connection, row["entry"])
    theirs = entry(work.connection, row["back"]) if row["back"] else None
    asker, other = work.hall.person(row["asked_by"]), work.hall.person(row["other"])
    _fits_both(work, mine, theirs, asker.no, other.no)
    work.update(RosterSwap, {"id": swap}, {"settled": work.moment, "agreed": True}, rev=row["rev"])
    why = f"：{row['reason']}" if row["reason"] else ""
    drop_entry(work, mine)
    if theirs is None:
        return (keep_entry(work, _with(mine, other), f"{other.name}替{asker.name}{why}", mine),)
    drop_entry(work, theirs)
    said = f"{asker.name}与{other.name}换班{why}"
    return keep_entry(work, _with(mine, other), said, mine), keep_entry(work, _with(theirs, asker), said, theirs)


@act("decline-swap")
def decline_swap(work: Work, swap: int) -> None:
    """Does not agree to a swap; or who asked takes it back.

    Raises:
        SwapSettled, NotAskedOfYou: as they say.
    """
    row = _open_swap(work, swap, also_asker=True)
    work.update(RosterSwap, {"id": swap}, {"settled": work.moment}, rev=row["rev"])


def open_swaps(connection: Connection, no: str) -> list[dict[str, Any]]:
    """The swaps that wait for somebody's agreement, and those that they asked for, the latest last."""
    query = select(_SWAP).where(_SWAP.c.settled.is_(None)).order_by(_SWAP.c.other, _SWAP.c.id)
    rows = [dict(row) for row in connection.execute(query).mappings() if no in (row["other"], row["asked_by"])]
    return sorted(rows, key=lambda row: int(row["id"]))


def _open_swap(work: Work, swap: int, *, also_asker: bool = False) -> Mapping[str, Any]:
    row = work.connection.execute(select(_SWAP).where(_SWAP.c.id == swap)).mappings().first()
    if row is None or row["settled"] is not None:
        raise SwapSettled()
    if work.actor != row["other"] and not (also_asker and work.actor == row["asked_by"]):
        raise NotAskedOfYou(name=work.hall.person(row["other"]).name)
    return dict(row)


def _fits_both(work: Work, mine: Entry, theirs: Entry | None, asker: str, other: str) -> None:
    besides = tuple(each.id for each in (mine, theirs) if each)
    not_past(work, mine.day)
    fitting(work, _with(mine, work.hall.person(other)), besides)
    if theirs is None:
        return
    if theirs.person != other:
        raise NotYourEntry(name=work.hall.person(theirs.person).name)
    if theirs.duty != mine.duty:
        raise OtherDuty(mine=DUTY_NAMES[mine.duty], theirs=DUTY_NAMES[theirs.duty])
    not_past(work, theirs.day)
    fitting(work, _with(theirs, work.hall.person(asker)), besides)


def _with(was: Entry, person: Person) -> Entry:
    return Entry(0, was.day, was.duty, person.no, was.post, was.place)
