"""A case's life as lines: who did what when, each start of its clock, each paper, who answered for it.

Read from the case's events, its papers and their printings, its money, and the journal where that
alone knows (who looked at whole numbers, a clock that ran back). Numbers of people stand masked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.approvals.matters import matter_of
from counter.domain.approvals.reading import of_subject
from counter.domain.approvals.standing import Approval
from counter.domain.casework.acts.accepting import CHANNELS
from counter.domain.casework.acts.agency import TRACK_NAMES
from counter.domain.casework.acts.corrections import FIELD_NAMES
from counter.domain.casework.acts.extending import days_said
from counter.domain.casework.acts.submitting import DECIDING, GROUNDS
from counter.domain.casework.case import paper_names
from counter.domain.casework.case.above import ours_ends
from counter.domain.casework.case.answerable import post_when, stretches
from counter.domain.casework.case.events import SUBJECT, CaseAt, reckon
from counter.domain.casework.case.life import Event, Life, in_order
from counter.domain.casework.case.together import along
from counter.domain.casework.case.weight import REFUSAL
from counter.domain.casework.model import Enquiry, PaperRow, Print
from counter.domain.casework.till.money import money_of, yuan
from counter.domain.clock import local
from counter.domain.columns import table_of
from counter.domain.hall.duty import responsible
from counter.domain.hall.duty.answering import BECAUSE, NOBODY
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.opened import Hall
from counter.domain.journal import Entry
from counter.domain.paper import Table
from counter.domain.rules import carries
from counter.domain.text import mask_id, mask_phone

_PAPER, _PRINT, _JOURNAL, _ASKED = (table_of(each) for each in (PaperRow, Print, Entry, Enquiry))
_RECEIPTS = ("receipt", "fee_receipt")
_NUMBER = re.compile(r"[0-9A-Z]{18}|[A-Z]{3}\d{12}|\d{7,}(?:-\d+)*|\d{3,4}-\d{7,8}", re.ASCII)
MADE, PRINTED = "出单", ("打印", "补打")
"""A paper that was made; one that was printed, first and again."""
_ID_LENGTH = 15
"""Numbers from this length on are masked as those of identity documents, shorter ones as telephones."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's life."""

    at: datetime
    """When it took place."""
    what: str
    detail: str
    who: str
    entered: datetime | None = None
    """When it was entered, where that is later (补录)."""

    @property
    def when(self) -> str:
        """Its moment, and that of its entry where it came later: 11-18 10:20（11-20 09:00补录）."""
        here = f"{local(self.at):%m-%d %H:%M}"
        return here if self.entered is None else f"{here}（{local(self.entered):%m-%d %H:%M}补录）"


@carries("S01.10", by="report")
def timeline(connection: Connection, case: CaseAt) -> list[Line]:
    """Everything that is known of a case's life, in the order in which it took place, each step with who did it.

    Whoever is asked can answer for any of them: received, accepted, taken over, passed on, pressed for, replied to.
    """
    lines = [
        *_asked_before(connection, case), *_along(connection, case),
        *_approvals(connection, case), *_events(case), *_stood_in(case),
        *_papers(connection, case), *_prints(connection, case), *_money(connection, case), *_journal(connection, case),
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.at)


def several(names: Sequence[str]) -> str:
    """Names in a row; where one has a 、 of its own, it must be seen where each ends."""
    return ("；" if any("、" in name for name in names) else "、").join(names)


def condensed(lines: Iterable[Line], which: Sequence[str]) -> Iterator[Line]:
    """The lines with papers that were made or printed together in one: five sheets are one step of a life.

    Args:
        lines: The lines in their order.
        which: Which of them are told together: MADE, PRINTED.
    """
    for (what, *_), group in groupby(lines, key=lambda line: (line.what, line.who, line.when)):
        same = list(group)
        if what not in which or len(same) == 1:
            yield from same
            continue
        titles = Counter(line.detail.partition(" ")[0] for line in same)
        said = "、".join(f"{title}{many}张" if many > 1 else title for title, many in titles.items())
        yield replace(same[0], detail=said)


def as_table(lines: Sequence[Line]) -> Table:
    """The lines as a table for a paper."""
    rows = tuple((line.when, line.what, line.detail, line.who) for line in condensed(lines, PRINTED))
    return Table(("时间", "事情", "内容", "谁"), rows, (11, 12, 34, 10), "llll", "办理过程", close=True)


# -- what happened -----------------------------------------------------------------------------


