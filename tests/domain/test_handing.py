"""A post handed over, taken back, stepped into, given to a third: what holds, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.approval_seals import NotTheHolder
from counter.domain.casework.case import visits
from counter.domain.clock import at
from counter.domain.hall.duty.model import GroupDutyRow, LeaveRow, PresenceRow
from counter.domain.hall.laid_down import UnknownPost
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.oversight.audit import verify
from counter.domain.posts import changing, handing, reading, refused, seals, unhanded
from counter.domain.posts.turns import NoTaker
from counter.domain.refusals import Refusal
from counter.papers.text import render
from tests.halls import clock_of, make_hall
from tests.hands import do, take

A, B, OTHER, DIRECTOR = "07", "12", "08", "01"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def answers(hall: Hall, post: str = "MZ") -> tuple[str, str]:
    answer = hall.answering(post)
    return answer.who, answer.because


def written(hall: Hall, model: Any, values: Mapping[str, Any]) -> None:
    """A fact of presence as the rooms of attendance write it."""
    with hall.act(DIRECTOR) as work:
        work.verb = "test"
        work.insert(model, values)
        work.duty_changed()


def punched(hall: Hall, *who: str, kind: str = "in", place: str = "") -> None:
    for no in who:
        written(hall, PresenceRow, {"person": no, "day": hall.today, "at": hall.clock().moment, "kind": kind,
                                    "place": place})  # fmt: skip


def on_leave(hall: Hall, who: str, since: datetime, until: datetime, stand_in: str = "") -> None:
    written(hall, LeaveRow, {
        "number": "QJ-0042", "person": who, "kind": "private", "start": since, "until": until, "stand_in": stand_in,
        "asked": since, "asked_by": who, "agreed": since, "approved": since, "rev": 0,
    })  # fmt: skip


def sheet(hall: Hall) -> str:
    """The last handover sheet, as it is printed."""
    with hall.look() as connection:
        key = connection.exec_driver_sql("SELECT max(paper_id) FROM handover").scalar_one()
        return "\n".join(render(visits.paper(connection, key)))


def pass_time(hall: Hall, minutes: int = 5) -> None:
    clock_of(hall).forward(minutes=minutes)


@pytest.mark.rule("S13.8")
def test_a_handover_holds_from_the_second_confirmation(hall: Hall) -> None:
    key = do(hall, handing.hand_over, "MZ", B, confirmed=False, by=A)
    assert answers(hall) == (A, "A")
    pass_time(hall)
    do(hall, handing.confirm_handover, key, by=B)
    assert answers(hall) == (B, "handed-over")
    assert hall.answering("MZ", at("2026-11-20T09:04:59")).person == A
    assert verify(hall).sound


@pytest.mark.rule("S13.12")
@pytest.mark.parametrize("starts", [A, B])
def test_either_gives_back_and_both_confirm(hall: Hall, starts: str) -> None:
    do(hall, handing.hand_over, "MZ", B, by=A)
    pass_time(hall)
    key = do(hall, handing.take_back, "MZ", confirmed=False, by=starts)
    assert answers(hall) == (B, "handed-over")
    pass_time(hall)
    with pytest.raises(refused.ConfirmsOther):
        do(hall, handing.confirm_handover, key, by=starts)
    do(hall, handing.confirm_handover, key, by=B if starts == A else A)
    assert answers(hall) == (A, "A")
    with pytest.raises(refused.NothingToConfirm):
        do(hall, handing.confirm_handover, key, by=A)


@pytest.mark.rule("S13.8", "S13.12", "S13.2", "S13.3", "S13.19")
def test_what_cannot_be_is_refused_with_the_article_and_what_to_do(hall: Hall) -> None:
    def no(refusal: type[Refusal], act: Any, *args: Any, by: str) -> None:
        with pytest.raises(refusal) as caught:
            do(hall, act, *args, by=by)
        assert caught.value.cites or refusal is UnknownPost
        assert answers(hall)[0]

    no(refused.HandsToOneself, handing.hand_over, "MZ", A, by=A)
    no(UnknownPost, handing.hand_over, "XX", B, by=A)
    no(refused.NotYoursToHand, handing.hand_over, "MZ", B, by=OTHER)
    no(NoTaker, handing.hand_over, "MZ", "06", by=A)
    no(refused.NothingToTakeBack, handing.take_back, "MZ", by=A)
    no(refused.YourOwnPost, handing.step_in, "MZ", by=A)
    no(refused.BIsThere, handing.step_in, "MZ", by=OTHER)
    no(refused.NotForYouToNameThird, handing.name_third, "MZ", OTHER, by=A)
    no(refused.StillSomebodyThere, handing.name_third, "MZ", OTHER, by=DIRECTOR)
    do(hall, handing.hand_over, "MZ", B, by=A)
    no(refused.AlreadyWith, handing.hand_over, "MZ", B, by=A)
    no(refused.AlreadyWith, handing.hand_over, "MZ", OTHER, by=A)
    no(refused.GivesBack, handing.hand_over, "MZ", A, by=B)
    no(refused.NotYoursToTakeBack, handing.take_back, "MZ", by=OTHER)
    no(refused.TakeBackInstead, handing.step_in, "MZ", by=A)
    no(refused.YourOwnPost, handing.step_in, "MZ", by=B)


@pytest.mark.rule("S13.8")
def test_nobody_takes_a_post_over_who_is_on_leave_out_or_on_duty_elsewhere(hall: Hall) -> None:
    on_leave(hall, B, at("2026-11-20T08:00:00"), at("2026-11-21T18:00:00"))
    with pytest.raises(NoTaker, match="请假至11-21 18:00（QJ-0042）"):
        do(hall, handing.hand_over, "MZ", B, by=A)
    punched(hall, OTHER, kind="in")
    punched(hall, OTHER, kind="go-out", place="双河村")
    with pytest.raises(NoTaker, match="外出双河村"):
        do(hall, handing.hand_over, "MZ", OTHER, by=A)
    written(hall, GroupDutyRow, {"matter": "防汛", "place": "", "people": ["13"], "entered_by": DIRECTOR, "rev": 0,
                                 "start": at("2026-11-20T08:00:00"), "until": at("2026-11-20T18:00:00")})  # fmt: skip
    with pytest.raises(NoTaker, match="集体公务"):
        do(hall, handing.hand_over, "MZ", "13", by=A)


@pytest.mark.rule("S13.12")
def test_nothing_goes_back_to_an_a_who_has_not_signed_in(hall: Hall) -> None:
    punched(hall, A, B)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).set("2026-11-23T09:00:00")
    punched(hall, B)
    with pytest.raises(refused.NotBackYet, match="未签到.*请先签到"):
        do(hall, handing.take_back, "MZ", by=B)
    punched(hall, A)
    do(hall, handing.take_back, "MZ", by=B)
    assert answers(hall) == (A, "A")


@pytest.mark.rule("S13.12")
def test_nothing_goes_back_to_an_a_whose_time_here_is_over(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", B, by=A)
    do(hall, staff.set_end, A, hall.today + timedelta(days=1), by="01")
    clock_of(hall).forward(minutes=3 * 24 * 60)
    with pytest.raises(refused.NotBackYet, match="已经离岗.*由主任在“人员”的岗位里换人"):
        do(hall, handing.take_back, "MZ", by=B)
    assert hall.answering("MZ").person == B


@pytest.mark.rule("S13.12")
def test_where_b_is_gone_a_takes_back_alone_and_it_is_noted(hall: Hall) -> None:
    punched(hall, A, B)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).set("2026-11-23T09:00:00")
    punched(hall, A)
    do(hall, handing.take_back, "MZ", by=A)
    assert answers(hall) == (A, "A")
    assert hall.rows("SELECT ground, confirmed_giver FROM handover ORDER BY id DESC LIMIT 1")[0] == ("giver-away", None)


@pytest.mark.rule("S13.12")
@pytest.mark.parametrize("how", ["leave", "signed out", "end"])
def test_nobody_confirms_that_a_post_is_back_with_an_a_who_is_gone_again(hall: Hall, how: str) -> None:
    punched(hall, A, B, OTHER)
    do(hall, handing.hand_over, "MZ", OTHER, by=A)
    pass_time(hall)
    key = do(hall, handing.take_back, "MZ", confirmed=False, by=A)
    pass_time(hall)
    if how == "leave":
        on_leave(hall, A, hall.clock().moment, at("2026-11-25T18:00:00"))
    elif how == "signed out":
        punched(hall, A, kind="out")
    else:
        do(hall, staff.set_end, A, hall.today + timedelta(days=1), by=DIRECTOR)
        clock_of(hall).set("2026-11-23T09:30:00")
    pass_time(hall)
    with pytest.raises(refused.NotBackYet):
        do(hall, handing.confirm_handover, key, by=OTHER)
    assert hall.answering("MZ").person == OTHER
    assert seals.seals_of(hall, "MZ")[0].holder == OTHER


@pytest.mark.rule("S13.8")
@pytest.mark.parametrize("then", [(OTHER, B), (A, OTHER)])
def test_nobody_confirms_what_was_begun_under_another_pair(hall: Hall, then: tuple[str, str]) -> None:
    punched(hall, A, B, OTHER)
    post = hall.post("MZ")
    if then[0] == OTHER:  # A has it back only where it is A's
        do(hall, handing.hand_over, "MZ", OTHER, ground="post-changed", by=A)
        pass_time(hall)
        key, by = do(hall, handing.take_back, "MZ", confirmed=False, by=A), OTHER
    else:
        key, by = do(hall, handing.hand_over, "MZ", B, confirmed=False, by=A), B
    pass_time(hall)
    do(hall, changing.set_post, "MZ", post.name, post.window, *then, by=DIRECTOR)
    pass_time(hall)
    before = answers(hall)
    with hall.look() as connection:
        assert reading.post_seen(hall, connection, "MZ").offered is None
    with pytest.raises(refused.NothingToConfirm, match="换了A岗或B岗"):
        do(hall, handing.confirm_handover, key, by=by)
    assert answers(hall) == before == (then[0], "A")


@pytest.mark.rule("S13.8")
def test_nobody_confirms_an_offer_of_who_has_the_post_no_longer(hall: Hall) -> None:
    punched(hall, B, OTHER)
    key = do(hall, handing.hand_over, "MZ", OTHER, confirmed=False, by=B)
    pass_time(hall)
    punched(hall, A)
    pass_time(hall)
    with pytest.raises(refused.NotAsOffered, match="由张丽负责.*请由张丽重新发起"):
        do(hall, handing.confirm_handover, key, by=OTHER)
    assert answers(hall) == (A, "A")


@pytest.mark.rule("S13.2")
def test_a_short_absence_takes_no_second_person_there_nor_back(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", B, ground="short", confirmed=False, by=A)
    assert answers(hall) == (B, "handed-over")
    pass_time(hall)
    do(hall, handing.take_back, "MZ", confirmed=False, by=A)
    assert answers(hall) == (A, "A")
    assert hall.rows("SELECT count(*) FROM seal_move")[0][0] == 0


@pytest.mark.rule("S13.2", "S53.8")
@pytest.mark.parametrize("to", [A, OTHER])
def test_who_stands_in_is_not_away_for_minutes_by_giving_the_post_on(hall: Hall, to: str) -> None:
    do(hall, handing.hand_over, "MZ", B, by=A)
    pass_time(hall)
    with pytest.raises(refused.ShortIsForA):
        do(hall, handing.hand_over, "MZ", to, ground="short", by=B)
    assert answers(hall) == (B, "handed-over")
    assert seals.seals_of(hall, "MZ")[0].holder == B


@pytest.mark.rule("S13.4", "S13.19", "S53.2")
def test_both_away_the_director_names_a_third_who_has_the_seals(hall: Hall) -> None:
    punched(hall, A, B, OTHER)
    do(hall, handing.hand_over, "MZ", B, by=A)
    pass_time(hall)
    on_leave(hall, A, at("2026-11-20T09:00:00"), at("2026-11-24T18:00:00"), B)
    punched(hall, B, kind="out")
    do(hall, handing.name_third, "MZ", OTHER, by=DIRECTOR)
    assert answers(hall) == (OTHER, "named")
    kept = seals.seals_of(hall, "MZ")
    assert {each.holder for each in kept} == {OTHER}
    with pytest.raises(refused.AlreadyWith):
        do(hall, handing.name_third, "MZ", OTHER, by=DIRECTOR)


@pytest.mark.rule("S13.2", "S13.3")
def test_b_steps_in_and_anybody_where_b_is_away_too(hall: Hall) -> None:
    punched(hall, A, B, OTHER)
    do(hall, handing.step_in, "MZ", "排了十几人", by=B)
    assert answers(hall) == (B, "stepped-in")
    assert hall.rows("SELECT ground FROM handover")[0][0] == "overload"
    pass_time(hall)
    punched(hall, A, B, kind="out")
    do(hall, handing.step_in, "MZ", "两人都走了", by=OTHER)
    assert answers(hall) == (OTHER, "stepped-in")


@pytest.mark.rule("S13.12")
def test_a_chain_keeps_its_whole_history(hall: Hall) -> None:
    for giver, taker in [(A, B), (B, OTHER), (OTHER, "09")]:
        do(hall, handing.hand_over, "MZ", taker, by=giver)
        pass_time(hall)
    do(hall, handing.take_back, "MZ", by=A)
    pass_time(hall)
    standing = hall.standing()
    start = int(at("2026-11-20T08:59:00").timestamp())
    until = int(hall.clock().moment.timestamp())
    told = [each.answer.person for each in standing.stretches("MZ", start, until)]
    assert told == [A, B, OTHER, "09", A]
    assert {each.holder for each in seals.seals_of(hall, "MZ")} == {A}


@pytest.mark.rule("S13.9")
def test_where_it_is_to_be_reported_first_the_leader_stands_in_the_entry(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "community", at="2026-11-20T09:00:00")
    post = next(each for each in hall.laid.posts.values() if each.b)
    with pytest.raises(refused.ReportFirst, match=r"可报告"):
        do(hall, handing.hand_over, post.code, post.b, reported=post.b, by=post.a)
    do(hall, handing.hand_over, post.code, post.b, by=post.a)
    director = next(each for each in hall.laid.staff.values() if "director" in each.roles)
    assert hall.rows("SELECT json_extract(listed, '$.reported') FROM handover")[0][0] == director.no
    assert f"事先报告：{director.name}" in sheet(hall)


def names(found: Sequence[seals.SealHeld]) -> list[str]:
    return [each.name for each in found]


@pytest.mark.rule("S53.2")
def test_another_keeper_is_named_only_while_the_keeper_is_away(hall: Hall) -> None:
    seal = names(seals.seals_of(hall, "MZ"))[0]
    punched(hall, A, OTHER)
    with pytest.raises(seals.NotForYouToName):
        do(hall, seals.name_keeper, seal, OTHER, by=OTHER)
    with pytest.raises(seals.KeeperIsThere):
        do(hall, seals.name_keeper, seal, OTHER, by=DIRECTOR)
    punched(hall, A, kind="out")
    do(hall, seals.name_keeper, seal, OTHER, by=DIRECTOR)
    assert seals.lent_out(hall)[0].holder == OTHER
    assert "指定代管" in seals.said_of(hall, seals.lent_out(hall)[0])


@pytest.mark.rule("S53.1", "S53.8", "S53.3")
def test_a_lent_seal_comes_back_to_who_lent_it(hall: Hall) -> None:
    seal = names(seals.seals_of(hall, "MZ"))[0]
    with pytest.raises(seals.WhichSeal):
        do(hall, seals.lend_seal, "公章", B, by=A)
    lending = do(hall, seals.lend_seal, seal, OTHER, "下村", by=A)
    with pytest.raises(seals.SealNotYours):
        do(hall, seals.take_out_seal, seal, "双河村", "办件", at("2026-11-20T12:00:00"), DIRECTOR, by=A)
    with pytest.raises(seals.SealToOneself):
        do(hall, seals.lend_seal, seal, OTHER, by=OTHER)
    do(hall, seals.return_seal, seal, lending, by=OTHER)
    assert seals.lent_out(hall) == []
    with pytest.raises(seals.SealNotLent):
        do(hall, seals.return_seal, seal, by=A)


@pytest.mark.rule("S53.1", "S53.8")
@pytest.mark.parametrize("lent", [True, False])
def test_a_seal_that_was_lent_on_is_home_only_when_it_is_back_at_the_post(hall: Hall, lent: bool) -> None:
    seal = names(seals.seals_of(hall, "MZ"))[0]
    if not lent:
        do(hall, handing.hand_over, "MZ", B, by=A)
    owner = A if lent else B
    first = do(hall, seals.lend_seal, seal, "09", back_by=at("2026-11-20T12:00:00"), by=owner)
    for _ in range(2):
        do(hall, seals.lend_seal, seal, "10", by="09")
        do(hall, seals.return_seal, seal, by="10")
        held = seals.seals_of(hall, "MZ")[0]
        assert (held.holder, held.at_post, held.back_by) == ("09", False, at("2026-11-20T12:00:00"))
    with pytest.raises(seals.SealNotYours):
        do(hall, seals.return_seal, seal, by="10")
    do(hall, seals.return_seal, seal, first, by="09")
    held = seals.seals_of(hall, "MZ")[0]
    assert (held.holder, held.at_post) == (owner, lent)
    if not lent:
        do(hall, handing.take_back, "MZ", by=A)
    assert seals.seals_of(hall, "MZ")[0].at_post


@pytest.mark.rule("S53.8")
def test_a_seal_that_was_lent_on_comes_home_where_who_lent_it_on_left_or_a_has_it(hall: Hall) -> None:
    seal = names(seals.seals_of(hall, "MZ"))[0]
    do(hall, seals.lend_seal, seal, "02", by=A)
    do(hall, seals.lend_seal, seal, "10", by="02")
    do(hall, changing.leave_staff, "02", by=DIRECTOR)
    do(hall, seals.return_seal, seal, by="10")
    assert seals.seals_of(hall, "MZ")[0].at_post
    do(hall, seals.lend_seal, seal, "09", by=A)
    do(hall, seals.lend_seal, seal, A, by="09")
    do(hall, seals.return_seal, seal, by=A)
    assert seals.seals_of(hall, "MZ")[0].at_post


@pytest.mark.rule("S53.8")
def test_what_b_lent_on_comes_back_to_b_while_b_has_the_post_and_to_a_afterwards(hall: Hall) -> None:
    seal = names(seals.seals_of(hall, "MZ"))[0]
    do(hall, handing.hand_over, "MZ", B, by=A)
    do(hall, seals.lend_seal, seal, OTHER, by=B)
    do(hall, seals.return_seal, seal, by=OTHER)
    assert seals.seals_of(hall, "MZ")[0].holder == B
    do(hall, seals.lend_seal, seal, OTHER, by=B)
    do(hall, handing.take_back, "MZ", by=A)
    assert seals.seals_of(hall, "MZ")[0].holder == OTHER
    do(hall, seals.return_seal, seal, by=OTHER)
    assert seals.seals_of(hall, "MZ")[0].at_post


@pytest.mark.rule("S13.14")
def test_who_goes_on_leave_without_handing_over_stands_on_the_list_of_those(hall: Hall) -> None:
    on_leave(hall, A, at("2026-11-23T08:30:00"), at("2026-11-24T18:00:00"), B)
    on_leave(hall, OTHER, at("2026-11-23T08:30:00"), at("2026-11-24T18:00:00"), "13")
    do(hall, handing.hand_over, "SB", "13", ground="leave", by=OTHER)
    clock_of(hall).set("2026-11-23T10:00:00")
    with hall.look() as connection:
        found = unhanded.unhanded(hall, connection, hall.today.replace(day=1), hall.today)
        paper = "\n".join(render(unhanded.unhanded_paper(hall, connection, hall.today.replace(day=1), hall.today)))
    assert [(each.post, each.person) for each in found] == [("MZ", A)]
    assert answers(hall) == (B, "B")
    assert "民政岗" in paper and "社保就业岗" not in paper


@pytest.mark.rule("S13.7")
@pytest.mark.parametrize(("name", "asked"), [("township", "2026-11-20"), ("nanshan", "2026-11-23")])
def test_the_handover_is_asked_for_a_working_day_ahead_or_on_the_day(tmp_path: Path, name: str, asked: str) -> None:
    hall = make_hall(tmp_path, name, at="2026-11-19T09:00:00")
    post = next(each for each in hall.laid.posts.values() if each.b)
    on_leave(hall, post.a, at("2026-11-23T08:30:00"), at("2026-11-24T18:00:00"), post.b)

    def asked_now() -> list[str]:
        with hall.look() as connection:
            return [each.code for each, _ in reading.asked_for(hall, connection, post.a)]

    assert asked_now() == []
    clock_of(hall).set(f"{asked}T09:00:00")
    assert post.code in asked_now()
    for each in [each for each in hall.laid.posts.values() if each.a == post.a]:
        do(hall, handing.hand_over, each.code, post.b, ground="leave", by=post.a)
    clock_of(hall).forward(minutes=1)
    assert asked_now() == []


def decided(hall: Hall) -> int:
    case = take(hall, by=A)
    do(hall, cases.decide, case, by=A)
    return case


@pytest.mark.rule("S53.1", "S53.8")
def test_either_half_stamps_what_stands_at_the_post_and_who_has_it_in_hand_what_was_handed_over(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, at="2026-11-20T09:00:00", rules={"casework.stamp": True})
    do(hall, cases.stamp, decided(hall), by=A)
    do(hall, cases.stamp, decided(hall), by=B)
    do(hall, handing.hand_over, "MZ", B, by=A)
    pass_time(hall)
    case = decided(hall)
    with pytest.raises(NotTheHolder, match="在陈勇手里（随岗交接）.*不用收回整个岗位") as no:
        do(hall, cases.stamp, case, by=A)
    assert "S53.8" in no.value.rules
    do(hall, cases.stamp, case, by=B)
    seal = next(each.name for each in seals.seals_of(hall, "MZ"))
    with pytest.raises(seals.SealNotYours):
        do(hall, seals.return_seal, seal, by=OTHER)
    do(hall, seals.return_seal, seal, by=A)
    assert answers(hall) == (B, "handed-over")
    assert seals.seals_of(hall, "MZ")[0].at_post
    do(hall, cases.stamp, decided(hall), by=A)
    do(hall, cases.stamp, decided(hall), by=B)
    with pytest.raises(seals.SealNotLent):
        do(hall, seals.return_seal, seal, by=B)
    pass_time(hall)
    do(hall, handing.take_back, "MZ", by=A)
    assert seals.seals_of(hall, "MZ")[0].at_post and answers(hall) == (A, "A")
    assert verify(hall).sound
