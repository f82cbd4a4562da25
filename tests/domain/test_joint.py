"""Joint cases: who leads, who is told by when, who signs, who is late; nothing is granted before all agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts.switching import switch_item
from counter.domain.casework.case import joint_state
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.events import read
from counter.domain.casework.case.in_hand import NotYours
from counter.domain.casework.case.life import UNTOLD
from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.history.explain import explained
from counter.domain.casework.joint import joint, referring
from counter.domain.casework.joint.joint import Requirement
from counter.domain.clock import at, local_day
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.items.item import item_from
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import departments
from counter.domain.hall.people.departments import Naming
from counter.domain.hall.rights import NotAllowed
from counter.domain.hall.work import Work
from counter.domain.journal import ChangedMeanwhile
from counter.domain.oversight.audit import verify
from counter.domain.paper import to_json
from counter.domain.setup import create
from counter.storage import Storage
from tests.halls import APPLY, CARD, SetClock, clock_of, make_hall
from tests.hands import WAITS, do, look, papers, take

CIVIL, POLICE = "民政办", "派出所"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def told(hall: Hall) -> int:
    case = take(hall, "X-003")
    do(hall, joint.notify_departments, case)
    return case


def agree(hall: Hall, case: int, *names: str, by: str = "07") -> None:
    for name in names:
        do(hall, joint.department_opinion, case, name, "agree", by=by)


@pytest.mark.rule("S04.11", "S04.16")
def test_nothing_is_granted_before_the_departments_are_told_and_all_agree(hall: Hall) -> None:
    case = take(hall, "X-003")
    assert look(hall, case).life.waits_for == UNTOLD
    with pytest.raises(joint_state.DepartmentsUntold) as untold:
        do(hall, cases.decide, case)
    assert untold.value.rules >= {"S04.11", "S04.16"}
    do(hall, joint.notify_departments, case)
    assert look(hall, case).life.waits_for == f"{CIVIL}、{POLICE}"
    agree(hall, case, CIVIL)
    for act in (cases.decide, cases.finish):
        with pytest.raises(joint_state.OpinionsMissing, match=POLICE):
            do(hall, act, case)
    agree(hall, case, POLICE)
    assert look(hall, case).life.waits_for == ""
    do(hall, cases.finish, case)
    assert look(hall, case).life.state == "delivered"


@pytest.mark.rule("S04.16")
def test_a_department_against_it_forbids_granting_until_it_changes_its_mind(hall: Hall) -> None:
    case = told(hall)
    agree(hall, case, CIVIL)
    with pytest.raises(cases.ReasonMissing):
        do(hall, joint.department_opinion, case, POLICE, "refuse")
    do(hall, joint.department_opinion, case, POLICE, "refuse", "户籍不符")
    assert look(hall, case).life.waits_for == f"{POLICE}（不同意）"
    with pytest.raises(joint_state.OpinionsMissing, match="不同意"):
        do(hall, cases.decide, case)
    agree(hall, case, POLICE)
    do(hall, cases.decide, case)


def test_a_refusal_needs_no_opinions(hall: Hall) -> None:
    case = take(hall, "X-003")
    do(hall, cases.decide, case, False, "申请人不符合条件")
    assert look(hall, case).life.state == "refused"


@pytest.mark.rule("S04.9", "S04.16")
def test_each_department_gets_a_sheet_to_sign_with_its_task_and_date(hall: Hall) -> None:
    case = told(hall)
    with hall.look() as connection:
        found = papers_of(connection, case)
    kinds = [row["kind"] for row in found]
    assert {row["for"] for row in found if row["kind"] == "joint-opinion-form"} == {CIVIL, POLICE}
    assert {row["for"] for row in found if row["kind"] != "joint-opinion-form"} == {""}
    assert kinds.count("joint-opinion-form") == 2
    text = to_json(papers(hall, case)["joint-opinion-form"])
    assert all(
        each in text for each in (POLICE, "□ 同意    □ 不同意", "申请材料（由牵头窗口统一收取）", f"{POLICE}首席代表")
    )


STEPS = ({"department": CIVIL, "days": 6}, {"department": POLICE, "days": 3}, {"department": "县民政局", "days": 1})


@pytest.fixture
def stepped(tmp_path: Path) -> Hall:
    """A hall in which the joint item plans steps: six days, then three, then the county's one."""
    item = item_from(
        {"code": "X-010", "name": "分步联办", "window": "民政", "kind": "joint", "promised_days": 10,
         "statutory_days": 20, "departments": (CIVIL, POLICE, "林业站"), "steps": STEPS, "lead": POLICE,
         "materials": [{"name": "申请表"}]}, file="试验",
    )  # fmt: skip
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    return create(storage, load_hall("qiujia"), clock=SetClock("2026-11-20T09:00:00"), extra_items=(item,))


