"""The worklists on the screen: lists, finding, what digits and scanned numbers do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from textual import events

from counter.domain.casework import cases
from counter.domain.casework.lists.finding import Found, find_cases
from counter.domain.hall.opened import Hall
from counter.screens.case.screen import CaseScreen
from counter.screens.kit.lines import Styles
from counter.screens.lists import case_search
from counter.screens.lists.cases import CasesScreen
from counter.screens.lists.reminders import RemindersScreen
from counter.screens.shared.session import Session
from tests.screens.case_app import CaseApp, kinds, listed, look, one, some_days, take

# -- the lists ---------------------------------------------------------------------------------


async def test_the_worklist_stands_there_at_once_with_marks_and_counts(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        rows = app.rows()
        assert rows[1].startswith("本岗 在办4 今日1 近期0 超期1 待补1 待领1 办结0 未录5")
        assert rows[4].startswith("超 1112-0001 试验承诺事项    王秀芳   石桥2   承诺件 11-19 18:00 -1日 张丽")
        assert rows[5].startswith("近 1113-0001")
        assert listed(app) == ["1112-0001", "1113-0001", "1119-0001", "1118-0002"]


async def test_arrows_turn_the_lists_and_space_shows_the_whole_hall(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("right")
        assert listed(app) == ["1113-0001"]
        await app.by_hand("left", "left", "left")
        assert listed(app) == ["1118-0004"]
        await app.by_hand("right", "right", "space")
        assert app.rows()[1].startswith("全厅 在办5")
        assert "他 1118-0003" in "\n".join(app.rows()) or "近 1118-0003" in "\n".join(app.rows())


async def test_where_only_stopped_cases_are_in_hand_the_empty_list_says_where_they_stand(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07") as work:
        cases.stop(work, case, "现场踏勘")
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        assert app.rows()[1].startswith("本岗 在办1 ")
        assert "没有在计时的件；另有 1 件暂停计时" in "\n".join(app.rows())
        await app.by_hand("left")
        assert listed(app) == ["1120-0001"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_enter_on_what_is_not_entered_above_asks_for_its_number_and_the_next_row_follows(
    hall: Hall, size: tuple[int, int]
) -> None:
    first, second = take(hall), take(hall)
    app = CaseApp(hall)
    async with app.run_test(size=size):
        await app.by_hand("left")
        assert "未录" in app.rows()[1] and listed(app) == ["1120-0001", "1120-0002"]
        await app.by_hand("tab", "enter")
        shown = "\n".join(app.rows())
        assert "录入上级平台" in app.rows()[0] and "511923197201019979" in shown and "事项编码" in shown
        await app.by_hand(*"SC1", "enter")
        assert listed(app) == ["1120-0002"]
        assert app.status() == "已登记上级平台编号 SC1（1120-0001）。"
        await app.by_hand("enter", *"SC1", "enter")
        assert "SC1 已经登记在" in app.status()
        await app.by_hand("2", "enter")
        assert listed(app) == [] and "都录入上级平台了" in "\n".join(app.rows())
    assert [look(hall, case).life.entered_above for case in (first, second)] == ["SC1", "SC12"]


async def test_typing_finds_at_once_and_esc_shows_the_list_again(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("l", "g", "q")
        assert listed(app) == ["1118-0003", "1113-0001"]
        await app.by_hand("escape")
        assert len(listed(app)) == 4
        await app.by_hand("赵", "成")
        assert listed(app) == ["1119-0001", "1118-0004", "1118-0001"]


async def test_a_wrong_number_is_told_and_finds_nothing(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(120, 36)):
        await app.at_once(*"511923197201019978")
        assert "校验" in app.rows()[2]
        assert listed(app) == []
        await app.by_hand("enter")
        assert "校验" in app.status()


async def test_who_stands_at_no_post_sees_the_whole_halls_cases_as_theirs(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall, no="02")
    app.session = Session(hall, hall.person("02"), "")
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        assert app.rows()[1].startswith("全厅 在办5 ")
        assert not any(row.startswith("他 ") for row in app.rows())
        await app.by_hand("space")
        assert app.rows()[1].startswith("全厅 在办5 ")
        assert "不在窗口岗位上" in app.status()


@pytest.mark.parametrize(("no", "posts"), [("02", ()), ("01", ("MZ",)), ("07", ("MZ",))])
def test_a_leader_at_a_windows_computer_has_not_its_cases(hall: Hall, no: str, posts: tuple[str, ...]) -> None:
    window = hall.post("MZ").window
    assert tuple(post.code for post in Session(hall, hall.person(no), window).posts) == posts


async def test_what_could_not_be_done_is_said_no_more_after_another_screen(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        app.screen.say("办不了。", Styles.PROBLEM)  # type: ignore[attr-defined]
        assert "办不了" in app.status()
        await app.by_hand("tab")
        await app.by_hand("enter", "escape")
        assert isinstance(app.screen, CasesScreen)
        assert app.status() == ""


async def test_a_scanned_number_and_enter_open_the_case(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.at_once(*"1113-0001", "enter")
        assert isinstance(app.screen, CaseScreen)
        assert app.rows()[0].startswith("办件 1113-0001")


@pytest.mark.parametrize("keys", ["511923197201019979", "1118-0002"])
async def test_a_number_scanned_into_the_list_does_nothing_but_find(hall: Hall, keys: str) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("down")
        await app.at_once(*keys)
        assert isinstance(app.screen, CasesScreen)
        assert app.screen.box.edit.text == keys
        assert listed(app) == (["1118-0002"] if "-" in keys else ["1118-0003", "1113-0001"])


async def test_a_number_scanned_into_an_open_case_looks_for_another(hall: Hall) -> None:
    some_days(hall)
    app = one(hall, 1)
    async with app.run_test(size=(80, 24)):
        await app.at_once(*"11180002", "enter")
        assert app.rows()[0].startswith("办件 1118-0002")
        assert kinds(hall, 1) == ["received", "accepted"]


async def test_a_letter_in_the_list_begins_a_search(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("down", "w", "x", "f")
        assert listed(app) == ["1118-0002", "1112-0001"]


async def test_a_digit_in_the_list_opens_the_case_with_its_act(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("down", "2", "1", "enter")
        assert isinstance(app.screen, CaseScreen)
        assert look(hall, 1).life.state == "awaiting-collection"
        await app.by_hand("escape")
        assert "1112-0001" not in listed(app)
        await app.by_hand("5")
        assert app.status() == "这件由本级办结，不用上报。"


async def test_the_menu_says_what_digits_do_where_the_caret_is(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        assert "Tab 进清单" in app.rows()[-2]
        await app.by_hand("tab")
        assert "1补齐  2办结  3领取  4延期  5上报  6联办  7电话提醒  8更正  9更多" in app.rows()[-2]


async def test_a_slow_search_blocks_no_key_and_only_the_last_one_is_shown(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_days(hall)
    looked: list[str] = []
    free = threading.Event()

    def slowly(of: Hall, typed: str) -> Found:
        looked.append(typed)
        free.wait(20)
        return find_cases(of, typed)

    async def until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                await asyncio.sleep(0.02)

    monkeypatch.setattr(case_search, "find_cases", slowly)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        before, screen = listed(app), app.screen
        assert isinstance(screen, CasesScreen)
        for key in "1118-0002":
            app.post_message(events.Key(key, key))
        await until(lambda: screen.box.edit.text == "1118-0002")
        await until(lambda: "正在找" in "\n".join(app.rows()))
        assert listed(app) == before, "what stood there stays"
        app.post_message(events.Key("enter", None))
        free.set()
        # Enter waited for what was looked for.
        await until(lambda: any(row.startswith("办件 1118-0002") for row in app.rows()))
    assert looked == ["1", "1118-0002"], "what was overtaken is not looked for"


async def test_coming_back_from_what_was_found_the_next_text_looks_anew_and_esc_shows_the_list(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("赵", "成", "enter", "escape")
        assert "赵成" in app.rows()[2] and "Esc 回清单" in app.rows()[2]
        assert listed(app) == ["1119-0001", "1118-0004", "1118-0001"]
        await app.by_hand("l", "g", "q")
        assert app.screen.box.edit.text == "lgq"  # type: ignore[attr-defined]
        assert listed(app) == ["1118-0003", "1113-0001"]
        await app.by_hand("enter", "escape", "escape")
        assert len(listed(app)) == 4 and app.screen.box.edit.text == ""  # type: ignore[attr-defined]


async def test_whom_to_telephone_is_one_digit_from_the_lists(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("tab", "7")
        assert isinstance(app.screen, RemindersScreen)


@pytest.mark.parametrize("typed", ["020810", "zhulin-chunfeng"])
async def test_what_may_be_a_pin_does_not_stay_in_the_search(hall: Hall, typed: str) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.at_once(*typed)
        await app.by_hand("enter")
        assert typed not in "\n".join(app.rows()) and "已经清掉" in app.status()
        assert len(listed(app)) == 4, "the list stands there again"
        await app.at_once(*typed)
        await app.by_hand("f8", "escape")
        assert typed not in "\n".join(app.rows())


async def test_a_mistyped_telephone_or_name_stays_to_be_mended(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(120, 36)):
        await app.by_hand(*"15400099999", "enter")
        assert "15400099999" in app.rows()[2]
        await app.by_hand("escape", *"欧阳锋", "enter")
        assert "欧阳锋" in app.rows()[2]
