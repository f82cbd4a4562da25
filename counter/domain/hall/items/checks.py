"""What must be right about an item before the hall publishes it, each fault one Chinese sentence.

Complete for the hall's own guide (S29.1–S29.4); the promised limit no longer than the statutory one (S03.15);
the procedure whole, a fee with its basis (S29.5); every step with who does what in how many days (S01.9); the
client classes those of the statistics (S29.14). What departments the hall must cover is compared too (S29.12).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from counter.domain.hall.items.item import CLIENTS, KIND_NAMES, STATUS_NAMES, Item, ItemStep, lacking
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import TextRefused, clean

LINK = "→"
"""Between the links of a procedure."""
FREE = "不收费"
SEPARATORS = "；;|｜\n"
"""Divide the parts of a list in a sheet; no single name may have them."""
_LIST_SEPARATORS = SEPARATORS + "、，,"
_WORKDAYS, _WEEK = 5, 7
CODE_MOST, NAME_MOST, TEXT_MOST = 20, 100, 1000
FIELD_NAMES: Mapping[str, str] = {
    "code": "事项编号", "name": "事项名称", "aliases": "俗称", "window": "业务", "kind": "办件类型",
    "category": "服务类别", "applicant": "服务对象", "promised_days": "承诺时限（工作日）",
    "statutory_days": "法定时限", "statutory_unit": "法定时限按", "fee": "收费（元）",
    "fee_basis": "收费依据", "basis": "设定依据", "conditions": "办理条件", "procedure": "办理程序",
    "result": "办理结果", "departments": "审核部门", "county": "县级部门", "others": "其他单位",
    "lead": "牵头部门", "tasks": "部门职责", "off_clock": "不计时环节", "agent": "可代办",
    "present": "须本人到场", "project": "重点项目", "sits": "窗口进驻日（周几）", "mandate": "委托办理",
    "collects": "代收费", "volume": "年办件量", "peaks": "旺季月份", "note": "备注", "status": "状态",
    "ended_by": "取消下放依据", "instead": "改到哪里办", "valid_from": "生效日期",
    "materials": "申请材料", "steps": "环节分工",
}  # fmt: skip
"""What each part of an item is called: on sheets, in forms, in the history of its changes."""


_LACKING = {
    "办理内容（结果）": FIELD_NAMES["result"], "办理流程": FIELD_NAMES["procedure"],
    "承诺时限": FIELD_NAMES["promised_days"], "收费标准和依据": FIELD_NAMES["fee_basis"],
}  # fmt: skip
"""Where on a sheet a part of the guide stands that is called otherwise there."""


_COMPLETE = Cite("镇赉县办法 第七条；公开承诺制度 二：事项的各个方面要写全再公布", ("S29.1", "S29.2"))
_CITES = {
    FIELD_NAMES["promised_days"]: Cite("镇赉县办法 第七条（三）：时限尽量缩短，不超过法定时限", ("S03.15", "S29.5")),
    FIELD_NAMES["fee_basis"]: Cite("镇赉县办法 第七条（四）：收费要有有效文件，收费依据公开", ("S29.5", "S31.12")),
    FIELD_NAMES["procedure"]: Cite("镇赉县办法 第七条（一）：程序写全过程", ("S29.5",)),
    FIELD_NAMES["steps"]: Cite("镇赉县办法 第九条（一）：每一道环节定好谁负责、什么标准、多长时间", ("S01.9",)),
    FIELD_NAMES["applicant"]: Cite("服务对象要分好类，便于统计", ("S29.14",)),
}
"""What a fault of a field breaks; what only lacks breaks the completeness of the list."""


class ItemIncomplete(Refusal):
    """An item that may not be published as it is."""

    says = "事项 {code} {name} 还不能公布：{what}"


def publishable(item: Item, parts: Collection[str] = (), before: Item | None = None) -> None:
    """Refuses an item that has a fault.

    Args:
        item: The item.
        parts: What the hall's guide prints beside what every guide has.
        before: The version that it follows, whose own faults hinder no change of something else.

    Raises:
        ItemIncomplete: naming every fault.
    """
    old = faults(before, parts) if before is not None else ()
    if found := [fault for fault in faults(item, parts) if fault not in old]:
        cites = tuple(dict.fromkeys(_CITES.get(name, _COMPLETE) for name, _ in found))
        raise ItemIncomplete(code=item.code, name=item.name, what="".join(said for _, said in found), cites=cites)


def faults(item: Item, parts: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Every fault of an item, as the field it concerns and a sentence; an ended item need not be complete."""
    if item.status != "open":
        return (*_texts(item), *_ended(item))
    incomplete = ((_LACKING.get(name, name), f"没有写明{name}。") for name in lacking(item, parts))
    return (*_texts(item), *incomplete, *_limit(item), *_money(item), *_procedure(item), *_steps(item),
            *_clients(item), *_materials(item))  # fmt: skip


