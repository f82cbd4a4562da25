"""Who answers in a situation of the table of responsibility, as a scenario may expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from counter.domain.casework.case.events import read
from counter.domain.posts.answerable.table import answerable
from counter.replay.holds.comparing import differences, subject
from counter.replay.stage import Stage


def _situation(stage: Stage, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """A row of the table for a case, a post, a person or an enquiry; people by number, bodies by name."""
    case_id = stage.cases.get(data["case"], 0) if "case" in data else 0
    with stage.hall.look() as connection:
        case = read(stage.hall, connection, case_id, at) if case_id else None
    found = answerable(
        stage.hall, data["situation"], case=case, post=data.get("post", ""), person=data.get("person", ""),
        enquiry=stage.labelled["enquiry"].get(data.get("enquiry", ""), 0), at=at,
    )  # fmt: skip
    facts = {
        "first": list(found.value.first), "also": list(found.value.also), "rules": set(found.rules),
        "shown": found.value.shown, "evidence": found.value.evidence, "lacking": found.value.missing,
        "against": found.value.against, **{name: data[name] for name in _ABOUT if name in data},
    }  # fmt: skip
    for name in _TOLD & data.keys():
        facts[name] = _said(data[name], facts[name])
    return differences(f"责任表 {data['situation']}", data, facts, own="situation", why="；".join(
        step.text for step in found.steps[-3:]))  # fmt: skip


def _said(wanted: Sequence[str], told: Sequence[str]) -> list[str]:
    """What was wanted where every piece of it is told somewhere, else what is told."""
    every = all(any(piece in each for each in told) for piece in wanted)
    return list(wanted) if every and (wanted or not told) else list(told)


_TOLD = frozenset({"evidence", "lacking", "against"})
"""Told in sentences: each expected text stands in one of them; an empty list expects none."""
_ABOUT = ("case", "post", "person", "enquiry")
"""What a situation may be about."""
_FIELDS = "first also rules shown evidence lacking against case post person enquiry"
SITUATION = subject(_situation, _FIELDS, labelled=False)
