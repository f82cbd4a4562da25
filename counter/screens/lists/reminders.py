"""Reminding by telephone: whom to call, one after another; a digit notes what the call came to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from counter.domain.casework.acts.reminding import OUTCOMES, Reminders, ToCall, remind
from counter.domain.hall.residents import citizens
from counter.domain.hall.rights import Right
from counter.domain.journal import ChangedMeanwhile
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.behind import case_screen
from counter.screens.shared.listing import ListScreen


class RemindersScreen(ListScreen[ToCall]):
    """Whom to call today, of one's own posts or of the whole hall."""

    empty = "现在没有要打电话提醒的。"

    def __init__(self, *, whole: bool = False) -> None:
        """Takes whose applicants are meant."""
        self.whole = whole
        self.revealed: set[int] = set()
        self.columns = (
            Column[ToCall]("办件号", 9, lambda row: row.short),
            Column[ToCall]("申请人", 8, lambda row: row.applicant),
            Column[ToCall]("电话", 12, self._phone),
            Column[ToCall]("为什么", 8, lambda row: row.why),
            Column[ToCall]("自/限到", 7, lambda row: f"{row.since:%m-%d}"),
            Column[ToCall]("上次打", 6, lambda row: f"{row.last:%m-%d}" if row.last else ""),
            Column[ToCall]("事项", 14, lambda row: row.item, stretch=1),
        )
        super().__init__()

    def title_words(self) -> str:
        """Its name."""
        return "电话提醒"

    def commands(self) -> Sequence[Command]:
        """The outcomes by their digits, and what else can be done."""
        outcomes = [
            Command(said, str(at), f"打过电话了：{said}；件不变，名单到下一个。", act=partial(self._noted, name))
            for at, (name, said) in enumerate(OUTCOMES.items(), 1)
        ]
        return (
            *outcomes,
            Command("看全号", "tab", "显示这一位的完整电话，记入日志。", right=Right.REVEAL, act=self._reveal),
            Command("看这一件", "enter", "打开这一件。"),
            Command("本岗或全厅", "space", "在本岗和全厅之间换。", act=self._whose),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def source(self) -> Reminders:
        """Those of one's own posts, or of the whole hall."""
        own = tuple(post.code for post in self.session.posts)
        return Reminders(self.hall, None if self.whole or not own else own)

    def meaning(self, row: ToCall) -> Meaning:
        """Who has no telephone cannot be called."""
        return Styles.PLAIN if row.phone else Styles.PROBLEM

    def opened(self, row: ToCall) -> None:
        """Enter: the case."""
        self.app.push_screen(case_screen(row.id))

    def _noted(self, name: str) -> None:
        """A call to the current one, and what it came to."""
        row = self.row()
        try:
            self.act_now(lambda work: remind(work, row.id, name, rev=row.rev))
        except ChangedMeanwhile:
            self.refresh_list()
            self.say(f"{row.short} 刚才有人动过，这次电话没有记；名单已更新。", Styles.PROBLEM)
            return
        self.say(f"{row.short} {row.applicant}：{OUTCOMES[name]}。", Styles.DONE)

    def _reveal(self) -> None:
        row = self.list.current
        if row is None or row.id in self.revealed:
            return
        with self.session.act() as work:
            citizens.reveal(work, row.applicant_id, row.id)
        self.revealed.add(row.id)
        self.list.redraw()

    def _whose(self) -> None:
        self.whole = not self.whole
        self.list.show(self.source())
        self.say("全厅的。" if self.whole else "本岗的。")

    def _phone(self, row: ToCall) -> str:
        return (row.phone if row.id in self.revealed else row.masked) if row.phone else "没有电话"
