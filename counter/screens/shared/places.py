"""Where one can go: one list from which the desk, the keys of everywhere, help and manual are made.

A place's screen is imported when it is first entered. A digit of the desk is the digit of its F-key.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from counter.domain.hall.rights import Right, Role
from counter.domain.refusals import Refusal
from counter.screens.kit.commands import Command
from counter.screens.kit.screen import HallScreen

LATER = "“{name}”以后的版本开放，现在还不能用。"


class NotYet(Refusal):
    """A place that this version does not have."""

    says = LATER


class NoSuchPlace(Refusal):
    """A name that no place has, which only a programmer can mend."""

    says = "没有“{name}”这个界面。"


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that stands by itself."""

    name: str
    title: str
    says: str
    screen: str = ""
    """`module:Class` below counter.screens; empty where it comes with a later version."""
    digit: str = ""
    """Its digit on the desk; without one it stands on the desk's second list."""
    key: str = ""
    """The key that reaches it from everywhere."""
    right: Right | None = None

    @property
    def later(self) -> bool:
        """Whether this version does not have it."""
        return not self.screen

    def possible(self) -> str | None:
        """None where it can be entered, else the sentence why not."""
        return LATER.format(name=self.title) if self.later else None

    def made(self) -> HallScreen[Any]:
        """A new screen of this place.

        Raises:
            NotYet: where this version does not have it.
        """
        if self.later:
            raise NotYet(name=self.title)
        module, name = self.screen.split(":")
        return cast("HallScreen[Any]", getattr(importlib.import_module(f"counter.screens.{module}"), name)())

    def command(self, key: str, act: Callable[[], None]) -> Command:
        """Going there, on a key."""
        return Command(self.title, key, self.says, self.possible, self.right, act)


PLACES = (
    Place("desk", "桌面", "回到桌面，从这里去每个界面。", "entrance.desk:DeskMenu"),
    Place("closing", "日结", "一天结束：看还欠什么，打日报，备份。", "day.closing:ClosingScreen", "1",
          right=Right.CLOSE_DAY),
    Place("intake", "受理", "来人了：收件、受理、咨询。", "intake.screen:IntakeScreen", "2", "f2", Right.INTAKE),
    Place("cases", "办件", "在办、到期、待补、待领，查找办件。", "lists.cases:CasesScreen", "3", "f3"),
    Place("handover", "交接", "AB岗交接：交出、返岗收回、顶岗、印章和物品。",
          "posts.handover:HandoverScreen", "4", "f4"),
    Place("attendance", "签到", "签到、签退、外出、集体公务；从这里去请假和考勤表。",
          "attendance.board:AttendanceScreen", "5", "f5"),
    Place("voice", "诉求", "投诉、意见、好差评。", "", "6", "f6"),
    Place("registers", "台账", "印章、档案、卫生等台账。", "", "7", "f7"),
    Place("today", "今日", "今天收了多少、办了多少、还差什么。", "day.today:TodayScreen", "8", "f8", Right.REPORT),
    Place("people", "人员", "人员、岗位、窗口；重置密码。", "hall.people:PeopleScreen", "9", right=Right.RESET_PIN),
    Place("settings", "设置", "大厅的制度数值和放假安排。", "hall.settings:SettingsScreen", right=Right.SETTINGS),
    Place("items", "事项", "查事项、打办事指南；改事项、导入导出。", "hall.items:ItemsScreen"),
    Place("enquiries", "首问", "咨询、转办、待回电、投诉：登记下来，跟踪到办完。", "lists.enquiries:EnquiriesScreen",
          right=Right.INTAKE),
    Place("appointments", "预约", "预约和上门：约时间、来了办理、转接待、名单。",
          "lists.appointments:AppointmentsScreen"),
    Place("batches", "批量", "村级交件、到件、批量发放、名册件、代办点、代理台账。", "batches.screen:BatchesScreen"),
    Place("checking", "查验", "查日志和数据有没有被改动（纪委、领导）。",
          "hall.checking:CheckingScreen", right=Right.AUDIT),
    Place("approvals", "审批", "等您审批的、您提请的；录入纸质签批。", "day.approvals:ApprovalsScreen"),
    Place("leave", "请假", "请假、同意顶岗、销假、续假、补证明；请假条、请销假登记簿。",
          "attendance.leave:LeaveScreen"),
    Place("attendance-sheet", "考勤表", "一个月的考勤：每人每天、说明、更正、签字、备案、公示、打印。",
          "attendance.month:AttendanceSheetScreen"),
    Place("duty", "值班", "值班表、换班；午间值班、领导带班、节假日值班登记；加班。",
          "attendance.roster_duty:DutyRosterScreen"),
    Place("vetoes", "否定报备", "退回、不予受理、不予办理的登记。", "lists.vetoes:VetoesScreen", right=Right.REPORT),
    Place("answerable", "责任表", "出了事由谁负责：选情形，填哪一件、什么时候，查人和证据。",
          "posts.answerable:AnswerableScreen", right=Right.REPORT),
    Place("checklists", "检查要点", "接待、首问、收费这些靠人做到的：逐条看，打印检查单。",
          "hall.checklists:ChecklistsScreen"),
    Place("money", "收款对账", "窗口收的钱：当天清点、另一人复核，解缴，打月报。",
          "day.money:MoneyScreen", right=Right.INTAKE),
)  # fmt: skip

_BY_NAME = {place.name: place for place in PLACES}


def place(name: str) -> Place:
    """The place of a name.

    Raises:
        NoSuchPlace: where there is none.
    """
    if name not in _BY_NAME:
        raise NoSuchPlace(name=name)
    return _BY_NAME[name]


def landing(roles: Iterable[str]) -> str:
    """Where somebody works, and therefore lands after signing on."""
    held = set(roles)
    if held & {Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.LEADER_IN_CHARGE, Role.MAIN_LEADER, Role.DISCIPLINE}:
        return "today"
    if Role.COMPREHENSIVE in held:
        return "attendance"
    return "intake" if Role.CLERK in held else "desk"