@carries("S03.15", by="check")
def _limit(item: Item) -> Iterator[tuple[str, str]]:
    """Promised no longer than statutory; working days are compared by the calendar days that they take at least."""
    if not item.statutory_days or not item.promised_days:
        return
    least = item.promised_days
    if item.statutory_unit == "calendar":
        least += (item.promised_days - 1) // _WORKDAYS * (_WEEK - _WORKDAYS)
    if least > item.statutory_days:
        unit = "工作日" if item.statutory_unit == "working" else "自然日"
        said = f"承诺时限{item.promised_days}个工作日，超过了法定的{item.statutory_days}个{unit}，应当更短。"
        yield FIELD_NAMES["promised_days"], said


@carries("S29.5", "S31.12", by="check")
def _money(item: Item) -> Iterator[tuple[str, str]]:
    if item.fee and item.fee_basis.startswith(FREE):
        yield FIELD_NAMES["fee_basis"], f"收费{item.fee}元，收费依据却写着“{FREE}”，请写明收费的有效文件。"


@carries("S29.5", by="check")
def _procedure(item: Item) -> Iterator[tuple[str, str]]:
    """The whole way, from taking in to the end: at least two links."""
    links = [link for link in item.procedure.split(LINK) if link.strip()]
    if item.procedure and len(links) < 2:
        yield FIELD_NAMES["procedure"], f"要写全过程，各环节用“{LINK}”连起来，如 受理{LINK}审核{LINK}决定{LINK}送达。"


@carries("S01.9", by="check")
def _steps(item: Item) -> Iterator[tuple[str, str]]:
    """What is laid down of the steps must fit the promise and name bodies of the item."""
    name = FIELD_NAMES["steps"]
    total = sum(step.days for step in item.steps)
    if total > item.promised_days:
        yield name, f"各环节共{total}个工作日，超过了承诺时限{item.promised_days}个工作日。"
    bodies = {*item.departments, *item.county, *item.others}
    strange = dict.fromkeys(step.department for step in item.steps if bodies and step.department not in bodies)
    for department in strange:
        yield name, f"环节里的“{department}”不在审核部门、县级部门、其他单位里。"


def steps_of(item: Item) -> tuple[ItemStep, ...]:
    """Who does what in how many days, for the whole way.

    An item whose steps are not laid down one by one has one: its own bodies, the whole procedure, the promise.
    """
    if item.steps:
        return tuple(
            step if step.task else step.model_copy(update={"task": item.tasks.get(step.department, "审核本部门的部分")})
            for step in item.steps
        )
    who = "、".join(item.departments) or item.window
    return (ItemStep(department=who, task=item.procedure.replace(LINK, "、"), days=item.promised_days),)


