"""Today and closing as they are used: figures, lists, why, papers out, a day closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from counter.domain.casework import cases
from counter.domain.casework.asking.enquiries import Asked, enquire
from counter.domain.hall.opened import Hall
from counter.domain.oversight import dayread
from counter.domain.oversight.closing import close_day
from counter.domain.oversight.figures import closing_of
from counter.papers import printer
from counter.screens.day.closing import ClosingScreen, Folders
from counter.screens.day.today import TodayScreen, by_hour
from counter.screens.kit.lines import cells
from counter.screens.kit.screen import HallScreen
from counter.storage import DiskFull
from tests.halls import clock_of, took
from tests.screens.report_app import ReportApp, a_day, shown
from tests.screens.rest import at_rest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def press(app: ReportApp, *keys: str) -> None:
    """Keys at once, then a wait for what they set off, saves included."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    for _ in range(3):  # one save may begin the next: closing, then the backup
        await at_rest(app)


def status(app: ReportApp) -> str:
    assert isinstance(app.screen, HallScreen)
    return "".join(text for line in app.screen.status.lines() for text, _ in line)


async def test_the_days_figures_stand_on_the_screen(hall: Hall) -> None:
    a_day(hall)
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app)
        text = shown(app)
        for figure in (
            "收件 5",
            "受理 3",
            "办结 2",
            "退回 1",
            "待补 1",
            "待回电 1",
            "咨询 2",
            "代收(元) 400",
            "截至 09:12",
        ):
            assert figure in text
        assert "待回电 1近" not in text
        assert "民政窗口                       4     2     1     1     0     1       0" in text


async def test_the_arrows_change_the_day_and_end_at_today(hall: Hall) -> None:
    a_day(hall)
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, "right")
        assert "后一天还没有到" in status(app)
        await press(app, "left")
        assert "11月19日（周四）  没有日结" in shown(app) and "收件 0" in shown(app)
        await press(app, "left", "home")
        assert "收件 5" in shown(app)


async def test_enter_lists_what_a_figure_counts(hall: Hall) -> None:
    number = took(hall)
    clock_of(hall).set("2026-11-30T09:00:00")
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, "tab", "enter")
        assert f"超 {number[7:11]}-{number[-4:]}" in shown(app) and "李国强" in shown(app)
        assert "11-27 18:00" in shown(app) and "张丽" in shown(app)
        await press(app, "escape", "tab", "tab", "enter")
        assert "没有要看的" in status(app)
        await press(app, "down", "enter")
        assert "按 3" in status(app)


async def test_enter_on_a_listed_case_opens_it(hall: Hall) -> None:
    from counter.screens.case.screen import CaseScreen

    number = took(hall)
    clock_of(hall).set("2026-11-30T09:00:00")
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, "tab", "enter", "enter")
        assert isinstance(app.screen, CaseScreen) and f"办件 {number[7:11]}-{number[-4:]}" in shown(app)


async def test_f9_says_how_the_figure_is_counted(hall: Hall) -> None:
    a_day(hall)
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, "down", "f9")
        assert "收件：当天收进来的办件" in shown(app) and "依据：便民服务中心工作汇报" in shown(app)


async def test_coming_back_shows_what_was_done_meanwhile(hall: Hall) -> None:
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, "f9")
        took(hall)
        await press(app, "escape")
        assert "收件 1" in shown(app)


@pytest.mark.parametrize(("key", "title"), [("1", "日报"), ("2", "即办件统计表"), ("3", "当日办件登记")])
async def test_the_days_papers_go_to_a_file_and_the_printer(
    hall: Hall, home: Path, monkeypatch: pytest.MonkeyPatch, key: str, title: str
) -> None:
    a_day(hall)
    monkeypatch.setattr(printer, "submit", lambda *given, **named: printer.Job("lq-7"))
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, key)
        assert title in shown(app)
        await press(app, "2")
        assert "已存成" in status(app) and title in (home / f"{title}-2026-11-20.txt").read_text(encoding="utf-8")
        await press(app, "0")
        assert "补打：已交给打印机（任务 lq-7）。" in status(app)


async def test_a_missing_printer_is_a_sentence(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*given: object, **named: object) -> printer.Job:
        raise printer.NoPrinter(named="")

    monkeypatch.setattr(printer, "submit", absent)
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app, "1", "0")
        assert "没有找到打印机" in status(app)
        await press(app, "f9")
        assert "没有找到打印机" in shown(app)


async def test_a_failing_disk_is_a_sentence(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> None:
        raise DiskFull()

    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app)
        monkeypatch.setattr(dayread, "cases_of_day", full)
        await press(app, "left")
        assert "磁盘已满" in status(app) and "11月20日" in shown(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_no_line_is_wider_than_the_window(hall: Hall, size: tuple[int, int]) -> None:
    a_day(hall)
    with hall.act("03", "综合窗口") as work:
        close_day(work, hall.today, "占线")
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=size):
        await press(app)
        assert "09:12 已日结" in shown(app)
        assert all(len(line.encode("gb18030")) <= size[0] for line in shown(app).splitlines())


