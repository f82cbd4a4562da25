"""The rulebook in the words of the counter: what each value is called, how it is shown and typed."""

from __future__ import annotations

import json
import re
from datetime import time
from typing import Any, get_args

from pydantic import BaseModel

from counter.domain.hall.rights import ROLE_NAMES
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.ruled.values import Limit
from counter.domain.refusals import Refusal
from counter.screens.hall.rule_shapes import read_whole, shown_whole

NAMES = {
    "calendar.hours.am": "上午上班时间",
    "calendar.hours.pm": "下午上班时间",
    "calendar.hours.seasons": "分季节的上班时间",
    "calendar.hours.market": "周末逢场的上班时间",
    "calendar.market.basis": "逢场按公历还是农历",
    "calendar.market.digits": "逢几赶场（尾数）",
    "calendar.market.everybody": "逢场天全员坐岗",
    "calendar.village_days": "驻村日（每月几号）",
    "calendar.rota": "冷场天轮流坐岗",
    "duty.windows": "轮值天开几个窗口",
    "duty.fair_months": "排班往前看几个月",
    "duty.rest_days": "哪些休息天要值班",
    "duty.rest_people": "休息天几人值班",
    "duty.special": "特殊时段（防汛等）",
    "duty.study": "集中学习时间",
    "duty.noon.hours": "午间值班时间",
    "duty.noon.place": "午间值班的岗位",
    "duty.noon.early_minutes": "午间值班可提前几分钟",
    "duty.leaders.main_days": "主要领导每月带班几天",
    "duty.leaders.in_charge": "分管领导每天到大厅",
    "duty.leaders.least": "每天至少几位领导",
    "duty.leaders.publish_days": "月底前几天催排下月",
    "casework.kinds": "办件分几种",
    "casework.order": "几类都符合时先按哪类",
    "casework.defined.instant": "什么是即办件",
    "casework.defined.promised": "什么是承诺件",
    "casework.defined.referred": "什么是上报件",
    "casework.defined.controlled": "什么是控制事项",
    "casework.defined.supplement": "什么是补办件",
    "casework.defined.no_main": "缺主件怎么办",
    "casework.defined.returned": "什么是退回件",
    "casework.defined.not_accepted": "什么是暂不予受理",
    "casework.usual_days": "承诺件一般几天",
    "casework.day_one": "期限从哪天起算",
    "casework.unit": "期限按什么日算",
    "casework.joint.threshold": "几个部门起算联办",
    "casework.joint.lead": "联办谁牵头",
    "casework.gaps": "缺附件时怎么办",
    "casework.supplement_from": "补办件从何时起算",
    "casework.owing_days": "容缺补齐期限（天，0按承诺期）",
    "casework.instant.minutes": "即办件几分钟提醒",
    "casework.instant.until": "即办件何时必须办完",
    "casework.extension.allowed": "可以延期",
    "casework.extension.most": "最多延期几次",
    "casework.extension.needs": "延期谁批",
    "casework.refusal.complex": "复杂退件按什么判断",
    "casework.refusal.days": "复杂退件几天内判断",
    "casework.refusal.needs": "重大疑难退件谁定",
    "casework.notice.days": "一次性告知几天内",
    "casework.notice.unit": "告知期限按什么日算",
    "casework.notice.deemed": "逾期不告知视为受理",
    "casework.notice.slip_from": "缺几样起打告知单",
    "casework.notice.content": "一次性告知写哪些",
    "casework.ask_more.grounds": "凭什么可以再要材料",
    "casework.ask_more.faults": "再要材料哪些算过错",
    "casework.special.needs": "特事特办谁定",
    "casework.submission.needs": "代理送审送给谁",
    "casework.agency.scope": "代理办哪些事",
    "casework.agency.tracks": "代理分几种办法",
    "casework.agency.feedback": "代理反馈分几档",
    "casework.referred_as": "上报的事算哪种件",
    "casework.regimes": "各类办件的办理制",
    "casework.exclusions": "哪些程序可以停计",
    "casework.delivery": "办结后几天内送达",
    "casework.supervision": "拒不办理移送监察",
    "casework.service_section": "设政务服务科",
    "casework.platform": "要录上级平台",
    "casework.publish_names": "公示结果时申请人姓名怎么显示",
    "casework.platform_form": "上级平台录哪些、按什么次序",
    "casework.guide": "办事指南写哪些",
    "casework.transfer": "走错窗口怎么引导",
    "casework.stamp": "以盖审批章为办结",
    "casework.seal_size": "审批专用章直径（厘米）",
    "casework.reminders.due_soon_days": "到期前几天提醒",
    "casework.reminders.supplement_days": "待补多久提醒",
    "casework.reminders.again_days": "打过电话几日再提醒",
    "casework.reminders.duplicate_days": "多久内重复办提示",
    "casework.copies": "单子的份",
    "casework.paper_names": "单子的名称",
    "attendance.sessions": "一天签到几次",
    "attendance.grace_minutes": "迟到宽限（分钟）",
    "attendance.sign_out": "要签退",
    "attendance.terminals": "在哪些窗口签到",
    "attendance.sign_in_from_minutes": "上班前几分钟起可以签到（0不限）",
    "attendance.sign_out_after_minutes": "签到后几分钟内回车不签退",
    "attendance.out_needs": "外出谁同意（空为登记即可）",
    "attendance.summary": "考勤多久汇总",
    "attendance.study_absence": "缺学习怎么算",
    "attendance.absent_percent": "过多少没签到算缺一场（%）",
    "attendance.sheet_needs": "考勤表谁签字",
    "attendance.correction_needs": "更正考勤谁批",
    "attendance.award_leave_days": "评优每月事假最多几天",
    "leave.ahead_days": "提前几天请假",
    "leave.stand_in": "请假要有顶岗人",
    "leave.tiers": "请假谁批",
    "leave.own": "审批人自己请假谁批",
    "leave.unregistered": "没备案怎么算",
    "leave.registered_at": "请销假在哪里登记",
    "leave.certificate": "病假要交医院证明",
    "posts.empty_minutes": "空岗几分钟算数",
    "posts.b_steps_in": "A岗不在B岗顶上",
    "posts.handover": "离岗怎么交接",
    "posts.keeper_named_by": "印章代管人由谁指定",
    "posts.term_years": "派驻几年（至少、至多）",
    "complaints.ordinary": "一般投诉的期限",
    "complaints.complex": "复杂投诉的期限",
    "petitions.ordinary": "一般来访的期限",
    "petitions.complex": "复杂来访的期限",
    "breach.period": "违诺按什么累计",
    "breach.steps": "违诺处罚步骤",
    "cleaning.check": "卫生多久检查",
    "cleaning.general": "大扫除时间",
    "approvals.overtime": "加班谁批",
    "approvals.purchase": "采购谁批",
    "approvals.lending": "借阅资料谁批",
    "items.entry": "事项进驻退出谁批",
    "items.covers": "必须进驻的部门（在哪个业务下）",
    "oversight.summary": "督查多久汇总",
    "oversight.tracked": "哪些事要跟踪督办",
    "oversight.leaving": "下班前要做的",
    "security.pin_digits": "密码至少几位",
    "security.pin_tries": "连错几次锁定",
    "security.pin_wait_seconds": "每错一次等几秒",
    "security.resetters": "几名同事共同重置",
    "security.passphrase_signs": "主任口令至少几字",
    "security.lock_minutes": "几分钟不动锁屏",
}
WORDS = {
    "solar": "公历", "lunar": "农历", "working": "工作日", "calendar": "自然日", "next-working-day": "次一工作日",
    "completion": "材料齐全之日", "choose": "由窗口定", "wait": "等补齐", "go-on": "容缺先办", "day": "当天",
    "one-day-ahead": "提前一天交接", "in-person": "当面交接", "reported": "事先报告领导",
    "spot": "当场", "main-window": "主办窗口", "centre": "中心", "responsible-window": "责任窗口",
    "instant": "即办件", "promised": "承诺件", "joint": "联办件", "referred": "上报件", "controlled": "控制事项",
    "supplement": "补办件",
    "returned": "退回件", "agency": "代理件", "unexcused": "旷工", "warn": "提醒", "weekly": "每周", "monthly": "每月",
    "half-day": "半天", "year": "一年", "lifetime": "一直累计",
    "next-up": "由上一级审批", "same-role": "由同级别的人审批",
    "simultaneous": "各窗口同时受理", "days": "规定的天数", "promise": "承诺期", "shorter": "取先到的",
    "none": "不值班", "holidays": "节假日", "rest-days": "周末和节假日",
    "masked": "只显示姓", "whole": "显示全名",
    "survey": "现场踏勘", "hearing": "听证", "public-notice": "公告公示", "expert-review": "专家评审",
    "inspection": "检验检测", "changed": "情况变化", "new-requirement": "上级新要求", "wrong-content": "内容有误",
    "not-told": "漏告知", "item": "事项", "materials": "材料", "procedure": "程序", "limit": "时限", "fee": "收费",
    "basis": "依据", "conditions": "条件", "content": "内容", "fee-basis": "收费依据", "sample": "样表",
    "result": "结果", "key-projects": "重点项目", "any": "不限", "act-for": "代办", "assist": "协办",
    "do-now": "当场办", "two": "两档", "five": "五档", "introduced": "介绍到接待人", "told": "告知窗口电话",
    "guided": "引导到单位", "item-code": "事项编码", "applicant": "申请人姓名", "id": "证件号码", "phone": "联系电话",
    "address": "联系地址", "agent": "代理人姓名", "agent-id": "代理人证件", "channel": "申请方式",
    "received": "收件时间", "accepted": "受理时间", "due": "承诺办结日", "number": "本中心办件号",
    **{str(role): name for role, name in ROLE_NAMES.items()},
}  # fmt: skip
YES, NO, EMPTY = "是", "否", "无"
FORMS = {
    "duty.special": "2026-06-01至2026-09-30 防汛期，几段用；隔开",
    "calendar.hours.seasons": "05-01至09-30 08:30-12:00 15:00-18:00，几段用；隔开",
}
"""How a value is written that may be empty, so that nothing shows how."""
_LIMIT_UNITS = {"working": "个工作日", "calendar": "个自然日"}
_DAYS = re.compile(r"(\d{1,3})\s*个?(工作日|自然日)", re.ASCII)
_SPAN = re.compile(r"(\d{1,2}:\d\d)[-—~至](\d{1,2}:\d\d)")


