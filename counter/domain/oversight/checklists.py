"""Checklists (检查要点): what people are to do and no clock or refusal can hold, as lists to print and inspect by.

The points are data (`data/checklists.toml`): a sentence in plain words, the rules that it holds, its article. Each
registers what it carries, so that `counter rules` shows list and point. A hall has the points that its own document
knows of. The paper is filled in by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from counter.domain import catalogue
from counter.domain.casework.case import visits
from counter.domain.hall.files.datafile import DataFileBroken, Plain, checked, read
from counter.domain.hall.opened import Hall
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.work import Work
from counter.domain.journal import act, head
from counter.domain.paper import Fields, Paper, Signatures, Table, Text
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carried_by_data
from counter.locate import data_dir

KIND = "checklist"
_BOXES = "□做到\n□没做到"
_BLANK = "________________"
_REMARK = "____________\n____________"
Words = Annotated[str, Field(min_length=1)]


class NoSuchChecklist(Refusal):
    """The hall has no checklist of this name."""

    says = "没有检查要点“{code}”。有：{known}。"


class Point(Plain):
    """One thing to look at."""

    code: Words
    """Its sign, as it stands on the paper: SW1."""
    says: Words
    """What is to be so, in plain words."""
    rules: tuple[Words, ...] = Field(min_length=1)
    """The numbers of the rules that it holds."""
    source: Words
    """The articles that it is taken from, by the keys of the documents."""
    only: tuple[str, ...] = ()
    """The documents of the halls that have the matter at all; none: every hall."""

    @property
    def article(self) -> str:
        """The articles as people name them."""
        return catalogue.article(self.source)


class Checklist(Plain):
    """The points that are inspected together."""

    code: Words
    name: Words
    says: Words
    """How one goes about it."""
    points: tuple[Point, ...] = Field(min_length=1, alias="point")


class _File(Plain):
    lists: tuple[Checklist, ...] = Field(min_length=1, alias="list")


def load(path: Path) -> tuple[Checklist, ...]:
    """The checklists of a file.

    Raises:
        DataFileMissing, DataFileUnreadable: as they say.
        DataFileBroken: A point is not written rightly, has a sign twice or a rule that the catalogue does not have.
    """
    lists = checked(_File, read(path), file=path.name, entry="检查要点").lists
    seen: set[str] = set()
    for each in lists:
        for point in each.points:
            if fault := _fault(point, seen):
                raise DataFileBroken(file=path.name, entry=point.code, key=fault[0], expected=fault[1])
            seen.add(point.code)
    return lists


def _fault(point: Point, seen: set[str]) -> tuple[str, str] | None:
    """Which key of a point is wrong, and what was expected."""
    if point.code in seen:
        return "code", "每个要点的代号只能用一次"
    unknown = [number for number in point.rules if number not in catalogue.catalogue()]
    if unknown:
        return "rules", f"制度目录里没有 {unknown[0]}"
    try:
        _ = point.article
    except catalogue.SourceUnknown as refusal:
        return "source", refusal.sentence
    return None


@cache
def shipped() -> tuple[Checklist, ...]:
    """The shipped checklists."""
    return load(data_dir() / "checklists.toml")


def of_hall(book: Rulebook) -> tuple[Checklist, ...]:
    """The checklists of a hall: the points that its documents know of; no list without a point."""
    kept = ((each, tuple(point for point in each.points if _concerns(point, book))) for each in shipped())
    return tuple(each.model_copy(update={"points": points}) for each, points in kept if points)


def _concerns(point: Point, book: Rulebook) -> bool:
    return not point.only or bool(set(point.only) & set(book.documents))


def checklist(hall: Hall, code: str) -> Checklist:
    """The hall's checklist of this code.

    Raises:
        NoSuchChecklist: naming those that there are.
    """
    lists = of_hall(hall.book())
    found = next((each for each in lists if each.code == code), None)
    if found is None:
        raise NoSuchChecklist(code=code, known="、".join(each.name for each in lists))
    return found


def why(point: Point) -> Reckoning[str]:
    """The rules behind a point, in Chinese, for F9."""
    rules = [catalogue.rule(number) for number in point.rules]
    return Reckoning(point.says, tuple(Step(each.title, (Cite(each.article, (each.id,)),)) for each in rules))


@act("checklist")
def keep_sheet(work: Work, code: str) -> int:
    """Stores a checklist to be printed; gives its key.

    Raises:
        NoSuchChecklist: as it says.
    """
    sheet_ = sheet(work.hall, checklist(work.hall, code), foot=head(work.connection).digest)
    return visits.keep_again(work, sheet_, work.today)


def sheet(hall: Hall, which: Checklist, foot: str = "") -> Paper:
    """A checklist as a paper: every point with its article, to be filled in by hand and signed by both sides."""
    blocks = (
        Fields((("检查的窗口（村）", _BLANK), ("检查时间", "____年__月__日__时"))),
        Text(which.says, "note"),
        Table(("序号", "要点", "依据", "做到没有", "备注"), tuple(_rows(which.points)), (5, 28, 20, 13, 17), "cllll"),
        Text("没做到的，在备注里写明时间、是谁、什么情况。检查人和被检查的窗口都签字，各留一份。", "note"),
        Signatures(("检查人", "窗口（村）负责人")),
    )
    footer = f"{hall.name}  日志校验码 {foot}" if foot else hall.name
    return Paper(KIND, which.name, hall.name, which.points[0].code.rstrip("0123456789"), blocks, "A4",
                 ("检查人", "被检查窗口"), footer)  # fmt: skip


def _rows(points: Sequence[Point]) -> Iterator[tuple[str, ...]]:
    for at, point in enumerate(points, 1):
        yield str(at), f"{point.code} {point.says}", point.article, _BOXES, _REMARK


for _list in shipped():
    for _point in _list.points:
        carried_by_data(*_point.rules, by="checklist", where=f"{_list.name} {_point.code}")
