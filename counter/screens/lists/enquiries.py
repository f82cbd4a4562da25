"""Enquiries and who was asked first (首问): what is owed, one's own, the whole hall's, today's; taking one down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from counter.domain.casework.asking.enquiry_lists import WHICH_NAMES, Enquiries, EnquiryRow, Which
from counter.domain.clock import local
from counter.domain.hall.rights import Right
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.lists.enquiry_acts import EnquiryActs
from counter.screens.lists.reminders import RemindersScreen
from counter.screens.shared.listing import ListScreen

_EMPTY: dict[Which, str] = {
    "mine": "没有要您跟踪或答复的。按 1 登记一条。",
    "open": "全厅没有欠着的咨询。按 1 登记一条。",
    "today": "今天还没有登记咨询。按 1 登记一条。",
}
COLUMNS = (
    Column[EnquiryRow]("时间", 11, lambda row: f"{local(row.asked):%m-%d %H:%M}"),
    Column[EnquiryRow]("首问人", 6, lambda row: row.first),
    Column[EnquiryRow]("内容", 16, lambda row: row.what or "（只计数）", stretch=1),
    Column[EnquiryRow]("姓名", 6, lambda row: row.name),
    Column[EnquiryRow]("现在", 8, lambda row: row.standing),
    Column[EnquiryRow]("转给", 10, lambda row: row.handler, stretch=1),
    Column[EnquiryRow]("限到", 11, lambda row: f"{local(row.due):%m-%d %H:%M}" if row.due else ""),
)


class EnquiriesScreen(ListScreen[EnquiryRow]):
    """The enquiries, and what can be done with each."""

    columns = COLUMNS
    lists: Mapping[str, str] = {str(which): name for which, name in WHICH_NAMES.items()}

    def __init__(self, which: Which = "mine") -> None:
        """Takes the list to begin with."""
        super().__init__(which)
        self.acts = EnquiryActs(self)

    def title_words(self) -> str:
        """Its name."""
        return "首问"

    def commands(self) -> Sequence[Command]:
        """What the digits do."""
        return (
            Command(
                "登记",
                "1",
                "登记一次咨询：当场答复、引导、转办、经办人不在、回电、投诉。",
                right=Right.INTAKE,
                act=self.acts.take_down,
            ),
            Command(
                "回电、答复",
                "2",
                "欠回电的：记下已回电；转办、投诉的：记下答复。",
                act=lambda: self.acts.answer(self.row()),
            ),
            Command("转办", "3", "转给别的岗位接着办，首问人不变。", act=lambda: self.acts.pass_on(self.row())),
            Command("催办", "4", "首问人跟踪：催一次，记下来。", act=lambda: self.acts.press(self.row())),
            Command(
                "换首问人", "5", "首问人记错了：换成别人，写明原因。", act=lambda: self.acts.change_first(self.row())
            ),
            Command("已收件", "6", "来申请了：填办件号，这条就算办了。", act=lambda: self.acts.applied(self.row())),
            Command("电话提醒", "7", "逐个打电话：待补、容缺后补、待领的，一个数字记下结果。", act=self._remind),
            Command("首问单", "0", "首问登记（转办）单，打印或存成文件。", act=lambda: self.acts.record(self.row())),
            Command("看经过", "enter", "这一条的全部经过。"),
            Command("换清单", "right", "我的、全厅、今天。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def source(self) -> Enquiries:
        """What is owed, or was asked today."""
        return Enquiries(self.hall, cast("Which", self.which), self.session.person.no)

    def said_empty(self) -> str:
        """What there is none of."""
        return _EMPTY[cast("Which", self.which)]

    def meaning(self, row: EnquiryRow) -> Meaning:
        """Late, or waiting."""
        if row.late:
            return Styles.OVERDUE
        return Styles.WAITS if row.waits else Styles.PLAIN

    def opened(self, row: EnquiryRow) -> None:
        """Enter: the whole record on the screen."""
        self.acts.record(row)

    def _remind(self) -> None:
        self.app.push_screen(RemindersScreen())
