"""Taking an application in: what its papers and the rules make of it, in one act.

Keeps: no case is accepted without the paper of its kind (S03.5, S04.8, S07.2), what is missing is told
once (S05.5), a return has its reason in writing (S06.5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from counter.domain.casework.acts import agency
from counter.domain.casework.acts.approval_seals import may_complete
from counter.domain.casework.asking.asked import Asked, enquire
from counter.domain.casework.booking import appointments, entrusting
from counter.domain.casework.case import materials, visits
from counter.domain.casework.case.decision import Brought, Decision, Gaps, Overrule, applicable, decide_intake, kind_of
from counter.domain.casework.case.events import CaseAt, happening, open_new
from counter.domain.casework.case.events import HappenedLater as HappenedLater
from counter.domain.casework.case.facts import KEPT
from counter.domain.casework.case.life import Event
from counter.domain.casework.case.limits import limit_of
from counter.domain.casework.case.materials import usual_mark as usual_mark
from counter.domain.casework.case.steps import (
    NOTE_MOST,
    RETURN_REASON,
    clock_begun,
    reason_text,
    to_the_end,
    weighing_begun,
)
from counter.domain.casework.papers import notices
from counter.domain.casework.till.money import Money, collect
from counter.domain.hall.items.item import Item
from counter.domain.hall.residents.citizens import Known, Who, keep
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

CHANNELS = {
    "counter": "窗口", "village": "村级代办", "appointment": "预约", "home": "上门", "phone": "电话", "online": "网上",
}  # fmt: skip


_TAKEN_ON = ("accepted", "awaiting-materials", "examining")
"""Outcomes by which the hall takes a case on."""


class LateEntryNeedsPaper(Refusal):
    """A late entry without the paper it was made from, or without a second pair of eyes."""

    says = "补录要写明依据的纸质记录，并由另一名同事核对。"


class SubjectNeedsRelation(Refusal):
    """Somebody handles it for another without saying by what right."""

    says = "代办人要写明与申请人的关系。"


class UnknownChannel(Refusal):
    """No such way of applying."""

    says = "没有“{channel}”这种申请方式。"


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for, by whom, for whom, with which papers."""

    item: str
    applicant: Who
    brought: Brought = Brought()
    subject: Who | None = None
    agent: Who | None = None
    gaps: Gaps | None = None
    overrule: Overrule | None = None
    channel: str = "counter"
    marks: tuple[tuple[str, str], ...] = ()
    """Material and how it was handed over, as the clerk marked it."""
    money: Money | None = None
    """What was collected for another body (代收)."""
    fee: Money | None = None
    """The hall's own published fee; taken only for what is accepted."""
    note: str = ""
    visit: int | None = None
    source: str = ""
    checked_by: str = ""
    finish: bool = False
    """Whether an instant case is finished on the spot in the same act."""
    slip: bool = False
    """Whether the one-time slip is wanted also where so few papers are missing that the hall needs none."""
    weigh: str = ""
    """Why it cannot be judged on the spot whether it must be refused; it is weighed then."""
    returning: str = ""
    """Why the clerk returns it, where its papers alone would not."""
    unexamined: bool = False
    """Whether it is only taken in, to be examined later: it cannot be told on the spot what lacks (S10.7)."""
    agency: str = ""
    """How the hall acts for the applicant (全程代理): whole, act-for, assist, do-now; empty: it does not."""
    appointment: int = 0
    """The appointment for which they came, by its key, on whatever day they did; 0: one of today for the item."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an application."""

    case_id: int
    number: str
    decision: Reckoning[Decision]
    case: CaseAt | None
    papers: tuple[int, ...]
    visit: int
    enquiry: int = 0


@act("accept")
@carries("S02.3", "S03.4", "S03.5", "S04.7", "S04.8", "S05.4", "S05.5", "S07.2", "S10.8", "S10.10", "S10.12",
         "S10.19", "S12.3", "S61.1", "S61.4", "S61.6", by="act")  # fmt: skip
