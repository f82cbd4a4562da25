"""The papers to the applicant, as data: what each says, from the case and the rules alone.

Promised (F01), supplement (F02), return (F03), report-up (F04), joint (F05), the one-time slip (F06),
refusal (F07). Large type tells what the citizen must do; the articles stand last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.domain.casework.case.advice import USUAL_CONDITIONS as USUAL_CONDITIONS
from counter.domain.casework.case.advice import advice
from counter.domain.casework.case.decision import Decision, kind_of
from counter.domain.casework.case.events import CaseAt
from counter.domain.casework.case.joint_state import lead_name
from counter.domain.casework.case.life import Life
from counter.domain.casework.case.paper_names import paper_title
from counter.domain.clock import local, local_day, weekday
from counter.domain.hall.items.item import Item
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Known
from counter.domain.hall.work import Work
from counter.domain.paper import Articles, Block, Fields, FormName, Paper, Seal, Signatures, Table, Text
from counter.domain.reckoning import DEFAULT_MARK, Reckoning
from counter.domain.rules import carries
from counter.domain.text import mask_id, mask_phone

SECTION = "政务服务科（备案）"
_LETTERS = {
    "promised-case-notice": "受", "joint-case-notice": "联", "referred-case-notice": "报",
    "supplement-notice": "补", "return-notice": "退", "one-time-notice": "告", "refusal-notice": "否",
    "acceptance-form": "单", "result-notice": "结", "stop-notice": "止", "resume-notice": "续",
    "further-notice": "充", "receipt-slip": "收", "custody-receipt": "退原", "fee-receipt": "费", "case-record": "录",
    "extension-notice": "延",
    "joint-opinion-form": "会", "review-record": "审", "chasing-slip": "催", "joint-standing": "况",
    "order-slip": "责", "supervision-certificate": "证", "seal-filing": "印",
}  # fmt: skip
_BY_KIND = {
    "promised": "promised-case-notice",
    "joint": "joint-case-notice",
    "referred": "referred-case-notice",
}


@dataclass(frozen=True, slots=True)
class People:
    """Who stands on a paper."""

    applicant: Known
    subject: Known | None
    agent: Known | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, to be checked against the font."""
        return tuple(each.name for each in (self.applicant, self.subject, self.agent) if each)


def people(work: Work, case: CaseAt) -> People:
    """The people of a case."""
    row = case.row
    subject, agent = (
        citizens.by_id(work.connection, row[key]) if row[key] else None for key in ("subject_id", "agent_id")
    )
    return People(citizens.by_id(work.connection, row["applicant_id"]), subject, agent)


def said(moment: datetime) -> str:
    """A moment as papers say it: 2026年11月27日（周五）18:00."""
    here = local(moment)
    return f"{said_day(here.date())}{here:%H:%M}"


def said_day(day: date) -> str:
    """A day as papers say it: 2026年11月27日（周五）."""
    return f"{day.year}年{day.month}月{day.day}日（{weekday(day)}）"


def plain_day(day: date) -> str:
    """A day as the date line of a paper says it."""
    return f"{day.year}年{day.month}月{day.day}日"


def number(work: Work, kind: str) -> str:
    """The paper's own number: 禾垭便民受〔2026〕00017号."""
    letter = _LETTERS[kind]
    serial = work.serial(f"paper {letter} {work.today.year}")
    return f"{work.hall.short}便民{letter}〔{work.today.year}〕{serial:05d}号"


@carries("S01.2", "S03.5", "S04.8", "S07.2", "S05.5", "S06.5", "S10.8", by="paper")
def on_intake(work: Work, case: CaseAt, decision: Reckoning[Decision], *, slip_wanted: bool = False) -> list[Paper]:
    """The papers that intake gives rise to; the slip also for few missing papers where it is wanted."""
    what = decision.value
    if what.outcome == "accepted":
        owing = [slip(work, case, what.owed, decision, owing=True)] if what.owed else []
        return [*on_acceptance(work, case), *owing]
    if what.outcome == "examining":
        return [receipt_slip(work, case)]
    if what.outcome == "awaiting-materials":
        many = slip_wanted or len(what.missing) >= work.book.casework.notice.slip_from.value
        return [
            supplement(work, case, decision),
            *_for_the_section(work, case, decision),
            *([slip(work, case, what.missing, decision)] if many else []),
        ]
    if what.outcome == "deliberating":
        return on_weighing(work, case)
    if what.outcome == "returned":
        told = [slip(work, case, what.missing, decision)] if slip_wanted and what.missing else []
        return [returned(work, case, what.reason, decision.articles), *told]
    return [slip(work, case, what.missing, decision)]


