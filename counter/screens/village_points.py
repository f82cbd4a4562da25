"""村级代办点: who serves each village; named, changed, ended, and the list that is displayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from counter.domain.casework.case import visits
from counter.domain.hall import village_agents
from counter.domain.hall.rights import Right
from counter.domain.hall.village_agents import KIND_NAMES, Agent
from counter.domain.paper import Paper
from counter.domain.refusals import Refusal
from counter.screens.asking import AskScreen, say_refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, PagedList
from counter.screens.session import DeskScreen, new_token
from counter.screens.shortlist import Listed

if TYPE_CHECKING:
    from counter.domain.hall.opened import Work

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


def _meaning(row: Agent) -> Meaning:
    if not row.id:
        return Styles.LACKING
    return Styles.PLAIN if row.until is None else Styles.NOT_MINE


def _key(row: Agent) -> tuple[str, int]:
    return row.village, row.id


class PointsScreen(DeskScreen):
    """The villages and who serves them; a village without anybody stands there too."""

    def __init__(self) -> None:
        super().__init__()
        self._list: PagedList[Agent] = PagedList(Listed([], _key), COLUMNS, meaning=_meaning)

    def title_words(self) -> str:
        """Its name."""
        return "村级代办点"

    def body(self) -> Iterable[Widget]:
        """The villages."""
        yield self._list

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

    def on_screen_resume(self) -> None:
        """Reads them anew."""
        hall = self.session.hall
        with self.session.look() as connection:
            found = village_agents.agents(connection, gone=True)
        served = [each for each in found if each.until is None]
        empty = [Agent(0, village, "（未定）", "", "", "", hall.today, None)
                 for village in village_agents.unserved(hall, served)]  # fmt: skip
        self._list.source = Listed(sorted((*found, *empty), key=_key), _key)
        self._list.reload()

    def on_paged_list_acted(self, message: PagedList.Acted[Agent]) -> None:
        """A digit."""
        message.stop()
        command = next((each for each in self.commands() if each.key == str(message.digit)), None)
        if command is not None:
            try:
                self._do(command)
            except Refusal as refusal:
                say_refusal(self, refusal)

    def add(self) -> None:
        """For the village pointed at."""
        village = self._list.current.village if self._list.current else ""
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

        self._ask("不再担任", (Field("sure", "确认", choices=ways, confirmed=True),), act, "已登记。")

    def display_paper(self) -> None:
        """The list for the wall."""
        with self.session.look() as connection:
            paper = village_agents.display_paper(self.session.hall, connection)
        from counter.screens.sheet import SheetScreen

        self.app.push_screen(SheetScreen(paper, partial(_kept, paper), name=f"{paper.title}-{paper.number}"))

    def _named(self) -> Agent:
        row = self._list.current
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

        self._ask(title, fields, act, "已登记。请重新打印公示表。")

    def _ask(
        self, title: str, fields: Sequence[Field], act: Callable[[Work, dict[str, str]], Any], told: str
    ) -> None:  # fmt: skip
        token = new_token()

        async def do(answers: dict[str, str]) -> Any:
            with self.session.act(token=token) as work:
                return act(work, answers)

        self.app.push_screen(AskScreen(title, fields, do, lambda _: self.say(told)))


def _kept(paper: Paper, work: Work) -> int:
    return visits.keep_again(work, paper, work.today)
