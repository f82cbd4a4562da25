"""全程代理台账: every agency matter, with its feedback, which is entered here or at the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from counter.domain.casework.acts import agency
from counter.domain.casework.acts.agency import Ledger, Ledgered
from counter.domain.hall.rights import Right
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import Column
from counter.screens.shared.behind import case_screen
from counter.screens.shared.listing import ListScreen

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work

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


class LedgerScreen(ListScreen[Ledgered]):
    """The agency ledger, the latest first."""

    columns = COLUMNS
    empty = "还没有代理件。"

    def title_words(self) -> str:
        """Its name."""
        return "全程代理台账"

    def source(self) -> Ledger:
        """The matters."""
        return Ledger(self.hall)

    def commands(self) -> Sequence[Command]:
        """What can be done with one."""
        return (
            Command("打开", "enter", "打开这一件。"),
            Command("登记反馈表", "1", "申请人填好的服务意见反馈表：满意不满意、结果是否属实。", right=Right.INTAKE,
                    act=self.feedback),
            Command("打印台账", "0", "打印今天、本月、上月或今年的台账。", act=self.print_),
            Command("返回", "escape", "回到批量。", act=self.leave),
        )  # fmt: skip

    def opened(self, row: Ledgered) -> None:
        """Enter: the case."""
        self.app.push_screen(case_screen(row.id))

    def feedback(self) -> None:
        """The form of the matter pointed at."""
        row = self.row()
        usual = {"grade": agency.grades_of(self.hall.book())[0], "confirmed": _YES, "words": ""}
        self.try_first(lambda work: enter_feedback(work, row.id, usual))
        self.ask(
            f"反馈表 {row.short} {row.applicant}",
            feedback_fields(self.hall),
            lambda work, answers: enter_feedback(work, row.id, answers),
            f"{row.short} 的反馈表已登记。",
        )

    def print_(self) -> None:
        """Of today, this month, the one before, or this year."""
        today = self.hall.today
        first = today.replace(day=1)
        before = first - timedelta(days=1)
        ways = {"今天": (today, today), "本月": (first, today), "上月": (before.replace(day=1), before),
                "今年": (today.replace(month=1, day=1), today)}  # fmt: skip

        def show(days: tuple[date, date]) -> None:
            with self.session.look() as connection:
                paper = agency.ledger_paper(self.hall, connection, *days)
            self.show_paper(paper)

        self.choose("打印台账", "哪一段", ways, show)