@carries("S03.17", "S05.8", by="paper")
def _for_the_section(work: Work, case: CaseAt, decision: Reckoning[Decision]) -> list[Paper]:
    """Where a service section files notices, a matter of several departments or one to be examined has both at once.

    The promised-case notice then says from when its days run; with the papers complete the notice of the kind follows.
    """
    if not work.book.casework.service_section.value or decision.value.kind not in ("promised", "joint"):
        return []
    who = people(work, case)
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
            ("收件时间", said(case.row["received"])),
            ("承诺时限", f"自材料齐全之日起{case.item.promised_days}个工作日（当日不计）"))  # fmt: skip
    large = "材料齐全之前不起算；补齐后另给您写明办结日期的通知书。"
    blocks: list[Block] = [Fields(rows), Text(large, "large"), Text(whom_to_ask(work, case))]
    return [case_paper(work, case, "promised-case-notice", blocks, decision.articles, who)]


def copies_of(work: Work, kind: str) -> tuple[str, ...]:
    """For whom a notice is printed; where there is a service section it has one more, except of the one-time slip."""
    copies = tuple(work.book.casework.copies.value)
    section = work.book.casework.service_section.value and kind != "one-time-notice"
    return (*copies, SECTION) if section else copies


def on_acceptance(work: Work, case: CaseAt) -> list[Paper]:
    """The notice of the kind that a case was accepted as; an instant case has none.

    A promised case that goes up has the report-up notice, also where it is no kind of its own (S01.2).
    """
    kind = _BY_KIND.get(case.life.kind)
    if kind and "answer_days" in _limit(case):
        kind = "referred-case-notice"
    return [accepted(work, case, kind)] if kind else []


@carries("S06.9", by="paper")
def on_weighing(work: Work, case: CaseAt) -> list[Paper]:
    """What is weighed like a promised case has its notice; what is judged within days has none of its own."""
    if work.book.casework.refusal.complex.value != "promise":
        return []
    return [accepted(work, case, "promised-case-notice")]


def _limit(case: CaseAt) -> Mapping[str, Any]:
    """The limit that runs: of its acceptance, or of the judgement while it is weighed."""
    return case.frozen_in("weighed") if case.life.state == "deliberating" else case.limit


@carries("S03.14", "S04.17", "S10.14", by="paper")
def accepted(work: Work, case: CaseAt, kind: str) -> Paper:
    """The acceptance notice: item, papers taken in, limit, due moment, whom to ask (F01, F04, F05)."""
    who = people(work, case)
    life = case.life
    assert life.due is not None
    limit = _limit(case)
    provisional = "（暂定，待放假通知公布后核定）" if life.provisional else ""
    rows = [
        *who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
        ("收件时间", said(case.row["received"])),
        *((("受理时间", said(life.accepted)),) if life.accepted else ()),
        ("承诺时限", f"{limit['days']}个{'工作日' if limit['unit'] == 'working' else '自然日'}（当日不计）"),
        ("收费", fee_said(case)),
    ]  # fmt: skip
    if "agency" in life.flags:
        rows.append(("办理方式", "代理件，走绿色通道，有关部门优先办理"))
    if kind == "joint-case-notice":
        rows += [("牵头", lead_name(case)), ("联办部门", "、".join(case.item.departments))]
    if life.answer_due is not None:
        rows.append(("上级答复（预计）", f"{said_day(life.answer_due)}前"))
    large = _when_to_come(life, kind, provisional, case.item.fee)
    blocks: list[Block] = [
        Fields(tuple(rows)),
        _materials(case),
        Text(large, "large"),
        Text(whom_to_ask(work, case)),
    ]
    return case_paper(work, case, kind, blocks, case.reckoned.articles, who, signed=("受理人", "申请人（代办人）"))


@carries("S03.6", "S05.5", "S05.6", "S05.11", "S10.14", by="paper")
def supplement(work: Work, case: CaseAt, decision: Reckoning[Decision]) -> Paper:
    """The supplement notice: the whole list of what to bring, told once (F02)."""
    who = people(work, case)
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
            ("收件时间", said(case.row["received"])))  # fmt: skip
    promised = (
        f"材料齐全之日起{case.item.promised_days}个工作日内办结" if decision.value.kind != "instant" else "补齐当场办结"
    )
    blocks: list[Block] = [
        Fields(rows), _to_bring(case, decision.value.missing),
        Text(f"对不起，请把以上材料一次带齐，到{window_of(work, case)}补交。{promised}。", "large"),
        *_for_all(work, case), Text(whom_to_ask(work, case)), _materials(case),
    ]  # fmt: skip
    return case_paper(work, case, "supplement-notice", blocks, decision.articles, who)


