"""Leave and return (请销假): asked for, agreed by who stands in, approved by tier, registered, reported back.

The roles that approve come from the hall's tiers (`leave_tiers`); approval registers the leave at once, because it is
entered where the hall registers it. What must hold before it stands in `leave_checks`, how it stands in `leave_state`.
Keeps S33.3, S33.4, S33.5, S33.15, S33.20 and the two-person rule of approvals; W01 to W04.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from counter.domain.approvals.acts import ask, fall_away
from counter.domain.approvals.matters import Matter, Rows, register
from counter.domain.approvals.standing import Approval
from counter.domain.attendance.leave_checks import (
    ARRANGED,
    BY_PHONE,
    NEVER_EMPTY,
    NotAgreedYet,
    PeriodWrong,
    StandInAway,
    StandInSelf,
    Wish,
    away,
    both_away,
    in_time,
    no_overlap,
    not_both_away,
    period,
    stood_in,
)
from counter.domain.attendance.leave_reading import (
    KIND_NAMES,
    Leave,
    balance,
    by_id,
    how_long,
    names_said,
    over_private,
    span_said,
    touching,
)
from counter.domain.attendance.leave_state import STATE_NAMES
from counter.domain.attendance.leave_tiers import deciding
from counter.domain.clock import local
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.duty.model import LeaveRow
from counter.domain.hall.duty.reading import spans
from counter.domain.hall.duty.turning import turn_post
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite, Reckoning
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

SUBJECT = "leave"
REASON_MOST = 200
PROOF_MOST = 120
ON_RETURN = Cite("假满按时返岗销假，请假、销假都要登记", ("S33.20", "S33.5"))
_FOR_OTHERS = (Role.COMPREHENSIVE, Role.DIRECTOR, Role.DEPUTY_DIRECTOR)
"""Who enters what somebody else tells by phone or on paper: the window that keeps attendance, and who runs the hall."""
_NAMES_A_THIRD = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE)


class NotForOthers(Refusal):
    """Only the window that keeps attendance enters another's leave."""

    says = "{name}的请销假由本人办，或者由综合窗口代录，您不能代办。"
    standing = True


class NotTheStandIn(Refusal):
    """Only who was asked to stand in agrees."""

    says = "这张请假条请的顶岗人是{name}，要由{name}本人同意。"
    standing = True


class NotInState(Refusal):
    """How the leave stands does not allow it."""

    says = "{number} 现在是“{state}”，不能{doing}。{way}"
    standing = True


class NotTheDirector(Refusal):
    """Only who runs the hall names a third."""

    says = "A岗、B岗都不在时由中心主任指定第三人顶岗，您不能指定。"
    standing = True


class ThirdOfThePair(Refusal):
    """The third is neither A nor B."""

    says = "{name}就是这个岗位的A岗或B岗，请指定另外一个人。"


class ProofMissing(Refusal):
    """Nothing was handed in."""

    says = "请写明是什么证明，例如：县医院诊断证明。"


class WhyNotStandIn(Refusal):
    """Who will not stand in says why."""

    says = "不同意顶岗要写明原因，请假的人才好另找人。"


# -- asking ------------------------------------------------------------------------------------


@act("ask-leave")
@carries("S33.1", "S33.2", "S33.3", "S33.9", "S13.20", by="act")
def ask_leave(work: Work, wish: Wish) -> Leave:
    """Asks for leave; the roles of the tier decide it, and until they have there is none.

    Args:
        work: The open unit of work.
        wish: Kind, time, reason, who stands in; by phone, or with a proof afterwards.

    Raises:
        NotForOthers: where another enters it who may not.
        Refusal: every one of `leave_checks`, each with its article and the way out.
    """
    person = work.hall.person(wish.person or work.actor)
    _may_enter(work, person)
    period(work.hall, wish, work.moment)
    afterwards = in_time(work, wish)
    no_overlap(work.hall, work.connection, person.no, wish.start, wish.until)
    stood_in(work, person, wish.stand_in, wish.start, wish.until)
    leave = _keep(work, person, wish, afterwards, None, wish.start)
    if wish.by_phone:
        _turn_by_phone(work, leave)
    return leave


