"""The first-asked record (首问登记、转办): what was asked of whom, to whom it went, and what came of it (F24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.asked import CHANNELS
from counter.domain.casework.asking.enquiry_lists import item_name
from counter.domain.casework.case import visits
from counter.domain.casework.papers.notices import said
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text
from counter.domain.rules import carries

KIND, TITLE = "first-asked-record", "首问登记（转办）单"
"""How somebody asked."""


@act("first-asked-record")
def keep_record(work: Work, enquiry_id: int) -> int:
    """Stores the record to be printed, as it stands now; gives its key.

    Raises:
        NotAllowed, UnknownEnquiry: as they say.
    """
    work.need(Right.INTAKE)
    row, steps = enquiries.read(work.connection, enquiry_id)
    return visits.keep_again(work, record(work.hall, row, steps), row["day"])


@carries("S12.1", "S12.10", "S12.12", by="paper")
def record(hall: Hall, row: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Paper:
    """The record of one enquiry: who asked what of whom, how to reach them, who handles it by when, and all since."""
    first = hall.person(row["staff"]).name
    names = tuple(hall.person(no).name for no in enquiries.handlers(hall, row))
    rows = [
        ("首问人", first), ("时间", said(row["asked"])), ("方式", CHANNELS[row["channel"]]), ("姓名", row["name"]),
        ("联系方式", row["phone"]), ("事项", item_name(hall, row)), ("内容和要求", row["matter"]),
        ("现在", enquiries.STANDINGS[enquiries.standing(row)]), ("引导到", row["guided"]),
        ("转给", _receiver(hall, row, names)),
        ("办理时间", f"{said(row['until'])}前" if row["until"] else ""), ("答复", row["answer"]),
    ]  # fmt: skip
    blocks: list[Block] = [Fields(tuple((label, str(value)) for label, value in rows if value))]
    if steps:
        lines = tuple(
            (f"{local(step['happened']):%m-%d %H:%M}", enquiries.STEPS[step["kind"]], step["said"],
             hall.person(step["actor"]).name)
            for step in steps
        )  # fmt: skip
        blocks.append(Table(("时间", "事情", "内容", "谁"), lines, (12, 12, 26, 8), "llll", "办理过程"))
    if enquiries.handlers(hall, row):
        blocks.append(Text("承办人办好后答复来人，并告诉首问人；首问人跟踪到办完。", "note"))
    blocks.append(Signatures(("首问人", "承办人")))
    people = tuple(dict.fromkeys(filter(None, (row["name"], first, *names))))
    number = f"{hall.short}便民问〔{row['day'].year}〕{row['id']:05d}号"
    return Paper(KIND, TITLE, hall.name, number, tuple(blocks), "A5", ("首问人", "承办窗口"), "", people)


def _receiver(hall: Hall, row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    said = "、".join(names)
    return f"{hall.post(row['with_post']).name}（{said}）" if names and row["with_post"] else said