@pytest.mark.rule("S04.13", "S04.21")
def test_each_part_has_its_own_date_as_the_steps_follow_and_none_lies_beyond_the_one_limit(stepped: Hall) -> None:
    case = take(stepped, "X-010")
    found = joint_state.planned(look(stepped, case))
    assert found == {CIVIL: date(2026, 11, 30), POLICE: date(2026, 12, 3), "林业站": None}
    do(stepped, joint.notify_departments, case)
    parts = {each.part.department: each for each in joint_state.parts_at(look(stepped, case))}
    life = look(stepped, case).life
    assert parts["林业站"].due == life.due
    assert all(each.due is not None and life.due is not None and each.due <= life.due for each in parts.values())
    assert [clock.name for clock in life.clocks].count("promise") == 1


@pytest.mark.rule("S04.21")
@pytest.mark.parametrize("day", ["2026-12-05", "2026-11-19"])
def test_a_department_gets_no_date_outside_the_case(stepped: Hall, day: str) -> None:
    case = take(stepped, "X-010")
    with pytest.raises(joint.DayOutside) as refused:
        do(stepped, joint.notify_departments, case, {CIVIL: date.fromisoformat(day)})
    assert "S04.21" in refused.value.rules
    do(stepped, joint.notify_departments, case, {CIVIL: date(2026, 11, 24)})
    assert look(stepped, case).life.parts[0].until == date(2026, 11, 24)


@pytest.mark.rule("S04.12", "S04.13")
def test_a_review_meeting_sets_what_each_department_must_do_by_when(hall: Hall) -> None:
    case = take(hall, "X-003")
    asked = [Requirement(POLICE, "补查户籍底册", date(2026, 11, 25))]
    with pytest.raises(cases.NotNow):
        do(hall, joint.hold_review, case, asked)
    do(hall, joint.notify_departments, case)
    with pytest.raises(joint.NothingRequired):
        do(hall, joint.hold_review, case)
    with pytest.raises(joint.UnknownPart):
        do(hall, joint.hold_review, case, [Requirement("气象局", "出具意见")])
    do(hall, joint.hold_review, case, asked, present="两部门负责人")
    part = look(hall, case).life.parts[1]
    assert (part.requirement, part.until) == ("补查户籍底册", date(2026, 11, 25))
    record = to_json(papers(hall, case)["review-record"])
    director = next(each.name for each in hall.laid.staff.values() if "director" in each.roles)
    assert all(each in record for each in ("补查户籍底册", "11-25", "两部门负责人", director))


@pytest.mark.rule("S04.12", "S04.13")
def test_after_the_cases_limit_a_department_asked_anew_gets_a_date_ahead(hall: Hall) -> None:
    case = told(hall)
    clock_of(hall).set("2026-12-14T09:00:00")
    due = look(hall, case).life.due
    assert due is not None and due < clock_of(hall).moment
    with pytest.raises(joint.DayOutside):
        do(hall, joint.hold_review, case, [Requirement(POLICE, "补查户籍底册", date(2026, 12, 11))])
    do(hall, joint.hold_review, case, [Requirement(POLICE, "补查户籍底册", date(2026, 12, 16))])
    assert look(hall, case).life.parts[1].until == date(2026, 12, 16)
    assert look(hall, case).life.due == due


@pytest.mark.rule("S04.14", "S04.20")
def test_a_department_is_reminded_while_it_has_time_and_chased_by_a_slip_when_late(stepped: Hall) -> None:
    case = take(stepped, "X-010")
    do(stepped, joint.notify_departments, case)
    do(stepped, joint.chase_department, case, CIVIL, "请按时签署")
    assert "chased" not in look(stepped, case).life.flags
    assert joint_state.late_parts(look(stepped, case)) == ()
    clock_of(stepped).set("2026-12-01T09:00:00")
    assert [each.part.department for each in joint_state.late_parts(look(stepped, case))] == [CIVIL]
    do(stepped, joint.chase_department, case, CIVIL, "逾期", date(2026, 12, 2))
    after = look(stepped, case)
    assert "chased" in after.life.flags
    slip = to_json(papers(stepped, case)["chasing-slip"])
    assert "请在 2026年12月2日（周三） 前办结并签署意见。逾期不改的，通报批评。" in slip
    agree(stepped, case, CIVIL)
    assert joint_state.late_parts(look(stepped, case)) == ()
    assert joint_state.parts_at(look(stepped, case))[0].standing == "同意（逾期）"
    with pytest.raises(joint.SignedAlready):
        do(stepped, joint.chase_department, case, CIVIL)


