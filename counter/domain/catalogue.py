"""The catalogue of numbered rules: what a hall is asked to keep, in words, with its articles.

The rules are data (`rules.toml`), and so are the documents that they rest on (`sources.toml`). Both
are read when first asked for, and once. What the program keeps of them is not written here: it is
registered where it is kept (`counter.domain.rules`), and `overview` puts the two side by side.
"""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, TypedDict

import counter.domain
from counter.domain.refusals import Refusal
from counter.domain.rules import carried
from counter.locate import data_dir


class RuleUnknown(Refusal):
    """The catalogue has no rule or system of this number."""

    says = "制度目录里没有编号 {number}，请核对编号。"


class SourceUnknown(Refusal):
    """No document stands behind this key of a source."""

    says = "制度出处 {key} 没有对应的文件名称，请核对出处。"


@dataclass(frozen=True, slots=True)
class System:
    """A body of rules that a hall posts under one name, such as 首问负责."""

    id: str
    """The number, e.g. `S12`."""
    title: str
    """The Chinese names that it goes by, joined by 、."""
    purpose: str
    """What it is for, in one English sentence."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule."""

    id: str
    """The number, e.g. `S05.6`."""
    title: str
    """What it demands, as a clerk reads it: in Chinese, or in English where no Chinese is written yet."""
    text: str
    """What it demands, in English."""
    zh: str
    """What it demands, in Chinese; empty where not written yet."""
    source: str
    """The articles by key, e.g. `003.1 六件 三; 001.T 10(五)`; empty where a rule only points to others."""
    variant: bool = False
    """True for one of several readings, of which a rulebook names the hall's."""

    @property
    def article(self) -> str:
        """The articles as people name them; empty where the rule has none of its own."""
        return article(self.source)

    def rests_on(self, document: str) -> bool:
        """Whether one of its articles stands in a document (000, 001.T, 003.1)."""
        return any(part.strip().split(" ")[0] == document for part in self.source.split(";"))


class Line(TypedDict):
    """One rule and what keeps it, as `counter rules` lists it."""

    id: str
    title: str
    source: str
    carried: list[str]


def catalogue() -> Mapping[str, Rule]:
    """Every rule by its number, in the order of the numbers (S05.6 before S05.10)."""
    return _book()[1]


def rule(number: str) -> Rule:
    """The rule of this number.

    Raises:
        RuleUnknown: the catalogue has no such rule.
    """
    found = catalogue().get(number)
    if found is None:
        raise RuleUnknown(number=number)
    return found


def system(number: str) -> System:
    """The system of this number, or the one that a rule of this number belongs to.

    Raises:
        RuleUnknown: the catalogue has no such system.
    """
    found = _book()[0].get(number.partition(".")[0])
    if found is None:
        raise RuleUnknown(number=number)
    return found


def systems() -> Mapping[str, System]:
    """Every system by its number, in order."""
    return _book()[0]


def natural(number: str) -> tuple[int, ...]:
    """The key that sorts rule and system numbers as people count: S05.6 before S05.10."""
    return tuple(int(part) for part in number.removeprefix("S").split("."))


def source_title(key: str) -> str:
    """The title of the document behind the key of a source, e.g. `001.T`.

    Raises:
        SourceUnknown: no document has this key.
    """
    title = _titles().get(key)
    if title is None:
        raise SourceUnknown(key=key)
    return title


def article(source: str) -> str:
    """A source by keys, as people name it: `000 九4` becomes 邱家镇便民中心管理制度 九4.

    Raises:
        SourceUnknown: a part of it names a document that is not known.
    """
    return "；".join(_article(part.strip()) for part in source.split(";") if part.strip())


def load_domain() -> None:
    """Imports every module of the domain, so that all that keeps a rule has registered itself."""
    for module in pkgutil.walk_packages(counter.domain.__path__, f"{counter.domain.__name__}."):
        importlib.import_module(module.name)


def overview() -> list[Line]:
    """Every rule with the places of the program that keep it, in the order of the numbers."""
    load_domain()
    places = carried()
    return [
        Line(
            id=each.id,
            title=each.title,
            source=each.source,
            carried=[str(place) for place in places.get(each.id, ())],
        )
        for each in catalogue().values()
    ]


@cache
def _book() -> tuple[Mapping[str, System], Mapping[str, Rule]]:
    data = _read("rules.toml")
    bodies = [System(**row) for row in data["system"]]
    rules = [_rule(row) for row in data["rule"]]
    return (
        MappingProxyType({each.id: each for each in sorted(bodies, key=lambda each: natural(each.id))}),
        MappingProxyType({each.id: each for each in sorted(rules, key=lambda each: natural(each.id))}),
    )


def _rule(row: dict[str, Any]) -> Rule:
    zh = row.get("zh", "")
    return Rule(
        id=row["id"],
        title=zh or row["text"],
        text=row["text"],
        zh=zh,
        source=row["source"],
        variant=row.get("variant", False),
    )


@cache
def _titles() -> Mapping[str, str]:
    titles: dict[str, str] = _read("sources.toml")["title"]
    return MappingProxyType(titles)


def _read(name: str) -> dict[str, Any]:
    with (data_dir() / name).open("rb") as file:
        return tomllib.load(file)


def _article(part: str) -> str:
    key, _, place = part.partition(" ")
    return f"{source_title(key)} {_chinese(place)}".rstrip()


_SIGNS = str.maketrans({"(": "（", ")": "）", ",": "、", "-": "至"})


def _chinese(place: str) -> str:
    return place.replace(", ", ",").translate(_SIGNS)
