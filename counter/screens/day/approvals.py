"""Approvals (审批): what waits for one's decision, worked one after another with one key each; what one asked for.

A leader who never signs on decides with a pen: 0 prints the slip, another than who asked enters it with 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from counter.domain.approvals import reading, slips
from counter.domain.approvals.acts import TWO_PEOPLE, Signed, approve, reject, take_back
from counter.domain.approvals.matters import Rows, matter_of
from counter.domain.approvals.standing import Approval, deciders, said_roles
from counter.domain.attendance import leave_deciding, leave_row, overtime
from counter.domain.casework.acts.pleading import keep_month_list, keep_slip
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import SUBJECT
from counter.domain.clock import local
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Right
from counter.domain.journal import ChangedMeanwhile
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Styles, fit, wrap
from counter.screens.kit.page import Board
from counter.screens.kit.paged import Column, PagedList, Source
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.behind import case_screen
from counter.screens.shared.scanned import Scanned
from counter.screens.shared.session import DeskScreen, new_token
from counter.screens.shared.shortlist import Listed
from counter.screens.shared.signed_day import day_signed
from counter.storage import StorageFault

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counter.domain.hall.work import Work

OF_ATTENDANCE = (leave_deciding.LEAVE, overtime.OVERTIME)
"""Matters that no screen of cases brings along: named here, so that they are known wherever approvals are shown."""
MINE, ASKED, ALL = "待我批", "我提请的", "全厅待批"
_TABS = (MINE, ASKED, ALL)
_EMPTY = {MINE: "没有等您审批的事。", ASKED: "您还没有提请过审批。", ALL: "全厅没有待批的事。"}
_DETAIL = 9
_LABEL = 16
_YES, _NO = "同意", "不同意"


@dataclass(frozen=True, slots=True)
class Shown:
    """An approval with what the list and its detail show of it."""

    asked: Approval
    title: str
    rows: Rows
    who: str
    said: str
    """How it stands."""

    @property
    def about(self) -> str:
        """What it is about, in one line: everything that its rows say before the reason."""
        return " ".join(value for _, value in self.rows[:3])


def _shown(hall: Hall, connection: Connection, asked: Approval) -> Shown:
    matter = matter_of(asked)
    return Shown(asked, matter.title, matter.rows(hall, connection, asked), hall.person(asked.asked_by).name,
                 slips.outcome_said(hall, asked))  # fmt: skip


class AskedBy:
    """What somebody asked for, the newest first, as a list pages through it."""

    def __init__(self, hall: Hall, no: str) -> None:
        self._hall = hall
        self._no = no

    def key(self, row: Shown) -> int:
        """The row's place in the order."""
        return row.asked.id

    def first(self, limit: int) -> Sequence[Shown]:
        """The newest ones."""
        return self._read(limit=limit)

    def after(self, key: int, limit: int) -> Sequence[Shown]:
        """The next older ones."""
        return self._read(before=key, limit=limit)

    def before(self, key: int | None, limit: int) -> Sequence[Shown]:
        """The next newer ones, or the oldest of all."""
        return self._read(after=key or 0, limit=limit)

    def count(self) -> int | None:
        """Unknown: counting them all tells nobody anything."""
        return None

    def _read(self, **which: int) -> Sequence[Shown]:
        with self._hall.look() as connection:
            found = reading.asked_by(connection, self._no, **which)
            return [_shown(self._hall, connection, each) for each in found]


_COLUMNS: tuple[Column[Shown], ...] = (
    Column("事由", 8, lambda row: row.title),
    Column("办件和申请人", 28, lambda row: row.about, stretch=2),
    Column("提请人", 7, lambda row: row.who),
    Column("提请", 11, lambda row: f"{local(row.asked.asked):%m-%d %H:%M}"),
    Column("情况", 16, lambda row: row.said, stretch=1),
)


class _Tabs(Board):
    """The three lists."""

    def __init__(self) -> None:
        super().__init__(height=1)
        self.current = MINE

    def lines(self) -> list[Line]:
        """The lists' names, the current one lit."""
        names: Line = [(f" {name} ", CURRENT if name == self.current else PLAIN) for name in _TABS]
        return [[*names, ("  左右键换清单", HINT)]]


class _Waiting(PagedList[Shown]):
    """The list; whenever it is read anew the detail follows."""

    def reload(self) -> None:
        """Reads the page again, as also where the terminal changed its size."""
        super().reload()
        self.post_message(self.Moved(self, self.current))

    def why(self) -> Reckoning[object] | None:
        """By which article who decides it, and what was decided so far."""
        row = self.current
        if row is None:
            return None
        roles = f"由{said_roles(row.asked.needs)}审批" if row.asked.needs else "不须审批"
        steps = (
            Step(f"{row.title}：{row.about}"),
            Step(roles, (row.asked.basis,)),
            Step("提请人不能审批自己提请的；没有人担任的，由中心主任，再由分管领导审批", (TWO_PEOPLE,)),
            Step(f"{row.who} {local(row.asked.asked):%Y-%m-%d %H:%M} 提请，{row.said}"),
        )
        return Reckoning(row.said, steps)


