"""Text from outside is data: what may enter the records, and what may leave for a sink.

`clean` stands at every entry: it folds spaces, refuses what cannot be seen or would steer a terminal,
a printer or a spreadsheet, and says which character it was. Characters of names are kept exactly as
they came: no normal form is applied (it changes legal names such as U+F9D8), no plane is left out.
`safe` and `formula_safe` stand before every sink and never fail. The masks are for lists and screens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from counter.domain.refusals import Refusal

MOST_MARKS = 4
"""Combining marks accepted on one character: more only pile up ink over the neighbouring lines."""

_Kind = Literal["control", "direction", "invisible", "broken"]
_FORBIDDEN: tuple[tuple[int, int, _Kind], ...] = (
    (0x0000, 0x001F, "control"), (0x007F, 0x009F, "control"), (0x2028, 0x2029, "control"),
    (0x061C, 0x061C, "direction"), (0x200E, 0x200F, "direction"), (0x202A, 0x202E, "direction"),
    (0x2066, 0x2069, "direction"),
    (0x00AD, 0x00AD, "invisible"), (0x034F, 0x034F, "invisible"), (0x0600, 0x0605, "invisible"),
    (0x06DD, 0x06DD, "invisible"), (0x070F, 0x070F, "invisible"), (0x0890, 0x0891, "invisible"),
    (0x08E2, 0x08E2, "invisible"), (0x115F, 0x1160, "invisible"), (0x17B4, 0x17B5, "invisible"),
    (0x180B, 0x180F, "invisible"), (0x200B, 0x200D, "invisible"), (0x2060, 0x2065, "invisible"),
    (0x206A, 0x206F, "invisible"), (0x3164, 0x3164, "invisible"), (0xFE00, 0xFE0F, "invisible"),
    (0xFEFF, 0xFEFF, "invisible"), (0xFFA0, 0xFFA0, "invisible"), (0xFFF0, 0xFFFB, "invisible"),
    (0x110BD, 0x110BD, "invisible"), (0x110CD, 0x110CD, "invisible"),
    (0x13430, 0x1343F, "invisible"), (0x1BCA0, 0x1BCA3, "invisible"),
    (0x1D173, 0x1D17A, "invisible"), (0xE0000, 0xE0FFF, "invisible"),
    (0xD800, 0xDFFF, "broken"), (0xFDD0, 0xFDEF, "broken"), (0xFFFC, 0xFFFF, "broken"),
    *((plane + 0xFFFE, plane + 0xFFFF, "broken") for plane in range(0x10000, 0x110000, 0x10000)),
)  # fmt: skip
_EMOJI = ((0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))

_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_DOT = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff65]")
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_STOP_IN_HAN = re.compile(f"(?<=[{_HAN}]) *[.\uff0e] *(?=[{_HAN}])")
_SPACE_IN_HAN = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}])")
_SPACE_AT_DOT = re.compile(" *\u00b7 *")
_PLAIN = re.compile("[0-9A-Za-z\u4e00-\u9fff]+")
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


class TextRefused(Refusal):
    """Text that cannot be taken in. `place` counts characters from 1, as typed."""

    says = "{field}{where}不能用，请改后重输。"


class ControlCharacter(TextRefused):
    """A character that would steer a terminal or printer, or break the line."""

    says = "{field}{where}是看不见的控制符，请删掉后重输。"


class DirectionMark(TextRefused):
    """A mark that turns the direction of writing and so shows another text than is stored."""

    says = "{field}{where}是看不见的改变文字方向的符号，请删掉后重输。"


class InvisibleCharacter(TextRefused):
    """A character of no width: two texts that look alike would differ."""

    says = "{field}{where}是看不见的符号，请删掉后重输。"


class BrokenCharacter(TextRefused):
    """Half a character, or the sign left where one was lost on the way."""

    says = "{field}{where}是损坏的字，请重新输入这个字。"


class TooManyMarks(TextRefused):
    """More marks over one character than any writing needs."""

    says = "{field}{where}叠加的音标符号太多，最多{most}个，请删掉多余的。"


class EmojiInName(TextRefused):
    """A picture character in a name."""

    says = "{field}{where}是表情图案，姓名里不能用，请删掉。"


class TextTooLong(TextRefused):
    """More characters than the field keeps."""

    says = "{field}最多{most}个字，现在有{have}个字，请缩短。"


_REFUSALS: dict[_Kind, type[TextRefused]] = {
    "control": ControlCharacter,
    "direction": DirectionMark,
    "invisible": InvisibleCharacter,
    "broken": BrokenCharacter,
}


def clean(text: str, *, field: str, most: int, name: bool = False) -> str:
    """The text as it is kept, or a refusal that shows the place.

    Every kind of space becomes a plain one, and those at the ends go. In a name the look-alikes of
    the separating dot become `·` (U+00B7), spaces around it and between Chinese characters go.

    Args:
        text: What was typed or read from a file.
        field: The field's name as the person at the counter reads it.
        most: The most characters the field keeps; a name field should keep at least 50.
        name: Whether it is a person's name: pictures are refused, the dot is folded.

    Raises:
        TextRefused: One of its subclasses, naming field and place.
    """
    if len(text) <= most and _PLAIN.fullmatch(text):
        return text
    _refuse_forbidden(text, field)
    _refuse_marks(text, field)
    if name:
        _refuse_emoji(text, field)
    kept = _SPACE.sub(" ", text).strip(" ")
    if name:
        kept = _fold_name(kept)
    if len(kept) > most:
        raise TextTooLong(field=field, most=most, have=len(kept))
    return kept


def changed(typed: str, kept: str, *, field: str) -> str:
    """One Chinese sentence on what `clean` made of a text, or nothing where only end spaces went."""
    plain = typed.strip()
    if kept == plain:
        return ""
    if kept.count("·") > plain.count("·"):
        return f"{field}里的间隔点已统一为“·”。"
    return f"{field}里的空格已整理。"


def code(text: str) -> str:
    """A number or code as typed with any input method: full-width signs folded, no spaces, capitals.

    Only for code fields (numbers, codes, dates), never for names: this is Unicode's NFKC.
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def has_private(text: str) -> bool:
    """Whether it has a self-made character, shown only where its font is: to be pointed out."""
    return any(first <= ord(char) <= last for char in text for first, last in _PRIVATE)


