"""One long case at the keyboard of a real terminal, by four people on seven days; its printed record tells it all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import CARDS, DOWN, ENTER, F3, F8, PAGE_DOWN, PAGE_UP, RIGHT, Desk, rows, verified

from tests.halls import make_hall
from tests.signing import PIN, give_pin

CIVIL, SOCIAL, LEADER = "07", "08", "02"
"""Who takes it in, who finishes it, who approves."""
CASE = "办件 1102-0001"
STORY = (
    "X-003 试验联办事项", "赵成", "联办件（延期、代理）", "已归档", "容缺后补：照片", "通知联办部门",
    "暂停办理", "现场踏勘", "恢复办理", "现场踏勘结束，踏勘完毕，四至清楚",
    "补来材料", "提请延期", "3个工作日，派出所外出办案", "审批同意", "王建国",
    "原定11-18 18:00", "承诺11-23 18:00前办结", "窗口，全程代理", "还剩9个工作日",
    "民政岗转社保就业岗，由王强负责", "民政办同意，刘主任签",
    "派出所同意，周所长签", "准予办理", "盖章办结", "领取", "服务意见反馈", "评价", "非常满意", "归档",
    "11-02 09:00 | 11-12 09:00 | 民政岗 | 张丽", "11-12 09:00 | 11-16 10:00 | 社保就业岗 | 王强",
)  # fmt: skip
"""What stands on the paper, by whom it was done where somebody else asks years later."""


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A hall that keeps an approval seal; three people can sign on."""
    made = make_hall(tmp_path, at="2026-10-30T08:00:00", rules={"casework.stamp": True})
    for no in (CIVIL, SOCIAL, LEADER):
        give_pin(made, no)
    made.storage.close()
    return tmp_path / "hall.db"


@contextmanager
def at_desk(database: Path, moment: str, no: str) -> Iterator[Desk]:
    """Somebody signed on at the civil affairs window at a moment; leaves without a trace of damage."""
    with Desk(database, moment) as desk:
        desk.sign_on(no, "民政窗口", "今日" if no == LEADER else "来人", PIN)
        yield desk
        assert desk.quit() == 0
        assert desk.damage() == []


def opened(desk: Desk) -> None:
    """From anywhere to the case."""
    desk.press(F3, sees="查找").press("1102-0001", sees="收件日").press(ENTER, sees=CASE)


def choose(desk: Desk, *titles: str) -> None:
    """Goes through numbered menus by what stands in them."""
    for title in titles:
        desk.sees(title)
        desk.press(next(line.split()[0] for line in desk.text().splitlines() if title in line))


def read_through(desk: Desk) -> str:
    """A paper on the screen, page by page."""
    said = desk.text()
    while "PgDn 下一页" in desk.text():
        desk.press(PAGE_DOWN)
        said += desk.text()
    return said


def _taken_in(desk: Desk) -> None:
    """As an agency matter with a photograph owed; the departments told and the papers printed by one key each."""
    desk.press("赵成", ENTER, CARDS[0], "双河3", ENTER, "15400010001", "X-003", ENTER, sees="为谁办")
    desk.press(DOWN, DOWN, sees="不代理")
    choose(desk, " 全程代理")
    desk.press("44", ENTER, sees="Enter 收件并出单").press(ENTER, sees="右 通知部门，Enter 出单")
    desk.press(RIGHT, sees="已通知民政办、派出所").press(ENTER, sees="已交给打印机")
    desk.press(PAGE_UP, sees=CASE)
    assert desk.shows("联办件（容缺、代理）") and desk.shows("承诺办结 11-16 18:00")


def _stopped(desk: Desk) -> None:
    opened(desk)
    desk.press("9")
    choose(desk, "计时", "暂停计时", "现场踏勘")
    desk.press(ENTER, ENTER, sees="已暂停计时。暂停计时告知书按 0 打印。")
    assert desk.shows("联审中，已暂停计时") and not desk.shows("承诺办结 ")


