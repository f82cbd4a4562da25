"""A colleague as typed in one field: a staff number (leading zeros may be left out) or a name."""

from __future__ import annotations

from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field


class NoColleague(Refusal):
    """Nobody, or several, by what was typed."""

    says = "“{typed}”{found}"


def colleague(hall: Hall, typed: str) -> str:
    """Number and name of who is meant: 12 陈勇.

    Raises:
        NoColleague: saying whether it is nobody or several.
    """
    said = typed.strip()
    first = said.partition(" ")[0]
    people = [each for each in hall.laid.staff.values() if each.active]
    found = [each for each in people if said == each.name or first.lstrip("0") == each.no.lstrip("0")]
    if not found:
        found = [each for each in people if said and each.name.startswith(said)]
    if len(found) != 1:
        raise NoColleague(typed=said, found="有同名的，请输工号。" if found else "不是在岗的人，请输工号或姓名。")
    return f"{found[0].no} {found[0].name}"


def number(answer: str) -> str:
    """The staff number of what `colleague` gave."""
    return answer.partition(" ")[0]


def colleague_field(hall: Hall, label: str, name: str = "to", *, default: str = "") -> Field:
    """A field that asks for a colleague; `default` is a staff number."""
    shown = f"{default} {hall.person(default).name}" if default else ""
    return Field(name, label, lambda typed: colleague(hall, typed), default=shown, hint="工号或姓名")
