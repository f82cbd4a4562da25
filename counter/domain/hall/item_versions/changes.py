"""The acts on the item catalogue of who may change the hall: new items, new versions, items cancelled or delegated.

Where the hall's rules have entry and exit approved from above (S29.6), the approval is entered with the act, or
the change is proposed first (`item_proposals.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter.domain.hall.item_versions.wanted import (
    Approved,
    Wanted,
    approval,
    approvers,
    asked,
    checked,
    numbered,
    publish,
    to_change,
    to_end,
    to_enter,
)
from counter.domain.hall.items.item import Item
from counter.domain.hall.model import ItemChange
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries


class ItemNeedsApproval(Refusal):
    """Entry or exit that the hall's rules have approved from above."""

    says = "事项进驻、退出须经{who}批准：请填谁批准的、哪天、批文号；还没有批的，请先提出。"


@act("add-item")
def add_item(
    work: Work, item: Item, since: date | None = None, reason: str = "", approved: Approved | None = None
) -> Item:
    """Takes a new item into the catalogue.

    Raises:
        NotAllowed, ItemExists, ItemBackdated, ItemReasonMissing, ItemIncomplete, ItemNeedsApproval: as they say.
    """
    return _settle(work, to_enter(work, item, since, reason), approved)


@act("change-item")
def change_item(
    work: Work,
    code: str,
    changes: Mapping[str, Any],
    since: date | None = None,
    reason: str = "",
    approved: Approved | None = None,
) -> Item:
    """Gives an item a new version from a day on; a version already planned for later still begins on its day.

    Returns:
        The new version.

    Raises:
        NotAllowed, UnknownItem, ItemNotOpen, ItemUnchanged, ItemBackdated, ItemReasonMissing, ItemIncomplete:
            as they say.
    """
    return _settle(work, to_change(work, code, changes, since, reason), approved)


@act("cancel-item")
@carries("S29.10", by="act")
def cancel_item(
    work: Work, code: str, since: date | None = None, reason: str = "", instead: str = "",
    approved: Approved | None = None,
) -> Item:  # fmt: skip
    """Cancels an item from a day on: it cannot be accepted any more, under whatever name.

    Args:
        work: The open unit of work.
        code: The item.
        since: The first day on which it is gone; today where none is given.
        reason: The paper that cancelled it.
        instead: Where people are to go, if anywhere.
        approved: Who approved it, where the hall's rules ask for that.

    Raises:
        NotAllowed, UnknownItem, ItemNotOpen, ItemBackdated, ItemReasonMissing, ItemNeedsApproval: as they say.
    """
    return _settle(work, to_end(work, code, "cancelled", instead, since, reason), approved)


@act("delegate-item")
@carries("S29.10", by="act")
def delegate_item(
    work: Work, code: str, to: str, since: date | None = None, reason: str = "", approved: Approved | None = None
) -> Item:
    """Notes that an item is handled by another body from a day on, and not here.

    Raises:
        NotAllowed, UnknownItem, ItemNotOpen, ItemBackdated, ItemReasonMissing, ItemNeedsApproval: as they say.
    """
    return _settle(work, to_end(work, code, "delegated", to, since, reason), approved)


@carries("S29.7", by="act")
def _settle(work: Work, wanted: Wanted, approved: Approved | None) -> Item:
    """Proposed, checked, approved where needed, and published in one go, all of it kept."""
    work.need(Right.SETTINGS)
    wanted = checked(work, wanted)
    _refuse_unapproved(work, wanted, approved)
    item = numbered(work, wanted)
    work.insert(ItemChange, {
        **asked(work, wanted), "state": "published", "checked": work.moment, "checked_by": work.actor,
        "version": item.version, **approval(work, approved),
    })  # fmt: skip
    publish(work, item)
    return item


def _refuse_unapproved(work: Work, wanted: Wanted, approved: Approved | None) -> None:
    needed = approvers(work, wanted.what)
    if needed and approved is None:
        ruled = work.book.items.entry
        cite = Cite(ruled.article, ruled.rules or ("S29.6",), ruled.default)
        raise ItemNeedsApproval(who="、".join(needed), cites=(cite,))
