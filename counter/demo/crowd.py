"""The people of an invented town as they come to the hall: themselves, with family, or by an agent."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from counter.domain.hall.beginning.hallfile import HallFile, StaffEntry
from counter.domain.hall.beginning.invented import Resident
from counter.domain.hall.files.volumes import Volumes
from counter.domain.hall.items.item import Item
from counter.domain.hall.numbers import years
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import Role

_GROUP = "组织"
_FARMS = ("种植专业合作社", "养殖专业合作社", "农机服务队", "便利店", "小吃店")


@dataclass(frozen=True, slots=True)
class Party:
    """Who applies, who is at the desk for them, and how they came."""

    applicant: Who
    agent: Who | None = None
    channel: str = "counter"
    family: tuple[Who, ...] = ()
    """The others of the household, for whom the same may be done."""


class Crowd:
    """Picks who comes, by chance."""

    def __init__(
        self, people: Sequence[Resident], file: HallFile, volumes: Volumes, today: date, chance: random.Random
    ) -> None:
        self.people, self.volumes, self.today, self.chance = people, volumes, today, chance
        self.habits = volumes.invented
        self.far = {village.name for village in file.villages if village.km > volumes.village_agent.far_km}
        self.agents = {each.village: each for each in file.staff if Role.VILLAGE_AGENT in each.roles}
        self.elders = [each for each in people if self.age(each) >= self.habits.elder_age] or list(people)
        self.grown = [each for each in people if self.age(each) >= self.habits.grown_age] or list(people)
        self.households: defaultdict[str, list[Resident]] = defaultdict(list)
        for person in people:
            self.households[person.household].append(person)

    @property
    def family_size(self) -> float:
        """People in a household, on average."""
        return len(self.people) / max(1, len(self.households))

    def age(self, person: Resident) -> int:
        """Whole years today."""
        return years(person.born, self.today)

    def comes_for(self, item: Item) -> Party:
        """Somebody who asks for the item."""
        person = self.chance.choice(self._among(item))
        if item.applicant == _GROUP:
            return self._organisation(person)
        family = tuple(who(each) for each in self.households[person.household] if each is not person)
        village_agent = self._village_agent(person) if item.agent else None
        if village_agent is not None:
            return Party(who(person), village_agent, "village", family)
        return Party(who(person), self._brought_by(person), "counter", family)

    def _among(self, item: Item) -> Sequence[Resident]:
        if item.code in self.habits.elders:
            return self.elders
        return self.grown if item.code in self.habits.paid_yuan else self.people

    def _organisation(self, person: Resident) -> Party:
        """A small undertaking of the village; its head stands at the desk."""
        name = f"{person.village.rstrip('村社区')}{person.name[0]}记{self.chance.choice(_FARMS)}"
        phone = person.phone or next((each.phone for each in self.people if each.phone), "")
        return Party(Who(name, phone=phone, village=person.village), who(person, "法定代表人", "营业执照"))

    def _village_agent(self, person: Resident) -> Who | None:
        share = self.volumes.village_agent
        agent = self.agents.get(person.village)
        if agent is None or self.chance.random() >= (share.far if person.village in self.far else share.near):
            return None
        return _staff(agent)

    def _brought_by(self, person: Resident) -> Who | None:
        """A child is brought by somebody of the family, a frail one often."""
        age = self.age(person)
        grown = self.habits.grown_age
        if age >= grown and not (age >= self.habits.frail_age and self.chance.random() < 0.5):
            return None
        able = [each for each in self.households[person.household]
                if each is not person and grown <= self.age(each) < self.habits.frail_age]  # fmt: skip
        if not able:
            return None
        relation = "监护人" if age < grown else "家属"
        return who(able[0], relation, "户口簿" if age < grown else "口头委托")


def who(person: Resident, relation: str = "", authority: str = "") -> Who:
    """A resident as read from the card at the desk."""
    return Who(person.name, person.id_no, person.phone, relation=relation, authority=authority)


def _staff(agent: StaffEntry) -> Who:
    return Who(agent.name, phone=agent.phone, village=agent.village, relation="村级代办员", authority="代办委托书")
