"""A change of the item catalogue as somebody wants it: what it is, whether it may be, and the version that it makes.

A change holds from a day on, never backwards, as a new version; cases keep the version they were taken in
under, and nothing of an item is ever deleted. Every change is kept with who wanted, checked and approved it
(S29.7), and list and guide follow (S29.11).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import func, select

from counter.domain.columns import table_of
from counter.domain.hall.items.catalogue import made_initials
from counter.domain.hall.items.checks import CODE_MOST, FIELD_NAMES, publishable
from counter.domain.hall.items.item import ENDED, Item, Status, item_from
from counter.domain.hall.model import ItemChange, ItemRow
from counter.domain.hall.work import Work
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

What = Literal["enter", "change", "cancel", "delegate"]
WHAT_NAMES: Mapping[str, str] = {"enter": "进驻", "change": "变更", "cancel": "取消", "delegate": "下放"}
STATE_NAMES: Mapping[str, str] = {
    "proposed": "已提出，待核对", "checked": "已核对，待批准", "published": "已生效", "rejected": "未采纳",
}  # fmt: skip
REASON_MOST = 200
_C, _I = table_of(ItemChange), table_of(ItemRow)
_OF_A_VERSION = frozenset({"version", "valid_from", "valid_until"})
_FOUND = _OF_A_VERSION | {"initials", "pinyin", "source"}
"""What is made or noted when an item is written, and changes nothing for anybody."""


class ItemBackdated(Refusal):
    """A version that is to hold from a day already past."""

    says = "事项只能从今天（{today}）或以后起改，不能倒着改；已收的办件仍按原来的版本。"


class ItemReasonMissing(Refusal):
    """A change without what it rests on."""

    says = "请写明依据：哪个文件、哪次会议，或为什么改。"


class ItemExists(Refusal):
    """A new item under a code that an item in force has."""

    says = "编号 {code} 已经是“{name}”的，请换一个编号，或改那个事项。"


class ItemUnchanged(Refusal):
    """A change that changes nothing."""

    says = "事项 {code} {name} 和现在的一样，没有改动。"


class ItemNotOpen(Refusal):
    """A change of an item that was cancelled or delegated."""

    says = "事项 {code} {name} 已经取消或下放，不能改。又回来办的，先打开这个事项按 6 恢复，再改。"


class ItemDisguised(Refusal):
    """An item under another code that is called like one that was cancelled or delegated."""

    says = "“{name}”已经取消或下放（{by}），不能换个编号再办；确实恢复的，请用原来的编号 {code}。"


class ItemUnserved(Refusal):
    """An item of a business that no post of the hall sees to: nobody would answer for its cases."""

    says = "{what}"


class ApprovalUnclear(Refusal):
    """An approval from paper without its name, its day or its number, or of a day to come."""

    says = "照批文录入，要写明谁批准的、哪天批的（不能晚于今天）和批文号。"


class ItemOvertaken(Refusal):
    """Somebody else changed the item while the form was open, or while the proposal waited."""

    says = "事项 {code} {name} 在这期间已由{who}改过（{what}），没有覆盖。请看最新的内容，再决定怎么改。"


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval as its paper says: who, when, under which number (依纸质签批录入)."""

    by: str
    on: date
    slip: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change of the catalogue as somebody wants it."""

    what: What
    item: Item
    since: date
    reason: str
    proposer: str = ""
    """The department that wants it; empty where it is the hall itself."""
    base: int | None = None
    """The version that it changes; none for an item that enters."""


def to_enter(work: Work, item: Item, since: date | None, reason: str, proposer: str = "") -> Wanted:
    """A new item, or one that was cancelled and comes back.

    Raises:
        ItemExists: The code is an open item's.
    """
    since = since or work.today
    versions = work.hall.catalogue.versions(item.code)
    now = next((each for each in versions if each.in_force(since)), None)
    held = now if now is not None else next((each for each in versions if each.valid_until is None), None)
    if held is not None and held.status == "open":
        raise ItemExists(code=held.code, name=held.name)
    return Wanted("enter", item, since, reason, proposer)


def to_change(
    work: Work, code: str, changes: Mapping[str, Any], since: date | None, reason: str, proposer: str = ""
) -> Wanted:
    """An item with some of its fields otherwise, from a day on.

    Args:
        work: The open unit of work.
        code: The item.
        changes: Field to new value, as plain data.
        since: The first day; today where none is given.
        reason: What it rests on.
        proposer: The department that wants it.

    Raises:
        UnknownItem, ItemNotInForce, ItemNotOpen, ItemUnchanged, DataFileBroken: as they say.
    """
    since = since or work.today
    old = _open_item(work, code, since)
    item = item_from({**old.plain(), **changes, "code": old.code}, file="事项目录")
    if not differences(old, item):
        raise ItemUnchanged(code=old.code, name=old.name)
    return Wanted(what_of(item, old), item, since, reason, proposer, old.version)


def to_end(
    work: Work, code: str, status: Status, instead: str, since: date | None, reason: str, proposer: str = ""
) -> Wanted:
    """An item cancelled, or delegated to another body, from a day on.

    Raises:
        UnknownItem, ItemNotInForce, ItemNotOpen: as they say.
    """
    since = since or work.today
    old = _open_item(work, code, since)
    item = old.model_copy(update={"status": status, "ended_by": reason, "instead": instead})
    return Wanted(what_of(item, old), item, since, reason, proposer, old.version)


def what_of(item: Item, old: Item | None) -> What:
    """What a change is, by the item as it is to be and as it stands on its day, if it does."""
    if item.status != "open":
        return "cancel" if item.status == "cancelled" else "delegate"
    return "change" if old is not None and old.status == "open" else "enter"


def _open_item(work: Work, code: str, since: date) -> Item:
    old = work.hall.catalogue.told(code, since)
    if old.status != "open":
        raise ItemNotOpen(code=old.code, name=old.name)
    return old


def refuse_overtaken(work: Work, code: str, seen: int) -> None:
    """Refuses where the item has a version that a form did not show when it was opened.

    Raises:
        ItemOvertaken: telling who made it.
    """
    newest = max((each.version for each in work.hall.catalogue.versions(code)), default=0)
    if newest > seen:
        overtaken(work, code, newest, f"第{newest}版")


def overtaken(work: Work, code: str, version: int, what: str) -> None:
    """Refuses, telling who changed the item meanwhile.

    Raises:
        ItemOvertaken: always.
    """
    row = work.connection.execute(select(_C).where(_C.c.code == code, _C.c.version == version)).mappings().first()
    name = work.hall.catalogue.versions(code)[0].name
    who = work.hall.person(row["decided_by"] or row["checked_by"]).name if row else "别人"
    raise ItemOvertaken(code=code, name=name, who=who, what=what)


def approvers(work: Work, what: str) -> tuple[str, ...]:
    """Who above the hall approves a change of that kind; nobody, where it is the hall's own to decide."""
    return work.book.items.entry.value if what != "change" else ()


