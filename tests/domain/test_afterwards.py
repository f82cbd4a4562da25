"""After the decision: telling, rating, following up, filing; originals in custody; the number in the platform above."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import agency, custody, platform
from counter.domain.casework.acts.afterwards import FeedbackMissing, NoSuchGrade, OriginalsHere, RatedBefore
from counter.domain.casework.acts.corrections import Change, correct
from counter.domain.casework.acts.custody import NothingKept, NotKept
from counter.domain.casework.acts.platform import NotAccepted, NumberMissing, NumberTaken
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import NotNow
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.oversight.audit import verify
from counter.papers.text import render
from tests.halls import APPLY, CARD, INCOME, PHOTO, make_hall
from tests.hands import WAITS, do, look, papers, take

KEPT = ((INCOME, "暂存原件"),)
PERSON = Who("李国强", id_no="511923197201019979", phone="15400010001", village="双河村", group="3")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def done(hall: Hall, **more: object) -> int:
    case = take(hall, **more)
    do(hall, cases.finish, case)
    return case


# -- originals -------------------------------------------------------------------------------------


@pytest.mark.rule("S61.6", "S14.9")
def test_an_original_stays_until_it_is_signed_for_and_nothing_is_filed_before(hall: Hall) -> None:
    case = done(hall, marks=KEPT)
    assert look(hall, case).life.custody == (INCOME,)
    with hall.look() as connection:
        assert [row["id"] for row in custody.kept_here(connection)] == [case]
    with pytest.raises(OriginalsHere, match=INCOME) as caught:
        do(hall, cases.archive, case)
    assert "S61.6" in caught.value.rules
    after = do(hall, lambda work, key: cases.give_back(work, key, to="李小红（女儿）"), case)
    assert after.life.custody == ()
    said = "".join(render(papers(hall, case)["custody-receipt"]))
    assert INCOME in said and "李小红（女儿）" in said
    assert do(hall, cases.archive, case).life.state == "archived"
    assert verify(hall).sound


def test_originals_that_come_later_and_marks_put_right_are_known_too(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    do(hall, lambda work, key: cases.supplement(work, key, kept=[INCOME]), case)
    assert look(hall, case).life.custody == (INCOME,)
    do(hall, lambda work, key: correct(work, key, Change(marks=((PHOTO, "暂存原件"), (INCOME, "复印件")))), case)
    assert look(hall, case).life.custody == (PHOTO,)
    assert verify(hall).sound


@pytest.mark.rule("S61.6")
def test_only_what_is_kept_is_given_back(hall: Hall) -> None:
    case = take(hall)
    assert look(hall, case).life.custody == ()  # what is seen, copied and handed back never stood here
    with pytest.raises(NothingKept):
        do(hall, cases.give_back, case)
    kept = take(hall, marks=((INCOME, "暂存原件"), (PHOTO, "暂存原件")))
    with pytest.raises(NotKept, match=INCOME):
        do(hall, lambda work, key: cases.give_back(work, key, [CARD]), kept)
    assert do(hall, lambda work, key: cases.give_back(work, key, [PHOTO]), kept).life.custody == (INCOME,)


def test_a_case_that_ends_otherwise_still_owes_its_originals(hall: Hall) -> None:
    case = take(hall, marks=KEPT)
    do(hall, cases.withdraw, case)
    with hall.look() as connection:
        assert [row["id"] for row in custody.kept_here(connection)] == [case]
    do(hall, cases.give_back, case)
    with hall.look() as connection:
        assert list(custody.kept_here(connection)) == []


# -- telling, rating, following up, filing -----------------------------------------------------------


@pytest.mark.rule("S61.3", "S61.5", "S24.10", "S24.11", "S52.6", "S08.8")
def test_from_the_decision_to_the_file(hall: Hall) -> None:
    case = take(hall)
    do(hall, cases.decide, case)
    do(hall, cases.tell, case)
    assert "result-notice" in papers(hall, case)
    do(hall, cases.deliver, case)
    with pytest.raises(NoSuchGrade):
        do(hall, lambda work, key: cases.review(work, key, 6), case)
    rated = do(hall, lambda work, key: cases.review(work, key, 5, "很快"), case)
    assert rated.life.state == "reviewed"
    with pytest.raises(RatedBefore):
        do(hall, lambda work, key: cases.review(work, key, 1), case)
    do(hall, lambda work, key: cases.follow_up(work, key, "电话回访，满意"), case)
    assert look(hall, case).life.state == "reviewed"
    assert do(hall, cases.archive, case).life.state == "archived"
    do(hall, cases.follow_up, case)
    assert verify(hall).sound


def test_the_feedback_form_of_an_agency_matter_is_no_rating(hall: Hall) -> None:
    case = take(hall, agency="whole")
    do(hall, cases.finish, case)
    do(hall, lambda work, key: agency.feedback(work, key, "满意"), case)
    do(hall, lambda work, key: cases.review(work, key, 5), case)
    with pytest.raises(RatedBefore):
        do(hall, lambda work, key: cases.review(work, key, 4), case)


@pytest.mark.rule("S14.11")
def test_an_agency_case_is_filed_only_with_its_feedback(hall: Hall) -> None:
    case = done(hall, agency="whole")
    with pytest.raises(FeedbackMissing) as caught:
        do(hall, cases.archive, case)
    assert "S14.11" in caught.value.rules


@pytest.mark.parametrize("act", [cases.tell, cases.archive, cases.follow_up])
def test_nothing_of_it_before_its_time(hall: Hall, act: object) -> None:
    case = take(hall)
    with pytest.raises(NotNow):
        do(hall, act, case)  # type: ignore[arg-type]


# -- the platform above ------------------------------------------------------------------------------


def test_what_is_accepted_waits_to_be_entered_above_and_carries_its_number(hall: Hall) -> None:
    case, waiting = take(hall, who=PERSON), take(hall, brought=WAITS)
    with hall.look() as connection:
        assert [row["id"] for row in platform.not_entered(connection, hall.today)] == [case]
        assert platform.count_not_entered(connection, hall.today) == 1
        form = dict(platform.form_of(hall, connection, look(hall, case)))
    assert list(form)[:3] == ["事项编码", "事项名称", "申请人"]
    assert form["证件号码"] == "511923197201019979"
    with pytest.raises(NumberMissing):
        do(hall, lambda work, key: platform.enter_above(work, key, " "), case)
    with pytest.raises(NotAccepted):
        do(hall, lambda work, key: platform.enter_above(work, key, "SC1"), waiting)
    assert (
        do(hall, lambda work, key: platform.enter_above(work, key, "SC 2026 1"), case).life.entered_above == "SC20261"
    )
    with hall.look() as connection:
        assert list(platform.not_entered(connection, hall.today)) == []
    other = take(hall)
    with pytest.raises(NumberTaken, match="SC20261"):
        do(hall, lambda work, key: platform.enter_above(work, key, "SC20261"), other)
    assert verify(hall).sound


def test_a_voided_case_is_not_waited_for(hall: Hall) -> None:
    from counter.domain.casework.acts.corrections import void

    case = take(hall, brought=Brought((APPLY, CARD, INCOME, PHOTO)))
    do(hall, lambda work, key: void(work, key, "重复"), case)
    with hall.look() as connection:
        assert platform.count_not_entered(connection, hall.today) == 0