@pytest.mark.rule("S04.18", "S04.4")
def test_one_department_leads_until_the_centre_fixes_another(hall: Hall) -> None:
    case = take(hall, "X-003")
    assert joint_state.lead_of(look(hall, case)).value == "民政"
    with pytest.raises(NotAllowed):
        do(hall, joint.fix_lead, case, POLICE)
    with pytest.raises(joint.UnknownPart):
        do(hall, joint.fix_lead, case, "气象局", by="01")
    do(hall, joint.fix_lead, case, POLICE, "户籍为主", by="01")
    found = joint_state.lead_of(look(hall, case))
    assert found.value == POLICE
    assert "S04.18" in found.rules
    do(hall, joint.notify_departments, case)
    assert f"{POLICE}（民政窗口）" in to_json(papers(hall, case)["joint-opinion-form"])


@pytest.mark.rule("S55.3", "S04.16")
def test_the_chief_representative_signs_and_nobody_else(hall: Hall) -> None:
    with hall.act("01") as work:
        departments.add_department(work, POLICE)
    with hall.act("01") as work:
        departments.name_representative(work, Naming(POLICE, "21", paper="任命文件"))
    case = told(hall)
    with pytest.raises(joint.NotTheirSigner) as refused:
        do(hall, joint.department_opinion, case, POLICE, "agree", "", "刘洋")
    assert "S55.3" in refused.value.rules
    with pytest.raises(NotYours):
        do(hall, joint.department_opinion, case, CIVIL, "agree", by="21")
    agree(hall, case, POLICE, by="21")
    assert look(hall, case).life.parts[1].signed_by == hall.person("21").name


def test_only_joint_cases_have_departments_and_each_act_has_its_time(hall: Hall) -> None:
    plain = take(hall, "X-001")
    with pytest.raises(joint.NotJoint):
        do(hall, joint.notify_departments, plain)
    case = take(hall, "X-003")
    with pytest.raises(cases.NotNow):
        agree(hall, case, CIVIL)
    with pytest.raises(cases.NotNow):
        do(hall, joint.make_joint_standing, case)
    do(hall, joint.notify_departments, case)
    with pytest.raises(cases.NotNow):
        do(hall, joint.notify_departments, case)
    with pytest.raises(joint.UnknownPart):
        agree(hall, case, "气象局")
    with pytest.raises(joint.OpinionUnclear):
        do(hall, joint.department_opinion, case, CIVIL, "perhaps")
    with pytest.raises(NotYours):
        agree(hall, case, CIVIL, by="08")


@pytest.mark.parametrize("late", [
    lambda work, case, rev: joint.notify_departments(work, case, rev=rev),
    lambda work, case, rev: joint.fix_lead(work, case, POLICE, rev=rev),
])  # fmt: skip
def test_what_somebody_else_did_meanwhile_is_not_overwritten(
    hall: Hall, late: Callable[[Work, int, int], object]
) -> None:
    case = take(hall, "X-003")
    rev = look(hall, case).row["rev"]
    do(hall, joint.fix_lead, case, CIVIL, by="01")
    with pytest.raises(ChangedMeanwhile), hall.act("01") as work:
        late(work, case, rev)


def test_the_standing_sheet_shows_every_part(hall: Hall) -> None:
    case = told(hall)
    do(hall, joint.department_opinion, case, CIVIL, "agree", "", "刘主任")
    do(hall, joint.department_opinion, case, POLICE, "refuse", "户籍不符")
    do(hall, joint.make_joint_standing, case)
    text = to_json(papers(hall, case)["joint-standing"])
    assert all(each in text for each in (CIVIL, "刘主任", POLICE, "不同意", "户籍不符"))
    assert verify(hall).sound


def test_another_item_begins_its_parts_anew(hall: Hall) -> None:
    case = told(hall)
    do(hall, switch_item, case, "X-001", Brought(), "选错事项")
    life = look(hall, case).life
    assert (life.parts, life.waits_for, life.kind) == ((), "", "promised")


