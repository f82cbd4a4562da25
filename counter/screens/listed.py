"""The cases behind one of the day's figures, as a list to work through: Enter opens each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from counter.domain.casework.events import short_number
from counter.domain.clock import local
from counter.domain.oversight.figures import Listed
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning
from counter.screens.kit.paged import Column, PagedList
from counter.screens.session import DeskScreen
from counter.screens.shortlist import Listed as Shortlist

_Row = tuple[int, Listed]


def _moment(row: _Row) -> str:
    return f"{local(row[1].moment):%m-%d %H:%M}" if row[1].moment else ""


def _place(row: _Row) -> int:
    return row[0]


COLUMNS = (
    Column[_Row]("办件号", 9, lambda row: short_number(row[1].number)),
    Column[_Row]("事项", 22, lambda row: row[1].item, stretch=2),
    Column[_Row]("申请人", 10, lambda row: row[1].applicant, stretch=1),
    Column[_Row]("时间", 11, _moment),
    Column[_Row]("责任人", 8, lambda row: row[1].who),
    Column[_Row]("说明", 10, lambda row: row[1].words, stretch=2),
)


class ListedScreen(DeskScreen):
    """Cases in the order in which the figure lists them."""

    def __init__(self, title: str, cases: Sequence[Listed], meaning: Meaning) -> None:
        self._words = title
        super().__init__()
        rows: list[_Row] = list(enumerate(cases))
        self._list = PagedList(Shortlist(rows, _place), COLUMNS, meaning=lambda row: meaning)

    def title_words(self) -> str:
        """What is listed."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self._list

    def commands(self) -> Sequence[Command]:
        """Open, and back."""
        return (
            Command("打开", "enter", "打开这一件。"),
            Command("返回", "escape", "回到今日。", act=self.leave),
        )

    def on_paged_list_opened(self, message: PagedList.Opened[_Row]) -> None:
        """Enter: the case itself."""
        message.stop()
        from counter.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(message.row[1].case_id))
