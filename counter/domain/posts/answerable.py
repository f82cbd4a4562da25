"""Who answers in a situation of the table of responsibility: persons and bodies found from what the hall has recorded.

Every row has one finder: it reads the facts (a case's events, turns, leave, presence, who was asked first, transfers,
departments, custody, approvals, seals) and names who answers first, who beside, and which evidence is there. What the
hall keeps no record of yet is said as missing; then the answer rests on who is named. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counter.domain.casework.case.answerable import answer_of, post_at
from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.joint_state import lead_of, parts_at
from counter.domain.casework.case.life import in_order
from counter.domain.clock import local, local_day
from counter.domain.columns import moment_text
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.facts import Holding, Turn, moment, seconds
from counter.domain.hall.duty.seals import seals_of
from counter.domain.hall.duty.whereabouts import whereabouts
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Role
from counter.domain.posts.situations import Situation, situation_of
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

CENTRE = "中心"
SUPERVISION = "监察部门"


class NothingToLookAt(Refusal):
    """A situation without what it is about."""

    says = "“{what}”要说明{wanted}，才能查谁负责。"


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers in a situation."""

    first: tuple[str, ...]
    """Staff numbers, and names of bodies that are no staff."""
    also: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    """What the hall has recorded that shows it."""
    missing: tuple[str, ...] = ()
    """What it has not."""