@act("extend-leave")
@carries("S33.20", by="act")
def extend_leave(
    work: Work, leave_id: int, until: datetime, reason: str, *, stand_in: str = "", proof: str = ""
) -> Leave:
    """Asks for more time before a leave is over (续假): a further leave that carries it on, decided anew.

    The whole time counts for the tier, so that nobody reaches a lower one by asking twice.

    Args:
        work: The open unit of work.
        leave_id: The leave.
        until: When it is to end now.
        reason: Why.
        stand_in: Who stands in from then on; whoever does now where left out.
        proof: What proves it.

    Raises:
        NotInState, PeriodWrong, NotForOthers: as they say.
        Refusal: of the stand-in and of an overlap.
    """
    before = by_id(work.hall, work.connection, leave_id)
    person = work.hall.person(before.person)
    _may_enter(work, person)
    if before.state(work.moment) not in ("approved", "begun") or work.moment > before.until:
        raise NotInState(number=before.number, state=before.state_name(work.moment), doing="续假",
                         way="请在假满以前办续假；假满以后要再请的，另填请假条。", cites=(ON_RETURN,))  # fmt: skip
    if until <= before.until:
        raise PeriodWrong(why=f"原来就到 {local(before.until):%m-%d %H:%M}，续假要更晚")
    who = stand_in or before.stand_in
    wish = Wish(before.kind, before.until, until, reason, who, False, proof, person.no)
    period(work.hall, wish, work.moment)
    no_overlap(work.hall, work.connection, person.no, wish.start, wish.until, but=before.id)
    stood_in(work, person, who, wish.start, wish.until)
    return _keep(work, person, wish, False, before.id, _began(work, before))


def _began(work: Work, leave: Leave) -> datetime:
    """When the first leave of a chain began."""
    while leave.row["extends"]:
        leave = by_id(work.hall, work.connection, int(leave.row["extends"]))
    return leave.start


def _may_enter(work: Work, person: Person) -> None:
    if work.actor != person.no and not may_enter_for_others(work.person):
        raise NotForOthers(name=person.name)


def may_enter_for_others(person: Person) -> bool:
    """Whether somebody enters what another told by phone or on paper."""
    return bool(set(_FOR_OTHERS) & set(person.roles))


def _keep(work: Work, person: Person, wish: Wish, afterwards: bool, extends: int | None, since: datetime) -> Leave:
    agreed = work.moment if wish.stand_in and wish.stand_in == work.actor else None
    needs = approvers(work.hall, person, wish.kind, since, wish.until)
    key = work.insert(LeaveRow, {
        "number": f"QJ-{work.serial('leave'):04d}", "person": person.no, "kind": wish.kind, "start": wish.start,
        "until": wish.until, "reason": clean(wish.reason, field="事由", most=REASON_MOST), "stand_in": wish.stand_in,
        "third": "", "asked": work.moment, "asked_by": work.actor, "by_phone": wish.by_phone,
        "afterwards": afterwards, "proof": clean(wish.proof, field="证明", most=PROOF_MOST), "extends": extends,
        "agreed": agreed, "declined": "", "rev": 0,
    })  # fmt: skip
    facts = {"asked_for": [person.no], "why": [step.text for step in needs.steps],
             "by": sorted({rule for step in needs.steps for cite in step.cites for rule in cite.rules})}  # fmt: skip
    asked = ask(work, LEAVE, (SUBJECT, key), facts, needs.value, needs.steps[0].cites[0])
    work.update(LeaveRow, {"id": key}, {"approval_id": asked.id})
    return by_id(work.hall, work.connection, key)


def approvers(hall: Hall, person: Person, kind: str, start: datetime, until: datetime) -> Reckoning[tuple[Role, ...]]:
    """The roles that decide a leave, in order, and why."""
    rules = hall.book().leave
    others = {role for each in hall.laid.staff.values() if each.active and each.no != person.no for role in each.roles}
    return deciding(rules.tiers, kind, how_long(hall, start, until), person.roles, others, rules.own)


def rules_of(hall: Hall, leave: Leave, asked: Approval) -> list[str]:
    """The numbers of the rules by which a leave is decided and kept as it is."""
    rules = hall.book().leave
    found = {*asked.facts.get("by", ()), *rules.stand_in.rules, *rules.registered_at.rules, *ON_RETURN.rules}
    found |= set(BY_PHONE.rules) if leave.row["by_phone"] or leave.row["afterwards"] else set(rules.ahead_days.rules)
    found |= set(rules.certificate.rules) if leave.kind == "sick" else set()
    return sorted(found | set(ARRANGED.rules) if leave.stand_in else found)


@carries("S33.15", "S13.20", by="act")
def _turn_by_phone(work: Work, leave: Leave) -> None:
    """Who stands in answers at once for every post of A, where no hours lie between the call and the leave."""
    if not leave.stand_in or not _at_once(work, leave):
        return
    standing = work.hall.standing()
    for post in work.hall.laid.posts.values():
        turn = standing.turn(post.code, seconds(work.moment))
        if turn is not None and turn.taker != leave.person:
            continue  # somebody took it over before; it stays so until it is taken back
        if standing.holding(post.code, seconds(work.moment)).a == leave.person:
            turn_post(work, post.code, "by-phone", leave.person, leave.stand_in, ground="leave", leave_id=leave.id,
                      note=f"电话请假 {leave.number}", confirmed_taker=work.actor == leave.stand_in)  # fmt: skip


def _at_once(work: Work, leave: Leave) -> bool:
    now, start = seconds(work.moment), seconds(leave.start)
    if start <= now:
        return True
    day = local(work.moment).date()
    until = local(leave.start).date()
    while day <= until:
        if any(begin < start and now < end for begin, end in spans(work.hall, day)):
            return False
        day += timedelta(days=1)
    return True


# -- who stands in -----------------------------------------------------------------------------


@act("agree-stand-in")
@carries("S33.4", "S13.20", by="act")
def agree_stand_in(work: Work, leave_id: int, *, rev: int | None = None) -> Leave:
    """Whoever was asked to stand in agrees, in person.

    Raises:
        NotTheStandIn, NotInState, StandInAway: as they say.
    """
    leave = _asked(work, leave_id, "同意顶岗")
    _the_stand_in(work, leave)
    if why := away(work.hall, work.connection, work.actor, leave.start, leave.until):
        raise StandInAway(name=work.person.name, why=why, cites=(ARRANGED,))
    return _change(work, leave, {"agreed": work.moment}, rev)


@act("decline-stand-in")
def decline_stand_in(work: Work, leave_id: int, reason: str, *, rev: int | None = None) -> Leave:
    """Whoever was asked to stand in will not: another must be asked.

    Raises:
        NotTheStandIn, NotInState, WhyNotStandIn: as they say.
    """
    leave = _asked(work, leave_id, "推辞顶岗")
    _the_stand_in(work, leave)
    why = clean(reason, field="原因", most=REASON_MOST)
    if not why:
        raise WhyNotStandIn()
    work.tell(reason=why)
    return _change(work, leave, {"stand_in": "", "agreed": None, "declined": work.actor}, rev)


@act("change-stand-in")
def change_stand_in(work: Work, leave_id: int, stand_in: str, *, rev: int | None = None) -> Leave:
    """Another is asked to stand in, before it is decided.

    Raises:
        NotForOthers, NotInState: as they say.
        Refusal: of the stand-in.
    """
    leave = _asked(work, leave_id, "换顶岗人")
    person = work.hall.person(leave.person)
    _may_enter(work, person)
    stood_in(work, person, stand_in, leave.start, leave.until)
    agreed = work.moment if stand_in == work.actor else None
    return _change(work, leave, {"stand_in": stand_in, "agreed": agreed}, rev)