class NotANumber(Refusal):
    """Something else where a whole number stands."""

    says = "这一项要填整数，“{typed}”不是。"


class NotReadable(Refusal):
    """A structured value that cannot be read."""

    says = "“{typed}”看不懂，请照原来的样子改。"


def name_of(path: str) -> str:
    """What a value is called; its path where it has no name yet."""
    return NAMES.get(path, path)


def shown(value: Any) -> str:
    """A value as the list shows it and the form takes it back."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str):
        return WORDS.get(value, value)
    if _is_span(value):
        return f"{value[0]:%H:%M}-{value[1]:%H:%M}"
    if isinstance(value, tuple) and not any(_is_whole(each) for each in value):
        return " ".join(shown(each) for each in value) or EMPTY
    if isinstance(value, Limit):
        return f"{value.days}{_LIMIT_UNITS[value.unit]}"
    if value == {}:
        return EMPTY
    if (whole := shown_whole(value, lambda word: WORDS.get(word, word))) is not None:
        return whole
    if isinstance(value, BaseModel | tuple | dict):
        return json.dumps(_plain(value), ensure_ascii=False)
    return str(value)


def parsed(text: str, current: Any) -> Any:
    """What was typed, as plain data of the kind of the value that holds now.

    Raises:
        NotANumber, NotReadable: as they say.
    """
    text = text.strip()
    if isinstance(current, bool):
        return text == YES
    if isinstance(current, int):
        return _whole(text)
    if isinstance(current, str):
        return _word(text) if current in WORDS else text
    if text.startswith(("{", "[")):
        return _structure(text)
    if isinstance(current, dict | tuple) and (whole := read_whole(text, current, _word)) is not None:
        return whole
    if isinstance(current, Limit):
        return _limit(text)
    if _is_span(current):
        return _span(text)
    if text == EMPTY:
        return {} if isinstance(current, dict) else []
    words = any(isinstance(each, str) for each in current)
    if words and not any(each in WORDS for each in current):
        return text.split()  # what the hall wrote itself is no word of ours, also where it reads like one
    return [_token(each) for each in (text.split() if words else re.split(r"[\s、，,]+", text))]


def choices_of(book: Rulebook, path: str, current: Any) -> tuple[str, ...]:
    """The only values that a path can take, in words; none where it takes others."""
    if isinstance(current, bool):
        return (YES, NO)
    if not isinstance(current, str):
        return ()
    *parents, last = path.split(".")
    model: Any = book
    for part in parents:
        model = getattr(model, part)
    ruled = type(model).model_fields[last].annotation
    inner = ruled.__pydantic_generic_metadata__["args"][0]
    return tuple(WORDS.get(each, each) for each in get_args(inner) if isinstance(each, str))


def _is_span(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(each, time) for each in value)


def _is_whole(value: Any) -> bool:
    """Whether a list with this in it is shown as a structure: its parts could not be told apart."""
    return isinstance(value, BaseModel) or (isinstance(value, str) and " " in value)


def _token(text: str) -> Any:
    if _SPAN.fullmatch(text):
        return _span(text)
    return int(text) if text.isascii() and text.isdigit() else _word(text)


def _span(text: str) -> list[str]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise NotReadable(typed=text)
    return [each.zfill(5) for each in found.groups()]


def _limit(text: str) -> dict[str, Any]:
    found = _DAYS.fullmatch(text)
    if found is None:
        raise NotReadable(typed=text)
    return {"days": int(found[1]), "unit": _word(found[2])}


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise NotANumber(typed=text)
    return int(text)


def _word(text: str) -> str:
    return next((word for word, chinese in WORDS.items() if chinese == text), text)


def _structure(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise NotReadable(typed=text) from error


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
