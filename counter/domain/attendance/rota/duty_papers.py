"""The papers about duty under one name each: the rota, the leaders' schedule, the noon record, the leaders' record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Connection

from counter.domain.attendance.rota import duty_books
from counter.domain.attendance.rota import papers as roster_papers
from counter.domain.casework.case import visits
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Paper

Maker = Callable[[Hall, Connection, date], Paper]
PAPERS: Mapping[str, tuple[str, Maker]] = {
    "rota": ("值班表", roster_papers.rota), "leaders": ("领导带班值班接访日安排", roster_papers.leaders),
    "noon": ("午间值班记录", duty_books.noon_book), "done": ("领导带班落实情况", duty_books.leader_book),
}  # fmt: skip
"""By kind: what it is called, and how it is made for a month."""


def made(hall: Hall, connection: Connection, kind: str, month: date) -> Paper:
    """A paper of a month, as things stand now; changes after publication are named on it."""
    return PAPERS[kind][1](hall, connection, month.replace(day=1))


@act("duty-paper")
def keep(work: Work, kind: str, month: date) -> int:
    """Stores a paper of a month, to be printed; gives its key. They hang on the wall, so everybody may print them."""
    return visits.keep_again(work, made(work.hall, work.connection, kind, month), month.replace(day=1))
