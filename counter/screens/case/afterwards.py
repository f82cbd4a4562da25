"""After the decision, from the case's screen: tell, give originals back, rate, follow up, file, enter above."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework import cases
from counter.domain.casework.acts import platform
from counter.domain.casework.acts.agency import GRADES
from counter.domain.refusals import Refusal
from counter.screens.case.above_number import number_field, to_retype
from counter.screens.case.form import Form
from counter.screens.kit.ask import Field
from counter.screens.shared.asking import say_refusal
from counter.screens.shared.tick import TickScreen
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs


_FILE = "归档"


def after_ways(acts: CaseActs) -> dict[str, Callable[[], None]]:
    """What follows the decision; what cannot be done now says why when it is tried."""
    return {
        "通知领取": partial(_tell, acts),
        "退还原件": partial(_give_back, acts),
        "评价（请申请人打分）": partial(_review, acts),
        "回访": partial(_follow_up, acts),
        "归档": partial(_archive, acts),
        "录入上级平台（看要抄录的内容，登记编号）": partial(enter_above, acts),
    }


def _tell(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.tell(work, acts.case.id, answers["said"], rev=rev)

    fields = (Field("said", "怎么通知的", default="电话通知本人"),)
    acts.open_form(Form("通知领取", "已登记通知，办结通知单按 0 打印。", act, fields))


def _give_back(acts: CaseActs) -> None:
    kept = acts.case.life.custody
    if not kept:
        acts.screen.say("这件没有暂存的原件。")
        return
    if acts.refused(lambda work, answers, rev: cases.give_back(work, acts.case.id, kept, "1", rev=rev)):
        return
    above = ("退还哪些原件？退还的打“有”，回车后写领回人。", "")
    done = partial(_to_whom, acts)
    acts.screen.app.push_screen(TickScreen(f"退还原件  {acts.case.short}", kept, done, ticked=kept, above=above))


def _to_whom(acts: CaseActs, names: tuple[str, ...]) -> None:
    if not names:
        acts.screen.say("没有勾选原件，没有登记。")
        return

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.give_back(work, acts.case.id, names, answers["to"], rev=rev)

    fields = (Field("to", "领回人", default=acts.screen.view.applicant.name, hint="代领的写姓名和关系"),)
    acts.open_form(Form("退还原件", "已登记退还，签收单按 0 打印。", act, fields))


def _review(acts: CaseActs) -> None:
    grades = tuple(GRADES[level] for level in sorted(GRADES, reverse=True))

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        level = next(level for level, name in GRADES.items() if name == answers["level"])
        return cases.review(work, acts.case.id, level, answers["said"], rev=rev)

    fields = (
        Field("level", "请您评价", choices=grades, confirmed=True, hint="按数字选，回车确认"),
        Field("said", "还想说什么", required=False),
    )
    acts.open_form(Form("评价", "谢谢您的评价。", act, fields))


def _follow_up(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.follow_up(work, acts.case.id, answers["said"], rev=rev)

    acts.open_form(Form("回访", "已登记回访。", act, (Field("said", "回访情况"),)))


def _archive(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return cases.archive(work, acts.case.id, rev=rev)

    field = Field("sure", "归档", choices=(_FILE,), default=_FILE, hint="归了档，不能再评价、回访、登记反馈")
    acts.open_form(Form("归档", "已归档。", act, (field,)))


def enter_above(acts: CaseActs) -> None:
    """Shows the case in the order of the form above, numbers whole and so journalled, and asks for its number there."""
    screen = acts.screen
    if acts.refused(lambda work, answers, rev: platform.enter_above(work, acts.case.id, "1", rev=rev)):
        return
    try:
        above = to_retype(screen.session, acts.case)
    except (Refusal, StorageFault) as error:
        say_refusal(screen, error)
        return

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return platform.enter_above(work, acts.case.id, answers["number"], rev=rev)

    acts.open_form(Form("录入上级平台", "已登记上级平台编号。", act, (number_field(acts.case),), above=above))
