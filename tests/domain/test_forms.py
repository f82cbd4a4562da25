"""Papers on demand: one receipt a visit, forms filled in, the result notice, the guide; and printing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.casework import cases
from counter.domain.casework.acts import corrections
from counter.domain.casework.case import visits
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.visits import UnknownPaper
from counter.domain.casework.cases import Application
from counter.domain.casework.papers import forms
from counter.domain.hall.items.item import load_items
from counter.domain.hall.opened import Hall
from counter.domain.hall.residents.citizens import Who
from counter.domain.paper import Block, Fields, Paper, Signatures, Table, Text
from counter.papers import office, printer
from counter.papers.fonts import CharacterMissing
from counter.papers.office import AtDesk, NothingToPrint, UnknownEnding
from counter.papers.publish import FolderNotWritable
from counter.storage import DiskFull
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall

ID = "511923197201019979"
FORM = "小额临时救助申请审批表"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


@pytest.fixture
def desk(hall: Hall) -> AtDesk:
    return AtDesk(hall, "07", "民政")


def take(hall: Hall, item: str = "X-001", who: Who | None = None, **more: object) -> cases.Taken:
    with hall.act("07", "民政") as work:
        return cases.accept(work, Application(item, who or Who("李国强"), **more))  # type: ignore[arg-type]


def receipt(hall: Hall, visit: int) -> Paper:
    with hall.act("07", "民政") as work:
        return visits.paper(work.connection, forms.make_receipt(work, visit))


def form(hall: Hall, case_id: int, name: str) -> Paper:
    with hall.act("07", "民政") as work:
        return visits.paper(work.connection, forms.fill_form(work, case_id, name))


def large(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Text) and block.style == "large"]


def lines(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [row for block in blocks if isinstance(block, Fields) for row in block.rows]


# -- the receipt of a visit --------------------------------------------------------------------


@pytest.mark.rule("S29.13", "S61.8")
def test_one_acceptance_form_for_everything_that_a_visit_brought(hall: Hall) -> None:
    first = take(hall)
    wait = take(hall, brought=Brought(have=(APPLY, CARD), forgot=(INCOME,)), visit=first.visit)
    owing = take(hall, brought=Brought(have=(APPLY, CARD, INCOME)), gaps="go-on", visit=first.visit)
    back = take(hall, brought=Brought(have=(CARD, INCOME)), visit=first.visit)
    paper = receipt(hall, first.visit)
    table = next(block for block in paper.blocks if isinstance(block, Table))
    assert (paper.kind, paper.title, paper.number) == ("acceptance-form", "业务受理单", "邱家便民单〔2026〕00001号")
    assert [(row[0], row[3], row[4]) for row in table.rows] == [
        (first.number, "承诺件", "2026年11月27日（周五）18:00前"),
        (wait.number, "待补", "材料齐全后起算"),
        (owing.number, "承诺件", "2026年11月27日（周五）18:00前"),
        (back.number, "退回", "退回"),
    ]
    assert large(paper) == [
        "试验承诺事项：请于 2026年11月27日（周五）18:00 后凭本单和身份证到民政窗口领取结果。",
        f"试验承诺事项：请把{INCOME}、{PHOTO}一次带齐，到民政窗口补交。",
        f"试验承诺事项：请在 2026年11月27日（周五）18:00 前补交{PHOTO}。",
        "试验承诺事项：请于 2026年11月27日（周五）18:00 后凭本单和身份证到民政窗口领取结果。",
        "试验承诺事项：退回，缺主件：申请表。材料已退还，备齐后欢迎再来。",
    ]
    assert [block.labels for block in paper.blocks if isinstance(block, Signatures)] == [("受理人", "申请人（代办人）")]


def test_voided_cases_stand_on_no_receipt(hall: Hall) -> None:
    first = take(hall)
    other = take(hall, "X-002", visit=first.visit)
    with hall.act("07", "民政") as work:
        corrections.void(work, first.case_id, "录重了")
    assert first.number not in str(receipt(hall, first.visit)) and other.number in str(receipt(hall, first.visit))
    with hall.act("07", "民政") as work:
        corrections.void(work, other.case_id, "录重了")
    with pytest.raises(forms.NothingTaken):
        receipt(hall, first.visit)


def test_a_visit_without_a_case_has_no_receipt(hall: Hall) -> None:
    with pytest.raises(forms.NothingTaken):
        receipt(hall, 99)


def test_the_latest_receipt_of_a_visit_is_found(hall: Hall) -> None:
    visit = take(hall).visit
    with hall.act("07", "民政") as work:
        assert forms.receipt_of(work, visit) is None
        first = forms.make_receipt(work, visit)
        assert forms.make_receipt(work, visit) == first  # it never went out, and says the same
        visits.note_print(work, first, "printer")
        second = forms.make_receipt(work, visit)
        assert forms.receipt_of(work, visit) == second != first


def test_only_the_latest_receipt_of_a_visit_goes_out(hall: Hall) -> None:
    first = take(hall)
    with hall.act("07", "民政") as work:
        stale = forms.make_receipt(work, first.visit)
    take(hall, "X-003", visit=first.visit)
    with hall.act("07", "民政") as work:
        latest = forms.make_receipt(work, first.visit)
        waiting = visits.unprinted(work.connection, first.visit)
    assert stale not in waiting and latest in waiting


# -- forms filled in ---------------------------------------------------------------------------


@pytest.mark.rule("S61.4")
def test_an_application_form_is_filled_in_from_what_was_typed(hall: Hall) -> None:
    who = Who("李国强", ID, "15400010001", village="双河村", group="3")
    child = Who("李小明", relation="子")
    paper = form(hall, take(hall, "MZ-005", who, subject=child).case_id, FORM)
    found = lines(paper.blocks)
    assert (paper.kind, paper.title, paper.form) == ("filled-form", FORM, "A4")
    assert {("姓名", "李国强"), ("性别", "男"), ("出生日期", "1972年1月1日"), ("证件号码", ID),
            ("联系电话", "15400010001"), ("住址", "双河村3组"), ("姓名", "李小明")} <= set(found)  # fmt: skip
    assert paper.names == ("李国强", "李小明")


@pytest.mark.parametrize(
    ("name", "kind", "says", "signed"),
    [
        (FORM, "filled-form", "已看过", ("申请人（代办人）",)),
        ("家庭经济状况核对授权书", "filled-form", "授权邱家镇便民服务中心", ("申请人（代办人）",)),
        (forms.AGENCY, "agency-authorisation", "本人委托王秀芳代为办理", ("申请人", "受托人")),
    ],
)
def test_each_form_declares_what_it_is_for(
    hall: Hall, name: str, kind: str, says: str, signed: tuple[str, ...]
) -> None:
    item = "MZ-001" if "核对" in name else "MZ-005"
    taken = take(hall, item, agent=Who("王秀芳", relation="妻", authority="代交材料"))
    paper = form(hall, taken.case_id, name)
    assert paper.kind == kind and says in str(paper.blocks)
    assert [block.labels for block in paper.blocks if isinstance(block, Signatures)] == [signed]


def test_a_promise_is_worded_as_one(hall: Hall) -> None:
    item, name = next((each.code, material.name) for each in load_items() for material in each.materials
                      if material.fill and material.name.endswith("承诺书") and not material.when)  # fmt: skip
    assert "承诺所填内容和所交材料真实" in str(form(hall, take(hall, item).case_id, name).blocks)


def test_what_the_hall_does_not_print_is_refused_with_what_it_does(hall: Hall) -> None:
    taken = take(hall, "MZ-005")
    with pytest.raises(forms.NotAForm, match=FORM):
        form(hall, taken.case_id, "申请人身份证")
    with pytest.raises(forms.NotAForm):
        form(hall, taken.case_id, forms.AGENCY)


def test_an_authorisation_needs_somebody_entrusted(hall: Hall) -> None:
    item, name = next((each.code, material.name) for each in load_items() for material in each.materials
                      if material.fill and "委托" in material.name)  # fmt: skip
    brought = Brought(applies=(name,))
    with pytest.raises(forms.NobodyEntrusted):
        form(hall, take(hall, item, brought=brought).case_id, name)


# -- the result, the guide ---------------------------------------------------------------------


@pytest.mark.rule("S61.5")
def test_the_result_notice_comes_with_the_result(hall: Hall) -> None:
    taken = take(hall, "MZ-005")
    with pytest.raises(forms.NotFinished, match="已受理"), hall.act("07", "民政") as work:
        forms.make_result_notice(work, taken.case_id)
    with hall.act("07", "民政") as work:
        cases.decide(work, taken.case_id)
    with hall.act("07", "民政") as work:
        paper = visits.paper(work.connection, forms.make_result_notice(work, taken.case_id))
    assert (paper.kind, paper.title) == ("result-notice", "办结通知单")
    assert large(paper) == ["您申请的事项已经办结，请带身份证到民政窗口领取结果。"]


def test_a_refusal_has_no_result_notice(hall: Hall) -> None:
    taken = take(hall)
    with hall.act("07", "民政") as work:
        cases.decide(work, taken.case_id, granted=False, reason="不符合规划")
    with pytest.raises(forms.NotFinished), hall.act("07", "民政") as work:
        forms.make_result_notice(work, taken.case_id)


# -- printing ----------------------------------------------------------------------------------


def test_the_first_printing_is_plain_and_the_next_is_marked(hall: Hall, desk: AtDesk) -> None:
    paper = take(hall).papers[0]
    assert "补打" not in "\n".join(office.preview(desk, paper))
    first, again = (office.print_paper(desk, paper, "text") for _ in range(2))
    assert (first.reprint, again.reprint) == (False, True)
    assert "补打" not in "\n".join(first.lines)
    assert "补打" in "\n".join(again.lines) and "补打" in "\n".join(office.preview(desk, paper))


def test_printing_again_gives_the_stored_paper(hall: Hall, desk: AtDesk) -> None:
    taken = take(hall)
    before = office.print_paper(desk, taken.papers[0], "text").lines
    clock_of(hall).forward(days=3)
    with hall.act("07", "民政") as work:
        corrections.void(work, taken.case_id, "录重了", "01")
    after = office.print_paper(desk, taken.papers[0], "text").lines
    assert [line for line in after if "补打" not in line] == [line for line in before if "通知书" not in line]


@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF"), ("html", b"<!DOCTYPE"), ("txt", "邱家镇".encode())])
def test_a_file_of_each_kind(hall: Hall, desk: AtDesk, tmp_path: Path, ending: str, begins: bytes) -> None:
    path = tmp_path / f"单子.{ending}"
    said = office.print_paper(desk, take(hall).papers[0], path).sentence
    assert said == f"已存成 {path}。" and path.read_bytes()[: len(begins)].upper() == begins.upper()


def test_what_goes_wrong_is_a_sentence_and_notes_nothing(hall: Hall, desk: AtDesk, tmp_path: Path) -> None:
    paper = take(hall).papers[0]
    for path, refusal in ((tmp_path / "a.doc", UnknownEnding), (tmp_path / "none" / "a.pdf", FolderNotWritable)):
        with pytest.raises(refusal):
            office.print_paper(desk, paper, path)
    with pytest.raises(UnknownPaper):
        office.print_paper(desk, 999)
    with hall.look() as connection:
        assert not visits.printed_before(connection, paper)


def test_a_name_that_no_font_holds_stops_the_print_until_it_is_left_blank(
    hall: Hall, desk: AtDesk, tmp_path: Path
) -> None:
    paper = take(hall, who=Who("李\ue7f3")).papers[0]
    with pytest.raises(CharacterMissing, match="李\ue7f3"):
        office.print_paper(desk, paper, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
    assert not office.print_paper(desk, paper, tmp_path / "a.pdf", blank_missing=True).reprint


def test_the_printer_gets_the_paper_and_the_print_is_noted(
    hall: Hall, desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[bytes, object]] = []

    def submit(what: bytes, *, raw: bool = False, title: str = "", media: object = None) -> printer.Job:
        sent.append((what[:4], (raw, title, media)))
        return printer.Job("lq-7")

    monkeypatch.setattr(printer, "submit", submit)
    paper = take(hall).papers[0]
    assert office.print_paper(desk, paper).sentence == "已交给打印机（任务 lq-7）。"
    assert office.print_paper(desk, paper, "dots").sentence == "补打：已交给打印机（任务 lq-7）。"
    assert sent == [
        (b"%PDF", (False, "承诺件受理通知书", "A5")),
        (b"\x1b@\x1bC", (True, "承诺件受理通知书", None)),
    ]


def test_a_print_that_could_not_be_noted_is_told(
    hall: Hall, desk: AtDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise DiskFull()

    paper = take(hall).papers[0]
    monkeypatch.setattr(visits, "note_print", full)
    assert "没有记上" in office.print_paper(desk, paper, tmp_path / "a.txt").sentence


def test_a_visit_is_printed_as_one_job_and_again_when_all_was(hall: Hall, desk: AtDesk, tmp_path: Path) -> None:
    first = take(hall)
    take(hall, "X-003", visit=first.visit)
    with hall.act("07", "民政") as work:
        forms.make_receipt(work, first.visit)
    office.print_paper(desk, first.papers[0], "text")
    titles = [line.strip() for line in office.print_visit(desk, first.visit, "text").lines]
    assert [title for title in titles if title in ("承诺件受理通知书", "联办件通知书", "业务受理单")] == [
        "联办件通知书",
        "业务受理单",
    ]
    again = office.print_visit(desk, first.visit, "text")
    assert again.reprint and sum("补打" in line for line in again.lines) == 3


def test_what_was_left_blank_is_said(hall: Hall, desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "submit", lambda *given, **more: printer.Job("lq-7"))
    visit = take(hall, "X-001", Who("王\U0003fffd")).visit
    with pytest.raises(CharacterMissing):
        office.print_visit(desk, visit)
    assert "没有“\U0003fffd”，已留空" in office.print_visit(desk, visit, blank_missing=True).sentence


def test_a_visit_without_papers_has_nothing_to_print(desk: AtDesk) -> None:
    with pytest.raises(NothingToPrint):
        office.print_visit(desk, 77)
