"""Papers about items, made from the version in force: guide, blank one-time notice, samples, leaflet, fees, the book.

A citizen takes home the guide (办事指南) with all that the hall's own rules publish of an item (S29.1–S29.4) and what
will come up though nobody asked (S10.17), or the one-time notice with the item's whole list to tick (一次性告知单).
A window lays out its leaflet (明白纸) and the samples of its forms; the hall posts the fees and binds all items into
one book (S29.9). What was posted before an item changed is listed to be replaced (S10.15).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from counter.domain.casework.case import visits
from counter.domain.casework.papers.notices import USUAL_CONDITIONS, limit_said, plain_day
from counter.domain.clock import local_day
from counter.domain.columns import moment_of, moment_text, table_of
from counter.domain.hall.items.checks import grouped, steps_of, uncovered
from counter.domain.hall.items.item import CLIENTS, KIND_NAMES, Item, Material, refuse_ended
from counter.domain.hall.model import HallFact, ItemChange
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Fields, Paper, Signatures, Table, Text
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

GUIDE, NOTICE, SAMPLE = "service-guide", "blank-notice", "sample-form"
LEAFLET, FEES, BOOK = "leaflet", "fee-list", "item-book"
_REPLACED = "guides-replaced"
"""The hall fact that says when posted guides were last replaced."""
_C = table_of(ItemChange)
_BLANK, _LINE = "________________", "_" * 40
_ASK_FIRST = "拿不准的先问窗口，不用白跑。"
_SHORTEST = Cite("承诺时限在法定时限以内尽量缩短，并与法定时限一起公开", ("S03.15",))


class NoSampleOf(Refusal):
    """A material that the hall has no form for."""

    says = "“{name}”不是窗口能打印的表，没有样表。"


class WindowWithoutItems(Refusal):
    """A leaflet of a window that takes in nothing."""

    says = "“{window}”现在没有可受理的事项。"


# -- the guide of one item ---------------------------------------------------------------------


@act("service-guide")
def make_guide(work: Work, code: str) -> int:
    """Stores the guide of an item in force, to be handed out; the day's guide serves everybody.

    Raises:
        UnknownItem, ItemNotInForce, ItemCancelled, ItemDelegated: as they say.
    """
    return visits.keep_again(work, service_guide(work.hall, work.hall.item(code)), work.today)


@carries("S01.9", "S03.15", "S09.2", "S10.4", "S10.5", "S10.16", "S10.17", "S29.1", "S29.2", "S29.3", "S29.4", "S31.12",
         by="paper")  # fmt: skip
def service_guide(hall: Hall, item: Item) -> Paper:
    """The guide of an item (办事指南): what the hall's rules publish of it, for taking home.

    Raises:
        ItemCancelled, ItemDelegated: It is not handled here any more.
    """
    refuse_ended(item)
    wanted = hall.book().casework.guide
    rows = [("事项名称", item.name), *_parts(item, _whole(wanted.value)), ("办理窗口", window_of(hall, item)),
            ("咨询电话", hall.fact("phone")), ("监督电话", hall.fact("complaint_phone"))]  # fmt: skip
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in rows if row[1])),
        _materials(item), _steps(item),
        Text("您可能还想知道", "head"), *_questions(hall, item),
        Articles((str(wanted.cite),)),
    )  # fmt: skip
    return Paper(GUIDE, "办事指南", hall.name, number_of(item), blocks, "A4", (), _foot(hall))


def number_of(item: Item) -> str:
    """What a paper about an item bears instead of a serial: MZ-005 第2版."""
    return f"{item.code} 第{item.version}版"


def window_of(hall: Hall, item: Item) -> str:
    """The window at which an item is taken in, by its name."""
    post = hall.post_for(item)
    return hall.laid.windows.get(post.window, post.window)


def fee_said(item: Item) -> str:
    """What an item costs."""
    return f"{item.fee}元" if item.fee else "不收费"


_PARTS: Mapping[str, tuple[str, Callable[[Item], str]]] = {
    "basis": ("设定依据", lambda item: item.basis),
    "content": ("办理内容", lambda item: item.result),
    "conditions": ("办理条件", lambda item: item.conditions or USUAL_CONDITIONS),
    "procedure": ("办理程序", lambda item: item.procedure),
    "limit": ("承诺时限", limit_said),
    "fee": ("收费标准", fee_said),
    "fee-basis": ("收费依据", lambda item: item.fee_basis),
    "sample": ("样表", lambda item: _samples_said(item)),
    "result": ("办理结果", lambda item: item.result),
}
"""The parts of a guide that are fields; name and papers stand by themselves."""
_ALWAYS = ("basis", "conditions", "procedure", "limit", "fee", "fee-basis", "result")
"""What every guide has, whatever the hall's rules leave out; what they name comes first, in their order."""


