"""A value together with the steps and articles that led to it.

A due date, a lateness, a verdict is never a bare value: it is a reckoning, and F9, the printed
paper and the tests read the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

DEFAULT_MARK = "（默认值）"
"""What marks an article that is the hall's default and not a source's."""


@dataclass(frozen=True, slots=True)
class Cite:
    """What a step rests on: an article as people name it, and the catalogue's rule numbers (S05.6)."""

    article: str
    rules: tuple[str, ...] = ()
    default: bool = False
    """True where the sources leave the point open and the hall's default fills it."""

    def __str__(self) -> str:
        """The article as printed, with a mark where it is a default."""
        return f"{self.article}{DEFAULT_MARK}" if self.default else self.article


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation, in Chinese, with what it rests on."""

    text: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoning(Generic[T]):
    """A value, and how it was reached, step by step."""

    value: T
    steps: tuple[Step, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """The catalogue numbers of every rule that the steps cite."""
        return frozenset(rule for step in self.steps for cite in step.cites for rule in cite.rules)

    @property
    def articles(self) -> tuple[str, ...]:
        """Every article cited, each once, in the order of the steps."""
        return tuple(dict.fromkeys(str(cite) for step in self.steps for cite in step.cites))

    def then(self, value: T, steps: Iterable[Step]) -> Reckoning[T]:
        """The same reckoning carried on to another value by further steps."""
        return Reckoning(value, self.steps + tuple(steps))