def _events(case: CaseAt) -> Iterator[Line]:
    due: datetime | None = None
    anew = False
    known: list[Event] = []
    for event in in_order(case.events):
        known.append(event)
        life = reckon(case.hall, known, event.happened).value
        late = event.entered if event.entered and event.entered > event.happened else None
        what, detail = _TOLD[event.kind](case, event)
        shown = detail if event.kind in _WHOLE else masked(detail)
        who = responsible.standing_in(case.hall, event.actor, event.data.get("stands_for", ""))
        yield Line(event.happened, what, shown, who, late)
        if event.kind == "switched":
            # What becomes of the clock is told with the outcome that follows.
            anew = True
            continue
        if life.due != due or (anew and life.due is not None):
            yield _clock(case, event, life)
        due, anew = life.due, False


def _clock(case: CaseAt, event: Event, life: Life) -> Line:
    who = _answers(case, post_when(case, event), event.happened)
    if life.due is None:
        left = f"还剩{days_said(case, life.remaining)}，" if life.stopped and life.remaining is not None else ""
        return Line(event.happened, "停止计时", f"{left}由{who}负责", "")
    if life.closed is not None and event.kind in _FINISHES:
        said = f"不再恢复，承诺{local(life.due):%m-%d %H:%M}前办结，由{who}负责"
        return Line(event.happened, "暂停到此为止", said, "")
    if life.clock("promise") is None:
        return Line(event.happened, "开始计时", f"{local(life.due):%m-%d %H:%M}前明确答复，由{who}负责", "")
    goes_on = _GOES_ON.get(event.kind, "")
    start = life.accepted or event.happened
    since = f"从{local(start):%m-%d %H:%M}起算，" if start != event.happened and not goes_on else ""
    until = f"{since}承诺{local(life.due):%m-%d %H:%M}前{ours_ends(case)}"
    provisional = "（暂定）" if life.provisional else ""
    return Line(event.happened, goes_on or "开始计时", f"{until}{provisional}，由{who}负责", "")


_FINISHES = ("decided", "stamped", "delivered", "answered", "refused", "returned", "withdrawn", "void")
"""What finishes a case out of a stop: its date is known again, and no clock starts any more."""
_GOES_ON: Mapping[str, str] = {"resumed": "继续计时", "extended": "延长计时"}
"""What becomes of a clock that ran before; after any other event it starts."""


def _answers(case: CaseAt, post: str, at: datetime) -> str:
    return responsible.said(case.hall, case.hall.answering(post, at))


def _acted(case: CaseAt, no: str, at: datetime) -> str:
    """Who did something to a case, with for whom where they stood in for its post at that moment."""
    answer = case.hall.answering(str(case.row["post"]), at)
    return responsible.said(case.hall, answer) if answer.person == no else case.hall.name_of(no)


def _stood_in(case: CaseAt) -> Iterator[Line]:
    """Who answered for it instead of A, from when to when and why; and where its window stood empty."""
    for each in stretches(case):
        if not each.answer.stands_in and each.answer.because != NOBODY:
            continue
        until = f"至{local(each.until):%m-%d %H:%M}" if each.until else "到现在"
        what = "窗口无人" if each.answer.because == NOBODY else "顶岗"
        detail = f"{BECAUSE[each.answer.because]}，{until}由{responsible.said(case.hall, each.answer)}负责"
        yield Line(each.since, what, detail, "")


def _received(case: CaseAt, event: Event) -> tuple[str, str]:
    channel = CHANNELS[event.data.get("channel", "counter")]
    if track := event.data.get("agency"):
        channel += f"，{TRACK_NAMES[track]}"
    if not event.data.get("late"):
        return "收件", channel
    checked = case.hall.name_of(case.row["checked_by"])
    return "收件（补录）", f"{channel}，依据：{case.row['source']}，核对：{checked}"


def _accepted(case: CaseAt, event: Event) -> tuple[str, str]:
    owed = f"，容缺后补：{several(event.data['owed'])}" if event.data.get("owed") else ""
    ruled = f"（按规则是{KIND_NAMES[event.data['ruled']]}，窗口改定）" if event.data.get("ruled") else ""
    return "受理", f"{KIND_NAMES[event.data['kind']]}{ruled}{owed}"


def _decided(case: CaseAt, event: Event) -> tuple[str, str]:
    said = (event.data.get("reason", ""), _leader(event))
    return ("准予办理" if event.data.get("granted", True) else "不予办理"), "，".join(filter(None, said))