def _whole(wanted: Sequence[str]) -> tuple[str, ...]:
    content = {"result"} if "content" in wanted else set()
    named = [each for each in wanted if each in _PARTS]
    return (*named, *(each for each in _ALWAYS if each not in wanted and each not in content))


def _parts(item: Item, wanted: Sequence[str]) -> list[tuple[str, str]]:
    return [(_PARTS[each][0], _PARTS[each][1](item)) for each in wanted]


def forms_of(item: Item) -> tuple[str, ...]:
    """The forms of an item that the hall prints, each with a sample."""
    return tuple(material.name for material in item.materials if material.fill)


def _samples_said(item: Item) -> str:
    forms = "、".join(forms_of(item))
    return f"{forms}（窗口可打印，备有样表）" if forms else "不用填表"


def _materials(item: Item, *, tick: bool = False) -> Table:
    box = "□ " if tick else ""
    lines = tuple(
        (f"{box}{n}", each.name, f"{each.form}{each.copies}份", "主件" if each.key else "附件", _remark(each))
        for n, each in enumerate(item.materials, start=1)
    )
    return Table(("序号", "材料", "要求", "类别", "说明"), lines, (5, 20, 12, 5, 14), "", "申请材料")


def _remark(material: Material) -> str:
    return "，".join(filter(None, (
        f"{material.when}才要" if material.when else "", "窗口可打印" if material.fill else "",
        "看后退还" if material.keep == "returned" else "", "可以后补" if material.deferrable else "",
    )))  # fmt: skip


def _steps(item: Item) -> Table:
    lines = tuple(
        (step.department, step.task, f"{step.days}个工作日" if step.days else "当场") for step in steps_of(item)
    )
    return Table(("谁负责", "做什么", "时限"), lines, (12, 24, 10), "", "环节分工")


@carries("S09.2", "S10.17", by="paper")
def foreseen_questions(item: Item, gaps: str) -> Iterator[str]:
    """What the citizen did not ask and will run into, from what the item says of itself.

    Args:
        item: The item.
        gaps: What the hall does where only papers lack that may follow: `choose`, `go-on`, `wait`.
    """
    if returned := [each.name for each in item.materials if each.keep == "returned"]:
        yield f"原件要不要留下？{'、'.join(returned)}看后当场退还，其余的留下存档。"
    if deferrable := [each.name for each in item.materials if each.deferrable and not each.key]:
        later = "补齐之日起办理" if gaps == "wait" else "可以先受理、后补交"
        yield f"少带一样怎么办？主件齐了就请先来，窗口当面指导；{'、'.join(deferrable)}{later}。"
    if conditional := [f"{each.when.removesuffix('的')}的，要带{each.name}" for each in item.materials if each.when]:
        yield f"哪些情况要多带材料？{'；'.join(conditional)}。"
    yield f"别人能不能代办？{_agent_said(item)}"
    if item.off_clock:
        yield f"为什么有时比承诺的长？{'、'.join(item.off_clock)}的时间依法不算在时限里，窗口会书面告知。"
    if item.county:
        yield f"谁来决定？镇里受理、初审后，由{'、'.join(item.county)}决定或确认；进度可以随时问窗口。"
    yield f"钱怎么交？{_money_said(item)}"
    yield f"结果怎么拿？办成后给{item.result}，窗口会电话通知；凭受理单和身份证领取，也可以请人代领。"
    if item.note:
        yield f"还要注意：{item.note}。"


def _questions(hall: Hall, item: Item) -> Iterator[Text]:
    return map(Text, foreseen_questions(item, hall.book().casework.gaps.value))


