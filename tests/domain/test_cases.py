"""Taking a case in: what becomes of an application."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.asking.enquiries import counted
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought, Overrule, kind_of
from counter.domain.casework.cases import UnknownChannel
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.hands import OWES, WAITS, cases_kept, do, look, papers, take, taken


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.mark.parametrize(
    ("item", "brought", "gaps", "state", "kind", "issued"),
    [
        pytest.param(
            "X-001",
            Brought(),
            None,
            "accepted",
            "promised",
            {"promised-case-notice"},
            marks=pytest.mark.rule("S03.1", "S03.5", "S61.4"),
        ),
        pytest.param("X-002", Brought(), None, "accepted", "instant", set(), marks=pytest.mark.rule("S02.1")),
        pytest.param(
            "X-003",
            Brought(),
            None,
            "accepted",
            "joint",
            {"joint-case-notice"},
            marks=pytest.mark.rule("S04.2", "S04.7", "S04.8"),
        ),
        pytest.param(
            "X-004",
            Brought(),
            None,
            "accepted",
            "referred",
            {"referred-case-notice"},
            marks=pytest.mark.rule("S07.1", "S07.2"),
        ),
        pytest.param(
            "X-001",
            Brought(have=(CARD, INCOME, PHOTO), forgot=(APPLY,)),
            None,
            "awaiting-materials",
            "",
            {"supplement-notice"},
            marks=pytest.mark.rule("S05.1", "S05.5"),
        ),
        pytest.param(
            "X-001", WAITS, None, "awaiting-materials", "", {"supplement-notice"}, marks=pytest.mark.rule("S05.1")
        ),
        pytest.param(
            "X-001",
            OWES,
            None,
            "awaiting-materials",
            "",
            {"supplement-notice"},
            marks=pytest.mark.rule("S05.1", "S09.3"),
        ),
        pytest.param(
            "X-001", OWES, "wait", "awaiting-materials", "", {"supplement-notice"}, marks=pytest.mark.rule("S09.3")
        ),
        pytest.param(
            "X-001",
            OWES,
            "go-on",
            "accepted",
            "promised",
            {"promised-case-notice", "one-time-notice"},
            marks=pytest.mark.rule("S09.1"),
        ),
        pytest.param(
            "X-001",
            Brought(have=(APPLY, CARD)),
            None,
            "not-accepted",
            "",
            {"one-time-notice"},
            marks=pytest.mark.rule("S10.7"),
        ),
        pytest.param(
            "X-001",
            Brought(have=(CARD, INCOME)),
            None,
            "returned",
            "",
            {"return-notice"},
            marks=pytest.mark.rule("S05.9", "S06.1", "S06.5"),
        ),
        pytest.param(
            "X-001",
            Brought(have=(CARD,), promised_later=(APPLY,)),
            None,
            "returned",
            "",
            {"return-notice"},
            marks=pytest.mark.rule("S05.9", "S06.1"),
        ),
        pytest.param(
            "X-001",
            Brought(have=(APPLY,), forgot=(CARD, INCOME, PHOTO)),
            None,
            "awaiting-materials",
            "",
            {"supplement-notice", "one-time-notice"},
            marks=pytest.mark.rule("S10.8"),
        ),
    ],
)
def test_intake(hall: Hall, item: str, brought: Brought, gaps: Any, state: str, kind: str, issued: set[str]) -> None:
    case = take(hall, item, brought=brought, gaps=gaps)
    life = look(hall, case).life
    assert (life.state, life.kind) == (state, kind)
    assert set(papers(hall, case)) == issued
    assert verify(hall).sound


@pytest.mark.rule("S01.1")
def test_the_six_treatments_are_told_apart(hall: Hall) -> None:
    whole = [look(hall, take(hall, item)).life.kind for item in ("X-001", "X-002", "X-003", "X-004")]
    waits, returned = (look(hall, take(hall, brought=each)).life.state for each in (WAITS, Brought(have=(CARD,))))
    assert [*whole, waits, returned] == [
        "promised", "instant", "joint", "referred", "awaiting-materials", "returned",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("threshold", "kind"),
    [
        pytest.param(2, "joint", marks=pytest.mark.rule("S04.2")),
        pytest.param(3, "promised", marks=pytest.mark.rule("S04.1")),
    ],
)
def test_how_many_departments_make_a_joint_case_is_the_hall_s_own(tmp_path: Path, threshold: int, kind: str) -> None:
    hall = make_hall(tmp_path, rules={"casework.joint.threshold": threshold})
    assert look(hall, take(hall, "X-003")).life.kind == kind


@pytest.mark.rule("S04.1", "S04.2")
def test_an_item_declared_joint_below_the_threshold_is_promised_and_says_so(hall: Hall) -> None:
    item = hall.item("X-003").model_copy(update={"kind": "joint", "departments": ("民政办",)})
    found = kind_of(item, hall.book())
    assert (found.value, "S04.2" in found.rules) == ("promised", True)


@pytest.mark.rule("S02.3")
def test_an_instant_case_is_done_at_once_by_the_same_hand(hall: Hall) -> None:
    case = look(hall, take(hall, "X-002", finish=True))
    assert case.life.state == "delivered"
    assert {event.actor for event in case.events} == {"07"}
    assert len({event.happened for event in case.events}) == 1


def test_finish_does_whatever_is_still_to_do(hall: Hall) -> None:
    fresh, decided = take(hall, "X-002"), take(hall, "X-002")
    do(hall, cases.decide, decided)
    for case in (fresh, decided):
        after = do(hall, cases.finish, case, "李明")
        assert [event.kind for event in after.events] == ["received", "accepted", "decided", "delivered"]
        assert after.events[-1].data["to"] == "李明"


@pytest.mark.rule("S03.4", "S61.1", "S10.19")
def test_the_first_examination_is_part_of_the_intake_and_what_lacks_is_told_at_once(hall: Hall) -> None:
    found = taken(hall, brought=Brought(have=(APPLY, CARD)))
    assert found.decision.value.missing == (INCOME, PHOTO)
    (slip,) = papers(hall, found.case_id).values()
    assert INCOME in to_json(slip)
    with hall.look() as connection:
        made = visits.papers_of(connection, found.case_id)[0]["made"]
    assert made == look(hall, found.case_id).row["received"]


@pytest.mark.rule("S05.5", "S10.10", "S12.3")
def test_everything_that_is_missing_is_told_once_and_never_again(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY,), forgot=(CARD,), promised_later=(INCOME,)))
    assert all(name in to_json(papers(hall, case)["supplement-notice"]) for name in (CARD, INCOME, PHOTO))
    before = set(papers(hall, case))
    do(hall, cases.supplement, case, (CARD,))
    with hall.look() as connection:
        assert len(visits.papers_of(connection, case)) == len(before)
    assert look(hall, case).life.missing == (INCOME, PHOTO)


@pytest.mark.rule("S05.4", "S61.6")
def test_what_was_brought_is_taken_in_and_registered_with_how_it_was_handed_over(hall: Hall) -> None:
    case = look(hall, take(hall, brought=WAITS, marks=((PHOTO, "复印件"),)))
    rows = {row["name"]: (row["standing"], row["mark"], row["came"]) for row in case.materials}
    now = at("2026-11-20T08:30:00")
    assert rows == {
        APPLY: ("had", "已交", now), CARD: ("had", "核验退还", now), PHOTO: ("had", "复印件", now),
        INCOME: ("promised", "承诺补", None),
    }  # fmt: skip


def test_a_material_of_some_cases_only_is_asked_for_where_the_case_applies(hall: Hall) -> None:
    plain = look(hall, take(hall, "X-008"))
    other = look(hall, take(hall, "X-008", brought=Brought(have=(APPLY, CARD, INCOME, PHOTO), applies=("委托他人的",))))
    assert [row["name"] for row in plain.materials] == [APPLY, CARD, INCOME, PHOTO]
    assert (len(other.materials), other.life.state) == (5, "not-accepted")


@pytest.mark.rule("S61.4")
def test_every_case_has_its_number_without_gaps_though_acts_are_refused(hall: Hall) -> None:
    take(hall)
    with pytest.raises(UnknownChannel):
        take(hall, channel="pigeon")
    numbers = [look(hall, take(hall, "X-005", by="03")).number, look(hall, take(hall)).number]
    assert numbers == ["QJ-20261120-0002", "QJ-20261120-0003"]
    clock_of(hall).set("2026-11-23T09:00:00")
    assert look(hall, take(hall)).number == "QJ-20261123-0001"


def test_nothing_handed_over_and_nothing_asked_is_an_enquiry(hall: Hall) -> None:
    found = taken(hall, brought=Brought(have=()))
    assert (found.case_id, found.case, cases_kept(hall)) == (0, None, 0)
    with hall.look() as connection:
        assert counted(connection, hall.today) == 1


def test_the_clerk_s_own_kind_stands_beside_the_rules_kind(hall: Hall) -> None:
    case = look(hall, take(hall, overrule=Overrule("referred", "要报县局")))
    assert (case.life.kind, case.events[-1].data["ruled"]) == ("referred", "promised")


@pytest.mark.rule("S06.1", "S06.6", "S10.12")
def test_a_case_returned_at_intake_by_its_content_has_the_reason_in_writing(hall: Hall) -> None:
    case = look(hall, take(hall, returning="不符合救助条件"))
    assert (case.life.state, case.life.reason) == ("returned", "不符合救助条件")
    assert "不符合救助条件" in to_json(papers(hall, case.id)["return-notice"])


def test_an_agent_with_the_relation_and_the_subject_are_people_of_their_own(hall: Hall) -> None:
    agent = Who("李小红", phone="15400010009", relation="女儿", authority="委托书")
    row = look(hall, take(hall, who=Who("李国强"), subject=Who("李小宝"), agent=agent)).row
    assert len({row["applicant_id"], row["subject_id"], row["agent_id"]}) == 3
    assert (row["agent_relation"], row["agent_authority"], row["phone"]) == ("女儿", "委托书", "15400010009")


@pytest.mark.parametrize(
    ("channel", "flag"), [("village", "agency"), ("appointment", "appointment"), ("home", "home-visit")]
)
def test_the_way_of_applying_shows_in_the_flags(hall: Hall, channel: str, flag: str) -> None:
    assert look(hall, take(hall, channel=channel)).life.flags == {flag}
