"""The limit that an acceptance freezes: days, unit and article, from the item and the rules in force.

A case that goes up has two parts: the local one is hard, the answer from above is followed (S07.4). What is too
complex for the spot has a limit of its own for judging it (S06.9, S06.10). A promise that is not usual is told
(S03.12).
"""

from __future__ import annotations

from typing import Any

from counter.domain.hall.items.item import Item
from counter.domain.hall.rulebook import Rulebook
from counter.domain.reckoning import Step
from counter.domain.rules import carries

_RULES = {"promised": "S03.5", "joint": "S04.21", "referred": "S07.4"}


@carries("S02.6", "S02.9", "S03.13", "S04.21", "S07.4", "S07.5", "S07.6", "S12.5", "S11.1", "S11.11", by="clock")
def limit_of(item: Item, kind: str, book: Rulebook) -> dict[str, Any]:
    """The limit of a case of a kind, as plain values.

    A report-up case has two: its local part, which is hard, and the answer from above, which is followed.

    Args:
        item: The version of the item.
        kind: What the case was accepted as.
        book: The rules in force.

    Returns:
        `days` and `unit` of the promise, `article` and `rules` that it rests on, and `answer_days` for
        what is expected from above; `spot` where an instant case is to be done on the spot.
    """
    if kind == "instant":
        until = book.casework.instant.until
        spot = {"spot": True} if until.value == "spot" else {}
        return {"days": 0, "unit": "working", "article": str(until.cite), "rules": list(until.rules), **spot}
    unit = book.casework.unit.value
    promised = f"事项 {item.code} 公布的承诺时限"
    rule = _RULES.get(kind, "S11.1")
    limit: dict[str, Any] = {"days": max(1, item.promised_days), "unit": unit, "article": promised,
                             "rules": [rule, "S11.1"]}  # fmt: skip
    if goes_up(item, kind, book):
        local = local_days(item)
        limit["days"] = local
        limit["article"] = f"{promised}中的本级部分"
        limit["rules"] = [*([] if kind == "referred" else ["S03.13", "S07.6"]), *limit["rules"]]
        limit["answer_days"] = item.promised_days if local < item.promised_days else item.statutory_days
    return limit


def goes_up(item: Item, kind: str, book: Rulebook) -> bool:
    """Whether a case of the kind is sent up: a referred one, and a promised one where the hall counts it so."""
    if kind == "referred":
        return True
    return kind == "promised" and item.kind == "referred" and book.casework.referred_as.value == "promised"


def local_days(item: Item) -> int:
    """The days that the town's own bodies have in an item decided above."""
    own = sum(step.days for step in item.steps if step.department in item.departments)
    return own or max(1, item.promised_days)


@carries("S06.9", "S06.10", by="clock")
def judgement_limit(item: Item, book: Rulebook) -> dict[str, Any]:
    """How long it may be weighed whether a matter is refused, as plain values like those of `limit_of`.

    The item's promise, so many days, or what ends first; days of 0 leave the promise, and where the item has
    none, the longest usual promise.
    """
    rules = book.casework.refusal
    promise = item.promised_days or book.casework.usual_days.value[1]
    days = {
        "promise": promise,
        "days": rules.days.value or promise,
        "shorter": min(rules.days.value or promise, promise),
    }[rules.complex.value]
    return {
        "days": days, "unit": book.casework.unit.value, "article": str(rules.complex.cite),
        "rules": list(rules.complex.rules),
    }  # fmt: skip


@carries("S03.12", by="check")
def unusual(item: Item, kind: str, book: Rulebook) -> tuple[Step, ...]:
    """What is said of a promise that is longer or shorter than usual; nothing forbids it."""
    usual = book.casework.usual_days
    least, most = usual.value
    if kind != "promised" or item.promised_days <= most:
        return ()
    return (Step(f"承诺{item.promised_days}个工作日，比一般的{least}至{most}日长", (usual.cite,)),)