def accept(work: Work, application: Application) -> Taken:
    """Takes an application in and does with it what its papers and the rules say.

    Raises:
        Refusal: of the papers, the people, the item or the actor's rights; nothing is kept then.
    """
    work.need(Right.INTAKE)
    check_late(work, application.source, application.checked_by)
    item = work.hall.catalogue.by_code(application.item, work.today)
    agency.refuse_agency(item, application.agency, work.book)
    decision = decide_intake(item, application.brought, work.book, application.gaps, application.overrule,
                             application.weigh)  # fmt: skip
    if application.returning.strip():
        decision = _returned(decision, reason_text(application.returning))
    if application.unexamined:
        decision = _unexamined(decision)
    if decision.value.outcome == "enquiry":
        return _only_asked(work, item, application, decision)
    facts = _receive(work, item, application)
    came = [facts["applicant_id"], *filter(None, (facts["agent_id"],))]
    appointed = appointments.kept_by(work, came, item.code, application.appointment)
    if appointed is not None and application.channel == "counter":
        application = replace(application, channel="home" if appointed["home"] else "appointment")
        facts["channel"] = application.channel
    case = open_new(
        work,
        facts,
        materials.rows_of(work, item, application.brought, decision.value, dict(application.marks)),
        _first_events(work, item, application, decision.value),
    )
    if appointed is not None:
        appointments.keep_with(work, appointed, case.id)
    accepted = decision.value.outcome == "accepted"
    taken = [money for money in (application.money, application.fee if accepted else None) if money is not None]
    receipts = tuple(key for money in taken for key in collect(work, case.id, money))
    made = [*notices.on_intake(work, case, decision, slip_wanted=application.slip),
            *agency.papers_on_intake(work, case)]  # fmt: skip
    papers = tuple(visits.keep_paper(work, paper, case.id) for paper in made) + agency.form_at_end(work, case)
    papers += receipts
    return Taken(case.id, case.number, decision, case, papers, case.row["visit_id"])


def _returned(decision: Reckoning[Decision], reason: str) -> Reckoning[Decision]:
    """The clerk's own return: by conditions that no list of papers shows."""
    said = Step(f"窗口退回，理由：{reason}", (RETURN_REASON,))
    return decision.then(Decision("returned", "", decision.value.missing, reason=reason), (said,))


def _unexamined(decision: Reckoning[Decision]) -> Reckoning[Decision]:
    """Taken in and not yet examined: the clock of the one-time notice runs, no other one."""
    ruled = decision.value.ruled_kind or decision.value.kind
    said = Step("先收件，当场不能判断材料是否齐全，按时一次告知", (Cite("一次性告知时限", ("S10.7",)),))
    return decision.then(Decision("examining", decision.value.kind, ruled_kind=ruled), (said,))


def _pending(work: Work, item: Item) -> dict[str, Any]:
    """What the case would be accepted as, and by when something must be told, frozen into its receipt."""
    kind = kind_of(item, work.book).value
    rules = work.book.casework.notice
    told = {"days": rules.days.value, "unit": rules.unit.value, "article": str(rules.days.cite),
            "rules": list(rules.days.rules), "deemed": rules.deemed.value}  # fmt: skip
    return {"kind": kind, "limit": limit_of(item, kind, work.book), "notice": told}


def _only_asked(work: Work, item: Item, application: Application, decision: Reckoning[Decision]) -> Taken:
    """Nothing handed over and nothing asked for: an enquiry, not a case (A38)."""
    applicant = application.applicant
    enquiry = enquire(work, Asked(item=item.code, matter=item.name, name=applicant.name, phone=applicant.phone))
    return Taken(0, "", decision, None, (), 0, enquiry)


