"""Rows of cases: departments, leads, what went up, agency, broken promises, originals, refusals."""

from __future__ import annotations

from counter.domain.casework.case.answerable import post_at
from counter.domain.casework.case.joint_state import lead_of, parts_at
from counter.domain.casework.case.life import in_order
from counter.domain.hall.rights import Role
from counter.domain.posts.answerable.facts import CENTRE, Answerable, Facts, people, when

SUPERVISION = "监察部门"


def late_department(facts: Facts) -> Answerable:
    """Z11: a joint case late by departments: those; lead and centre see to it."""
    late = [each for each in parts_at(facts.case) if each.late]
    evidence = tuple(f"{each.part.department}限{each.clock.due:%m-%d}" for each in late if each.clock.due)
    missing = () if late else ("到期没有意见的部门",)
    return Answerable(tuple(each.part.department for each in late), people(_lead(facts), CENTRE), evidence, missing)


def _lead(facts: Facts) -> str:
    return lead_of(facts.case).value


def badly_led(facts: Facts) -> Answerable:
    """Z12: a joint case badly organised: the lead; the centre beside."""
    held = [each for each in facts.case.events if each.kind in ("departments-told", "review-held")]
    seen = ("联办意见单",) if held else ()
    return Answerable((_lead(facts),), (CENTRE,), seen, () if seen else ("通知联办部门的记录",))


def sent_up(facts: Facts) -> Answerable:
    """Z13: a matter sent up: the accepting department."""
    told = facts.rows("SELECT number FROM paper WHERE case_id = ? AND kind = 'referred-case-notice'", facts.case.id)
    seen = tuple(f"上报件通知书 {number}" for (number,) in told)
    return Answerable(facts.departments[:1], (), seen, () if seen else ("上报件通知书",))


def agency(facts: Facts) -> Answerable:
    """Z14: an agency matter: who received it."""
    row = facts.case.row
    seen = ("代理登记",) if row["agency"] or row["agent_id"] else ()
    return Answerable((str(row["clerk"]),), (), seen, () if seen else ("代理委托书",))


def promise(facts: Facts) -> Answerable:
    """Z15: a promise not kept: who answered when it fell due; the centre's leader sees to it."""
    life = facts.case.life
    due = life.due or facts.at
    answer = facts.hall.answering(post_at(facts.case, due), due)
    ended = f"{when(life.completed)}办结" if life.completed else "没有办结"
    leaders = facts.with_role(Role.DIRECTOR)[:1] or (CENTRE,)
    return Answerable((answer.person,), leaders, (f"{when(due)}到期，{ended}",))


def approval_late(facts: Facts) -> Answerable:
    """Z16: an approval late though it qualified: the approving department; supervision once it was passed on."""
    life = facts.case.life
    out = any(each.kind == "escalated" for each in facts.case.events)
    stamped = next((each.happened for each in in_order(facts.case.events) if each.kind == "stamped"), None)
    late = [each.part.department for each in parts_at(facts.case) if each.late]
    seen = f"{when(stamped)}盖章" if stamped else "还没有盖章"
    due = f"，{when(life.due)}到期" if life.due else ""
    return Answerable(tuple(late) or facts.departments, (SUPERVISION,) if out else (), (seen + due,))


def custody(facts: Facts) -> Answerable:
    """Z18: originals lost: the handler who did not note or keep them."""
    kept = next((each for each in in_order(facts.case.events) if each.data.get("custody")), None)
    if kept is None:
        return Answerable((str(facts.case.row["clerk"]),), (), (), ("暂存原件登记",))
    handler = facts.hall.answering(post_at(facts.case, facts.at), facts.at).person
    who = kept.actor if facts.turn is None else handler
    return Answerable((who,), (), (f"{when(kept.happened)}登记暂存{'、'.join(kept.data['custody'])}",))
