"""Papers as PDF and as a web page: pages, copies, marks, and that data never becomes markup."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from any_paper import papers
from hypothesis import example, given, settings
from kit_papers import LEDGER, NOTICE

from counter.domain.paper import Paper, Seal, Table, Text
from counter.papers import fonts, html, pages, pdf
from counter.papers.fonts import BUNDLED

HOSTILE = '#let x=1 #panic() *星* $公式$ @a <b> // \\ "引号" `码` #sys.inputs'

ELEMENTS = frozenset(
    ("html", "head", "meta", "title", "style", "body", "section", "header", "footer", "span", "div", "h1")
    + ("p", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td")
)


def page_count(data: bytes) -> int:
    """Pages of a PDF, counted in its objects, packed or not."""
    packed = [zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", data, re.S)]
    return sum(len(re.findall(rb"/Type\s*/Page(?!s)", part)) for part in [data, *packed])


def size(form: str) -> tuple[int, int]:
    """Width and height of the first page in millimetres."""
    data = pdf.render([dataclasses.replace(NOTICE, form=form, copies=())])  # type: ignore[arg-type]
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)
    assert found is not None
    width, height = (round(float(part) * 25.4 / 72) for part in found.groups())
    return width, height


def read(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "p.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize(("form", "expected"), [("A4", (210, 297)), ("A5", (148, 210)), ("241x140", (241, 140))])
def test_every_form_has_its_size(form: str, expected: tuple[int, int]) -> None:
    assert size(form) == expected


def test_every_copy_has_pages_of_its_own() -> None:
    assert page_count(pdf.render([NOTICE])) == 2
    assert page_count(pdf.render([NOTICE], copies=["申请人"])) == 1
    assert page_count(pdf.render([NOTICE, NOTICE])) == 4
    assert page_count(pdf.render([LEDGER])) > 1


def test_the_same_paper_twice_gives_the_same_bytes_in_another_process_too() -> None:
    again = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        " from kit_papers import NOTICE; from counter.papers import pdf;"
        " sys.stdout.buffer.write(pdf.render([NOTICE]))"
    )
    here = str(Path(__file__).parent)
    other = subprocess.run([sys.executable, "-c", again, here], capture_output=True, check=True).stdout
    assert pdf.render([NOTICE]) == other
    assert b"20261120" in other


def test_making_pages_imports_typst_and_naming_the_module_does_not() -> None:
    code = (
        "import sys; import counter.papers.pdf, counter.papers.text, counter.papers.html;"
        " import counter.papers.escpk, counter.papers.printer, counter.papers.publish;"
        " print(sorted({'typst', 'textual', 'sqlmodel', '" + BUNDLED + "'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_without_typst_the_refusal_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(pdf.NoPdfHere, match="另存为网页"):
        pdf.render([NOTICE])


def test_a_template_that_fails_is_a_named_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "paper.typ").write_text("#panic()")
    monkeypatch.setattr(pdf, "data_dir", lambda: tmp_path)
    with pytest.raises(pdf.PdfFailed) as failed:
        pdf.render([NOTICE])
    assert "panicked" in failed.value.facts["detail"]


def test_a_font_that_typst_does_not_know_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp,) = fonts.fit(NOTICE).faces
    ghost = dataclasses.replace(tmp, index=7)
    monkeypatch.setattr(fonts, "fit", lambda paper, **_: fonts.Fitted(paper, (ghost,)))
    with pytest.raises(pdf.PdfFailed):
        pdf.render([NOTICE])


def test_no_paper_is_an_error() -> None:
    with pytest.raises(ValueError, match="no paper"):
        pdf.render([])


def test_a_rare_name_is_refused_before_anything_is_set() -> None:
    with pytest.raises(fonts.CharacterMissing):
        pdf.render([dataclasses.replace(NOTICE, names=("王\U0003fffd",))])
    assert pdf.render([dataclasses.replace(NOTICE, names=("王\U0003fffd",))], blank_missing=True)[:5] == b"%PDF-"


@settings(max_examples=12)
@example(dataclasses.replace(NOTICE, title="\ud800"))
@given(papers)
def test_any_text_can_be_set(paper: Paper) -> None:
    assert pdf.render([paper], blank_missing=True)[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026年11月20日", (2026, 11, 20)),
        ("2026-11-20", (2026, 11, 20)),
        ("2028年2月29日", (2028, 2, 29)),
        ("2026年2月30日", None),
        ("    年  月  日", None),
    ],
)
def test_the_files_date_is_that_over_the_seal(said: str, day: tuple[int, int, int] | None) -> None:
    assert pages.day([dataclasses.replace(NOTICE, blocks=(Seal("镇", said),))]) == day


def test_a_wide_table_turns_an_a4_sheet_on_its_side() -> None:
    wide = Table(tuple(map(str, range(33))), ())
    for form, flipped in (("A4", True), ("A5", False)):
        paper = dataclasses.replace(LEDGER, form=form, blocks=(wide,))  # type: ignore[arg-type]
        assert [sheet["flipped"] for sheet in pages.sheets([paper], reprint=False, copies=None)] == [flipped]


def test_a_column_of_numbers_is_as_wide_as_its_numbers_while_the_others_keep_their_room() -> None:
    titles = ("办件号", "事项", "申请人", "到期")
    row = ("1116-0001", "城乡居民养老保险注销登记（含丧葬补助金申领）", "王思雪", "11-26 18:00")
    many = ("签批单编号", *(f"第{at}列的名称" for at in range(8)))
    for table, widths in (
        (Table(titles, (row,), (9, 16, 8, 11)), [0, 16, 0, 0]),
        (Table(many, (("1" * 16, *["城乡居民养老保险"] * 8),)), [16, *[16] * 8]),
    ):
        paper = dataclasses.replace(LEDGER, form="A4", blocks=(table,))
        (sheet,) = pages.sheets([paper], reprint=False, copies=None)
        assert sheet["blocks"][0]["widths"] == widths


@given(papers)
def test_the_plain_values_survive_json_and_carry_no_steering_signs(paper: Paper) -> None:
    sheets = pages.sheets([paper], reprint=True, copies=None)
    text = json.dumps(sheets, ensure_ascii=False)
    assert json.loads(text) == sheets
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


@pytest.mark.system
def test_what_a_reader_of_the_pdf_reads(tmp_path: Path) -> None:
    paper = dataclasses.replace(NOTICE, blocks=(*NOTICE.blocks, Text(HOSTILE)))
    text = read(pdf.render([paper], reprint=True), tmp_path)
    first, second = text.split("\f")[0], text.split("\f")[1]
    assert "申请人" in first and "窗口存根" not in first
    assert "窗口存根" in second
    for page in (first, second):
        assert "禾垭便民受〔2026〕00017号" in page
        assert "校验 7F3A·91C2" in page
        assert "第1页 共1页" in page
        assert "与原件一致" in page
        assert re.sub(r"\s", "", HOSTILE) in re.sub(r"\s", "", page)
        assert page.index("签名（捺印）") < page.index("依据")


class Reader(HTMLParser):
    """Collects the elements and the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_web_page_says_the_same_and_runs_nothing() -> None:
    paper = dataclasses.replace(NOTICE, blocks=(*NOTICE.blocks, Text("<script>alert(1)</script>&")))
    page = Reader(html.render([paper], reprint=True))
    assert page.tags.count("section") == 2
    assert {"script", "img", "link", "iframe"}.isdisjoint(page.tags)
    assert "<script>alert(1)</script>&" in page.words
    for words in ("张桂芳", "补打 · 与原件一致", "窗口存根", "签名（捺印）", "校验 7F3A·91C2"):
        assert words in page.words
    assert page.words.rindex("依据") > page.words.rindex("签名（捺印）")


@given(papers)
def test_any_text_makes_a_web_page_of_known_elements(paper: Paper) -> None:
    assert set(Reader(html.render([paper])).tags) <= ELEMENTS