def _receive(work: Work, item: Item, application: Application) -> dict[str, Any]:
    """The facts of the new case's row; people and visit are kept, the number is given."""
    applicant = keep(work, application.applicant)
    subject = keep(work, application.subject, "办理对象") if application.subject else None
    agent = _agent(work, application.agent)
    visit = application.visit or visits.begin_visit(work, applicant.id)
    if application.channel not in CHANNELS:
        raise UnknownChannel(channel=application.channel)
    return {
        "number": _number(work), "day": work.today, "received": work.moment, "entered": work.entered,
        "clerk": work.actor, "post": _post(work, item), "item_code": item.code,
        "item_version": item.version, "visit_id": visit, "channel": application.channel,
        "applicant_id": applicant.id, "subject_id": subject.id if subject else None,
        "agent_id": agent.id if agent else None,
        "agent_relation": application.agent.relation if application.agent else "",
        "agent_authority": application.agent.authority if application.agent else "",
        "phone": _contact(applicant, agent), "source": clean(application.source, field="补录依据", most=NOTE_MOST),
        "checked_by": application.checked_by, "agency": application.agency,
        "note": clean(application.note, field="备注", most=NOTE_MOST),
    }  # fmt: skip


def _post(work: Work, item: Item) -> str:
    """The post that the case belongs to: new work is of who answers there, whoever takes it in."""
    post = work.hall.post_for(item).code
    work.takes_up(post)
    return post


def _agent(work: Work, who: Who | None) -> Known | None:
    if who is None:
        return None
    if not who.relation.strip():
        raise SubjectNeedsRelation()
    return keep(work, replace(who, household=""), "经办人")


def _contact(applicant: Known, agent: Known | None) -> str:
    return applicant.phone or (agent.phone if agent else "")


def _number(work: Work) -> str:
    """The case's full number: hall, date, serial, without gaps (A31)."""
    day = work.today
    serial = work.serial(f"case {day.isoformat()}")
    return f"{work.hall.code}-{day:%Y%m%d}-{serial:04d}"


def check_late(work: Work, source: str, checked_by: str) -> None:
    """Refuses a late entry (补录) without its paper and a second pair of eyes, or from the future.

    Raises:
        HappenedLater, LateEntryNeedsPaper, UnknownStaff: as they say.
    """
    if work.happened is None:
        return
    if work.happened > work.entered:
        raise HappenedLater(moment=f"{work.happened:%m-%d %H:%M}", why="比现在还晚")
    if not source.strip() or checked_by in ("", work.actor):
        raise LateEntryNeedsPaper()
    work.hall.person(checked_by)
    work.tell(source=source, checked_by=checked_by)


def _kept(item: Item, application: Application) -> dict[str, Any]:
    """The originals that stay here: those so marked, and those of which the item says so."""
    marks = dict(application.marks)
    brought = application.brought
    names = [each.name for each in applicable(item, brought) if brought.standing(each.name) == "had"
             and (marks.get(each.name) or usual_mark("had", each.keep)) == KEPT]  # fmt: skip
    return {"custody": names} if names else {}


def _first_events(work: Work, item: Item, application: Application, decision: Decision) -> list[Event]:
    """What the intake itself makes happen: receipt, outcome, and the end of what is finished at once."""
    late = {"late": True} if work.happened else {}
    pending = {"pending": _pending(work, item)} if decision.outcome == "examining" else {}
    acting = {"agency": application.agency} if application.agency else {}
    if decision.outcome in _TAKEN_ON and entrusting.entrusted(work.hall, item, work.today):
        acting["entrusted"] = item.mandate.organ if item.mandate else ""
    kept = _kept(item, application)
    events = [happening(work, "received", channel=application.channel, **late, **pending, **kept, **acting)]
    if decision.outcome == "examining":
        return events
    if decision.outcome == "accepted":
        events.append(clock_begun(work, item, decision.kind, decision.owed, ruled=decision.ruled_kind))
        if application.finish and decision.kind == "instant" and may_complete(work, work.hall.post_for(item).code):
            events.extend(to_the_end(work, "accepted", "本人", stamp=work.book.casework.stamp.value))
    elif decision.outcome == "awaiting-materials":
        events.append(happening(work, "noticed", list=list(decision.missing), kind=decision.kind))
    elif decision.outcome == "deliberating":
        events.append(weighing_begun(work, item, decision.kind, decision.reason, decision.owed))
    else:
        ended = {"reason": decision.reason, "list": list(decision.missing)}
        events.append(happening(work, decision.outcome, **ended))
    return events
