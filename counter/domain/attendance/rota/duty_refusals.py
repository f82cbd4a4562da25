"""Why a duty cannot be signed on or off, or recorded: each refusal with its one sentence."""

from __future__ import annotations

from counter.domain.refusals import Refusal


class NoNoonDuty(Refusal):
    """A hall without noon duty."""

    standing = True
    says = "本厅没有设午间值班。要设的话，在“设置”里填午间值班时间。"


class NoRota(Refusal):
    """A day for which nobody was put on the rota."""

    standing = True
    says = "{day}的值班表上没有{duty}。请到“值班”里编排、公布，或者按 4 加一项。"


class NotYourDuty(Refusal):
    """Somebody else's duty."""

    standing = True
    says = "{day}{duty}值班的是{who}，不是{name}。要替班，请先在“值班”里换班。"


class NoonNotYet(Refusal):
    """Too long before noon duty."""

    says = "午间值班{hours}，{since}以后才能到岗登记。"


class NoonOver(Refusal):
    """Signing on when it is over."""

    says = "午间值班到{end}已经结束。实际值了班的，请补录，写明当时的时间。"


class OnAlready(Refusal):
    """Signing on twice."""

    says = "{name}已在{when}到岗登记，不用再登。"


class NotOn(Refusal):
    """Signing off without having signed on."""

    says = "{name}今天没有午间值班的到岗登记，请先登记到岗。"


class RecordMissing(Refusal):
    """A duty without its record."""

    says = "请写值班记录：来了谁、办了什么、有什么要交代；没有事就写“无事”。"


class LeavingEarly(Refusal):
    """Off before the end, with nobody to take over."""

    says = "午间值班到{end}。有急事要走，请写上替班人，交代清楚再走。"


class HandedToOneself(Refusal):
    """A substitute who is oneself."""

    says = "替班人不能是自己。"


class WrongTimes(Refusal):
    """A duty that ends before it begins, or lies ahead."""

    says = "值班时间不对：{why}。"


class MoreSolved(Refusal):
    """More settled than received."""

    says = "现场解决{solved}件，比接待的{received}件还多，请核对。"
