"""Who holds a post changes: another A or B, a person who leaves for good; what they have in hand is handed over before.

Keeps: work goes from hand to hand in person, whoever it goes to and for whatever reason (S13.8): a post that changes
hands, somebody who leaves the hall for good, a stand-in whom the sending unit replaces, all by the same handover.
Only where who has the post is gone may the director do without it; that stands against who left (S13.14), and the new
holder confirms the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counter.domain.clock import local
from counter.domain.columns import moment_of, moment_text, table_of
from counter.domain.hall.duty.facts import Holding, seconds
from counter.domain.hall.duty.model import PostHolding
from counter.domain.hall.duty.seals import every_seal, seals_of
from counter.domain.hall.duty.turning import turn_post
from counter.domain.hall.laid_down import UnknownStaff, left_key
from counter.domain.hall.model import HallFact, Post, Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.staff import (
    CODE_MOST,
    ChangedByAnother,
    UnknownWindow,
    given,
    keep_a_director,
    row_of,
)
from counter.domain.hall.rights import ROLE_NAMES, Right, Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.posts import seals as moving
from counter.domain.posts.listing import NAMES, OpenWork, open_work
from counter.domain.posts.turns import IN_PERSON, KIND_NAMES, UNHANDED, PostNow, names_of, offered, post_now, where_is
from counter.domain.posts.unhanded import NOTHING_OPEN
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

WHY_MOST = 120
GROUNDS = ("left-hall", "gone")
"""Why a post changes hands without a handover: who had it left for good, or cannot come."""
LENT = ("lend", "take-out", "keeper", "pass-back")
"""How a seal leaves its post for one person, other than with the post itself."""
_P, _H = table_of(Post), table_of(PostHolding)
_STANDS_IN = (
    "SELECT number, person, until FROM leave_taken WHERE until > ? AND (third = ? OR (stand_in = ? AND third = '')) "
    "AND withdrawn IS NULL AND rejected IS NULL AND returned IS NULL ORDER BY start, id"
)


class LeftAlready(Refusal):
    """Who leaves has left before: the day of it stays as it is."""

    says = "{name}已经离岗了，不用再办。"
    standing = True


class StillAtPost(Refusal):
    """Who leaves still holds a post."""

    says = "{name}还是{posts}的A岗或B岗，请先按 F4 把手里的事交接了，在岗位里换人，再办离岗。"
    standing = True


class StillStandsIn(Refusal):
    """Who leaves still stands in for another, or has a seal in hand."""

    says = "{name}手里还有{what}，请先按 F4 交回，再办离岗。"
    standing = True


class StandsInForLeave(Refusal):
    """Who leaves is to stand in while another is on leave."""

    says = (
        "{name}要在{whose}请假期间顶岗（{leave}，至{until}），请先到“请假”里换顶岗人，"
        "已批的由主任指定第三人，再办离岗。"
    )


class PostTaken(Refusal):
    """The code of a new post is that of another."""

    says = "岗位编号{code}已经是“{post}”的，编号和名称请换一个；要给“{post}”换人，请在“岗位”里选它。"


class MayHandleNoCase(Refusal):
    """A or B of a post by somebody whose roles let them handle no case."""

    says = "{name}（{roles}）没有办件的权限，不能做{post}的A岗或B岗。请换一个人，或者先在“人员”里加上窗口的角色。"


class SameTwice(Refusal):
    """A and B of a post are one person."""

    says = "A岗和B岗不能是同一个人。"


class HandOverFirst(Refusal):
    """Another A or B while who has the post still has something of it in hand."""

    says = (
        "{post}还有{count}项在手（{what}），请{giver}先按 F4 {do}，两人确认后再换人；"
        "{giver}来不了的，选“不能当面交接”写明原因。"
    )


class HandoverWaits(Refusal):
    """Another A or B while a handover of the post waits for its second confirmation."""

    says = "{post}有一份{kind}（{giver} → {taker}）还没有两人都确认，请先按 F4 确认，再换人。"


class SealStillOut(Refusal):
    """Another B while the old one has a seal of the post in hand."""

    says = "“{seal}”还在{name}手里，请先按 F4 在“印章”里归还，再换{post}的B岗。"


class CanHandOver(Refusal):
    """Without a handover though who has the post is there."""

    says = "{giver}今天在岗，能当面交接，不能不交接就换人。请{giver}按 F4 {do}。"


class WhyWithout(Refusal):
    """Without a handover and without a reason."""

    says = "不当面交接就换人，要选清是离岗还是来不了，并写明原因，例如“已调走，11-20 起不来上班”。"


@dataclass(frozen=True, slots=True)
class Without:
    """That a post changes hands without a handover, and why."""

    ground: str
    """left-hall or gone."""
    why: str


@act("set-post")
def set_post(
    work: Work, code: str, name: str, window: str, a: str, b: str = "", serves: Sequence[str] | None = None,
    seals: Sequence[str] | None = None, *, without: Without | None = None, new: bool = False,
    seen: int | None = None,
) -> None:  # fmt: skip
    """A new post, or another A or B for one that is there.

    Args:
        work: The open unit of work.
        code: The post's code.
        name: Its name.
        window: The code of its window.
        a: The staff number of A.
        b: The staff number of B, or nothing.
        serves: The businesses whose items come here; as before where left out.
        seals: The seals kept; as before where left out.
        without: Where who has it is gone and cannot hand over: why.
        new: That a new post is meant, whatever there is already.
        seen: The revision of the post that was looked at (`revision_of`).

    Raises:
        PostTaken: where a new post is meant and the code or the name is that of another.
        ChangedByAnother: where the post is no longer as it was seen.
        NotGiven, TextRefused: where code, name, a business or a seal is nothing, or has what may not enter.
        NotAllowed, UnknownWindow, UnknownStaff, SameTwice, MayHandleNoCase: as they say.
        HandOverFirst, HandoverWaits, CanHandOver, WhyWithout: where it goes to another with something in hand.
    """
    work.need(Right.SETTINGS)
    if window not in work.hall.laid.windows:
        raise UnknownWindow(code=window)
    for no in filter(None, (a, b)):
        if not work.hall.person(no).active:
            raise UnknownStaff(no=no)
    if a == b:
        raise SameTwice()
    code, name = given(code, "岗位编号", most=CODE_MOST), given(name, "岗位名称")
    row = work.connection.execute(select(_P).where(_P.c.code == code)).mappings().first()
    if new:
        refuse_taken(work.hall, code, name)
    if seen is not None and row is not None and row["rev"] != seen:
        raise ChangedByAnother(what=f"岗位“{row['name']}”")
    _may_handle_cases(work, name, {a, b} - ({row["a"], row["b"]} if row is not None else set()))
    values: dict[str, Any] = {"name": name, "window": window, "a": a, "b": b}
    values |= {} if serves is None else {"serves": [given(each, "办哪些业务") for each in serves]}
    values |= {} if seals is None else {"seals": [given(each, "印章") for each in seals]}
    if row is None:
        work.insert(Post, {"code": code, "serves": [], "seals": [], "rev": 0, **values})
    else:
        if (row["a"], row["b"]) != (a, b):
            something = _changes_hands(work, code, Holding(0, a, b), without)
            _hold(work, code, (row["a"], row["b"]), (a, b), "" if something else NOTHING_OPEN)
        work.tell(before={"a": row["a"], "b": row["b"], "window": row["window"]})
        work.update(Post, {"code": code}, values, rev=row["rev"])
    work.laid_down_changed()


def refuse_taken(hall: Hall, code: str, name: str = "") -> None:
    """Refuses a code, or a name, for a new post that another post has.

    Raises:
        PostTaken: naming that post.
    """
    for each in hall.laid.posts.values():
        if each.code == code or each.name == name:
            raise PostTaken(code=each.code, post=each.name)


def revision_of(hall: Hall, code: str) -> int:
    """Which revision of a post stands now: what a form shows goes by it until it is saved."""
    return next((int(row[0]) for row in hall.rows("SELECT rev FROM post WHERE code = ?", (code,))), 0)


@act("leave-staff")
@carries("S13.8", by="check")
def leave_staff(work: Work, no: str) -> None:
    """Somebody leaves for good: no sign-on from now on; before that all that they have is handed over.

    Raises:
        NotAllowed, UnknownStaff, LeftAlready, StillAtPost, StillStandsIn, HandoverWaits, StandsInForLeave,
            LastDirector: as they say.
    """
    work.need(Right.SETTINGS)
    row = row_of(work, no)
    if row["until"] is not None and row["until"] <= work.today:
        raise LeftAlready(name=row["name"])
    if posts := work.hall.posts_of(no):
        raise StillAtPost(name=row["name"], posts="、".join(each.name for each in posts), cites=(IN_PERSON,))
    if held := _in_hand(work, no):
        raise StillStandsIn(name=row["name"], what="、".join(held), cites=(IN_PERSON,))
    for code in work.hall.laid.posts:
        _nothing_waits(work, code, no)
    _stands_in_for_nobody(work, no)
    keep_a_director(work, row, [])
    work.update(Staff, {"no": no}, {"until": work.today}, rev=row["rev"])
    _keep_moment(work, no)
    work.laid_down_changed()


def _keep_moment(work: Work, no: str) -> None:
    """Keeps when somebody left: they answered for what they had that day until then."""
    values = {"value": moment_text(work.moment)}
    if left_key(no) in work.hall.laid.facts:
        work.update(HallFact, {"key": left_key(no)}, values)
    else:
        work.insert(HallFact, {"key": left_key(no), **values})


# -- a post that changes hands -----------------------------------------------------------------


def _may_handle_cases(work: Work, post: str, new: set[str]) -> None:
    """Refuses a new A or B whose roles let them handle no case: the post's cases would be theirs."""
    for person in (work.hall.person(no) for no in sorted(new) if no):
        if not person.may(Right.OWN_CASES):
            roles = "、".join(ROLE_NAMES[Role(role)] for role in person.roles)
            raise MayHandleNoCase(name=person.name, roles=roles, post=post, cites=(IN_PERSON,))


