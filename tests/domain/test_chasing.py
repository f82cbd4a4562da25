"""Chasing, passing on, reminding: who may, what stands on which list, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain.casework import cases
from counter.domain.casework.acts.chasing import GroundUnknown, chase
from counter.domain.casework.acts.reminding import NothingToRemind, OutcomeUnknown, Reminders, remind
from counter.domain.casework.acts.transferring import SamePost, transfer
from counter.domain.casework.case.in_hand import NotNow, NotYours
from counter.domain.casework.case.steps import ReasonMissing
from counter.domain.casework.history.timeline import timeline
from counter.domain.casework.lists.worklist import CaseRow, Filter, Worklist, counts
from counter.domain.hall.opened import Hall
from counter.domain.hall.people.meant import WhichPost, post_meant
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import ChangedMeanwhile
from counter.domain.oversight.audit import verify
from tests.halls import clock_of, make_hall
from tests.hands import OWES, WAITS, do, look, take
from tests.plans import none_scans, plans_of

DIRECTOR = "02"
WANG = Who("王秀芳", phone="15400010002", village="石桥村", group="2")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def chased(hall: Hall, posts: tuple[str, ...] | None = None) -> list[CaseRow]:
    return list(Worklist(hall, "chase", posts).first(50))


def reasons(hall: Hall) -> dict[int, str]:
    return {row.id: row.followed_for for row in chased(hall)}


# -- chasing -----------------------------------------------------------------------------------


@pytest.mark.rule("S43.1", "S43.2", "S02.13")
def test_a_matter_that_the_hall_follows_stands_on_the_list_from_then_until_it_is_done(hall: Hall) -> None:
    case = take(hall)
    assert chased(hall) == []
    do(hall, chase, case, "全镇都在问", "群众关心的即办件", by=DIRECTOR)
    assert reasons(hall) == {case: "督办"}
    assert "chased" in look(hall, case).life.flags
    do(hall, cases.decide, case)
    assert reasons(hall) == {case: "督办"}
    do(hall, cases.deliver, case)
    assert chased(hall) == []
    assert "chased" in look(hall, case).life.flags


@pytest.mark.rule("S43.1")
def test_only_what_the_rulebook_follows_is_a_ground(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(GroundUnknown) as caught:
        do(hall, chase, case, "", "我的亲戚", by=DIRECTOR)
    assert "急办件" in caught.value.sentence
    assert "S43.1" in caught.value.rules


@pytest.mark.rule("S11.3")
def test_pressing_needs_a_right_and_a_reason(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(NotAllowed):
        do(hall, chase, case, "快一点", by="08")
    with pytest.raises(ReasonMissing):
        do(hall, chase, case, " ", by=DIRECTOR)
    do(hall, chase, case, "请三天内办结", by=DIRECTOR)
    with hall.look() as connection:
        (line,) = [each for each in timeline(connection, look(hall, case)) if each.what == "督办"]
    assert line.detail == "请三天内办结"


@pytest.mark.rule("S11.3")
def test_an_overdue_case_is_on_the_list_until_it_is_closed(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-27T18:00:00")
    assert chased(hall) == []
    clock_of(hall).set("2026-11-27T18:00:01")
    assert reasons(hall) == {case: "超期"}
    do(hall, chase, case, "已经超期", by=DIRECTOR)
    assert reasons(hall) == {case: "超期"}
    do(hall, cases.withdraw, case)
    assert chased(hall) == []


def test_what_is_past_the_moment_of_another_clock_is_on_the_list(hall: Hall) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    (watched,) = Worklist(hall, "watched").first(9)
    assert (watched.id, watched.watched_name, watched.slipped) == (case, "容缺后补", False)
    row = look(hall, case).row
    clock_of(hall).set("2026-11-30T09:00:00")
    assert row["watch"] < hall.clock().moment
    assert reasons(hall) == {case: "超期"}
    do(hall, cases.decide, case)
    assert reasons(hall) == {case: "容缺后补过期"}
    do(hall, cases.supplement, case)
    assert reasons(hall) == {}


def test_an_ended_case_waits_for_nothing(hall: Hall) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    do(hall, cases.withdraw, case)
    assert look(hall, case).row["watch"] is None
    handed = take(hall, brought=OWES, gaps="go-on")
    do(hall, cases.finish, handed)
    clock_of(hall).set("2026-12-30T09:00:00")
    assert chased(hall) == []


def test_a_closed_case_cannot_be_chased_and_a_stale_save_is_refused(hall: Hall) -> None:
    case = take(hall)
    seen = look(hall, case).row["rev"]
    do(hall, chase, case, "第一次", by=DIRECTOR, rev=seen)
    with pytest.raises(ChangedMeanwhile):
        do(hall, chase, case, "第二次", by=DIRECTOR, rev=seen)
    with pytest.raises(ChangedMeanwhile):
        do(hall, transfer, case, "SB", rev=seen)
    do(hall, cases.finish, case)
    with pytest.raises(NotNow):
        do(hall, chase, case, "还没好？", by=DIRECTOR)


@settings(max_examples=20)  # each makes a hall of its own
@given(st.lists(st.sampled_from(["late", "owing", "chased", "plain", "passed"]), max_size=8), st.integers(1, 3))
def test_every_case_stands_on_the_list_once_however_it_is_paged(
    tmp_path_factory: pytest.TempPathFactory, what: list[str], size: int
) -> None:
    hall = make_hall(tmp_path_factory.mktemp("hall"), at="2026-11-16T09:00:00")
    wanted = set()
    for each in what:
        clock_of(hall).set("2026-11-09T09:00:00" if each == "late" else "2026-11-16T09:00:00")
        case = take(hall, **({"brought": OWES, "gaps": "go-on"} if each == "owing" else {}))
        if each == "chased":
            do(hall, chase, case, "急", by=DIRECTOR)
        if each == "passed":
            do(hall, transfer, case, "SB")
        wanted |= {case} if each in ("late", "chased", "passed") else set()
    clock_of(hall).set("2026-11-17T09:00:00")
    source = Worklist(hall, "chase")
    whole = [row.id for row in source.first(50)]
    assert sorted(whole) == sorted(wanted)
    assert source.count() == len(wanted)
    rows, forward = list(source.first(size)), []
    while rows:
        forward += [row.id for row in rows]
        rows = list(source.after(source.key(rows[-1]), size))
    rows, backward = list(source.before(None, size)), []
    while rows:
        backward = [row.id for row in rows] + backward
        rows = list(source.before(source.key(rows[0]), size))
    assert forward == backward == whole


# -- passing on --------------------------------------------------------------------------------


@pytest.mark.rule("S12.11", "S11.11")
def test_a_case_passed_on_keeps_its_clock_and_is_followed_by_who_was_asked_first(hall: Hall) -> None:
    case = take(hall)
    before = look(hall, case).life.due
    do(hall, transfer, case, "SB", "属于社保")
    assert (look(hall, case).life.due, look(hall, case).row["post"]) == (before, "SB")
    assert [row.id for row in Worklist(hall, "open", ("SB",)).first(9)] == [case]
    assert list(Worklist(hall, "open", ("MZ",)).first(9)) == []
    assert reasons(hall) == {case: "转办"}
    with pytest.raises(NotYours):
        do(hall, cases.finish, case, by="07")
    do(hall, chase, case, "群众又来问", by="07")
    do(hall, cases.finish, case, by="08")
    assert chased(hall) == []
    assert verify(hall).sound


def test_who_is_not_of_the_post_passes_nothing_on(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(NotYours):
        do(hall, transfer, case, "SB", by="08")
    with pytest.raises(SamePost):
        do(hall, transfer, case, "MZ")


@pytest.mark.parametrize(("typed", "code"), [("SB", "SB"), ("社保就业", "SB"), ("社保就业窗口", "SB"), ("08", "SB")])
def test_a_post_is_named_by_code_name_window_or_number(hall: Hall, typed: str, code: str) -> None:
    assert post_meant(hall, typed).code == code


@pytest.mark.parametrize("typed", ["", "国土", "0"])
def test_what_names_no_post_or_several_is_told(hall: Hall, typed: str) -> None:
    with pytest.raises(WhichPost):
        post_meant(hall, typed)


# -- reminding ---------------------------------------------------------------------------------


def to_call(hall: Hall) -> list[tuple[int, str]]:
    return [(row.id, row.why) for row in Reminders(hall).first(20)]


def test_who_keeps_a_case_waiting_is_called_after_the_hall_s_days(hall: Hall) -> None:
    waits = take(hall, brought=WAITS)
    clock_of(hall).set("2026-12-10T09:00:00")
    assert to_call(hall) == []
    clock_of(hall).set("2026-12-11T09:00:00")
    assert to_call(hall) == [(waits, "补材料")]
    do(hall, remind, waits, "told", "下周来")
    assert to_call(hall) == []
    assert look(hall, waits).life.state == "awaiting-materials"
    clock_of(hall).set("2026-12-16T09:00:00")
    assert to_call(hall) == [(waits, "补材料")]


def test_the_comprehensive_window_calls_for_every_post_and_another_window_does_not(hall: Hall) -> None:
    waits = take(hall, brought=WAITS)
    with pytest.raises(NotYours), hall.act("08") as work:
        remind(work, waits, "told")
    with hall.act("03") as work:
        assert remind(work, waits, "coming").life.state == "awaiting-materials"


def test_results_that_nobody_collects_and_papers_owed_are_called_too(hall: Hall) -> None:
    owes, ready = take(hall, brought=OWES, gaps="go-on"), take(hall, who=WANG)
    do(hall, cases.decide, ready)
    assert to_call(hall) == []
    clock_of(hall).set("2026-11-25T09:00:00")
    assert to_call(hall) == [(owes, "容缺后补"), (ready, "领结果")]
    assert Reminders(hall).count() == 2
    assert Reminders(hall, ("SB",)).count() == 0
    row = Reminders(hall).first(1)[0]
    assert (row.masked, row.phone) == ("154****0001", "15400010001")
    do(hall, remind, ready, "no-answer")
    assert to_call(hall) == [(owes, "容缺后补")]


def test_whom_to_call_is_read_by_an_index(hall: Hall) -> None:
    take(hall, brought=WAITS)
    clock_of(hall).set("2026-12-14T09:00:00")
    for posts in (None, ("MZ",)):
        source = Reminders(hall, posts)

        def look_at(each: Reminders = source) -> object:
            (row,) = each.first(5)
            return each.after(each.key(row), 5), each.before(each.key(row), 5), each.before(None, 5), each.count()

        none_scans(plans_of(hall, look_at))


def test_a_call_closes_nothing_and_needs_a_reason_to_be_made(hall: Hall) -> None:
    plain = take(hall)
    with pytest.raises(NothingToRemind):
        do(hall, remind, plain, "told")
    waits = take(hall, brought=WAITS)
    with pytest.raises(OutcomeUnknown):
        do(hall, remind, waits, "tomorrow")
    for _ in range(3):
        do(hall, remind, waits, "given-up")
    assert look(hall, waits).life.state == "awaiting-materials"
    with hall.look() as connection:
        lines = [line.detail for line in timeline(connection, look(hall, waits)) if line.what == "电话提醒"]
    assert lines == ["说不办了"] * 3


# -- filters -----------------------------------------------------------------------------------


def test_filters_narrow_every_list_and_its_count_together(hall: Hall) -> None:
    plain, owing = take(hall), take(hall, brought=OWES, gaps="go-on", who=WANG)
    social = take(hall, "X-005", by="08", who=WANG)
    asked: list[tuple[Filter, list[int]]] = [
        (Filter(), [social, plain, owing]),
        (Filter(kind="promised"), [social, plain, owing]),
        (Filter(kind="joint"), []),
        (Filter(flag="owing"), [owing]),
        (Filter(clock="top-up"), [owing]),
        (Filter(village="石桥村"), [social, owing]),
        (Filter(person="08"), [social]),
        (Filter(village="石桥村", person="07"), [owing]),
        (Filter(village="双河村", flag="owing"), []),
    ]
    for only, wanted in asked:
        assert [row.id for row in Worklist(hall, "open", None, only).first(9)] == wanted, only
        assert counts(hall, None, only)["open"] == len(wanted)
        assert Worklist(hall, "open", None, only).count() == len(wanted)
    assert [row.id for row in Worklist(hall, "open", ("MZ",), Filter(person="08")).first(9)] == []


def test_what_is_only_pressed_for_is_told_and_not_followed(hall: Hall) -> None:
    case = take(hall)
    do(hall, chase, case, "请抓紧", follow=False, by=DIRECTOR)
    after = look(hall, case)
    assert chased(hall) == [] and "chased" not in after.life.flags
    with hall.look() as connection:
        assert ("催办", "请抓紧") in [(line.what, line.detail) for line in timeline(connection, after)]
    with pytest.raises(ReasonMissing):
        do(hall, chase, case, follow=False, by=DIRECTOR)
