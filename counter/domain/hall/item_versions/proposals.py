"""Changes of the item catalogue that are proposed, checked by the centre, and approved from above (W14).

Where the hall's rules have entry and exit approved from above (S29.6), the change takes effect when the approval
is entered from its paper, by another than who proposed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.columns import table_of
from counter.domain.hall.item_versions.wanted import (
    REASON_MOST,
    STATE_NAMES,
    Approved,
    ItemReasonMissing,
    Wanted,
    approval,
    approvers,
    asked,
    checked,
    differences,
    numbered,
    overtaken,
    publish,
    to_enter,
)
from counter.domain.hall.items.checks import FIELD_NAMES
from counter.domain.hall.items.item import Item, item_from
from counter.domain.hall.model import ItemChange
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

_C = table_of(ItemChange)


class UnknownItemChange(Refusal):
    """No such proposal."""

    says = "没有这一条事项变更。"


class ItemChangeSettled(Refusal):
    """A proposal in another state than the step needs."""

    says = "这一条事项变更现在是“{state}”，不能再{doing}。"
    standing = True


class OwnItemChange(Refusal):
    """Who proposed a change enters its approval too."""

    says = "您是提出人，批文请换一个人录入。"
    standing = True


@act("propose-item")
@carries("S29.6", by="act")
def propose_item(work: Work, wanted: Wanted) -> int:
    """Notes a change that a department or the hall itself wants, for the centre to check.

    Args:
        work: The open unit of work.
        wanted: What is wanted, from `to_enter`, `to_change` or `to_end`.

    Returns:
        The proposal's key.

    Raises:
        NotAllowed, ItemBackdated, ItemReasonMissing, ItemIncomplete: as they say.
    """
    work.need(Right.INTAKE)
    return work.insert(ItemChange, {**asked(work, checked(work, wanted)), "state": "proposed"})


@act("check-item")
@carries("S29.6", by="act")
def check_item(work: Work, change_id: int, granted: bool = True, note: str = "") -> Item | None:
    """The centre's check of a proposal: taken up, or not, with a note.

    Returns:
        The new version, where nothing more was needed; None where it waits for approval or was not taken up.

    Raises:
        NotAllowed, UnknownItemChange, ItemChangeSettled, ItemReasonMissing: as they say.
    """
    work.need(Right.SETTINGS)
    row = _proposal(work.connection, change_id, "proposed", "核对")
    note = clean(note, field="意见", most=REASON_MOST)
    if not granted and not note:
        raise ItemReasonMissing()
    values = {"checked": work.moment, "checked_by": work.actor, "note": note}
    if not granted:
        _move(work, row, {**values, "state": "rejected"})
        return None
    if not approvers(work, row["what"]):
        return _published(work, row, values)
    _move(work, row, {**values, "state": "checked"})
    return None


@act("approve-item")
@carries("S29.6", by="act")
def approve_item(work: Work, change_id: int, approved: Approved | None, note: str = "") -> Item | None:
    """Enters what was decided above about a checked proposal, from its paper, by another than who proposed it.

    Args:
        work: The open unit of work.
        change_id: The proposal.
        approved: Who approved it; None: it was not approved.
        note: Why not, where it was not.

    Returns:
        The new version; None where it was not approved.

    Raises:
        NotAllowed, UnknownItemChange, ItemChangeSettled, OwnItemChange, ApprovalUnclear, ItemReasonMissing:
            as they say.
    """
    work.need(Right.SETTINGS)
    row = _proposal(work.connection, change_id, "checked", "批准")
    if work.actor == row["proposed_by"]:
        raise OwnItemChange()
    if approved is not None:
        return _published(work, row, approval(work, approved))
    note = clean(note, field="理由", most=REASON_MOST)
    if not note:
        raise ItemReasonMissing()
    _move(work, row, {"state": "rejected", "decided": work.moment, "decided_by": work.actor, "note": note})
    return None


def _published(work: Work, row: Mapping[str, Any], values: Mapping[str, Any]) -> Item:
    """Makes the version of a proposal; one that waited past its day holds from today."""
    since = max(row["since"], work.today)
    body = _merged(work, row, item_from(row["body"], file="事项目录"), since)
    wanted = Wanted(row["what"], body, since, row["reason"], row["proposer"], row["base"])
    item = numbered(work, checked(work, wanted))
    _move(work, row, {**values, "state": "published", "version": item.version, "since": wanted.since})
    publish(work, item)
    return item


def _merged(work: Work, row: Mapping[str, Any], wanted: Item, since: date) -> Item:
    """What was proposed, upon the item as it is by now: only what the proposal changed is taken from it.

    Raises:
        ItemOvertaken: One of its fields was changed otherwise meanwhile.
        ItemExists: It was to enter, and has.
    """
    if row["base"] is None:
        return to_enter(work, wanted, since, row["reason"]).item
    versions = work.hall.catalogue.versions(wanted.code)
    base = next(each for each in versions if each.version == row["base"])
    now = work.hall.catalogue.told(wanted.code, since)
    changed = differences(base, wanted)
    clash = [field for field in changed if getattr(now, field) not in (getattr(base, field), getattr(wanted, field))]
    if clash:
        overtaken(work, now.code, now.version, "、".join(FIELD_NAMES[field] for field in clash))
    return now.model_copy(update={field: getattr(wanted, field) for field in changed})


def _move(work: Work, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    work.update(ItemChange, {"id": row["id"]}, dict(values), rev=row["rev"])


def _proposal(connection: Connection, change_id: int, state: str, doing: str) -> Mapping[str, Any]:
    row = connection.execute(select(_C).where(_C.c.id == change_id)).mappings().first()
    if row is None:
        raise UnknownItemChange()
    if row["state"] != state:
        raise ItemChangeSettled(state=STATE_NAMES[row["state"]], doing=doing)
    return dict(row)
