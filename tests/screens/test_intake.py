"""The intake screen: journeys of a day by keys alone, drafts, cards, the papers and what goes wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from textual import events
from textual.pilot import Pilot

from counter.domain.casework.booking.appointment_lists import Appointments
from counter.domain.casework.intake.drafts import Drafts
from counter.domain.hall.item_versions.changes import delegate_item
from counter.domain.hall.numbers import id_check
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who, import_residents
from counter.papers import pdf, printer
from counter.screens.case.screen import CaseScreen
from counter.screens.intake.drafts import DraftsScreen
from counter.screens.intake.screen import IntakeScreen
from counter.screens.kit.lines import span_cells
from counter.screens.kit.shell import Shell
from counter.screens.kit.why import WhyScreen
from counter.screens.shared.sheet import SheetScreen
from counter.storage import DiskFull, MediumGone
from tests.bench.key_budgets import BUDGETS
from tests.halls import make_hall
from tests.screens.intake_app import IntakeApp
from tests.screens.rest import at_rest


def id_of(serial: int) -> str:
    body = f"51192319850213{serial:03d}"
    return body + id_check(body)


LI, WANG, NEW = id_of(11), id_of(12), id_of(13)
NAMED = {"enter", "tab", "down", "up", "escape", "space", "pageup", "pagedown", "backspace", "ctrl+j", "f9", "right"}


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = make_hall(tmp_path, at="2026-11-20T09:12:00")
    with hall.act("01", "") as work:
        import_residents(work, [Who("李国强", LI, "15400010001", "双河村", "3"), Who("王秀芳", WANG, "15400010002")])
    return hall


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Named keys as they are, any other text sign by sign; then waits for the saves."""
    app = cast("Shell[None]", pilot.app)
    for key in keys:
        for each in [key] if key in NAMED else key:
            app.post_message(events.Key(each, each if len(each) == 1 else None))
        await at_rest(app)


def screen(pilot: Pilot[None]) -> IntakeScreen:
    found = pilot.app.screen
    assert isinstance(found, IntakeScreen)
    return found


def status(pilot: Pilot[None]) -> str:
    return screen(pilot).status.text


def rows(hall: Hall, sql: str) -> list[tuple[Any, ...]]:
    with hall.look() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


CASES = "SELECT number, kind, state FROM cases ORDER BY id"


@pytest.mark.parametrize(
    ("keys", "kind", "state", "says"),
    [
        (("jnjz", "enter", "enter", "enter", "enter"), "instant", "delivered", "已办结"),
        (("lsjz", "enter", "enter", "enter", "enter"), "promised", "accepted", "11-27 18:00前"),
        (("lsjz", "enter", "enter", "2", "enter", "enter"), None, "awaiting-materials", "补办件"),
        (("lsjz", "enter", "enter", "4", "4", "enter", "enter"), "promised", "accepted", "11-27 18:00前"),
        (("lsjz", "enter", "enter", "enter", "4", "不符合条件", "enter", "enter"), None, "returned", "退回"),
    ],
)
@pytest.mark.rule("S02.3", "S03.5", "S05.6", "S06.5", "S09.1")
async def test_a_visit_from_the_person_to_the_number(
    hall: Hall, keys: Sequence[str], kind: str | None, state: str, says: str
) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, *keys)
        assert says in status(pilot)
        assert "1120-0001" in status(pilot)
        assert screen(pilot).machine.idle
    assert rows(hall, CASES) == [("QJ-20261120-0001", kind, state)]


