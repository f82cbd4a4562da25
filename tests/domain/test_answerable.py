"""The table of responsibility: each row is whole, has its finder, its scenario day, and refuses what it cannot know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import void
from counter.domain.casework.case.events import add
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
        asked = [each for each in day.split("[[") if each.startswith("expect]]")]
        assert all(f'situation = "{row}"' in each and "first = [" in each for each in asked)
        found = [each for each in asked if 'evidence = ["' in each and "person = " not in each]
        assert found, f"{row}: nothing is found from what was played"


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


def first_of(hall: Hall, row: str, **about: Any) -> tuple[str, ...]:
    return answerable(hall, row, **about).value.first


@pytest.mark.rule("S20.7", "S13.15")
def test_a_promise_is_whose_it_was_when_it_fell_due_whoever_has_the_post_now(hall: Hall) -> None:
    late = take(hall, "X-005", by="08")
    do(hall, handing.hand_over, "SB", A, by="08")
    clock_of(hall).set("2026-11-26T09:00:00")
    do(hall, handing.take_back, "SB", by="08")
    do(hall, cases.finish, late, by="08")
    clock_of(hall).set("2026-11-26T10:00:00")
    took = answerable(hall, "Z21", person=A)
    assert "1件" in took.value.evidence[0] and any("11-26 09:00办结" in each for each in took.value.evidence)
    assert "0件" in answerable(hall, "Z21", person="08").value.evidence[0]
    assert first_of(hall, "Z21", case=look(hall, late)) == (A,)
    before = answerable(hall, "Z21", person=A, at=at("2026-11-26T08:00:00"))
    assert any("还没有办结" in each for each in before.value.evidence)
    do(hall, void, late, "重复登记", "01", by="08")
    assert "0件" in answerable(hall, "Z21", person=A).value.evidence[0]


def test_who_answered_then_is_found_and_not_who_answers_now(hall: Hall) -> None:
    case = take(hall, by=A)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=30)
    then = hall.clock().moment
    clock_of(hall).set("2026-11-23T09:00:00")
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=5)
    for row in ("Z20", "Z22", "Z28", "Z29", "Z31"):
        for about in ({"case": look(hall, case)}, {"post": "MZ"}):
            assert first_of(hall, row, at=then, **about)[0] == B, row
            assert first_of(hall, row, **about)[0] == A, row
        assert first_of(hall, row, person="08", post="MZ", at=then)[0] == "08"


@pytest.mark.rule("S19.2")
def test_a_no_that_lacked_the_leader_is_found_before_those_that_did_not(hall: Hall) -> None:
    important, plain = take(hall, by=A), take(hall, by=A)
    with hall.act(A) as work:
        work.verb = "test"
        add(work, important, "special", ground="important")
        add(work, important, "refused", reason="没有依据")
    clock_of(hall).forward(minutes=5)
    do(hall, cases.refuse, plain, "没有依据", by=A)
    clock_of(hall).forward(minutes=5)
    found = answerable(hall, "Z27", post="MZ").value
    assert found.first == (A,) and found.shown and look(hall, important).number in found.evidence[0]
    assert "没有领导同意的记录" in found.evidence
    assert not answerable(hall, "Z27", case=look(hall, plain)).value.shown
