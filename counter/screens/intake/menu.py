"""The menu of the intake form: what the keys mean at the field in hand."""

from __future__ import annotations

from counter.domain.casework.intake.form import Form
from counter.domain.casework.intake.machine import Intake
from counter.domain.casework.intake.outcomes import NAMES
from counter.screens.kit.commands import Command

_SAYS = {
    1: "收件（或退回）的同时另出一次性告知单，写明要补什么。",
    2: "不收件，记一次咨询或转办引导。",
    3: "现在办不了的，另约时间，写明原因，出预约单；不收件，不算退回。",
    4: "退回，写明理由，出退回件通知书。",
    5: "不予办理，写明理由；重大、疑难的报领导。",
    6: "事项不变，下一位只输证号再按 Enter。",
    7: "改变系统认定的办件类型，写明理由。",
    8: "当场不能判断该不该退的，写明原因，收件后会同审议。",
    9: "当场看不准材料是否齐全：先收件，审核后在期限内一次告知。",
}


def commands_at(machine: Intake) -> tuple[Command, ...]:
    """The commands at the machine's step; the page handles their keys itself."""
    if machine.idle:
        return _idle(machine)
    if machine.step == "outcome":
        return (Command(saving(machine.form), "enter", "保存，编号，给出单子。"), *_outcomes(), *_moving(), _why())
    if machine.step == "materials":
        return (
            Command("材料齐", "enter", "材料如所示，到下一项。"),
            Command("按序号改", "1", "按材料的序号，换一种交法：有未带、容缺后补、承诺补、无……"),
            Command("换回", "left", "光标上的材料：左键换回上一种交法，右键换下一种。"),
            *_moving(),
        )
    asks = (Command("咨询", "ctrl+j", "只是来问这个事项、不留姓名的，记一次咨询。"),) if machine.only_asks else ()
    return (
        Command("下一项", "enter", "接受这一项，到下一个还缺的。"),
        *asks,
        Command("逐项", "down", "接受这一项，到紧接着的一项：申请方式、全程代理也停。"),
        *_moving(),
        _why(),
    )


def saving(form: Form) -> str:
    """What the last Enter does by now: whoever is about to return something must not read that it is taken in."""
    sheet, outcome = form.sheet, form.verdict.value.decision.outcome if form.verdict else ""
    if sheet.enquiry or outcome == "enquiry":
        return "记为咨询"
    if sheet.rebook:
        return "约好并出单"
    if sheet.returning or outcome == "returned":
        return "退回并出单"
    if sheet.declining:
        return "登记并出单"
    return "暂不受理并出单" if outcome == "not-accepted" else "收件并出单"


def _outcomes() -> tuple[Command, ...]:
    return tuple(Command(name, str(digit), _SAYS[digit]) for digit, name in NAMES.items())


def _moving() -> tuple[Command, ...]:
    return (
        Command("上一项", "up", "回到上一项，原来填的还在。"),
        Command("挂单", "escape", "先放一边，接待下一位；以后再取。"),
    )


def _why() -> Command:
    return Command("说明", "f9", "这个结论是怎么来的，依据哪一条。")


def _idle(machine: Intake) -> tuple[Command, ...]:
    leave = "结束连办" if machine.form.series else "返回"
    return (
        Command("下一项", "enter", "刚办好的：出单；没填完的：接着填。"),
        Command("咨询", "ctrl+j", "记一次咨询，不登记姓名。"),
        Command("同一人", "tab", "刚才那位再办一件。"),
        Command("刚办的", "pageup", "打开刚才办好的这一件。"),
        Command("通知部门", "right", "刚办好的是联办件：立即通知各联办部门，出联办意见表。"),
        Command("取单", "down", "取出挂着的单接着填。"),
        Command("不要挂的", "backspace", "刚挂的单不办了：先说丢掉什么，再按 Ctrl+J 丢掉。"),
        Command("连办", "pagedown", "事项不变，逐个输证号；再按结束。"),
        Command("补录", "space", "补录以前的办件：发生时间、依据、核对人。"),
        Command(leave, "escape", "回到桌面；连办、补录时先结束它。"),
    )
