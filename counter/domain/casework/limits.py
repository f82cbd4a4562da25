"""The limit that an acceptance freezes: days, unit and article, from the item and the rules in force."""

from __future__ import annotations

from typing import Any

from counter.domain.hall.items import Item
from counter.domain.hall.rulebook import Rulebook
from counter.domain.rules import carries


@carries("S03.13", "S04.21", "S07.4", "S11.1", "S11.11", by="clock")
def limit_of(item: Item, kind: str, book: Rulebook) -> dict[str, Any]:
    """The limit of a case of a kind, as plain values.

    A report-up case has two: its local part, which is hard, and the answer from above, which is followed.

    Args:
        item: The version of the item.
        kind: What the case was accepted as.
        book: The rules in force.

    Returns:
        `days` and `unit` of the promise, `article` and `rules` that it rests on, and `answer_days` for
        what is expected from above.
    """
    if kind == "instant":
        until = book.casework.instant.until
        return {"days": 0, "unit": "working", "article": str(until.cite), "rules": list(until.rules)}
    unit = book.casework.unit.value
    promised = f"事项 {item.code} 公布的承诺时限"
    rule = _RULES.get(kind, "S11.1")
    limit: dict[str, Any] = {"days": max(1, item.promised_days), "unit": unit, "article": promised,
                             "rules": [rule, "S11.1"]}  # fmt: skip
    if kind == "referred":
        local = local_days(item)
        limit["days"] = local
        limit["article"] = f"{promised}中的本级部分"
        limit["answer_days"] = item.promised_days if local < item.promised_days else item.statutory_days
    return limit


_RULES = {"promised": "S03.5", "joint": "S04.21", "referred": "S07.4"}


def local_days(item: Item) -> int:
    """The days that the town's own bodies have in an item decided above."""
    own = sum(step.days for step in item.steps if step.department in item.departments)
    return own or max(1, item.promised_days)