@carries("S10.1", "S10.2", "S10.3", "S10.4", "S10.7", "S10.8", "S10.9", "S10.19", "S12.13", by="paper")
def slip(
    work: Work, case: CaseAt, lacking: Sequence[str], decision: Reckoning[Decision], *, owing: bool = False
) -> Paper:
    """The one-time notice slip: unit, handler, time, item, papers to add; two copies (F06)."""
    who = people(work, case)
    item = case.item
    rows = (
        *who_rows(who), ("办理单位", work.hall.name), ("经办人", work.signed),
        ("申请时间", said(case.row["received"])), ("申请事项", item.name), ("设定依据", item.basis),
        ("受理条件", item.conditions or USUAL_CONDITIONS), ("办理程序", item.procedure),
        ("承诺时限", limit_said(item)), ("收费标准", fee_said(case)),
    )  # fmt: skip
    if owing:
        until = f"请在 {said(case.life.due)} 前补齐" if case.life.due else "请尽快补齐"
        large = f"本件已容缺受理，{until}以上材料，送到{window_of(work, case)}。"
    elif case.life.state == "not-accepted":
        large = "暂不予受理：" + decision.value.reason + "。材料备齐后欢迎再来，窗口随到随办。"
    else:
        large = f"请把以上材料一次带齐，到{window_of(work, case)}办理。"
    blocks: list[Block] = [
        Fields(tuple(row for row in rows if row[1])), _to_bring(case, tuple(lacking)), Text(large, "large"),
        *_for_all(work, case), Text(whom_to_ask(work, case)),
    ]  # fmt: skip
    return case_paper(work, case, "one-time-notice", blocks, decision.articles, who)


@carries("S06.5", "S06.6", "S06.7", "S06.15", "S10.12", "S19.4", "S19.5", by="paper")
def returned(work: Work, case: CaseAt, reason: str, articles: Sequence[str] = ()) -> Paper:
    """The return notice, with the reason and what it rests on (F03)."""
    who = people(work, case)
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
            ("收件时间", said(case.row["received"])), ("退回理由", reason), ("设定依据", case.item.basis))  # fmt: skip
    blocks: list[Block] = [
        Fields(tuple(row for row in rows if row[1])),
        Text("材料已全部退还。补齐所缺、符合条件后可以重新申请，窗口会帮您核对材料。", "large"),
        *(Text(line) for line in advice(case)),
        Text(whom_to_ask(work, case)),
    ]  # fmt: skip
    return case_paper(work, case, "return-notice", blocks, tuple(articles) or ("退回件：书面写明理由",), who)


@carries("S06.5", "S06.12", "S06.15", "S19.4", "S19.5", by="paper")
def refusal(work: Work, case: CaseAt, reason: str, *, improve: str = "", handler: str = "", leader: str = "") -> Paper:
    """The refusal notice: reason, basis, how to do better, and where to complain or appeal (F07).

    Args:
        work: The open unit of work.
        case: The refused case.
        reason: Why.
        improve: What the applicant can do about it, in the clerk's own words.
        handler: Whom to ask, where a leader decided and another handles the case.
        leader: Who decided it, where it was reported up.
    """
    who = people(work, case)
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
            ("决定时间", said(work.moment)), ("不予办理的理由", reason), ("依据", case.item.basis),
            ("决定人", leader))  # fmt: skip
    remedy = "不服本决定的，可以自收到之日起60日内申请行政复议，或者6个月内提起行政诉讼。"
    blocks: list[Block] = [
        Fields(tuple(row for row in rows if row[1])), *(Text(line) for line in advice(case, improve)),
        Text(remedy), Text(whom_to_ask(work, case, handler)),
    ]  # fmt: skip
    law = ("行政许可法第三十八条第二款", "行政复议法第二十条；行政诉讼法第四十六条")
    return case_paper(work, case, "refusal-notice", blocks, law, who)


def receipt_slip(work: Work, case: CaseAt) -> Paper:
    """What the applicant holds until the papers are examined: what was handed over, and by when more is told."""
    who = people(work, case)
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number),
            ("收件时间", said(case.row["received"])))  # fmt: skip
    clock = case.life.clock("notice")
    assert clock is not None and clock.due is not None
    large = f"材料已收下，{said(clock.due)}前告知您是否受理、还缺什么。"
    if work.book.casework.notice.deemed.value:
        large += "到期没有告知的，自收件之日起视为受理。"
    blocks: list[Block] = [Fields(rows), _materials(case), Text(large, "large"), Text(whom_to_ask(work, case))]
    articles = tuple(cite.article for step in clock.steps for cite in step.cites)
    return case_paper(work, case, "receipt-slip", blocks, articles, who, signed=("收件人", "申请人（代办人）"))


