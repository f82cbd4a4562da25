"""Editing one line: what each key does, and that nothing ever points outside the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.screens.kit.edit import Edit, typed


def after(edit: Edit, *keys: str) -> Edit:
    for key in keys:
        changed = edit.press(key, key if len(key) == 1 else None)
        assert changed is not None, key
        edit = changed
    return edit


@pytest.mark.parametrize(
    ("keys", "text", "caret"),
    [
        (["a", "李", "b"], "a李b", 3),
        (["a", "b", "left", "c"], "acb", 2),
        (["a", "b", "home", "c"], "cab", 1),
        (["a", "b", "home", "end", "c"], "abc", 3),
        (["a", "b", "backspace"], "a", 1),
        (["a", "b", "left", "backspace"], "b", 0),
        (["a", "b", "home", "delete"], "b", 0),
        (["backspace", "delete", "left", "right"], "", 0),
    ],
)
def test_keys(keys: list[str], text: str, caret: int) -> None:
    edit = after(Edit(), *keys)
    assert (edit.text, edit.caret) == (text, caret)


@pytest.mark.parametrize(
    ("key", "text"),
    [("李", "李"), ("left", "张三"), ("end", "张三"), ("backspace", ""), ("delete", "张三")],
)
def test_the_first_key_on_a_prefilled_value_replaces_it_and_an_arrow_edits_it(key: str, text: str) -> None:
    edit = after(Edit.of("张三", prefilled=True), key)
    assert edit.text == text
    assert not edit.fresh


def test_the_caret_counts_cells_and_steps_over_marks() -> None:
    assert Edit.of("李a强").caret_cells == 5
    marked = Edit.of("xe\u0301")
    assert after(marked, "left").caret == 1
    assert after(marked, "left", "right").caret == 3
    assert after(marked, "backspace").text == "x"


@pytest.mark.parametrize(
    ("pasted", "text"),
    [("李强\n", "李强"), ("a\r\nb\tc", "a b c"), ("a\x1b\u202eb", "ab"), ("\n", ""), ("　李", "李")],
)
def test_paste(pasted: str, text: str) -> None:
    assert Edit().paste(pasted).text == text


def test_no_longer_than_allowed() -> None:
    assert Edit(longest=3).insert("abcdef").text == "abc"
    assert Edit.of("abc", longest=3).insert("d").text == "abc"


@pytest.mark.parametrize(
    ("character", "writes"),
    [("a", True), ("　", True), ("\U0002ebf0", True), ("\ue000", True), ("\x1b", False), ("\u200b", False),
     ("\ud83d", False), (None, False), ("", False)],
)  # fmt: skip
def test_what_counts_as_typed(character: str | None, writes: bool) -> None:
    assert typed(character) is writes


KEYS = st.sampled_from(["left", "right", "home", "end", "backspace", "delete", "李", "a", "\u0301"])


@given(st.text(alphabet="李a\u0301", max_size=8), st.booleans(), st.lists(KEYS, max_size=20))
def test_the_caret_never_leaves_the_text(text: str, prefilled: bool, keys: list[str]) -> None:
    edit = after(Edit.of(text, prefilled=prefilled, longest=10), *keys)
    assert 0 <= edit.caret <= len(edit.text) <= 10
