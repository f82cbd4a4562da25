"""Who answers for a post, as a person and by name: 张丽, or 陈勇（代张丽） while somebody stands in.

Keeps: who stands in acts with A's rights, and everything says so (S13.10, S13.15).
"""

from __future__ import annotations

from datetime import datetime

from counter.domain.hall.duty.answering import Answer
from counter.domain.hall.laid_down import SYSTEM, Person
from counter.domain.hall.opened import Hall


def responsible(hall: Hall, post: str, at: datetime | None = None) -> Person:
    """Who answers for a post and its cases now, or at a moment.

    Raises:
        UnknownPost: where there is no such post.
    """
    hall.post(post)
    return hall.person(hall.answering(post, at).person)


def standing_in(hall: Hall, no: str, a: str) -> str:
    """Somebody's name, with for whom they stand in: 陈勇（代张丽）; the number where nobody knows them."""
    return f"{hall.name_of(no)}（代{hall.name_of(a)}）" if a and a != no else hall.name_of(no)


def said(hall: Hall, answer: Answer) -> str:
    """Who answers, by name, with whose post it is where somebody stands in."""
    return standing_in(hall, answer.person, answer.a)


def in_short(hall: Hall, answer: Answer) -> str:
    """The same for a narrow column: 陈勇（代）."""
    return f"{hall.name_of(answer.person)}（代）" if answer.stands_in else hall.name_of(answer.person)


def takes_part(hall: Hall, no: str, post: str, at: datetime | None = None) -> bool:
    """Whether somebody may act at a post: its pair, who answers for it now or at a moment; the system itself may."""
    of = hall.post(post)
    if no in (SYSTEM, of.a, of.b):
        return True
    return hall.answering(post).person == no or (at is not None and hall.answering(post, at).person == no)


def who_may(hall: Hall, post: str) -> tuple[str, ...]:
    """The staff numbers of who may act at a post now: who answers for it first, then its pair."""
    of = hall.post(post)
    return tuple(no for no in dict.fromkeys((hall.answering(post).person, of.a, of.b)) if no)
