"""Why a post cannot be handed over, taken back, stepped into or given to a third: each with what to do."""

from __future__ import annotations

from counter.domain.refusals import Refusal


class HandsToOneself(Refusal):
    """A post handed to who has it."""

    says = "不能把{post}交给自己。请选接岗的人。"


class AlreadyWith(Refusal):
    """Handed over a second time."""

    says = "{post}已经由{name}接了，不用再交。要换人，请{name}交给别人，或先收回。"


class NotYoursToHand(Refusal):
    """Somebody hands over a post that is not theirs."""

    says = "{post}现在由{name}负责，要由{name}当面交接；{name}不在的，B岗可以主动顶岗，或由主任指定。"
    standing = True


class GivesBack(Refusal):
    """Handed to A, to whom it belongs."""

    says = "{post}本来就是{name}的岗位，请用“返岗收回”交回，印章、文件一起清点。"


class ReportFirst(Refusal):
    """Reported to somebody who is no leader."""

    says = "交接前要向领导报告，{name}不是这里的领导。可报告：{leaders}。"


class NothingToTakeBack(Refusal):
    """Nothing was given."""

    says = "{post}没有交出去，现在由{name}负责，没有要收回的。"
    standing = True


class NotYoursToTakeBack(Refusal):
    """Neither A nor who has it."""

    says = "{post}要由A岗{a}和{now}当面交回，两人中任一人都可以发起。"
    standing = True


class NotBackYet(Refusal):
    """Given back to somebody who is not there."""

    says = "{name}{why}，还不能收回{post}。请先{first}。"
    standing = True


class YourOwnPost(Refusal):
    """Stepping into one's own post."""

    says = "{post}现在就由您负责，不用顶岗。"
    standing = True


class BIsThere(Refusal):
    """Stepping in while B, or who was named, is there."""

    says = "{post}的B岗{b}在岗，由{b}顶岗；{b}也不在时，由主任指定别人。"
    standing = True


class TakeBackInstead(Refusal):
    """A steps into the own post that was handed over."""

    says = "{post}是您的岗位，请用“返岗收回”收回，和{name}当面清点。"
    standing = True


class StillSomebodyThere(Refusal):
    """A third is named though A or B is there."""

    says = "{post}的{name}在岗，不用指定第三人；A岗B岗都不在时才指定。"
    standing = True


class NotForYouToNameThird(Refusal):
    """A third is named by somebody else than the director."""

    says = "A岗B岗都不在时，由中心主任（副主任、分管领导）指定第三人，请找他们办理。"
    standing = True


class ConfirmsOther(Refusal):
    """Confirmed by somebody whom it does not wait for."""

    says = "这份交接等{name}本人确认。"
    standing = True


class NothingToConfirm(Refusal):
    """Confirmed already, or overtaken by what came after it."""

    says = "这份交接不用再确认：{why}。"
    standing = True


class NotAsOffered(Refusal):
    """Confirmed after the post went to somebody else than who offered it, or is another's by now."""

    says = (
        "这份{kind}（{giver} → {taker}）不能再确认：{post}的A岗现在是{a}，由{now}负责，和发起时不同。"
        "请由{now}重新发起。"
    )
    standing = True


class ShortIsForA(Refusal):
    """Away for minutes from a post that one stands in at: coming back, it would go to A."""

    says = (
        "{post}您是顶岗的，短时离开不能再交给第三人：回来收回就到A岗{a}手里了。"
        "{a}在岗的，请按 1 交还；要离开一阵的，按 Enter 当面交给别人。"
    )
    standing = True


class NoB(Refusal):
    """Away for minutes from a post that has no B."""

    says = "{post}还没有B岗，短时离开没有人接。请按 Enter 当面交给别人，或请主任在“人员”的岗位里明确B岗。"
    standing = True
