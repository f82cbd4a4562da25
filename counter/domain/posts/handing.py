"""A post goes from hand to hand: handed over before leaving, stepped into, given to a third, taken back.

Keeps: the handover in person, a day ahead or reported beforehand, as the hall has it (S13.7, S13.8, S13.9); B takes
over when A is away and shares the work when A is overloaded (S13.2, S13.3, S13.4); both away, the director names a
third (S13.19); on the return everything goes back, seals counted (S13.12, S53.8). What was not confirmed by both does
not hold. A short absence takes no second confirmation: whenever A is away B takes over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counter.domain.hall.duty.model import HandoverRow
from counter.domain.hall.duty.turning import turn_post
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.posts import seals, sheets
from counter.domain.posts.giving_back import give_back
from counter.domain.posts.listing import ListChanged, OpenWork, changes, open_work, stored
from counter.domain.posts.refused import (
    AlreadyWith,
    BIsThere,
    ConfirmsOther,
    GivesBack,
    HandsToOneself,
    NotAsOffered,
    NotBackYet,
    NotForYouToNameThird,
    NothingToConfirm,
    NothingToTakeBack,
    NotYoursToHand,
    NotYoursToTakeBack,
    ReportFirst,
    ShortIsForA,
    StillSomebodyThere,
    TakeBackInstead,
    YourOwnPost,
)
from counter.domain.posts.turns import (
    B_TAKES_OVER,
    GIVEN_BACK,
    IN_PERSON,
    KIND_NAMES,
    NOT_EMPTY,
    UNHANDED,
    PostNow,
    another_pair,
    handover_of,
    last_of,
    must_be_able,
    names_of,
    post_now,
    waits,
    where_is,
)
from counter.domain.reckoning import Cite
from counter.domain.rules import carries
from counter.domain.text import clean

NOTE_MOST = 300
LEADS = frozenset({Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE})
"""Who names a third, and to whom a handover is reported."""
OVERLOADED = Cite("邱家镇便民中心管理制度 十2：A岗忙不过来，B岗主动分担", ("S13.3",))


@act("hand-over")
@carries("S13.8", "S13.4", by="act")
def hand_over(
    work: Work,
    post: str,
    to: str,
    note: str = "",
    *,
    ground: str = "",
    leave_id: int | None = None,
    reported: str = "",
    confirmed: bool = True,
    seen: OpenWork | None = None,
) -> int:
    """Hands a post over; from the taker's confirmation on the taker answers for it.

    Args:
        work: The open unit of work; the actor gives.
        post: The post's code.
        to: Who takes it.
        note: What the taker must know.
        ground: leave, trip, short, left-hall, post-changed; empty where nobody said. `short` needs no second person.
        leave_id: The leave for which it is done.
        reported: The leader to whom it was reported beforehand, where the hall asks for that.
        confirmed: Whether the taker confirmed in person; if not, it waits for that.
        seen: The list that both saw; None asks nothing.

    Returns:
        The handover's key.

    Raises:
        UnknownPost, UnknownStaff, HandsToOneself, NotYoursToHand, AlreadyWith, GivesBack, ShortIsForA, NoTaker,
            ReportFirst: as they say.
        ListChanged: where something came or went since the list was seen.
    """
    now = post_now(work, post)
    _may_hand(work, now, to, ground)
    must_be_able(work, to, now.post, IN_PERSON)
    listed = {**_as_seen(work, post, seen).plain(), "reported": _reported(work, reported)}
    key = turn_post(
        work, post, "hand-over", work.actor, to, ground=ground, leave_id=leave_id, listed=listed,
        note=clean(note, field="留言", most=NOTE_MOST), confirmed_giver=True, confirmed_taker=confirmed,
    )  # fmt: skip
    _follow(work, key)
    return key


@act("take-back")
@carries("S13.12", "S53.8", by="act")
def take_back(
    work: Work,
    post: str,
    differences: Sequence[str] = (),
    note: str = "",
    *,
    confirmed: bool = True,
    seen: OpenWork | None = None,
) -> int:
    """A takes a post back; either starts it, and it holds when both confirmed.

    Args:
        work: The open unit of work; A or who stands in acts.
        post: The post's code.
        differences: What was missing or more when seals, documents and things were counted.
        note: What A must know.
        confirmed: Whether the other one confirmed in person too; if not, it waits for that.
        seen: The list that both saw; None asks nothing.

    Raises:
        UnknownPost, NothingToTakeBack, NotYoursToTakeBack, NotBackYet: as they say.
        ListChanged: where something came or went since the list was seen.
    """
    now = post_now(work, post)
    if now.turn is None or not now.lent_to:
        raise NothingToTakeBack(post=now.post.name, name=names_of(work.hall, now.answers), cites=(GIVEN_BACK,))
    a, has = now.held.a, now.turn.taker
    if work.actor not in (a, has, SYSTEM):
        raise NotYoursToTakeBack(post=now.post.name, a=names_of(work.hall, a), now=names_of(work.hall, has),
                                 cites=(GIVEN_BACK,))  # fmt: skip
    _must_be_back(work, now)
    short = handover_of(work.connection, now.turn.id)["ground"] == "short"
    gone = work.actor == a and not short and not where_is(work, has).there
    key = turn_post(
        work, post, "take-back", has, a, ground="short" if short else "giver-away" if gone else "",
        listed=_as_seen(work, post, seen).plain(),
        note=clean(note, field="留言", most=NOTE_MOST), differences=_named(differences),
        confirmed_giver=work.actor == has or (confirmed and not gone), confirmed_taker=work.actor == a or confirmed,
    )  # fmt: skip
    _follow(work, key)
    return key


@act("confirm-handover")
@carries("S13.8", "S13.12", by="act")
def confirm_handover(work: Work, key: int, differences: Sequence[str] = (), *, seen: OpenWork | None = None) -> None:
    """The second of two people confirms in person what the first one started; from now on it holds.

    What is kept with it is the list as it stands now. Of a leave by phone A confirms the list on the return, of a
    change without a handover the new holder does; both held from the beginning.

    Raises:
        UnknownHandover, NothingToConfirm, ConfirmsOther, NotAsOffered, NotBackYet, NoTaker: as they say.
        ListChanged: where something came or went since the list was seen.
    """
    row = handover_of(work.connection, key)
    if row["kind"] == "by-phone":
        _confirm_the_call(work, row, _named(differences))
        return
    if row["kind"] == UNHANDED:
        _confirm_what_was_found(work, row, _named(differences), seen)
        return
    last = last_of(work.connection, row["post"])
    if not waits(row):
        raise NothingToConfirm(why="两人都已确认", cites=(IN_PERSON,))
    if last is not None and last["id"] != key:
        raise NothingToConfirm(why=f"后来已另办{KIND_NAMES[last['kind']]}", cites=(IN_PERSON,))
    if another_pair(work.connection, row):
        raise NothingToConfirm(why="后来换了A岗或B岗，要交接的请重新发起", cites=(IN_PERSON,))
    side = "confirmed_giver" if row["confirmed_giver"] is None else "confirmed_taker"
    awaited = row["giver"] if side == "confirmed_giver" else row["taker"]
    if work.actor != awaited:
        raise ConfirmsOther(name=names_of(work.hall, awaited), cites=(IN_PERSON,))
    _can_still_be(work, row)
    more = [*row["differences"], *_named(differences)]
    listed = {**row["listed"], **_as_seen(work, row["post"], seen).plain()}
    work.update(HandoverRow, {"id": key}, {side: work.moment, "differences": more, "listed": listed}, rev=row["rev"])
    work.duty_changed()
    _follow(work, key)


@act("step-in")
@carries("S13.2", "S13.3", by="act")
def step_in(work: Work, post: str, note: str = "") -> int:
    """Steps in unasked: B of an overloaded or absent A, a named stand-in, or anybody where B is away too.

    Raises:
        UnknownPost, YourOwnPost, TakeBackInstead, BIsThere, NoTaker: as they say.
    """
    now = post_now(work, post)
    me = work.actor
    if me == now.held.a:
        if now.lent_to:
            raise TakeBackInstead(post=now.post.name, name=names_of(work.hall, now.lent_to), cites=(GIVEN_BACK,))
        raise YourOwnPost(post=now.post.name, cites=(B_TAKES_OVER,))
    if now.turn is not None and now.turn.taker == me:
        raise YourOwnPost(post=now.post.name, cites=(B_TAKES_OVER,))
    must_be_able(work, me, now.post, B_TAKES_OVER)
    if me not in _first_called(work, now):
        b = now.held.b
        if b and where_is(work, b).there:
            raise BIsThere(post=now.post.name, b=names_of(work.hall, b), cites=(B_TAKES_OVER,))
    gone = not where_is(work, now.held.a).there
    return turn_post(work, post, "step-in", now.turn.taker if now.turn else now.held.a, me,
                     ground="gone" if gone else "overload", note=clean(note, field="留言", most=NOTE_MOST),
                     confirmed_taker=True)  # fmt: skip


@act("name-third")
@carries("S13.19", "S53.2", by="act")
def name_third(work: Work, post: str, to: str, note: str = "") -> int:
    """The director names who answers for a post while A and B are both away; the seals left there go along.

    Raises:
        UnknownPost, UnknownStaff, NotForYouToNameThird, StillSomebodyThere, AlreadyWith, NoTaker: as they say.
    """
    now = post_now(work, post)
    if work.actor != SYSTEM and not LEADS & set(work.person.roles):
        raise NotForYouToNameThird(cites=(NOT_EMPTY,))
    if now.turn is not None and now.turn.taker == to:
        raise AlreadyWith(post=now.post.name, name=names_of(work.hall, to), cites=(NOT_EMPTY,))
    for no in filter(None, (now.held.a, now.held.b)):
        if where_is(work, no).there:
            raise StillSomebodyThere(post=now.post.name, name=names_of(work.hall, no), cites=(NOT_EMPTY,))
    must_be_able(work, to, now.post, NOT_EMPTY)
    giver = now.turn.taker if now.turn else now.held.a
    key = turn_post(work, post, "name-third", giver, to, ground="gone", note=clean(note, field="留言", most=NOTE_MOST))
    seals.with_the_post(work, post, "keeper", giver, to, key)
    return key


# -- who may -----------------------------------------------------------------------------------


def _may_hand(work: Work, now: PostNow, to: str, ground: str) -> None:
    me, hall = work.actor, work.hall
    if to == me:
        raise HandsToOneself(post=now.post.name, cites=(IN_PERSON,))
    if now.lent_to == to:
        raise AlreadyWith(post=now.post.name, name=names_of(hall, to), cites=(IN_PERSON,))
    holds = now.lent_to or now.held.a
    if me == holds or (not now.lent_to and me == now.answers):
        if ground == "short" and me != now.held.a:
            raise ShortIsForA(post=now.post.name, a=names_of(hall, now.held.a), cites=(B_TAKES_OVER,))
        if to == now.held.a:
            raise GivesBack(post=now.post.name, name=names_of(hall, to), cites=(GIVEN_BACK,))
        return
    if me == now.held.a:
        raise AlreadyWith(post=now.post.name, name=names_of(hall, holds), cites=(IN_PERSON,))
    raise NotYoursToHand(post=now.post.name, name=names_of(hall, now.answers), cites=(IN_PERSON,))


@carries("S13.9", by="check")
def _reported(work: Work, leader: str) -> str:
    """The leader to whom the handover was reported beforehand: as told, or the hall's first leader; empty elsewhere."""
    if work.book.posts.handover.value != "reported":
        return ""
    leaders = leaders_of(work)
    if leader and leader not in leaders:
        raise ReportFirst(name=work.hall.person(leader).name, leaders=names_of(work.hall, *leaders),
                          cites=(work.book.posts.handover.cite,))  # fmt: skip
    return leader or next(iter(leaders), "")


