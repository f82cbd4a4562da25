"""进驻人员和岗位名册: who was sent here, since when, on which payroll, at which posts; which post lacks a B.

Keeps: every post has an A and a named B (S13.1); who is posted stays so many years, registered with the centre (S56.1);
who holds several posts stands with all of them (S56.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from counter.domain.casework.case.paper_names import paper_title
from counter.domain.casework.papers.notices import plain_day
from counter.domain.columns import table_of
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, Block, Paper, Table
from counter.domain.posts.turns import names_of
from counter.domain.reckoning import Cite
from counter.domain.rules import carries

PAIRS = Cite("每个窗口、岗位有A岗，并明确B岗", ("S13.1",))
SEVERAL = Cite("一人多岗、一专多能", ("S56.7",))
KIND = "posting-list"
NO_B = "未设，请尽快明确"
SHORT_OF, MAY_TURN, OVER, UNKNOWN = "未满", "可以轮换", "已超期", "未登记到岗日"
_S = table_of(Staff)


@dataclass(frozen=True, slots=True)
class Posting:
    """Somebody who was sent here."""

    no: str
    name: str
    payroll: str
    since: date | None
    posts: tuple[str, ...]
    """Every post with its half: 民政岗A."""
    until: date | None
    """The last day of the longest time that a posting lasts."""
    standing: str
    """未满, 可以轮换, 已超期, or 未登记到岗日."""


def after_years(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the last of the month."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


@carries("S56.1", "S56.7", by="report")
def postings(hall: Hall, connection: Connection) -> tuple[Posting, ...]:
    """Everybody who works here now, by staff number, with how their posting stands today."""
    rows = connection.execute(select(_S.c.no, _S.c.name, _S.c.payroll, _S.c.since).order_by(_S.c.no)).all()
    here = [row for row in rows if hall.person(row.no).active]
    return tuple(_posting(hall, row.no, row.name, row.payroll, row.since) for row in here)


@carries("S13.1", by="report")
def without_b(hall: Hall) -> tuple[str, ...]:
    """The codes of the posts that have no B, or one who is no longer here."""
    return tuple(post.code for post in hall.laid.posts.values() if not post.b or not hall.person(post.b).active)


def posting_paper(hall: Hall, connection: Connection) -> Paper:
    """进驻人员和岗位名册."""
    rule = hall.book().posts.term_years
    people = tuple(
        (each.no, each.name, each.payroll, f"{each.since:%Y-%m-%d}" if each.since else "", "、".join(each.posts),
         each.standing)
        for each in postings(hall, connection)
    )  # fmt: skip
    lacking = without_b(hall)
    posts = tuple(
        (post.code, post.name, hall.laid.windows.get(post.window, ""), names_of(hall, post.a),
         NO_B if post.code in lacking else names_of(hall, post.b))
        for post in hall.laid.posts.values()
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Table(("工号", "姓名", "编制", "到岗", "岗位", "派驻期"), people, (3, 5, 5, 6, 14, 6), "", "进驻人员"),
        Table(("代码", "岗位", "窗口", "A岗", "B岗"), posts, (4, 9, 10, 6, 9), "", "岗位"),
        Articles((rule.article, PAIRS.article, SEVERAL.article)),
    )  # fmt: skip
    return Paper(KIND, paper_title(hall.book(), KIND), hall.name, plain_day(hall.today), blocks, "A4", ("存档",))


def _posting(hall: Hall, no: str, name: str, payroll: str, since: date | None) -> Posting:
    posts = tuple(f"{post.name}{'A' if post.a == no else 'B'}" for post in hall.posts_of(no))
    if since is None:
        return Posting(no, name, payroll, None, posts, None, UNKNOWN)
    least, most = hall.book().posts.term_years.value
    turn, until = after_years(since, least), after_years(since, most)
    standing = OVER if hall.today > until else MAY_TURN if hall.today >= turn else SHORT_OF
    return Posting(no, name, payroll, since, posts, until, standing)
