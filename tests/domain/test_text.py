"""Text from outside: what is taken in, what is refused with its place, what reaches a sink."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counter.domain import text as texts
from counter.domain.text import (
    BrokenCharacter,
    ControlCharacter,
    DirectionMark,
    EmojiInName,
    InvisibleCharacter,
    TextRefused,
    TextTooLong,
    TooManyMarks,
    clean,
    formula_safe,
    safe,
)

ANYTHING = st.text(st.characters(), max_size=30)
FILLERS = set("\u115f\u1160\u3164\uffa0")
"""Letters by category, but of no width or nothing to see."""
REFUSED_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")


def name(text: str, most: int = 50) -> str:
    return clean(text, field="姓名", most=most, name=True)


@pytest.mark.parametrize(
    ("text", "refusal", "place"),
    [
        ("李\x1b[2J", ControlCharacter, 2),
        ("\x00李", ControlCharacter, 1),
        ("李国\t强", ControlCharacter, 3),
        ("李\n", ControlCharacter, 2),
        ("李\x7f", ControlCharacter, 2),
        ("李\x9b31m", ControlCharacter, 2),
        ("李\u2028强", ControlCharacter, 2),
        ("李\u202e强", DirectionMark, 2),
        ("李\u2067强", DirectionMark, 2),
        ("\u061c李", DirectionMark, 1),
        ("李\u200b强", InvisibleCharacter, 2),
        ("李\ufeff", InvisibleCharacter, 2),
        ("李\u00ad强", InvisibleCharacter, 2),
        ("李强\ufe0f", InvisibleCharacter, 3),
        ("李\u3164", InvisibleCharacter, 2),
        ("李\U000e0041", InvisibleCharacter, 2),
        ("李\ud800", BrokenCharacter, 2),
        ("李\ufffd", BrokenCharacter, 2),
        ("李\ufffe", BrokenCharacter, 2),
        ("e\u0301\u0302\u0303\u0304\u0305", TooManyMarks, 6),
    ],
)
def test_refused_with_its_place(text: str, refusal: type[TextRefused], place: int) -> None:
    with pytest.raises(refusal) as caught:
        clean(text, field="备注", most=20)
    assert caught.value.facts["place"] == place
    assert caught.value.sentence.startswith(f"备注第{place}个字")
    assert safe(caught.value.sentence) == caught.value.sentence


def test_the_sentence_names_what_stands_before() -> None:
    with pytest.raises(ControlCharacter) as caught:
        name("李国\x07强")
    assert caught.value.sentence == "姓名第3个字（在“李国”后面）是看不见的控制符，请删掉后重输。"


@pytest.mark.parametrize("picture", ["😀", "🀄", "☎", "✔", "⭐", "⌚", "🇨"])
def test_pictures_are_refused_in_names_only(picture: str) -> None:
    assert clean(f"好{picture}", field="备注", most=9) == f"好{picture}"
    with pytest.raises(EmojiInName) as caught:
        name(f"李{picture}")
    assert caught.value.facts["place"] == 2


@pytest.mark.parametrize(
    "kept",
    [
        "𠮷㛃䶮", "王𡍽", "李\uf9d8", "\U0002f800", "陈\U000323af", "赵\U0002ebf0", "孙\ue5e5", "〇",
        "阿卜杜热合曼·买买提", "John Smith", "ئابدۇرېھىم", "e\u0301\u0302\u0303\u0304", "བསྐྱེད",
    ],
)  # fmt: skip
def test_names_are_kept_as_they_are(kept: str) -> None:
    assert name(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  李国强　", "李国强"),
        ("李　强", "李强"),
        ("李 强", "李强"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 ‧ 艾力", "买买提·艾力"),
        ("J.  R. Smith", "J. R. Smith"),
        ("\u00a0", ""),
    ],
)
def test_names_are_folded(typed: str, kept: str) -> None:
    assert name(typed) == kept
    assert name(kept) == kept


def test_what_was_folded_is_said() -> None:
    assert "间隔点" in texts.changed("买买提•艾力", "买买提·艾力", field="姓名")
    assert "空格" in texts.changed("李　强", "李强", field="姓名")
    assert texts.changed(" 李强 ", "李强", field="姓名") == ""


def test_inner_spaces_of_other_texts_stay() -> None:
    assert clean(" 明天　上午 来 ", field="备注", most=20) == "明天 上午 来"


def test_length_counts_what_is_kept() -> None:
    assert name("艾" * 50 + " ") == "艾" * 50
    with pytest.raises(TextTooLong) as caught:
        name("艾" * 51)
    assert caught.value.sentence == "姓名最多50个字，现在有51个字，请缩短。"


@given(ANYTHING, st.booleans())
def test_nothing_invisible_is_ever_accepted(text: str, is_name: bool) -> None:
    try:
        kept = clean(text, field="备注", most=40, name=is_name)
    except TextRefused:
        return
    assert not [char for char in kept if unicodedata.category(char) in REFUSED_CATEGORIES]
    assert clean(kept, field="备注", most=40, name=is_name) == kept
    assert safe(kept) == kept


@given(st.text(st.characters(whitelist_categories=("Lo", "Lu", "Ll", "Nd", "Co")), min_size=1))
def test_letters_of_every_plane_pass_unchanged(text: str) -> None:
    assume(not set(text) & FILLERS)
    assert clean(text, field="备注", most=len(text)) == text


@given(ANYTHING)
def test_safe_lets_nothing_steer_and_settles(text: str) -> None:
    shown = safe(text)
    assert not [char for char in shown if unicodedata.category(char) in REFUSED_CATEGORIES]
    assert safe(shown) == shown
    shown.encode("utf-8")


def test_safe_shows_signs() -> None:
    assert safe("a\x1b[2J\x7f\x9b\u202e") == "a␛[2J␡\ufffd\ufffd"
    assert safe("a" + "\u0301" * 200).count("\u0301") == texts.MOST_MARKS
    assert safe("普通字 abc 😀𠮷") == "普通字 abc 😀𠮷"


@given(st.sampled_from("=+-@\t\r＝＋－＠"), ANYTHING)
def test_no_cell_is_a_formula(first: str, rest: str) -> None:
    cell = formula_safe(first + rest)
    assert cell[0] == "'"
    line = io.StringIO()
    csv.writer(line).writerow([cell])
    assert next(csv.reader([line.getvalue()])) == [cell]


def test_plain_cells_stay() -> None:
    assert formula_safe("双河村=3组") == "双河村=3组"


def test_self_made_characters_are_pointed_out() -> None:
    assert texts.has_private("孙\ue5e5") and texts.has_private("\U000f0001")
    assert not texts.has_private("孙𠮷")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("５１１９ ２３x", "511923X"), ("ｍｚ－００５", "MZ-005"), ("１１２０－００３１", "1120-0031")],
)
def test_codes_are_folded(typed: str, kept: str) -> None:
    assert texts.code(typed) == kept


def test_masks() -> None:
    assert texts.mask_id("511923198502139979") == "5119**********9979"
    assert texts.mask_id("9979") == "****"
    assert texts.mask_phone("15400010001") == "154****0001"
    assert texts.mask_phone("0827-0000101") == "0827-***0101"
    assert texts.mask_phone("12345") == "12345"
    assert texts.mask_name("李国强") == "李**"
    assert texts.mask_name("李") == "*"
    assert texts.mask_name("") == ""


@given(st.text("0123456789X", max_size=20))
def test_a_masked_number_keeps_length_and_at_most_eight_signs(number: str) -> None:
    masked = texts.mask_id(number)
    assert len(masked) == len(number)
    assert sum(char != "*" for char in masked) <= 8
