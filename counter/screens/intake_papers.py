"""Hands out the papers of a visit: its notices, and one receipt where they do not already say everything."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework import receipts, visits
from counter.domain.casework.model import Case, PaperRow, Print
from counter.domain.columns import table_of
from counter.papers import pdf, printer
from counter.screens.intake_saving import Saved
from counter.screens.session import Session

_C, _P, _D = table_of(Case), table_of(PaperRow), table_of(Print)
_CASES = select(_C.c.id).where(_C.c.visit_id == bindparam("visit"))
_UNPRINTED = (
    select(_P.c.id)
    .where(_P.c.case_id.in_(_CASES))
    .where(~select(_D.c.id).where(_D.c.paper_id == _P.c.id).exists())
    .order_by(_P.c.id)
)


def hand_out(session: Session, saved: Saved) -> str:
    """Prints what the visit's cases gave rise to and was not printed yet.

    One case with its notice needs no receipt besides; anything else gets one for the whole visit.

    Returns:
        A sentence for the status line.

    Raises:
        Refusal: of the printer, the font or the PDF; the papers stand, and can be printed later.
    """
    with session.look() as connection:
        keys = _unprinted(connection, saved.visit)
        several = len(connection.execute(_CASES, {"visit": saved.visit}).all()) > 1
    if several or not keys:
        with session.act() as work:
            keys.insert(0, receipts.receipt(work, saved.visit))
    return _printed(session, keys)


def _unprinted(connection: Connection, visit: int) -> list[int]:
    return [int(key) for key in connection.execute(_UNPRINTED, {"visit": visit}).scalars()]


def _printed(session: Session, keys: Sequence[int]) -> str:
    with session.look() as connection:
        papers = [visits.paper(connection, key) for key in keys]
    job = printer.submit(pdf.render(papers, blank_missing=True), title=papers[0].title)
    for key in keys:
        with session.act() as work:
            visits.note_print(work, key, "printer")
    return f"{'、'.join(dict.fromkeys(paper.title for paper in papers))}：{job.sentence}"
