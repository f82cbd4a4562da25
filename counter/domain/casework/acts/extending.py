"""Extension (延期): for a special reason, before the due moment, once, by the leader; the applicant is told.

The original due moment stays visible: in the event, on the screen, on the notice, in the explanation.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from counter.domain.approvals.matters import Matter, Rows, nothing, register
from counter.domain.approvals.slips import decided_by
from counter.domain.approvals.standing import Approval
from counter.domain.casework.acts.pleading import case_rows, of_case, plead
from counter.domain.casework.case import visits
from counter.domain.casework.case.deadline import count_days
from counter.domain.casework.case.events import CaseAt, add, read, settle_after
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.in_hand import NotNow, opened
from counter.domain.casework.case.order import TOO_COMPLEX
from counter.domain.casework.case.steps import ReasonMissing, reason_text
from counter.domain.casework.papers import notices
from counter.domain.clock import local, local_day
from counter.domain.hall.opened import Hall
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Block, Fields, Paper, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

STATES = ("accepted", "reviewing", "joint-review", "awaiting-approval")
"""The states in which a promise can be lengthened: its clock is the hall's own."""
BY_PROCEDURE = Cite("限时办结：特殊原因不能按时办结的，须在到期前办延期手续", ("S03.11", "S11.4"))
WITHIN_LAW = Cite("承诺时限在法定时限以内，延期也不能超过法定时限", ("S03.15", "S11.9"))
NO_REASON = Cite("无特殊原因不得逾期", ("S11.5",))
_A_YEAR = 366
"""What is no extension any more but a slip of the keys."""
UNITS = {"working": "个工作日", "calendar": "个自然日"}


class ExtensionForbidden(Refusal):
    """The hall lengthens no promise."""

    says = "本大厅规定不得延期，请在承诺时限内办结。"
    standing = True


class ExtendedBefore(Refusal):
    """A case may be extended so often and no more."""

    says = "这件已经延期{times}次，一件最多延期{most}次。"
    standing = True


class DueBefore(Refusal):
    """Once it is late no extension makes it timely."""

    says = "承诺时限（{due}）已经过了，不能再延期。请尽快办结，并向申请人说明情况。"
    standing = True


class PastStatutory(Refusal):
    """A promise lies within the statutory limit, and an extension does not carry it past that."""

    says = "延期后一共{total}，超过了法定时限{statutory}（到{until}）。{most}"


class InstantNotExtended(Refusal):
    """An instant case has no days to add to."""

    says = "即办件不延期。当场办不完的，请转承诺件。"
    standing = True


class DaysWrong(Refusal):
    """Not a number of days."""

    says = "延期的天数要是大于0的整数，一次不超过一年。"


