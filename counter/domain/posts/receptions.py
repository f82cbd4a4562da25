"""B岗记录: whoever comes while A is away is received; what cannot be done at once is noted, and A owes the answer.

Keeps: B turns nobody away because the handler is absent, notes what cannot be done at once and tells A, and A contacts
the applicant with the reply (S13.5, S13.17); both see it until that is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.casework.case import visits
from counter.domain.casework.case.paper_names import paper_title
from counter.domain.casework.papers.notices import footer, said
from counter.domain.columns import table_of
from counter.domain.hall.numbers import phone as a_phone
from counter.domain.hall.opened import Hall
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Fields, Paper, Signatures, Text
from counter.domain.posts.model import Reception
from counter.domain.posts.turns import names_of, post_now
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

RECEIVES = Cite("邱家镇便民中心管理制度 十4：B岗照章受理，不能当场办的记下来告诉A岗，由A岗联系答复", ("S13.5",))
NO_SHIRKING = Cite("社区制度 AB岗 二：顶岗人员不得推诿、留置、拖延或不办", ("S13.17",))
NAME_MOST, MATTER_MOST = 60, 200
_R = table_of(Reception)
_ONE = select(_R).where(_R.c.id == bindparam("key"))
_OPEN = select(_R).where(_R.c.answered.is_(None), _R.c.post == bindparam("post")).order_by(_R.c.id)


class NotStandingIn(Refusal):
    """Somebody notes a reception who does not stand in."""

    says = "B岗记录由顶岗的人登记。{post}现在由{name}负责，您不在顶岗。"
    standing = True


class ReceptionLacks(Refusal):
    """Something without which A could reply to nobody."""

    says = "要写明{what}，A岗才能联系答复。"


class UnknownReception(Refusal):
    """No such record, or answered already."""

    says = "没有这一条待答复的B岗记录。"


class AnswersOther(Refusal):
    """Answered by somebody who does not owe it."""

    says = "这一条要由A岗{name}联系群众答复；{name}不在的，由现在负责的{now}答复。"
    standing = True


@act("receive-for-a")
@carries("S13.5", "S13.17", by="act")
def receive(
    work: Work, post: str, name: str, phone: str, matter: str, reason: str = "", *, case_id: int | None = None
) -> int:
    """Notes whom B received and what could not be done at once; gives its key.

    Args:
        work: The open unit of work; who stands in acts.
        post: The post's code.
        name: Who came.
        phone: Where A can reach them.
        matter: What they want.
        reason: Why it could not be done at once.
        case_id: The case that it concerns, where there is one.

    Raises:
        UnknownPost, NotStandingIn, ReceptionLacks, PhoneWrong: as they say.
    """
    now = post_now(work, post)
    if work.actor == now.held.a or work.actor not in (now.answers, now.held.b, now.lent_to):
        raise NotStandingIn(post=now.post.name, name=names_of(work.hall, now.answers), cites=(RECEIVES,))
    named = clean(name, field="姓名", most=NAME_MOST, name=True)
    told = clean(matter, field="事由", most=MATTER_MOST)
    lacks = [label for label, value in (("姓名", named), ("电话", phone.strip()), ("事由", told)) if not value]
    if lacks:
        raise ReceptionLacks(what="、".join(lacks), cites=(RECEIVES,))
    serial = work.serial(f"reception {work.today.year}")
    row: dict[str, Any] = {
        "number": f"{work.hall.short}顶〔{work.today.year}〕{serial:04d}号", "post": post, "received": work.moment,
        "day": work.today, "received_by": work.actor, "owes": now.held.a, "name": named,
        "phone": a_phone(phone).value, "matter": told, "case_id": case_id, "answered": None, "answered_by": "",
        "reason": clean(reason, field="原因", most=MATTER_MOST), "answer": "", "rev": 0,
    }  # fmt: skip
    paper = visits.keep_paper(work, record_paper(work, row), case_id)
    return work.insert(Reception, {**row, "paper_id": paper})


@act("reveal-reception")
def reveal_reception(work: Work, key: int) -> Mapping[str, Any]:
    """Shows who owes the answer whom to call, with the whole number; that it was seen stands in the journal.

    Raises:
        UnknownReception, AnswersOther: as they say.
    """
    row = _to_answer(work, key)
    work.tell(reception=key)
    return row


@act("answer-reception")
@carries("S13.5", by="act")
def answer(work: Work, key: int, said_to: str) -> None:
    """A contacted the applicant and replied; from now on it is settled for both.

    Raises:
        UnknownReception, AnswersOther, ReceptionLacks: as they say.
    """
    row = _to_answer(work, key)
    told = clean(said_to, field="答复", most=MATTER_MOST)
    if not told:
        raise ReceptionLacks(what="怎么答复的", cites=(RECEIVES,))
    work.update(Reception, {"id": key}, {"answered": work.moment, "answered_by": work.actor, "answer": told},
                rev=row["rev"])  # fmt: skip


def _to_answer(work: Work, key: int) -> Mapping[str, Any]:
    """What the actor owes an answer to."""
    row = work.connection.execute(_ONE, {"key": key}).mappings().first()
    if row is None or row["answered"] is not None:
        raise UnknownReception()
    answers = work.hall.answering(row["post"], work.moment).person
    if work.actor not in (row["owes"], answers) or (work.actor == row["received_by"] and answers == row["owes"]):
        raise AnswersOther(name=names_of(work.hall, row["owes"]), now=names_of(work.hall, answers), cites=(RECEIVES,))
    return dict(row)


def waiting(connection: Connection, post: str) -> Sequence[Mapping[str, Any]]:
    """What was received for a post and waits for A's reply, the oldest first."""
    return [dict(row) for row in connection.execute(_OPEN, {"post": post}).mappings()]


def waiting_for(hall: Hall, connection: Connection, no: str) -> Sequence[Mapping[str, Any]]:
    """What somebody owes an answer to, or noted for another: both see it until it is done."""
    posts = {post.code for post in hall.posts_of(no)} | {post.code for post in hall.answers_for(no)}
    found = [row for post in hall.laid.posts for row in waiting(connection, post)
             if post in posts or row["received_by"] == no]  # fmt: skip
    return sorted(found, key=lambda row: int(row["id"]))


@carries("S13.5", by="paper")
def record_paper(work: Work, row: Mapping[str, Any]) -> Paper:
    """B岗接待记录 (F25): who came, with the whole number to be called, what for, why not at once, who must reply."""
    hall = work.hall
    fields = (
        ("岗位", hall.post(row["post"]).name), ("来人", f"{row['name']}  电话 {row['phone']}"),
        ("来访时间", said(row["received"])), ("事由", row["matter"]), ("未能当场办理的原因", row["reason"]),
        ("B岗（顶岗人）", names_of(hall, row["received_by"])), ("应答复的A岗", names_of(hall, row["owes"])),
    )  # fmt: skip
    large = f"请{names_of(hall, row['owes'])}主动联系来人，答复清楚。"
    blocks = (
        Fields(tuple(each for each in fields if each[1])), Text(large, "large"), Text("答复情况："),
        Signatures(("B岗", "A岗")), Articles((str(RECEIVES), str(NO_SHIRKING))),
    )  # fmt: skip
    kind = "stand-in-record"
    return Paper(kind, paper_title(work.book, kind), hall.name, row["number"], blocks, "A5", ("A岗", "窗口存根"),
                 footer(work), (row["name"],))  # fmt: skip
