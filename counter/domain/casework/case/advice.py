"""What an applicant can do after a no: a refusal never simply ends (S19.4, S19.5)."""

from __future__ import annotations

from counter.domain.casework.case.events import CaseAt
from counter.domain.hall.items.item import Item
from counter.domain.rules import carries

USUAL_CONDITIONS = "符合法定条件"

_HELP = "办事指南、一次性告知单和样表可以在窗口免费领取，工作人员当面指导怎么填、怎么补；来不了的可以预约、请窗口上门。"


def conditions_of(item: Item) -> str:
    """On what conditions an item is done; the common words where it names none."""
    return item.conditions or USUAL_CONDITIONS


@carries("S06.15", "S19.4", "S19.5", by="paper")
def advice(case: CaseAt, improve: str = "") -> tuple[str, ...]:
    """How the applicant can do better: the clerk's own words, the conditions, what lacks, what may follow later.

    Args:
        case: The case that was refused or returned.
        improve: What the clerk says about it; empty where the item's own conditions say enough.
    """
    item = case.item
    later = [each.name for each in item.materials if each.deferrable]
    lines = (
        f"怎样补办、改进：{improve}" if improve else "",
        f"受理条件：{item.conditions}" if item.conditions else "",
        f"还差：{'、'.join(case.life.missing)}" if case.life.missing else "",
        f"可以容缺、先办后补的材料：{'、'.join(later)}" if later else "",
        _HELP,
    )
    return tuple(line for line in lines if line)
