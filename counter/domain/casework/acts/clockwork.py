"""What touches a case's clock on purpose: a stop and its end, and an instant case that becomes a promised one.

A stop is only for a procedure that the hall's rules exclude and that the item, where it names any, names too;
the applicant is told in writing. Keeps: what proves too complex for the day is explained and finished within
a promised time (S02.11, S03.18).
"""

from __future__ import annotations

from collections.abc import Mapping

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import CaseAt, add, settle_after
from counter.domain.casework.case.in_hand import NotNow, opened
from counter.domain.casework.case.limits import limit_of
from counter.domain.casework.case.order import NOT_LENGTHENED, TOO_COMPLEX
from counter.domain.casework.case.steps import NOTE_MOST, RUNNING, ReasonMissing, reason_text
from counter.domain.casework.papers import notices
from counter.domain.clock import local
from counter.domain.hall.items.item import Item
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.ruled.casework import Exclusion
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

EXCLUSION_NAMES: Mapping[Exclusion, str] = {
    "survey": "现场踏勘", "hearing": "听证", "public-notice": "公示", "expert-review": "专家评审",
    "inspection": "检验检测",
}  # fmt: skip
_SAID_AS: Mapping[Exclusion, tuple[str, ...]] = {
    "survey": ("踏勘", "勘察", "勘验", "现场核查"), "hearing": ("听证",), "public-notice": ("公示", "公告"),
    "expert-review": ("评审", "论证", "评定"), "inspection": ("检验", "检测", "检疫", "鉴定"),
}  # fmt: skip
"""By which words an item or a clerk names a procedure."""

_A_YEAR = 366
COMPLEX = "情况较复杂，当天办不完"
"""The usual explanation."""


class NotExcluded(Refusal):
    """A stop for something that the limit does count."""

    says = "“{ground}”不能暂停计时。这件可以暂停的有：{known}。"


class DaysUnclear(Refusal):
    """About how many days a stop will take, and it is no number of days."""

    says = "预计天数{days}不对：请填0到366的整数，说不准的空着。"


class AlreadyStopped(Refusal):
    """A second stop while one lasts."""

    says = "这件已经暂停计时（{ground}），先登记恢复，再登记新的暂停。"
    standing = True


class TooLate(Refusal):
    """A stop of a promise that has run out."""

    says = "这件 {due} 就到期了，已经超期，不能再暂停计时。请抓紧办理，并向申请人说明。"
    standing = True


class NotStopped(Refusal):
    """The end of a stop that was none."""

    says = "这件没有暂停计时，不用恢复。"
    standing = True


class NotInstant(Refusal):
    """A case of another kind cannot become a promised one this way."""

    says = "这件是{kind}，只有即办件才能转承诺件。"
    standing = True


def grounds_of(item: Item, book: Rulebook) -> tuple[str, ...]:
    """What may stop the clock of a case: the hall's grounds, and of those only what the item names, if it names any."""
    allowed = book.casework.exclusions.value
    if not item.off_clock:
        return tuple(EXCLUSION_NAMES[each] for each in allowed)
    return tuple(named for named in item.off_clock if any(_means(named, each) for each in allowed))


def _means(words: str, ground: Exclusion) -> bool:
    return any(each in words for each in (*_SAID_AS[ground], EXCLUSION_NAMES[ground]))


def _ground(case: CaseAt, book: Rulebook, typed: str) -> str:
    """The ground that was meant, as the item or the rulebook names it.

    Raises:
        NotExcluded: where the hall or the item does not allow it.
    """
    known = grounds_of(case.item, book)
    words = EXCLUSION_NAMES.get(typed, typed)  # type: ignore[call-overload]
    for name in known:
        if words == name or any(_means(words, each) and _means(name, each) for each in EXCLUSION_NAMES):
            return name
    cites = (book.casework.exclusions.cite, NOT_LENGTHENED)
    raise NotExcluded(ground=words, known="、".join(known) or "没有", cites=cites)


