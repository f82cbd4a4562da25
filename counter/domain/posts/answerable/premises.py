"""Rows of the hall itself: safety, what was left after overtime, whether attendance was kept.

Overtime, presence and signed sheets are read as the rooms of attendance have written them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from counter.domain.clock import ZONE
from counter.domain.columns import moment_of
from counter.domain.hall.duty.due import counted, due, rota_of
from counter.domain.hall.duty.facts import away, moment, seconds
from counter.domain.hall.duty.responsible import standing_in
from counter.domain.hall.rights import Role
from counter.domain.posts.answerable.facts import CENTRE, Answerable, Facts, named, people, when

_OVERTIME = (
    "SELECT number, person, until, left_hall, closing, approval_id FROM overtime "
    "WHERE day = ? AND approved IS NOT NULL AND rejected IS NULL ORDER BY id"
)
_GRANTED = "SELECT by FROM approval_step WHERE approval_id = ? AND outcome = 'granted' ORDER BY id"
_SHEET = (
    "SELECT at, signed_by, entered_by FROM attendance_sheet WHERE what = 'signed' AND first_day <= ? AND last_day >= ? "
    "ORDER BY id DESC LIMIT 1"
)
_LEADS = (
    "SELECT person FROM roster WHERE day = ? AND duty = 'leader' AND published IS NOT NULL AND dropped = 0 ORDER BY id"
)


# -- safety ------------------------------------------------------------------------------------


def safety(facts: Facts) -> Answerable:
    """Z23: safety: who had the window's duties then, A or who stood in; section and centre leaders beside."""
    sections = facts.with_role(Role.COMPREHENSIVE)[:1]
    leaders = facts.with_role(Role.DIRECTOR, Role.DEPUTY_DIRECTOR)
    answer = facts.answer
    post = facts.hall.post(facts.post).name
    told = [f"{when(facts.at)} {post}由{standing_in(facts.hall, answer.person, answer.a)}负责"]
    told += [f"当天带班领导{facts.hall.name_of(no)}" for (no,) in facts.rows(_LEADS, facts.day.isoformat())]
    told += [f"当晚{_said(facts, row)}" for row in _stayed(facts)]
    also = tuple(each for each in (*sections, *leaders) if each != answer.person)
    return Answerable((answer.person,), also, tuple(told))


# -- overtime ----------------------------------------------------------------------------------


def overtime(facts: Facts) -> Answerable:
    """Z24: left unsafe after overtime: who stayed that day, by the registration; beside them who approved it.

    Where nothing was registered, it is who signed out after the hours.
    """
    wanted = facts.hall.person(facts.person_).no if facts.person_ else ""
    rows = [row for row in _stayed(facts) if wanted in ("", row[1])]
    if rows:
        approvers = people(*(by for row in rows for (by,) in facts.rows(_GRANTED, row[5] or 0)))
        missing = () if approvers else ("批准加班的记录",)
        told = tuple(_said(facts, row) for row in rows)
        return Answerable(people(*(row[1] for row in rows)), approvers, told, missing)
    late = [(no, at) for no, at in _signed_out_late(facts) if wanted in ("", no)]
    told = tuple(f"{facts.hall.name_of(no)}{when(moment(at))}签退" for no, at in late)
    return Answerable(people(wanted, *(no for no, _ in late)), (), told, ("加班登记",))


def _stayed(facts: Facts) -> Sequence[Any]:
    return facts.rows(_OVERTIME, facts.day.isoformat())


def _said(facts: Facts, row: Sequence[Any]) -> str:
    number, person, until, left, closing, _ = row
    went = "没有登记离开"
    if left is not None:
        went = f"{when(moment_of(left))}离开，已做：{'、'.join(json.loads(closing or '[]')) or '无'}"
    return f"加班 {number} {facts.hall.name_of(person)}至{when(moment_of(until))}，{went}"


def _signed_out_late(facts: Facts) -> list[tuple[str, int]]:
    """Who signed out after the day's hours, the last one last."""
    close = seconds(datetime.combine(facts.day, facts.hall.hours(facts.day).closing(facts.day), ZONE))
    punches = facts.hall.standing(facts.day).day_of(facts.day).punches
    last = {no: each[-1] for no, each in punches.items() if each}
    return sorted(((no, each.at) for no, each in last.items() if each.kind == "out" and each.at > close),
                  key=lambda each: each[1])  # fmt: skip


# -- attendance --------------------------------------------------------------------------------


def attendance(facts: Facts) -> Answerable:
    """Z26: attendance not kept: who was at the comprehensive window then; the leader who signed, or is to sign."""
    keepers = _keepers(facts)
    expected, entered = _expected(facts), _entered(facts)
    lacking = [no for no in expected if no not in entered]
    told = [f"{facts.day:%m-%d}应到{len(expected)}人，有签到记录{len(expected) - len(lacking)}人"]
    told += [f"没有记录：{named(facts.hall, lacking)}"] if lacking else []
    sheets = facts.rows(_SHEET, facts.day.isoformat(), facts.day.isoformat())
    for at, by, entered_by in sheets:
        signer, keeper = facts.hall.name_of(by), facts.hall.name_of(entered_by)
        told.append(f"考勤表{when(moment_of(at))}由{signer}签字、{keeper}录入")
    if not sheets:
        told.append("还没有签字的考勤表")
    needs = facts.hall.book(facts.day).attendance.sheet_needs
    signers = (sheets[0][1],) if sheets else facts.with_role(*needs.value)[:1] or facts.with_role(Role.DIRECTOR)[:1]
    missing = (() if keepers else ("综合窗口的人员",)) + (() if expected else ("当天应到的人",))
    return Answerable(keepers or (CENTRE,), people(*signers), tuple(told), missing)


def _keepers(facts: Facts) -> tuple[str, ...]:
    """Who kept the comprehensive window then: its people; in place of who is on leave, who stands in for them."""
    spells, at = facts.hall.standing(facts.day).spells, seconds(facts.at)
    found = []
    for no in facts.with_role(Role.COMPREHENSIVE):
        spell = next((each for each in spells.get(no, ()) if each.start <= at < each.until), None)
        found.append(no if spell is None else spell.stand_in)
    return people(*found) or facts.with_role(Role.COMPREHENSIVE)


def _expected(facts: Facts) -> list[str]:
    """Who was due in the hall that day for at least a part of it that had begun by the moment asked about."""
    rota, at = rota_of(facts.hall, facts.day), seconds(facts.at)
    spells = facts.hall.standing(facts.day).spells
    found = []
    for each in facts.staff:
        if counted(facts.hall, each):
            hours = away(due(facts.hall, each, facts.day, rota).value, spells.get(each.no, ()))
            found += [each.no] if any(start <= at for start, _ in hours) else []
    return found


def _entered(facts: Facts) -> set[str]:
    punches = facts.hall.standing(facts.day).day_of(facts.day).punches
    at = seconds(facts.at)
    return {no for no, every in punches.items() if any(each.kind == "in" and each.at <= at for each in every)}
