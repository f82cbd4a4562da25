"""The catalogue of service items: what can be asked for, with which papers, in which time.

Items are data (`data/items.toml`, and the hall's own); this module reads them strictly, says what an
item still lacks before it may be published, and finds items the way people name them. An item has
versions: a case keeps the version that was in force when it was taken in. An item that was cancelled or
delegated stays findable, so that people are told where to go, and cannot be accepted (S29.10).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from counter.domain.hall.files.datafile import DataFileBroken, Plain, checked, read
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.locate import data_dir

Kind = Literal["instant", "promised", "joint", "referred", "controlled"]
Status = Literal["open", "cancelled", "delegated"]
Category = Literal["政务服务", "公共服务", "便民服务"]
Text = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=0, le=9999)]


def _day(value: object) -> object:
    """A stored item brings its days as text, a file as dates."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("应为日期，如 2026-01-01") from error


Day = Annotated[date | None, BeforeValidator(_day)]

KIND_NAMES: Mapping[str, str] = {
    "instant": "即办件",
    "promised": "承诺件",
    "joint": "联办件",
    "referred": "上报件",
    "controlled": "控制事项",
}
STATUS_NAMES: Mapping[Status, str] = {"open": "可受理", "cancelled": "已取消", "delegated": "已下放"}
CLIENTS = ("个人", "个体工商户", "企业", "法人", "组织")
"""The classes of whom the hall serves, as statistics count them; an item may serve several (S29.14)."""
ENDED = Cite("杜绝体外循环制度 一：已取消、下放的事项不得变相办理", ("S29.10",))


class UnknownItem(Refusal):
    """No item has this code."""

    says = "没有编号为 {code} 的事项，请核对编号或按名称查找。"


class ItemNotInForce(Refusal):
    """The item exists, but no version of it holds on the day."""

    says = "事项 {code} {name} 在 {day} 不在受理范围（未启用或已取消），不能受理。"


class ItemCancelled(Refusal):
    """The item was cancelled and cannot be accepted."""

    says = "事项 {code} {name} 已取消（{by}），不能受理。{where}"


class ItemDelegated(Refusal):
    """The item is handled elsewhere now and cannot be accepted here."""

    says = "事项 {code} {name} 已下放（{by}），这里不再受理。{where}"


class Material(Plain):
    """One paper that an item asks for."""

    name: Text
    form: Literal["原件", "复印件", "原件及复印件"] = "原件"
    copies: Annotated[int, Field(ge=1)] = 1
    key: bool = False
    """主件: without it nothing is taken in."""
    deferrable: bool = False
    """可容缺: it may follow later."""
    when: str = ""
    """The case in which alone it is asked for; empty: always."""
    keep: Literal["kept", "returned", "held"] = "kept"
    """`returned`: seen, copied and handed back at once (核验退还); `held`: an original that stays here until the
    matter is over, and is then given back against a signature (暂存原件)."""
    fill: bool = False
    """The hall can print it, filled in from what was typed (现场填写)."""


class Mandate(Plain):
    """委托办理: an organ whose window is not permanent has the hall's own window handle its item (S17.2)."""

    organ: Text
    """Who entrusts."""
    announcement: Text
    """By what announcement the entrusted unit and the content were made known."""
    since: Day = None
    """From which day; None: as long as the item's version holds."""
    until: Day = None
    content: str = ""
    """What of the item is entrusted; empty: all of it."""

    def holds(self, on: date) -> bool:
        """Whether the mandate is in force on the day."""
        return (self.since is None or on >= self.since) and (self.until is None or on <= self.until)


class ItemStep(Plain):
    """A department's planned share of the promised days."""

    department: Text
    task: str = ""
    days: Days


