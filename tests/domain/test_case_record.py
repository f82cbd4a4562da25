"""The record of one long case: played from its scenario, its printed paper alone tells the whole story."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework.case import visits
from counter.domain.casework.case.events import read
from counter.domain.casework.history import record
from counter.domain.oversight.audit import verify
from counter.papers.text import render
from counter.replay import play, read_script
from tests.halls import clock_of, make_hall
from tests.hands import do, look, papers, take

LONG = Path(__file__).parents[1] / "scenarios" / "long-case.toml"
STORY = (
    "试验联办事项", "赵成", "联办件（延期、代理）", "已归档", "窗口，全程代理", "容缺后补：照片", "通知联办部门",
    "暂停办理", "现场踏勘", "还剩9个工作日，由张丽负责", "恢复办理", "继续计时", "补来材料", "延期", "王建国",
    "转办", "民政岗转社保就业岗，由王强负责", "部门意见", "派出所同意", "准予办理", "盖章办结", "领取",
    "服务意见反馈", "归档", "部门意见（民政", "送达结果", "承诺办结", "第10日", "延期3个工作日",
    "容缺后补（照片", "暂停计时（现场", "不计入",
)  # fmt: skip
"""What the paper must tell."""
TABLES = 3


@pytest.mark.rule("S43.4", "S61.9")
def test_the_printed_record_tells_the_whole_story(tmp_path: Path) -> None:
    outcome = play(read_script(LONG), tmp_path / "hall.db")
    assert outcome.failures == [] and outcome.stage is not None
    hall, case = outcome.stage.hall, outcome.stage.cases["long"]
    with hall.act("08", "社保就业") as work:
        key = record.make_record(work, case)
    with hall.look() as connection:
        paper = visits.paper(connection, key)
        stretches = record.stretches(read(hall, connection, case))
    said = "".join("".join(render(paper)).split())
    assert [words for words in STORY if words.replace(" ", "") not in said] == []
    assert [hall.person(each.answer.person).name for each in stretches] == ["张丽", "王强"]
    assert stretches[0].until == stretches[1].since
    lines = render(paper)
    assert sum(line.startswith("+") for line in lines) == 3 * TABLES, "no rules between the rows"
    limits = [line for line in lines if line.startswith("|")]
    order = [
        next(at for at, line in enumerate(limits) if name in line) for name in ("承诺办结", "暂停计时", "送达结果")
    ]
    assert order == sorted(order), "in the order in which they began"
    assert sum("第10日" in line or "第9日" in line for line in lines) == 1, "days stand in a row"
    assert verify(hall).sound
    hall.storage.close()


def test_a_record_can_be_made_of_any_case_at_any_time(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    case = take(hall, unexamined=True)
    do(hall, record.make_record, case)
    said = "".join(render(papers(hall, case)["case-record"]))
    assert "一次告知" in said and "进行中" in said
    clock_of(hall).forward(days=10)
    do(hall, record.make_record, case)
    assert "视为受理" in "".join(render(papers(hall, case)["case-record"]))
    assert look(hall, case).life.deemed