def _answered(case: CaseAt, event: Event) -> tuple[str, str]:
    number = event.data.get("number", "")
    return "上级答复", "，".join(filter(None, (_decided(case, event)[0], number, event.data.get("reason", ""))))


def _leader(event: Event) -> str:
    by = event.data.get("approved_by", "")
    return f"{by}同意" if by else ""


def _extended(case: CaseAt, event: Event) -> tuple[str, str]:
    before = event.data.get("due_before")
    was = f"原定{local(datetime.fromisoformat(before)):%m-%d %H:%M}" if before else ""
    reason = event.data.get("reason", "")
    said = (days_said(case, event.data["days"]), was, f"理由：{reason}" if reason else "", _leader(event))
    return "延期", "，".join(filter(None, said))


def _delivered(case: CaseAt, event: Event) -> tuple[str, str]:
    to = str(event.data.get("to", ""))
    return "领取", to if to in ("", "本人") else f"{to}代领"


def _refused(case: CaseAt, event: Event) -> tuple[str, str]:
    return "不予办理", "，".join(filter(None, (_why(case, event).removeprefix("，"), _leader(event))))


def _submitted(case: CaseAt, event: Event) -> tuple[str, str]:
    asked = "提请不予办理" if event.data.get("matter") == REFUSAL else "送审"
    return asked, event.data.get("reason", "")


def _sent_back(case: CaseAt, event: Event) -> tuple[str, str]:
    return ("撤回送审" if event.data.get("taken_back") else "领导不同意"), event.data.get("reason", "")


def _special(case: CaseAt, event: Event) -> tuple[str, str]:
    said = (GROUNDS.get(event.data.get("ground", ""), ""), event.data.get("reason", ""), _leader(event))
    return "特事特办", "，".join(filter(None, said))


def _asked_more(case: CaseAt, event: Event) -> tuple[str, str]:
    what = "补充要求（漏告知）" if event.data.get("fault") else "补充要求"
    return what, f"{several(event.data['list'])}，{event.data['ground']}{_why(case, event)}"


def _lead_fixed(case: CaseAt, event: Event) -> tuple[str, str]:
    return "确定牵头", f"{event.data['lead']}{_why(case, event)}"


def _departments_told(case: CaseAt, event: Event) -> tuple[str, str]:
    return "通知联办部门", "、".join(_told_until(each) for each in event.data["parts"])


def _told_until(part: Mapping[str, str]) -> str:
    until = part.get("until", "")
    return f"{part['department']}（{until[5:]}前）" if until else part["department"]


def _review_held(case: CaseAt, event: Event) -> tuple[str, str]:
    chaired = f"{event.data['chaired']}主持；" if event.data.get("chaired") else ""
    asked = (f"{_told_until(each)}：{each['requirement']}" for each in event.data.get("requirements", ()))
    return "联审会", f"{chaired}{'；'.join(asked)}"


def _opinion(case: CaseAt, event: Event) -> tuple[str, str]:
    data = event.data
    said = "同意" if data["opinion"] == "agree" else "不同意"
    signed = f"，{data['signed_by']}签" if data.get("signed_by") else ""
    return "部门意见", f"{data['department']}{said}{signed}{_why(case, event)}"


def _transferred(case: CaseAt, event: Event) -> tuple[str, str]:
    before, after = (case.hall.post(event.data[key]).name for key in ("post_before", "post"))
    now = _answers(case, str(event.data["post"]), event.happened)
    return "转办", f"{before}转{after}，由{now}负责{_why(case, event)}"


def _ordered(case: CaseAt, event: Event) -> tuple[str, str]:
    until = date.fromisoformat(event.data["until"])
    return "责令办理", f"{event.data['department']}，限{until:%m-%d}办结{_why(case, event)}"


def _switched(case: CaseAt, event: Event) -> tuple[str, str]:
    catalogue = case.hall.catalogue
    names = [catalogue.told(event.data[key]).name for key in ("from", "to")]
    post = case.hall.post(event.data["post"])
    moved = f"，转{post.name}" if post.code != event.data["post_before"] else ""
    return "换事项", f"{names[0]} 改为 {names[1]}{moved}{_why(case, event)}"


def _corrected(case: CaseAt, event: Event) -> tuple[str, str]:
    was, now = event.data.get("was", {}), event.data.get("now", {})
    names = sorted(now, key=_place_of_field)
    changes = (f"{_field(name)}：{_value(name, was[name])} 改为 {_value(name, now[name])}" for name in names)
    return "更正", f"{'；'.join(changes)}{masked(_why(case, event))}"