class Item(Plain):
    """One version of a service item."""

    code: Text
    name: Text
    window: Text
    """The kind of business, as posts name what they serve (民政)."""
    kind: Kind
    """As declared; what a case becomes is decided at intake."""
    aliases: tuple[Text, ...] = ()
    initials: tuple[str, ...] = ()
    """Pinyin initials, the name's first, then the aliases'; made when the file is written."""
    pinyin: tuple[str, ...] = ()
    promised_days: Days = 0
    """Working days."""
    statutory_days: Days = 0
    """0: none is known."""
    statutory_unit: Literal["working", "calendar"] = "working"
    fee: Annotated[int, Field(ge=0)] = 0
    """Whole yuan."""
    fee_basis: str = ""
    basis: str = ""
    conditions: str = ""
    procedure: str = ""
    result: str = ""
    applicant: str = "个人"
    """The client classes that it serves, divided by 、 (S29.14)."""
    category: Category = "政务服务"
    """The kind of service, as the public list groups it (S29.12)."""
    departments: tuple[Text, ...] = ()
    """Bodies of the town's level that must examine, the window's own included."""
    county: tuple[Text, ...] = ()
    others: tuple[Text, ...] = ()
    """Banks, hospitals, village bodies, windows that only pass on."""
    lead: str = ""
    tasks: Mapping[str, str] = Field(default_factory=dict)
    """What a department does in this item, where that is not plain."""
    steps: tuple[ItemStep, ...] = ()
    off_clock: tuple[Text, ...] = ()
    """Stretches that the limit does not count."""
    materials: tuple[Material, ...] = ()
    agent: bool = False
    """A village agent may bring it."""
    present: bool = False
    """The applicant must be there in person, so that nobody can act for them (S14.2)."""
    project: bool = False
    """招商引资、重点项目 (S14.3)."""
    sits: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    """The days of the week, Monday 1, on which its own window is there; empty: a permanent window (S15.1)."""
    mandate: Mandate | None = None
    """Who entrusts the hall with it for the other days."""
    collects: bool = False
    """Money is taken on another body's behalf (代收)."""
    volume: Annotated[int, Field(ge=0)] = 0
    """Cases expected a year."""
    peaks: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    """Busy months."""
    note: str = ""
    source: Mapping[str, str] = Field(default_factory=dict)
    """Field to the key of the page or law that it was taken from; `typical`: a usual value."""
    version: Annotated[int, Field(ge=1)] = 1
    valid_from: Day = None
    valid_until: Day = None
    """The last day on which it holds."""
    status: Status = "open"
    """Whether it can be accepted, or was cancelled or delegated with this version."""
    ended_by: str = ""
    """By what paper it was cancelled or delegated."""
    instead: str = ""
    """Where to go instead, once it was cancelled or delegated."""

    @model_validator(mode="after")
    def _materials_named_once(self) -> Item:
        names = [material.name for material in self.materials]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise ValueError(f"材料“{twice}”写了两次")
        return self

    def in_force(self, on: date) -> bool:
        """Whether this version holds on the day."""
        after_start = self.valid_from is None or on >= self.valid_from
        return after_start and (self.valid_until is None or on <= self.valid_until)

    def plain(self) -> dict[str, Any]:
        """The item as plain values for storing; `item_from` reads them back."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def material(self, name: str) -> Material | None:
        """The material of that name, if the item asks for it."""
        return next((material for material in self.materials if material.name == name), None)

    @property
    def clients(self) -> tuple[str, ...]:
        """The client classes that it serves."""
        return tuple(part for part in self.applicant.split("、") if part)

    @property
    def kind_name(self) -> str:
        """The declared kind as people say it."""
        return KIND_NAMES[self.kind]


class _File(Plain):
    sources: Mapping[str, str] = Field(default_factory=dict)
    item: tuple[Mapping[str, object], ...] = Field(min_length=1)


def item_from(data: Mapping[str, object], *, file: str) -> Item:
    """One item from plain values, as a hall, a scenario or the store has it; few fields are required.

    Raises:
        DataFileBroken: A key is missing, unknown or of the wrong form.
    """
    entry = " ".join(str(data[key]) for key in ("code", "name") if key in data)
    return checked(Item, data, file=file, entry=entry or "未编号的事项")


def load_items(path: Path | None = None) -> tuple[Item, ...]:
    """Every item of a published catalogue, complete and in the order of the file.

    Args:
        path: The file; the shipped catalogue where none is given.

    Raises:
        DataFileMissing: The file cannot be opened.
        DataFileUnreadable: It is not TOML.
        DataFileBroken: An item does not fit, lacks what must be published, or stands there twice.
    """
    path = path or data_dir() / "items.toml"
    plain = checked(_File, read(path), file=path.name, entry="事项目录")
    items = tuple(item_from(each, file=path.name) for each in plain.item)
    for item in items:
        _publishable(item, path.name, plain.sources)
    _versions_once(items, path.name)
    return items


@carries("S29.1", "S29.2", "S29.3", "S29.4", "S29.5", "S31.12", by="check")
def lacking(item: Item, parts: Collection[str] = ()) -> tuple[str, ...]:
    """What an item still lacks before the hall may publish it, in the words of the service guide.

    Args:
        item: The item.
        parts: What the hall's own guide prints beside the six parts of every guide, as the rulebook names them.
    """
    values = {
        "设定依据": item.basis,
        "办理内容（结果）": item.result,
        "办理流程": item.procedure,
        "申请材料": item.materials,
        "承诺时限": item.promised_days or item.kind == "controlled",
        "收费标准和依据": item.fee_basis,
        "办理条件": item.conditions or "conditions" not in parts,
    }
    return tuple(name for name, value in values.items() if not value)


@carries("S29.10", by="check")
def refuse_ended(item: Item) -> None:
    """Refuses an item that was cancelled or delegated, telling by what paper and where to go instead.

    Raises:
        ItemCancelled, ItemDelegated: as they say.
    """
    if item.status == "open":
        return
    refusal = ItemCancelled if item.status == "cancelled" else ItemDelegated
    where = f"请引导群众到{item.instead}办理。" if item.instead else "请向群众说明，并做好引导。"
    raise refusal(code=item.code, name=item.name, by=item.ended_by, where=where, cites=(ENDED,))


def applicable_materials(item: Item, applies: Collection[str] = ()) -> tuple[Material, ...]:
    """The materials without a condition, and those that are named."""
    return tuple(each for each in item.materials if not each.when or each.name in applies)


def _publishable(item: Item, file: str, sources: Mapping[str, str]) -> None:
    entry = f"{item.code} {item.name}"
    if lack := lacking(item):
        raise DataFileBroken(file=file, entry=entry, key="、".join(lack), expected="公布前必须写明")
    unknown = set(item.source.values()) - set(sources) - {"typical"}
    if unknown:
        named = "、".join(sorted(unknown))
        raise DataFileBroken(file=file, entry=entry, key="source", expected=f"来源 {named} 未列入 [sources]")


def _versions_once(items: Iterable[Item], file: str) -> None:
    seen: set[tuple[str, int]] = set()
    for item in items:
        if (item.code, item.version) in seen:
            entry = f"{item.code} {item.name}"
            raise DataFileBroken(file=file, entry=entry, key="code", expected="同一编号和版本只能写一次")
        seen.add((item.code, item.version))
