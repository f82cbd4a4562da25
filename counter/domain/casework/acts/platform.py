"""The platform above: every case must also be entered in the provincial system, and carries its number there.

The data are shown in the order of that form, for typing them again; what is not entered yet stands on a list
until it is. Whether a hall has to do this is a value of its rulebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, text

from counter.domain.casework.acts.accepting import CHANNELS
from counter.domain.casework.case.events import CaseAt, add, after_receipt, load, settle_after
from counter.domain.casework.case.in_hand import unchanged
from counter.domain.casework.case.order import ENTERED_WHEN_ACCEPTED
from counter.domain.casework.case.steps import NOTE_MOST
from counter.domain.casework.model import Case
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.text import clean

_C, _P = table_of(Case), table_of(Citizen)
_NOT_ENTERED = text("cases.entered_above = ''")
_ENTERED = text("cases.entered_above <> ''")
"""As the partial indexes say it, word for word, so that they are used."""


ABOVE_TOO = Cite("上级要求：办件同步录入省级平台，一件一个编号", (), default=True)


class NotAccepted(Refusal):
    """A case that was not accepted is not entered above."""

    says = "这件没有受理，不用录入上级平台。"
    standing = True


class NumberMissing(Refusal):
    """An entry above without its number."""

    says = "请输入上级平台给的办件编号。"
    rests = (ABOVE_TOO,)


class NumberTaken(Refusal):
    """Two cases with one number above."""

    says = "上级平台编号 {number} 已经登记在 {case}，请核对。"
    rests = (ABOVE_TOO,)


@act("enter-above")
def enter_above(work: Work, case_id: int, number: str, *, rev: int | None = None) -> CaseAt:
    """Notes the number that the platform above gave a case; a second time puts it right.

    Raises:
        NotAllowed, NotAccepted, NumberMissing, NumberTaken, ChangedMeanwhile: as they say.
    """
    work.need(Right.INTAKE)
    case = load(work, case_id)
    unchanged(case, rev)
    after_receipt(work, case)
    work.case_id = case_id
    if case.life.accepted is None or case.life.state == "void":
        raise NotAccepted(cites=(ENTERED_WHEN_ACCEPTED,))
    given = clean(number, field="上级平台编号", most=NOTE_MOST).replace(" ", "")
    if not given:
        raise NumberMissing()
    same = select(_C.c.number).where(_C.c.entered_above == given, _ENTERED, _C.c.id != case_id)
    taken = work.connection.execute(same).scalar()
    if taken is not None:
        raise NumberTaken(number=given, case=taken)
    return settle_after(work, case, add(work, case_id, "entered-above", number=given))


def not_entered(connection: Connection, until: date, most: int = 200) -> Sequence[Mapping[str, Any]]:
    """Cases accepted up to a day that are not entered above yet, the oldest first."""
    query = (
        select(_C.c.id, _C.c.number, _C.c.item_code, _C.c.item_version, _C.c.accept_day, _C.c.post, _P.c.name)
        .join(_P, _P.c.id == _C.c.applicant_id)
        .where(_NOT_ENTERED, _C.c.accept_day <= until)
        .order_by(_C.c.accept_day, _C.c.id)
        .limit(most)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def count_not_entered(connection: Connection, until: date) -> int:
    """How many those are."""
    query = select(func.count()).where(_NOT_ENTERED, _C.c.accept_day <= until)
    return int(connection.execute(query).scalar_one())


def form_of(hall: Hall, connection: Connection, case: CaseAt) -> tuple[tuple[str, str], ...]:
    """A case's data in the order of the form above, numbers whole: whoever asks for it has it journalled."""
    row, item = case.row, case.item
    applicant = citizens.by_id(connection, row["applicant_id"])
    agent = citizens.by_id(connection, row["agent_id"]) if row["agent_id"] else None
    facts: dict[str, str] = {
        "item-code": item.code, "item": item.name, "applicant": applicant.name, "id": applicant.id_no,
        "phone": str(row["phone"]), "address": applicant.place, "agent": agent.name if agent else "",
        "agent-id": agent.id_no if agent else "", "channel": CHANNELS[row["channel"]],
        "received": f"{local(row['received']):%Y-%m-%d %H:%M}",
        "accepted": f"{local(case.life.accepted):%Y-%m-%d %H:%M}" if case.life.accepted else "",
        "due": f"{local(case.life.due):%Y-%m-%d}" if case.life.due else "",
        "materials": "、".join(str(each["name"]) for each in case.materials if each["standing"] in ("had", "came")),
        "number": case.number,
    }  # fmt: skip
    order = hall.book().casework.platform_form.value
    return tuple((FIELD_NAMES[name], facts[name]) for name in order if facts[name])


FIELD_NAMES: Mapping[str, str] = {
    "item-code": "事项编码", "item": "事项名称", "applicant": "申请人", "id": "证件号码", "phone": "联系电话",
    "address": "联系地址", "agent": "代理人", "agent-id": "代理人证件", "channel": "申请方式", "received": "收件时间",
    "accepted": "受理时间", "due": "承诺办结日", "materials": "收到的材料", "number": "本中心办件号",
}  # fmt: skip
"""The fields of the form above, as it calls them."""
