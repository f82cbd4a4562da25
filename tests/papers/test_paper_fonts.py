"""Fonts: what a character map holds, which font is chosen, and that no name is printed wrongly."""

from __future__ import annotations

import dataclasses
import struct
from pathlib import Path

import pytest
from kit_papers import NOTICE

from counter.domain.paper import Articles, Fields, Paper, Text, to_json
from counter.papers import fonts, sfnt

COMMON = "的一便民服务中心受理通知书，。（）□"


def font_bytes(subtable: bytes, *, encoding: int = 10, faces: int = 1, family: str = "Trial SC") -> bytes:
    """A font file with a name and a character map, and nothing to draw."""
    name = family.encode("utf-16-be")
    naming = struct.pack(">HHH6H", 0, 1, 18, 3, 1, 0x0804, 1, len(name), 0) + name
    chars = struct.pack(">HHHHI", 0, 1, 3, encoding, 12) + subtable
    start = 12 + 4 * faces if faces > 1 else 0
    body = start + 12 + 32
    directory = struct.pack(">IHHHH", 0x00010000, 2, 0, 0, 0)
    directory += struct.pack(">4sIII", b"cmap", 0, body, len(chars))
    directory += struct.pack(">4sIII", b"name", 0, body + len(chars), len(naming))
    collection = struct.pack(">4sII", b"ttcf", 0x00020000, faces) + struct.pack(">I", start) * faces
    return (collection if faces > 1 else b"") + directory + chars + naming


def format_12(chars: str) -> bytes:
    groups = b"".join(struct.pack(">III", ord(char), ord(char), 1) for char in sorted(set(chars)))
    count = len(set(chars))
    return struct.pack(">HHIII", 12, 0, 16 + 12 * count, 0, count) + groups


def format_4(chars: str, *, by_table: bool = False) -> bytes:
    """One segment a character and the closing one, by difference or through the glyph table."""
    codes = [*sorted({ord(char) for char in chars}), 0xFFFF]
    count = len(codes)
    deltas = [0 if by_table else (1 - code) & 0xFFFF for code in codes]
    offsets = [2 * count if by_table else 0 for _ in codes]
    words = [*codes, 0, *codes, *deltas, *offsets, *([1] * count)]
    return struct.pack(f">7H{len(words)}H", 4, 0, 0, 2 * count, 0, 0, 0, *words)


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """A font with the common characters and those of the notice, but no rare ones."""
    path = tmp_path / "common.ttf"
    path.write_bytes(font_bytes(format_12(COMMON + to_json(NOTICE) + fonts.BY_HAND + "王、住在家湾")))
    return path


def named(*names: str) -> Paper:
    return dataclasses.replace(NOTICE, blocks=(Fields((("申请人", "、".join(names)),)), *NOTICE.blocks), names=names)


@pytest.mark.parametrize(
    ("subtable", "encoding"),
    [(format_12("张𠮷"), 10), (format_4("张"), 1), (format_4("张", by_table=True), 1)],
)
def test_both_formats_are_read(tmp_path: Path, subtable: bytes, encoding: int) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(font_bytes(subtable, encoding=encoding))
    (face,) = sfnt.read(path)
    assert face.family == "Trial SC"
    assert face.holds("张")
    assert not face.holds("王")
    assert face.holds("𠮷") == (encoding == 10)


def test_a_collection_has_a_face_for_each_of_its_fonts(tmp_path: Path) -> None:
    path = tmp_path / "a.ttc"
    path.write_bytes(font_bytes(format_12("张"), faces=3))
    assert [face.holds("张") for face in sfnt.read(path)] == [True, True, True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ttcf\x00\x01",
        b"\xff" * 400,
        font_bytes(format_12("张"))[:70],
        font_bytes(b"\x00\x06" + b"\x00" * 40),
    ],
)
def test_a_broken_file_is_no_font_and_is_passed_over(tmp_path: Path, content: bytes, font: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(sfnt.UnreadableFontError):
        sfnt.read(path)
    assert [face.path for face in fonts.fit(NOTICE, [path, font]).faces] == [font]


def test_the_shipped_fonts_hold_the_notice() -> None:
    fitted = fonts.fit(NOTICE)
    assert fitted.paper == NOTICE
    assert [face.path.name for face in fitted.faces] == ["NotoSerifSC-Regular.otf"]
    assert fonts.missing(NOTICE) == ""


def test_a_rare_character_comes_from_another_installed_font(tmp_path: Path, font: Path) -> None:
    other = tmp_path / "rare.ttf"
    other.write_bytes(font_bytes(format_12("𡍽")))
    fitted = fonts.fit(named("王𡍽"), [font, other])
    assert [face.path for face in fitted.faces] == [font, other]
    assert fonts.missing(named("王𡍽"), [font, other]) == ""


def test_a_font_passed_over_for_the_text_still_lends_its_rare_characters(tmp_path: Path, font: Path) -> None:
    other = tmp_path / "rare.ttf"
    other.write_bytes(font_bytes(format_12("𡍽")))
    assert [face.path for face in fonts.fit(named("王𡍽"), [other, font]).faces] == [font, other]


def test_a_character_in_no_font_is_refused_with_the_person(font: Path) -> None:
    with pytest.raises(fonts.CharacterMissing) as refused:
        fonts.fit(named("张桂芳", "王𡍽"), [font])
    assert refused.value.facts == {"person": "王𡍽", "character": "𡍽", "code": "U+2137D"}
    assert "“王𡍽”里的“𡍽”" in refused.value.sentence
    assert "留空手写" in refused.value.sentence
    assert fonts.missing(named("王𡍽"), [font]) == "𡍽"


def test_a_character_outside_names_is_refused_with_the_words_around_it(font: Path) -> None:
    paper = dataclasses.replace(NOTICE, blocks=(Text("住在禾垭镇青石村𡍽家湾"),))
    with pytest.raises(fonts.CharacterMissing) as refused:
        fonts.fit(paper, [font])
    assert "青石村𡍽" in refused.value.facts["person"]


def test_a_box_to_fill_by_hand_stands_for_it_where_the_clerk_wants_it(font: Path) -> None:
    paper = fonts.fit(named("王𡍽"), [font], blank_missing=True).paper
    assert paper.names == ("王□",)
    assert paper.blocks[0] == Fields((("申请人", "王□"),))
    assert paper.blocks[-2] == Text(fonts.BY_HAND, style="note")
    assert isinstance(paper.blocks[-1], Articles)


def test_no_chinese_font_at_all_says_what_to_install(tmp_path: Path) -> None:
    latin = tmp_path / "latin.ttf"
    latin.write_bytes(font_bytes(format_12("abc")))
    for paths in ([], [latin]):
        with pytest.raises(fonts.NoChineseFont) as refused:
            fonts.fit(NOTICE, paths)
        assert "fonts-noto-cjk" in refused.value.sentence


def test_the_text_fonts_come_first_and_bold_ones_late(tmp_path: Path) -> None:
    for name in ("Zen.ttf", "NotoSerifCJK-Bold.ttc", "simsun.ttc", "NotoSerifSC-Regular.otf", "a.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in fonts.files([tmp_path])] == [
        "NotoSerifSC-Regular.otf",
        "simsun.ttc",
        "Zen.ttf",
        "NotoSerifCJK-Bold.ttc",
    ]
