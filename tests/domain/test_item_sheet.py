"""The catalogue as a sheet and back: the same letter by letter, and every fault by row and column."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain.hall.files.spreadsheet import FileUnreadable, read_sheets
from counter.domain.hall.files.workbook import EndingUnknown, FileNotWritten, FileThere, guarded, unguarded
from counter.domain.hall.item_versions import changes, wanted
from counter.domain.hall.item_versions.history import history
from counter.domain.hall.item_versions.importing import ItemImport, import_items
from counter.domain.hall.item_versions.sheet import (
    COLUMNS,
    ITEM_COLUMNS,
    MATERIAL_COLUMNS,
    STEP_COLUMNS,
    HeaderMissing,
    read_items,
    write_items,
)
from counter.domain.hall.item_versions.wanted import Approved
from counter.domain.hall.items.checks import FIELD_NAMES, faults
from counter.domain.hall.items.item import CLIENTS, Item, ItemStep, Material, item_from, load_items
from counter.domain.hall.laid_down import SYSTEM
from counter.domain.hall.opened import Hall
from counter.domain.hall.rights import NotAllowed
from counter.domain.oversight.audit import verify
from tests.domain.test_item_changes import NEW, WHY, new, taken
from tests.halls import clock_of, make_hall

MADE = {"initials": (), "pinyin": (), "source": {}}
"""What a sheet has no column for: it is made or noted when an item is written."""
HEADS = [column.heading for column in COLUMNS]
ENDINGS = pytest.mark.parametrize("ending", ["xlsx", "csv"])


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def back(folder: Path, items: list[Item], ending: str) -> list[Item]:
    path = folder / f"事项.{ending}"
    write_items(path, items)
    file = read_items(path)
    assert file.problems == () == file.notices
    return [item_from(dict(entry.fields), file="试验") for entry in file.entries]


def sheet(path: Path, *rows: dict[str, Any], heads: list[str] | None = None, encoding: str = "utf-8-sig") -> Path:
    """A csv with these rows, each a heading to what stands in the cell."""
    heads = heads or HEADS
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([row.get(head, "") for head in heads] for row in rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def good(**cells: Any) -> dict[str, Any]:
    return {
        "事项编号": "N-001", "事项名称": "试验新进事项", "业务": "民政", "办件类型": "承诺件",
        "承诺时限（工作日）": "5",
        "法定时限": "20", "收费（元）": "0", "收费依据": "不收费", "设定依据": "某条例第三条", "办理条件": "符合规定",
        "办理程序": "受理→审核→决定", "办理结果": "通知书", "审核部门": "民政办",
        "材料名称": "申请表", "材料类别": "主件",
        **cells,
    }  # fmt: skip


def imported(hall: Hall, path: Path, **options: Any) -> ItemImport:
    return import_items(hall, path, SYSTEM, **options)


def test_a_business_that_no_post_sees_to_is_no_business_of_an_item(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    report = imported(hall, sheet(tmp_path / "a.csv", good(业务="没有的业务")))
    assert not report.done
    assert [each.field for each in report.problems] == ["D列 业务"]
    assert "没有岗位办理，可写：" in report.problems[0].said and "民政" in report.problems[0].said


def problems(report: ItemImport) -> list[tuple[int, str]]:
    return [(each.row, each.field) for each in report.problems]


# -- out and back ------------------------------------------------------------------------------


def test_every_part_of_an_item_has_its_column_or_is_made() -> None:
    made = {*MADE, "version", "valid_until"}
    assert {column.field for column in ITEM_COLUMNS} == set(Item.model_fields) - made - {"materials", "steps"}
    assert {column.field for column in MATERIAL_COLUMNS} == set(Material.model_fields)
    assert {column.field for column in STEP_COLUMNS} == set(ItemStep.model_fields)
    assert set(FIELD_NAMES) == set(Item.model_fields) - made


@ENDINGS
def test_what_ships_comes_back_the_same(tmp_path: Path, ending: str) -> None:
    items = list(load_items())
    assert back(tmp_path, items, ending) == [item.model_copy(update=MADE) for item in items]


_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"],
                       exclude_characters="；;|｜、，,：:")  # fmt: skip
_WORD = st.text(_SIGNS, min_size=1, max_size=12) | st.sampled_from(
    ["=1+1", "'=x", "''", "\"", "'", "+86", "-", "@a", "＝和", "1e5", "12345678901234567890", "2026-01-01", "是"]
)  # fmt: skip
_MATERIALS = st.lists(st.fixed_dictionaries({
    "name": _WORD, "form": st.sampled_from(["原件", "复印件", "原件及复印件"]), "copies": st.integers(1, 9),
    "key": st.booleans(), "when": st.just("") | _WORD, "keep": st.sampled_from(["kept", "returned"]),
    "fill": st.booleans(),
}), min_size=1, max_size=4, unique_by=lambda each: each["name"])  # fmt: skip
_ITEMS = st.fixed_dictionaries({
    "code": st.from_regex(r"[A-Z]{2}-[0-9]{3}", fullmatch=True), "name": _WORD, "window": _WORD,
    "kind": st.sampled_from(["instant", "promised", "joint", "referred"]), "aliases": st.lists(_WORD, max_size=3),
    "category": st.sampled_from(["政务服务", "公共服务", "便民服务"]),
    "applicant": st.lists(st.sampled_from(CLIENTS), min_size=1, max_size=3).map("、".join),
    "promised_days": st.integers(1, 99), "statutory_days": st.just(0), "fee": st.integers(0, 10**6),
    "statutory_unit": st.sampled_from(["working", "calendar"]),
    "fee_basis": _WORD, "basis": _WORD, "conditions": _WORD, "procedure": st.just("受理→决定"), "result": _WORD,
    "departments": st.lists(_WORD, max_size=3), "county": st.lists(_WORD, max_size=2),
    "tasks": st.dictionaries(_WORD, _WORD, max_size=2), "off_clock": st.lists(_WORD, max_size=2),
    "agent": st.booleans(), "collects": st.booleans(), "volume": st.integers(0, 999), "note": st.just("") | _WORD,
    "peaks": st.lists(st.integers(1, 12), max_size=3), "materials": _MATERIALS, "lead": st.just("") | _WORD,
    "valid_from": st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    "present": st.booleans(), "project": st.booleans(), "sits": st.lists(st.integers(1, 7), max_size=3),
    "mandate": st.none() | st.fixed_dictionaries({
        "organ": _WORD, "announcement": _WORD, "content": st.just("") | _WORD,
        "since": st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    }),
    "status": st.sampled_from(["open", "cancelled", "delegated"]), "ended_by": _WORD, "instead": _WORD,
})  # fmt: skip


@ENDINGS
@settings(max_examples=80, deadline=None)
@given(plain=st.lists(_ITEMS, min_size=1, max_size=3, unique_by=lambda each: each["code"]))
def test_every_item_that_may_be_published_comes_back_the_same(ending: str, plain: list[dict[str, Any]]) -> None:
    made = [item_from(each, file="试验") for each in plain]
    items = [item for item in made if not faults(item)]
    if not items:
        return
    with tempfile.TemporaryDirectory() as folder:
        assert back(Path(folder), items, ending) == items


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=20))
def test_no_cell_begins_as_a_formula_and_the_guard_comes_off(text: str) -> None:
    assert unguarded(guarded(text)) == text or "\N{REPLACEMENT CHARACTER}" in guarded(text)
    assert not guarded(text).startswith(tuple("=+-@＝＋－＠"))


@ENDINGS
def test_a_formula_in_the_catalogue_is_text_in_the_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    write_items(path, [new(note='=HYPERLINK("http://a")')])
    cells = [str(cell) for row in read_sheets(path)[0].rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    content = path.read_bytes()
    if ending == "csv":
        assert b",\"'=HYPERLINK" in content or b",'=HYPERLINK" in content
    else:
        import zipfile

        with zipfile.ZipFile(path) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_file_is_new_and_its_name_says_what_it_is(tmp_path: Path) -> None:
    for path, refusal in ((tmp_path / "a.doc", EndingUnknown), (tmp_path / "none" / "a.csv", FileNotWritten)):
        with pytest.raises(refusal):
            write_items(path, ())
    there = tmp_path / "a.csv"
    there.write_text("别的")
    with pytest.raises(FileThere):
        write_items(there, ())
    assert there.read_text() == "别的"


def test_the_template_tells_how_to_fill_every_column(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_items(path, ())
    heads, told = read_sheets(path)
    assert heads.rows[0] == HEADS and len(heads.rows) == 1
    assert [row[0] for row in told.rows[1:]] == HEADS
    assert all(str(row[1]).strip() for row in told.rows[1:])


# -- into the hall -----------------------------------------------------------------------------


@ENDINGS
def test_the_exported_catalogue_changes_nothing(hall: Hall, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"事项.{ending}"
    write_items(path, hall.catalogue.current(hall.today))
    report = imported(hall, path)
    assert (report.new, report.changed, report.done, report.good) == (0, 0, False, True)
    assert report.same == len(hall.catalogue.current(hall.today))
    assert {item.version for item in hall.catalogue.items} == {1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_new_and_changed_items_are_taken_in_together(hall: Hall, tmp_path: Path, encoding: str) -> None:
    change = {"事项编号": "MZ-005", "事项名称": "临时救助审核确认（镇级小额）", "承诺时限（工作日）": "4"}
    heads = [head for head in HEADS if head in good()]
    path = sheet(tmp_path / "a.csv", good(), {"材料名称": "身份证", "材料去留": "核验退还"},
                 heads=[*heads, "材料去留"], encoding=encoding)  # fmt: skip
    report = imported(hall, path, reason=WHY)
    assert (report.new, report.changed, report.done) == (1, 0, True)
    made = hall.item("N-001")
    assert [(each.name, each.key, each.keep) for each in made.materials] == [
        ("申请表", True, "kept"), ("身份证", False, "returned")]  # fmt: skip
    assert taken(hall, "N-001") and hall.catalogue.search("syxj")
    before = hall.item("MZ-005")
    report = imported(hall, sheet(tmp_path / "b.csv", change, heads=list(change), encoding=encoding), reason=WHY)
    assert (report.changed, hall.item("MZ-005").version) == (1, 2)
    assert hall.item("MZ-005").materials == before.materials and hall.item("MZ-005").source == before.source
    with hall.look() as connection:
        (told,) = history(hall, connection, "MZ-005")
    assert told.fields == ("承诺时限（工作日）：5 改为 4",) and WHY in told.said[0]
    assert verify(hall).sound


@pytest.mark.rule("S29.5", "S03.15", "S31.12")
@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"事项编号": ""}, "A列 事项编号"),
        ({"事项名称": ""}, "事项名称"),
        ({"业务": ""}, "业务"),
        ({"办件类型": "快办件"}, "办件类型"),
        ({"承诺时限（工作日）": "五"}, "承诺时限（工作日）"),
        ({"承诺时限（工作日）": "21"}, "承诺时限（工作日）"),
        ({"承诺时限（工作日）": "9" * 30}, "承诺时限（工作日）"),
        ({"收费（元）": "10"}, "收费依据"),
        ({"设定依据": ""}, "设定依据"),
        ({"办理程序": "受理"}, "办理程序"),
        ({"服务对象": "街坊"}, "服务对象"),
        ({"生效日期": "明年"}, "生效日期"),
        ({"部门职责": "民政办"}, "部门职责"),
        ({"委托办理": "县残联"}, "委托办理"),
        ({"窗口进驻日（周几）": "8"}, "窗口进驻日（周几）"),
        ({"材料名称": ""}, "材料名称"),
        ({"可容缺": "也许"}, "可容缺"),
        ({"可容缺": "是"}, "申请材料"),
        ({"环节内容": "审核"}, "环节部门"),
        ({"备注": "带\x07响铃"}, "备注"),
        ({"状态": "已下放"}, "取消下放依据"),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_nothing_is_taken_in(
    hall: Hall, tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    path = sheet(tmp_path / "a.csv", good(事项编号="N-000", 事项名称="好的一项"), good(**cells))
    for dry_run in (True, False):
        report = imported(hall, path, dry_run=dry_run)
        assert not report.good and not report.done
        assert any(row == 3 and column in field for row, field in problems(report)), problems(report)
        assert all(row == 3 for row, _ in problems(report))
    assert not hall.catalogue.versions("N-000") and not hall.catalogue.versions("N-001")
    assert "没有导入任何一项" in list(report.lines())[-1]


def test_every_fault_of_a_sheet_is_told_at_once(hall: Hall, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", good(收费依据=""), good(事项编号="N-002", 办件类型="快办"), good())
    found = problems(imported(hall, path))
    assert [row for row, _ in found] == [2, 3, 4]
    assert "编号“N-001”在第2行已经写过" in imported(hall, path).problems[-1].said


def test_a_row_that_belongs_above_must_say_the_same(hall: Hall, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", good(), good(**{"材料名称": "身份证", "承诺时限（工作日）": "6"}))
    assert problems(imported(hall, path)) == [(3, "H列 承诺时限（工作日）")]
    path = sheet(tmp_path / "b.csv", good(), good(材料名称="身份证"))
    assert len(imported(hall, path).problems) == 0
    assert len(hall.item("N-001").materials) == 2


def test_a_dry_run_writes_nothing(hall: Hall, tmp_path: Path) -> None:
    report = imported(hall, sheet(tmp_path / "a.csv", good()), dry_run=True)
    assert report.good and report.new == 1 and "只检查" in list(report.lines())[-1]
    assert not hall.catalogue.versions("N-001")


def test_the_day_of_the_sheet_counts_where_it_is_to_come(hall: Hall, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", good(生效日期="2026-12-01"), good(事项编号="N-002", 生效日期="2020-01-01"))
    report = imported(hall, path)
    (first,), (second,) = hall.catalogue.versions("N-001"), hall.catalogue.versions("N-002")
    assert (first.valid_from, second.valid_from) == (date(2026, 12, 1), hall.today)
    assert [each.row for each in report.notices] == [3]
    with pytest.raises(wanted.ItemBackdated):
        imported(hall, path, since=date(2026, 11, 1))


def test_a_cancelled_item_in_the_sheet_is_cancelled_here(hall: Hall, tmp_path: Path) -> None:
    cells = {"事项编号": "MZ-005", "事项名称": "临时救助审核确认（镇级小额）", "状态": "已取消", "取消下放依据": WHY}
    assert imported(hall, sheet(tmp_path / "a.csv", cells, heads=list(cells))).changed == 1
    with hall.look() as connection:
        assert history(hall, connection, "MZ-005")[0].what == "cancel"


@pytest.mark.rule("S29.10")
def test_a_cancelled_item_under_another_code_in_the_sheet_is_told(hall: Hall, tmp_path: Path) -> None:
    name = hall.item("MZ-005").name
    with hall.act("01") as work:
        changes.cancel_item(work, "MZ-005", None, WHY)
    report = imported(hall, sheet(tmp_path / "a.csv", good(事项名称=name)))
    assert problems(report) == [(2, "B列 事项名称")] and "MZ-005" in report.problems[0].said


def test_columns_that_nobody_knows_are_named_and_not_read(hall: Hall, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", good(颜色="红"), heads=[*HEADS, "颜色", "备注"])
    report = imported(hall, path)
    assert report.done and ["颜色" in each.said or "备注" in each.said for each in report.notices] == [True, True]


def test_only_who_may_change_the_hall_imports(hall: Hall, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        import_items(hall, sheet(tmp_path / "a.csv", good()), "03")


@pytest.mark.rule("S29.6")
def test_where_the_county_approves_the_paper_is_named_with_the_sheet(tmp_path: Path) -> None:
    hall = make_hall(tmp_path, rules={"items.entry": ("县人民政府",)})  # type: ignore[dict-item]
    path = sheet(tmp_path / "a.csv", good())
    assert problems(imported(hall, path)) == [(2, "A列 事项编号")]
    assert imported(hall, path, approved=Approved("县人民政府", hall.today, "8号")).done
    with hall.look() as connection:
        assert "县人民政府" in "".join(history(hall, connection, "N-001")[0].said)


def test_a_sheet_as_people_make_it_with_a_title_and_merged_cells(hall: Hall, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    cells = good()
    page.merge_range(0, 0, 0, len(cells) - 1, "某镇便民服务事项清单")
    for place, head in enumerate(cells):
        page.write(1, place, head)
        if head.startswith("材料"):
            page.write(2, place, cells[head])
            page.write(3, place, {"材料名称": "身份证", "材料类别": "附件"}[head])
        else:
            page.merge_range(2, place, 3, place, cells[head])
    book.close()
    report = imported(hall, path)
    assert report.problems == () and [each.name for each in hall.item("N-001").materials] == ["申请表", "身份证"]


def test_what_is_no_sheet_of_items_is_said(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,电话\n李国强,1\n", encoding="utf-8")
    with pytest.raises(HeaderMissing):
        imported(hall, path)
    with pytest.raises(FileUnreadable):
        imported(hall, tmp_path / "none.xlsx")


def test_cells_of_a_real_spreadsheet_program(hall: Hall, tmp_path: Path) -> None:
    """Numbers as numbers, dates as dates, truths as truths; digits that are lost are told."""
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    cells = good(生效日期=date(2026, 12, 1), 可代办=True, 年办件量=30, 法定时限=20.0)
    for place, head in enumerate(cells):
        page.write(0, place, head)
        if isinstance(cells[head], date):
            page.write_datetime(1, place, cells[head], book.add_format({"num_format": "yyyy-mm-dd"}))
        else:
            page.write(1, place, cells[head])
    book.close()
    assert imported(hall, path).done
    (item,) = hall.catalogue.versions("N-001")
    assert (item.agent, item.volume, item.statutory_days, item.valid_from) == (True, 30, 20, date(2026, 12, 1))
    assert clock_of(hall) and NEW["code"] == item.code