@dataclass(frozen=True)
class Facts:
    """What a situation is about, and the moment that is asked about."""

    hall: Hall
    row: Situation
    at: datetime
    case_: CaseAt | None = None
    post_: str = ""
    person_: str = ""
    enquiry: int = 0

    @property
    def case(self) -> CaseAt:
        """The case.

        Raises:
            NothingToLookAt: none is given.
        """
        if self.case_ is None:
            raise NothingToLookAt(what=self.row.what, wanted="是哪一件", cites=(self.row.cite,))
        return self.case_

    @property
    def post(self) -> str:
        """The post: the one given, else the case's at that moment."""
        if self.post_:
            return self.hall.post(self.post_).code
        if self.case_ is None:
            raise NothingToLookAt(what=self.row.what, wanted="是哪个岗位或哪一件", cites=(self.row.cite,))
        return post_at(self.case_, self.at)

    @property
    def person(self) -> str:
        """The person who is named."""
        if not self.person_:
            raise NothingToLookAt(what=self.row.what, wanted="是谁", cites=(self.row.cite,))
        return self.hall.person(self.person_).no

    @property
    def held(self) -> Holding:
        """A and B of the post at that moment."""
        return self.hall.standing(local_day(self.at)).holding(self.post, seconds(self.at))

    @property
    def turn(self) -> Turn | None:
        """The handover that holds at that moment."""
        return self.hall.standing(local_day(self.at)).turn(self.post, seconds(self.at))

    @property
    def answer(self) -> Answer:
        """Who answered for the post at that moment."""
        return self.hall.answering(self.post, self.at)

    def with_role(self, *roles: Role) -> tuple[str, ...]:
        """Who has one of the roles, in the order of the roles."""
        people = [each for each in self.hall.laid.staff.values() if each.active]
        return tuple(dict.fromkeys(each.no for role in roles for each in people if role in each.roles))

    def rows(self, sql: str, *bound: Any) -> Sequence[Any]:
        """Rows of a statement."""
        return self.hall.rows(sql, bound)

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that sit at the post; its window where none is known."""
        found = tuple(each.name for each in self.hall.laid.departments.values() if each.post == self.post)
        of_item = self.case_.item.departments if self.case_ is not None else ()
        named = tuple(each for each in of_item if each in found) or of_item[:1] or found[:1]
        return named or (self.hall.laid.windows[self.hall.post(self.post).window],)


def answerable(
    hall: Hall,
    situation: str,
    *,
    case: CaseAt | None = None,
    post: str = "",
    person: str = "",
    enquiry: int = 0,
    at: datetime | None = None,
) -> Reckoning[Answerable]:
    """Who answers in a situation of the table, with the row and the evidence it was found by.

    Args:
        hall: The hall, open.
        situation: The row's sign: Z02.
        case: The case that it is about, read.
        post: The post, where no case tells it.
        person: The person who is named.
        enquiry: The key of the enquiry that it is about.
        at: The moment that is asked about; now, or the case's own, where none is given.

    Raises:
        UnknownSituation, NothingToLookAt, UnknownPost, UnknownStaff: as they say.
    """
    row = situation_of(situation)
    facts = Facts(hall, row, at or (case.at if case else hall.clock().moment), case, post, person, enquiry)
    found = _FINDERS[situation](facts)
    if row.later:
        found = Answerable(found.first, found.also, found.evidence, (*found.missing, row.later))
    also = f"；另有：{row.also}" if row.also else ""
    steps = [Step(f"{row.what}：{row.first}{also}", (row.cite,))]
    steps += [Step(f"依据：{each}") for each in found.evidence]
    steps += [Step(f"没有查到：{each}") for each in found.missing]
    beside = f"，另有{named(hall, found.also)}" if found.also else ""
    steps.append(Step(f"由{named(hall, found.first) or '（没有查到人）'}负责{beside}"))
    return Reckoning(found, tuple(steps))


@carries("S13.13", "S13.15", "S20.7", by="clock")
def of_case(case: CaseAt) -> Reckoning[Answerable]:
    """Who answers for a case as it stands: for a broken promise, while somebody stands in, or in the normal course."""
    life = case.life
    hall = case.hall
    if life.overdue and life.due is not None:
        return answerable(hall, "Z15", case=case, at=min(case.at, life.due))
    at = life.closed or case.at
    answer = answer_of(case)
    turn = hall.standing(local_day(at)).turn(post_at(case, at), seconds(at))
    handed = turn is not None and turn.taker == answer.person and answer.stands_in
    return answerable(hall, "Z04" if handed else "Z01", case=case, at=at)


def who_answers(case: CaseAt) -> Reckoning[Answer]:
    """Why it is this person who answers for a case now, or answered when it ended: post, presence, leave, handover."""
    hall, at = case.hall, case.life.closed or case.at
    post = post_at(case, at)
    standing = hall.standing(local_day(at))
    return standing.explained(post, seconds(at), lambda no: _name(hall, no), situation_of("Z01").cite)


def named(hall: Hall, who: Iterable[str]) -> str:
    """Persons by name, bodies as they are called."""
    return "、".join(_name(hall, each) for each in who)


def _name(hall: Hall, who: str) -> str:
    try:
        return hall.person(who).name
    except UnknownStaff:
        return who


def _when(at: datetime) -> str:
    return f"{local(at):%m-%d %H:%M}"


def _people(*who: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in who if each))


# -- posts, A and B ----------------------------------------------------------------------------


def _normal(facts: Facts) -> Answerable:
    held = facts.held
    seen = (f"办件 {facts.case_.number}",) if facts.case_ is not None else ()
    return Answerable((held.a,), _people(held.b), seen, () if seen else ("办件记录",))


@carries("S13.14", by="clock")
def _left_without(facts: Facts) -> Answerable:
    a, turn = facts.held.a, facts.turn
    where = whereabouts(facts.hall.standing(local_day(facts.at)), a, seconds(facts.at))
    evidence = [f"{_name(facts.hall, a)} {_when(facts.at)} {where.said}"] if where.said else []
    if turn is None:
        return Answerable((a,), (), (*evidence, "没有交接单"), () if evidence else ("不在岗记录",))
    return Answerable((a,), (), tuple(evidence), (f"{_when(moment(turn.at))}有交接，按已交接查",))


def _handed(facts: Facts) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Who took over, from whom, what shows it, what is missing."""
    turn = facts.turn
    if turn is None:
        answer = facts.answer
        taker = answer.person if answer.stands_in else facts.held.b or facts.held.a
        return taker, facts.held.a, (), ("交接单",)
    number = next((row[0] for row in facts.rows("SELECT number FROM handover WHERE id = ?", turn.id)), "")
    hall = facts.hall
    said = f"{number} {_when(moment(turn.at))} {_name(hall, turn.giver)}交{_name(hall, turn.taker)}"
    return turn.taker, turn.giver, (said,), ()


def _b_failed(facts: Facts) -> Answerable:
    taker, _, evidence, missing = _handed(facts)
    return Answerable((taker,), (), evidence, missing)