def stop_notice(work: Work, case: CaseAt, ground: str, days: int, articles: Sequence[str]) -> Paper:
    """Why the clock stands, and for how long about: told in writing."""
    who = people(work, case)
    length = f"预计需要{days}天，" if days else ""
    large = f"{ground}所需时间不计入承诺时限。{length}结束后接着计时，我们会告诉您新的办结时间。"
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number), ("暂停计时", said(work.moment)),
            ("事由", ground))  # fmt: skip
    blocks: list[Block] = [Fields(rows), Text(large, "large"), Text(whom_to_ask(work, case))]
    return case_paper(work, case, "stop-notice", blocks, articles, who)


def resume_notice(work: Work, case: CaseAt, ground: str, articles: Sequence[str]) -> Paper:
    """The clock goes on: the new due moment, counted day by day."""
    who = people(work, case)
    due = case.life.due
    assert due is not None
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number), ("恢复计时", said(work.moment)),
            ("已结束的程序", ground), ("新的办结时间", said(due)))  # fmt: skip
    large = f"{ground}已结束，接着计时。请于 {said(due)} 后凭受理通知书和身份证来领取结果。"
    blocks: list[Block] = [Fields(rows), Text(large, "large"), Text(whom_to_ask(work, case))]
    return case_paper(work, case, "resume-notice", blocks, articles, who)


@carries("S10.13", by="paper")
def further_notice(work: Work, case: CaseAt, names: Sequence[str], why: str, articles: Sequence[str]) -> Paper:
    """What is asked for beside the one-time notice, and why: told in writing, with an apology where it is our fault."""
    who = people(work, case)
    rows = (*who_rows(who), ("申请事项", case.item.name), ("办件号", case.number), ("另要的原因", why))
    running = case.life.due is not None
    when = (
        f"不影响办理，请在 {said(case.life.due)} 前补来" if running and case.life.due else "请和其他要补的材料一次带齐"
    )
    blocks: list[Block] = [
        Fields(rows), _to_bring(case, names), Text(f"对不起，还要请您补充以上材料。{when}。", "large"),
        Text(whom_to_ask(work, case)),
    ]  # fmt: skip
    return case_paper(work, case, "further-notice", blocks, articles, who)


@carries("S31.2", "S31.12", by="paper")
def fee_receipt(work: Work, case: CaseAt, amount: str, basis: str, paid_by: str, receipt: str) -> Paper:
    """What was charged, by which published standard, for what: the payer may refuse anything beyond it (F11)."""
    who = people(work, case)
    rows = (
        *who_rows(who), ("申请事项", case.item.name), ("办件号", case.number), ("收费金额", f"{amount}元"),
        ("公布的标准", fee_said(case)), ("收费依据", basis), ("缴费方式", paid_by), ("票据号", receipt or "同本单编号"),
        ("收费时间", said(work.moment)),
    )  # fmt: skip
    blocks: list[Block] = [
        Fields(rows), Text("收费按公布的标准。没有公布或超出标准的，您可以拒交并投诉。"), Text(whom_to_ask(work, case)),
    ]  # fmt: skip
    return case_paper(work, case, "fee-receipt", blocks, ("收费项目、标准、依据公开，收费出具票据",), who,
                      signed=("收费人", "缴费人"))  # fmt: skip


@carries("S03.7", by="paper")
def title_of(work: Work, kind: str) -> str:
    """What this hall calls a paper."""
    return paper_title(work.book, kind)


def case_paper(
    work: Work,
    case: CaseAt,
    kind: str,
    blocks: list[Block],
    articles: Sequence[str],
    who: People,
    *,
    signed: tuple[str, ...] = ("经办人", "申请人（代办人）签收"),
    form: FormName = "A5",
) -> Paper:
    """A paper about a case: what it says, the lines to sign, the space for the seal, the articles last."""
    seal = Seal(work.hall.name, plain_day(local_day(work.moment)))
    late = [Text(f"本件系补录，依据：{case.row['source']}", "note")] if case.row["source"] else []
    body = (
        *blocks,
        *late,
        Signatures(signed),
        seal,
        Articles(tuple(each for each in articles if not each.endswith(DEFAULT_MARK))),
    )
    return Paper(kind, title_of(work, kind), work.hall.name, number(work, kind), body, form,
                 copies_of(work, kind), footer(work), who.names)  # fmt: skip