def _agent_said(item: Item) -> str:
    if item.present:
        return "必须本人到场，不能代办；来不了的，请问窗口能不能上门。"
    if item.agent:
        return "可以由村（社区）代办员代办，或委托他人，带委托书和双方身份证。"
    return "可以委托他人，带委托书和双方身份证。"


def _money_said(item: Item) -> str:
    if item.fee:
        return f"按标准收{item.fee}元，依据{item.fee_basis}，当场给票据；没有公布的费用一律不收。"
    return f"{item.fee_basis or '不收费'}；没有公布的费用一律不收。"


@carries("S03.15", by="clock")
def why_limit(item: Item) -> Reckoning[str]:
    """How long an item takes and why, for F9: the promise, the statute, who has how many days of it."""
    steps = [*published_limit(item)]
    steps += [
        Step(f"其中{step.department}：{step.task}，{step.days}个工作日", (Cite("事项环节分工", ("S01.9",)),))
        for step in steps_of(item)
    ]
    if item.off_clock:
        steps.append(Step(f"不计时：{'、'.join(item.off_clock)}"))
    return Reckoning(limit_said(item), tuple(steps))


def published_limit(item: Item) -> tuple[Step, ...]:
    """The two values that are published of an item: what the hall promises, what the law allows."""
    promised = f"承诺{item.promised_days}个工作日" if item.promised_days else "当场办结"
    unit = "工作日" if item.statutory_unit == "working" else "自然日"
    legal = f"法定时限{item.statutory_days}个{unit}" if item.statutory_days else "法律没有规定时限，或未查到"
    return Step(f"{item.name}：{promised}", (_SHORTEST,)), Step(legal, (Cite(item.basis or "事项清单"),))


# -- the blank one-time notice, and samples of forms -------------------------------------------


@act("blank-notice")
def make_notice(work: Work, code: str) -> int:
    """Stores the blank one-time notice of an item in force.

    Raises:
        UnknownItem, ItemNotInForce, ItemCancelled, ItemDelegated: as they say.
    """
    return visits.keep_again(work, notice_sheet(work.hall, work.hall.item(code)), work.today)


@carries("S10.1", "S10.2", "S10.3", "S10.5", "S10.16", by="paper")
def notice_sheet(hall: Hall, item: Item) -> Paper:
    """The one-time notice of an item before anything is handed over: everything asked for, to tick, in two copies.

    Raises:
        ItemCancelled, ItemDelegated: It is not handled here any more.
    """
    refuse_ended(item)
    book = hall.book().casework
    title = book.paper_names.value.get("one-time-notice", "一次性告知单")
    rows = [
        ("办理单位", hall.name), ("申请人", _BLANK), ("告知时间", "____年__月__日__时"), ("经办人", _BLANK),
        ("申请事项", item.name), *_parts(item, _told(book.notice.content.value)),
    ]  # fmt: skip
    blocks: tuple[Block, ...] = (
        Fields(tuple(row for row in rows if row[1])), _materials(item, tick=True),
        Text(f"打√的材料请一次带齐，到{window_of(hall, item)}办理。{_ASK_FIRST}", "large"),
        *_questions(hall, item),
        Text("另需说明", "head"), Fields((("写明", "\n".join([_LINE] * 2)),)),
        Signatures(("告知人", "被告知人")), Articles((str(book.notice.content.cite),)),
    )  # fmt: skip
    return Paper(NOTICE, title, hall.name, number_of(item), blocks, "A4", tuple(book.copies.value), _foot(hall))


def _told(content: Sequence[str]) -> tuple[str, ...]:
    """What a notice tells, in the hall's order; never less than papers, procedure, limit and fee."""
    least = ("procedure", "limit", "fee")
    named = [each for each in content if each in _PARTS]
    return (*named, *(each for each in least if each not in named))


@act("sample-form")
def make_sample(work: Work, code: str, name: str) -> int:
    """Stores the sample of a form, to be put up.

    Raises:
        UnknownItem, ItemNotInForce, ItemCancelled, ItemDelegated, NoSampleOf: as they say.
    """
    return visits.keep_again(work, sample_form(work.hall, work.hall.item(code), name), work.today)


