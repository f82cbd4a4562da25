"""What a finder of the table looks at: the case, post, person or enquiry it is about, and the moment asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counter.domain.casework.case.answerable import post_at
from counter.domain.casework.case.events import CaseAt
from counter.domain.clock import local, local_day
from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.duty.facts import Holding, Turn, seconds
from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import Role
from counter.domain.posts.situations import Situation
from counter.domain.refusals import Refusal

CENTRE = "中心"


class NothingToLookAt(Refusal):
    """A situation without what it is about."""

    says = "“{what}”要说明{wanted}，才能查谁负责。"


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers in a situation."""

    first: tuple[str, ...]
    """Staff numbers, and names of bodies that are no staff."""
    also: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    """What the hall has recorded that shows it."""
    missing: tuple[str, ...] = ()
    """What it has not."""


@dataclass(frozen=True)
class Facts:
    """What a situation is about, and the moment that is asked about."""

    hall: Hall
    row: Situation
    at: datetime
    case_: CaseAt | None = None
    post_: str = ""
    person_: str = ""
    enquiry: int = 0

    @property
    def case(self) -> CaseAt:
        """The case.

        Raises:
            NothingToLookAt: none is given.
        """
        if self.case_ is None:
            raise NothingToLookAt(what=self.row.what, wanted="是哪一件", cites=(self.row.cite,))
        return self.case_

    @property
    def post(self) -> str:
        """The post: the one given, else the case's at that moment."""
        if self.post_:
            return self.hall.post(self.post_).code
        if self.case_ is None:
            raise NothingToLookAt(what=self.row.what, wanted="是哪个岗位或哪一件", cites=(self.row.cite,))
        return post_at(self.case_, self.at)

    @property
    def person(self) -> str:
        """The person who is named."""
        if not self.person_:
            raise NothingToLookAt(what=self.row.what, wanted="是谁", cites=(self.row.cite,))
        return self.hall.person(self.person_).no

    @property
    def held(self) -> Holding:
        """A and B of the post at that moment."""
        return self.hall.standing(local_day(self.at)).holding(self.post, seconds(self.at))

    @property
    def turn(self) -> Turn | None:
        """The handover that holds at that moment."""
        return self.hall.standing(local_day(self.at)).turn(self.post, seconds(self.at))

    @property
    def answer(self) -> Answer:
        """Who answered for the post at that moment."""
        return self.hall.answering(self.post, self.at)

    def with_role(self, *roles: Role) -> tuple[str, ...]:
        """Who has one of the roles, in the order of the roles."""
        people = [each for each in self.hall.laid.staff.values() if each.active]
        return tuple(dict.fromkeys(each.no for role in roles for each in people if role in each.roles))

    def rows(self, sql: str, *bound: Any) -> Sequence[Any]:
        """Rows of a statement."""
        return self.hall.rows(sql, bound)

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that sit at the post; its window where none is known."""
        found = tuple(each.name for each in self.hall.laid.departments.values() if each.post == self.post)
        of_item = self.case_.item.departments if self.case_ is not None else ()
        named = tuple(each for each in of_item if each in found) or of_item[:1] or found[:1]
        return named or (self.hall.laid.windows[self.hall.post(self.post).window],)


def named(hall: Hall, who: Iterable[str]) -> str:
    """Persons by name, bodies as they are called."""
    return "、".join(name_of(hall, each) for each in who)


def name_of(hall: Hall, who: str) -> str:
    """A person by name, a body as it is called."""
    try:
        return hall.person(who).name
    except UnknownStaff:
        return who


def when(at: datetime) -> str:
    """A moment in short local time."""
    return f"{local(at):%m-%d %H:%M}"


def people(*who: str) -> tuple[str, ...]:
    """Those of several who are somebody, each once."""
    return tuple(dict.fromkeys(each for each in who if each))
