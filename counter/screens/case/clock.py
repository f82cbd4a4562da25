"""Acts on a case's clock and on what is asked for, from its screen: examine, stop, resume, promise, ask for more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework import cases
from counter.domain.casework.acts.clockwork import COMPLEX, DaysUnclear, grounds_of
from counter.domain.casework.acts.further import GROUND_NAMES
from counter.domain.casework.acts.weighing import judge
from counter.domain.casework.case.decision import Brought
from counter.screens.case.form import Form
from counter.screens.kit.ask import Field
from counter.screens.shared.tick import TickScreen

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs


def clock_ways(acts: CaseActs) -> dict[str, Callable[[], None]]:
    """What can be done with the clock; what cannot now says why when it is tried."""
    return {
        "审核（初审收下的材料，或进入审核）": partial(_examine, acts),
        "暂停计时（踏勘、听证、公示等）": partial(_stop, acts),
        "恢复计时": partial(_resume, acts),
        "转承诺件（当天办不完的即办件）": partial(_convert, acts),
        "审议后受理（判断可以办的）": partial(judge_yes, acts),
    }


def _examine(acts: CaseActs) -> None:
    if acts.case.life.state != "examining":
        acts.open_form(
            Form("审核", "已进入审核。", lambda work, answers, rev: cases.examine(work, acts.case.id, rev=rev))
        )
        return
    names = [str(row["name"]) for row in acts.case.materials]
    here = {str(row["name"]) for row in acts.case.materials if row["standing"] in ("had", "came")}
    above = ("看过材料：在手里、合格的打“有”。没有打“有”的，回车后通知申请人一次补齐。", "")
    done = partial(_examined, acts, names)
    if acts.refused(lambda work, answers, rev: cases.examine(work, acts.case.id, Brought(tuple(here)), rev=rev)):
        return
    acts.screen.app.push_screen(TickScreen(f"初审  {acts.case.short}", names, done, ticked=here, above=above))


def _examined(acts: CaseActs, names: list[str], ticked: tuple[str, ...]) -> None:
    brought = Brought(ticked, forgot=tuple(name for name in names if name not in ticked), applies=tuple(names))

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.examine(work, acts.case.id, brought, rev=rev)

    acts.save(Form("初审", "已初审。", act))


def _stop(acts: CaseActs) -> None:
    grounds = grounds_of(acts.case.item, acts.hall.book())
    if not grounds:
        acts.screen.say("这件的事项和大厅规定都没有可以暂停计时的程序。")
        return

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        typed = answers["days"].strip()
        if typed and not typed.isdecimal():
            raise DaysUnclear(days=f"“{typed}”")
        return cases.stop(work, acts.case.id, answers["ground"], answers["paper"], int(typed or "0"), rev=rev)

    fields = (
        Field("ground", "什么程序", choices=grounds),
        Field("days", "大约几天", required=False, hint="写进告知书，说不准的可以空着"),
        Field("paper", "文号", required=False, hint="没有就用告知书的编号"),
    )
    acts.open_form(Form("暂停计时", "已暂停计时。", act, fields))


def _resume(acts: CaseActs) -> None:
    acts.open_form(
        Form(
            "恢复计时",
            "已恢复计时。",
            lambda work, answers, rev: cases.resume(work, acts.case.id, answers["result"], rev=rev),
            (Field("result", "程序结果", required=False, hint="如 公示期满没有异议；回车就恢复"),),
        )
    )


def _convert(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.convert(work, acts.case.id, answers["reason"], rev=rev)

    fields = (Field("reason", "向群众说明", default=COMPLEX),)
    acts.open_form(Form("转承诺件", "已转承诺件。", act, fields))


def judge_yes(acts: CaseActs) -> None:
    """What was weighed can be done after all."""

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return judge(work, acts.case.id, answers["opinion"], rev=rev)

    acts.open_form(Form("审议后受理", "已受理。", act, (Field("opinion", "审议意见"),)))


def ask_more(acts: CaseActs) -> None:
    """Asks for what the one-time notice did not name."""
    grounds = acts.hall.book().casework.ask_more.grounds.value

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        names = answers["asks"].replace("，", "、").split("、")
        return cases.ask_more(work, acts.case.id, names, answers["ground"], answers["reason"], rev=rev)

    fields = (
        Field("asks", "还要什么", hint="几样之间用顿号"),
        Field("ground", "原因", choices=tuple(GROUND_NAMES[each] for each in grounds)),
        Field("reason", "具体情况", required=False, hint="漏告知可以空着；其他原因要写"),
    )
    acts.open_form(Form("补充要求", "已登记补充要求。", act, fields))
