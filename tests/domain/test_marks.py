"""What attendance says of a day: tables of cases, and that order and wording change nothing."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.attendance.month.marks import MARK_NAMES, MARK_SIGNS, Explanation, Facts, Missed, judge, marked
from counter.domain.attendance.month.plain_days import REST, absence, bounds_of, plain_marks
from counter.domain.columns import moment_text
from counter.domain.hall.duty.facts import Punch, Spell, moment
from counter.domain.hall.duty.reading import holding
from counter.domain.reckoning import Reckoning
from tests.attendances import FRIDAY, HOURS, book, day_of, judged, marks_of, moment_at, punches, span, spells

DONE = "in 08:20, out 12:01, in 14:20, out 18:03"


@pytest.mark.rule("S32.8", "S32.16", "S32.17", "S34.13")
@pytest.mark.parametrize(
    ("text", "marks", "late", "early"),
    [
        (DONE, {"present"}, 0, 0),
        ("in 08:30, out 12:00, in 14:30, out 18:00", {"present"}, 0, 0),
        ("in 08:30:01, out 12:00, in 14:30, out 18:00", {"late"}, 1, 0),
        ("in 08:31, out 12:00, in 14:30, out 18:00", {"late"}, 1, 0),
        ("in 08:31:01, out 12:00, in 14:30:01, out 18:00", {"late"}, 3, 0),
        ("in 08:20, out 11:59:59, in 14:30, out 17:00", {"early"}, 0, 61),
        ("in 08:45, out 12:00, in 14:30, out 17:30", {"late", "early"}, 15, 30),
        ("in 08:20, out 12:00, in 14:30", {"no-sign-out"}, 0, 0),
        ("in 08:20, in 14:30, out 18:00", {"no-sign-out"}, 0, 0),
        ("in 08:20, out 18:05", {"no-sign-out", "unexplained", "half-day"}, 0, 0),
        ("", {"unexplained"}, 0, 0),
        ("out 18:00", {"unexplained"}, 0, 0),
        ("in 08:20, out 12:00", {"unexplained", "half-day"}, 0, 0),
        ("in 14:20, out 18:00", {"unexplained", "half-day"}, 0, 0),
        ("in 10:15, out 12:00, in 14:30, out 18:00", {"late"}, 105, 0),
        ("in 10:15:01, out 12:00, in 14:30, out 18:00", {"unexplained", "half-day"}, 0, 0),
        ("in 12:10, out 18:00", {"unexplained", "half-day"}, 0, 0),
        ("in 08:20, out 09:00, in 09:20, out 12:00, in 14:20, out 18:00", {"present"}, 0, 0),
        ("in 08:20, out 09:00, in 09:31, out 12:00, in 14:20, out 18:00", {"left-post"}, 0, 0),
    ],
)
def test_two_sessions(text: str, marks: set[str], late: int, early: int) -> None:
    found = judged(day_of(text))
    assert (set(found.marks), found.minutes_late, found.minutes_early) == (marks, late, early)


@pytest.mark.rule("S32.17")
@pytest.mark.parametrize(
    ("text", "marks", "late"),
    [
        ("in 08:20, out 18:00", {"present"}, 0),
        ("in 08:20, out 12:00, in 14:20, out 18:00", {"present"}, 0),
        ("in 08:35, out 18:00", {"late"}, 5),
        ("in 08:20, out 12:00", {"unexplained", "half-day"}, 0),
        ("in 15:00, out 18:00", {"unexplained", "half-day", "late"}, 30),
        ("in 08:20", {"no-sign-out"}, 0),
        ("in 08:20, out 17:00", {"early"}, 0),
        ("", {"unexplained"}, 0),
    ],
)
def test_one_session(text: str, marks: set[str], late: int) -> None:
    found = judged(day_of(text), book(sessions=1))
    assert (set(found.marks), found.minutes_late) == (marks, late)


@pytest.mark.rule("S32.17")
@pytest.mark.parametrize(
    ("grace", "came", "marks", "late"),
    [(10, "08:40", {"present"}, 0), (10, "08:40:01", {"late"}, 11), (0, "08:30:59", {"late"}, 1)],
)
def test_the_grace_of_the_hall(grace: int, came: str, marks: set[str], late: int) -> None:
    found = judged(day_of(f"in {came}, out 12:00, in 14:30, out 18:00"), book(grace_minutes=grace))
    assert (set(found.marks), found.minutes_late) == (marks, late)


def test_a_hall_may_set_how_much_of_a_session_is_absence_and_that_nobody_signs_out() -> None:
    text = "in 11:00, out 12:00, in 14:30, out 18:00"
    assert marks_of(day_of(text)) == {"unexplained", "half-day"}
    assert marks_of(day_of(text), book(absent_percent=90)) == {"late"}
    assert marks_of(day_of("in 08:20, in 14:20"), book(sign_out=False)) == {"present"}


@pytest.mark.parametrize(
    ("text", "away", "marks"),
    [
        ("", ["private 08:30-18:00"], {"leave"}),
        ("", ["official 08:00-18:00"], {"official"}),
        ("", ["group-duty 08:30-18:00"], {"group-duty"}),
        ("in 14:25, out 18:00", ["sick 08:30-12:00"], {"leave", "half-day", "present"}),
        ("in 11:58, out 18:00", ["sick 08:30-12:00"], {"leave", "half-day", "present"}),
        ("in 14:31, out 18:00", ["sick 08:30-12:00"], {"leave", "half-day", "late"}),
        ("", ["sick 08:30-12:00"], {"leave", "half-day", "unexplained"}),
        ("in 08:20, out 12:00", ["private 14:30-18:00"], {"leave", "half-day", "present"}),
        ("in 08:20", ["private 14:30-18:00"], {"leave", "half-day", "no-sign-out"}),
        ("in 08:20", ["group-duty 12:00-18:00"], {"group-duty", "present"}),
        ("", ["private 08:30-12:00", "official 14:30-18:00"], {"leave", "official"}),
        ("in 10:31, out 12:00, in 14:20, out 18:00", ["private 08:30-10:30"], {"leave", "late"}),
        ("in 08:20, out 09:30, in 10:35, out 12:00, in 14:20, out 18:00", ["private 09:30-10:30"], {"leave", "late"}),
        ("in 08:20, out 09:20, in 10:30, out 12:00, in 14:20, out 18:00", ["private 09:30-10:30"], {"leave", "early"}),
        (DONE, ["private 09:30-10:30"], {"leave", "present"}),
    ],
)
def test_leave_trips_and_group_duty(text: str, away: list[str], marks: set[str]) -> None:
    assert marks_of(day_of(text, spells(*away))) == marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("in 08:20, go 09:00 县局 by 11:00, back 10:50, out 12:00, in 14:20, out 18:00", {"present", "out"}),
        ("in 08:20, go 09:00 双河* by 11:00, back 11:10, out 12:00, in 14:20, out 18:00", {"present", "village"}),
        ("in 08:20, go 09:00 县局 by 10:00, back 10:30, out 12:00, in 14:20, out 18:00", {"present", "out"}),
        ("in 08:20, go 09:00 县局 by 10:00, back 10:30:01, out 12:00, in 14:20, out 18:00", {"left-post", "out"}),
        ("in 08:20, go 09:00 双河* by 18:00", {"present", "village"}),
        ("in 08:20, go 09:00 双河*", {"present", "village"}),
        ("go 08:10 双河* by 18:00", {"present", "village"}),
        ("in 08:20, go 11:00 县局 by 16:00, back 15:50, out 18:00", {"present", "out"}),
        ("in 08:20, go 11:00 县局 by 11:30", {"out", "left-post", "no-sign-out", "unexplained", "half-day"}),
        ("in 08:20, go 11:45 县局 by 12:00, in 14:20, out 18:00", {"present", "out"}),
    ],
)
def test_out_of_the_hall(text: str, marks: set[str]) -> None:
    assert marks_of(day_of(text)) == marks


@pytest.mark.parametrize(
    ("now", "text", "marks"),
    [
        ("08:29", "", set()),
        ("09:00", "in 08:31", {"late"}),
        ("11:00", "", set()),
        ("12:30", "", set()),
        ("17:59:59", "", set()),
        ("18:00", "", {"unexplained"}),
        ("12:00", "in 08:20, out 11:00", {"early"}),
        ("11:30", "in 08:20, out 11:00", set()),
        ("14:40", "in 08:20, in 14:20", {"no-sign-out"}),
        ("17:00", DONE[: DONE.rindex(",")], set()),
    ],
)
def test_before_the_close_only_what_is_certain(now: str, text: str, marks: set[str]) -> None:
    assert marks_of(day_of(text, now=now)) == marks


def test_a_leave_shows_once_it_has_begun() -> None:
    assert marks_of(day_of("", spells("private 14:30-18:00"), now="10:00")) == set()
    assert marks_of(day_of("", spells("private 08:30-12:00"), now="12:00")) == {"leave", "half-day"}


@pytest.mark.parametrize(
    ("text", "away", "marks"),
    [
        ("", [], {"rest-day"}),
        ("", ["private 08:00-18:00"], {"rest-day"}),
        ("", ["official 08:00-18:00"], {"rest-day"}),
        ("", ["group-duty 08:00-18:00"], {"rest-day", "group-duty"}),
        ("go 08:00 双河* by 18:00", [], {"rest-day", "village"}),
        ("in 08:00, out 10:00", [], {"rest-day"}),
    ],
)
def test_a_day_on_which_nothing_is_due(text: str, away: list[str], marks: set[str]) -> None:
    assert marks_of(day_of(text, spells(*away), hours=())) == marks


def test_a_market_morning_on_a_weekend_has_one_session() -> None:
    assert marks_of(day_of("", hours=("08:30-12:00",))) == {"unexplained"}
    assert marks_of(day_of("in 08:40, out 12:00", hours=("08:30-12:00",))) == {"late"}


@pytest.mark.rule("S32.10")
def test_absence_is_only_what_the_signed_sheet_says_and_no_explanation_was_accepted_for() -> None:
    open_, accepted = Explanation("孩子急病"), Explanation("孩子急病", accepted=True, by="王建国")
    assert marks_of(day_of("")) == {"unexplained"}
    assert marks_of(day_of("", explanation=open_)) == {"unexplained"}
    assert marks_of(day_of("", explanation=accepted)) == set()
    assert marks_of(day_of("", explanation=accepted, signed="王建国")) == set()
    assert marks_of(day_of("", explanation=open_, signed="王建国")) == {"unexcused"}
    assert marks_of(day_of("in 08:20, out 12:00", signed="王建国")) == {"unexcused", "half-day"}
    assert marks_of(day_of("in 08:20, out 12:00", explanation=accepted)) == {"half-day"}
    assert marks_of(day_of("in 08:40, out 12:00, in 14:20, out 18:00", signed="王建国")) == {"late"}
    assert "S32.10" in marked(day_of("", signed="王建国"), book()).rules


@pytest.mark.rule("S32.11", "S38.3", "S38.7")
@pytest.mark.parametrize(
    ("hall", "signed", "marks"),
    [
        ("qiujia", "", {"study-absent", "half-day"}),
        ("township", "", {"study-absent", "unexplained"}),
        ("township", "王建国", {"study-absent", "unexcused"}),
    ],
)
def test_a_study_session_that_was_missed(hall: str, signed: str, marks: set[str]) -> None:
    facts = day_of(DONE, missed=[Missed(moment_at("15:00"), study=True)], signed=signed)
    assert marks_of(facts, book(hall)) == marks
    assert marked(facts, book(hall)).rules >= {"S32.11"}
    excused = day_of(DONE, missed=[Missed(moment_at("15:00"), study=True, reason="县里开会")])
    assert marks_of(excused, book(hall)) == {"present"}
    on_leave = day_of("in 08:20, out 12:00", spells("sick 14:30-18:00"), missed=[Missed(moment_at("15:00"), True)])
    assert "study-absent" not in marks_of(on_leave, book(hall))


def test_two_roll_calls_further_apart_than_the_halls_minutes_are_left_post() -> None:
    called = [Missed(moment_at("09:00"), study=False), Missed(moment_at("09:31"), study=False)]
    assert marks_of(day_of(DONE, missed=called)) == {"left-post"}
    assert marks_of(day_of(DONE, missed=called[:1])) == {"present"}
    outside = "in 08:20, go 08:50 县局 by 10:00, back 09:55, out 12:00, in 14:20, out 18:00"
    assert marks_of(day_of(outside, missed=called)) == {"present", "out"}


@pytest.mark.rule("S32.12")
def test_a_stand_in_signs_in_like_anybody() -> None:
    covers = [(span("08:30-18:00"), "顶张丽的岗（民政）")]
    assert marks_of(day_of(DONE, covers=covers)) == {"present", "stand-in"}
    assert marks_of(day_of("", covers=covers)) == {"unexplained"}
    assert "S32.12" in marked(day_of(DONE, covers=covers), book()).rules


@pytest.mark.parametrize(
    ("facts", "mark", "rules"),
    [
        (day_of(DONE), "present", {"S32.16"}),
        (day_of("in 08:31, out 12:00, in 14:20, out 18:00"), "late", {"S32.8", "S32.16", "S32.17", "S34.13"}),
        (day_of("in 08:20, out 11:30, in 14:20, out 18:00"), "early", {"S32.8", "S32.16", "S32.17", "S34.13"}),
        (day_of("in 08:20, out 12:00, in 14:20"), "no-sign-out", {"S32.2"}),
        (day_of("in 08:20, out 12:00"), "half-day", {"S32.17"}),
        (day_of(""), "unexplained", {"S32.8", "S32.10"}),
        (day_of("", signed="王建国"), "unexcused", {"S32.10", "S33.5"}),
        (day_of("", spells("private 08:30-18:00")), "leave", {"S33.3"}),
        (day_of("", spells("official 08:30-18:00")), "official", {"S33.3"}),
        (day_of("", spells("group-duty 08:30-18:00")), "group-duty", {"S34.10"}),
        (day_of("in 08:20, go 09:00 县局 by 10:00, back 10:40, out 12:00"), "left-post", {"S34.14", "S32.8"}),
    ],
)  # fmt: skip
def test_each_mark_cites_its_articles(facts: Facts, mark: str, rules: set[str]) -> None:
    found = marked(facts, book())
    assert mark in found.value.marks
    assert rules <= found.rules


def test_who_is_not_of_the_hall_that_day_has_no_mark() -> None:
    assert marks_of(day_of("", away_from_hall=True)) == set()


def test_a_forgotten_sign_out_is_not_made_from_the_next_days_sign_in() -> None:
    assert marks_of(day_of("in 08:20, out 12:00, in 14:20")) == {"no-sign-out"}
    tomorrow = FRIDAY + timedelta(days=1)
    facts = Facts("07", tomorrow, Reckoning(tuple(span(each, tomorrow) for each in HOURS)),
                  punches(DONE, tomorrow), now=moment_at("23:00", tomorrow))  # fmt: skip
    assert marks_of(facts) == {"present"}


def test_a_correction_keeps_the_row_and_changes_the_mark() -> None:
    rows = punches("in 08:42, out 12:00, in 14:20, out 18:00")
    right = Punch(9, "07", moment_at("08:25"), "in", how="corrected", replaces=1)
    facts = day_of("")
    due = facts.due
    before = Facts("07", FRIDAY, due, holding(rows), now=facts.now)
    after = Facts("07", FRIDAY, due, holding([*rows, right]), now=facts.now)
    assert (marks_of(before), marks_of(after)) == ({"late"}, {"present"})


_TIMES = st.integers(min_value=moment_at("06:00"), max_value=moment_at("22:00"))
_PUNCHES = st.lists(st.tuples(_TIMES, st.sampled_from(["in", "out", "go-out", "come-back"])), max_size=8)
_SPELLS = st.lists(st.tuples(_TIMES, st.integers(1, 20000), st.sampled_from(["private", "official", "group-duty"])),
                   max_size=3)  # fmt: skip


def _facts(made: list[tuple[int, str]], away: list[tuple[int, int, str]], **more: Any) -> Facts:
    rows = [Punch(number, "07", at, kind, back_by=at + 1800) for number, (at, kind) in enumerate(made)]
    spelled = [Spell("07", at, at + long, kind) for at, long, kind in away]
    return Facts("07", FRIDAY, day_of("").due, holding(rows), spelled, now=moment_at("23:00"), **more)


@given(_PUNCHES, _SPELLS, st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(
    made: list[tuple[int, str]], away: list[tuple[int, int, str]], random: Random
) -> None:
    distinct = list({at: (at, kind) for at, kind in made}.values())
    mixed = list(distinct)
    random.shuffle(mixed)
    spelled = list(away)
    random.shuffle(spelled)
    for once in (1, 2):
        rules = book(sessions=once)
        first, second = judge(_facts(distinct, away), rules), judge(_facts(mixed, spelled), rules)
        assert (first.marks, first.minutes_late, first.minutes_early) == (
            second.marks, second.minutes_late, second.minutes_early
        )  # fmt: skip


@given(_PUNCHES, _SPELLS, st.booleans(), st.sampled_from(["", "王建国"]))
def test_every_mark_is_explained_and_marks_do_not_contradict_each_other(
    made: list[tuple[int, str]], away: list[tuple[int, int, str]], once: bool, signed: str
) -> None:
    rules = book(sessions=1 if once else 2)
    found = marked(_facts(made, away, signed=signed), rules)
    said = "；".join(step.text for step in found.steps)
    for mark in found.value.marks:
        assert MARK_NAMES[mark] in said, (mark, said)
    marks = found.value.marks
    assert found.articles
    assert not {"present"} & marks or not {"late", "early", "no-sign-out", "left-post", "unexplained"} & marks
    assert not {"unexplained", "unexcused"} <= marks
    assert ("late" in marks) == (found.value.minutes_late > 0)
    assert ("early" in marks) == (found.value.minutes_early > 0)
    assert 0 <= found.value.minutes_late + found.value.minutes_early <= 7 * 60 + 8


_NEAR = st.integers(min_value=-2, max_value=2)
_AROUND = ("08:30", "12:00", "14:30", "18:00")


@given(
    st.lists(st.tuples(st.integers(0, 3), _NEAR, st.sampled_from(["in", "out", "go-out", "come-back"])), max_size=6),
    st.lists(_NEAR, min_size=4, max_size=4), st.sampled_from(["", "王建国"]), st.booleans(), st.sampled_from([1, 2]),
    st.sampled_from(["usual", "ends", "odd"]),
)  # fmt: skip
def test_a_plain_day_says_the_same_as_judging_it(
    odd: list[tuple[int, int, str]], shifts: list[int], signed: str, worked: bool, sessions: int, how: str
) -> None:
    usual = [(moment_at(text) + shift, kind)
             for text, shift, kind in zip(_AROUND, shifts, ("in", "out", "in", "out"), strict=True)]  # fmt: skip
    days = {"usual": usual, "ends": [usual[0], usual[-1]],
            "odd": [(moment_at(_AROUND[n]) + shift, kind) for n, shift, kind in odd]}  # fmt: skip
    rows = [Punch(number, "07", at, kind) for number, (at, kind) in enumerate(days[how])]
    hours, rules = day_of("").due.value if worked else (), book(sessions=sessions)
    missing = absence(hours, signed=bool(signed)) if hours else REST
    said = [f"{each.kind}{moment_text(moment(each.at))}" for each in rows] or None
    found = plain_marks(said, bounds_of(hours, rules), missing)
    facts = Facts("07", FRIDAY, Reckoning(hours), holding(rows), signed=signed, now=moment_at("+1 08:00"))
    true = judge(facts, rules)
    if found is not None:
        assert (found.marks, found.minutes_late, found.minutes_early, found.half_days, found.due) == (
            true.marks, true.minutes_late, true.minutes_early, true.half_days, true.due
        )  # fmt: skip
    if worked and how == ("usual" if sessions > 1 else "ends") and true.marks == {"present"}:
        assert found is not None


def test_every_mark_has_a_name_and_a_sign_of_its_own() -> None:
    assert MARK_NAMES.keys() == MARK_SIGNS.keys()
    assert len(set(MARK_SIGNS.values())) == len(MARK_SIGNS)
