"""The guard over the rule numbers: what the program says it carries is tested, and every number exists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from counter.domain.catalogue import catalogue, load_domain, natural
from counter.domain.rules import carried

Marks = dict[str, list[str]]

SAMPLE = '''
import pytest

pytestmark = pytest.mark.rule("S01.1")

@pytest.mark.rule("S05.6", "S05.10")
@pytest.mark.longer
def test_clock() -> None: ...

@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.rule("S09.4"))])
def test_table(n: int) -> None:
    """Speaks of pytest.mark.rule("S62.9") without being marked."""
'''


@pytest.fixture(scope="module")
def kept() -> set[str]:
    load_domain()
    return set(carried())


def test_every_carried_rule_has_a_test_with_its_number(kept: set[str], marked_rules: Marks) -> None:
    assert sorted(kept - set(marked_rules), key=natural) == []


def test_every_carried_rule_stands_in_the_catalogue(kept: set[str]) -> None:
    assert sorted(kept - set(catalogue())) == []


def test_every_marked_rule_stands_in_the_catalogue(marked_rules: Marks) -> None:
    assert {number: places for number, places in marked_rules.items() if number not in catalogue()} == {}


def test_marks_are_found_wherever_a_test_can_wear_one(tmp_path: Path, read_marks: Callable[[Path], Marks]) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    (tmp_path / "helper.py").write_text(SAMPLE.replace("S01.1", "S02.1"), encoding="utf-8")
    marks = read_marks(tmp_path)
    assert set(marks) == {"S01.1", "S05.6", "S05.10", "S09.4"}
    assert marks["S01.1"] == [f"{Path('deep') / 'test_sample.py'}:4"]


def test_a_number_that_is_not_written_out_is_refused(tmp_path: Path, read_marks: Callable[[Path], Marks]) -> None:
    (tmp_path / "test_sample.py").write_text("mark = pytest.mark.rule(*NUMBERS)\n", encoding="utf-8")
    with pytest.raises(pytest.UsageError, match="test_sample.py:1"):
        read_marks(tmp_path)
