"""What must be seen through, on the screen: enquiries, chasing, passing on, telephone reminders, filters."""

from __future__ import annotations

from typing import Any

import pytest

from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.asked import Asked, Passed, enquire
from counter.domain.casework.case.decision import Brought
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.screens.case.screen import CaseScreen
from counter.screens.day.today import TodayScreen
from counter.screens.intake.screen import IntakeScreen
from counter.screens.kit.screen import HallScreen
from counter.screens.lists.appointments import AppointmentsScreen
from counter.screens.lists.cases import CasesScreen
from counter.screens.lists.enquiries import EnquiriesScreen
from counter.screens.lists.reminders import RemindersScreen
from counter.screens.shared.sheet import SheetScreen
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of
from tests.hands import do, look
from tests.screens.case_app import CaseApp, shown, some_days, take
from tests.screens.intake_app import IntakeApp

PHONE = "15400010002"
WAITS = Brought(have=(APPLY, CARD, PHOTO), promised_later=(INCOME,))


@pytest.mark.parametrize("screen", [EnquiriesScreen, AppointmentsScreen])
async def test_esc_is_one_step_back(hall: Hall, screen: type[HallScreen[None]]) -> None:
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        app.push_screen(CasesScreen())
        app.push_screen(screen())
        await app.by_hand("right", "escape")
        assert [type(each).__name__ for each in app.screen_stack[-2:]] == ["CasesScreen", "CasesScreen"]


def asked(hall: Hall, key: int) -> Any:
    with hall.look() as connection:
        return enquiries.read(connection, key)[0]


# -- enquiries -----------------------------------------------------------------------------------


async def test_a_plain_enquiry_takes_few_keys(hall: Hall) -> None:
    app = CaseApp(hall, EnquiriesScreen)
    to_the_screen = ("escape", "0", "7")
    keys = ("1", "1", "enter", "1")
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*keys)
        assert app.status() == "已登记一次咨询。"
    row = asked(hall, 1)
    assert (row["channel"], row["staff"], enquiries.standing(row)) == ("counter", "07", "answered")
    assert len(to_the_screen) + len(keys) <= 10


@pytest.mark.rule("S12.11")
async def test_what_is_passed_on_is_seen_handled_and_answered_by_the_receiver(hall: Hall) -> None:
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand(
            "1", "2", *"社保卡没到", "enter", "3", "enter", *"社保就业", "enter", "enter", *"王秀芳", "enter", "enter"
        )
        assert app.status() == "已登记，见清单。"
        assert "转办中" in shown(app) and "11-20 18:00" in shown(app)
        await app.by_hand("4", *"群众在等", "enter")
        assert app.status() == "已催办。"
    receiver = CaseApp(hall, EnquiriesScreen, "08")
    async with receiver.run_test(size=(80, 24)):
        await receiver.by_hand()
        assert "社保卡没到" in shown(receiver)
        await receiver.by_hand("2", *"卡到了", "enter")
        assert receiver.status() == "已答复。"
        assert "社保卡没到" not in shown(receiver)
        await receiver.by_hand("right", "right")
        assert "已答复" in shown(receiver)


@pytest.mark.rule("S12.10")
async def test_the_form_says_what_the_rules_want_noted_and_keeps_what_was_typed(hall: Hall) -> None:
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("1", "1", "enter", "4", *"X-005", "enter", *"SB", "enter", "enter", "enter", *PHONE, "enter")
        assert "要记下办什么、有什么要求" in app.status()
        assert "S12" not in app.status()
        await app.by_hand("escape")
        assert app.status() == "没有登记。"


@pytest.mark.parametrize("key", ["2", "3", "4", "5"])
async def test_nothing_is_asked_about_somebody_elses_enquiry(hall: Hall, key: str) -> None:
    do(hall, enquire, Asked(matter="问低保", passed=Passed("SB")))
    app = CaseApp(hall, EnquiriesScreen, "10")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("right", key)
        assert isinstance(app.screen, EnquiriesScreen) and "由首问人张丽跟踪" in app.status()


@pytest.mark.parametrize("key", ["2", "4"])
async def test_nothing_is_asked_about_an_enquiry_that_is_answered(hall: Hall, key: str) -> None:
    do(hall, enquire, Asked(matter="问低保"))
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("left", key)
        assert isinstance(app.screen, EnquiriesScreen) and "现在是“已答复”，不用" in app.status()


