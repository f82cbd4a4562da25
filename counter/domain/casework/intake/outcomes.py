"""The ways an intake can end besides being taken in, as digits on its last line; none of them saves by itself."""

from __future__ import annotations

from counter.domain.casework.case.steps import RETURN_REASON
from counter.domain.casework.intake.form import Form
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal

SLIP, ENQUIRY, REBOOK, RETURN, DECLINE, SERIES, KIND, WEIGH, LATER = 1, 2, 3, 4, 5, 6, 7, 8, 9
NAMES = {
    SLIP: "一次性告知单", ENQUIRY: "转办引导、咨询", REBOOK: "另约", RETURN: "退回", DECLINE: "不予办理",
    SERIES: "连办", KIND: "改类型", WEIGH: "审议", LATER: "收件待审",
}  # fmt: skip


_TOGETHER = (SLIP, RETURN, SERIES, KIND)
"""Outcomes of which one may be chosen beside another."""

_EXCLUDE_EACH_OTHER = ("enquiry", "returning", "declining", "weigh", "rebook")
"""Outcomes of which a sheet has one."""


class NothingToTell(Refusal):
    """A one-time slip where nothing is missing."""

    says = "材料没有缺的，不用一次性告知单。"


class RebookReasonFirst(Refusal):
    """Another time without the time, or without saying why not now."""

    says = "另约要写明时间，以及为什么现在不能办，请按 3 填写。"


class DeclineReasonFirst(Refusal):
    """A refusal without its reason."""

    says = "不予办理要写明理由，请按 5 填写。"


class ReasonFirst(Refusal):
    """A return without its reason."""

    says = "退回要写明理由，请按 4 填写。"


class WeighReasonFirst(Refusal):
    """Weighing without saying why it cannot be judged on the spot."""

    says = "审议要写明为什么当场不能判断，请按 8 填写。"


class CannotBoth(Refusal):
    """Two outcomes at once."""

    says = "已选“{chosen}”，请先再按一次取消。"


def pending(form: Form) -> str:
    """What is chosen and waits for Enter, by its name; empty where the case is simply taken in."""
    sheet = form.sheet
    if sheet.enquiry:
        return NAMES[ENQUIRY]
    if sheet.returning:
        return NAMES[RETURN]
    if sheet.declining:
        return NAMES[DECLINE]
    if sheet.weigh:
        return NAMES[WEIGH]
    if sheet.rebook:
        return NAMES[REBOOK]
    if sheet.unexamined:
        return NAMES[LATER]
    return NAMES[SLIP] if sheet.slip else ""


def cancelled(form: Form, key: str, digit: int) -> str:
    """Takes back what is pending, where the key means something else.

    A slip goes with a return and with another kind; the reason of a return, why it is weighed, or the time agreed, is
    kept when the form is put aside.

    Returns:
        A sentence for the status line; empty where nothing was taken back.
    """
    chosen, sheet = pending(form), form.sheet
    if not chosen or NAMES.get(digit) == chosen:
        return ""
    if not sheet.enquiry and (digit in _TOGETHER or (_written(form) and key == "escape")):
        return ""
    sheet.enquiry, sheet.slip, sheet.returning, sheet.weigh, sheet.unexamined = False, False, "", "", False
    sheet.rebook = sheet.rebook_why = sheet.declining = sheet.decline_way = ""
    form.forget("returning", "declining", "decline_way", "weigh", "rebook", "rebook_why")
    return f"已取消“{chosen}”，照常收件。"


def _written(form: Form) -> bool:
    """Whether what was chosen has words of its own, which are kept when the form is put aside."""
    return bool(form.sheet.returning or form.sheet.declining or form.sheet.weigh or form.sheet.rebook)


def choose(form: Form, digit: int, last_item: str) -> str:
    """What a digit on the last line chooses, or takes back.

    Returns:
        A sentence for the status line.

    Raises:
        Refusal: where it cannot be chosen now, with the reason.
    """
    sheet = form.sheet
    match digit:
        case 1:
            return _slip(form)
        case 2:
            sheet.enquiry = not sheet.enquiry
            return "Enter 记为咨询，不收件。" if sheet.enquiry else "照常收件。"
        case 3:
            return _rebook(form)
        case 4:
            return _return(form)
        case 5:
            return _decline(form)
        case 6:
            form.series = not form.series
            return "连办：保存后事项不变，逐个输证号。" if form.series else "连办结束。"
        case 7:
            return _kind(form)
        case 8:
            return _weigh(form)
        case 9:
            return _later(form)
    return ""


