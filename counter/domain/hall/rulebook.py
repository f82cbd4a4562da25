"""The hall's rules as data: typed values, each with the article it rests on.

A rulebook is a TOML file; every value is `{ value, article, rules, default }`. Five halls differ
(hours, leave tiers, 联办 at two or three departments): the differences are values here and nowhere
in the code. Overrides name a value by its dotted path and hold from a day on, because a case is
reckoned by the rules in force when it was accepted. What each section holds stands in `ruled/`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from counter.domain.hall.ruled.attendance import AttendanceRules, LeaveRules
from counter.domain.hall.ruled.calendar import CalendarRules
from counter.domain.hall.ruled.casework import CaseworkRules
from counter.domain.hall.ruled.duty import DutyRules
from counter.domain.hall.ruled.house import ApprovalRules, Cleaning, ItemRules, OversightRules, Security
from counter.domain.hall.ruled.posts import PostRules
from counter.domain.hall.ruled.values import Ruled, Section
from counter.domain.hall.ruled.voice import Breach, VoiceRules
from counter.domain.refusals import Refusal
from counter.locate import data_dir


class RulebookBroken(Refusal):
    """A rulebook file that cannot be used: which file, which key, what was expected."""

    says = "规则文件 {file} 的“{key}”写得不对：{expected}。请改正这一项后再打开。"


class UnknownRulebook(Refusal):
    """No rulebook of that name ships."""

    says = "没有叫“{name}”的规则。可用的有：{known}。"


class UnknownPath(Refusal):
    """A dotted path that names no value of the rulebook."""

    says = "规则里没有“{path}”这一项。"


class Rulebook(Section):
    """All rules of one hall."""

    id: str
    title: str
    source: str
    """The key of the document that it follows (003.1)."""
    also: tuple[str, ...] = ()
    """Further documents that complete it (003.6)."""
    calendar: CalendarRules
    duty: DutyRules
    casework: CaseworkRules
    attendance: AttendanceRules
    leave: LeaveRules
    posts: PostRules
    complaints: VoiceRules
    petitions: VoiceRules
    breach: Breach
    cleaning: Cleaning
    approvals: ApprovalRules
    items: ItemRules
    oversight: OversightRules
    security: Security

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document that its values rest on, the one that it follows first."""
        return (self.source, *self.also)


@dataclass(frozen=True, slots=True)
class Override:
    """A value that this hall has set otherwise, from a day on."""

    path: str
    value: Any
    since: date
    article: str
    rules: tuple[str, ...] = ()


def load(path: Path) -> Rulebook:
    """The rulebook of a file.

    Raises:
        RulebookBroken: naming file, key and what was expected.
    """
    return _checked(_read(path), path.name)


@functools.cache
def shipped(name: str) -> Rulebook:
    """A rulebook that ships with the program.

    Raises:
        UnknownRulebook: naming those that ship.
    """
    path = data_dir() / "rulebooks" / f"{name}.toml"
    if not path.is_file():
        known = "、".join(sorted(each.stem for each in path.parent.glob("*.toml")))
        raise UnknownRulebook(name=name, known=known)
    return load(path)


def in_force(book: Rulebook, overrides: Iterable[Override], day: date) -> Rulebook:
    """The rulebook as it holds on a day, with the overrides that have begun by then.

    Raises:
        UnknownPath: for a path that names no value.
        RulebookBroken: for a value that the path cannot take.
    """
    begun = [each for each in overrides if each.since <= day]
    if not begun:
        return book
    data = book.model_dump(mode="json")
    for override in sorted(begun, key=lambda each: each.since):
        _put(data, override)
    return _checked(data, book.id)


def known_path(book: Rulebook, path: str) -> bool:
    """Whether a dotted path names a value of the rulebook."""
    return isinstance(_walk(book, path), Ruled)


def value_at(book: Rulebook, path: str) -> Ruled[Any]:
    """The value that a dotted path names.

    Raises:
        UnknownPath: where it names none.
    """
    found = _walk(book, path)
    if not isinstance(found, Ruled):
        raise UnknownPath(path=path)
    return found


def _walk(book: Rulebook, path: str) -> object:
    found: object = book
    for part in path.split("."):
        found = getattr(found, part, None)
    return found


def _put(data: dict[str, Any], override: Override) -> None:
    place: Any = data
    for part in override.path.split("."):
        place = place.get(part) if isinstance(place, Mapping) else None
    if not isinstance(place, dict) or "article" not in place:
        raise UnknownPath(path=override.path)
    place.update(value=override.value, article=override.article, default=False)
    if override.rules:
        place["rules"] = list(override.rules)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookBroken(file=path.name, key="文件", expected=f"能读的 UTF-8 文件（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise RulebookBroken(file=path.name, key="格式", expected=f"TOML 格式（{error}）") from error


def _checked(data: Mapping[str, Any], name: str) -> Rulebook:
    try:
        return Rulebook.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RulebookBroken(file=name, key=key, expected=_expected(first)) from error


def _expected(problem: Any) -> str:
    kind, facts = problem["type"], problem.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    given = "" if isinstance(problem.get("input"), Mapping) else f"（现为 {problem.get('input')!r}）"
    if kind in ("literal_error", "enum"):
        return f"应为 {str(facts['expected']).replace(' or ', '、').replace(', ', '、')} 之一{given}"
    if kind == "value_error":
        return f"{facts['error']}{given}"
    if kind.startswith(("greater_than", "less_than")):
        return f"数值超出允许范围{given}"
    return f"写法不对{given}"


_EXPECTED: Mapping[str, str] = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这一项，请核对名称",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字，加引号",
    "tuple_type": "应为方括号列表",
    "too_short": "缺了一项",
    "too_long": "多了一项",
}
