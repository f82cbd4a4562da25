"""Why an act on the rota cannot be: each refusal with its one sentence, for drafting, changing and swapping."""

from __future__ import annotations

from counter.domain.refusals import Refusal


class MonthOver(Refusal):
    """A month of which no day is left."""

    standing = True
    says = "{month}已经没有以后的日子可排了，请排下一个月。"


class MonthPublished(Refusal):
    """A published rota is changed entry by entry."""

    standing = True
    says = "{month}的值班表已在{when}公布，不能重排。要动的请逐项改，或者换班。"


class NothingDrafted(Refusal):
    """There is nothing to publish."""

    standing = True
    says = "{month}还没有排值班表，请先编排，看过再公布。"


class TooEarly(Refusal):
    """A month further ahead than the next one."""

    standing = True
    says = "{month}的值班表要到上一个月才公布，现在只能公布到{next}。"


class NobodyOnDuty(Refusal):
    """A day that lacks somebody whom the rules ask for."""

    standing = True
    says = "{days}还缺{duty}的人，不能公布。请先在值班表上补上。"


class UnknownEntry(Refusal):
    """No such entry on the rota, or one that was taken off."""

    says = "值班表上没有这一项，可能刚被改过。请回到列表再看。"


class PastDay(Refusal):
    """A day that is over."""

    says = "{day}已经过去，值班表不再改；实际是谁值的，以值班记录为准。"


class AwayThen(Refusal):
    """Somebody who has approved leave, or is no longer here."""

    says = "{name}{day}请假、公出或已离开，不能排值班，请换一个人。"


class NotOfPost(Refusal):
    """A window's turn for somebody who does not hold its post."""

    says = "{name}不是{post}的A岗或B岗，不能排这个窗口。可以排：{pair}。"


class NotALeader(Refusal):
    """Leaders' duty for somebody who is no leader."""

    says = "{name}不是领导，带班由领导值、由领导或综合窗口登记。"
    standing = True


class NotOfStaff(Refusal):
    """A staff duty for somebody who has none."""

    says = "{name}不参加大厅考勤，不能排{duty}值班。"


class NoSuchVillage(Refusal):
    """A village that the hall does not know."""

    says = "没有“{place}”这个村。有：{known}。"


class TwiceThen(Refusal):
    """Two duties at once."""

    says = "{name}{day}已经排了{duty}，不能再排这一项。"


class WhyChanged(Refusal):
    """A change of what was published, without why."""

    says = "已公布的值班表改动要写明原因，公示的表上会注明。"


class LastLeader(Refusal):
    """Taking off the only leader of a day."""

    says = "{day}只剩{name}一位领导带班，不能去掉。请改成另一位领导。"


class NothingChanged(Refusal):
    """A change to what stands there already."""

    says = "改的和原来一样，没有改动。"


class NotYourEntry(Refusal):
    """Only whose duty it is asks to swap it."""

    says = "这一天是{name}值班，换班要由本人提出。"


class OtherDuty(Refusal):
    """A swap of duties of different kinds."""

    says = "只能同一种值班互换：{mine}和{theirs}不能换。"


class SwapSettled(Refusal):
    """A swap that was agreed to, declined or taken back before."""

    says = "这次换班已经办过了。"


class NotAskedOfYou(Refusal):
    """Only who was asked agrees."""

    says = "这次换班要{name}本人同意。"


class WithYourself(Refusal):
    """A swap with oneself."""

    says = "不能和自己换班。"


class NotAVillageDay(Refusal):
    """No village day stands on that day."""

    says = "{day}没有排下村。"
