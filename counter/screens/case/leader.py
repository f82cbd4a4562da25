"""What goes to the leader, and what says no, from a case's screen: extension, return, refusal, submission, special."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework import cases
from counter.domain.casework.acts.consulting import consult, mark_unclear
from counter.domain.casework.acts.extending import unit_of
from counter.domain.casework.acts.submitting import GROUNDS
from counter.domain.refusals import Refusal
from counter.screens.case.clock import judge_yes
from counter.screens.case.form import Form
from counter.screens.kit.ask import Field

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs

Ways = dict[str, Callable[[], None]]
_IMPROVE = Field("improve", "怎样改进", required=False, hint="告诉群众怎么补、怎么改，写在通知书上；可空")

_REASON = Field("reason", "理由")
_ANSWER = (Field("whom", "问了谁"), Field("said", "怎么答复的"))


class DaysUnreadable(Refusal):
    """No number of days."""

    says = "延期天数要写成数字，例如 3。"


def _days(typed: str) -> str:
    if not (typed.isascii() and typed.isdigit()):
        raise DaysUnreadable()
    return typed


def extend(acts: CaseActs) -> None:
    """4: asks for a longer promise."""

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.extend(work, acts.case.id, int(answers["days"]), answers["reason"], rev=rev)

    fields = (
        Field("days", "延长几天", _days, hint=unit_of(acts.case), longest=3),
        Field("reason", "特殊原因", hint="会写进给申请人的延期通知书"),
    )
    acts.open_form(Form("延期", "已报领导，批了才延期。按右键看审批、打印签批单。", act, fields))


def say_no(acts: CaseActs) -> None:
    """7: the ways to say no, and those not to say it yet."""
    acts.choose("退回、不予办理", "怎么办", _no_ways(acts))


def _no_ways(acts: CaseActs) -> Ways:
    why = Field("reason", "理由", hint="写在通知书上")

    def returned(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.return_(work, acts.case.id, answers["reason"], rev=rev)

    def refused(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.decline(work, acts.case.id, answers["reason"], improve=answers["improve"], rev=rev)

    def reported(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.decline(work, acts.case.id, answers["reason"], important=True, improve=answers["improve"], rev=rev)

    forms = {
        "退回（补齐条件可以再来）": Form("退回", "已退回，退回通知书按 0 打印。", returned, (why,)),
        "不予办理（一般事项，当场登记）": Form(
            "不予办理", "已不予办理并登记，通知书按 0 打印。", refused, (why, _IMPROVE)
        ),
        "报领导后不予办理（重大、疑难）": Form("报领导", "已报领导，批了才不予办理。", reported, (why, _IMPROVE)),
    }
    ways: Ways = {name: partial(acts.open_form, form) for name, form in forms.items()}
    return ways | _doubt_ways(acts)


def _doubt_ways(acts: CaseActs) -> Ways:
    """What is done while it is not clear yet whether it must be refused."""

    def weighed(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.examine(work, acts.case.id, weigh=answers["reason"], rev=rev)

    def unclear(work: Work, answers: dict[str, str], rev: int) -> object:
        return mark_unclear(work, acts.case.id, answers["reason"], rev=rev)

    def asked(work: Work, answers: dict[str, str], rev: int) -> object:
        return consult(work, acts.case.id, answers["whom"], answers["said"], rev=rev)

    forms = {
        "法规不明确（先征求部门意见）": Form("法规不明确", "已标明：先征求意见，不予办理要报领导。", unclear,
                                       (Field("reason", "哪里不明确"),)),
        "记下部门意见": Form("部门意见", "已记下部门意见。", asked, _ANSWER),
    }  # fmt: skip
    state = acts.case.life.state
    if state == "examining":
        forms["进入审议（当场判断不了）"] = Form("审议", "已进入审议。", weighed, (Field("reason", "为什么判断不了"),))
    ways: Ways = {name: partial(acts.open_form, form) for name, form in forms.items()}
    if state == "deliberating":
        ways["审议后受理（判断可以办的）"] = partial(judge_yes, acts)
    return ways


def leader_ways(acts: CaseActs) -> Ways:
    """What a leader decides: submission and special handling."""

    def submitted(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.submit(work, acts.case.id, answers["reason"], rev=rev)

    def special(work: Work, answers: dict[str, str], rev: int) -> object:
        ground = next(key for key, name in GROUNDS.items() if name == answers["ground"])
        return cases.special(work, acts.case.id, answers["reason"], ground, rev=rev)

    opinion = Field("reason", "拟办意见", default="符合条件，拟准予办理")
    grounds = Field("ground", "哪种情形", choices=tuple(GROUNDS.values()))
    forms = {
        "送审（报领导决定）": Form("送审", "已送审，等领导审批。", submitted, (opinion,)),
        "特事特办（报领导同意）": Form("特事特办", "已报领导，批了就按特事特办。", special, (grounds, _REASON)),
    }
    return {name: partial(acts.open_form, form) for name, form in forms.items()}
