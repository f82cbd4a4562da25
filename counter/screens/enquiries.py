"""Enquiries and who was asked first (首问): what is owed, one's own, the whole hall's, today's; taking one down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual import events
from textual.widget import Widget

from counter.domain.casework.asking.enquiry_lists import (
    WHICH_NAMES,
    Enquiries,
    EnquiryRow,
    Which,
)
from counter.domain.clock import local
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.asking import say_refusal
from counter.screens.enquiry_acts import EnquiryActs
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HINT, PLAIN, Line, Meaning, Styles
from counter.screens.kit.page import Board
from counter.screens.kit.paged import Column, PagedList
from counter.screens.reminders import RemindersScreen
from counter.screens.scanned import Scanned
from counter.screens.session import DeskScreen
from counter.storage import StorageFault

_EMPTY: dict[Which, str] = {
    "mine": "没有要您跟踪或答复的。按 1 登记一条。",
    "open": "全厅没有欠着的咨询。按 1 登记一条。",
    "today": "今天还没有登记咨询。按 1 登记一条。",
}
_ACTS = {1: "登记", 2: "回电、答复", 3: "转办", 4: "催办", 5: "换首问人", 6: "已收件", 7: "电话提醒", 0: "首问单"}

_REMIND = 7


class _Tabs(Board):
    """Which list is shown."""

    def __init__(self) -> None:
        super().__init__(height=1)
        self.current: Which = "mine"

    def lines(self) -> list[Line]:
        """The lists by name."""
        line: Line = [("左右键换清单  ", HINT)]
        for which, name in WHICH_NAMES.items():
            line += [(name, CURRENT if which == self.current else PLAIN), ("  ", PLAIN)]
        return [line]


class EnquiriesScreen(Scanned, DeskScreen):
    """The enquiries, and what can be done with each."""

    def __init__(self, which: Which = "mine") -> None:
        """Takes the list to begin with."""
        super().__init__()
        self.tabs = _Tabs()
        self.tabs.current = which
        self.acts = EnquiryActs(self)
        self._list: PagedList[EnquiryRow] | None = None

    @property
    def list(self) -> PagedList[EnquiryRow]:
        """The enquiries shown."""
        assert self._list is not None
        return self._list

    def title_words(self) -> str:
        """Its name."""
        return "首问"

    def body(self) -> Iterable[Widget]:
        """The lists' names, the enquiries."""
        columns = (
            Column[EnquiryRow]("时间", 11, lambda row: f"{local(row.asked):%m-%d %H:%M}"),
            Column[EnquiryRow]("首问人", 6, lambda row: row.first),
            Column[EnquiryRow]("内容", 16, lambda row: row.what or "（只计数）", stretch=1),
            Column[EnquiryRow]("姓名", 6, lambda row: row.name),
            Column[EnquiryRow]("现在", 8, lambda row: row.standing),
            Column[EnquiryRow]("转给", 10, lambda row: row.handler, stretch=1),
            Column[EnquiryRow]("限到", 11, lambda row: f"{local(row.due):%m-%d %H:%M}" if row.due else ""),
        )
        self._list = PagedList(self._source(), columns, meaning=_meaning, empty=_EMPTY["mine"])
        return (self.tabs, self._list)

    def commands(self) -> Sequence[Command]:
        """What the digits do."""
        return (
            Command("登记", "1", "登记一次咨询：当场答复、引导、转办、经办人不在、回电、投诉。", right=Right.INTAKE),
            Command("回电、答复", "2", "欠回电的：记下已回电；转办、投诉的：记下答复。"),
            Command("转办", "3", "转给别的岗位接着办，首问人不变。"),
            Command("催办", "4", "首问人跟踪：催一次，记下来。"),
            Command("换首问人", "5", "首问人记错了：换成别人，写明原因。"),
            Command("已收件", "6", "来申请了：填办件号，这条就算办了。"),
            Command("电话提醒", "7", "逐个打电话：待补、容缺后补、待领的，一个数字记下结果。"),
            Command("首问单", "0", "首问登记（转办）单，打印或存成文件。"),
            Command("看经过", "enter", "这一条的全部经过。"),
            Command("换清单", "right", "我的、全厅、今天。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def on_mount(self) -> None:
        """One's own first."""
        self.list.focus()

    def on_screen_resume(self) -> None:
        """Coming back: the list as it is by now."""
        self.reload()

    def reload(self) -> None:
        """Reads the list again."""
        try:
            self.list.reload()
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)

    def on_paged_list_opened(self, message: PagedList.Opened[EnquiryRow]) -> None:
        """Enter: the whole record on the screen."""
        message.stop()
        self.acts.record(message.row)

    def on_paged_list_acted(self, message: PagedList.Acted[EnquiryRow]) -> None:
        """A digit by hand acts on the current one."""
        message.stop()
        self.by_hand(str(message.digit), partial(self._act, message.digit, message.row))

    def on_key(self, event: events.Key) -> None:
        """Left and right turn the lists; every other key goes to the handlers of the classes below without a call."""
        if event.key in ("left", "right"):
            event.stop()
            event.prevent_default()
            self._turn(-1 if event.key == "left" else 1)

    def _turn(self, by: int) -> None:
        names = tuple(WHICH_NAMES)
        self.tabs.current = names[(names.index(self.tabs.current) + by) % len(names)]
        self.list.empty = _EMPTY[self.tabs.current]
        self.list.show(self._source())
        self.tabs.redraw()

    def _act(self, digit: int, row: EnquiryRow | None) -> None:
        if digit not in _ACTS:
            self.say(f"{digit} 在这里没有用处。", Styles.PROBLEM)
        elif digit == 1:
            self.acts.take_down()
        elif digit == _REMIND:
            self.app.push_screen(RemindersScreen())
        elif row is None:
            self.say(self.list.empty)
        else:
            by_digit = {
                2: self.acts.answer, 3: self.acts.pass_on, 4: self.acts.press, 5: self.acts.change_first,
                6: self.acts.applied, 0: self.acts.record,
            }  # fmt: skip
            by_digit[digit](row)

    def _source(self) -> Enquiries:
        return Enquiries(self.session.hall, self.tabs.current, self.session.person.no)


def _meaning(row: EnquiryRow) -> Meaning:
    if row.late:
        return Styles.OVERDUE
    return Styles.WAITS if row.waits else Styles.PLAIN