def _b_acted(facts: Facts) -> Answerable:
    taker, giver, evidence, missing = _handed(facts)
    before = facts.held.a if giver == taker else giver
    return Answerable((taker,), _people(before), evidence, missing)


def _received_only(facts: Facts) -> Answerable:
    sql = "SELECT number, received_by, owes FROM reception WHERE {} AND received <= ? ORDER BY id DESC LIMIT 1"
    until = moment_text(facts.at)
    rows = facts.rows(sql.format("case_id = ?"), facts.case_.id, until) if facts.case_ else ()
    rows = rows or facts.rows(sql.format("post = ?"), facts.post, until)
    if not rows:
        return Answerable((facts.held.a,), _people(facts.held.b), (), ("B岗接待记录",))
    number, received_by, owes = rows[0]
    return Answerable((owes,), _people(received_by), (f"B岗接待记录 {number}",))


def _appointment(facts: Facts) -> Answerable:
    """A where B was not told; B where A told B: by handing the post over, or by passing the appointment on."""
    sql = "SELECT number, at, receiver FROM appointment WHERE post = ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1"
    rows = facts.rows(sql, facts.post, moment_text(facts.at))
    held, turn = facts.held, facts.turn
    number, receiver = (rows[0][0], rows[0][2]) if rows else ("", held.a)
    evidence = (f"预约 {number}",) if number else ()
    directed = turn.taker if turn is not None and turn.taker != held.a else receiver if receiver != held.a else ""
    if not directed:
        return Answerable((held.a,), (), (*evidence, "没有交代B岗的记录"), () if number else ("预约",))
    return Answerable((directed,), (), (*evidence, f"已交代{_name(facts.hall, directed)}"))


def _stand_in_absent(facts: Facts) -> Answerable:
    at = seconds(facts.at)
    spells = facts.hall.standing(local_day(facts.at)).spells.get(facts.person, ())
    spell = next((each for each in spells if each.stand_in and each.start <= at < each.until), None)
    if spell is None:
        return Answerable((facts.person,), (), (), ("约定顶岗人的请假",))
    where = whereabouts(facts.hall.standing(), spell.stand_in, at)
    evidence = (f"请假 {spell.label}，顶岗人{_name(facts.hall, spell.stand_in)}{where.said}",)
    return Answerable((spell.stand_in,), (facts.person,), evidence, () if where.said else ("缺岗的考勤",))


def _empty_window(facts: Facts) -> Answerable:
    held, window = facts.held, facts.hall.post(facts.post).window
    sql = "SELECT since, confirmed_by FROM empty_window WHERE window = ? AND day = ? ORDER BY id DESC LIMIT 1"
    rows = facts.rows(sql, window, local_day(facts.at).isoformat())
    heads = _people(*(each.a for each in facts.hall.laid.posts.values() if each.window == window))
    seen = tuple(f"{_name(facts.hall, by)}认定的空岗记录" for _, by in rows)
    also = tuple(each for each in heads[:1] if each not in (held.a, held.b))
    return Answerable(_people(held.a, held.b), also, seen, () if seen else ("巡查或空岗记录",))


# -- first-asked -------------------------------------------------------------------------------

_ENQUIRY = "SELECT id, staff, with_post, received_by, waits, until FROM enquiry WHERE {} = ? ORDER BY id LIMIT 1"


def _asked(facts: Facts) -> tuple[str, str, str]:
    """Who was asked first, who handles what was passed on, and what shows it."""
    found = facts.rows(_ENQUIRY.format("id"), facts.enquiry) if facts.enquiry else ()
    if not found and facts.case_ is not None:
        found = facts.rows(_ENQUIRY.format("case_id"), facts.case_.id)
    if not found:
        case = facts.case
        return str(case.row["clerk"]), _transferred_to(facts), "收件登记"
    key, staff, with_post, received_by, _, _ = found[0]
    handler = received_by or (facts.hall.answering(with_post, facts.at).person if with_post else "")
    return staff, handler, f"首问登记 {key}"


def _transferred_to(facts: Facts) -> str:
    case = facts.case_
    moved = case is not None and any(each.kind == "transferred" and each.happened <= facts.at for each in case.events)
    return facts.answer.person if moved else ""


