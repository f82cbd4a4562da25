"""What a scenario expects compared with what is found, and the line that tells the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.domain.clock import ZONE, local
from counter.replay.stage import Stage

_AT_LEAST = frozenset({"papers", "rules"})
_SETS = frozenset({"flags", "missing", "owed", "departments", "marks", "answers_for", "cases", "on_roster"})

Held = Callable[[Stage, Mapping[str, Any], datetime], Iterator[str]]
"""Every difference between what is expected of something and what holds at a moment."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of which a scenario can expect how it stands."""

    fields: frozenset[str] = frozenset()
    """What can be expected of it; none: known, but not checked by this version."""
    held: Held | None = None
    labelled: bool = False
    """Whether it is named by a label that an act made before."""


def subject(held: Held, fields: str, *, labelled: bool = True) -> Subject:
    """A subject as a room notes it: how it is looked at, and its fields in one text."""
    return Subject(frozenset(fields.split()), held, labelled)


def differences(
    name: str, expected: Mapping[str, Any], found: Mapping[str, Any], *, own: str, why: str = ""
) -> Iterator[str]:
    """A line for each field that is not as expected.

    Args:
        name: How the lines call it.
        expected: The table of the file.
        found: How it stands, by the same fields.
        own: The field that names the subject itself, which is not compared.
        why: What the lines add, where there is something.
    """
    for field, wanted in expected.items():
        if field != own and not agree(field, wanted, found[field]):
            said_why = f"（{why}）" if why else ""
            yield f"{name} 的 {field} 应为 {said(wanted)}，实为 {said(found[field])}{said_why}"


def agree(name: str, wanted: Any, found: Any) -> bool:
    """Whether a field is as expected: sets without order, papers and rules at least, dates by what was written."""
    if name in _AT_LEAST:
        return set(wanted) <= set(found)
    if name in _SETS:
        return set(wanted) == set(found)
    if isinstance(wanted, date) or isinstance(found, date):
        return _same_time(wanted, found)
    return bool(wanted == found)


def _same_time(wanted: Any, found: Any) -> bool:
    """A date compares the local date, a moment compares exactly, an empty text expects none."""
    if wanted == "" or found == "":
        return bool(wanted == found)
    if isinstance(wanted, str):
        wanted = datetime.fromisoformat(wanted) if "T" in wanted else date.fromisoformat(wanted)
    if isinstance(wanted, datetime):
        here = wanted if wanted.tzinfo else wanted.replace(tzinfo=ZONE)
        return isinstance(found, datetime) and here == found
    there = local(found).date() if isinstance(found, datetime) else found
    return bool(wanted == there)


def said(value: Any) -> str:
    """A value as a line of failure says it."""
    if isinstance(value, datetime):
        return f"{local(value) if value.tzinfo else value:%Y-%m-%d %H:%M}"  # a moment of a file is local already
    if isinstance(value, set | frozenset | list | tuple):
        return "、".join(sorted(str(each) for each in value)) or "无"
    return str(value) if value not in ("", None) else "无"
