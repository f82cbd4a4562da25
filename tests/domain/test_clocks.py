"""The clocks of a case, from its events alone: each with its start, its end and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.casework.case.clocks import NO_TERMS, Clock, Terms
from counter.domain.casework.case.facts import Event
from counter.domain.casework.case.life import Life, derive, projected
from counter.domain.clock import at, local
from counter.domain.hall.days.calendar import shipped
from counter.domain.hall.days.hours import Hours, OpenHours, Session
from counter.domain.hall.days.market import MarketRule
from counter.domain.reckoning import Reckoning

OPEN = OpenHours(
    Hours(Session(time(8, 30), time(12)), Session(time(14, 30), time(18))),
    shipped(),
    MarketRule("solar", frozenset()),
)
FIVE = {"days": 5, "unit": "working", "article": "承诺五个工作日", "rules": ["S03.5"]}
NOTICE = {"days": 5, "unit": "working", "article": "五日内一次告知", "rules": ["S10.7"], "deemed": True}
LAST = "2026-12-31T18:00:00"


def event(kind: str, moment: str, /, **data: Any) -> Event:
    return Event(kind, at(moment), data)


def accepted(moment: str, limit: Mapping[str, Any] = FIVE, kind: str = "promised", **data: Any) -> Event:
    return event("accepted", moment, kind=kind, limit=dict(limit), **data)


def reckoned(*events: Event, until: str = LAST, terms: Terms = NO_TERMS) -> Reckoning[Life]:
    return derive(events, shipped(), OPEN, at=at(until), terms=terms)


def life(*events: Event, until: str = LAST, terms: Terms = NO_TERMS) -> Life:
    return reckoned(*events, until=until, terms=terms).value


def due(found: Life | Clock | None) -> str:
    assert found is not None
    return f"{local(found.due):%m-%d %H:%M}" if found.due else ""


RECEIVED = event("received", "2026-11-20T09:00:00")
TAKEN_IN = event("received", "2026-11-20T09:00:00", pending={"kind": "promised", "limit": FIVE, "notice": NOTICE})


# -- the notice, and what the law makes of silence ------------------------------------------------


@pytest.mark.rule("S10.7")
def test_what_is_taken_in_unexamined_is_told_within_the_days_of_the_notice() -> None:
    found = life(TAKEN_IN, until="2026-11-24T09:00:00")
    notice = found.clock("notice")
    assert (found.state, due(notice), notice and notice.running) == ("examining", "11-27 18:00", True)
    told = life(TAKEN_IN, event("noticed", "2026-11-25T10:00:00", list=["申请表"], kind="promised"))
    assert told.state == "awaiting-materials"
    notice = told.clock("notice")
    assert notice is not None and notice.ended == at("2026-11-25T10:00:00") and not notice.late(at(LAST))


def test_silence_makes_it_accepted_from_the_receipt() -> None:
    on_time = life(TAKEN_IN, until="2026-11-27T18:00:00")
    assert (on_time.state, on_time.deemed) == ("examining", False)
    found = reckoned(TAKEN_IN, until="2026-11-27T18:00:01")
    assert (found.value.state, found.value.kind, found.value.deemed) == ("accepted", "promised", True)
    assert found.value.accepted == at("2026-11-20T09:00:00")
    assert due(found.value) == "11-27 18:00" and found.value.overdue
    assert any("视为受理" in step.text for step in found.steps)


def test_where_the_halls_law_does_not_say_so_silence_changes_nothing() -> None:
    pending = {"kind": "promised", "limit": FIVE, "notice": {**NOTICE, "deemed": False}}
    found = life(event("received", "2026-11-20T09:00:00", pending=pending))
    assert (found.state, found.deemed) == ("examining", False)
    notice = found.clock("notice")
    assert notice is not None and notice.late(at(LAST))


def test_a_row_keeps_what_was_written_until_something_is_done_with_the_case() -> None:
    quiet = projected(life(TAKEN_IN))
    assert (quiet["state"], quiet["list"], quiet["due"], quiet["watched"]) == ("examining", "wait", None, "notice")
    assert quiet == projected(life(TAKEN_IN, until="2026-11-21T09:00:00"))
    acted = projected(life(TAKEN_IN, event("examined", "2026-12-01T09:00:00")))
    assert (acted["state"], acted["list"]) == ("reviewing", "open") and acted["due"] is not None


# -- the judgement of a possible refusal -----------------------------------------------------------


@pytest.mark.rule("S06.10", "S06.9")
def test_a_possible_refusal_is_judged_within_its_own_days() -> None:
    three = {"days": 3, "unit": "working", "article": "复杂的不超过三日", "rules": ["S06.10"]}
    weighed = event("weighed", "2026-11-20T09:00:00", limit=three)
    found = reckoned(RECEIVED, weighed, until="2026-11-23T09:00:00")
    assert (found.value.state, due(found.value), found.value.remaining) == ("deliberating", "11-25 18:00", 2)
    assert "S06.10" in found.rules
    assert life(RECEIVED, weighed, until="2026-11-25T18:00:01").overdue
    later = event("weighed", "2026-11-24T09:00:00", limit=three)
    assert due(life(RECEIVED, later)) == "11-25 18:00"  # from the application, not from the day it proved hard
    by_promise = event("weighed", "2026-11-20T09:00:00", limit={**FIVE, "rules": ["S06.9"]})
    assert due(life(RECEIVED, by_promise)) == "11-27 18:00"


def test_judged_yes_it_keeps_the_start_that_it_had() -> None:
    three = {"days": 3, "unit": "working", "article": "复杂的不超过三日", "rules": ["S06.10"]}
    yes = accepted("2026-11-24T10:00:00", since="2026-11-20T09:00:00+08:00")
    found = life(RECEIVED, event("weighed", "2026-11-20T09:00:00", limit=three), yes, until="2026-11-24T11:00:00")
    assert (found.state, due(found)) == ("accepted", "11-27 18:00")
    assert found.clock("judgement") is None


# -- papers owed, stops, parts, the answer, the handing-out ----------------------------------------


@pytest.mark.rule("S09.1")
def test_papers_owed_have_their_own_clock_within_the_promise() -> None:
    owing = accepted("2026-11-20T09:00:00", owed=["照片"])
    assert due(life(RECEIVED, owing).clock("top-up")) == "11-27 18:00"
    assert due(life(RECEIVED, owing, terms=Terms(owing_days=2)).clock("top-up")) == "11-24 18:00"
    assert due(life(RECEIVED, owing, terms=Terms(owing_days=9)).clock("top-up")) == "11-27 18:00"
    came = event("brought", "2026-11-23T09:00:00", brings=["照片"])
    whole = life(RECEIVED, owing, came)
    settled = whole.clock("top-up")
    assert settled is not None and settled.ended == came.happened and not settled.late(at(LAST))
    assert (due(settled), settled.about, whole.owed_until, whole.watched) == ("11-27 18:00", "照片", None, None)
    late = life(RECEIVED, owing, event("brought", "2026-11-30T09:00:00", brings=["照片"])).clock("top-up")
    assert late is not None and late.late(at(LAST))


def test_papers_owed_that_come_one_by_one_end_a_clock_each() -> None:
    owing = accepted("2026-11-20T09:00:00", owed=["照片", "协议"])
    found = life(RECEIVED, owing, event("brought", "2026-11-23T09:00:00", brings=["照片"]))
    clocks = [(clock.about, clock.running) for clock in found.clocks if clock.name == "top-up"]
    assert clocks == [("协议", True), ("照片", False)]
    assert found.clock("top-up").about == "协议"  # type: ignore[union-attr]


def test_a_further_request_stops_no_running_clock() -> None:
    more = event("asked-more", "2026-11-23T09:00:00", list=["照片"], ground="漏告知", fault=True)
    found = life(RECEIVED, accepted("2026-11-20T09:00:00"), more)
    assert (due(found), found.owed, found.requests) == ("11-27 18:00", ("照片",), 1)
    waiting = life(RECEIVED, event("noticed", "2026-11-20T09:00:00", list=["申请表"], kind="promised"), more)
    assert (waiting.missing, waiting.state) == (("申请表", "照片"), "awaiting-materials")


def test_while_it_stands_the_promise_is_never_late_and_its_days_are_shown() -> None:
    stopped = event("stopped", "2026-11-24T10:00:00", ground="现场踏勘", paper="禾垭止1号")
    found = life(RECEIVED, accepted("2026-11-20T09:00:00"), stopped, until=LAST)
    assert (found.due, found.overdue, found.remaining, found.stopped) == (None, False, 4, True)
    again = life(RECEIVED, accepted("2026-11-20T09:00:00"), stopped, event("resumed", "2026-12-01T09:00:00"))
    assert (due(again), again.stopped) == ("12-04 18:00", False)


@pytest.mark.parametrize(
    ("happening", "last"),
    [
        ((), "11-27 18:00"),
        ((("extended", 24, {"days": 3}),), "12-02 18:00"),
        ((("stopped", 24, {"ground": "听证"}), ("resumed", 26, {})), "12-01 18:00"),
        # an extension after a stop, before it, and while it lasts: the same days in whatever order
        ((("stopped", 24, {"ground": "听证"}), ("resumed", 26, {}), ("extended", 27, {"days": 3})), "12-04 18:00"),
        ((("extended", 23, {"days": 3}), ("stopped", 24, {"ground": "听证"}), ("resumed", 26, {})), "12-04 18:00"),
        ((("stopped", 24, {"ground": "听证"}), ("extended", 25, {"days": 3}), ("resumed", 26, {})), "12-04 18:00"),
        # two stops that meet, and one over a weekend
        ((("stopped", 24, {"ground": "听证"}), ("resumed", 25, {}), ("stopped", 25, {"ground": "公示"}),
          ("resumed", 26, {})), "12-01 18:00"),
        ((("stopped", 27, {"ground": "公示"}), ("resumed", 30, {})), "11-30 18:00"),
    ],
)  # fmt: skip
def test_stops_and_extensions_together(happening: tuple[tuple[str, int, dict[str, Any]], ...], last: str) -> None:
    told = (event(kind, f"2026-11-{day}T10:{n:02d}:00", **data) for n, (kind, day, data) in enumerate(happening))
    assert due(life(RECEIVED, accepted("2026-11-20T09:00:00"), *told)) == last


@pytest.mark.rule("S04.13")
def test_each_department_has_a_date_of_its_own_or_that_of_the_case() -> None:
    told = event("departments-told", "2026-11-20T09:30:00",
                 parts=[{"department": "派出所", "until": "2026-11-24"}, {"department": "民政办"}])  # fmt: skip
    signed = event("opinion", "2026-11-26T10:00:00", department="派出所", opinion="agree")
    found = life(RECEIVED, accepted("2026-11-20T09:00:00", kind="joint"), told, signed, until="2026-11-26T12:00:00")
    clocks = {clock.about: clock for clock in found.clocks if clock.name == "part"}
    assert {about: due(clock) for about, clock in clocks.items()} == {"派出所": "11-24 18:00", "民政办": "11-27 18:00"}
    assert {about: clock.late(at("2026-11-26T12:00:00")) for about, clock in clocks.items()} == {
        "派出所": True, "民政办": False}  # fmt: skip
    asked_of = {"department": "民政办", "requirement": "补勘察记录", "until": "2026-11-26"}
    met = event("review-held", "2026-11-25T10:00:00", requirements=[asked_of])
    asked = life(RECEIVED, accepted("2026-11-20T09:00:00", kind="joint"), told, met)
    assert due(next(clock for clock in asked.clocks if clock.about == "民政办")) == "11-26 18:00"


def test_the_local_part_ends_when_it_goes_up_and_the_answer_is_followed() -> None:
    limit = {**FIVE, "answer_days": 20}
    up = event("referred", "2026-11-27T17:00:00", to="县民政局")
    found = life(RECEIVED, accepted("2026-11-20T09:00:00", limit, "referred"), up)
    assert (found.state, found.overdue, found.remaining) == ("referred", False, None)
    assert due(found.clock("answer")) == "12-18 18:00"
    answered = life(RECEIVED, accepted("2026-11-20T09:00:00", limit, "referred"), up,
                    event("answered", "2026-12-21T10:00:00", granted=True))  # fmt: skip
    clock = answered.clock("answer")
    assert clock is not None and clock.late(at(LAST)) and answered.state == "awaiting-collection"
    assert not answered.overdue
    late = life(RECEIVED, accepted("2026-11-20T09:00:00", limit, "referred"),
                event("referred", "2026-11-30T09:00:00", to="县民政局"))  # fmt: skip
    assert late.overdue


def test_the_result_is_handed_out_within_its_days() -> None:
    terms = Terms(delivery_days=10)
    done = event("decided", "2026-11-25T10:00:00", granted=True)
    found = life(RECEIVED, accepted("2026-11-20T09:00:00"), done, terms=terms, until="2026-11-26T09:00:00")
    assert due(found.clock("delivery")) == "12-09 18:00"
    assert found.watched is not None and found.watched.name == "delivery"
    handed = life(
        RECEIVED, accepted("2026-11-20T09:00:00"), done, event("delivered", "2026-12-10T09:00:00"), terms=terms
    )
    clock = handed.clock("delivery")
    assert clock is not None and clock.late(at(LAST)) and handed.watched is None


# -- the same events, in whatever order they were entered ------------------------------------------

STORY = (
    event("received", "2026-11-20T09:00:00"),
    event("noticed", "2026-11-20T09:00:00", list=["申请表"], kind="promised"),
    event("brought", "2026-11-23T09:00:00", brings=["申请表"]),
    accepted("2026-11-23T09:00:00", owed=["照片"]),
    event("stopped", "2026-11-24T09:00:00", ground="听证"),
    event("resumed", "2026-11-27T09:00:00"),
    event("extended", "2026-11-30T09:00:00", days=3),
    event("asked-more", "2026-12-01T09:00:00", list=["户口簿"], ground="情况变化"),
    event("submitted", "2026-12-02T09:00:00", matter="决定"),
    event("sent-back", "2026-12-03T09:00:00"),
    event("decided", "2026-12-08T09:00:00", granted=True),
    event("delivered", "2026-12-09T09:00:00"),
)


@given(st.permutations(STORY), st.datetimes(datetime(2026, 11, 20, 9), datetime(2026, 12, 31)))
def test_the_order_of_entry_changes_nothing(shuffled: list[Event], moment: datetime) -> None:
    terms = Terms(delivery_days=10, owing_days=3)
    when = at(moment.isoformat())
    assert derive(shuffled, shipped(), OPEN, at=when, terms=terms) == derive(
        STORY, shipped(), OPEN, at=when, terms=terms
    )
