"""The decision at intake, under each hall's own settings: kind, papers, what is too complex, who leads, why."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.casework.case.decision import (
    CENTRE,
    Brought,
    Decision,
    MainPaperOwed,
    NoKindOfItsOwn,
    Overrule,
    TooFewDepartments,
    UnknownMaterial,
    decide_intake,
    kind_of,
    kind_said,
    lead_of,
)
from counter.domain.casework.case.limits import goes_up, judgement_limit, limit_of, unusual
from counter.domain.casework.intake.verdict import verdict
from counter.domain.clock import at
from counter.domain.hall.days import calendar as calendars
from counter.domain.hall.items.item import Item, ItemCancelled, ItemDelegated, item_from
from counter.domain.hall.laid_down import hours_of
from counter.domain.hall.rulebook import Override, Rulebook, in_force, shipped

HALLS = ("qiujia", "zhenlai", "nanshan", "township", "community")
DAY = date(2026, 11, 20)
mark = pytest.mark


_PAPERS = (
    {"name": "申请表", "key": True},
    {"name": "收入证明"},
    {"name": "近照", "deferrable": True},
)


def item(kind: str, *departments: str, **more: Any) -> Item:
    facts: Mapping[str, Any] = {
        "code": "X-1", "name": "试验事项", "window": "民政", "kind": kind, "promised_days": 4, "statutory_days": 20,
        "departments": departments, "materials": _PAPERS, **more,
    }  # fmt: skip
    return item_from(facts, file="试验")


def book(hall: str, **changes: Any) -> Rulebook:
    """A shipped rulebook with values under `casework` set otherwise; `__` stands for a dot."""
    own = [Override(f"casework.{path.replace('__', '.')}", value, DAY, "试验") for path, value in changes.items()]
    return in_force(shipped(hall), own, DAY)


# -- the kind -------------------------------------------------------------------------------------

TWO = ("民政办", "派出所")
THREE = (*TWO, "自然资源所")


@pytest.mark.parametrize(
    ("hall", "departments", "kind", "cited"),
    [
        pytest.param("township", TWO, "promised", "S03.1", marks=mark.rule("S04.1")),
        pytest.param("township", THREE, "joint", "S04.1", marks=mark.rule("S04.1")),
        *(pytest.param(hall, TWO, "joint", "S04.2", marks=mark.rule("S04.2")) for hall in HALLS if hall != "township"),
        *(pytest.param(hall, ("民政办",), "promised", "", marks=mark.rule("S04.2")) for hall in HALLS),
    ],
)
def test_how_many_departments_make_it_joint(hall: str, departments: tuple[str, ...], kind: str, cited: str) -> None:
    found = kind_of(item("promised", *departments), book(hall))
    assert found.value == kind
    assert not cited or cited in found.rules


@pytest.mark.parametrize(
    ("hall", "kind", "cited"),
    [
        pytest.param("qiujia", "instant", "S02.1", marks=mark.rule("S02.1")),
        pytest.param("township", "instant", "S02.1", marks=mark.rule("S01.1", "S02.1")),
        pytest.param("zhenlai", "instant", "S02.1", marks=mark.rule("S02.1")),
        pytest.param("community", "instant", "S02.2", marks=mark.rule("S02.2")),
        pytest.param("township", "promised", "S03.1", marks=mark.rule("S03.1")),
        pytest.param("zhenlai", "promised", "S03.2", marks=mark.rule("S03.2")),
        pytest.param("nanshan", "promised", "S03.3", marks=mark.rule("S03.3")),
        pytest.param("community", "promised", "S03.3", marks=mark.rule("S03.3")),
        pytest.param("township", "referred", "S07.1", marks=mark.rule("S07.1")),
        pytest.param("community", "referred", "S07.5", marks=mark.rule("S07.5")),
        pytest.param("township", "instant", "S01.1", marks=mark.rule("S01.1")),
        pytest.param("zhenlai", "instant", "S01.2", marks=mark.rule("S01.2")),
        pytest.param("nanshan", "instant", "S01.4", marks=mark.rule("S01.4")),
        pytest.param("community", "instant", "S01.5", marks=mark.rule("S01.5")),
    ],
)
def test_each_hall_says_what_a_kind_is_in_the_words_of_its_own_document(hall: str, kind: str, cited: str) -> None:
    found = kind_of(item(kind), book(hall))
    assert found.value == kind
    assert cited in found.rules
    defined = getattr(book(hall).casework.defined, kind)
    assert any(defined.value in step.text and defined.cite in step.cites for step in found.steps)


@mark.rule("S01.2", "S03.2", "S03.13", "S07.6")
def test_where_there_are_five_kinds_what_goes_up_is_a_promised_case_with_its_local_part() -> None:
    up = item("referred", "民政办", promised_days=15,
              steps=({"department": "民政办", "days": 3}, {"department": "县民政局", "days": 12}))  # fmt: skip
    found = kind_of(up, book("zhenlai"))
    assert found.value == "promised"
    assert {"S01.2", "S03.2"} <= found.rules
    limit = limit_of(up, found.value, book("zhenlai"))
    assert (limit["days"], limit["answer_days"]) == (3, 15)
    assert {"S03.13", "S07.6"} <= set(limit["rules"])
    assert not goes_up(item("promised"), "promised", book("zhenlai"))
    for hall in HALLS:
        if hall != "zhenlai":
            assert kind_of(up, book(hall)).value == "referred"
            assert not goes_up(up, "promised", book(hall))


@mark.rule("S01.2")
def test_what_is_no_kind_of_the_hall_cannot_be_chosen() -> None:
    with pytest.raises(NoKindOfItsOwn) as refused:
        decide_intake(item("promised"), Brought(), book("zhenlai"), overrule=Overrule("referred", "县里批"))
    assert "S01.2" in refused.value.rules
    chosen = decide_intake(item("promised"), Brought(), book("qiujia"), overrule=Overrule("referred", "县里批"))
    assert chosen.value.kind == "referred"


@mark.rule("S04.1", "S04.2")
@pytest.mark.parametrize(("hall", "cited"), [("township", "S04.1"), ("qiujia", "S04.2")])
def test_nobody_makes_a_joint_case_of_too_few_departments(hall: str, cited: str) -> None:
    with pytest.raises(TooFewDepartments) as refused:
        decide_intake(item("promised", "民政办"), Brought(), book(hall), overrule=Overrule("joint", "想一起办"))
    assert cited in refused.value.rules


@mark.rule("S01.1")
def test_several_kinds_at_once_are_taken_in_the_hall_s_order_and_it_says_so() -> None:
    both = item("referred", *TWO)
    assert kind_of(both, book("qiujia")).value == "joint"
    turned = book("qiujia", order=["controlled", "referred", "joint", "promised", "instant"])
    found = kind_of(both, turned)
    assert found.value == "referred"
    assert "同时够得上上报件、联办件" in found.steps[-1].text
    assert kind_of(item("controlled", *THREE), book("qiujia")).value == "controlled"


@pytest.mark.parametrize(
    ("kind", "departments", "way", "cited"),
    [
        pytest.param("instant", (), "直接办理制", "S08.1", marks=mark.rule("S08.1")),
        pytest.param("promised", (), "承诺办理制，重点办理", "S08.2", marks=mark.rule("S08.2")),
        pytest.param("promised", THREE, "联合办理制", "S08.3", marks=mark.rule("S08.3")),
        pytest.param("referred", (), "负责办理制", "S08.4", marks=mark.rule("S08.4")),
        pytest.param("controlled", (), "明确答复制", "S08.5", marks=mark.rule("S08.5")),
    ],
)
@mark.rule("S01.6")
def test_each_kind_has_its_way_of_handling(kind: str, departments: tuple[str, ...], way: str, cited: str) -> None:
    found = kind_of(item(kind, *departments), book("township"))
    assert f"（{way}）" in found.steps[0].text
    assert {each for each in found.rules if each.startswith("S08")} == {cited}
    assert "S01.6" in found.rules


@mark.rule("S08.6")
def test_a_hall_may_have_names_for_three_ways_only_or_none() -> None:
    three = book("township", regimes={"instant": "直接办理制", "promised": "承诺办理制", "joint": "联合办理制"})
    assert "联合办理制" in kind_of(item("promised", *THREE), three).steps[0].text
    assert "制" not in kind_of(item("referred"), three).steps[0].text
    assert all("办理制" not in step.text for step in kind_of(item("instant"), book("nanshan")).steps)


@pytest.mark.parametrize(
    ("hall", "lead", "said", "cited"),
    [
        pytest.param("township", "民政办", "主办窗口民政办受理并牵头", "S04.3", marks=mark.rule("S04.3")),
        pytest.param("zhenlai", "民政办", "中心根据事项性质", "S04.4", marks=mark.rule("S04.4")),
        pytest.param("nanshan", "民政办", "由责任窗口民政办协调", "S04.5", marks=mark.rule("S04.5")),
    ],
)
def test_who_leads_a_joint_case(hall: str, lead: str, said: str, cited: str) -> None:
    found = lead_of(item("promised", *THREE, lead="民政办"), book(hall))
    assert (found.value, found.rules) == (lead, {cited})
    assert said in found.steps[0].text
    decided = decide_intake(item("promised", *THREE, lead="民政办"), Brought(), book(hall))
    assert (decided.value.kind, decided.value.lead) == ("joint", lead)
    assert cited in decided.rules


@mark.rule("S04.6")
def test_where_every_window_takes_it_in_at_once_the_centre_leads() -> None:
    found = lead_of(item("promised", *TWO), book("qiujia", joint__lead="simultaneous"))
    assert found.value == CENTRE
    assert "民政办、派出所同时受理" in found.steps[0].text
    assert lead_of(item("promised", *TWO), book("qiujia")).value == "民政"


# -- the papers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hall", HALLS)
@mark.rule("S06.1", "S05.9")
def test_without_its_main_paper_it_is_returned_everywhere(hall: str) -> None:
    for brought in (Brought(have=("收入证明",)), Brought(have=("收入证明",), promised_later=("申请表",))):
        found = decide_intake(item("promised", *THREE), brought, book(hall))
        assert (found.value.outcome, found.value.missing) == ("returned", ("申请表",))
        assert {"S06.1", "S05.9"} <= found.rules


@pytest.mark.parametrize(
    ("hall", "gaps", "outcome"),
    [
        ("qiujia", None, "awaiting-materials"), ("qiujia", "go-on", "accepted"),
        ("qiujia", "wait", "awaiting-materials"),
        ("nanshan", "go-on", "accepted"), ("community", "go-on", "accepted"), ("community", None, "awaiting-materials"),
        ("township", "go-on", "awaiting-materials"), ("zhenlai", "go-on", "awaiting-materials"),
    ],
)  # fmt: skip
@mark.rule("S09.1", "S09.3")
def test_missing_attachments_wait_or_are_owed_as_the_hall_has_it(hall: str, gaps: Any, outcome: str) -> None:
    found = decide_intake(item("promised"), Brought(have=("申请表", "收入证明")), book(hall), gaps)
    assert found.value.outcome == outcome
    assert (found.value.owed, found.value.missing) == ((("近照",), ()) if outcome == "accepted" else ((), ("近照",)))


@pytest.mark.parametrize(
    ("hall", "cited"),
    [
        pytest.param("township", "S05.1", marks=mark.rule("S05.1")),
        pytest.param("zhenlai", "S05.2", marks=mark.rule("S05.2")),
        pytest.param("nanshan", "S05.3", marks=mark.rule("S05.3")),
        pytest.param("community", "S10.7", marks=mark.rule("S10.7")),
    ],
)
def test_a_supplement_cites_the_hall_s_own_definition(hall: str, cited: str) -> None:
    found = decide_intake(item("promised"), Brought(have=("收入证明", "近照"), forgot=("申请表",)), book(hall))
    assert found.value.outcome == "awaiting-materials"
    assert {cited, "S05.6"} <= found.rules


@mark.rule("S02.8")
@pytest.mark.parametrize("brought", [Brought(), Brought(have=())])
def test_what_needs_only_an_answer_is_an_instant_case(brought: Brought) -> None:
    asked = item("instant", materials=())
    assert decide_intake(asked, brought, book("township")).value == Decision("accepted", "instant")


@mark.rule("S06.16")
def test_the_window_neither_tightens_nor_loosens_what_is_asked_for() -> None:
    with pytest.raises(UnknownMaterial):
        decide_intake(item("promised"), Brought(forgot=("村委会证明",)), book("qiujia"))
    with pytest.raises(MainPaperOwed):
        decide_intake(item("promised"), Brought(have=("收入证明",), forgot=("申请表",)), book("qiujia"), "go-on")
    lacking = Brought(have=("申请表", "近照"))
    assert decide_intake(item("promised"), lacking, book("qiujia"), "go-on").value.outcome == "not-accepted"


@mark.rule("S04.15", "S10.11")
def test_what_all_departments_want_of_a_joint_case_is_told_in_one_list() -> None:
    wanted = (
        {"name": "申请表", "key": True},
        {"name": "派出所的证明"},
        {"name": "自然资源所的图"},
        {"name": "近照", "deferrable": True},
    )
    lacking = Brought(have=("申请表",), forgot=("派出所的证明",), promised_later=("自然资源所的图",))
    found = decide_intake(item("joint", *THREE, materials=wanted), lacking, book("township"))
    assert (found.value.outcome, found.value.kind) == ("awaiting-materials", "joint")
    assert found.value.missing == ("派出所的证明", "自然资源所的图", "近照")


_KINDS = ("instant", "promised", "joint", "referred", "controlled")
_NAMES = ("甲", "乙", "丙", "丁")
_materials = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4)


@given(hall=st.sampled_from(HALLS), kind=st.sampled_from(_KINDS), flags=_materials, bodies=st.integers(0, 4),
       data=st.data(), gaps=st.sampled_from([None, "wait", "go-on"]),
       weigh=st.sampled_from(["", "说不准"]))  # fmt: skip
def test_every_application_gets_one_answer_that_the_rules_allow(
    hall: str, kind: str, flags: list[tuple[bool, bool]], bodies: int, data: st.DataObject, gaps: Any, weigh: str
) -> None:
    """Whatever comes: one outcome, its reason where it ends, and never a main paper owed."""
    wanted = tuple({"name": name, "key": key, "deferrable": deferrable and not key}
                   for name, (key, deferrable) in zip(_NAMES, flags, strict=False))  # fmt: skip
    matter = item(kind, *(f"部门{n}" for n in range(bodies)), materials=wanted)
    standing = {each.name: data.draw(st.sampled_from(["had", "forgot", "promised", "missing"]))
                for each in matter.materials}  # fmt: skip
    lists = {way: tuple(name for name, found in standing.items() if found == way) for way in standing.values()}
    brought = Brought(lists.get("had", ()), lists.get("forgot", ()), lists.get("promised", ()))
    rules = book(hall)
    keys = {each.name for each in matter.materials if each.key}
    try:
        found = decide_intake(matter, brought, rules, gaps, weigh=weigh)
    except MainPaperOwed:
        assert gaps == "go-on" and any(standing[name] != "had" for name in keys)
        return
    what = found.value
    assert found.steps and what.kind != "controlled"
    assert bool(what.kind) == (what.outcome in ("accepted", "awaiting-materials", "deliberating"))
    assert bool(what.reason) == (what.outcome in ("returned", "not-accepted", "deliberating"))
    assert not (set(what.owed) & keys) and not (what.owed and what.missing)
    if what.outcome == "accepted":
        assert all(standing[name] == "had" for name in standing if name not in what.owed)
    if what.outcome == "awaiting-materials":
        assert set(what.missing) == {name for name, found_ in standing.items() if found_ != "had"}
    if what.lead:
        assert what.kind == "joint" and bodies >= rules.casework.joint.threshold.value


@mark.rule("S01.3", "S14.14")
def test_where_agency_is_a_kind_of_its_own_an_agency_case_is_told_as_one() -> None:
    own = book("township", kinds=["instant", "promised", "supplement", "agency", "joint"])
    assert kind_said("promised", {"agency", "owing"}, own) == "代理件（承诺件）"
    assert kind_said("", {"agency"}, own) == "代理件"
    assert kind_said("promised", {"owing"}, own) == "承诺件"
    assert kind_said("promised", {"agency"}, book("township")) == "承诺件"


# -- controlled matters, and what cannot be judged on the spot --------------------------------------


@pytest.mark.parametrize(
    ("hall", "cited"),
    [
        pytest.param("township", {"S06.4", "S06.8"}, marks=mark.rule("S06.4", "S06.8")),
        pytest.param("zhenlai", {"S06.2"}, marks=mark.rule("S06.2")),
        pytest.param("nanshan", {"S06.2", "S06.3"}, marks=mark.rule("S06.2", "S06.3")),
    ],
)
def test_a_controlled_matter_is_returned_by_the_hall_s_own_grounds(hall: str, cited: set[str]) -> None:
    found = decide_intake(item("controlled", *THREE), Brought(have=()), book(hall))
    found = (
        decide_intake(item("controlled", *THREE), Brought(), book(hall)) if found.value.outcome == "enquiry" else found
    )
    assert found.value.outcome == "returned"
    assert book(hall).casework.defined.controlled.value in found.value.reason
    assert cited <= found.rules


@pytest.mark.parametrize(
    ("hall", "days", "cited"),
    [
        pytest.param("nanshan", 3, "S06.10", marks=mark.rule("S06.10")),
        pytest.param("township", 10, "S06.9", marks=mark.rule("S06.9", "S03.19")),
        pytest.param("qiujia", 3, "S06.10", marks=mark.rule("S06.10")),
    ],
)
@mark.rule("S19.2", "S19.6")
def test_what_is_too_complex_is_weighed_and_not_refused_at_the_window(hall: str, days: int, cited: str) -> None:
    matter = item("controlled", promised_days=10)
    found = decide_intake(matter, Brought(), book(hall), weigh="涉及新规划")
    assert (found.value.outcome, found.value.kind, found.value.reason) == ("deliberating", "promised", "涉及新规划")
    assert {cited, "S19.2"} <= found.rules
    limit = judgement_limit(matter, book(hall))
    assert (limit["days"], limit["unit"]) == (days, "working")
    assert cited in limit["rules"]


@mark.rule("S06.9", "S06.10")
@pytest.mark.parametrize(
    ("complex_", "days", "promise", "expected"),
    [("days", 3, 10, 3), ("days", 0, 10, 10), ("promise", 3, 10, 10), ("shorter", 3, 10, 3), ("shorter", 3, 2, 2),
     ("shorter", 0, 7, 7), ("promise", 3, 0, 5), ("days", 3, 0, 3)],
)  # fmt: skip
def test_how_long_it_may_be_weighed(complex_: str, days: int, promise: int, expected: int) -> None:
    rules = book("qiujia", refusal__complex=complex_, refusal__days=days)
    assert judgement_limit(item("controlled", promised_days=promise), rules)["days"] == expected


def test_what_lacks_papers_is_told_first_and_weighed_once_it_is_whole() -> None:
    lacking = Brought(have=("申请表",), promised_later=("收入证明",))
    first = decide_intake(item("promised"), lacking, book("qiujia"), weigh="说不准")
    assert first.value.outcome == "awaiting-materials"
    whole = decide_intake(item("promised", *TWO), Brought(), book("qiujia"), weigh="说不准")
    assert (whole.value.outcome, whole.value.kind) == ("deliberating", "joint")


@mark.rule("S29.10")
@pytest.mark.parametrize(("status", "refusal"), [("cancelled", ItemCancelled), ("delegated", ItemDelegated)])
def test_an_ended_item_is_decided_on_no_more(status: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        decide_intake(item("promised", status=status, ended_by="县府办文件"), Brought(), book("qiujia"))


@mark.rule("S02.6", "S02.9", "S02.5", "S12.5")
def test_an_instant_case_is_done_on_the_spot_or_that_day_as_the_hall_has_it() -> None:
    calendar = calendars.shipped()
    said = {}
    for name in ("community", "qiujia"):
        rules = book(name)
        limit = limit_of(item("instant"), "instant", rules)
        assert ("S02.6" in limit["rules"]) == ("spot" in limit) == (name == "community")
        hours = hours_of(rules, calendar)
        said[name] = verdict(item("instant"), Brought(), rules, calendar, hours, at("2026-11-20T09:12:00")).value.said
    assert said == {"community": "即办件  当场办结，最迟11-20 18:00", "qiujia": "即办件  11-20 18:00前办结"}


@mark.rule("S07.5", "S12.5")
@pytest.mark.parametrize("hall", HALLS)
def test_every_matter_has_a_time_in_which_it_is_done_also_where_others_decide(hall: str) -> None:
    up = item("referred", "民政办", promised_days=15, steps=({"department": "民政办", "days": 3},))
    limit = limit_of(up, kind_of(up, book(hall)).value, book(hall))
    assert (limit["days"], limit["answer_days"]) == (3, 15)
    assert limit_of(item("promised"), "promised", book(hall))["days"] == 4
    assert limit_of(item("instant"), "instant", book(hall))["days"] == 0


@mark.rule("S03.12")
def test_a_promise_longer_than_usual_is_told() -> None:
    assert unusual(item("promised", promised_days=5), "promised", book("township")) == ()
    (said,) = unusual(item("promised", promised_days=6), "promised", book("township"))
    assert "比一般的3至5日长" in said.text and said.cites[0].rules == ("S03.12",)
    assert unusual(item("joint", promised_days=30), "joint", book("township")) == ()
    wider = book("township", usual_days=[3, 10])
    assert unusual(item("promised", promised_days=6), "promised", wider) == ()


def test_the_same_facts_give_the_same_decision() -> None:
    """Pure: asking changes nothing, and nothing but the facts and the rules decides."""
    matter, brought, rules = item("promised", *TWO), Brought(have=("申请表",), forgot=("收入证明",)), book("nanshan")
    before = dataclasses.asdict(brought)
    assert decide_intake(matter, brought, rules) == decide_intake(matter, brought, rules)
    assert dataclasses.asdict(brought) == before
