"""A late case that the centre orders to be approved, and passes on where that is refused: from the case's screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework.joint import supervision
from counter.screens.case.form import Form
from counter.screens.kit.ask import Field

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs


def supervision_ways(acts: CaseActs) -> dict[str, Callable[[], None]]:
    """What the centre can do; nothing where the hall's rules do not lay it down."""
    if not acts.hall.book().casework.supervision.value:
        return {}
    return {
        "责令办理（超期、符合条件的）": partial(_order, acts),
        "移送监察（责令后拒不办理）": partial(_escalate, acts),
    }


def _order(acts: CaseActs) -> None:
    window = acts.hall.laid.windows[acts.hall.post(acts.case.row["post"]).window]
    known = tuple(dict.fromkeys((window, *acts.case.item.departments)))

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return supervision.order_approval(work, acts.case.id, answers["reason"], answers["department"], rev=rev)

    fields = (
        Field("department", "责令谁", choices=known),
        Field("reason", "理由", required=False, hint="限下一个工作日办结"),
    )
    acts.open_form(Form("责令办理", "已责令办理，通知书按 0 打印。", act, fields))


def _escalate(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return supervision.escalate(work, acts.case.id, answers["reason"], answers["to"], rev=rev)

    fields = (
        Field("reason", "怎么拒不办理的"),
        Field("to", "移送", default=supervision.BODY),
    )
    acts.open_form(Form("移送监察", "已确认鉴证、移送，鉴证书按 0 打印。", act, fields))
