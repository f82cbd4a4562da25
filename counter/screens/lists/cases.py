"""Cases (办件): the lists a window works from, and finding a case by whatever is at hand.

The caret stands in 查找: what is typed or scanned finds at once. While nothing is typed, left and right
change the list, Space changes between the own window and the whole hall. Down, Tab or Enter go into the
list; there digits act on the current case. On the list of what is not entered in the platform above Enter
asks for its number there; a digit opens the case.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from textual import events
from textual.message import Message
from textual.widget import Widget

from counter.domain.casework.lists.finding import Found, find_cases
from counter.domain.casework.lists.worklist import EVERYTHING, LISTINGS, CaseRow, Filter, Name, Worklist, counts
from counter.domain.clock import local
from counter.domain.posts.empty import empty_now
from counter.domain.refusals import Refusal
from counter.screens.case.above_number import number_screen
from counter.screens.case.screen import CaseScreen
from counter.screens.kit.commands import Command
from counter.screens.kit.edit import Edit
from counter.screens.kit.lines import CURRENT, HINT, PLAIN, Line, Meaning, Styles, cells, span_cells
from counter.screens.kit.page import Board, Page
from counter.screens.kit.paged import Column, PagedList
from counter.screens.kit.screen import HallScreen
from counter.screens.kit.shell import Shell
from counter.screens.lists.filtering import filter_screen, said_filter
from counter.screens.posts.empty import NOBODY_THERE, said
from counter.screens.shared.asking import say_refusal
from counter.screens.shared.scanned import Scanned
from counter.screens.shared.session import DeskScreen
from counter.storage import StorageFault

TABS: tuple[Name, ...] = ("open", "today", "soon", "overdue", "wait", "collect", "closed")
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
_ONLY_WHERE_SOMETHING: tuple[Name, ...] = ("unentered", "joint", "above", "watched", "chase", "stopped")
_SHORT: dict[Name, str] = {
    "today": "今日", "soon": "近期", "closed": "办结", "stopped": "暂停", "joint": "联办", "unentered": "未录",
}  # fmt: skip
"""The lists' names where the line is too long for the terminal."""
_ONLY_STOPPED = "没有在计时的件；另有 {stopped} 件暂停计时，左右键换到“暂停计时”看。"
_LABEL = "查找 › "
_LONGEST = 40
_FOUND_BEFORE = "刚才找的：直接输入就重新找，Esc 回清单"
_SLOW = 0.2
"""Seconds after which it is said that a search is under way: a quick one must not flicker."""
_EMPTY = {
    "open": "没有在办的件。", "today": "今天没有到期的件。", "soon": "没有快到期的件。", "overdue": "没有超期的件。",
    "wait": "没有待补的件。", "collect": "没有待领的结果。", "closed": "今天还没有办结的件。",
    "joint": "联办件的部门意见都齐了。", "above": "没有等上级答复的件。",
    "stopped": "没有暂停计时的件。", "watched": "没有另外要盯的时限。", "chase": "没有要督办的件。",
    "unentered": "受理的件都录入上级平台了。",
}  # fmt: skip


def _date(row: CaseRow) -> str:
    return f"{local(row.due):%m-%d %H:%M}" if row.due else ""