def _place_of_field(name: str) -> int:
    kind = name.partition(" ")[0]
    return list(FIELD_NAMES).index(kind) if kind in FIELD_NAMES else len(FIELD_NAMES)


def _field(name: str) -> str:
    kind, _, material = name.partition(" ")
    return f"{FIELD_NAMES.get(kind, kind)} {material}".rstrip()


def _value(name: str, value: str) -> str:
    """As it is told: a receipt's number whole, since it is nobody's own, the numbers of people masked."""
    if name == "channel":
        return CHANNELS.get(value, value)
    return (value if name in _RECEIPTS else masked(value)) or "（空）"


def _why(case: CaseAt, event: Event) -> str:
    reason, agreed = event.data.get("reason", ""), event.data.get("agreed_by", "")
    said = f"，理由：{reason}" if reason else ""
    return f"{said}，{case.hall.name_of(agreed)}同意" if agreed else said


def _plain(what: str, *keys: str) -> Callable[[CaseAt, Event], tuple[str, str]]:
    def told(_case: CaseAt, event: Event) -> tuple[str, str]:
        values = (event.data.get(key) for key in keys)
        return what, "，".join(several(each) if isinstance(each, list) else str(each) for each in values if each)

    return told


def _resumed(case: CaseAt, event: Event) -> tuple[str, str]:
    """Which stop ended, and how."""
    before = [each for each in in_order(case.events) if each.kind == "stopped" and each.happened <= event.happened]
    ended = f"{before[-1].data['ground']}结束" if before else ""
    return "恢复办理", "，".join(filter(None, (ended, str(event.data.get("result", "")))))


def _ended(what: str) -> Callable[[CaseAt, Event], tuple[str, str]]:
    def told(case: CaseAt, event: Event) -> tuple[str, str]:
        return what, _why(case, event).removeprefix("，")

    return told


_TOLD: Mapping[str, Callable[[CaseAt, Event], tuple[str, str]]] = {
    "received": _received, "noticed": _plain("一次告知，待补", "list"), "brought": _plain("补来材料", "brings"),
    "accepted": _accepted, "examined": _plain("进入审核"), "stopped": _plain("暂停办理", "ground", "paper"),
    "resumed": _resumed, "extended": _extended, "converted": _accepted,
    "decided": _decided, "stamped": _plain("盖章办结"), "told": _plain("通知领取"),
    "delivered": _delivered, "returned": _ended("退回"), "not-accepted": _ended("暂不予受理"),
    "refused": _refused, "withdrawn": _ended("撤回"), "lapsed": _ended("逾期未补，终止"),
    "void": _ended("作废"), "corrected": _corrected, "switched": _switched,
    "guided": _plain("引导", "where", "reason"), "rebooked": _plain("另约时间", "to", "reason"),
    "weighed": _plain("进入审议", "reason"), "asked-more": _asked_more,
    "lead-fixed": _lead_fixed, "departments-told": _departments_told, "review-held": _review_held, "opinion": _opinion,
    "referred": _plain("上报", "to", "number"), "answered": _answered, "submitted": _submitted, "sent-back": _sent_back,
    "gave-back": _plain("退还原件", "names", "to"), "unclear": _plain("法规不明确", "reason"),
    "reviewed": _plain("评价", "said"), "feedback": _plain("服务意见反馈", "said", "words"), "archived": _plain("归档"),
    "followed-up": _plain("回访", "said"), "special": _special,
    "chased": _plain("督办", "department", "reason"), "pressed": _plain("催办", "reason"),
    "ordered": _ordered,
    "escalated": _plain("移送监察", "to", "reason"), "transferred": _transferred,
    "reminded": _plain("电话提醒", "said"), "entered-above": _plain("录入上级平台", "number"),
    "contacted": _plain("联系", "whom", "said"), "published": _plain("公示结果"),
}  # fmt: skip


_WHOLE = ("corrected", "entered-above")
"""Told as it stands: masked by itself, or a number that is nobody's own."""


def words_of(case: CaseAt, event: Event) -> str:
    """What an event is called."""
    return _TOLD[event.kind](case, event)[0]


# -- papers, money, looks ----------------------------------------------------------------------


