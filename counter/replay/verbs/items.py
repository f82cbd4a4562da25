"""The verbs of the item catalogue, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter.domain.hall.item_versions import (
    changes,
    proposals,
)
from counter.domain.hall.item_versions import wanted as item_wanted
from counter.domain.hall.items.item import item_from
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import day, why
from counter.replay.words import Verb, verb

ITEM_FIELDS = (
    "name aliases window kind category applicant promised_days statutory_days statutory_unit fee fee_basis basis "
    "conditions procedure result departments county others lead tasks steps off_clock materials agent collects note "
    "present project sits mandate"
)
"""What of an item a change may name directly, beside `fields`."""


def _since(data: Mapping[str, Any]) -> date | None:
    return day(data["from"]) if "from" in data else None


def _approved(data: Mapping[str, Any]) -> item_wanted.Approved | None:
    paper = data.get("approved")
    if not paper:
        return None
    return item_wanted.Approved(str(paper.get("by", "")), day(paper.get("on", date.min)), str(paper.get("slip", "")))


def _add_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    item = item_from(data["fields"], file="演练")
    return changes.add_item(work, item, _since(data), why(data), _approved(data))


def _propose_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since, reason, asker = _since(data), why(data), data.get("department", "")
    match data["what"]:
        case "enter":
            wanted = item_wanted.to_enter(work, item_from(data.get("fields", {}), file="演练"), since, reason, asker)
        case "change":
            wanted = item_wanted.to_change(work, data["item"], _changes(data), since, reason, asker)
        case "delegate":
            wanted = item_wanted.to_end(work, data["item"], "delegated", data.get("to", ""), since, reason, asker)
        case _:
            instead = data.get("instead", "")
            wanted = item_wanted.to_end(work, data["item"], "cancelled", instead, since, reason, asker)
    return proposals.propose_item(work, wanted)


def _check_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    key = stage.key("item-change", data)
    return proposals.check_item(work, key, data.get("granted", True), data.get("reason", ""))


def _approve_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    key = stage.key("item-change", data)
    return proposals.approve_item(work, key, _approved(data), data.get("reason", ""))


def _changes(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of an item is otherwise: said directly, or under `fields`."""
    return {**data.get("fields", {}), **{name: data[name] for name in ITEM_FIELDS.split() if name in data}}


def _change_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return changes.change_item(work, data["item"], _changes(data), _since(data), why(data), _approved(data))


def _cancel_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    instead = data.get("instead", "")
    return changes.cancel_item(work, data["item"], _since(data), why(data), instead, _approved(data))


def _delegate_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return changes.delegate_item(work, data["item"], data["to"], _since(data), why(data), _approved(data))


VERBS: dict[str, Verb] = {
    "add-item": verb(_add_item, "fields from reason approved", needs="fields"),
    "change-item": verb(_change_item, f"item fields from reason approved {ITEM_FIELDS}", needs="item"),
    "cancel-item": verb(_cancel_item, "item from reason instead approved", needs="item"),
    "delegate-item": verb(_delegate_item, "item to from reason approved", needs="item to"),
    "propose-item": verb(
        _propose_item,
        f"what item to instead from reason department fields {ITEM_FIELDS}",
        needs="label what",
        makes="label",
        labels="item-change",
    ),
    "check-item": verb(_check_item, "granted reason", needs="label", labels="item-change"),
    "approve-item": verb(_approve_item, "approved reason", needs="label", labels="item-change"),
}
