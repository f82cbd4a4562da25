"""Joint cases and cases that go up, at the counter: the menus under 6联办 and 5上报, and the lines of the case page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from counter.domain.casework.booking.coming import coming_moment
from counter.domain.casework.case import joint_state
from counter.domain.casework.case.above import bodies_above, may_go_up
from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.visits import paper
from counter.domain.casework.joint import joint, referring
from counter.domain.casework.joint.joint import Requirement
from counter.domain.clock import local, local_day
from counter.domain.hall.people.departments import representative_of
from counter.domain.hall.rights import Right
from counter.screens.case.form import Form
from counter.screens.kit.ask import Field
from counter.screens.kit.lines import Styles

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.acts import CaseActs

Ways = dict[str, Callable[[], None]]
NOT_JOINT = "这件不是联办件，没有联办部门。"
NOT_ABOVE = "这件由本级办结，不用上报。"
_AGREES, _REFUSES = "同意", "不同意"
_GRANTED, _NOT_GRANTED = "准予", "不予办理"


# -- what the case's page shows ------------------------------------------------------------------


def joint_lines(case: CaseAt) -> Iterator[tuple[str, str, Any]]:
    """Lead and every department's part of a joint case; label, text, style."""
    if case.life.kind != "joint":
        return
    yield "牵头", joint_state.lead_name(case), Styles.PLAIN.style
    parts = joint_state.parts_at(case)
    if not parts and not case.life.closed:
        yield "联办", f"{joint_state.joint_words(case)}（按6通知）", Styles.SOON.style
    for each in parts:
        late = each.late and not each.part.opinion
        style = Styles.OVERDUE.style if late else Styles.DONE.style if each.part.opinion else Styles.PLAIN.style
        wanted = each.part.reason if each.part.opinion else each.part.requirement
        yield "联办", f"{each.said}{f'：{wanted}' if wanted else ''}", style


def above_words(case: CaseAt) -> str:
    """That a case was sent up: when, to whom."""
    since = f"{local(case.life.reported):%m-%d}" if case.life.reported else ""
    return f"{case.state_name}（{since} {case.life.above}）"


def above_line(case: CaseAt) -> Iterator[tuple[str, str, Any]]:
    """When the answer from above is expected, and whether that has passed."""
    life = case.life
    if life.answer_due is None or life.closed:
        return
    answer = life.clock("answer")
    late = answer is not None and answer.running and answer.late(case.at)
    said = f"预计 {life.answer_due:%m-%d} 前{'，已过，请跟催' if late else ''}"
    yield "上级答复", said, Styles.SOON.style if late else Styles.PLAIN.style


def may_joint(case: CaseAt) -> str | None:
    """Why there is nothing to do with departments; None where there is."""
    return None if case.life.kind == "joint" else NOT_JOINT


def may_above(case: CaseAt) -> str | None:
    """Why it does not go up; None where it does."""
    if case.life.state == "referred" or (may_go_up(case) and not case.life.closed):
        return None
    return NOT_ABOVE


# -- joint cases ---------------------------------------------------------------------------------


def joint_menu(acts: CaseActs) -> None:
    """The small menu of a joint case: what can be done now."""
    ways: Ways = {}
    if not acts.case.life.parts:
        ways["通知部门（各部门出一张联办意见表）"] = partial(notify, acts)
    else:
        ways |= {
            "登记意见": partial(_which, acts, "登记意见", _opinion),
            "联审会（记要求和时间）": partial(_which, acts, "联审会", _review),
            "催办（没有签意见的部门）": partial(_which, acts, "催办", _chase),
            "联办情况表（看、打印）": partial(_standing, acts),
        }
    if acts.screen.session.person.may(Right.ANY_CASE):
        ways["改定牵头"] = partial(_lead, acts)
    acts.choose("联办", "办什么", ways, above=joint_state.joint_words(acts.case))


def notify(acts: CaseActs) -> None:
    """Shows by when each department is asked, and tells them; a day may be changed."""
    case = acts.case
    dates = joint_state.planned(case)
    last = local_day(case.life.due) if case.life.due else None

    def day(typed: str) -> str:
        return _coming_day(acts, typed)

    fields = tuple(
        Field(name, name, day, default=said.isoformat() if (said := each or last) else "", hint="签意见的最后一天")
        for name, each in dates.items()
    )

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        asked = {name: date.fromisoformat(answers[name]) for name in dates}
        changed = {name: each for name, each in asked.items() if each != (dates[name] or last)}
        return joint.notify_departments(work, case.id, changed, rev=rev)

    acts.open_form(Form("通知部门", "已通知，联办意见表按 0 打印，送各部门签。", act, fields))


def _which(acts: CaseActs, title: str, then: Callable[[CaseActs, str], None]) -> None:
    """Asks which department; those that have not signed stand first."""
    parts = sorted(joint_state.parts_at(acts.case), key=lambda each: bool(each.part.opinion))
    acts.choose(title, "哪个部门", {each.said: partial(then, acts, each.part.department) for each in parts})


