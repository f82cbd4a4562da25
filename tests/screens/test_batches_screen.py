"""批量 at the keyboard: a village's papers line by line, cards that arrived, results at once, rosters, the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import agency
from counter.domain.casework.batches import batch_lines, rosters
from counter.domain.casework.batches.batches import Batches
from counter.domain.casework.case.events import read
from counter.domain.casework.lists.worklist import Worklist
from counter.domain.clock import local
from counter.domain.hall.files.spreadsheet import read_sheets
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import village_agents
from counter.domain.hall.residents.citizens import Who
from counter.domain.journal import AlreadySaved
from counter.screens.batches.roster import RosterScreen
from counter.screens.batches.screen import BatchesScreen
from counter.screens.batches.village_points import PointsScreen
from counter.screens.lists.agency import LedgerScreen
from counter.screens.lists.cases import CasesScreen
from counter.screens.shared.entry import EntryScreen
from counter.screens.shared.problems import ProblemsScreen
from tests.halls import clock_of, make_hall
from tests.hands import cases_kept, do, look, take
from tests.screens.case_app import CaseApp, shown
from tests.signing import PIN, give_pin

ID_A = "511923197201019979"
WANG = Who("王小梅", phone="15400010002", village="双河村")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, at="2026-11-20T09:12:00")


def app_of(hall: Hall, screen: Any = BatchesScreen, no: str = "07") -> CaseApp:
    return CaseApp(hall, screen, no)


async def test_an_agents_papers_are_typed_line_by_line_and_saved_at_once(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1")
        assert isinstance(app.screen, EntryScreen)
        await app.by_hand(*f"{ID_A} 李国强", "enter", *"X-001", "enter", "enter")
        await app.by_hand(*"15400010002 王小梅", "enter", "enter", *"收入", "enter")
        assert "缺 收入证明" in shown(app)
        assert cases_kept(hall) == 0
        await app.by_hand("enter")
        assert "村级交件清单" in shown(app)
        assert "1120-0002" in shown(app)
        await app.by_hand("escape")
        assert "收了2件" in app.status()
    assert [(each.kind, each.cases, each.village) for each in Batches(hall).first(5)] == [("brought", 2, "双河村")]


async def test_a_wrong_line_is_said_at_once_and_can_be_taken_back(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter", *"房产证", "enter")
        assert "不是“试验承诺事项”的材料" in app.status()
        await app.by_hand("backspace", "backspace", "backspace", "enter")
        assert "第1行" in app.status()
        await app.by_hand(*"15400010001 李国强", "enter", "enter", "enter")
        assert "与第1行是同一人" in app.status()
        await app.by_hand("up", "up", *["backspace"] * 20, "up")
        assert "已取回" in app.status()
        await app.by_hand("backspace", "enter")
        assert "先录一行" in app.status()
    assert cases_kept(hall) == 0


async def test_a_line_taken_back_is_not_typed_again_and_stays_in_its_place(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter")
        assert "3 收入证明" in shown(app), "what can be said to lack stands below with its number"
        await app.by_hand("3", "enter", *"15400010002 王小梅", "enter", "enter", "enter")
        await app.by_hand("1", "enter")
        assert "已取回第1行：李国强" in app.status()
        assert "收入证明" in shown(app)
        await app.by_hand("enter", "enter", "backspace", "enter")
        assert "第1行：李国强" in app.status() and "齐全" in app.status()
        await app.by_hand("up", "enter", *"X-004", "enter", "enter", "enter")
        assert "村级交件清单" in shown(app)
        await app.by_hand("escape")
        assert "1120-0001 到 1120-0002" in app.status()
    with hall.look() as connection:
        made = [read(hall, connection, case) for case in (1, 2)]
    assert [(each.item.code, list(each.life.missing)) for each in made] == [("X-001", []), ("X-004", [])]


async def test_of_two_of_one_name_the_one_of_the_village_is_meant(hall: Hall) -> None:
    take(hall, who=Who("李国强", phone="15400010005", village="石桥村"))
    take(hall, who=Who("李国强", phone="15400010006", village="双河村"))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"李国强", "enter")
        assert "李国强 154****0006 双河村" in shown(app)


async def test_a_new_batch_is_shown_whole_with_its_number_and_is_the_current_one(hall: Hall) -> None:
    take(hall, "X-004")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"15400010002 王小梅", "enter", *"X-001", "enter", "enter", "enter", "escape")
        await app.by_hand("3", *"1120-0001", "enter", "enter", "escape")
        assert any("〔2026〕00002" in row and "到件" in row for row in app.rows())
        await app.by_hand("5", "1")
        assert "还有1件等着来领" in app.status()


async def test_lines_that_were_typed_are_not_lost_by_one_key(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter", "enter", "escape")
        assert "1行没有保存" in shown(app)
        await app.by_hand("1", "enter")
        assert isinstance(app.screen, EntryScreen)
        await app.by_hand("escape", "2", "enter")
        assert isinstance(app.screen, BatchesScreen)


async def test_a_sheet_with_faults_takes_nothing_in_and_a_good_one_waits_for_enter(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # so that short names are typed
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("姓名,证号,事项\n李国强,12,X-001\n王小梅,,没有\n", encoding="utf-8")
    good.write_text("姓名,电话,事项\n李国强,15400010001,X-001\n王小梅,15400010002,X-002\n", encoding="utf-8")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "1", *"none.csv", "enter")
        assert "没有找到文件" in app.status()
        await app.by_hand("escape", "2", "1", *"bad.csv", "enter")
        assert isinstance(app.screen, ProblemsScreen)
        assert "第2行 证号" in shown(app)
        assert "第3行 事项" in shown(app)
        await app.by_hand("escape", "2", "1", *"good.csv", "enter")
        assert "李国强" in shown(app)
        assert cases_kept(hall) == 0
        await app.by_hand("enter")
        assert "村级交件清单" in shown(app)
    assert cases_kept(hall) == 2


async def test_an_empty_sheet_for_the_villages_has_every_column_that_is_read(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "1", "enter")
        assert "空白表已存成" in app.status()
    (path,) = tmp_path.glob("村级交件*.xlsx")
    (sheet,) = read_sheets(path)
    filled = tmp_path / "filled.csv"
    row = {"姓名": "李国强", "电话": "15400010001", "村": "双河村", "组": "3", "事项": "X-001", "缺少材料": ""}
    head = [str(each) for each in sheet.rows[0]]
    filled.write_text("\n".join([",".join(head), ",".join(row.get(each, "") for each in head)]), encoding="utf-8")
    found = batch_lines.read(hall, filled, "双河村")
    assert not found.problems and [(each.who.name, each.who.group, each.item) for each in found.lines] == [
        ("李国强", "3", "X-001")
    ]


async def test_cards_are_ticked_in_by_number_or_name_and_told(hall: Hall) -> None:
    first, second = take(hall, "X-004"), take(hall, "X-004", who=WANG)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("3", *"1120-0001", "enter", *"王小梅", "enter", *"王小梅", "enter")
        assert "已经登记在这一批里" in app.status()
        await app.by_hand(*["backspace"] * 40, "enter")
        assert "到件清单" in shown(app)
        await app.by_hand("escape", "5", "1")
        assert "还有2件等着来领" in app.status()
        assert any("已通知" in row for row in app.rows())
    assert [look(hall, case).life.state for case in (first, second)] == ["awaiting-collection"] * 2


async def test_a_villages_results_are_handed_out_against_one_signature(hall: Hall) -> None:
    for who in (WANG, Who("李国强", phone="15400010001", village="双河村")):
        do(hall, cases.decide, take(hall, who=who, channel="village"))
    do(hall, cases.decide, take(hall, who=Who("赵成", village="石桥村")))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("4", "2")
        assert "待领2件" in shown(app)
        await app.by_hand("enter", "enter")
        assert "结果发放清单" in shown(app)
        await app.by_hand("escape", "4")
        assert "石桥村  1件" in shown(app) and "双河村" not in shown(app)
    assert Worklist(hall, "collect").count() == 1


async def test_a_roster_is_typed_struck_and_printed(hall: Hall) -> None:
    case = take(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", *"1120-0001", "enter")
        assert isinstance(app.screen, RosterScreen)
        await app.by_hand("0")
        assert "一个人也没有" in app.status()
        await app.by_hand("1", *"15400010003 赵大山", "enter", *"15400010004 钱三", "enter", "enter")
        assert "名册已登记" in app.status()
        await app.by_hand("3", *"外迁", "enter")
        assert any("划掉：外迁" in row for row in app.rows())
        await app.by_hand("0")
        assert "人数：    1人" in shown(app) or "1人" in shown(app)
    with hall.look() as connection:
        assert rosters.counted(connection, case) == 1


async def test_a_roster_says_of_which_case_it_is_and_where_people_live(hall: Hall) -> None:
    case = take(hall)
    do(hall, rosters.enroll, case, (Who("王小梅", phone="15400010002", village="双河村", group="3"),))
    do(hall, rosters.enroll, case, (Who("赵成", phone="15400010003", village="双河村", group="4"),))
    do(hall, rosters.strike_off, case, 1, "已迁出")
    app = app_of(hall, lambda: RosterScreen(case))
    async with app.run_test(size=(80, 24)):
        assert "1120-0001 试验承诺事项  1人" in shown(app)
        assert "双河村3组" in shown(app) and not any(row.startswith("他") for row in app.rows())
        await app.by_hand("0")
        assert "双河村4组" in shown(app)


async def test_a_roster_from_a_sheet_tells_its_faults_by_row(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # so that short names are typed
    case = take(hall)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(f"姓名,身份证号\n李国强,{ID_A}\n王小梅,12\n", encoding="utf-8")
    good.write_text(f"姓名,身份证号\n李国强,{ID_A}\n", encoding="utf-8")
    app = app_of(hall, lambda: RosterScreen(case))
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", *"bad.csv", "enter")
        assert "第3行" in shown(app)
        await app.by_hand("escape", "2", *"good.csv", "enter")
        assert "登记了1人" in app.status()
    with hall.look() as connection:
        assert rosters.counted(connection, case) == 1


async def test_points_are_named_changed_and_displayed(hall: Hall) -> None:
    app = app_of(hall, PointsScreen, "01")
    async with app.run_test(size=(80, 24)):
        assert any("（未定）" in row for row in app.rows())
        await app.by_hand("end", "1", "enter", *"孙会计", "enter", "2", "enter", *"15400010009", "enter")
        assert "已登记" in app.status()
        await app.by_hand("0")
        assert "孙会计" in shown(app)
    with hall.look() as connection:
        assert "孙会计" in [each.name for each in village_agents.agents(connection)]


async def test_feedback_is_entered_in_the_ledger(hall: Hall) -> None:
    case = take(hall, agency="whole")
    do(hall, cases.finish, case)
    app = app_of(hall, LedgerScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", "enter", "enter")
        assert "反馈表已登记" in app.status()
        assert any("满意" in row and "已评价" in row for row in app.rows())
        await app.by_hand("0", "2")
        assert "全程代理台账" in shown(app)
        await app.by_hand("escape", "1")
        assert isinstance(app.screen, LedgerScreen) and "已经登记" in app.status()
    assert not agency.feedback_owed(look(hall, case).life)


async def test_the_ledger_of_the_month_before_is_printed_once_it_is_over(hall: Hall) -> None:
    take(hall, agency="whole")
    clock_of(hall).set("2026-12-01T09:00:00")
    app = app_of(hall, LedgerScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("0", "3")
        assert "2026年11月1日至2026年11月30日" in shown(app) and "共1件" in shown(app)


async def test_no_form_is_asked_for_before_the_matter_is_over(hall: Hall) -> None:
    take(hall, agency="whole")
    app = app_of(hall, LedgerScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1")
        assert isinstance(app.screen, LedgerScreen) and app.status()


async def test_the_lists_for_the_villages_are_shown(hall: Hall) -> None:
    take(hall, who=WANG, channel="village")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("8", "1", "enter")
        assert "下村服务单" in shown(app)
        await app.by_hand("escape", "9", "1")
        assert "村级代办情况" in shown(app)
        await app.by_hand("escape", "7")
        assert isinstance(app.screen, PointsScreen)
        await app.by_hand("escape", "0")
        assert isinstance(app.screen, LedgerScreen)


async def test_a_number_from_a_reader_sets_nothing_off_but_the_search(hall: Hall) -> None:
    take(hall)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.at_once(*"11200001")
        assert isinstance(app.screen, CasesScreen)
        assert "11200001" in shown(app)


async def test_a_village_days_papers_are_entered_later_with_a_colleagues_check(hall: Hall) -> None:
    give_pin(hall, "12")
    paper = "双河村服务日登记表"
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("space", *"11-18 10:00", "enter", *paper, "enter", *"07", "enter", *PIN, "enter")
        assert "另一名同事" in app.status()
        await app.by_hand("escape")
        await app.by_hand("space", *"11-18 10:00", "enter", *paper, "enter", *"12", "enter", *PIN, "enter")
        await app.by_hand("1", *"15400010001 李国强", "enter", *"X-001", "enter", "enter", "enter")
        assert "村级交件清单" in shown(app)
    assert look(hall, 1).row["day"].isoformat() == "2026-11-18"


async def test_lines_typed_before_a_kill_are_gone_on_with_and_stored_once(hall: Hall) -> None:
    killed = app_of(hall)
    async with killed.run_test(size=(80, 24)):
        await killed.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter", *"收入", "enter")
        await killed.by_hand(*"15400010002 王小梅", "enter", "enter", "enter")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        assert "上次没存的：村级交件 双河村 2行" in app.status()
        await app.by_hand("1")
        assert "村级交件 双河村  2行没有保存" in shown(app)
        await app.by_hand("1", "enter")
        assert "李国强" in shown(app)
        assert "缺 收入证明" in shown(app)
        token = app.screen._token  # type: ignore[attr-defined]
        await app.by_hand("enter")
        assert "村级交件清单" in shown(app)
        await app.by_hand("escape", "1")
        assert "没有保存" not in shown(app)
    assert cases_kept(hall) == 2
    with pytest.raises(AlreadySaved), hall.act("07", "民政", token=token):
        pass


async def test_lines_can_be_put_off_and_are_another_clerks_never(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter", "enter", "escape", "3", "enter")
        assert isinstance(app.screen, BatchesScreen)
        await app.by_hand("1", "2", "enter")
        assert "谁带来的" in shown(app)
        await app.by_hand("escape", "1", "3", "enter")
        assert "已丢掉：村级交件 双河村 1行" in app.status()
        await app.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter", "enter")
    other = app_of(hall, no="08")
    async with other.run_test(size=(80, 24)):
        assert "没存" not in other.status()
        await other.by_hand("1")
        assert "谁带来的" in shown(other)


async def test_late_lines_that_waited_are_confirmed_by_the_colleague_again(hall: Hall) -> None:
    give_pin(hall, "12")
    killed = app_of(hall)
    async with killed.run_test(size=(80, 24)):
        await killed.by_hand("space", *"昨天 9:30", "enter", *"双河村登记表", "enter", *"12", "enter", *PIN, "enter")
        await killed.by_hand("1", *"15400010001 李国强", "enter", *"X-001", "enter", "enter")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", "enter")
        assert "2026-11-19 09:30" in shown(app)
        await app.by_hand("enter", "enter", "enter", *PIN, "enter")
        assert isinstance(app.screen, EntryScreen)
        await app.by_hand("enter")
        assert "村级交件清单" in shown(app)
    assert cases_kept(hall) == 1
    with hall.look() as connection:
        received = read(hall, connection, 1).events[0].happened
    assert f"{local(received):%m-%d %H:%M}" == "11-19 09:30"


async def test_cards_and_rosters_that_were_being_typed_wait_too(hall: Hall) -> None:
    case = take(hall, "X-004")
    killed = app_of(hall)
    async with killed.run_test(size=(80, 24)):
        await killed.by_hand("3", *"1120-0001", "enter")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("3", "1", "enter")
        assert "1120-0001" in shown(app)
        await app.by_hand("enter")
        assert "到件清单" in shown(app)
    assert look(hall, case).life.state == "awaiting-collection"
    other = take(hall)
    killed = app_of(hall)
    async with killed.run_test(size=(80, 24)):
        await killed.by_hand("6", *"1120-0002", "enter", "1", *"15400010003 赵大山", "enter")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6", *"1120-0002", "enter", "1")
        assert "名册 1120-0002  1行没有保存" in shown(app)
        await app.by_hand("1", "enter", "enter")
        assert "名册已登记" in app.status()
    with hall.look() as connection:
        assert [each.name for each in rosters.roster(connection, other)] == ["赵大山"]


async def test_lines_that_cannot_be_read_are_set_aside(hall: Hall) -> None:
    killed = app_of(hall)
    async with killed.run_test(size=(80, 24)):
        await killed.by_hand("1", "1", *"15400010001 李国强", "enter", *"X-001", "enter", "enter")
    (file,) = (hall.storage.path.parent).rglob("*.json")
    file.write_text(file.read_text(encoding="utf-8").replace('"lacks"', '"lack"'), encoding="utf-8")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", "enter")
        assert "读不出来" in app.status()
        await app.by_hand("1")
        assert "谁带来的" in shown(app)


async def test_a_name_alone_that_nobody_has_is_refused_and_initials_find_a_person(hall: Hall) -> None:
    take(hall, who=WANG)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", *"王", "enter")
        assert "名册里没有“王”，有王小梅双河村。新来的人请写" in app.status()
        await app.by_hand("backspace", *"wxm", "enter")
        assert "王小梅 154****0002" in shown(app)


async def test_a_result_of_another_post_is_refused_in_its_line_and_not_at_the_end(hall: Hall) -> None:
    take(hall, "X-004")
    take(hall, "X-005", by="08")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("3", *"1120-0002", "enter")
        assert "不归您办" in app.status()
        await app.by_hand(*["backspace"] * 40, *"1120-0001", "enter", "enter")
        assert "到件清单" in shown(app)
