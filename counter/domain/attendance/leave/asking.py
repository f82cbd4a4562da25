"""Leave (请假) asked for, and asked for once more before it is over (续假); on the telephone too.

The roles that approve come from the hall's tiers (`leave_tiers`). What must hold before it stands in `leave_checks`,
how it stands in `leave_state`, what follows from the leaders' word in `leave_deciding`.
Keeps S33.1, S33.2, S33.3, S33.9, S33.15, S33.20 and the two-person rule of approvals; W01 to W04.
"""

from __future__ import annotations

from datetime import datetime

from counter.domain.approvals.acts import ask
from counter.domain.approvals.standing import Approval
from counter.domain.attendance.leave.by_phone import turn_by_phone
from counter.domain.attendance.leave.checks import (
    ARRANGED,
    BY_PHONE,
    PeriodWrong,
    Wish,
    in_time,
    no_overlap,
    period,
    stood_in,
)
from counter.domain.attendance.leave.deciding import LEAVE
from counter.domain.attendance.leave.reading import Leave, by_id, how_long
from counter.domain.attendance.leave.row import ON_RETURN, PROOF_MOST, REASON_MOST, SUBJECT, NotInState, may_enter
from counter.domain.attendance.leave.tiers import deciding
from counter.domain.clock import local
from counter.domain.hall.duty.model import LeaveRow
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Role
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Reckoning
from counter.domain.rules import carries
from counter.domain.text import clean


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
    may_enter(work, person)
    period(work.hall, wish, work.moment)
    afterwards = in_time(work, wish)
    no_overlap(work.hall, work.connection, person.no, wish.start, wish.until)
    stood_in(work, person, wish.stand_in, wish.start, wish.until)
    leave = _keep(work, person, wish, afterwards, None, wish.start)
    if wish.by_phone:
        turn_by_phone(work, leave)
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
    may_enter(work, person)
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
