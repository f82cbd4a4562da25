"""What can be corrected on a case: which fields are asked, and the change that the answers make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counter.domain.casework.acts.corrections import Change
from counter.domain.casework.cases import CHANNELS
from counter.domain.casework.till.money import PAYMENTS, typed_yuan
from counter.domain.hall.initials import matches
from counter.domain.hall.residents.citizens import Known, Who
from counter.domain.text import mask_id, mask_phone
from counter.screens.case.page import CaseView
from counter.screens.kit.ask import Field

MARKS = ("已交原件", "核验退还", "复印件", "现场填写", "免交", "不涉及", "暂存原件")
"""How a paper is handed over, as screens offer it."""


def _no_ways(view: CaseView) -> tuple[Correction, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that can be corrected."""

    title: str
    fields: Callable[[CaseView], tuple[Field, ...]]
    change: Callable[[CaseView, dict[str, str]], Change]
    ways: Callable[[CaseView], tuple[Correction, ...]] = _no_ways
    """What it divides into where something stands already; what is taken away is always a way of its own."""


def _who(answers: dict[str, str]) -> Who:
    get = answers.get
    return Who(get("name", ""), get("id", ""), get("phone", ""), get("village", ""), get("group", ""),
               relation=get("relation", ""), authority=get("authority", ""))  # fmt: skip


def _standing(answer: str, stands: str, mask: Callable[[str], str]) -> str:
    """What was answered; a masked number that was left as it stands is the whole number."""
    return stands if answer == mask(stands) else answer


def _phone_fields(view: CaseView) -> tuple[Field, ...]:
    return (Field("phone", "电话", default=mask_phone(str(view.case.row["phone"]))),)


def _phone(view: CaseView, answers: dict[str, str]) -> Change:
    return Change(phone=_standing(answers["phone"], str(view.case.row["phone"]), mask_phone))


def _phone_ways(view: CaseView) -> tuple[Correction, ...]:
    if not view.case.row["phone"]:
        return ()
    return (
        Correction("改电话", _phone_fields, _phone),
        Correction("没有电话", _nothing_asked, lambda view, answers: Change(phone="")),
    )


def _nothing_asked(view: CaseView) -> tuple[Field, ...]:
    return ()


def _person_fields(label: str, stands: Known | None = None) -> tuple[Field, ...]:
    return (
        Field("name", f"{label}姓名", default=stands.name if stands else ""),
        Field("id", "证号", required=False, default=mask_id(stands.id_no) if stands else ""),
        Field("phone", "电话", required=False, default=mask_phone(stands.phone) if stands else ""),
    )


def _same_or_other(stands: Known, answers: dict[str, str]) -> Who:
    """The person whose fields came filled: the same record, unless name or ID number were changed."""
    id_no = _standing(answers["id"], stands.id_no, mask_id)
    phone = _standing(answers["phone"], stands.phone, mask_phone)
    same = (answers["name"], id_no) == (stands.name, stands.id_no)
    return replace(_who(answers), id_no=id_no, phone=phone, citizen=stands.id if same else 0)


def _applicant_fields(view: CaseView) -> tuple[Field, ...]:
    return (*_person_fields("申请人"), *_home_fields(view, "", ""))


def _bond_fields(relation: str = "", authority: str = "") -> tuple[Field, ...]:
    return (
        Field("relation", "与申请人关系", default=relation),
        Field("authority", "授权", required=False, default=authority),
    )


def _agent_fields(view: CaseView) -> tuple[Field, ...]:
    row = view.case.row
    bond = _bond_fields(str(row["agent_relation"]), str(row["agent_authority"]))
    return (*_person_fields("经办人", view.agent), *bond)


def _other_agent_fields(view: CaseView) -> tuple[Field, ...]:
    return (*_person_fields("经办人"), *_bond_fields())


def _agent_as_it_stands(view: CaseView, answers: dict[str, str]) -> Change:
    return Change(agent=_same_or_other(view.agent, answers) if view.agent else _who(answers))


def _agent_ways(view: CaseView) -> tuple[Correction, ...]:
    if view.agent is None:
        return ()
    return (
        Correction(f"改{view.agent.name}的资料、关系", _agent_fields, _agent_as_it_stands),
        Correction("换成另一个代办人", _other_agent_fields, lambda view, answers: Change(agent=_who(answers))),
        Correction("没有代办人", _nothing_asked, lambda view, answers: Change(without=("agent",))),
    )


def _subject_fields(view: CaseView) -> tuple[Field, ...]:
    return _person_fields("办理对象")


def _subject(view: CaseView, answers: dict[str, str]) -> Change:
    return Change(subject=_who(answers))