def safe(text: str) -> str:
    """The text for a terminal, printer or file: what must not pass is replaced by visible signs."""
    if text.isascii() and text.isprintable():
        return text
    shown = _forbidden().sub(lambda match: _sign(match[0]), text)
    return shown if not _has_marks(shown) else _thin_marks(shown)


def formula_safe(text: str) -> str:
    """The text for a cell of a csv or xlsx file: `safe`, and never read as a formula."""
    shown = safe(text)
    return f"'{shown}" if text.startswith(_FORMULA_STARTS) else shown


def mask_id(number: str) -> str:
    """An identity number for lists: the first and the last four stay."""
    return _mask(number, 4, 4)


def mask_phone(number: str) -> str:
    """A telephone number for lists: 154****0001, 0827-***0101; public hotlines stay whole."""
    if len(number) <= 6:
        return number
    area, dash, local = number.rpartition("-")
    return f"{area}{dash}{_mask(local, 3, 4)}" if not dash else f"{area}-{_mask(local, 0, 4)}"


def mask_name(name: str) -> str:
    """A name for public lists: the first character stays, a single one is hidden too."""
    return "*" if len(name) == 1 else name[:1] + "*" * (len(name) - 1)


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


@cache
def _forbidden() -> re.Pattern[str]:
    ranges = (f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last, _ in _FORBIDDEN)
    return re.compile(f"[{''.join(ranges)}]")


def _kind(char: str) -> _Kind:
    return next(kind for first, last, kind in _FORBIDDEN if first <= ord(char) <= last)


def _refuse_forbidden(text: str, field: str) -> None:
    if found := _forbidden().search(text):
        raise _REFUSALS[_kind(found[0])](**_place(text, found.start(), field))


def _refuse_marks(text: str, field: str) -> None:
    if not _has_marks(text):
        return
    for place, run in _mark_runs(text):
        if run > MOST_MARKS:
            raise TooManyMarks(**_place(text, place, field), most=MOST_MARKS)


def _refuse_emoji(text: str, field: str) -> None:
    for place, char in enumerate(text):
        if any(first <= ord(char) <= last for first, last in _EMOJI):
            raise EmojiInName(**_place(text, place, field))


def _place(text: str, index: int, field: str) -> dict[str, Any]:
    before = safe(text[max(0, index - 4) : index]).strip()
    after = f"（在“{before}”后面）" if before else ""
    return {"field": field, "place": index + 1, "where": f"第{index + 1}个字{after}"}


def _fold_name(name: str) -> str:
    name = _DOT.sub("·", name)
    name = _STOP_IN_HAN.sub("·", name)
    name = _SPACE_AT_DOT.sub("·", name)
    name = _SPACE_IN_HAN.sub("", name)
    return re.sub(" {2,}", " ", name)


def _has_marks(text: str) -> bool:
    return any(char > "\u02ff" and unicodedata.category(char) in ("Mn", "Me") for char in text)


def _mark_runs(text: str) -> Iterator[tuple[int, int]]:
    """Each character's index with the number of combining marks in a row up to it."""
    run = 0
    for place, char in enumerate(text):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        yield place, run


def _thin_marks(text: str) -> str:
    return "".join("\ufffd" if run > MOST_MARKS else text[place] for place, run in _mark_runs(text))


def _sign(char: str) -> str:
    value = ord(char)
    if value < 0x20:
        return chr(0x2400 + value)
    return "\u2421" if value == 0x7F else "\ufffd"
