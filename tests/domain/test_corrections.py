"""Mending what was entered wrongly: what changes, what stays readable, and who must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from counter.domain.casework import cases
from counter.domain.casework.acts.agreement import MayNotAgree, NeedsAgreement
from counter.domain.casework.acts.corrections import (
    FIELD_NAMES,
    Change,
    FieldMistyped,
    NobodyThere,
    NoMoneyThere,
    NothingChanged,
    UnknownField,
    correct,
    void,
)
from counter.domain.casework.acts.switching import PapersUnsaid, SameItem, switch_item
from counter.domain.casework.case.decision import Brought, UnknownMaterial
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.cases import (
    AmountUnclear,
    Application,
    Money,
    NotNow,
    NotYours,
    ReasonMissing,
    ReceiptMissing,
    UnknownChannel,
)
from counter.domain.casework.history.timeline import timeline
from counter.domain.casework.lists.worklist import counts
from counter.domain.casework.model import Case
from counter.domain.clock import at
from counter.domain.columns import table_of
from counter.domain.hall.model import DayClose
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.domain.journal import ChangedMeanwhile, act
from counter.domain.oversight.audit import verify
from counter.domain.posts.changing import leave_staff
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall

LI = Who("李国强", phone="15400010001", village="双河村", group="3")
DAUGHTER = Who("李小红", phone="15400010009", relation="女儿", authority="口头委托")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def take(hall: Hall, item: str = "X-001", by: str = "07", **more: Any) -> int:
    with hall.act(by, "民政") as work:
        return cases.accept(work, Application(item, LI, **more)).case_id


def mend(hall: Hall, case: int, change: Change | dict[str, Any], by: str = "07", **more: Any) -> CaseAt:
    with hall.act(by, "民政") as work:
        return correct(work, case, change, **more)


def look(hall: Hall, case: int) -> CaseAt:
    with hall.look() as connection:
        return read(hall, connection, case)


@act("close-day")
def _close(work: Work) -> None:
    work.insert(
        DayClose, {"day": work.today, "closed": work.entered, "by": work.actor, "figures": {}, "through": work.last.seq}
    )


# -- what is corrected -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "was", "now"),
    [
        (Change(name="李国墙"), {"name": "李国强"}, {"name": "李国墙"}),
        (Change(phone="15400010002"), {"phone": "15400010001"}, {"phone": "15400010002"}),
        (Change(phone=""), {"phone": "15400010001"}, {"phone": ""}),
        (Change(village="石桥村", group="1"), {"village": "双河村", "group": "3"}, {"village": "石桥村", "group": "1"}),
        (Change(channel="village"), {"channel": "counter"}, {"channel": "village"}),
        (Change(note="已电话核实"), {"note": ""}, {"note": "已电话核实"}),
        (Change(marks=((CARD, "复印件"),)), {f"marks {CARD}": "核验退还"}, {f"marks {CARD}": "复印件"}),
        (
            Change(applicant=Who("王秀芳", phone="15400010005")),
            {"applicant": "李国强 15400010001"},
            {"applicant": "王秀芳 15400010005"},
        ),
        (Change(subject=Who("李小宝")), {"subject": ""}, {"subject": "李小宝"}),
        (
            Change(agent=DAUGHTER),
            {"agent": "", "relation": "", "authority": ""},
            {"agent": "李小红 15400010009", "relation": "女儿", "authority": "口头委托"},
        ),
    ],
)
def test_a_correction_changes_the_value_and_keeps_the_old_one(
    hall: Hall, change: Change, was: dict[str, str], now: dict[str, str]
) -> None:
    case = mend(hall, take(hall), change, reason="录入有误")
    event = case.events[-1]
    assert (event.kind, event.data["was"], event.data["now"]) == ("corrected", was, now)
    assert event.data["reason"] == "录入有误"
    assert case.life.flags == ({"corrected", "agency"} if change.channel else {"corrected"})
    assert case.life.due == at("2026-11-27T18:00:00")
    assert verify(hall).sound


def test_a_corrected_name_and_phone_stand_in_the_persons_record_and_are_found(hall: Hall) -> None:
    case = mend(hall, take(hall), Change(name="王晓", phone="15400010008", village="石桥村", group="2"))
    with hall.look() as connection:
        person = citizens.by_id(connection, case.row["applicant_id"])
        (found,) = citizens.find(connection, "wx", hall.today)
    assert (person.name, person.phone, person.place) == ("王晓", "15400010008", "石桥村2组")
    assert found == person
    assert look(hall, case.id).row["phone"] == "15400010008"


def test_a_case_that_belongs_to_somebody_else_goes_to_that_person_with_further_fields(hall: Hall) -> None:
    case = mend(hall, take(hall), Change(applicant=Who("王秀芳"), phone="15400010006"))
    with hall.look() as connection:
        assert citizens.by_id(connection, case.row["applicant_id"]).phone == "15400010006"
        assert citizens.by_id(connection, 1).phone == "15400010001"


def test_subject_and_agent_can_be_taken_away_and_the_agent_s_words_mended(hall: Hall) -> None:
    case = take(hall, subject=Who("李小宝"), agent=DAUGHTER)
    mended = mend(hall, case, Change(relation="儿媳", authority="委托书"))
    assert (mended.row["agent_relation"], look(hall, case).row["agent_authority"]) == ("儿媳", "委托书")
    gone = mend(hall, case, Change(without=("subject", "agent")))
    row = look(hall, case).row
    assert (row["subject_id"], row["agent_id"], row["agent_relation"]) == (None, None, "")
    assert gone.events[-1].data["was"] == {"subject": "李小宝", "agent": "李小红 15400010009"}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change(), NothingChanged),
        (Change(name="李国强", phone="15400010001"), NothingChanged),
        (Change(relation="女儿"), NobodyThere),
        (Change(without=("agent",)), NobodyThere),
        (Change(channel="pigeon"), UnknownChannel),
        (Change(marks=(("房产证", "原件"),)), UnknownMaterial),
        ({"applicant_name": "王"}, UnknownField),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_is_kept(
    hall: Hall, change: Change | dict[str, Any], refusal: type[Exception]
) -> None:
    case = take(hall)
    with pytest.raises(refusal):
        mend(hall, case, change)
    assert [event.kind for event in look(hall, case).events] == ["received", "accepted"]


def test_a_change_can_be_told_by_plain_values(hall: Hall) -> None:
    told = {
        "applicant": {"name": "王秀芳", "id": "511923197201019979"},
        "marks": {CARD: "复印件"},
        "without": ["agent"],
    }
    case = mend(hall, take(hall, agent=DAUGHTER), told)
    assert set(case.events[-1].data["now"]) == {"applicant", f"marks {CARD}", "agent"}
    assert set(FIELD_NAMES) | {"without"} == {each.name for each in fields(Change)}


def test_amount_receipt_and_way_of_collected_money_are_corrected(hall: Hall) -> None:
    case = take(hall, money=Money(40_000, "微信", "0099"))
    after = mend(hall, case, Change(amount="380", receipt="0100", paid_by="现金"))
    assert after.events[-1].data["was"] == {"amount": "400.00", "receipt": "0099", "paid_by": "微信"}
    assert after.events[-1].data["now"] == {"amount": "380.00", "receipt": "0100", "paid_by": "现金"}
    assert money(hall, case) == [(0, 38_000, "0100", "现金")]
    mend(hall, case, Change(receipt="00012345678", phone="15400010007"))
    with hall.look() as connection:
        told = [line.detail for line in timeline(connection, read(hall, connection, case)) if line.what == "更正"]
    assert "00012345678" in told[-1] and "154****0007" in told[-1]
    assert money(hall, case) == [(0, 38_000, "00012345678", "现金")]
    assert verify(hall).sound
    with pytest.raises(ReceiptMissing):
        mend(hall, case, Change(receipt=""))
    with pytest.raises(AmountUnclear):
        mend(hall, case, Change(amount="四百"))
    mend(hall, case, Change(amount="0", receipt=""))
    assert money(hall, case) == [(0, 0, "", "现金")], "nothing was collected after all"


def test_the_fee_is_corrected_apart_from_what_is_collected(hall: Hall) -> None:
    case = take(hall, "X-007", money=Money(40_000, "微信", "0099"), fee=Money(1_000, "现金", "", own_fee=True))
    after = mend(hall, case, {"fee_receipt": "票-7"})
    assert after.events[-1].data["was"]["fee_receipt"].endswith("00001号")
    assert money(hall, case) == [(0, 40_000, "0099", "微信"), (1, 1_000, "票-7", "现金")]
    with pytest.raises(NoMoneyThere):
        mend(hall, take(hall), Change(amount="5"))


def test_money_is_corrected_by_the_same_agreement_as_anything_else(hall: Hall) -> None:
    case = take(hall, money=Money(40_000, "微信", "0099"))
    clock_of(hall).forward(days=1)
    with pytest.raises(NeedsAgreement):
        mend(hall, case, Change(amount="380"))
    mend(hall, case, Change(amount="380"), agreed_by="05")
    assert money(hall, case) == [(0, 38_000, "0099", "微信")]


def money(hall: Hall, case: int) -> list[tuple[Any, ...]]:
    with hall.look() as connection:
        rows = connection.exec_driver_sql(
            "SELECT own_fee, fen, receipt, channel FROM collected WHERE case_id = ? ORDER BY id", (case,)
        )
        return [tuple(row) for row in rows]


# -- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "by", "closed", "why"),
    [
        ("2026-11-20T17:59:00", "07", False, ""),
        ("2026-11-20T23:59:59", "07", False, ""),
        ("2026-11-20T17:59:00", "07", True, "当天已经日结"),
        ("2026-11-21T00:00:00", "07", False, "收件当天已经过去"),
        ("2026-11-20T09:00:00", "12", False, "这件不是您收的"),
        ("2026-11-20T09:00:00", "01", False, "这件不是您收的"),
    ],
)
def test_the_receiver_mends_until_the_day_is_closed_and_others_need_agreement(
    hall: Hall, when: str, by: str, closed: bool, why: str
) -> None:
    case = take(hall)
    clock_of(hall).set(when)
    if closed:
        with hall.act("03") as work:
            _close(work)
    if not why:
        assert mend(hall, case, Change(note="核实"), by).life.flags == {"corrected"}
        return
    with pytest.raises(NeedsAgreement) as caught:
        mend(hall, case, Change(note="核实"), by)
    assert caught.value.sentence.startswith(why)
    agreed = mend(hall, case, Change(note="核实"), by, agreed_by="05")
    assert agreed.events[-1].data["agreed_by"] == "05"


@pytest.mark.parametrize(
    ("by", "agreed_by", "refusal"),
    [
        ("07", "07", MayNotAgree),
        ("07", "12", MayNotAgree),
        ("07", "03", MayNotAgree),
        ("07", "06", MayNotAgree),
        ("01", "01", MayNotAgree),
        ("08", "01", NotYours),
    ],
)
def test_only_somebody_else_with_the_right_can_agree(
    hall: Hall, by: str, agreed_by: str, refusal: type[Exception]
) -> None:
    case = take(hall)
    clock_of(hall).forward(days=3)
    with pytest.raises(refusal):
        mend(hall, case, Change(note="核实"), by, agreed_by=agreed_by)


def test_where_nobody_else_may_agree_the_way_out_is_said(hall: Hall) -> None:
    with hall.act("01") as work:
        for no in ("02", "05"):
            leave_staff(work, no)
    case = take(hall)
    with pytest.raises(MayNotAgree, match="登记副主任或分管领导"):
        mend(hall, case, Change(note="核实"), "01", agreed_by="01")
    assert mend(hall, case, Change(note="核实"), "07").life.flags == {"corrected"}


def test_who_took_in_a_case_of_another_post_may_mend_it_that_day(hall: Hall) -> None:
    assert mend(hall, take(hall, by="03"), Change(note="核实"), "03").life.flags == {"corrected"}


def test_a_late_entry_is_mended_on_the_day_it_was_entered(hall: Hall) -> None:
    with hall.act("07", "民政", happened=at("2026-11-18T10:00:00")) as work:
        case = cases.accept(work, Application("X-001", LI, source="停电登记本", checked_by="12")).case_id
    assert mend(hall, case, Change(note="核实")).life.flags == {"corrected", "late-entry"}


def test_what_another_clerk_did_meanwhile_is_not_overwritten(hall: Hall) -> None:
    case = take(hall)
    seen = look(hall, case).row["rev"]
    with hall.act("12") as work:
        cases.decide(work, case, rev=seen)
    acts: list[Callable[[Work], object]] = [
        lambda work: correct(work, case, Change(note="核实"), rev=seen),
        lambda work: switch_item(work, case, "X-003", rev=seen),
        lambda work: void(work, case, "重复", rev=seen),
    ]
    for doing in acts:
        with pytest.raises(ChangedMeanwhile), hall.act("07") as work:
            doing(work)
    assert [event.kind for event in look(hall, case).events] == ["received", "accepted", "decided"]


# -- another item ------------------------------------------------------------------------------


def switch(hall: Hall, case: int, item: str, brought: Brought | None = None, **more: Any) -> CaseAt:
    with hall.act("07", "民政") as work:
        return switch_item(work, case, item, brought, "拿错了事项", **more)


def test_another_item_keeps_number_and_receipt_and_reckons_anew(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).set("2026-11-20T16:00:00")
    after = switch(hall, case, "X-003")
    assert (after.number, after.row["received"]) == ("QJ-20261120-0001", at("2026-11-20T08:30:00"))
    assert (after.item.code, after.life.kind) == ("X-003", "joint")
    assert after.life.flags == {"corrected"}
    assert (after.life.accepted, after.life.due) == (at("2026-11-20T08:30:00"), at("2026-12-04T18:00:00"))
    with hall.look() as connection:
        kinds = [each["kind"] for each in papers_of(connection, case)]
    assert kinds == ["promised-case-notice", "joint-case-notice"]
    assert verify(hall).sound


def test_the_new_item_s_post_has_the_case_and_the_old_one_not(hall: Hall) -> None:
    case = take(hall)
    assert switch(hall, case, "X-005").row["post"] == "SB"
    assert (counts(hall, ("MZ",))["open"], counts(hall, ("SB",))["open"]) == (0, 1)


def test_an_item_whose_papers_are_not_all_there_waits_and_then_starts_that_day(hall: Hall) -> None:
    case = take(hall)
    waits = switch(hall, case, "X-003", Brought(have=(APPLY, CARD), forgot=(INCOME,), promised_later=(PHOTO,)))
    assert (waits.life.state, waits.life.missing, waits.life.due) == ("awaiting-materials", (INCOME, PHOTO), None)
    clock_of(hall).set("2026-11-23T10:00:00")
    with hall.act("07") as work:
        after = cases.supplement(work, case)
    assert (after.life.kind, after.life.accepted) == ("joint", at("2026-11-23T10:00:00"))
    assert after.life.due == at("2026-12-07T18:00:00")


def test_a_case_that_waits_starts_when_the_right_item_needs_nothing_more(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME,)))
    clock_of(hall).forward(hours=1)
    after = switch(hall, case, "X-003")
    assert after.life.accepted == at("2026-11-20T09:30:00")
    assert after.life.flags == {"supplement", "corrected"}


def test_papers_of_the_old_item_alone_are_no_longer_asked_for(hall: Hall) -> None:
    case = take(hall, "X-008", brought=Brought(applies=("委托书",)))
    after = switch(hall, case, "X-001")
    assert [row["name"] for row in after.materials] == [APPLY, CARD, INCOME, PHOTO]
    back = switch(hall, case, "X-008", Brought(applies=("委托书",)))
    assert [row["name"] for row in back.materials] == [APPLY, CARD, INCOME, PHOTO, "委托书"]
    assert verify(hall).sound


def test_switch_and_supplement_in_one_moment_keep_their_order(hall: Hall) -> None:
    case = take(hall)
    switch(hall, case, "X-003", Brought(have=(APPLY, CARD), forgot=(INCOME, PHOTO)))
    with hall.act("07") as work:
        after = cases.supplement(work, case)
    assert (after.life.state, after.life.kind) == ("accepted", "joint")
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("item", "brought", "refusal"),
    [("X-001", None, SameItem), ("X-003", Brought(have=()), PapersUnsaid)],
)
def test_a_change_of_item_that_says_nothing_is_refused(
    hall: Hall, item: str, brought: Brought | None, refusal: type[Exception]
) -> None:
    case = take(hall)
    with pytest.raises(refusal):
        switch(hall, case, item, brought)


def test_a_decided_case_keeps_its_item(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07") as work:
        cases.decide(work, case)
    with pytest.raises(NotNow):
        switch(hall, case, "X-003")


@pytest.mark.parametrize(("outcome", "have"), [("returned", (CARD,)), ("not-accepted", (APPLY, CARD))])
def test_a_right_item_that_cannot_be_taken_in_ends_the_case(hall: Hall, outcome: str, have: tuple[str, ...]) -> None:
    after = switch(hall, take(hall), "X-003", Brought(have=have))
    assert (after.life.state, after.life.due) == (outcome, None)
    assert after.life.reason


# -- void --------------------------------------------------------------------------------------


def test_a_voided_case_keeps_its_number_and_leaves_lists_and_counts(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07") as work:
        cases.finish(work, case)
    with hall.act("07") as work:
        after = void(work, case, "重复登记")
    assert (after.life.state, after.life.completed, after.life.reason) == ("void", None, "重复登记")
    assert look(hall, case).row["overdue"] is None
    assert set(counts(hall).values()) == {0}
    assert take(hall) == 2
    assert look(hall, 2).number == "QJ-20261120-0002"
    with hall.look() as connection:
        numbers = connection.execute(select(table_of(Case).c.number)).scalars().all()
    assert len(numbers) == 2
    assert verify(hall).sound


def test_voiding_needs_a_reason_and_is_done_once(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(ReasonMissing), hall.act("07") as work:
        void(work, case, "  ")
    with hall.act("07") as work:
        void(work, case, "重复登记")
    acts: list[Callable[[Work], object]] = [
        lambda work: void(work, case, "再作废"),
        lambda work: correct(work, case, Change(note="核实")),
        lambda work: cases.withdraw(work, case),
    ]
    for doing in acts:
        with pytest.raises(NotNow), hall.act("07") as work:
            doing(work)


def test_nothing_is_entered_late_into_a_voided_case(hall: Hall) -> None:
    case = take(hall)
    clock_of(hall).forward(hours=2)
    with hall.act("07") as work:
        void(work, case, "重复登记")
    with pytest.raises(NotNow), hall.act("07", happened=at("2026-11-20T09:00:00")) as work:
        cases.decide(work, case)


@pytest.mark.parametrize(
    "wrong",
    [
        {"applicant": "王芳"}, {"applicant": {"id": "1"}}, {"applicant": {"name": "王芳", "age": 3}}, {"marks": 5},
        {"without": ["applicant"]}, {"without": "agent"}, {"name": ["王芳"]}, {"phone": {"name": "王芳"}},
    ],
)  # fmt: skip
def test_a_correction_of_another_kind_than_its_field_is_refused(hall: Hall, wrong: dict[str, Any]) -> None:
    case = take(hall)
    with pytest.raises(FieldMistyped):
        mend(hall, case, wrong)
