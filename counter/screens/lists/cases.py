"""Cases (办件): the lists a window works from, and finding a case by whatever is at hand.

The caret stands in 查找: what is typed or scanned finds at once. While nothing is typed, left and right
change the list, Space changes between the own window and the whole hall. Down, Tab or Enter go into the
list; there digits act on the current case. On the list of what is not entered in the platform above Enter
asks for its number there; a digit opens the case.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, cast

from textual import events
from textual.widget import Widget

from counter.domain.casework.lists.finding import Found
from counter.domain.casework.lists.worklist import EVERYTHING, CaseRow, Filter, Worklist, counts
from counter.domain.posts.empty import empty_now
from counter.screens.case.above_number import number_screen
from counter.screens.case.screen import CaseScreen
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, Source
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from counter.screens.lists.case_columns import EMPTY, FOUND, OF_LIST, RUNNING
from counter.screens.lists.case_search import CaseSearch
from counter.screens.lists.case_tabs import CaseTabs, Numbers
from counter.screens.lists.filtering import filter_screen, said_filter
from counter.screens.posts.empty import NOBODY_THERE, said
from counter.screens.shared.find_box import FindBox
from counter.screens.shared.finding import FindingScreen

_ACTS = {
    1: "补齐",
    2: "办结",
    3: "领取",
    4: "延期",
    5: "上报",
    6: "联办",
    7: "电话提醒",
    8: "更正",
    9: "更多",
    0: "打印",
}
_CALLS = 7
_ONLY_STOPPED = "没有在计时的件；另有 {stopped} 件暂停计时，左右键换到“暂停计时”看。"
_NOTHING_FOUND = "没有找到办件。"


def _act_says(digit: int, name: str) -> str:
    if digit == _CALLS:
        return "光标在清单里时：逐个打电话，待补、容缺后补、待领的，一个数字记下结果。"
    return f"光标在清单里时：对当前这一件办“{name}”。"


def reminders_screen(*, whole: bool) -> HallScreen[None]:
    """Whom to call, imported when it is first wanted."""
    module = importlib.import_module("counter.screens.lists.reminders")
    return cast("HallScreen[None]", module.RemindersScreen(whole=whole))


class CasesScreen(FindingScreen[CaseRow]):
    """The worklists and the search."""

    menu_rows = 1
    columns = RUNNING
    empty = EMPTY["open"]

    def __init__(self, typed: str = "") -> None:
        """Takes what was typed already, as by a reader on another screen."""
        super().__init__(FindBox(typed))
        self.heads = CaseTabs()
        self.only = EVERYTHING
        self._found: Found | None = None
        """What was looked for, where that stands there instead of a list."""
        self._search = CaseSearch(self, lambda: self.list.wanted, self._stands, self._say_searching)

    def title_words(self) -> str:
        """Its name."""
        return "办件"

    def body(self) -> Iterable[Widget]:
        """The lists' names, the search, the cases."""
        return (self.heads, *super().body())

    def commands(self) -> Sequence[Command]:
        """What can be done with a case, and with the lists."""
        acts = [Command(name, str(digit), _act_says(digit, name), act=partial(self._begin, digit))
                for digit, name in _ACTS.items()]  # fmt: skip
        ways = [
            Command("筛选", "ctrl+j", "按类型、标记、时限、村、责任人筛选各个清单。", act=self._filter),
            Command("换清单", "right", "没有输入时：左右键换清单。"),
            Command("本岗或全厅", "space", "没有输入时：在本岗和全厅之间换。"),
        ]
        enter = Command("打开", "enter", "打开当前这一件；在“未录平台”里：看要抄录的内容，登记平台编号。")
        tab = Command("进清单，再按数字办", "tab", "在查找和清单之间换；光标在清单里时数字键才办事。")
        return (enter, tab, *ways, *acts)

    def on_descendant_focus(self) -> None:
        """The menu says what the keys do where the caret is."""
        here = self.commands()
        digits = [each for each in here if each.key.isdigit()]
        others = [each for each in here if not each.key.isdigit()]
        self.menu.show([others[0], *digits, *others[2:]] if self.list.has_focus else others)

    def on_mount(self) -> None:
        """The list of what is open, or what was being looked for; who stands at no post sees the whole hall's."""
        self.heads.whole = not self.session.posts
        self._count()
        if self.box.edit.text:
            self._search.find(self.box.edit.text)

    def on_screen_resume(self) -> None:
        """Coming back: how many there are by now."""
        self._count()
        if self.heads.found and not self.forgets():
            self.box.look_back()
        if empty := empty_now(self.session.hall):
            self.say(f"{NOBODY_THERE}：{said(empty)}。请A岗、B岗马上到岗或交接。", Styles.OVERDUE)

    # -- the lists -----------------------------------------------------------------------------

    def _posts(self) -> tuple[str, ...] | None:
        own = tuple(post.code for post in self.session.posts)
        return None if self.heads.whole or not own else own

    def source(self) -> Source[CaseRow]:
        """What was found, or the current list."""
        return self._found or Worklist(self.hall, self.heads.current, self._posts(), self.only)

    def meaning(self, row: CaseRow) -> Meaning:
        """Late, soon, another window's."""
        if row.late or (row.slipped and self.heads.current in ("above", "watched", "chase")):
            return Styles.OVERDUE
        if row.soon:
            return Styles.SOON
        own = {post.code for post in self.session.posts}
        mine = not own or not self.heads.whole or row.post in own
        return Styles.PLAIN if mine else Styles.NOT_MINE

    def said_empty(self) -> str:
        """Why nothing stands there; what is stopped is in hand too, and stands on another list."""
        if self._found is not None:
            return _NOTHING_FOUND
        stopped = self.heads.numbers.of.get("stopped", 0)
        if self.heads.current == "open" and stopped:
            return _ONLY_STOPPED.format(stopped=stopped)
        return EMPTY[self.heads.current]

    def _count(self) -> None:
        self._try(self._read_counts, self._posts())

    def _read_counts(self, posts: tuple[str, ...] | None) -> None:
        self.heads.numbers = Numbers(counts(self.hall, posts, self.only))
        self.heads.redraw()
        self.list.empty = self.said_empty()
        self.list.redraw()

    def show_all(self) -> None:
        """The current list from its beginning."""
        self._search.drop()
        self._found, self.heads.found = None, False
        said = said_filter(self.hall, self.only)
        self.box.hint = f"筛选：{said}（Ctrl+J 改）" if said else ""
        self._lists(OF_LIST.get(self.heads.current, RUNNING))
        self._count()

    def _stands(self, found: Found, rows: Sequence[CaseRow]) -> None:
        self._found, self.heads.found = found, True
        self.box.hint = found.meant.says
        self._lists(FOUND, rows)
        self.heads.redraw()

    def _lists(self, columns: Sequence[Column[CaseRow]], read: Sequence[CaseRow] = ()) -> None:
        self.list.columns, self.list.empty = tuple(columns), self.said_empty()
        self._try(partial(self.list.show, read=read), self.source())
        self.box.redraw()

    def _say_searching(self) -> None:
        self.box.hint = "正在找……"
        self.box.redraw()

    # -- keys ----------------------------------------------------------------------------------

    def on_find_box_changed(self, message: FindBox.Changed) -> None:
        """Finding at once; an empty field shows the list again."""
        message.stop()
        self.say("")
        if message.typed.strip():
            self._search.find(message.typed)
        else:
            self.show_all()

    def on_find_box_turned(self, message: FindBox.Turned) -> None:
        """Another list, or another scope."""
        message.stop()
        names = self.heads.names
        if message.by:
            at = names.index(self.heads.current) if self.heads.current in names else 0
            self.heads.current = names[(at + message.by) % len(names)]
        elif not self.session.posts:
            self.say("您不在窗口岗位上，列的都是全厅的。")
        else:
            self.heads.whole = not self.heads.whole
        self.show_all()

    def on_find_box_down(self, message: FindBox.Down) -> None:
        """Into the list, or opens what stands there first; what is still being looked for is awaited."""
        if not self._search.done:
            message.stop()
            message.prevent_default()
            cast("Shell[Any]", self.app).save(self._found_first(open_=message.open))

    async def _found_first(self, *, open_: bool) -> None:
        await self._search.finished()
        self.into(open_=open_)

    def nothing_there(self) -> str:
        """What was understood, where nothing is found by it."""
        return self.box.hint or self.list.empty

    def opened(self, row: CaseRow) -> None:
        """Enter on a case: its screen, or the number above that it still wants."""
        if self._entering:
            self._enter_above(row)
        else:
            self._open(row)

    def _begin(self, digit: int) -> None:
        """A digit on a case: its screen opens and begins with it."""
        if digit == _CALLS:
            self.app.push_screen(reminders_screen(whole=self.heads.whole))
        else:
            self._open(self.row(), str(digit))

    def _filter(self) -> None:
        self.app.push_screen(filter_screen(self.session.hall, self.only, self._filtered))

    def _filtered(self, only: Filter) -> None:
        self.only = only
        self.show_all()

    @property
    def _entering(self) -> bool:
        """Whether the list of what is not entered above stands there."""
        return self.heads.current == "unentered" and not self.heads.found

    def _enter_above(self, row: CaseRow) -> None:
        """Asks for the number above; the row then leaves the list, and the next one is current."""

        def done(said: str) -> None:
            self.list.focus()
            self.say(said, Styles.DONE)

        self.app.push_screen(number_screen(self.session, row.id, done))

    def _open(self, row: CaseRow, start: str = "") -> None:
        self.app.push_screen(CaseScreen(row.id, start))

    def number_coming(self, digit: str) -> None:
        """A scanned number: into the search, the rest follows there."""
        self.box.begin(digit)
        self.box.focus()
        self._search.find(digit)

    def on_key(self, event: events.Key) -> None:
        """In the list: arrows turn the lists, a letter begins a search."""
        if not self.list.has_focus:
            return
        if event.key in ("left", "right", "space"):
            self.on_find_box_turned(FindBox.Turned({"left": -1, "right": 1}.get(event.key, 0)))
        elif event.is_printable and event.character:
            self.number_coming(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
