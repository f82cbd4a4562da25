"""Lists of residents from spreadsheets: what is read, what is listed as wrong, what is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.hall.files import spreadsheet
from counter.domain.hall.numbers import id_check
from counter.domain.hall.residents.citizens import person_name
from counter.domain.hall.residents.resident_file import HeaderMissing, Problem, ResidentFile, ResidentRow, read
from counter.domain.refusals import Refusal
from counter.domain.text import formula_safe

TODAY = date(2026, 11, 20)
HEADER = ["身份证号", "姓名", "村", "组", "户号", "与户主关系", "电话", "备注"]
LI = "511923198502139979"
Cells = Sequence[object]


def id_no(order: int) -> str:
    body = f"511923{1931 + order // 300}{1 + order // 25 % 12:02}{1 + order % 25:02}997"
    return body + id_check(body)


def as_csv(*rows: Cells, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    page = io.StringIO()
    csv.writer(page, delimiter=delimiter).writerows(rows)
    return page.getvalue().encode(encoding)


def _xml_cell(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def as_xlsx(*sheets: Sequence[Cells], merged: str = "") -> bytes:
    kinds = "http://schemas.openxmlformats.org"
    names = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/package/2006/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{kinds}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{kinds}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{kinds}/spreadsheetml/2006/main" '
            f'xmlns:r="{kinds}/officeDocument/2006/relationships"><sheets>'
            + "".join(f'<sheet name="{n}村" sheetId="{n}" r:id="r{n}"/>' for n in names)
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{kinds}/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="r{n}" Type="{kinds}/officeDocument/2006/relationships/worksheet" '
                f'Target="worksheets/sheet{n}.xml"/>'
                for n in names
            )
            + "</Relationships>"
        ),
    }
    return zipped({**parts, **dict(_sheet_parts(sheets, merged))})


def _sheet_parts(sheets: Sequence[Sequence[Cells]], merged: str) -> Iterator[tuple[str, str]]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    merge = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    for n, rows in enumerate(sheets, 1):
        lines = "".join(f"<row>{''.join(map(_xml_cell, row))}</row>" for row in rows)
        sheet = f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData>{merge}</worksheet>'
        yield f"xl/worksheets/sheet{n}.xml", sheet


def as_ods(*rows: Cells) -> bytes:
    open_document = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{open_document}:office:1.0" '
        f'xmlns:table="{open_document}:table:1.0" xmlns:text="{open_document}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="1村">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<m:manifest xmlns:m="{open_document}:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(parts: Mapping[str, str]) -> bytes:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return book.getvalue()


def reading(tmp_path: Path, content: bytes, name: str = "名册.csv") -> ResidentFile:
    path = tmp_path / name
    path.write_bytes(content)
    return read(path, TODAY)


def said(file: ResidentFile) -> list[tuple[int, str]]:
    return [(problem.row, problem.field) for problem in file.problems]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = (HEADER, [LI, "李国𠮷㛃䶮", "双河村", "3组", "12", "户主", "15400010001", "独居"])
    file = reading(tmp_path, as_csv(*rows, encoding=encoding, delimiter=delimiter))
    wanted = ResidentRow(2, LI, "李国𠮷㛃䶮", "双河村", "3组", "12", "户主", "15400010001", "独居")
    assert file == ResidentFile((wanted,), ())


def test_headers_in_any_order_and_wording_below_a_title(tmp_path: Path) -> None:
    file = reading(
        tmp_path,
        as_csv(
            ["禾垭镇双河村居民名册"],
            [],
            ["序号", "姓 名", "联系电话", "村/社区", "公民身份号码*", "与户主的关系"],
            ["1", "李国强", "", "双河村", LI, "户主"],
        ),
    )
    assert file == ResidentFile((ResidentRow(4, LI, "李国强", "双河村", relation="户主"),), ())


def test_workbook_numbers_and_tricks(tmp_path: Path) -> None:
    spaced = f"{id_no(0)[:6]} {id_no(0)[6:14]} {id_no(0)[14:]}"
    rows: list[Cells] = [
        HEADER,
        ["'" + LI, "李国强", "双河村", 3.0, 12, "户主", 15400010001.0, "两行\n备注"],
        [spaced, "王秀芳", "", "", "", "", "'0827-0000101", ""],
    ]
    file = reading(tmp_path, as_xlsx(rows), "名册.xlsx")
    assert file.problems == ()
    assert file.rows == (
        ResidentRow(2, LI, "李国强", "双河村", "3", "12", "户主", "15400010001", "两行 备注"),
        ResidentRow(3, id_no(0), "王秀芳", phone="0827-0000101"),
    )


def test_a_workbook_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    assert reading(tmp_path, as_xlsx([HEADER, [LI, "李国强"]]), "名册.csv").rows[0].name == "李国强"


def test_an_open_document_sheet(tmp_path: Path) -> None:
    file = reading(tmp_path, as_ods(HEADER, [LI, "李国强"]), "名册.ods")
    assert file == ResidentFile((ResidentRow(2, LI, "李国强"),), ())


def test_merged_cells_hold_for_every_row(tmp_path: Path) -> None:
    rows = [["村", "姓名", "身份证号"], ["双河村", "李国强", LI], ["", "王秀芳", id_no(1)]]
    file = reading(tmp_path, as_xlsx(rows, merged="A2:A3"), "名册.xlsx")
    assert [row.village for row in file.rows] == ["双河村", "双河村"]


def test_csv_tricks_that_keep_digits(tmp_path: Path) -> None:
    content = as_csv(HEADER, [f'="{LI}"', "李国强"], [id_no(1) + "\t", "王秀芳"])
    assert [row.id_no for row in reading(tmp_path, content).rows] == [LI, id_no(1)]


@pytest.mark.parametrize("lost", ["5.11923E+17", "5.11923198502139E+17", 5.11923198502139e17])
def test_digits_lost_in_the_spreadsheet_have_their_own_sentence(tmp_path: Path, lost: object) -> None:
    file = reading(tmp_path, as_xlsx([HEADER, [lost, "李国强"]]), "名册.xlsx")
    assert file == ResidentFile((), (Problem(2, "身份证号", spreadsheet.DigitsLost.says),))


def test_every_problem_is_listed_by_row(tmp_path: Path) -> None:
    file = reading(
        tmp_path,
        as_csv(
            [*HEADER, "政治面貌", "手机"],
            [LI, "李国强", "双河村"],
            [LI[:17] + "8", "王秀芳"],
            [LI[:17], ""],
            ["", "赵成"],
            [],
            [id_no(1), "孙😀", "", "", "", "", "1234"],
            [id_no(2), "周杰", "", "", "", "", "12800010001"],
            [id_no(3), "何平", "双\u202e河村", "", "", "", "15400010001、0827-0000101"],
            ["身份证号", "姓名"],
            [LI, "李国强"],
            ["511923850213997", "陈旧"],
        ),
    )
    assert [row.row for row in file.rows] == [2, 8, 9]
    assert file.rows[1].phone == ""
    assert file.rows[2].village == "" and file.rows[2].phone == "15400010001"
    assert said(file) == [
        (1, "表头"), (1, "表头"), (3, "身份证号"), (4, "身份证号"), (4, "姓名"), (5, "身份证号"),
        (7, "姓名"), (7, "电话"), (8, "电话"), (9, "村（社区）"), (9, "电话"), (11, "身份证号"),
        (12, "身份证号"),
    ]  # fmt: skip
    sentences = [problem.said for problem in file.problems]
    assert "政治面貌" in sentences[0] and "重复" in sentences[1]
    assert "第2行" in sentences[-2] and "第11行" in sentences[-2]
    assert "15位" in sentences[-1]
    assert not [sentence for sentence in sentences if LI[:17] in sentence]


@pytest.mark.parametrize("name", ["李国强2", "王秀芳（户主）", "无", "李国强/王秀芳"])
def test_a_name_is_checked_as_at_intake(tmp_path: Path, name: str) -> None:
    try:
        person_name(name)
    except Refusal:
        good = False
    else:
        good = True
    file = reading(tmp_path, as_csv(["身份证号", "姓名"], [LI, name]))
    assert bool(file.rows) is good
    assert [each.field for each in file.problems] == ([] if good else ["姓名"])


def test_a_group_that_became_a_date_is_told(tmp_path: Path) -> None:
    with pytest.raises(spreadsheet.BecameDate):
        spreadsheet.entered(date(2026, 3, 1))
    assert spreadsheet.entered("3-1") == "3-1"


def test_only_the_first_sheet_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    cover: list[Cells] = [["填表说明"]]
    first: list[Cells] = [HEADER, [LI, "李国强"]]
    other: list[Cells] = [HEADER, [id_no(1), "王秀芳"]]
    file = reading(tmp_path, as_xlsx(cover, first, other), "名册.xlsx")
    assert [row.name for row in file.rows] == ["李国强"]
    assert said(file) == [(1, "工作表")]
    assert "3村" in file.problems[0].said


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", spreadsheet.FileEmpty),
        (b"\r\n  \r\n", spreadsheet.FileEmpty),
        (as_csv(["", ""], ["", ""]), spreadsheet.FileEmpty),
        (as_csv(HEADER), spreadsheet.FileEmpty),
        (as_xlsx([HEADER]), spreadsheet.FileEmpty),
        (as_csv(["姓名", "村"], ["李国强", "双河村"]), HeaderMissing),
        (b"<html><table><tr><td>1</td></tr></table>", spreadsheet.FileIsWebPage),
        (b"PK\x03\x04" + b"broken" * 50, spreadsheet.FileUnreadable),
        (b"\xd0\xcf\x11\xe0" + b"broken" * 200, spreadsheet.FileUnreadable),
        (as_xlsx([HEADER, [LI, "李"]])[:-200], spreadsheet.FileUnreadable),
        (b"\x89PNG\r\n\x00\x00\xff\xff", spreadsheet.FileUnreadable),
        ('身份证号,姓名\r\n1,"李'.encode(), spreadsheet.QuotesUnbalanced),
    ],
    ids=range(12),
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, refusal: type[spreadsheet.SheetRefused]) -> None:
    with pytest.raises(refusal) as caught:
        reading(tmp_path, content)
    assert "名册.csv" in caught.value.sentence


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(spreadsheet.FileUnreadable):
            read(path, TODAY)


def test_the_missing_header_is_named(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing) as caught:
        reading(tmp_path, as_csv(["姓名", "村"], ["李国强", "双河村"]))
    assert "“身份证号”" in caught.value.sentence and "“姓名”" not in caught.value.sentence


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    rows = [[id_no(order), "李国强"] for order in range(3)]
    for content in (as_csv(HEADER, *rows), as_xlsx([HEADER, *rows])):
        with pytest.raises(spreadsheet.FileTooLarge):
            reading(tmp_path, content)


def test_a_whole_township_is_read(tmp_path: Path) -> None:
    rows = [[id_no(order), "李国强", "双河村"] for order in range(20_000)]
    file = reading(tmp_path, as_csv(HEADER, *rows))
    assert len(file.rows) == 20_000 and file.problems == ()


def test_a_header_printed_again_is_no_row_and_a_name_that_reads_like_one_is(tmp_path: Path) -> None:
    file = reading(tmp_path, as_csv(HEADER, [id_no(1), "李国强"], HEADER, [id_no(2), "名字"]))
    assert [row.name for row in file.rows] == ["李国强", "名字"] and file.problems == ()


SIGNS = st.characters(categories=["L", "M"]) | st.sampled_from(" ·.'’-〇\t=+@1（")


@given(st.lists(st.text(SIGNS, max_size=12), min_size=1, max_size=6))
def test_names_survive_export_and_reading_again(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    kept = [name for name in (cleaned(name) for name in names) if name]
    rows = [[id_no(order), formula_safe(name)] for order, name in enumerate(kept)]
    if not rows:
        return
    file = reading(tmp_path_factory.mktemp("again"), as_csv(HEADER, *rows, encoding="gb18030"))
    assert [row.name for row in file.rows] == kept


def cleaned(name: str) -> str:
    """A name as it would be kept, without the signs that files use to mark text."""
    try:
        return person_name(name.strip("'‘’`\"")).lstrip("'‘’`=")
    except Refusal:
        return ""


def with_far_cell(reference: str) -> bytes:
    """A list of one person and, far from it, one more cell."""
    page = io.BytesIO(as_xlsx([HEADER, [LI, "李国强"]]))
    found = io.BytesIO()
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with zipfile.ZipFile(page) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace("</sheetData>", cell))
    return found.getvalue()


@pytest.mark.parametrize("reference", ["IU199999", "XFD1048576"])
def test_one_stray_cell_far_away_is_told_before_room_is_made_for_all_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str
) -> None:
    import python_calamine

    def reader(*_: object) -> None:
        raise AssertionError("the reader makes room for the whole block")

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", reader)
    with pytest.raises(spreadsheet.CellsTooFar) as caught:
        reading(tmp_path, with_far_cell(reference))
    assert "请删去名单以外的行列" in caught.value.sentence


def test_a_stray_cell_near_by_does_no_harm(tmp_path: Path) -> None:
    assert [row.name for row in reading(tmp_path, with_far_cell("M400")).rows] == ["李国强"]
