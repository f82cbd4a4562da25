"""Mending what was entered wrongly: 更正 and 作废. Nothing is overwritten unseen.

The old values stay in the case's own record. A voided case keeps its number and leaves the counts.
Another item has its own module; who may mend what, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counter.domain.casework.acts.accepting import CHANNELS, SubjectNeedsRelation, UnknownChannel
from counter.domain.casework.acts.agreement import mendable, said_by
from counter.domain.casework.acts.switching import switch_item as switch_item
from counter.domain.casework.case.decision import UnknownMaterial
from counter.domain.casework.case.events import CaseAt, add, settle
from counter.domain.casework.case.steps import NOTE_MOST, ReasonMissing
from counter.domain.casework.model import Case, CaseMaterial, Collected
from counter.domain.casework.till.money import ReceiptMissing, fen_of, money_of, must_be_published, yuan
from counter.domain.hall.model import Citizen
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.refusals import Refusal
from counter.domain.text import clean

FIELD_NAMES = {
    "name": "申请人姓名", "phone": "电话", "village": "村（社区）", "group": "组", "applicant": "申请人",
    "subject": "办理对象", "agent": "经办人", "relation": "与申请人关系", "authority": "授权",
    "channel": "申请方式", "note": "备注", "marks": "材料标注", "amount": "代收金额", "receipt": "代收票据号",
    "paid_by": "代收方式", "fee_amount": "收费金额", "fee_receipt": "收费票据号", "fee_paid": "收费方式",
}  # fmt: skip
"""What can be corrected, as screens and the case's life name it."""


_MAY_LACK = frozenset({"subject", "agent"})
"""Whom a case may not have after all."""
_PEOPLE = _MAY_LACK | {"applicant"}
_OF_PERSON = frozenset({"name", "id", "phone", "village", "group", "household", "relation", "authority"})


class NothingChanged(Refusal):
    """A correction that leaves everything as it is."""

    says = "没有要更正的内容，和原来一样。"


class UnknownField(Refusal):
    """Nothing of that name can be corrected."""

    says = "没有叫“{name}”的项目可以更正。可以更正的有：{known}。"


class FieldMistyped(Refusal):
    """A correction of another kind than the field holds."""

    says = "“{name}”写得不对，应是{wanted}。"


class NoMoneyThere(Refusal):
    """A correction of money that was never noted."""

    says = "这件没有登记{what}，没有可更正的。"


class NobodyThere(Refusal):
    """A correction of somebody whom the case does not have."""

    says = "这件没有{who}，没有可更正的。"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be otherwise; None leaves it as it is."""

    name: str | None = None
    """The applicant's name, in the person's own record."""
    phone: str | None = None
    village: str | None = None
    group: str | None = None
    applicant: Who | None = None
    """Somebody else, whose case it is."""
    subject: Who | None = None
    agent: Who | None = None
    relation: str | None = None
    authority: str | None = None
    channel: str | None = None
    note: str | None = None
    marks: tuple[tuple[str, str], ...] | None = None
    """Material and how it was really handed over."""
    amount: str | None = None
    """In yuan as typed, of what was collected last (代收); 0 where nothing was collected after all."""
    receipt: str | None = None
    paid_by: str | None = None
    fee_amount: str | None = None
    """The same of the hall's own fee."""
    fee_receipt: str | None = None
    fee_paid: str | None = None
    without: tuple[str, ...] = ()
    """Which of subject and agent the case does not have after all."""


def change_of(facts: Mapping[str, Any]) -> Change:
    """The change that plain values tell, as a file or a scenario has them.

    Raises:
        UnknownField: A name that no field has.
        FieldMistyped: A value of another kind than the field holds.
    """
    for name in facts:
        if name not in _MEND:
            raise UnknownField(name=name, known="、".join(FIELD_NAMES))
    return Change(**{name: _plain_value(name, value) for name, value in facts.items()})


def _plain_value(name: str, value: Any) -> Any:
    if name in _PEOPLE:
        if not isinstance(value, Mapping) or not set(value) <= _OF_PERSON or "name" not in value:
            raise FieldMistyped(name=name, wanted="姓名和要改的各项")
        said: dict[str, Any] = {"id_no" if key == "id" else key: str(each) for key, each in value.items()}
        return Who(**said)
    if name == "marks":
        if not isinstance(value, Mapping):
            raise FieldMistyped(name=name, wanted="每份材料一个标注")
        return tuple((str(paper), str(mark)) for paper, mark in value.items())
    if name == "without":
        if not isinstance(value, Sequence) or isinstance(value, str) or not set(value) <= _MAY_LACK:
            raise FieldMistyped(name=name, wanted="subject、agent 中的一项或两项")
        return tuple(value)
    if not isinstance(value, str | int | float):
        raise FieldMistyped(name=name, wanted="一段文字")
    return str(value)