def leaders_of(work: Work) -> tuple[str, ...]:
    """Those to whom a handover is reported: the director first, then the deputies and the leader in charge."""
    order = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE)
    people = [each for each in work.hall.laid.staff.values() if each.active and each.no != work.actor]
    return tuple(dict.fromkeys(each.no for role in order for each in people if role in each.roles))


def _must_be_back(work: Work, now: PostNow) -> None:
    """Refuses to give a post back to an A who is still away or has not signed in."""
    if work.hall.standing(work.today).left.get(now.held.a, now.at + 1) <= now.at:
        raise NotBackYet(name=names_of(work.hall, now.held.a), why="已经离岗", post=now.post.name,
                         first="由主任在“人员”的岗位里换人", cites=(GIVEN_BACK,))  # fmt: skip
    where = where_is(work, now.held.a)
    if where.there:
        return
    first = "签到" if where.missing else "登记回来" if where.away.startswith("外出") else "销假"
    raise NotBackYet(name=names_of(work.hall, now.held.a), why=where.said, post=now.post.name, first=first,
                     cites=(GIVEN_BACK,))  # fmt: skip


@carries("S13.8", "S13.12", by="check")
def _can_still_be(work: Work, row: Mapping[str, Any]) -> None:
    """Refuses to confirm what could not be begun now: the post is with somebody else, or who takes it is away."""
    now = post_now(work, row["post"])
    back = row["kind"] == "take-back"
    has = {now.lent_to} if back or now.lent_to else {now.held.a, now.answers}
    if row["giver"] not in has or (row["taker"] == now.held.a) != back:
        hall = work.hall
        raise NotAsOffered(kind=KIND_NAMES[row["kind"]], giver=names_of(hall, row["giver"]), post=now.post.name,
                           taker=names_of(hall, row["taker"]), a=names_of(hall, now.held.a),
                           now=names_of(hall, now.lent_to or now.answers), cites=(IN_PERSON,))  # fmt: skip
    if back:
        _must_be_back(work, now)
        return
    must_be_able(work, row["taker"], now.post, IN_PERSON)


