"""The acts on a case: accept, supplement, decide, stamp, deliver, finish, and the ways it ends otherwise.

Each is one function, one transaction, one journal entry. Keeps: no case is accepted without the paper
of its kind (S03.5, S04.8, S07.2), what is missing is told once (S05.5), the limit runs from the day the
papers are complete (S05.6), a return has its reason in writing (S06.5), completion is the stamp where
the hall keeps a seal (S54.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from counter.domain.casework import notices, visits
from counter.domain.casework.decision import Brought, Decision, Gaps, Overrule, applicable, decide_intake
from counter.domain.casework.enquiries import Asked, enquire
from counter.domain.casework.events import (
    CaseAt,
    add,
    happening,
    keep_event,
    load,
    open_new,
    settle,
    settle_after,
)
from counter.domain.casework.life import STATE_NAMES, Event
from counter.domain.casework.limits import limit_of
from counter.domain.casework.model import CaseMaterial, Collected
from counter.domain.hall.citizens import Known, Who, keep
from counter.domain.hall.items import Item
from counter.domain.hall.opened import SYSTEM, Work
from counter.domain.hall.rights import Right
from counter.domain.journal import ChangedMeanwhile, act
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

REASON_MOST = 400
NOTE_MOST = 200
CHANNELS = {
    "counter": "窗口", "village": "村级代办", "appointment": "预约", "home": "上门", "phone": "电话", "online": "网上",
}  # fmt: skip


class NotYours(Refusal):
    """The case belongs to another post."""

    says = "这件属于{post}（A岗{a}、B岗{b}），不归您办。请转给他们，或请主任办理。"


class NotNow(Refusal):
    """The case's state does not allow the act."""

    says = "这件现在是“{state}”，不能{act}。"


class AlreadyBrought(Refusal):
    """A paper that was not asked for or has come before."""

    says = "“{name}”不在这件的待补清单里（或已经交过）。待补的是：{missing}。"


class ReasonMissing(Refusal):
    """An end without its reason in writing."""

    says = "{act}必须写明理由。"


class LateEntryNeedsPaper(Refusal):
    """A late entry without the paper it was made from, or without a second pair of eyes."""

    says = "补录要写明依据的纸质记录，并由另一名同事核对。"


class SubjectNeedsRelation(Refusal):
    """Somebody handles it for another without saying by what right."""

    says = "代办人要写明与申请人的关系。"


class UnknownChannel(Refusal):
    """No such way of applying."""

    says = "没有“{channel}”这种申请方式。"


class HappenedLater(Refusal):
    """A late entry that claims to lie in the future, or an act before the one it follows."""

    says = "发生时间{moment}不对：{why}。请核对。"


@dataclass(frozen=True, slots=True)
class Money:
    """Money taken at the desk; `own_fee` is the hall's own published fee, otherwise it is collected (代收)."""

    fen: int
    channel: str = ""
    receipt: str = ""
    own_fee: bool = False
    basis: str = ""


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
    note: str = ""
    visit: int | None = None
    source: str = ""
    checked_by: str = ""
    finish: bool = False
    """Whether an instant case is finished on the spot in the same act."""
    slip: bool = False
    """Whether the one-time slip is wanted also where so few papers are missing that the hall needs none."""
    returning: str = ""
    """Why the clerk returns it, where its papers alone would not."""


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
         "S10.19", "S61.1", "S61.4", "S61.6", by="act")  # fmt: skip
def accept(work: Work, application: Application) -> Taken:
    """Takes an application in and does with it what its papers and the rules say.

    Raises:
        Refusal: of the papers, the people, the item or the actor's rights; nothing is kept then.
    """
    work.need(Right.INTAKE)
    check_late(work, application.source, application.checked_by)
    item = work.hall.catalogue.by_code(application.item, work.today)
    decision = decide_intake(item, application.brought, work.book, application.gaps, application.overrule)
    if application.returning.strip():
        decision = _returned(decision, _reason(application.returning))
    if decision.value.outcome == "enquiry":
        return _only_asked(work, item, application, decision)
    case = open_new(
        work,
        _receive(work, item, application),
        _materials(work, item, application, decision.value),
        _first_events(work, item, application, decision.value),
    )
    if application.money is not None:
        collect(work, case.id, application.money)
    made = notices.on_intake(work, case, decision, slip_wanted=application.slip)
    papers = tuple(visits.keep_paper(work, paper, case.id) for paper in made)
    return Taken(case.id, case.number, decision, case, papers, case.row["visit_id"])


