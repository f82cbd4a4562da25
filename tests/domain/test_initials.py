"""Initials of names and items, and finding by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.hall.initials import MOST_VARIANTS, initials, matches

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [
        ("李国强", "lgq"), ("王秀芳", "wxf"), ("赵成", "zc"), ("吕翔", "lx"), ("欧阳修", "oyx"),
        ("单晓明", "sxm"), ("解缙", "xj"), ("仇英", "qy"), ("曾国藩", "zgf"), ("区小红", "oxh"),
        ("盖聂", "gn"), ("查良镛", "zly"), ("任我行", "rwx"), ("朴正熙", "pzx"), ("翟天", "zt"),
        ("尉迟恭", "ycg"), ("尉明", "wm"), ("万俟卨", "mqx"), ("万明", "wm"), ("长孙无忌", "zswj"),
        ("令狐冲", "lhc"), ("单于丹", "cyd"), ("𠮷㛃䶮", "jjy"), ("买买提·艾力", "mmtal"),
        ("John Smith", "johnsmith"), ("李\uf9d8", "ll"), ("Ａ座3组", "az3z"),
    ],
)  # fmt: skip
def test_likeliest_initials_of_people(name: str, likeliest: str) -> None:
    assert initials(name)[0] == likeliest


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [
        ("临时救助", "lsjz"),
        ("残疾人证换领", "cjrzhl"),
        ("单位参保", "dwcb"),
        ("解除合同", "jcht"),
        ("查询", "cx"),
    ],
)
def test_likeliest_initials_of_items(name: str, likeliest: str) -> None:
    assert initials(name, surname=False)[0] == likeliest


@pytest.mark.parametrize(("name", "also"), [("银行", "yh"), ("重庆路", "cql"), ("调休", "tx"), ("行长", "hz")])
def test_other_readings_are_kept(name: str, also: str) -> None:
    assert also in initials(name, surname=False)
    assert matches(also, name, surname=False)


def test_unknown_characters_and_signs_are_left_out() -> None:
    assert initials("王\ue5e5明") == ("wm",)
    assert initials("（·）") == ()
    assert initials("") == ()


@pytest.mark.parametrize(
    ("query", "name", "found"),
    [
        ("lgq", "李国强", True),
        ("LGQ", "李国强", True),
        ("ｌｇｑ", "李国强", True),
        ("李gq", "李国强", True),
        ("l国", "李国强", True),
        ("国强", "李国强", True),
        ("gq", "李国强", True),
        ("强 李", "李国强", True),
        ("lq", "李国强", False),
        ("lgqq", "李国强", False),
        ("lgq x", "李国强", False),
        ("sxm", "单晓明", True),
        ("dxm", "单晓明", True),
        ("wm", "王\ue5e5明", True),
        ("买买提·艾", "买买提·艾力", True),
        ("mmtal", "买买提·艾力", True),
        ("", "李国强", True),
        ("l", "", False),
    ],
)
def test_finding(query: str, name: str, found: bool) -> None:
    assert matches(query, name) is found


@given(HAN, st.booleans())
def test_every_variant_finds_its_name(name: str, surname: bool) -> None:
    variants = initials(name, surname)
    assert len(set(variants)) == len(variants) <= MOST_VARIANTS
    assert all(matches(variant, name, surname) for variant in variants)
    assert matches(name, name, surname)


COMMON = "".join(bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF))
"""Characters of GB 2312's first level; rarer ones may have no reading that is known."""


@given(st.text(COMMON, min_size=1, max_size=6))
def test_common_characters_all_have_a_letter(name: str) -> None:
    usual = initials(name, surname=False)[0]
    assert len(usual) == len(name)
    assert usual.isascii() and usual.isalpha() and usual.islower()


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_breaks_it(query: str, name: str) -> None:
    assert all(matches(each, name) for each in initials(name))
    assert matches(query, query + name) or not query.strip()