@pytest.mark.rule("S04.14")
def test_a_silent_department_is_late_from_its_own_date_on(stepped: Hall) -> None:
    case = take(stepped, "X-010")
    do(stepped, joint.notify_departments, case)
    part = joint_state.parts_at(look(stepped, case))[0]
    assert part.due is not None and local_day(part.due) == date(2026, 11, 30)
    with stepped.look() as connection:
        on_time = read(stepped, connection, case, part.due)
        after = read(stepped, connection, case, at("2026-11-30T18:00:01"))
    assert joint_state.late_parts(on_time) == ()
    assert [each.standing for each in joint_state.late_parts(after)] == ["逾期未签"]


@pytest.mark.rule("S04.15", "S10.11")
def test_the_lead_tells_once_what_all_departments_need(hall: Hall) -> None:
    case = take(hall, "X-003", brought=Brought((APPLY, CARD)))
    text = to_json(papers(hall, case)["one-time-notice"])
    assert f"本件由{CIVIL}、{POLICE}联合办理：以上是各部门需要的全部材料，由牵头窗口一次告知" in text
    waits = take(hall, "X-003", brought=WAITS)
    assert "由牵头窗口一次告知" in to_json(papers(hall, waits)["supplement-notice"])
    alone = take(hall, "X-001", brought=WAITS)
    assert "联合办理" not in to_json(papers(hall, alone)["supplement-notice"])


@pytest.mark.rule("S04.17")
def test_with_the_joint_notice_the_applicant_pays_and_collects(tmp_path: Path) -> None:
    item = item_from(
        {"code": "X-012", "name": "收费联办", "window": "民政", "kind": "joint", "promised_days": 10, "fee": 20,
         "fee_basis": "收费文件", "statutory_days": 20, "departments": (CIVIL, POLICE),
         "materials": [{"name": "申请表"}]}, file="试验",
    )  # fmt: skip
    storage = Storage(f"sqlite:///{tmp_path / 'hall.db'}")
    hall = create(storage, load_hall("qiujia"), clock=SetClock("2026-11-20T09:00:00"), extra_items=(item,))
    text = to_json(papers(hall, take(hall, "X-012"))["joint-case-notice"])
    assert "凭本通知和身份证来缴费、领取结果" in text and "20元" in text


@pytest.mark.rule("S03.20", "S55.3")
def test_the_chief_representative_acts_for_the_department_at_its_post(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, "zhenlai")
    promised, referred = take(hall), take(hall, "X-004")
    with pytest.raises(NotYours):
        do(hall, cases.decide, promised, by="21")
    with hall.act("01") as work:
        departments.name_representative(work, Naming("民政", "21", paper="任命文件"))
    do(hall, cases.decide, promised, by="21")
    do(hall, referring.refer, referred, by="21")
    with pytest.raises(NotYours):
        do(hall, cases.decide, take(hall, "X-005", by="08"), by="21")


@pytest.mark.rule("S04.16", "S04.18")
def test_f9_tells_who_leads_whose_part_is_open_and_what_is_still_missing(hall: Hall) -> None:
    case = told(hall)
    do(hall, joint.department_opinion, case, CIVIL, "agree", "", "刘主任")
    found = explained(look(hall, case))
    texts = [step.text for step in found.steps]
    assert "民政办 同意 11-20 刘主任" in texts
    assert f"等：{POLICE}，齐了才能准予" in texts
    assert found.rules >= {"S04.16", "S04.18", "S04.13"}


@pytest.mark.rule("S04.13", "S04.21")
def test_who_is_told_late_has_no_fewer_days_but_never_beyond_the_one_limit(stepped: Hall) -> None:
    case = take(stepped, "X-010")
    clock_of(stepped).set("2026-11-25T09:00:00")
    assert joint_state.planned(look(stepped, case)) == {CIVIL: date(2026, 12, 3), POLICE: None, "林业站": None}
    do(stepped, joint.notify_departments, case)
    life = look(stepped, case).life
    assert all(each.due is not None and life.due is not None and each.due <= life.due
               for each in joint_state.parts_at(look(stepped, case)))  # fmt: skip
    assert joint_state.late_parts(look(stepped, case)) == ()


def test_the_standing_names_a_signer_and_the_lead_window_as_people_call_them(hall: Hall) -> None:
    case = told(hall)
    do(hall, joint.department_opinion, case, CIVIL, "agree")
    do(hall, joint.make_joint_standing, case)
    said = to_json(papers(hall, case)["joint-standing"])
    assert "窗口负责人" in said
    assert joint_state.lead_name(look(hall, case)) == "民政窗口" and "民政窗口" in said
    with hall.act("01") as work:
        departments.add_department(work, "就业办", "SB")
    assert joint_state.signer_of(hall, "就业办") == "王强（A岗）"