async def test_the_slower_of_two_windows_sees_what_the_other_did(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保", passed=Passed("SB")))
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("4")
        do(hall, enquiries.answer, key, "已经说清楚了", by="08")
        await app.by_hand(*"还在等", "enter")
        assert app.status() == "王强已经办了“答复”，您这一笔没有存。请看最新内容。"
    assert asked(hall, key)["answer"] == "已经说清楚了"


async def test_a_call_back_becomes_a_case_and_the_record_is_shown(hall: Hall) -> None:
    key = do(hall, enquire, Asked(matter="问低保", phone=PHONE, owed=True))
    take(hall)
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("0")
        assert isinstance(app.screen, SheetScreen)
        assert "首问登记（转办）单" in shown(app)
        await app.by_hand("escape", "6", "1", "enter")
        assert app.status() == "已收件。"
        assert "没有要您跟踪" in shown(app)
    assert asked(hall, key)["case_id"] == 1


# -- reminders -----------------------------------------------------------------------------------


async def test_calls_are_made_one_after_another_with_the_outcome_in_one_digit(hall: Hall) -> None:
    first, second = take(hall, brought=WAITS), take(hall, brought=WAITS)
    clock_of(hall).set("2026-12-14T09:00:00")
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("7")
        assert isinstance(app.screen, RemindersScreen)
        assert "154****0001" in shown(app)
        await app.by_hand("tab")
        assert "15400010001" in shown(app)
        await app.by_hand("2", "4")
        assert "没有要打电话提醒的" in shown(app)
        await app.by_hand("9")
    for case, said in ((first, "没人接"), (second, "答应来")):
        events = look(hall, case).events
        assert [each.data["said"] for each in events if each.kind == "reminded"] == [said]
        assert look(hall, case).life.state == "awaiting-materials"


async def test_who_has_no_telephone_is_told_of_as_such(hall: Hall) -> None:
    take(hall, who=Who("赵成", village="双河村"), brought=WAITS)
    clock_of(hall).set("2026-12-14T09:00:00")
    app = CaseApp(hall, EnquiriesScreen)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("7")
        assert "赵成     没有电话" in shown(app)


# -- cases ---------------------------------------------------------------------------------------


@pytest.mark.rule("S11.3", "S43.1")
async def test_a_leader_presses_for_a_case_that_is_not_theirs(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), "02")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "9", "1", "2", *"群众都在问", "enter")
        assert "已登记，在经过里看得到" in app.status()
    life = look(hall, case).life
    assert life.tracked == "chased" and "chased" in life.flags


async def test_a_case_is_passed_on_from_its_screen(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case))
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "9", "2")
        digit = _line(app, "社保")
        await app.by_hand(*digit)
        await app.by_hand(*"属于社保", "enter")
        assert "已转办" in app.status()
    assert look(hall, case).row["post"] == "SB"


def _line(app: CaseApp, words: str) -> tuple[str, ...]:
    """The number before a choice."""
    (row,) = [row for row in app.rows() if words in row]
    return tuple(row.split()[0])


async def test_lists_are_filtered_and_say_so(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("ctrl+j", "enter", "enter", "enter", *"石桥", "enter", "enter")
        rows = app.rows()
        assert rows[2].startswith("查找 ›   筛选：石桥村（Ctrl+J 改）")
        assert rows[1].startswith("本岗 在办2 ")
        assert all("王秀芳" in row for row in rows[4:6])
        await app.by_hand("ctrl+j", *["enter"] * 5)
        assert app.rows()[1].startswith("本岗 在办4 ")


async def test_a_filter_that_nothing_fits_can_be_taken_away(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand("ctrl+j", "5", "enter", "enter", "enter", "enter")
        assert app.rows()[1].startswith("本岗 在办0 ")
        await app.by_hand("ctrl+j", *["enter"] * 5)
        assert app.rows()[1].startswith("本岗 在办4 ")


@pytest.mark.rule("S11.3")
async def test_what_is_chased_and_what_is_watched_have_lists_where_there_is_something(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.by_hand()
        assert "督办1" in app.rows()[1]
        await app.by_hand(*["left"] * 1)
        assert "事由" in app.rows()[3]
        assert "超期" in app.rows()[4]


async def test_the_days_enquiries_are_reached_from_their_figure(hall: Hall) -> None:
    do(hall, enquire, Asked(matter="问低保", phone=PHONE, owed=True))
    app = CaseApp(hall, TodayScreen, "01")
    async with app.run_test(size=(80, 24)):
        await app.by_hand(*["tab"] * 5, "enter")
        assert isinstance(app.screen, EnquiriesScreen)
        assert "问低保" in shown(app) and "待回电" in shown(app)


@pytest.mark.rule("S12.11")
async def test_who_handles_what_was_passed_on_sees_it_where_they_land(hall: Hall) -> None:
    do(hall, enquire, Asked(matter="社保卡没到", passed=Passed("SB")))
    for no, counts in (("08", "首问 1"), ("07", "首问 1"), ("12", "")):
        app = IntakeApp(hall, no)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, IntakeScreen)
            assert app.screen.header.counts == counts


async def test_a_reader_that_ends_a_number_with_a_line_feed_opens_the_case(hall: Hall) -> None:
    some_days(hall)
    app = CaseApp(hall)
    async with app.run_test(size=(80, 24)):
        await app.at_once(*"1113-0001", "ctrl+j")
        assert isinstance(app.screen, CaseScreen)


async def test_only_pressing_for_a_case_does_not_put_it_on_the_list(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), "02")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "9", "1", "1", *"请抓紧", "enter")
        assert "已登记，在经过里看得到" in app.status()
    life = look(hall, case).life
    assert not life.tracked and "chased" not in life.flags
