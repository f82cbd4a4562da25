"""到件登记: cards and certificates that came from above, ticked in, and the people told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from counter.domain.casework.batches import arrivals
from counter.domain.casework.batches.batches import Made
from counter.domain.casework.intake.drafts import Draft
from counter.domain.casework.lists.worklist import CaseRow
from counter.screens.kit.ask import Field
from counter.screens.shared.entry import EntryScreen
from counter.screens.shared.entry_drafts import LinesKept, resume_first
from counter.screens.shared.which_case import NoSuchCase, case_meant, shown_case

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work
    from counter.screens.batches.screen import BatchesScreen

ARRIVED = "arrived"
"""Where lines that are not saved wait."""
_TELL_WAYS = ("村代办员通知", "电话", "短信", "村广播、微信群")


class Arriving:
    """What the batches' screen does with results that came."""

    def __init__(self, screen: BatchesScreen) -> None:
        self.screen = screen

    @property
    def hall(self) -> Hall:
        """The hall."""
        return self.screen.session.hall

    def arrived(self) -> None:
        """What came, ticked in by number, name or scan; first what was ticked and not saved."""

        def resume(draft: Draft) -> None:
            self._ticked_in([(str(text), int(each)) for text, each in draft.form["rows"]], draft)

        resume_first(self.screen, ARRIVED, resume, self._ticked_in)

    def _ticked_in(self, start: Sequence[tuple[str, int]] = (), draft: Draft | None = None) -> None:
        rows: dict[str, CaseRow] = {}

        def case(typed: str) -> str:
            if typed in rows:
                return typed
            row = case_meant(self.hall, typed, arrivals.WITH_ANSWER)
            rows[shown_case(row)] = row
            return shown_case(row)

        def fields(before: Sequence[int]) -> Sequence[Field]:
            return (Field("case", "哪一件", case, hint="办件号、证号、姓名，或扫码", required=False),)

        def line(answers: dict[str, str], before: Sequence[int]) -> tuple[str, int]:
            row = rows[answers["case"]]
            if row.id in before:
                raise NoSuchCase(typed=row.short, found="刚才已经登记在这一批里。")
            self.screen.session.tried(lambda work: arrivals.came(work, row.id))
            return shown_case(row), row.id

        def keep(work: Work, ids: tuple[int, ...]) -> Made:
            return arrivals.arrive(work, ids)

        above = ("到了哪些？一件一行；录完空着按 Enter，整批登记，结果转为待领。",)
        kept = LinesKept[int](self.screen.session, ARRIVED, "到件登记", int, taken_up=draft)
        self.screen.app.push_screen(
            EntryScreen(
                "到件登记",
                fields,
                line,
                keep,
                self._came,
                above=above,
                start=start,
                kept=kept,
                typed=lambda text, _: {"case": text.partition(" ")[0]},
            )  # fmt: skip
        )

    def _came(self, made: Made) -> None:
        self.screen.made(made, f"登记了{len(made.cases)}件，结果待领。通知群众以后按 5 登记。")

    def tell(self) -> None:
        """The people of the batch pointed at were told."""
        row = self.screen.row()
        if row.kind != "arrived":
            raise arrivals.UnknownBatch()

        def act(work: Work, answers: dict[str, str]) -> int:
            return arrivals.tell_batch(work, row.id, answers["how"])

        def done(count: int) -> None:
            self.screen.say(f"已登记通知，还有{count}件等着来领。")

        self.screen.ask(f"通知 {row.number}", (Field("how", "怎么通知的", choices=_TELL_WAYS),), act, done)
