"""Writing the rota's entries: the one way in which an entry is put down or taken off.

What was published is never written over: the old entry is taken off and stays readable, with why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from counter.domain.attendance.rota.plan import ON_REST_DAY
from counter.domain.attendance.rota.reading import Entry, duty_day, month_of
from counter.domain.attendance.rota.refusals import PastDay, WhyChanged
from counter.domain.hall.duty.model import RosterRow
from counter.domain.hall.work import Work
from counter.domain.text import clean

REASON_MOST = 100


def why_changed(work: Work, changed: Iterable[date], reason: str) -> str:
    """The reason, which a published rota asks for; a day that is over is not changed.

    Raises:
        PastDay, WhyChanged: as they say.
    """
    why = clean(reason, field="原因", most=REASON_MOST)
    for day in changed:
        not_past(work, day)
        if not why and month_of(work.connection, day.replace(day=1)).published is not None:
            raise WhyChanged()
    return why


def not_past(work: Work, day: date) -> None:
    """Refuses to change a day that is over.

    Raises:
        PastDay: as it says.
    """
    if day < work.today:
        raise PastDay(day=f"{day:%m-%d}")


def drop_entry(work: Work, was: Entry, rev: int | None = None, note: str = "") -> None:
    """Takes an entry off the rota."""
    change: dict[str, Any] = {"dropped": True}
    if note:
        change["note"] = note
    work.update(RosterRow, {"id": was.id}, change, rev=was.rev if rev is None else rev)


def keep_entry(work: Work, new: Entry, note: str = "", replaces: Entry | None = None) -> int:
    """Writes an entry; in a month that is published it is in force at once."""
    asked = duty_day(work.hall, new.day)
    said = note or new.note or (ON_REST_DAY if new.duty == "village" and not asked.working else "")
    published = month_of(work.connection, new.day.replace(day=1)).published is not None
    key = work.insert(RosterRow, {
        "day": new.day, "duty": new.duty, "post": new.post, "place": new.place, "person": new.person,
        "published": work.moment if published else None, "dropped": False, "note": said,
        "replaces": replaces.id if replaces else None, "rev": 0,
    })  # fmt: skip
    if published:
        work.duty_changed()
    return key