@carries("S10.6", "S10.16", by="paper")
def sample_form(hall: Hall, item: Item, name: str) -> Paper:
    """How a form of an item is filled in, with a person who does not exist: for the writing desk.

    Raises:
        NoSampleOf: The hall has no form of that name.
    """
    material = item.material(name)
    if material is None or not material.fill:
        raise NoSampleOf(name=name)
    person = (
        ("姓名", "张某某"), ("性别", "女"), ("出生日期", "1970年1月1日"), ("证件号码", "510000197001010000（示例）"),
        ("联系电话", "13800000000（示例）"), ("住址", "某某村1组（写到村、组、门牌）"),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Text("样表：照着填写，内容换成自己的；拿不准的空着，请窗口帮您看。", "large"),
        Text("申请人", "head"), Fields(person, columns=2),
        Text("事项", "head"), Fields((("申请事项", item.name),)),
        Text("申请的理由、内容", "head"),
        Text(f"本人因……（写清什么时候、什么情况），{item.conditions or USUAL_CONDITIONS}，现申请办理{item.name}。"),
        Text("以上内容真实，愿意承担不实的后果。"),
        Text("签名处写全名并按手印，日期写当天。", "note"),
        Signatures(("申请人（样表，不用签）",)),
    )  # fmt: skip
    return Paper(SAMPLE, f"{name}（样表）", hall.name, number_of(item), blocks, "A4", (), _foot(hall))


# -- what a window lays out, what the hall posts and binds --------------------------------------


@act("leaflet")
def make_leaflet(work: Work, window: str) -> int:
    """Stores the leaflet of a window.

    Raises:
        WindowWithoutItems: It takes in nothing.
    """
    return visits.keep_again(work, leaflet(work.hall, window), work.today)


@carries("S10.5", by="paper")
def leaflet(hall: Hall, window: str) -> Paper:
    """What a window handles (明白纸): each item with limit, fee and what must not be forgotten.

    Raises:
        WindowWithoutItems: It takes in nothing.
    """
    name = hall.laid.windows.get(window, window)
    serves = {business for post in hall.laid.posts.values() if post.window == window for business in post.serves}
    items = [item for item in in_force(hall) if item.window in serves]
    if not items:
        raise WindowWithoutItems(window=name)
    lines = tuple((item.code, item.name, limit_said(item), fee_said(item), _keys(item)) for item in items)
    table = Table(("编号", "事项", "多久", "收费", "一定要带的"), lines, (8, 18, 12, 6, 26))
    blocks: tuple[Block, ...] = (
        Text(f"{name}办这些事，材料以窗口发的办事指南为准。{_ASK_FIRST}", "large"), table, _phones(hall),
    )  # fmt: skip
    return Paper(LEAFLET, f"{name}明白纸", hall.name, f"{name} {plain_day(hall.today)}", blocks, "A4", (), _foot(hall))


@act("fee-list")
def make_fee_list(work: Work) -> int:
    """Stores the list of fees, to be posted."""
    return visits.keep_again(work, fee_list(work.hall), work.today)


@carries("S31.12", by="paper")
def fee_list(hall: Hall) -> Paper:
    """Every fee with its standard and its basis, and that nothing else is charged (收费公示)."""
    charged = [item for item in in_force(hall) if item.fee or item.collects]
    lines = tuple((item.code, item.name, fee_said(item), item.fee_basis) for item in charged)
    free = len(in_force(hall)) - len(charged)
    blocks: tuple[Block, ...] = (
        Table(("编号", "事项", "标准", "依据"), lines, (8, 22, 8, 30)),
        Text(f"其余{free}项不收费。没有列在这里的费用一律不收；收费都给票据。", "large"), _phones(hall),
    )  # fmt: skip
    return Paper(FEES, "收费事项公示", hall.name, plain_day(hall.today), blocks, "A4", (), _foot(hall))


@act("item-book")
def make_book(work: Work) -> int:
    """Stores the book of all items, to be bound."""
    return visits.keep_again(work, item_book(work.hall), work.today)


