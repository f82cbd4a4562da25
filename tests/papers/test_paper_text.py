"""Papers as text: the exact lines, the order, the pages, and no sign that steers a printer."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from any_paper import papers, words
from hypothesis import given
from hypothesis import strategies as st
from kit_papers import LEDGER, NOTICE
from rich.cells import cell_len

from counter.domain.paper import Fields, Paper, Seal, Signatures, Table, Text
from counter.papers import escpk
from counter.papers.fit import width_of
from counter.papers.text import render

WHOLE = """\
禾垭镇便民服务中心                     禾垭便民受〔2026〕00017号
            承诺件受理通知书  （补打 · 与原件一致）
                                                      【申请人】
================================================================
申请人：  张桂芳                 联系电话：138****5678
住址：    禾垭镇青石村三组（原红星大队）17号，靠近村小学，院门口
          有一棵黄桷树
收到的材料
+------+----------------------------------------------+--------+
| 序号 |                   材料名称                   |  情况  |
+------+----------------------------------------------+--------+
|  1   | 户口簿                                       | 已交 √ |
|  2   | 诊断证明                                     | 容缺 △ |
+------+----------------------------------------------+--------+
    本件自受理之日起10个工作日内办结。
>> 请于2026年12月4日后，带身份证到
>> 3号窗口领取结果。

申请人 签名（捺印）_________  ____年__月__日

窗口   签名（捺印）_________  ____年__月__日

                                              禾垭镇便民服务中心
                                                2026年11月20日




依据：《行政许可法》第三十二条第五项
      《限时办结制度》二
