"""A hall lived through at random by its own acts: every minute of a case has exactly one person, however it is asked.

Posts change A and B, leave is cut short, thirds are named, posts come back, cases are passed on.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain.attendance.leave import asking as leave
from counter.domain.attendance.leave import returning as leave_return
from counter.domain.attendance.leave.checks import Wish
from counter.domain.attendance.presence import outings, signing
from counter.domain.attendance.presence.terminals import signing_windows
from counter.domain.casework import cases
from counter.domain.casework.acts.transferring import transfer
from counter.domain.casework.case.answerable import answer_of, answered, stretches
from counter.domain.clock import ZONE, local_day
from counter.domain.hall.duty import reading
from counter.domain.hall.duty.answering import NOBODY
from counter.domain.hall.duty.facts import seconds
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import staff
from counter.domain.oversight.audit import verify
from counter.domain.posts import changing, handing, seals
from counter.domain.refusals import Refusal
from tests.domain.test_handing import on_leave
from tests.halls import OPENED, clock_of, make_hall
from tests.hands import do, look, take

PEOPLE = ("07", "12", "08", "13", "03")
POSTS = ("MZ", "SB")
ITEMS = {"MZ": "X-001", "SB": "X-005"}
DIRECTOR = "01"
KINDS = (
    "accept", "accept", "transfer", "hand-over", "hand-over", "take-back", "take-back", "confirm", "step-in", "third",
    "change", "change", "leave", "cut", "phone", "in", "in", "out", "go", "come", "finish", "end", "seal", "third",
)  # fmt: skip
Move = tuple[str, int, str, str, str, bool]
moves = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from((1, 3, 7, 20, 45, 200, 900, 1500)), st.sampled_from(POSTS),
              st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.booleans()),
    min_size=4, max_size=30,
)  # fmt: skip


class Lived:
    """The hall while it is lived through."""

    def __init__(self, folder: Path) -> None:
        self.hall = make_hall(folder, at="2026-11-20T08:20:00")
        self.cases: list[int] = [take(self.hall, ITEMS[post], by="03") for post in POSTS]
        self.leaves: list[tuple[int, str]] = []
        self.offers: list[tuple[int, str]] = []
        self.done: set[str] = set()

    def play(self, move: Move) -> None:
        """One move; what is refused is refused."""
        kind, minutes, post, one, other, yes = move
        clock_of(self.hall).forward(minutes=minutes)
        try:
            self._one(kind, post, one, other, yes)
        except Refusal:
            return
        self.done.add(kind)

    def _one(self, kind: str, post: str, one: str, other: str, yes: bool) -> None:
        hall, case = self.hall, self.cases[len(other + one) * int(one) % len(self.cases)]
        acts: dict[str, Callable[[], Any]] = {
            "accept": lambda: self.cases.append(take(hall, ITEMS[post], by="03")),
            "transfer": lambda: self._transfers(case),
            "hand-over": lambda: self._hands(post, one, other, yes),
            "take-back": lambda: self._first((*POSTS, post), self._takes_back),
            "confirm": lambda: [do(hall, handing.confirm_handover, key, by=no) for key, no in self.offers[-1:]],
            "step-in": lambda: self._now(post, one, do(hall, handing.step_in, post, "忙", by=one)),
            "third": lambda: self._first(
                POSTS, lambda code: self._now(code, one, do(hall, handing.name_third, code, one, by=DIRECTOR))
            ),
            "change": lambda: self._change(post, one, other, yes),
            "leave": lambda: self._leave(one, other, yes),
            "cut": lambda: [do(hall, leave_return.report_back, key, by=no) for key, no in self.leaves[-1:]],
            "phone": lambda: self._phones(one, other),
            "in": lambda: self._signs(signing.sign_in, one),
            "out": lambda: self._first(PEOPLE, lambda no: self._signs(signing.sign_out, no)),
            "go": lambda: self._signs(outings.go_out, one, "双河村", "送证"),
            "come": lambda: self._first(PEOPLE, lambda no: self._signs(outings.come_back, no)),
            "finish": lambda: do(hall, cases.finish, case, by=hall.answering(post).person),
            "end": lambda: do(hall, staff.set_end, one, hall.today + timedelta(days=1) if yes else None, by=DIRECTOR),
            "seal": lambda: do(hall, seals.return_seal, seals.seals_of(hall, post)[0].name, by=one),
        }
        acts[kind]()

    @staticmethod
    def _first(of: Sequence[str], act: Callable[[str], Any]) -> None:
        """The first of several for which the act is not refused."""
        for number, each in enumerate(of):
            try:
                act(each)
                return
            except Refusal:
                if number == len(of) - 1:
                    raise

    def _now(self, post: str, who: str, _: object = None) -> None:
        """From the act's own moment on it is who took the post."""
        assert self.hall.answering(post).person == who

    def _takes_back(self, post: str) -> None:
        a = self.hall.post(post).a
        self._now(post, a, do(self.hall, handing.take_back, post, by=a))

    def _transfers(self, key: int) -> None:
        case = look(self.hall, key)
        to = next(each for each in POSTS if each != case.row["post"])
        do(self.hall, transfer, key, to, "转办", by=answer_of(case).person)

    def _hands(self, post: str, one: str, other: str, yes: bool) -> None:
        giver = self.hall.answering(post).person if yes else one
        key = do(self.hall, handing.hand_over, post, other, ground="post-changed", confirmed=yes, by=giver)
        self.offers.append((key, other))
        if yes:
            self._now(post, other)

    def _change(self, post: str, a: str, b: str, gone: bool) -> None:
        of = self.hall.post(post)
        without = changing.Without("left-hall", "调走") if gone else None
        do(self.hall, changing.set_post, post, of.name, of.window, a, b if b != a else "", without=without, by=DIRECTOR)
        assert self.hall.answering(post).a == a

    def _leave(self, one: str, other: str, soon: bool) -> None:
        since = self.hall.clock().moment + timedelta(minutes=0 if soon else 300)
        on_leave(self.hall, one, since, since + timedelta(days=2), other if other != one else "")
        self.leaves.append((int(self.hall.rows("SELECT max(id) FROM leave_taken")[0][0]), one))

    def _phones(self, one: str, other: str) -> None:
        now = self.hall.clock().moment
        wish = Wish("sick", now, now + timedelta(days=1), "发烧", other, True, "", one)
        self.leaves.append((do(self.hall, leave.ask_leave, wish, by="03").id, one))

    def _signs(self, act: Callable[..., Any], no: str, *more: str) -> None:
        with self.hall.act(no, next(iter(signing_windows(self.hall)))) as work:
            act(work, *more)


