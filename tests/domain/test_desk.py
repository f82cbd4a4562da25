"""Who stands at the desk: what they and the household have open, owe and can collect; the commonest items."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application
from counter.domain.casework.intake import desk
from counter.domain.casework.intake.desk import Standing
from counter.domain.casework.intake.lookup import HallLookup, OwnCheck
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Known, Who
from tests.halls import clock_of, make_hall

LI = Who("李国强", phone="15400010001", household="H1")
SON = Who("李小明", phone="15400010002", household="H1")
WANG = Who("王秀芳", phone="15400010003")
ITEM, OTHER, INSTANT = "MZ-005", "MZ-002", "MZ-006"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:00:00")


def take(hall: Hall, who: Who, item: str = ITEM, by: str = "07", **more: object) -> int:
    with hall.act(by, "民政") as work:
        return cases.accept(work, Application(item, who, **more)).case_id  # type: ignore[arg-type]


def known(hall: Hall, who: Who) -> Known:
    with hall.look() as connection:
        return desk.candidates(connection, who.phone, hall.today)[0]


def standing(hall: Hall, who: Who, item: str = "") -> Standing:
    person = known(hall, who)
    with hall.look() as connection:
        return desk.standing(hall, connection, person, item)


def test_what_is_open_owed_and_to_collect_stands_apart(hall: Hall) -> None:
    running = take(hall, LI)
    take(hall, LI, OTHER, brought=Brought(have=(), forgot=("家庭情况变更申报表", "居民户口簿", "变更事由佐证材料")))
    take(hall, LI, INSTANT, finish=True)
    found = standing(hall, LI)
    assert [each.code for each in found.on("open")] == [ITEM]
    assert [each.code for each in found.owing] == [OTHER]
    assert found.on("collect") == ()
    assert found.visits == 3
    assert "11-27到期" in found.on("open")[0].said
    with hall.act("07", "民政") as work:
        cases.decide(work, running)
    assert [each.case_id for each in standing(hall, LI).on("collect")] == [running]


def test_papers_that_follow_are_owed_while_the_case_runs(hall: Hall) -> None:
    names = ("小额临时救助申请审批表", "申请人身份证", "户口簿或居住证")
    take(hall, LI, brought=Brought(have=names), gaps="go-on")
    (only,) = standing(hall, LI).owing
    assert only.said.endswith(" 欠件  临时救助审核确认（镇级小额）")


def test_the_households_matters_stand_beside_the_own(hall: Hall) -> None:
    take(hall, SON)
    found = standing_of_new(hall, LI)
    assert [each.whose for each in found.matters] == ["李小明"]
    take(hall, WANG)
    assert standing(hall, WANG).matters != found.matters
    assert len(standing_of_new(hall, LI).matters) == 1


def standing_of_new(hall: Hall, who: Who) -> Standing:
    """Of somebody who has no record of their own yet, but a household."""
    person = Known(0, who.name, "", "", who.phone, "", "", who.household, "")
    with hall.look() as connection:
        return desk.standing(hall, connection, person, ITEM)


@pytest.mark.parametrize(("days", "told"), [(0, True), (90, True), (91, False)])
def test_the_same_item_within_the_halls_days(hall: Hall, days: int, told: bool) -> None:
    take(hall, LI, by="12")
    clock_of(hall).forward(days=days)
    found = standing(hall, LI, ITEM)
    assert bool(found.warning) is told
    assert not standing(hall, LI, OTHER).warning
    if told:
        assert found.again is not None
        assert (found.again.clerk, found.again.number) == (hall.person("12").name, "1120-0001")
        assert hall.person("12").name in found.warning


def test_what_was_returned_may_come_again_without_a_word(hall: Hall) -> None:
    case = take(hall, LI)
    with hall.act("07", "民政") as work:
        cases.return_(work, case, "不是本镇户籍")
    assert not standing(hall, LI, ITEM).warning


def test_the_same_item_for_another_of_the_household_is_a_note_that_names_them(hall: Hall) -> None:
    take(hall, SON)
    found = standing_of_new(hall, LI)
    assert found.warning == ""
    assert found.home_note.startswith("同户90天内有人办过：李小明 1120-0001（")


def test_who_came_for_others_has_had_nothing_of_their_own(hall: Hall) -> None:
    take(hall, LI, agent=Who("王秀芳", phone="15400010003", relation="邻里亲友"))
    found = standing(hall, WANG, ITEM)
    assert (found.warning, found.home_note) == ("", "")


def test_the_subject_and_the_agent_find_the_case_too(hall: Hall) -> None:
    agent = Who("王秀芳", phone="15400010003", relation="邻里亲友")
    take(hall, LI, subject=SON, agent=agent)
    for who in (LI, SON, WANG):
        assert [each.code for each in standing(hall, who).matters] == [ITEM], who


def test_uses_count_the_last_days_of_some_posts(hall: Hall) -> None:
    take(hall, LI)
    take(hall, SON)
    take(hall, WANG, OTHER)
    take(hall, WANG, "SW-001")
    with hall.look() as connection:
        assert desk.uses(connection, ["MZ"], hall.today) == {ITEM: 2, OTHER: 1}
        clock_of(hall).forward(days=91)
        assert desk.uses(connection, ["MZ"], hall.today) == {}


def test_most_used_items_come_first_in_an_empty_field(hall: Hall) -> None:
    for _ in range(2):
        take(hall, LI, "MZ-010")
    lookup = HallLookup(hall, "07", "民政", ["MZ"])
    offered = lookup.items("")
    assert offered[0].code == "MZ-010"
    assert len(offered) == 9


def test_a_short_case_number_means_the_latest_such_day(hall: Hall) -> None:
    clock_of(hall).set("2025-12-30T09:00:00")
    take(hall, LI)
    clock_of(hall).set("2026-11-20T09:00:00")
    take(hall, SON)
    lookup = HallLookup(hall, "07", "民政", ["MZ"])
    assert lookup.applicant_of("1230-0001").name == "李国强"
    assert lookup.applicant_of("1120-0001").name == "李小明"


def test_nobody_checks_the_own_late_entry(hall: Hall) -> None:
    lookup = HallLookup(hall, "07", "民政")
    assert lookup.colleague("12") == hall.person("12").name
    with pytest.raises(OwnCheck):
        lookup.colleague("07")
