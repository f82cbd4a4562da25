"""Following a case from its screen: press for it, pass it on, telephone the applicant."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework.acts.chasing import chase, grounds
from counter.domain.casework.acts.reminding import OUTCOMES, remind
from counter.domain.casework.acts.transferring import transfer
from counter.screens.case.form import Form
from counter.screens.kit.ask import Field

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs

_ONLY_PRESSED = "只催办，不列入跟踪"


def follow_ways(acts: CaseActs) -> dict[str, Callable[[], None]]:
    """What can be done to see a case through."""
    return {
        "督办（催办，或列入跟踪）": partial(_chase, acts),
        "转办（交给别的岗位）": partial(_transfer, acts),
        "电话提醒（记下通话结果）": partial(_remind, acts),
    }


def _chase(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        follow = answers["ground"] != _ONLY_PRESSED
        ground = answers["ground"] if follow else ""
        return chase(work, acts.case.id, answers.get("reason", ""), ground, follow=follow, rev=rev)

    fields = (
        Field("ground", "作为什么跟踪", choices=(_ONLY_PRESSED, *grounds(acts.hall))),
        Field("reason", "督办要求", required=False, hint="列入跟踪的可以空着；只催办的要写"),
    )
    acts.open_form(Form("督办", "已登记，在经过里看得到；列入跟踪的，办完以前一直在督办清单里。", act, fields))


def _transfer(acts: CaseActs) -> None:
    here = str(acts.case.row["post"])
    posts = {f"{post.name}（{post.code}）": post.code for post in acts.hall.laid.posts.values() if post.code != here}

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return transfer(work, acts.case.id, posts[answers["to"]], answers["reason"], rev=rev)

    fields = (Field("to", "转给哪个岗位", choices=tuple(posts)), Field("reason", "转办原因"))
    acts.open_form(Form("转办", "已转办，现在由对方负责；时限照算，可在督办清单里跟踪。", act, fields))


def _remind(acts: CaseActs) -> None:
    outcomes = {said: name for name, said in OUTCOMES.items()}

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return remind(work, acts.case.id, outcomes[answers["outcome"]], answers.get("note", ""), rev=rev)

    fields = (
        Field("outcome", "电话打得怎样", choices=tuple(outcomes)),
        Field("note", "说了什么", required=False, hint="可空"),
    )
    acts.open_form(Form("电话提醒", "已记下这次电话。", act, fields))
