"""Whether a case is decided above (上报), and whether the answer that it needs has come.

Pure. Keeps: what lies in the power of a body above is decided by its answer and by nobody here (S07.1, S07.7).
"""

from __future__ import annotations

from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.limits import goes_up
from counter.domain.clock import local, local_day
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

POWER_ABOVE = Cite("上报件：审批权在县级及以上部门", ("S07.1",))
LEVEL_BY_LEVEL = Cite("不在本级权限内的，逐级上报", ("S07.7",))


class NotAnswered(Refusal):
    """A decision here of what is decided above."""

    says = "这件由{above}决定，{standing}，中心不能自行决定。{then}"
    standing = True


def decided_above(case: CaseAt) -> bool:
    """Whether a body above decides the case."""
    accepted = case.life.accepted
    if accepted is None:
        return False
    return goes_up(case.item, case.life.kind, case.hall.book(local_day(accepted)))


def ours_ends(case: CaseAt) -> str:
    """How the hall's own part ends, which is what it promised: 上报 or 办结."""
    return "上报" if decided_above(case) else "办结"


def may_go_up(case: CaseAt) -> bool:
    """Whether the case goes to a body above: one decided there, or a joint one in which bodies above take part."""
    return decided_above(case) or bool(case.item.county)


def bodies_above(case: CaseAt) -> str:
    """To whom it goes, by the item."""
    return "、".join(case.item.county)


@carries("S07.1", "S07.3", by="check")
def not_while_above(case: CaseAt) -> None:
    """Refuses a no of the hall's own while a body above has the case: its answer is entered instead.

    Raises:
        NotAnswered: saying so.
    """
    if case.life.state == "referred":
        must_be_answered(case)


@carries("S07.1", "S07.7", by="check")
def must_be_answered(case: CaseAt) -> None:
    """Refuses a decision of the hall's own where a body above decides and has not answered.

    Raises:
        NotAnswered: saying what is to be done first.
    """
    waits = case.life.state == "referred"
    if not waits and not decided_above(case):
        return
    above = case.life.above or bodies_above(case) or "上级部门"
    standing, then = "还没有上报", "请先上报；不符合条件的可以退回。"
    if waits and case.life.reported:
        standing, then = f"{local(case.life.reported):%m-%d}已上报，还没有答复", "收到答复后请登记“上级答复”。"
    raise NotAnswered(above=above, standing=standing, then=then, cites=(POWER_ABOVE, LEVEL_BY_LEVEL))
