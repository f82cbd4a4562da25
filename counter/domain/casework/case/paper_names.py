"""What each kind of paper is called: by the hall's own rulebook, or by its common name."""

from __future__ import annotations

from collections.abc import Mapping

from counter.domain.hall.rulebook import Rulebook

COMMON: Mapping[str, str] = {
    "filled-form": "填好的表",
    "agency-authorisation": "代理服务委托书",
    "feedback-form": "服务意见反馈表",
    "agency-ledger": "全程代理台账",
    "appointment-slip": "预约单",
    "appointment-notice": "预约办理公示",
    "appointment-list": "预约名单",
    "batch-list": "村级交件清单",
    "results-list": "结果发放清单",
    "arrived-list": "到件清单",
    "roster": "名册",
    "village-agents": "村级代办点公示",
    "village-day": "下村服务单",
    "village-report": "村级代办情况",
    "entrust-announcement": "委托办理公告",
    "service-guide": "办事指南",
    "fee-receipt": "收费票据",
    "custody-receipt": "原件退还签收单",
    "case-record": "办件全程记录",
    "receipt-slip": "收件凭证",
    "stop-notice": "暂停计时告知书",
    "resume-notice": "恢复计时告知书",
    "further-notice": "补充材料告知书",
    "approval-slip": "签批单",
    "joint-opinion-form": "联办意见表",
    "review-record": "联审会记录",
    "chasing-slip": "催办单",
    "joint-standing": "联办办理情况表",
    "order-slip": "责令办理通知书",
    "supervision-certificate": "逾期未办确认鉴证书",
    "seal-filing": "审批专用章备案表",
    "handover-sheet": "交接单",
    "posting-list": "进驻人员和岗位名册",
    "unhanded-list": "离岗未交接登记",
    "stand-in-record": "B岗接待记录",
    "empty-window-sheet": "空岗认定单",
}
"""Papers that no hall calls otherwise."""


def paper_title(book: Rulebook, kind: str) -> str:
    """What a hall calls a kind of paper."""
    return book.casework.paper_names.value.get(kind) or COMMON.get(kind, kind)