def _subject_ways(view: CaseView) -> tuple[Correction, ...]:
    if view.subject is None:
        return ()
    return (
        Correction("换成另一个办理对象", _subject_fields, _subject),
        Correction("没有另外的办理对象", _nothing_asked, lambda view, answers: Change(without=("subject",))),
    )


def _channel(view: CaseView, answers: dict[str, str]) -> Change:
    return Change(channel=next(code for code, name in CHANNELS.items() if name == answers["channel"]))


def _home_fields(view: CaseView, village: str, group: str) -> tuple[Field, ...]:
    known = view.case.hall.laid.villages

    def whole_name(typed: str) -> str:
        """The village that was meant; any other place stays as typed."""
        meant = [each for each in known if matches(typed, each, surname=False)]
        return typed if typed in known or not meant else meant[0]

    return (
        Field("village", "村（社区）", whole_name, required=False, default=village),
        Field("group", "组", required=False, default=group),
    )


def _mark_fields(view: CaseView) -> tuple[Field, ...]:
    names = tuple(str(row["name"]) for row in view.case.materials)
    return Field("material", "哪份材料", choices=names), Field("mark", "实际是", choices=MARKS)


def corrections(view: CaseView) -> tuple[Correction, ...]:
    """What can be corrected on a case: money only where some was noted."""
    return (*CORRECTIONS, *(_of_money(row) for row in _last_of_each(view.money)))


def _last_of_each(rows: Sequence[Mapping[Any, Any]]) -> Iterable[Mapping[Any, Any]]:
    """The last fee and the last collected money, which are those that a correction means."""
    return {bool(row["own_fee"]): row for row in rows}.values()


def _of_money(row: Mapping[Any, Any]) -> Correction:
    what = "收费" if row["own_fee"] else "代收"
    names = ("fee_amount", "fee_receipt", "fee_paid") if row["own_fee"] else ("amount", "receipt", "paid_by")
    amount, receipt, paid = names

    def fields(view: CaseView) -> tuple[Field, ...]:
        return (
            Field(amount, f"{what}金额", default=typed_yuan(row["fen"]), hint="元"),
            Field(receipt, "票据号", required=not row["own_fee"], default=row["receipt"]),
            Field(paid, f"{what}方式", _way_of_paying, default=row["channel"], hint="、".join(PAYMENTS)),
        )

    def change(view: CaseView, answers: dict[str, str]) -> Change:
        return Change(**{name: answers[name] for name in names})  # type: ignore[arg-type]

    none: dict[str, Any] = {amount: "0", receipt: ""}

    def ways(view: CaseView) -> tuple[Correction, ...]:
        return (
            Correction("改金额、票据号、方式", fields, change),
            Correction("没有收这笔钱", _nothing_asked, lambda view, answers: Change(**none)),
        )

    return Correction(f"{what}（金额、票据号、方式）", fields, change, ways)


def fee_fields(published: int) -> tuple[Field, ...]:
    """What is asked of the hall's own fee where it is paid later than at intake; the amount in yuan."""
    return (
        Field("amount", "收费金额", default=str(published), hint="元，公布的标准"),
        Field("ground", "减免依据", required=False, hint="少收的才填"),
        Field("receipt", "票据号", required=False, hint="空着用本中心收费票据的号"),
        Field("paid_by", "收费方式", _way_of_paying, default=PAYMENTS[0], hint="、".join(PAYMENTS)),
    )


def _way_of_paying(typed: str) -> str:
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return PAYMENTS[number - 1] if 1 <= number <= len(PAYMENTS) else typed


CORRECTIONS = (
    Correction(
        "姓名",
        lambda view: (Field("name", "申请人姓名", default=view.applicant.name),),
        lambda view, answers: Change(name=answers["name"]),
    ),
    Correction("电话", _phone_fields, _phone, _phone_ways),
    Correction(
        "村组",
        lambda view: _home_fields(view, view.applicant.village, view.applicant.group),
        lambda view, answers: Change(village=answers["village"], group=answers["group"]),
    ),
    Correction("申请人（换成另一个人）", _applicant_fields, lambda view, answers: Change(applicant=_who(answers))),
    Correction("办理对象", _subject_fields, _subject, _subject_ways),
    Correction("经办人", _agent_fields, _agent_as_it_stands, _agent_ways),
    Correction("申请方式", lambda view: (Field("channel", "申请方式", choices=tuple(CHANNELS.values())),), _channel),
    Correction(
        "备注",
        lambda view: (Field("note", "备注", required=False, default=str(view.case.row["note"])),),
        lambda view, answers: Change(note=answers["note"]),
    ),
    Correction("材料标注", _mark_fields, lambda view, answers: Change(marks=((answers["material"], answers["mark"]),))),
)
