"""The glossary and the code call a thing by one name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from counter.domain.attendance.month.marks import MARK_NAMES
from counter.domain.casework.case.life import FLAG_NAMES, STATE_NAMES
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.hall.rights import ROLE_NAMES
from counter.domain.hall.rulebook import shipped

BOOKS = ("qiujia", "zhenlai", "nanshan", "township", "community")
GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def rows() -> dict[str, str]:
    """Every English term with all that stands as its Chinese."""
    found: defaultdict[str, str] = defaultdict(str)
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| ([^|*]+) \| ([^|]+) \|", line):
            found[match[1]] += match[2]
    return found


@pytest.mark.parametrize(
    "names",
    [STATE_NAMES, FLAG_NAMES, KIND_NAMES, MARK_NAMES, {str(role): name for role, name in ROLE_NAMES.items()},
     *(shipped(name).casework.paper_names.value for name in BOOKS)],
    ids=["states", "flags", "kinds", "marks", "roles", *(f"papers of {name}" for name in BOOKS)],
)  # fmt: skip
def test_what_screens_and_papers_say_stands_in_the_glossary(names: Mapping[str, str]) -> None:
    known = rows()
    assert {term: name for term, name in names.items() if name not in known[term]} == {}


def test_no_term_stands_twice_with_the_same_chinese() -> None:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    pairs = [tuple(part.strip() for part in line.split("|")[1:3]) for line in lines]
    assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []
