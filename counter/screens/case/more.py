"""The rarer acts on a case in groups: what stands under 9更多, each group a numbered menu of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework.acts.agency import is_agency
from counter.domain.casework.acts.rebooking import rebook
from counter.domain.casework.booking.coming import coming_moment
from counter.screens.batches.roster import RosterScreen
from counter.screens.case.afterwards import after_ways
from counter.screens.case.clock import ask_more, clock_ways
from counter.screens.case.follow import follow_ways
from counter.screens.case.form import Form
from counter.screens.case.leader import leader_ways
from counter.screens.case.supervision import supervision_ways
from counter.screens.kit.ask import Field
from counter.screens.lists.agency import enter_feedback, feedback_fields

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs

Ways = dict[str, Callable[[], None]]


def groups(acts: CaseActs) -> Ways:
    """The groups, in the order of their digits."""
    named: dict[str, Callable[[CaseActs], Ways]] = {
        "计时（审核、暂停、恢复、转承诺件、审议）": clock_ways,
        "材料和收费（补充要求、名册、另约）": lambda acts: paper_ways(acts) | other_ways(acts),
        "办完以后（通知、退原件、评价、反馈表、归档、录平台）": lambda acts: after_ways(acts) | feedback_ways(acts),
        "跟踪（督办、转办、提醒、送审、特事特办）": following_ways,
    }
    return {
        title: partial(acts.choose, title.partition("（")[0], "办什么", ways(acts)) for title, ways in named.items()
    }


def following_ways(acts: CaseActs) -> Ways:
    """Seeing a case through: pressing, passing on, what goes before a leader, what the centre orders."""
    return follow_ways(acts) | leader_ways(acts) | supervision_ways(acts)


def paper_ways(acts: CaseActs) -> Ways:
    """What concerns papers and money."""
    ways: Ways = {"补充要求（一次告知之外另要材料）": partial(ask_more, acts)}
    if acts.case.item.fee and not any(row["own_fee"] for row in acts.screen.view.money):
        ways["收费（登记收到的工本费）"] = acts.fee
    return ways


def other_ways(acts: CaseActs) -> Ways:
    """Another time, the people of a roster."""
    return {
        "另约时间（现在办不了，不算退回）": partial(another_time, acts),
        "名册（一件多人）": partial(people, acts),
    }


def feedback_ways(acts: CaseActs) -> Ways:
    """The form that the applicant of an agency matter fills in once it is over."""
    return {"登记服务意见反馈表（代理件）": partial(feedback, acts)} if is_agency(acts.case.life) else {}


def people(acts: CaseActs) -> None:
    """The many people of the case."""
    acts.screen.app.push_screen(RosterScreen(acts.case.id))


def another_time(acts: CaseActs) -> None:
    """Agrees another time for the case, which ends without a return."""

    def moment(typed: str) -> str:
        return f"{coming_moment(typed, acts.hall.clock().moment):%Y-%m-%d %H:%M}"

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return rebook(work, acts.case.id, coming_moment(answers["to"], work.entered), answers["reason"], rev=rev)

    fields = (
        Field("to", "约到", moment, hint="明天 9:30、周三 14:30、11-23 9:30"),
        Field("reason", "为什么现在不能办"),
    )
    tomorrow = f"{acts.hall.clock().moment + timedelta(days=1):%m-%d} 9:30"
    acts.open_form(Form("另约", "已另约，预约单在单据里。", act, fields, trial={"to": tomorrow}))


def feedback(acts: CaseActs) -> None:
    """Enters the applicant's feedback form."""

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return enter_feedback(work, acts.case.id, answers)

    acts.open_form(Form("反馈表", "反馈表已登记。", act, feedback_fields(acts.hall)))
