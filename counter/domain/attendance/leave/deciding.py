"""A leave before those who decide it: what must hold first, what they read, what follows from yes and from no.

Approval registers the leave at once, because it is entered where the hall registers it. Keeps S33.3, S33.4, S33.5,
S33.12, S33.13, S33.22.
"""

from __future__ import annotations

from sqlalchemy import Connection

from counter.domain.approvals.matters import Matter, Rows, register
from counter.domain.approvals.standing import Approval
from counter.domain.attendance.leave.by_phone import back_without_leave
from counter.domain.attendance.leave.checks import ARRANGED, NotAgreedYet, not_both_away, stood_in
from counter.domain.attendance.leave.reading import by_id, over_private, span_said
from counter.domain.attendance.leave.row import change_leave
from counter.domain.attendance.leave.telling import balance_said, both_said, others_said, stand_in_said
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.rules import carries


def ready(work: Work, asked: Approval) -> None:
    """What must hold before any role agrees: the stand-in did, and the post is not left by both.

    Raises:
        StandInMissing, NotAgreedYet, StandInAway, BothAway: as they say.
    """
    leave = by_id(work.hall, work.connection, asked.subject_id)
    person = work.hall.person(leave.person)
    stood_in(work, person, leave.stand_in, leave.start, leave.until)
    if leave.stand_in and leave.row["agreed"] is None:
        name = work.hall.person(leave.stand_in).name
        raise NotAgreedYet(name=name, cites=(work.book.leave.stand_in.cite, ARRANGED))
    not_both_away(work.hall, work.connection, leave)


@carries("S33.3", "S33.4", "S33.5", "S33.12", "S33.13", by="act")
def _granted(work: Work, asked: Approval) -> None:
    """It is approved and registered at once; from its start on it says who is away and who stands in."""
    leave = by_id(work.hall, work.connection, asked.subject_id)
    change_leave(work, leave, {"approved": work.moment, "registered": work.moment}, None)
    work.duty_changed()


def _rejected(work: Work, asked: Approval) -> None:
    leave = by_id(work.hall, work.connection, asked.subject_id)
    column = "withdrawn" if asked.state == "withdrawn" else "rejected"
    change_leave(work, leave, {column: work.moment}, None)
    back_without_leave(work, leave)


@carries("S33.22", by="check")
def _rows(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    """All that a leader needs: who, what for, how long, who stands in, what else there is, the balance."""
    leave = by_id(hall, connection, asked.subject_id)
    over = (
        ""
        if leave.moments.approved
        else over_private(hall, connection, leave.person, leave.kind, leave.start, leave.until)
    )
    posts = "、".join(post.name for post in hall.posts_of(leave.person))
    proof = f"（证明：{leave.row['proof']}）" if leave.row["proof"] else ""
    rows = (
        ("请假人", hall.person(leave.person).name), ("请假", f"{leave.kind_name}{leave.length}"),
        ("请假条", " ".join((leave.number, *leave.marks))),
        ("时间", "，".join(filter(None, (f"{span_said(leave.start, leave.until)}（{leave.length}）", posts)))),
        ("事由", f"{leave.row['reason'] or '没有写'}{proof}"), ("顶岗人", stand_in_said(hall, leave)),
        ("同时不在", both_said(hall, connection, leave)), ("同时请假", others_said(hall, connection, leave)),
        ("本年已请", "。".join(filter(None, (balance_said(hall, connection, leave), over)))),
        ("次序", "；".join(asked.facts.get("why", ()))),
    )  # fmt: skip
    return tuple((label, value) for label, value in rows if value)


LEAVE = register(Matter("leave", "请假", _granted, _rejected, _rows, ready))
