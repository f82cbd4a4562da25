"""The acts on a case: what each makes of its papers and its state, which papers it issues, what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from counter.domain.casework import cases, visits
from counter.domain.casework.cases import (
    AlreadyBrought,
    AmountWrong,
    Application,
    HappenedLater,
    LateEntryNeedsPaper,
    Money,
    NotNow,
    NotYours,
    ReasonMissing,
    ReceiptMissing,
    SubjectNeedsRelation,
    Taken,
    UnknownChannel,
)
from counter.domain.casework.decision import (
    Brought,
    MainPaperOwed,
    Overrule,
    OverruleNeedsReason,
    UnknownKind,
    UnknownMaterial,
    kind_of,
)
from counter.domain.casework.enquiries import Asked, NothingOwed, PhoneNeeded, call_back, counted, enquire, owed
from counter.domain.casework.events import CaseAt, read
from counter.domain.casework.model import Case, Enquiry
from counter.domain.clock import at
from counter.domain.columns import table_of
from counter.domain.hall.citizens import NameMissing, Who
from counter.domain.hall.opened import Hall, Work
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import AlreadySaved, ChangedMeanwhile
from counter.domain.oversight.audit import verify
from counter.domain.paper import Articles, Paper, to_json
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall

LI = Who("李国强", phone="15400010001", village="双河村", group="3")
WAITS = Brought(have=(APPLY, CARD, PHOTO), promised_later=(INCOME,))
OWES = Brought(have=(APPLY, CARD, INCOME))


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def taken(hall: Hall, item: str = "X-001", by: str = "07", who: Who = LI, **more: Any) -> Taken:
    with hall.act(by, "民政") as work:
        return cases.accept(work, Application(item, who, **more))


def take(hall: Hall, item: str = "X-001", by: str = "07", **more: Any) -> int:
    return taken(hall, item, by, **more).case_id


def look(hall: Hall, case: int) -> CaseAt:
    with hall.look() as connection:
        return read(hall, connection, case)


def do(hall: Hall, act: Callable[..., Any], *values: Any, by: str = "07", **more: Any) -> Any:
    with hall.act(by, "民政") as work:
        return act(work, *values, **more)


def papers(hall: Hall, case: int) -> dict[str, Paper]:
    with hall.look() as connection:
        return {each["kind"]: visits.paper(connection, each["id"]) for each in visits.papers_of(connection, case)}


def cases_kept(hall: Hall) -> int:
    with hall.look() as connection:
        return int(connection.execute(select(func.count()).select_from(table_of(Case))).scalar_one())


# -- what becomes of an application ------------------------------------------------------------


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


@pytest.mark.rule("S02.3")
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


@pytest.mark.rule("S05.5", "S10.10")
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


# -- papers say what they must -----------------------------------------------------------------


@pytest.mark.rule("S03.5", "S11.1")
def test_the_acceptance_notice_states_limit_and_due_moment_with_the_articles_last(hall: Hall) -> None:
    notice = papers(hall, take(hall))["promised-case-notice"]
    text = to_json(notice)
    assert "5个工作日（当日不计）" in text
    assert "2026年11月27日（周五）18:00" in text
    assert isinstance(notice.blocks[-1], Articles)
    assert any("X-001" in line for line in notice.blocks[-1].lines)


@pytest.mark.rule("S05.5", "S05.6", "S05.11")
def test_the_supplement_notice_apologises_and_says_what_starts_the_limit(hall: Hall) -> None:
    text = to_json(papers(hall, take(hall, brought=WAITS))["supplement-notice"])
    assert "对不起，请把以上材料一次带齐" in text
    assert "材料齐全之日起5个工作日内办结" in text


@pytest.mark.rule("S10.1", "S10.3", "S10.8", "S10.9")
def test_the_slip_has_every_field_and_two_copies(hall: Hall) -> None:
    case = take(hall, "X-001", brought=Brought(have=(APPLY, CARD)))
    slip = papers(hall, case)["one-time-notice"]
    text = to_json(slip)
    told = ("办理单位", "邱家镇便民服务中心", "经办人", "张丽", "申请时间", "2026年11月20日", "试验承诺事项", INCOME,
            "承诺时限", "5个工作日", "收费标准", "不收费")  # fmt: skip
    assert [each for each in told if each not in text] == []
    assert slip.copies == ("申请人", "窗口存根")
    with_basis = hall.item("MZ-005")
    lacking = next(each.name for each in with_basis.materials if not each.key and not each.when)
    have = tuple(each.name for each in with_basis.materials if each.name != lacking and not each.when)
    assert with_basis.basis
    law = to_json(papers(hall, take(hall, "MZ-005", brought=Brought(have), slip=True))["one-time-notice"])
    assert with_basis.basis in law
    assert with_basis.procedure in law


@pytest.mark.rule("S10.7")
def test_the_slip_of_what_is_not_accepted_says_why(hall: Hall) -> None:
    text = to_json(papers(hall, take(hall, brought=Brought(have=(APPLY, CARD))))["one-time-notice"])
    assert "暂不予受理：缺少收入证明，且没有承诺补齐" in text


@pytest.mark.rule("S06.5", "S06.6", "S06.7", "S10.12")
def test_the_return_notice_has_the_reason_and_what_it_rests_on(hall: Hall) -> None:
    case = take(hall, "MZ-005")
    do(hall, cases.return_, case, "家庭收入超过标准")
    text = to_json(papers(hall, case)["return-notice"])
    assert "家庭收入超过标准" in text
    assert hall.item("MZ-005").basis in text
    with hall.look() as connection:
        made = [each["made"] for each in visits.papers_of(connection, case) if each["kind"] == "return-notice"]
    assert made == [look(hall, case).life.closed]


# -- the limits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "due", "answer"),
    [
        pytest.param("X-001", "2026-11-27T18:00:00", None, marks=pytest.mark.rule("S11.1")),
        pytest.param("X-002", "2026-11-20T18:00:00", None, marks=pytest.mark.rule("S11.1")),
        pytest.param("X-003", "2026-12-04T18:00:00", None, marks=pytest.mark.rule("S04.21", "S11.1")),
        pytest.param(
            "X-004", "2026-11-25T18:00:00", "2026-12-11", marks=pytest.mark.rule("S03.13", "S07.4", "S11.1", "S11.11")
        ),
    ],
)
def test_each_kind_is_due_within_its_own_limit(hall: Hall, item: str, due: str, answer: str | None) -> None:
    case = look(hall, take(hall, item))
    assert case.life.due == at(due)
    assert (case.life.answer_due.isoformat() if case.life.answer_due else None) == answer
    assert "S11.1" in case.reckoned.rules or case.life.kind == "instant"


@pytest.mark.rule("S11.1")
def test_an_instant_case_taken_in_after_hours_is_due_the_next_working_day(hall: Hall) -> None:
    clock_of(hall).set("2026-11-20T19:00:00")
    assert look(hall, take(hall, "X-002")).life.due == at("2026-11-23T18:00:00")


@pytest.mark.rule("S03.13", "S07.4")
def test_an_item_decided_above_without_planned_steps_has_its_promise_for_the_local_part(hall: Hall) -> None:
    case = look(hall, take(hall, overrule=Overrule("referred", "要报县局")))
    assert case.life.due == at("2026-11-27T18:00:00")
    assert case.life.answer_due is not None
    assert case.life.answer_due.isoformat() == "2026-12-18"


# -- supplement --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "kind", "due"),
    [
        pytest.param("X-001", "promised", "2026-12-01T18:00:00", marks=pytest.mark.rule("S01.7", "S05.6")),
        pytest.param("X-002", "instant", "2026-11-24T18:00:00", marks=pytest.mark.rule("S01.7", "S02.7", "S05.12")),
        pytest.param("X-003", "joint", "2026-12-08T18:00:00", marks=pytest.mark.rule("S01.7", "S05.6")),
    ],
)
def test_the_last_paper_accepts_the_case_as_its_kind_from_that_day(hall: Hall, item: str, kind: str, due: str) -> None:
    case = take(hall, item, brought=WAITS)
    assert look(hall, case).life.due is None
    clock_of(hall).set("2026-11-24T10:00:00")
    after = do(hall, cases.supplement, case)
    assert (after.life.kind, after.life.accepted, after.life.due) == (kind, at("2026-11-24T10:00:00"), at(due))
    assert "supplement" in after.life.flags
    assert after.life.missing == ()
    assert {row["standing"] for row in after.materials} == {"had", "came"}


@pytest.mark.rule("S02.7", "S05.12")
def test_an_instant_matter_is_finished_on_the_spot_when_its_papers_come(hall: Hall) -> None:
    case = take(hall, "X-002", brought=WAITS)
    with pytest.raises(NotNow) as caught:
        do(hall, cases.finish, case)
    assert "S05.6" in caught.value.rules
    do(hall, cases.supplement, case)
    after = do(hall, cases.finish, case)
    assert (after.life.state, after.life.overdue) == ("delivered", False)


@pytest.mark.rule("S05.7")
def test_papers_come_to_the_window_that_took_the_case_in(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    with pytest.raises(NotYours):
        do(hall, cases.supplement, case, by="08")
    assert do(hall, cases.supplement, case, by="12").life.state == "accepted"


@pytest.mark.rule("S05.6")
def test_a_part_of_the_papers_is_ticked_and_the_clock_still_waits(hall: Hall) -> None:
    case = take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME, PHOTO)))
    after = do(hall, cases.supplement, case, (INCOME,))
    assert (after.life.state, after.life.missing, after.life.due) == ("awaiting-materials", (PHOTO,), None)


@pytest.mark.rule("S09.1")
def test_owed_papers_may_come_while_the_case_runs_and_move_no_date(hall: Hall) -> None:
    case = take(hall, brought=OWES, gaps="go-on")
    life = look(hall, case).life
    assert (life.owed, life.owed_until) == ((PHOTO,), life.due)
    assert life.flags == {"owing"}
    clock_of(hall).forward(days=3)
    after = do(hall, cases.supplement, case)
    assert (after.life.owed, after.life.flags, after.life.due) == ((), frozenset(), life.due)


# -- the ends ----------------------------------------------------------------------------------


@pytest.mark.rule("S54.3", "S11.6")
@pytest.mark.parametrize(("stamp", "overdue"), [(False, False), (True, True)])
def test_completion_is_the_stamp_where_the_hall_keeps_one(tmp_path: Path, stamp: bool, overdue: bool) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": stamp})
    case = take(hall)
    clock_of(hall).set("2026-11-27T17:00:00")
    decided = do(hall, cases.decide, case)
    assert (decided.life.completed is None) == stamp
    clock_of(hall).set("2026-11-30T09:00:00")
    if stamp:
        do(hall, cases.stamp, case)
    life = look(hall, case).life
    assert life.completed == at("2026-11-30T09:00:00" if stamp else "2026-11-27T17:00:00")
    assert (life.overdue, look(hall, case).row["overdue"]) == (overdue, overdue)


@pytest.mark.rule("S06.12")
def test_a_refusal_has_its_reason_in_writing_and_tells_where_to_appeal(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(ReasonMissing):
        do(hall, cases.decide, case, granted=False)
    after = do(hall, cases.decide, case, granted=False, reason="不符合政策")
    assert (after.life.state, after.life.reason, after.life.list) == ("refused", "不符合政策", "closed")
    text = to_json(papers(hall, case)["refusal-notice"])
    assert "不符合政策" in text
    assert "行政复议" in text


@pytest.mark.rule("S61.5")
def test_a_result_waits_until_it_is_handed_out_and_to_whom_is_kept(hall: Hall) -> None:
    case = take(hall)
    assert do(hall, cases.decide, case).life.list == "collect"
    clock_of(hall).forward(days=20)
    assert look(hall, case).life.list == "collect"
    after = do(hall, cases.deliver, case, "儿子李明")
    assert (after.life.list, after.events[-1].data) == ("closed", {"to": "儿子李明"})
    assert after.life.overdue is False


@pytest.mark.parametrize(
    ("act", "values", "state"),
    [
        (cases.return_, ("不符合条件",), "returned"),
        (cases.withdraw, (), "withdrawn"),
        (cases.decide, (False, "不符合政策"), "refused"),
    ],
)
def test_the_other_ends_stop_the_clock(
    hall: Hall, act: Callable[..., Any], values: tuple[Any, ...], state: str
) -> None:
    case = take(hall)
    clock_of(hall).forward(hours=1)
    do(hall, act, case, *values)
    clock_of(hall).forward(days=30)
    life = look(hall, case).life
    assert (life.state, life.closed, life.overdue) == (state, at("2026-11-20T09:30:00"), False)
    for later in (cases.finish, cases.withdraw, cases.supplement):
        with pytest.raises(NotNow):
            do(hall, later, case)


def test_what_never_came_is_closed_by_hand_with_a_reason(hall: Hall) -> None:
    case = take(hall, brought=WAITS)
    with pytest.raises(ReasonMissing):
        do(hall, cases.lapse, case, " ")
    assert do(hall, cases.lapse, case, "三次通知未补").life.state == "lapsed"
    with pytest.raises(NotNow):
        do(hall, cases.lapse, take(hall), "没有来")


def test_money_is_kept_apart_with_its_receipt(hall: Hall) -> None:
    case = take(hall, money=Money(40_000, "微信", "P-17"))
    for money, refusal in ((Money(0, receipt="P"), AmountWrong), (Money(100), ReceiptMissing)):
        with pytest.raises(refusal):
            do(hall, cases.collect, case, money)
    do(hall, cases.collect, case, Money(1_000, own_fee=True))
    with hall.look() as connection:
        rows = connection.exec_driver_sql("SELECT own_fee, fen, receipt FROM collected ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [(0, 40_000, "P-17"), (1, 1_000, "")]


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


# -- enquiries ---------------------------------------------------------------------------------


@pytest.mark.rule("S12.1")
def test_who_was_asked_first_stands_with_the_enquiry(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保"), by="12")
    with hall.look() as connection:
        row = connection.execute(select(table_of(Enquiry)).where(table_of(Enquiry).c.id == key)).mappings().one()
    assert (row["staff"], row["matter"], row["asked"]) == ("12", "问低保", at("2026-11-20T08:30:00"))


@pytest.mark.rule("S12.6")
def test_a_call_that_could_not_be_answered_is_owed_until_it_is_called_back(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问社保卡", phone="15400010002", owed=True))
    clock_of(hall).set("2026-11-20T17:30:00")
    with hall.look() as connection:
        (row,) = owed(connection, hall.today)
    assert (row["id"], row["phone"]) == (key, "15400010002")
    do(hall, call_back, key, "已答复")
    with hall.look() as connection:
        assert owed(connection, hall.today) == []
        found = connection.execute(select(table_of(Enquiry).c.called_back, table_of(Enquiry).c.answer)).one()
    assert tuple(found) == (at("2026-11-20T17:30:00"), "已答复")
    with pytest.raises(NothingOwed):
        do(hall, call_back, key)


@pytest.mark.rule("S12.6")
def test_a_call_back_is_promised_to_somebody_s_number(hall: Hall) -> None:
    with pytest.raises(PhoneNeeded) as caught:
        do(hall, enquire, Asked(matter="问社保卡", owed=True))
    assert "S12.6" in caught.value.rules


def test_a_number_is_verified_whole(hall: Hall) -> None:
    """Everything that this file's acts can write is rebuilt from the journal."""

    def several(work: Work) -> None:
        case = cases.accept(work, Application("X-001", LI, WAITS, agent=Who("李小红", relation="女儿"))).case_id
        cases.supplement(work, case)
        cases.decide(work, case)
        cases.deliver(work, case)

    do(hall, several)
    assert verify(hall).sound
