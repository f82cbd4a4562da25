"""空岗认定单: what the director confirmed of a window without anybody, signed by whose window it is.

Keeps: a window that stood empty is a record for which A and B of its posts answer (S34.14).
"""

from __future__ import annotations

from datetime import datetime

from counter.domain.casework.case.paper_names import paper_title
from counter.domain.casework.papers.notices import said
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, Fields, Paper, Signatures, Text
from counter.domain.posts.empty import NEVER_EMPTY, Vacancy
from counter.domain.posts.turns import names_of
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

KIND = "empty-window-sheet"


class NotConfirmedYet(Refusal):
    """A sheet of what nobody confirmed."""

    says = "{window}{when}还没有认定，没有认定单。主任、分管领导在这一条按 Enter 认定。"


@carries("S34.14", by="paper")
def empty_sheet(hall: Hall, found: Vacancy) -> Paper:
    """The sheet of a confirmed empty window, made from its record; how long it lasted as is known by now.

    Raises:
        NotConfirmedYet: where nobody confirmed it.
    """
    if not found.record or found.confirmed_at is None:
        raise NotConfirmedYet(window=found.name, when=found.when, cites=(NEVER_EMPTY,))
    day = local(found.since).date()
    minutes = hall.book(day).posts.empty_minutes
    fields = (
        ("窗口", found.name), ("岗位", "、".join(hall.post(code).name for code in found.posts)),
        ("无人时间", f"自{said(found.since)}起{_until(found.until)}"),
        ("规定", f"超过{minutes.value}分钟无人的，算空岗"), ("情况", found.note),
        ("认定人", names_of(hall, found.confirmed_by)), ("认定时间", said(found.confirmed_at)),
    )  # fmt: skip
    people = names_of(hall, *found.people)
    blocks = (
        Fields(tuple(each for each in fields if each[1])), Text(f"这一段空岗由{people}负责。", "large"),
        Text("A岗、B岗说明："), Text(" "), Signatures(("A岗", "B岗", "认定人")),
        Articles((minutes.article, NEVER_EMPTY.article)),
    )  # fmt: skip
    number = f"{hall.short}空〔{day.year}〕{found.record:04d}号"
    return Paper(KIND, paper_title(hall.book(day), KIND), hall.name, number, blocks, "A5", ("存档", "考勤"), "",
                 tuple(hall.person(no).name for no in found.people))  # fmt: skip


def _until(until: datetime | None) -> str:
    return f"，到{local(until):%H:%M}" if until else "，认定时还没有人"
