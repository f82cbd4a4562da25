"""What stands on the intake form, row by row; the screen only draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter.domain.casework.intake.field import Field
from counter.domain.casework.intake.form import Form
from counter.domain.casework.intake.keys import Typing
from counter.domain.casework.intake.sheet import HAD, NOT_ASKED
from counter.domain.reckoning import DEFAULT_MARK

_SHOWN_MATTERS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form."""

    label: str
    value: str
    hint: str = ""
    state: str = ""
    """One of problem, done, soon, off, or empty."""
    editing: bool = False
    caret: int = 0
    choices: tuple[str, ...] = ()
    part: str = "field"
    """What it is: field, note, material or verdict."""


def rows_of(form: Form, step: str, edit: Typing, fields: Sequence[Field]) -> list[Row]:
    """Every row, in order; what needs an item stands only once there is one."""
    rows: list[Row] = []
    for field in fields:
        if field.name == "materials":
            rows += _materials(form, editing=step == "materials")
        elif field.name == "outcome":
            rows += _outcome(form, editing=step == "outcome")
        elif field.name == step:
            rows.append(_editing(form, field, edit))
        elif _worth(form, field):
            rows.append(Row(field.called(form), field.shown(form), _hint(form, field)))
        if field.name == "came":
            rows += _standing(form)
    return rows


def _worth(form: Form, field: Field) -> bool:
    """Choices are shown only while they are made; the rest of the form stands from the person on."""
    if field.name in ("choose", "other_choose", "pin", "matters"):
        return False
    if field.name == "agency":
        return bool(field.shown(form))
    if field.name in ("name", "id_no", "village", "other_name", "other_id_no"):
        return field.name not in form.sheet.done  # they stand beside the person
    return field.name in ("came", "item") or form.sheet.came is not None or bool(field.shown(form))


def _editing(form: Form, field: Field, edit: Typing) -> Row:
    text = "*" * len(edit.text) if field.secret else edit.text
    return Row(field.called(form), text, _hint(form, field, empty=not text, editing=True), "", True, edit.caret,
               tuple(field.choices(form)))  # fmt: skip


_HINTS = {
    "came": "证号 / 姓名或首字母 / 后四位 / 电话 / 事项",
    "item": "编号 / 首字母 / 汉字 / 俗称，空着按数字选",
    "id_no": "没带证件的，Enter 跳过",
    "other_id_no": "没有证件的，Enter 跳过",
    "village": "首字母或汉字，如 双河3；Enter 跳过",
    "phone": "没有电话的，Enter 跳过",
    "whom": "Enter 本人，或按数字",
    "other": "证号 / 姓名；同户的按数字再 Enter",
    "happened": "如 昨天 9:30、11-18 10:20",
    "source": "从哪张纸录的，如 双河村服务日登记表",
    "checker": "核对同事的工号",
    "pin": "请核对的同事输自己的密码",
    "choose": "按数字选；0 都不是，新登记",
    "other_choose": "按数字选；0 都不是，新登记",
    "matters": "按数字打开；Enter 不打开，办新的",
    "paid_by": "按数字再 Enter",
    "relation": "经办人是申请人的……（按数字选）",
    "authority": "没有书面授权的，Enter 跳过；事项要委托书的，在材料里",
    "amount": "元，如 400",
    "fee": "公布的标准是{fee}元，Enter 照收；没有收的填 0",
    "fee_paid": "Enter 照旧，或按数字再 Enter",
    "fee_receipt": "空着按 Enter，用本中心收费票据的号",
    "fee_ground": "少收的依据，如 免收低保户工本费的文件",
    "kind": "按数字选",
    "agency": "按数字选：中心替申请人办到底",
    "rebook": "明天 9:30、周三 14:30、11-23 9:30",
    "rebook_why": "按数字选，或自己写",
}


def _hint(form: Form, field: Field, *, empty: bool = False, editing: bool = False) -> str:
    if form.more and form.choosing and field.name in ("choose", "other_choose"):
        return "按数字选，0 新登记；还有更多，按 上 键再多打一个字"
    if field.name == "fee" and editing and form.item is not None:
        return _HINTS["fee"].format(fee=form.item.fee)
    if empty or (editing and field.name == "fee_paid"):
        return _HINTS.get(field.name, "")
    if field.name == "item" and form.series:
        return "连办"
    if field.name == "came" and form.sheet.came and not form.sheet.came.id:
        return "新来的人"
    return ""


def _standing(form: Form) -> list[Row]:
    found = form.standing
    if found is None:
        return []
    counts = (
        f"在办 {len(found.on('open'))}   待补欠件 {len(found.owing)}   待领 {len(found.on('collect'))}"
        f"   第{found.visits + (not form.sheet.visit)}次来"
    )
    if found.matters:
        counts += "   PgDn 直接办"
    rows = [Row("", counts, part="note")]
    rows += [Row("", each.said, part="note") for each in found.matters[:_SHOWN_MATTERS]]
    rows += [Row("", each, state="soon", part="note") for each in found.booked[:1]]
    if found.warning:
        rows.append(Row("", found.warning, state="soon", part="note"))
    if found.home_note:
        rows.append(Row("", found.home_note, part="note"))
    return rows


def _materials(form: Form, *, editing: bool) -> list[Row]:
    item = form.item
    if item is None:
        return []
    rows = []
    for n, material in enumerate(item.materials, start=1):
        mark = form.sheet.mark(material)
        state = "off" if mark == NOT_ASKED else "" if mark in HAD else "soon"
        key = "主件" if material.key else "附件"
        case = f"（{material.when}）" if material.when else ""
        rows.append(Row("材料" if n == 1 else "", f"{n} {material.name}{case}", f"{key}  {mark}", state,
                        editing and n == form.paper + 1, part="material"))  # fmt: skip
    return rows


def _outcome(form: Form, *, editing: bool) -> list[Row]:
    if form.item is None:
        return []
    if form.refusal is not None and not form.sheet.rebook:
        return [Row("办件类型", form.refusal.sentence, state="problem", editing=editing, part="verdict")]
    said = form.verdict.value.said if form.verdict else ""
    chosen = _chosen(form)
    articles = _article(form)
    return [Row("办件类型", chosen or said, f"F9 说明  {articles}", "done", editing, 0, (), "verdict")]


def _article(form: Form) -> str:
    """What the verdict rests on first of all: its kind, or what keeps it from being accepted."""
    if form.verdict is None or not form.verdict.articles:
        return ""
    named = [each for each in form.verdict.articles if not each.endswith(DEFAULT_MARK)]
    accepted = form.verdict.value.decision.outcome == "accepted"
    return named[0 if accepted else -1] if named else form.verdict.articles[-1]


def _chosen(form: Form) -> str:
    if form.sheet.enquiry:
        return "咨询，不收件"
    if form.sheet.returning:
        return f"退回件（{form.sheet.returning}）"
    if form.sheet.rebook:
        return f"另约（{form.sheet.rebook_why or '请写原因'}），不收件、不算退回"
    if form.sheet.declining:
        way = form.sheet.decline_way.removeprefix("不予办理（").removesuffix("）")
        return f"不予办理（{form.sheet.declining}）{'，' + way if way else ''}"
    if form.sheet.unexamined:
        return "收件待审，审核后一次告知"
    return ""