_NUMBER = Column[CaseRow]("办件号", 9, lambda row: row.short)
_ITEM = Column[CaseRow]("事项", 14, lambda row: row.item, stretch=1)
_PERSON = Column[CaseRow]("申请人", 8, lambda row: row.applicant)
_PLACE = Column[CaseRow]("村组", 7, lambda row: row.place)
_KIND = Column[CaseRow]("类型", 6, lambda row: row.kind_name)
_DUE = Column[CaseRow]("承诺办结", 11, _date)
_LEFT = Column[CaseRow]("余", 4, lambda row: row.left_words, "r")
_WHO = Column[CaseRow]("责任人", 10, lambda row: row.who)
_RECEIVED = Column[CaseRow]("收件日", 6, lambda row: f"{row.day:%m-%d}")
_ACCEPTED = Column[CaseRow]("受理日", 6, lambda row: f"{row.accept_day:%m-%d}" if row.accept_day else "")
_STATE = Column[CaseRow]("状态", 10, lambda row: row.state_name)
_ENDED = Column[CaseRow]("办结日", 6, lambda row: f"{row.closed_day:%m-%d}" if row.closed_day else "")
_CLOCK = Column[CaseRow]("盯什么", 8, lambda row: row.watched_name)
_UNTIL = Column[CaseRow]("限到", 11, lambda row: f"{local(row.watch):%m-%d %H:%M}" if row.watch else "")
_FOLLOWED = Column[CaseRow]("事由", 12, lambda row: row.followed_for)
_WAITS = Column[CaseRow]("等谁", 12, lambda row: row.waits_for, stretch=1)
_ANSWER = Column[CaseRow]("预计答复", 8, lambda row: f"{local(row.watch):%m-%d}" if row.watch else "")
_LATE = Column[CaseRow]("", 4, lambda row: "已过" if row.slipped else "")
_FOUND = (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _STATE, _RECEIVED, _WHO)
_RUNNING = (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _DUE, _LEFT, _WHO)
_COLUMNS: dict[Name, tuple[Column[CaseRow], ...]] = {
    "wait": (_NUMBER, _ITEM, _PERSON, _PLACE, _RECEIVED, _STATE, _WHO),
    "collect": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _ENDED, _STATE, _WHO),
    "closed": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _STATE, _ENDED, _WHO),
    "stopped": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _STATE, _WHO),
    "watched": (_NUMBER, _ITEM, _PERSON, _CLOCK, _UNTIL, _STATE, _WHO),
    "joint": (_NUMBER, _ITEM, _PERSON, _WAITS, _DUE, _LEFT, _WHO),
    "above": (_NUMBER, _ITEM, _PERSON, _WAITS, _ANSWER, _LATE, _WHO),
    "chase": (_NUMBER, _ITEM, _PERSON, _FOLLOWED, _DUE, _LEFT, _WHO),
    "unentered": (_NUMBER, _ITEM, _PERSON, _PLACE, _KIND, _ACCEPTED, _STATE, _WHO),
}


@dataclass
class _Numbers:
    """How many cases stand on each list."""

    of: dict[Name, int]

    def shown(self, name: Name) -> int:
        """What the head line says; what is stopped is in hand too."""
        return self.of.get(name, 0) + (self.of.get("stopped", 0) if name == "open" else 0)


class Tabs(Board):
    """The lists with how many cases stand on each."""

    def __init__(self) -> None:
        super().__init__(height=1)
        self.whole = False
        self.current: Name = "open"
        self.found = False
        self.numbers = _Numbers({})

    @property
    def names(self) -> tuple[Name, ...]:
        """The lists that there are; what is watched, chased and stopped only where something is."""
        return (*TABS, *(name for name in _ONLY_WHERE_SOMETHING if self.numbers.of.get(name)))

    def lines(self) -> list[Line]:
        """Whose cases, and each list; by short names where the terminal is too narrow, the current one in sight."""
        line = self._line({}, self.names)
        if span_cells(line) <= self.size.width:
            return [line]
        names, many = self.names, len(self.names)
        while span_cells(self._line(_SHORT, names[: _up_to(names, self.current)])) > self.size.width:
            names = names[1:]
        while many > 1 and span_cells(self._line(_SHORT, names[:many])) > self.size.width:
            many -= 1  # what does not fit comes into sight when the lists are turned
        return [self._line(_SHORT, names[:many])]

    def _line(self, short: dict[Name, str], names: Sequence[Name]) -> Line:
        line: Line = [("全厅 " if self.whole else "本岗 ", HINT)]
        for name in names:
            count = self.numbers.shown(name)
            meaning = Styles.OVERDUE if name in ("overdue", "chase") and count else Styles.PLAIN
            style = CURRENT if name == self.current and not self.found else meaning.style
            line += [(f"{short.get(name, LISTINGS[name].title)}{count}", style), (" ", PLAIN)]
        return line


