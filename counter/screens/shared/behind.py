"""The cases behind one figure, as a list; Enter opens a case."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import cast

from textual.screen import Screen
from textual.widget import Widget

from counter.domain.casework.case.events import short_number
from counter.domain.clock import local
from counter.domain.oversight.figures import Listed
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, PagedList
from counter.screens.shared import shortlist
from counter.screens.shared.session import DeskScreen

Numbered = tuple[int, Listed]

_DUE: tuple[Column[Numbered], ...] = (
    Column("办件号", 9, lambda row: short_number(row[1].number)),
    Column("事项", 32, lambda row: row[1].item, stretch=1),
    Column("申请人", 8, lambda row: row[1].applicant),
    Column("到期", 11, lambda row: f"{local(row[1].moment):%m-%d %H:%M}" if row[1].moment else ""),
    Column("责任人", 8, lambda row: row[1].who),
)
_TOLD: tuple[Column[Numbered], ...] = (
    Column("办件号", 9, lambda row: short_number(row[1].number)),
    Column("事项", 20, lambda row: row[1].item, stretch=1),
    Column("申请人", 8, lambda row: row[1].applicant),
    Column("经办人", 8, lambda row: row[1].who),
    Column("情况", 28, lambda row: row[1].words, stretch=3),
)


class BehindScreen(DeskScreen):
    """The cases that one figure counts."""

    def __init__(self, title: str, cases: Sequence[Listed], meaning: Meaning = Styles.PLAIN) -> None:
        self._words = title
        super().__init__()
        shown = _TOLD if any(each.words for each in cases) else _DUE
        source = shortlist.Listed(list(enumerate(cases)), lambda row: row[0])
        self.list: PagedList[Numbered] = PagedList(source, shown, meaning=lambda row: meaning)

    def title_words(self) -> str:
        """Which figure."""
        return self._words

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self.list

    def commands(self) -> Sequence[Command]:
        """Open, or back."""
        return (
            Command("打开", "enter", "看这一件，可以接着办。"),
            Command("返回", "escape", "回到刚才的地方。", act=self.leave),
        )

    def on_paged_list_opened(self, message: PagedList.Opened[Numbered]) -> None:
        """Enter on a case."""
        message.stop()
        self.app.push_screen(case_screen(message.row[1].case_id))


def case_screen(case_id: int) -> Screen[None]:
    """The screen of one case, imported when it is first wanted."""
    return cast("Screen[None]", importlib.import_module("counter.screens.case.screen").CaseScreen(case_id))
