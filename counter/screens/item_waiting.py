"""待核对: proposed changes of items, for the centre to check, and the approval to be entered from its paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from textual.widget import Widget

from counter.domain.clock import local
from counter.domain.hall import item_changes
from counter.domain.hall.item_changes import STATE_NAMES, WHAT_NAMES, Approved, UnknownItemChange
from counter.domain.hall.item_history import Changed, waiting
from counter.domain.hall.opened import Work
from counter.domain.hall.rights import Right
from counter.domain.reckoning import Reckoning, Step
from counter.screens.asking import AskScreen
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command, find
from counter.screens.kit.lines import Styles
from counter.screens.kit.paged import Column, PagedList
from counter.screens.scanned import Scanned
from counter.screens.session import DeskScreen
from counter.screens.settings import day_of
from counter.screens.shortlist import Listed

COLUMNS = (
    Column[Changed]("提出", 6, lambda row: f"{local(row.proposed):%m-%d}"),
    Column[Changed]("编号", 9, lambda row: row.code),
    Column[Changed]("事项", 24, lambda row: row.name, stretch=1),
    Column[Changed]("变更", 6, lambda row: WHAT_NAMES[row.what]),
    Column[Changed]("从哪天起", 11, lambda row: row.since.isoformat()),
    Column[Changed]("", 16, lambda row: STATE_NAMES[row.state]),
)


def _key(row: Changed) -> int:
    return row.id


class _Waiting(PagedList[Changed]):
    """The list; F9 tells what would change, who wants it and why."""

    def why(self) -> Reckoning[object] | None:
        """The proposal in full."""
        row = self.current
        if row is None:
            return None
        return Reckoning(row.headline, (Step(row.headline), *map(Step, (*row.said, *row.fields))))


class WaitingScreen(Scanned, DeskScreen):
    """The proposals, one after another."""

    def __init__(self) -> None:
        super().__init__()
        self.list = _Waiting(Listed([], _key), COLUMNS, empty="没有等着核对或批准的事项变更。")

    def title_words(self) -> str:
        """Its name."""
        return "事项变更"

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self.list

    def commands(self) -> Sequence[Command]:
        """Yes, no, and the approval from its paper."""
        right = Right.SETTINGS
        return (
            Command("看内容", "enter", "要改什么、谁提的、依据什么。", act=self.explain),
            Command("核对同意", "1", "中心核对过了，同意；不须上级批准的马上生效。", right=right, act=self.check),
            Command("不采纳", "2", "不采纳，写明理由。", right=right, act=self.reject),
            Command("录批文", "3", "上级批了：照批文录入谁批准的、哪天、批文号；由提出人以外的人录。", right=right,
                    act=self.approve),
            Command("返回", "escape", "回到事项。", act=self.leave),
        )  # fmt: skip

    def on_screen_resume(self) -> None:
        """Coming back: what waits by now."""
        self.refresh_list()

    def refresh_list(self) -> None:
        """Reads the proposals anew."""
        with self.session.look() as connection:
            rows = waiting(self.session.hall, connection)
        self.list.source = Listed(rows, _key)
        self.list.reload()

    def on_paged_list_opened(self, message: PagedList.Opened[Changed]) -> None:
        """Enter: the whole proposal."""
        message.stop()
        self.explain()

    def on_paged_list_acted(self, message: PagedList.Acted[Changed]) -> None:
        """A digit on the list."""
        message.stop()
        digit = str(message.digit)
        self.by_hand(digit, partial(self._act, digit))

    def _act(self, digit: str) -> None:
        command = find(self.commands(), digit)
        if command is None:
            self.say(f"{digit} 在这里没有用处。", Styles.PROBLEM)
        else:
            self._do(command)

    # -- the steps -----------------------------------------------------------------------------

    def check(self) -> None:
        """The centre's yes, with a note where one is wanted."""
        row = self._chosen()
        note = Field("note", "核对意见", default="同意")

        def act(work: Work, answers: dict[str, str]) -> str:
            made = item_changes.check_item(work, row.id, note=answers["note"])
            return f"已生效：第{made.version}版。" if made else "已核对，等批文。"

        self._ask(f"核对 {row.code} {row.name}", (note,), act)

    def reject(self) -> None:
        """The centre's no before the check, or the no from above after it."""
        row = self._chosen()

        def act(work: Work, answers: dict[str, str]) -> str:
            if row.state == "proposed":
                item_changes.check_item(work, row.id, granted=False, note=answers["note"])
            else:
                item_changes.approve_item(work, row.id, None, answers["note"])
            return "没有采纳，已记下理由。"

        self._ask(f"不采纳 {row.code} {row.name}", (Field("note", "理由"),), act)

    def approve(self) -> None:
        """The approval, from its paper."""
        row = self._chosen()
        today = self.session.hall.today
        fields = (
            Field("by", "谁批准的", default="、".join(self.session.hall.book().items.entry.value)),
            Field("on", "哪天批准的", lambda typed: day_of(typed, today.year).isoformat(), default=today.isoformat()),
            Field("slip", "批文号"),
        )

        def act(work: Work, answers: dict[str, str]) -> str:
            approved = Approved(answers["by"], date.fromisoformat(answers["on"]), answers["slip"])
            made = item_changes.approve_item(work, row.id, approved)
            assert made is not None
            return f"已照批文录入并生效：第{made.version}版。"

        self._ask(f"录批文 {row.code} {row.name}", fields, act)

    def _chosen(self) -> Changed:
        row = self.list.current
        if row is None:
            raise UnknownItemChange()
        return row

    def _ask(self, title: str, fields: Sequence[Field], act: Callable[[Work, dict[str, str]], str]) -> None:
        async def do(answers: dict[str, str]) -> str:
            with self.session.act() as work:
                return act(work, answers)

        def done(said: str) -> None:
            self.refresh_list()
            self.say(said, Styles.DONE)

        self.app.push_screen(AskScreen(title, fields, do, done))