@act("extend")
@carries("S03.10", "S03.11", "S11.4", "S11.5", by="act")
def extend(work: Work, case_id: int, days: int, reason: str, *, rev: int | None = None) -> Approval:
    """Asks the leader to lengthen a promise, before it is due.

    Args:
        work: The open unit of work.
        case_id: The case.
        days: How many days more, in the unit of its limit.
        reason: The special reason.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        ExtensionForbidden, ExtendedBefore, DueBefore, InstantNotExtended, DaysWrong, ReasonMissing: as they say.
        PastStatutory: beyond what the law leaves for the item.
        NotYours, NotNow, AlreadyAsked, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *STATES, doing="延期", rev=rev)
    _may_be_extended(case, work.book)
    _in_time(case, work.moment)
    if not 0 < days <= _A_YEAR:
        raise DaysWrong(cites=(BY_PROCEDURE,))
    _within_statutory(case, days)
    if not reason.strip():
        raise ReasonMissing(act="延期", cites=(NO_REASON,))
    due = case.life.due
    facts = {"days": days, "reason": reason_text(reason), "due": due.isoformat() if due else ""}
    return plead(work, case, EXTENSION, facts, work.book.casework.extension.needs)


def _may_be_extended(case: CaseAt, book: Rulebook) -> None:
    rules = book.casework.extension
    promise = case.life.clock("promise")
    if promise is None or not promise.running:
        raise NotNow(state=case.state_name, act="延期")
    if case.life.kind == "instant":
        raise InstantNotExtended(cites=(TOO_COMPLEX,))
    if not rules.allowed.value:
        raise ExtensionForbidden(cites=(rules.allowed.cite, Cite("须在承诺时间内办结，不得随意延长", ("S03.10",))))
    times = extensions(case)
    if times >= rules.most.value:
        raise ExtendedBefore(times=times, most=rules.most.value, cites=(rules.most.cite, BY_PROCEDURE))


def _within_statutory(case: CaseAt, days: int) -> None:
    """Refuses so many days more, where the whole promise would be longer than the law leaves for the item.

    Both are counted from the acceptance: what stops the one clock stops the other.
    """
    item, accepted = case.item, case.life.accepted
    if not item.statutory_days or accepted is None:
        return
    start, calendar, limit = local_day(accepted), case.hall.calendar, case.limit
    last = count_days(start, item.statutory_days, calendar, item.statutory_unit).value
    promised = int(limit["days"]) + sum(int(each.data["days"]) for each in _extended(case))

    def ends(more: int) -> date:
        return count_days(start, max(1, promised + more), calendar, limit["unit"]).value

    if ends(days) <= last:
        return
    most = max((more for more in range(days) if ends(more) <= last), default=0)
    raise PastStatutory(
        total=days_said(case, promised + days), statutory=f"{item.statutory_days}{UNITS[item.statutory_unit]}",
        until=f"{last:%m-%d}", most=f"最多还能延{most}天。" if most else "不能再延期，请在法定时限内办结。",
        cites=(WITHIN_LAW,),
    )  # fmt: skip


def _extended(case: CaseAt) -> list[Event]:
    """The extensions of a case under its present item."""
    kinds = [each.kind for each in case.events]
    since = len(kinds) - kinds[::-1].index("switched") if "switched" in kinds else 0
    return [each for each in case.events[since:] if each.kind == "extended"]


def extensions(case: CaseAt) -> int:
    """How often a case was extended under its present item."""
    return len(_extended(case))


def _in_time(case: CaseAt, moment: datetime, signed: date | None = None) -> None:
    """Refuses once the due moment has passed; what was signed with a pen counts by the day on the slip."""
    due = case.life.due
    if due is None:
        return
    late = signed > local_day(due) if signed is not None else moment > due
    if late:
        raise DueBefore(due=f"{local(due):%m-%d %H:%M}", cites=(BY_PROCEDURE, NO_REASON))


# -- what the approval means ---------------------------------------------------------------------


@carries("S03.11", "S11.4", "S11.12", by="act")
def _granted(work: Work, asked: Approval) -> None:
    """The promise is lengthened, and the applicant is told why and until when."""
    case = of_case(work, asked, *STATES, doing="延期")
    _may_be_extended(case, work.book)
    _in_time(case, work.moment, asked.steps[-1].signed_on if asked.steps else None)
    facts = asked.facts
    _within_statutory(case, facts["days"])
    before = case.life.due
    event = add(
        work, case.id, "extended", days=facts["days"], reason=facts["reason"], approval=asked.id,
        approved_by=decided_by(work.hall, asked), due_before=before.isoformat() if before else "",
    )  # fmt: skip
    after = settle_after(work, case, event)
    visits.keep_paper(work, notice(work, after, asked), case.id)


def _rows(hall: Hall, connection: Connection, asked: Approval) -> Rows:
    case = read(hall, connection, asked.subject_id)
    due = case.life.due if asked.waits else _due_then(case, asked)
    was = f"{local(due):%m-%d %H:%M}" if due else "暂停计时"
    longer = days_said(case, asked.facts["days"])
    return (*case_rows(hall, connection, asked), ("承诺办结", was), ("申请延期", longer),
            ("延期理由", str(asked.facts["reason"])))  # fmt: skip


def _due_then(case: CaseAt, asked: Approval) -> datetime | None:
    """Until when it was promised when this was decided: the clock may have stopped or gone on while it waited."""
    done = (each.data for each in case.events if each.kind == "extended" and each.data.get("approval") == asked.id)
    told = next((data["due_before"] for data in done), asked.facts["due"])
    return datetime.fromisoformat(told) if told else None


EXTENSION = register(Matter("extension", "延期", _granted, nothing, _rows))


@carries("S11.12", by="paper")
def notice(work: Work, case: CaseAt, asked: Approval) -> Paper:
    """The extension notice: until when it was promised, until when it is now, why, and who approved it (F60)."""
    who = notices.people(work, case)
    due, before = case.life.due, original_due(case)
    now = notices.said(due) if due else "恢复办理后另行告知"
    rows = (
        *notices.who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
        ("原定办结", notices.said(before) if before else "暂停计时中"),
        ("延期", days_said(case, asked.facts["days"])), ("延期后办结", now), ("延期理由", asked.facts["reason"]),
        ("批准人", decided_by(work.hall, asked)),
    )  # fmt: skip
    blocks: list[Block] = [
        Fields(tuple(row for row in rows if row[1])),
        Text(f"对不起，因上述原因，您的事不能按原定时间办完。延期后的办结时间：{now}。", "large"),
        Text(notices.whom_to_ask(work, case, work.hall.person(asked.asked_by).name)),
    ]  # fmt: skip
    articles = (str(work.book.casework.extension.allowed.cite), str(BY_PROCEDURE))
    return notices.case_paper(work, case, "extension-notice", blocks, articles, who)


def unit_of(case: CaseAt) -> str:
    """In which days the promise of a case runs, in Chinese: 个工作日 or 个自然日."""
    limits = (each.data["limit"] for each in reversed(case.events) if "limit" in each.data)
    return UNITS[next((limit["unit"] for limit in limits), "working")]


def days_said(case: CaseAt, days: int) -> str:
    """A number of days in the unit of the case's promise: 3个工作日."""
    return f"{days}{unit_of(case)}"


def original_due(case: CaseAt) -> datetime | None:
    """Until when a case was promised before it was first extended; None where it was not, or stood then."""
    told = next((each.data.get("due_before") for each in case.events if each.kind == "extended"), None)
    return datetime.fromisoformat(told) if told else None
