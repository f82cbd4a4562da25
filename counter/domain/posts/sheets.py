"""交接单 (F26): what went from A to B and back, item by item, signed by both.

Keeps: pending and agency matters, seals, documents and papers stand on it (S13.8, S13.9, S13.12).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from counter.domain.casework.case import visits
from counter.domain.casework.case.paper_names import paper_title
from counter.domain.casework.papers.notices import footer, said
from counter.domain.clock import local
from counter.domain.hall.work import Work
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.posts.giving_back import GiveBack
from counter.domain.posts.listing import COUNTED, NAMES, Line, OpenWork, stored
from counter.domain.posts.turns import GIVEN_BACK, GROUND_NAMES, IN_PERSON, KIND_NAMES, UNHANDED, names_of
from counter.domain.rules import carries

KIND = "handover-sheet"
_HEAD, _WIDTHS = ("序号", "类别", "编号、名称", "内容", "时限"), (3, 6, 10, 20, 8)


@carries("S13.8", "S13.9", by="paper")
def handed_over(work: Work, row: Mapping[str, Any], listed: OpenWork, reported: str) -> int:
    """The sheet of a handover, kept; gives the paper's key."""
    told = ("事先报告", names_of(work.hall, reported)) if reported else ("", "")
    blocks: list[Block] = [
        _head(work, row, told),
        _table("交接的办件和待办", listed.lines, skip=COUNTED),
        _table("当面点交的印章、物品、原件", listed.of(*COUNTED)),
        *_found(work, row), *_note(row),
        _answers(work, row),
    ]  # fmt: skip
    return _kept(work, row, blocks, ("交出人", "接收人"), (IN_PERSON.article,))


def _found(work: Work, row: Mapping[str, Any]) -> list[Block]:
    """What was missing or more than on the list; of a change without a handover that nobody gave, too."""
    if row["kind"] != UNHANDED:
        return [Text(f"清点差异：{'；'.join(row['differences'])}。")] if row["differences"] else []
    listed = {line.key: line for line in stored(row["post"], row["listed"]).lines}
    was = f"换岗时没有当面交接，{names_of(work.hall, row['giver'])}未到场；换岗时在手{len(listed)}项。"
    return [Text(was), Text(f"清点差异：{'；'.join(row['differences']) or '无'}。")]


@carries("S13.12", by="paper")
def given_back(work: Work, row: Mapping[str, Any], back: GiveBack) -> int:
    """The sheet of a return: what came since, what is open still, what was settled, what A owes; kept."""
    finished = [f"交接时的 {line.ref} {line.says}" for line in back.done]
    finished += [f"期间受理并办结的 {number}" for number in back.came_and_done]
    blocks: list[Block] = [
        _head(work, row, ("", "")),
        _table("顶岗期间新来的", back.came), _table("交接时就有、还没办完的", back.still),
        _table("要由A岗联系答复的", back.owed), _table("当面清点的印章、物品、原件", back.counted),
        Text(f"顶岗期间已了结：{'；'.join(finished) or '无'}。"),
        Text(f"清点差异：{'；'.join(row['differences']) or '无'}。"),
        *_note(row), _answers(work, row),
    ]  # fmt: skip
    return _kept(work, row, blocks, ("交回人", "收回人"), (GIVEN_BACK.article,))


def _head(work: Work, row: Mapping[str, Any], more: tuple[str, str]) -> Fields:
    hall = work.hall
    fields = (
        ("岗位", hall.post(row["post"]).name), ("方式", KIND_NAMES[row["kind"]]),
        ("原因", GROUND_NAMES.get(row["ground"], "")), ("交出人", names_of(hall, row["giver"])),
        ("接收人", names_of(hall, row["taker"])), ("时间", said(_since(work, row))), more,
    )  # fmt: skip
    return Fields(tuple(each for each in fields if each[1]))


def _answers(work: Work, row: Mapping[str, Any]) -> Block:
    """Who answers from when on, short enough for one line of large letters."""
    return Text(f"自{local(_since(work, row)):%m月%d日%H:%M}起由{names_of(work.hall, row['taker'])}负责。", "large")


def _note(row: Mapping[str, Any]) -> list[Block]:
    return [Text(f"留言：{row['note']}")] if row["note"] else []


def _table(title: str, lines: tuple[Line, ...], skip: tuple[str, ...] = ()) -> Block:
    shown = [line for line in lines if line.kind not in skip]
    if not shown:
        return Text(f"{title}：无。")
    rows = tuple((str(n), NAMES[line.kind], line.ref, line.says, _due(line)) for n, line in enumerate(shown, 1))
    return Table(_HEAD, rows, _WIDTHS, "cllll", f"{title}（{len(shown)}项）")


def _due(line: Line) -> str:
    return f"近 {line.due}" if line.due and line.near else line.due


def _since(work: Work, row: Mapping[str, Any]) -> datetime:
    """From when it holds: a leave by phone, a change without a handover from their entry, else the confirmation."""
    moment: datetime = row["at"] if row["kind"] in ("by-phone", UNHANDED) else work.moment
    return moment


def _kept(
    work: Work, row: Mapping[str, Any], blocks: list[Block], signed: tuple[str, str], articles: tuple[str, ...]
) -> int:
    people = (names_of(work.hall, row["giver"]), names_of(work.hall, row["taker"]))
    whole = (*blocks, Signatures(signed), Articles(articles))
    paper = Paper(KIND, paper_title(work.book, KIND), work.hall.name, row["number"], whole, "A4", ("交出人", "接收人"),
                  footer(work), people)  # fmt: skip
    return visits.keep_paper(work, paper, None)
