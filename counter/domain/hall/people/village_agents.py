"""村级代办点: who serves the hall in each village, under which sign, and the list that is displayed.

Keeps: every village has its agency point (S18.1), served by graduate officials, accountants, family-planning officers
(S18.2) or one named service officer (S18.3); name, post and phone are displayed (S18.13) under the sign of the room
(S18.14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from counter.domain.columns import table_of
from counter.domain.hall import numbers
from counter.domain.hall.model import VillageAgent
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.staff import TITLE_MOST
from counter.domain.hall.residents.citizens import person_name
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.paper import Articles, Block, Paper, Table, Text
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.domain.rules import carries
from counter.domain.text import clean

KIND_NAMES: Mapping[str, str] = {
    "graduate": "大学生村官", "accountant": "村会计", "family-planning": "计生专干", "service-officer": "便民服务员",
    "other": "其他村干部",
}  # fmt: skip
_V = table_of(VillageAgent)
_SHOWN = Cite("办事公开 一：公示代办人员姓名、职务、电话", ("S18.13",))


class UnknownVillage(Refusal):
    """A village that the hall does not serve."""

    says = "没有“{village}”这个村（社区）。请先在“人员”里新增。"


class UnknownAgentKind(Refusal):
    """A kind of agent that there is not."""

    says = "代办员身份请选：{known}。"


class UnknownAgent(Refusal):
    """No such agent."""

    says = "没有找到这名代办员。"


class AgentAlready(Refusal):
    """The same person a second time in one village."""

    says = "{name}已经是{village}的代办员。"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent of a village."""

    id: int
    village: str
    name: str
    kind: str
    title: str
    phone: str
    since: date
    until: date | None

    @property
    def kind_name(self) -> str:
        """Who serves the point."""
        return KIND_NAMES.get(self.kind, self.kind)


@act("set-village-agent")
@carries("S18.1", "S18.2", "S18.3", by="register")
def set_agent(work: Work, village: str, name: str, kind: str, phone: str, title: str = "", *, agent_id: int = 0) -> int:
    """Names an agent of a village, or changes what is known of one.

    Returns:
        The agent's key.

    Raises:
        NotAllowed, UnknownVillage, UnknownAgentKind, AgentAlready, UnknownAgent: as they say.
    """
    work.need(Right.SETTINGS)
    if village not in work.hall.laid.villages:
        raise UnknownVillage(village=village)
    if kind not in KIND_NAMES:
        raise UnknownAgentKind(known="、".join(KIND_NAMES.values()))
    values: dict[str, Any] = {
        "village": village, "name": person_name(name, "代办员"), "kind": kind, "phone": numbers.phone(phone).value,
        "title": clean(title, field="职务", most=TITLE_MOST),
    }  # fmt: skip
    there = [each for each in agents(work.connection, village) if each.name == values["name"] and each.id != agent_id]
    if there:
        raise AgentAlready(name=values["name"], village=village)
    if agent_id:
        found = agent(work.connection, agent_id)
        work.update(VillageAgent, {"id": found.id}, values)
        return found.id
    return work.insert(VillageAgent, {**values, "since": work.today, "rev": 0})


@act("end-village-agent")
def end_agent(work: Work, agent_id: int) -> None:
    """Somebody serves no longer from today on; what was brought stays theirs.

    Raises:
        NotAllowed, UnknownAgent: as they say.
    """
    work.need(Right.SETTINGS)
    found = agent(work.connection, agent_id)
    if found.until is not None:
        raise UnknownAgent()
    work.update(VillageAgent, {"id": found.id}, {"until": work.today - timedelta(days=1)})


def agent(connection: Connection, agent_id: int) -> Agent:
    """An agent by the key.

    Raises:
        UnknownAgent: where there is none.
    """
    row = connection.execute(select(_V).where(_V.c.id == agent_id)).mappings().first()
    if row is None:
        raise UnknownAgent()
    return _agent(row)


def agents(connection: Connection, village: str = "", *, gone: bool = False) -> list[Agent]:
    """Who serves a village, or all villages; those who no longer do only where asked for."""
    query = select(_V).order_by(_V.c.village, _V.c.id)
    if village:
        query = query.where(_V.c.village == village)
    if not gone:
        query = query.where(_V.c.until.is_(None))
    return [_agent(row) for row in connection.execute(query).mappings()]


def _agent(row: Mapping[Any, Any]) -> Agent:
    return Agent(
        row["id"], row["village"], row["name"], row["kind"], row["title"], row["phone"], row["since"], row["until"]
    )


@carries("S18.14", by="paper")
def sign_of(hall: Hall, village: str) -> str:
    """The name on the sign of a village's room: ××镇×××村便民服务室."""
    return f"{hall.fact('town')}{village}便民服务室"


def unserved(hall: Hall, found: Sequence[Agent]) -> tuple[str, ...]:
    """The villages that have no agent."""
    served = {each.village for each in found}
    return tuple(each for each in hall.laid.villages if each not in served)


@carries("S18.1", "S18.13", "S18.14", by="paper")
def display_paper(hall: Hall, connection: Connection) -> Paper:
    """村级代办点公示: every village with its room, agents, posts, phones; those without anybody are named too."""
    found = agents(connection)
    rows = [(sign_of(hall, each.village), each.name, each.title or each.kind_name, each.kind_name, each.phone)
            for each in found]  # fmt: skip
    rows += [(sign_of(hall, village), "（未定）", "", "", "") for village in unserved(hall, found)]
    table = Table(("代办点", "代办员", "职务", "身份", "电话"), tuple(rows), (24, 10, 12, 12, 14), "")
    phone = Text(f"{hall.name}  电话{hall.fact('phone')}  监督电话{hall.fact('complaint_phone')}")
    blocks: tuple[Block, ...] = (table, phone, Articles((str(_SHOWN),)))
    names = tuple(dict.fromkeys(each.name for each in found))
    return Paper(
        "village-agents", "村级代办点公示", hall.name, f"{hall.today:%Y%m%d}", blocks, "A4", (), hall.name, names
    )
