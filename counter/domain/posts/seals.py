"""Seals from hand to hand: lent and returned, kept by somebody named, taken out of the office, with the post itself.

Keeps: a named keeper has each seal and alone uses it (S53.1); where the keeper is away another is named, with the same
responsibility (S53.2); out of the office only where a leader allowed it (S53.3); on the return the seals go back to A
(S53.8, S13.12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.duty.model import SealMove
from counter.domain.hall.duty.seals import MOVE_NAMES, SealHeld, every_seal, seals_of
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import ROLE_NAMES, Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.posts.turns import names_of, post_now, where_is
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

REASON_MOST = 120
KEEPER = Cite("南部山区制度 印鉴 一：印章由专管人员保管", ("S53.1",))
NAMED = Cite("南部山区制度 印鉴 二：专管人员不在，由综合科负责人另行指定，责任相同", ("S53.2",))
NOT_OUT = Cite("南部山区制度 印鉴 三：印章一般不得带出办公室", ("S53.3",))
BACK = Cite("南部山区制度 AB角 四：交还印章", ("S53.8", "S13.12"))
_RETURNS = ("lend", "keeper", "take-out", "hand-over", "pass-back")
_LENT_ON = ("lend", "take-out", "pass-back")
_ALLOWS = frozenset({Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE, Role.MAIN_LEADER})
_M = table_of(SealMove)
_ONE = select(_M).where(_M.c.id == bindparam("key"))
_BEFORE = (
    select(_M)
    .where(_M.c.post == bindparam("post"), _M.c.seal == bindparam("seal"), _M.c.id < bindparam("key"))
    .order_by(_M.c.id.desc())
    .limit(1)
)


class WhichSeal(Refusal):
    """No seal of that name."""

    says = "没有叫“{seal}”的印章。现有：{known}。"


class SealNotYours(Refusal):
    """Somebody gives a seal that another has."""

    says = "“{seal}”在{holder}手里（{how}），要由{holder}交出。"
    standing = True


class SealToOneself(Refusal):
    """Lent to who has it."""

    says = "“{seal}”已经在{name}手里，不用再借。"


class SealNotLent(Refusal):
    """A return of what was not lent."""

    says = "“{seal}”没有借出，不用归还。"


class SealToNobody(Refusal):
    """A seal to somebody who is not there."""

    says = "{name}{why}，不能接收“{seal}”。请换一个人。"


class KeeperIsThere(Refusal):
    """Another keeper while the keeper is there."""

    says = "“{seal}”的保管人{holder}在岗，不用另行指定；要换人保管，请{holder}当面借出。"
    standing = True


class NotForYouToName(Refusal):
    """Somebody names a keeper who may not."""

    says = "保管人不在时由{who}指定代管人，请他们办理。"
    standing = True


class OutNeedsLeader(Refusal):
    """Out of the office without a leader's word."""

    says = "印章一般不能带出办公室；确需带出的，写明去处、事由和归还时间，并由一名领导同意（不能是本人）。"


@act("lend-seal")
@carries("S53.1", by="act")
def lend_seal(
    work: Work, seal: str, to: str, reason: str = "", *, back_by: datetime | None = None, post: str = ""
) -> int:
    """Lends a seal: from now on only the borrower may use it; gives the move's key.

    `post` says which, where several posts have one of that name.

    Raises:
        WhichSeal, SealNotYours, SealToOneself, SealToNobody: as they say.
    """
    held = _mine(work, seal, post)
    if held.holder == to:
        raise SealToOneself(seal=held.name, name=work.hall.person(to).name, cites=(KEEPER,))
    _able(work, held, to)
    return _move(work, held, "lend", to, reason=reason, back_by=back_by)


