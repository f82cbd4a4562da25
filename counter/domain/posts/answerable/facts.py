"""What a finder of the table looks at: the case, post, person or enquiry it is about, and the moment asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.domain.casework.case.answerable import answer_of, post_at
from counter.domain.casework.case.events import CaseAt
from counter.domain.clock import local, local_day
from counter.domain.hall.duty.answering import BECAUSE, Answer
from counter.domain.hall.duty.facts import Holding, Turn, seconds
from counter.domain.hall.duty.responsible import said
from counter.domain.hall.duty.whereabouts import Whereabouts, whereabouts
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
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
    against: tuple[str, ...] = ()
    """What it has recorded that speaks against it being this situation."""

    @property
    def shown(self) -> bool:
        """Whether everything that shows it is there, and nothing speaks against it."""
        return not (self.missing or self.against)


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
        """The person who is named, else who answered at that moment."""
        return self.who[0]

    @property
    def who(self) -> tuple[str, tuple[str, ...]]:
        """The person whom it is about, and what shows it: who is named, who was asked first, else who answered then.

        Raises:
            NothingToLookAt: neither a person nor anything that somebody answers for is given.
        """
        if self.person_:
            return self.hall.person(self.person_).no, ()
        if self.enquiry:
            for (staff,) in self.rows("SELECT staff FROM enquiry WHERE id = ?", self.enquiry):
                return str(staff), (f"首问登记 {self.enquiry}，由{self.hall.name_of(staff)}首问",)
        if self.case_ is None and not self.post_:
            raise NothingToLookAt(what=self.row.what, wanted="是谁，或者哪一件、哪个岗位", cites=(self.row.cite,))
        answer = answer_of(self.case_, self.at) if self.case_ is not None and not self.post_ else self.answer
        of = f"办件 {self.case_.number}" if self.case_ is not None else self.hall.post(self.post).name
        return answer.person, (f"{when(self.at)} {of} 由{said(self.hall, answer)}负责（{BECAUSE[answer.because]}）",)

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

    @property
    def day(self) -> date:
        """The local day of that moment."""
        return local_day(self.at)

    @property
    def staff(self) -> tuple[Person, ...]:
        """Who worked here at that moment."""
        since = dict(self.rows("SELECT no, since FROM staff"))
        return tuple(each for each in self.hall.laid.staff.values() if _here(each, since.get(each.no), self.at))

    def with_role(self, *roles: str) -> tuple[str, ...]:
        """Who had one of the roles then, in the order of the roles."""
        return tuple(dict.fromkeys(each.no for role in roles for each in self.staff if role in each.roles))

    def where(self, no: str) -> Whereabouts:
        """Where somebody was then."""
        return whereabouts(self.hall.standing(self.day), no, seconds(self.at))

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


def _here(person: Person, since: str | None, at: datetime) -> bool:
    begun = since is None or date.fromisoformat(since) <= local_day(at)
    return begun and (person.active if person.left is None else at < person.left)


def named(hall: Hall, who: Iterable[str]) -> str:
    """Persons by name, bodies as they are called."""
    return "、".join(hall.name_of(each) for each in who)


def when(at: datetime) -> str:
    """A moment in short local time."""
    return f"{local(at):%m-%d %H:%M}"


def people(*who: str) -> tuple[str, ...]:
    """Those of several who are somebody, each once."""
    return tuple(dict.fromkeys(each for each in who if each))
