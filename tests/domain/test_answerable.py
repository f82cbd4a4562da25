"""The table of responsibility: each row is whole, has its finder, its scenario day, and refuses what it cannot know."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.posts import handing
from counter.domain.posts.answerable.facts import NothingToLookAt
from counter.domain.posts.answerable.table import FINDERS, answerable, of_case, who_answers
from counter.domain.posts.situations import UnknownSituation, shipped
from tests.halls import clock_of, make_hall
from tests.hands import do, look, take

SCENARIOS = Path(__file__).parents[1] / "scenarios"
A, B = "07", "12"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def test_every_row_of_the_table_has_its_finder_and_its_scenario_day() -> None:
    rows = {f"Z{number:02d}" for number in range(1, 32)}
    assert set(shipped()) == set(FINDERS) == rows
    for row in rows:
        day = (SCENARIOS / f"{row.lower()}.toml").read_text(encoding="utf-8")
        assert f'situation = "{row}"' in day and "first = [" in day


def test_what_nothing_is_known_of_is_refused_with_what_is_wanted(hall: Hall) -> None:
    with pytest.raises(NothingToLookAt, match="是哪个岗位或哪一件"):
        answerable(hall, "Z01")
    with pytest.raises(NothingToLookAt, match="是谁"):
        answerable(hall, "Z25")
    with pytest.raises(UnknownSituation):
        answerable(hall, "Z99")


@pytest.mark.rule("S13.13", "S13.14", "S13.15")
def test_a_handles_or_left_and_b_answers_for_what_b_did(hall: Hall) -> None:
    case = take(hall, by=A)
    seen = look(hall, case)
    assert answerable(hall, "Z01", case=seen).value.first == (A,)
    assert answerable(hall, "Z01", case=seen).value.also == (B,)
    assert answerable(hall, "Z02", case=seen).value.first == (A,)
    assert "交接单" in answerable(hall, "Z03", case=seen).value.missing
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=5)
    seen = look(hall, case)
    assert answerable(hall, "Z03", case=seen).value.first == (B,)
    found = answerable(hall, "Z04", case=seen)
    assert (found.value.first, found.value.also, found.value.missing) == ((B,), (A,), ())
    assert answerable(hall, "Z03", case=seen, at=at("2026-11-20T08:59:00")).value.missing == ("交接单",)


@pytest.mark.rule("S13.13", "S13.15", "S20.7")
def test_a_case_says_which_row_it_stands_under(hall: Hall) -> None:
    case = take(hall, by=A)
    assert of_case(look(hall, case)).value.first == (A,)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=5)
    seen = look(hall, case)
    assert of_case(seen).value.first == (B,) and "S13.15" in of_case(seen).rules
    assert any(hall.person(B).name in step.text for step in who_answers(seen).steps)
    clock_of(hall).set("2026-11-30T09:00:00")
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=5)
    late = of_case(look(hall, case))
    assert late.value.first == (B,) and "S20.7" in late.rules