@carries("S13.8", by="check")
def _changes_hands(work: Work, code: str, after: Holding, without: Without | None) -> bool:
    """Refuses another A or B while who has the post has something of it in hand, and has not handed it over.

    Where the director does without, what is open is listed for the new holder to confirm, and the seals go along.
    Gives whether there was anything to hand over.
    """
    now = post_now(work, code)
    giver, taker = _goes(work, now, after)
    listed = open_work(work.hall, work.connection, code)
    if not giver or not listed.lines:
        return bool(listed.lines)
    name = names_of(work.hall, taker)
    do = f"用“返岗收回”交回{name}" if taker == now.held.a else f"当面交给{name}，原因选“换岗”"
    if without is None:
        _nothing_waits(work, code, *{now.held.a, now.held.b} - {after.a, after.b})
        raise HandOverFirst(post=now.post.name, count=len(listed.lines), what=_kinds(listed),
                            giver=names_of(work.hall, giver), do=do, cites=(IN_PERSON,))  # fmt: skip
    why = clean(without.why, field="原因", most=WHY_MOST)
    if without.ground not in GROUNDS or not why:
        raise WhyWithout(cites=(IN_PERSON,))
    if _is_seen(work, giver):
        raise CanHandOver(giver=names_of(work.hall, giver), do=do, cites=(IN_PERSON,))
    key = turn_post(work, code, UNHANDED, giver, taker, ground=without.ground, note=why, listed=listed.plain())
    moving.with_the_post(work, code, "hand-over", giver, taker, key)
    return True


