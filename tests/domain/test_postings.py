"""Who was sent here and for how long, which post lacks a B, who leaves for good, and a post that changes hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from counter.domain.clock import at
from counter.domain.hall.model import Staff
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.oversight import closing
from counter.domain.posts import changing, handing, postings, receptions, seals, unhanded
from counter.papers.text import render
from tests.domain.test_handing import on_leave
from tests.halls import clock_of, make_hall
from tests.hands import do

A, B, OTHER, DIRECTOR = "07", "12", "08", "01"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def sent(hall: Hall, no: str, since: str) -> None:
    with hall.act(DIRECTOR) as work:
        work.verb = "test"
        work.update(Staff, {"no": no}, {"since": date.fromisoformat(since), "payroll": "三支一扶"})
        work.laid_down_changed()


@pytest.mark.rule("S56.1")
@pytest.mark.parametrize(
    ("since", "standing"),
    [("2025-11-21", "未满"), ("2025-11-20", "可以轮换"), ("2024-11-20", "可以轮换"), ("2024-11-19", "已超期"),
     ("2024-02-29", "已超期")],
)  # fmt: skip
def test_a_posting_lasts_from_its_least_years_to_its_most(hall: Hall, since: str, standing: str) -> None:
    sent(hall, A, since)
    with hall.look() as connection:
        found = next(each for each in postings.postings(hall, connection) if each.no == A)
    assert (found.standing, found.payroll) == (standing, "三支一扶")


@pytest.mark.rule("S13.1", "S56.7")
def test_the_list_names_every_post_of_somebody_and_the_posts_without_a_b(hall: Hall) -> None:
    assert postings.without_b(hall) == ()
    post = hall.post("SB")
    do(hall, handing.hand_over, "SB", A, ground="post-changed", by=OTHER)
    clock_of(hall).forward(minutes=1)
    do(hall, changing.set_post, "SB", post.name, post.window, A, "", by=DIRECTOR)
    with hall.look() as connection:
        found = next(each for each in postings.postings(hall, connection) if each.no == A)
        printed = "\n".join(render(postings.posting_paper(hall, connection)))
    assert postings.without_b(hall) == ("SB",)
    assert set(found.posts) == {"民政岗A", "社保就业岗A"}
    assert "未设，请尽快明确" in printed


def test_nobody_leaves_for_good_with_a_post_or_a_seal_in_hand(hall: Hall) -> None:
    with pytest.raises(changing.StillAtPost, match="F4"):
        do(hall, changing.leave_staff, A, by=DIRECTOR)
    do(hall, staff.add_staff, "40", "钱满", ["clerk"], by=DIRECTOR)
    do(hall, handing.hand_over, "MZ", "40", by=A)
    with pytest.raises(changing.StillStandsIn, match="民政岗"):
        do(hall, changing.leave_staff, "40", by=DIRECTOR)
    clock_of(hall).forward(minutes=1)
    do(hall, handing.take_back, "MZ", by=A)
    name = seals.seals_of(hall, "MZ")[0].name
    do(hall, seals.lend_seal, name, "40", by=A)
    with pytest.raises(changing.StillStandsIn, match="受理专用章"):
        do(hall, changing.leave_staff, "40", by=DIRECTOR)
    do(hall, seals.return_seal, name, by="40")
    do(hall, changing.leave_staff, "40", by=DIRECTOR)
    assert not hall.person("40").active


@pytest.mark.rule("S13.14")
@pytest.mark.parametrize("handed", [True, False])
def test_a_post_that_changes_hands_is_handed_over_or_stands_on_the_list(hall: Hall, handed: bool) -> None:
    post = hall.post("MZ")
    if handed:
        do(hall, handing.hand_over, "MZ", OTHER, "都在清单上", ground="left-hall", by=A)
        clock_of(hall).forward(minutes=1)
    without = None if handed else changing.Without("left-hall", "已调走")
    do(hall, changing.set_post, "MZ", post.name, post.window, OTHER, B, without=without, by=DIRECTOR)
    clock_of(hall).forward(minutes=1)
    with hall.look() as connection:
        found = unhanded.unhanded(hall, connection, hall.today, hall.today)
    assert hall.answering("MZ").person == OTHER
    assert hall.answering("MZ").because == "A"
    assert [(each.post, each.person, each.leave) for each in found] == ([] if handed else [("MZ", A, "换岗")])


def test_a_new_a_answers_though_the_old_one_had_taken_the_post_back(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=1)
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=1)
    post = hall.post("MZ")
    do(hall, changing.set_post, "MZ", post.name, post.window, OTHER, B, by=DIRECTOR,
       without=changing.Without("gone", "病重"))  # fmt: skip
    clock_of(hall).forward(minutes=1)
    assert (hall.answering("MZ").person, hall.answering("MZ").because) == (OTHER, "A")
    do(hall, handing.hand_over, "MZ", B, by=OTHER)
    assert hall.answering("MZ").person == B


@pytest.mark.rule("S13.5", "S13.7")
def test_closing_the_day_names_what_posts_still_owe(hall: Hall) -> None:
    def told() -> dict[str, Sequence[str]]:
        with hall.look() as connection:
            return {each.name: each.lines for each in closing.points(hall, connection, hall.today)}

    names = ("请假没有交接", "交接等确认", "B岗记录没有答复", "印章不在岗位")
    assert not set(names) & set(told())
    do(hall, handing.hand_over, "SB", "13", confirmed=False, by=OTHER)
    do(hall, handing.hand_over, "MZ", B, by=A)
    do(hall, receptions.receive, "MZ", "孙大爷", "15400010009", "问低保复核", by=B)
    on_leave(hall, "09", at("2026-11-20T08:30:00"), at("2026-11-24T18:00:00"), "14")
    found = told()
    assert set(names) <= set(found)
    assert "医保岗" in found["请假没有交接"][0] and "社保就业岗" in found["交接等确认"][0]
    assert found["B岗记录没有答复"] == ["孙大爷 问低保复核 张丽答复"]
    assert "陈勇（随岗交接" in found["印章不在岗位"][0]
