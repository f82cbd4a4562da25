"""What is refused around cases, and keeps nothing; what is entered late."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counter.domain.approvals import acts as approving
from counter.domain.casework import cases
from counter.domain.casework.acts import agreement, platform
from counter.domain.casework.acts.pleading import AlreadyAsked
from counter.domain.casework.asking import enquiries
from counter.domain.casework.booking import appointments
from counter.domain.casework.case.decision import (
    Brought,
    MainPaperOwed,
    Overrule,
    OverruleNeedsReason,
    UnknownKind,
    UnknownMaterial,
)
from counter.domain.casework.cases import (
    AlreadyBrought,
    Application,
    HappenedLater,
    LateEntryNeedsPaper,
    Money,
    NotNow,
    NotYours,
    ReasonMissing,
    ReceiptMissing,
    SubjectNeedsRelation,
    UnknownChannel,
)
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import NameMissing, Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import AlreadySaved, ChangedMeanwhile
from counter.domain.paper import to_json
from counter.domain.refusals import Refusal
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall
from tests.hands import LI, OWES, cases_kept, do, look, papers, take, taken


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "by", "more"),
    [
        (NotAllowed, "23", {}),
        (UnknownMaterial, "07", {"brought": Brought(have=("房产证",))}),
        pytest.param(
            MainPaperOwed, "07", {"brought": Brought(have=(CARD,)), "gaps": "go-on"}, marks=pytest.mark.rule("S09.4")
        ),
        pytest.param(
            MainPaperOwed,
            "07",
            {"brought": Brought((CARD,), forgot=(APPLY,)), "gaps": "go-on"},
            marks=pytest.mark.rule("S09.4"),
        ),
        (OverruleNeedsReason, "07", {"overrule": Overrule("instant", " ")}),
        (UnknownKind, "07", {"overrule": Overrule("quick", "快")}),
        (UnknownChannel, "07", {"channel": "pigeon"}),
        (SubjectNeedsRelation, "07", {"agent": Who("李小红")}),
        (NameMissing, "07", {"who": Who(" ")}),
        (ReceiptMissing, "07", {"money": Money(100)}),
    ],
)
def test_an_intake_that_is_refused_keeps_nothing(
    hall: Hall, refusal: type[Exception], by: str, more: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        taken(hall, by=by, **more)
    assert cases_kept(hall) == 0
    with hall.look() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM citizen").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM serial").scalar_one() == 0


@pytest.mark.parametrize(
    ("act", "values", "refusal"),
    [
        (cases.supplement, ((INCOME,),), NotNow),
        (cases.stamp, (), NotNow),
        (cases.deliver, (), NotNow),
        (cases.lapse, ("没有来",), NotNow),
        (cases.return_, ("",), ReasonMissing),
        (cases.decide, (False, ""), ReasonMissing),
    ],
)
def test_an_act_that_the_state_does_not_allow_is_refused(
    hall: Hall, act: Callable[..., Any], values: tuple[Any, ...], refusal: type[Exception]
) -> None:
    case = take(hall)
    with pytest.raises(refusal):
        do(hall, act, case, *values)
    assert [event.kind for event in look(hall, case).events] == ["received", "accepted"]


def test_a_paper_that_was_not_asked_for_or_came_before_is_refused(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME, PHOTO)))
    do(hall, cases.supplement, case, (INCOME,))
    for name in (APPLY, INCOME):
        with pytest.raises(AlreadyBrought) as caught:
            do(hall, cases.supplement, case, (name,))
        assert caught.value.sentence.endswith(f"待补的是：{PHOTO}。")


@pytest.mark.parametrize("act", [cases.decide, cases.finish, cases.withdraw])
def test_a_case_is_acted_on_by_its_post_or_by_who_may_handle_any(hall: Hall, act: Callable[..., Any]) -> None:
    case = take(hall)
    for by in ("08", "03"):
        with pytest.raises(NotYours):
            do(hall, act, case, by=by)
    assert do(hall, act, case, by="01").events[-1].actor == "01"


@pytest.mark.parametrize(
    ("act", "values"),
    [
        (cases.decide, ()), (cases.finish, ()), (cases.withdraw, ()), (cases.return_, ("不符合条件",)),
    ],
)  # fmt: skip
def test_an_act_on_what_another_changed_meanwhile_overwrites_nothing(
    hall: Hall, act: Callable[..., Any], values: tuple[Any, ...]
) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    seen = look(hall, case).row["rev"]
    do(hall, cases.supplement, case, by="12")
    with pytest.raises(ChangedMeanwhile):
        do(hall, act, case, *values, rev=seen)
    assert do(hall, act, case, *values, rev=seen + 1).id == case


def test_the_same_save_twice_is_one_case(hall: Hall) -> None:
    for refusal in (None, AlreadySaved):
        try:
            with hall.act("07", "民政", token="form-1") as work:
                cases.accept(work, Application("X-001", LI))
        except AlreadySaved as error:
            assert refusal is type(error)
    assert cases_kept(hall) == 1


# -- late entries ------------------------------------------------------------------------------


def late(hall: Hall, when: str, **more: Any) -> int:
    facts = {"source": "停电登记本3页", "checked_by": "12", **more}
    with hall.act("07", "民政", happened=at(when)) as work:
        return cases.accept(work, Application("X-001", LI, **facts)).case_id


def test_a_late_entry_is_reckoned_from_when_it_happened_and_keeps_both_moments(hall: Hall) -> None:
    case = look(hall, late(hall, "2026-11-18T10:20:00"))
    assert (case.number, case.life.due) == ("QJ-20261118-0001", at("2026-11-25T18:00:00"))
    assert (case.row["received"], case.row["entered"]) == (at("2026-11-18T10:20:00"), at("2026-11-20T08:30:00"))
    assert case.life.flags == {"late-entry"}
    assert "停电登记本3页" in to_json(papers(hall, case.id)["promised-case-notice"])


@pytest.mark.parametrize(
    ("when", "more", "refusal"),
    [
        ("2026-11-18T10:20:00", {"source": " "}, LateEntryNeedsPaper),
        ("2026-11-18T10:20:00", {"checked_by": ""}, LateEntryNeedsPaper),
        ("2026-11-18T10:20:00", {"checked_by": "07"}, LateEntryNeedsPaper),
        ("2026-11-20T08:30:01", {}, HappenedLater),
    ],
)
def test_a_late_entry_needs_its_paper_and_a_second_pair_of_eyes(
    hall: Hall, when: str, more: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        late(hall, when, **more)
    assert cases_kept(hall) == 0


def test_an_act_cannot_have_happened_before_the_case_was_received(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).forward(hours=3)
    with pytest.raises(HappenedLater), hall.act("07", happened=at("2026-11-20T08:00:00")) as work:
        cases.decide(work, case)
    assert look(hall, case).life.state == "accepted"


# -- the article behind it ---------------------------------------------------------------------


def test_a_refusal_cites_what_it_rests_on(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(NotYours) as caught:
        do(hall, cases.withdraw, case, by="08")
    assert {"S01.9", "S13.1"} <= caught.value.rules
    asked = do(hall, cases.submit, case)
    with pytest.raises(approving.NotYourAsking) as theirs, hall.act("12") as work:
        approving.take_back(work, asked.id)
    assert "S14.12" in theirs.value.rules
    with pytest.raises(approving.SlipMissing) as bare, hall.act("12") as work:
        approving.approve(work, asked.id, signed=approving.Signed("02", hall.today, " "))
    assert bare.value.cites[0].default
    with hall.act("02") as work:
        approving.approve(work, asked.id)
    with pytest.raises(approving.AlreadyOver) as again, hall.act("02") as work:
        approving.approve(work, asked.id)
    assert {"S14.12", "S19.2"} <= again.value.rules


@pytest.mark.parametrize(
    "refusal",
    [
        AlreadyAsked, approving.SignedWhen, approving.WhyNot, approving.UnknownSigner,
        agreement.NeedsAgreement, agreement.MayNotAgree, platform.NumberMissing, platform.NumberTaken,
        appointments.TimeGone, appointments.BookedBefore, appointments.AppointmentOver, appointments.TooEarly,
        enquiries.NothingOwed, enquiries.NothingWaits, enquiries.NotYourEnquiry,
    ],
)  # fmt: skip
def test_refusals_that_always_rest_on_the_same_article_name_it(refusal: type[Refusal]) -> None:
    assert refusal.rests and all(cite.rules or cite.default for cite in refusal.rests)
