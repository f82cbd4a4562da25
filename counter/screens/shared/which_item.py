"""The one item that somebody means by code, initials, characters or a common name, in a form's field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counter.domain.refusals import Refusal

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

_SHOWN = 4
"""As many items as fit into one line of the refusal."""


class WhichItem(Refusal):
    """What was typed means no item, or several."""

    says = "“{typed}”{found}"


def item_meant(hall: Hall, typed: str, day: date) -> str:
    """Code and name of the one item that was meant; what was found already stands as both.

    Raises:
        WhichItem: naming those that it may be.
    """
    said = typed.partition(" ")[0]
    called = hall.catalogue.called(said, day)
    found = [called] if called else hall.catalogue.search(said, on=day)
    if len(found) == 1:
        return f"{found[0].code} {found[0].name}"
    named = "；".join(f"{each.code} {each.name}" for each in found[:_SHOWN])
    raise WhichItem(typed=typed, found=f"有几个：{named}。请输编号。" if found else "没有对应的事项，请换个说法。")