def _own_scope(facts: Facts) -> Answerable:
    first, handler, seen = _asked(facts)
    return Answerable((first,), _people(handler if handler != first else ""), (seen,))


def _passed_on(facts: Facts) -> Answerable:
    first, handler, seen = _asked(facts)
    return Answerable((handler or first,), _people(first if handler else ""), (seen,), () if handler else ("转办记录",))


def _first_asked_duty(facts: Facts) -> Answerable:
    first, _, seen = _asked(facts)
    return Answerable((first,), (), (seen,))


# -- cases -------------------------------------------------------------------------------------


def _late_department(facts: Facts) -> Answerable:
    late = [each for each in parts_at(facts.case) if each.late]
    evidence = tuple(f"{each.part.department}限{each.clock.due:%m-%d}" for each in late if each.clock.due)
    missing = () if late else ("到期没有意见的部门",)
    return Answerable(tuple(each.part.department for each in late), _people(_lead(facts), CENTRE), evidence, missing)


def _lead(facts: Facts) -> str:
    return lead_of(facts.case).value


def _badly_led(facts: Facts) -> Answerable:
    held = [each for each in facts.case.events if each.kind in ("departments-told", "review-held")]
    seen = ("联办意见单",) if held else ()
    return Answerable((_lead(facts),), (CENTRE,), seen, () if seen else ("通知联办部门的记录",))


def _sent_up(facts: Facts) -> Answerable:
    told = facts.rows("SELECT number FROM paper WHERE case_id = ? AND kind = 'referred-case-notice'", facts.case.id)
    seen = tuple(f"上报件通知书 {number}" for (number,) in told)
    return Answerable(facts.departments[:1], (), seen, () if seen else ("上报件通知书",))


def _agency(facts: Facts) -> Answerable:
    row = facts.case.row
    seen = ("代理登记",) if row["agency"] or row["agent_id"] else ()
    return Answerable((str(row["clerk"]),), (), seen, () if seen else ("代理委托书",))


def _promise(facts: Facts) -> Answerable:
    life = facts.case.life
    due = life.due or facts.at
    answer = facts.hall.answering(post_at(facts.case, due), due)
    ended = f"{_when(life.completed)}办结" if life.completed else "没有办结"
    leaders = facts.with_role(Role.DIRECTOR)[:1] or (CENTRE,)
    return Answerable((answer.person,), leaders, (f"{_when(due)}到期，{ended}",))


def _approval_late(facts: Facts) -> Answerable:
    life = facts.case.life
    out = any(each.kind == "escalated" for each in facts.case.events)
    stamped = next((each.happened for each in in_order(facts.case.events) if each.kind == "stamped"), None)
    late = [each.part.department for each in parts_at(facts.case) if each.late]
    seen = f"{_when(stamped)}盖章" if stamped else "还没有盖章"
    due = f"，{_when(life.due)}到期" if life.due else ""
    return Answerable(tuple(late) or facts.departments, (SUPERVISION,) if out else (), (seen + due,))


def _custody(facts: Facts) -> Answerable:
    kept = next((each for each in in_order(facts.case.events) if each.data.get("custody")), None)
    if kept is None:
        return Answerable((str(facts.case.row["clerk"]),), (), (), ("暂存原件登记",))
    handler = facts.hall.answering(post_at(facts.case, facts.at), facts.at).person
    who = kept.actor if facts.turn is None else handler
    return Answerable((who,), (), (f"{_when(kept.happened)}登记暂存{'、'.join(kept.data['custody'])}",))


def _refused_alone(facts: Facts) -> Answerable:
    noes = ("refused", "returned", "not-accepted", "decided")
    said = [each for each in in_order(facts.case.events)
            if each.kind in noes and not each.data.get("granted", False) and each.happened <= facts.at]  # fmt: skip
    if not said:
        return Answerable((facts.answer.person,), (), (), ("不予办理的登记",))
    last = said[-1]
    leader = "，有领导同意" if last.data.get("approved_by") else "，没有领导同意"
    return Answerable((last.actor,), (), (f"{_when(last.happened)}登记不予办理{leader}",))


# -- seals, representatives --------------------------------------------------------------------


