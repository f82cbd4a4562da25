"""The kit's widgets in an App of 80 by 24: forms, lists, frame, why, preview, key order."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from textual import events

from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Ask, AskPage, Field
from counter.screens.kit.commands import Command
from counter.screens.kit.helping import HelpScreen
from counter.screens.kit.lines import PLAIN, Line, Meaning, Styles, cells
from counter.screens.kit.page import Board, Page
from counter.screens.kit.preview import PreviewScreen
from counter.screens.kit.reader import Reader
from counter.screens.kit.shell import SmallScreen
from counter.screens.kit.why import WhyScreen, why_lines
from tests.screens.kit_hall import Desk, Hall, press
from tests.screens.painted import rows_of as shown


class NotADay(Refusal):
    says = "“{text}”不是日期，请按“月-日”填写。"


def day(text: str) -> str:
    if "-" not in text:
        raise NotADay(text=text, cites=(Cite("第五条"),))
    return text.replace("-", "月") + "日"


FIELDS = (
    Field("why", "原因", choices=("病假", "事假")),
    Field("day", "日期", check=day, default="11-20"),
    Field("pin", "密码", masked=True, length=4),
)


async def test_an_ask_from_first_key_to_answer() -> None:
    app = Hall(lambda: Desk(AskPage(FIELDS)))
    async with app.run_test(size=(80, 24)):
        await press(app, "2", "1", "2", "enter")
        assert any("不是日期" in row for row in shown(app))
        assert shown(app)[-1].startswith("！ “12”不是日期")
        await press(app, "-", "3", "enter", "0", "0", "0")
        assert "密码       › ***" in shown(app)
        assert app.cursor_position == (13 + 3, 3)
        await press(app, "7")
        assert app.heard() == [{"why": "事假", "day": "12月3日", "pin": "0007"}]


async def test_defaults_steps_back_and_leaving() -> None:
    app = Hall(lambda: Desk(AskPage(FIELDS)))
    async with app.run_test(size=(80, 24)):
        await press(app, "1", "enter", "up", "1", "-", "1", "enter")
        assert "日期       › 1月1日" in shown(app)
        await press(app, "escape")
        assert app.heard() == ["left"]


def test_an_ask_refuses_what_is_empty_and_what_is_not_in_the_list() -> None:
    ask = Ask([Field("a", "事由"), Field("b", "几号", choices=tuple("甲乙丙丁戊己庚辛壬癸"))])
    assert ask.advance("enter", "\r").says == "“事由”不能空着，请填写。"
    ask.advance("x", "x")
    ask.advance("enter", "\r")
    ask.advance("1", "1")
    assert ask.at == 1, "with ten choices one digit does not decide"
    ask.advance("1", "1")
    assert ask.advance("enter", "\r").problem
    ask.advance("backspace", None)
    ask.advance("0", "0")
    assert ask.advance("enter", "\r").saved
    assert ask.answers == {"a": "x", "b": "癸"}
    assert not ask.advance("f5", None).taken


def test_what_is_filled_in_no_longer_says_how_and_a_list_stands_below_the_field_in_hand() -> None:
    ask = Ask([Field("a", "事由", hint="写明原因"), Field("b", "哪份", lists=lambda answers: [answers["a"], "户口簿"])])
    assert (ask.rows()[0].hint, ask.rows()[1].choices) == ("写明原因", ())
    ask.advance("x", "x")
    assert ask.rows()[0].hint == "写明原因"
    ask.advance("enter", None)
    assert (ask.rows()[0].hint, ask.rows()[1].choices) == ("", ("x", "户口簿"))
    ask.back()
    assert ask.rows()[0].hint == "写明原因"


async def test_more_choices_than_lines_stand_in_columns_and_are_taken_by_a_part_of_their_name() -> None:
    villages = tuple(f"第{at}个村 代办员" for at in range(1, 31))
    app = Hall(lambda: Desk(AskPage((Field("who", "谁带来的", choices=villages),))))
    async with app.run_test(size=(80, 24)):
        for village in villages:
            assert village in "\n".join(shown(app))
        await press(app, "第", "2", "9", "enter")
        assert app.heard() == [{"who": "第29个村 代办员"}]


async def test_a_long_refusal_is_read_whole_below_its_field_and_the_caret_stays_with_the_field_in_hand() -> None:
    class Long(Refusal):
        says = "“低保”有几个事项：最低生活保障审核确认、最低生活保障动态管理、最低生活保障边缘家庭认定，请写编号。"

    def item(typed: str) -> str:
        if typed == "低保":
            raise Long()
        return typed

    fields = (Field("item", "事项", item, length=2), Field("lacks", "缺什么", required=False))
    page = AskPage(fields, label_width=10)
    page.styles.height = "1fr"
    app = Hall(lambda: Desk(page))
    async with app.run_test(size=(80, 24)):
        await press(app, "低", "保")
        text = "".join(row.strip() for row in shown(app))
        assert "最低生活保障边缘家庭认定，请写编号。" in text.split("F9 全文")[0]
        assert app.cursor_position == (13 + 4, 1)


async def test_a_refusal_is_said_and_f9_shows_its_article() -> None:
    class Refuses(Page):
        def pressed(self, key: str, character: str | None) -> bool:
            if key == "x":
                raise NotADay(text="x", cites=(Cite("第五条", ("S05.1",)),))
            return False

    app = Hall(lambda: Desk(Refuses()))
    async with app.run_test(size=(80, 24)):
        await press(app, "x")
        assert shown(app)[-1] == "！ “x”不是日期，请按“月-日”填写。"
        await press(app, "f9")
        assert isinstance(app.screen, WhyScreen)
        assert "    依据：第五条" in shown(app)
        await press(app, "escape", "escape", "escape")
        assert isinstance(app.screen, Desk), "Esc on the first screen stays there"


async def test_the_frame_shows_where_who_and_when() -> None:
    app = Hall(lambda: Desk(Page(), commands=[Command("打开", "enter", "打开。")]))
    async with app.run_test(size=(80, 24)):
        header = shown(app)[0]
        assert header.startswith("试验  邱家镇便民服务中心  张丽")
        assert header.endswith("2026-11-20 周五 09:12")
        assert cells(header) == 80
        assert shown(app)[-2:] == ["Enter 打开", ""]
        app.at = datetime(2026, 11, 20, 9, 13)
        app.screen.query_one("Header", Board).redraw()
        assert shown(app)[0].endswith("09:13")


async def test_a_key_that_cannot_be_used_says_why() -> None:
    done: list[str] = []
    commands = [
        Command("补齐", "1", "补齐。", possible=lambda: "没有欠件。", act=lambda: done.append("补齐")),
        Command("同意", "2", "同意。", right="approve", act=lambda: done.append("同意")),
        Command("受理", "3", "受理。", right="accept", act=lambda: done.append("受理")),
    ]
    app = Hall(lambda: Desk(Page(), commands=commands))
    async with app.run_test(size=(80, 24)):
        await press(app, "1")
        assert shown(app)[-1] == "！ 没有欠件。"
        await press(app, "2")
        assert "权限" in shown(app)[-1]
        await press(app, "3")
        assert done == ["受理"]
        await press(app, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert any("补齐" in row for row in shown(app))


async def test_why_is_paged_and_names_every_article() -> None:
    steps = tuple(Step(f"第{at}日 计入", (Cite(f"第{at}条", default=at == 3),)) for at in range(1, 31))
    text = "\n".join("".join(part for part, _ in line) for line in why_lines(Reckoning(30, steps), 80))
    assert all(f"依据：第{at}条" in text for at in range(1, 31))
    assert "第3条（默认值）" in text
    assert "按本中心的规定" in text
    app = Hall(lambda: Desk(Page()))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(WhyScreen(Reckoning(30, steps)))
        await pilot.pause()
        reader = app.screen.query_one(Reader)
        assert shown(app)[1] == " 1  第1日 计入"
        await press(app, "pagedown")
        assert reader.page == 1
        await press(app, "end", "pagedown")
        assert reader.page == reader.pages - 1
        await press(app, "home", "pageup")
        assert reader.page == 0


async def test_a_paper_is_shown_and_printed_by_0() -> None:
    printed: list[str] = []

    def prints() -> str:
        printed.append("x")
        return f"已打印 {len(printed)} 份。"

    app = Hall(lambda: Desk(Page()))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PreviewScreen(["  一次性告知书", "邱家镇"], title="预览", on_print=prints))
        await pilot.pause()
        assert shown(app)[1:3] == ["  一次性告知书", "邱家镇"]
        await press(app, "0")
        assert shown(app)[-1] == "已打印 1 份。"
        await press(app, "escape")
        assert isinstance(app.screen, Desk)


class Typed(Page):
    """Writes down keys; F2 opens another of its kind, and saving holds what follows."""

    def __init__(self, log: list[str]) -> None:
        super().__init__()
        self.noted = log

    def lines(self) -> list[Line]:
        return [[("".join(self.noted), PLAIN)]]

    def pressed(self, key: str, character: str | None) -> bool:
        app = self.app
        assert isinstance(app, Hall)
        if key == "f2":
            app.push_screen(Desk(Typed(self.noted)))
        elif key == "f3":
            app.save(self._save())
        else:
            self.noted.append(key)
        return True

    def pasted(self, text: str) -> bool:
        self.noted.append(f"<{text}>")
        return True

    async def _save(self) -> None:
        await asyncio.sleep(0.1)
        self.noted.append("saved")


async def test_keys_keep_their_order_through_screens_saves_and_pastes() -> None:
    log: list[str] = []
    app = Hall(lambda: Desk(Typed(log)))
    async with app.run_test(size=(80, 24)):
        for key in ("a", "f2", "b", "f3", "c", "f2", "d"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        app.post_message(events.Paste("李强"))
        app.post_message(events.Key("e", "e"))
        await asyncio.sleep(0.3)
        await app.quiet()
        assert log == ["a", "b", "saved", "c", "d", "<李强>", "e"]


async def test_a_save_that_fails_lets_the_keys_go() -> None:
    app = Hall(lambda: Desk(Typed([])))
    async with app.run_test(size=(80, 24)):
        with pytest.raises(ZeroDivisionError):
            async with app.holding():
                app.post_message(events.Key("a", "a"))
                await asyncio.sleep(0.05)
                assert app.screen.query_one(Typed).noted == []
                _ = 1 // 0
        await app.quiet()
        assert app.screen.query_one(Typed).noted == ["a"]


async def test_only_rows_that_changed_are_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Hall(lambda: Desk(Typed([])))
    async with app.run_test(size=(80, 24)):
        page = app.screen.query_one(Typed)
        painted: list[int] = []
        monkeypatch.setattr(page, "refresh", lambda *regions: painted.extend(each.y for each in regions))
        await press(app, "a")
        assert painted == [0]
        painted.clear()
        page.redraw()
        assert painted == []


async def test_a_small_window_says_what_to_do_and_takes_no_keys() -> None:
    log: list[str] = []
    app = Hall(lambda: Desk(Typed(log)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert isinstance(app.screen, SmallScreen)
        assert "请把窗口拉大" in shown(app)
        await press(app, "a")
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert isinstance(app.screen, Desk)
        await press(app, "b")
        assert log == ["b"]


async def test_the_caret_line_stays_in_sight() -> None:
    fields = [Field(f"f{at}", f"第{at}项", required=False) for at in range(40)]
    app = Hall(lambda: Desk(AskPage(fields)))
    async with app.run_test(size=(80, 24)):
        page = app.screen.query_one(AskPage)
        await press(app, *["enter"] * 30)
        assert page.top <= 30 < page.top + page.size.height
        assert any(row.startswith("第30项") for row in shown(app))
        assert page.region.contains(*app.cursor_position)


async def test_a_header_too_long_drops_the_hall_first() -> None:
    app = Hall(lambda: Desk(Page()))
    async with app.run_test(size=(80, 24)):
        assert isinstance(app.screen, Desk)
        app.screen.header.show(window="2号窗口 民政", counts="候 12人 最长 25分  挂单 1")
        assert "邱家镇" not in shown(app)[0]
        assert "2号窗口 民政  张丽" in shown(app)[0]
        with pytest.raises(AttributeError):
            app.screen.header.show(weather="晴")


async def test_a_sentence_that_does_not_fit_is_shown_whole_by_f9() -> None:
    whole = "电话号码不对：" + "请核对以后再填一次，" * 8 + "最后一个字也要看得见。"
    app = Hall(lambda: Desk())
    async with app.run_test(size=(80, 24)):
        assert isinstance(app.screen, Desk)
        app.screen.say(whole)
        assert shown(app)[-1].endswith("F9 全文")
        await press(app, "f9")
        assert whole in "".join(line.strip() for line in shown(app))


@pytest.mark.parametrize(
    ("meaning", "said"), [(Styles.DONE, "已更正。"), (Styles.SOON, "已更正。"), (Styles.PROBLEM, "！ 已更正。")]
)
async def test_only_a_problem_has_a_mark_before_its_sentence(meaning: Meaning, said: str) -> None:
    app = Hall(lambda: Desk(Page()))
    async with app.run_test(size=(80, 24)):
        desk = app.screen
        assert isinstance(desk, Desk)
        desk.say("已更正。", meaning)
        assert "".join(part for part, _ in desk.status.lines()[0]).rstrip() == said
