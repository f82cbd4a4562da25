"""The table of responsibility (责任表): who answers first and who beside in which situation, as the sources have it.

The rows are data (`data/responsibility.toml`); `answerable` finds the people of a row from the facts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from counter.domain import catalogue
from counter.domain.hall.files.datafile import DataFileBroken, Plain, checked, read
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.locate import data_dir

Words = Annotated[str, Field(min_length=1)]


class UnknownSituation(Refusal):
    """No such row of the table."""

    says = "责任表里没有“{id}”。"


class Situation(Plain):
    """One row of the table."""

    id: Words
    what: Words
    """What happened."""
    first: Words
    """Who answers first."""
    also: str = ""
    """Who answers beside."""
    evidence: Words
    """What shows it."""
    source: Words
    """The articles, by the keys of the documents."""
    rules: tuple[Words, ...] = Field(min_length=1)
    later: str = ""
    """What the hall keeps no record of yet, so that the answer rests on who is named."""

    @property
    def cite(self) -> Cite:
        """The row as a reason."""
        return Cite(catalogue.article(self.source), self.rules)


class _File(Plain):
    situations: tuple[Situation, ...] = Field(min_length=1, alias="situation")


def load(path: Path) -> dict[str, Situation]:
    """The rows of a file, by their signs.

    Raises:
        DataFileMissing, DataFileUnreadable: as they say.
        DataFileBroken: A row is not written rightly, stands twice, or names a rule or document that is not known.
    """
    found: dict[str, Situation] = {}
    for each in checked(_File, read(path), file=path.name, entry="责任表").situations:
        unknown = [number for number in each.rules if number not in catalogue.catalogue()]
        if each.id in found or unknown:
            expected = f"制度目录里没有 {unknown[0]}" if unknown else "每一行只能有一次"
            raise DataFileBroken(file=path.name, entry=each.id, key="rules" if unknown else "id", expected=expected)
        _ = each.cite
        found[each.id] = each
    return found


@cache
def shipped() -> dict[str, Situation]:
    """The shipped table."""
    return load(data_dir() / "responsibility.toml")


def situation_of(sign: str) -> Situation:
    """One row by its sign.

    Raises:
        UnknownSituation: where there is none.
    """
    if sign not in shipped():
        raise UnknownSituation(id=sign)
    return shipped()[sign]