def _returned(decision: Reckoning[Decision], reason: str) -> Reckoning[Decision]:
    """The clerk's own return: by conditions that no list of papers shows."""
    said = Step(f"窗口退回，理由：{reason}", (Cite("退回要写明理由", ("S06.5",)),))
    return decision.then(Decision("returned", "", decision.value.missing, reason=reason), (said,))


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
        "clerk": work.actor, "post": work.hall.post_for(item).code, "item_code": item.code,
        "item_version": item.version, "visit_id": visit, "channel": application.channel,
        "applicant_id": applicant.id, "subject_id": subject.id if subject else None,
        "agent_id": agent.id if agent else None,
        "agent_relation": application.agent.relation if application.agent else "",
        "agent_authority": application.agent.authority if application.agent else "",
        "phone": _contact(applicant, agent), "source": clean(application.source, field="补录依据", most=NOTE_MOST),
        "checked_by": application.checked_by, "note": clean(application.note, field="备注", most=NOTE_MOST),
    }  # fmt: skip


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


def _materials(work: Work, item: Item, application: Application, decision: Decision) -> list[dict[str, Any]]:
    """How each paper stands; what came bears its moment."""
    marks = dict(application.marks)
    rows = []
    for n, material in enumerate(applicable(item, application.brought), start=1):
        standing: str = application.brought.standing(material.name)
        if material.name in decision.owed:
            standing = "owed"
        came = work.moment if standing == "had" else None
        mark = marks.get(material.name) or usual_mark(standing, material.keep)
        rows.append({"n": n, "name": material.name, "standing": standing, "mark": mark, "came": came})
    return rows


def usual_mark(standing: str, keep_: str) -> str:
    """How a paper was handed over, where the clerk did not mark it otherwise."""
    if standing == "had":
        return "核验退还" if keep_ == "returned" else "已交"
    return {"forgot": "有未带", "promised": "承诺补", "owed": "容缺后补", "missing": "无"}[standing]


def _first_events(work: Work, item: Item, application: Application, decision: Decision) -> list[Event]:
    """What the intake itself makes happen: receipt, outcome, and the end of what is finished at once."""
    late = {"late": True} if work.happened else {}
    events = [happening(work, "received", channel=application.channel, **late)]
    if decision.outcome == "accepted":
        events.append(clock_begun(work, item, decision.kind, decision.owed, ruled=decision.ruled_kind))
        if application.finish and decision.kind == "instant":
            events.extend(_to_the_end(work, "accepted", "本人"))
    elif decision.outcome == "awaiting-materials":
        events.append(happening(work, "noticed", list=list(decision.missing), kind=decision.kind))
    else:
        ended = {"reason": decision.reason, "list": list(decision.missing)}
        events.append(happening(work, decision.outcome, **ended))
    return events


def clock_begun(work: Work, item: Item, kind: str, owed: Sequence[str] = (), *, ruled: str = "") -> Event:
    """The acceptance, with the limit of the item and the rules in force frozen into it; not yet written."""
    facts: dict[str, Any] = {"kind": kind, "limit": limit_of(item, kind, work.book)}
    if owed:
        facts["owed"] = list(owed)
    if ruled:
        facts["ruled"] = ruled
    return happening(work, "accepted", **facts)


# -- while it runs -----------------------------------------------------------------------------


def own(work: Work, case: CaseAt) -> None:
    """Refuses an act on a case of another post; A, B, and who may handle any case pass.

    Raises:
        NotYours: naming the post and its pair.
    """
    post = work.hall.post(case.row["post"])
    if work.actor in (SYSTEM, post.a, post.b) or work.person.may(Right.ANY_CASE):
        return
    names = {no: work.hall.person(no).name if no else "无" for no in (post.a, post.b)}
    raise NotYours(post=post.name, a=names[post.a], b=names[post.b])