----------------------------------------------------------------
校验 7F3A·91C2
"""


def paper_of(*blocks: Fields | Table | Text | Signatures | Seal) -> Paper:
    return dataclasses.replace(NOTICE, blocks=blocks, footer="")


def body_of(*blocks: Fields | Table | Text | Signatures | Seal, width: int = 40) -> list[str]:
    lines = render(paper_of(*blocks), width)
    return lines[next(at for at, line in enumerate(lines) if line.startswith("===")) + 1 :]


def test_a_whole_notice_line_by_line() -> None:
    assert render(NOTICE, 64, reprint=True, copy="申请人") == WHOLE.splitlines()


def test_the_articles_are_last_wherever_they_stand() -> None:
    lines = render(NOTICE, 64)
    assert lines[-4:] == [
        "依据：《行政许可法》第三十二条第五项",
        "      《限时办结制度》二",
        "-" * 64,
        "校验 7F3A·91C2",
    ]


def test_only_a_reprint_is_marked() -> None:
    assert not any("补打" in line for line in render(NOTICE))
    marked = [line for line in render(NOTICE, reprint=True) if "补打 · 与原件一致" in line]
    assert len(marked) == 1
    assert NOTICE.title in marked[0]


def test_signatures_stand_in_the_left_of_the_seal_space() -> None:
    lines = body_of(Signatures(("申请人",)), Seal("禾垭镇", "2026年11月20日"), width=80)
    assert len(lines) == 11
    assert lines[1].startswith("申请人 签名（捺印）____")
    assert [at for at, line in enumerate(lines) if line.strip()] == [1, 5, 6]
    assert [line.strip() for line in lines[5:7]] == ["禾垭镇", "2026年11月20日"]


def test_signatures_without_a_seal_take_the_whole_line() -> None:
    assert body_of(Signatures(("申请人",)), Text("后文", style="note"), width=80) == [
        "",
        "申请人 签名（捺印）________________  ____年__月__日",
        "后文",
    ]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("body", ["    请带身份证。"]),
        ("note", ["请带身份证。"]),
        ("head", ["", "【请带身份证。】"]),
        ("large", [">> 请带身份证。"]),
    ],
)
def test_styles(style: str, expected: list[str]) -> None:
    assert body_of(Text("请带身份证。", style=style)) == expected  # type: ignore[arg-type]


def test_a_table_wider_than_the_line_goes_on_below_with_its_first_column() -> None:
    days = tuple(str(day) for day in range(1, 32))
    lines = body_of(Table(("姓名", *days), (("张桂芳", *("√",) * 31),)), width=80)
    assert sum("姓名" in line for line in lines) == 2
    assert sum("张桂芳" in line for line in lines) == 2
    assert sum(line.count("√") for line in lines) == 31


def test_no_number_is_torn_while_the_line_has_room() -> None:
    titles = ("办件号", "事项", "申请人", "到期", "责任人", "事由", "最近督办")
    item, pressed = "城乡居民养老保险注销登记（含丧葬补助金申领）", "11-27 邹怀远 超期两天，请今日办结"
    row = ("1116-0001", item, "王思雪", "11-26 18:00", "何雁回", "部门意见过期", pressed)
    lines = body_of(Table(titles, (row,), (9, 16, 8, 11, 8, 10, 18)), width=80)
    assert max(map(width_of, lines)) <= 80
    assert sum("1116-0001" in line for line in lines) == 1
    assert sum("11-27" in line for line in lines) == 1


def test_a_long_number_is_torn_rather_than_parting_the_table_in_two() -> None:
    row = tuple("1234567890123456" for _ in range(6))
    lines = body_of(Table(("一", "二", "三", "四", "五", "六"), (row,)), width=60)
    assert sum("一" in line for line in lines) == 1


def test_rows_that_open_with_what_tells_them_apart_stand_close() -> None:
    rows = (("11-20 08:30", "一行写不下的内容要接着写在下一行里"), ("11-21 09:00", "短"))
    ruled = body_of(Table(("时间", "内容"), rows))
    close = body_of(Table(("时间", "内容"), rows, close=True))
    assert len(ruled) == len(close) + 1
    assert [line for line in ruled if not line.startswith("+")] == [line for line in close if not line.startswith("+")]


def test_rows_that_wrap_are_kept_apart_by_rules() -> None:
    plain = body_of(Table(("事项",), (("甲",), ("乙",))))
    wrapped = body_of(Table(("事项",), (("甲" * 30,), ("乙",))))
    assert [line[:1] for line in plain] == ["+", "|", "+", "|", "|", "+"]
    assert [line[:1] for line in wrapped] == ["+", "|", "+", "|", "|", "+", "|", "+"]


def test_every_page_is_as_long_as_the_form_and_repeats_the_tables_head() -> None:
    lines = render(LEDGER, page_lines=33)
    pages = [lines[at : at + 33] for at in range(0, len(lines), 33)]
    assert {len(page) for page in pages} == {33}
    assert [page[-1].strip() for page in pages] == ["第1页 共3页", "第2页 共3页", "第3页 共3页"]
    assert all(sum("| 号 |" in line for line in page) == 1 for page in pages)
    assert all(any(LEDGER.number in line for line in page) for page in pages)
    shown = [line for line in lines if "王芳" in line]
    assert len(shown) == 59


def test_a_seal_space_is_not_parted_by_a_perforation() -> None:
    filling = tuple(Text(f"第{n}段", style="note") for n in range(20))
    lines = render(paper_of(*filling, Seal("禾垭镇", "2026年11月20日")), page_lines=33)
    assert not any("禾垭镇" in line for line in lines[3:33])
    assert any("2026年11月20日" in line for line in lines[33:])


@pytest.mark.parametrize("wrong", [{"width": 39}, {"page_lines": 6}])
def test_too_small_a_page_is_an_error(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        render(NOTICE, **wrong)  # type: ignore[arg-type]


@given(papers, st.booleans(), st.one_of(st.none(), words), st.sampled_from([None, 33, 66]))
def test_any_text_stays_on_its_line_and_steers_nothing(
    paper: Paper, reprint: bool, copy: str | None, page_lines: int | None
) -> None:
    lines = render(paper, reprint=reprint, copy=copy, page_lines=page_lines)
    assert all(cell_len(line) <= 80 for line in lines)
    assert {unicodedata.category(char) for line in lines for char in line}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    if page_lines:
        assert len(lines) % page_lines == 0


@given(papers, st.integers(40, 136))
def test_any_text_stays_on_the_printers_line(paper: Paper, width: int) -> None:
    lines = render(paper, width, measure=escpk.cells)
    assert all(width_of(line, escpk.cells) <= width for line in lines)