@act("stop")
def stop(work: Work, case_id: int, ground: str, paper: str = "", days: int = 0, *, rev: int | None = None) -> CaseAt:
    """Stops the promise for an excluded procedure, and tells the applicant in writing.

    Args:
        work: The open unit of work.
        case_id: The case.
        ground: The procedure: its name, or as the item names it.
        paper: The number of the paper that orders it; empty: the notice's own number.
        days: About how many days it will take, as the applicant is told; 0: not said.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, AlreadyStopped, TooLate, DaysUnclear, NotExcluded, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, *RUNNING, doing="暂停计时", rev=rev)
    if case.life.stopped:
        raise AlreadyStopped(ground=case.life.clock("stop").about, cites=(NOT_LENGTHENED,))  # type: ignore[union-attr]
    if case.life.reported is not None or case.life.kind == "instant":
        first = "上报以后不计本级时限，不用暂停。" if case.life.reported else "即办件当天办完，办不完的先转承诺件。"
        raise NotNow(state=case.state_name, act="暂停计时", first=first)
    if case.life.overdue and case.life.due is not None:
        raise TooLate(due=f"{local(case.life.due):%m-%d %H:%M}", cites=(Cite("无特殊原因不得逾期", ("S11.5",)),))
    if not 0 <= days <= _A_YEAR:
        raise DaysUnclear(days=days, cites=(NOT_LENGTHENED,))
    named = _ground(case, work.book, ground.strip())
    cites = (work.book.casework.exclusions.article,)
    notice = notices.stop_notice(work, case, named, days, cites)
    told = {"days": days} if days else {}
    reference = clean(paper, field="文号", most=NOTE_MOST) or notice.number
    after = settle_after(work, case, add(work, case_id, "stopped", ground=named, paper=reference, **told))
    visits.keep_paper(work, notice, case_id)
    return after


@act("resume")
def resume(work: Work, case_id: int, result: str = "", *, rev: int | None = None) -> CaseAt:
    """Ends a stop: the promise goes on from this day, and the applicant is told the new date.

    Args:
        work: The open unit of work.
        case_id: The case.
        result: How the procedure ended, as it stands in the case's life; may be left out.
        rev: The revision that the person saw.

    Raises:
        NotYours, NotNow, NotStopped, ChangedMeanwhile: as they say.
        TextRefused: of the result.
    """
    case = opened(work, case_id, *RUNNING, doing="恢复计时", rev=rev)
    clock = case.life.clock("stop")
    if clock is None:
        raise NotStopped(cites=(NOT_LENGTHENED,))
    told = {"result": said} if (said := clean(result, field="结果", most=NOTE_MOST)) else {}
    after = settle_after(work, case, add(work, case_id, "resumed", **told))
    if after.life.due is None:  # entered late, and stopped again since
        return after
    cites = (work.book.casework.exclusions.article,)
    visits.keep_paper(work, notices.resume_notice(work, after, clock.about, cites), case_id)
    return after


@act("convert")
@carries("S02.11", "S03.18", "S11.12", by="act")
def convert(work: Work, case_id: int, reason: str = COMPLEX, *, rev: int | None = None) -> CaseAt:
    """Makes an instant case that proves too complex a promised one, with its reason and a date.

    Raises:
        NotYours, NotNow, NotInstant, ReasonMissing, ChangedMeanwhile: as they say.
    """
    case = opened(work, case_id, "accepted", "reviewing", doing="转承诺件", rev=rev)
    if case.life.kind != "instant":
        raise NotInstant(kind=case.kind_name, cites=(TOO_COMPLEX,))
    if not reason.strip():
        raise ReasonMissing(act="转承诺件", cites=(TOO_COMPLEX,))
    limit = limit_of(case.item, "promised", work.book)
    after = settle_after(
        work, case, add(work, case_id, "converted", kind="promised", limit=limit, reason=reason_text(reason))
    )
    for paper in notices.on_acceptance(work, after):
        visits.keep_paper(work, paper, case_id)
    return after
