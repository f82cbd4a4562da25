"""One item: everything that is published of it, its versions and how each came about, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.widget import Widget

from counter.domain.casework.papers import guides
from counter.domain.casework.papers.notices import limit_said
from counter.domain.hall.item_versions.history import Changed, history, material_said, shown
from counter.domain.hall.items.checks import FIELD_NAMES, faults, kind_said, steps_of
from counter.domain.hall.items.item import Item, refuse_ended
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.screens.hall.item_forms import ItemForms
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command, find
from counter.screens.kit.lines import HEAD, HINT, PLAIN, Line, Styles, cells, fit, wrap
from counter.screens.kit.reader import Reader
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.scanned import Scanned
from counter.screens.shared.session import DeskScreen
from counter.screens.shared.sheet import SheetScreen
from counter.storage import StorageFault

_LABEL = 20
_TOLD = (
    "name", "aliases", "window", "category", "applicant", "conditions", "procedure", "basis", "fee_basis", "result",
    "departments", "county", "others", "lead", "tasks", "off_clock", "agent", "present", "project", "sits", "mandate",
    "volume", "peaks", "note", "ended_by", "instead",
)  # fmt: skip
"""The fields of the page, besides limit, fee, papers and steps, which have lines of their own."""


class ItemPage(Reader):
    """The page; F9 tells how long it takes and why."""

    def __init__(self) -> None:
        super().__init__(self._told)
        self.item: Item | None = None
        self.versions: tuple[Item, ...] = ()
        self.changes: tuple[Changed, ...] = ()
        self.wrong: tuple[str, ...] = ()

    def show(
        self, item: Item, versions: tuple[Item, ...], changes: tuple[Changed, ...], wrong: tuple[str, ...]
    ) -> None:
        """Shows an item as it is by now."""
        self.item, self.versions, self.changes, self.wrong = item, versions, changes, wrong
        self._width = -1
        self.redraw()

    def why(self) -> Reckoning[Any] | None:
        """The limit, step by step."""
        return guides.why_limit(self.item) if self.item else None

    def _told(self, width: int) -> list[Line]:
        if self.item is None:
            return []
        return [*_facts(self.item, width), *self._papers(width), *self._steps(width), *self._history(width)]

    def _papers(self, width: int) -> Iterator[Line]:
        assert self.item is not None
        yield [("申请材料", HEAD)]
        for n, material in enumerate(self.item.materials, 1):
            yield from _wrapped(f"{n:>2} ", material_said(material), width)

    def _steps(self, width: int) -> Iterator[Line]:
        assert self.item is not None
        yield [("环节分工", HEAD)]
        for step in steps_of(self.item):
            yield from _wrapped("   ", f"{step.department}：{step.task}，{step.days}个工作日", width)
        if self.wrong:
            yield [("还缺或不对的", HEAD)]
            for said in self.wrong:
                yield from _wrapped("！ ", said, width)

    def _history(self, width: int) -> Iterator[Line]:
        yield [("版本和变动", HEAD)]
        for change in self.changes:
            yield [("   " + change.headline, PLAIN)]
            for said in (*change.said, *change.fields):
                yield from _wrapped("     ", said, width, HINT)
        first = min(self.versions, key=lambda each: each.version, default=None)
        if first is not None and not any(change.version == first.version for change in self.changes):
            yield [(f"   第{first.version}版 建大厅时录入", PLAIN)]


def _facts(item: Item, width: int) -> Iterator[Line]:
    facts = (f"{item.code} 第{item.version}版", kind_said(item), limit_said(item), guides.fee_said(item), _since(item))
    yield [("  ".join(filter(None, facts)), HEAD)]
    for field in _TOLD:
        if getattr(item, field):
            yield from _wrapped(fit(FIELD_NAMES[field], _LABEL), shown(item, field), width)


def _since(item: Item) -> str:
    return f"{item.valid_from.isoformat()}起" if item.valid_from else ""


def _wrapped(head: str, text: str, width: int, style: Any = PLAIN) -> Iterator[Line]:
    room = max(10, width - cells(head))
    first, *more = wrap(text, room) or [""]
    yield [(head + first, style)]
    for line in more:
        yield [(" " * cells(head) + line, style)]


class ItemScreen(Scanned, DeskScreen):
    """An item in hand."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.page = ItemPage()
        self.forms = ItemForms(self, self._changed)

    @property
    def item(self) -> Item:
        """The item as it is today, or as it will be where it has not begun."""
        hall = self.session.hall
        versions = hall.catalogue.versions(self.code)
        return next((each for each in versions if each.in_force(hall.today)), versions[-1])

    def title_words(self) -> str:
        """Its name."""
        return "事项"

    def body(self) -> Iterable[Widget]:
        """The page."""
        yield self.page

    def commands(self) -> Sequence[Command]:
        """Paper for the citizen; changes for who may, proposals from everybody else."""
        return (
            Command("办事指南", "0", "看办事指南，打印给群众。", self._may_hand_out, act=self.guide),
            Command("告知单", "1", "空白的一次性告知单，打勾给群众。", self._may_hand_out, act=self.notice),
            Command("样表", "2", "窗口能打印的表，看填好的样表。", self._may_sample, act=self.sample),
            Command("改", "3", "改这个事项：从哪天起用新的版本；没有权限的是提出变更。", self._may_change,
                    act=lambda: self.forms.change(self.item)),
            Command("取消", "4", "这个事项取消了，以后不能受理。", self._may_change,
                    act=lambda: self.forms.end(self.item, "cancelled")),
            Command("下放", "5", "这个事项下放到别处办了，写明到哪里办。", self._may_change,
                    act=lambda: self.forms.end(self.item, "delegated")),
            Command("恢复", "6", "取消、下放的事项又回来办。", self._may_come_back,
                    act=lambda: self.forms.come_back(self.item)),
            Command("说明", "f9", "时限怎么来的：承诺、法定、依据、各环节。", act=self.explain),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )  # fmt: skip

    def on_screen_resume(self) -> None:
        """Coming back: the item as it is by now."""
        self.load()

    def on_key(self, event: events.Key) -> None:
        """A digit by hand acts; a scanned number looks for a case."""
        if not event.key.isdigit():
            return
        event.stop()
        event.prevent_default()
        self.by_hand(event.key, partial(self._act, event.key))

    def _act(self, digit: str) -> None:
        command = find(self.commands(), digit)
        if command is None:
            self.say(f"{digit} 在这里没有用处。", Styles.PROBLEM)
        else:
            self._do(command)

    def load(self) -> None:
        """Reads the item and its history anew."""
        hall = self.session.hall
        try:
            with self.session.look() as connection:
                item = self.item
                parts = hall.book().casework.guide.value
                wrong = tuple(said for _, said in faults(item, parts))
                self.page.show(item, hall.catalogue.versions(self.code), history(hall, connection, item.code), wrong)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.header.show(title=f"事项 {item.code}")
        self.menu.show(self.commands())

    # -- papers --------------------------------------------------------------------------------

    def guide(self) -> None:
        """The guide, to be printed."""
        show_guide(self, self.item)

    def notice(self) -> None:
        """The blank one-time notice."""
        code = self.item.code
        paper = guides.notice_sheet(self.session.hall, self.item)
        self.app.push_screen(SheetScreen(paper, lambda work: guides.make_notice(work, code), name=f"告知单-{code}"))

    def sample(self) -> None:
        """A form's sample; asks which where there are several."""
        forms = guides.forms_of(self.item)

        async def chosen(answers: dict[str, str]) -> str:
            return answers["form"]

        if len(forms) == 1:
            self._show_sample(forms[0])
            return
        self.app.push_screen(AskScreen("样表", (Field("form", "哪一种", choices=forms),), chosen, self._show_sample))

    def _show_sample(self, name: str) -> None:
        code = self.item.code
        paper = guides.sample_form(self.session.hall, self.item, name)
        self.app.push_screen(SheetScreen(paper, lambda work: guides.make_sample(work, code, name), name=f"样表-{code}"))

    # -- what is possible ----------------------------------------------------------------------

    def _changed(self, said: str) -> None:
        self.load()
        self.say(said, Styles.DONE)

    def _may_hand_out(self) -> str | None:
        try:
            refuse_ended(self.item)
        except Refusal as refusal:
            return refusal.sentence
        return None

    def _may_sample(self) -> str | None:
        return self._may_hand_out() or (None if guides.forms_of(self.item) else "这个事项没有窗口打印的表。")

    def _may_change(self) -> str | None:
        return None if self.item.status == "open" else "这个事项已经取消或下放；又回来办的，按 6 恢复。"

    def _may_come_back(self) -> str | None:
        return None if self.item.status != "open" else "这个事项没有取消，也没有下放。"


def show_guide(screen: DeskScreen, item: Item) -> None:
    """The guide of an item on the screen, to be printed from there.

    Raises:
        ItemCancelled, ItemDelegated: It is not handled here any more.
    """
    paper = guides.service_guide(screen.session.hall, item)
    code = item.code
    screen.app.push_screen(SheetScreen(paper, lambda work: guides.make_guide(work, code), name=f"办事指南-{code}"))
