"""Enquiries (咨询): not cases, counted apart; who was asked first answers for them.

One key counts one. A telephone enquiry that cannot be answered at once is called back the same day
(S12.6); what is owed stands on the closing list until it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from counter.domain.casework.model import Enquiry
from counter.domain.columns import table_of
from counter.domain.hall import numbers
from counter.domain.hall.opened import Work
from counter.domain.hall.rights import Right
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

MATTER_MOST = 200
SAME_DAY = Cite("首问负责：电话问询当天回复", ("S26.4", "S12.6"))
_E = table_of(Enquiry)


class UnknownEnquiry(Refusal):
    """No such enquiry."""

    says = "没有找到这条咨询。"


class NothingOwed(Refusal):
    """The caller was called back, or never waited for it."""

    says = "这条咨询不欠回电。"


class PhoneNeeded(Refusal):
    """A call back was promised to nobody's number."""

    says = "答应回电的，要记下电话号码。"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked; everything may be empty, so that one key can count one."""

    item: str = ""
    matter: str = ""
    name: str = ""
    phone: str = ""
    owed: bool = False
    """Whether it could not be answered at once, so that a call back is owed today."""
    post: str = ""


@act("enquire")
@carries("S12.1", "S12.6", by="act")
def enquire(work: Work, asked: Asked = Asked()) -> int:
    """Counts one enquiry, with the first-asked person and what is owed.

    Raises:
        PhoneNeeded, NumberRefused: a call back without a right number.
    """
    work.need(Right.INTAKE)
    phone = numbers.phone(asked.phone).value if asked.phone.strip() else ""
    if asked.owed and not phone:
        raise PhoneNeeded(cites=(SAME_DAY,))
    return work.insert(Enquiry, {
        "day": work.today, "asked": work.moment, "staff": work.actor, "post": asked.post,
        "item_code": asked.item, "matter": clean(asked.matter, field="咨询内容", most=MATTER_MOST),
        "phone": phone, "name": clean(asked.name, field="姓名", most=50, name=True), "owed": asked.owed,
        "answer": "", "rev": 0,
    })  # fmt: skip


@act("call-back")
@carries("S12.6", by="act")
def call_back(work: Work, enquiry_id: int, answer: str = "") -> None:
    """Notes that the caller was called back.

    Raises:
        UnknownEnquiry, NothingOwed: as they say.
    """
    row = work.connection.execute(select(_E).where(_E.c.id == enquiry_id)).mappings().first()
    if row is None:
        raise UnknownEnquiry()
    if not row["owed"]:
        raise NothingOwed()
    change = {
        "owed": False,
        "called_back": work.moment,
        "answer": clean(answer, field="答复", most=MATTER_MOST),
    }
    work.update(Enquiry, {"id": enquiry_id}, change, rev=row["rev"])


def owed(connection: Connection, until: date) -> Sequence[Mapping[str, Any]]:
    """Every call back that is owed, oldest first."""
    query = select(_E).where(_E.c.owed, _E.c.day <= until).order_by(_E.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def counted(connection: Connection, day: date) -> int:
    """How many enquiries a day had."""
    return int(connection.execute(select(func.count()).where(_E.c.day == day)).scalar_one())
