"""What can be corrected on a case: which fields are asked, and the change that the answers make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter.domain.casework.cases import CHANNELS
from counter.domain.casework.corrections import Change
from counter.domain.hall.citizens import Who
from counter.domain.hall.initials import matches
from counter.domain.text import mask_phone
from counter.screens.case_page import CaseView
from counter.screens.kit.ask import Field

MARKS = ("已交原件", "核验退还", "复印件", "现场填写", "免交", "不涉及")
"""How a paper is handed over, as screens offer it."""
_NOBODY = "没有就直接回车"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that can be corrected."""

    title: str
    fields: Callable[[CaseView], tuple[Field, ...]]
    change: Callable[[CaseView, dict[str, str]], Change]


def _who(answers: dict[str, str]) -> Who:
    get = answers.get
    return Who(get("name", ""), get("id", ""), get("phone", ""), get("village", ""), get("group", ""),
               relation=get("relation", ""), authority=get("authority", ""))  # fmt: skip


def _phone_fields(view: CaseView) -> tuple[Field, ...]:
    now = mask_phone(str(view.case.row["phone"])) or "没有"
    return (Field("phone", "电话", required=False, hint=f"现在：{now}；{_NOBODY}"),)


def _person_fields(label: str, *, required: bool) -> tuple[Field, ...]:
    hint = "" if required else _NOBODY
    return (
        Field("name", f"{label}姓名", required=required, hint=hint),
        Field("id", "证号", required=False),
        Field("phone", "电话", required=False),
    )


def _applicant_fields(view: CaseView) -> tuple[Field, ...]:
    return (*_person_fields("申请人", required=True), *_home_fields(view, "", ""))


def _agent_fields(view: CaseView) -> tuple[Field, ...]:
    row = view.case.row
    return (
        *_person_fields("经办人", required=False),
        Field("relation", "与申请人关系", required=False, default=str(row["agent_relation"])),
        Field("authority", "授权", required=False, default=str(row["agent_authority"])),
    )


def _subject(view: CaseView, answers: dict[str, str]) -> Change:
    return Change(subject=_who(answers)) if answers["name"] else Change(without=("subject",))


def _agent(view: CaseView, answers: dict[str, str]) -> Change:
    return Change(agent=_who(answers)) if answers["name"] else Change(without=("agent",))


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


CORRECTIONS = (
    Correction(
        "姓名",
        lambda view: (Field("name", "申请人姓名", default=view.applicant.name),),
        lambda view, answers: Change(name=answers["name"]),
    ),
    Correction("电话", _phone_fields, lambda view, answers: Change(phone=answers["phone"])),
    Correction(
        "村组",
        lambda view: _home_fields(view, view.applicant.village, view.applicant.group),
        lambda view, answers: Change(village=answers["village"], group=answers["group"]),
    ),
    Correction("申请人（换成另一个人）", _applicant_fields, lambda view, answers: Change(applicant=_who(answers))),
    Correction("办理对象", lambda view: _person_fields("办理对象", required=False), _subject),
    Correction("经办人", _agent_fields, _agent),
    Correction("申请方式", lambda view: (Field("channel", "申请方式", choices=tuple(CHANNELS.values())),), _channel),
    Correction(
        "备注",
        lambda view: (Field("note", "备注", required=False, default=str(view.case.row["note"])),),
        lambda view, answers: Change(note=answers["note"]),
    ),
    Correction("材料标注", _mark_fields, lambda view, answers: Change(marks=((answers["material"], answers["mark"]),))),
)
