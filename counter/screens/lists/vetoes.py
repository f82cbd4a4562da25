"""The veto register (否定报备): every refusal, the newest first; a month of it on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from counter.domain.casework.lists import vetoes
from counter.domain.casework.lists.vetoes import Veto, Vetoes
from counter.domain.clock import local
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import Column
from counter.screens.shared.behind import case_screen
from counter.screens.shared.listing import ListScreen

_FILED = Cite("不予受理、不予办理的逐件登记备查", ("S06.14", "S19.1"))
_COLUMNS: tuple[Column[Veto], ...] = (
    Column("备案号", 9, lambda row: row.filing),
    Column("日期", 5, lambda row: f"{local(row.moment):%m-%d}"),
    Column("办件号", 9, lambda row: row.short),
    Column("申请人", 8, lambda row: row.applicant),
    Column("结果", 10, lambda row: "已作废" if row.void else row.what),
    Column("理由", 16, lambda row: row.reason, stretch=3),
    Column("经办", 6, lambda row: row.handler),
    Column("领导", 8, lambda row: row.leader or "—", stretch=1),
)


class VetoesScreen(ListScreen[Veto]):
    """Every refusal of the hall."""

    columns = _COLUMNS
    empty = "还没有退回、不予受理、不予办理的。"

    def title_words(self) -> str:
        """Its name."""
        return "否定报备"

    def commands(self) -> Sequence[Command]:
        """Open a case; the month on paper."""
        return (
            Command("打开", "enter", "看这一件。"),
            Command("本月登记表", "0", "当前这一件所在月份的登记表，可以打印、存成文件。", act=self.month),
            Command("说明", "f9", "这一件的理由、依据、领导意见全文。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def source(self) -> Vetoes:
        """The newest first."""
        return Vetoes(self.hall)

    def why(self, row: Veto) -> Reckoning[object]:
        """Everything of a line."""
        said = (
            f"{row.short} {row.item}，申请人{row.applicant}",
            f"{row.what}，理由：{row.reason}",
            f"依据：{row.basis}",
            f"经办：{row.handler}",
            f"领导意见：{f'同意（{row.leader}）' if row.leader else '按规定不须报领导'}",
        )
        steps = (Step(f"备案号 {row.filing}", (_FILED,)), *(Step(each) for each in said))
        return Reckoning(row.filing, steps)

    def opened(self, row: Veto) -> None:
        """Enter on a line: its case."""
        self.app.push_screen(case_screen(row.case_id))

    def month(self) -> None:
        """The month of the current line on paper; this month, where there is none."""
        row = self.list.current
        month = row.key[0] if row else self.hall.today
        with self.session.look() as connection:
            paper = vetoes.month_paper(self.hall, connection, month)
        self.show_paper(paper, partial(vetoes.keep_month, month=month), name=f"{vetoes.TITLE}-{month:%Y-%m}")