@dataclass
class _Mending:
    """A correction while it is made: what was, and what is now."""

    work: Work
    case: CaseAt
    was: dict[str, str]
    now: dict[str, str]

    def note(self, field: str, was: object, now: object) -> bool:
        """Notes one value; False where it is the same."""
        before, after = str(was or ""), str(now or "")
        if before == after:
            return False
        self.was[field], self.now[field] = before, after
        return True

    def row(self, **values: Any) -> None:
        """Changes the case's row, here too, for the fields that follow."""
        self.work.update(Case, {"id": self.case.id}, values)
        self.case = replace(self.case, row={**self.case.row, **values})

    def person(self, column: str) -> citizens.Known | None:
        """Who stands in the case as applicant, subject or agent."""
        key = self.case.row[f"{column}_id"]
        return citizens.by_id(self.work.connection, key) if key else None


@act("correct")
def correct(
    work: Work,
    case_id: int,
    change: Change | Mapping[str, Any],
    reason: str = "",
    agreed_by: str = "",
    *,
    rev: int | None = None,
) -> CaseAt:
    """Corrects what was entered wrongly; the old values stay in the case's record.

    Args:
        work: The open unit of work.
        case_id: The case.
        change: What is to be otherwise, also as plain values by the names of its fields.
        reason: Why, as far as it says more than the values do.
        agreed_by: Who agreed, where it takes an agreement; the PIN was verified before.
        rev: The revision that the person saw.

    Raises:
        NeedsAgreement, MayNotAgree, NothingChanged, NobodyThere, NoMoneyThere, UnknownField,
        UnknownChannel, AmountUnclear, ReceiptMissing, UnknownMaterial, ChangedMeanwhile, NotNow: as they say.
    """
    case = mendable(work, case_id, "更正", agreed_by, rev)
    change = change if isinstance(change, Change) else change_of(change)
    mending = _Mending(work, case, {}, {})
    for name, mend in _MEND.items():
        value = getattr(change, name)
        if value is not None:
            mend(mending, value)
    if not mending.now:
        raise NothingChanged()
    said = {"was": mending.was, "now": mending.now, **said_by(reason, agreed_by)}
    add(work, case_id, "corrected", **said)
    return settle(work, case_id)


def _name(mending: _Mending, value: str) -> None:
    known = mending.person("applicant")
    assert known is not None
    name = citizens.checked(Who(value), mending.work.today).name
    if mending.note("name", known.name, name):
        values = {"name": name, **citizens.derived(name, known.id_no or None)}
        mending.work.update(Citizen, {"id": known.id}, values)


def _phone(mending: _Mending, value: str) -> None:
    known = mending.person("applicant")
    assert known is not None
    phone = citizens.checked(Who(known.name, phone=value), mending.work.today).phone
    if mending.note("phone", mending.case.row["phone"], phone):
        mending.row(phone=phone)
        mending.work.update(Citizen, {"id": known.id}, {"phone": phone or None})


def _home(field: str, column: str, title: str) -> Callable[[_Mending, str], None]:
    def mend(mending: _Mending, value: str) -> None:
        known = mending.person("applicant")
        assert known is not None
        text = clean(value, field=title, most=citizens.PLACE_MOST)
        if mending.note(field, getattr(known, field), text):
            mending.work.update(Citizen, {"id": known.id}, {column: text or None})

    return mend


def _applicant(mending: _Mending, who: Who) -> None:
    before, known = mending.person("applicant"), citizens.keep(mending.work, who)
    assert before is not None
    if known.id == before.id:
        return
    mending.note("applicant", _called(before), _called(known))
    mending.row(applicant_id=known.id, phone=known.phone or mending.case.row["phone"])


def _subject(mending: _Mending, who: Who) -> None:
    known = citizens.keep(mending.work, who, "办理对象")
    if known.id != mending.case.row["subject_id"]:
        mending.note("subject", _called(mending.person("subject")), _called(known))
        mending.row(subject_id=known.id)


def _agent(mending: _Mending, who: Who) -> None:
    if not who.relation.strip():
        raise SubjectNeedsRelation()
    before = mending.person("agent")
    known = citizens.keep(mending.work, replace(who, household=""), "经办人")
    if before is not None and known.id == before.id:
        mending.note("agent", f"{known.name} {before.phone}".strip(), f"{known.name} {known.phone}".strip())
    else:
        mending.note("agent", _called(before), _called(known))
    mending.row(agent_id=known.id)
    mending.note("relation", mending.case.row["agent_relation"], who.relation)
    mending.note("authority", mending.case.row["agent_authority"], who.authority)
    mending.row(agent_relation=who.relation, agent_authority=who.authority)


