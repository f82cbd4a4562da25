"""The veto register (否定报备): every refusal, the newest first; a month of it on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.widget import Widget

from counter.domain.casework.lists import vetoes
from counter.domain.casework.lists.vetoes import Veto, Vetoes
from counter.domain.clock import local
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.asking import say_refusal
from counter.screens.behind import case_screen
from counter.screens.kit.commands import Command
from counter.screens.kit.paged import Column, PagedList
from counter.screens.scanned import Scanned
from counter.screens.session import DeskScreen
from counter.screens.shortlist import Listed
from counter.storage import StorageFault

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


class _Register(PagedList[Veto]):
    """The register; F9 shows a line whole."""

    def why(self) -> Reckoning[object] | None:
        """Everything of the current line."""
        row = self.current
        if row is None:
            return None
        said = (
            f"{row.short} {row.item}，申请人{row.applicant}",
            f"{row.what}，理由：{row.reason}",
            f"依据：{row.basis}",
            f"经办：{row.handler}",
            f"领导意见：{f'同意（{row.leader}）' if row.leader else '按规定不须报领导'}",
        )
        steps = (Step(f"备案号 {row.filing}", (_FILED,)), *(Step(each) for each in said))
        return Reckoning(row.filing, steps)


class VetoesScreen(Scanned, DeskScreen):
    """Every refusal of the hall."""

    def __init__(self) -> None:
        super().__init__()
        self.list = _Register(Listed([], lambda row: row.key), _COLUMNS, empty="还没有退回、不予受理、不予办理的。")

    def title_words(self) -> str:
        """Its name."""
        return "否定报备"

    def body(self) -> Iterable[Widget]:
        """The register."""
        yield self.list

    def commands(self) -> Sequence[Command]:
        """Open a case; the month on paper."""
        return (
            Command("打开", "enter", "看这一件。"),
            Command("本月登记表", "0", "当前这一件所在月份的登记表，可以打印、存成文件。"),
            Command("说明", "f9", "这一件的理由、依据、领导意见全文。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def on_mount(self) -> None:
        """The newest first."""
        self.list.focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Coming back: as it is by now."""
        self._read()

    def on_paged_list_opened(self, message: PagedList.Opened[Veto]) -> None:
        """Enter on a line."""
        message.stop()
        self.app.push_screen(case_screen(message.row.case_id))

    def on_paged_list_acted(self, message: PagedList.Acted[Veto]) -> None:
        """0 is the month's paper."""
        message.stop()
        self.by_hand(str(message.digit), partial(self._act, message.digit, message.row))

    def _read(self) -> None:
        try:
            self.list.show(Vetoes(self.session.hall))
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)

    def _act(self, digit: int, row: Veto | None) -> None:
        from counter.screens.sheet import SheetScreen

        if digit:
            self.say(f"{digit} 在这里没有用处。")
            return
        month = row.key[0] if row else self.session.hall.today
        try:
            with self.session.look() as connection:
                paper = vetoes.month_paper(self.session.hall, connection, month)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        keep = partial(vetoes.keep_month, month=month)
        self.app.push_screen(SheetScreen(paper, keep, name=f"{vetoes.TITLE}-{month:%Y-%m}"))
