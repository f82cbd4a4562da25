"""Who is there and who is not, as tests want it."""

from __future__ import annotations

from pathlib import Path

from counter.domain.hall.duty.model import PresenceRow
from counter.domain.hall.opened import Hall
from tests.halls import clock_of, make_hall


def with_an_empty_window(folder: Path) -> Hall:
    """A hall at 09:40 in which every A has come but that of 民政."""
    found = make_hall(folder, at="2026-11-20T08:20:00")
    with found.act("01") as work:
        work.verb = "test"
        for post in found.laid.posts.values():
            if post.code != "MZ":
                work.insert(PresenceRow, {"person": post.a, "day": found.today, "at": work.moment, "kind": "in"})
        work.duty_changed()
    clock_of(found).set("2026-11-20T09:40:00")
    return found