def _open(work: Work, case_id: int, *states: str, doing: str, rev: int | None = None) -> CaseAt:
    case = load(work, case_id)
    own(work, case)
    unchanged(case, rev)
    if work.happened and case.row["state"] == "void":
        raise NotNow(state=STATE_NAMES["void"], act=doing)
    if work.happened and work.happened < case.row["received"]:
        raise HappenedLater(moment=f"{work.happened:%m-%d %H:%M}", why="比收件还早")
    if case.life.state not in states:
        raise NotNow(state=case.state_name, act=doing, cites=_FORBIDS.get(doing, ()))
    work.case_id = case_id
    return case


def unchanged(case: CaseAt, rev: int | None) -> None:
    """Refuses where somebody else acted on the case since its revision was read; None asks nothing.

    Raises:
        ChangedMeanwhile: nothing is overwritten.
    """
    if rev is not None and case.row["rev"] != rev:
        raise ChangedMeanwhile()


_FORBIDS = {
    "办结": (Cite("材料不齐的，待补齐后办理", ("S05.6",)),),
    "补齐": (Cite("补办件：一次告知、补齐后继续办理", ("S05.7",)),),
    "领取": (Cite("办结后送达", ("S61.5",)),),
}
_RUNNING = ("accepted", "reviewing", "joint-review", "referred")


@act("supplement")
@carries("S05.6", "S05.7", "S05.12", "S02.7", by="act")
def supplement(work: Work, case_id: int, brings: Sequence[str] | None = None, *, rev: int | None = None) -> CaseAt:
    """Ticks off papers that came; the last one accepts the case from that day.

    Args:
        work: The open unit of work.
        case_id: The case.
        brings: The papers brought; None: everything that is missing or owed.
        rev: The revision that the person saw; None: whichever it is.

    Raises:
        NotYours, NotNow, AlreadyBrought, ChangedMeanwhile: as they say.
    """
    case = _open(work, case_id, "awaiting-materials", *_RUNNING, "decided", "stamped", "awaiting-collection",
                 doing="补齐", rev=rev)  # fmt: skip
    expected = (*case.life.missing, *case.life.owed)
    if not expected:
        raise NotNow(state=case.state_name, act="补齐", cites=_FORBIDS["补齐"])
    came = tuple(expected if brings is None else brings)
    for name in came:
        if name not in expected:
            raise AlreadyBrought(name=name, missing="、".join(expected), cites=_FORBIDS["补齐"])
    for row in case.materials:
        if row["name"] in came:
            change = {"standing": "came", "came": work.moment, "mark": "已补"}
            work.update(CaseMaterial, {"case_id": case_id, "n": row["n"]}, change)
    add(work, case_id, "brought", brings=list(came))
    left = [name for name in case.life.missing if name not in came]
    if case.life.state == "awaiting-materials" and not left:
        keep_event(work, case_id, clock_begun(work, case.item, case.noticed_kind))
    after = settle(work, case_id)
    if after.life.accepted != case.life.accepted:
        for paper in notices.on_acceptance(work, after):
            visits.keep_paper(work, paper, case_id)
    return after


@act("decide")
@carries("S06.12", by="act")
def decide(work: Work, case_id: int, granted: bool = True, reason: str = "", *, rev: int | None = None) -> CaseAt:
    """Decides a case; a refusal needs its reason in writing.

    Raises:
        NotYours, NotNow, ReasonMissing: as they say.
    """
    case = _open(work, case_id, *_RUNNING, doing="办结", rev=rev)
    if not granted and not reason.strip():
        raise ReasonMissing(act="不予办理", cites=(Cite("不予办理要说明理由", ("S06.13",)),))
    said = {"reason": _reason(reason)} if reason else {}
    after = settle_after(work, case, add(work, case_id, "decided", granted=granted, **said))
    if not granted:
        visits.keep_paper(work, notices.refusal(work, after, reason), case_id)
    return after


@act("stamp")
@carries("S54.3", by="act")
def stamp(work: Work, case_id: int, *, rev: int | None = None) -> CaseAt:
    """Puts the approval seal on a decision: the moment of legal completion where the hall keeps one."""
    case = _open(work, case_id, "decided", doing="盖章", rev=rev)
    return settle_after(work, case, add(work, case_id, "stamped"))


