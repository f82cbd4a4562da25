"""What a date would be, without a case: a hall's rules, an item and a moment in, a reckoning out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from counter.domain.casework.case.decision import kind_of
from counter.domain.casework.case.life import Event, Life, derive
from counter.domain.casework.case.limits import limit_of
from counter.domain.clock import local
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.days import calendar as calendars
from counter.domain.hall.items.catalogue import Catalogue
from counter.domain.hall.items.item import KIND_NAMES, load_items
from counter.domain.hall.laid_down import hours_of
from counter.domain.hall.rulebook import in_force, shipped
from counter.domain.reckoning import Reckoning, Step


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A case that might be accepted, with its due moment."""

    item: str
    life: Life
    steps: tuple[Step, ...]

    def lines(self, *, why: bool = False) -> Iterator[str]:
        """The due moment first, alone on its line; then what it is, and on demand every step."""
        due = self.life.due
        assert due is not None
        yield local(due).strftime("%Y-%m-%dT%H:%M:%S")
        yield f"{self.item}  {KIND_NAMES[self.life.kind]}"
        if self.life.answer_due is not None:
            yield f"上级答复（预计）{self.life.answer_due.isoformat()}"
        if self.life.provisional:
            yield "暂定：跨入的年份还没有公布放假通知，公布后重新核定"
        if why:
            for step in self.steps:
                cites = "；".join(str(cite) for cite in step.cites)
                yield f"  {step.text}（{cites}）" if cites else f"  {step.text}"


def foreseen(hall: str, code: str, accepted: datetime) -> Foreseen:
    """The due moment of a complete application, accepted at a moment under a shipped hall's rules.

    Raises:
        UnknownHall, UnknownItem: as they say.
    """
    file = load_hall(hall)
    day = local(accepted).date()
    book = in_force(shipped(file.rulebook), file.own_rules(day), day)
    item = Catalogue(load_items()).by_code(code, day)
    kind: Reckoning[str] = kind_of(item, book)
    events = (
        Event("received", accepted),
        Event("accepted", accepted, {"kind": kind.value, "limit": limit_of(item, kind.value, book)}),
    )
    calendar = calendars.shipped()
    reckoned = derive(events, calendar, hours_of(book, calendar), at=accepted)
    return Foreseen(item.name, reckoned.value, (*kind.steps, *reckoned.steps))
