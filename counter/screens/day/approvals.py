"""Approvals (审批): what waits for one's decision, worked one after another with one key each; what one asked for.

A leader who never signs on decides with a pen: 0 prints the slip, another than who asked enters it with 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from counter.domain.approvals import reading, slips
from counter.domain.approvals.acts import LEADER_ABOVE, TWO_PEOPLE, Signed, approve, reject, take_back
from counter.domain.approvals.standing import Approval, deciders, said_roles
from counter.domain.attendance.leave import row as leave_row
from counter.domain.casework.acts.pleading import keep_month_list, keep_slip
from counter.domain.casework.case import visits
from counter.domain.casework.case.events import SUBJECT
from counter.domain.clock import local
from counter.domain.hall.laid_down import Person
from counter.domain.hall.rights import Right
from counter.domain.journal import ChangedMeanwhile
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.day.approval_rows import COLUMNS, AskedBy, Shown, shown_of
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Styles, fit, wrap
from counter.screens.kit.page import Board
from counter.screens.kit.paged import Source
from counter.screens.kit.tabs import Tabs
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.behind import case_screen
from counter.screens.shared.colleague import colleague_field, number
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.session import new_token
from counter.screens.shared.shortlist import Listed
from counter.screens.shared.signed_day import day_signed
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

MINE, ASKED, ALL = "mine", "asked", "all"
_EMPTY = {MINE: "没有等您审批的事。", ASKED: "您还没有提请过审批。", ALL: "全厅没有待批的事。"}
_NO_LISTS = "您没有打印清单的权限，请找主任或综合窗口。"
_DETAIL = 9
_LABEL = 16
_YES, _NO = "同意", "不同意"


class _Lists(Tabs):
    """The three lists, each name with room around it."""

    def lines(self) -> list[Line]:
        """The lists' names, the current one lit."""
        names: Line = [(f" {name} ", CURRENT if key == self.current else PLAIN) for key, name in self.names.items()]
        return [[*names, ("  左右键换清单", HINT)]]


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