def _called(known: citizens.Known | None) -> str:
    return f"{known.name} {known.id_no or known.phone}".strip() if known else ""


def _of_agent(field: str) -> Callable[[_Mending, str], None]:
    def mend(mending: _Mending, value: str) -> None:
        if not mending.case.row["agent_id"]:
            raise NobodyThere(who="经办人")
        text = clean(value, field=FIELD_NAMES[field], most=citizens.PLACE_MOST)
        if mending.note(field, mending.case.row[f"agent_{field}"], text):
            mending.row(**{f"agent_{field}": text})

    return mend


def _channel(mending: _Mending, value: str) -> None:
    if value not in CHANNELS:
        raise UnknownChannel(channel=value)
    if mending.note("channel", mending.case.row["channel"], value):
        mending.row(channel=value)


def _note(mending: _Mending, value: str) -> None:
    text = clean(value, field="备注", most=NOTE_MOST)
    if mending.note("note", mending.case.row["note"], text):
        mending.row(note=text)


def _marks(mending: _Mending, marks: tuple[tuple[str, str], ...]) -> None:
    rows = {row["name"]: row for row in mending.case.materials}
    for name, mark in marks:
        if name not in rows:
            raise UnknownMaterial(item=mending.case.item.name, name=name)
        text = clean(mark, field="材料标注", most=citizens.PLACE_MOST)
        if mending.note(f"marks {name}", rows[name]["mark"], text):
            mending.work.update(CaseMaterial, {"case_id": mending.case.id, "n": rows[name]["n"]}, {"mark": text})


def _money(field: str, column: str, *, own: bool) -> Callable[[_Mending, str], None]:
    def mend(mending: _Mending, value: str) -> None:
        rows = [row for row in money_of(mending.work.connection, mending.case.id) if bool(row["own_fee"]) is own]
        if not rows:
            raise NoMoneyThere(what="收费" if own else "代收的钱")
        row = rows[-1]
        text = clean(value, field=FIELD_NAMES[field], most=NOTE_MOST)
        if column == "receipt" and not own and row["fen"] and not text:
            raise ReceiptMissing()
        new: Any = fen_of(text) if column == "fen" else text
        if own and column == "fen" and new:
            must_be_published(mending.case.item, new, 0, ground=FIELD_NAMES[field])
        said = yuan if column == "fen" else str
        if mending.note(field, said(row[column]), said(new)):
            mending.work.update(Collected, {"id": row["id"]}, {column: new})

    return mend


def _without(mending: _Mending, whom: tuple[str, ...]) -> None:
    for name in whom:
        known = mending.person(name)
        if known is None:
            raise NobodyThere(who=FIELD_NAMES[name])
        mending.note(name, _called(known), "")
        gone = {"agent_relation": "", "agent_authority": ""} if name == "agent" else {}
        mending.row(**{f"{name}_id": None, **gone})


_MEND: Mapping[str, Callable[[_Mending, Any], None]] = {
    "applicant": _applicant, "name": _name, "phone": _phone, "village": _home("village", "village", "村（社区）"),
    "group": _home("group", "grp", "组"), "subject": _subject, "agent": _agent,
    "relation": _of_agent("relation"), "authority": _of_agent("authority"), "channel": _channel, "note": _note,
    "marks": _marks, "without": _without,
    "amount": _money("amount", "fen", own=False), "receipt": _money("receipt", "receipt", own=False),
    "paid_by": _money("paid_by", "channel", own=False), "fee_amount": _money("fee_amount", "fen", own=True),
    "fee_receipt": _money("fee_receipt", "receipt", own=True), "fee_paid": _money("fee_paid", "channel", own=True),
}  # fmt: skip


@act("void")
def void(work: Work, case_id: int, reason: str, agreed_by: str = "", *, rev: int | None = None) -> CaseAt:
    """Voids a case that should not be: its number stays, the counts leave it out.

    Raises:
        ReasonMissing, NeedsAgreement, MayNotAgree, NotNow, ChangedMeanwhile: as they say.
    """
    if not reason.strip():
        raise ReasonMissing(act="作废")
    mendable(work, case_id, "作废", agreed_by, rev)
    add(work, case_id, "void", **said_by(reason, agreed_by))
    return settle(work, case_id)