def _goes(work: Work, now: PostNow, after: Holding) -> tuple[str, str]:
    """From whom a post goes to whom by a change of its pair; nobody where it stays, or was handed over already."""
    held, has = now.held, now.lent_to or now.held.a
    if after.a != held.a:
        taken = has == after.a and _in_person(work, now)
        return ("", "") if taken else (has, after.a)
    if held.b and after.b != held.b:
        _no_seal_with(work, now, held.b)
        if held.b in (now.lent_to or now.answers,):
            return held.b, after.b or held.a
    return "", ""


def _no_seal_with(work: Work, now: PostNow, no: str) -> None:
    """Refuses to replace a B who has a seal of the post in hand that did not come with the post."""
    for seal in seals_of(work.hall, now.post.code):
        if seal.holder == no and not seal.at_post and seal.kind in LENT:
            raise SealStillOut(seal=seal.name, name=names_of(work.hall, no), post=now.post.name, cites=(moving.BACK,))


def _in_person(work: Work, now: PostNow) -> bool:
    """Whether who has the post took it over in person, with its list."""
    if now.turn is None or now.turn.kind != "hand-over":
        return False
    ground = work.connection.exec_driver_sql("SELECT ground FROM handover WHERE id = ?", (now.turn.id,)).scalar()
    return ground != "short"


