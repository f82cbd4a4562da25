"""The form in which leave is asked for: one's own, another's by phone or made up for; from 请假 and from 交接."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from counter.domain.attendance.leave import asking as acts
from counter.domain.attendance.leave import row as leave_row
from counter.domain.attendance.leave.checks import Wish, half_day, proposed
from counter.domain.attendance.leave.reading import KIND_NAMES, Leave
from counter.domain.attendance.leave.typing import leave_time
from counter.domain.clock import at, local
from counter.screens.kit.ask import Field
from counter.screens.shared.colleague import colleague, named, number
from counter.screens.shared.listing import ListScreen

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

HOWS = ("提前请假", "电话请假（急事）", "事后补办（有证明）")
WHEN = "如 24、24上午、11-24下午、明天、24 10:00"
SAME_DAY = "当天"
_B = "B岗"
_A_DAY = timedelta(days=1)


def ask_for_leave(
    screen: ListScreen[Any], done: Callable[[Leave], None], *, caller: str = "", stand_in: str = ""
) -> None:
    """Asks whose, kind, from, to, who stands in, why, how; and does it.

    Args:
        screen: The list under the form.
        done: What follows.
        caller: Who calls in by phone; the form then stands on that, for the rest of the day.
        stand_in: Who is to stand in; the other one of the pair where left out.
    """
    hall, own = screen.hall, screen.session.person
    given: dict[str, str] = {"person": caller or own.no, "from": ""}

    def whose(typed: str) -> str:
        given["person"] = number(colleague(hall, typed))
        return named(hall, given["person"])

    def begins(typed: str) -> str:
        given["from"] = f"{leave_time(hall, typed, hall.today, first=True):%Y-%m-%d %H:%M}"
        return given["from"]

    def ends(typed: str) -> str:
        base = date.fromisoformat(given["from"][:10])
        meant = typed.strip().removeprefix(SAME_DAY) or f"{base.day}"
        return f"{leave_time(hall, meant, base, first=False):%Y-%m-%d %H:%M}"

    def stands_in(typed: str) -> str:
        if typed == _B:
            other = proposed(hall, given["person"])
            return named(hall, other) if other else ""
        return colleague(hall, typed)

    fields = [
        Field("kind", "假别", choices=tuple(KIND_NAMES.values())),
        Field("from", "从", begins, default=f"{_at_once(hall, caller):%Y-%m-%d %H:%M}" if caller else "", hint=WHEN),
        Field("to", "到", ends, default=SAME_DAY, hint=f"同样写，或{SAME_DAY}、{SAME_DAY}上午"),
        Field("stand_in", "顶岗人", stands_in, default=named(hall, stand_in) if stand_in else _B, required=False,
              hint="工号或姓名"),
        Field("reason", "事由", longest=leave_row.REASON_MOST),
        Field("how", "怎么请", choices=HOWS, default=HOWS[1] if caller else HOWS[0]),
        Field("proof", "证明", required=False, hint="事后补办的写明；其余可空着", longest=leave_row.PROOF_MOST),
    ]  # fmt: skip
    if leave_row.may_enter_for_others(own):
        who = given["person"]
        fields.insert(0, Field("person", "谁请假", whose, default=named(hall, who), hint="工号或姓名；代录的写请假人"))

    def act(work: Work, answers: dict[str, str]) -> Leave:
        kind = next(key for key, name in KIND_NAMES.items() if name == answers["kind"])
        return acts.ask_leave(work, Wish(
            kind, moment_typed(answers["from"]), moment_typed(answers["to"]), answers["reason"],
            number(answers["stand_in"]), answers["how"] == HOWS[1], answers["proof"],
            number(answers.get("person", own.no)),
        ))  # fmt: skip

    screen.ask("电话请假代录" if caller else "请假", fields, act, done)


def _at_once(hall: Hall, caller: str) -> datetime:
    """From when somebody who calls now is away: this half day, the next hours, or now where they had signed in."""
    now = local(hall.clock().moment)
    day = now.date()
    if now >= half_day(hall, day, first=False)[1]:
        day += _A_DAY
    while not hall.hours(day).sessions(day):
        day += _A_DAY
    start, noon = half_day(hall, day, first=True)
    if now < start or day != now.date():
        return start
    if hall.standing().day_of(day).punches.get(caller):
        return now
    return start if now < noon else half_day(hall, day, first=False)[0]


def moment_typed(text: str) -> datetime:
    """The moment that a field holds."""
    return at(text.replace(" ", "T"))
