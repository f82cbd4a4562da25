"""Changing the catalogue: versions with their days, items that end, and how a change comes about."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain.casework.case.events import by_number, read
from counter.domain.casework.cases import Application, accept
from counter.domain.hall.item_versions import (
    changes,
    proposals,
)
from counter.domain.hall.item_versions import wanted as item_wanted
from counter.domain.hall.item_versions.history import history, waiting
from counter.domain.hall.item_versions.wanted import Approved, ItemUnserved
from counter.domain.hall.items.catalogue import Catalogue
from counter.domain.hall.items.checks import ItemIncomplete
from counter.domain.hall.items.item import Item, ItemCancelled, ItemDelegated, ItemNotInForce, UnknownItem, item_from
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from counter.domain.setup import open_hall
from tests.halls import clock_of, make_hall, took

DIRECTOR, CLERK, DEPUTY = "01", "03", "05"
TODAY = date(2026, 11, 20)
WHY = "镇政府〔2026〕12号"
PAPER = Approved("县人民政府", date(2026, 11, 19), "县政批〔2026〕8号")
NEW = {
    "code": "N-001", "name": "试验新进事项", "window": "民政", "kind": "promised", "promised_days": 5,
    "statutory_days": 20, "fee_basis": "不收费", "basis": "某条例第三条", "conditions": "符合规定",
    "procedure": "受理→审核→决定", "result": "通知书", "departments": ("民政办",),
    "materials": ({"name": "申请表", "key": True},),
}  # fmt: skip


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.fixture
def county(tmp_path: Path) -> Hall:
    """A hall whose entries and exits are approved by the county."""
    return make_hall(tmp_path, rules={"items.entry": ("县人民政府",)})  # type: ignore[dict-item]


def new(**values: Any) -> Item:
    return item_from({**NEW, **values}, file="试验")


def change(hall: Hall, code: str = "MZ-005", since: date | None = None, by: str = DIRECTOR, **fields: Any) -> Item:
    with hall.act(by) as work:
        return changes.change_item(work, code, fields, since, WHY)


def taken(hall: Hall, item: str) -> str:
    with hall.act(CLERK, "W01") as work:
        return accept(work, Application(item, Who("李国强", phone="15400010001"))).number


def case_item(hall: Hall, number: str) -> Item:
    with hall.look() as connection:
        return read(hall, connection, by_number(connection, number)).item


# -- versions ----------------------------------------------------------------------------------


@pytest.mark.rule("S29.11")
def test_a_version_holds_from_its_day_on_and_cases_keep_theirs(hall: Hall) -> None:
    before = took(hall, item="MZ-005")
    assert change(hall, since=TODAY + timedelta(days=3), promised_days=3).version == 2
    between = took(hall, name="王秀芳", item="MZ-005")
    clock_of(hall).forward(days=3)
    after = took(hall, name="赵成", item="MZ-005")
    days = {number: case_item(hall, number).promised_days for number in (before, between, after)}
    assert days == {before: 5, between: 5, after: 3}
    assert hall.item("MZ-005").promised_days == 3
    reopened = open_hall(hall.storage, hall.clock)
    assert reopened.item("MZ-005") == hall.item("MZ-005")
    assert verify(hall).sound


def test_a_change_of_today_leaves_a_planned_one_its_day(hall: Hall) -> None:
    planned = TODAY + timedelta(days=10)
    change(hall, since=planned, promised_days=4)
    change(hall, note="带身份证原件")
    catalogue = hall.catalogue
    assert (catalogue.by_code("MZ-005", TODAY).version, catalogue.by_code("MZ-005", planned).version) == (3, 2)
    assert catalogue.by_code("MZ-005", planned).note != "带身份证原件"


def test_an_item_comes_to_a_business_that_a_post_sees_to(hall: Hall) -> None:
    with pytest.raises(ItemUnserved, match="没有岗位办理"):
        change(hall, window="没有的业务")
    with hall.act(DIRECTOR) as work, pytest.raises(ItemUnserved):
        changes.add_item(work, new(window="没有的业务"), None, WHY)
    assert change(hall, window="残联").window == "残联"


def test_names_bring_their_initials(hall: Hall) -> None:
    assert not hall.catalogue.search("jjn")
    change(hall, aliases=("救急难",))
    assert hall.catalogue.search("jjn")[0].code == "MZ-005"
    kept = change(hall, promised_days=4)
    assert kept.pinyin == hall.catalogue.versions("MZ-005")[1].pinyin


@pytest.mark.parametrize(
    ("fields", "since", "by", "refusal"),
    [
        ({"promised_days": 3}, TODAY - timedelta(days=1), DIRECTOR, item_wanted.ItemBackdated),
        ({"promised_days": 3}, None, CLERK, NotAllowed),
        ({"promised_days": 5}, None, DIRECTOR, item_wanted.ItemUnchanged),
        ({"promised_days": 16}, None, DIRECTOR, ItemIncomplete),
        ({"basis": ""}, None, DIRECTOR, ItemIncomplete),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    hall: Hall, fields: dict[str, Any], since: date | None, by: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        change(hall, since=since, by=by, **fields)
    assert len(hall.catalogue.versions("MZ-005")) == 1
    with hall.look() as connection:
        assert history(hall, connection, "MZ-005") == ()


def test_a_reason_and_a_known_code_are_needed(hall: Hall) -> None:
    with pytest.raises(item_wanted.ItemReasonMissing), hall.act(DIRECTOR) as work:
        changes.change_item(work, "MZ-005", {"promised_days": 3}, None, "  ")
    with pytest.raises(UnknownItem):
        change(hall, "ZZ-999", promised_days=3)


def test_an_old_fault_hinders_no_other_change(hall: Hall) -> None:
    assert change(hall, "X-001", promised_days=4).promised_days == 4
    with pytest.raises(ItemIncomplete, match="法定"):
        change(hall, "X-001", promised_days=21)


@settings(max_examples=60, deadline=None)
@given(days=st.lists(st.integers(0, 60), min_size=1, max_size=8), asked=st.integers(-5, 70))
def test_the_version_in_force_is_the_last_one_that_began(days: list[int], asked: int) -> None:
    begun = [TODAY + timedelta(days=each) for each in days]
    first = new(version=1)
    later = [first.model_copy(update={"version": n, "valid_from": day}) for n, day in enumerate(begun, start=2)]
    on = TODAY + timedelta(days=asked)
    found = Catalogue([first, *later]).by_code("N-001", on)
    expected = max((each for each in later if each.valid_from <= on), key=lambda each: (each.valid_from, each.version),
                   default=first)  # fmt: skip
    assert found == expected


# -- the end of an item ------------------------------------------------------------------------


@pytest.mark.rule("S29.10")
def test_a_cancelled_or_delegated_item_cannot_be_accepted_from_its_day_on(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        changes.cancel_item(work, "MZ-005", TODAY + timedelta(days=1), WHY, instead="县民政局")
        changes.delegate_item(work, "MZ-006", "各村便民服务站", TODAY + timedelta(days=1), WHY)
    assert taken(hall, "MZ-005")
    clock_of(hall).forward(days=1)
    for code, refusal, where in (("MZ-005", ItemCancelled, "县民政局"), ("MZ-006", ItemDelegated, "各村便民服务站")):
        with pytest.raises(refusal, match=WHY) as refused:
            taken(hall, code)
        assert where in refused.value.sentence and refused.value.rules == {"S29.10"}
    assert {each.code for each in hall.catalogue.search("临时救助", on=hall.today)[-2:]} == {"MZ-005", "MZ-006"}
    assert "MZ-005" not in [each.code for each in hall.catalogue.search("", "民政", {"MZ-005": 9}, hall.today)]


@pytest.mark.rule("S29.10")
def test_an_ended_item_does_not_come_back_in_disguise(hall: Hall) -> None:
    name = hall.item("MZ-005").name
    with hall.act(DIRECTOR) as work:
        changes.cancel_item(work, "MZ-005", None, WHY)
    with pytest.raises(item_wanted.ItemDisguised, match="MZ-005") as refused, hall.act(DIRECTOR) as work:
        changes.add_item(work, new(name=name), None, WHY)
    assert refused.value.rules == {"S29.10"}
    with pytest.raises(item_wanted.ItemDisguised):
        change(hall, "MZ-006", name=name)
    assert not hall.catalogue.versions("N-001")


def test_an_ended_item_is_not_changed_and_may_come_back(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        changes.cancel_item(work, "MZ-005", None, WHY)
    with pytest.raises(item_wanted.ItemNotOpen):
        change(hall, promised_days=3)
    back = hall.catalogue.versions("MZ-005")[-1]
    with hall.act(DIRECTOR) as work:
        changes.add_item(work, back, None, "恢复的通知")
    assert hall.item("MZ-005").status == "open"
    assert taken(hall, "MZ-005")


def test_a_new_item_can_be_found_and_accepted_and_its_code_is_its_own(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        changes.add_item(work, new(), None, WHY)
    assert hall.catalogue.search("syxj")[0].code == "N-001"
    assert taken(hall, "N-001")
    with pytest.raises(item_wanted.ItemExists), hall.act(DIRECTOR) as work:
        changes.add_item(work, new(), None, WHY)
    with pytest.raises(ItemIncomplete, match="设定依据"), hall.act(DIRECTOR) as work:
        changes.add_item(work, new(code="N-002", basis=""), None, WHY)


# -- proposed, checked, approved ---------------------------------------------------------------


def proposed(hall: Hall, by: str = CLERK) -> int:
    with hall.act(by, "W01") as work:
        return proposals.propose_item(work, item_wanted.to_enter(work, new(), None, WHY, "民政办"))


@pytest.mark.rule("S29.6")
def test_entry_waits_for_the_check_and_the_approval_from_above(county: Hall) -> None:
    key = proposed(county)
    with pytest.raises(UnknownItem):
        taken(county, "N-001")
    with pytest.raises(NotAllowed), county.act(CLERK) as work:
        proposals.check_item(work, key)
    with pytest.raises(proposals.ItemChangeSettled), county.act(DIRECTOR) as work:
        proposals.approve_item(work, key, PAPER)
    with county.act(DIRECTOR) as work:
        assert proposals.check_item(work, key) is None
    with pytest.raises(UnknownItem):
        taken(county, "N-001")
    with county.act(DIRECTOR) as work:
        made = proposals.approve_item(work, key, PAPER)
    assert made is not None and made.version == 1
    assert taken(county, "N-001")
    assert verify(county).sound


@pytest.mark.rule("S29.6")
def test_no_entry_or_exit_without_the_paper_where_the_county_approves(county: Hall) -> None:
    with pytest.raises(changes.ItemNeedsApproval, match="县人民政府") as refused, county.act(DIRECTOR) as work:
        changes.add_item(work, new(), None, WHY)
    assert "S29.6" in refused.value.rules
    for end in (
        lambda work: changes.cancel_item(work, "MZ-005", None, WHY),
        lambda work: changes.change_item(work, "MZ-005", {"status": "cancelled", "ended_by": WHY}, None, WHY),
    ):
        with pytest.raises(changes.ItemNeedsApproval), county.act(DIRECTOR) as work:
            end(work)
    with county.act(DIRECTOR) as work:
        assert changes.cancel_item(work, "MZ-005", None, WHY, "", PAPER).status == "cancelled"
    assert change(county, "MZ-006", note="只是说明").version == 2


@pytest.mark.parametrize("paper", [
    Approved("", date(2026, 11, 19), "8号"), Approved("县政府", date(2026, 11, 19), " "),
    Approved("县政府", date(2026, 11, 21), "8号"),
])  # fmt: skip
def test_an_approval_names_who_when_and_its_number(county: Hall, paper: Approved) -> None:
    with pytest.raises(item_wanted.ApprovalUnclear), county.act(DIRECTOR) as work:
        changes.cancel_item(work, "MZ-005", None, WHY, "", paper)
    assert county.item("MZ-005").status == "open"


def test_who_proposed_does_not_enter_the_approval(county: Hall) -> None:
    key = proposed(county, DIRECTOR)
    with county.act(DIRECTOR) as work:
        proposals.check_item(work, key)
    with pytest.raises(proposals.OwnItemChange), county.act(DIRECTOR) as work:
        proposals.approve_item(work, key, PAPER)


def test_a_no_needs_its_reason_and_ends_it(county: Hall) -> None:
    key = proposed(county)
    with pytest.raises(item_wanted.ItemReasonMissing), county.act(DIRECTOR) as work:
        proposals.check_item(work, key, granted=False)
    with county.act(DIRECTOR) as work:
        proposals.check_item(work, key, granted=False, note="材料不必要")
    with pytest.raises(proposals.ItemChangeSettled), county.act(DIRECTOR) as work:
        proposals.check_item(work, key)
    with county.look() as connection:
        (told,) = history(county, connection, "N-001")
        assert waiting(county, connection) == ()
    assert told.state == "rejected" and "材料不必要" in "".join(told.said)


def test_a_proposal_that_waited_past_its_day_holds_from_the_day_it_is_checked(hall: Hall) -> None:
    with hall.act(CLERK, "W01") as work:
        wanted = item_wanted.to_change(work, "MZ-005", {"promised_days": 4}, TODAY, WHY, "民政办")
        key = proposals.propose_item(work, wanted)
    clock_of(hall).forward(days=5)
    with hall.act(DIRECTOR) as work:
        made = proposals.check_item(work, key)
    assert made is not None and made.valid_from == hall.today
    assert hall.catalogue.by_code("MZ-005", TODAY).promised_days == 5


def test_a_proposal_changes_only_what_it_wanted_and_gives_way_to_nobody_silently(hall: Hall) -> None:
    def wanted(**fields: object) -> int:
        with hall.act(CLERK, "W01") as work:
            return proposals.propose_item(work, item_wanted.to_change(work, "MZ-005", fields, None, WHY, "民政办"))

    first, second = wanted(promised_days=4), wanted(promised_days=3)
    change(hall, note="带身份证原件")
    with hall.act(DIRECTOR) as work:
        made = proposals.check_item(work, first)
    assert made is not None and (made.promised_days, made.note) == (4, "带身份证原件")
    name = hall.person(DIRECTOR).name
    with pytest.raises(item_wanted.ItemOvertaken, match=f"{name}.*承诺时限"), hall.act(DIRECTOR) as work:
        proposals.check_item(work, second)
    assert hall.item("MZ-005").promised_days == 4


def test_an_item_proposed_twice_enters_once(hall: Hall) -> None:
    first, second = proposed(hall), proposed(hall)
    with hall.act(DIRECTOR) as work:
        proposals.check_item(work, first)
    with pytest.raises(item_wanted.ItemExists), hall.act(DIRECTOR) as work:
        proposals.check_item(work, second)


def test_an_item_to_be_cancelled_later_is_open_until_then(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        changes.cancel_item(work, "MZ-005", TODAY + timedelta(days=9), WHY)
    same = hall.catalogue.versions("MZ-005")[-1]
    with pytest.raises(item_wanted.ItemExists), hall.act(DIRECTOR) as work:
        changes.add_item(work, same, None, WHY)
    with hall.look() as connection:
        assert history(hall, connection, "MZ-005")[0].headline.endswith("到时生效")
    with hall.act(DIRECTOR) as work:
        assert changes.add_item(work, same, TODAY + timedelta(days=9), WHY).version == 3


def test_an_item_that_is_to_come_is_listed_and_not_yet_accepted(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        changes.add_item(work, new(), TODAY + timedelta(days=9), WHY)
    assert [each.code for each in hall.catalogue.matching("试验新进", TODAY)] == ["N-001"]
    assert hall.catalogue.search("试验新进", on=TODAY) == []
    with pytest.raises(ItemNotInForce):
        taken(hall, "N-001")
    with pytest.raises(item_wanted.ItemExists), hall.act(DIRECTOR) as work:
        changes.add_item(work, new(), None, WHY)


# -- what was done -----------------------------------------------------------------------------


@pytest.mark.rule("S29.7")
def test_the_history_tells_who_changed_what_when_and_why(hall: Hall) -> None:
    change(hall, promised_days=4, fee=2, fee_basis="发改价〔2020〕1号")
    clock_of(hall).forward(days=1)
    with hall.act(DIRECTOR) as work:
        changes.cancel_item(work, "MZ-005", None, "县政府清理目录", "县民政局", PAPER)
    with hall.look() as connection:
        last, first = history(hall, connection, "MZ-005")
    assert first.fields == (
        "承诺时限（工作日）：5 改为 4",
        "收费（元）：0 改为 2",
        "收费依据：不收费 改为 发改价〔2020〕1号",
    )
    assert (first.version, last.version, last.headline) == (2, 3, "第3版 取消，2026-11-21起，已生效")
    name = hall.person(DIRECTOR).name
    assert f"{name}2026-11-20" in first.said[0] and WHY in first.said[0]
    assert "县人民政府2026-11-19批准（县政批〔2026〕8号）" in "".join(last.said)
    assert "状态：可受理 改为 已取消" in last.fields


def test_what_waits_is_listed_with_what_it_would_change(hall: Hall) -> None:
    with hall.act(CLERK, "W01") as work:
        proposals.propose_item(work, item_wanted.to_change(work, "MZ-005", {"promised_days": 4}, None, WHY, "民政办"))
    with hall.look() as connection:
        (told,) = waiting(hall, connection)
    assert told.fields == ("承诺时限（工作日）：5 改为 4",) and told.said[0].startswith("民政办提出")
