"""The acts that change what the hall has laid down: a value of the rulebook, a holiday paper.

Values hold from a day on, never backwards: what was reckoned under the old rule stays. What a change
does to cases is counted anew by `counter.domain.casework.recount`, whose acts call these.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from counter.domain.hall.days.calendar import CalendarPaper
from counter.domain.hall.model import CalendarRow, RuleChange
from counter.domain.hall.rights import Right
from counter.domain.hall.rulebook import Override, Rulebook, in_force, value_at
from counter.domain.hall.ruled.values import Ruled
from counter.domain.hall.work import Work
from counter.domain.refusals import Refusal
from counter.domain.text import clean

ARTICLE_MOST = 200
TITLE_MOST = 120
_DECEMBER = 12


class RuleBackdated(Refusal):
    """A value that is to hold from a day already past."""

    says = "规则只能从今天（{today}）或以后起改，不能倒着改。"


class ArticleMissing(Refusal):
    """A change without what it rests on."""

    says = "请写明依据：哪个文件、哪次会议，或为什么改。"


class UnchangedRule(Refusal):
    """The value is the one that holds already."""

    says = "这一项现在就是这个值，没有改动。"


class DayOutsidePaper(Refusal):
    """A date that a year's holiday paper cannot decide."""

    says = "{day}不归{year}年的放假安排管：只能写{year}年的日子，或上一年12月的日子。"


class DayTwice(Refusal):
    """A day both off and worked."""

    says = "{day}既写在放假里，又写在上班里，请核对。"


class PaperEmpty(Refusal):
    """A holiday paper that names no day off."""

    says = "没有写放假的日子。"


class PaperUntitled(Refusal):
    """A holiday paper without its name and number."""

    says = "请写明放假通知的名称或文号。"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One value of the rulebook, as a list shows it."""

    path: str
    value: Any
    article: str
    rules: tuple[str, ...]
    default: bool
    changed: date | None = None
    """From when on this hall's own value holds; None where it is the rulebook's."""


def rule_lines(book: Rulebook, overrides: tuple[Override, ...], day: date) -> list[RuleLine]:
    """Every value by its dotted path, in the rulebook's order.

    Args:
        book: The rules in force on the day.
        overrides: What the hall set otherwise.
        day: The day looked at.
    """
    own = {each.path: each.since for each in sorted(overrides, key=lambda each: each.since) if each.since <= day}
    return [
        RuleLine(path, ruled.value, ruled.article, ruled.rules, ruled.default, own.get(path))
        for path, ruled in _walk(book, "")
    ]


def _walk(model: BaseModel, prefix: str) -> Iterator[tuple[str, Ruled[Any]]]:
    for name in type(model).model_fields:
        found = getattr(model, name)
        if isinstance(found, Ruled):
            yield prefix + name, found
        elif isinstance(found, BaseModel):
            yield from _walk(found, f"{prefix}{name}.")


def change_rule(work: Work, path: str, value: Any, since: date, article: str, rules: tuple[str, ...] = ()) -> Override:
    """Sets a value of the rulebook otherwise, from a day on. Call it through `recount.lay_down`.

    Args:
        work: The open unit of work.
        path: The dotted path.
        value: The value as plain data.
        since: The first day on which it holds, today or later.
        article: What it rests on.
        rules: The catalogue numbers of the article; those of the rulebook's own value where left out.

    Raises:
        NotAllowed, UnknownPath, RulebookBroken, RuleBackdated, ArticleMissing, UnchangedRule: as they say.
    """
    work.need(Right.SETTINGS)
    if since < work.today:
        raise RuleBackdated(today=work.today.isoformat())
    article = clean(article, field="依据", most=ARTICLE_MOST)
    if not article:
        raise ArticleMissing()
    laid = work.hall.laid
    override = Override(path, value, since, article, rules)
    before = value_at(work.hall.book(since), path)
    after = value_at(in_force(laid.base, (*laid.overrides, override), since), path)
    if after.value == before.value:
        raise UnchangedRule()
    work.insert(RuleChange, {"path": path, "value": value, "since": since, "article": article,
                             "made": work.entered, "rules": list(rules) or None})  # fmt: skip
    work.tell(path=path, before=_plain(before.value))
    work.laid_down_changed()
    return override


def enter_paper(work: Work, paper: CalendarPaper) -> None:
    """Enters a holiday paper. Call it through `recount.load_calendar`.

    Raises:
        NotAllowed, PaperUntitled, PaperEmpty, DayOutsidePaper, DayTwice: as they say.
    """
    work.need(Right.SETTINGS)
    check_paper(paper)
    work.insert(CalendarRow, {
        "year": paper.year, "title": clean(paper.title, field="名称", most=TITLE_MOST),
        "published": paper.published, "entered": work.today,
        "off": {day.isoformat(): name for day, name in sorted(paper.off.items())},
        "work": sorted(day.isoformat() for day in paper.work),
    })  # fmt: skip
    work.laid_down_changed()


def check_paper(paper: CalendarPaper) -> CalendarPaper:
    """The paper, where it names only days that it can decide.

    Raises:
        PaperUntitled, PaperEmpty, DayOutsidePaper, DayTwice: as they say.
    """
    if not paper.title.strip():
        raise PaperUntitled()
    if not paper.off:
        raise PaperEmpty()
    for day in sorted({*paper.off, *paper.work}):
        before = day.year == paper.year - 1 and day.month == _DECEMBER
        if day.year != paper.year and not before:
            raise DayOutsidePaper(day=day.isoformat(), year=paper.year)
    if both := sorted(set(paper.off) & paper.work):
        raise DayTwice(day=both[0].isoformat())
    return paper


def dated(paper: CalendarPaper, entered: date) -> CalendarPaper:
    """The paper as entered on a day."""
    return dataclasses.replace(paper, entered=entered)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