def unserved(work: Work, item: Item) -> Iterator[tuple[str, str]]:
    """The fault of an open item that comes to a business which no post sees to, as its field and a sentence."""
    served = tuple(dict.fromkeys(each for post in work.hall.laid.posts.values() for each in post.serves))
    held = {each.window for each in work.hall.catalogue.versions(item.code)}
    if item.status == "open" and item.window not in {*served, *held}:
        known = "、".join(served)
        yield FIELD_NAMES["window"], f"业务“{item.window}”没有岗位办理，可写：{known}。别的先在“人员”的岗位里加上。"


def checked(work: Work, wanted: Wanted) -> Wanted:
    """What is wanted, with its reason cleaned, where it may be published from that day."""
    if wanted.since < work.today:
        raise ItemBackdated(today=work.today.isoformat())
    reason = clean(wanted.reason, field="依据", most=REASON_MOST)
    if not reason:
        raise ItemReasonMissing()
    proposer = clean(wanted.proposer, field="提出部门", most=CODE_MOST * 2)
    refuse_disguised(work, wanted.item, wanted.since)
    publishable(wanted.item, work.hall.book(wanted.since).casework.guide.value, _before(work, wanted))
    for _, said in unserved(work, wanted.item):
        raise ItemUnserved(what=said)
    return dataclasses.replace(wanted, reason=reason, proposer=proposer)


