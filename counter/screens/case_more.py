"""The rarer acts on a case in groups: what stands under 9更多, each group a numbered menu of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.screens.case_afterwards import after_ways
from counter.screens.case_clock import ask_more, clock_ways
from counter.screens.case_follow import follow_ways
from counter.screens.case_leader import leader_ways

if TYPE_CHECKING:
    from counter.screens.case_acts import CaseActs

Ways = dict[str, Callable[[], None]]


def groups(acts: CaseActs) -> Ways:
    """The groups, in the order of their digits."""
    named: dict[str, Callable[[CaseActs], Ways]] = {
        "计时（审核、暂停、恢复、转承诺件、审议）": clock_ways,
        "材料和收费（补充要求等）": paper_ways,
        "办完以后（通知、退原件、评价、回访、归档、录平台）": after_ways,
        "跟踪（督办、转办、提醒、送审、特事特办）": lambda acts: follow_ways(acts) | leader_ways(acts),
    }
    return {
        title: partial(acts.choose, title.partition("（")[0], "办什么", ways(acts)) for title, ways in named.items()
    }


def paper_ways(acts: CaseActs) -> Ways:
    """What concerns papers and money."""
    ways: Ways = {"补充要求（一次告知之外另要材料）": partial(ask_more, acts)}
    if acts.case.item.fee and not any(row["own_fee"] for row in acts.screen.view.money):
        ways["收费（登记收到的工本费）"] = acts.fee
    return ways
