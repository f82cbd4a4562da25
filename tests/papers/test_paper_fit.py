"""Fitting text into cells: what is taken out, what is measured, where a line may break."""

from __future__ import annotations

import pytest
from any_paper import words
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from counter.papers import escpk
from counter.papers.fit import clean, pad, paragraphs, screen_cells, width_of, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张\x1b[31m三", "张 [31m三"),
        ("张\u202e三\u2066", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("甲\r\n乙", "甲 乙"),
        ("甲\u2028乙\t丙", "甲 乙 丙"),
        ("坏\ud800字", "坏□字"),
        ("𠮷㛃䶮·古丽", "𠮷㛃䶮·古丽"),
        ("全角\u3000空格", "全角\u3000空格"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_paragraphs_keep_the_writers_lines() -> None:
    assert paragraphs("一\n二\r\n\n三") == ["一", "二", "", "三"]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("请带上户口簿，再来", 12, ["请带上户口", "簿，再来"]),
        ("请带户口簿（原件）来", 12, ["请带户口簿", "（原件）来"]),
        ("咨询电话是0838-5551234。", 20, ["咨询电话是", "0838-5551234。"]),
        ("收件日期2026年11月20日起", 12, ["收件日期", "2026年11月", "20日起"]),
        ("0123456789", 4, ["0123", "4567", "89"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, expected: list[str]) -> None:
    assert wrap(text, width) == expected


@given(words.map(clean), st.integers(2, 40))
def test_wrapping_loses_nothing_but_blanks_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


@given(
    st.lists(st.text("张桂芳0123456789", min_size=1, max_size=9), min_size=1, max_size=12),
    st.integers(24, 60),
)
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(parts: list[str], width: int) -> None:
    lines = wrap("，".join(f"（{part}）" for part in parts), width)
    assert not any(line[0] in "，）" for line in lines)
    assert not any(line[-1] == "（" for line in lines)


@given(words.map(clean))
def test_the_measure_is_the_screens_own(text: str) -> None:
    assert width_of(text) == cell_len(text)


@pytest.mark.parametrize(
    ("char", "screen", "printer"), [("√", 1, 2), ("·", 1, 2), ("！", 2, 2), ("a", 1, 1), ("𠮷", 2, 2)]
)
def test_screen_and_printer_measure_signs_their_own_way(char: str, screen: int, printer: int) -> None:
    assert (screen_cells(char), escpk.cells(char)) == (screen, printer)


@pytest.mark.parametrize(("align", "expected"), [("l", "张三   "), ("c", " 张三  "), ("r", "   张三")])
def test_pad(align: str, expected: str) -> None:
    assert pad("张三", 7, align) == expected