@act("deliver")
@carries("S61.5", by="act")
def deliver(work: Work, case_id: int, to: str = "本人", *, rev: int | None = None) -> CaseAt:
    """Hands the result out, to whom."""
    case = _open(work, case_id, "stamped", "awaiting-collection", doing="领取", rev=rev)
    return settle_after(work, case, add(work, case_id, "delivered", to=_receiver(to)))


@act("finish")
@carries("S02.3", by="act")
def finish(work: Work, case_id: int, to: str = "本人", *, rev: int | None = None) -> CaseAt:
    """Does whatever of decide, stamp and deliver is still to do."""
    case = _open(work, case_id, *_RUNNING, "decided", "stamped", "awaiting-collection", doing="办结", rev=rev)
    events = _to_the_end(work, case.life.state, to)
    for event in events:
        keep_event(work, case_id, event)
    return settle_after(work, case, *events)


def _to_the_end(work: Work, state: str, to: str) -> list[Event]:
    """What is still to happen until the result is handed out; not yet written."""
    events = []
    if state in _RUNNING:
        events.append(happening(work, "decided", granted=True))
    if state == "decided" or (state in _RUNNING and work.book.casework.stamp.value):
        events.append(happening(work, "stamped"))
    return [*events, happening(work, "delivered", to=_receiver(to))]


def _receiver(to: str) -> str:
    return clean(to, field="领取人", most=NOTE_MOST)


# -- the other ends ----------------------------------------------------------------------------


@act("return")
@carries("S06.1", "S06.5", "S06.6", "S06.7", by="act")
def return_(work: Work, case_id: int, reason: str, *, rev: int | None = None) -> CaseAt:
    """Returns a case that does not meet the conditions, with the reason in writing.

    Raises:
        NotYours, NotNow, ReasonMissing: as they say.
    """
    if not reason.strip():
        raise ReasonMissing(act="退回", cites=(Cite("退回要写明理由", ("S06.5",)),))
    case = _open(work, case_id, "examining", "awaiting-materials", *_RUNNING, doing="退回", rev=rev)
    after = settle_after(work, case, add(work, case_id, "returned", reason=_reason(reason)))
    visits.keep_paper(work, notices.returned(work, after, reason), case_id)
    return after


@act("withdraw")
def withdraw(work: Work, case_id: int, reason: str = "申请人撤回", *, rev: int | None = None) -> CaseAt:
    """The applicant takes the application back."""
    case = _open(work, case_id, "examining", "awaiting-materials", *_RUNNING, "decided", doing="撤回", rev=rev)
    return settle_after(work, case, add(work, case_id, "withdrawn", reason=_reason(reason)))


@act("lapse")
def lapse(work: Work, case_id: int, reason: str, *, rev: int | None = None) -> CaseAt:
    """Closes by hand a case whose papers never came; nothing closes it by itself (A07)."""
    if not reason.strip():
        raise ReasonMissing(act="终止")
    case = _open(work, case_id, "awaiting-materials", doing="终止", rev=rev)
    return settle_after(work, case, add(work, case_id, "lapsed", reason=_reason(reason)))


@act("collect-fee")
def collect(work: Work, case_id: int, money: Money) -> None:
    """Notes money taken at the desk, apart: the hall's own fee, or collected for another body (代收)."""
    if money.fen <= 0:
        raise AmountWrong(amount=f"{money.fen / 100:.2f}")
    if not money.own_fee and not money.receipt.strip():
        raise ReceiptMissing()
    work.insert(Collected, {
        "case_id": case_id, "day": work.today, "at": work.moment, "staff": work.actor,
        "own_fee": money.own_fee, "channel": clean(money.channel, field="缴费渠道", most=NOTE_MOST),
        "receipt": clean(money.receipt, field="票据号", most=NOTE_MOST), "fen": money.fen,
        "basis": money.basis,
    })  # fmt: skip
    work.case_id = case_id


class AmountWrong(Refusal):
    """An amount that is none."""

    says = "金额{amount}不对，请填大于零的数。"


class ReceiptMissing(Refusal):
    """Collected money without the receipt's number."""

    says = "代收的钱要填票据号。"


def _reason(text: str) -> str:
    return clean(text, field="理由", most=REASON_MOST)