def inner(first: datetime, last: datetime) -> Sequence[datetime]:
    """Moments of a stretch: its first second, one in the middle, its last."""
    middle = first + timedelta(seconds=int((last - first).total_seconds()) // 2)
    return (first, middle, max(first, last - timedelta(seconds=1)))


def everybody_has_somebody(lived: Lived) -> None:
    """No minute of a case without exactly one person, asked for a stretch, a moment, many cases, or a whole year."""
    hall, now = lived.hall, lived.hall.clock().moment
    again = Hall(hall.storage, hall.clock)
    with again.look() as connection:
        year = reading.standing(again, date(2026, 1, 1), date(2026, 12, 31))
        for key in lived.cases:
            case = look(hall, key)
            found = stretches(case)
            until = [each.until or max(case.life.closed or now, each.since) for each in found]
            assert found and found[0].since == case.row["received"].astimezone(UTC).replace(microsecond=0)
            assert all(end == after.since for end, (_, after) in zip(until, pairwise(found), strict=False))
            for each, end in zip(found, until, strict=True):
                assert each.answer.person in hall.laid.staff
                for at in inner(each.since, end):
                    told = year.answer(each.post, seconds(at))
                    assert told == each.answer, (at, each)
                    assert answer_of(case, at) == each.answer, (at, each)
                    assert answered(again, connection, [(key, case.row["post"], at)])[key] == told
                    assert told.because != NOBODY or again.hours(local_day(at)).is_open(at.astimezone(ZONE))


@pytest.mark.rule("S13.2", "S13.13", "S13.19")
@settings(max_examples=25)
@given(moves)
def test_every_minute_of_every_case_has_one_person_whatever_is_done(every: Sequence[Move]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="lived-"))
    kept = len(OPENED)
    try:
        lived = Lived(folder)
        for number, move in enumerate(every):
            lived.play(move)
            if number % 7 == 6:
                everybody_has_somebody(lived)
        everybody_has_somebody(lived)
        assert verify(lived.hall).sound
    finally:
        for storage in OPENED[kept:]:
            storage.close()
        del OPENED[kept:]
        shutil.rmtree(folder)