def _slip(form: Form) -> str:
    sheet = form.sheet
    what = form.verdict.value.decision if form.verdict else None
    if not sheet.slip and (what is None or not (what.missing or what.owed)):
        raise NothingToTell()
    sheet.slip = not sheet.slip
    return "Enter 收件并出一次性告知单。" if sheet.slip else "不另出一次性告知单。"


def _alone(form: Form, own: str) -> None:
    """Refuses an outcome beside another that excludes it."""
    if any(getattr(form.sheet, each) for each in _EXCLUDE_EACH_OTHER if each != own):
        raise CannotBoth(chosen=pending(form))


def _return(form: Form) -> str:
    sheet = form.sheet
    _alone(form, "returning")
    if sheet.returning:
        sheet.returning = ""
        form.forget("returning")
        return "不退回，照常收件。"
    form.asking = "return"
    form.forget("returning")
    return "请写退回的理由。"


def _decline(form: Form) -> str:
    """Refused at the desk: with its reason, by the window or by the leader."""
    sheet = form.sheet
    _alone(form, "declining")
    form.forget("declining", "decline_way")
    if sheet.declining:
        sheet.declining = sheet.decline_way = ""
        return "不作不予办理，照常收件。"
    sheet.slip = sheet.unexamined = False
    form.asking = "decline"
    return "请写不予办理的理由，会写在通知书上，并登记备查。"


def _weigh(form: Form) -> str:
    sheet = form.sheet
    _alone(form, "weigh")
    if sheet.weigh:
        sheet.weigh = ""
        form.forget("weigh")
        return "不审议，照常收件。"
    form.asking = "weigh"
    form.forget("weigh")
    return "请写为什么当场不能判断；收件后在期限内会同审议。"


def _rebook(form: Form) -> str:
    sheet = form.sheet
    _alone(form, "rebook")
    if sheet.rebook:
        sheet.rebook = sheet.rebook_why = ""
        form.forget("rebook", "rebook_why")
        return "不另约，照常收件。"
    form.asking = "rebook"
    form.forget("rebook", "rebook_why")
    return "请写约到什么时候，以及为什么现在不能办；不算退回。"


def _later(form: Form) -> str:
    """Only taken in: what lacks is told when it was examined, in the days of the one-time notice."""
    sheet = form.sheet
    sheet.unexamined = not sheet.unexamined
    if not sheet.unexamined:
        return "照常收件。"
    sheet.slip = sheet.enquiry = False
    return "Enter 先收件、出收件凭证，以后再审核告知。"


def _kind(form: Form) -> str:
    sheet = form.sheet
    if sheet.kind:
        sheet.kind = sheet.why = ""
        form.forget("kind", "why")
        return "按系统认定的类型。"
    form.asking = "kind"
    form.forget("kind", "why")
    return "改按哪一类，并写理由；理由会记入日志。"


def must_be_sayable(form: Form) -> None:
    """Refuses to save an outcome that lacks what it must say.

    Raises:
        ReasonFirst, DeclineReasonFirst, WeighReasonFirst, RebookReasonFirst: a return, a refusal, weighing, another
            time, without its reason.
    """
    if form.asking == "decline" and not form.sheet.declining.strip():
        raise DeclineReasonFirst(cites=(Cite("不予办理要说明理由", ("S06.13", "S19.1")),))
    if form.asking == "weigh" and not form.sheet.weigh.strip():
        raise WeighReasonFirst(cites=(Cite("复杂的会同审议", ("S06.9", "S06.10")),))
    if form.asking == "rebook" and not (form.sheet.rebook and form.sheet.rebook_why.strip()):
        raise RebookReasonFirst(cites=(Cite("客观原因当时不能办的，说明原因、另约时间", ("S06.11",)),))
    if form.asking == "return" and not form.sheet.returning.strip():
        raise ReasonFirst(cites=(RETURN_REASON,))
