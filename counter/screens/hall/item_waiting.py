"""待核对: proposed changes of items, for the centre to check, and the approval to be entered from its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from counter.domain.clock import local
from counter.domain.hall.item_versions import proposals
from counter.domain.hall.item_versions.history import Changed, waiting
from counter.domain.hall.item_versions.wanted import STATE_NAMES, WHAT_NAMES, Approved
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.reckoning import Reckoning, Step
from counter.screens.hall.settings import day_of
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

COLUMNS = (
    Column[Changed]("提出", 6, lambda row: f"{local(row.proposed):%m-%d}"),
    Column[Changed]("编号", 9, lambda row: row.code),
    Column[Changed]("事项", 24, lambda row: row.name, stretch=1),
    Column[Changed]("变更", 6, lambda row: WHAT_NAMES[row.what]),
    Column[Changed]("从哪天起", 11, lambda row: row.since.isoformat()),
    Column[Changed]("", 16, lambda row: STATE_NAMES[row.state]),
)


def _key(row: Changed) -> int:
    return row.id


class WaitingScreen(ListScreen[Changed]):
    """The proposals, one after another."""

    columns = COLUMNS
    empty = "没有等着核对或批准的事项变更。"

    def title_words(self) -> str:
        """Its name."""
        return "事项变更"

    def commands(self) -> Sequence[Command]:
        """Yes, no, and the approval from its paper."""
        right = Right.SETTINGS
        return (
            Command("看内容", "enter", "要改什么、谁提的、依据什么。", act=self.explain),
            Command("核对同意", "1", "中心核对过了，同意；不须上级批准的马上生效。", right=right, act=self.check),
            Command("不采纳", "2", "不采纳，写明理由。", right=right, act=self.reject),
            Command("录批文", "3", "上级批了：照批文录入谁批准的、哪天、批文号；由提出人以外的人录。", right=right,
                    act=self.approve),
            Command("返回", "escape", "回到事项。", act=self.leave),
        )  # fmt: skip

    def source(self) -> Listed[Changed]:
        """What waits by now."""
        with self.session.look() as connection:
            return Listed(waiting(self.hall, connection), _key)

    def why(self, row: Changed) -> Reckoning[object]:
        """The proposal in full: what would change, who wants it and why."""
        return Reckoning(row.headline, (Step(row.headline), *map(Step, (*row.said, *row.fields))))

    # -- the steps -----------------------------------------------------------------------------

    def check(self) -> None:
        """The centre's yes, with a note where one is wanted."""
        row = self.row()
        note = Field("note", "核对意见", default="同意")

        def act(work: Work, answers: dict[str, str]) -> str:
            made = proposals.check_item(work, row.id, note=answers["note"])
            return f"已生效：第{made.version}版。" if made else "已核对，等批文。"

        self.ask(f"核对 {row.code} {row.name}", (note,), act, self._told)

    def reject(self) -> None:
        """The centre's no before the check, or the no from above after it."""
        row = self.row()

        def act(work: Work, answers: dict[str, str]) -> str:
            if row.state == "proposed":
                proposals.check_item(work, row.id, granted=False, note=answers["note"])
            else:
                proposals.approve_item(work, row.id, None, answers["note"])
            return "没有采纳，已记下理由。"

        self.ask(f"不采纳 {row.code} {row.name}", (Field("note", "理由"),), act, self._told)

    def approve(self) -> None:
        """The approval, from its paper."""
        row = self.row()
        today = self.session.hall.today
        fields = (
            Field("by", "谁批准的", default="、".join(self.session.hall.book().items.entry.value)),
            Field("on", "哪天批准的", lambda typed: day_of(typed, today.year).isoformat(), default=today.isoformat()),
            Field("slip", "批文号"),
        )

        def act(work: Work, answers: dict[str, str]) -> str:
            approved = Approved(answers["by"], date.fromisoformat(answers["on"]), answers["slip"])
            made = proposals.approve_item(work, row.id, approved)
            assert made is not None
            return f"已照批文录入并生效：第{made.version}版。"

        self.ask(f"录批文 {row.code} {row.name}", fields, act, self._told)

    def _told(self, said: str) -> None:
        self.say(said, Styles.DONE)