class ApprovalsScreen(ListScreen[Shown]):
    """What waits, decided with one key each."""

    columns = COLUMNS
    lists = {MINE: "待我批", ASKED: "我提请的", ALL: "全厅待批"}

    def __init__(self, case_id: int = 0) -> None:
        """Takes the case whose approvals alone are wanted; 0: everybody's."""
        super().__init__()
        self.case_id = case_id
        self.tabs = _Lists(self.lists, current=ALL if case_id else MINE)
        self.detail = _Detail()

    def title_words(self) -> str:
        """Its name."""
        return "审批"

    def body(self) -> Iterable[Widget]:
        """The lists, what waits, the current one whole."""
        return (*super().body(), self.detail)

    def commands(self) -> Sequence[Command]:
        """One key each."""
        return (
            Command("同意", "1", "同意当前这一件，马上生效。", act=self.agree),
            Command("不同意", "2", "不同意，写明理由。", act=self.say_no),
            Command("录纸质签批", "3", "领导用笔签了的：谁签的、哪天、签批单编号。由提请人以外的人录。",
                    act=self.on_paper),
            Command("撤回申请", "4", "自己提请的，不办了。", act=self.take_back),
            Command("月清单", "5", "本月或上月依纸质签批录入的，打印出来请领导核签。", self._may_list, act=self.month),
            Command("打印签批单", "0", "打印这一件的签批单，送领导用笔签。", act=self.slip),
            Command("看原件", "enter", "打开这一件：办件，或者请假条。"),
            Command("说明", "f9", "为什么由谁批，批到哪里了。"),
            Command("换清单", "right", "待我批、我提请的、全厅待批。"),
            Command("换清单", "left", "往回换。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )  # fmt: skip

    # -- reading -------------------------------------------------------------------------------

    def said_empty(self) -> str:
        """What an empty list says; where only others are asked, that too."""
        words = _EMPTY[self.which]
        if self.which != MINE:
            return words
        with self.session.look() as connection:
            others = len(reading.every_open(connection))
        return f"{words}全厅有{others}件等别人批，按左键看。" if others else words

    def source(self) -> Source[Shown]:
        """What waits for the person, what they asked for, or what waits for anybody."""
        hall, no = self.hall, self.session.person.no
        if self.which == ASKED:
            return AskedBy(hall, no)
        with self.session.look() as connection:
            mine = self.which == MINE
            found = reading.waiting_for(hall, connection, no) if mine else reading.every_open(connection)
            wanted = [each for each in found if not self.case_id or self._about(each)]
            return Listed([shown_of(hall, connection, each) for each in wanted], lambda row: row.asked.id)

    def _about(self, asked: Approval) -> bool:
        return (asked.subject_kind, asked.subject_id) == (SUBJECT, self.case_id)

    def why(self, row: Shown) -> Reckoning[object]:
        """By which article who decides it, and what was decided so far."""
        roles = f"由{said_roles(row.asked.needs)}审批" if row.asked.needs else "不须审批"
        steps = (
            Step(f"{row.title}：{row.about}"),
            Step(roles, (row.asked.basis,)),
            Step("提请人不能审批自己提请的；没有人担任的，由中心主任，再由分管领导审批", (TWO_PEOPLE,)),
            Step(f"{row.who} {local(row.asked.asked):%Y-%m-%d %H:%M} 提请，{row.said}"),
            *((Step(f"没有别的领导能批：{LEADER_ABOVE}", (TWO_PEOPLE,)),) if self._nobody(row) else ()),
        )
        return Reckoning(row.said, steps)

    def _nobody(self, row: Shown) -> bool:
        return row.asked.state == "open" and not self._may(row)

    def _may(self, row: Shown) -> tuple[Person, ...]:
        """Who may decide it now."""
        asked = row.asked
        return deciders(asked.waits, self.hall.laid.staff.values(), asked.barred) if asked.waits else ()

    def show_current(self) -> None:
        """The detail follows."""
        self.detail.row = self.list.current
        self.detail.redraw()

    def opened(self, row: Shown) -> None:
        """Enter: the case or the leave that it is about."""
        asked = row.asked
        if asked.subject_kind == SUBJECT:
            self.app.push_screen(case_screen(asked.subject_id))
        elif asked.subject_kind == leave_row.SUBJECT:
            from counter.screens.attendance.leave import slip_screen

            self.app.push_screen(slip_screen(self.session, asked.subject_id))

    # -- deciding ------------------------------------------------------------------------------

    def agree(self) -> None:
        """Yes, on one key."""
        row = self.row()
        self._save(row, f"已同意：{row.title} {row.about}。", lambda work, rev: approve(work, row.asked.id, rev=rev))

    def say_no(self) -> None:
        """No, with the reason."""
        row = self.row()
        self.try_first(lambda work: reject(work, row.asked.id, _NO))

        def act(work: Work, rev: int, answers: dict[str, str]) -> object:
            return reject(work, row.asked.id, answers["reason"], rev=rev)

        self._form(row, _NO, (Field("reason", "不同意的理由"),), act, f"已退回提请人：{row.title} {row.about}。")

    def take_back(self) -> None:
        """What the person asked for is wanted no more."""
        row = self.row()
        said = f"已撤回申请：{row.title} {row.about}。"
        self._save(row, said, lambda work, rev: take_back(work, row.asked.id, rev=rev))

    def on_paper(self) -> None:
        """What a leader signed with a pen."""
        row, hall, may = self.row(), self.hall, self._may(self.row())
        signer = may[0].no if may else ""
        self.try_first(lambda work: approve(work, row.asked.id, signed=Signed(signer, hall.today, row.asked.number)))
        fields = (
            colleague_field(hall, "谁签的", "by", default=signer),
            Field("on", "签批日期", default=f"{hall.today:%m-%d}", hint="例如 11-20"),
            Field("slip", "签批单编号", default=row.asked.number),
            Field("outcome", "领导意见", choices=(_YES, _NO)),
            Field("reason", "理由", required=False, hint="不同意的写理由"),
        )

        def act(work: Work, rev: int, answers: dict[str, str]) -> object:
            signed = Signed(number(answers["by"]), day_signed(answers["on"], hall.today), answers["slip"])
            if answers["outcome"] == _NO:
                return reject(work, row.asked.id, answers["reason"], signed=signed, rev=rev)
            return approve(work, row.asked.id, signed=signed, rev=rev)

        self._form(row, "录纸质签批", fields, act, f"已录入签批：{row.title} {row.about}。")

    # -- papers --------------------------------------------------------------------------------

    def slip(self) -> None:
        """The slip that a leader signs."""
        asked = self.row().asked.id
        key = self.act_now(lambda work: keep_slip(work, asked))
        with self.session.look() as connection:
            paper = visits.paper(connection, key)
        self.show_paper(paper, lambda work: key, name=f"{slips.SLIP_TITLE}-{asked}")

    def month(self) -> None:
        """What was entered from paper in a month: this one, or the one that has just ended."""
        today = self.hall.today
        last = today.replace(day=1) - timedelta(days=1)
        months = {f"本月（{today:%m月}）": today, f"上月（{last:%m月}）": last}
        self.choose("月清单", "哪个月", months, self._month)

    def _month(self, day: date) -> None:
        with self.session.look() as connection:
            paper = slips.month_list(self.hall, connection, day)
        self.show_paper(paper, partial(keep_month_list, day=day), name=f"{slips.MONTH_TITLE}-{day:%Y-%m}")

    def _may_list(self) -> str | None:
        return None if self.holds(Right.REPORT) else _NO_LISTS

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
        except (Refusal, StorageFault):
            self.refresh_list()  # somebody else may have decided it: what is settled goes from the list
            raise
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
        self.refresh_list()
        if kept:
            self.say(said, Styles.DONE)
        else:
            self.say("这件刚才已经有人办过，您这一笔没有存，已显示最新情况。", Styles.PROBLEM)
