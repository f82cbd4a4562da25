"""The door of the table of responsibility: who answers in a situation, and which row a case stands under.

Every row has one finder: it reads the facts (a case's events, turns, leave, presence, who was asked first, transfers,
departments, custody, approvals, seals) and names who answers first, who beside, and which evidence is there. What the
hall keeps no record of yet is said as missing; then the answer rests on who is named. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from counter.domain.casework.case.answerable import answer_of, post_at
from counter.domain.casework.case.events import CaseAt
from counter.domain.clock import local_day
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.opened import Hall
from counter.domain.posts.answerable import asking, cases, people, posts, premises, refusals, seals
from counter.domain.posts.answerable.facts import Answerable, Facts, named
from counter.domain.posts.situations import situation_of
from counter.domain.reckoning import Reckoning, Step
from counter.domain.rules import carries


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
    found = FINDERS[situation](facts)
    if row.later:
        found = replace(found, missing=(*found.missing, row.later))
    also = f"；另有：{row.also}" if row.also else ""
    steps = [Step(f"{row.what}：{row.first}{also}", (row.cite,))]
    steps += [Step(f"依据：{each}") for each in found.evidence]
    steps += [Step(f"没有查到：{each}") for each in found.missing]
    steps += [Step(f"不符合：{each}") for each in found.against]
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
    return standing.explained(post, seconds(at), hall.name_of, situation_of("Z01").cite)


FINDERS: Mapping[str, Callable[[Facts], Answerable]] = {
    "Z01": posts.normal,
    "Z02": posts.left_without,
    "Z03": posts.b_failed,
    "Z04": posts.b_acted,
    "Z05": posts.received_only,
    "Z06": posts.appointment,
    "Z07": posts.stand_in_absent,
    "Z08": asking.own_scope,
    "Z09": asking.passed_on,
    "Z10": asking.first_asked_duty,
    "Z11": cases.late_department,
    "Z12": cases.badly_led,
    "Z13": cases.sent_up,
    "Z14": cases.agency,
    "Z15": cases.promise,
    "Z16": cases.approval_late,
    "Z17": seals.representative,
    "Z18": cases.custody,
    "Z19": seals.seal,
    "Z20": people.upheld,
    "Z21": people.broke_promise,
    "Z22": people.direct_leader,
    "Z23": premises.safety,
    "Z24": premises.overtime,
    "Z25": people.without_leave,
    "Z26": premises.attendance,
    "Z27": refusals.refused_alone,
    "Z28": people.repeated,
    "Z29": people.mitigated,
    "Z30": posts.empty_window,
    "Z31": people.misused,
}
"""Which finder reads a row."""
