"""Which matters no clerk refuses alone: important ones, and those whose law is unclear (S19.2, S19.6)."""

from __future__ import annotations

from counter.domain.casework.case.events import CaseAt
from counter.domain.hall.work import Work
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

REFUSAL = "refusal"
"""The matter of an approval that asks whether to refuse; also what a case was carried to the leader for."""
UNCLEAR = Cite("法规不明确的，不能未经请示就直接回绝，先征求有关部门意见再答复", ("S19.6",))


class ImportantMatter(Refusal):
    """An important or unclear matter goes to the leader before it is refused."""

    says = "这件{why}，不能自己定“{act}”，要先报分管负责人。请按 7 选“报领导后不予办理”。"
    standing = True


class NotConsulted(Refusal):
    """A matter of unclear law is refused only after the departments were asked."""

    says = "这件法规不明确，还没有征求有关部门的意见。请先问有关部门，记下是谁、怎么说的，再报领导。"
    standing = True


def why_important(case: CaseAt) -> str:
    """Why a case may not be refused without the leader, as a clause; empty where it may."""
    for event in case.events:
        if event.kind == "unclear":
            return "法规不明确"
        if event.kind == "submitted" and event.data.get("matter") == REFUSAL:
            return "已经作为重大、疑难事项报过领导"
        if event.kind == "special" and event.data.get("ground") == "important":
            return "是特别重要的特事特办件"
    return ""


@carries("S19.2", "S19.6", "S19.7", by="check")
def not_alone(work: Work, case: CaseAt, doing: str) -> None:
    """Refuses a no by the clerk alone where the matter is important or its law unclear.

    Raises:
        ImportantMatter: naming why.
    """
    if why := why_important(case):
        raise ImportantMatter(why=why, act=doing, cites=(work.book.casework.refusal.needs.cite,))


@carries("S19.6", by="check")
def consulted(case: CaseAt) -> None:
    """Refuses to carry a matter of unclear law to the leader before the departments were asked.

    Raises:
        NotConsulted: where nobody's answer was noted since the law was found unclear.
    """
    since = next((n for n, each in enumerate(case.events) if each.kind == "unclear"), None)
    if since is not None and not any(each.kind == "contacted" for each in case.events[since:]):
        raise NotConsulted(cites=(UNCLEAR,))
