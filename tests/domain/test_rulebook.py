"""Rulebooks: typed, each value with its article, broken ones named by file, key and expectation."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from counter.domain.catalogue import catalogue
from counter.domain.hall import rulebook
from counter.domain.hall.rulebook import Override, RulebookBroken, UnknownPath, UnknownRulebook
from counter.domain.hall.ruled.values import Ruled
from counter.locate import data_dir

NAMES = ("qiujia", "zhenlai", "nanshan", "township", "community")


def _values(model: object) -> list[Ruled[object]]:
    found: list[Ruled[object]] = []
    for name in type(model).model_fields:  # type: ignore[attr-defined]
        value = getattr(model, name)
        if isinstance(value, Ruled):
            found.append(value)
        elif hasattr(type(value), "model_fields"):
            found.extend(_values(value))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_value_names_its_article_and_real_rules(name: str) -> None:
    book = rulebook.shipped(name)
    values = _values(book)
    assert len(values) > 40
    for value in values:
        assert value.article
        assert set(value.rules) <= set(catalogue()), value


@pytest.mark.parametrize("name", NAMES)
def test_what_rests_on_the_book_itself_is_no_default(name: str) -> None:
    """A rulebook follows its document: most halls have the hours, the clocks and the papers from it."""
    book = rulebook.shipped(name)
    own = [value for value in _values(book) if not value.default]
    assert len(own) >= 14
    for value in own:
        assert not re.search("本(制度|办法|汇编)(未|无)", value.article), value.article


def test_halls_differ_where_their_sources_do() -> None:
    qiujia, township = rulebook.shipped("qiujia"), rulebook.shipped("township")
    assert (qiujia.casework.joint.threshold.value, township.casework.joint.threshold.value) == (2, 3)
    assert (qiujia.casework.gaps.value, township.casework.gaps.value) == ("choose", "wait")
    assert (qiujia.casework.instant.minutes.value, township.casework.instant.minutes.value) == (0, 30)


@pytest.mark.parametrize(
    ("find", "put", "key", "said"),
    [
        ("threshold = { value = 2,", "threshold = { value = 0,", "casework.joint.threshold.value", "数值超出允许范围"),
        ("gaps = { value", "gapz = { value", "casework", "gap"),
        ('am = { value = ["08:30", "12:00"]', 'am = { value = ["12:00", "08:30"]', "calendar.hours.am", "早于"),
        ('id = "qiujia"', 'id = "qiujia', "格式", "TOML"),
    ],
)
def test_a_broken_rulebook_says_file_key_and_expectation(
    tmp_path: Path, find: str, put: str, key: str, said: str
) -> None:
    text = (data_dir() / "rulebooks" / "qiujia.toml").read_text(encoding="utf-8")
    assert find in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(find, put, 1), encoding="utf-8")
    with pytest.raises(RulebookBroken) as refused:
        rulebook.load(path)
    assert "mine.toml" in refused.value.sentence
    assert key in refused.value.sentence
    assert said in refused.value.sentence


def test_an_unreadable_rulebook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone.toml"
    with pytest.raises(RulebookBroken, match=r"gone\.toml"):
        rulebook.load(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulebookBroken, match=r"gone\.toml"):
        rulebook.load(path)


def test_an_unknown_rulebook_names_those_there_are() -> None:
    with pytest.raises(UnknownRulebook, match="qiujia"):
        rulebook.shipped("nowhere")


def test_an_override_holds_from_its_day_on() -> None:
    book = rulebook.shipped("qiujia")
    later = Override("casework.joint.threshold", 3, date(2026, 7, 1), "镇办〔2026〕3号")
    before = rulebook.in_force(book, [later], date(2026, 6, 30))
    after = rulebook.in_force(book, [later], date(2026, 7, 1))
    assert before.casework.joint.threshold.value == 2
    assert after.casework.joint.threshold.value == 3
    assert after.casework.joint.threshold.article == "镇办〔2026〕3号"
    assert not after.casework.joint.threshold.default


def test_an_override_of_nothing_is_refused() -> None:
    book = rulebook.shipped("qiujia")
    with pytest.raises(UnknownPath, match=r"casework\.nothing"):
        rulebook.in_force(book, [Override("casework.nothing", 1, date(2026, 1, 1), "x")], date(2026, 1, 1))
    with pytest.raises(RulebookBroken):
        rulebook.in_force(book, [Override("casework.stamp", "maybe", date(2026, 1, 1), "x")], date(2026, 1, 1))
    assert rulebook.known_path(book, "calendar.hours.am")
    assert not rulebook.known_path(book, "calendar.hours")