def _is_seen(work: Work, no: str) -> bool:
    """Whether somebody is positively there today: signed in, and neither gone out nor away."""
    punches = work.hall.standing(work.today).day_of(work.today).punches.get(no, ())
    return where_is(work, no).there and any(each.at <= seconds(work.moment) for each in punches)


def _kinds(listed: OpenWork) -> str:
    counts = [(name, listed.amount(kind)) for kind, name in NAMES.items()]
    return "、".join(f"{name}{count}" for name, count in counts if count)


def _nothing_waits(work: Work, code: str, *leaving: str) -> None:
    row = offered(work.connection, code)
    if row is None or not {row["giver"], row["taker"]} & set(leaving):
        return
    hall = work.hall
    raise HandoverWaits(post=hall.post(code).name, kind=KIND_NAMES[row["kind"]], giver=names_of(hall, row["giver"]),
                        taker=names_of(hall, row["taker"]), cites=(IN_PERSON,))  # fmt: skip


def _hold(work: Work, code: str, before: tuple[str, str], after: tuple[str, str], rests_on: str) -> None:
    """Notes that another pair holds a post from now on; who held it before stays known."""
    if work.connection.execute(select(_H.c.id).where(_H.c.post == code).limit(1)).first() is None:
        work.insert(PostHolding, {"post": code, "a": before[0], "b": before[1], "since": None})
    work.insert(PostHolding, {"post": code, "a": after[0], "b": after[1], "since": work.moment, "paper": rests_on})
    work.duty_changed()


# -- a person who leaves -----------------------------------------------------------------------


def _in_hand(work: Work, no: str) -> list[str]:
    """What somebody has of posts that are not theirs: a post handed over to them, a seal lent to them."""
    standing, at = work.hall.standing(work.today), seconds(work.moment)
    turns = {code: standing.turn(code, at) for code in work.hall.laid.posts}
    held = [work.hall.post(code).name for code, turn in turns.items() if turn is not None and turn.taker == no]
    return held + [seal.name for seal in every_seal(work.hall, work.moment) if not seal.at_post and seal.holder == no]


def _stands_in_for_nobody(work: Work, no: str) -> None:
    for number, person, until in work.hall.rows(_STANDS_IN, (moment_text(work.moment), no, no)):
        raise StandsInForLeave(name=names_of(work.hall, no), whose=names_of(work.hall, person), leave=number,
                               until=f"{local(moment_of(until)):%m-%d %H:%M}", cites=(IN_PERSON,))  # fmt: skip