async def test_somebody_new_and_what_stands_open_at_the_next_visit(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(
            pilot, NEW, "王芳", "enter", "sh", "enter", "15400010009", "lsjz", "enter", "enter", "enter", "enter"
        )
        await press(pilot, NEW)
        shown = [row.value for row in screen(pilot).machine.rows()]
    assert any("在办 1" in each for each in shown)
    assert rows(hall, "SELECT name, village, phone FROM citizen WHERE name = '王芳'") == [
        ("王芳", "双河村", "15400010009")
    ]


READER = "card"
"""Stands in a visit for the number that the card reader sends; that costs nobody a key."""
VISITS: dict[str, tuple[str, ...]] = {
    "new_applicant": (NEW, "王芳", "enter", "sh", "enter", "15400010009", "lsjz", *["enter"] * 5),
    "returning": ("lgq", "enter", "lsjz", *["enter"] * 5),
    "card": (READER, "lsjz", *["enter"] * 5),
    "further_person": (READER, "enter"),
}
PAYING = (WANG, "ybjf", "enter", "enter", "enter", "1", "enter", "0099", "enter", "400", "enter", "6", "enter")


@pytest.mark.parametrize("visit", sorted(BUDGETS))
async def test_a_visit_costs_the_keys_of_its_budget(hall: Hall, visit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spooler = Spooler(monkeypatch)
    series = visit == "further_person"
    by_hand = 0
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        if series:
            await press(pilot, *PAYING)
        before = len(rows(hall, CASES))
        for part in VISITS[visit]:
            if part == READER:
                await burst(app, LI)
                continue
            await press(pilot, part)
            by_hand += 1 if part in NAMED else len(part)
    assert by_hand == BUDGETS[visit]
    assert len(rows(hall, CASES)) == before + 1
    assert spooler.jobs == ([] if series else [1])


async def test_numbers_are_masked_and_names_whole(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, "lsjz", "enter")
        assert screen(pilot).page is not None
        text = "\n".join("".join(part for part, _ in line) for line in screen(pilot).page.lines())  # type: ignore[union-attr]
    assert "李国强" in text
    assert LI not in text
    assert "15400010001" not in text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_every_row_fits_the_screen_and_the_marks_stand_in_one_column(hall: Hall, size: tuple[int, int]) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=size) as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter")
        page = screen(pilot).page
        assert page is not None
        drawn = [(row.part, line) for row, line in zip(page.intake.rows(), page.lines(), strict=True)]
    assert all(span_cells(line) <= size[0] for _, line in drawn)
    assert len({span_cells(line[:2]) for part, line in drawn if part == "material"}) == 1


async def test_one_key_counts_an_enquiry(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+j", "ctrl+j")
        assert "第 2 次" in status(pilot)
    assert rows(hall, "SELECT count(*) FROM enquiry") == [(2,)]
    assert rows(hall, CASES) == []


async def test_who_asks_about_an_item_and_gives_no_name_is_counted_with_it(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, "lsjz", "enter", "ctrl+j")
        assert "已记一次咨询：临时救助" in status(pilot)
        assert screen(pilot).machine.idle
    assert rows(hall, "SELECT item_code, name FROM enquiry") == [("MZ-005", "")]
    assert rows(hall, CASES) == []


async def test_an_outcome_by_digit_is_saved_by_enter_alone(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "2")
        assert rows(hall, "SELECT count(*) FROM enquiry") == [(0,)]
        await press(pilot, "enter")
        assert "已挂单" in status(pilot)
        await press(pilot, "down", "enter")
        again = screen(pilot).machine.form.sheet
        assert again.came is not None and (again.came.name, again.item, again.enquiry) == ("李国强", "MZ-005", False)
    assert rows(hall, "SELECT item_code FROM enquiry") == [("MZ-005",)]
    assert rows(hall, CASES) == []


@pytest.mark.rule("S10.5")
async def test_after_an_enquiry_enter_shows_the_guide_once(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "2", "enter")
        assert "Enter 看办事指南" in status(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, SheetScreen) and app.screen.title_words() == "办事指南"
        await press(pilot, "escape", "enter")
        assert isinstance(app.screen, IntakeScreen)


@pytest.mark.rule("S29.10")
async def test_a_delegated_item_is_refused_at_the_form_with_where_to_go(hall: Hall) -> None:
    with hall.act("01") as work:
        delegate_item(work, "MZ-005", "各村便民服务站", None, "县政府下放目录")
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, "mz005", "enter")
        assert "各村便民服务站" in status(pilot) and "不再受理" in status(pilot)
        assert screen(pilot).machine.form.sheet.item == ""


async def test_many_payments_with_the_item_kept(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(
            pilot, LI, "ybjf", "enter", "enter", "enter", "1", "enter", "0099", "enter", "400", "enter", "6", "enter"
        )
        await press(pilot, WANG, "enter")
        assert screen(pilot).machine.form.series
        await press(pilot, "escape")
        assert not screen(pilot).machine.form.series
    assert rows(hall, "SELECT receipt, fen FROM collected ORDER BY id") == [("0099", 40000), ("0100", 40000)]


async def test_what_was_just_saved_and_what_stands_open_are_opened(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "enter", "pageup")
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.case_id == 1
        await press(pilot, "escape", LI, "pagedown", "1")
        assert isinstance(app.screen, CaseScreen)
        await press(pilot, "escape")
        assert screen(pilot).machine.step == "item"


# -- cards and bursts --------------------------------------------------------------------------


async def burst(app: IntakeApp, text: str) -> None:
    """Keys as a reader sends them: all at once, without waiting for anything."""
    for sign in text:
        key = "enter" if sign == "\n" else sign
        app.post_message(events.Key(key, "\r" if sign == "\n" else sign))
    for _ in range(200):
        await asyncio.sleep(0.02)
        if not app._waiting and app._holds == 0:
            await app.quiet()
            await app.workers.wait_for_complete()
            return


async def test_two_whole_records_in_one_burst_lose_nothing(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await burst(app, f"{LI}\nlsjz\n\n\n\n{WANG}\njnjz\n\n\n\n")
        await pilot.pause()
    found = rows(hall, "SELECT p.name, c.item_code FROM cases c JOIN citizen p ON p.id = c.applicant_id ORDER BY c.id")
    assert found == [("李国强", "MZ-005"), ("王秀芳", "MZ-006")]


async def test_a_card_over_a_form_parks_it(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "2", WANG, "enter")
        machine = screen(pilot).machine
        assert machine.form.sheet.came is not None
        assert (machine.form.sheet.came.name, machine.step) == ("王秀芳", "item")
        assert "挂单" in status(pilot) or screen(pilot).header.counts == "挂单 1"
        (draft,) = [each for each in screen(pilot).keeper.drafts.all() if each.parked]
    assert draft.form["sheet"]["marks"] == {"申请人身份证": "有未带"}
    assert rows(hall, CASES) == []


# -- drafts ------------------------------------------------------------------------------------


async def test_a_form_put_aside_is_taken_up_and_saved(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "escape")
        assert screen(pilot).header.counts == "挂单 1"
        await press(pilot, "down")
        assert isinstance(app.screen, DraftsScreen)
        await press(pilot, "enter")
        await press(pilot, "enter", "enter", "enter")
        assert screen(pilot).header.counts == ""
    assert rows(hall, CASES) == [("QJ-20261120-0001", "promised", "accepted")]


async def test_what_was_left_unfinished_is_offered_again(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter")
    again = IntakeApp(hall)
    async with again.run_test() as pilot:
        assert "没填完" in status(pilot)
        await press(pilot, "enter")
        machine = screen(pilot).machine
        assert (machine.form.sheet.item, machine.step) == ("MZ-005", "whom")
    third = IntakeApp(hall, "12")
    async with third.run_test() as pilot:
        assert status(pilot) == "", "somebody else's unfinished form is not offered"


async def test_another_time_is_booked_from_the_last_line_and_no_case_is_made(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "3", "周二 9:30", "enter", "2", "enter")
        assert "约好了：李国强 11-24 09:30" in status(pilot)
        assert screen(pilot).machine.idle
    assert [(each.name, each.when, each.reason) for each in Appointments(hall).first(5)] == [
        ("李国强", "11-24 09:30", "系统维护")
    ]
    assert rows(hall, CASES) == []


async def test_a_draft_that_is_no_draft_is_set_aside(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "escape")
        (file,) = screen(pilot).keeper.drafts.folder.glob("*.json")
        file.write_text(file.read_text(encoding="utf-8").replace('"came"', '"went"'), encoding="utf-8")
        await press(pilot, "down", "enter")
        assert "读不出来" in status(pilot)
    assert len(list(file.parent.glob("*.broken"))) == 1


async def test_a_draft_is_thrown_away_by_a_digit(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        drafts = screen(pilot).keeper.drafts.all
        await press(pilot, LI, "lsjz", "enter", "escape", "down")
        shown = app.screen
        assert isinstance(shown, DraftsScreen)
        text = "\n".join(strip.text for strip in shown._compositor.render_strips())
        assert all(word in text for word in ("李国强", "临时救助", "填到“为谁办”", "张丽"))
        await press(pilot, "ctrl+j")
        assert len(drafts()) == 1, "nothing goes before it was said what goes"
        await press(pilot, "7")
        assert "丢掉就找不回来" in shown.status.text and len(drafts()) == 1
        await press(pilot, "ctrl+j", "escape")
        assert drafts() == []


@pytest.mark.parametrize(("keys", "left"), [(("ctrl+j",), 0), (("escape",), 1), ((LI[:1], "backspace"), 1)])
async def test_a_form_put_aside_is_dropped_by_two_keys(hall: Hall, keys: Sequence[str], left: int) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "escape", "backspace")
        assert "李国强" in status(pilot) and "填到“为谁办”" in status(pilot)
        drafts = screen(pilot).keeper.drafts
        await press(pilot, *keys)
        assert len([each for each in drafts.all() if each.parked]) == left
    assert rows(hall, "SELECT count(*) FROM enquiry") == [(0,)]


async def test_leaving_an_empty_form_goes_to_the_desk(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, "escape")
    assert app.went == ["desk"]


# -- papers ------------------------------------------------------------------------------------


class Spooler:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.jobs: list[int] = []
        monkeypatch.setattr(pdf, "render", self.render)
        monkeypatch.setattr(printer, "submit", self.submit)

    def render(self, papers: Sequence[Any], **more: Any) -> bytes:
        self.jobs.append(len(papers))
        return b"%PDF"

    def submit(self, what: bytes, **more: Any) -> printer.Job:
        return printer.Job("lq630-1")


async def test_enter_prints_what_was_just_saved_and_escape_does_not(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    spooler = Spooler(monkeypatch)
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "enter", "enter")
        assert "lq630-1" in status(pilot)
        await press(pilot, WANG, "jnjz", "enter", "enter", "enter", "enter", "escape")
        assert "没有打印" in status(pilot)
    assert spooler.jobs == [1]
    assert rows(hall, "SELECT p.kind FROM print d JOIN paper p ON p.id = d.paper_id") == [("promised-case-notice",)]


async def test_a_second_matter_of_the_visit_gives_one_receipt(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    spooler = Spooler(monkeypatch)
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "enter")
        await press(pilot, "tab", "dbbg", "enter", "enter", "enter", "enter", "enter")
    assert spooler.jobs == [3]
    assert rows(hall, "SELECT count(DISTINCT visit_id) FROM cases") == [(1,)]


async def test_a_printer_that_is_not_there_is_said(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(what: bytes, **more: Any) -> printer.Job:
        raise printer.NoPrinter(named="")

    Spooler(monkeypatch)
    monkeypatch.setattr(printer, "submit", none)
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "enter", "enter")
        assert re.match(r"1120-\d{4} 已经存好，单没有打出来。没有找到打印机", status(pilot))
        assert rows(hall, "SELECT count(*) FROM print") == [(0,)]
        spooler = Spooler(monkeypatch)
        await press(pilot, "enter")
        assert "lq630-1" in status(pilot) and spooler.jobs == [1]


# -- why, and what goes wrong ------------------------------------------------------------------


async def test_why_explains_the_verdict_and_comes_back_to_the_same_field(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "f9")
        assert isinstance(app.screen, WhyScreen)
        assert "11-23" in str(app.screen.reader.lines()) or app.screen.reader.pages > 1
        await press(pilot, "escape")
        assert screen(pilot).machine.step == "materials"


async def test_a_refused_save_keeps_everything(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter")
        with hall.act("01", "") as work:
            work.verb = "test"
            from counter.domain.hall.model import Citizen

            work.update(Citizen, {"id": 1}, {"name": "李国"})
        before = screen(pilot).machine.form.sheet.plain()
        await press(pilot, "enter")
        assert "与所填" in status(pilot)
        assert screen(pilot).machine.form.sheet.plain() == before
    assert rows(hall, CASES) == []


async def test_a_full_disk_keeps_the_form_and_says_so(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **more: Any) -> None:
        raise DiskFull()

    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter")
        with monkeypatch.context() as patch:
            patch.setattr(hall.storage, "writing", full)
            await press(pilot, "enter")
            assert status(pilot) == DiskFull().sentence
            assert screen(pilot).machine.step == "outcome"
        await press(pilot, "enter")
    assert len(rows(hall, CASES)) == 1


async def test_a_disk_that_is_gone_while_looking_is_said(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any, **more: Any) -> None:
        raise MediumGone(detail="x")

    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(hall.storage, "reading", gone)
            await press(pilot, "王秀芳", "enter")
            assert status(pilot) == MediumGone(detail="x").sentence
        await press(pilot, "enter")
        assert screen(pilot).machine.step == "choose"


async def test_a_save_that_came_twice_is_one_case(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter")
        token = screen(pilot)._token
        await press(pilot, "enter")
        await press(pilot, WANG, "lsjz", "enter", "enter", "enter")
        screen(pilot)._token = token
        await press(pilot, "enter")
        assert "已经保存" in status(pilot)
    assert len(rows(hall, CASES)) == 1


async def test_a_disk_that_takes_no_draft_does_not_stop_the_intake(hall: Hall) -> None:
    folder = Drafts(hall.storage.path, "民政").folder.parent
    folder.write_text("in the way", encoding="utf-8")
    app = IntakeApp(hall)
    async with app.run_test() as pilot:
        await press(pilot, LI, "lsjz", "enter")
        assert "草稿没能写到磁盘" in status(pilot)
        await press(pilot, "enter", "enter", "enter")
    assert len(rows(hall, CASES)) == 1


@pytest.mark.rule("S04.11")
async def test_one_key_after_a_joint_case_tells_its_departments(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    spooler = Spooler(monkeypatch)
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, "X-003", "enter", "enter", "enter", "enter")
        assert status(pilot).endswith("18:00前。右 通知部门，Enter 出单。")
        assert rows(hall, "SELECT state, waits_for FROM cases") == [("accepted", "未通知部门")]
        await press(pilot, "right")
        assert "1120-0001 已通知民政办、派出所" in status(pilot)
        await press(pilot, "right")
        assert status(pilot) == "刚办好的不是要通知部门的联办件。"
        await press(pilot, "enter")
    assert rows(hall, "SELECT state, waits_for FROM cases") == [("joint-review", "民政办、派出所")]
    assert spooler.jobs == [3]


async def test_what_is_owed_and_what_is_only_taken_in_is_said_with_the_number(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "9", "enter")
        assert "李国强 收件待审，" in status(pilot) and "前一次告知。" in status(pilot)
        await press(pilot, "escape", LI, "lsjz", "enter", "enter", "4", "4", "enter", "enter")
        assert "李国强 承诺件（容缺1件），" in status(pilot)


async def test_what_was_said_of_one_field_is_not_said_of_the_one_before(hall: Hall) -> None:
    app = IntakeApp(hall)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, LI, "lsjz", "enter", "enter", "enter", "3")
        assert "请写约到什么时候" in status(pilot)
        await press(pilot, "up")
        assert status(pilot) == ""
