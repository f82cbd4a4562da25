"""A case that somebody takes in hand inside an act: read, theirs to act on, as they saw it, in a state for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counter.domain.casework.case.events import CaseAt, after_receipt, load
from counter.domain.casework.case.life import ENDED, RUNNING, STATE_NAMES
from counter.domain.casework.case.order import why_not_now
from counter.domain.hall.duty.responsible import takes_part
from counter.domain.hall.people.departments import represents
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import ChangedMeanwhile
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

OWN_POST = Cite("每个环节的责任人事先确定，各岗办各岗的件", ("S01.9", "S13.1"))


class NotYours(Refusal):
    """The case belongs to another post."""

    says = "这件属于{post}（A岗{a}、B岗{b}），不归您办。请转给他们，或请主任办理。"
    rests = (OWN_POST,)
    standing = True


class NotNow(Refusal):
    """The case's state does not allow the act."""

    says = "这件现在是“{state}”，不能{act}。{first}"
    standing = True

    def __init__(self, *, state: str, act: str, first: str = "", cites: tuple[Cite, ...] = ()) -> None:
        """Takes what comes first, where there is something, as `first_do` says it."""
        super().__init__(state=state, act=act, first=first, cites=cites or why_not_now(act))


_FIRST: Mapping[str, str] = {
    "examining": "请先初审。", "awaiting-materials": "请先登记补来的材料。", "deliberating": "请先登记审议意见。",
    "accepted": "请先办结。", "reviewing": "请先办结。", "joint-review": "请先办结。", "referred": "请先登记上级答复。",
    "awaiting-approval": "请等领导批了再办。", "decided": "请先盖章。", "stamped": "请先登记领取。",
    "awaiting-collection": "请先登记领取。", "delivered": "", "reviewed": "", "archived": "",
}  # fmt: skip
"""In the order of a case's life: what each state waits for."""


def first_do(state: str, states: Sequence[str]) -> str:
    """What to do about an act that has no place in a state: what comes before it, or that it is too late for it.

    Args:
        state: The case's state.
        states: Those in which the act has its place.
    """
    if state in ENDED:
        return "这件已经结束，要再办请重新收件。"
    if state == "awaiting-approval":
        return _FIRST[state]
    order = list(_FIRST)
    places = [order.index(each) for each in states if each in order]
    if state in RUNNING and set(states) == {"referred"}:
        return "请先上报。"
    if state not in order or not places or (state in RUNNING and set(states) & set(RUNNING)):
        return ""
    if max(places) < order.index(state):
        return "这一步已经过了；登记错了的，请更正。"
    return _FIRST[state] if max(places) > order.index(state) else ""


@carries("S03.20", "S55.3", "S13.10", by="check")
def own(work: Work, case: CaseAt) -> None:
    """Refuses an act on a case of another post; who answers for it, A, B, and who may handle any case pass.

    The chief representative acts for the whole department at its post (S03.20, S55.3); who stands in acts with A's
    rights, for that post only, and the act's entry and papers say so (S13.10).

    Raises:
        NotYours: naming the post and its pair.
    """
    post = work.hall.post(case.row["post"])
    work.takes_up(post.code)
    if takes_part(work.hall, work.actor, post.code, work.moment) or work.person.may(Right.ANY_CASE):
        return
    if represents(work.hall, work.actor, post.code):
        return
    names = {no: work.hall.person(no).name if no else "无" for no in (post.a, post.b)}
    raise NotYours(post=post.name, a=names[post.a], b=names[post.b])


def opened(work: Work, case_id: int, *states: str, doing: str, rev: int | None = None, taker: bool = False) -> CaseAt:
    """The case for an act, in one of these states and unchanged since it was seen.

    Args:
        work: The open unit of work.
        case_id: The case.
        states: Those in which the act has its place.
        doing: What is to be done with it, as a refusal calls it.
        rev: The revision that the person saw; None: whichever it is.
        taker: Whether who took the case in may do it too, whichever post it belongs to.

    Raises:
        NotYours, ChangedMeanwhile, HappenedLater, NotNow: as they say.
    """
    case = load(work, case_id)
    if not (taker and work.actor == case.row["clerk"]):
        own(work, case)
    unchanged(case, rev)
    if work.happened and case.row["state"] == "void":
        raise NotNow(state=STATE_NAMES["void"], act=doing)
    after_receipt(work, case)
    if case.life.state not in states:
        raise NotNow(state=case.state_name, act=doing, first=first_do(case.life.state, states))
    work.case_id = case_id
    return case


def unchanged(case: CaseAt, rev: int | None) -> None:
    """Refuses where somebody else acted on the case since its revision was read; None asks nothing.

    Raises:
        ChangedMeanwhile: nothing is overwritten.
    """
    if rev is not None and case.row["rev"] != rev:
        raise ChangedMeanwhile()


def open_case(work: Work, case_id: int, doing: str, rev: int | None, *, mine: bool = True) -> CaseAt:
    """A case in whatever open state.

    Args:
        work: The open unit of work.
        case_id: The case.
        doing: What is to be done with it, as a refusal calls it.
        rev: The revision that the person saw; None: whichever it is.
        mine: Whether only the post's own pair, or who may handle any case, may do it.

    Raises:
        NotYours, NotNow, HappenedLater, ChangedMeanwhile: as they say.
    """
    case = load(work, case_id)
    if mine:
        own(work, case)
    unchanged(case, rev)
    if case.row["state"] == "void":
        raise NotNow(state=STATE_NAMES["void"], act=doing)
    after_receipt(work, case)
    if not case.life.is_open:
        raise NotNow(state=case.state_name, act=doing)
    work.case_id = case_id
    return case
