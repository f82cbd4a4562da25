"""Pinyin initials: 李国强 is found by `lgq`, 临时救助 by `lsjz`.

The first letters of every character with a known reading are data (`data/initials.txt`), characters
read in several ways keep several letters, and family names have readings of their own (单 is s, 尉迟 is yc).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from counter.locate import data_dir

MOST_VARIANTS = 6
"""The most ways to abbreviate one name that are stored and indexed."""

_ROW = 256
_Letters = tuple[tuple[str, str], ...]
"""The characters of a name that are read, each with its possible first letters, likeliest first."""


@dataclass(slots=True)
class _Table:
    rows: dict[int, str] = field(default_factory=dict)
    several: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    compound: dict[str, str] = field(default_factory=dict)

    def of(self, char: str) -> str:
        """The first letters of one character; empty where its reading is not known."""
        if letters := self.several.get(char):
            return letters
        row = self.rows.get(ord(char) // _ROW, "")
        place = ord(char) % _ROW
        return row[place].strip("-") if place < len(row) else ""


@lru_cache(maxsize=4096)
def initials(name: str, surname: bool = True) -> tuple[str, ...]:
    """How a name is abbreviated by its initials, the likeliest first, at most `MOST_VARIANTS`.

    Letters and digits stand for themselves, in lower case; signs and characters of unknown reading
    are left out. Beyond the likeliest, each variant reads one character in another way.

    Args:
        name: A person's name, or what an item or a place is called.
        surname: Whether it begins with a family name. False for items and places.
    """
    read = _letters(name, surname)
    usual = "".join(letters[0] for _, letters in read)
    return tuple(_few(usual, read)) if usual else ()


def matches(query: str, name: str, surname: bool = True) -> bool:
    """Whether every word of a query occurs in a name: as characters, as initials, or both mixed (李gq).

    Args:
        query: What was typed; nothing matches everything.
        name: A person's name, or what an item or a place is called.
        surname: Whether the name begins with a family name.
    """
    read = _letters(name, surname)
    plain = _fold(name)
    return all(word in plain or _occurs(word, read) for word in _fold(query).split())


def _few(usual: str, read: _Letters) -> Iterator[str]:
    yield usual
    made = 1
    for place, (_, letters) in enumerate(read):
        for other in letters[1:]:
            if made == MOST_VARIANTS:
                return
            yield usual[:place] + other + usual[place + 1 :]
            made += 1


def _occurs(word: str, read: _Letters) -> bool:
    return any(_fits(word, read[start : start + len(word)]) for start in range(len(read) - len(word) + 1))


def _fits(word: str, read: _Letters) -> bool:
    return all(sign == char or sign in letters for sign, (char, letters) in zip(word, read, strict=True))


@lru_cache(maxsize=4096)
def _letters(name: str, surname: bool) -> _Letters:
    plain = _fold(name).strip()
    head = _surname(plain) if surname else ()
    rest = ((char, _of_char(char)) for char in plain[len(head) :])
    return tuple((char, letters) for char, letters in (*head, *rest) if letters)


def _surname(plain: str) -> _Letters:
    table = _table()
    if letters := table.compound.get(plain[:2]):
        return tuple(zip(plain[:2], letters, strict=True))
    first = plain[:1]
    if letters := table.surnames.get(first):
        return ((first, "".join(dict.fromkeys(letters + table.of(first)))),)
    return ()


def _of_char(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() else ""
    return _table().of(char)


def _fold(text: str) -> str:
    """Full-width letters and the compatibility forms of characters, for reading only."""
    return unicodedata.normalize("NFKC", text).lower()


@cache
def _table() -> _Table:
    table = _Table()
    section = ""
    for line in (data_dir() / "initials.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            _take(table, section, line)
    return table


def _take(table: _Table, section: str, line: str) -> None:
    head, _, rest = line.partition(" ")
    if section == "[letters]":
        table.rows[int(head, 16)] = rest
    elif section == "[several]":
        table.several.update(dict.fromkeys(rest, head))
    elif section == "[surnames]":
        table.surnames[rest] = head
    else:
        table.compound[rest] = head