@act("return-seal")
@carries("S53.8", by="act")
def return_seal(work: Work, seal: str, lending: int | None = None) -> int:
    """Gives a lent or taken seal back to its post; who has it gives, or who lent it notes that it is back.

    One that was lent on comes back to who lent it on, who has it to give back still; where that one left the hall, or
    A has it in hand, it is back at the post. One that went with a handover comes back by itself, too, while the post
    stays with who took it over: from then on it stands at the post and either of the pair may use it.

    Raises:
        WhichSeal, SealNotLent, SealNotYours: as they say.
    """
    found = [each for each in _named(work.hall, seal) if each.kind in _RETURNS and not each.at_post]
    if lending is not None:
        found = [each for each in found if lending in (each.move, _lending(work, each)["id"])]
    if not found:
        raise SealNotLent(seal=seal, cites=(BACK,))
    held = next((each for each in found if work.actor in (each.holder, _lending(work, each)["giver"])), found[0])
    came, post = _lending(work, held), work.hall.post(held.post)
    if work.actor not in (held.holder, came["giver"], post.a, post.b):
        raise SealNotYours(seal=held.name, holder=work.hall.person(held.holder).name, how=MOVE_NAMES[held.kind],
                           cites=(BACK,))  # fmt: skip
    if (before := _was_lent(work, held, came)) is not None and held.holder != post.a:
        return _move(work, held, "pass-back", came["giver"], back_by=before["back_by"], returns=came["id"])
    kind = "bring-back" if came["kind"] == "take-out" else "return"
    if held.kind == "hand-over" or not post_now(work, held.post).lent_to:  # the post went back meanwhile: so does it
        held = replace(held, handover=0)
    to = post.a if held.kind == "hand-over" or not work.hall.person(came["giver"]).active else came["giver"]
    return _move(work, held, kind, to, returns=came["id"])


def _lending(work: Work, held: SealHeld) -> Mapping[str, Any]:
    """The move by which a seal came to who has it: where it was lent on and came back, the one before that."""
    row = _row(work, _ONE, key=held.move)
    while row is not None and row["kind"] == "pass-back":
        row = _row(work, _BEFORE, post=held.post, seal=held.name, key=row["returns"])
    assert row is not None
    return row


