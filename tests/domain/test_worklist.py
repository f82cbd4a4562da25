"""The worklists and finding: who stands on which list, in which order, paged by key, always by an index."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.casework import cases
from counter.domain.casework.acts.corrections import void
from counter.domain.casework.acts.platform import enter_above
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.recount import lay_down
from counter.domain.casework.cases import Application
from counter.domain.casework.lists.finding import find_cases
from counter.domain.casework.lists.worklist import LISTINGS, CaseRow, Worklist, counts, place_of
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from tests.halls import APPLY, CARD, INCOME, clock_of, make_hall
from tests.plans import none_scans, plans_of

LI = Who("李国强", id_no="511923197201019979", phone="15400010001", village="双河村", group="3")
WANG = Who("王秀芳", phone="15400010002", village="石桥村", group="2")
ZHAO = Who("赵成", village="场镇社区")


def take(hall: Hall, item: str = "X-001", who: Who = LI, by: str = "07", **more: Any) -> int:
    with hall.act(by, "民政") as work:
        return cases.accept(work, Application(item, who, **more)).case_id


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def shown(rows: Any) -> list[str]:
    return [row.short for row in rows]


def listed(hall: Hall, name: Any, posts: tuple[str, ...] | None = ("MZ",)) -> list[CaseRow]:
    return list(Worklist(hall, name, posts).first(50))


def test_a_row_says_what_the_list_shows(hall: Hall) -> None:
    take(hall)
    (row,) = listed(hall, "open")
    assert (row.short, row.item, row.applicant, row.place) == ("1120-0001", "试验承诺事项", "李国强", "双河3")
    assert (row.kind_name, row.left, row.left_words, row.responsible) == ("承诺件", 5, "5日", "张丽")
    assert (row.mark, row.late, row.soon) == ("", False, False)


@pytest.mark.parametrize(
    ("now", "mark", "left", "lists"),
    [
        ("2026-11-24T09:00:00", "", "3日", {"open"}),
        ("2026-11-25T09:00:00", "近", "2日", {"open", "soon"}),
        ("2026-11-27T09:00:00", "近", "今日", {"open", "today"}),
        ("2026-11-27T18:00:00", "近", "今日", {"open", "today"}),
        ("2026-11-27T18:00:01", "超", "今日", {"open", "overdue", "chase"}),
        ("2026-11-30T09:00:00", "超", "-1日", {"open", "overdue", "chase"}),
        ("2026-12-01T09:00:00", "超", "-2日", {"open", "overdue", "chase"}),
    ],
)
def test_due_soon_and_overdue_follow_the_moment_of_looking(
    hall: Hall, now: str, mark: str, left: str, lists: set[str]
) -> None:
    take(hall)
    clock_of(hall).set(now)
    (row,) = listed(hall, "open")
    assert (row.mark, row.left_words) == (mark, left)
    assert {name for name in LISTINGS if listed(hall, name)} == lists | {"unentered"}


def test_waiting_collecting_and_closed_have_their_own_lists(hall: Hall) -> None:
    waiting = take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME,)))
    decided, finished = take(hall, who=WANG), take(hall, who=ZHAO)
    with hall.act("07") as work:
        cases.decide(work, decided)
    with hall.act("07") as work:
        cases.finish(work, finished)
    assert [row.id for row in listed(hall, "wait")] == [waiting]
    assert [row.id for row in listed(hall, "collect")] == [decided]
    assert [row.id for row in listed(hall, "closed")] == [decided, finished]
    assert counts(hall, ("MZ",)) == {
        "open": 0, "today": 0, "soon": 0, "overdue": 0, "wait": 1, "collect": 1, "closed": 2, "stopped": 0,
        "joint": 0, "above": 0, "watched": 1, "chase": 0,
        "unentered": 2,
    }  # fmt: skip
    (row,) = listed(hall, "collect")
    assert (row.left_words, row.mark, row.state_name) == ("", "", "待领")


def test_a_case_finished_late_is_not_overdue_while_it_waits_to_be_collected(hall: Hall) -> None:
    late = take(hall)
    clock_of(hall).set("2026-12-03T09:00:00")
    with hall.act("07") as work:
        cases.decide(work, late)
    (row,) = listed(hall, "collect")
    assert (row.late, row.mark) == (False, "")


def test_what_is_not_entered_above_is_a_list_by_the_day_of_acceptance(hall: Hall) -> None:
    waiting = take(hall, brought=Brought(have=(APPLY, CARD), promised_later=(INCOME,)))
    first, other, wrong = take(hall), take(hall, "X-005", by="08"), take(hall, who=WANG)
    clock_of(hall).set("2026-11-23T09:00:00")
    with hall.act("07") as work:
        cases.supplement(work, waiting)
    with hall.act("07") as work:
        void(work, wrong, "重复", "01")
    assert [row.id for row in listed(hall, "unentered")] == [first, waiting]
    assert [row.id for row in listed(hall, "unentered", None)] == [first, other, waiting]
    with hall.act("07") as work:
        enter_above(work, first, "SC-1")
    assert [row.id for row in listed(hall, "unentered")] == [waiting]
    assert counts(hall, ("MZ",))["unentered"] == 1
    assert counts(hall)["unentered"] == 2


def test_a_hall_that_enters_nothing_above_keeps_no_such_list(hall: Hall) -> None:
    take(hall)
    with hall.act("01") as work:
        lay_down(work, "casework.platform", False, hall.today, "上级已免录")
    assert "unentered" not in counts(hall)


def test_own_posts_are_merged_in_the_order_of_the_whole(hall: Hall) -> None:
    first, other = take(hall), take(hall, "X-005", by="08")
    assert [row.id for row in listed(hall, "open")] == [first]
    assert [row.id for row in listed(hall, "open", ("MZ", "SB"))] == [other, first]
    assert [row.id for row in listed(hall, "open", None)] == [other, first]
    assert counts(hall, ("MZ", "SB"))["open"] == counts(hall)["open"] == 2
    assert counts(hall, ())["open"] == 0


@given(st.lists(st.sampled_from(["X-001", "X-005", "X-003"]), min_size=1, max_size=12), st.integers(1, 5))
def test_pages_up_and_down_give_the_whole_list_once(
    tmp_path_factory: pytest.TempPathFactory, items: list[str], size: int
) -> None:
    hall = make_hall(tmp_path_factory.mktemp("hall"))
    for item in items:
        take(hall, item)
    for source in (Worklist(hall, "open", ("MZ", "SB")), Worklist(hall), find_cases(hall, "李国强")):
        whole = [row.id for row in source.first(100)]
        assert sorted(whole) == sorted(range(1, len(items) + 1))
        assert _forward(source, size) == whole
        assert _backward(source, size) == whole


def _forward(source: Any, size: int) -> list[int]:
    rows = list(source.first(size))
    found = [row.id for row in rows]
    while rows:
        rows = list(source.after(source.key(rows[-1]), size))
        found += [row.id for row in rows]
    return found


def _backward(source: Any, size: int) -> list[int]:
    rows = list(source.before(None, size))
    found = [row.id for row in rows]
    while rows:
        rows = list(source.before(source.key(rows[0]), size))
        found = [row.id for row in rows] + found
    return found


def test_no_list_and_no_search_scans_a_table(hall: Hall) -> None:
    take(hall)
    for name in LISTINGS:
        for posts in (("MZ",), None):
            worklist = Worklist(hall, name, posts)
            none_scans(plans_of(hall, lambda each=worklist: (_beyond(each), each.before(None, 5), each.count())))
    for typed in ("李国强", "李", "lgq", "9979", "15400010001", "511923197201019979", "1120-0001", "双河村", "双河3"):
        found = find_cases(hall, typed)
        none_scans(plans_of(hall, lambda each=found: (each.first(5), each.after(99, 5), each.before(0, 5))))


def _beyond(worklist: Worklist) -> list[CaseRow]:
    found = list(worklist.first(5))
    for part, listing in enumerate(worklist.parts):
        moment = at("2026-11-20T08:00:00")
        by = {"due": moment, "watch": moment, "id": None, "tracked": "chased"}.get(listing.by, date(2026, 11, 20))
        found += [*worklist.after((part, by, 1), 5), *worklist.before((part, by, 1), 5)]
    return found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1120-0001", ["1120-0001"]),
        ("QJ-20261120-0001", ["1120-0001"]),
        ("１１２０－０００１", ["1120-0001"]),
        ("11200002", ["1120-0002"]),
        ("1120-", ["1120-0003", "1120-0002", "1120-0001"]),
        ("1120-000", ["1120-0003", "1120-0002", "1120-0001"]),
        ("2", ["1120-0002"]),
        ("1121-0001", []),
        ("511923197201019979", ["1120-0001"]),
        ("9979", ["1120-0001"]),
        ("15400010002", ["1120-0003", "1120-0002"]),
        ("李国强", ["1120-0001"]),
        ("李", ["1120-0001"]),
        ("lgq", ["1120-0001"]),
        ("LGQ", ["1120-0001"]),
        ("双河", ["1120-0001"]),
        ("双河村3组", ["1120-0001"]),
        ("双河2", []),
        ("石桥村", ["1120-0003", "1120-0002"]),
        ("场镇", ["1120-0003"]),
        ("孙悟空", []),
        ("", []),
    ],
)
def test_whatever_is_at_hand_finds_the_case_of_applicant_subject_and_agent(
    hall: Hall, typed: str, found: list[str]
) -> None:
    take(hall)
    take(hall, who=WANG)
    take(hall, who=ZHAO, agent=Who("王秀芳", phone="15400010002", village="石桥村", group="2", relation="女儿"))
    assert shown(find_cases(hall, typed).first(9)) == found


def test_a_case_is_found_by_the_person_it_is_done_for(hall: Hall) -> None:
    case = take(hall, subject=Who("李小宝", village="双河村"))
    assert [row.id for row in find_cases(hall, "李小宝").first(9)] == [case]


def test_a_case_whose_people_are_all_meant_stands_there_once(hall: Hall) -> None:
    take(hall, subject=LI, agent=Who(LI.name, id_no=LI.id_no, relation="本人"))
    assert shown(find_cases(hall, "李国强").first(9)) == ["1120-0001"]


def test_four_digits_mean_a_case_of_today_as_well_as_a_persons_last_four(hall: Hall) -> None:
    case = take(hall)
    found = [row.id for row in find_cases(hall, "0001").first(9)]
    assert found == [case]
    assert [row.id for row in find_cases(hall, "9979").first(9)] == [case], "the last four of the identity number"
    clock_of(hall).set("2026-11-23T09:00:00")
    assert find_cases(hall, "0001").first(9) == []


def test_a_number_without_its_year_means_every_year(hall: Hall) -> None:
    take(hall)
    clock_of(hall).set("2027-11-20T09:00:00")
    take(hall)
    assert [row.number for row in find_cases(hall, "1120-0001").first(9)] == ["QJ-20271120-0001", "QJ-20261120-0001"]


def test_a_wrong_number_finds_nothing_and_says_why(hall: Hall) -> None:
    found = find_cases(hall, "511923197201019978")
    assert found.first(9) == []
    assert "校验" in found.meant.says


@pytest.mark.parametrize(
    ("village", "group", "place"),
    [
        ("双河村", "3", "双河3"),
        ("场镇社区", None, "场镇"),
        ("石桥村", "2组", "石桥2"),
        (None, None, ""),
        ("村", "", "村"),
    ],
)
def test_places_are_short(village: str | None, group: str | None, place: str) -> None:
    assert place_of(village, group) == place
