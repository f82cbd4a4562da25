"""事项 on the screen: finding, one item with its history, changing, ending, proposing, papers, sheets in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.hall.item_versions.history import history, waiting
from counter.domain.hall.opened import Hall
from counter.screens.hall.item import ItemScreen
from counter.screens.hall.item_waiting import WaitingScreen
from counter.screens.hall.items import ItemsScreen
from counter.screens.kit.screen import HallScreen
from counter.screens.lists.cases import CasesScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import make_hall
from tests.screens.counter_app import (
    CLERK,
    DIRECTOR,
    PASSPHRASE,
    app_of,
    press,
    ready,
    sign_on,
    status,
    text,
    too_wide,
    unexpected,
    verbs,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("terminal")
WHY = "镇政府通知"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return ready(make_hall(tmp_path))


async def test_an_item_is_found_and_shown_with_everything_of_it(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("items")
        await press(app, "lsjz")
        assert isinstance(app.screen, ItemsScreen) and "MZ-005" in text(app)
        await press(app, "enter")
        assert isinstance(app.screen, ItemScreen)
        assert "5个工作日（法定15个工作日）" in text(app) and "小额临时救助申请审批表" in text(app)
        await press(app, "f9")
        assert "承诺5个工作日" in text(app) and "法定时限15个工作日" in text(app)
        assert too_wide(app) == [] and unexpected(app) == []


@pytest.mark.parametrize(("over", "screen"), [("down", ItemsScreen), ("enter", ItemScreen)])
async def test_a_card_read_over_an_item_looks_for_the_person_and_changes_nothing(
    hall: Hall, over: str, screen: type[HallScreen[None]]
) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "mz005", over)
        assert isinstance(app.screen, screen)
        await press(app, "511923197201019979")
        assert isinstance(app.screen, CasesScreen) and "511923197201019979" in text(app)
    assert "change-item" not in verbs(hall)


async def test_a_digit_acts_while_nothing_is_looked_for(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("items")
        await press(app, "2")
        assert isinstance(app.screen, WaitingScreen)
        await press(app, "escape")
        await press(app, "mz")
        await press(app, "005")
        assert isinstance(app.screen, ItemsScreen) and "MZ-005" in text(app)
        assert app.screen.box.edit.text == "mz005"


async def test_the_desk_leads_there_by_its_second_list(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "0", "6")
        assert isinstance(app.screen, ItemsScreen)
        await press(app, "escape")
        assert "桌面" in text(app).splitlines()[0]


async def test_a_clerk_prints_the_guide_and_the_blank_notice(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("items")
        await press(app, "mz005", "down", "0")
        assert isinstance(app.screen, SheetScreen) and "办事指南" in text(app)
        await press(app, "escape", "enter", "1")
        assert isinstance(app.screen, SheetScreen) and "一次性告知单" in text(app)
        await press(app, "escape", "2")
        assert isinstance(app.screen, SheetScreen) and "样表" in text(app)
        assert too_wide(app) == [] and unexpected(app) == []


async def test_the_director_changes_a_fee_with_its_basis_from_a_day_on(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "mz005", "enter", "3")
        await press(app, "3")
        assert isinstance(app.screen, AskScreen) and "回车" not in status(app)
        await press(app, "2", "enter", "enter", "enter", "enter", "enter", WHY, "enter")
        assert isinstance(app.screen, AskScreen) and "收费的有效文件" in status(app)
        await press(app, "up", "up", "up", "发改价3号", "enter", "enter", "enter", "enter")
        assert "第2版" in status(app)
        await press(app, "end")
        assert f"依据：{WHY}" in text(app) and "收费（元）：0 改为 2" in text(app)
        assert too_wide(app) == [] and unexpected(app) == []
    with hall.look():
        assert (hall.item("MZ-005").fee, hall.item("MZ-005").fee_basis) == (2, "发改价3号")
    assert verbs(hall)[-1] == "change-item"


async def test_who_opened_the_form_before_another_changed_the_item_is_told(hall: Hall) -> None:
    from tests.domain.test_item_changes import change

    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "mz005", "enter", "3")
        await press(app, "4", "enter", "enter", "enter", "enter", "新的说明", "enter", "enter")
        change(hall, promised_days=4)
        await press(app, WHY, "enter")
        assert isinstance(app.screen, AskScreen) and "没有覆盖" in status(app)
        await press(app, "escape")
        assert "第2版" in text(app)
    with hall.look():
        assert (hall.item("MZ-005").version, hall.item("MZ-005").promised_days) == (2, 4)


async def test_a_material_is_added_and_another_dropped(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "mz005", "enter", "3")
        await press(app, "6", "1", "enter", "诊断证明", "enter")
        await press(app, *["enter"] * 8, WHY, "enter")
        assert "第2版" in status(app)
        names = ["小额临时救助申请审批表", "申请人身份证", "户口簿或居住证"]
        with hall.look():
            assert [each.name for each in hall.item("MZ-005").materials][-1] == "诊断证明"
            assert [each.name for each in hall.item("MZ-005").materials][:3] == names
        drop = 1 + 2 * len(hall.item("MZ-005").materials)
        await press(app, "3")
        await press(app, "6", str(drop), "enter", "enter", WHY, "enter")
        assert "第3版" in status(app)
        with hall.look():
            assert "诊断证明" not in [each.name for each in hall.item("MZ-005").materials]
        assert unexpected(app) == []


async def test_a_delegated_item_says_where_to_go_and_is_not_taken_in(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "mz005", "enter", "5", "各村便民服务站", "enter", "enter", "县政府下放目录", "enter")
        assert "已下放" in status(app)
        await press(app, "0")
        assert "各村便民服务站" in status(app) and isinstance(app.screen, ItemScreen)
        await press(app, "6", "enter", WHY, "enter")
        assert "生效" in status(app)
        assert unexpected(app) == []
    with hall.look():
        assert hall.item("MZ-005").status == "open" and hall.item("MZ-005").version == 3


async def test_what_a_clerk_wants_is_proposed_and_the_director_checks_it(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("items")
        await press(app, "mz005", "enter", "3")
        await press(app, "2")
        await press(app, "enter", "4", *["enter"] * 6, WHY, "enter", "enter")
        assert "已提出" in status(app)
        with hall.look() as connection:
            (told,) = waiting(hall, connection)
            assert told.fields == ("承诺时限（工作日）：5 改为 4",) and hall.item("MZ-005").version == 1
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "down", "2", "enter")
        assert "5 改为 4" in text(app)
        await press(app, "escape", "1", "enter")
        assert "已生效：第2版" in status(app)
        assert unexpected(app) == [] and too_wide(app) == []


async def test_where_the_county_approves_its_paper_is_entered_by_another(tmp_path: Path) -> None:
    hall = ready(make_hall(tmp_path, rules={"items.entry": ("县人民政府",)}))  # type: ignore[dict-item]
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("items")
        await press(app, "mz005", "enter", "4", "enter", "enter", WHY, "enter", "enter")
        assert "已提出" in status(app)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "down", "2")
        await press(app, "3")
        assert "已提出，待核对" in status(app)  # refused before its form
        await press(app, "1", "enter", "3", "enter", "enter", "县政批8号", "enter")
        assert "照批文录入并生效" in status(app)
        assert unexpected(app) == []
    with hall.look() as connection:
        assert history(hall, connection, "MZ-005")[0].state == "published"


async def test_a_new_item_is_entered_in_one_form(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "down", "1")
        await press(app, "N-001", "enter", "殡葬服务补助", "enter", "enter", "民政", "enter", "2", "enter", "enter")
        await press(app, "5", "enter", "20", "enter", "enter", "enter", "某条例", "enter", "符合规定", "enter", "enter")
        await press(app, "补助决定", "enter", "民政办", "enter", "申请表", "enter", "enter", WHY, "enter")
        assert "殡葬服务补助第1版" in status(app)
        assert unexpected(app) == [] and too_wide(app) == []
    with hall.look():
        item = hall.item("N-001")
        assert (item.promised_days, item.statutory_days, item.materials[0].key) == (5, 20, True)


async def test_a_long_form_follows_the_caret_to_its_last_field(tmp_path: Path) -> None:
    hall = ready(make_hall(tmp_path, rules={"items.entry": ("县人民政府",)}))  # type: ignore[dict-item]
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "down", "1")
        await press(app, "N-001", "enter", "殡葬服务补助", "enter", "enter", "民政", "enter", "2", "enter", "enter")
        await press(app, "5", *["enter"] * 4, "某条例", *["enter"] * 3, "补助决定", "enter", "enter", "申请表", "enter")
        await press(app, "enter", WHY, "enter", "县政批8号", "enter", "enter")
        assert "哪天批准的" in text(app) and "下一项" in text(app)
        await press(app, "11-20", "enter")
        assert "殡葬服务补助第1版" in status(app)
        assert unexpected(app) == [] and too_wide(app) == []
    with hall.look() as connection:
        assert "县政批8号" in "".join(history(hall, connection, "N-001")[0].said)


async def test_sheets_go_out_and_come_in_after_a_look(hall: Hall, tmp_path: Path) -> None:
    app = app_of(hall)
    out = tmp_path / "a.csv"
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("items")
        await press(app, "down", "9")
        await press(app, "6", str(out), "enter")
        assert "已导出98项" in status(app)
        sheet = out.read_text(encoding="utf-8-sig").replace("急难型临时救助（先行救助）", "急难型临时救助")
        out.write_text(sheet, encoding="utf-8")
        await press(app, "9")
        await press(app, "8", str(out), "enter", WHY, "enter")
        assert "变更1项" in text(app) and "检查通过" in text(app)
        with hall.look():
            assert hall.item("MZ-006").version == 1
        await press(app, "1")
        assert "已导入" in status(app)
        assert unexpected(app) == [] and too_wide(app) == []
    with hall.look():
        assert hall.item("MZ-006").name == "急难型临时救助"


async def test_what_must_be_looked_after_is_listed_and_ticked_off(hall: Hall) -> None:
    from tests.domain.test_item_changes import change

    change(hall, promised_days=4)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, CLERK)
        app.go("items")
        await press(app)
        assert "要换指南 1" in text(app)
        await press(app, "down", "9")
        await press(app, "4")
        assert "临时救助审核确认（镇级小额） 第2版" in text(app)
        await press(app, "escape", "9")
        await press(app, "5")
        assert "1项" in status(app) and "要换指南" not in text(app)
        await press(app, "9")
        await press(app, "1")
        assert isinstance(app.screen, SheetScreen) and "明白纸" in text(app)
        assert unexpected(app) == [] and too_wide(app) == []