def _was_lent(work: Work, held: SealHeld, came: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The lending by which who lent a seal on has it; None where it lay at the post, or went with the post."""
    before = _row(work, _BEFORE, post=held.post, seal=held.name, key=came["id"])
    if before is None or before["holder"] != came["giver"] or not work.hall.person(came["giver"]).active:
        return None
    named = before["kind"] == "keeper" and not before["handover_id"]
    return before if named or before["kind"] in _LENT_ON else None


def _row(work: Work, query: Select[Any], **bound: Any) -> Mapping[str, Any] | None:
    row = work.connection.execute(query, bound).mappings().first()
    return dict(row) if row is not None else None


@act("name-keeper")
@carries("S53.2", by="act")
def name_keeper(work: Work, seal: str, to: str, reason: str = "", *, post: str = "") -> int:
    """Names who keeps a seal while its keeper is away, with the same responsibility; gives the move's key.

    Raises:
        NotForYouToName, WhichSeal, KeeperIsThere, SealToOneself, SealToNobody: as they say.
    """
    namers = work.book.posts.keeper_named_by
    if not set(namers.value) & set(work.person.roles):
        raise NotForYouToName(who="、".join(ROLE_NAMES[role] for role in namers.value), cites=(namers.cite, NAMED))
    held = _named(work.hall, seal, post)[0]
    if held.holder == to:
        raise SealToOneself(seal=held.name, name=work.hall.person(to).name, cites=(NAMED,))
    if where_is(work, held.holder).there:
        raise KeeperIsThere(seal=held.name, holder=work.hall.person(held.holder).name, cites=(NAMED,))
    _able(work, held, to)
    return _move(work, held, "keeper", to, reason=reason)


@act("take-out-seal")
@carries("S53.3", by="act")
def take_out_seal(
    work: Work, seal: str, place: str, reason: str, back_by: datetime, agreed_by: str, *, post: str = ""
) -> int:
    """Takes a seal out of the office for a while, as a leader allowed; gives the move's key.

    Raises:
        WhichSeal, SealNotYours, OutNeedsLeader, UnknownStaff: as they say.
    """
    held = _mine(work, seal, post)
    leader = work.hall.person(agreed_by) if agreed_by else None
    allowed = leader is not None and leader.no != work.actor and bool(_ALLOWS & set(leader.roles))
    if not (allowed and place.strip() and reason.strip() and back_by > work.moment):
        raise OutNeedsLeader(cites=(NOT_OUT,))
    return _move(work, held, "take-out", work.actor, reason=reason, back_by=back_by, place=place, agreed_by=agreed_by)


def with_the_post(work: Work, post: str, kind: str, giver: str, taker: str, handover: int) -> tuple[str, ...]:
    """Moves the seals that lie with a post, or with who gives it, to who takes it; gives their names.

    What is lent to somebody else stays lent, and is told by the list; on the way back whatever went along any of the
    handovers goes back, whoever of them has it.
    """
    back = kind == "take-back"
    moved = [each for each in seals_of(work.hall, post)
             if each.at_post or each.holder == giver or (back and each.kind not in _LENT_ON)]  # fmt: skip
    for held in moved:
        _move(work, held, kind, taker, handover_id=handover, giver=giver)
    return tuple(each.name for each in moved)


def lent_out(hall: Hall) -> Sequence[SealHeld]:
    """The seals that are not with their post, for who sees to it that they come back."""
    return [each for each in every_seal(hall) if not each.at_post]


def moves_of(hall: Hall, held: SealHeld, most: int = 20) -> list[str]:
    """Through whose hands a seal went, the latest first, one sentence each."""
    query = select(_M).where(_M.c.post == held.post, _M.c.seal == held.name).order_by(_M.c.id.desc()).limit(most)
    with hall.look() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [_move_said(hall, row) for row in rows]


def _move_said(hall: Hall, row: Mapping[str, Any]) -> str:
    more = [f"在{row['place']}" if row["place"] else "", row["reason"]]
    more += [f"{local(row['back_by']):%m-%d %H:%M}前归还"] if row["back_by"] else []
    more += [f"{names_of(hall, row['agreed_by'])}同意"] if row["agreed_by"] else []
    people = " → ".join(hall.person(no).name for no in (row["giver"], row["holder"]))
    return "，".join(filter(None, (f"{local(row['at']):%m-%d %H:%M} {MOVE_NAMES[row['kind']]} {people}", *more)))


def said_of(hall: Hall, held: SealHeld) -> str:
    """Where a seal is, in words: 张丽, or 陈勇（借出 11-20 09:00，12:00前归还）."""
    name = hall.person(held.holder).name
    if held.at_post or held.since is None:
        return name
    back = f"，{local(held.back_by):%m-%d %H:%M}前归还" if held.back_by else ""
    place = f"，在{held.place}" if held.place else ""
    return f"{name}（{MOVE_NAMES[held.kind]} {local(held.since):%m-%d %H:%M}{place}{back}）"


def _named(hall: Hall, seal: str, post: str = "") -> list[SealHeld]:
    every = every_seal(hall)
    found = [each for each in every if each.name == seal.strip() and post in ("", each.post)]
    if not found:
        raise WhichSeal(seal=seal, known="、".join(dict.fromkeys(each.name for each in every)) or "无")
    return found


def _mine(work: Work, seal: str, post: str = "") -> SealHeld:
    """The seal of that name that the actor has in hand, or whose post is theirs while it lies there."""
    found = _named(work.hall, seal, post)
    for held in found:
        of = work.hall.post(held.post)
        theirs = (of.a, of.b, work.hall.answering(held.post, work.moment).person)
        if held.holder == work.actor or (held.at_post and work.actor in theirs):
            return held
    how = MOVE_NAMES.get(found[0].kind, "保管")
    raise SealNotYours(seal=found[0].name, holder=names_of(work.hall, found[0].holder), how=how, cites=(KEEPER,))


def _able(work: Work, held: SealHeld, to: str) -> None:
    person = work.hall.person(to)
    why = "已经离岗" if not person.active else where_is(work, to).away
    if why:
        raise SealToNobody(name=person.name, why=why, seal=held.name, cites=(KEEPER,))


def _move(
    work: Work, held: SealHeld, kind: str, to: str, *, giver: str = "", reason: str = "", place: str = "",
    back_by: datetime | None = None, agreed_by: str = "", handover_id: int | None = None, returns: int | None = None,
) -> int:  # fmt: skip
    at_home_giver = work.actor if held.at_post else held.holder
    return work.insert(SealMove, {
        "post": held.post, "seal": held.name, "kind": kind, "giver": giver or at_home_giver, "holder": to,
        "at": work.moment, "day": work.today, "back_by": back_by, "agreed_by": agreed_by, "returns": returns,
        "place": clean(place, field="去处", most=REASON_MOST), "reason": clean(reason, field="事由", most=REASON_MOST),
        "handover_id": handover_id or held.handover or None, "entered_by": work.actor,
    })  # fmt: skip