def _first_called(work: Work, now: PostNow) -> set[str]:
    """Who may step in whoever else is there: B, and who was agreed as the stand-in of A's leave."""
    spells = work.hall.standing(work.today).spells.get(now.held.a, ())
    agreed = {each.stand_in for each in spells if each.stand_in and each.start <= now.at < each.until}
    return {no for no in (now.held.b, *agreed) if no}


# -- what follows ------------------------------------------------------------------------------


def _as_seen(work: Work, post: str, seen: OpenWork | None) -> OpenWork:
    """The list now; refused where it is another than the one that was seen."""
    now = open_work(work.hall, work.connection, post)
    if seen is not None and seen.digest != now.digest:
        raise ListChanged(changes=changes(seen, now), cites=(IN_PERSON,))
    return now


def _follow(work: Work, key: int) -> None:
    """What follows as soon as a handover holds: its sheet, and the seals; for a short absence nothing moves."""
    row = handover_of(work.connection, key)
    if waits(row) or row["ground"] == "short":
        return
    post = row["post"]
    if row["kind"] == "take-back":
        back = give_back(work.hall, work.connection, post, before=key)
        paper = sheets.given_back(work, row, back)
    else:
        paper = sheets.handed_over(work, row, stored(post, row["listed"]), row["listed"].get("reported", ""))
    work.update(HandoverRow, {"id": key}, {"paper_id": paper})
    seals.with_the_post(work, post, row["kind"], row["giver"], row["taker"], key)


