"""The papers of one case: those that are stored, and those that are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework.case import visits
from counter.domain.casework.history import record
from counter.domain.casework.history.timeline import paper_title
from counter.domain.casework.papers import forms, guides

if TYPE_CHECKING:
    from counter.domain.hall.work import Work
    from counter.screens.case.screen import CaseScreen

Make = Callable[["Work"], int]
"""Makes and stores a paper; gives its key."""
_RECORD = "全程记录（经过、各项时限、由谁负责）"


class CasePapers:
    """What can be shown, printed and made of one case's papers."""

    def __init__(self, screen: CaseScreen) -> None:
        self.screen = screen

    def stored(self) -> dict[str, Callable[[], None]]:
        """The papers that are there, each with what shows it."""
        hall = self.screen.session.hall
        return {
            " ".join(filter(None, (paper_title(hall, paper["kind"]), paper["for"], paper["number"]))): partial(
                self._show_stored, int(paper["id"])
            )
            for paper in self.screen.view.papers
        }

    def to_make(self) -> dict[str, Callable[[], None]]:
        """The papers that can be made now, each with what makes, stores and shows it."""
        return {name: partial(self._make, make) for name, make in self._makers().items()}

    def record(self) -> dict[str, Callable[[], None]]:
        """The whole record of the case, for whoever looks into it and does not handle it."""
        return {_RECORD: partial(self._make, partial(record.make_record, case_id=self.screen.view.case.id))}

    def _makers(self) -> dict[str, Make]:
        case = self.screen.view.case
        hall = self.screen.session.hall
        makers: dict[str, Make] = {
            f"{paper_title(hall, visits.RECEIPT)}（这次来访的全部办件）":
                lambda work: forms.make_receipt(work, case.row["visit_id"]),
        }  # fmt: skip
        for name in forms.forms_of(case):
            makers[f"填好的{name}"] = partial(forms.fill_form, case_id=case.id, name=name)
        if forms.has_result(case):
            makers[paper_title(hall, "result-notice")] = partial(forms.make_result_notice, case_id=case.id)
        makers["办事指南"] = partial(guides.make_guide, code=case.item.code)
        makers[_RECORD] = partial(record.make_record, case_id=case.id)
        return makers

    def _make(self, make: Make) -> None:
        def kept() -> int:
            with self.screen.session.act() as work:
                return make(work)

        self.screen.keys_wait(self.screen.attempt(kept, self._show))

    def _show_stored(self, paper_id: int) -> None:
        """One that was made before: whole numbers on it are seen by right, and the journal tells who saw them."""
        self.screen.keys_wait(self.screen.attempt(partial(self._revealed, paper_id), self._show))

    def _revealed(self, paper_id: int) -> int:
        with self.screen.session.look() as connection:
            whole = visits.shows_whole(visits.paper(connection, paper_id))
        if whole:
            with self.screen.session.act() as work:
                visits.reveal_paper(work, paper_id)
        return paper_id

    def _show(self, paper_id: int) -> None:
        from counter.screens.shared.sheet import SheetScreen

        with self.screen.session.look() as connection:
            paper = visits.paper(connection, paper_id)
            again = visits.printed_before(connection, paper_id)
        sheet = SheetScreen(paper, lambda work: paper_id, name=f"{paper.title}-{self.screen.view.case.short}")
        if again:
            sheet.call_after_refresh(sheet.say, "这张打印过，再打会标“补打”。")
        self.screen.app.push_screen(sheet)
