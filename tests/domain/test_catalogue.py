"""The catalogue of rules: whole, in order, worded for clerks, and its articles as people name them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.catalogue import (
    RuleUnknown,
    SourceUnknown,
    article,
    catalogue,
    natural,
    overview,
    rule,
    source_title,
    system,
    systems,
)
from counter.domain.rules import carried
from counter.locate import data_dir

WORDED = [f"S{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 19, 29, 34, 54, 61, 62)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def shipped() -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = tomllib.loads((data_dir() / "rules.toml").read_text("utf-8"))["rule"]
    return rules


def test_753_rules_each_number_once_and_in_order() -> None:
    numbers = [row["id"] for row in shipped()]
    assert len(numbers) == 753
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert numbers == sorted(numbers, key=natural)
    assert list(catalogue()) == numbers


def test_62_systems_and_no_number_left_out_in_any() -> None:
    assert list(systems()) == [f"S{number:02}" for number in range(1, 63)]
    counts = Counter(number.partition(".")[0] for number in catalogue())
    assert set(catalogue()) == {f"{body}.{n}" for body in systems() for n in range(1, counts[body] + 1)}


def test_six_comes_before_ten() -> None:
    assert natural("S05.6") < natural("S05.10") < natural("S10.1")


@pytest.mark.parametrize("body", WORDED)
def test_a_clerk_reads_every_rule_of_the_first_systems_in_chinese(body: str) -> None:
    rules = [each for each in catalogue().values() if system(each.id).id == body]
    assert [each.id for each in rules if not each.zh] == []
    assert [each.id for each in rules if each.title != each.zh] == []


def test_chinese_wording_is_chinese_and_ends_as_a_sentence() -> None:
    worded = [each for each in catalogue().values() if each.zh]
    assert [each.id for each in worded if re.search(r"[A-Za-z(),;?!]", each.zh)] == []
    assert [each.id for each in worded if not each.zh.endswith("。")] == []
    again = Counter(each.zh for each in worded)
    assert [words for words, times in again.items() if times > 1] == []


def test_without_chinese_wording_the_title_is_the_english_text() -> None:
    unworded = [each for each in catalogue().values() if not each.zh]
    assert [each.id for each in unworded if each.title != each.text] == []


def test_english_wording_keeps_no_marks_of_the_notes_it_came_from() -> None:
    bad = re.compile(r"VARIANT|\*|\[|\]| {2}|(?i:report-up)")
    assert [each.id for each in catalogue().values() if bad.search(each.text)] == []


def test_every_system_has_a_chinese_name() -> None:
    assert [each.id for each in systems().values() if not CHINESE.match(each.title.lstrip("AB"))] == []


def test_rule_and_system_by_number() -> None:
    assert rule("S05.6").zh == "办理期限从材料补齐那天起算。"
    assert rule("S04.1").variant and not rule("S05.6").variant
    assert system("S05").title == "补办件"
    assert system("S05.12") is system("S05")


@pytest.mark.parametrize("number", ["", "S63", "S00.1", "办件"])
def test_an_unknown_number_is_named(number: str) -> None:
    with pytest.raises(RuleUnknown, match="没有编号"):
        system(number)
    with pytest.raises(RuleUnknown):
        rule(number)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("000 九4", "邱家镇便民中心管理制度 九4"),
        (
            "000 九4; 002 无否决权 二",
            "邱家镇便民中心管理制度 九4；南部山区政务服务中心工作制度汇编 无否决权 二",
        ),
        ("001.T 10(五)", "镇赉县行政审批管理服务中心管理办法 10（五）"),
        ("002 限时 二-六", "南部山区政务服务中心工作制度汇编 限时 二至六"),
        ("002 一次性 三, 限时 二", "南部山区政务服务中心工作制度汇编 一次性 三、限时 二"),
        ("003.1 六件 三 ;004 首问 一", "乡镇便民中心工作制度 六件 三；社区便民服务中心工作制度 首问 一"),
        ("003.5", "乡便民服务中心上半年工作汇报"),
        ("", ""),
    ],
)
def test_an_article_is_printed_as_people_name_it(source: str, named: str) -> None:
    assert article(source) == named


@given(st.lists(st.sampled_from(sorted({each.source for each in catalogue().values()} - {""}))))
def test_a_list_of_sources_is_printed_one_after_the_other(sources: list[str]) -> None:
    assert article("; ".join(sources)) == "；".join(article(source) for source in sources)


def test_every_article_of_the_catalogue_can_be_printed() -> None:
    printed = {each.id: each.article for each in catalogue().values()}
    latin = re.compile(r"[a-z(),;]|\b(?!AB|XX)[A-Z]")
    assert {number: text for number, text in printed.items() if latin.search(text)} == {}
    without = [number for number, text in printed.items() if not text]
    assert without == [number for number in printed if not rule(number).source]
    assert len(without) < 20


@pytest.mark.parametrize("source", ["999 一", "003 六件 三", "六件 三", "000 一; 五制 二"])
def test_an_article_without_a_known_document_is_refused(source: str) -> None:
    with pytest.raises(SourceUnknown, match="没有对应的文件名称"):
        article(source)


def test_source_title() -> None:
    assert source_title("000") == "邱家镇便民中心管理制度"
    with pytest.raises(SourceUnknown):
        source_title("")


def test_overview_lists_every_rule_with_what_keeps_it() -> None:
    lines = overview()
    assert [line["id"] for line in lines] == list(catalogue())
    kept = {line["id"]: line["carried"] for line in lines if line["carried"]}
    known = {number: places for number, places in carried().items() if number in catalogue()}
    assert kept == {number: [str(place) for place in places] for number, places in known.items()}


def test_overview_has_loaded_the_whole_domain() -> None:
    code = (
        "import sys, pkgutil, counter.domain as d, counter.domain.catalogue as c; c.overview();"
        "names = {m.name for m in pkgutil.walk_packages(d.__path__, 'counter.domain.')};"
        "sys.exit(bool(names - set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_the_catalogue_reads_nothing_and_loads_no_tables() -> None:
    code = (
        "import sys, counter.domain.catalogue as c;"
        "sys.exit(bool(c._book.cache_info().currsize or c._titles.cache_info().currsize"
        " or {'sqlmodel', 'textual', 'rich', 'typer'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
