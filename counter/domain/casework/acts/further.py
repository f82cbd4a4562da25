"""A further request: the one-time notice binds, and whatever is asked for beside it has its reason on record.

Keeps: one list, told once (S10.13); asking for something that the list did not name is possible, with a reason
that the rulebook allows, and only what was forgotten counts as a fault of the hall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, settle
from counter.domain.casework.case.in_hand import opened
from counter.domain.casework.case.materials import ask_for
from counter.domain.casework.case.order import ONCE_ASKED
from counter.domain.casework.case.steps import NOTE_MOST, RUNNING, ReasonMissing, reason_text
from counter.domain.casework.model import CaseEvent
from counter.domain.casework.papers import notices
from counter.domain.columns import table_of
from counter.domain.hall.ruled.casework import AskAgain
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

GROUND_NAMES: Mapping[AskAgain, str] = {
    "changed": "情况变化", "new-requirement": "上级新要求", "wrong-content": "内容有误", "not-told": "漏告知",
}  # fmt: skip
_EVENT = table_of(CaseEvent)


class GroundUnknown(Refusal):
    """A further request for a reason that the rules do not know."""

    says = "一次告知之后再要材料，要选原因：{known}。"


class ToldAlready(Refusal):
    """What is asked for stands on the list already."""

    says = "“{name}”已经在告知过的清单里，不用再告知一次。"


class NothingAsked(Refusal):
    """A further request for nothing."""

    says = "没有写要补充什么材料。"


@act("ask-more")
@carries("S10.13", by="act")
def ask_more(
    work: Work, case_id: int, names: Sequence[str], ground: str, detail: str = "", *, rev: int | None = None
) -> CaseAt:
    """Asks for papers that the notice did not name; while the clock runs they are owed, and it goes on.

    Args:
        work: The open unit of work.
        case_id: The case.
        names: What is asked for: papers of the item, or in the clerk's words.
        ground: Why, as the rulebook names it.
        detail: What exactly; needed where nobody forgot anything.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, NothingAsked, GroundUnknown, ToldAlready, ReasonMissing, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, "awaiting-materials", *RUNNING, doing="补充要求", rev=rev)
    wanted = [clean(name, field="材料", most=NOTE_MOST) for name in names if name.strip()]
    if not wanted:
        raise NothingAsked(cites=(ONCE_ASKED,))
    for name in wanted:
        if name in (*case.life.missing, *case.life.owed):
            raise ToldAlready(name=name, cites=(ONCE_ASKED,))
    rules = work.book.casework.ask_more
    reason = _ground(rules.grounds.value, ground)
    if reason is None:
        known = "、".join(GROUND_NAMES[each] for each in rules.grounds.value)
        raise GroundUnknown(known=known, cites=(rules.grounds.cite,))
    fault = reason in rules.faults.value
    if not fault and not detail.strip():
        raise ReasonMissing(act="补充要求", cites=(rules.grounds.cite,))
    ask_for(work, case, wanted)
    facts = {"list": wanted, "ground": GROUND_NAMES[reason], "fault": fault}
    add(work, case_id, "asked-more", **facts, **({"reason": reason_text(detail)} if detail.strip() else {}))
    after = settle(work, case_id)
    basis = rules.faults.article if fault else rules.grounds.article
    why = "，".join(filter(None, (GROUND_NAMES[reason], detail.strip())))
    visits.keep_paper(work, notices.further_notice(work, after, wanted, why, (basis,)), case_id)
    return after


def _ground(allowed: Sequence[AskAgain], typed: str) -> AskAgain | None:
    return next((each for each in allowed if typed.strip() in (each, GROUND_NAMES[each])), None)


def faults(connection: Connection, first: date, last: date) -> list[dict[str, Any]]:
    """Every request of these days that counts as a fault: what the one-time notice had forgotten."""
    query = (
        select(_EVENT.c.case_id, _EVENT.c.day, _EVENT.c.actor, _EVENT.c.data)
        .where(_EVENT.c.day >= first, _EVENT.c.day <= last, _EVENT.c.kind == "asked-more")
        .order_by(_EVENT.c.day, _EVENT.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings() if row["data"].get("fault")]
