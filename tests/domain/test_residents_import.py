"""A resident list is taken in whole or not at all, and a second one changes only what differs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from counter.domain.columns import table_of
from counter.domain.hall.beginning.hallfile import load_hall
from counter.domain.hall.beginning.invented import residents
from counter.domain.hall.model import Citizen
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.resident_file import HeaderMissing
from counter.domain.hall.residents.taking_in import ImportReport, import_file
from counter.domain.hall.rights import NotAllowed
from counter.domain.journal import head
from counter.domain.oversight.audit import verify
from tests.halls import make_hall

HEAD = ("身份证号", "姓名", "村", "组", "户号", "与户主关系", "电话")
TOWN = tuple(residents(load_hall("demo"), 3_000, today=date(2026, 11, 20)))
Row = tuple[str, ...]
ROWS: tuple[Row, ...] = tuple(
    (each.id_no, each.name, each.village, str(each.group), each.household, each.relation, each.phone) for each in TOWN
)


def sheet(folder: Path, rows: Iterable[Sequence[str]], head_: Row = HEAD) -> Path:
    path = folder / "名册.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head_, *rows])
    return path


def known(hall: Hall) -> dict[str, str]:
    citizen = table_of(Citizen)
    with hall.look() as connection:
        rows = connection.execute(select(citizen.c.id_no, citizen.c.name))
        return {row.id_no: row.name for row in rows}


def entries(hall: Hall) -> int:
    with hall.look() as connection:
        return head(connection).seq


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path, "demo")


def faulty() -> list[Row]:
    rows = list(ROWS[:20])
    wrong = "2" if rows[3][0][-1] == "1" else "1"
    rows[3] = (rows[3][0][:-1] + wrong, *rows[3][1:])  # row 5: a wrong check sign
    rows[7] = (rows[7][0], "", *rows[7][2:])  # row 9: no name
    rows[11] = (*rows[11][:6], "154000")  # row 13: no telephone number
    return rows


def numbers(report: ImportReport) -> list[int]:
    return [each.row for each in report.problems]


def test_a_trial_tells_every_problem_by_its_row_and_writes_nothing(hall: Hall, tmp_path: Path) -> None:
    before = entries(hall)
    report = import_file(hall, sheet(tmp_path, faulty()), "01", dry_run=True)
    assert numbers(report) == [5, 9, 13]
    assert (report.rows, report.new, report.changed, report.done) == (18, 18, 0, False)
    assert not report.good
    assert [line.split()[0] for line in report.lines() if line.startswith("  ")] == ["第5行", "第9行", "第13行"]
    assert known(hall) == {} and entries(hall) == before


def test_a_good_trial_writes_nothing_either(hall: Hall, tmp_path: Path) -> None:
    before = entries(hall)
    report = import_file(hall, sheet(tmp_path, ROWS[:20]), "01", dry_run=True)
    assert report.good and not report.done
    assert entries(hall) == before


def test_a_list_with_a_problem_is_not_taken_in_by_itself(hall: Hall, tmp_path: Path) -> None:
    report = import_file(hall, sheet(tmp_path, faulty()), "01")
    assert not report.done and not report.good
    assert known(hall) == {}
    assert list(report.lines())[-1].startswith("没有导入任何一行")


def test_the_good_rows_are_taken_in_when_asked_for(hall: Hall, tmp_path: Path) -> None:
    report = import_file(hall, sheet(tmp_path, faulty()), "01", good_only=True)
    assert report.done and report.new == 18
    assert known(hall).keys() == {row[0] for at, row in enumerate(ROWS[:20]) if at not in (3, 7)}


def test_three_thousand_in_one_act_that_the_journal_can_rebuild(hall: Hall, tmp_path: Path) -> None:
    before = entries(hall)
    report = import_file(hall, sheet(tmp_path, ROWS), "01")
    assert report.done and report.good and (report.new, report.changed) == (3_000, 0)
    assert entries(hall) == before + 1
    assert known(hall) == {row[0]: row[1] for row in ROWS}
    assert verify(hall).sound


def test_a_second_list_changes_only_what_differs_and_empties_nothing(hall: Hall, tmp_path: Path) -> None:
    import_file(hall, sheet(tmp_path, ROWS[:50]), "01")
    again = list(ROWS[:60])
    again[4] = (*again[4][:6], "15400019999")
    again[8] = (*again[8][:2], "", "", "", "", "")
    report = import_file(hall, sheet(tmp_path, again), "01")
    assert (report.new, report.changed) == (10, 1)
    citizen = table_of(Citizen)
    with hall.look() as connection:
        phone = select(citizen.c.phone).where(citizen.c.id_no == again[4][0])
        village = select(citizen.c.village).where(citizen.c.id_no == again[8][0])
        assert connection.execute(phone).scalar_one() == "15400019999"
        assert connection.execute(village).scalar_one() == ROWS[8][2]
    same = import_file(hall, sheet(tmp_path, again), "01")
    assert (same.new, same.changed) == (0, 0)
    assert verify(hall).sound


def test_a_village_that_the_hall_does_not_know_is_told_once_and_hinders_nothing(hall: Hall, tmp_path: Path) -> None:
    rows = [(row[0], row[1], "别处村", *row[3:]) for row in ROWS[:5]]
    report = import_file(hall, sheet(tmp_path, rows), "01")
    assert report.done and report.new == 5
    assert [(each.row, "别处村" in each.said) for each in report.notices] == [(2, True)]


def test_another_name_than_the_registers_is_told_and_taken(hall: Hall, tmp_path: Path) -> None:
    import_file(hall, sheet(tmp_path, ROWS[:3]), "01")
    rows = [(ROWS[0][0], "改了名", *ROWS[0][2:]), *ROWS[1:3]]
    report = import_file(hall, sheet(tmp_path, rows), "01")
    assert [each.row for each in report.notices] == [2]
    assert report.changed == 1 and known(hall)[ROWS[0][0]] == "改了名"
    assert ROWS[0][0] not in " ".join(report.lines())


def test_a_column_that_is_not_read_hinders_nothing(hall: Hall, tmp_path: Path) -> None:
    path = sheet(tmp_path, [(*row, "汉族") for row in ROWS[:3]], (*HEAD, "民族"))
    report = import_file(hall, path, "01")
    assert report.done and [each.field for each in report.notices] == ["表头"]


def test_a_file_without_a_header_and_a_person_without_the_right_are_refused(hall: Hall, tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing):
        import_file(hall, sheet(tmp_path, ROWS[:3], ROWS[4]), "01")
    with pytest.raises(NotAllowed):
        import_file(hall, sheet(tmp_path, ROWS[:3]), "05")
    assert known(hall) == {}