class _Detail(Board):
    """Everything of the current approval."""

    def __init__(self) -> None:
        super().__init__(height=_DETAIL)
        self.row: Shown | None = None

    def lines(self) -> list[Line]:
        """Label by label, then what was decided so far."""
        if self.row is None:
            return []
        lines: list[Line] = [[(f"{self.row.title}  {self.row.asked.number}", HEAD)]]
        for label, value in (*self.row.rows[3:], ("情况", self.row.said)):
            for at, text in enumerate(wrap(value, max(10, self.size.width - _LABEL))):
                lines.append([(fit("" if at else label, _LABEL), HINT), (text, PLAIN)])
        return lines


class ApprovalsScreen(Scanned, DeskScreen):
    """What waits, decided with one key each."""

    def __init__(self, case_id: int = 0) -> None:
        """Takes the case whose approvals alone are wanted; 0: everybody's."""
        super().__init__()
        self.case_id = case_id
        self.tabs = _Tabs()
        if case_id:
            self.tabs.current = ALL
        self.list = _Waiting(Listed([], lambda row: row.asked.id), _COLUMNS)
        self.detail = _Detail()

    def title_words(self) -> str:
        """Its name."""
        return "审批"

    def body(self) -> Iterable[Widget]:
        """The lists, what waits, the current one whole."""
        yield self.tabs
        yield self.list
        yield self.detail

    def commands(self) -> Sequence[Command]:
        """One key each; the list takes the digits."""
        return (
            Command("同意", "1", "同意当前这一件，马上生效。"),
            Command("不同意", "2", "不同意，写明理由。"),
            Command("录纸质签批", "3", "领导用笔签了的：谁签的、哪天、签批单编号。由提请人以外的人录。"),
            Command("撤回申请", "4", "自己提请的，不办了。"),
            Command("月清单", "5", "本月依纸质签批录入的，打印出来请领导核签。", right=Right.REPORT),
            Command("打印签批单", "0", "打印这一件的签批单，送领导用笔签。"),
            Command("看原件", "enter", "打开这一件：办件，或者请假条。"),
            Command("说明", "f9", "为什么由谁批，批到哪里了。"),
            Command("换清单", "right", "待我批、我提请的、全厅待批。", act=lambda: self._turn(1)),
            Command("换清单", "left", "往回换。", act=lambda: self._turn(-1)),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def on_mount(self) -> None:
        """What waits for the person first."""
        self.list.focus()
        self.load()

    def on_screen_resume(self) -> None:
        """Coming back: as it is by now."""
        self.load()

    # -- reading -------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the current list anew; the one under the caret stays there, or the next where it is gone."""
        try:
            self.list.empty = self._nothing()
            self.list.renew(self._source())
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
        self.tabs.redraw()
        self._point()

    def _nothing(self) -> str:
        """What an empty list says; where only others are asked, that too."""
        words = _EMPTY[self.tabs.current]
        if self.tabs.current != MINE:
            return words
        with self.session.look() as connection:
            others = len(reading.every_open(connection))
        return f"{words}全厅有{others}件等别人批，按左键看。" if others else words

    def _source(self) -> Source[Shown]:
        hall, no = self.session.hall, self.session.person.no
        if self.tabs.current == ASKED:
            return AskedBy(hall, no)
        with self.session.look() as connection:
            mine = self.tabs.current == MINE
            found = reading.waiting_for(hall, connection, no) if mine else reading.every_open(connection)
            found = [
                each for each in found if self.case_id in (0, each.subject_id if each.subject_kind == SUBJECT else -1)
            ]
            return Listed([_shown(hall, connection, each) for each in found], lambda row: row.asked.id)

    def _about(self, asked: Approval) -> bool:
        return (asked.subject_kind, asked.subject_id) == (SUBJECT, self.case_id)

    def _point(self) -> None:
        self.detail.row = self.list.current
        self.detail.redraw()

    def _turn(self, by: int) -> None:
        self.tabs.current = _TABS[(_TABS.index(self.tabs.current) + by) % len(_TABS)]
        self.say("")
        self.list.show(Listed([], lambda row: row.asked.id))
        self.load()

    # -- keys ----------------------------------------------------------------------------------

    def on_paged_list_moved(self, message: PagedList.Moved[Shown]) -> None:
        """Another one is current."""
        message.stop()
        self._point()

    def on_paged_list_opened(self, message: PagedList.Opened[Shown]) -> None:
        """Enter: the case or the leave that it is about."""
        message.stop()
        asked = message.row.asked
        if asked.subject_kind == SUBJECT:
            self.app.push_screen(case_screen(asked.subject_id))
        elif asked.subject_kind == leave_row.SUBJECT:
            from counter.screens.attendance.leave import slip_screen

            self.app.push_screen(slip_screen(self.session, asked.subject_id))

    def on_paged_list_acted(self, message: PagedList.Acted[Shown]) -> None:
        """A digit on an approval."""
        message.stop()
        self.by_hand(str(message.digit), partial(self._act, message.digit, message.row))

    def _act(self, digit: int, row: Shown | None) -> None:
        if digit == 5:
            self._month()
            return
        acts: dict[int, Callable[[Shown], None]] = {
            0: self._slip, 1: self._yes, 2: self._no, 3: self._on_paper, 4: self._take_back,
        }  # fmt: skip
        if digit not in acts:
            self.say(f"{digit} 在这里没有用处。", Styles.PROBLEM)
        elif row is None:
            self.say(self.list.empty)
        else:
            acts[digit](row)

    def _yes(self, row: Shown) -> None:
        self._save(row, f"已同意：{row.title} {row.about}。", lambda work, rev: approve(work, row.asked.id, rev=rev))

    def _no(self, row: Shown) -> None:
        def act(work: Work, rev: int, answers: dict[str, str]) -> object:
            return reject(work, row.asked.id, answers["reason"], rev=rev)

        self._form(row, _NO, (Field("reason", "不同意的理由"),), act, f"已退回提请人：{row.title} {row.about}。")

    def _take_back(self, row: Shown) -> None:
        said = f"已撤回申请：{row.title} {row.about}。"
        self._save(row, said, lambda work, rev: take_back(work, row.asked.id, rev=rev))

    def _on_paper(self, row: Shown) -> None:
        hall = self.session.hall
        people = tuple(hall.laid.staff.values())
        may = deciders(row.asked.waits, people, row.asked.barred) if row.asked.waits else ()
        fields = (
            Field("by", "谁签的", default=may[0].name if may else "", hint="姓名或工号"),
            Field("on", "签批日期", default=f"{hall.today:%m-%d}", hint="例如 11-20"),
            Field("slip", "签批单编号", default=row.asked.number),
            Field("outcome", "领导意见", choices=(_YES, _NO)),
            Field("reason", "理由", required=False, hint="不同意的写理由"),
        )

        def act(work: Work, rev: int, answers: dict[str, str]) -> object:
            signed = Signed(answers["by"], day_signed(answers["on"], hall.today), answers["slip"])
            if answers["outcome"] == _NO:
                return reject(work, row.asked.id, answers["reason"], signed=signed, rev=rev)
            return approve(work, row.asked.id, signed=signed, rev=rev)

        self._form(row, "录纸质签批", fields, act, f"已录入签批：{row.title} {row.about}。")

    # -- papers --------------------------------------------------------------------------------

    def _slip(self, row: Shown) -> None:
        from counter.screens.shared.sheet import SheetScreen

        try:
            with self.session.act() as work:
                key = keep_slip(work, row.asked.id)
            with self.session.look() as connection:
                paper = visits.paper(connection, key)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.app.push_screen(SheetScreen(paper, lambda work: key, name=f"{slips.SLIP_TITLE}-{row.asked.id}"))

    def _month(self) -> None:
        from counter.screens.shared.sheet import SheetScreen

        if not self.holds(Right.REPORT):
            self.say("您没有打印清单的权限，请找主任或综合窗口。", Styles.PROBLEM)
            return
        day = self.session.hall.today
        try:
            with self.session.look() as connection:
                paper = slips.month_list(self.session.hall, connection, day)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        keep = partial(keep_month_list, day=day)
        self.app.push_screen(SheetScreen(paper, keep, name=f"{slips.MONTH_TITLE}-{day:%Y-%m}"))

    # -- saving --------------------------------------------------------------------------------

    def _form(
        self, row: Shown, title: str, fields: Sequence[Field], act: Callable[[Work, int, dict[str, str]], object],
        said: str,
    ) -> None:  # fmt: skip
        token = new_token()

        async def do(answers: dict[str, str]) -> bool:
            return self._saved(row, token, lambda work, rev: act(work, rev, answers))

        screen = AskScreen(title, fields, do, partial(self._told, said), above=(f"{row.title}  {row.about}", ""))
        self.app.push_screen(cast("Any", screen))

    def _save(self, row: Shown, said: str, act: Callable[[Work, int], object]) -> None:
        try:
            kept = self._saved(row, new_token(), act)
        except (Refusal, StorageFault) as error:
            self.load()  # somebody else may have decided it: what is settled goes from the list
            say_refusal(self, error)
            return
        self._told(said, kept)

    def _saved(self, row: Shown, token: str, act: Callable[[Work, int], object]) -> bool:
        """Runs the act; False where somebody else was quicker, and nothing was overwritten."""
        try:
            with self.session.act(token=token) as work:
                act(work, row.asked.rev)
        except ChangedMeanwhile:
            return False
        return True

    def _told(self, said: str, kept: bool) -> None:
        self.load()
        if kept:
            self.say(said, Styles.DONE)
        else:
            self.say("这件刚才已经有人办过，您这一笔没有存，已显示最新情况。", Styles.PROBLEM)
