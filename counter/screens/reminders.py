"""Reminding by telephone: whom to call, one after another; a digit notes what the call came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.widget import Widget

from counter.domain.casework.acts.reminding import (
    OUTCOMES,
    Reminders,
    ToCall,
    remind,
)
from counter.domain.hall import citizens
from counter.domain.hall.rights import Right
from counter.domain.journal import ChangedMeanwhile
from counter.domain.refusals import Refusal
from counter.screens.asking import say_refusal
from counter.screens.behind import case_screen
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, PagedList
from counter.screens.scanned import Scanned
from counter.screens.session import DeskScreen, new_token
from counter.storage import StorageFault

_NAMES = tuple(OUTCOMES)


class RemindersScreen(Scanned, DeskScreen):
    """Whom to call today, of one's own posts or of the whole hall."""

    def __init__(self, *, whole: bool = False) -> None:
        """Takes whose applicants are meant."""
        super().__init__()
        self.whole = whole
        self.revealed: set[int] = set()
        self._list: PagedList[ToCall] | None = None

    @property
    def list(self) -> PagedList[ToCall]:
        """Those to be called."""
        assert self._list is not None
        return self._list

    def title_words(self) -> str:
        """Its name."""
        return "电话提醒"

    def body(self) -> Iterable[Widget]:
        """The list."""
        columns = (
            Column[ToCall]("办件号", 9, lambda row: row.short),
            Column[ToCall]("申请人", 8, lambda row: row.applicant),
            Column[ToCall]("电话", 12, self._phone),
            Column[ToCall]("为什么", 8, lambda row: row.why),
            Column[ToCall]("自/限到", 7, lambda row: f"{row.since:%m-%d}"),
            Column[ToCall]("上次打", 6, lambda row: f"{row.last:%m-%d}" if row.last else ""),
            Column[ToCall]("事项", 14, lambda row: row.item, stretch=1),
        )
        self._list = PagedList(self._source(), columns, meaning=self._meaning, empty="现在没有要打电话提醒的。")
        yield self._list

    def commands(self) -> Sequence[Command]:
        """The outcomes by their digits, and what else can be done."""
        outcomes = [
            Command(said, str(at), f"打过电话了：{said}；件不变，名单到下一个。")
            for at, said in enumerate(OUTCOMES.values(), 1)
        ]
        return (
            *outcomes,
            Command("看全号", "tab", "显示这一位的完整电话，记入日志。", right=Right.REVEAL, act=self._reveal),
            Command("看这一件", "enter", "打开这一件。"),
            Command("本岗或全厅", "space", "在本岗和全厅之间换。", act=self._turn),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def on_screen_resume(self) -> None:
        """Coming back: the list as it is by now."""
        self._try_reload()

    def on_paged_list_opened(self, message: PagedList.Opened[ToCall]) -> None:
        """Enter on a row."""
        message.stop()
        self.app.push_screen(case_screen(message.row.id))

    def on_paged_list_acted(self, message: PagedList.Acted[ToCall]) -> None:
        """A digit by hand notes the outcome for the current row."""
        message.stop()
        self.by_hand(str(message.digit), partial(self._noted, message.digit, message.row))

    def _noted(self, digit: int, row: ToCall | None) -> None:
        if row is None:
            self.say(self.list.empty)
            return
        if not 1 <= digit <= len(_NAMES):
            self.say(f"{digit} 在这里没有用处。", Styles.PROBLEM)
            return
        name = _NAMES[digit - 1]
        try:
            with self.session.act(token=new_token()) as work:
                remind(work, row.id, name, rev=row.rev)
        except ChangedMeanwhile:
            self._try_reload()
            self.say(f"{row.short} 刚才有人动过，这次电话没有记；名单已更新。", Styles.PROBLEM)
            return
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self._try_reload()
        self.say(f"{row.short} {row.applicant}：{OUTCOMES[name]}。", Styles.DONE)

    def _reveal(self) -> None:
        row = self.list.current
        if row is None or row.id in self.revealed:
            return
        try:
            with self.session.act() as work:
                citizens.reveal(work, row.applicant_id, row.id)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.revealed.add(row.id)
        self.list.redraw()

    def _turn(self) -> None:
        self.whole = not self.whole
        self.list.show(self._source())
        self.say("全厅的。" if self.whole else "本岗的。")

    def _source(self) -> Reminders:
        own = tuple(post.code for post in self.session.posts)
        return Reminders(self.session.hall, None if self.whole or not own else own)

    def _phone(self, row: ToCall) -> str:
        return row.phone if row.id in self.revealed else row.masked

    def _meaning(self, row: ToCall) -> Meaning:
        return Styles.PLAIN if row.phone else Styles.PROBLEM

    def _try_reload(self) -> None:
        try:
            self.list.reload()
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
