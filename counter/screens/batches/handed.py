"""批量发放: the results of a village handed out at once, against one signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from counter.domain.casework.batches import batches
from counter.domain.casework.batches.batches import Made, Waiting
from counter.domain.hall.people import village_agents
from counter.domain.hall.rights import Right
from counter.screens.kit.ask import Field
from counter.screens.shared.tick import TickScreen

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work
    from counter.screens.batches.screen import BatchesScreen


ALL_VILLAGES = "全部村"


class HandingOut:
    """What the batches' screen does with results that go back together."""

    def __init__(self, screen: BatchesScreen) -> None:
        self.screen = screen

    @property
    def hall(self) -> Hall:
        """The hall."""
        return self.screen.session.hall

    def hand_out(self) -> None:
        """A village for which something is ready, its results, who takes them."""
        ready = Counter(each.village for each in self._waiting())
        if not ready:
            self.screen.say("本岗没有待领的结果。")
            return
        villages = {f"{ALL_VILLAGES}  {ready.total()}件": ""}
        villages |= {f"{village}  {ready[village]}件": village for village in self.hall.laid.villages if ready[village]}
        self.screen.choose("批量发放", "哪个村", villages, self._results)

    def _waiting(self, village: str = "") -> list[Waiting]:
        session = self.screen.session
        own = None if session.person.may(Right.ANY_CASE) else [post.code for post in session.posts]
        with session.look() as connection:
            return batches.waiting(self.hall, connection, village, own)

    def _results(self, village: str) -> None:
        found = self._waiting(village)
        rows = {_shown_result(each): each.case_id for each in found}

        def ticked(names: tuple[str, ...]) -> None:
            if names:
                self._receiver(village, [rows[name] for name in names])
            else:
                self.screen.say("没有勾选，没有发放。")

        above = (f"{village or ALL_VILLAGES} 待领{len(found)}件：要发的打“有”（空格换），回车接着写领取人。", "")
        self.screen.app.push_screen(TickScreen("批量发放", tuple(rows), ticked, above=above))

    def _receiver(self, village: str, ids: Sequence[int]) -> None:
        with self.screen.session.look() as connection:
            agents = village_agents.agents(connection, village) if village else []
        default = agents[0].name if agents else ""

        def act(work: Work, answers: dict[str, str]) -> Made:
            agent = next((each.id for each in agents if each.name == answers["to"]), 0)
            return batches.deliver_many(work, ids, answers["to"], village=village, agent_id=agent)

        def done(made: Made) -> None:
            self.screen.made(made, f"发放了{len(made.cases)}件。清单一式两份，请领取人签字。")

        fields = (Field("to", "领取人", default=default, hint=f"{len(ids)}件，一次签收"),)
        self.screen.ask("批量发放", fields, act, done)


def _shown_result(row: Waiting) -> str:
    return f"{row.number} {row.name} {row.place} {row.item}{'（代办）' if row.brought else ''}"
