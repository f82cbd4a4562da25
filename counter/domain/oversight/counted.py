"""How each figure of the daily summary is counted, in one sentence, for whoever asks why (F9)."""

from __future__ import annotations

from collections.abc import Mapping

from counter.domain.casework.papers.notices import said
from counter.domain.oversight.figures import Day
from counter.domain.reckoning import Cite, Reckoning, Step

_REPORT = Cite("便民服务中心工作汇报：收件、办结、办结率，分窗口", ("S62.4",))
_CLIENTS = Cite("接待人数、用时统计，作为日报依据", ("S62.3",))
_LIMITS = Cite("限时办结报表汇总", ("S62.2",))
_ENQUIRIES = Cite("咨询计入汇报", ("S26.7",))
_REFUSED = Cite("不受理、不批准的登记备查", ("S19.1",))
_NONE: tuple[Cite, ...] = ()

_HOW: Mapping[str, tuple[str, tuple[Cite, ...]]] = {
    "收件": ("当天收进来的办件，不论后来怎样；作废的不算", (_REPORT,)),
    "受理": ("当天材料齐全、正式受理的办件；以前收的、今天补齐的算今天", (_REPORT,)),
    "办结": ("当天作出决定（设审批专用章的为盖章）的办件，不予办理的决定也算", (_REPORT,)),
    "按时办结": ("当天办结、没有超过承诺时限的", (_LIMITS,)),
    "超期办结": ("当天办结、超过承诺时限的", (_LIMITS,)),
    "退回": ("当天退回的", (_REFUSED,)),
    "暂不予受理": ("当天缺材料又没有承诺补齐、没有受理的", (_REFUSED,)),
    "不予办理": ("当天决定不予办理的，同时计入办结", (_REFUSED,)),
    "撤回": ("当天申请人撤回的", _NONE),
    "作废": ("当天作废的，不论哪天收的；作废件不再计入别的数", _NONE),
    "待补": ("到这一刻已收件、等申请人补材料的全部办件", (_LIMITS,)),
    "待领": ("到这一刻已办结、结果还没有人领的全部办件", _NONE),
    "咨询": ("当天登记的咨询，不算办件", (_ENQUIRIES,)),
    "待回电": ("答应回电、还没有回的咨询", (_ENQUIRIES,)),
    "即办件": ("当天按即办件受理的", (_REPORT,)),
    "承诺件": ("当天按承诺件受理的", (_REPORT,)),
    "联办件": ("当天按联办件受理的", (_REPORT,)),
    "上报件": ("当天按上报件受理的", (_REPORT,)),
    "补办件": ("当天告知补材料的", (_REPORT,)),
    "容缺": ("当天受理、允许后补材料的", _NONE),
    "在办": ("到这一刻已受理、没有办结的全部办件", (_LIMITS,)),
    "今日到期": ("在办件里，承诺时限到这一天为止的", (_LIMITS,)),
    "超期": ("在办件里，到这一刻已经过了承诺时限的", (_LIMITS,)),
    "补录": ("当天发生、后来才录入的办件", _NONE),
    "来访人次": ("当天到窗口的人次，一次来办几件只算一次", (_CLIENTS,)),
    "收费(元)": ("当天收取的本中心公布的收费，作废件不算", _NONE),
    "代收(元)": ("当天替别的单位代收的钱，与收费分开；作废件不算", _NONE),
}


def explain(day: Day, name: str) -> Reckoning[float]:
    """A figure with how it is counted and up to when.

    Args:
        day: The day's figures.
        name: The figure's Chinese line name.
    """
    how, cites = _HOW[name]
    value = day.counts[name]
    steps = [Step(f"{name}：{how}", cites), Step(f"算到 {said(day.until)}，按现在的记录，是 {value:g}")]
    then = next((was for changed, was, _ in day.changed if changed == name), None)
    if then is not None:
        steps.append(Step(f"日结时是 {then:g}，以后有补录、作废或更正"))
    return Reckoning(value, tuple(steps))


def counted() -> tuple[str, ...]:
    """Every line that can be explained."""
    return tuple(_HOW)