def who_rows(who: People) -> tuple[tuple[str, str], ...]:
    """Applicant, subject and agent as lines of a paper."""
    rows = [("申请人", named(who.applicant))]
    if who.applicant.place:
        rows.append(("住址", who.applicant.place))
    if who.subject:
        rows.append(("办理对象", named(who.subject)))
    if who.agent:
        rows.append(("经办人（代办）", named(who.agent)))
    return tuple(rows)


def bond(case: CaseAt) -> str:
    """What the agent is to the applicant, and by what authority, as it was said at intake."""
    return "，".join(filter(None, (case.row["agent_relation"], case.row["agent_authority"])))


def named(person: Known) -> str:
    """A person's name with number and phone masked."""
    number_ = f"  证号 {mask_id(person.id_no)}" if person.id_no else ""
    phone = f"  电话 {mask_phone(person.phone)}" if person.phone else ""
    return f"{person.name}{number_}{phone}"


@carries("S04.15", "S10.11", by="paper")
def _for_all(work: Work, case: CaseAt) -> list[Text]:
    """Of a joint matter: the lead tells once what all departments need, and takes it in for them."""
    if kind_of(case.item, work.book).value != "joint":
        return []
    departments = "、".join(case.item.departments)
    return [
        Text(
            f"本件由{departments}联合办理：以上是各部门需要的全部材料，由牵头窗口一次告知、统一收取，不用再到别的部门交。"
        )
    ]


@carries("S04.17", by="paper")
def _when_to_come(life: Life, kind: str, provisional: str, fee: int) -> str:
    """What the citizen must do, and when; a report-up case is answered above, after the hall's own part."""
    assert life.due is not None
    if life.state == "deliberating":
        return f"本件情况复杂，中心会同有关部门审议，在 {said(life.due)} 前明确答复您能不能办{provisional}。"
    if kind == "referred-case-notice":
        answer = f"，上级预计在 {said_day(life.answer_due)}前答复" if life.answer_due else ""
        ours = f"中心在 {said(life.due)} 前办完本级手续并上报{answer}{provisional}。"
        return f"{ours}结果到了会通知您，请凭本通知和身份证来领取。"
    pays = "缴费、" if kind == "joint-case-notice" and fee else ""
    return f"请于 {said(life.due)} 后凭本通知和身份证来{pays}领取结果，中心在此之前办结{provisional}。"


def _materials(case: CaseAt) -> Table:
    rows = tuple(
        (str(row["n"]), row["name"], "主件" if _is_key(case, row["name"]) else "附件", row["mark"])
        for row in case.materials
    )
    return Table(("序号", "材料名称", "类别", "情况"), rows, (4, 22, 5, 8), "clcl", "收件清单")


def _to_bring(case: CaseAt, names: Sequence[str]) -> Table:
    rows = []
    for n, name in enumerate(names, start=1):
        material = case.item.material(name)
        form = f"{material.form}{material.copies}份" if material else ""
        rows.append((str(n), name, "主件" if material and material.key else "附件", form))
    return Table(("序号", "需要补交的材料", "类别", "要求"), tuple(rows), (4, 22, 5, 10), "clcl", "请补交")


def _is_key(case: CaseAt, name: str) -> bool:
    material = case.item.material(name)
    return bool(material and material.key)


def limit_said(item: Item) -> str:
    """How long an item takes, as papers say it."""
    if item.kind == "instant":
        return "当场办结"
    unit = "工作日" if item.statutory_unit == "working" else "自然日"
    legal = f"（法定{item.statutory_days}个{unit}）" if item.statutory_days else ""
    return f"{item.promised_days}个工作日{legal}"


def fee_said(case: CaseAt) -> str:
    """What the item costs, as papers say it."""
    item = case.item
    return f"{item.fee}元（{item.fee_basis}）" if item.fee else "不收费"


def window_of(work: Work, case: CaseAt) -> str:
    """The window that a case belongs to, by its name."""
    post = work.hall.post(case.row["post"])
    return work.hall.laid.windows.get(post.window, post.window)


def whom_to_ask(work: Work, case: CaseAt, handler: str = "") -> str:
    """Whom the citizen asks: window, handler (who acts, unless another is named), telephones."""
    facts = [f"咨询、查询：{window_of(work, case)}", f"经办人 {handler or work.signed}"]
    if phone := work.hall.fact("phone"):
        facts.append(f"电话 {phone}")
    if complaint := work.hall.fact("complaint_phone"):
        facts.append(f"监督电话 {complaint}")
    return "，".join(facts) + "。"


def footer(work: Work) -> str:
    """The foot of every paper to a citizen: hall and address."""
    return f"{work.hall.name}  {work.hall.fact('address')}".rstrip()