def _confirm_the_call(work: Work, row: Mapping[str, Any], differences: Sequence[str]) -> None:
    """A confirms the list as it stood when the call came, and names what was not so."""
    if row["confirmed_giver"] is not None:
        raise NothingToConfirm(why="已经确认", cites=(IN_PERSON,))
    if work.actor != row["giver"]:
        raise ConfirmsOther(name=names_of(work.hall, row["giver"]), cites=(IN_PERSON,))
    more = [*row["differences"], *differences]
    paper = sheets.handed_over(work, {**row, "differences": more}, stored(row["post"], row["listed"]), "")
    change = {"confirmed_giver": work.moment, "paper_id": paper, "differences": more}
    work.update(HandoverRow, {"id": row["id"]}, change, rev=row["rev"])


def _confirm_what_was_found(
    work: Work, row: Mapping[str, Any], differences: Sequence[str], seen: OpenWork | None
) -> None:
    """Who got a post without a handover says what was there: the list as it stands now, and what differs."""
    if row["confirmed_taker"] is not None:
        raise NothingToConfirm(why="已经确认", cites=(IN_PERSON,))
    if work.actor != row["taker"]:
        raise ConfirmsOther(name=names_of(work.hall, row["taker"]), cites=(IN_PERSON,))
    listed = _as_seen(work, row["post"], seen)
    paper = sheets.handed_over(work, {**row, "differences": list(differences)}, listed, "")
    change = {"confirmed_taker": work.moment, "paper_id": paper, "differences": list(differences)}
    work.update(HandoverRow, {"id": row["id"]}, change, rev=row["rev"])


def _named(differences: Sequence[str]) -> list[str]:
    cleaned = [clean(each, field="差异", most=NOTE_MOST) for each in differences]
    return [each for each in cleaned if each]