@carries("S29.10", by="check")
def refuse_disguised(work: Work, item: Item, since: date) -> None:
    """Refuses an item that brings an ended one back under another code.

    Raises:
        ItemDisguised: naming the item that was ended.
    """
    if item.status != "open":
        return
    for other in work.hall.catalogue.current(since):
        if other.status != "open" and other.code != item.code and other.name == item.name:
            raise ItemDisguised(name=item.name, by=other.ended_by, code=other.code, cites=(ENDED,))


def _before(work: Work, wanted: Wanted) -> Item | None:
    """The version that a change follows; none for an item that enters."""
    if wanted.what == "enter":
        return None
    return work.hall.catalogue.told(wanted.item.code, wanted.since)


def approval(work: Work, approved: Approved | None) -> dict[str, Any]:
    """What is kept of an approval entered from its paper.

    Raises:
        ApprovalUnclear: Its name, its day or its number is missing, or the day is still to come.
    """
    if approved is None:
        return {}
    by, slip = (clean(text, field="批文", most=REASON_MOST) for text in (approved.by, approved.slip))
    if not by or not slip or approved.on > work.today:
        raise ApprovalUnclear()
    return {"decided": work.moment, "decided_by": work.actor, "approver": by, "approved_on": approved.on, "slip": slip}


def asked(work: Work, wanted: Wanted) -> dict[str, Any]:
    """The row of a change that is wanted."""
    item = wanted.item
    return {
        "code": item.code, "name": item.name, "what": wanted.what, "body": bare(item), "base": wanted.base,
        "since": wanted.since,
        "reason": wanted.reason, "proposer": wanted.proposer, "proposed": work.moment, "proposed_by": work.actor,
        "rev": 0,
    }  # fmt: skip


def bare(item: Item) -> dict[str, Any]:
    """The item as plain values, without number and days of a version."""
    return {name: value for name, value in item.plain().items() if name not in _OF_A_VERSION}


def numbered(work: Work, wanted: Wanted) -> Item:
    """The next version of the item, with its initials made anew where its names are others."""
    code = wanted.item.code
    last = work.connection.execute(select(func.max(_I.c.version)).where(_I.c.code == code)).scalar() or 0
    return next_version(wanted.item, int(last) + 1, wanted.since, work.hall.catalogue.versions(code))


def next_version(item: Item, version: int, since: date, before: tuple[Item, ...] = ()) -> Item:
    """An item as the version of that number, holding from that day."""
    names = (item.name, *item.aliases)
    same = next((old for old in before if (old.name, *old.aliases) == names and old.initials), None)
    found = {"initials": same.initials, "pinyin": same.pinyin} if same else {
        "initials": made_initials(names), "pinyin": ()}  # fmt: skip
    return item.model_copy(update={**found, "version": version, "valid_from": since, "valid_until": None})


@carries("S29.11", by="act")
def publish(work: Work, item: Item) -> None:
    """Writes the version: list, search, guide and intake read it from its first day on."""
    work.insert(ItemRow, item_values(item))
    work.laid_down_changed()


def item_values(item: Item) -> dict[str, Any]:
    """The row of a version."""
    return {"code": item.code, "version": item.version, "since": item.valid_from, "until": item.valid_until,
            "body": item.plain()}  # fmt: skip


def differences(old: Item, new: Item) -> tuple[str, ...]:
    """The fields in which two versions differ, in the order of a sheet."""
    return tuple(field for field in FIELD_NAMES if field not in _FOUND and getattr(old, field) != getattr(new, field))
