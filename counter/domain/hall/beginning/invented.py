"""Residents who do not exist, for the demonstration hall and for measuring.

The same seed gives the same people. Their ID numbers carry a right check digit, and can be told from
real ones: one area code, and sequence numbers that are not given to anybody born as late as these.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from counter.domain.hall.beginning.hallfile import HallFile, NamePool, VillageEntry
from counter.domain.hall.numbers import id_check
from counter.domain.refusals import Refusal

Sex = Literal["男", "女"]
Relation = Literal["户主", "配偶", "子", "女", "父", "母"]

AREA = "511923"
SEQUENCES: dict[Sex, tuple[str, ...]] = {"男": ("997", "999"), "女": ("996", "998")}
"""Odd for men, even for women: four numbers a day of birth."""
PHONES = "1540001"
"""A prefix that no carrier has; four digits follow."""
EARLIEST = date(1931, 1, 1)


class NoNames(Refusal):
    """The hall's file has no names from which residents could be made."""

    says = "大厅“{hall}”的文件里没有姓名素材（names），不能生成演示居民。"


@dataclass(frozen=True, slots=True)
class Resident:
    """One invented person."""

    id_no: str
    name: str
    sex: Sex
    born: date
    village: str
    group: int
    household: str
    relation: Relation
    phone: str = ""
    """Empty where there is none; a family may share one."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A place in a household before it has a name and a number."""

    relation: Relation
    sex: Sex
    age: int


def residents(hall: HallFile, count: int, *, today: date, seed: int = 1) -> Iterator[Resident]:
    """That many residents, household by household, spread over the villages by their size.

    Args:
        hall: Whose villages and names are used.
        count: How many people; the last household may be cut short.
        today: The day on which their ages hold.
        seed: Another seed makes other people.

    Raises:
        NoNames: The hall's file brings no names.
    """
    if hall.names is None:
        raise NoNames(hall=hall.name)
    return itertools.islice(_Maker(hall, hall.names, today, seed).everybody(), count)


class _Maker:
    """Draws households; remembers which numbers are taken."""

    def __init__(self, hall: HallFile, names: NamePool, today: date, seed: int) -> None:
        self.hall, self.names, self.today = hall, names, today
        self.chance = random.Random(seed)
        self.taken: set[str] = set()
        self.phones = iter(range(10_000))

    def everybody(self) -> Iterator[Resident]:
        villages = self.hall.villages
        weights = [max(village.people, 1) for village in villages]
        for number in itertools.count(1):
            village = self.chance.choices(villages, weights)[0]
            yield from self._household(village, f"{village.code}-{number:05d}")

    def _household(self, village: VillageEntry, household: str) -> Iterator[Resident]:
        group = self.chance.randint(1, max(village.groups, 1))
        family = self._surname()
        shared = self._new_phone() if self.chance.random() < 0.9 else ""
        called: set[str] = set()
        for member in self._members():
            surname = family if member.relation in ("户主", "子", "女", "父") else self._surname()
            name = self._new_name(surname, member.sex, called)
            id_no, born = self._id_number(member)
            person = Resident(
                id_no, name, member.sex, born,
                village.name, group, household, member.relation,
            )  # fmt: skip
            yield replace(person, phone=self._phone(member, shared))

    def _members(self) -> Iterator[_Member]:
        chance = self.chance
        head = _Member("户主", "男" if chance.random() < 0.85 else "女", int(chance.triangular(24, 90, 56)))
        yield head
        other: Sex = "女" if head.sex == "男" else "男"
        if head.age < 84 and chance.random() < 0.75:
            yield _Member("配偶", other, max(22, min(head.age + chance.randint(-6, 4), 90)))
        yield from self._children(head)
        if head.age < 62 and chance.random() < 0.25:
            yield _Member("父", "男", head.age + chance.randint(20, 30))
        if head.age < 62 and chance.random() < 0.35:
            yield _Member("母", "女", head.age + chance.randint(19, 28))

    def _children(self, head: _Member) -> Iterator[_Member]:
        for _ in range(self.chance.choices((0, 1, 2, 3), (3, 4, 3, 1))[0]):
            age = head.age - self.chance.randint(21, 38)
            moved_out = age > 30 and self.chance.random() < 0.6
            if age < 0 or moved_out:
                continue
            son = self.chance.random() < 0.52
            yield _Member("子" if son else "女", "男" if son else "女", age)

    def _surname(self) -> str:
        if self.names.compound and self.chance.random() < 0.01:
            return self.chance.choice(self.names.compound)
        place = self.chance.random() ** 2
        return self.names.surnames[int(place * len(self.names.surnames))]

    def _new_name(self, surname: str, sex: Sex, called: set[str]) -> str:
        """A name that nobody else in the household has."""
        name = self._name(surname, sex)
        while name in called:
            name += self.chance.choice(self.names.male if sex == "男" else self.names.female)
        called.add(name)
        return name

    def _name(self, surname: str, sex: Sex) -> str:
        lot = self.chance.random()
        whole = self.names.whole_male if sex == "男" else self.names.whole_female
        if whole and lot < 0.001:
            return self.chance.choice(whole)
        pool = self.names.male if sex == "男" else self.names.female
        given = self.chance.choice(pool)
        if self.names.rare and lot < 0.007:
            return surname + given + self.chance.choice(self.names.rare)
        return surname + given + (self.chance.choice(pool) if lot < 0.8 else "")

    def _id_number(self, member: _Member) -> tuple[str, date]:
        """A number that nobody has yet; the day of birth moves back where its numbers are used up."""
        days = int(member.age * 365.25) + self.chance.randint(1, 364)
        born = max(self.today - timedelta(days=days), EARLIEST + timedelta(days=days % 365))
        while True:
            for sequence in SEQUENCES[member.sex]:
                body = f"{AREA}{born:%Y%m%d}{sequence}"
                if body not in self.taken:
                    self.taken.add(body)
                    return body + id_check(body), born
            born -= timedelta(days=1)

    def _phone(self, member: _Member, shared: str) -> str:
        if member.age < 12:
            return ""
        if member.age < 75 and self.chance.random() < 0.6:
            return self._new_phone()
        return shared if self.chance.random() < 0.7 else ""

    def _new_phone(self) -> str:
        number = next(self.phones, None)
        return "" if number is None else f"{PHONES}{number:04d}"