def _act_says(digit: int, name: str) -> str:
    if digit == _CALLS:
        return "光标在清单里时：逐个打电话，待补、容缺后补、待领的，一个数字记下结果。"
    return f"光标在清单里时：对当前这一件办“{name}”。"


def reminders_screen(*, whole: bool) -> HallScreen[None]:
    """Whom to call, imported when it is first wanted."""
    module = importlib.import_module("counter.screens.lists.reminders")
    return cast("HallScreen[None]", module.RemindersScreen(whole=whole))


def _up_to(names: Sequence[Name], current: Name) -> int:
    """How many lists there are up to the current one, itself counted."""
    return names.index(current) + 1 if current in names else 1


class FindBox(Page):
    """The field in which is looked for; every key finds anew."""

    class Changed(Message):
        """What is typed is different now."""

        def __init__(self, typed: str) -> None:
            self.typed = typed
            super().__init__()

    class Turned(Message):
        """Another list, or another scope where `by` is nought."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    class Down(Message):
        """Into the list; `open` where Enter asks for the current case at once."""

        def __init__(self, *, open: bool) -> None:
            self.open = open
            super().__init__()

    class Digit(Message):
        """A digit while nothing is typed, where no number is looked for."""

        def __init__(self, digit: int) -> None:
            self.digit = digit
            super().__init__()

    def __init__(self, typed: str = "", *, digits_act: bool = False) -> None:
        """Takes what was typed already, and whether a digit in the empty field is an act."""
        super().__init__(height=1)
        self.edit = Edit.of(typed, longest=_LONGEST)
        self.digits_act = digits_act
        self.hint = ""

    def look_back(self) -> None:
        """Coming back from what was found: what is typed now looks for something else."""
        self.edit = Edit.of(self.edit.text, prefilled=True, longest=_LONGEST)
        self.hint = _FOUND_BEFORE
        self.redraw()

    def lines(self) -> list[Line]:
        """Label, what is typed, what was understood."""
        hint = self.hint or ("" if self.edit.text else "证号、后四位、电话、姓名、首字母、办件号、村名")
        return [[(_LABEL, PLAIN), (self.edit.text, CURRENT if self.edit.fresh else PLAIN), (f"  {hint}", HINT)]]

    def caret(self) -> tuple[int, int] | None:
        """Behind what is typed."""
        return cells(_LABEL) + self.edit.caret_cells, 0

    def pasted(self, text: str) -> bool:
        """A scanner that pastes."""
        self._take(self.edit.paste(text))
        return True

    def pressed(self, key: str, character: str | None) -> bool:
        """Edits; while nothing is typed, arrows and Space change the list."""
        if key == "ctrl+j" and self.edit.text:
            key = "enter"  # Some readers end their numbers so.
        if key in ("down", "tab", "pagedown", "enter"):
            self.post_message(self.Down(open=key == "enter"))
            return True
        if not self.edit.text and key in ("left", "right", "space"):
            self.post_message(self.Turned({"left": -1, "right": 1}.get(key, 0)))
            return True
        if key == "escape" and self.edit.text:
            self._take(Edit(longest=_LONGEST))
            return True
        if self.digits_act and not self.edit.text and key.isascii() and key.isdigit():
            self.post_message(self.Digit(int(key)))
            return True
        edit = self.edit.press(key, character)
        if edit is None:
            return False
        self._take(edit)
        return True

    def _take(self, edit: Edit) -> None:
        changed = edit.text != self.edit.text
        self.edit = edit
        if changed:
            self.post_message(self.Changed(edit.text))


class CasesScreen(Scanned, DeskScreen):
    """The worklists and the search."""

    menu_rows = 1

    def __init__(self, typed: str = "") -> None:
        """Takes what was typed already, as by a reader on another screen."""
        super().__init__()
        self.tabs = Tabs()
        self.box = FindBox(typed)
        self.only = EVERYTHING
        self._list: PagedList[CaseRow] | None = None
        self._wanted = ""
        """What is being looked for; empty once it stands there, or is wanted no more."""
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def list(self) -> PagedList[CaseRow]:
        """The cases shown."""
        assert self._list is not None
        return self._list

    def title_words(self) -> str:
        """Its name."""
        return "办件"

    def body(self) -> Iterable[Widget]:
        """The lists' names, the search, the cases."""
        self._list = PagedList(self._worklist(), _RUNNING, meaning=self._meaning, empty=_EMPTY["open"])
        return (self.tabs, self.box, self._list)

    def commands(self) -> Sequence[Command]:
        """What the list's digits do; the list itself takes them."""
        acts = [Command(name, str(digit), _act_says(digit, name)) for digit, name in _ACTS.items()]
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
        self.tabs.whole = not self.session.posts
        self.box.focus()
        self._count()
        if self.box.edit.text:
            self._find(self.box.edit.text)

    def on_screen_resume(self) -> None:
        """Coming back: the lists as they are by now."""
        self._count()
        self._try(self.list.reload)
        if self.tabs.found:
            self.box.look_back()
        if empty := empty_now(self.session.hall):
            self.say(f"{NOBODY_THERE}：{said(empty)}。请A岗、B岗马上到岗或交接。", Styles.OVERDUE)

    # -- the lists -----------------------------------------------------------------------------

    def _posts(self) -> tuple[str, ...] | None:
        own = tuple(post.code for post in self.session.posts)
        return None if self.tabs.whole or not own else own

    def _worklist(self) -> Worklist:
        return Worklist(self.session.hall, self.tabs.current, self._posts(), self.only)

    def _meaning(self, row: CaseRow) -> Meaning:
        if row.late or (row.slipped and self.tabs.current in ("above", "watched", "chase")):
            return Styles.OVERDUE
        if row.soon:
            return Styles.SOON
        own = {post.code for post in self.session.posts}
        mine = not own or not self.tabs.whole or row.post in own
        return Styles.PLAIN if mine else Styles.NOT_MINE

    def _empty_words(self) -> str:
        """Why nothing stands on the current list; what is stopped is in hand too, and stands elsewhere."""
        stopped = self.tabs.numbers.of.get("stopped", 0)
        if self.tabs.current == "open" and stopped:
            return _ONLY_STOPPED.format(stopped=stopped)
        return _EMPTY[self.tabs.current]

    def _count(self) -> None:
        def read() -> None:
            self.tabs.numbers = _Numbers(counts(self.session.hall, self._posts(), self.only))
            self.tabs.redraw()
            if not self.tabs.found:
                self.list.empty = self._empty_words()
                self.list.redraw()

        self._try(read)

    def _show(self) -> None:
        """The current list from its beginning."""
        self._wanted = ""
        self.tabs.found = False
        said = said_filter(self.session.hall, self.only)
        self.box.hint = f"筛选：{said}（Ctrl+J 改）" if said else ""
        self.list.columns = _COLUMNS.get(self.tabs.current, _RUNNING)
        self.list.empty = self._empty_words()
        self._try(lambda: self.list.show(self._worklist()))
        self.box.redraw()
        self._count()

    def _find(self, typed: str) -> None:
        """Looks for it in the background: keys go on, what stands there stays until the last thing typed is found."""
        self._wanted = typed
        if self._quiet.is_set():
            self._quiet.clear()
            self.run_worker(self._search(), group="finding")

    async def _search(self) -> None:
        slow = self.set_timer(_SLOW, self._say_searching)
        try:
            while typed := self._wanted:
                await self._look_for(typed)
        finally:
            slow.stop()
            self._quiet.set()

    async def _look_for(self, typed: str) -> None:
        hall, many = self.session.hall, self.list.wanted

        def read() -> tuple[Found, Sequence[CaseRow]]:
            found = find_cases(hall, typed)
            return found, found.first(many)

        try:
            found, rows = await asyncio.to_thread(read)
        except (Refusal, StorageFault) as error:
            self._wanted = ""
            say_refusal(self, error)
            return
        if typed != self._wanted:
            return  # something else is wanted by now
        self._wanted = ""
        self._stands(found, rows if many == self.list.wanted else ())

    def _stands(self, found: Found, rows: Sequence[CaseRow]) -> None:
        self.tabs.found = True
        self.box.hint = found.meant.says
        self.list.columns, self.list.empty = _FOUND, "没有找到办件。"
        self._try(lambda: self.list.show(found, rows))
        self.tabs.redraw()
        self.box.redraw()

    def _say_searching(self) -> None:
        if self._wanted:
            self.box.hint = "正在找……"
            self.box.redraw()

    def _try(self, read: Callable[[], None]) -> None:
        try:
            read()
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)

    # -- keys ----------------------------------------------------------------------------------

    def on_find_box_changed(self, message: FindBox.Changed) -> None:
        """Finding at once; an empty field shows the list again."""
        message.stop()
        self.say("")
        if message.typed.strip():
            self._find(message.typed)
        else:
            self._show()

    def on_find_box_turned(self, message: FindBox.Turned) -> None:
        """Another list, or another scope."""
        message.stop()
        names = self.tabs.names
        if message.by:
            at = names.index(self.tabs.current) if self.tabs.current in names else 0
            self.tabs.current = names[(at + message.by) % len(names)]
        elif not self.session.posts:
            self.say("您不在窗口岗位上，列的都是全厅的。")
        else:
            self.tabs.whole = not self.tabs.whole
        self._show()

    def on_find_box_down(self, message: FindBox.Down) -> None:
        """Into the list; Enter opens what stands there first. What is still being looked for is awaited."""
        message.stop()
        if self._quiet.is_set():
            self._into(open_=message.open)
        else:
            cast("Shell[Any]", self.app).save(self._found_first(open_=message.open))

    async def _found_first(self, *, open_: bool) -> None:
        await self._quiet.wait()
        self._into(open_=open_)

    def _into(self, *, open_: bool) -> None:
        row = self.list.current
        if row is None:
            self.say(self.box.hint or self.list.empty)
        elif not open_:
            self.list.focus()
        elif self._entering:
            self._enter_above(row)
        else:
            self._open(row)

    def on_paged_list_opened(self, message: PagedList.Opened[CaseRow]) -> None:
        """Enter on a case."""
        message.stop()
        if self._entering:
            self._enter_above(message.row)
        else:
            self._open(message.row)

    def on_paged_list_acted(self, message: PagedList.Acted[CaseRow]) -> None:
        """A digit on a case: its screen opens and begins with it."""
        message.stop()
        self.by_hand(str(message.digit), partial(self._act, message.digit, message.row))

    def _act(self, digit: int, row: CaseRow | None) -> None:
        if digit == _CALLS:
            self.app.push_screen(reminders_screen(whole=self.tabs.whole))
        elif row is None:
            self.say(self.list.empty)
        else:
            self._open(row, str(digit))

    def _filter(self) -> None:
        self.app.push_screen(filter_screen(self.session.hall, self.only, self._filtered))

    def _filtered(self, only: Filter) -> None:
        self.only = only
        self._show()

    @property
    def _entering(self) -> bool:
        """Whether the list of what is not entered above stands there."""
        return self.tabs.current == "unentered" and not self.tabs.found

    def _enter_above(self, row: CaseRow) -> None:
        """Asks for the number above; the row then leaves the list, and the next one is current."""

        def done(said: str) -> None:
            self.list.focus()
            self.say(said, Styles.DONE)

        try:
            screen = number_screen(self.session, row.id, done)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
        else:
            self.app.push_screen(screen)

    def _open(self, row: CaseRow, start: str = "") -> None:
        self.app.push_screen(CaseScreen(row.id, start))

    def number_coming(self, digit: str) -> None:
        """A scanned number: into the search, the rest follows there."""
        self.box.edit = Edit.of(digit, longest=_LONGEST)
        self.box.focus()
        self._find(digit)

    def on_key(self, event: events.Key) -> None:
        """In the list: Tab and Esc go back to the search, arrows turn the lists, a letter begins a search."""
        if not self.list.has_focus:
            return
        if event.key in ("tab", "escape"):
            self.box.focus()
        elif event.key in ("left", "right", "space"):
            self.on_find_box_turned(FindBox.Turned({"left": -1, "right": 1}.get(event.key, 0)))
        elif event.is_printable and event.character:
            self.number_coming(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
