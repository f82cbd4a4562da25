"""The day case by case: the instant-case table and the record of a day's handling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import corrections
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.cases import Application, Taken
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import NotAllowed
from counter.domain.hall.work import Work
from counter.domain.oversight import records
from counter.domain.paper import Paper, Table
from tests.halls import APPLY, CARD, INCOME, clock_of, make_hall

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
PROMISED, INSTANT = "X-001", "X-002"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def take(hall: Hall, item: str = PROMISED, name: str = "李国强", brought: Brought | None = None) -> Taken:
    with hall.act("07", "民政") as work:
        return cases.accept(work, Application(item, Who(name), brought or Brought()))


def finish(hall: Hall, case_id: int) -> None:
    with hall.act("07", "民政") as work:
        cases.finish(work, case_id)


def table(paper: Paper, title: str) -> Sequence[tuple[str, ...]]:
    return next(block.rows for block in paper.blocks if isinstance(block, Table) and block.title == title)


@pytest.mark.rule("S02.10", "S62.1")
def test_the_instant_case_table_has_every_instant_case_and_the_sums(hall: Hall) -> None:
    clock = clock_of(hall)
    first, left = take(hall, INSTANT), take(hall, INSTANT, "王秀芳")
    take(hall, PROMISED, "赵成")
    clock.forward(minutes=7)
    finish(hall, first.case_id)
    with hall.look() as connection:
        paper = records.instant_table(hall, connection, FRIDAY)
    assert [(row[1], row[3:6]) for row in table(paper, "逐件")] == [
        (first.number, ("李国强", "08:30", "08:37")),
        (left.number, ("王秀芳", "08:30", "未办结")),
    ]
    assert table(paper, "分窗口汇总") == (("民政窗口", "2", "1"), ("合计", "2", "1"))


@pytest.mark.rule("S62.9", "S61.7", "S61.9", "S43.4")
def test_the_record_of_a_past_day_names_each_case_and_what_was_done(hall: Hall) -> None:
    old = take(hall, name="上周的")
    clock_of(hall).set("2026-11-23T09:00:00")
    finish(hall, old.case_id)
    new = take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)))
    wrong = take(hall, name="录错的")
    with hall.act("07", "民政") as work:
        corrections.void(work, wrong.case_id, "录重了")
    clock_of(hall).set("2026-12-30T09:00:00")
    with hall.look() as connection:
        paper = records.day_record(hall, connection, MONDAY)
    assert [(row[1], row[5]) for row in table(paper, "当日办件")] == [
        (old.number, "办结"), (new.number, "收件、待补"), (wrong.number, "收件、受理、作废"),
    ]  # fmt: skip
    items = {row[2] for row in table(paper, "当日办件")}
    assert items == {hall.item(PROMISED).name}
    assert {row[6] for row in table(paper, "当日办件")} == {hall.person("07").name}


@pytest.mark.rule("S03.8")
def test_every_promise_of_the_day_stands_in_the_record_that_the_leader_signs(hall: Hall) -> None:
    take(hall, PROMISED), take(hall, INSTANT, "王秀芳")
    with hall.look() as connection:
        paper = records.day_record(hall, connection, FRIDAY)
    assert [row[5] for row in table(paper, "当日办件")] == ["收件、受理，承诺11-27", "收件、受理"]
    assert "中心主任" in str(paper.blocks)


@pytest.mark.parametrize(
    ("keep", "kind"),
    [(records.keep_instant_table, "instant-case-table"), (records.keep_day_record, "day-record")],
)
def test_they_are_stored_by_who_may_print_reports(hall: Hall, keep: Callable[[Work, date], int], kind: str) -> None:
    taken = take(hall, INSTANT)
    with hall.act("03", "综合窗口") as work:
        paper = visits.paper(work.connection, keep(work, FRIDAY))
    assert paper.kind == kind and taken.number in str(paper.blocks)
    with pytest.raises(NotAllowed), hall.act("07", "民政") as work:
        keep(work, FRIDAY)
