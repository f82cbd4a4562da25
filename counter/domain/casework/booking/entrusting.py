"""委托办理: an item whose own window is not permanent, when somebody comes outside its days.

Keeps: such items are done by appointment on the days of their window (S15.1); who comes outside them is served by
entrusted handling (S15.2, S17.1), within the mandate that the organ announced (S17.2, S17.3); without one the case
cannot be accepted here, and the next days are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from counter.domain.casework.papers.notices import plain_day, said_day
from counter.domain.hall.items.item import Item, Mandate
from counter.domain.hall.opened import Hall
from counter.domain.paper import Articles, Block, Fields, Paper, Seal, Signatures, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

WEEKDAYS: Mapping[int, str] = dict(enumerate("一二三四五六日", 1))
_SHOWN = 2
"""As many of the window's next days as a refusal names."""
_BY_APPOINTMENT = Cite("全程代理 四：非常驻窗口的事项实行预约办理", ("S15.1",))
_ENTRUSTED = Cite("全程代理 四：预约期外来的实行委托办理，在委托权限内受理", ("S15.2", "S17.1", "S17.3"))
_ANNOUNCED = Cite("全程代理 四：委托机关公告受委托单位和委托事项内容", ("S17.2",))


class NotSitting(Refusal):
    """Outside the days of a window that is not permanent, and nobody entrusted the hall with it."""

    says = "“{item}”的窗口不常驻，{days}才到大厅，今天不在，也没有委托本厅办理。请预约{next}，或改天再来。"


def days_said(item: Item) -> str:
    """The days of a window as people say them: 每周二、周四."""
    return "每" + "、".join(f"周{WEEKDAYS[day]}" for day in sorted(item.sits))


def sits_on(item: Item, day: date) -> bool:
    """Whether an item's own window is there on a day; a permanent one always is."""
    return not item.sits or day.isoweekday() in item.sits


def next_days(hall: Hall, item: Item, after: date, most: int = _SHOWN) -> tuple[date, ...]:
    """The next working days on which the item's own window is there."""
    found: list[date] = []
    day = after
    for _ in range(60):
        day += timedelta(days=1)
        if len(found) < most and sits_on(item, day) and hall.calendar.is_working(day):
            found.append(day)
    return tuple(found)


@carries("S15.1", "S15.2", "S17.1", "S17.3", by="check")
def entrusted(hall: Hall, item: Item, day: date) -> bool:
    """Whether what comes in on a day is handled by entrustment: outside the window's days, within a mandate.

    Raises:
        NotSitting: outside its days and without a mandate, naming the next days.
    """
    if sits_on(item, day):
        return False
    if item.mandate is not None and item.mandate.holds(day):
        return True
    coming = "或".join(said_day(each) for each in next_days(hall, item, day)) or "窗口到大厅的日子"
    raise NotSitting(item=item.name, days=days_said(item), next=coming, cites=(_BY_APPOINTMENT, _ENTRUSTED))


def announcements(hall: Hall, day: date) -> dict[tuple[str, str], tuple[Item, ...]]:
    """What the hall is entrusted with on a day: the items by organ and announcement."""
    found: dict[tuple[str, str], tuple[Item, ...]] = {}
    for item in hall.catalogue.current(day):
        if item.mandate is not None and item.mandate.holds(day):
            key = (item.mandate.organ, item.mandate.announcement)
            found[key] = (*found.get(key, ()), item)
    return found


@carries("S17.2", by="paper")
def announcement_paper(hall: Hall, items: Sequence[Item], day: date) -> Paper:
    """委托公告 (F30): which organ entrusts which unit with what of which items.

    Args:
        hall: The entrusted unit.
        items: Items of one announcement, each with its mandate.
        day: The date of the paper.
    """
    first = items[0].mandate
    assert first is not None
    rows = tuple((str(n), each.code, each.name, _content(each.mandate), days_said(each) if each.sits else "不定期")
                 for n, each in enumerate(items, start=1))  # fmt: skip
    since = first.since or items[0].valid_from
    facts = (
        ("委托机关", first.organ), ("受委托单位", hall.name), ("公告", first.announcement),
        ("起止", f"{plain_day(since) if since else '即日'}起{f'至{plain_day(first.until)}' if first.until else ''}"),
    )  # fmt: skip
    table = Table(
        ("序号", "编号", "委托事项", "委托内容", "窗口在大厅的日子"), rows, (4, 8, 20, 18, 12), "", "委托事项"
    )
    told = "预约期外来办以上事项的，由受委托窗口在委托权限内审查材料，符合条件的当场受理、全程办理。"
    blocks: tuple[Block, ...] = (
        Fields(facts), table, Text(told, "large"), Signatures(("委托机关经办人", "受委托单位经办人")),
        Seal(first.organ, plain_day(day)), Articles((str(_ANNOUNCED),)),
    )  # fmt: skip
    return Paper("entrust-announcement", "委托办理公告", hall.name, first.announcement, blocks, "A4", (), hall.name)


def _content(mandate: Mandate | None) -> str:
    return (mandate.content if mandate else "") or "审查材料、受理、办理"


@carries("S15.6", by="paper")
def appointment_notice(hall: Hall, day: date) -> Paper:
    """预约办理公示: how one agrees a time here, and for which items one must, put up where everybody reads it."""
    items = [each for each in hall.catalogue.current(day) if each.sits and each.status == "open"]
    rows = tuple((each.code, each.name, days_said(each), "委托本厅办理" if _entrusted_now(each, day) else "请先预约")
                 for each in items)  # fmt: skip
    ways = (
        ("怎么约", f"到窗口、打电话{hall.fact('phone')}或网上预约"), ("休息日", "可以预约，按约定时间办理"),
        ("上门", "老弱病残和其他不能来的，可以约上门"), ("我们保证", "不失约；接待人有急事，由同岗的同事接待"),
    )  # fmt: skip
    blocks: list[Block] = [Fields(ways)]
    if rows:
        head = ("编号", "事项", "窗口在大厅的日子", "其他日子")
        blocks.append(Table(head, rows, (8, 24, 16, 14), "", "窗口不常驻、要预约的事项"))
    blocks += [Seal(hall.name, plain_day(day)), Articles((str(_BY_APPOINTMENT),))]
    return Paper("appointment-notice", "预约办理公示", hall.name, f"{day:%Y%m%d}", tuple(blocks), "A4", (), hall.name)


def _entrusted_now(item: Item, day: date) -> bool:
    return item.mandate is not None and item.mandate.holds(day)
