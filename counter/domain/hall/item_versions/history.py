"""An item's versions and how they came about, to be read: who changed what, when, on what ground (S29.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.clock import local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.item_versions.wanted import STATE_NAMES, WHAT_NAMES, differences
from counter.domain.hall.items.checks import FIELD_NAMES
from counter.domain.hall.items.item import KIND_NAMES, STATUS_NAMES, Item, Mandate, Material, item_from
from counter.domain.hall.model import ItemChange
from counter.domain.hall.opened import Hall

_C = table_of(ItemChange)
_UNITS = {"working": "工作日", "calendar": "自然日"}
_NOTHING = "无"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of an item, wanted or done."""

    id: int
    code: str
    name: str
    what: str
    state: str
    since: date
    reason: str
    proposed: datetime
    said: tuple[str, ...]
    """Who wanted, checked, approved it, in the order in which it went."""
    version: int | None
    state_said: str = ""
    fields: tuple[str, ...] = ()
    """What is otherwise, each as `承诺时限（工作日）：5 改为 3`."""

    @property
    def headline(self) -> str:
        """As a list shows it."""
        version = f"第{self.version}版 " if self.version else ""
        return f"{version}{WHAT_NAMES[self.what]}，{self.since.isoformat()}起，{self.state_said}"


def history(hall: Hall, connection: Connection, code: str) -> tuple[Changed, ...]:
    """Every change of an item, the latest first; what came with setting up has none."""
    rows = connection.execute(select(_C).where(_C.c.code == code).order_by(_C.c.id.desc())).mappings().all()
    return tuple(_changed(hall, dict(row)) for row in rows)


def item_approvals(connection: Connection, first: date, last: date) -> list[Mapping[str, Any]]:
    """The changes whose approval was entered from its paper between two days, both counted, in that order."""
    entered = connection.execute(select(_C).where(_C.c.approver != "").order_by(_C.c.decided, _C.c.id)).mappings()
    return [dict(row) for row in entered if first <= local_day(row["decided"]) <= last]


def waiting(hall: Hall, connection: Connection) -> tuple[Changed, ...]:
    """The proposals that wait for the centre's check, or for approval, oldest first."""
    open_ = _C.c.state.in_(("proposed", "checked"))
    rows = connection.execute(select(_C).where(open_).order_by(_C.c.id)).mappings().all()
    return tuple(_changed(hall, dict(row)) for row in rows)


def told(old: Item, new: Item) -> tuple[str, ...]:
    """What is otherwise between two versions, one line a field."""
    return tuple(
        f"{FIELD_NAMES[field]}：{shown(old, field)} 改为 {shown(new, field)}" for field in differences(old, new)
    )


def shown(item: Item, field: str) -> str:
    """A field's value as people read it."""
    value = getattr(item, field)
    if field == "kind":
        return KIND_NAMES[value]
    if field == "status":
        return STATUS_NAMES[item.status]
    if field == "statutory_unit":
        return _UNITS[value]
    if field == "materials":
        return "、".join(material_said(each) for each in item.materials) or _NOTHING
    if field == "steps":
        return "、".join(f"{each.department}{each.days}个工作日" for each in item.steps) or _NOTHING
    if isinstance(value, Mandate):
        return f"{value.organ}，{value.announcement}"
    if field == "mandate":
        return f"{item.mandate.organ}委托（{item.mandate.announcement}）" if item.mandate else _NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "、".join(f"{key}：{said}" for key, said in value.items()) or _NOTHING
    if isinstance(value, tuple):
        return "、".join(map(str, value)) or _NOTHING
    return str(value) if value or isinstance(value, int) else _NOTHING


def material_said(material: Material) -> str:
    """A material with what makes it other than a plain attachment."""
    marks = filter(None, (
        "主件" if material.key else "", "可容缺" if material.deferrable else "",
        material.form if material.form != "原件" else "", f"{material.copies}份" if material.copies > 1 else "",
        f"{material.when}时" if material.when else "", "核验退还" if material.keep == "returned" else "",
        "窗口可打印" if material.fill else "",
    ))  # fmt: skip
    said = "，".join(marks)
    return f"{material.name}（{said}）" if said else material.name


def _changed(hall: Hall, row: Mapping[str, Any]) -> Changed:
    return Changed(
        row["id"], row["code"], row["name"], row["what"], row["state"], row["since"], row["reason"], row["proposed"],
        tuple(_said(hall, row)), row["version"], _state_said(hall, row), _fields(hall, row),
    )  # fmt: skip


def _state_said(hall: Hall, row: Mapping[str, Any]) -> str:
    to_come = row["state"] == "published" and row["since"] > hall.today
    return "到时生效" if to_come else STATE_NAMES[row["state"]]


def _said(hall: Hall, row: Mapping[str, Any]) -> Sequence[str]:
    wanted = f"{row['proposer']}提出，" if row["proposer"] else ""
    steps = [f"{wanted}{hall.name_of(row['proposed_by'])}{_when(row['proposed'])}登记；依据：{row['reason']}"]
    if row["checked"] is not None:
        steps.append(f"{hall.name_of(row['checked_by'])}{_when(row['checked'])}核对")
    if row["approver"]:
        steps.append(f"{row['approver']}{row['approved_on'].isoformat()}批准（{row['slip']}），"
                     f"{hall.name_of(row['decided_by'])}{_when(row['decided'])}照批文录入")  # fmt: skip
    if row["note"]:
        steps.append(f"说明：{row['note']}")
    return steps


def _fields(hall: Hall, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Against the version before it; what is only wanted, against the one in force on its day."""
    versions = hall.catalogue.versions(row["code"])
    if row["version"] is not None:
        new = next((each for each in versions if each.version == row["version"]), None)
        old = next((each for each in versions if each.version < row["version"]), None)
    else:
        new = item_from(row["body"], file="事项目录")
        old = next((each for each in versions if each.in_force(row["since"])), None)
    return told(old, new) if old is not None and new is not None else ()


def _when(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"