@act("name-third-for-leave")
@carries("S13.19", by="act")
def name_third(work: Work, leave_id: int, to: str, *, rev: int | None = None) -> Leave:
    """The director names a third where A and B would both be away; the leave can be approved then.

    Raises:
        NotTheDirector, ThirdOfThePair, StandInAway, StandInSelf, NotInState, UnknownStaff: as they say.
    """
    leave = by_id(work.hall, work.connection, leave_id)
    if not set(_NAMES_A_THIRD) & set(work.person.roles):
        raise NotTheDirector(cites=(NEVER_EMPTY,))
    if leave.state(work.moment) not in ("asked", "approved", "begun"):
        raise _not_now(work, leave, "指定第三人")
    third = work.hall.person(to)
    if to == leave.person:
        raise StandInSelf(name=third.name, cites=(NEVER_EMPTY,))
    pairs = {no for post, other, _ in both_away(work.hall, work.connection, leave.person, leave.start, leave.until,
                                                but=leave.id)
             for no in (work.hall.post(post).a, work.hall.post(post).b, other)}  # fmt: skip
    if to in pairs:
        raise ThirdOfThePair(name=third.name, cites=(NEVER_EMPTY,))
    if why := away(work.hall, work.connection, to, leave.start, leave.until):
        raise StandInAway(name=third.name, why=why, cites=(NEVER_EMPTY,))
    after = _change(work, leave, {"third": to}, rev)
    work.duty_changed()
    return after


# -- the return --------------------------------------------------------------------------------


@act("report-back")
@carries("S33.20", "S33.8", by="act")
def report_back(work: Work, leave_id: int, *, rev: int | None = None) -> Leave:
    """Reports the return (销假); before the end it cuts the leave short.

    Raises:
        NotForOthers, NotInState: as they say.
    """
    leave = _running(work, by_id(work.hall, work.connection, leave_id))
    _may_enter(work, work.hall.person(leave.person))
    state = leave.state(work.moment)
    if state == "approved":
        raise _not_now(work, leave, "销假", "假还没有开始，不去了的请撤回。")
    if leave.moments.returned is not None or state not in ("begun", "ended", "broken"):
        raise _not_now(work, leave, "销假")
    after = _change(work, leave, {"returned": work.moment}, rev)
    work.duty_changed()
    return after


def _running(work: Work, leave: Leave) -> Leave:
    """The leave that carries another on, where one does and that one is over: the return is reported of it."""
    row = work.connection.exec_driver_sql(
        "SELECT id FROM leave_taken WHERE extends = ? AND approved IS NOT NULL AND withdrawn IS NULL", (leave.id,)
    ).first()
    if row is None or work.moment < leave.until:
        return leave
    return _running(work, by_id(work.hall, work.connection, int(row[0])))


@act("withdraw-leave")
def withdraw_leave(work: Work, leave_id: int, reason: str = "", *, rev: int | None = None) -> Leave:
    """Takes a leave back before it begins: it was asked for or approved, and is not needed.

    Raises:
        NotForOthers, NotInState: as they say.
    """
    leave = by_id(work.hall, work.connection, leave_id)
    _may_enter(work, work.hall.person(leave.person))
    state = leave.state(work.moment)
    if state not in ("asked", "approved"):
        raise _not_now(work, leave, "撤回", "已经开始的，回来上班请销假。" if state == "begun" else "")
    why = clean(reason, field="理由", most=REASON_MOST)
    work.tell(reason=why)
    fall_away(work, SUBJECT, leave.id, why or "本人撤回")
    after = _change(work, leave, {"withdrawn": work.moment}, rev)
    work.duty_changed()
    return after