def folders(home: Path) -> Folders:
    return Folders(home / "hall.db.drafts", home / "stick", home / "anchors")


async def test_a_day_is_closed_backed_up_and_anchored(hall: Hall, home: Path) -> None:
    took(hall)
    app = ReportApp(hall, lambda: ClosingScreen(folders(home)))
    async with app.run_test(size=(80, 24)):
        await press(app)
        assert "还没有日结" in shown(app) and "没打印的单子" in shown(app)
        await press(app, "1", "1")
        text = shown(app)
        assert "何平已日结" in text and "日报已封存" in text and "已备份到" in text and "锚点已记下" in text
        await press(app, "1")
        assert "已经日结" in status(app)
    assert (home / "stick" / "QJ-20.db").exists() and (home / "anchors").exists()


async def test_what_stands_behind_a_point_is_opened_from_it(hall: Hall, home: Path) -> None:
    for _ in range(10):
        took(hall)
    app = ReportApp(hall, lambda: ClosingScreen(folders(home)))
    async with app.run_test(size=(80, 24)):
        while app.screen.page.current.name != "未录平台":  # type: ignore[attr-defined]
            await press(app, "down")
        count = app.screen.page.current.count  # type: ignore[attr-defined]
        assert f"另有 {count - 8} 件，按 Enter 看清单" in shown(app)
        await press(app, "enter")
        assert "未录平台" in shown(app) and f"共 {count} 条" in shown(app)
        await press(app, "enter")
        assert "1120-0001" in shown(app).splitlines()[0]
        await press(app, "escape", "escape")
        assert "还没有日结" in shown(app)


async def test_the_last_question_can_be_answered_with_no(hall: Hall, home: Path) -> None:
    app = ReportApp(hall, lambda: ClosingScreen(folders(home)))
    async with app.run_test(size=(80, 24)):
        await press(app, "1", "2")
        assert "还没有日结" in shown(app)
    with hall.look() as connection:
        assert closing_of(connection, hall.today) is None


async def test_a_call_owed_asks_for_its_reason(hall: Hall, home: Path) -> None:
    with hall.act("03", "综合窗口") as work:
        enquire(work, Asked(matter="问低保", name="周杰", phone="15400010001", owed=True))
    app = ReportApp(hall, lambda: ClosingScreen(folders(home)))
    async with app.run_test(size=(80, 24)):
        await press(app)
        assert "周杰 154****0001 问低保" in shown(app) and "15400010001" not in shown(app)
        await press(app, "f9")
        assert "首问负责" in shown(app)
        await press(app, "escape", "1", "enter")
        assert "没有回电的原因" in status(app)
        await press(app, *"busy", "enter", "1")
        assert "已日结" in shown(app)


async def test_closing_by_two_at_once_is_told_to_the_second(hall: Hall, home: Path) -> None:
    app = ReportApp(hall, lambda: ClosingScreen(folders(home)))
    async with app.run_test(size=(80, 24)):
        await press(app, "1")
        with hall.act("04", "综合窗口") as work:
            close_day(work, hall.today)
        await press(app, "1")
        assert "已在" in status(app) and "日结" in status(app)


async def test_a_sheet_that_still_holds_is_the_sealed_one(hall: Hall, home: Path) -> None:
    took(hall)
    with hall.act("03", "综合窗口") as work:
        sealed = close_day(work, hall.today)
    clock_of(hall).forward(days=3)
    with hall.act("07", "民政") as work:
        cases.decide(work, 1)
    app = ReportApp(hall, lambda: ClosingScreen(folders(home)))
    async with app.run_test(size=(80, 24)):
        await press(app, "left", "left", "left", "2", "2")
    assert sealed.digest in (home / "日报-2026-11-20.txt").read_text(encoding="utf-8")


def test_a_long_day_by_the_hour_stands_whole_on_one_line() -> None:
    few = [(8, 1), (10, 8)]
    assert by_hour(few) == "8时 1  10时 8"
    many = [(hour, 12) for hour in range(8, 18)]
    assert cells(by_hour(many)) <= 67 and by_hour(many).endswith("17时12")


async def test_windows_that_have_no_room_are_told_of_and_turned_to(hall: Hall) -> None:
    a_day(hall)
    app = ReportApp(hall, TodayScreen)
    async with app.run_test(size=(80, 24)):
        await press(app)
        assert isinstance(app.screen, TodayScreen)
        page = app.screen.page
        assert page.day is not None
        first = page.day.windows[0]
        page.show(replace(page.day, windows=tuple(replace(first, name=f"窗口{at:02}") for at in range(1, 14))))
        seen: set[str] = set()
        for key in ("", "pagedown", "pagedown"):
            await press(app, *([key] if key else []))
            seen |= {row.split()[0] for row in shown(app).splitlines() if row.startswith("窗口") and row[2:4].isdigit()}
            assert ("还有" in shown(app)) != ("前面的窗口：PgUp" in shown(app))
        assert seen == {f"窗口{at:02}" for at in range(1, 14)}
        await press(app, "pageup", "pageup")
        assert "窗口01" in shown(app)
