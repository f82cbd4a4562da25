"""Who stands in is who answers: lists, papers, entries, records and reports follow the derived person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.running import decide, supplement
from counter.domain.casework.acts.transferring import transfer
from counter.domain.casework.case.answerable import answer_of, stretches
from counter.domain.casework.case.in_hand import NotYours
from counter.domain.casework.history import record
from counter.domain.casework.history.timeline import timeline
from counter.domain.casework.lists.worklist import Filter, Worklist
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.oversight import limits_report
from counter.domain.oversight.audit import verify
from counter.domain.oversight.figures import figures
from counter.domain.posts import handing
from counter.papers.text import render
from counter.screens.shared.session import Session
from tests.halls import INCOME, clock_of, make_hall
from tests.hands import WAITS, do, look, papers, take

A, B, THIRD, DIRECTOR = "07", "12", "08", "01"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def name(hall: Hall, no: str) -> str:
    return hall.person(no).name


def told(hall: Hall, case: int) -> list[str]:
    with hall.look() as connection:
        return [f"{line.what} {line.detail} {line.who}" for line in timeline(connection, look(hall, case))]


def entries(hall: Hall) -> list[tuple[str, dict[str, object]]]:
    with hall.look() as connection:
        rows = connection.exec_driver_sql("SELECT verb, body FROM journal ORDER BY seq")
        return [(verb, json.loads(body).get("i", {})) for verb, body in rows]


@pytest.mark.rule("S13.10")
def test_what_b_does_while_standing_in_says_for_whom_in_entry_event_and_paper(hall: Hall) -> None:
    case = take(hall, brought=WAITS, by=A)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=5)
    do(hall, supplement, case, [INCOME], by=B)

    both = f"{name(hall, B)}（代{name(hall, A)}）"
    assert dict(entries(hall))["supplement"] == {"stands_for": A}
    assert any(line.startswith("补来材料") and line.endswith(both) for line in told(hall, case))
    made = papers(hall, case)
    assert f"经办：{both}" in made["promised-case-notice"].footer
    assert "经办：" not in made["supplement-notice"].footer
    assert verify(hall).sound

    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=5)
    do(hall, decide, case, by=B)
    assert "stands_for" not in dict(entries(hall))["decide"]


@pytest.mark.rule("S13.10")
def test_a_third_acts_with_the_posts_rights_while_they_answer_for_it_and_no_longer(
    hall: Hall,
) -> None:
    case, other = take(hall, by=A), take(hall, by=A)
    with pytest.raises(NotYours):
        do(hall, decide, case, by=THIRD)
    do(hall, handing.hand_over, "MZ", THIRD, by=A)
    clock_of(hall).forward(minutes=1)
    do(hall, decide, case, by=THIRD)
    clock_of(hall).forward(minutes=1)
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=1)
    with pytest.raises(NotYours):
        do(hall, decide, other, by=THIRD)


@pytest.mark.rule("S13.10")
def test_new_work_that_b_takes_in_is_of_who_answers_and_listed_with_their_name(hall: Hall) -> None:
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=5)
    case = take(hall, by=B)
    row = Worklist(hall, "open", ("MZ",)).first(5)[0]
    assert (row.id, row.responsible, row.who) == (case, name(hall, B), f"{name(hall, B)}（代）")
    assert [each.id for each in Worklist(hall, "open", None, Filter(person=B)).first(5)] == [case]
    assert Worklist(hall, "open", None, Filter(person=A)).first(5) == []
    assert dict(entries(hall))["accept"]["stands_for"] == A


@pytest.mark.rule("S13.13", "S01.10")
def test_every_minute_of_a_case_belongs_to_somebody_and_its_life_and_record_show_the_stretches(hall: Hall) -> None:
    case = take(hall, by=A)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(hours=1)
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(minutes=30)
    do(hall, transfer, case, "SB", "转错窗口", by=A)
    clock_of(hall).forward(minutes=30)
    found = stretches(look(hall, case))
    assert [(each.post, each.answer.person) for each in found] == [
        ("MZ", B), ("MZ", A), ("SB", hall.post("SB").a)]  # fmt: skip
    assert all(one.until == other.since for one, other in zip(found, found[1:], strict=False))
    assert found[0].since == look(hall, case).row["received"] and found[-1].until is None
    both = f"{name(hall, B)}（代{name(hall, A)}）"
    assert any(line.startswith("顶岗 已交接，至11-20 10:00") and both in line for line in told(hall, case))
    do(hall, record.make_record, case, by=A)
    assert both in "".join("".join(render(papers(hall, case)["case-record"])).split())


@pytest.mark.rule("S13.13", "S13.15")
def test_a_finished_case_stays_with_who_answered_when_it_ended(hall: Hall) -> None:
    case = take(hall, "X-002", by=A)
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).forward(minutes=5)
    do(hall, cases.finish, case, by=B)
    clock_of(hall).forward(minutes=5)
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).forward(days=3)
    assert hall.answering("MZ").person == A
    assert answer_of(look(hall, case)).person == B
    assert answer_of(look(hall, case), at("2026-11-20T09:00:00")).person == B
    assert [line for line in told(hall, case) if line.startswith("顶岗")][0].count(name(hall, B)) == 1


@pytest.mark.rule("S13.15", "S11.5")
def test_an_overdue_case_counts_for_who_answered_when_it_fell_due(hall: Hall) -> None:
    take(hall, by=A)
    due = look(hall, 1).life.due
    assert due is not None
    clock_of(hall).set("2026-11-27T10:00:00")
    do(hall, handing.hand_over, "MZ", B, by=A)
    clock_of(hall).set("2026-11-30T10:00:00")
    do(hall, handing.take_back, "MZ", by=A)
    clock_of(hall).set("2026-12-01T10:00:00")
    both = f"{name(hall, B)}（代{name(hall, A)}）"
    with hall.look() as connection:
        late = limits_report.late_cases(hall, connection, hall.today.replace(day=1), hall.today)
        day = figures(hall, connection, hall.today)
    assert [each.who for each in late] == [both]
    assert [each.who for each in day.overdue] == [both]
    assert Worklist(hall, "overdue", ("MZ",)).first(1)[0].responsible == name(hall, A)


def test_who_answers_for_a_post_now_has_it_among_their_own(hall: Hall) -> None:
    def codes(no: str) -> set[str]:
        return {post.code for post in Session(hall, hall.person(no), "MZ").posts}

    before = codes(THIRD)
    assert "MZ" not in before
    do(hall, handing.hand_over, "MZ", THIRD, by=A)
    assert codes(THIRD) == {*before, "MZ"}
