"""Why a case is what it is and due when it is: every step with what it rests on, for F9 and `counter why`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from counter.domain.casework.acts.extending import BY_PROCEDURE, original_due
from counter.domain.casework.case.above import POWER_ABOVE
from counter.domain.casework.case.decision import kind_of
from counter.domain.casework.case.events import CaseAt, UnknownCase, read
from counter.domain.casework.case.joint_state import SIGNED_BY_ALL, lead_of, parts_at
from counter.domain.casework.case.life import ENDED, Event, Life
from counter.domain.casework.lists.finding import numbers_meant
from counter.domain.casework.model import Case
from counter.domain.casework.papers.guides import published_limit
from counter.domain.clock import local, local_day
from counter.domain.columns import table_of
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.opened import Hall
from counter.domain.reckoning import Cite, Reckoning, Step

_C = table_of(Case)
_STAMP = Cite("以盖审批专用章的时间为办结时间", ("S54.3", "S11.6"))


def why(hall: Hall, connection: Connection, number: str) -> Reckoning[Life]:
    """How a case's kind, due moment and standing follow, step by step.

    Args:
        hall: The open hall.
        connection: An open look.
        number: The case's number, in full or as on screens; without its year the newest is meant.

    Raises:
        UnknownCase: where there is none.
    """
    return explained(read(hall, connection, case_of(hall, connection, number)))


def case_of(hall: Hall, connection: Connection, number: str) -> int:
    """The key of a case by its number, in full or as on screens.

    Raises:
        UnknownCase: where there is none.
    """
    for full in numbers_meant(hall, connection, number):
        found = connection.execute(select(_C.c.id).where(_C.c.number == full)).scalar()
        if found is not None:
            return int(found)
    raise UnknownCase(number=number)


def explained(case: CaseAt) -> Reckoning[Life]:
    """The same of a case that was read."""
    steps = (*_first(case), *case.reckoned.steps, *_others(case), *_owed(case), *_standing(case))
    return Reckoning(case.life, steps)


def _first(case: CaseAt) -> Iterator[Step]:
    received = local(case.row["received"])
    yield Step(f"{case.number} {case.item.name}，{received:%Y-%m-%d %H:%M}收件")
    yield from _weighed(case)
    accepted = next((each for each in reversed(case.events) if each.kind in ("accepted", "converted")), None)
    if accepted is not None and case.life.kind:
        yield from _kind(case, accepted)
    yield from published_limit(case.item)


def _weighed(case: CaseAt) -> Iterator[Step]:
    """Why it was weighed, and what came of it."""
    for event in case.events:
        if event.kind == "weighed":
            rules = case.hall.book(local_day(event.happened)).casework.refusal
            yield Step(f"不能当场判断，会同审议：{event.data['reason']}", (rules.complex.cite, rules.needs.cite))
        elif event.data.get("opinion") and event.kind == "accepted":
            yield Step(f"{local(event.happened):%m-%d %H:%M}审议后受理：{event.data['opinion']}")


def _kind(case: CaseAt, accepted: Event) -> Iterator[Step]:
    """By which rule it is of its kind; the clerk's own choice is told as such."""
    ruled = kind_of(case.item, case.hall.book(local_day(accepted.happened)))
    yield from ruled.steps
    if ruled.value != case.life.kind:
        yield Step(f"窗口改按{KIND_NAMES[case.life.kind]}")
    if owed := accepted.data.get("owed"):
        yield Step(f"容缺受理，后补：{'、'.join(owed)}", (Cite("容缺受理", ("S09.1",)),))


def _others(case: CaseAt) -> Iterator[Step]:
    """Whom beside the hall it needs: who leads it, each department's part, the body above."""
    if case.life.kind == "joint":
        yield from lead_of(case).steps
        for each in parts_at(case):
            yield Step(each.said, each.clock.steps[0].cites)
        if case.life.waits_for:
            yield Step(f"等：{case.life.waits_for}，齐了才能准予", (SIGNED_BY_ALL,))
    answer = case.life.clock("answer")
    if case.life.state == "referred" and case.life.reported:
        yield Step(f"{local(case.life.reported):%Y-%m-%d %H:%M}上报{case.life.above}，本级时限到此为止", (POWER_ABOVE,))
        yield from answer.steps if answer else ()


def _standing(case: CaseAt) -> Iterator[Step]:
    life = case.life
    if life.due is None:
        return
    if before := original_due(case):
        yield Step(f"原定{local(before):%Y-%m-%d %H:%M}前办结，已延期", (BY_PROCEDURE,))
    if life.completed is not None:
        late = "超期" if life.overdue else "按时"
        yield Step(f"{local(life.completed):%Y-%m-%d %H:%M}办结，{late}", (_STAMP,) if _stamped(case) else ())
    elif life.state == "referred":
        yield Step("等上级答复，只跟踪、不计入本级时限")
    elif life.closed is not None:
        yield Step(f"{local(life.closed):%Y-%m-%d %H:%M}{case.state_name}，停止计时")
    else:
        now = f"现在是{local(case.at):%Y-%m-%d %H:%M}"
        left = "已经超期" if life.overdue else f"今天以后还有{life.remaining}个工作日" if life.remaining else "今天到期"
        yield Step(f"{now}，{left}")


def _owed(case: CaseAt) -> Iterator[Step]:
    """What is owed beside the promise, by when and why: the applicant's papers, then the result."""
    for clock in case.life.clocks:
        if clock.name not in ("top-up", "delivery") or case.life.state in ENDED:
            continue
        until = f"{local(clock.due):%Y-%m-%d %H:%M}前" if clock.due else "恢复计时后再定"
        if clock.running:
            yield Step(f"{clock.title}：{until}")
            yield from clock.steps
            continue
        late = "超期" if clock.late(case.at) else "按时"
        ended = f"{local(clock.ended):%Y-%m-%d %H:%M}" if clock.ended else ""
        yield Step(f"{clock.title}：{until}，{ended}{late}", clock.steps[0].cites)


def _stamped(case: CaseAt) -> bool:
    return any(each.kind == "stamped" for each in case.events)
