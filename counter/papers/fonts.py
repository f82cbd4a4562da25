"""Finds Chinese fonts and makes sure that every character of a paper can be printed.

A name with another character in it is another person's, so nothing is left to what a PDF engine
does with a character that its font lacks: either an installed font has it, or the paper is refused
with the character and the person named, or the clerk leaves a box to be filled by hand.
"""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from counter.domain.paper import Articles, Paper, Text
from counter.domain.refusals import Refusal
from counter.papers import sfnt
from counter.papers.fit import BLANK

BUNDLED = "pylopdf_fonts_zh_cn"
"""The package that ships Noto Serif SC and Noto Sans SC."""
BY_HAND = f"注：{BLANK} 处的字电脑里没有，请用笔写上。"

_SUFFIXES = frozenset((".ttf", ".otf", ".ttc", ".otc"))
_COMMON = "的一便民服务中心受理通知书，。（）□"
"""A font that lacks one of these is no Chinese text font."""
_BODY = ("notoserifsc", "simfang", "fandolfang", "notoserifcjk", "sourcehanserif", "simsun", "notosans")
"""Beginnings of file names of good text fonts, the best first."""


class NoChineseFont(Refusal):
    """No font with Chinese characters was found at all."""

    says: ClassVar[str] = "没有找到中文字体，打不成。请安装“思源宋体”（软件包 fonts-noto-cjk），急用时改用针式打印机。"


class CharacterMissing(Refusal):
    """No installed font holds a character of the paper."""

    says: ClassVar[str] = (
        "“{person}”里的“{character}”（{code}），这台电脑的字体都没有，打出来会错。"
        "请安装含这个字的字体（如“BabelStone Han”“花园明朝”），或者选“留空手写”。"
    )


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file, with the characters that it holds."""

    path: Path
    index: int
    holds: Callable[[str], bool] = dataclasses.field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A paper that the faces can print whole, and those faces, the text font first."""

    paper: Paper
    faces: tuple[Face, ...]


def shipped() -> list[Path]:
    """Where the fonts are that are installed with the program."""
    spec = find_spec(BUNDLED)
    return [Path(place) for place in spec.submodule_search_locations or ()] if spec else []


def folders() -> list[Path]:
    """Where fonts are: the bundled ones first, then the system's and the user's."""
    home, local = Path.home(), os.environ.get("LOCALAPPDATA")
    places = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/Library/Fonts"),
    ]
    if windows := os.environ.get("WINDIR"):
        places.append(Path(windows) / "Fonts")
    if local:
        places.append(Path(local) / "Microsoft/Windows/Fonts")
    return [place for place in (*shipped(), *places) if place.is_dir()]


def files(places: Iterable[Path] | None = None) -> list[Path]:
    """Every font file: text fonts that suit a notice first, then the others by name."""
    found = [
        path
        for place in (folders() if places is None else places)
        for path in sorted(place.rglob("*"))
        if path.suffix.lower() in _SUFFIXES
    ]
    return sorted(dict.fromkeys(found), key=_suits)


def missing(paper: Paper, paths: Iterable[Path] | None = None) -> str:
    """The paper's characters that no found font holds, each once, in their order."""
    left = _needed(paper)
    for face in _faces(files() if paths is None else paths):
        if not left:
            break
        left = [char for char in left if not face.holds(char)]
    return "".join(left)


def fit(paper: Paper, paths: Iterable[Path] | None = None, *, blank_missing: bool = False) -> Fitted:
    """The paper together with faces that hold each of its characters.

    Args:
        paper: What is to be printed.
        paths: The font files to choose from; all installed ones by default.
        blank_missing: Print a box, with a note, for what no font holds, to be filled by hand.

    Raises:
        NoChineseFont: No font holds even the commonest Chinese characters.
        CharacterMissing: A character is in no font, and `blank_missing` is not set.
    """
    faces = _faces(files() if paths is None else paths)
    body, passed = _text_face(faces)
    chosen, left = [body], [char for char in _needed(paper) if not body.holds(char)]
    others = chain(passed, faces)
    while left and (face := next(others, None)):
        if any(map(face.holds, left)):
            chosen.append(face)
            left = [char for char in left if not face.holds(char)]
    if left and not blank_missing:
        raise CharacterMissing(person=_whose(paper, left[0]), character=left[0], code=f"U+{ord(left[0]):04X}")
    return Fitted(_blanked(paper, frozenset(left)) if left else paper, tuple(chosen))


def _text_face(faces: Iterator[Face]) -> tuple[Face, list[Face]]:
    """The first face that can print common text, and those passed over before it."""
    passed: list[Face] = []
    for face in faces:
        if all(map(face.holds, _COMMON)):
            return face, passed
        passed.append(face)
    raise NoChineseFont()


def _suits(path: Path) -> int:
    name = path.name.lower().replace("-", "").replace("_", "")
    order = [at for at, start in enumerate(_BODY) if name.startswith(start)]
    bold = any(word in name for word in ("bold", "black", "light", "thin"))
    return (order[0] if order else len(_BODY)) + bold * len(_BODY)


def _faces(paths: Iterable[Path]) -> Iterator[Face]:
    for path in paths:
        yield from _read(path)


@lru_cache(maxsize=16)
def _read(path: Path) -> tuple[Face, ...]:
    try:
        found = sfnt.read(path)
    except (sfnt.UnreadableFontError, OSError):
        return ()
    order = sorted(range(len(found)), key=lambda at: _foreign(found[at].family))
    return tuple(Face(path, at, found[at].holds) for at in order)


def _foreign(family: str) -> int:
    """How far a face of a collection is from the forms that characters have in this country."""
    return (" SC" not in family and " CN" not in family) * 2 + ("Mono" in family)


def _needed(paper: Paper) -> list[str]:
    """Characters that leave a mark on paper, each once."""
    chars = dict.fromkeys(char for text in _strings(dataclasses.asdict(paper)) for char in text)
    return [char for char in chars if _marks(char)]


def _marks(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind not in ("Cc", "Cf", "Cs") and kind[0] != "Z" and not _selects(char)


def _selects(char: str) -> bool:
    """Whether it only chooses among forms of the character before it."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _strings(each)


def _whose(paper: Paper, char: str) -> str:
    """The person whose name has the character, else the words around it."""
    named = next((name for name in paper.names if char in name), None)
    if named:
        return named
    text = next(text for text in _strings(dataclasses.asdict(paper)) if char in text)
    at = text.index(char)
    return text[max(0, at - 6) : at + 7]


def _blanked(paper: Paper, absent: frozenset[str]) -> Paper:
    plain: Paper = _replaced(paper, absent)
    articles = [block for block in plain.blocks if isinstance(block, Articles)]
    others = [block for block in plain.blocks if not isinstance(block, Articles)]
    return dataclasses.replace(plain, blocks=(*others, Text(BY_HAND, style="note"), *articles))


def _replaced(value: Any, absent: frozenset[str]) -> Any:
    if isinstance(value, str):
        return "".join(BLANK if char in absent else char for char in value)
    if isinstance(value, tuple):
        return tuple(_replaced(each, absent) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: _replaced(getattr(value, name), absent) for name in names})
    return value