def _papers(connection: Connection, case: CaseAt) -> Iterator[Line]:
    query = select(_PAPER.c.made, _PAPER.c.kind, _PAPER.c.number, _PAPER.c.by)
    for made, kind, number, by in connection.execute(query.where(_PAPER.c.case_id == case.id).order_by(_PAPER.c.id)):
        yield Line(made, MADE, f"{paper_title(case.hall, kind)} {number}", _acted(case, by, made))


def _asked_before(connection: Connection, case: CaseAt) -> Iterator[Line]:
    """What was asked before it became a case, and of whom."""
    query = select(_ASKED.c.asked, _ASKED.c.matter, _ASKED.c.staff).where(_ASKED.c.case_id == case.id)
    for asked, matter, staff in connection.execute(query):
        yield Line(asked, "咨询（首问）", masked(matter), case.hall.name_of(staff))


def _prints(connection: Connection, case: CaseAt) -> Iterator[Line]:
    query = (
        select(_PRINT.c.at, _PRINT.c.by, _PRINT.c.paper_id, _PAPER.c.kind)
        .join(_PAPER, _PAPER.c.id == _PRINT.c.paper_id)
        .where(_PAPER.c.case_id == case.id)
        .order_by(_PRINT.c.id)
    )
    before: set[int] = set()
    for at, by, paper, kind in connection.execute(query):
        what = PRINTED[1] if paper in before else PRINTED[0]
        before.add(paper)
        yield Line(at, what, paper_title(case.hall, kind), _acted(case, by, at))


def _approvals(connection: Connection, case: CaseAt) -> Iterator[Line]:
    """What was asked of a leader and what came of it, as far as no event of the case tells it."""
    for asked in of_subject(connection, SUBJECT, case.id):
        title = matter_of(asked).title
        told = asked.matter not in (REFUSAL, DECIDING.name)
        if told:
            yield Line(asked.asked, f"提请{title}", _asked_words(case, asked), case.hall.name_of(asked.asked_by))
        for step in asked.steps:
            if step.outcome == "granted" or told:
                entered = f"，{case.hall.name_of(step.entered_by)}录入签批单{step.slip}" if step.slip else ""
                detail = f"{title}{'：' + step.reason if step.reason else ''}{entered}"
                yield Line(step.decided, _OUTCOMES[step.outcome], detail, case.hall.name_of(step.by))


def _asked_words(case: CaseAt, asked: Approval) -> str:
    days = asked.facts.get("days")
    return "，".join(filter(None, (days_said(case, days) if days else "", asked.facts.get("reason", ""))))


_OUTCOMES = {"granted": "审批同意", "refused": "审批不同意", "withdrawn": "审批撤回"}


def _along(connection: Connection, case: CaseAt) -> Iterator[Line]:
    for each in along(connection, case.id):
        yield Line(each.at, each.what, masked(each.detail), case.hall.name_of(each.who))


def _money(connection: Connection, case: CaseAt) -> Iterator[Line]:
    for row in money_of(connection, case.id):
        receipt = f"，票据{row['receipt']}" if row["receipt"] else ""
        said = f"{yuan(row['fen'])}元{'，' + row['channel'] if row['channel'] else ''}{receipt}"
        yield Line(row["at"], "收费" if row["own_fee"] else "代收", said, _acted(case, row["staff"], row["at"]))


def _journal(connection: Connection, case: CaseAt) -> Iterator[Line]:
    query = select(_JOURNAL.c.entered, _JOURNAL.c.actor, _JOURNAL.c.verb, _JOURNAL.c.clock_mark)
    for entered, actor, verb, mark in connection.execute(
        query.where(_JOURNAL.c.case_id == case.id).order_by(_JOURNAL.c.seq)
    ):
        who = case.hall.name_of(actor)
        if verb in ("reveal", "reveal-paper"):
            yield Line(entered, "查看证号电话", "查看了完整号码", who)
        if mark:
            yield Line(entered, "时钟异常", _clock_said(mark), who)


def _clock_said(mark: str) -> str:
    way, _, seconds = mark.partition(" ")
    return f"登记这一笔时，电脑时钟{'倒退' if way == 'back' else '跳动'}了{seconds}秒"


# -- words -------------------------------------------------------------------------------------


def paper_title(hall: Hall, kind: str) -> str:
    """What the hall calls a kind of paper."""
    return paper_names.paper_title(hall.book(), kind)


def masked(text: str) -> str:
    """A text in which the numbers of people are masked."""
    return _NUMBER.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    number: Any = found[0]
    return mask_id(number) if len(number) >= _ID_LENGTH else mask_phone(number)
