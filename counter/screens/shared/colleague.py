"""A colleague as typed in one field: a staff number (without leading zeros too), a name, its beginning, initials."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from counter.domain.hall.glance import Sitter, find_sitter
from counter.domain.hall.initials import initials
from counter.screens.kit.ask import Field

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall


def sitters(people: Iterable[Person]) -> tuple[Sitter, ...]:
    """People as they are found by what is typed."""
    return tuple(Sitter(each.no, each.name, next(iter(initials(each.name)), "")) for each in people)


def colleague(hall: Hall, typed: str) -> str:
    """Number and name of who is meant, as a field holds them: 12 陈勇.

    Raises:
        NobodyFound, SeveralFound: as they say.
    """
    here = sitters(each for each in hall.laid.staff.values() if each.active)
    return named(hall, find_sitter(here, number(typed.strip())).no)


def named(hall: Hall, no: str) -> str:
    """A colleague's number and name."""
    return f"{no} {hall.person(no).name}"


def number(answer: str) -> str:
    """The staff number of what `colleague` gave."""
    return answer.partition(" ")[0]


def colleague_field(hall: Hall, label: str, name: str = "to", *, default: str = "") -> Field:
    """A field that asks for a colleague; `default` is a staff number."""
    shown = named(hall, default) if default else ""
    return Field(name, label, lambda typed: colleague(hall, typed), default=shown, hint="工号或姓名")