@carries("S29.9", "S29.12", "S29.14", by="paper")
def item_book(hall: Hall) -> Paper:
    """All items in one book: the list by kind of service, then each item with its papers (事项汇编)."""
    items = in_force(hall)
    groups = grouped(items)
    clients = tuple((client, f"{sum(client in item.clients for item in items)}项") for client in CLIENTS)
    blocks: list[Block] = [
        Text(f"共{len(items)}项，{plain_day(hall.today)}编印。以后有变动的，以窗口最新的办事指南为准。"),
        Fields(tuple((name, f"{len(each)}项") for name, each in groups.items()), columns=2),
        Table(("服务对象", "可办事项"), clients),
        Text("目录", "head"),
    ]
    for name, each in groups.items():
        lines = tuple((item.code, item.name, item.window, KIND_NAMES[item.kind]) for item in each)
        blocks.append(Table(("编号", "事项", "业务", "类型"), lines, (9, 34, 12, 9), "", name))
    for item in (item for each in groups.values() for item in each):
        rows = [("编号", f"{item.code}（第{item.version}版）"), *_parts(item, _whole(hall.book().casework.guide.value))]
        blocks += [Text(item.name, "head"), Fields(tuple(row for row in rows if row[1])), _materials(item)]
    blocks.append(_phones(hall))
    return Paper(BOOK, "便民服务事项汇编", hall.name, plain_day(hall.today), tuple(blocks), "A4", (), _foot(hall))


def in_force(hall: Hall) -> tuple[Item, ...]:
    """The items that can be accepted today, by code."""
    return tuple(item for item in hall.catalogue.current(hall.today) if item.status == "open")


def _keys(item: Item) -> str:
    return "、".join(each.name for each in item.materials if each.key and not each.when) or "不用带材料"


def _phones(hall: Hall) -> Text:
    facts = (
        ("咨询电话", hall.fact("phone")),
        ("监督电话", hall.fact("complaint_phone")),
        ("热线", hall.fact("hotline")),
    )
    return Text("  ".join(f"{name} {number}" for name, number in facts if number) or "有事请到窗口问。")


def _foot(hall: Hall) -> str:
    return f"{hall.name}  {hall.fact('address')}".rstrip()


# -- what must be looked after -----------------------------------------------------------------


@carries("S29.8", by="check")
def without_window(hall: Hall) -> tuple[Item, ...]:
    """Items that no post of the hall serves: they would be handled somewhere outside."""
    served = {business for post in hall.laid.posts.values() for business in post.serves}
    return tuple(item for item in in_force(hall) if item.window not in served)


def not_covered(hall: Hall) -> tuple[str, ...]:
    """The departments that must be in the hall and offer nothing here yet."""
    return uncovered(hall.book().items.covers.value, in_force(hall))


@carries("S10.15", "S29.11", by="check")
def to_replace(hall: Hall, connection: Connection) -> tuple[Item, ...]:
    """Items whose version in force began after guides, boards and touch screens were last replaced."""
    known = hall.fact(_REPLACED)
    when = moment_of(known) if known else None
    rows = connection.execute(
        select(_C.c.code, _C.c.since, _C.c.checked, _C.c.decided)
        .where(_C.c.state == "published", _C.c.since <= hall.today)
        .order_by(_C.c.id)
    ).all()
    codes = dict.fromkeys(row.code for row in rows if _is_newer(row.since, row.decided or row.checked, when))
    return tuple(hall.catalogue.told(code, hall.today) for code in codes)


def _is_newer(since: date, entered: datetime, replaced: datetime | None) -> bool:
    """Whether a version was entered, or began, after the replacing."""
    return replaced is None or entered > replaced or since > local_day(replaced)


@act("replace-guides")
@carries("S10.15", "S29.11", by="act")
def replace_guides(work: Work) -> tuple[str, ...]:
    """Notes that guides, boards and touch screens were replaced after the changes up to now.

    Returns:
        The codes of the items that had changed.

    Raises:
        NotAllowed: as it says.
    """
    work.need(Right.INTAKE)
    codes = tuple(item.code for item in to_replace(work.hall, work.connection))
    value = moment_text(work.entered)
    if work.hall.fact(_REPLACED):
        work.update(HallFact, {"key": _REPLACED}, {"value": value})
    else:
        work.insert(HallFact, {"key": _REPLACED, "value": value})
    work.tell(items=list(codes))
    return codes
