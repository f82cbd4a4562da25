"""Lines of exact width, wrapping after the rules, and text made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from counter.domain.reckoning import Cite, Reckoning, Step
from counter.screens.kit import safe
from counter.screens.kit.commands import Command, help_lines
from counter.screens.kit.lines import Meaning, Styles, cells, columns, fit, spread, wrap
from counter.screens.kit.why import why_lines

WORDS = st.text(alphabet="张三abc 1，。（）《》：？-x\u0301\u200b\x1b", max_size=60)
CLOSING = set("，。、；：？！）》」』】〕”’")


@pytest.mark.parametrize(
    ("text", "width", "align", "shown"),
    [
        ("张三", 6, "l", "张三  "),
        ("张三", 6, "r", "  张三"),
        ("张三", 7, "c", " 张三  "),
        ("残疾人证换领", 12, "l", "残疾人证换领"),
        ("残疾人证换领", 11, "l", "残疾人证.. "),
        ("残疾人证换领", 10, "l", "残疾人证.."),
        ("张三", 3, "l", "张 "),
        ("张三", 0, "l", ""),
        ("a\x1bb", 4, "l", "a␛b "),
    ],
)
def test_fit(text: str, width: int, align: str, shown: str) -> None:
    assert fit(text, width, "r" if align == "r" else "c" if align == "c" else "l") == shown


@given(WORDS, st.integers(0, 40))
def test_fit_is_always_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(WORDS, st.integers(4, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(map(safe.clean, text.splitlines())).replace(" ", "")


@given(st.text(alphabet="张李王，。）（《", max_size=60), st.integers(8, 30))
def test_no_line_begins_with_a_closing_sign_unless_signs_pile_up(text: str, width: int) -> None:
    lines = wrap(text, width)
    for before, line in zip(lines, lines[1:], strict=False):
        if line[0] in CLOSING:
            assert set(before[1:]) <= CLOSING | set("（《")


def test_wrap_keeps_numbers_whole_and_signs_where_they_belong() -> None:
    assert wrap("请于2026-11-24前来领取（带身份证）。", 14) == [
        "请于2026-11-24",
        "前来领取（带身",
        "份证）。",
    ]
    assert wrap("甲乙丙丁，戊", 8) == ["甲乙丙", "丁，戊"]
    assert wrap("甲乙丙（丁", 8) == ["甲乙丙", "（丁"]
    assert wrap("", 8) == [""]
    assert wrap("甲\n乙", 8) == ["甲", "乙"]


def test_columns_stand_straight_whatever_is_in_them() -> None:
    rows = [columns(each, (6, 4, 3), "lrc") for each in (("张三", "12", "a"), ("a\u200bb", "1234567", "张"))]
    assert rows == ["张三     12  a ", "a\ufffdb    12.. 张 "]
    assert {cells(row) for row in rows} == {15}


@pytest.mark.parametrize(
    ("widths", "stretch", "total", "fitted"),
    [
        ([10, 10], [0, 1], 41, [10, 30]),
        ([10, 10], [1, 1], 41, [20, 20]),
        ([10, 10], [0, 0], 41, [10, 10]),
        ([10, 10], [0, 1], 16, [10, 5]),
        ([10, 10], [0, 0], 11, [10, 0]),
    ],
)
def test_spread(widths: list[int], stretch: list[int], total: int, fitted: list[int]) -> None:
    assert spread(widths, stretch, total) == fitted


@pytest.mark.parametrize(
    ("meaning", "look", "mark"),
    [
        (Styles.OVERDUE, "bold red", "超"),
        (Styles.SOON, "yellow", "近"),
        (Styles.LACKING, "yellow", "缺"),
        (Styles.WAITS, "yellow", "待"),
        (Styles.DONE, "green", "结"),
        (Styles.NOT_MINE, "dim", "他"),
        (Styles.CURRENT, "reverse", ""),
    ],
)
def test_what_a_colour_means_a_mark_says_too(meaning: Meaning, look: str, mark: str) -> None:
    assert (str(meaning.style), meaning.mark) == (look, mark)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张\x1b[2J", "张␛[2J"),
        ("a\x00\x07\r\n\x7f", "a␀␇␍␊␡"),
        ("a\x9b2J", "a\ufffd2J"),
        ("abc\u202edcba", "abc\ufffddcba"),
        ("张\u200b三", "张\ufffd三"),
        ("甲\ud83d乙", "甲\ufffd乙"),
        ("a\u3164b", "a\ufffdb"),
        ("[bold]x[/]", "[bold]x[/]"),
        ("\U00020bb7田\ue000", "\U00020bb7田\ue000"),
        ("a" + "\u0301" * 9, "a" + "\u0301" * 4),
        ("　全角", "　全角"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert safe.clean(text) == shown


@given(st.text(max_size=40))
def test_nothing_painted_can_command_the_terminal(text: str) -> None:
    safe.install()
    painted = Strip([Segment(text)]).render(Console(color_system=None))
    assert not [each for each in painted if ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0]
    assert painted == safe.clean(text)


def test_the_filter_is_put_in_once_and_shows_what_the_terminal_lacks_as_question_marks() -> None:
    safe.install()
    first = Strip.render
    safe.install("gbk")
    try:
        assert Strip.render is first
        assert safe.clean("\U00020bb7田") == "？田"
        assert safe.clean("é\u0e01") == "é?"
    finally:
        safe.install()


def test_the_help_page_tells_every_key_by_its_whole_name() -> None:
    lines = help_lines([("评价", [Command("下一项，最后一项办理", "enter", "到下一项。")])], 80)
    assert lines[1].split() == ["Enter", "下一项，最后一项办理", "到下一项。"]


def test_two_rules_of_one_article_are_one_line_of_the_explanation() -> None:
    article = Cite("镇赉县办法 第十条（五）")
    lines = why_lines(Reckoning(None, (Step("先收件", (article, Cite(article.article, ("S05.6",)))),)), 80)
    assert len(lines) == 2
