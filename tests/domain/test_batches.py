"""Many at once: what a village agent brings, rosters, cards that arrived, results handed out against one signature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.event import listen, remove

from counter.domain.casework import cases
from counter.domain.casework.acts.accepting import LateEntryNeedsPaper
from counter.domain.casework.batches import arrivals, batches, rosters
from counter.domain.casework.batches.arrivals import ToldBefore, UnknownBatch, arrive, tell_batch
from counter.domain.casework.batches.batch_lines import (
    BatchHeaderMissing,
    Line,
    PaperUnclear,
    item_meant,
    lacking,
    read,
)
from counter.domain.casework.batches.batches import (
    Batches,
    Brought,
    CaseRefused,
    LinesWrong,
    NothingInBatch,
    TooManyInBatch,
    deliver_many,
    take_batch,
)
from counter.domain.casework.batches.rosters import (
    NobodyListed,
    NotOnRoster,
    StrikeNeedsReason,
    enroll,
    make_roster,
    strike_off,
)
from counter.domain.casework.booking.appointments import Booking, book
from counter.domain.casework.case import visits
from counter.domain.casework.history.timeline import timeline
from counter.domain.casework.intake import desk
from counter.domain.casework.lists.finding import find_cases
from counter.domain.clock import at
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import village_agents
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.journal import head
from counter.domain.oversight.audit import verify
from counter.papers import text
from tests.halls import INCOME, make_hall
from tests.hands import cases_kept, do, look, papers, take

ID_A, ID_B = "511923197201019979", "511923198502139979"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def agent_of(hall: Hall, village: str = "双河村") -> int:
    with hall.look() as connection:
        return village_agents.agents(connection, village)[0].id


def people(count: int) -> list[Who]:
    names = [first + second for second in "一二三四五六七八九十" for first in "甲乙丙丁戊己庚辛壬癸"]
    return [Who(f"李{names[n]}", phone=f"154{n:08d}", village="双河村") for n in range(count)]


def lines(count: int, **lacks: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(Line(n, "X-001", who, lacks.get(f"line{n}", ())) for n, who in enumerate(people(count), 1))


def printed(hall: Hall, paper: int) -> str:
    with hall.look() as connection:
        return "\n".join(text.render(visits.paper(connection, paper)))


def entries(hall: Hall) -> int:
    with hall.look() as connection:
        return head(connection).seq


@pytest.mark.rule("S18.4")
def test_ten_people_in_one_act_each_with_a_number_on_one_list(hall: Hall) -> None:
    before = entries(hall)
    made = do(hall, take_batch, Brought(lines(10, line3=(INCOME,)), "双河村", agent_of(hall)))
    assert entries(hall) == before + 1
    assert len(set(made.cases)) == 10
    found = [look(hall, case) for case in made.cases]
    assert {case.row["channel"] for case in found} == {"village"}
    assert {case.row["agent_relation"] for case in found} == {"村级代办员"}
    assert [case.life.state for case in found].count("awaiting-materials") == 1
    assert all("agency" in case.life.flags for case in found)
    assert len({case.row["visit_id"] for case in found}) == 1
    sheet = printed(hall, made.paper)
    for case in found:
        assert case.short in sheet
    assert "11-27 18:00" in sheet
    assert "10件，其中待补1件" in sheet
    assert INCOME in sheet
    with hall.look() as connection:
        assert visits.paper(connection, made.paper).copies == ("代办员", "窗口")
        assert batches.cases_of(connection, made.id) == list(made.cases)
    assert [(each.number, each.paper_id) for each in Batches(hall).first(2)] == [(made.number, made.paper)]
    assert verify(hall).sound


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (Line(2, "NO-1", Who("王小梅")), "NO-1"),
        (Line(2, "X-001", Who("")), "姓名"),
        (Line(2, "X-001", Who("王小梅", id_no="511923197201019970")), "第2行"),
        (Line(2, "X-001", Who("李甲一", phone="15400000000")), "与第1行是同一人"),
        (Line(2, "X-001", Who("王小梅"), ("结婚证",)), "结婚证"),
    ],
)
def test_one_bad_line_and_nothing_is_taken_in(hall: Hall, spoil: Line, told: str) -> None:
    before = entries(hall)
    with pytest.raises(LinesWrong, match=told) as refused:
        do(hall, take_batch, Brought((*lines(1), spoil), "双河村", agent_of(hall)))
    assert [each.row for each in refused.value.problems] == [2]
    assert cases_kept(hall) == 0
    assert entries(hall) == before


def test_an_empty_batch_and_one_too_long_are_refused(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingInBatch):
        do(hall, take_batch, Brought((), "双河村", agent_of(hall)))
    monkeypatch.setattr(batches, "MOST", 3)
    with pytest.raises(TooManyInBatch):
        do(hall, take_batch, Brought(lines(4), "双河村", agent_of(hall)))


def test_somebody_else_may_bring_them_too(hall: Hall) -> None:
    made = do(hall, take_batch, Brought(lines(2), "双河村", person=Who("钱代办", phone="15400019999")))
    assert look(hall, made.cases[0]).row["agent_relation"] == "代办"
    with pytest.raises(citizens.NameMissing):
        do(hall, take_batch, Brought(lines(2), "双河村"))


# -- from a sheet ---------------------------------------------------------------------------------


def sheet(folder: Path, *rows: str) -> Path:
    path = folder / "双河村.csv"
    path.write_text("双河村交件\n姓名,身份证号,手机,组,事项,缺少材料\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_a_sheet_is_read_with_every_fault_by_its_row(hall: Hall, tmp_path: Path) -> None:
    path = sheet(
        tmp_path, f"李国强,{ID_A},15400010001,3,X-001,", f"王小梅,{ID_B},,2,试验承诺事项,收入证明、照片",
        "赵成,123,,1,X-001,", "钱三,,,1,没有的事项,", "孙四,,,1,X-001,结婚证", "周五,,15400010005,4,X-001,齐全",
    )  # fmt: skip
    found = read(hall, path, "双河村")
    assert [(each.row, each.field) for each in found.problems] == [(5, "证号"), (6, "事项"), (7, "缺少材料")]
    good = [each for each in found.lines if each.row not in (5, 6, 7)]
    assert [(each.who.name, each.who.village, each.lacks) for each in good] == [
        ("李国强", "双河村", ()), ("王小梅", "双河村", ("收入证明", "照片")), ("周五", "双河村", ()),
    ]  # fmt: skip
    made = do(hall, take_batch, Brought(tuple(good), "双河村", agent_of(hall), source=path.name))
    assert [look(hall, case).life.state for case in made.cases] == ["accepted", "awaiting-materials", "accepted"]


def test_a_sheet_without_a_header_says_which_column_it_misses(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n李国强,X-001\n", encoding="utf-8")
    with pytest.raises(BatchHeaderMissing, match="姓名”“事项"):
        read(hall, path)


@pytest.mark.parametrize(("typed", "meant"), [("", ()), ("齐", ()), ("3", (INCOME,)), ("收入 照片", (INCOME, "照片"))])
def test_papers_that_lack_are_named_as_people_name_them(hall: Hall, typed: str, meant: tuple[str, ...]) -> None:
    assert lacking(hall.item("X-001"), typed) == meant


def test_a_word_that_is_no_paper_is_refused(hall: Hall) -> None:
    with pytest.raises(PaperUnclear, match="收入证明"):
        lacking(hall.item("X-001"), "房产证")


# -- handed out together ----------------------------------------------------------------------------


def ready(hall: Hall, count: int = 3) -> tuple[int, ...]:
    made = do(hall, take_batch, Brought(lines(count), "双河村", agent_of(hall)))
    for case in made.cases:
        do(hall, cases.decide, case)
    return tuple(made.cases)


@pytest.mark.rule("S18.6")
def test_results_go_back_the_same_way_against_one_signature(hall: Hall) -> None:
    ids = ready(hall)
    with hall.look() as connection:
        assert [each.case_id for each in batches.waiting(hall, connection, "双河村")] == list(ids)
        assert batches.waiting(hall, connection, "石桥村") == []
        assert batches.waiting(hall, connection, "双河村", ["ZH"]) == []
    before = entries(hall)
    made = do(hall, deliver_many, ids, "钱代办", village="双河村", agent_id=agent_of(hall))
    assert entries(hall) == before + 1
    for case in ids:
        at = look(hall, case)
        assert at.life.state == "delivered"
        assert at.number in printed(hall, made.paper)
        assert "feedback-form" in papers(hall, case)
    assert "3件" in printed(hall, made.paper)
    assert [(each.kind, each.cases, each.person) for each in Batches(hall).first(9)] == [
        ("handed-out", 3, "钱代办"), ("brought", 3, hall_agent(hall)),
    ]  # fmt: skip
    assert verify(hall).sound


def hall_agent(hall: Hall) -> str:
    with hall.look() as connection:
        return village_agents.agents(connection, "双河村")[0].name


def test_one_that_cannot_be_handed_out_stops_all(hall: Hall) -> None:
    ids = ready(hall, 2)
    running = take(hall)
    with pytest.raises(CaseRefused, match=look(hall, running).short):
        do(hall, deliver_many, (*ids, running), "钱代办")
    assert [look(hall, case).life.state for case in ids] == ["awaiting-collection"] * 2
    with pytest.raises(citizens.NameMissing):
        do(hall, deliver_many, ids, " ")


def test_nothing_is_handed_to_a_village_or_an_agent_that_there_is_not(hall: Hall) -> None:
    ids = ready(hall, 2)
    with pytest.raises(village_agents.UnknownVillage, match="没有村"):
        do(hall, deliver_many, ids, "钱代办", village="没有村")
    with pytest.raises(village_agents.UnknownAgent):
        do(hall, deliver_many, ids, "钱代办", village="双河村", agent_id=4711)
    gone = agent_of(hall)
    do(hall, village_agents.end_agent, gone, by="01")
    with pytest.raises(village_agents.UnknownAgent):
        do(hall, deliver_many, ids, "钱代办", village="双河村", agent_id=gone)
    assert [look(hall, case).life.state for case in ids] == ["awaiting-collection"] * 2


def test_batches_page_from_the_latest(hall: Hall) -> None:
    ready(hall, 2)
    do(hall, take_batch, Brought((Line(1, "X-002", Who("王小梅", phone="15400010002")),), "双河村", agent_of(hall)))
    source = Batches(hall, "brought")
    found = list(source.first(9))
    assert [each.cases for each in found] == [1, 2]
    assert list(source.after(source.key(found[0]), 9)) == found[1:]
    assert list(source.before(source.key(found[1]), 9)) == found[:1]
    assert source.count() == 2
    assert Batches(hall, "arrived").count() == 0


# -- cards that arrived -------------------------------------------------------------------------------


def test_cards_that_arrived_are_ticked_in_listed_and_told(hall: Hall) -> None:
    above = [take(hall, "X-004", who=who) for who in people(3)]
    plain = take(hall, who=Who("王小梅", phone="15400010002", village="石桥村"))
    made = do(hall, arrive, [*above, plain], "邮政来件单8号")
    assert [look(hall, case).life.state for case in (*above, plain)] == ["awaiting-collection"] * 4
    sheet = printed(hall, made.paper)
    assert "双河村  3件" in sheet
    assert "石桥村  1件" in sheet
    assert look(hall, plain).number in sheet
    do(hall, cases.deliver, plain, "本人")
    with pytest.raises(arrivals.WayMissing):
        do(hall, tell_batch, made.id, "  ")
    assert do(hall, tell_batch, made.id, "村代办员通知") == 3
    with pytest.raises(ToldBefore, match="村代办员通知"):
        do(hall, tell_batch, made.id, "电话")
    with pytest.raises(UnknownBatch):
        do(hall, tell_batch, 99, "电话")
    assert [each.told for each in Batches(hall, "arrived").first(3)] == [True]
    assert [each.kind for each in look(hall, above[0]).events][-2:] == ["answered", "told"]
    assert verify(hall).sound


def test_where_a_seal_is_kept_what_arrives_is_stamped(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"casework.stamp": True})
    case = take(hall, "X-004")
    do(hall, arrive, [case])
    assert look(hall, case).life.state == "stamped"


def test_what_was_collected_or_never_accepted_cannot_arrive(hall: Hall) -> None:
    done = take(hall, "X-002", finish=True)
    card = take(hall, "X-004")
    with pytest.raises(CaseRefused, match="已送达"):
        do(hall, arrive, [card, done])
    assert look(hall, card).life.state == "accepted"
    assert arrivals


# -- rosters --------------------------------------------------------------------------------------------


def test_a_roster_of_sixty_is_one_case_and_everybody_is_found(hall: Hall) -> None:
    case = take(hall)
    do(hall, enroll, case, people(60))
    with hall.look() as connection:
        found = rosters.roster(connection, case)
        assert rosters.counted(connection, case) == 60
        one = citizens.by_id(connection, found[37].citizen_id)
        assert [each.case_id for each in desk.standing(hall, connection, one).matters] == [case]
    assert [row.id for row in find_cases(hall, found[37].name).first(5)] == [case]
    paper = do(hall, make_roster, case)
    sheet = printed(hall, paper)
    assert "60人" in sheet
    assert all(each.name in sheet for each in found)
    assert verify(hall).sound


def test_somebody_struck_off_stays_in_the_record_only(hall: Hall) -> None:
    case = take(hall)
    do(hall, enroll, case, people(3))
    with pytest.raises(StrikeNeedsReason):
        do(hall, strike_off, case, 2, "")
    do(hall, strike_off, case, 2, "已外迁")
    with pytest.raises(NotOnRoster):
        do(hall, strike_off, case, 2, "已外迁")
    with hall.look() as connection:
        found = rosters.roster(connection, case)
        assert rosters.counted(connection, case) == 2
    assert found[1].struck == "已外迁"
    assert list(find_cases(hall, found[1].name).first(5)) == []
    assert found[1].name not in printed(hall, do(hall, make_roster, case))
    do(hall, enroll, case, [people(3)[1]])


def test_the_last_one_and_who_stands_on_a_finished_roster_cannot_be_struck_off(hall: Hall) -> None:
    case = take(hall)
    do(hall, enroll, case, people(2))
    do(hall, strike_off, case, 1, "登记错人")
    with pytest.raises(rosters.LastOnRoster, match=people(2)[1].name):
        do(hall, strike_off, case, 2, "登记错人")
    do(hall, enroll, case, [people(3)[2]])
    do(hall, cases.finish, case)
    with pytest.raises(cases.NotNow):
        do(hall, strike_off, case, 2, "登记错人")
    with hall.look() as connection:
        assert rosters.counted(connection, case) == 2


def test_a_person_twice_or_unnamed_keeps_everybody_off(hall: Hall) -> None:
    case = take(hall)
    with pytest.raises(NobodyListed):
        do(hall, make_roster, case)
    for wrong in ([*people(2), people(1)[0]], [*people(1), Who("")]):
        with pytest.raises(LinesWrong):
            do(hall, enroll, case, wrong)
    with pytest.raises(NobodyListed):
        do(hall, enroll, case, [])
    do(hall, enroll, case, people(2))
    with pytest.raises(LinesWrong, match="名册里已有"):
        do(hall, enroll, case, people(1))


def test_a_roster_is_read_from_a_sheet(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(
        f"姓名,身份证号,村,组\n李国强,{ID_A},双河村,3\n王小梅,{ID_B},双河村,2\n赵成,12,双河村,1\n", encoding="utf-8"
    )
    found = rosters.read(hall, path)
    assert [each.name for each in found.people] == ["李国强", "王小梅"]
    assert [each.row for each in found.problems] == [4]
    case: Any = take(hall)
    do(hall, enroll, case, found.people)
    with hall.look() as connection:
        assert rosters.counted(connection, case) == 2


@pytest.mark.parametrize(("village", "index"), [("", "cases_collect"), ("双河村", "citizen_village")])
def test_results_that_wait_are_read_from_an_index(hall: Hall, village: str, index: str) -> None:
    said: list[str] = []
    with hall.look() as connection:

        def note(conn: Any, cursor: Any, statement: str, parameters: Any, *more: Any) -> None:
            if statement.startswith("SELECT cases.id"):
                said.append(str(cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, parameters).fetchall()))

        listen(connection.engine, "before_cursor_execute", note)
        batches.waiting(hall, connection, village)
        remove(connection.engine, "before_cursor_execute", note)
    assert len(said) == 1
    assert index in said[0]


def test_the_life_of_a_case_tells_with_whom_it_came_and_went(hall: Hall) -> None:
    when = "2026-11-20T10:00:00"
    do(hall, book, Booking("X-001", Who("王小梅", phone="15400010002", village="双河村"), at(when)))
    brought = do(
        hall, take_batch, Brought((Line(1, "X-001", Who("王小梅", phone="15400010002")),), "双河村", agent_of(hall))
    )
    (case,) = brought.cases
    came = do(hall, arrive, [case], "邮政8号")
    gone = do(hall, deliver_many, [case], "钱代办", village="双河村")
    with hall.look() as connection:
        told = {line.what: line.detail for line in timeline(connection, look(hall, case))}
    assert "约在11-20 10:00" in told["预约"]
    assert told["随批交来"].startswith(f"{brought.number}，双河村，")
    assert told["随批到件"] == f"{came.number}，邮政8号"
    assert told["随批发放"] == f"{gone.number}，双河村，钱代办"


@pytest.mark.rule("S18.11")
def test_what_was_taken_in_at_a_village_is_entered_later_with_its_paper_and_a_check(hall: Hall) -> None:
    late = at("2026-11-18T10:00:00")
    batch = Brought(lines(2), "双河村", agent_of(hall), paper="双河村服务日登记表", checked_by="12")
    with pytest.raises(LateEntryNeedsPaper), hall.act("07", "民政", happened=late) as work:
        take_batch(work, Brought(lines(2), "双河村", agent_of(hall)))
    with hall.act("07", "民政", happened=late) as work:
        made = take_batch(work, batch)
    found = look(hall, made.cases[1])
    assert {"late-entry", "agency"} <= found.life.flags
    assert (found.row["day"].isoformat(), found.row["checked_by"]) == ("2026-11-18", "12")
    assert found.life.due == at("2026-11-25T18:00:00")
    assert verify(hall).sound


def test_a_line_may_say_the_item_as_people_call_it(hall: Hall) -> None:
    assert item_meant(hall, "低保").code == "MZ-001"


def test_a_row_whose_item_is_wrong_tells_what_is_wrong_with_its_person_too(hall: Hall, tmp_path: Path) -> None:
    sheet = tmp_path / "交件.csv"
    sheet.write_text("姓名,身份证号,事项\n赵六,511923197201019971,没有的事项\n", encoding="utf-8")
    found = read(hall, sheet)
    assert [each.field for each in found.problems] == ["事项", "证号"] and not found.lines