@act("prove-leave")
@carries("S33.14", "S33.15", by="act")
def prove(work: Work, leave_id: int, proof: str, *, rev: int | None = None) -> Leave:
    """Hands the proof in: the hospital's certificate, what proves the call (补办手续).

    Raises:
        NotForOthers, ProofMissing, NotInState: as they say.
    """
    leave = by_id(work.hall, work.connection, leave_id)
    _may_enter(work, work.hall.person(leave.person))
    if not leave.alive:
        raise _not_now(work, leave, "补交证明")
    told = clean(proof, field="证明", most=PROOF_MOST)
    if not told:
        raise ProofMissing(cites=(work.book.leave.certificate.cite, BY_PHONE))
    work.tell(before=leave.row["proof"])
    return _change(work, leave, {"proof": told}, rev)


# -- deciding ----------------------------------------------------------------------------------


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
    _change(work, leave, {"approved": work.moment, "registered": work.moment}, None)
    work.duty_changed()


def _rejected(work: Work, asked: Approval) -> None:
    leave = by_id(work.hall, work.connection, asked.subject_id)
    column = "withdrawn" if asked.state == "withdrawn" else "rejected"
    _change(work, leave, {column: work.moment}, None)


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


def person_said(hall: Hall, no: str) -> str:
    """Somebody by name, number and posts."""
    posts = "、".join(post.name for post in hall.posts_of(no))
    return f"{hall.person(no).name}（{no}{f' {posts}' if posts else ''}）"


def stand_in_said(hall: Hall, leave: Leave) -> str:
    """Who stands in, and whether they agreed; and the third where one was named."""
    third = leave.row["third"]
    named = f"，主任指定第三人{hall.person(third).name}" if third else ""
    if not leave.stand_in:
        declined = leave.row["declined"]
        return (f"{hall.person(declined).name}不同意，待另定" if declined else "") + named
    state = "已同意" if leave.row["agreed"] else "待同意"
    return f"{hall.person(leave.stand_in).name}（{state}）{named}"


def both_said(hall: Hall, connection: Connection, leave: Leave) -> str:
    """Which other half of a pair would be away in the same time."""
    found = both_away(hall, connection, leave.person, leave.start, leave.until, but=leave.id)
    return "；".join(f"{hall.post(post).name} {hall.person(other).name}（{why}）" for post, other, why in found)


def others_said(hall: Hall, connection: Connection, leave: Leave) -> str:
    """Who else is on approved leave in the same time."""
    others = dict.fromkeys(each.person for each in touching(hall, connection, leave.start, leave.until)
                           if each.person != leave.person)  # fmt: skip
    return names_said(hall, others)


def balance_said(hall: Hall, connection: Connection, leave: Leave) -> str:
    """What somebody had of leave in the year, by kind."""
    found = balance(hall, connection, leave.person, local(leave.start).year)
    return "、".join(f"{KIND_NAMES[kind]}{days:g}天" for kind, days in found.days.items()) or "无"


LEAVE = register(Matter("leave", "请假", _granted, _rejected, _rows, ready))


# -- one row -----------------------------------------------------------------------------------


def _asked(work: Work, leave_id: int, doing: str) -> Leave:
    leave = by_id(work.hall, work.connection, leave_id)
    if leave.state(work.moment) != "asked":
        raise _not_now(work, leave, doing)
    return leave


def _the_stand_in(work: Work, leave: Leave) -> None:
    if work.actor != leave.stand_in:
        name = work.hall.person(leave.stand_in).name if leave.stand_in else "（还没定）"
        raise NotTheStandIn(name=name, cites=(ARRANGED,))


def _not_now(work: Work, leave: Leave, doing: str, way: str = "") -> NotInState:
    state = STATE_NAMES[leave.state(work.moment)]
    return NotInState(number=leave.number, state=state, doing=doing, way=way, cites=(ON_RETURN,))


def _change(work: Work, leave: Leave, values: Mapping[str, Any], rev: int | None) -> Leave:
    work.update(LeaveRow, {"id": leave.id}, values, rev=leave.rev if rev is None else rev)
    return by_id(work.hall, work.connection, leave.id)
