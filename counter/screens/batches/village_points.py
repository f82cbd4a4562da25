"""村级代办点: who serves each village; named, changed, ended, and the list that is displayed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from counter.domain.hall.people import village_agents
from counter.domain.hall.people.village_agents import KIND_NAMES, Agent
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

COLUMNS = (
    Column[Agent]("村（社区）", 14, lambda row: row.village, stretch=1),
    Column[Agent]("代办员", 10, lambda row: row.name),
    Column[Agent]("职务", 14, lambda row: row.title, stretch=1),
    Column[Agent]("身份", 12, lambda row: row.kind_name),
    Column[Agent]("电话", 13, lambda row: row.phone),
    Column[Agent]("", 8, lambda row: "" if row.until is None else "已不担任"),
)


class Unnamed(Refusal):
    """Nobody to change."""

    says = "这个村还没有代办员，先按 1 指定。"


def _key(row: Agent) -> tuple[str, int]:
    return row.village, row.id


class PointsScreen(ListScreen[Agent]):
    """The villages and who serves them; a village without anybody stands there too."""

    columns = COLUMNS
    empty = "还没有村（社区）。请在人员里按 7 新增。"

    def title_words(self) -> str:
        """Its name."""
        return "村级代办点"

    def commands(self) -> Sequence[Command]:
        """What can be done with a point."""
        settings = Right.SETTINGS
        return (
            Command("指定代办员", "1", "给这个村指定一名代办员。", right=settings, act=self.add),
            Command("修改", "2", "改代办员的姓名、身份、职务、电话。", right=settings, act=self.change),
            Command("不再担任", "3", "这个人不再做代办员，以前交的件还算他的。", right=settings, act=self.end),
            Command("公示表", "0", "各村代办点、代办员、职务、电话，贴在公示栏。", act=self.display_paper),
            Command("返回", "escape", "回到批量。", act=self.leave),
        )

    def source(self) -> Listed[Agent]:
        """Who serves each village, and those whom nobody serves."""
        hall = self.session.hall
        with self.session.look() as connection:
            found = village_agents.agents(connection, gone=True)
        served = [each for each in found if each.until is None]
        empty = [Agent(0, village, "（未定）", "", "", "", hall.today, None)
                 for village in village_agents.unserved(hall, served)]  # fmt: skip
        return Listed(sorted((*found, *empty), key=_key), _key)

    def meaning(self, row: Agent) -> Meaning:
        """A village without anybody lacks somebody; who serves no longer stands dim."""
        if not row.id:
            return Styles.LACKING
        return Styles.PLAIN if row.until is None else Styles.NOT_MINE

    def add(self) -> None:
        """For the village pointed at."""
        village = self.list.current.village if self.list.current else ""
        self._form("指定代办员", Agent(0, village, "", "service-officer", "", "", self.session.hall.today, None))

    def change(self) -> None:
        """The agent pointed at."""
        row = self._named()
        self._form("修改代办员", row)

    def end(self) -> None:
        """The agent pointed at serves no longer."""
        row = self._named()
        ways = (f"{row.name}不再担任{row.village}的代办员", "不办了")

        def act(work: Work, answers: dict[str, str]) -> None:
            if answers["sure"] == ways[0]:
                village_agents.end_agent(work, row.id)

        self.ask("不再担任", (Field("sure", "确认", choices=ways, confirmed=True),), act, "已登记。")

    def display_paper(self) -> None:
        """The list for the wall."""
        with self.session.look() as connection:
            paper = village_agents.display_paper(self.session.hall, connection)
        self.show_paper(paper)

    def _named(self) -> Agent:
        row = self.list.current
        if row is None or not row.id or row.until is not None:
            raise Unnamed()
        return row

    def _form(self, title: str, row: Agent) -> None:
        kinds = tuple(KIND_NAMES.values())
        fields = (
            Field("village", "村（社区）", choices=self.session.hall.laid.villages, default=row.village),
            Field("name", "姓名", default=row.name),
            Field("kind", "身份", choices=kinds, default=row.kind_name),
            Field("title", "职务", default=row.title, required=False),
            Field("phone", "电话", default=row.phone),
        )

        def act(work: Work, answers: dict[str, str]) -> None:
            kind = next(key for key, name in KIND_NAMES.items() if name == answers["kind"])
            village_agents.set_agent(work, answers["village"], answers["name"], kind, answers["phone"],
                                     answers["title"], agent_id=row.id)  # fmt: skip

        self.ask(title, fields, act, "已登记。请重新打印公示表。")
