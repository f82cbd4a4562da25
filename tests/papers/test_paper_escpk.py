"""Bytes for the dot-matrix printer: the frame of a job, wide type, and what its font cannot print."""

from __future__ import annotations

import dataclasses

import pytest
from any_paper import papers
from hypothesis import given
from kit_papers import NOTICE

from counter.domain.paper import Paper, Text
from counter.papers import escpk
from counter.papers.sheet import Line

OURS = (
    escpk.RESET,
    escpk.LINES_ON_PAGE + bytes([33]),
    escpk.CHINESE_ON,
    escpk.CHINESE_OFF,
    escpk.WIDE_ON,
    escpk.WIDE_OFF,
    escpk.FEED,
    b"\r\n",
)


def test_a_job_sets_the_page_and_leaves_it_at_the_perforation() -> None:
    assert escpk.job([Line("一次性告知单")]).data == (
        b"\x1b@\x1bC\x21\x1c&" + "一次性告知单".encode("gb18030") + b"\r\n\x1c.\x0c"
    )


def test_full_pages_need_no_feed() -> None:
    data = escpk.job([Line("")] * 33).data
    assert escpk.FEED not in data
    assert data.count(b"\r\n") == 33


def test_wide_type_is_switched_on_for_its_line_only() -> None:
    data = escpk.job([Line(">> 请来", big="请来"), Line("完")]).data
    assert escpk.WIDE_ON + "请来".encode("gb18030") + escpk.WIDE_OFF + b"\r\n" in data
    assert data.count(escpk.WIDE_ON) == data.count(escpk.WIDE_OFF) == 1


@pytest.mark.parametrize(
    ("text", "printed", "lost"),
    [("李𠮷", "李□", "𠮷"), ("㛃䶮喆镕", "□□喆镕", "㛃䶮"), ("√△·", "√△·", ""), ("𠮷𠮷", "□□", "𠮷")],
)
def test_what_the_printers_font_lacks_is_a_box_and_is_reported(text: str, printed: str, lost: str) -> None:
    stream = escpk.job([Line(text)])
    assert printed.encode("gb18030") in stream.data
    assert stream.lost == lost


def test_every_copy_begins_a_page() -> None:
    stream = escpk.render([NOTICE])
    one = escpk.render([NOTICE], copies=["申请人"])
    assert stream.data.count(b"\r\n") == 2 * one.data.count(b"\r\n")
    assert one.data.count(b"\r\n") % escpk.FORM_LINES == 0
    assert "【窗口存根】".encode("gb18030") in stream.data
    assert "【窗口存根】".encode("gb18030") not in one.data


def test_a_command_in_a_name_never_reaches_the_printer() -> None:
    paper = dataclasses.replace(NOTICE, blocks=(Text("张\x1b@三\x0c", style="note"),))
    assert "张 @三".encode("gb18030") in escpk.render([paper]).data


@given(papers)
def test_only_our_own_commands_are_in_a_job(paper: Paper) -> None:
    rest = escpk.render([paper]).data
    for command in OURS:
        rest = rest.replace(command, b"")
    assert min(rest, default=0x20) >= 0x20
    assert 0x7F not in rest


@pytest.mark.parametrize("lines", [0, 128])
def test_a_page_length_the_printer_cannot_take_is_an_error(lines: int) -> None:
    with pytest.raises(ValueError):
        escpk.job([], page_lines=lines)
