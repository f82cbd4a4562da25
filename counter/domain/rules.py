"""Which code carries which numbered rule; nothing here is typed in twice.

`@carries("S05.6", by="clock")` stands on the function that keeps the rule. `counter rules` reads
what was registered, and a test fails where a carried rule has no test with its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

Carrier = Literal["act", "clock", "check", "paper", "report", "register", "checklist"]
F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, order=True)
class Carried:
    """One place in the program that keeps a rule."""

    by: Carrier
    where: str
    """The function or class, as `room.module.name` below counter.domain; of data, the list and the point."""

    def __str__(self) -> str:
        """How `counter rules` lists it."""
        return f"{self.by} {self.where}"


_registry: defaultdict[str, set[Carried]] = defaultdict(set)


def carries(*rules: str, by: Carrier) -> Callable[[F], F]:
    """Registers the decorated function or class as what keeps these rules."""

    def register(thing: F) -> F:
        module = thing.__module__.removeprefix("counter.").removeprefix("domain.")
        where = Carried(by, f"{module}.{thing.__qualname__}")
        for rule in rules:
            _registry[rule].add(where)
        return thing

    return register


def carried_by_data(*rules: str, by: Carrier, where: str) -> None:
    """Registers a piece of data as what keeps these rules: a point of a checklist, by list and code."""
    for rule in rules:
        _registry[rule].add(Carried(by, where))


def carried() -> dict[str, tuple[Carried, ...]]:
    """Every rule carried by the modules imported so far, with what carries it."""
    return {rule: tuple(sorted(places)) for rule, places in _registry.items()}