def _asked_longer(desk: Desk) -> None:
    """It goes on, the photograph comes, and the leader is asked for three days more."""
    desk.press(F3, sees="另有 1 件暂停计时")
    opened(desk)
    desk.press("9")
    choose(desk, "计时", "恢复计时")
    desk.press("踏勘完毕，四至清楚", ENTER)
    desk.sees("已恢复计时。11-18 18:00前办结。恢复计时告知书按 0 打印。")
    desk.press("1", sees="1 [有] 照片").press(ENTER, sees="已登记补来的材料。")
    desk.press("4", sees="个工作日").press("3", ENTER, "派出所外出办案", ENTER, sees="等领导批 延期")
    desk.press("4", sees="还没有批下来")


def _approved(desk: Desk) -> None:
    desk.press(F8, sees="待您审批 1").press("6", sees="派出所外出办案").press("1", sees="已同意：延期")


def _passed_on(desk: Desk) -> None:
    """No yes before the departments' own; to the window that it belongs to."""
    opened(desk)
    assert desk.shows("承诺办结 11-23 18:00") and desk.shows("原定办结 11-18 18:00（已延期）")
    desk.press("2", sees="部门意见还没有齐").press("9")
    choose(desk, "跟踪", "转办", "社保就业岗")
    desk.press("归口社保窗口", ENTER, sees="已转办")
    desk.press("2", sees="不归您办")


def _decided(desk: Desk) -> None:
    """Both departments agree; granted and stamped with one choice."""
    opened(desk)
    for department, signer in (("民政办", "刘主任"), ("派出所", "周所长")):
        desk.press("6")
        choose(desk, "登记意见", f"{department} 待签", "1 同意")
        desk.press(ENTER, signer, ENTER, sees=f"已登记{department}的意见")
    desk.press("2", sees="怎么办结").press("1", ENTER, sees="已办结，结果待领。")
    assert desk.shows("已盖章")


def _ended(desk: Desk) -> str:
    """Handed out, judged by the applicant, filed; gives the record as it stands on the screen."""
    opened(desk)
    desk.press("3", ENTER, sees="已登记领取").press("9")
    choose(desk, "办完以后", "归档")
    desk.sees("要先登记服务意见反馈表")
    desk.press("9")
    choose(desk, "办完以后", "登记服务意见反馈表", "1 满意")
    desk.press(ENTER, ENTER, sees="反馈表已登记").press("9")
    choose(desk, "办完以后", "评价", "非常满意")
    desk.press(ENTER, ENTER, sees="谢谢您的评价").press("9")
    choose(desk, "办完以后", "归档")
    desk.press(ENTER, sees="已归档。").press("9")
    choose(desk, "出单", "全程记录")
    desk.sees("办件全程记录")
    return read_through(desk)


def test_one_long_case_is_played_at_the_keyboard_and_its_record_tells_the_story(hall: Path, tray: Path) -> None:
    days = (
        ("2026-11-02T09:00:00", CIVIL, _taken_in), ("2026-11-04T10:00:00", CIVIL, _stopped),
        ("2026-11-06T10:00:00", CIVIL, _asked_longer), ("2026-11-06T15:00:00", LEADER, _approved),
        ("2026-11-12T09:00:00", CIVIL, _passed_on), ("2026-11-16T10:00:00", SOCIAL, _decided),
    )  # fmt: skip
    for moment, no, play in days:
        with at_desk(hall, moment, no) as desk:
            play(desk)
    with at_desk(hall, "2026-11-18T09:00:00", SOCIAL) as desk:
        paper = _ended(desk)
        desk.press("2", sees="已存")
    said = "".join("".join(paper.split()).replace("+", "").split("-" * 9))
    assert [words for words in STORY if words.replace(" ", "") not in said] == []
    assert rows(hall, "SELECT state FROM cases") == [("archived",)]
    assert verified(hall) == []