def _representative(facts: Facts) -> Answerable:
    department = facts.departments[0]
    known = facts.hall.laid.departments.get(department)
    named_one = known.representative if known is not None else None
    who = named_one.staff or named_one.name if named_one is not None else facts.answer.person
    seals = [each.name for each in seals_of(facts.hall, facts.post, facts.at) if each.approval]
    first = (f"{department}主要负责人", f"{department}分管负责人", who)
    return Answerable(first, (), tuple(seals), () if seals else ("审批专用章备案",))


def _seal(facts: Facts) -> Answerable:
    seals = seals_of(facts.hall, facts.post, facts.at)
    if not seals:
        return Answerable((facts.answer.person,), (), (), ("岗位的印章",))
    held = [each.holder if not each.at_post else facts.answer.person for each in seals]
    said = tuple(f"{each.name}由{_name(facts.hall, no)}保管" for each, no in zip(seals, held, strict=True))
    return Answerable(_people(*held), (), said)


# -- people ------------------------------------------------------------------------------------


def _person_only(facts: Facts) -> Answerable:
    return Answerable((facts.person,))


def _upheld(facts: Facts) -> Answerable:
    unit = facts.hall.person(facts.person).payroll
    return Answerable((facts.person,), _people(unit))


def _broke_promise(facts: Facts) -> Answerable:
    leaders = facts.with_role(Role.DIRECTOR, Role.LEADER_IN_CHARGE)
    return Answerable((facts.person,), tuple(each for each in leaders if each != facts.person))


def _direct_leader(facts: Facts) -> Answerable:
    leaders = facts.with_role(Role.DIRECTOR, Role.LEADER_IN_CHARGE)
    above = next((each for each in leaders if each != facts.person), CENTRE)
    return Answerable((facts.person, above))


def _safety(facts: Facts) -> Answerable:
    sections = facts.with_role(Role.COMPREHENSIVE)[:1]
    leaders = facts.with_role(Role.DIRECTOR, Role.DEPUTY_DIRECTOR)
    return Answerable((facts.held.a,), tuple(each for each in (*sections, *leaders) if each != facts.held.a))


def _overtime(facts: Facts) -> Answerable:
    return Answerable((facts.person,), facts.with_role(Role.LEADER_IN_CHARGE, Role.DIRECTOR)[:1])


def _without_leave(facts: Facts) -> Answerable:
    at = seconds(facts.at)
    standing = facts.hall.standing(local_day(facts.at))
    spells = [each for each in standing.spells.get(facts.person, ()) if each.start <= at < each.until]
    where = whereabouts(standing, facts.person, at)
    if spells:
        return Answerable((facts.person,), (), (), (f"有批准的请假 {spells[0].label}，不算擅自离岗",))
    return Answerable((facts.person,), (), (f"{_when(facts.at)} {where.said or '在岗'}，没有批准的请假",))


def _attendance(facts: Facts) -> Answerable:
    keepers = facts.with_role(Role.COMPREHENSIVE)
    signers = facts.with_role(Role.LEADER_IN_CHARGE, Role.DIRECTOR)[:1]
    day = local_day(facts.at).isoformat()
    count = facts.rows("SELECT count(*) FROM presence WHERE day = ?", day)[0][0]
    seen = f"{local_day(facts.at):%m-%d}有签到记录{count}条"
    return Answerable(keepers or (CENTRE,), signers, (seen,), () if keepers else ("综合窗口的人员",))


_FINDERS: Mapping[str, Callable[[Facts], Answerable]] = {
    "Z01": _normal, "Z02": _left_without, "Z03": _b_failed, "Z04": _b_acted, "Z05": _received_only,
    "Z06": _appointment, "Z07": _stand_in_absent, "Z08": _own_scope, "Z09": _passed_on, "Z10": _first_asked_duty,
    "Z11": _late_department, "Z12": _badly_led, "Z13": _sent_up, "Z14": _agency, "Z15": _promise,
    "Z16": _approval_late, "Z17": _representative, "Z18": _custody, "Z19": _seal, "Z20": _upheld,
    "Z21": _broke_promise, "Z22": _direct_leader, "Z23": _safety, "Z24": _overtime, "Z25": _without_leave,
    "Z26": _attendance, "Z27": _refused_alone, "Z28": _person_only, "Z29": _person_only, "Z30": _empty_window,
    "Z31": _person_only,
}  # fmt: skip