def _opinion(acts: CaseActs, department: str) -> None:
    named = representative_of(acts.hall, department)

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        opinion = "agree" if answers["opinion"] == _AGREES else "refuse"
        signer = answers.get("signed_by", "")
        return joint.department_opinion(work, acts.case.id, department, opinion, answers["reason"], signer, rev=rev)

    signer = () if named else (Field("signed_by", "谁签的", hint="部门签署人的姓名"),)
    fields = (
        Field("opinion", "意见", choices=(_AGREES, _REFUSES)),
        Field("reason", "理由", required=False, hint="不同意的必须写"), *signer,
    )  # fmt: skip
    above = (f"{department}  {f'首席代表 {named.name}' if named else ''}".rstrip(), "")
    acts.open_form(Form("部门意见", f"已登记{department}的意见。", act, fields, above=above))


_DAY_HINT = "明天、周三、12-3"


def _coming_day(acts: CaseActs, typed: str) -> str:
    """The day meant, ahead, as it is written: 明天, 周三, 12-3."""
    return local_day(coming_moment(f"{typed} 23:59", acts.hall.clock().moment)).isoformat()


def _review(acts: CaseActs, department: str) -> None:
    due = next((each.due for each in joint_state.parts_at(acts.case) if each.part.department == department), None)

    def day(typed: str) -> str:
        return _coming_day(acts, typed) if typed else ""

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        until = date.fromisoformat(answers["until"]) if answers["until"] else None
        asked = [Requirement(department, answers["requirement"], until)]
        return joint.hold_review(
            work, acts.case.id, asked, chaired=answers["chaired"], present=answers["present"], rev=rev
        )

    fields = (
        Field("requirement", "会议要求", hint=f"要{department}做什么"),
        Field(
            "until", "完成时间", day, required=False, hint=_DAY_HINT + (f"；回车＝{local(due):%m-%d}" if due else "")
        ),
        Field("chaired", "主持", required=False, hint="空着就是中心主任"),
        Field("present", "参加", required=False),
    )
    acts.open_form(Form("联审会", "已记下，联审会记录按 0 打印。", act, fields))


def _chase(acts: CaseActs, department: str) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return joint.chase_department(work, acts.case.id, department, answers["reason"], rev=rev)

    late = any(each.part.department == department and each.late for each in joint_state.parts_at(acts.case))
    hint = "逾期了：出催办单，限下一个工作日" if late else "问了谁、怎么说的；还没有到期，不出催办单"
    done = f"已催办{department}，催办单按 0 打印。" if late else f"已记下这次联系：{department}。"
    acts.open_form(Form("催办", done, act, (Field("reason", "怎么说的", required=late is False, hint=hint),)))


def _lead(acts: CaseActs) -> None:
    case = acts.case

    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return joint.fix_lead(work, case.id, answers["lead"], answers["reason"], rev=rev)

    fields = (Field("lead", "由谁牵头", choices=case.item.departments), Field("reason", "理由", required=False))
    acts.open_form(Form("牵头", "已定牵头部门。", act, fields))


def _standing(acts: CaseActs) -> None:
    from counter.screens.shared.sheet import SheetScreen

    def kept() -> int:
        with acts.screen.session.act() as work:
            return joint.make_joint_standing(work, acts.case.id)

    def show(key: int) -> None:
        with acts.screen.session.look() as connection:
            made = paper(connection, key)
        name = f"{made.title}-{acts.case.short}"
        acts.screen.app.push_screen(SheetScreen(made, lambda work: key, name=name))

    acts.screen.keys_wait(acts.screen.attempt(kept, show))


# -- cases that go up ----------------------------------------------------------------------------


def above_menu(acts: CaseActs) -> None:
    """The small menu of a case that goes up; before it went, its one act at once."""
    if acts.case.life.state != "referred":
        _refer(acts)
        return
    ways: Ways = {"上级答复": partial(_answer, acts), "跟催（记一次联系）": partial(_contact, acts)}
    acts.choose("上报", "办什么", ways, above=above_words(acts.case))


def _refer(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return referring.refer(work, acts.case.id, answers["to"], answers["number"], rev=rev)

    fields = (
        Field("to", "报到", default=bodies_above(acts.case), hint="哪个部门"),
        Field("number", "上报文号", required=False, hint="没有就回车"),
    )
    acts.open_form(Form("上报", "已上报，本级时限到此为止；上级答复在“待上级”里跟踪。", act, fields))


def _answer(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        granted = answers["granted"] == _GRANTED
        return referring.answer_from_above(work, acts.case.id, granted, answers["reason"], answers["number"], rev=rev)

    fields = (
        Field("granted", "上级意见", choices=(_GRANTED, _NOT_GRANTED), confirmed=True, hint="选好后按回车"),
        Field("number", "答复文号", required=False, hint="没有就回车"),
        Field("reason", "理由", required=False, hint="不予办理的必须写"),
    )
    acts.open_form(Form("上级答复", "已登记上级答复，通知按 0 打印，请通知申请人。", act, fields))


def _contact(acts: CaseActs) -> None:
    def act(work: Work, answers: dict[str, str], rev: int) -> object:
        return referring.contact_above(work, acts.case.id, answers["said"], answers["whom"], rev=rev)

    fields = (
        Field("whom", "联系了谁", default=acts.case.life.above),
        Field("said", "怎么说的", hint="例如 已收到，预计周五出结果"),
    )
    acts.open_form(Form("跟催", "已记下这次联系。", act, fields))
