"""What is urgent or important is handled by A and B together: both stand on the slip that the leader signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.approvals.reading import by_id
from counter.domain.approvals.slips import slip
from counter.domain.casework.acts.submitting import special
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.posts import handing
from counter.domain.posts.changing import set_post
from counter.papers.text import render
from tests.halls import clock_of, make_hall
from tests.hands import do, take

A, B, OTHER = "07", "12", "08"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def printed(hall: Hall, key: int) -> str:
    with hall.look() as connection:
        return "\n".join(render(slip(hall, connection, by_id(connection, key))))


@pytest.mark.rule("S13.16")
@pytest.mark.parametrize(("ground", "both"), [("urgent", True), ("important", True), ("holiday", False)])
def test_both_of_the_pair_are_named_where_it_is_urgent_or_important(hall: Hall, ground: str, both: bool) -> None:
    asked = do(hall, special, take(hall, by=A), "病危", ground, by=A)
    assert ("AB岗一起办" in printed(hall, asked.id) and "张丽、陈勇" in printed(hall, asked.id)) is both


@pytest.mark.rule("S13.16")
def test_it_names_the_pair_of_that_time(hall: Hall) -> None:
    asked = do(hall, special, take(hall, by=A), "病危", "urgent", by=A)
    clock_of(hall).moment = at("2026-11-20T10:00:00")
    do(hall, handing.hand_over, "MZ", OTHER, by=A)
    clock_of(hall).forward(minutes=1)
    post = hall.post("MZ")
    do(hall, set_post, "MZ", post.name, post.window, OTHER, B, by="01")
    assert "张丽、陈勇" in printed(hall, asked.id)
