"""The papers of a joint case between the hall and its departments: opinion sheets, review record, chasing, standing.

Joint-handling opinion (F28), a sheet for each department to sign; record of the joint review meeting (F29); the slip
that chases a late department; the sheet that shows every department's part. None of them goes to the applicant, so
people's numbers stay off them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.joint_state import (
    LEADS,
    ONE_LIMIT,
    SIGNED_BY_ALL,
    TELL_AT_ONCE,
    PartAt,
    lead_name,
    parts_at,
    signer_of,
)
from counter.domain.casework.papers.notices import (
    footer,
    number,
    people,
    plain_day,
    said,
    said_day,
    title_of,
    window_of,
)
from counter.domain.clock import local, local_day
from counter.domain.hall.people.departments import representative_of
from counter.domain.hall.work import Work
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.rules import carries

CHASED = Cite("中心督促各部门按时办结", ("S04.14",))
CORRECTED = Cite("未按规定联办的，限期改正并通报批评", ("S04.20",))
MEETING = Cite("联审会由中心召集、主持，各部门按会议要求办结", ("S04.12", "S04.13"))


@carries("S04.9", "S04.16", by="paper")
def opinion_sheet(work: Work, case: CaseAt, department: str, until: date | None) -> Paper:
    """What one department is asked, with room for its opinion and its chief representative's signature (F28)."""
    task = case.item.tasks.get(department, "按职责审核，签署意见")
    limit = case.life.due
    rows = [*_head(work, case), ("会签部门", department), ("办理内容", task)]
    if until or limit:
        asked = said_day(until) if until else said(limit) if limit else ""
        rows.append(("请在此前签署", asked))
    signer = representative_of(work.hall, department)
    rows.append(("首席代表", f"{signer.name}  {signer.phone}".rstrip() if signer else "（部门负责人或授权人）"))
    blocks: list[Block] = [
        Fields(tuple(rows)), _materials(case),
        Text("部门意见：  □ 同意    □ 不同意（须写明理由和依据）", "large"),
        Text("理由：" + "_" * 60), Signatures((f"{department}首席代表",)), _seal(work),
        _articles(TELL_AT_ONCE, SIGNED_BY_ALL, ONE_LIMIT),
    ]  # fmt: skip
    return _sheet(work, case, "joint-opinion-form", blocks, ("会签部门", "牵头窗口"))


@carries("S04.12", by="paper")
def review_record(work: Work, case: CaseAt, chaired: str, present: str, matter: str) -> Paper:
    """The record of a joint review meeting: who chaired, what is asked of whom by when (F29)."""
    rows = [*_head(work, case), ("会议时间", said(work.moment)), ("主持", chaired), ("参加", present)]
    asked = tuple(
        (each.part.department, each.part.requirement or "按职责办结", f"{local(each.due):%m-%d}" if each.due else "")
        for each in parts_at(case)
    )
    table = Table(("部门", "会议要求", "完成时间"), asked, (10, 26, 7), "llc", "会议要求")
    said_there = [Text(f"会议意见：{matter}")] if matter else []
    blocks: list[Block] = [
        Fields(tuple(row for row in rows if row[1])), table, *said_there,
        Signatures(tuple(f"{each.part.department}首席代表" for each in parts_at(case))), _seal(work),
        _articles(MEETING, ONE_LIMIT),
    ]  # fmt: skip
    return _sheet(work, case, "review-record", blocks, ("中心", "牵头窗口"))


@carries("S04.14", "S04.20", by="paper")
def chasing_slip(work: Work, case: CaseAt, late: PartAt, until: date, reason: str) -> Paper:
    """What a late department is told: how late, and by when it has to put it right."""
    due = f"应于 {said(late.due)} 前签署意见，至今未签。" if late.due else ""
    rows = [*_head(work, case), ("催办部门", late.part.department), ("逾期情况", due), ("催办理由", reason)]
    large = f"请在 {said_day(until)} 前办结并签署意见。逾期不改的，通报批评。"
    blocks: list[Block] = [
        Fields(tuple(row for row in rows if row[1])), Text(large, "large"),
        Signatures(("催办人", f"{late.part.department}签收")), _seal(work), _articles(CHASED, CORRECTED),
    ]  # fmt: skip
    return _sheet(work, case, "chasing-slip", blocks, ("催办部门", "中心"))


def joint_standing(work: Work, case: CaseAt) -> Paper:
    """Every department's part as it stands: by when, what it said, who signed, who is late."""
    rows = tuple(
        (
            each.part.department, f"{local(each.due):%m-%d %H:%M}" if each.due else "", each.standing,
            f"{local(each.part.signed):%m-%d %H:%M}" if each.part.signed else "",
            each.part.signed_by or (signer_of(work.hall, each.part.department) if each.part.signed else ""),
            each.part.reason or each.part.requirement,
        )
        for each in parts_at(case)
    )  # fmt: skip
    table = Table(("部门", "完成时间", "意见", "签署时间", "签署人", "理由、会议要求"), rows,
                  (10, 9, 7, 9, 9, 13), "lclcll", "各部门办理情况")  # fmt: skip
    blocks: list[Block] = [Fields(tuple(_head(work, case))), table, _seal(work), _articles(LEADS, ONE_LIMIT)]
    return _sheet(work, case, "joint-standing", blocks, ("窗口存根",))


def _head(work: Work, case: CaseAt) -> list[tuple[str, str]]:
    life = case.life
    rows = [
        ("办件号", case.number), ("申请事项", case.item.name), ("申请人", people(work, case).applicant.name),
        ("牵头", _lead(work, case)),
    ]  # fmt: skip
    if life.due:
        rows.append(("承诺办结", said(life.due)))
    return rows


def _lead(work: Work, case: CaseAt) -> str:
    lead, window = lead_name(case), window_of(work, case)
    return lead if lead == window else f"{lead}（{window}）"


def _materials(case: CaseAt) -> Table:
    rows: Sequence[tuple[str, ...]] = [(str(row["n"]), row["name"], str(row["mark"])) for row in case.materials]
    return Table(("序号", "申请材料", "情况"), tuple(rows), (4, 26, 8), "cll", "申请材料（由牵头窗口统一收取）")


def _articles(*cites: Cite) -> Articles:
    return Articles(tuple(cite.article for cite in cites))


def _seal(work: Work) -> Seal:
    return Seal(work.hall.name, plain_day(local_day(work.moment)))


def _sheet(work: Work, case: CaseAt, kind: str, blocks: list[Block], copies: tuple[str, ...]) -> Paper:
    return Paper(kind, title_of(work, kind), work.hall.name, number(work, kind), tuple(blocks), "A5", copies,
                 footer(work), (people(work, case).applicant.name,))  # fmt: skip
