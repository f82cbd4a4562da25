"""The unit of work of one act in a hall: who acts, by which rights, for whom, and the numbers it takes.

An act that is only tried runs in a unit that stops at its first write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import SQLModel

from counter.domain.hall.laid_down import REVISION, SYSTEM, UNSAVED, Person, read_laid_down
from counter.domain.hall.model import HallFact
from counter.domain.hall.rights import Right, require
from counter.domain.hall.rulebook import Rulebook
from counter.domain.journal import Writing

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

DUTY = "duty"
"""The hall fact that every act raises that changes who is there, or who answers."""


class Work(Writing):
    """The open unit of work of one act in a hall."""

    hall: Hall
    stands_for = ""
    """The staff number of whom the actor stands in for in this act; empty where they act in their own name."""

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.hall.person(self.actor)

    def takes_up(self, post: str) -> None:
        """Notes that the act is one of a post: where the actor stands in there, the entry says for whom."""
        answer = self.hall.answering(post, self.moment)
        if answer.person == self.actor and answer.stands_in:
            self.stands_for = answer.a
            self.tell(stands_for=answer.a)

    @property
    def signed(self) -> str:
        """The actor's name as papers of this act bear it: 陈勇（代张丽） where they stand in."""
        for_whom = f"（代{self.hall.person(self.stands_for).name}）" if self.stands_for else ""
        return self.person.name + for_whom

    def need(self, right: Right) -> None:
        """Refuses where the actor's roles do not carry the right; the system itself may.

        Raises:
            NotAllowed: naming the roles and the right.
        """
        if self.actor != SYSTEM:
            require(self.person.roles, right)

    @property
    def book(self) -> Rulebook:
        """The rules in force when it took place."""
        return self.hall.book(self.today)

    def laid_down_changed(self) -> None:
        """Raises the hall's revision, so that every window reads what is laid down anew."""
        revision = int(self.hall.laid.facts.get(REVISION, "0")) + 1
        self.update(HallFact, {"key": REVISION}, {"value": str(revision)})

    def duty_changed(self) -> None:
        """Raises the mark of presence, so that every window reads anew who is there and who answers."""
        found = self.connection.exec_driver_sql("SELECT value FROM hall_fact WHERE key = ?", (DUTY,)).first()
        if found is None:
            self.insert(HallFact, {"key": DUTY, "value": "1"})
        else:
            self.update(HallFact, {"key": DUTY}, {"value": str(int(found[0]) + 1)})
        self.hall.forget_standing()

    def read_anew(self) -> None:
        """Reads what is laid down as this act has just left it, before it is saved."""
        self.hall.take(read_laid_down(self.connection, UNSAVED, self.today))

    def serial(self, series: str) -> int:
        """The next number of a series, gap-free: it stands only if the act does."""
        row = self.connection.exec_driver_sql(
            "INSERT INTO serial (series, last) VALUES (?, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
            (series,),
        ).first()
        assert row is not None
        number = int(row[0])
        self.rows.append(["serial", "=", {"series": series, "last": number}])
        return number


class WouldWriteError(Exception):
    """An act that was only tried has come as far as writing: nothing refuses it."""


class Trial(Work):
    """An act that is only tried, on a look: whatever would refuse it speaks, and its first write ends it."""

    def insert(self, model: type[SQLModel], values: Mapping[str, Any]) -> int:
        """Ends the trial."""
        raise WouldWriteError

    def insert_many(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """Ends the trial."""
        raise WouldWriteError

    def update(
        self, model: type[SQLModel], key: Mapping[str, Any], values: Mapping[str, Any], *, rev: int | None = None
    ) -> None:
        """Ends the trial."""
        raise WouldWriteError

    def serial(self, series: str) -> int:
        """Ends the trial."""
        raise WouldWriteError
