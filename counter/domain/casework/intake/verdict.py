"""The live verdict of intake: what becomes of the application, and by which moment, before it is saved.

Pure. The same decision and the same clock that the act uses afterwards, so the line on the screen
and the notice on paper cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counter.domain.casework.case.decision import Brought, Decision, Gaps, Overrule, decide_intake
from counter.domain.casework.case.life import Event, Life, derive
from counter.domain.casework.case.limits import judgement_limit, limit_of, unusual
from counter.domain.clock import local
from counter.domain.hall.days.calendar import Calendar
from counter.domain.hall.days.hours import OpenHours
from counter.domain.hall.items.item import KIND_NAMES, Item
from counter.domain.hall.rulebook import Rulebook
from counter.domain.reckoning import Reckoning

SPOT = "当场"
_UNITS = {"working": "个工作日", "calendar": "个自然日"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the application, and when it is promised."""

    decision: Decision
    life: Life = Life()
    limit: str = ""
    """The limit as people say it: 5个工作日, or 当场 where an instant case is to be done on the spot."""

    @property
    def said(self) -> str:
        """The kind, and the promised moment or what starts the clock."""
        what = self.decision
        if what.outcome == "enquiry":
            return "咨询（没有交材料）"
        if what.outcome == "returned":
            return f"退回件（{what.reason}）"
        if what.outcome == "not-accepted":
            return f"暂不予受理（{what.reason}）"
        if what.outcome == "deliberating":
            return f"审议（{what.reason}）  {self._promise()}"
        kind = KIND_NAMES.get(what.kind, what.kind)
        if what.supplement:
            start = "补齐当场办结" if what.kind == "instant" else f"材料齐全之日起{self.limit}"
            return f"补办件（待补{len(what.missing)}件，齐后为{kind}）  {start}"
        owed = f"（容缺{len(what.owed)}件）" if what.owed else ""
        return f"{kind}{owed}  {self._promise()}"

    def _promise(self) -> str:
        due = self.life.due
        if due is None:
            return self.limit
        provisional = "（暂定）" if self.life.provisional else ""
        done = self._done()
        if self.limit == SPOT:
            return f"当场办结，最迟{local(due):%m-%d %H:%M}{provisional}"
        limit = "" if self.decision.kind == "instant" else f"{self.limit}  "
        return f"{limit}{local(due):%m-%d %H:%M}前{done}{provisional}"

    def _done(self) -> str:
        """What the hall does by the due moment."""
        if self.decision.outcome == "deliberating":
            return "明确答复"
        return "上报" if self.life.answer_due is not None else "办结"


def verdict(
    item: Item,
    brought: Brought,
    book: Rulebook,
    calendar: Calendar,
    hours: OpenHours,
    now: datetime,
    gaps: Gaps | None = None,
    overrule: Overrule | None = None,
    weigh: str = "",
) -> Reckoning[Verdict]:
    """Decides and reckons as the act will.

    Args:
        item: The version of the item in force.
        brought: How its papers stand.
        book: The rules in force.
        calendar: The working days as known.
        hours: The hall's hours.
        now: The moment of receipt.
        gaps: What the clerk chose where only deferrable papers are missing.
        overrule: Another kind, with its reason.
        weigh: Why it cannot be judged on the spot whether it must be refused.

    Raises:
        Refusal: as `decide_intake`.
    """
    decided = decide_intake(item, brought, book, gaps, overrule, weigh)
    what = decided.value
    if what.outcome == "deliberating":
        return _weighing(decided, judgement_limit(item, book), calendar, hours, now)
    if what.outcome not in ("accepted", "awaiting-materials"):
        return Reckoning(Verdict(what), decided.steps)
    limit = limit_of(item, what.kind, book)
    steps = (*decided.steps, *unusual(item, what.kind, book))
    said = _said(limit)
    if what.supplement:
        return Reckoning(Verdict(what, limit=said), steps)
    accepted = Event("accepted", now, {"kind": what.kind, "limit": limit, "owed": list(what.owed)})
    life = derive((Event("received", now), accepted), calendar, hours, at=now)
    return Reckoning(Verdict(what, life.value, said), (*steps, *life.steps))


def _weighing(
    decided: Reckoning[Decision], limit: Mapping[str, Any], calendar: Calendar, hours: OpenHours, now: datetime
) -> Reckoning[Verdict]:
    """What is weighed has its own limit; it is not accepted."""
    life = derive((Event("received", now), Event("weighed", now, {"limit": limit})), calendar, hours, at=now)
    return Reckoning(Verdict(decided.value, life.value, _said(limit)), (*decided.steps, *life.steps))


def _said(limit: Mapping[str, Any]) -> str:
    if limit.get("spot"):
        return SPOT
    return f"{limit['days']}{_UNITS[limit['unit']]}"
