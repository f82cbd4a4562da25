"""全程代理台账: every agency matter, with its feedback, which is entered here or at the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter.domain.casework.acts import agency
from counter.domain.casework.acts.agency import Ledger, Ledgered
from counter.domain.casework.case import visits
from counter.domain.hall.rights import Right
from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.screens.asking import AskScreen, say_refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import Column, PagedList
from counter.screens.session import DeskScreen, new_token

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall, Work

COLUMNS = (
    Column[Ledgered]("办件号", 9, lambda row: row.short),
    Column[Ledgered]("代理事项", 14, lambda row: row.item, stretch=1),
    Column[Ledgered]("申请人", 8, lambda row: row.applicant),
    Column[Ledgered]("村", 8, lambda row: row.village, stretch=1),
    Column[Ledgered]("方式", 8, lambda row: row.track),
    Column[Ledgered]("责任人", 6, lambda row: row.handler),
    Column[Ledgered]("结果", 8, lambda row: row.result),
    Column[Ledgered]("反馈", 8, lambda row: row.feedback),
)
_YES, _NO = "是，属实", "否，没有确认"


class NothingChosen(Refusal):
    """An empty ledger."""

    says = "台账里还没有代理件。"


def feedback_fields(hall: Hall) -> tuple[Field, ...]:
    """What stands on the applicant's feedback form."""
    return (
        Field("grade", "对服务", choices=agency.grades_of(hall.book())),
        Field("confirmed", "结果是否属实", choices=(_YES, _NO), default=_YES),
        Field("words", "意见和建议", required=False),
    )


def enter_feedback(work: Work, case_id: int, answers: dict[str, str]) -> object:
    """Enters a form as it was answered."""
    sure = answers["confirmed"] == _YES
    return agency.feedback(work, case_id, answers["grade"], confirmed=sure, words=answers["words"])


class LedgerScreen(DeskScreen):
    """The agency ledger, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self._list: PagedList[Ledgered] | None = None

    @property
    def list(self) -> PagedList[Ledgered]:
        """The matters shown."""
        assert self._list is not None
        return self._list

    def title_words(self) -> str:
        """Its name."""
        return "全程代理台账"

    def body(self) -> Iterable[Widget]:
        """The matters."""
        self._list = PagedList(Ledger(self.session.hall), COLUMNS, empty="还没有代理件。")
        yield self._list

    def commands(self) -> Sequence[Command]:
        """What can be done with one."""
        return (
            Command("打开", "enter", "打开这一件。"),
            Command("登记反馈表", "1", "申请人填好的服务意见反馈表：满意不满意、结果是否属实。", right=Right.INTAKE,
                    act=self.feedback),
            Command("打印台账", "0", "打印本月或今年的台账。", act=self.print_),
            Command("返回", "escape", "回到批量。", act=self.leave),
        )  # fmt: skip

    def on_screen_resume(self) -> None:
        """Something may have come meanwhile."""
        if self._list is not None and self._list.is_mounted:
            self.list.reload()

    def on_paged_list_opened(self, message: PagedList.Opened[Ledgered]) -> None:
        """Enter: the case."""
        message.stop()
        from counter.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(message.row.id))

    def on_paged_list_acted(self, message: PagedList.Acted[Ledgered]) -> None:
        """A digit."""
        message.stop()
        command = next((each for each in self.commands() if each.key == str(message.digit)), None)
        if command is not None:
            try:
                self._do(command)
            except Refusal as refusal:
                say_refusal(self, refusal)

    def feedback(self) -> None:
        """The form of the matter pointed at."""
        row = self.list.current
        if row is None:
            raise NothingChosen()
        token = new_token()

        async def do(answers: dict[str, str]) -> object:
            with self.session.act(token=token) as work:
                return enter_feedback(work, row.id, answers)

        def done(_: object) -> None:
            self.list.reload()
            self.say(f"{row.short} 的反馈表已登记。")

        title = f"反馈表 {row.short} {row.applicant}"
        self.app.push_screen(AskScreen(title, feedback_fields(self.session.hall), do, done))

    def print_(self) -> None:
        """This month's, or this year's."""
        today = self.session.hall.today
        ways = {"今天": today, "本月": today.replace(day=1), "今年": today.replace(month=1, day=1)}

        async def pick(answers: dict[str, str]) -> date:
            return ways[answers["since"]]

        def show(since: date) -> None:
            with self.session.look() as connection:
                paper = agency.ledger_paper(self.session.hall, connection, since, today)
            self._sheet(paper, partial(_kept, paper))

        self.app.push_screen(AskScreen("打印台账", (Field("since", "哪一段", choices=tuple(ways)),), pick, show))

    def _sheet(self, paper: Paper, keep: Callable[[Work], int]) -> None:
        from counter.screens.sheet import SheetScreen

        self.app.push_screen(SheetScreen(paper, keep, name=f"{paper.title}-{paper.number}"))


def _kept(paper: Paper, work: Work) -> int:
    return visits.keep_again(work, paper, work.today)