@carries("S29.14", by="check")
def _clients(item: Item) -> Iterator[tuple[str, str]]:
    for client in item.clients:
        if client not in CLIENTS:
            yield FIELD_NAMES["applicant"], f"没有“{client}”这一类服务对象，可写：{'、'.join(CLIENTS)}。"
    if not item.clients:
        yield FIELD_NAMES["applicant"], f"没有写明服务对象，可写：{'、'.join(CLIENTS)}。"


def _materials(item: Item) -> Iterator[tuple[str, str]]:
    for material in item.materials:
        if material.key and material.deferrable:
            yield FIELD_NAMES["materials"], f"“{material.name}”是主件，不能容缺。"


def _ended(item: Item) -> Iterator[tuple[str, str]]:
    ended = STATUS_NAMES[item.status]
    if not item.ended_by:
        yield FIELD_NAMES["ended_by"], f"{ended}的事项要写明依据的文件。"
    if item.status == "delegated" and not item.instead:
        yield FIELD_NAMES["instead"], "已下放的事项要写明改到哪里办。"


def _texts(item: Item) -> Iterator[tuple[str, str]]:
    """Characters that steer a terminal, a printer or a sheet, lists that could not be told apart, and lengths."""
    single = {"code": CODE_MOST, "name": NAME_MOST, "window": NAME_MOST, "lead": NAME_MOST}
    for field in ("code", "name", "window", "fee_basis", "basis", "conditions", "procedure", "result", "lead", "note",
                  "ended_by", "instead", "applicant"):  # fmt: skip
        yield from _text(field, getattr(item, field), single.get(field, TEXT_MOST), "")
    for field in ("aliases", "departments", "county", "others"):
        yield from _each(field, getattr(item, field), _LIST_SEPARATORS)
    if item.mandate is not None:
        yield from _each("mandate", (item.mandate.organ, item.mandate.announcement, item.mandate.content), SEPARATORS)
    yield from _each("off_clock", item.off_clock, SEPARATORS)
    yield from _each("tasks", item.tasks.keys(), _LIST_SEPARATORS + "：:")
    yield from _each("tasks", item.tasks.values(), SEPARATORS)
    yield from _each("materials", [text for each in item.materials for text in (each.name, each.when) if text], "")
    yield from _each("steps", [text for each in item.steps for text in (each.department, each.task) if text], "")


def _each(field: str, texts: Iterable[str], forbidden: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        yield from _text(field, text, NAME_MOST, forbidden)


def _text(field: str, text: str, most: int, forbidden: str) -> Iterator[tuple[str, str]]:
    name = FIELD_NAMES[field]
    try:
        kept = clean(text, field=name, most=most)
    except TextRefused as refused:
        yield name, refused.sentence
        return
    if kept != text:
        yield name, f"“{kept[:20]}”前后或中间有多余的空格，请删掉。"
    if found := sorted({sign for sign in forbidden if sign in text}):
        yield name, f"“{kept[:20]}”里不要用“{''.join(found).strip() or '换行'}”，一个一个分开写。"


@carries("S29.12", by="check")
def uncovered(covers: Mapping[str, str], items: Iterable[Item]) -> tuple[str, ...]:
    """The departments that the hall must cover and that offer nothing yet.

    Args:
        covers: Each department by its name in the plan, with the business under which its items stand.
        items: The items in force.
    """
    there = {item.window for item in items if item.status == "open"}
    return tuple(name for name, business in covers.items() if business not in there)


def grouped(items: Iterable[Item]) -> Mapping[str, tuple[Item, ...]]:
    """The items by the kind of service, and within it by business and code (S29.9)."""
    ordered = sorted(items, key=lambda item: (item.window, item.code))
    groups: dict[str, list[Item]] = {}
    for item in ordered:
        groups.setdefault(item.category, []).append(item)
    return {name: tuple(each) for name, each in groups.items()}


def kind_said(item: Item) -> str:
    """The declared kind, or what became of the item."""
    return KIND_NAMES[item.kind] if item.status == "open" else STATUS_NAMES[item.status]
