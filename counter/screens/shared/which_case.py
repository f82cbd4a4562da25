"""One case, meant by its number, a name or a scan."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from counter.domain.casework.lists.finding import find_cases
from counter.domain.refusals import Refusal

if TYPE_CHECKING:
    from counter.domain.casework.lists.worklist import CaseRow
    from counter.domain.hall.opened import Hall

_LOOKED_AT = 20


class NoSuchCase(Refusal):
    """What was typed means no case, or several."""

    says = "“{typed}”{found}"


def case_meant(hall: Hall, typed: str, states: Container[str] | None = None, none: str = "没有在办的件。") -> CaseRow:
    """The one case that is meant.

    Args:
        hall: The hall.
        typed: A number, an identity number, a name.
        states: Those in which the case must be; None: any.
        none: What is said where there is none.

    Raises:
        NoSuchCase: there is none, or there are several.
    """
    found = [row for row in find_cases(hall, typed).first(_LOOKED_AT) if states is None or row.state in states]
    if len(found) == 1:
        return found[0]
    several = "；".join(shown_case(row) for row in found[:3])
    raise NoSuchCase(typed=typed, found=f"有几件：{several}。请输办件号。" if found else none)


def shown_case(row: CaseRow) -> str:
    """A case on one line: its number, whose, what."""
    return f"{row.short} {row.applicant} {row.item}"
