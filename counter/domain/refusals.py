"""The root of every named failure: what is wrong, what to do, and the rule behind it.

A refusal's sentence stands with the refusal, because screens, the command line and replayed
scenarios all say the same one. `Refusal` subclasses live in the room whose rule they keep.
"""

from __future__ import annotations

from typing import Any, ClassVar

from counter.domain.reckoning import Cite


class Refusal(Exception):
    """An act that the hall's rules or the facts do not allow.

    `says` is one Chinese sentence with named places, filled from the keyword arguments: what is
    wrong and what to do. `cites` names the articles that forbid it, where a rule does: those given, else
    those that the refusal `rests` on whenever it is said.
    """

    says: ClassVar[str] = "办不了。"
    rests: ClassVar[tuple[Cite, ...]] = ()
    standing: ClassVar[bool] = False
    """Whether it rests on who acts and how the matter stands, so that no other answer to a form mends it: what asks
    something first tries, and does not ask in vain."""

    forgets: ClassVar[bool] = False
    """Whether what was typed must not stay to be read, since it may be a PIN in the wrong field."""

    def __init__(self, *, cites: tuple[Cite, ...] = (), **facts: Any) -> None:
        self.facts = facts
        self.cites = cites or self.rests
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The sentence with its facts filled in."""
        return self.says.format(**self.facts)

    @property
    def rules(self) -> frozenset[str]:
        """The catalogue numbers of the rules that refuse it."""
        return frozenset(rule for cite in self.cites for rule in cite.rules)
