"""The forms that change an item: who may change the hall changes it, anybody else proposes it to the centre.

A form asks for one group of fields, from which day and on what ground. Where entry and exit are approved from
above, the approval is entered from its paper in the same form; left empty, the change is proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from counter.domain.hall.item_versions import changes as item_changes
from counter.domain.hall.item_versions import (
    proposals,
)
from counter.domain.hall.item_versions import wanted as item_wanted
from counter.domain.hall.item_versions.sheet import ITEM_COLUMNS, MATERIAL_COLUMNS, NO, UNITS, YES, NotWhole
from counter.domain.hall.item_versions.wanted import Approved, Wanted
from counter.domain.hall.items.checks import FIELD_NAMES
from counter.domain.hall.items.item import KIND_NAMES, STATUS_NAMES, Category, Item, Material, Status, item_from
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.hall.settings import day_of
from counter.screens.kit.ask import Field
from counter.screens.shared.asking import AskScreen

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.shared.session import DeskScreen

EMPTY = "无"
"""Typed to clear what stands in a field."""
MATERIALS = "材料"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "名称、叫法、分类": ("name", "aliases", "window", "category", "applicant"),
    "类型、时限、环节": ("kind", "promised_days", "statutory_days", "statutory_unit", "steps", "off_clock"),
    "收费": ("fee", "fee_basis", "collects"),
    "依据、条件、程序、结果": ("basis", "conditions", "procedure", "result", "note"),
    "部门": ("departments", "county", "others", "lead", "tasks"),
    MATERIALS: (),
    "其他": ("agent", "present", "project", "sits", "mandate", "volume", "peaks"),
}
_NEW = ("code", "name", "aliases", "window", "kind", "category", "applicant", "promised_days", "statutory_days", "fee",
        "fee_basis", "basis", "conditions", "procedure", "result", "departments")  # fmt: skip
_MUST = frozenset({"code", "name", "window", "kind", "promised_days", "fee_basis", "basis", "procedure", "result"})
_COLUMNS = {column.field: column for column in ITEM_COLUMNS}
_OF_MATERIAL = {column.field: column for column in MATERIAL_COLUMNS}
_MATERIAL_CHOICES = {
    "key": ("主件", "附件"), "form": ("原件", "复印件", "原件及复印件"), "deferrable": (NO, YES),
    "keep": ("留存", "核验退还"), "fill": (NO, YES),
}  # fmt: skip
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(KIND_NAMES.values()), "category": get_args(Category), "statutory_unit": tuple(UNITS.values()),
    "agent": (NO, YES), "present": (NO, YES), "project": (NO, YES), "collects": (NO, YES),
}  # fmt: skip
_ADD, _CHANGE, _DROP = "加一种", "改：", "去掉："
_LONGEST = 1000


class StepUnreadable(Refusal):
    """A step that is not department, task and days."""

    says = "“{typed}”要写成“部门：做什么：天数”，几个环节用分号隔开。"


@dataclass(frozen=True, slots=True)
class Change:
    """One form: what is asked, and what its answers mean."""

    title: str
    fields: Sequence[Field]
    what: str
    wanted: Callable[[Work, dict[str, str], date, str], Wanted]
    """From the answers, the first day and the proposing department: what is wanted."""
    act: Callable[[Work, Wanted, Approved | None], Item]
    item: Item | None = None
    """The item that it changes; none for a new one."""


class ItemForms:
    """The forms over a screen that shows items."""

    def __init__(self, screen: DeskScreen, done: Callable[[str], None]) -> None:
        """Takes the screen they open over, and what is told when something was done."""
        self.screen = screen
        self._done = done

    # -- which form ----------------------------------------------------------------------------

    def change(self, item: Item) -> None:
        """Asks which group, then for its fields."""

        async def chosen(answers: dict[str, str]) -> str:
            return answers["group"]

        def follow(group: str) -> None:
            if group == MATERIALS:
                self._materials(item)
            else:
                self._ask(_changing(item, GROUPS[group]))

        field = Field("group", "改哪些", choices=tuple(GROUPS))
        self.screen.app.push_screen(AskScreen(f"改 {item.code} {item.name}", (field,), chosen, follow))

    def end(self, item: Item, status: Status) -> None:
        """Cancels or delegates."""
        self._ask(_ending(item, status))

    def enter(self) -> None:
        """A new item with one main paper; more papers follow by changing it, or with a sheet."""
        self._ask(_entering())

    def come_back(self, item: Item) -> None:
        """An ended item as it was, in force again."""
        opened = item.model_copy(update={"status": "open", "ended_by": "", "instead": ""})
        self._ask(Change(f"恢复 {item.code} {item.name}", (), "enter",
                         lambda work, answers, since, proposer: item_wanted.to_enter(
                             work, opened, since, answers["reason"], proposer),
                         lambda work, wanted, approved: item_changes.add_item(
                             work, wanted.item, wanted.since, wanted.reason, approved)))  # fmt: skip

    def _materials(self, item: Item) -> None:
        names = [each.name for each in item.materials]
        choices = (_ADD, *(_CHANGE + name for name in names), *(_DROP + name for name in names))

        async def chosen(answers: dict[str, str]) -> str:
            return answers["which"]

        def follow(which: str) -> None:
            if which.startswith(_DROP):
                left = tuple(each for each in item.materials if each.name != which.removeprefix(_DROP))
                self._ask(_with_materials(item, which, left))
                return
            name = which.removeprefix(_CHANGE)
            self._ask(_changing_material(item, item.material(name)))

        field = Field("which", "怎么改", choices=choices)
        self.screen.app.push_screen(AskScreen(f"材料 {item.code} {item.name}", (field,), chosen, follow))

    # -- asking and doing ----------------------------------------------------------------------

    def _ask(self, change: Change) -> None:
        session = self.screen.session
        may = session.person.may(Right.SETTINGS)
        needed = session.hall.book().items.entry.value if may and change.what != "change" else ()
        tail = (
            *self._tail(),
            *(_approval(needed, session.hall.today) if needed else ()),
            *(() if may else (self._proposer(),)),
        )

        seen = self._newest(change.item)

        async def do(answers: dict[str, str]) -> str:
            since, proposer = date.fromisoformat(answers["since"]), answers.get("proposer", "")
            approved = _approved(answers)
            with session.act() as work:
                if change.item is not None:
                    item_wanted.refuse_overtaken(work, change.item.code, seen)
                wanted = change.wanted(work, answers, since, proposer)
                if may and (approved is not None or not item_wanted.approvers(work, wanted.what)):
                    return _said(session.hall.laid.catalogue.versions(wanted.item.code),
                                 change.act(work, wanted, approved))  # fmt: skip
                proposals.propose_item(work, wanted)
            return f"已提出，等主任核对{'、上级批准' if needed else ''}。"

        above = () if may else ("您没有改事项的权限：填好后由中心核对。", "")
        fields = (*change.fields, *tail)
        self.screen.app.push_screen(
            AskScreen(
                change.title,
                fields,
                do,
                self._done,
                above=above,
                wide=20,
                keeps=self.screen.session.half_typed("item", change.title),
            )
        )

    def _newest(self, item: Item | None) -> int:
        """The number of the last version that there was when the form opened."""
        if item is None:
            return 0
        return max(each.version for each in self.screen.session.hall.laid.catalogue.versions(item.code))

    def _tail(self) -> tuple[Field, ...]:
        today = self.screen.session.hall.today
        return (
            Field("since", "从哪天起", lambda typed: day_of(typed, today.year).isoformat(), default=today.isoformat()),
            Field("reason", "依据", hint="哪个文件、会议，或为什么改"),
        )

    def _proposer(self) -> Field:
        posts = self.screen.session.posts
        return Field("proposer", "提出部门", default=posts[0].name.removesuffix("岗") if posts else "", required=False)


def _said(before: Sequence[Item], made: Item) -> str:
    """What was done, and which version planned for later does not have it."""
    assert made.valid_from is not None
    later = [each for each in before if each.valid_from is not None and each.valid_from > made.valid_from]
    said = f"已改：{made.name}第{made.version}版，从{made.valid_from.isoformat()}起{_status_said(made)}。"
    for each in later:
        said += f"另有第{each.version}版从{each.valid_from}起，没有这次的改动，请一并改。"
    return said


def _status_said(item: Item) -> str:
    return STATUS_NAMES[item.status] if item.status != "open" else "生效"


def _approval(needed: Sequence[str], today: date) -> tuple[Field, ...]:
    return (
        Field("slip", "批文号", hint="还没有批的空着，先提出", required=False),
        Field("approver", "谁批准的", default="、".join(needed)),
        Field("approved_on", "哪天批准的", lambda typed: day_of(typed, today.year).isoformat(), required=False,
              hint="没有批文就空着"),
    )  # fmt: skip


def _approved(answers: Mapping[str, str]) -> Approved | None:
    if not answers.get("slip") or not answers.get("approved_on"):
        return None
    return Approved(answers["approver"], date.fromisoformat(answers["approved_on"]), answers["slip"])


# -- the forms ---------------------------------------------------------------------------------


def _changing(item: Item, names: Sequence[str]) -> Change:
    fields = tuple(_steps_field(item) if name == "steps" else _field(name, item) for name in names)

    def wanted(work: Work, answers: dict[str, str], since: date, proposer: str) -> Wanted:
        changes = {name: _value(name, answers[name]) for name in names}
        return item_wanted.to_change(work, item.code, changes, since, answers["reason"], proposer)

    return Change(f"改 {item.code} {item.name}", fields, "change", wanted, _change_act, item)


def _with_materials(item: Item, said: str, materials: Sequence[Material]) -> Change:
    def wanted(work: Work, answers: dict[str, str], since: date, proposer: str) -> Wanted:
        changes = {"materials": [each.model_dump() for each in materials]}
        return item_wanted.to_change(work, item.code, changes, since, answers["reason"], proposer)

    return Change(f"{said} {item.code}", (), "change", wanted, _change_act, item)


def _changing_material(item: Item, old: Material | None) -> Change:
    """One material, new or as it is now; it keeps its place."""
    fields = tuple(_material_field(column.field, old) for column in MATERIAL_COLUMNS)

    def wanted(work: Work, answers: dict[str, str], since: date, proposer: str) -> Wanted:
        new = {name: _OF_MATERIAL[name].read(_text(answers[name])) if _text(answers[name]) else ""
               for name in _OF_MATERIAL}  # fmt: skip
        rest = [each.model_dump() for each in item.materials]
        place = next((at for at, each in enumerate(item.materials) if old and each.name == old.name), len(rest))
        changes = {"materials": [*rest[:place], new, *rest[place + 1 :]]}
        return item_wanted.to_change(work, item.code, changes, since, answers["reason"], proposer)

    title = f"{_CHANGE}{old.name}" if old else _ADD
    return Change(f"{title} {item.code}", fields, "change", wanted, _change_act, item)


def _ending(item: Item, status: Status) -> Change:
    where = Field("instead", "改到哪里办", hint="如 县民政局、各村便民服务站", required=status == "delegated")

    def wanted(work: Work, answers: dict[str, str], since: date, proposer: str) -> Wanted:
        return item_wanted.to_end(work, item.code, status, answers["instead"], since, answers["reason"], proposer)

    def act(work: Work, wanted: Wanted, approved: Approved | None) -> Item:
        code, since, reason, instead = wanted.item.code, wanted.since, wanted.reason, wanted.item.instead
        if status == "cancelled":
            return item_changes.cancel_item(work, code, since, reason, instead, approved)
        return item_changes.delegate_item(work, code, instead, since, reason, approved)

    what = "cancel" if status == "cancelled" else "delegate"
    return Change(f"{item_wanted.WHAT_NAMES[what]} {item.code} {item.name}", (where,), what, wanted, act, item)


def _entering() -> Change:
    like = Item(code="新", name="新", window="新", kind="promised", fee_basis="不收费", procedure="受理→审核→决定→送达")
    fields = (*(_field(name, like, fresh=name in _MUST - {"fee_basis", "procedure"}) for name in _NEW),
              Field("material", "主件材料", hint="最要紧的一种；其余以后再加"))  # fmt: skip

    def wanted(work: Work, answers: dict[str, str], since: date, proposer: str) -> Wanted:
        plain = {name: _value(name, answers[name]) for name in _NEW}
        plain["materials"] = [{"name": answers["material"], "key": True}]
        return item_wanted.to_enter(work, item_from(plain, file="新事项"), since, answers["reason"], proposer)

    def act(work: Work, wanted: Wanted, approved: Approved | None) -> Item:
        return item_changes.add_item(work, wanted.item, wanted.since, wanted.reason, approved)

    return Change("新事项", fields, "enter", wanted, act)


def _change_act(work: Work, wanted: Wanted, approved: Approved | None) -> Item:
    new = wanted.item
    old = work.hall.catalogue.told(new.code, wanted.since)
    changes = {name: new.model_dump()[name] for name in item_wanted.differences(old, new)}
    return item_changes.change_item(work, new.code, changes, wanted.since, wanted.reason, approved)


# -- fields ------------------------------------------------------------------------------------


def _field(name: str, item: Item, *, fresh: bool = False) -> Field:
    column = _COLUMNS[name]

    def check(typed: str) -> str:
        if _text(typed):
            column.read(_text(typed))
        return typed

    now = "" if fresh else str(column.write(getattr(item, name)))
    hint = column.says if fresh or not now else f"要清空写“{EMPTY}”" if name not in _MUST else ""
    choices = _CHOICES.get(name, ())
    return Field(name, FIELD_NAMES[name], check, default=now, hint="" if choices else hint, choices=choices,
                 required=name in _MUST, longest=_LONGEST)  # fmt: skip


def _material_field(name: str, old: Material | None) -> Field:
    column = _OF_MATERIAL[name]
    usual = old or Material(name="新")
    now = "" if name == "name" and old is None else str(column.write(getattr(usual, name)))

    def check(typed: str) -> str:
        if _text(typed):
            column.read(_text(typed))
        return typed

    return Field(name, column.heading, check, default=now, choices=_MATERIAL_CHOICES.get(name, ()),
                 required=name in ("name", "copies"), longest=_LONGEST)  # fmt: skip


def _steps_field(item: Item) -> Field:
    now = "；".join(f"{each.department}：{each.task}：{each.days}" for each in item.steps)

    def check(typed: str) -> str:
        steps_of(_text(typed))
        return typed

    return Field("steps", FIELD_NAMES["steps"], check, default=now, hint="部门：做什么：天数；……", required=False,
                 longest=_LONGEST)  # fmt: skip


def steps_of(typed: str) -> list[dict[str, Any]]:
    """Steps as typed: `镇人民政府：受理、公示：15；县民政局：确认：7`.

    Raises:
        StepUnreadable, NotWhole: as they say.
    """
    steps = []
    for part in filter(None, (each.strip() for each in typed.replace(";", "；").split("；"))):
        pieces = [each.strip() for each in part.replace(":", "：").split("：")]
        if len(pieces) != 3 or not pieces[0]:
            raise StepUnreadable(typed=part[:20])
        if not (pieces[2].isascii() and pieces[2].isdigit()):
            raise NotWhole(typed=pieces[2][:20])
        steps.append({"department": pieces[0], "task": pieces[1], "days": int(pieces[2])})
    return steps


def _text(typed: str) -> str:
    return "" if typed.strip() == EMPTY else typed.strip()


def _value(name: str, typed: str) -> Any:
    """What a field's answer means; nothing is the type's own empty value."""
    text = _text(typed)
    if name == "steps":
        return steps_of(text)
    if not text:
        return Item.model_fields[name].get_default(call_default_factory=True)
    return _COLUMNS[name].read(text)
