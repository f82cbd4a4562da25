"""In which order the acts on a case follow each other, and which rule says so of each.

A case that is not where an act needs it is refused with that rule (`running.NotNow`), so that whoever is refused
learns why, on the screen, at the command line and in a scenario alike.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter.domain.reckoning import Cite

STEPS = Cite("受理、审核、办结依次进行", ("S01.11",))
"""What holds of every act: three steps, one after the other, and an end is an end."""
NOT_LENGTHENED = Cite("承诺时间不得随意延长", ("S03.10",))
ONLY_JOINT = Cite("联办件：需两个（或三个）以上部门办理的事项", ("S04.1", "S04.2"))
TOO_COMPLEX = Cite("当日办不了的说明情况，在承诺时间内办结", ("S02.11", "S03.18"))
CHASED_IN_TIME = Cite("中心监督各部门按时办结", ("S04.14",))
PASSED_ON = Cite("转办的由接收窗口及时办理，首问责任人跟踪到办结", ("S12.11",))
ENTERED_WHEN_ACCEPTED = Cite("受理登记后方可办理", ("S61.4",))
ONCE_ASKED = Cite("一次性告知：材料一次告知清楚", ("S10.13",))
_EXTENDED = Cite("限时办结：特殊原因不能按时办结的，须在到期前办延期手续", ("S03.11", "S11.4"))
_SENT_UP = Cite("上报件：承诺上报时限，报出后跟踪到上级答复", ("S07.3", "S07.4"))
_UNCLEAR = Cite("法规不明确的，先征求有关部门意见再答复", ("S19.6",))
_LED = Cite("报分管领导审批后办理", ("S14.12", "S19.2"))
_CHASED = Cite("限时办结督办，督到办结为止", ("S11.3", "S43.1"))
_FILED = Cite("办件登记留存备查", ("S43.4", "S61.9"))
_SUPERVISED = Cite("符合条件未按时审批的，责令审批；拒不审批的，鉴证后移送监察", ("S11.7",))
_ONCE_OVER = Cite("不予办理说明理由并登记备查，已办完的不再另作决定", ("S01.11", "S06.13", "S19.1"))

FORBIDS: Mapping[str, tuple[Cite, ...]] = {
    "办结": (Cite("材料不齐的，待补齐后办理", ("S05.6",)), STEPS),
    "补齐": (Cite("补办件：一次告知、补齐后继续办理", ("S05.7",)),),
    "终止": (Cite("补办件：材料齐全之日起继续办理，只有一直未补的才终止", ("S05.6", "S05.7")),),
    "领取": (Cite("办结后送达", ("S61.5",)),),
    "通知领取": (Cite("办结后告知结果", ("S61.3", "S61.5")),),
    "登记到件": (Cite("办结后送达", ("S61.5",)),),
    "收费": (Cite("只对受理的事项按公布的标准收费", ("S31.1", "S31.2")),),
    "盖章": (Cite("审批办结后加盖审批专用章", ("S54.1", "S54.3")),),
    "审核": (Cite("受理后审核，核实真实准确", ("S01.11", "S61.2")),),
    "审议后受理": (Cite("控制事项情况复杂的，经审议后明确答复", ("S06.9",)),),
    "暂停计时": (NOT_LENGTHENED,),
    "恢复计时": (NOT_LENGTHENED,),
    "转承诺件": (TOO_COMPLEX,),
    "延期": (_EXTENDED,),
    "补充要求": (ONCE_ASKED,),
    "提醒": (Cite("补办件：一次告知、补齐后继续办理；办结后告知结果", ("S05.7", "S61.5")),),
    "上报": (_SENT_UP,),
    "登记上级答复": (_SENT_UP,),
    "跟催上级": (Cite("一包到底：在一定时间内与上级部门保持联系", ("S07.8", "S12.16")),),
    "确定牵头窗口": (Cite("联办件由中心确定牵头窗口", ("S04.4",)),),
    "通知联办部门": (Cite("联办件受理后，牵头窗口立即通知有关部门", ("S04.11",)),),
    "登记部门意见": (Cite("会签：各部门首席代表签署部门意见", ("S04.16",)),),
    "记录联审会": (Cite("中心视情召集联审会", ("S04.12",)),),
    "催办部门": (CHASED_IN_TIME,),
    "送审": (_LED,),
    "退回经办人": (_LED,),
    "特事特办": (Cite("五制办理：特别紧急、特别重要或须在法定节假日办理的，可以特事特办", ("S08.7",)),),
    "不予办理": (_ONCE_OVER,),
    "报领导后不予办理": (_ONCE_OVER, Cite("重大、疑难事项由分管领导决定", ("S19.2",))),
    "退回": (Cite("退回件：初审、踏勘或核查不符合条件的，一次说明理由退回", ("S06.1", "S06.6")), STEPS),
    "撤回": (STEPS,),
    "另约": (Cite("因客观原因当时不能办的，说明原因，另约时间", ("S06.11",)),),
    "标明法规不明确": (_UNCLEAR,),
    "征求意见": (_UNCLEAR,),
    "转办": (PASSED_ON,),
    "督办": (_CHASED,),
    "责令办理": (_SUPERVISED,),
    "移送监察": (_SUPERVISED,),
    "评价": (Cite("一次一评：办完业务评价一次", ("S24.2",)),),
    "回访": (Cite("跟踪回访：对已经办完的事项", ("S24.11",)),),
    "归档": (Cite("办完的办件按窗口归档", ("S52.6", "S61.9")),),
    "登记名册": (ENTERED_WHEN_ACCEPTED, STEPS),
    "更正": (_FILED,),
    "换事项": (_FILED, STEPS),
    "作废": (_FILED,),
}  # fmt: skip
"""Which rules say when each act has its place, by the act's name in Chinese."""


def why_not_now(doing: str) -> tuple[Cite, ...]:
    """The rules by which an act has no place now; that steps follow each other where it has none of its own."""
    return FORBIDS.get(doing, (STEPS,))
