"""What a case's life owes to others: the appointment that it came by, the batches it went with.

Read for the timeline, so that the printed life alone tells how somebody came and with whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from counter.domain.casework.model import Appointment, Batch, BatchCase
from counter.domain.clock import local
from counter.domain.columns import table_of

_A, _B, _BC = (table_of(each) for each in (Appointment, Batch, BatchCase))
_APPOINTED = (
    select(_A.c.number, _A.c.at, _A.c.booked, _A.c.booked_by, _A.c.receiver, _A.c.home, _A.c.place)
    .where(_A.c.case_id == bindparam("case"), text("appointment.case_id is not null"))
    .order_by(_A.c.booked)
)
_BATCHES = (
    select(_B.c.number, _B.c.kind, _B.c.made, _B.c.by, _B.c.village, _B.c.person, _B.c.source)
    .select_from(_BC.join(_B, _B.c.id == _BC.c.batch_id))
    .where(_BC.c.case_id == bindparam("case"))
    .order_by(_B.c.made, _B.c.id)
)
_KINDS = {"brought": "随批交来", "arrived": "随批到件", "handed-out": "随批发放"}


@dataclass(frozen=True, slots=True)
class Along:
    """One thing that happened to a case together with others, or before it."""

    at: datetime
    what: str
    detail: str
    who: str
    """A staff number."""


def along(connection: Connection, case_id: int) -> Iterator[Along]:
    """The appointment of a case and the batches that it went with."""
    for row in connection.execute(_APPOINTED, {"case": case_id}).mappings():
        where = f"，上门：{row['place']}" if row["home"] else ""
        yield Along(
            row["booked"], "预约", f"{row['number']}，约在{local(row['at']):%m-%d %H:%M}{where}", row["booked_by"]
        )
    for row in connection.execute(_BATCHES, {"case": case_id}).mappings():
        yield Along(row["made"], _KINDS[row["kind"]], _said(row), row["by"])


def _said(row: Mapping[Any, Any]) -> str:
    parts = (row["number"], row["village"], row["person"], row["source"])
    return "，".join(part for part in parts if part)
