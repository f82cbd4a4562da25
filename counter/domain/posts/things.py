"""What a post keeps beside cases: UKey, accounts (by name only), keys, blank receipts; given on with the post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from counter.domain.columns import table_of
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.posts.model import PostThing
from counter.domain.refusals import Refusal
from counter.domain.text import clean

THING_NAMES: Mapping[str, str] = {
    "ukey": "UKey", "account": "业务系统账号", "key": "文件柜钥匙", "receipts": "空白票据", "other": "其他物品",
}  # fmt: skip
NAME_MOST = 60
_MOST = 9999
_T = table_of(PostThing)
_OF_POST = select(_T).where(_T.c.post == bindparam("post"), _T.c.until.is_(None)).order_by(_T.c.id)
_ONE = select(_T).where(_T.c.id == bindparam("key"))


class ThingKind(Refusal):
    """A kind of thing that there is not."""

    says = "没有“{kind}”这一类物品。可选：{known}。"


class ThingCount(Refusal):
    """A number of things that cannot be."""

    says = "数量要填 1 到 9999 的整数；一件也没有了的，请销去这一项。"


class UnknownThing(Refusal):
    """No such thing at any post."""

    says = "没有这一项物品，请重新选。"


class WhyFewer(Refusal):
    """Fewer than before, or none, without a reason."""

    says = "数量变了或销去，要写明原因，例如“用完”“交回县局”。"


class NotYourThings(Refusal):
    """Somebody else's post."""

    says = "{post}的物品由A岗、B岗和现在负责的人登记，您不是。请找{names}。"


@act("add-thing")
def add_thing(work: Work, post: str, kind: str, name: str, count: int = 1) -> int:
    """Notes something that a post keeps, by its name and never with a password; gives its key.

    Raises:
        UnknownPost, NotYourThings, ThingKind, ThingCount: as they say.
    """
    _mine(work, post)
    if kind not in THING_NAMES:
        raise ThingKind(kind=kind, known="、".join(THING_NAMES.values()))
    _counted(count)
    named = clean(name, field="名称", most=NAME_MOST)
    return work.insert(PostThing, {"post": post, "kind": kind, "name": named or THING_NAMES[kind], "count": count,
                                   "since": work.today, "until": None, "why": "", "rev": 0})  # fmt: skip


@act("change-thing")
def change_thing(work: Work, key: int, count: int, why: str) -> None:
    """Another number of something: receipts used, a key made; none left takes it off the list.

    Raises:
        UnknownThing, NotYourThings, ThingCount, WhyFewer: as they say.
    """
    row = _thing(work.connection, key)
    _mine(work, row["post"])
    if not why.strip():
        raise WhyFewer()
    if count:
        _counted(count)
    gone = {} if count else {"until": work.today}
    change = {"count": count or row["count"], "why": clean(why, field="原因", most=NAME_MOST)} | gone
    work.update(PostThing, {"id": key}, change, rev=row["rev"])


def things_of(connection: Connection, post: str) -> Sequence[Mapping[str, Any]]:
    """What a post keeps now."""
    return [dict(row) for row in connection.execute(_OF_POST, {"post": post}).mappings()]


def _thing(connection: Connection, key: int) -> Mapping[str, Any]:
    row = connection.execute(_ONE, {"key": key}).mappings().first()
    if row is None or row["until"] is not None:
        raise UnknownThing()
    return dict(row)


def _counted(count: int) -> None:
    if not 1 <= count <= _MOST:
        raise ThingCount()


def _mine(work: Work, code: str) -> None:
    post = work.hall.post(code)
    theirs = (post.a, post.b, work.hall.answering(code, work.moment).person)
    if work.actor in theirs or work.person.may(Right.SETTINGS):
        return
    names = "、".join(work.hall.person(no).name for no in dict.fromkeys(theirs) if no)
    raise NotYourThings(post=post.name, names=names)
