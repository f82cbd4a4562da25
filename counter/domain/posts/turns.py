"""How a post stands before it is handed over, taken back or stepped into: whose it is, who has it, who is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.columns import table_of
from counter.domain.hall.duty.facts import Holding, Turn, seconds
from counter.domain.hall.duty.model import HandoverRow, PostHolding
from counter.domain.hall.duty.turning import NO_LEAVE
from counter.domain.hall.duty.whereabouts import Whereabouts, whereabouts
from counter.domain.hall.laid_down import PostOf
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal

KIND_NAMES: Mapping[str, str] = {
    "hand-over": "交接", "by-phone": "电话请假代录", "step-in": "主动顶岗", "name-third": "指定顶岗",
    "take-back": "返岗收回", "unhanded": "未交接换岗",
}  # fmt: skip
GROUND_NAMES: Mapping[str, str] = {
    "leave": "请假", "trip": "公出", "short": "短时离开", "overload": "A岗忙不过来", "gone": "A岗不在",
    "left-hall": "离岗", "post-changed": "换岗", "giver-away": "交出人不在", NO_LEAVE: "假条没批或撤回",
}  # fmt: skip
"""Why a post goes to another."""
IN_PERSON = Cite("南部山区制度 AB角 一、三：A岗主动告知B岗，当面移交工作", ("S13.8",))
B_TAKES_OVER = Cite("邱家镇便民中心管理制度 十1：A岗不在，B岗顶上", ("S13.2",))
GIVEN_BACK = Cite("南部山区制度 AB角 四：A岗返岗后，B岗汇报情况、交还印章和文件资料", ("S13.12",))
NOT_EMPTY = Cite("A岗B岗不同时离岗；都不在的，由主任指定第三人", ("S13.19",))
_H, _P = table_of(HandoverRow), table_of(PostHolding)
_LAST = select(_H).where(_H.c.post == bindparam("post")).order_by(_H.c.id.desc()).limit(1)
_ONE = select(_H).where(_H.c.id == bindparam("key"))
_PAIR_SINCE = select(_P.c.id).where(_P.c.post == bindparam("post"), _P.c.since > bindparam("at")).limit(1)
UNHANDED = "unhanded"
"""A post went to another A or B though who had it could not hand it over: the new holder confirms the list."""
TWO_SIDED = ("hand-over", "take-back")
ONE_SIDED_GROUNDS = ("short", "giver-away", NO_LEAVE)


class UnknownHandover(Refusal):
    """No such handover."""

    says = "没有这一份交接，请重新选。"


class NoTaker(Refusal):
    """Somebody to whom no post can go."""

    says = "{name}{why}，不能接{post}。请换一个人接。"


@dataclass(frozen=True, slots=True)
class PostNow:
    """A post at a moment: its pair, who answers, whether it is with another than A by a handover."""

    post: PostOf
    held: Holding
    turn: Turn | None
    answers: str
    """The staff number of who answers."""
    at: int

    @property
    def lent_to(self) -> str:
        """Who has it by a handover; empty where it was never handed over, or was taken back."""
        return self.turn.taker if self.turn is not None and self.turn.taker != self.held.a else ""


def post_now(work: Work, code: str) -> PostNow:
    """How a post stands for an act.

    Raises:
        UnknownPost: where there is no such post.
    """
    post = work.hall.post(code)
    standing, at = work.hall.standing(work.today), seconds(work.moment)
    return PostNow(post, standing.holding(code, at), standing.turn(code, at), standing.answer(code, at).person, at)


def where_is(work: Work, no: str) -> Whereabouts:
    """Where somebody is at the act's moment."""
    return whereabouts(work.hall.standing(work.today), no, seconds(work.moment))


def must_be_able(work: Work, to: str, post: PostOf, cite: Cite, *, signed_in: bool = False) -> None:
    """Refuses to give a post to somebody who left, who may handle no case, or who is away.

    Args:
        work: The open unit of work.
        to: The staff number.
        post: The post.
        cite: What the refusal rests on.
        signed_in: Whether not having signed in is a hindrance too.

    Raises:
        UnknownStaff, NoTaker: as they say.
    """
    person = work.hall.person(to)
    where = where_is(work, to)
    why = "已经离岗" if not person.active else "没有办件的权限" if not person.may(Right.OWN_CASES) else where.away
    why = why or (where.missing if signed_in else "")
    if why:
        raise NoTaker(name=person.name, why=why, post=post.name, cites=(cite,))


def last_of(connection: Connection, post: str) -> Mapping[str, Any] | None:
    """The last handover of a post, confirmed or not."""
    row = connection.execute(_LAST, {"post": post}).mappings().first()
    return dict(row) if row is not None else None


def handover_of(connection: Connection, key: int) -> Mapping[str, Any]:
    """One handover.

    Raises:
        UnknownHandover: where there is none.
    """
    row = connection.execute(_ONE, {"key": key}).mappings().first()
    if row is None:
        raise UnknownHandover()
    return dict(row)


def waits(row: Mapping[str, Any]) -> bool:
    """Whether a handover still waits for one of two confirmations, and so does not hold."""
    both = row["kind"] in TWO_SIDED and row["ground"] not in ONE_SIDED_GROUNDS
    return both and not (row["confirmed_giver"] and row["confirmed_taker"])


def offered(connection: Connection, post: str) -> Mapping[str, Any] | None:
    """The handover of a post that waits for its second confirmation; what came after it has ended it."""
    row = last_of(connection, post)
    return row if row is not None and waits(row) and not another_pair(connection, row) else None


def another_pair(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Whether the post has another A or B than when a handover was begun: then nobody waits for it any longer."""
    return connection.execute(_PAIR_SINCE, {"post": row["post"], "at": row["at"]}).first() is not None


def names_of(hall: Hall, *numbers: str) -> str:
    """Several people by name."""
    return "、".join(hall.person(no).name for no in dict.fromkeys(numbers) if no)
