"""What is given on a command line: the hall, a day, a moment, each read or refused in a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from counter.domain.refusals import Refusal
from counter.storage import Storage

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall


class Wrong(Refusal):
    """Something on the command line that cannot be."""

    says = "{what}"


def hall_of(ctx: typer.Context) -> Hall:
    """The hall that the command is about."""
    from counter.domain.setup import open_hall

    return open_hall(Storage(ctx.obj))


def moment_of(text: str) -> datetime:
    """A moment as it is written, in the hall's time.

    Raises:
        Wrong: as it says.
    """
    from counter.domain.clock import at

    try:
        return at(text)
    except ValueError as error:
        raise Wrong(what=f"时间“{text}”写得不对，应如 2026-11-20T09:12。") from error


def day_of(text: str) -> date:
    """A day as it is written.

    Raises:
        Wrong: as it says.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(what=f"日期“{text}”写得不对，应如 2026-11-20。") from error


def only_one(options: str, *given: bool) -> None:
    """Refuses more than one of several options.

    Args:
        options: Their names, as the sentence says them.
        given: Which of them are there.

    Raises:
        Wrong: as it says.
    """
    if sum(given) > 1:
        raise Wrong(what=f"{options} 只能写一个。")
