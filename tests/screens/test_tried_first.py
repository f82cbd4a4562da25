"""What is refused whatever is answered is refused before anything is asked, with the article behind it."""

from __future__ import annotations

import pytest

from counter.domain.casework import cases
from counter.domain.casework.case.events import read
from counter.domain.hall.opened import Hall
from counter.domain.journal import head
from counter.screens.attendance.month import AttendanceSheetScreen
from counter.screens.attendance.roster_duty import DutyRosterScreen
from counter.screens.batches.roster import RosterScreen
from counter.screens.case.screen import CaseScreen
from counter.screens.shared.asking import AskScreen
from tests.screens.case_app import ZHAO, CaseApp, take

NOT_YOURS = "这件属于民政岗（A岗张丽、B岗陈勇），不归您办"
WAYS = {
    "撤回": ("3",), "终止": ("4",), "审核": ("6", "1"), "暂停": ("6", "2"), "恢复": ("6", "3"), "转承诺件": ("6", "4"),
    "审议后受理": ("6", "5"), "补充要求": ("7", "1"), "另约": ("7", "2"), "通知领取": ("8", "1"), "评价": ("8", "3"),
    "回访": ("8", "4"), "归档": ("8", "5"), "转办": ("9", "2"), "电话提醒": ("9", "3"), "送审": ("9", "4"),
    "特事特办": ("9", "5"),
}  # fmt: skip
"""Ways under 9更多 that belong to the case's own post."""


@pytest.mark.parametrize("way", WAYS)
async def test_who_took_in_a_case_of_another_post_is_not_asked_in_vain(hall: Hall, way: str) -> None:
    case = take(hall, by="08")
    app = CaseApp(hall, lambda: CaseScreen(case), "08")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", *WAYS[way])
        assert isinstance(app.screen, CaseScreen)
        assert app.status().startswith(NOT_YOURS)
        await app.by_hand("f9")
        assert "依据：每个环节的责任人事先确定" in "\n".join(app.rows())


async def test_the_roster_of_another_posts_case_can_be_seen_and_not_filled(hall: Hall) -> None:
    case = take(hall, by="08")
    app = CaseApp(hall, lambda: RosterScreen(case), "08")
    async with app.run_test(size=(80, 24)):
        for key in ("1", "2"):
            await app.by_hand(key)
            assert isinstance(app.screen, RosterScreen) and app.status().startswith(NOT_YOURS)


async def test_a_right_that_is_missing_is_said_before_the_form(hall: Hall) -> None:
    case = take(hall, by="08")
    app = CaseApp(hall, lambda: CaseScreen(case), "08")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9", "9", "1")
        assert "没有“督办”的权限" in app.status()


async def test_a_key_of_the_case_that_cannot_be_used_tells_its_article_on_f9(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case), "08")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("2", "f9")
        assert "依据：每个环节的责任人事先确定" in "\n".join(app.rows())


async def test_a_case_that_waits_for_a_leader_says_so_of_every_act(hall: Hall) -> None:
    case = take(hall)
    with hall.act("07") as work:
        cases.decline(work, case, "不符合条件", important=True)
    app = CaseApp(hall, lambda: CaseScreen(case))
    async with app.run_test(size=(80, 24)):
        for key in ("2", "7"):
            await app.by_hand(key)
            assert "请等领导批了再办" in app.status(), key


async def test_a_clerk_is_not_asked_what_only_a_leader_does(hall: Hall) -> None:
    app = CaseApp(hall, DutyRosterScreen, "08")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("6")
        assert isinstance(app.screen, DutyRosterScreen) and "不是领导" in app.status()


async def test_a_sheet_that_nobody_signed_is_not_filed(hall: Hall) -> None:
    app = CaseApp(hall, AttendanceSheetScreen, "03")
    async with app.run_test(size=(80, 24)):
        await app.by_hand("3")
        assert isinstance(app.screen, AttendanceSheetScreen) and "没有等着报纪委备案" in app.status()


async def test_what_may_be_done_still_asks(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case))
    async with app.run_test(size=(80, 24)):
        for way in ("撤回", "暂停", "补充要求", "另约", "转办", "送审", "特事特办"):
            await app.by_hand("9", *WAYS[way])
            assert isinstance(app.screen, AskScreen), way
            await app.by_hand("escape")


async def test_who_was_quicker_is_shown_before_the_form(hall: Hall) -> None:
    case = take(hall)
    app = CaseApp(hall, lambda: CaseScreen(case))
    async with app.run_test(size=(80, 24)):
        await app.by_hand("9")
        with hall.act("12") as work:
            cases.decide(work, case)
        await app.by_hand("3")
        assert isinstance(app.screen, CaseScreen) and "陈勇" in app.status(), app.status()


def test_an_act_that_is_tried_writes_nothing_and_leaves_the_journal_alone(hall: Hall) -> None:
    case = take(hall)
    with hall.look() as connection:
        before = head(connection)
    hall.tried("07", "民政", lambda work: cases.withdraw(work, case))
    hall.tried("07", "民政", lambda work: cases.submit(work, case))
    hall.tried("07", "民政", lambda work: cases.accept(work, cases.Application("X-001", ZHAO)))
    with pytest.raises(cases.NotYours):
        hall.tried("08", "民政", lambda work: cases.withdraw(work, case))
    with hall.look() as connection:
        assert head(connection) == before
        assert read(hall, connection, case).life.state == "accepted"
