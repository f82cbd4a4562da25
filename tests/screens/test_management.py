"""人员 and 设置 on the screen: PINs given out, people who come and go, values and holiday papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins, staff
from counter.domain.hall.rulebook import Override, in_force, shipped, value_at
from counter.domain.hall.ruled.values import Limit
from counter.domain.hall.settings import rule_lines
from counter.domain.oversight.checklists import of_hall
from counter.domain.posts.changing import leave_staff
from counter.screens.hall.people import PeopleScreen, roles_of
from counter.screens.hall.rule_words import FORMS, NAMES, NotReadable, parsed, shown
from counter.screens.hall.settings import SettingsScreen, days_of, days_off_of
from counter.screens.kit.preview import PreviewScreen
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.sheet import SheetScreen
from tests.damage import raw
from tests.halls import clock_of, make_hall
from tests.screens.counter_app import (
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
from tests.screens.rest import at_rest
from tests.signing import PIN, give_pin

pytestmark = pytest.mark.usefixtures("terminal")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return ready(make_hall(tmp_path))


async def test_the_director_gives_a_colleague_a_new_pin(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9", "down", "down", "1")
        assert isinstance(app.screen, PreviewScreen)
        given = next(line.split("初始密码：")[1] for line in text(app).splitlines() if "初始密码：" in line)
        await press(app, "escape")
        assert isinstance(app.screen, PeopleScreen)
    assert pins.sign_on(hall, "03", given, "综合").no == "03"


async def test_the_director_does_not_reset_the_own_pin(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9")
        await press(app, "1")
        assert "要主任办理" in status(app)
        assert verbs(hall)[-1] != "reset-pin"


async def test_somebody_new_and_gone_again(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9", "2")
        await press(app, "07", "enter")
        assert "工号07已经是张丽的" in status(app)
        await press(app, "backspace", "backspace", "88", "enter", "米小可", "enter", "1", "enter", "enter", "enter")
        assert isinstance(app.screen, PreviewScreen)
        await press(app, "escape")
        with hall.look():
            assert hall.person("88").roles == ("clerk",)
        await press(app, "end", "4")
        await press(app, "1")
        with hall.look():
            assert not hall.person("88").active
        assert "已离岗" in text(app)
        assert too_wide(app) == []
        assert unexpected(app) == []


@pytest.mark.parametrize(("name", "says"), [("张丽", "还是民政岗的A岗或B岗"), ("李敏", "最后一名中心主任")])
async def test_whoever_cannot_leave_yet_is_not_asked_about(hall: Hall, name: str, says: str) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        app.go("people")
        await press(app)
        await press(app)
        assert isinstance(app.screen, PeopleScreen)
        while app.screen.row().name != name:
            await press(app, "down")
        await press(app, "4")
        assert isinstance(app.screen, PeopleScreen) and says in status(app)


async def test_an_intern_gets_an_end_date_and_loses_it_again(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9", "down", "down", "3", "enter", "enter", "enter", "下个月", "enter")
        assert "不是日期" in status(app)
        await press(app, *["backspace"] * 3, "2026-11-20", "enter")
        assert "要在今天以后" in status(app)
        await press(app, *["backspace"] * 10, "2027-01-01", "enter")
        with hall.look():
            assert hall.person("03").until == date(2027, 1, 1) and hall.person("03").active
        await press(app, "3", "enter", "enter", "enter", "0", "enter")
        with hall.look():
            assert hall.person("03").until is None
        assert unexpected(app) == []


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("1", "窗口人员"),
        ("12", "窗口人员、综合窗口"),
        ("3", "中心主任"),
        ("1 1", "窗口人员"),
        ("窗口人员、副主任", "窗口人员、副主任"),
    ],
)
def test_roles_by_digit_or_name(typed: str, roles: str) -> None:
    assert roles_of(typed) == roles
    assert roles_of(roles) == roles


async def test_a_value_of_the_rulebook_is_changed_with_its_article(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "0", "5")
        assert isinstance(app.screen, SettingsScreen)
        await press(app, "f9")
        assert "calendar.hours.am" in text(app)
        await press(app, "escape", "enter", "08:00")
        await press(app, "enter")
        assert isinstance(app.screen, AskScreen) and "看不懂" in status(app)
        await press(app, "-12:00", "enter", "enter", "会议纪要", "enter")
        assert "已改" in status(app)
        assert "08:00-12:00" in text(app)
        assert too_wide(app) == []
        assert unexpected(app) == []


async def test_a_holiday_paper_shows_what_moves_before_it_is_loaded(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "0", "5", "1")
        await press(app, "2027", "国办通知", "enter", "enter", "元旦 1-1至1-3", "enter", "1-4", "enter")
        assert "放假3天，上班1天" in text(app)
        assert "load-calendar" not in verbs(hall)
        await press(app, "1")
        assert "放假安排已导入" in status(app)
        assert verbs(hall)[-1] == "load-calendar"


@pytest.mark.parametrize("name", ["qiujia", "zhenlai", "nanshan", "township", "community"])
def test_every_value_of_the_shipped_rulebooks_has_a_name_and_reads_back(hall: Hall, name: str) -> None:
    book = shipped(name)
    for line in rule_lines(book, (), hall.today):
        assert line.path in NAMES
        override = Override(line.path, parsed(shown(line.value), line.value), hall.today, "同样的值")
        assert value_at(in_force(book, [override], hall.today), line.path).value == line.value, line.path


def test_a_limit_is_shown_and_typed_as_people_say_it() -> None:
    limit = Limit(days=10, unit="working")
    assert shown(limit) == "10个工作日"
    assert parsed("7自然日", limit) == {"days": 7, "unit": "calendar"}
    with pytest.raises(NotReadable):
        parsed("十天", limit)


@pytest.mark.parametrize(("path", "typed", "says"), [
    ("duty.special", "2026-06-01至2026-09-30 防汛期；2027-01-20 到 2027-03-01 春运", "防汛期"),
    ("calendar.hours.seasons", "05-01至09-30 8:30-12:00 15:00-18:00", "15:00-18:00"),
    ("casework.regimes", "即办件＝当场办；上报件=负责办理制", "即办件＝当场办；上报件＝负责办理制"),
])  # fmt: skip
def test_structured_values_are_written_as_people_write_them(hall: Hall, path: str, typed: str, says: str) -> None:
    book = hall.book()
    override = Override(path, parsed(typed, value_at(book, path).value), hall.today, "会议")
    laid = value_at(in_force(book, [override], hall.today), path).value
    assert says in shown(laid)
    again = Override(path, parsed(shown(laid), laid), hall.today, "会议")
    assert value_at(in_force(book, [again], hall.today), path).value == laid
    assert path == "casework.regimes" or path in FORMS


def test_days_as_they_are_typed() -> None:
    assert [str(day) for day in days_of("1-4 2-14", 2027)] == ["2027-01-04", "2027-02-14"]
    assert [str(day) for day in days_of("2026-12-31至2027-01-01", 2027)] == ["2026-12-31", "2027-01-01"]
    assert {str(day): name for day, name in days_off_of("元旦 1-1；春节 2-5至2-6", 2027).items()} == {
        "2027-01-01": "元旦", "2027-02-05": "春节", "2027-02-06": "春节",
    }  # fmt: skip


async def test_an_auditor_verifies_the_records_from_the_desk(hall: Hall) -> None:
    discipline = next(no for no, each in hall.laid.staff.items() if "discipline" in each.roles)
    give_pin(hall, discipline, PASSPHRASE)
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, discipline, PASSPHRASE)
        app.go("checking")
        await at_rest(app)
        await press(app, "ctrl+j")
        await at_rest(app)
        assert status(app) == "查验通过。"
        assert "数据与日志对照：没有问题" in text(app)
        with raw(hall.storage.path) as connection:
            connection.execute("UPDATE window SET name = '别的窗口' WHERE code = '民政'")
        await press(app, "ctrl+j")
        await at_rest(app)
        assert "查验不通过" in status(app)
        assert too_wide(app) == []


async def test_a_clerk_has_no_place_to_verify(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        app.go("checking")
        await at_rest(app)
        assert "没有" in status(app) and app.current_mode != "checking"


async def test_checklists_are_read_point_by_point_and_printed(
    hall: Hall, terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(terminal))
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app)
        app.go("checklists")
        await at_rest(app)
        names = [each.name for each in of_hall(hall.book())]
        assert f"窗口受理要点（第1份，共{len(names)}份）" in text(app) and "没有推诿" in text(app)
        await press(app, "right", "down", "f9")
        assert "依据：乡镇便民中心工作制度 首问 二" in text(app)
        await press(app, "escape", "left", *["left"] * (len(names) - names.index("收费要点")), "0")
        assert isinstance(app.screen, SheetScreen) and app.screen.title_words() == "收费要点"
        assert "有偿服务" in text(app) and too_wide(app) == []
        await press(app, "2")
        assert verbs(hall)[-2:] == ["checklist", "print"]
        assert unexpected(app) == []


@pytest.mark.rule("S13.8")
async def test_a_post_goes_to_another_by_its_handover_or_by_saying_why_there_is_none(hall: Hall) -> None:
    give_pin(hall, "08")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9", "5")
        await press(app, "2", "enter")
        await press(app, "enter", "backspace", "08", "enter", "enter", "enter", "enter", "enter")
        assert "民政岗还有1项在手（印章1），请张丽先按 F4 当面交给王强" in status(app)
        with hall.look():
            assert hall.post("MZ").a == "07"
        assert too_wide(app) == []
        await press(app, "up", "2", "enter", "已调走，不来上班", "enter")
        assert isinstance(app.screen, PeopleScreen), status(app)
        with hall.look():
            assert hall.answering("MZ").person == hall.post("MZ").a == "08"
        assert unexpected(app) == []
    clock_of(hall).forward(minutes=1)
    other = app_of(hall)
    async with other.run_test(size=(80, 24)):
        await sign_on(other, "08")
        await press(other, "f4")
        assert "张丽没有交接，由您接岗，按 Enter 清点、确认清单" in text(other)
        await press(other, "enter", "少一枚印章", "enter", PIN, "enter")
        assert "王强负责" in status(other), text(other)
        await press(other, "0")
        assert "没有当面交接，张丽未到场" in text(other) and "少一枚印章" in text(other)
        assert unexpected(other) == []


async def test_a_new_post_does_not_take_the_code_of_another_and_a_business_without_items_is_said(hall: Hall) -> None:
    with hall.look():
        before = hall.post("MZ")
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9", "5")
        await press(app, "10", "enter", "MZ", "enter")
        assert "岗位编号MZ已经是“民政岗”的" in status(app), text(app)
        await press(app, "backspace", "backspace", "DB", "enter", "低保岗", "enter", "1", "enter")
        await press(app, "07", "enter", "12", "enter", "民正", "enter")
        assert isinstance(app.screen, PeopleScreen), text(app)
        assert "岗位已设。目录里没有业务是“民正”的事项" in status(app)
        with hall.look():
            assert hall.post("MZ") == before
            assert hall.post("DB").serves == ("民正",)
        assert too_wide(app) == []
        assert unexpected(app) == []


async def test_who_has_left_is_told_so_in_a_window_still_open_in_their_name(hall: Hall) -> None:
    with hall.act(DIRECTOR) as work:
        staff.add_staff(work, "88", "米小可", ["director"])
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9")
        await press(app, "6")
        await press(app, "W88", "enter", "新窗口", "enter")
        with hall.look():
            assert "W88" in hall.laid.windows
        with hall.act("88") as work:
            leave_staff(work, DIRECTOR)
        await press(app, "6")
        assert isinstance(app.screen, PeopleScreen) and "李敏已离岗" in status(app), text(app)
        assert unexpected(app) == []


async def test_what_another_changed_meanwhile_is_not_written_over(hall: Hall) -> None:
    app = app_of(hall)
    async with app.run_test(size=(80, 24)):
        await sign_on(app, DIRECTOR, PASSPHRASE)
        await press(app, "escape", "9")
        await press(app, "down", "down", "3")
        with hall.act(DIRECTOR) as work:
            staff.change_staff(work, "03", roles=["clerk"])
        await press(app, "enter", "enter", "enter", "enter")
        assert "资料刚才已被别人改过，没有覆盖" in status(app)
        with hall.look():
            assert hall.person("03").roles == ("clerk",)
        await press(app, "escape")
        await press(app, "3", "enter", "enter", "主办", "enter", "enter")
        with hall.look():
            assert (hall.person("03").roles, hall.person("03").title[-2:]) == (("clerk",), "主办")
        assert unexpected(app) == []
