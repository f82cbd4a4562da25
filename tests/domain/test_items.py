"""The item catalogue: what ships is complete, a broken file is named, people's words find the item."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.hall.files.datafile import DataFileBroken, DataFileMissing, DataFileUnreadable
from counter.domain.hall.items.catalogue import SHOWN, Catalogue
from counter.domain.hall.items.item import (
    Item,
    ItemNotInForce,
    UnknownItem,
    applicable_materials,
    item_from,
    lacking,
    load_items,
)

ITEMS = load_items()
CATALOGUE = Catalogue(ITEMS)
COMPLETE = """
[[item]]
code = "X-001"
name = "试验事项"
window = "民政"
kind = "promised"
promised_days = 5
fee_basis = "不收费"
basis = "某条例"
procedure = "受理→办结"
result = "通知书"
materials = [{ name = "申请表", key = true }]
"""


def made(**values: object) -> Item:
    plain = {"code": "X-001", "name": "试验事项", "window": "民政", "kind": "promised"}
    return item_from({**plain, **values}, file="test")


def codes(query: str, window: str | None = None, **options: object) -> list[str]:
    return [item.code for item in CATALOGUE.search(query, window, **options)]  # type: ignore[arg-type]


def test_ninety_items_ship_each_code_once() -> None:
    assert len(ITEMS) == 90
    assert len({item.code for item in ITEMS}) == 90


def test_only_bodies_of_the_town_count_as_departments() -> None:
    for item in ITEMS:
        assert item.departments, item.code
        assert not [body for body in item.departments if "县" in body or "村民" in body or "银行" in body]
        assert all("县" in body for body in item.county)


def test_steps_name_bodies_of_the_item_and_fill_its_days() -> None:
    for item in (item for item in ITEMS if item.steps):
        bodies = {*item.departments, *item.county, *item.others}
        assert {step.department for step in item.steps} <= bodies, item.code
        assert sum(step.days for step in item.steps) <= item.promised_days, item.code


def test_an_identity_card_is_never_kept() -> None:
    seen = [each for item in ITEMS for each in item.materials if each.form == "原件及复印件"]
    assert len(seen) > 100
    assert {each.keep for each in seen} == {"returned"}


def test_what_the_hall_prints_is_an_original_it_keeps() -> None:
    filled = [each for item in ITEMS for each in item.materials if each.fill]
    assert {(each.form, each.keep) for each in filled} == {("原件", "kept")}
    assert {"小额临时救助申请审批表", "授权委托书", "婚育情况承诺书"} <= {each.name for each in filled}


def test_money_is_collected_only_where_premiums_are_paid() -> None:
    assert [item.code for item in ITEMS if item.collects] == ["SW-001", "SW-002"]


def test_a_key_paper_can_never_follow_later() -> None:
    assert not [each.name for item in ITEMS for each in item.materials if each.key and each.deferrable]


def test_payments_and_other_instant_items_are_examined_by_one_body() -> None:
    assert {len(item.departments) for item in ITEMS if item.kind == "instant"} == {1}


@pytest.mark.parametrize(
    ("query", "window", "first"),
    [
        ("低保", "民政", "MZ-001"),
        ("db", "民政", "MZ-001"),
        ("lsjz", "民政", "MZ-005"),
        ("linshijiuzhu", "民政", "MZ-005"),
        ("MZ-005", "社保就业", "MZ-005"),
        ("mz005", None, "MZ-005"),
        ("ＭＺ－００５", None, "MZ-005"),
        ("高龄补贴", "民政", "MZ-007"),
        ("报账", "医保", "YB-007"),
        ("bz", "医保", "YB-007"),
        ("残疾证 换", "残联", "CL-002"),
        ("销户", "公安户籍代办", "GA-002"),
        ("销户", "社保就业", "SB-004"),
        ("砍树", "林业", "LY-001"),
        ("上户口", None, "GA-001"),
        ("坝坝宴", "市场监管", "SJ-005"),
        ("一卡通", "综合窗口", "ZH-005"),
    ],
)
def test_people_find_an_item_by_the_words_they_use(query: str, window: str | None, first: str) -> None:
    assert codes(query, window)[0] == first


def test_every_name_alias_initial_and_pinyin_finds_its_item_at_its_own_window() -> None:
    for item in ITEMS:
        for form in (item.name, *item.aliases, *item.initials, *item.pinyin):
            found = CATALOGUE.search(form, item.window, {item.code: 1})
            assert found[0].code == item.code, form


def test_each_name_has_its_initials_and_its_pinyin() -> None:
    for item in ITEMS:
        assert 2 <= len(item.aliases) <= 5, item.code
        assert len(item.initials) == len(item.pinyin) == len(item.aliases) + 1
        assert all(form.isascii() and form.islower() for form in (*item.initials, *item.pinyin))


def test_every_word_must_occur() -> None:
    assert "CL-002" in codes("残疾 换")
    assert codes("残疾 换 低保") == []


def test_the_own_window_comes_first_then_use_then_the_exact_alias() -> None:
    assert codes("补贴", "农业农村")[0].startswith("NY-")
    used = {"MZ-004": 3, "MZ-002": 9}
    assert codes("低保", "民政", uses=used) == ["MZ-002", "MZ-004", "MZ-001"]
    assert codes("销户", None, uses={"SB-004": 1})[0] == "SB-004"


def test_a_whole_code_is_first_whatever_was_used_before() -> None:
    more = CATALOGUE.with_items([made(code="MZ-0050", name="其他"), made(code="Q-9", name="MZ-005办法")])
    assert more.search("mz-005", "民政", {"MZ-0050": 99, "Q-9": 99})[0].code == "MZ-005"


def test_nothing_typed_offers_the_nine_commonest_of_the_window() -> None:
    offered = CATALOGUE.search("", "民政")
    assert len(offered) == SHOWN
    assert {item.window for item in offered} == {"民政"}
    assert [item.volume for item in offered] == sorted((item.volume for item in offered), reverse=True)
    assert codes("", "民政", uses={"MZ-010": 2})[0] == "MZ-010"


def test_a_window_may_have_several_businesses() -> None:
    both = CATALOGUE.search("", ("医保", "税务缴费"))
    assert {item.window for item in both} == {"医保", "税务缴费"}


@given(st.text(alphabet="低保残疾证补贴申领 dbscjz-0019　", max_size=8), st.sampled_from(["民政", "医保", None]))
def test_search_shows_at_most_nine_different_items_own_window_first(query: str, window: str | None) -> None:
    found = CATALOGUE.search(query, window)
    assert len(found) <= SHOWN
    assert len({item.code for item in found}) == len(found)
    foreign = [item.window != window for item in found if window]
    assert foreign == sorted(foreign)


@given(st.sampled_from(ITEMS), st.data())
def test_case_width_and_signs_make_no_difference(item: Item, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([item.code, *item.initials]))
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isalnum() else each for each in form.upper())
    assert CATALOGUE.search(wide, item.window) == CATALOGUE.search(form.lower(), item.window)


def test_an_item_without_initials_is_found_by_them_too() -> None:
    hall_own = Catalogue([made(name="老年食堂补助")])
    assert [item.code for item in hall_own.search("lnst")] == ["X-001"]


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(UnknownItem, match="ZZ-999"):
        CATALOGUE.by_code("ZZ-999")


def test_a_case_keeps_the_version_of_its_day() -> None:
    old = made(version=1, promised_days=9, valid_until=date(2026, 3, 31))
    new = made(version=2, promised_days=5, valid_from=date(2026, 4, 1), valid_until=date(2026, 6, 30))
    catalogue = Catalogue([old, new])
    assert catalogue.by_code("X-001", date(2026, 3, 31)).promised_days == 9
    assert catalogue.by_code("x001", date(2026, 4, 1)).promised_days == 5
    assert catalogue.by_code("X-001").version == 2
    assert catalogue.search("试验", on=date(2026, 3, 31)) == [old]
    assert catalogue.search("试验", on=date(2026, 7, 1)) == []
    with pytest.raises(ItemNotInForce, match="2026-07-01"):
        catalogue.by_code("X-001", date(2026, 7, 1))


def test_a_stored_item_comes_back_as_it_was() -> None:
    dated = made(valid_from=date(2026, 4, 1), valid_until=date(2026, 6, 30))
    for item in (*ITEMS, dated):
        assert item_from(json.loads(json.dumps(item.plain())), file="store") == item


def test_conditional_materials_apply_only_when_named() -> None:
    item = CATALOGUE.by_code("MZ-001")
    always = {material.name for material in applicable_materials(item)}
    assert "残疾人证" not in always
    named = {material.name for material in applicable_materials(item, {"残疾人证"})}
    assert named - always == {"残疾人证"}


@pytest.mark.rule("S29.1", "S29.2", "S29.4")
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('basis = "某条例"\n', "设定依据"),
        ('procedure = "受理→办结"\n', "办理流程"),
        ('result = "通知书"\n', "办理内容（结果）"),
        ('fee_basis = "不收费"\n', "收费标准和依据"),
        ("promised_days = 5\n", "承诺时限"),
        ('materials = [{ name = "申请表", key = true }]\n', "申请材料"),
    ],
)
def test_an_item_that_lacks_a_part_of_its_guide_is_not_published(tmp_path: Path, line: str, named: str) -> None:
    path = tmp_path / "items.toml"
    path.write_text(COMPLETE, encoding="utf-8")
    (whole,) = load_items(path)
    assert lacking(whole) == ()
    path.write_text(COMPLETE.replace(line, ""), encoding="utf-8")
    with pytest.raises(DataFileBroken, match=named):
        load_items(path)


@pytest.mark.parametrize(
    ("was", "becomes", "key", "expected"),
    [
        ('kind = "promised"', 'kind = "prompt"', "kind", "instant"),
        ("promised_days = 5", 'promised_days = "5"', "promised_days", "整数"),
        ("promised_days = 5", "promised_days = -1", "promised_days", "范围"),
        ('window = "民政"', 'windows = "民政"', "window", "缺少"),
        ('name = "试验事项"', 'name = ""', "name", "不能为空"),
        ("key = true }", 'key = "yes" }', "materials 第1项 key", "true"),
        ("key = true }", 'form = "扫描件" }', "materials 第1项 form", "复印件"),
        ("key = true }", "kee = true }", "materials 第1项 kee", "没有这样的项目"),
        ("key = true }", 'key = true }, { name = "申请表" }', "内容", "写了两次"),
        ('basis = "某条例"', 'basis = "某条例"\nsource = { fee = "ab" }', "source", "ab"),
        ('basis = "某条例"', 'basis = "某条例"\nvalid_from = "2026"', "valid_from", "日期"),
    ],
)
def test_a_broken_file_names_file_item_key_and_what_was_expected(
    tmp_path: Path, was: str, becomes: str, key: str, expected: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(COMPLETE.replace(was, becomes), encoding="utf-8")
    with pytest.raises(DataFileBroken) as refused:
        load_items(path)
    facts = refused.value.facts
    assert facts["file"] == "own.toml"
    assert "X-001" in facts["entry"]
    assert facts["key"] == key
    assert expected in facts["expected"]
    assert all(str(facts[name]) in refused.value.sentence for name in ("file", "entry", "key", "expected"))


def test_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(COMPLETE * 2, encoding="utf-8")
    with pytest.raises(DataFileBroken, match="只能写一次"):
        load_items(path)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(None, DataFileMissing), (b"\xff\xfe", DataFileUnreadable), (b"[[item]\n", DataFileUnreadable)],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None, refusal: type[Exception]) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(refusal, match="own.toml"):
        load_items(path)


def test_a_catalogue_without_items_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("item = []\n", encoding="utf-8")
    with pytest.raises(DataFileBroken, match="不能为空"):
        load_items(path)


@pytest.mark.parametrize(("typed", "code"), [("低保", "MZ-001"), ("mz001", "MZ-001"), ("低保边缘", "MZ-004")])
def test_what_people_call_an_item_means_that_item_alone(typed: str, code: str) -> None:
    found = CATALOGUE.called(typed, date(2026, 11, 20))
    assert found is not None and found.code == code
    assert CATALOGUE.called("证明", date(2026, 11, 20)) is None
