"""One person in front of the desk: the visit, its one receipt, and the papers it gives rise to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, case, select

from counter.domain.casework.model import Case, PaperRow, Print, Visit
from counter.domain.columns import table_of
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Fields, Paper, from_json, to_json
from counter.domain.refusals import Refusal

RECEIPT = "acceptance-form"
"""The kind of the one receipt for all cases of a visit."""
_SHOW_WHOLE = frozenset({"agency-authorisation", "filled-form", "roster", "stand-in-record"})
"""The kinds of paper on which the numbers of people stand whole; every other one masks them."""
_CASE = table_of(Case)
_PAPER = table_of(PaperRow)
_OF_ONE = {"joint-opinion-form": "会签部门", "chasing-slip": "催办部门"}
"""Papers that are made for each department of a case, and the field that names it."""
_PRINT = table_of(Print)
_SAME = (
    select(_PAPER.c.id, _PAPER.c.body)
    .where(_PAPER.c.day >= bindparam("since"), _PAPER.c.kind == bindparam("kind"))
    .where(_PAPER.c.number == bindparam("number"))
    .order_by(_PAPER.c.day.desc(), _PAPER.c.id.desc())
    .limit(1)
)
_CASES = select(_CASE.c.id).where(_CASE.c.visit_id == bindparam("visit")).order_by(_CASE.c.id)
_OWN = select(_PAPER.c.id, _PAPER.c.kind).where(_PAPER.c.visit_id == bindparam("visit"), _PAPER.c.visit_id.is_not(None))
_OF_CASES = (
    select(_PAPER.c.id, _PAPER.c.kind)
    .join_from(_CASE, _PAPER, _PAPER.c.case_id == _CASE.c.id)
    .where(_CASE.c.visit_id == bindparam("visit"))
)


class UnknownPaper(Refusal):
    """No such paper."""

    says = "没有找到这张纸（编号{paper}）。"


def begin_visit(work: Work, citizen_id: int) -> int:
    """Opens a visit inside the act that needs it."""
    return work.insert(Visit, {"day": work.today, "began": work.moment, "staff": work.actor,
                               "terminal": work.terminal, "citizen_id": citizen_id})  # fmt: skip


def keep_paper(work: Work, paper: Paper, case_id: int | None, visit_id: int | None = None) -> int:
    """Stores a paper as it was made; what is printed is always this.

    Where who makes it stands in for somebody, its foot says so, whatever paper it is.
    """
    if work.stands_for:
        foot = "  ".join(filter(None, (paper.footer, f"经办：{work.signed}")))
        paper = replace(paper, footer=foot, names=(*paper.names, work.signed))
    return work.insert(PaperRow, {
        "kind": paper.kind, "number": paper.number, "case_id": case_id, "visit_id": visit_id,
        "day": work.today, "made": work.entered, "by": work.actor, "body": to_json(paper),
    })  # fmt: skip


@act("keep-paper")
def keep_again(work: Work, made: Paper, since: date) -> int:
    """The paper as it was stored on that day or later, where that still says the same; else stores this one.

    An act of its own where no other one makes the paper, so that a paper of the day can go out from any list.
    """
    return stored_since(work.connection, made, since) or keep_paper(work, made, None)


def stored_since(connection: Connection, made: Paper, since: date) -> int | None:
    """The key of the paper of its kind and number stored last since a day, where it says the same."""
    found = connection.execute(_SAME, {"kind": made.kind, "number": made.number, "since": since}).first()
    return int(found.id) if found is not None and from_json(found.body).blocks == made.blocks else None


def paper(connection: Connection, paper_id: int) -> Paper:
    """A stored paper.

    Raises:
        UnknownPaper: where there is none.
    """
    body = connection.execute(select(_PAPER.c.body).where(_PAPER.c.id == paper_id)).scalar()
    if body is None:
        raise UnknownPaper(paper=paper_id)
    return from_json(body)


def shows_whole(paper: Paper) -> bool:
    """Whether the numbers of people stand whole on a paper."""
    return paper.kind in _SHOW_WHOLE


@act("reveal-paper")
def reveal_paper(work: Work, paper_id: int) -> Paper:
    """A stored paper with whole numbers, to be seen or to go out again; who looked at which one is kept.

    Raises:
        NotAllowed: for whoever may not see whole numbers.
        UnknownPaper: where there is none.
    """
    work.need(Right.REVEAL)
    found = paper(work.connection, paper_id)
    work.case_id = work.connection.execute(select(_PAPER.c.case_id).where(_PAPER.c.id == paper_id)).scalar()
    work.tell(paper=paper_id)
    return found


def papers_of(connection: Connection, case_id: int) -> Sequence[Mapping[str, Any]]:
    """Key, kind and number of a case's papers, in the order they were made; `for`: the department one is for."""
    of_one = case((_PAPER.c.kind.in_(_OF_ONE), _PAPER.c.body), else_=None).label("body")
    columns = (_PAPER.c.id, _PAPER.c.kind, _PAPER.c.number, _PAPER.c.made, of_one)
    rows = connection.execute(select(*columns).where(_PAPER.c.case_id == case_id).order_by(_PAPER.c.id))
    return [{**row, "for": _department(row["kind"], row["body"])} for row in rows.mappings()]


def _department(kind: str, body: str | None) -> str:
    """Which of several departments a paper is for; the others of its kind look the same."""
    fields = (each for each in from_json(body).blocks if isinstance(each, Fields)) if body else ()
    return next((value for block in fields for label, value in block.rows if label == _OF_ONE[kind]), "")


def printed_before(connection: Connection, paper_id: int) -> bool:
    """Whether a paper was printed before, so that this printing is 补打."""
    return connection.execute(select(_PRINT.c.id).where(_PRINT.c.paper_id == paper_id).limit(1)).scalar() is not None


def cases_of(connection: Connection, visit_id: int) -> list[int]:
    """The keys of a visit's cases, in their order."""
    return [int(key) for key in connection.execute(_CASES, {"visit": visit_id}).scalars()]


def papers_of_visit(connection: Connection, visit_id: int) -> list[int]:
    """A visit's papers in the order they were made; of its receipts only the latest, which tells everything."""
    found = {key: kind for query in (_OWN, _OF_CASES) for key, kind in connection.execute(query, {"visit": visit_id})}
    latest = max((key for key, kind in found.items() if kind == RECEIPT), default=0)
    return sorted(key for key, kind in found.items() if kind != RECEIPT or key == latest)


def unprinted(connection: Connection, visit_id: int) -> list[int]:
    """Those of a visit's papers that were not printed yet."""
    return [key for key in papers_of_visit(connection, visit_id) if not printed_before(connection, key)]


@act("print")
def note_print(work: Work, paper_id: int, how: str) -> None:
    """Notes that a paper was handed to a printer or written to a file."""
    work.insert(Print, {"paper_id": paper_id, "at": work.entered, "by": work.actor, "how": how})
